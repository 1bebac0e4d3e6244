"""The ways in which LinkedIn writes files, other than as plain CSV: comments, searches, chats and articles.

A layout has the function that finds a file's records, if they are not plain CSV.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.tables import Table
from analyzer.reading.article import ARTICLE_HEADER, read_article
from analyzer.reading.chats import CHAT_HEADER, frame_chats
from analyzer.reading.damaged import frame
from analyzer.reading.decode import LINE_END, count_lines
from analyzer.reading.expressions import BEGIN, possessive
from analyzer.reading.framed import DIALECTS, Form, FramedRecords, TextPart
from analyzer.reading.records import UnfinishedError, quote, split, well_formed_size

Framing = Callable[[str, Form, int, TextPart], FramedRecords]
"""Finds records like `damaged.frame`: in a part of the text below the header, given its first line."""

Fitting = Callable[[Iterable[str], Form], bool]
"""Whether a file has the layout, given all the text below its header, in pieces of whole lines."""


@dataclass(frozen=True)
class WellFormed:
    """The well-formed records at the beginning of a text: their `size` in it, and the same records in RFC 4180."""

    size: int
    rfc4180: bytes
    dialect: str
    repairs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FileLayout:
    """The layout of a file: `frame` finds its records, and the dialect they are in.

    A file that does not have the layout, according to `fits`, is CSV. `well_formed` finds records that need not be found
    one by one. `header` has the names of the columns if such files have no header. With `any_encoding`, the dialect has
    the same name in UTF-16. With `single`, the whole text is one record.
    """

    frame: Framing
    fits: Fitting | None = None
    well_formed: Callable[[bytes, Form, bool], WellFormed] | None = None
    header: tuple[str, ...] = ()
    any_encoding: bool = False
    single: bool = False


def layout_of(table: Table | None) -> FileLayout:
    """The layout of files of `table`; CSV for unknown files."""
    return LAYOUTS[table.layout] if table else CSV


_DATE = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_POST = "/feed/update/urn"
# A damaged start has the digits of a date but one, and one other character or line break before its link; or nothing
# behind its date.
_DAMAGED_START = (
    # The first two end the search soon where nothing that follows could fit.
    rf"(?=\D{{0,3}}\d)(?=(?s:.){{16,73}}?{_POST})"
    r'(?=(?:\D{0,3}\d){13})[\d:\- ,"]{0,20}(?:[^\d:\- ,"\r\n]|(?:\r\n|[\r\n])'
    rf'(?!"?{_DATE}))?[\d:\- ,"]{{0,20}}(?<! )\S{{16,30}}{_POST}|{_DATE},"?h?t?t?p?s?(?=[\r\n])'
)
# Both writers put dates first, and leave them unquoted. The link of a post begins a comment even inside a line.
_SOUND_START = rf'"?{_DATE}"?,(?=,|"?https:)'
# Files that were joined repeat the header.
_HEADER = r'\ufeff?(?i:"?date"?,"?link"?,"?message"?)(?=[\r\n]|\Z)'
_LINE_START = rf"{BEGIN}(?:{_SOUND_START}|{_DAMAGED_START}|{_HEADER})"
_INNER_START = rf'{_DATE},(?=https:[^\s,"]*{_POST})'
_START = f"(?:{_LINE_START}|{_INNER_START})"
_SOUND_STARTS = re.compile(BEGIN + _SOUND_START)
_STARTS = re.compile(_START)
_HEADERS = re.compile(_HEADER + r"[\r\n]*")
_LINES = re.compile(BEGIN + r"[^\s,][^,\r\n]*+,[^\r\n]*+[\r\n]*+")
_LATER_LINES = re.compile(r"(?<=[\r\n])" + _LINES.pattern)
_LINK = r'"[^"\r\n]*+"|(?!")[^,"\r\n]*+'
_HEAD = re.compile(rf'[^,\r\n]*,(?:{_LINK}),?"')
_COMMENT = re.compile(
    rf'"?(?P<date>{_DATE})"?,(?P<link>{_LINK})(?P<comma>,|(?="))(?P<message>.*)', re.DOTALL
)
# Inside a line, a quote after another mark of a quote does not close the message.
_QUOTED_END = re.compile(rf'"[\r\n]*(?=\Z|{_LINE_START})|(?<!["\\])"(?={_INNER_START})')
_RUN_ON = re.compile(r"/feed/update/urn(?:%3A|:)li(?:%3A|:)\w+(?:%3A|:)\d+[^\W\d]")
# What a comma inside a link leaves before the message.
_REST_OF_LINK = re.compile(
    r"[^\s,\"]*(?:%[0-9A-Fa-f]{2}|urn:li:|linkedin\.com/)[^\s,\"]*,|\d+(?:%\d+)?,"
)

LONGEST_COMMENT = 20_000
"""Characters, far more than LinkedIn allows. A quote that closes later belongs to another comment."""


def has_comments(texts: Iterable[str], form: Form) -> bool:
    """Whether a file of whole lines, given in `texts`, has records that begin as comments do."""
    return (form.width, form.delimiter) == (3, ",") and any(map(_SOUND_STARTS.search, texts))


def frame_comments(text: str, form: Form, first_line: int, part: TextPart) -> FramedRecords:
    """The records of a Comments.csv from any year that `has_comments`.

    Since 2025, quotes inside a quoted message are escaped with a backslash (quirk 5). Until about 2024, a line
    break alone did not make the writer quote a message, so its other lines are bare (quirk 6). In both, a
    record begins with a date and a link, and any other line belongs to the message before. No other rule finds
    the end of a message that ends in a backslash.
    """
    framed = FramedRecords(end_line=first_line)
    if not part.last:
        # Only a whole line shows whether it begins a record.
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    first = _STARTS.search(text)
    if first is None and not part.last:
        return framed
    begin = first.start() if first else len(text)
    header = _header_above(text, begin, form, part)
    start = header.start() if header else begin
    if text[:start].strip():
        framed.rejected.append(first_line)
    framed.go_to(start, count_lines(text, 0, start))
    if header:
        _add_header(header, framed)
    ends = _CommentEnds(text, last=part.last)
    with suppress(UnfinishedError):
        while framed.end < len(text) and framed.number < part.most:
            part.beat()
            if header := _HEADERS.match(text, framed.end):
                _add_header(header, framed)
            else:
                end = ends.after(framed.end)
                header = _header_inside(text, framed.end, end, form, part)
                _add_comment(text, header.start() if header else end, framed)
                if header:
                    _add_header(header, framed)
    return framed


def _add_header(header: re.Match[str], framed: FramedRecords) -> None:
    """Add a header like a record. `joined` drops it."""
    framed.add(framed.end_line, header[0].strip("\r\n"))
    framed.go_to(header.end(), count_lines(header[0]))


def _header_above(text: str, end: int, form: Form, part: TextPart) -> re.Match[str] | None:
    """The first line above the first comment that is the header of a table, if there is one."""
    if form.heads is None:
        return None
    for line in _LINES.finditer(text, 0, end):
        part.beat()
        if form.heads(split(line[0].strip("\r\n"))):
            return line
    return None


def _header_inside(
    text: str, start: int, end: int, form: Form, part: TextPart
) -> re.Match[str] | None:
    """The line of an unquoted comment, or below a quoted one, that is the header of a table, if there is one."""
    if form.heads is None:
        return None
    head = _HEAD.match(text, start)
    if head and text[head.end() : end].rstrip("\r\n").endswith('"'):
        return None
    for line in _LATER_LINES.finditer(text, start, end):
        part.beat()
        if head and not _unescape(_before_quote(text[head.end() : line.start()])):
            continue
        if form.heads(split(line[0].strip("\r\n"))):
            return line
    return None


def _before_quote(text: str) -> str:
    """The text before the quote at its end; a lone quote if there is none there."""
    written = text.rstrip("\r\n")
    return written[:-1] if written.endswith('"') else '"'


def _add_comment(text: str, end: int, framed: FramedRecords) -> None:
    """Add or reject the next comment, which goes to `end`."""
    comment = _COMMENT.fullmatch(text, framed.end, end)
    if comment is None or not _is_certain(comment):
        framed.rejected.append(framed.end_line)
    else:
        message, written = _message(comment["message"])
        framed.add(framed.end_line, quote((comment["date"], comment["link"].strip('"'), message)))
        if repair := _COMMENT_REPAIRS.get(written):
            framed.repairs.add(repair)
        if not comment["comma"]:
            framed.repairs.add("missing-commas")
        if written in {"backslash", "bare-newlines"}:
            framed.dialect = written
    framed.go_to(end, count_lines(text, framed.end, end))


def _is_certain(comment: re.Match[str]) -> bool:
    """Whether the link of a comment ends where its message begins."""
    link, message = comment["link"].strip('"'), comment["message"]
    if (
        any(map(str.isspace, link))
        or (link and not {*":/."} & {*link})
        or _RUN_ON.search(link)
        or (not comment["comma"] and not link.startswith("https:"))
    ):
        return False
    if not comment["comma"]:
        return _message(message)[1] in {"rfc4180", "backslash"}
    return not _REST_OF_LINK.match(message)


_COMMENT_REPAIRS = {
    "backslash": "backslash-quotes",
    "bare-newlines": "joined-lines",
    "stray-quotes": "stray-quotes",
}


class _CommentEnds:
    """Where comments in `text` end, asked from the beginning of the text to its end.

    It remembers the next closing quote, so that it does not search to the end of the text for each comment. If `text`
    is not the `last` of the file, it raises UnfinishedError where the answer depends on text that follows.
    """

    def __init__(self, text: str, *, last: bool) -> None:
        self._text = text
        self._last = last
        self._closing = -1
        """The next quote that closes a message; the end of the text if there is none."""

    def after(self, start: int) -> int:
        """Where the comment that begins at `start` ends.

        It ends where the next record begins, unless its quotes close later: a message may quote a line of an export.
        """
        head = _HEAD.match(self._text, start)
        if head and (end := self._quoted_end(head.end())):
            return end
        own = _STARTS.match(self._text, start)
        following = _STARTS.search(self._text, own.end() if own else start + 1)
        if following is None and not self._last:
            raise UnfinishedError
        return following.start() if following else len(self._text)

    def _quoted_end(self, start: int) -> int:
        """Where the record ends whose quoted message begins at `start`; 0 if its quotes do not close."""
        if self._closing < start:
            closing = _QUOTED_END.search(self._text, start)
            self._closing = closing.start() if closing else len(self._text)
        if self._closing - start > LONGEST_COMMENT:
            return 0
        end = _QUOTED_END.match(self._text, self._closing)
        if not self._last and (end is None or end.end() == len(self._text)):
            raise UnfinishedError
        return end.end() if end and _unescape(self._text[start : self._closing]) else 0


def _unescape(inner: str) -> tuple[str, str] | None:
    """The text between a message's quotes, and the dialect in which quotes in it are written; None if in neither."""
    if '"' not in inner.replace('""', ""):
        return inner.replace('""', '"'), "rfc4180"
    if '"' not in inner.replace('\\"', ""):
        # A backslash before anything but a quote is just a backslash.
        return inner.replace('\\"', '"'), "backslash"
    return None


