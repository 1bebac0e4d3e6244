"""From records to volumes per column, part and day. What goes in are cells, and what comes out are numbers and days."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import add

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.parts import REST
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


@dataclass(frozen=True)
class ColumnMeasure:
    """The volume of one column in the records of one part, per UTC day of the record's own date; None
    for undated records. `part` is `parts.REST` for the records that belong to none.
    """

    position: int
    part: int
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
    days = _days(records, dates)
    if parts is None:
        parts = pa.repeat(pa.scalar(REST, pa.int8()), records.num_rows)
    present = sorted(parts.unique().to_pylist()) or [REST]
    return tuple(
        ColumnMeasure(position, part, volumes.get(part, ()))
        for position in range(records.num_columns)
        for volumes in [_by_day(records.column(position), days, parts, position in text)]
        for part in present
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


def _by_day(
    cells: pa.ChunkedArray, days: pa.Array, parts: pa.Array, is_text: bool
) -> dict[int, tuple[tuple[date | None, Volume], ...]]:
    """The volume of each day, by part."""
    words = pc.count_substring_regex(cells, pattern=_WORD)
    counted = pa.table(
        {
            "part": parts,
            "day": days,
            "words": words,
            "characters": pc.utf8_length(cells),
            "bytes": pc.binary_length(cells),
        }
    ).filter(pc.greater(words, 0))
    totals = counted.group_by(["part", "day"]).aggregate(
        [("words", "count"), ("characters", "sum"), ("words", "sum"), ("bytes", "sum")]
    )
    rows = totals.sort_by([("part", "ascending"), ("day", "ascending")]).to_pylist()
    found: dict[int, list[tuple[date | None, Volume]]] = {}
    for row in sorted(rows, key=lambda row: row["day"] is not None):  # undated first
        volume = Volume(
            values=row["words_count"],
            characters=row["characters_sum"],
            words=row["words_sum"],
            bytes=row["bytes_sum"],
            text_words=row["words_sum"] if is_text else 0,
        )
        found.setdefault(row["part"], []).append((row["day"], volume))
    return {part: tuple(volumes) for part, volumes in found.items()}
