"""The form of a file's records, the records that are found one by one in its text, and their cells."""

import re
import sys
from array import array
from collections.abc import Callable, Container, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.reading.plausible import Check
from analyzer.reading.records import ParsedRecords, parse_records, quote, split
from analyzer.reading.widths import Widths

DIALECTS = {",": "rfc4180", "\t": "tab", ";": "semicolon"}
"""The delimiters of tables, likeliest first, and the names of the dialects with them."""


@dataclass(frozen=True)
class Form:
    """The form of the records below a header: the names of their columns, and the delimiter.

    `plausible` checks whether dates and links can be such, `dated` whether a date is in a known format. Both are None if
    the table does not have them. `certain` checks whether each date and link is whole, and in its column, and `heads`
    whether cells are the header of any known table. `widths` finds the numbers of cells of records if not all have as many
    as the header.
    """

    names: tuple[str | None, ...]
    delimiter: str = ","
    plausible: Check | None = None
    dated: Check | None = None
    certain: Check | None = None
    heads: Check | None = None
    widths: Callable[[], Set[int]] = frozenset

    @property
    def width(self) -> int:
        """The number of cells that a record should have."""
        return len(self.names)

    @property
    def least_delimiters(self) -> int:
        """The smallest number of delimiters in a line that may be a record: one cell may be lost."""
        return max(self.width - 2, 2)

    def is_like_a_record(self, line: str) -> bool:
        """Whether a line may be a record with a date."""
        if self.dated is None or line.count(self.delimiter) < self.least_delimiters:
            return False
        return self.dated(split(line, self.delimiter))

    def has_in_cell(self, line: str) -> bool:
        """Whether the part of a line that is inside a cell may be a record. The line begins inside the cell."""
        if line.count(self.delimiter) < self.least_delimiters:
            return False
        end = _closing_pattern(self.delimiter).search(line)
        return self.is_like_a_record(line[: end.start()] if end else line)

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether the number of cells is that of a record, and they are plausible."""
        return self.has_width(len(cells)) and (self.plausible is None or self.plausible(cells))

    def has_width(self, cells: int) -> bool:
        """Whether records can have this number of cells."""
        return cells == self.width or cells in self.widths()

    def is_certain(self, cells: Sequence[str]) -> bool:
        """Whether the number of cells is that of a record, and each can only be in its column."""
        return len(cells) == self.width and (self.certain is None or self.certain(cells))


@dataclass(frozen=True)
class TextPart:
    """Which part of a file a text is: the `last`, or one that more follows; and whether it begins after damage.

    Before the last part, a record is framed only if no following text can change it, with one exception: quotes that
    are not closed within `longest` characters are broken. No part gives many more than `most` records, or
    goes on with a search for the end of damage after `most_lines`. `beat` is called for each record and each line that is
    searched, and may end this by an exception.
    """

    last: bool = True
    longest: int = 0
    damaged: bool = False
    most: int = sys.maxsize
    most_lines: int = sys.maxsize
    beat: Callable[[], None] = lambda: None


WHOLE = TextPart()


@dataclass
class FramedRecords:
    """Records as RFC 4180 text with the given delimiter, each with the line it begins on.

    `dialect` is how the file writes them. `lines` counts the physical lines of the file from 1. `rejected` has
    the first lines of records that cannot be read, `repairs` the names of the repairs made.

    The records end at `end` in the text, where line `end_line` begins. It is `damaged` if there are broken quotes
    before it, and no whole record since.
    """

    delimiter: str = ","
    dialect: str = "rfc4180"
    texts: list[str] = field(default_factory=list)
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    rejected: "array[int]" = field(default_factory=lambda: array("q"))
    repairs: set[str] = field(default_factory=set)
    end: int = 0
    end_line: int = 1
    damaged: bool = False

    @property
    def number(self) -> int:
        """The number of records, including the rejected ones."""
        return len(self.texts) + len(self.rejected)

    def add(self, line: int, text: str) -> None:
        """Add a record that begins on `line`."""
        self.lines.append(line)
        self.texts.append(text)

    def go_to(self, end: int, lines: int) -> None:
        """Move the end of the records to `end`, which is this number of `lines` further on."""
        self.end = end
        self.end_line += lines

    def drop(self, positions: Container[int]) -> None:
        """Drop the records at `positions`. Dropping them one by one would move all others each time."""
        kept = [position for position in range(len(self.texts)) if position not in positions]
        self.texts = [self.texts[position] for position in kept]
        self.lines = array("q", (self.lines[position] for position in kept))


def split_framed(framed: FramedRecords, widths: Widths) -> pa.Table:
    """The records as a table with the width of the header.

    Records with too few or too many cells are rejected, unless `widths` gives them the width. Rejected are also the records
    whose cells a comma moved to other columns.
    """
    width = widths.width
    parsed = _parse(framed.texts, framed.delimiter, width)
    for positions, repair in (
        (parsed.long, "extra-empty-cells"),
        (parsed.short, "missing-empty-cells"),
    ):
        for position in positions:
            widths.beat()
            if framed.texts[position].count(framed.delimiter) + 1 < widths.least:
                continue
            cells = split(framed.texts[position], framed.delimiter)
            # With the right width, it is pyarrow that splits the record differently.
            fitted = widths.fitted(cells) if len(cells) != width else None
            if fitted:
                framed.texts[position] = quote(fitted, framed.delimiter)
                framed.repairs.add(repair)
    if framed.repairs & {"extra-empty-cells", "missing-empty-cells"}:
        parsed = _parse(framed.texts, framed.delimiter, width)
    ragged = {*parsed.short, *parsed.long}
    framed.rejected.extend(framed.lines[position] for position in ragged)
    kept = [position for position in range(len(framed.texts)) if position not in ragged]
    mask = widths.overflowing(parsed.table, [framed.texts[position] for position in kept])
    if mask is None:
        return parsed.table
    framed.rejected.extend(
        framed.lines[position]
        for position, over in zip(kept, mask.to_pylist(), strict=True)
        if over
    )
    return parsed.table.filter(pc.invert(mask))


def _parse(texts: Sequence[str], delimiter: str, width: int) -> ParsedRecords:
    """The cells of `texts`, each a record.

    If pyarrow finds other records than these, halving leads to those in question, which are rejected: no record is
    lost, and the others are not affected.
    """
    with suppress(pa.ArrowInvalid):  # its message quotes cells
        parsed = parse_records("\n".join(texts).encode(), delimiter, width)
        if parsed.table.num_rows + len(parsed.short) + len(parsed.long) == len(texts):
            return parsed
    if len(texts) == 1:
        return ParsedRecords(parse_records(b"", delimiter, width).table, [0])
    half = len(texts) // 2
    before, after = (_parse(part, delimiter, width) for part in (texts[:half], texts[half:]))
    return ParsedRecords(
        pa.concat_tables([before.table, after.table]),
        [*before.short, *(half + position for position in after.short)],
        [*before.long, *(half + position for position in after.long)],
    )


@cache
def _closing_pattern(delimiter: str) -> re.Pattern[str]:
    """A quote that closes a cell with text."""
    return re.compile(rf'(?<![{delimiter}"])"(?={delimiter}|\Z)')