def _message(written: str) -> tuple[str, str]:
    """The message, and its dialect.

    A blank line after an unquoted message belongs to the message: that writer did not quote line breaks.
    """
    bare = written.rstrip("\r\n")
    if len(bare) > 1 and bare[0] == bare[-1] == '"' and (plain := _unescape(bare[1:-1])):
        return plain
    body = re.sub(r"(\r\n|\n|\r)\Z", "", written)
    if LINE_END.search(body):
        return LINE_END.sub("\n", body), "bare-newlines"
    return body, "stray-quotes" if body.startswith('"') else "rfc4180"


_TIME = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d UTC"
_SEARCH = re.compile(rf"(?P<time>{_TIME}),(?P<query>.*)")
_SEARCHES = re.compile(possessive(rf"{_TIME},[^\r\n]*+(?:\r?\n|\Z)").encode())
_DOUBLED_SEARCH = rf'(?m)^({_TIME}),(?:""""|([^\r\n]*))\r?$'
"""A search after its quotes were doubled."""
_INNER_SEARCH = rf"[^\r\n]{_TIME},"
"""Where a search begins inside a line, because a line end was lost."""
_INNER_SEARCHES = re.compile(_INNER_SEARCH)
_INNER_SEARCHES_IN_BYTES = re.compile(_INNER_SEARCH.encode())
# A line of the search history that may not be CSV. (`^` does not match after CR.)
_MAY_BE_UNQUOTED = re.compile(r'(?<![^\r\n])\d{4}/\d\d/\d\d [\d:]{8} UTC,[^",\r\n]*+[",][^\r\n]*+')
_LINE = re.compile(r"([^\r\n]++)(?:\r\n|\n|\r|\Z)")


