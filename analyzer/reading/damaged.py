"""Records in text that may be damaged: where each begins and ends, which are rejected, and their cells.

pyarrow splits the records into cells, but cannot find them after damage: it takes everything behind a quote that is never
closed for one cell.
"""

import re
import sys
from array import array
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa

from analyzer.reading.decode import LINE_END, count_lines
from analyzer.reading.records import (
    ParsedRecords,
    Records,
    UnfinishedError,
    after_blank_lines,
    is_blank,
    parse_records,
    quote,
    split,
    unquote,
    well_formed_size,
)

DIALECTS = {",": "rfc4180", "\t": "tab", ";": "semicolon"}
"""The delimiters of tables, likeliest first, and the names of the dialects with them."""

Check = Callable[[Sequence[str]], bool]
"""A check of the cells of a possible record."""


@dataclass(frozen=True)
class Form:
    """The form of the records below a header: the names of their columns, and the delimiter.

    `plausible` checks whether dates and links can be such, `dated` whether a date is in a known format. Both are None if
    the table does not have them.
    """

    names: tuple[str | None, ...]
    delimiter: str = ","
    plausible: Check | None = None
    dated: Check | None = None

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

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether the number of cells is that of a record, and they are plausible."""
        return len(cells) == self.width and (self.plausible is None or self.plausible(cells))


@dataclass(frozen=True)
class TextPart:
    """Which part of a file a text is: the `last`, or one that more follows; and whether it begins after damage.

    Before the last part, a record is framed only if no following text can change it, with one exception: quotes that
    are not closed within `longest` characters are broken. No part gives many more than `most` records.
    """

    last: bool = True
    longest: int = 0
    damaged: bool = False
    most: int = sys.maxsize


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


def frame(text: str, form: Form, first_line: int = 1, part: TextPart = WHOLE) -> FramedRecords:
    """The records of `text`, a `part` of a file that begins on line `first_line`.

    A record with broken quotes is rejected, and so is the first line of one that took in others. Reading resumes at the
    next line that is a whole, plausible record with as many cells as the `form` has. Otherwise the number of cells does
    not matter here.
    """
    records = Records(text, form.delimiter, None if part.last else part.longest)
    framed = FramedRecords(
        form.delimiter, DIALECTS[form.delimiter], end_line=first_line, damaged=part.damaged
    )
    with suppress(UnfinishedError):
        while framed.end < len(text) and framed.number < part.most:
            if framed.damaged:
                _look_for_a_record(text, records, form, framed)
            elif (record := records.at(framed.end)) and not _takes_in_others(
                text, record, form, part
            ):
                after = record.end()
                if is_blank(record[1]):
                    after = after_blank_lines(text, after)  # a file can hold millions
                else:
                    framed.add(framed.end_line, record[1])
                framed.go_to(after, count_lines(text, framed.end, after))
            else:
                _read_broken(text, records, form.width, framed)
    lines_in_cells = (line for text in framed.texts for line in LINE_END.split(text)[1:])
    if form.dated and any(map(form.is_like_a_record, lines_in_cells)):
        framed.repairs.add("lines-like-records")
    return framed


def frame_wrapped(
    text: str, form: Form, inner_delimiter: str, first_line: int, part: TextPart = WHOLE
) -> FramedRecords:
    """The records inside lines that were each saved as a single quoted cell (of the outer delimiter)."""
    outer = frame(text, Form((None,), form.delimiter), first_line, part)
    inner_form = Form(form.names, inner_delimiter)
    framed = FramedRecords(
        inner_delimiter,
        DIALECTS[inner_delimiter],
        rejected=outer.rejected,
        repairs=outer.repairs,
        end=outer.end,
        end_line=outer.end_line,
        damaged=outer.damaged,
    )
    for line, record in zip(outer.lines, outer.texts, strict=True):
        inner = frame("".join(split(record, form.delimiter)), inner_form, line)
        framed.rejected += inner.rejected
        for inner_line, inner_record in zip(inner.lines, inner.texts, strict=True):
            framed.add(inner_line, inner_record)
    return framed


def drop_repeated_headers(framed: FramedRecords, header: Sequence[str | None]) -> None:
    """Drop the headers that joined files have in the middle: they are not records."""
    names = tuple(header)
    first = names[0]
    if not first:
        return
    # Each of the joined files may have begun with a byte order mark.
    repeated = {
        position
        for position, text in enumerate(text.lstrip("\ufeff") for text in framed.texts)
        if first in text[: len(first) + 1] and split(text, framed.delimiter) == names
    }
    if repeated:
        framed.drop(repeated)
        framed.repairs.add("repeated-header")


Fitting = Callable[[Sequence[str]], Sequence[str] | None]
"""The cells of a record with the width of the header; None if it is uncertain which columns they are in."""


def split_framed(framed: FramedRecords, width: int, fitting: Fitting, least: int = 0) -> pa.Table:
    """The records as a table of `width` columns. Those with too few or too many cells go to `framed.rejected`, unless
    `fitting` gives them the width. It is not asked about records with fewer cells than `least`.
    """
    parsed = _parse(framed.texts, framed.delimiter, width)
    for ragged, repair in (
        (parsed.long, "extra-empty-cells"),
        (parsed.short, "missing-empty-cells"),
    ):
        for position in ragged:
            if framed.texts[position].count(framed.delimiter) + 1 < least:
                continue
            cells = split(framed.texts[position], framed.delimiter)
            # With the right width, it is pyarrow that splits the record differently.
            fitted = fitting(cells) if len(cells) != width else None
            if fitted:
                framed.texts[position] = quote(fitted, framed.delimiter)
                framed.repairs.add(repair)
    if framed.repairs & {"extra-empty-cells", "missing-empty-cells"}:
        parsed = _parse(framed.texts, framed.delimiter, width)
    framed.rejected.extend(framed.lines[position] for position in (*parsed.short, *parsed.long))
    return parsed.table


def has_lines_like_records(data: bytes, number: int, form: Form) -> bool:
    """Whether a line inside a cell of the `number` well-formed records in `data` may be a record itself.

    If so, one cell may lack its closing quote and another its opening quote, so that several records were read as one.
    """
    lines = data.splitlines() if form.dated else ()
    if len(lines) <= number:
        return False
    delimiter, least, inside = form.delimiter.encode(), form.least_delimiters, 0
    for line in lines:
        if inside and line.count(delimiter) >= least and form.is_like_a_record(line.decode()):
            return True
        inside ^= line.count(b'"') & 1
    return False


def _takes_in_others(text: str, record: re.Match[str], form: Form, part: TextPart) -> bool:
    """Whether a record took in others because one quote is missing or too many.

    If so, a whole record begins on its last line, while it is not whole itself, or the text after it is not.
    """
    start, end = record.span(1)
    last_line = max(text.rfind("\n", start, end), text.rfind("\r", start, end), start - 1) + 1
    if last_line == start or not form.fits(_sound_cells(text, last_line, form, part)):
        return False
    after = after_blank_lines(text, record.end())
    if after == len(text) and not part.last:
        raise UnfinishedError
    return not (
        _sound_cells(text, start, form, part)
        and (after == len(text) or _sound_cells(text, after, form, part))
    )


def _sound_cells(text: str, start: int, form: Form, part: TextPart) -> Sequence[str]:
    """The cells of the record at `start` if it has the right number and all its quotes are in place; otherwise none."""
    record = Records(text, form.delimiter, None if part.last else part.longest).at(start)
    if record is None:
        return ()
    data, cells = record[1].encode(), split(record[1], form.delimiter)
    sound = well_formed_size(data, form.delimiter, last=True) == len(data)
    return cells if sound and len(cells) == form.width else ()


def _read_broken(text: str, records: Records, width: int, framed: FramedRecords) -> None:
    """Add or reject the next record, which has broken quotes."""
    delimiter, line = framed.delimiter, framed.end_line
    next_line = records.line_after(framed.end)
    written = text[framed.end : next_line]
    cells = _loose_cells(written, delimiter)
    if cells is not None and len(cells) == width and written.count('"') % 2 == 0:
        # `12,"senior" engineer`: all quotes close on the line, and the number of cells is right. The cell
        # stays as written, quotes included.
        framed.add(line, quote(cells, delimiter))
        framed.repairs.add("stray-quotes")
    else:
        framed.rejected.append(line)
        framed.damaged = True
    framed.go_to(next_line, 1)


def _look_for_a_record(text: str, records: Records, form: Form, framed: FramedRecords) -> None:
    """End the damage if this line begins a record; otherwise go to the next, as it may belong to the broken record."""
    position, width = framed.end, form.width
    if _is_whole(records, position, form):
        framed.repairs.add("resumed-after-damage")
        framed.damaged = False
        return
    following = records.line_after(position)
    # A line with the delimiters of a record is another broken record; other lines count as part of the record before.
    if width > 2 and text.count(form.delimiter, position, following) >= width - 1:
        framed.rejected.append(framed.end_line)
    framed.go_to(following, 1)
    if width > 1:  # otherwise a blank line is a whole record
        after = after_blank_lines(text, following)
        framed.go_to(after, count_lines(text, following, after))


def _is_whole(records: Records, position: int, form: Form) -> bool:
    if records.width_at(position) != form.width:
        return False
    record = form.plausible and records.at(position)
    return not record or form.fits(split(record[1], form.delimiter))


@cache
def _loose_cell_pattern(delimiter: str) -> re.Pattern[str]:
    quoted = rf'"(?:[^"\r\n]++|"")*+"[^{delimiter}\r\n]*+'
    bare = rf'(?!")[^{delimiter}\r\n]*+'
    return re.compile(rf"({quoted}|{bare})({delimiter}|\r?\n|\r|\Z)")


def _loose_cells(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line, allowing text after a closing quote; None if a quote is not closed."""
    cells: list[str] = []
    position = 0
    while cell := _loose_cell_pattern(delimiter).match(line, position):
        cells.append(unquote(cell[1]))
        position = cell.end()
        if cell[2] != delimiter:
            return cells if position == len(line) else None
    return None


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
