"""RFC 4180, in one place: how well-formed records of delimited text are found, split into cells, and written."""

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import pyarrow as pa
import pyarrow.csv as pacsv

from analyzer.reading.decode import line_after
from analyzer.reading.expressions import possessive


def well_formed_size(data: bytes, delimiter: str, *, last: bool) -> int:
    """The size of a long beginning of `data` (UTF-8) that consists of whole, well-formed records.

    In such text, each quote opens a cell, closes one, or is one of a pair that means a quote. It has no byte
    order mark, which may begin the header of a joined file. `last` states that nothing follows `data`. Otherwise, it does
    not end with a record that spans lines: a missing quote shows in the record after it.
    """
    mark = data.find(codecs.BOM_UTF8)
    pattern = _well_formed_bytes(delimiter)
    match = pattern.match(data, 0, len(data) if mark < 0 else mark)
    assert match is not None  # it also matches no bytes at all
    end = match.end()
    if last and end == len(data):
        return end
    start = data.rfind(b"\n", 0, end) + 1
    if data.count(b'"', start, end) % 2:  # this line end is inside quotes
        start = _record_start(data, end)
    text = data[:start].rstrip(b" \r\n")
    line = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
    return _record_start(text, len(text)) if text.count(b'"', line) % 2 else start


def _record_start(data: bytes, end: int) -> int:
    """Where the record begins that reaches `end`, where its quotes are in pairs."""
    unfinished = _UNFINISHED_REVERSED.match(data[:end][::-1])
    assert unfinished is not None
    return end - unfinished.end()


@dataclass(frozen=True)
class ParsedRecords:
    """Records as a table of string columns, named by position; `short` and `long` list those with too few or too many
    cells, which are not in it.
    """

    table: pa.Table
    short: Sequence[int] = ()
    long: Sequence[int] = ()


def parse_records(data: bytes, delimiter: str, width: int) -> ParsedRecords:
    """The records in `data`, split by pyarrow into `width` cells.

    Raises pyarrow.ArrowInvalid if `data` is not well-formed. Its message quotes cells, so it must not be shown.
    """
    names = [str(position) for position in range(width)]
    short: list[int] = []
    long: list[int] = []

    def note(row: pacsv.InvalidRow) -> str:
        # `number` counts rows from 1. `text` is personal data: it is not looked at, kept or shown.
        (short if row.actual_columns < row.expected_columns else long).append(row.number - 1)
        return "skip"

    table = pacsv.read_csv(
        # pyarrow drops a byte order mark at the beginning: this one, and not one in the first cell. It refuses to
        # read nothing: hence the line end.
        pa.BufferReader(codecs.BOM_UTF8 + data + b"\n"),
        # pyarrow refuses records that are larger than a block.
        read_options=pacsv.ReadOptions(
            column_names=names, use_threads=False, block_size=min(len(data) + 8, _LARGEST_BLOCK)
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            null_values=[],
            check_utf8=False,
        ),
    )
    return ParsedRecords(table, short, long)


class UnfinishedError(Exception):
    """The answer depends on text that follows."""


class Records:
    """The well-formed records of `text`, looked up by where they begin, from the beginning of the text to its end.

    The text may be damaged anywhere, so a record is looked up at each line, and one whose quotes are never closed
    runs to the end. To keep the time linear, no text is searched again for each of them: a record crosses the end of
    a line only inside quotes, so all records that cross it go on alike.

    If more text follows, quotes that are not closed within `longest` characters are broken. Where there is less text
    than that, all methods raise UnfinishedError.
    """

    def __init__(self, text: str, delimiter: str, longest: int | None = None) -> None:
        self._text = text
        self._sure_until = len(text) if longest is None else len(text) - longest
        """A record that begins later may end in text that follows."""
        self._delimiter = delimiter
        self._pattern = _record_pattern(delimiter)
        self._broken_until = 0
        """Up to here, nothing that crosses the end of a line is a record."""
        self._whole_until = 0
        self._cell_ends: Sequence[int] = ()
        """Where the last record that crossed lines ended, and its cells."""

    def at(self, position: int) -> re.Match[str] | None:
        """The record that begins at `position`, as group 1 of a match that includes its line end.

        None if its quotes are broken.
        """
        stop = len(self._text)
        if position < self._broken_until and position <= self._sure_until:
            end_of_line = line_after(self._text, position)
            if end_of_line <= self._broken_until:
                stop = end_of_line
        match = self._match(position, stop)
        if match[2] is not None:
            return match
        if stop == len(self._text):
            self._broken_until = match.end()
        return None

    def width_at(self, position: int) -> int:
        """The number of cells of the record that begins at `position`; 0 if its quotes are broken."""
        end_of_line = line_after(self._text, position)
        if end_of_line < self._whole_until:
            match = self._match(position, end_of_line)
            width = sum(1 for _ in self._ends(match))
            if match[2] is not None:
                return width
            if match[3] is None:
                return 0
            # It crosses the end of the line, so the rest of its cells are those of the record that does too.
            return width - 1 + len(self._cell_ends) - bisect_right(self._cell_ends, end_of_line)
        record = self.at(position)
        if record is None:
            return 0
        ends = array("q", self._ends(record))
        if record.end() > end_of_line:
            self._cell_ends, self._whole_until = ends, record.end()
        return len(ends)

    def line_after(self, position: int) -> int:
        """Where the line after the one at `position` begins; the end of the text if there is none."""
        end = line_after(self._text, position)
        if end == len(self._text):
            self._check_end(position, self._text[end - 1 : end])
        return end

    def _match(self, position: int, stop: int) -> re.Match[str]:
        match = self._pattern.match(self._text, position, stop)
        assert match is not None  # any text begins with a cell, if an empty one
        if match.end() == len(self._text):
            self._check_end(position, match[2])
        return match

    def _check_end(self, position: int, line_end: str | None) -> None:
        """Check that the record at `position`, which reaches the end of the text, ends there."""
        if position > self._sure_until and line_end not in {"\n", "\r\n"}:
            raise UnfinishedError

    def _ends(self, record: re.Match[str]) -> Iterator[int]:
        return _cell_ends(self._text, self._delimiter, record.start(), record.end(1))