def has_unquoted_searches(texts: Iterable[str], form: Form) -> bool:
    """Whether some lines cannot be CSV: they have more than two cells, text after a closing quote, or quotes around a query
    that does not need them. A single such line may be damaged, and two that are quoted as in CSV outweigh it.
    """
    if (form.width, form.delimiter) != (2, ","):
        return False
    unquoted = quoted = 0
    for line in (line[0] for text in texts for line in _MAY_BE_UNQUOTED.finditer(text)):
        search = _single_search(line)
        if search and search["query"] not in {"", '""'}:
            if _is_unquoted_query(search["query"]):
                unquoted += 1
            else:
                quoted += '"' in search["query"]
        if unquoted > 1:
            return True
    return unquoted > quoted // 2


def frame_searches(text: str, form: Form, first_line: int, part: TextPart) -> FramedRecords:
    """The records of SearchQueries.csv since 2024-07, a line each.

    Nothing is quoted: everything after the first comma is the query, quotes and commas included, and an empty
    query is written `""` (quirk 8). Before, the file was plain CSV. A line with two searches is rejected.
    """
    framed = FramedRecords(dialect="unquoted", repairs={"unquoted-commas"}, end_line=first_line)
    for line in _LINE.finditer(text):
        part.beat()
        whole = line.end() > line.end(1) or part.last
        if not whole or framed.number >= part.most:
            return framed
        if line.start() > framed.end:  # blank lines
            framed.go_to(line.start(), count_lines(text, framed.end, line.start()))
        search = _single_search(line[1])
        if search:
            query = "" if search["query"] == '""' else search["query"]
            framed.add(framed.end_line, quote((search["time"], query)))
        elif form.heads and form.heads(split(line[1])):
            framed.add(framed.end_line, line[1])  # `joined` drops it
        elif line[1].strip():
            framed.rejected.append(framed.end_line)
        framed.go_to(line.end(), line.end() > line.end(1))
    framed.go_to(len(text), count_lines(text, framed.end))
    return framed


