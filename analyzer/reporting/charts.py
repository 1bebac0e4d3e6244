"""Draws the charts of the page as inline SVG, and the answer as a picture; only this module knows matplotlib."""

import io
import logging
import os
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

# What was chosen for other programs must not stop this one: matplotlib fails on a backend it does not know,
# and says on stderr where it keeps its fonts if the home folder cannot be written to.
os.environ["MPLBACKEND"] = "agg"
logging.getLogger("matplotlib").setLevel(logging.ERROR)

import matplotlib as mpl  # noqa: E402 - after the two lines above
import matplotlib.patches  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from analyzer.reporting.svg import strict_svg  # noqa: E402

# Each colour is only a mark: it is replaced by the class of the same meaning, and the page's stylesheet
# says what it looks like in light, dark and print.
COLOURS: Final[Mapping[str, str]] = {
    "used": "#010101",
    "claimed": "#020202",
    "disputed": "#030303",
    "excluded": "#040404",
    "not_mentioned": "#050505",
    "unknown": "#060606",
    "set_aside": "#070707",
    "ink": "#0a0a0a",
    "faint": "#0b0b0b",
}
_CLASSES = {colour: f"c-{name}" for name, colour in COLOURS.items()}


@dataclass(frozen=True)
class Size:
    """How wide a drawing is in its own units, and its text: shown wider or narrower, it grows and shrinks."""

    width: float
    text: float


NARROW: Final = Size(288, 12)
"""For windows up to 464 pixels: shown 288 to 432 pixels wide, its text has 12 to 18."""

WIDE: Final = Size(648, 18)
"""For wider ones: shown 432 to 648 pixels wide, its text has 12 to 18."""

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

PRINTED: Final[Mapping[str, tuple[str, str]]] = {
    "used": ("#7c2d12", ""),
    "claimed": ("#d97706", ""),
    "disputed": ("#a21caf", "||||"),
    "excluded": ("#ffffff", ""),
    "not_mentioned": ("#ffffff", "////"),
    "unknown": ("#ffffff", "----"),
    "set_aside": ("#ffffff", "\\\\\\\\"),
}
"""Colour and hatching of each standing on white, as the stylesheet has them in light."""

_EDGES: Final = {
    "excluded": "#4f86c6",
    "not_mentioned": "#7d8590",
    "unknown": "#0f766e",
    "set_aside": "#7d8590",
}


@dataclass(frozen=True)
class Card:
    """The words of the answer as a picture: `parts` are standings with their share of the whole and what is
    written beside each.
    """

    title: str
    finding: str
    unit: str
    parts: tuple[tuple[str, float, str], ...]
    foot: str


_NO_METADATA: Final = {"Date": None, "Creator": None}
"""The same picture is the same bytes on every day and with every version."""


def answer_card(card: Card, kind: Literal["svg", "png"]) -> bytes:
    """The card as a picture of 1200 by 675, the shape of a slide; the same card gives the same bytes."""
    figure = Figure(figsize=(12, 6.75), dpi=100, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1200)
    axes.set_ylim(675, 0)

    def write(
        x: float, y: float, words: str, size: float, colour: str = "#1b1e22", weight: str = "normal"
    ) -> None:
        axes.text(
            x, y, words, fontsize=size * 0.72, color=colour, va="top", weight=weight,
            parse_math=False,
        )  # fmt: skip

    write(60, 46, card.title, 30, weight="bold")
    write(60, 100, card.finding, 76, weight="bold")
    write(60, 200, card.unit, 28)
    left, bar_width = 60.0, 1080.0
    for standing, share, _ in card.parts:
        face, hatch = PRINTED[standing]
        edge = _EDGES.get(standing, "#ffffff")
        axes.add_patch(
            mpl.patches.Rectangle(
                (left, 262), bar_width * share, 84,
                facecolor=face, edgecolor=edge, hatch=hatch, linewidth=2,
            )
        )  # fmt: skip
        left += bar_width * share
    for number, (standing, _, words) in enumerate(card.parts):
        face, hatch = PRINTED[standing]
        x, y = 60 + 560 * (number % 2), 376 + 46 * (number // 2)
        axes.add_patch(
            mpl.patches.Rectangle(
                (x, y), 24, 28,
                facecolor=face, edgecolor=_EDGES.get(standing, "#ffffff"), hatch=hatch, linewidth=2,
            )
        )  # fmt: skip
        write(x + 38, y, words, 24)
    for number, line in enumerate(textwrap.wrap(card.foot, 106)):
        write(60, 560 + 27 * number, line, 19, "#545b64")
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "linkedin-exposure", "hatch.linewidth": 1.5}):
        if kind == "svg":
            FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call] # matplotlib's canvases have no types
        else:
            FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call] # as above
    return buffer.getvalue()


