"""The ways in which LinkedIn lays out files, each with the function that frames its records."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.tables import Table
from analyzer.reading.article import (
    ARTICLE_HEADER,
    read_article,
)
from analyzer.reading.damaged import (
    Form,
    FramedRecords,
    TextPart,
    frame,
)
from analyzer.reading.decode import (
    LINE_END,
    count_lines,
)
from analyzer.reading.plain import (
    PlainRecords,
    lines_of,
    plain_records,
)
from analyzer.reading.records import (
    UnfinishedError,
    quote,
    split,
)

# What a record in these files begins with. Both writers put dates first, and leave them unquoted.
_START = r'"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"?,(?=,|"?https:)'
_STARTS = re.compile(rf"^{_START}", re.MULTILINE)
_LINK = r'"[^"\r\n]*"|[^,\r\n]*'
_HEAD = re.compile(rf'[^,\r\n]*,(?:{_LINK}),"')
_COMMENT = re.compile(rf"(?P<date>[^,\r\n]*),(?P<link>{_LINK}),(?P<message>.*)", re.DOTALL)
_QUOTED_END = re.compile(rf'"[\r\n]*(?=\Z|^{_START})', re.MULTILINE)


def has_comments(texts: Iterable[str], form: Form) -> bool:
    """Whether a file of whole lines, given in `texts`, has records that begin as those of LinkedIn's writers do."""
    return (form.width, form.delimiter) == (3, ",") and any(map(_STARTS.search, texts))


def frame_comments(text: str, _form: Form, first_line: int, part: TextPart) -> FramedRecords:
    """The records of Comments.csv from any year, of a file that `has_comments`.

    Since 2025, quotes inside a quoted message are escaped with a backslash (quirk 5). Until about 2024, a line
    break alone did not make the writer quote a message, so its other lines are bare (quirk 6). In both, a
    record begins with a date and a link, and any other line belongs to the message before; only that rule also
    finds the end of a message that ends in a backslash.
    """
    framed = FramedRecords(end_line=first_line)
    if not part.last:
        # Whether a line begins a record is seen in the whole of it.
        text = text[: text.rfind("\n") + 1]
    first = _STARTS.search(text)
    if first is None:
        if part.last:
            framed.rejected.extend([first_line] if text.strip() else [])
            framed.go_to(len(text), count_lines(text))
        return framed
    if text[: first.start()].strip():
        framed.rejected.append(first_line)
    framed.go_to(first.start(), count_lines(text, 0, first.start()))
    ends = _Ends(text, last=part.last)
    with suppress(UnfinishedError):
        while framed.end < len(text) and framed.number < part.most:
            _add_comment(text, ends.after(framed.end), framed)
    return framed


def _add_comment(text: str, end: int, framed: FramedRecords) -> None:
    """Add the comment from the end of what is framed to `end`, or reject it."""
    found = _COMMENT.fullmatch(text, framed.end, end)
    if found is None:  # a date and a link, but no message
        framed.rejected.append(framed.end_line)
    else:
        message, written = _message(found["message"])
        record = quote((found["date"].strip('"'), found["link"].strip('"'), message))
        framed.add(framed.end_line, record)
        if repair := _REPAIRS.get(written):
            framed.repairs.add(repair)
        if written in {"backslash", "bare-newlines"}:
            framed.dialect = written
    framed.go_to(end, count_lines(text, framed.end, end))


_REPAIRS = {
    "backslash": "backslash-quotes",
    "bare-newlines": "joined-lines",
    "stray-quotes": "stray-quotes",
}


_LONGEST = 20_000
"""Characters. LinkedIn allows far fewer; a quote that closes later belongs to another comment."""


class _Ends:
    """Where records of `text` end. Asked from its beginning to its end, it does not search to there for each of them.

    If `text` is not the `last` of the file, it raises UnfinishedError where that depends on what follows.
    """

    def __init__(self, text: str, *, last: bool) -> None:
        self._text = text
        self._last = last
        self._closing = -1
        """Where the next quote is that closes a message; the end of the text if there is none."""

    def after(self, start: int) -> int:
        """Where the record that begins at `start` ends.

        It ends where the next record begins, unless the message is quoted and its quotes close later: somebody
        may have pasted a line of an export into a comment.
        """
        head = _HEAD.match(self._text, start)
        if head and (end := self._quoted_end(head.end())):
            return end
        following = _STARTS.search(self._text, start + 1)
        if following is None and not self._last:
            raise UnfinishedError
        return following.start() if following else len(self._text)

    def _quoted_end(self, start: int) -> int:
        """Where the record ends whose quoted message begins at `start`; 0 if its quotes do not close."""
        if self._closing < start:
            found = _QUOTED_END.search(self._text, start)
            self._closing = found.start() if found else len(self._text)
        if self._closing - start > _LONGEST:
            return 0
        end = _QUOTED_END.match(self._text, self._closing)
        if not self._last and (end is None or end.end() == len(self._text)):
            raise UnfinishedError
        return end.end() if end and _unescape(self._text[start : self._closing]) else 0


