"""From records to volumes per column, part and day. What goes in are cells, and what comes out are numbers and days."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, reduce
from itertools import groupby
from operator import add, itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.analysis.buffers import (
    Bytes,
    Cells,
    filled,
    number_within,
)
from analyzer.analysis.days import (
    UNDATED,
    utc_days,
)
from analyzer.analysis.parts import REST
from analyzer.mapping.tables import DateSource

Numbers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Volume:
    """How much: values (cells that are not empty after stripping white space), their characters
    (Unicode code points as read and repaired), words (runs of non-white-space) and UTF-8 bytes.
    `text_words` are the words in columns of text: what somebody wrote, and no date, link, code or name.

    Volumes add; a total is the `sum_volumes` of its parts and is computed in no other way.
    """

    values: int = 0
    characters: int = 0
    words: int = 0
    bytes: int = 0
    text_words: int = 0

    def __add__(self, other: "Volume") -> "Volume":
        """Both together."""
        return Volume(
            self.values + other.values,
            self.characters + other.characters,
            self.words + other.words,
            self.bytes + other.bytes,
            self.text_words + other.text_words,
        )


def sum_volumes(volumes: Iterable[Volume]) -> Volume:
    """All of `volumes` together; nothing for none."""
    return reduce(add, volumes, Volume())


@dataclass(frozen=True, eq=False)
class ColumnMeasure:
    """The volume of one column in the records of one part, per UTC day of the record's own date.

    `days` are the days that have a volume, in order, NaT first for undated records; `volumes` has a row for
    each, with the fields of a `Volume`. `part` is `parts.REST` for the records that belong to none.
    """

    position: int
    part: int
    days: Days
    volumes: Numbers

    @cached_property
    def volume(self) -> Volume:
        """All days together; asked for by every total above, so added up once."""
        return Volume(*self.volumes.sum(axis=0).tolist())

    @property
    def filled(self) -> bool:
        """Whether any record has a value here."""
        return len(self.days) > 0

    @property
    def dated(self) -> bool:
        """Whether any record that has a value here has a date."""
        return bool((~np.isnat(self.days)).any())


def measure(
    records: pa.Table,
    dates: Sequence[tuple[int, DateSource]] = (),
    parts: pa.Array | None = None,
    text: Collection[int] = (),
    cells: Cells | None = None,
) -> tuple[ColumnMeasure, ...]:
    """Measure each column of `records` (string columns named by position), for each part of them.

    `dates` says where a record's date may stand (position and format), best first; a record whose date
    cannot be read is undated, never guessed. `parts` has the part of each record (all are the rest
    without it); a part without records is not measured. `text` are the positions of columns of text.
    `cells` are those of `records`, if they are at hand.
    """
    groups = _Groups.of(_days(records, dates), parts)
    volumes = groups.add_up(cells or Cells.of(records), text)
    full = volumes[:, :, 0] > 0
    of_parts = list(groups.of_parts())
    return tuple(
        ColumnMeasure(position, part, groups.days[rows], volumes[position, rows])
        for position in range(records.num_columns)
        for part, of_part in of_parts
        for rows in [of_part[full[position, of_part]]]
    )


class Measuring:
    """Measures records that come in batches, as `measure` does all at once."""

    def __init__(self) -> None:
        self._measured: dict[tuple[int, int], list[ColumnMeasure]] = {}

    def add(self, measures: Iterable[ColumnMeasure]) -> None:
        """Add what was measured of a batch that has records."""
        for each in measures:
            of_column = self._measured.setdefault((each.position, each.part), [])
            of_column.append(each)
            if len(of_column) == _BATCHES:
                of_column[:] = [_merged(of_column)]

    def result(self) -> tuple[ColumnMeasure, ...]:
        """The columns in all batches, by position and part; none if no batch was added."""
        return tuple(_merged(self._measured[key]) for key in sorted(self._measured))


_BATCHES: Final = 16
"""How many measures of a column are kept before they are merged."""


def _merged(measures: Sequence[ColumnMeasure]) -> ColumnMeasure:
    first = measures[0]
    if len(measures) == 1:
        return first
    # NaT is the lowest number there is, so what is undated comes first.
    all_days = np.concatenate([each.days for each in measures]).view(np.int64)
    days, day = np.unique(all_days, return_inverse=True)
    volumes = np.zeros((len(days), first.volumes.shape[1]), np.int64)
    np.add.at(volumes, day, np.concatenate([each.volumes for each in measures]))
    return ColumnMeasure(first.position, first.part, days.view("datetime64[D]"), volumes)


def _days(records: pa.Table, dates: Sequence[tuple[int, DateSource]]) -> Days:
    """The UTC day of each record, or NaT."""
    days = np.full(records.num_rows, UNDATED)
    for position, source in dates:
        left = np.isnat(days)
        if not left.any():
            break
        cells = records.column(position)
        if not left.all():
            cells = cells.filter(pa.array(left))
        days[left] = utc_days(filled(cells.combine_chunks()), source.formats, source.zone)
    return days


@dataclass(frozen=True, eq=False)
class _Groups:
    """The records of each part and day: which group each record is in, and each group's part and day."""

    of_record: Numbers
    parts: Numbers
    days: Days

    @classmethod
    def of(cls, days: Days, parts: pa.Array | None) -> "_Groups":
        if not len(days):
            return cls(np.empty(0, np.int64), np.array([REST]), np.array([UNDATED]))
        of_part = REST if parts is None else parts.to_numpy(zero_copy_only=False).astype(np.int64)
        # A number for each part and day. NaT is the lowest number there is, so what is undated comes first.
        key = of_part * _PART + np.maximum(days.view(np.int64), -_UNDATED)
        keys, group = np.unique(key, return_inverse=True)
        part, day = np.divmod(keys + _UNDATED, _PART)
        of_day = np.where(day == 0, UNDATED, (day - _UNDATED).astype("datetime64[D]"))
        return cls(group, part, of_day)

    def of_parts(self) -> Iterator[tuple[int, Numbers]]:
        """Each part that has records, with the positions of its groups."""
        for part in dict.fromkeys(self.parts.tolist()):
            yield part, np.flatnonzero(self.parts == part)

    def add_up(self, cells: Cells, text: Collection[int]) -> Numbers:
        """The sums over each group, by column, group and kind: the fields of a `Volume`; `text` are columns of text."""
        number, columns = len(self.parts), cells.columns
        characters, words, lengths = _counts(cells)
        values = np.flatnonzero(words > 0)
        group = np.add.outer(np.arange(columns) * number, self.of_record).ravel()[values]
        sums = np.zeros((columns, number, len(fields(Volume))), np.int64)
        sums[:, :, 0] = np.bincount(group, minlength=columns * number).reshape(columns, number)
        for kind, each in enumerate((characters, words, lengths), start=1):
            # Sums of whole numbers below 2**53 are exact in floating point.
            of_group = np.bincount(group, each[values], columns * number)
            sums[:, :, kind] = of_group.reshape(columns, number)
        for column in text:
            sums[column, :, -1] = sums[column, :, _WORDS]
        return sums