def period_bars(
    periods: pd.DataFrame,
    marks: Sequence[tuple[date, str]],
    unit: Literal["month", "year"],
    size: Size,
    *,
    name: str,
    title: str,
    text: str,
) -> str:
    """A bar per month or year: what is `covered`, and on top of it the rest of `every_claim`; the days of
    `marks` have a line each, with what is written at it.

    `periods` has one row per period without gaps, in order: `begins` (a date), `covered`, `every_claim`.
    """
    height, below, above = 0.45 * size.width, 1.6 * size.text, (1.6 + 1.2 * len(marks)) * size.text
    figure, axes = _figure(height, size)
    axes.set_position((0.0, below / height, 1.0, 1 - (below + above) / height))
    count, highest = len(periods), max(int(periods["every_claim"].max()), 1)
    line = size.text * highest / (height - below - above)  # the height of text, in words
    middles = [position + 0.5 for position in range(count)]
    width = 0.82 if count > 1 else 0.3
    axes.bar(middles, periods["covered"], width, color=COLOURS["used"], linewidth=0)
    axes.bar(
        middles,
        periods["every_claim"] - periods["covered"],
        width,
        bottom=periods["covered"],
        color=COLOURS["claimed"],
        linewidth=0,
    )
    axes.plot([0, count], [0, 0], color=COLOURS["faint"], linewidth=1, clip_on=False)
    tallest = int(periods["every_claim"].to_numpy().argmax()) + 0.5
    _write(axes, tallest, highest + 0.1 * line, f"{highest:,} words", _side(tallest / count), size)
    for position, label in _ticks(list(periods["begins"]), unit, size):
        at, side = _inside(position, count, label, size)
        _write(axes, at, -0.3 * line, label, side, size, above=False)
    for number, (day, label) in enumerate(marks):
        marked = _position(day, periods["begins"].iloc[0], unit)
        if not 0 <= marked <= count:
            continue
        top = highest + (1.5 + 1.2 * number) * line
        axes.plot([marked, marked], [0, top], color=COLOURS["ink"], linewidth=1.4,
                  linestyle=(0, (3, 2)), clip_on=False)  # fmt: skip
        _write(axes, marked, top, label, _side(marked / count), size)
    axes.set_xlim(0, count)
    axes.set_ylim(0, highest)
    return _to_svg(figure, name=name, title=title, text=text)


def _inside(position: float, count: int, label: str, size: Size) -> tuple[float, str]:
    """Where a label below a bar is written, and how it is aligned: centred, unless it would reach outside.

    A character is taken to be 0.62 of the text's height wide, which no digit or short month is.
    """
    half = 0.31 * size.text * len(label) / size.width * count
    if position < half:
        return 0, "left"
    return (count, "right") if position > count - half else (position, "center")


def _side(share: float) -> str:
    """Where a label at this share of the width goes on, so that it stays inside."""
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


def _position(day: date, first: date, unit: str) -> float:
    """Where a day is, in periods from the first."""
    if unit == "year":
        return day.year - first.year + (day.month - 1) / 12 + (day.day - 1) / 372
    return (day.year - first.year) * 12 + day.month - first.month + (day.day - 1) / 31


def _ticks(begins: Sequence[date], unit: str, size: Size) -> list[tuple[float, str]]:
    """As many labels below the bars as there is room for: years, or the months with their year."""
    room = int(size.width / (size.text * (3.2 if unit == "year" else 5.5)))
    step = -(-len(begins) // room)
    return [
        (position + 0.5, f"{day:%Y}" if unit == "year" else f"{_MONTHS[day.month - 1]} {day:%Y}")
        for position, day in list(enumerate(begins))[::step]
    ]


def _write(
    axes: Axes, x: float, y: float, words: str, align: str, size: Size, *, above: bool = True
) -> None:
    axes.text(
        x, y, words, ha=align, va="bottom" if above else "top",
        color=COLOURS["ink"], fontsize=size.text, clip_on=False, parse_math=False,
    )  # fmt: skip


def _figure(height: float, size: Size) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(size.width / 72, height / 72), dpi=72)
    figure.patch.set_visible(False)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.margins(0)
    return figure, axes


def _to_svg(figure: Figure, *, name: str, title: str, text: str) -> str:
    """The figure as an `<svg>` element for a page: text as text, colours as classes, no style.

    The page's policy allows no style attribute, so every property becomes an attribute or a class.
    """
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(),
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "linkedin-exposure"}),
    ):
        # Text stays text and is drawn by the reader's fonts: what matplotlib's own lacks does not matter.
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        # matplotlib's backends have no type information.
        FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call] # matplotlib's canvases have no types
    return strict_svg(buffer.getvalue(), _CLASSES, name=name, title=title, text=text)
