"""The ways in which LinkedIn lays out files, each with the function that frames its records."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from analyzer.mapping import Table
from analyzer.reading.article import ARTICLE_HEADER, read_article
from analyzer.reading.encoding import LINE_END, count_lines
from analyzer.reading.framing import FramedRecords, Plausible, frame
from analyzer.reading.records import quote, split

Framing = Callable[[str, int, str, int, Plausible | None], FramedRecords]
"""As `framing.frame`: takes the text below the header, width, delimiter, first line and what is plausible."""


@dataclass(frozen=True)
class FileLayout:
    """The layout of a file: `frame` finds its records and says which dialect they are in.

    `header` has the names of its columns if such files have no header. With `any_encoding`, the dialect has
    the same name in UTF-16. Without `in_parts`, records can only be told from the whole text. With `single`, that
    is one record.
    """

    frame: Framing
    in_parts: bool = False
    header: tuple[str, ...] = ()
    any_encoding: bool = False
    single: bool = False


def layout_of(table: Table | None) -> FileLayout:
    """The layout of files of `table`; CSV for unknown files."""
    return LAYOUTS[table.layout if table else "csv"]


# What a record in these files begins with. Both writers put dates first, and leave them unquoted.
_COMMENT_START = r'"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"?,(?=,|"?https:)'
_COMMENT_STARTS = re.compile(rf"^{_COMMENT_START}", re.MULTILINE)
_LINK = r'"[^"\r\n]*"|[^,\r\n]*'
_COMMENT_HEAD = re.compile(rf'[^,\r\n]*,(?:{_LINK}),"')
_COMMENT = re.compile(rf"(?P<date>[^,\r\n]*),(?P<link>{_LINK}),(?P<message>.*)", re.DOTALL)
_QUOTED_END = re.compile(rf'"[\r\n]*(?=\Z|^{_COMMENT_START})', re.MULTILINE)
_NOT_EMPTY = re.compile(r"[^\r\n]++")
_SEARCH = re.compile(r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d UTC),(?P<query>.*)")
_CHAT_START = re.compile(r"^conversation: [^\r\n]*\r?\ntimestamp: ", re.MULTILINE)
_CHAT = re.compile(
    r"conversation: (?P<conversation>[^\r\n]*)\r?\n"
    r"timestamp: (?P<timestamp>[^\r\n]*)\r?\n"
    r"user: (?P<user>.*?)\r?\n"
    r"coach: (?P<coach>.*)",
    re.DOTALL,
)
_CHAT_HEADER = ("conversation", "timestamp", "user", "coach")


def _frame_comments(
    text: str, width: int, delimiter: str, first_line: int, plausible: Plausible | None
) -> FramedRecords:
    """The records of Comments.csv from any year.

    Since 2025, quotes inside a quoted message are escaped with a backslash (quirk 5). Until about 2024, a line
    break alone did not make the writer quote a message, so its other lines are bare (quirk 6). In both, a
    record begins with a date and a link, and any other line belongs to the message before; only that rule also
    finds the end of a message that ends in a backslash.
    """
    if delimiter != ",":
        return frame(text, width, delimiter, first_line, plausible)
    first = _COMMENT_STARTS.search(text)
    closing = -1
    if first is None or width != 3:
        return frame(text, width, delimiter, first_line)
    framed = FramedRecords()
    if text[: first.start()].strip():
        framed.rejected.append(first_line)
    line = first_line + count_lines(text, 0, first.start())
    position = first.start()
    while position < len(text):
        end, closing = _comment_end(text, position, closing)
        found = _COMMENT.fullmatch(text, position, end)
        if found is None:  # a date and a link, but no message
            framed.rejected.append(line)
        else:
            message, written = _comment_message(found["message"])
            framed.add(line, quote((found["date"].strip('"'), found["link"].strip('"'), message)))
            if repair := _COMMENT_REPAIRS.get(written):
                framed.repairs.add(repair)
            if written in {"backslash", "bare-newlines"}:
                framed.dialect = written
        line += count_lines(text, position, end)
        position = end
    return framed


_COMMENT_REPAIRS = {
    "backslash": "backslash-quotes",
    "bare-newlines": "joined-lines",
    "stray-quotes": "stray-quotes",
}


_LONGEST_COMMENT = 20_000
"""Characters. LinkedIn allows far fewer; a quote that closes later belongs to another comment."""


def _comment_end(text: str, start: int, closing: int) -> tuple[int, int]:
    """Where the record that begins at `start` ends, and where the next quote closes a message.

    It ends where the next record begins, unless the message is quoted and its quotes close later: somebody may
    have pasted a line of an export into a comment. `closing` is the result of the previous call, so that text
    without closing quotes is not searched to its end for each record.
    """
    head = _COMMENT_HEAD.match(text, start)
    if head:
        if closing < head.end():
            found = _QUOTED_END.search(text, head.end())
            closing = found.start() if found else len(text)
        if closing < len(text) and closing - head.end() <= _LONGEST_COMMENT:
            end = _QUOTED_END.match(text, closing)
            if end and _unescape(text[head.end() : closing]):
                return end.end(), closing
    following = _COMMENT_STARTS.search(text, start + 1)
    return (following.start() if following else len(text)), closing


def _unescape(inner: str) -> tuple[str, str] | None:
    """The text between a message's quotes, and the way in which quotes in it are escaped; None if in neither."""
    if '"' not in inner.replace('""', ""):
        return inner.replace('""', '"'), "rfc4180"
    if '"' not in inner.replace('\\"', ""):
        # A backslash before anything but a quote is just a backslash.
        return inner.replace('\\"', '"'), "backslash"
    return None


