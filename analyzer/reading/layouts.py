"""The ways in which LinkedIn lays out files, each with the function that frames its records."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from analyzer.mapping import Table
from analyzer.reading.article import ARTICLE_HEADER, read_article
from analyzer.reading.comments import frame_comments, has_comments
from analyzer.reading.encoding import LINE_END, count_lines
from analyzer.reading.framing import FramedRecords, Part, Plausible, frame
from analyzer.reading.records import quote, split

Framing = Callable[[str, int, str, int, Plausible | None, Part], FramedRecords]
"""As `framing.frame`: takes text from below the header, width, delimiter, first line, what is plausible, and the part."""

Fitting = Callable[[Iterable[str], int, str], bool]
"""Whether a file is laid out so. Takes all the text below the header, in pieces of whole lines, width and delimiter."""


@dataclass(frozen=True)
class FileLayout:
    """The layout of a file: `frame` finds its records and says which dialect they are in.

    A file that it does not `fit` is CSV. `header` has the names of its columns if such files have no header. With
    `any_encoding`, the dialect has the same name in UTF-16. With `single`, the whole text is one record.
    """

    frame: Framing
    fits: Fitting | None = None
    header: tuple[str, ...] = ()
    any_encoding: bool = False
    single: bool = False


def layout_of(table: Table | None) -> FileLayout:
    """The layout of files of `table`; CSV for unknown files."""
    return LAYOUTS[table.layout] if table else CSV


# A line of the search history, and one that may make no sense as CSV. What begins a line is told by what is before it:
# to an expression, only LF ends a line.
_SEARCH = re.compile(r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d UTC),(?P<query>.*)")
_MAY_BE_UNQUOTED = re.compile(r'(?<![^\r\n])\d{4}/\d\d/\d\d [\d:]{8} UTC,[^",\r\n]*+[",][^\r\n]*+')
_LINE = re.compile(r"[\r\n]*+([^\r\n]++)(?:\r\n|\n|\r|\Z)")
_CHAT_START = re.compile(r"^conversation: [^\r\n]*\r?\ntimestamp: ", re.MULTILINE)
_CHAT = re.compile(
    r"conversation: (?P<conversation>[^\r\n]*)\r?\n"
    r"timestamp: (?P<timestamp>[^\r\n]*)\r?\n"
    r"user: (?P<user>.*?)\r?\n"
    r"coach: (?P<coach>.*)",
    re.DOTALL,
)
_CHAT_HEADER = ("conversation", "timestamp", "user", "coach")


def _has_unquoted_searches(texts: Iterable[str], width: int, delimiter: str) -> bool:
    """Whether some line makes no sense as CSV: more than two cells, text after a closing quote, or quotes around a
    query that does not need them.
    """
    return (width, delimiter) == (2, ",") and any(
        _is_unquoted_search(found[0]) for text in texts for found in _MAY_BE_UNQUOTED.finditer(text)
    )


def _frame_searches(
    text: str,
    _width: int,
    _delimiter: str,
    first_line: int,
    _plausible: Plausible | None,
    part: Part,
) -> FramedRecords:
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


def _frame_chats(
    text: str,
    _width: int,
    _delimiter: str,
    first_line: int,
    _plausible: Plausible | None,
    part: Part,
) -> FramedRecords:
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


def _frame_article(
    text: str,
    _width: int,
    _delimiter: str,
    first_line: int,
    _plausible: Plausible | None,
    _part: Part,
) -> FramedRecords:
    """The single record of an article; none if there is nothing on the page."""
    framed = FramedRecords(dialect="html")
    cells = read_article(text)
    if any(cells):
        framed.add(first_line, quote(cells))
    framed.go_to(len(text), count_lines(text))
    return framed


CSV = FileLayout(frame)

LAYOUTS: Mapping[str, FileLayout] = {
    "csv": CSV,
    "comments": FileLayout(frame_comments, has_comments),
    "searches": FileLayout(_frame_searches, _has_unquoted_searches),
    "chat-blocks": FileLayout(_frame_chats, header=_CHAT_HEADER),
    "article": FileLayout(_frame_article, header=ARTICLE_HEADER, any_encoding=True, single=True),
}
"""Every layout, by the name the mapping gives it."""
