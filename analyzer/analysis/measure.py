"""From records to volumes per column, part and day. What goes in are cells, and what comes out are numbers and days."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import groupby
from operator import add, itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.days import UNDATED, DateSources, Days, RecordDays
from analyzer.analysis.parts import REST

Numbers = npt.NDArray[np.int64]
_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Volume:
    """How much: values (cells that are not empty after stripping white space), their characters
    (Unicode code points as read and repaired), words (runs of non-white-space) and UTF-8 bytes.
    `text_words` and `texts` are the words and the values in columns of text, which people write in sentences. The other
    values are items: dates, links, codes, names and reactions.

    Volumes add; a total is the `sum_volumes` of its parts and is computed in no other way.
    """

    values: int = 0
    characters: int = 0
    words: int = 0
    bytes: int = 0
    text_words: int = 0
    texts: int = 0

    def __add__(self, other: "Volume") -> "Volume":
        """Both together."""
        return Volume(*map(add, vars(self).values(), vars(other).values()))

    @property
    def items(self) -> int:
        """The values that are not text."""
        return self.values - self.texts


def sum_volumes(volumes: Iterable[Volume]) -> Volume:
    """All of `volumes` together; nothing for none."""
    return sum(volumes, Volume())


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
    dates: RecordDays | None = None,
    sources: DateSources = (),
    parts: pa.Array | None = None,
    text: Collection[int] = (),
) -> tuple[ColumnMeasure, ...]:
    """Measure each column of `records` (string columns named by position), for each part of them.

    `dates` finds the day of each record in the columns of `sources`; a record whose date cannot be read is undated. `parts` has the part of each record (all are the rest
    without it); a part without records is not measured. `text` are the positions of columns of text.
    """
    groups = _Groups.of((dates or RecordDays()).of(records, sources), parts)
    volumes = groups.add_up(Cells.of(records), text)
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
        self._rows = 0
        self.days = 0
        """The number of days of all columns together when they were last merged."""

    def add(self, measures: Iterable[ColumnMeasure]) -> None:
        """Add what was measured of a batch that has records."""
        for measure in measures:
            of_column = self._measured.setdefault((measure.position, measure.part), [])
            of_column.append(measure)
            self._rows += len(measure.days)
        if self._rows > 2 * self.days + _FEW:
            for of_column in self._measured.values():
                of_column[:] = [_merged(of_column)]
            self._rows = self.days = sum(
                len(measure.days) for (measure,) in self._measured.values()
            )

    def result(self) -> tuple[ColumnMeasure, ...]:
        """The columns in all batches, by position and part; none if no batch was added."""
        return tuple(_merged(self._measured[key]) for key in sorted(self._measured))


_FEW: Final = 100_000
"""Days of columns that are kept before they are merged."""


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

    def add_up(self, cells: "Cells", text: Collection[int]) -> Numbers:
        """The sums over each group, by column, group and kind: the fields of a `Volume`; `text` are columns of text."""
        number, columns = len(self.parts), cells.columns
        words = cells.words()
        values = np.flatnonzero(words > 0)
        group = np.add.outer(np.arange(columns) * number, self.of_record).ravel()[values]
        sums = np.zeros((columns, number, len(fields(Volume))), np.int64)
        sums[:, :, 0] = np.bincount(group, minlength=columns * number).reshape(columns, number)
        for kind, each in enumerate((cells.characters(), words, cells.lengths), start=1):
            # Sums of whole numbers below 2**53 are exact in floating point.
            of_group = np.bincount(group, each[values], columns * number)
            sums[:, :, kind] = of_group.reshape(columns, number)
        for column in text:
            sums[column, :, -2:] = sums[column][:, [_WORDS, 0]]
        return sums


_UNDATED: Final = 1 << 20
"""Days by which undated records are before 1970 where groups are numbered: more than there are between the bounds of `days`."""
_PART: Final = 1 << 32
"""More than there are numbers of days."""


# --- cells ---------------------------------------------------------------------------------------

_WORDS: Final = 2
"""Where the words are among the fields of a `Volume`."""


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells of some records, column after column, as they lie in memory: their bytes in UTF-8, and the places
    among these at which each cell begins and the last one ends.
    """

    array: pa.Array
    letters: _Bytes
    bounds: Numbers
    columns: int

    @classmethod
    def of(cls, records: pa.Table) -> "Cells":
        """The cells of `records`, of string columns. A null is an empty cell."""
        chunks = [filled(chunk) for column in records.columns for chunk in column.chunks]
        cells = pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
        _, offsets, data = cells.buffers()
        width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
        skipped = cells.offset * np.dtype(width).itemsize
        bounds = np.frombuffer(offsets, width, len(cells) + 1, skipped).astype(np.int64)
        letters = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
        # Other columns may lie in the same memory.
        letters = letters[bounds[0] : bounds[-1]]
        return cls(cells, letters, bounds - bounds[0], records.num_columns)

    @cached_property
    def lengths(self) -> Numbers:
        """The number of bytes of each cell."""
        return self.bounds[1:] - self.bounds[:-1]

    def characters(self) -> Numbers:
        """The number of characters of each cell."""
        if self._in_ascii:
            return self.lengths
        return np.asarray(pc.utf8_length(self.array), np.int64)

    def words(self) -> Numbers:
        """The number of words of each cell: a word begins where a letter follows white space or begins a cell.

        This takes a quarter of the time of `pyarrow.compute.count_substring_regex`, with which an analysis of the 12
        masked exports takes a fifth more of the processor's time, and of 90 MB a third more.
        """
        words = np.zeros(len(self.lengths), np.int64)
        full = np.flatnonzero(self.lengths)
        if len(full):
            white = _white(self.letters, in_ascii=self._in_ascii)
            begins = ~white
            begins[1:] &= white[:-1]
            first = self.bounds[full]
            begins[first] = ~white[first]
            words[full] = np.add.reduceat(begins, first, dtype=np.int64)
        return words

    @cached_property
    def _in_ascii(self) -> bool:
        return not len(self.letters) or bool(self.letters.max() < 0x80)


