"""The UTC day of each cell of a column of dates, for a whole column at a time: exactly as `dates.utc_day` reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, cached_property
from itertools import chain, product
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.buffers import bytes_of
from analyzer.dates import (
    MONTHS,
    NARROW_SPACES,
    WEEKDAYS,
    YEARS,
    DateFormat,
    Zone,
    to_utc,
    utc_day,
)

_Days = npt.NDArray[np.datetime64]
_Numbers = npt.NDArray[np.int64]
_Bytes = npt.NDArray[np.uint8]
_Rows = npt.NDArray[np.bool_]

UNDATED: Final = np.datetime64("NaT", "D")

# How wide each directive can be in a cell. Those that are missing have no few widths.
_WIDTHS: Final = {
    "Y": (4,), "y": (2,), "m": (1, 2), "b": (3,), "d": (1, 2), "a": (3,),
    "H": (1, 2), "I": (1, 2), "M": (2,), "S": (2,), "p": (2,),
}  # fmt: skip
_WORDS: Final = {"a": WEEKDAYS, "b": MONTHS, "p": ("am", "pm")}
_SAMPLES: Final = {"b": "May", "a": "Mon", "p": "AM"}


@dataclass(frozen=True)
class _Layout:
    """A way of writing dates in which every piece has its place: (directive or "", text, width)."""

    pieces: tuple[tuple[str, str, int], ...]

    @cached_property
    def width(self) -> int:
        return sum(width for _, _, width in self.pieces)

    @property
    def sample(self) -> str:
        """A text that has this layout; where no pattern of another format fits it, none fits any such text."""
        return "".join(text if not name else _SAMPLES.get(name, "1" * width) for name, text, width in self.pieces)  # fmt: skip

    @cached_property
    def literal(self) -> tuple[_Numbers, _Bytes]:
        """The places of the letters that stand for themselves, and these in lower case."""
        at = [range(place, place + width) for name, _, width, place in self._placed if not name]
        written = "".join(text for name, text, _ in self.pieces if not name).lower().encode()
        return np.array([*chain(*at)], np.int64), np.frombuffer(written, np.uint8)

    @cached_property
    def words(self) -> tuple[tuple[str, slice], ...]:
        """The directives that are words, and where they are."""
        return tuple(
            (name, slice(place, place + width))
            for name, _, width, place in self._placed
            if name in _WORDS
        )

    @cached_property
    def numbers(self) -> tuple[tuple[str, ...], _Numbers, _Numbers]:
        """The directives that are numbers, the places of their digits, and what each digit (by row) counts in each."""
        found = [piece for piece in self._placed if piece[0] and piece[0] not in _WORDS]
        places = np.concatenate([place + np.arange(width) for _, _, width, place in found])
        worth = np.zeros((len(places), len(found)), np.int64)
        row = 0
        for column, (_, _, width, _) in enumerate(found):
            worth[row : row + width, column] = 10 ** np.arange(width)[::-1]
            row += width
        return tuple(name for name, *_ in found), places, worth

    @property
    def _placed(self) -> Iterator[tuple[str, str, int, int]]:
        place = 0
        for name, text, width in self.pieces:
            yield name, text, width, place
            place += width


def utc_days(cells: pa.Array, formats: tuple[DateFormat, ...], zone: Zone) -> _Days:
    """The UTC day of each of `cells` (strings), NaT where no format fits.

    Cells in which every piece of the date has its place are read by column; the others, and those of a short column,
    one by one; of a longer one, each distinct one once.
    """
    if len(cells) <= _ONE_BY_ONE:
        found = [utc_day(cell, formats, zone) if cell else None for cell in cells.to_pylist()]
        return np.array(found, "datetime64[D]")
    data, bounds = bytes_of(cells)
    if (data >= 0x80).any():
        for space in NARROW_SPACES:
            cells = pc.replace_substring(cells, space, " ")
        data, bounds = bytes_of(cells)
    starts, lengths = bounds[:-1], np.diff(bounds)
    days = np.full(len(cells), UNDATED)
    left = lengths > 0
    widths = np.bincount(np.minimum(lengths, _WIDER), minlength=_WIDER + 1)
    for layout in _layouts(formats):
        if not widths[layout.width]:
            continue
        rows = np.flatnonzero(left & (lengths == layout.width))
        if len(rows):
            matrix = data[starts[rows, None] + np.arange(layout.width)]
            read = _read(matrix, layout, zone)
            days[rows] = read
            left[rows] = np.isnat(read)
    rows = np.flatnonzero(left)
    if len(rows):
        encoded = cells.take(pa.array(rows)).dictionary_encode()
        distinct = [utc_day(cell, formats, zone) for cell in encoded.dictionary.to_pylist()]
        days[rows] = np.array(distinct, "datetime64[D]")[encoded.indices.to_numpy()]
    return days


_ONE_BY_ONE: Final = 20
"""Cells; to read so many one by one takes less time than by column."""
_WIDER: Final = 99
"""More letters than a layout has."""


@cache
def _layouts(formats: tuple[DateFormat, ...]) -> tuple[_Layout, ...]:
    """The layouts of the formats, none as wide as `_WIDER`, without those that an earlier format reads as well, and first."""
    return tuple(
        layout
        for at, form in enumerate(formats)
        for layout in _layouts_of(form)
        if layout.width < _WIDER
        and not any(earlier.fits(layout.sample) for earlier in formats[:at])
    )


def _layouts_of(form: DateFormat) -> Iterator[_Layout]:
    if not form.is_a_day or not form.text.isascii():
        return
    names = [directive for directive, _ in form.pieces if directive]
    if any(name not in _WIDTHS for name in names) or len(names) != len(set(names)):
        return
    widths = [_WIDTHS[directive] if directive else (len(text),) for directive, text in form.pieces]
    for chosen in product(*widths):
        yield _Layout(tuple((d, text, w) for (d, text), w in zip(form.pieces, chosen, strict=True)))


def _read(matrix: _Bytes, layout: _Layout, zone: Zone) -> _Days:
    """The day of each row of letters, NaT where the row is not laid out like this, or is no date."""
    places, literal = layout.literal
    fits = (_lower(matrix[:, places]) == literal).all(axis=1)
    names, places, worth = layout.numbers
    digits = matrix[:, places] - _ZERO  # what is less than 0 is far more than 9
    fits &= (digits <= 9).all(axis=1)
    parts = dict(zip(names, (digits @ worth).T, strict=True))
    for name, place in layout.words:
        parts[name], known = _word(_lower(matrix[:, place]), _WORDS[name])
        fits &= known
    return _day(parts, fits, zone)


def _lower(letters: _Bytes) -> _Bytes:
    return np.where((letters >= ord("A")) & (letters <= ord("Z")), letters | 0x20, letters)


def _word(letters: _Bytes, words: Sequence[str]) -> tuple[_Numbers, _Rows]:
    """Which of the words (by their first letters) each row is, from 1, and whether it is one of them."""
    number = np.zeros(len(letters), np.int64)
    for at, word in enumerate(words, start=1):
        wanted = np.frombuffer(word[: letters.shape[1]].encode(), np.uint8)
        number[(letters == wanted).all(axis=1)] = at
    return number, number > 0


def _day(parts: dict[str, _Numbers], fits: _Rows, zone: Zone) -> _Days:
    year = parts["Y"] if "Y" in parts else parts["y"] + np.where(parts["y"] >= 69, 1900, 2000)
    month = parts["m"] if "m" in parts else parts["b"]
    hour = parts.get("H", parts.get("I", np.zeros(len(fits), np.int64)))
    if "p" in parts:
        fits = fits & (hour >= 1) & (hour <= 12)
        hour = hour % 12 + np.where(parts["p"] == 2, 12, 0)
    fits = (
        fits
        & (year >= YEARS.start)
        & (year < YEARS.stop)
        & (month >= 1)
        & (month <= 12)
        & (hour <= 23)
    )
    for name in ("M", "S"):
        if name in parts:
            fits = fits & (parts[name] <= 59)
    months = np.where(fits, (year - YEARS.start) * 12 + month - 1, 0)
    first, following = _FIRST_DAYS[months], _FIRST_DAYS[months + 1]
    days: _Days = first + (parts["d"] - 1).astype("timedelta64[D]")
    fits = fits & (parts["d"] >= 1) & (days < following)
    if zone == "America/Los_Angeles":
        days = days + _later(days, hour, fits).astype("timedelta64[D]")
    return np.where(fits, days, UNDATED)


_ZERO: Final = np.uint8(ord("0"))
_FIRST_DAYS: Final = np.arange(
    f"{YEARS.start}-01", f"{YEARS.stop}-02", dtype="datetime64[M]"
).astype("datetime64[D]")
"""The first day of each month of the `YEARS`, and of the month after them."""


def _later(days: _Days, hour: _Numbers, fits: _Rows) -> _Numbers:
    """1 where the evening in Los Angeles is the next day in UTC: from 17:00 on, and in winter from 16:00."""
    later = (hour >= 17).astype(np.int64)
    at_four = np.flatnonzero(fits & (hour == 16))
    distinct, which = np.unique(days[at_four], return_inverse=True)
    in_winter = [_is_next_day(day) for day in distinct.tolist()]
    later[at_four] = np.array(in_winter, np.int64)[which]
    return later


def _is_next_day(day: date) -> bool:
    return to_utc(datetime.combine(day, time(16))).date() != day
