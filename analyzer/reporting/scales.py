"""Where things are in a chart of periods, and what is written below and beside them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def inside(position: float, count: int, label: str, width: float, text: float) -> tuple[float, str]:
    """Where a label below a bar is written, and how it is aligned: centred, unless it would reach outside.

    `position` and the result are in periods, of which there are `count` in the `width`; `text` is the height of text. A
    character is taken to be 0.62 of that wide, which no digit or short month is.
    """
    half = 0.31 * text * len(label) / width * count
    if position < half:
        return 0, "left"
    return (count, "right") if position > count - half else (position, "center")


def side(share: float) -> str:
    """Where a label at this share of the width goes on, so that it stays inside."""
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


def place(day: date, first: date, unit: str) -> float:
    """Where a day is, in periods from the first."""
    if unit == "year":
        return day.year - first.year + (day.month - 1) / 12 + (day.day - 1) / 372
    return (day.year - first.year) * 12 + day.month - first.month + (day.day - 1) / 31


def ticks(begins: Sequence[date], unit: str, width: float, text: float) -> list[tuple[float, str]]:
    """As many labels below the bars as there is room for: years, or the months with their year."""
    room = int(width / (text * (3.2 if unit == "year" else 5.5)))
    step = -(-len(begins) // room)
    return [
        (position + 0.5, f"{day:%Y}" if unit == "year" else f"{_MONTHS[day.month - 1]} {day:%Y}")
        for position, day in list(enumerate(begins))[::step]
    ]