def _comment_message(written: str) -> tuple[str, str]:
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


def _frame_searches(
    text: str, width: int, delimiter: str, first_line: int, plausible: Plausible | None
) -> FramedRecords:
    """The records of SearchQueries.csv from any year.

    Since 2024-07, nothing is quoted: everything after the first comma is the query, quotes and commas included,
    and an empty query is written `""` (quirk 8). Before, the file was plain CSV. A file is of the new kind if
    some line makes no sense as CSV: more than two cells, text after a closing quote, or quotes around a query
    that does not need them.
    """
    if delimiter != ",":
        return frame(text, width, delimiter, first_line, plausible)
    # Without the empty lines in between: a file can hold millions.
    if width != 2 or not any(_is_unquoted_search(line[0]) for line in _NOT_EMPTY.finditer(text)):
        return frame(text, width, delimiter, first_line)
    framed = FramedRecords(dialect="unquoted", repairs={"unquoted-commas"})
    number, counted = first_line, 0
    for line in _NOT_EMPTY.finditer(text):
        number += count_lines(text, counted, line.start())
        counted = line.start()
        found = _SEARCH.fullmatch(line[0])
        if found:
            query = "" if found["query"] == '""' else found["query"]
            framed.add(number, quote((found["time"], query)))
        elif line[0].strip():
            framed.rejected.append(number)
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


def _frame_chats(
    text: str, _width: int, _delimiter: str, first_line: int, _plausible: Plausible | None
) -> FramedRecords:
    """The records of LearningCoachMessages.csv, which is not CSV (quirk 9): each conversation is a record.

    The file holds blocks of `conversation:`, `timestamp:`, `user:` and `coach:`, separated by blank lines; or
    only the sentence that there are no conversations.
    """
    framed = FramedRecords(dialect="chat-blocks")
    starts = [found.start() for found in _CHAT_START.finditer(text)]
    before = text[: starts[0]] if starts else text
    if before.strip() not in {"", "No conversations found"}:
        framed.rejected.append(first_line)
    line = first_line + count_lines(before)
    for start, end in pairwise([*starts, len(text)]):
        found = _CHAT.fullmatch(text[start:end].rstrip("\r\n"))
        if found:
            framed.add(line, quote(LINE_END.sub("\n", found[name]) for name in _CHAT_HEADER))
        else:
            framed.rejected.append(line)
        line += count_lines(text, start, end)
    return framed


def _frame_article(
    text: str, _width: int, _delimiter: str, first_line: int, _plausible: Plausible | None
) -> FramedRecords:
    """The single record of an article; none if there is nothing on the page."""
    framed = FramedRecords(dialect="html")
    cells = read_article(text)
    if any(cells):
        framed.add(first_line, quote(cells))
    return framed


LAYOUTS: Mapping[str, FileLayout] = {
    "csv": FileLayout(frame, in_parts=True),
    "comments": FileLayout(_frame_comments),
    "searches": FileLayout(_frame_searches),
    "chat-blocks": FileLayout(_frame_chats, header=_CHAT_HEADER),
    "article": FileLayout(_frame_article, header=ARTICLE_HEADER, any_encoding=True, single=True),
}
"""Every layout, by the name the mapping gives it."""