def _unescape(inner: str) -> tuple[str, str] | None:
    """The text between a message's quotes, and the way in which quotes in it are escaped; None if in neither."""
    if '"' not in inner.replace('""', ""):
        return inner.replace('""', '"'), "rfc4180"
    if '"' not in inner.replace('\\"', ""):
        # A backslash before anything but a quote is just a backslash.
        return inner.replace('\\"', '"'), "backslash"
    return None


def _message(written: str) -> tuple[str, str]:
    """The message, and how it was written.

    A blank line after an unquoted message is part of it: that writer did not quote line breaks.
    """
    bare = written.rstrip("\r\n")
    if len(bare) > 1 and bare[0] == bare[-1] == '"' and (plain := _unescape(bare[1:-1])):
        return plain
    body = re.sub(r"(\r\n|\n|\r)\Z", "", written)
    if LINE_END.search(body):
        return LINE_END.sub("\n", body), "bare-newlines"
    return body, "stray-quotes" if body.startswith('"') else "rfc4180"


# --- searches --------------------------------------------------------------------------------------

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


def frame_searches(text: str, _form: Form, first_line: int, part: TextPart) -> FramedRecords:
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


# --- layouts ---------------------------------------------------------------------------------------

Framing = Callable[[str, Form, int, TextPart], FramedRecords]
"""As `framing.frame`: takes text from below the header, the form of records, the first line, and the part."""

Fitting = Callable[[Iterable[str], Form], bool]
"""Whether a file is laid out so. Takes all the text below the header, in pieces of whole lines, and the form of records."""

Splitting = Callable[..., PlainRecords | None]
"""As `plain.plain_records`: splits records at once that are plainly well-formed."""


@dataclass(frozen=True)
class FileLayout:
    """The layout of a file: `frame` finds its records and says which dialect they are in.

    A file that it does not `fit` is CSV. `header` has the names of its columns if such files have no header. With
    `any_encoding`, the dialect has the same name in UTF-16. With `single`, the whole text is one record. `plain`
    splits at once those records that need not be found one by one.
    """

    frame: Framing
    fits: Fitting | None = None
    plain: Splitting | None = None
    header: tuple[str, ...] = ()
    any_encoding: bool = False
    single: bool = False


def layout_of(table: Table | None) -> FileLayout:
    """The layout of files of `table`; CSV for unknown files."""
    return LAYOUTS[table.layout] if table else CSV


_CHAT_START = re.compile(r"^conversation: [^\r\n]*\r?\ntimestamp: ", re.MULTILINE)
_CHAT = re.compile(
    r"conversation: (?P<conversation>[^\r\n]*)\r?\n"
    r"timestamp: (?P<timestamp>[^\r\n]*)\r?\n"
    r"user: (?P<user>.*?)\r?\n"
    r"coach: (?P<coach>.*)",
    re.DOTALL,
)
_CHAT_HEADER = ("conversation", "timestamp", "user", "coach")


def _frame_chats(text: str, _form: Form, first_line: int, part: TextPart) -> FramedRecords:
    """The records of LearningCoachMessages.csv, which is not CSV (quirk 9): each conversation is a record.

    The file holds blocks of `conversation:`, `timestamp:`, `user:` and `coach:`, separated by blank lines; or
    only the sentence that there are no conversations.
    """
    framed = FramedRecords(dialect="chat-blocks", end_line=first_line)
    starts = [found.start() for found in _CHAT_START.finditer(text)]
    if not starts and not part.last:
        return framed
    before = text[: starts[0]] if starts else text
    if before.strip() not in {"", "No conversations found"}:
        framed.rejected.append(first_line)
    framed.go_to(len(before), count_lines(before))
    # Where the last of them ends is not known before the next begins.
    for start, end in pairwise([*starts, len(text)] if part.last else starts):
        if framed.number >= part.most:
            break
        found = _CHAT.fullmatch(text[start:end].rstrip("\r\n"))
        if found:
            cells = (LINE_END.sub("\n", found[name]) for name in _CHAT_HEADER)
            framed.add(framed.end_line, quote(cells))
        else:
            framed.rejected.append(framed.end_line)
        framed.go_to(end, count_lines(text, start, end))
    return framed


def _frame_article(text: str, _form: Form, first_line: int, _part: TextPart) -> FramedRecords:
    """The single record of an article; none if there is nothing on the page."""
    framed = FramedRecords(dialect="html")
    cells = read_article(text)
    if any(cells):
        framed.add(first_line, quote(cells))
    framed.go_to(len(text), count_lines(text))
    return framed


CSV = FileLayout(frame, plain=plain_records)

LAYOUTS: Mapping[str, FileLayout] = {
    "csv": CSV,
    "comments": FileLayout(frame_comments, has_comments),
    "searches": FileLayout(frame_searches, has_unquoted_searches, plain_searches),
    "chat-blocks": FileLayout(_frame_chats, header=_CHAT_HEADER),
    "article": FileLayout(_frame_article, header=ARTICLE_HEADER, any_encoding=True, single=True),
}
"""Every layout, by the name the mapping gives it."""
