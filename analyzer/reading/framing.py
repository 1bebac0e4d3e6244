"""Finds where each record in delimited text begins and ends, and which lines are not records.

pyarrow then splits the records into fields and unescapes them. It cannot do without this: after a quote that
is never closed, it silently takes the rest of the file for one cell.
"""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import cache

from analyzer.reading.encoding import LINE_END, count_lines, line_after
from analyzer.reading.records import Records, after_blank_lines, is_blank, quote, split, unquote

DIALECTS = {",": "rfc4180", "\t": "tab", ";": "semicolon"}
"""The delimiters of tables, likeliest first, and the names of the dialects with them."""

Plausible = Callable[[Sequence[str]], bool]
"""Whether cells can be a record of the table, as far as that can be checked (its date is a date)."""


@dataclass
class FramedRecords:
    """Records as RFC 4180 text with the given delimiter, each with the line it begins on.

    `dialect` is how the file writes them. `lines` counts the physical lines of the file from 1. `rejected` has
    the first lines of records that cannot be read, `repairs` the names of the repairs made.
    """

    delimiter: str = ","
    dialect: str = "rfc4180"
    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    repairs: set[str] = field(default_factory=set)

    def add(self, line: int, text: str) -> None:
        """Add a record that begins on `line`."""
        self.lines.append(line)
        self.texts.append(text)

    def drop(self, positions: Container[int]) -> None:
        """Drop the records at `positions`, all at once: each time, those behind one have to move."""
        kept = [position for position in range(len(self.texts)) if position not in positions]
        self.texts = [self.texts[position] for position in kept]
        self.lines = [self.lines[position] for position in kept]


def frame(
    text: str,
    width: int,
    delimiter: str = ",",
    first_line: int = 1,
    plausible: Plausible | None = None,
) -> FramedRecords:
    """The records of `text`, which begins on line `first_line` below the header.

    `width` is the number of cells that a record should have. It only matters after broken quotes: the record
    they are in is rejected, and reading resumes at the next line that is a whole, plausible record of that
    width. Records of any other width are framed like the rest.
    """
    records = Records(text, delimiter)
    framed = FramedRecords(delimiter, DIALECTS[delimiter])
    position, line, end = 0, first_line, len(text)
    while position < end:
        found = records.at(position)
        if found is None:
            position, line = _skip_broken(text, records, position, line, width, plausible, framed)
            continue
        after = found.end()
        if is_blank(found[1]):
            after = after_blank_lines(text, after)  # a file can hold millions
        else:
            framed.add(line, found[1])
        line += count_lines(text, position, after)
        position = after
    if plausible and _may_have_swallowed(framed, width, plausible):
        framed.repairs.add("lines-like-records")
    return framed


def frame_wrapped(
    text: str, width: int, delimiter: str, inner_delimiter: str, first_line: int
) -> FramedRecords:
    """The records inside lines that were each saved as a single quoted cell (of the outer delimiter)."""
    outer = frame(text, 1, delimiter, first_line)
    framed = FramedRecords(
        inner_delimiter, DIALECTS[inner_delimiter], rejected=outer.rejected, repairs=outer.repairs
    )
    for line, record in zip(outer.lines, outer.texts, strict=True):
        inner = frame("".join(split(record, delimiter)), width, inner_delimiter, line)
        framed.rejected += inner.rejected
        for inner_line, inner_record in zip(inner.lines, inner.texts, strict=True):
            framed.add(inner_line, inner_record)
    return framed


def _skip_broken(
    text: str,
    records: Records,
    position: int,
    line: int,
    width: int,
    plausible: Plausible | None,
    framed: FramedRecords,
) -> tuple[int, int]:
    """Keep or reject the record at `position`, whose quoting is broken; where to resume, and on which line."""
    delimiter = framed.delimiter
    next_line = line_after(text, position)
    written = text[position:next_line]
    loose = _loose_cells(written, delimiter)
    if loose is not None and len(loose) == width and written.count('"') % 2 == 0:
        # `12,"senior" engineer`: all quotes close on the line, and the number of cells is right. The cell
        # stays as written, quotes included.
        framed.add(line, quote(loose, delimiter))
        framed.repairs.add("stray-quotes")
        return next_line, line + 1
    framed.rejected.append(line)
    resume, resume_line = next_line, line + 1
    while resume < len(text) and not _is_whole(records, resume, width, delimiter, plausible):
        following = line_after(text, resume)
        # A line with as many delimiters as a record is another broken record; other lines count as part of
        # the record before.
        if width > 2 and text.count(delimiter, resume, following) >= width - 1:
            framed.rejected.append(resume_line)
        resume, resume_line = following, resume_line + 1
        if width > 1:  # else a blank line is whole
            after = after_blank_lines(text, resume)
            resume, resume_line = after, resume_line + count_lines(text, resume, after)
    if resume < len(text):
        framed.repairs.add("resumed-after-damage")
    return resume, resume_line


def _may_have_swallowed(framed: FramedRecords, width: int, plausible: Plausible) -> bool:
    """Whether a line inside a cell looks like a record of its own.

    If so, a quote may be missing at the end of one cell and the beginning of another, and several records were
    read as one.
    """
    return any(
        line.count(framed.delimiter) >= max(width - 2, 2)
        and plausible(split(line, framed.delimiter))
        for text in framed.texts
        if "\n" in text or "\r" in text
        for line in LINE_END.split(text)[1:]
    )


def _is_whole(
    records: Records, position: int, width: int, delimiter: str, plausible: Plausible | None
) -> bool:
    if records.width_at(position) != width:
        return False
    found = records.at(position) if plausible else None
    return plausible is None or (found is not None and plausible(split(found[1], delimiter)))


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
