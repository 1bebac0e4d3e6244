"""Finds the records in delimited text: where each begins and ends, and which lines are none.

pyarrow splits and unescapes the fields of what is framed here, but not without it: given a quote that is
never closed, it takes all that follows for one cell, in silence.
"""

import re
from collections.abc import Callable, Iterable, Sequence
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


Plausible = Callable[[Sequence[str]], bool]
"""Whether cells can be a record of the table, as far as can be told (its date is one)."""


def frame(
    text: str,
    width: int,
    delimiter: str = ",",
    first_line: int = 1,
    plausible: Plausible = lambda _: True,
) -> Frames:
    """The records of `text`, which begins on line `first_line` and has no header any more.

    `width` is the number of cells a record should have. It decides only what becomes of broken quotes:
    the record they stand in is rejected, and reading goes on at the next line that is a whole and
    plausible record of that width. Records of another width are framed like all others.
    """
    record = _record(delimiter)
    frames = Frames(delimiter)
    position, line, end = 0, first_line, len(text)
    while position < end:
        found = record.match(text, position)
        if found is None:
            position, line = _skip_broken(text, position, line, width, plausible, frames)
            continue
        if not is_blank(found[1]):
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


def is_blank(line: str) -> bool:
    """Whether a line is a blank line, which is no record: nothing in it but blanks and marks of files.

    Programs begin files with U+FEFF and, on DOS, end them with U+001A; both come to stand inside where
    files are put together.
    """
    return not line.strip(" \ufeff\x1a")


def quote(cells: Iterable[str], delimiter: str = ",") -> str:
    """Cells as one record in RFC 4180 quoting, every cell quoted."""
    return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


def first_records(text: str, count: int, delimiter: str) -> Sequence[tuple[int, int, str]]:
    """The first `count` well-formed records as (start, end, record), for looking for a header."""
    found: list[tuple[int, int, str]] = []
    position = 0
    record = _record(delimiter)
    while len(found) < count and position < len(text) and (one := record.match(text, position)):
        if not is_blank(one[1]):
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
    text: str, position: int, line: int, width: int, plausible: Plausible, frames: Frames
) -> tuple[int, int]:
    """Deal with the record at `position`, whose quoting is broken; where to go on, and its line."""
    delimiter = frames.delimiter
    next_line = _line_after(text, position)
    written = text[position:next_line]
    loose = _loose_cells(written, delimiter)
    if loose is not None and len(loose) == width and written.count('"') % 2 == 0:
        # `12,"senior" engineer`: all quotes close on the line and the cells are as many as they should
        # be. The cell stays as it was written, quotes included.
        frames.add(line, quote(loose, delimiter))
        frames.repairs.add("stray-quotes")
        return next_line, line + 1
    frames.rejected.append(line)
    resume, resume_line = next_line, line + 1
    while resume < len(text) and not _is_whole(text, resume, width, delimiter, plausible):
        following = _line_after(text, resume)
        # What has as many delimiters as a record is one more broken record; other lines are taken for
        # the rest of the one before.
        if width > 2 and text.count(delimiter, resume, following) >= width - 1:
            frames.rejected.append(resume_line)
        resume, resume_line = following, resume_line + 1
    if resume < len(text):
        frames.repairs.add("resumed-after-damage")
    return resume, resume_line


def looks_like_records(record: str, width: int, delimiter: str, plausible: Plausible) -> bool:
    """Whether a line inside a cell of `record` looks like a record of its own.

    Then a quote may be missing at the end of one cell and the beginning of another, and what should be
    several records was read as one.
    """
    inner = LINE_END.split(record)[1:]
    return any(
        line.count(delimiter) >= max(width - 2, 2) and plausible(split(line, delimiter))
        for line in inner
    )


def _line_after(text: str, position: int) -> int:
    found = LINE_END.search(text, position)
    return found.end() if found else len(text)


def _is_whole(text: str, position: int, width: int, delimiter: str, plausible: Plausible) -> bool:
    found = _record(delimiter).match(text, position)
    if found is None:
        return False
    cells = split(found[1], delimiter)
    return len(cells) == width and plausible(cells)


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
