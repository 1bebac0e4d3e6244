"""From records to volumes per column, part and day. What goes in are cells, and what comes out are numbers and days."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby
from operator import add, itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.buffers import Bytes, Offsets, bytes_of
from analyzer.analysis.days import UNDATED, utc_days
from analyzer.analysis.parts import REST
from analyzer.mapping import DateSource

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
    def dated(self) -> bool:
        """Whether any record that has a value here has a date."""
        return bool((~np.isnat(self.days)).any())


def measure(
    records: pa.Table,
    dates: Sequence[tuple[int, DateSource]] = (),
    parts: pa.Array | None = None,
    text: Collection[int] = (),
) -> tuple[ColumnMeasure, ...]:
    """Measure each column of `records` (string columns named by position), for each part of them.

    `dates` says where a record's date may stand (position and format), best first; a record whose date
    cannot be read is undated, never guessed. `parts` has the part of each record (all are the rest
    without it); a part without records is not measured. `text` are the positions of columns of text.
    """
    groups = _Groups.of(_days(records, dates), parts)
    sums = groups.add_up(_counts(records))
    is_text = np.isin(np.arange(records.num_columns), list(text))
    text_words = sums[:, :, _WORDS] * is_text[:, np.newaxis]
    volumes = np.concatenate([sums, text_words[:, :, np.newaxis]], axis=2)
    of_parts = [(part, groups.days[rows], volumes[:, rows]) for part, rows in groups.of_parts()]
    return tuple(
        ColumnMeasure(position, part, days[full], of_part[position, full])
        for position in range(records.num_columns)
        for part, days, of_part in of_parts
        for full in [of_part[position, :, 0] > 0]
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
        left = np.flatnonzero(np.isnat(days))
        cells = records.column(position)
        if len(left) < len(days):
            cells = cells.take(pa.array(left))
        days[left] = np.concatenate(
            [np.empty(0, days.dtype)]
            + [utc_days(_filled(chunk), source.formats, source.zone) for chunk in cells.chunks]
        )
    return days


@dataclass(frozen=True, eq=False)
class _Groups:
    """The records of each part and day: which group each record is in, and each group's part and day."""

    of_record: Numbers
    parts: Numbers
    days: Days

    @classmethod
    def of(cls, days: Days, parts: pa.Array | None) -> "_Groups":
        part = np.full(len(days), REST) if parts is None else parts.to_numpy(zero_copy_only=False)
        if not len(days):
            return cls(np.empty(0, np.int64), np.array([REST]), np.array([UNDATED]))
        # NaT is the lowest number there is, so what is undated comes first.
        distinct, day = np.unique(days.view(np.int64), return_inverse=True)
        keys, group = np.unique(part.astype(np.int64) * len(distinct) + day, return_inverse=True)
        return cls(
            group, keys // len(distinct), distinct[keys % len(distinct)].view("datetime64[D]")
        )

    def of_parts(self) -> Iterator[tuple[int, Numbers]]:
        """Each part that has records, with the positions of its groups."""
        for part in np.unique(self.parts).tolist():
            yield part, np.flatnonzero(self.parts == part)

    def add_up(self, counts: Numbers) -> Numbers:
        """The sums over each group, by column, group and kind, of the `counts` by kind, column and record."""
        kinds, columns, records = counts.shape
        number = len(self.parts)
        values = np.flatnonzero(counts[0])
        column, record = np.divmod(values, max(records, 1))
        group = column * number + self.of_record[record]
        # Sums of whole numbers below 2**53 are exact in floating point.
        sums = [np.bincount(group, each.ravel()[values], columns * number) for each in counts]
        return np.stack(sums, axis=1).astype(np.int64).reshape(columns, number, kinds)


# --- the cells -----------------------------------------------------------------------------------

_WORDS: Final = 2
"""Where the words are among the fields of a `Volume`."""


def _counts(records: pa.Table) -> Numbers:
    """The counts of each cell by kind (the fields of a `Volume` but the last), column and record; none of no value."""
    cells = pa.concat_arrays(
        [_filled(chunk) for column in records.columns for chunk in column.chunks]
        or [pa.array([], pa.string())]
    )
    data, starts, ends = bytes_of(cells)
    words = _words(data, starts, ends)
    full = words > 0
    characters = pc.utf8_length(cells).to_numpy(zero_copy_only=False)
    counts = np.stack([full, characters * full, words, (ends - starts) * full])
    return counts.reshape(len(counts), records.num_columns, records.num_rows)


def _filled(cells: pa.Array) -> pa.Array:
    return cells.fill_null("") if cells.null_count else cells


def _words(data: Bytes, starts: Offsets, ends: Offsets) -> Numbers:
    """The words of each cell, counted in the letters of all cells at once: a word begins at a letter that is no white
    space, and follows white space or begins a cell.
    """
    words = np.zeros(len(starts), np.int64)
    full = ends > starts
    if full.any():
        white = _white(data)
        begins = ~white
        begins[1:] &= white[:-1]
        first = starts[full]
        begins[first] = ~white[first]
        words[full] = np.add.reduceat(begins.view(np.uint8), first, dtype=np.int64)
    return words


def _white(letters: Bytes) -> npt.NDArray[np.bool_]:
    """Which bytes of UTF-8 are of white space, as Python's `str.split` sees it."""
    white = (letters <= 0x20) & ((letters >= 0x1C) | ((letters >= 0x09) & (letters <= 0x0D)))
    if letters.max() >= 0x80:
        for first, second, last in _WIDE:
            found = np.flatnonzero((letters[:-1] == first) & (letters[1:] == second))
            if last.any():
                found = found[last[letters[found + 2]]]
                white[found + 2] = True
            white[found] = white[found + 1] = True
    return white


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
