"""SearchQueries.csv, which quotes nothing since 2024-07."""

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.reading.encoding import count_lines
from analyzer.reading.framing import Form, FramedRecords, Part
from analyzer.reading.plain import PlainRecords, lines_of
from analyzer.reading.records import quote, split

# A line of the search history, and one that may make no sense as CSV. What begins a line is told by what is before it:
# to an expression, only LF ends a line.
_WRITTEN = r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d UTC),(?P<query>.*)"
_SEARCH = re.compile(_WRITTEN)
_MAY_BE_UNQUOTED = re.compile(r'(?<![^\r\n])\d{4}/\d\d/\d\d [\d:]{8} UTC,[^",\r\n]*+[",][^\r\n]*+')
_LINE = re.compile(r"[\r\n]*+([^\r\n]++)(?:\r\n|\n|\r|\Z)")


def has_unquoted_searches(texts: Iterable[str], form: Form) -> bool:
    """Whether some line makes no sense as CSV: more than two cells, text after a closing quote, or quotes around a
    query that does not need them.
    """
    return (form.width, form.delimiter) == (2, ",") and any(
        _is_unquoted_search(found[0]) for text in texts for found in _MAY_BE_UNQUOTED.finditer(text)
    )


def frame_searches(text: str, _form: Form, first_line: int, part: Part) -> FramedRecords:
    """The records of SearchQueries.csv since 2024-07, a line each.

    Nothing is quoted: everything after the first comma is the query, quotes and commas included, and an empty
    query is written `""` (quirk 8). Before, the file was plain CSV.
    """
    framed = FramedRecords(dialect="unquoted", repairs={"unquoted-commas"}, end_line=first_line)
    for line in _LINE.finditer(text):
        whole = line.end() > line.end(1) or part.last
        if not whole or framed.number >= part.most:
            return framed
        framed.go_to(line.start(1), count_lines(text, framed.end, line.start(1)))
        found = _SEARCH.fullmatch(line[1])
        if found:
            query = "" if found["query"] == '""' else found["query"]
            framed.add(framed.end_line, quote((found["time"], query)))
        elif line[1].strip():
            framed.rejected.append(framed.end_line)
        framed.go_to(line.end(), count_lines(text, line.end(1), line.end()))
    framed.go_to(len(text), count_lines(text, framed.end))
    return framed


def _is_unquoted_search(line: str) -> bool:
    found = _SEARCH.fullmatch(line)
    if not found or found["query"] in {"", '""'}:
        return False
    query = found["query"]
    if query.startswith('"'):
        cells = split(query)
        return len(cells) != 1 or not re.search(r'[",]', cells[0])
    return "," in query


def plain_searches(data: bytes, _form: Form, *, last: bool) -> PlainRecords | None:
    """The records as `frame_searches` has them, if every line is one; None if not, or if none is whole."""
    end = len(data) if last else 1 + max(data.rfind(b"\n"), data.rfind(b"\r"))
    whole = data[:end]
    if not whole.strip(b"\r\n"):
        return None
    lines = lines_of(whole)
    cells = pc.extract_regex(lines, _WHOLE_LINE)
    if cells.null_count:
        return None
    queries = pc.struct_field(cells, "query")
    queries = pc.if_else(pc.equal(queries, '""'), "", queries)
    return PlainRecords(
        records=pa.table({"0": pc.struct_field(cells, "time"), "1": queries}),
        size=end,
        lines=count_lines(whole.decode()),
        longest=pc.max(pc.binary_length(lines)).as_py(),
        dialect="unquoted",
        repairs=frozenset({"unquoted-commas"}),
    )


_WHOLE_LINE = rf"(?s)^{_WRITTEN}$"
