"""The ways in which LinkedIn lays out files, each with the function that frames its records."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from analyzer.mapping import Table
from analyzer.reading.article import ARTICLE_HEADER, read_article
from analyzer.reading.comments import frame_comments, has_comments
from analyzer.reading.encoding import LINE_END, count_lines
from analyzer.reading.framing import Form, FramedRecords, Part, frame
from analyzer.reading.plain import PlainRecords, plain_records
from analyzer.reading.records import quote
from analyzer.reading.searches import frame_searches, has_unquoted_searches, plain_searches

Framing = Callable[[str, Form, int, Part], FramedRecords]
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


def _frame_chats(text: str, _form: Form, first_line: int, part: Part) -> FramedRecords:
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


def _frame_article(text: str, _form: Form, first_line: int, _part: Part) -> FramedRecords:
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
