"""The conversations of LearningCoachMessages, which are in blocks of text."""

import re
from itertools import pairwise

from analyzer.reading.decode import LINE_END, count_lines
from analyzer.reading.expressions import BEGIN
from analyzer.reading.framed import Form, FramedRecords, TextPart
from analyzer.reading.records import quote

_CHAT_START = re.compile(BEGIN + r"conversation: [^\r\n]*+(?:\r\n|\n|\r)timestamp: ")
_CHAT = re.compile(
    r"conversation: (?P<conversation>[^\r\n]*)(?:\r\n|\n|\r)"
    r"timestamp: (?P<timestamp>[^\r\n]*)(?:\r\n|\n|\r)"
    r"user: (?P<user>.*?)(?:\r\n|\n|\r)"
    r"coach: (?P<coach>.*)",
    re.DOTALL,
)
CHAT_HEADER = ("conversation", "timestamp", "user", "coach")
_CHAT_MARKS = re.compile(rf"{BEGIN}({'|'.join(CHAT_HEADER)}): ")


def frame_chats(text: str, _form: Form, first_line: int, part: TextPart) -> FramedRecords:
    """The records of LearningCoachMessages.csv, which is not CSV (quirk 9): each conversation is a record.

    The file holds blocks of `conversation:`, `timestamp:`, `user:` and `coach:`, separated by blank lines; or
    only the sentence that there are no conversations.
    """
    framed = FramedRecords(dialect="chat-blocks", end_line=first_line)
    starts = [start.start() for start in _CHAT_START.finditer(text)]
    if not starts and not part.last:
        return framed
    before = text[: starts[0]] if starts else text
    if not {*map(str.strip, before.splitlines())} <= {"", "No conversations found"}:
        framed.rejected.append(first_line)
    framed.go_to(len(before), count_lines(before))
    # A conversation ends where the next begins.
    for start, end in pairwise([*starts, len(text)] if part.last else starts):
        if framed.number >= part.most:
            break
        part.beat()
        chat = _CHAT.fullmatch(text[start:end].rstrip("\r\n"))
        # Two marks in a text may be those of a conversation whose first lines are damaged.
        if chat and all(len({*_CHAT_MARKS.findall(chat[name])}) < 2 for name in ("user", "coach")):
            cells = (LINE_END.sub("\n", chat[name]) for name in CHAT_HEADER)
            framed.add(framed.end_line, quote(cells))
        else:
            framed.rejected.append(framed.end_line)
        framed.go_to(end, count_lines(text, start, end))
    return framed
