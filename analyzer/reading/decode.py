"""From a file's bytes to its text in UTF-8: encodings, line ends, and the window of text that is in memory."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analyzer.language import marked
from analyzer.remarks import RemarkError, remark

Blocks = Callable[[], Iterable[bytes]]
"""Gives a file's bytes in blocks, from the beginning on each call. The first has at least 512 bytes if the file has."""

ZEROS: Final = remark(
    marked("It has nothing but zeros, as a file that was not written completely.")
)
"""Why such a file is not text. An export of such files only is blank."""


class NotTextError(RemarkError):
    """The bytes are not text, for the reason given in one plain sentence."""


@dataclass(frozen=True)
class Encoding:
    """How a file's text is encoded, and the repairs that reading it takes.

    `mark` is the length of the byte order mark. If the text is `damaged`, bytes that are not a character are replaced.
    """

    name: str
    codec: str
    mark: int = 0
    damaged: bool = False
    repairs: tuple[str, ...] = ()

    def utf8(self, blocks: Iterable[bytes], repairs: set[str] | None = None) -> Iterator[bytes]:
        """The text in UTF-8, from the file's bytes in `blocks`. No block ends inside a character.

        It has no end-of-file marks of DOS. If some were dropped, the name of this repair is added to `repairs`.
        """
        return _without_end_marks(self._utf8(blocks), set() if repairs is None else repairs)

    def _utf8(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        errors = "replace" if self.damaged else "strict"
        for text in codecs.iterdecode(_without(blocks, self.mark), self.codec, errors):
            yield text.encode()


def detect_encoding(blocks: Blocks) -> Encoding:
    """The encoding of the file with these bytes. Raises NotTextError.

    LinkedIn writes UTF-8 without a byte order mark, and UTF-16LE with one (quirk 1). Spreadsheets add a
    mark to UTF-8, or save in cp1252.
    """
    beginning = next(iter(blocks()), b"")[:512]
    for magic, kind in _MAGIC.items():
        if beginning.startswith(magic):
            raise NotTextError(remark(kind), _TAKE_ANOTHER)
    for mark16, codec in _UTF16.items():
        if beginning.startswith(mark16):
            whole = _is_whole(blocks(), len(mark16), codec)
            repairs = () if whole else ("damaged-characters",)
            return Encoding("utf-16", codec, len(mark16), not whole, repairs)
    uppers = beginning[1::2]
    if len(beginning) > 3 and uppers.count(0) > MOSTLY * len(uppers):
        # Nearly every second byte is zero: UTF-16 that has lost its mark.
        return Encoding("utf-16", "utf-16-le", 0, True, ("damaged-characters",))
    marked = beginning.startswith(codecs.BOM_UTF8)
    mark = len(codecs.BOM_UTF8) if marked else 0
    repairs = ("byte-order-mark",) if marked else ()
    if _is_whole(blocks(), mark, "utf-8"):
        return Encoding("utf-8", "utf-8", mark, False, repairs)
    # Either another encoding, or UTF-8 with some damage (such as a download cut off in a character). In
    # cp1252, hardly any neighbouring bytes form a UTF-8 character; in damaged UTF-8, most do.
    if not _is_mostly_utf8(blocks(), mark) and _is_whole(blocks(), mark, "cp1252"):
        return Encoding("cp1252", "cp1252", mark, False, (*repairs, "cp1252"))
    return Encoding("utf-8", "utf-8", mark, True, (*repairs, "damaged-characters"))


MOSTLY = 0.8
"""The share of zeros among every second byte above which a text is UTF-16. In letters of European languages, all are."""


class Window:
    """The part of a text that is in memory: it begins after everything already read, and grows at its end.

    `begin` is the number of bytes before it, and `line` the line, from 1, on which it begins.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._text = b""
        self._ended = False
        self.begin = 0
        self.line = 1

    def look(self, size: int) -> tuple[bytes, bool]:
        """The text at the beginning of the window, and whether it is all that is left.

        It has `size` bytes, or a few more: it never ends inside a character, or between the two characters of a line end.
        """
        while len(self._text) <= size and not self._ended:
            self._grow(size)
        end = min(size, len(self._text))
        while end < len(self._text) and self._text[end] & 0xC0 == 0x80:
            end += 1
        if self._text[end - 1 : end] == b"\r" and end < len(self._text):
            end += self._text[end : end + 1] == b"\n"
        return self._text[:end], self._ended and end == len(self._text)

    def forget(self, size: int) -> None:
        """Move the beginning by `size` bytes, not to between the two characters of a line end."""
        self.line += self._text.count(b"\n", 0, size)
        if self._text.find(b"\r", 0, size) >= 0:
            self.line += self._text.count(b"\r", 0, size) - self._text.count(b"\r\n", 0, size)
        self._text = self._text[size:]
        self.begin += size

    def _grow(self, size: int) -> None:
        blocks = [self._text]
        length = len(self._text)
        while length <= size:
            block = next(self._blocks, None)
            if block is None:
                self._ended = True
                break
            blocks.append(block)
            length += len(block)
        self._text = b"".join(blocks)


class CountedBlocks:
    """A file's blocks, and the number of bytes read so far."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks():
            self.size += len(block)
            yield block


_LINES_ABOVE = 100
"""More line ends than the notes above a header can have."""


def beginning_of(window: Window, most: int, size: int) -> str:
    """The text that has the header, little more than `most` bytes; empty if the file is blank."""
    while True:
        data, last = window.look(size)
        text = data.decode()
        blank = not text.strip("\r\n \ufeff\x00")
        if last or len(data) > most or (not blank and count_lines(text) > _LINES_ABOVE):
            if not blank:
                return text
            if last:
                return ""
            window.forget(len(data))
        else:
            size *= 2


def whole_lines(blocks: Iterable[bytes], begin: int) -> Iterator[str]:
    """The text after the first `begin` bytes, in pieces that end with a line (at LF), except perhaps the last."""
    unended: list[bytes] = []
    for block in blocks:
        text = block[begin:]
        begin -= len(block) - len(text)
        end = text.rfind(b"\n") + 1
        if end:
            yield b"".join([*unended, text[:end]]).decode()
            unended = []
        unended.append(text[end:])
    yield b"".join(unended).decode()


LINE_END = re.compile(r"\r\n|\n|\r")


def count_lines(text: str, start: int = 0, end: int | None = None) -> int:
    """The number of line ends in text[start:end], as an editor counts them: LF, CRLF and lone CR."""
    stop = len(text) if end is None else end
    breaks = text.count("\n", start, stop)
    if text.find("\r", start, stop) >= 0:
        breaks += text.count("\r", start, stop) - text.count("\r\n", start, stop)
    return breaks


def line_after(text: str, position: int) -> int:
    """Where the line after the one at `position` begins; the end of the text if there is none."""
    line_end = LINE_END.search(text, position)
    return line_end.end() if line_end else len(text)


_UTF32 = marked("It is a text in UTF-32, not the text file its name says.")
_PICTURE = marked("It is a picture, not the text file its name says.")
_MAGIC = {
    codecs.BOM_UTF32_LE: _UTF32,
    codecs.BOM_UTF32_BE: _UTF32,
    b"PK\x03\x04": marked("It is an Excel workbook or a ZIP, not the text file its name says."),
    b"\xd0\xcf\x11\xe0": marked("It is an old Excel workbook, not the text file its name says."),
    b"%PDF": marked("It is a PDF, not the text file its name says."),
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"\x1f\x8b": marked("It is a compressed file, not the text file its name says."),
}
_TAKE_ANOTHER = remark(
    marked("If you saved it from a spreadsheet, take the file LinkedIn sent instead.")
)
_ASCII = re.compile(r"[\x00-\x7f]+")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def _without(blocks: Iterable[bytes], mark: int) -> Iterator[bytes]:
    """The blocks without the first `mark` bytes of the first."""
    for block in blocks:
        yield block[mark:]
        mark = 0


def _without_end_marks(blocks: Iterable[bytes], repairs: set[str]) -> Iterator[bytes]:
    """The blocks without U+001A at the beginning of a line, or at the end of the file with the blanks behind it.

    Programs of DOS end files with it, and files that were joined have it in the middle. Inside a line, it is text.
    """
    line_begins = True
    tail: list[bytes] = []
    """A mark with the marks and blanks that follow it, as long as nothing else does."""
    for block in blocks:
        size = len(block.rstrip(b"\x1a \r\n"))
        if tail and not size:
            tail.append(block)
            continue
        before = b"".join(tail)
        text = before + block
        mark = text.find(_END_MARK, len(before) + size)
        tail = [text[mark:]] if mark >= 0 else []
        text = text[:mark] if tail else text
        if _END_MARK in text:
            marked = (b"\n" if line_begins else b"-") + text
            plain = _MARKS.sub(_without_mark, marked)
            if len(plain) < len(marked):
                repairs.add("end-of-file-mark")
            text = plain[1:]
        behind = text.rstrip(b" ")
        line_begins = behind.endswith((b"\n", b"\r")) if behind else line_begins
        yield text
    if tail:
        repairs.add("end-of-file-mark")


_END_MARK = b"\x1a"
_MARKS = re.compile(rb"(?<=[\r\n]) *\x1a[ \x1a]*")


def _without_mark(match: re.Match[bytes]) -> bytes:
    return match[0].replace(_END_MARK, b"")


def _is_whole(blocks: Iterable[bytes], mark: int, codec: str) -> bool:
    """Whether every byte is text in that encoding."""
    try:
        for _ in codecs.iterdecode(_without(blocks, mark), codec, "strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(blocks: Iterable[bytes], mark: int) -> bool:
    """Whether more characters beyond ASCII are whole in UTF-8 than broken."""
    beyond_ascii = replaced = 0
    for text in codecs.iterdecode(_without(blocks, mark), "utf-8", "replace"):
        replaced += text.count("\ufffd")
        beyond_ascii += len(_ASCII.sub("", text)) if not text.isascii() else 0
    return beyond_ascii - replaced > replaced