def filled(cells: pa.Array) -> pa.Array:
    """The cells, with those that are null empty."""
    return cells.fill_null("") if cells.null_count else cells


def _white(letters: _Bytes, *, in_ascii: bool) -> npt.NDArray[np.bool_]:
    """Which bytes of UTF-8 are of white space, as Python's `str.split` sees it."""
    # Numbers without a sign: what is less than the first of these is far more than the last.
    white = (letters - _TAB <= 4) | (letters - _SEPARATOR <= 4)
    if in_ascii:
        return white
    begins = np.flatnonzero(letters >= _WIDE[0][0])
    firsts, seconds = letters[begins], letters[begins + 1]
    for first, second, last in _WIDE:
        spaces = begins[(firsts == first) & (seconds == second)]
        if last.any():
            spaces = spaces[last[letters[spaces + 2]]]
            white[spaces + 2] = True
        white[spaces] = white[spaces + 1] = True
    return white


_TAB, _SEPARATOR = np.uint8(0x09), np.uint8(0x1C)
"""The first of five spaces each: \t to \r, and the separators of files, groups, records and units, with the space itself."""
_WIDE_SPACES: Final = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space beyond ASCII: a post in Japanese is full of U+3000."""


def _wide() -> Iterator[tuple[int, int, npt.NDArray[np.bool_]]]:
    """The first two bytes in UTF-8 of wide spaces, and which bytes may be the third, if there is one."""
    written = sorted(space.encode() for space in _WIDE_SPACES)
    for (first, second), alike in groupby(written, key=itemgetter(0, 1)):
        yield (
            first,
            second,
            np.isin(np.arange(256), [byte for space in alike for byte in space[2:]]),
        )


_WIDE: Final = tuple(_wide())
