"""Comments.csv, whose writers did not always quote a message, or escaped its quotes in a way of their own."""

import re
from collections.abc import Iterable
from contextlib import suppress

from analyzer.reading.encoding import LINE_END, count_lines
from analyzer.reading.framing import Form, FramedRecords, Part
from analyzer.reading.records import UnfinishedError, quote

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


def frame_comments(text: str, _form: Form, first_line: int, part: Part) -> FramedRecords:
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
