"""Finds the records in delimited text: where each begins and ends, and which lines are none.

pyarrow splits and unescapes the fields of what is framed here, but not without it: given a quote that is
never closed, it takes all that follows for one cell, in silence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from analyzer.reading.encoding import LINE_END, count_lines


@dataclass
class Frames:
    """Records as RFC 4180 text with the given delimiter, each with the line it begins on.

    `lines` are physical lines of the file, from 1. `rejected` are the first lines of records that
    cannot be read. `repairs` names what was mended on the way.
    """

    delimiter: str = ","
    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    repairs: set[str] = field(default_factory=set)

    def add(self, line: int, text: str) -> None:
        """One more record, that begins on `line`."""
        self.lines.append(line)
        self.texts.append(text)


def frame(text: str, width: int, delimiter: str = ",", first_line: int = 1) -> Frames:
    """The records of `text`, which begins on line `first_line` and has no header any more.

    `width` is the number of cells a record should have. It decides only where a broken quote is: the
    record it stands in is rejected alone, and reading goes on at the next line that is a whole record
    of that width. Records of another width are framed like all others.
    """
    record = _record(delimiter)
    frames = Frames(delimiter)
    position, line, end = 0, first_line, len(text)
    while position < end:
        found = record.match(text, position)
        if found is None:
            position, line = _skip_broken(text, position, line, width, frames)
            continue
        if found[1].strip(" "):
            frames.add(line, found[1])
        line += count_lines(text, position, found.end())
        position = found.end()
    return frames


def split(record: str, delimiter: str = ",") -> tuple[str, ...]:
    """The cells of one framed record."""
    cells = []
    position = -1
    while position < len(record):
        found = _cell(delimiter).match(record, position + 1)
        if found is None:  # not a framed record
            break
        cells.append(_unquote(found[0]))
        position = found.end()
    return tuple(cells)


def quote(cells: Iterable[str], delimiter: str = ",") -> str:
    """Cells as one record in RFC 4180 quoting, every cell quoted."""
    return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


def first_records(text: str, count: int, delimiter: str) -> Sequence[tuple[int, int, str]]:
    """The first `count` well-formed records as (start, end, record), for looking for a header."""
    found: list[tuple[int, int, str]] = []
    position = 0
    record = _record(delimiter)
    while len(found) < count and position < len(text) and (one := record.match(text, position)):
        if one[1].strip(" "):
            found.append((position, one.end(), one[1]))
        position = one.end()
    return found


def _cell_expression(delimiter: str) -> str:
    """One cell. A quote inside an unquoted cell is a plain quote (`5" pipe`)."""
    quoted = r'"(?:[^"]++|"")*+"'
    bare = rf'[^"{delimiter}\r\n][^{delimiter}\r\n]*+'
    return rf"(?:{quoted}|{bare}|)"


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    return re.compile(_cell_expression(delimiter))


@cache
def _record(delimiter: str) -> re.Pattern[str]:
    """One well-formed record and its line end: nothing but these may follow a closing quote."""
    cell = _cell_expression(delimiter)
    return re.compile(rf"({cell}(?:{delimiter}{cell})*+)(?:\r\n|\n|\r|\Z)")


def _unquote(written: str) -> str:
    """A cell's text; a cell with text after its closing quote stays as it was written."""
    if len(written) > 1 and written[0] == written[-1] == '"':
        inner = written[1:-1]
        if '"' not in inner.replace('""', ""):
            return inner.replace('""', '"')
    return written


def _skip_broken(
    text: str, position: int, line: int, width: int, frames: Frames
) -> tuple[int, int]:
    """Deal with the record at `position`, whose quoting is broken; where to go on, and its line."""
    next_line = _line_after(text, position)
    loose = _loose_cells(text[position:next_line], frames.delimiter)
    if loose is not None and len(loose) == width:
        # `12,"senior" engineer`: all quotes close on the line and the cells are as many as they should
        # be. The cell stays as it was written, quotes included.
        frames.add(line, quote(loose, frames.delimiter))
        frames.repairs.add("stray-quotes")
        return next_line, line + 1
    frames.rejected.append(line)
    resume = next_line
    while resume < len(text) and not _is_whole(text, resume, width, frames.delimiter):
        resume = _line_after(text, resume)
    return resume, line + count_lines(text, position, resume)


def _line_after(text: str, position: int) -> int:
    found = LINE_END.search(text, position)
    return found.end() if found else len(text)


def _is_whole(text: str, position: int, width: int, delimiter: str) -> bool:
    found = _record(delimiter).match(text, position)
    return found is not None and len(split(found[1], delimiter)) == width


@cache
def _loose_cell(delimiter: str) -> re.Pattern[str]:
    quoted = rf'"(?:[^"\r\n]++|"")*+"[^{delimiter}\r\n]*+'
    bare = rf'(?!")[^{delimiter}\r\n]*+'
    return re.compile(rf"({quoted}|{bare})({delimiter}|\r?\n|\r|\Z)")


def _loose_cells(line: str, delimiter: str) -> list[str] | None:
    """The cells of one line, with text allowed after a closing quote; None if a quote stays open."""
    cells: list[str] = []
    position = 0
    while found := _loose_cell(delimiter).match(line, position):
        cells.append(_unquote(found[1]))
        position = found.end()
        if found[2] != delimiter:
            return cells if position == len(line) else None
    return None