def whole_record(line: str, delimiter: str) -> str | None:
    """The well-formed record that is all of a line; None if it is not one."""
    ends = ((end, record) for _, end, record in first_records(line, 1, delimiter))
    return next((record for end, record in ends if end == len(line)), None)


def first_records(
    text: str, count: int, delimiter: str, position: int = 0
) -> Iterator[tuple[int, int, str]]:
    """The first `count` well-formed records from `position` on, each with its start and end."""
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
    """The cells of a well-formed record; at most `most`, if that is given."""
    if '"' not in record and "\n" not in record and "\r" not in record:
        return tuple(record.split(delimiter, -1 if most is None else most)[:most])
    return tuple(map(unquote, islice(written_cells(record, delimiter), most)))


def written_cells(record: str, delimiter: str) -> Iterator[str]:
    """The cells of a well-formed record as they are written, with their quotes."""
    match, position = _cell_pattern(delimiter).match, -1
    while position < len(record):
        cell = match(record, position + 1)
        if cell is None:  # the record is not well-formed
            return
        yield cell[0]
        position = cell.end()


def has_well_formed_quotes(record: str, delimiter: str) -> bool:
    """Whether all quotes of the record are where RFC 4180 has them."""
    return '"' not in record or _well_formed_text(delimiter).fullmatch(record) is not None


def quote(cells: Iterable[str], delimiter: str = ",") -> str:
    """The cells as a record, every cell quoted."""
    return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


def unquote(written: str) -> str:
    """The text of a cell; a cell with text after its closing quote stays as written."""
    if len(written) > 1 and written[0] == written[-1] == '"':
        inner = written[1:-1]
        if '"' not in inner.replace('""', ""):
            return inner.replace('""', '"')
    return written


def is_blank(line: str) -> bool:
    """Whether a line is blank, and so not a record: it holds only spaces and byte order marks.

    Programs begin files with U+FEFF; joining files puts it in the middle.
    """
    return not line.strip(" \ufeff")


def after_blank_lines(text: str, position: int) -> int:
    """Where the first line that is not blank begins, from the line at `position` on."""
    blank = _BLANK_LINES.match(text, position)
    return blank.end() if blank else position


_LARGEST_BLOCK = (1 << 31) - 1
_BLANK_LINES = re.compile(possessive(r"[ \ufeff]*+(?:\r\n|\n|\r)"))
_QUOTED_REVERSED = possessive(r'"[^"]*+"[^"\n]*+')
_UNFINISHED_REVERSED = re.compile(rf'[^"\n]*+{_QUOTED_REVERSED}'.encode())
"""The unfinished record at the end of a text whose quotes are in pairs, read from the end."""


@cache
def _well_formed_text(delimiter: str) -> re.Pattern[str]:
    """A pattern for text with all its quotes where RFC 4180 has them. It is possessive, so its time is linear."""
    outside = rf"[^{delimiter}\r\n]"
    rest = possessive('""[^"]*+')
    quoted = rf'(?<!{outside})"[^"]*+{rest}"(?!{outside})'
    more = possessive(rf'{quoted}[^"]*+')
    return re.compile(rf'[^"]*+{more}')


@cache
def _well_formed_bytes(delimiter: str) -> re.Pattern[bytes]:
    return re.compile(_well_formed_text(delimiter).pattern.encode())


_INSIDE = possessive('[^"]++|""')
"""The text of a quoted cell."""


def _cell_expression(delimiter: str) -> str:
    """A pattern for a cell. A quote inside an unquoted cell is just a quote (`5" pipe`)."""
    quoted = rf'"{_INSIDE}"'
    bare = rf'[^"{delimiter}\r\n][^{delimiter}\r\n]*+'
    return rf"(?:{quoted}|{bare}|)"


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    return re.compile(_cell_expression(delimiter))


@cache
def _record_pattern(delimiter: str) -> re.Pattern[str]:
    """A pattern for the cells at the beginning of any text: group 1.

    They are a record if a line end follows: group 2. Group 3 is the text after a quote that is never closed.
    """
    cell = _cell_expression(delimiter)
    cells = cell + possessive(f"{delimiter}{cell}")
    end = possessive(rf'(\r\n|\n|\r|\Z)|("{_INSIDE}\Z)', "?")
    return re.compile(f"({cells}){end}")


def _cell_ends(text: str, delimiter: str, start: int, end: int) -> Iterator[int]:
    """Where each cell of the record from `start` to `end` ends."""
    pattern = _cell_pattern(delimiter)
    position = start - 1
    while position < end:
        cell = pattern.match(text, position + 1, end)
        assert cell is not None
        position = cell.end()
        yield position
