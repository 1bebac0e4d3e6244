"""From records to volumes per column and day. What goes in are cells, and what comes out are numbers and days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import add

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dates import utc_day
from analyzer.mapping import DateSource

# Runs of anything but white space, as Python's `str.split` sees it. RE2's own \\S knows ASCII only,
# and a post in Japanese is full of U+3000.
_WORD = (
    r"[^\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
)


@dataclass(frozen=True)
class Volume:
    """How much: values (cells that are not empty after stripping white space), their characters
    (Unicode code points as read and repaired), words (runs of non-white-space) and UTF-8 bytes.

    Volumes add; a total is the `sum_volumes` of its parts and is computed in no other way.
    """

    values: int = 0
    characters: int = 0
    words: int = 0
    bytes: int = 0

    def __add__(self, other: "Volume") -> "Volume":
        """Both together."""
        return Volume(
            self.values + other.values,
            self.characters + other.characters,
            self.words + other.words,
            self.bytes + other.bytes,
        )


def sum_volumes(volumes: Iterable[Volume]) -> Volume:
    """All of `volumes` together; nothing for none."""
    return reduce(add, volumes, Volume())


@dataclass(frozen=True)
class ColumnMeasure:
    """The volume of one column, per UTC day of the record's own date; None for undated records."""

    position: int
    by_day: tuple[tuple[date | None, Volume], ...]

    @cached_property
    def volume(self) -> Volume:
        """All days together; asked for by every total above, so added up once."""
        return sum_volumes(volume for _, volume in self.by_day)

    @property
    def dated(self) -> bool:
        """Whether any record that has a value here has a date."""
        return any(day for day, _ in self.by_day)


def measure(
    records: pa.Table, dates: Sequence[tuple[int, DateSource]] = ()
) -> tuple[ColumnMeasure, ...]:
    """Measure each column of `records` (string columns named by position).

    `dates` says where a record's date may stand (position and format), best first; a record whose date
    cannot be read is undated, never guessed.
    """
    days = _days(records, dates)
    return tuple(
        ColumnMeasure(position, _by_day(records.column(position), days))
        for position in range(records.num_columns)
    )


def _days(records: pa.Table, dates: Sequence[tuple[int, DateSource]]) -> pa.Array:
    """The UTC day of each record, or null."""
    days = pa.nulls(records.num_rows, pa.date32())
    for position, source in dates:
        cells = records.column(position).combine_chunks()
        # A day has many records and a second often more than one: each distinct cell is read once.
        encoded = cells.dictionary_encode()
        distinct = pa.array(
            [utc_day(cell, source.formats, source.zone) for cell in encoded.dictionary.to_pylist()],
            pa.date32(),
        )
        days = pc.coalesce(days, distinct.take(encoded.indices))
    return days


def _by_day(cells: pa.ChunkedArray, days: pa.Array) -> tuple[tuple[date | None, Volume], ...]:
    words = pc.count_substring_regex(cells, pattern=_WORD)
    counted = pa.table(
        {
            "day": days,
            "words": words,
            "characters": pc.utf8_length(cells),
            "bytes": pc.binary_length(cells),
        }
    ).filter(pc.greater(words, 0))
    totals = counted.group_by("day").aggregate(
        [("words", "count"), ("characters", "sum"), ("words", "sum"), ("bytes", "sum")]
    )
    found = [
        (
            row["day"],
            Volume(row["words_count"], row["characters_sum"], row["words_sum"], row["bytes_sum"]),
        )
        for row in totals.to_pylist()
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0] is not None, pair[0] or date.min)))