_UNDATED: Final = 1 << 20
"""Days, more than there are in all `YEARS`, by which what is undated is before 1970 where groups are numbered."""
_PART: Final = 1 << 32
"""More than there are numbers of days."""


# --- the cells -----------------------------------------------------------------------------------

_WORDS: Final = 2
"""Where the words are among the fields of a `Volume`."""


def _counts(cells: Cells) -> tuple[Numbers, ...]:
    """The characters, words and bytes of each cell, column after column; those of a cell without words are no value."""
    letters, bounds = cells.letters, cells.bounds
    words, lengths = _words(letters, bounds), cells.lengths
    characters = lengths
    if len(letters) and letters.max() >= 0x80:
        # All bytes of a character but the first are 10xxxxxx.
        characters = number_within((letters & 0xC0) != 0x80, bounds)
    return characters, words, lengths


def _words(letters: Bytes, bounds: Numbers) -> Numbers:
    """The words of each cell, counted in the letters of all cells at once: a word begins at a letter that is no white
    space, and follows white space or begins a cell.
    """
    if not len(letters):
        return np.zeros(len(bounds) - 1, np.int64)
    white = _white(letters)
    begins = ~white
    begins[1:] &= white[:-1]
    first = bounds[: np.searchsorted(bounds, len(letters))]
    begins[first] = ~white[first]
    return number_within(begins, bounds)


def _white(letters: Bytes) -> npt.NDArray[np.bool_]:
    """Which bytes of UTF-8 are of white space, as Python's `str.split` sees it."""
    # Numbers without a sign: what is less than the first of these is far more than the last.
    white = (letters - _TAB <= 4) | (letters - _SEPARATOR <= 4)
    if letters.max() >= 0x80:
        begins = np.flatnonzero(letters >= _WIDE[0][0])
        firsts, seconds = letters[begins], letters[begins + 1]
        for first, second, last in _WIDE:
            found = begins[(firsts == first) & (seconds == second)]
            if last.any():
                found = found[last[letters[found + 2]]]
                white[found + 2] = True
            white[found] = white[found + 1] = True
    return white


_TAB, _SEPARATOR = np.uint8(0x09), np.uint8(0x1C)
"""The first of five spaces each: \t to \r, and the separators of files, groups, records and units, with the space itself."""
_WIDE_SPACES: Final = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space beyond ASCII: a post in Japanese is full of U+3000."""


def _wide() -> Iterator[tuple[int, int, npt.NDArray[np.bool_]]]:
    """The first two bytes in UTF-8 of wide spaces, and for each byte whether it is the third; none is if there is none."""
    written = sorted(space.encode() for space in _WIDE_SPACES)
    for (first, second), alike in groupby(written, key=itemgetter(0, 1)):
        yield first, second, np.isin(np.arange(256), [byte for each in alike for byte in each[2:]])


_WIDE: Final = tuple(_wide())
