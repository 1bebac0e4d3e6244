"""Records in text that may be damaged: where each begins and ends, which are rejected, and their cells.

pyarrow splits the records into cells, but cannot find them after damage: it takes everything behind a quote that is never
closed for one cell.
"""

import re
import sys
from array import array
from collections.abc import Callable, Container, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from analyzer.reading.decode import LINE_END, count_lines, line_after
from analyzer.reading.expressions import possessive
from analyzer.reading.records import (
    Records,
    UnfinishedError,
    after_blank_lines,
    is_blank,
    quote,
    split,
    unquote,
    well_formed_size,
)
from analyzer.reading.stray_quotes import (
    end_of_quoted,
    has_lone_quotes,
    is_quoted_across_cells,
    with_missing_comma,
)

DIALECTS = {",": "rfc4180", "\t": "tab", ";": "semicolon"}
"""The delimiters of tables, likeliest first, and the names of the dialects with them."""

Check = Callable[[Sequence[str]], bool]
"""A check of the cells of a possible record."""


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
            part.beat()
            if framed.damaged:
                if framed.end_line - first_line >= part.most_lines:
                    break
                _look_for_a_record(text, records, form, framed)
            elif (record := records.at(framed.end)) and not _takes_in_others(
                text, record, form, part
            ):
                after = _add(text, record, form, part, framed)
                framed.go_to(after, count_lines(text, framed.end, after))
            else:
                _read_broken(text, records, form.width, framed)
    lines_in_cells = (line for text in framed.texts for line in LINE_END.split(text)[1:])
    if form.dated and any(map(form.has_in_cell, lines_in_cells)):
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
    whole = TextPart(beat=part.beat)
    for line, record in zip(outer.lines, outer.texts, strict=True):
        inner = frame("".join(split(record, form.delimiter)), inner_form, line, whole)
        framed.rejected += inner.rejected
        for inner_line, inner_record in zip(inner.lines, inner.texts, strict=True):
            framed.add(inner_line, inner_record)
    return framed


def has_lines_like_records(data: bytes, number: int, form: Form) -> bool:
    """Whether a line inside a cell of the `number` well-formed records in `data` may be a record itself.

    If so, one cell may lack its closing quote and another its opening quote, so that several records were read as one.
    """
    lines = data.splitlines() if form.dated else ()
    if len(lines) <= number:
        return False
    delimiter, least, inside = form.delimiter.encode(), form.least_delimiters, 0
    for line in lines:
        if inside and line.count(delimiter) >= least and form.has_in_cell(line.decode()):
            return True
        inside ^= line.count(b'"') & 1
    return False


def _add(
    text: str, record: re.Match[str], form: Form, part: TextPart, framed: FramedRecords
) -> int:
    """Add the record if it is not blank, or reject it if its columns are uncertain. Returns where the next begins."""
    if is_blank(record[1]):
        return after_blank_lines(text, record.end())  # a file can hold millions
    if not has_lone_quotes(record[1], form.delimiter):
        framed.add(framed.end_line, record[1])
        return record.end()
    longest = None if part.last else part.longest
    completed = with_missing_comma(
        text, record.start(), record[1], form.delimiter, form.is_certain, longest
    )
    cells = split(record[1], form.delimiter)
    takes_in_others = completed and not (
        completed.end == record.end()
        or _has_no_record(text, record.end(), completed.end, form, part)
    )
    if completed and not takes_in_others and (completed.glued or not form.is_certain(cells)):
        framed.add(framed.end_line, completed.text)
        framed.repairs.add("missing-commas")
        return completed.end
    uncertain = completed is not None or is_quoted_across_cells(record[1], form.delimiter)
    # A line with half a pair of quotes may be the end of a record, even if it has as many cells as one.
    torn = form.plausible is not None and not form.plausible(cells)
    if uncertain or torn or len(cells) != form.width:
        end = end_of_quoted(text, record.start(), record[1], form.delimiter, longest)
        if not _has_no_record(text, record.end(), end, form, part):
            end = record.end()
        framed.rejected.append(framed.end_line)
        return end
    framed.add(framed.end_line, record[1])  # `5" pipe`
    return record.end()


def _has_no_record(text: str, start: int, end: int, form: Form, part: TextPart) -> bool:
    """Whether there are lines from `start` to `end`, and none begins a record."""
    position = start
    while position < end:
        part.beat()
        cells = _sound_cells(text, position, form, part)
        if len(cells) > 1 and form.fits(cells):
            return False
        position = line_after(text, position)
    return start < end


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
    end = line_after(text, start)
    unquoted = end < len(text) and text.find('"', start, end) < 0
    if unquoted and not form.has_width(1 + text.count(form.delimiter, start, end)):
        return ()
    record = Records(text, form.delimiter, None if part.last else part.longest).at(start)
    if record is None:
        return ()
    data, cells = record[1].encode(), split(record[1], form.delimiter)
    sound = well_formed_size(data, form.delimiter, last=True) == len(data)
    return cells if sound and form.has_width(len(cells)) else ()


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
    position, width = framed.end, min({form.width, *form.widths()})
    if _is_whole(records, position, form) or _is_header(text, position, form):
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
    if not form.has_width(records.width_at(position)):
        return False
    record = form.plausible and records.at(position)
    if not record:
        return True
    return form.fits(split(record[1], form.delimiter)) and not has_lone_quotes(
        record[1], form.delimiter
    )


def _is_header(text: str, position: int, form: Form) -> bool:
    """Whether the line is the header of a table, as where files were joined."""
    line = text[position : line_after(text, position)].strip("\ufeff\r\n")
    if not form.heads or len(line) > _LONGEST_HEADER:
        return False
    return form.heads(split(line, form.delimiter))


_LONGEST_HEADER = 2_000


@cache
def _closing_pattern(delimiter: str) -> re.Pattern[str]:
    """A quote that closes a cell with text."""
    return re.compile(rf'(?<![{delimiter}"])"(?={delimiter}|\Z)')


@cache
def _loose_cell_pattern(delimiter: str) -> re.Pattern[str]:
    inside = possessive(r'[^"\r\n]++|""')
    quoted = rf'"{inside}"[^{delimiter}\r\n]*+'
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
