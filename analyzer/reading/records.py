"""Well-formed records of delimited text, as RFC 4180 has them: finds, splits and writes them."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from analyzer.reading.decode import line_after


class UnfinishedError(Exception):
    """What is asked for depends on what follows the text."""


class Records:
    """The well-formed records of `text`, asked for by where they begin, from its beginning to its end.

    The text may be damaged anywhere, so it is asked for a record at each line, and one that is never
    closed runs to the end. Nothing is read again for each of them: a record crosses the end of a line only
    inside quotes, so all that cross it go on alike, and what is known of one is known of the others.

    If more follows the text, `longest` is the length in characters from which on a record that is not closed
    is broken; asked for what has not as much text, all raise UnfinishedError.
    """

    def __init__(self, text: str, delimiter: str, longest: int | None = None) -> None:
        self._text = text
        self._sure_until = len(text) if longest is None else len(text) - longest
        """What begins after this is not known to end where the text does."""
        self._delimiter = delimiter
        self._pattern = _record_pattern(delimiter)
        self._broken_until = 0
        """What crosses the end of a line up to here, is no record."""
        self._whole_until = 0
        self._cell_ends: Sequence[int] = ()
        """Where the cells end of the record that was last seen to cross lines, and where it does itself."""

    def at(self, position: int) -> re.Match[str] | None:
        """The record that begins at `position`, as group 1 of a match that includes the end of its line.

        None if its quotes are broken.
        """
        stop = len(self._text)
        if position < self._broken_until and position <= self._sure_until:
            end_of_line = line_after(self._text, position)
            if end_of_line <= self._broken_until:
                stop = end_of_line
        found = self._match(position, stop)
        if found[2] is not None:
            return found
        if stop == len(self._text):
            self._broken_until = found.end()
        return None

    def width_at(self, position: int) -> int:
        """The number of cells of the record that begins at `position`; 0 if its quotes are broken."""
        end_of_line = line_after(self._text, position)
        if end_of_line < self._whole_until:
            found = self._match(position, end_of_line)
            width = sum(1 for _ in self._ends(found))
            if found[2] is not None:
                return width
            if found[3] is None:
                return 0
            # It crosses the end of the line, so its other cells are those of the record that does too.
            return width - 1 + len(self._cell_ends) - bisect_right(self._cell_ends, end_of_line)
        whole = self.at(position)
        if whole is None:
            return 0
        ends = array("q", self._ends(whole))
        if whole.end() > end_of_line:
            self._cell_ends, self._whole_until = ends, whole.end()
        return len(ends)

    def line_after(self, position: int) -> int:
        """Where the line begins that follows the one at `position`; the end of the text if none does."""
        end = line_after(self._text, position)
        if end == len(self._text):
            self._check_end(position, self._text[end - 1 : end])
        return end

    def _match(self, position: int, stop: int) -> re.Match[str]:
        found = self._pattern.match(self._text, position, stop)
        assert found is not None  # any text begins with a cell, if an empty one
        if found.end() == len(self._text):
            self._check_end(position, found[2])
        return found

    def _check_end(self, position: int, line_end: str | None) -> None:
        """Check that what begins at `position` and goes to the end of the text ends there."""
        if position > self._sure_until and line_end not in {"\n", "\r\n"}:
            raise UnfinishedError

    def _ends(self, found: re.Match[str]) -> Iterator[int]:
        return _cell_ends(self._text, self._delimiter, found.start(), found.end(1))


def first_records(text: str, count: int, delimiter: str) -> Iterator[tuple[int, int, str]]:
    """The first `count` well-formed records as (start, end, record), to look for a header among them.

    Nothing is read beyond those that are asked for.
    """
    position = 0
    records = Records(text, delimiter)
    while count and position < len(text):
        record = records.at(position)
        if record is None:
            break
        if not is_blank(record[1]):
            yield position, record.end(), record[1]
            count -= 1
        position = after_blank_lines(text, record.end())


def split(record: str, delimiter: str = ",", most: int | None = None) -> tuple[str, ...]:
    """The cells of a framed record; not more than `most`, if that is given."""
    cells: list[str] = []
    position = -1
    while position < len(record) and len(cells) != most:
        found = _cell_pattern(delimiter).match(record, position + 1)
        if found is None:  # not a framed record
            break
        cells.append(unquote(found[0]))
        position = found.end()
    return tuple(cells)


def quote(cells: Iterable[str], delimiter: str = ",") -> str:
    """The cells as a record in RFC 4180 quoting, every cell quoted."""
    return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


def unquote(written: str) -> str:
    """The text of a cell; one with text after its closing quote stays as written."""
    if len(written) > 1 and written[0] == written[-1] == '"':
        inner = written[1:-1]
        if '"' not in inner.replace('""', ""):
            return inner.replace('""', '"')
    return written


def is_blank(line: str) -> bool:
    """Whether a line is blank, and so not a record: it holds only spaces and the marks of files.

    Programs begin files with U+FEFF and, on DOS, end them with U+001A; joining files puts both in the middle.
    """
    return not line.strip(" \ufeff\x1a")


def after_blank_lines(text: str, position: int) -> int:
    """Where the first line that is not blank begins, from the one at `position` on."""
    found = _BLANK_LINES.match(text, position)
    return found.end() if found else position


_BLANK_LINES = re.compile(r"(?:[ \ufeff\x1a]*+(?:\r\n|\n|\r))*+")


def _cell_expression(delimiter: str) -> str:
    """A pattern for a cell. A quote inside an unquoted cell is just a quote (`5" pipe`)."""
    quoted = r'"(?:[^"]++|"")*+"'
    bare = rf'[^"{delimiter}\r\n][^{delimiter}\r\n]*+'
    return rf"(?:{quoted}|{bare}|)"


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    return re.compile(_cell_expression(delimiter))


@cache
def _record_pattern(delimiter: str) -> re.Pattern[str]:
    """A pattern for what is well-formed at the beginning of any text.

    Group 1 are cells, and group 2 the end of the line, if they are a record: after a closing quote comes a
    delimiter or the end of the line. Group 3 is the text after a quote that is not closed.
    """
    cell = _cell_expression(delimiter)
    return re.compile(
        rf"""({cell}(?:{delimiter}{cell})*+)(?:(\r\n|\n|\r|\Z)|("(?:[^"]++|"")*+\Z))?+"""
    )


def _cell_ends(text: str, delimiter: str, start: int, end: int) -> Iterator[int]:
    """Where each cell of the record from `start` to `end` ends."""
    pattern = _cell_pattern(delimiter)
    position = start - 1
    while position < end:
        found = pattern.match(text, position + 1, end)
        assert found is not None
        position = found.end()
        yield position