def _well_formed_searches(data: bytes, _form: Form, last: bool) -> WellFormed:
    """The records as `frame_searches` finds them, up to the first line that is not a search.

    Finding them one by one would call a function for each record, which `tests/test_cost.py` rules out.
    """
    match = _SEARCHES.match(data)
    assert match is not None  # it also matches no bytes at all
    size = match.end() if last else data.rfind(b"\n", 0, match.end()) + 1
    if inner := _INNER_SEARCHES_IN_BYTES.search(data, 0, size):
        size = data.rfind(b"\n", 0, inner.end()) + 1
    lines = pa.array([data[:size].replace(b'"', b'""')])
    records = pc.replace_substring_regex(lines, _DOUBLED_SEARCH, r'"\1","\2"')
    return WellFormed(size, records[0].as_py(), "unquoted", frozenset({"unquoted-commas"}))


def _single_search(line: str) -> re.Match[str] | None:
    """The time and query of a line, unless another search begins inside it."""
    return None if _INNER_SEARCHES.search(line) else _SEARCH.fullmatch(line)


def _is_unquoted_query(query: str) -> bool:
    if query.startswith('"'):
        cells = split(query)
        return len(cells) != 1 or not re.search(r'[",]', cells[0])
    return "," in query


def _frame_article(text: str, _form: Form, first_line: int, part: TextPart) -> FramedRecords:
    """The single record of an article; none if the page is blank."""
    framed = FramedRecords(dialect="html")
    cells = read_article(text, part.beat)
    if any(cells):
        framed.add(first_line, quote(cells))
    framed.go_to(len(text), count_lines(text))
    return framed


def _well_formed_csv(data: bytes, form: Form, last: bool) -> WellFormed:
    size = well_formed_size(data, form.delimiter, last=last)
    return WellFormed(size, data[:size], DIALECTS[form.delimiter])


CSV = FileLayout(frame, well_formed=_well_formed_csv)

LAYOUTS: Mapping[str, FileLayout] = {
    "csv": CSV,
    "comments": FileLayout(frame_comments, has_comments),
    "searches": FileLayout(frame_searches, has_unquoted_searches, _well_formed_searches),
    "chat-blocks": FileLayout(frame_chats, header=CHAT_HEADER),
    "article": FileLayout(_frame_article, header=ARTICLE_HEADER, any_encoding=True, single=True),
}
"""Every layout, by the name the mapping gives it."""
