"""Finds where each record in delimited text begins and ends, and which lines are not records.

pyarrow then splits the records into fields and unescapes them. It cannot do without this: after a quote that
is never closed, it silently takes the rest of the file for one cell.
"""

import re
import sys
from array import array
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from analyzer.reading.decode import (
    LINE_END,
    count_lines,
)
from analyzer.reading.records import (
    Records,
    UnfinishedError,
    after_blank_lines,
    is_blank,
    quote,
    split,
    unquote,
)

DIALECTS = {",": "rfc4180", "\t": "tab", ";": "semicolon"}
"""The delimiters of tables, likeliest first, and the names of the dialects with them."""

Plausible = Callable[[Sequence[str]], bool]
"""Whether cells can be a record of the table, as far as that can be checked (its date is a date)."""


@dataclass(frozen=True)
class Form:
    """What the header tells of the records below it: the names of their columns, and the delimiter; and what makes them
    plausible.
    """

    names: tuple[str | None, ...]
    delimiter: str = ","
    plausible: Plausible | None = None

    @property
    def width(self) -> int:
        """The number of cells that a record should have."""
        return len(self.names)


@dataclass(frozen=True)
class TextPart:
    """Which part of a text it is: the `last`, or one that more follows and that begins after damage.

    Of what is not the last part, no more is framed than is sure whatever follows; except that quotes that are
    not closed within `longest` characters are broken. Of none, many more than `most` records are framed.
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

    `end` is where in the text what was framed ends, `end_line` the line that begins there, and `damaged` tells
    that broken quotes are before it, and no whole record since.
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
        """How many records were found, those that cannot be read among them."""
        return len(self.texts) + len(self.rejected)

    def add(self, line: int, text: str) -> None:
        """Add a record that begins on `line`."""
        self.lines.append(line)
        self.texts.append(text)

    def go_to(self, end: int, lines: int) -> None:
        """Say that what was framed ends at `end`, so many `lines` further on."""
        self.end = end
        self.end_line += lines

    def drop(self, positions: Container[int]) -> None:
        """Drop the records at `positions`, all at once: each time, those behind one have to move."""
        kept = [position for position in range(len(self.texts)) if position not in positions]
        self.texts = [self.texts[position] for position in kept]
        self.lines = array("q", (self.lines[position] for position in kept))


def frame(text: str, form: Form, first_line: int = 1, part: TextPart = WHOLE) -> FramedRecords:
    """The records of `text`, which begins on line `first_line` below the header, or of a `part` of it.

    The width of the `form` only matters after broken quotes: the record they are in is rejected, and reading
    resumes at the next line that is a whole, plausible record of that width. Records of any other width are framed
    like the rest.
    """
    records = Records(text, form.delimiter, None if part.last else part.longest)
    framed = FramedRecords(
        form.delimiter, DIALECTS[form.delimiter], end_line=first_line, damaged=part.damaged
    )
    with suppress(UnfinishedError):
        while framed.end < len(text) and framed.number < part.most:
            if framed.damaged:
                _look_for_a_record(text, records, form, framed)
            elif found := records.at(framed.end):
                after = found.end()
                if is_blank(found[1]):
                    after = after_blank_lines(text, after)  # a file can hold millions
                else:
                    framed.add(framed.end_line, found[1])
                framed.go_to(after, count_lines(text, framed.end, after))
            else:
                _read_broken(text, records, form.width, framed)
    if form.plausible and _may_have_swallowed(framed, form.width, form.plausible):
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


def _read_broken(text: str, records: Records, width: int, framed: FramedRecords) -> None:
    """Keep or reject the record at the end of what is framed, whose quoting is broken."""
    delimiter, line = framed.delimiter, framed.end_line
    next_line = records.line_after(framed.end)
    written = text[framed.end : next_line]
    loose = _loose_cells(written, delimiter)
    if loose is not None and len(loose) == width and written.count('"') % 2 == 0:
        # `12,"senior" engineer`: all quotes close on the line, and the number of cells is right. The cell
        # stays as written, quotes included.
        framed.add(line, quote(loose, delimiter))
        framed.repairs.add("stray-quotes")
    else:
        framed.rejected.append(line)
        framed.damaged = True
    framed.go_to(next_line, 1)


def _look_for_a_record(text: str, records: Records, form: Form, framed: FramedRecords) -> None:
    """Resume reading, or go on to the next line: after broken quotes, this one may be of the same record."""
    position, width = framed.end, form.width
    if _is_whole(records, position, form):
        framed.repairs.add("resumed-after-damage")
        framed.damaged = False
        return
    following = records.line_after(position)
    # A line with as many delimiters as a record is another broken record; other lines count as part of
    # the record before.
    if width > 2 and text.count(form.delimiter, position, following) >= width - 1:
        framed.rejected.append(framed.end_line)
    framed.go_to(following, 1)
    if width > 1:  # else a blank line is whole
        after = after_blank_lines(text, following)
        framed.go_to(after, count_lines(text, following, after))


def _may_have_swallowed(framed: FramedRecords, width: int, plausible: Plausible) -> bool:
    """Whether a line inside a cell looks like a record of its own.

    If so, a quote may be missing at the end of one cell and the beginning of another, and several records were
    read as one.
    """
    return any(
        is_like_a_record(line, framed.delimiter, width, plausible)
        for text in framed.texts
        if "\n" in text or "\r" in text
        for line in LINE_END.split(text)[1:]
    )


def is_like_a_record(line: str, delimiter: str, width: int, plausible: Plausible) -> bool:
    """Whether a line could be a record of `width` cells by itself."""
    return line.count(delimiter) >= least_delimiters(width) and plausible(split(line, delimiter))


def least_delimiters(width: int) -> int:
    """How many delimiters a line has at least that could be a record of `width` cells by itself."""
    return max(width - 2, 2)


def _is_whole(records: Records, position: int, form: Form) -> bool:
    if records.width_at(position) != form.width:
        return False
    if form.plausible is None:
        return True
    found = records.at(position)
    return found is not None and form.plausible(split(found[1], form.delimiter))


@cache
def _loose_cell_pattern(delimiter: str) -> re.Pattern[str]:
    quoted = rf'"(?:[^"\r\n]++|"")*+"[^{delimiter}\r\n]*+'
    bare = rf'(?!")[^{delimiter}\r\n]*+'
    return re.compile(rf"({quoted}|{bare})({delimiter}|\r?\n|\r|\Z)")


def _loose_cells(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line, allowing text after a closing quote; None if a quote is left open."""
    cells: list[str] = []
    position = 0
    while found := _loose_cell_pattern(delimiter).match(line, position):
        cells.append(unquote(found[1]))
        position = found.end()
        if found[2] != delimiter:
            return cells if position == len(line) else None
    return None
