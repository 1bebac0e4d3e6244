"""From the bytes of a member to its text in UTF-8, from the encodings that LinkedIn and spreadsheets write."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_MAGIC = {
    codecs.BOM_UTF32_LE: "a text in UTF-32",
    codecs.BOM_UTF32_BE: "a text in UTF-32",
    b"PK\x03\x04": "an Excel workbook or a ZIP",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
}


Blocks = Callable[[], Iterable[bytes]]
"""Gives the bytes of a member in blocks, from its beginning each time; the first has 512 of them if there are so many."""


class NotTextError(Exception):
    """The bytes are not text, for the reason given in one plain sentence."""


@dataclass(frozen=True)
class Encoding:
    """How the text of a member is encoded, and what has to be repaired to read it: bytes that are no characters are
    replaced if it is `damaged`. `mark` is the length in bytes of the byte order mark.
    """

    name: str
    codec: str
    mark: int = 0
    damaged: bool = False
    repairs: tuple[str, ...] = ()

    def utf8(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The text in UTF-8, from the `blocks` of bytes that the member is made of; whole characters each."""
        plain = self.codec == "utf-8" and not self.damaged
        if plain and self.mark == 0:
            yield from _whole_characters(blocks)
            return
        errors = "replace" if self.damaged else "strict"
        for text in _decoded(_without(blocks, self.mark), self.codec, errors):
            yield text.encode()


def detect_encoding(blocks: Blocks) -> Encoding:
    """The encoding of the member that `blocks` gives the bytes of, each time it is called.

    LinkedIn writes UTF-8 without a byte order mark, and UTF-16LE with one (quirk 1). Spreadsheets add a
    mark to UTF-8, or save in cp1252. Raises NotTextError with a plain reason.
    """
    beginning = next(iter(blocks()), b"")[:512]
    for magic, what in _MAGIC.items():
        if beginning.startswith(magic):
            raise NotTextError(
                f"It is {what}, not the text file its name says. "
                "If you saved it from a spreadsheet, take the file LinkedIn sent instead."
            )
    for written, codec in _UTF16.items():
        if beginning.startswith(written):
            whole = _is_whole(blocks(), len(written), codec)
            damage = () if whole else ("damaged-characters",)
            return Encoding("utf-16", codec, len(written), not whole, damage)
    if len(beginning) > 3 and beginning[1::2].count(0) > 0.8 * len(beginning[1::2]):
        # Every second byte is zero: UTF-16 that has lost its mark.
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


_ASCII = re.compile(r"[\x00-\x7f]+")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def _without(blocks: Iterable[bytes], mark: int) -> Iterator[bytes]:
    """The blocks without the first `mark` bytes of the first."""
    for block in blocks:
        yield block[mark:]
        mark = 0


def _decoded(blocks: Iterable[bytes], codec: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _is_whole(blocks: Iterable[bytes], mark: int, codec: str) -> bool:
    """Whether all of it is text in that encoding."""
    try:
        for _ in _decoded(_without(blocks, mark), codec, "strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(blocks: Iterable[bytes], mark: int) -> bool:
    """Whether it has more whole characters beyond ASCII than places that are none."""
    beyond_ascii = replaced = 0
    for text in _decoded(_without(blocks, mark), "utf-8", "replace"):
        replaced += text.count("\ufffd")
        beyond_ascii += len(_ASCII.sub("", text)) if not text.isascii() else 0
    return beyond_ascii - replaced > replaced


def _whole_characters(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks of UTF-8, none of which ends within a character."""
    begun = b""
    for block in blocks:
        held = begun + block
        end = len(held)
        # The bytes after the first of a character are 10xxxxxx; there are three at most.
        while end and end > len(held) - 4 and held[end - 1] & 0xC0 == 0x80:
            end -= 1
        if end and held[end - 1] >= 0xC0 and len(held) - end + 1 < _length(held[end - 1]):
            end -= 1
        else:
            end = len(held)
        begun = held[end:]
        yield held[:end]
    yield begun


def _length(first: int) -> int:
    """The bytes of the character that begins with `first`."""
    return 4 if first >= 0xF0 else 3 if first >= 0xE0 else 2


def count_lines(text: str, start: int = 0, end: int | None = None) -> int:
    """The number of line ends in text[start:end], as an editor counts them: LF, CRLF and lone CR."""
    stop = len(text) if end is None else end
    breaks = text.count("\n", start, stop)
    if text.find("\r", start, stop) >= 0:
        breaks += text.count("\r", start, stop) - text.count("\r\n", start, stop)
    return breaks


LINE_END = re.compile(r"\r\n|\n|\r")


def line_after(text: str, position: int) -> int:
    """Where the line begins that follows the one at `position`; the end of the text if none does."""
    found = LINE_END.search(text, position)
    return found.end() if found else len(text)


# --- window ----------------------------------------------------------------------------------------


class Window:
    """The part of a text that is held: it begins where all before has been read, and grows at its end.

    `begin` is how many bytes of the text are before it, and `line` the line, from 1, on which it begins.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._held = b""
        self._ended = False
        self.begin = 0
        self.line = 1

    def look(self, size: int) -> tuple[bytes, bool]:
        """The text from where the window begins: whole characters in `size` bytes or a little more, or all
        there is; and whether it is all.

        It never ends between the two characters of a line end.
        """
        while len(self._held) <= size and not self._ended:
            self._grow(size)
        end = min(size, len(self._held))
        while end < len(self._held) and self._held[end] & 0xC0 == 0x80:
            end += 1
        if self._held[end - 1 : end] == b"\r" and end < len(self._held):
            end += self._held[end : end + 1] == b"\n"
        return self._held[:end], self._ended and end == len(self._held)

    def forget(self, size: int, lines: int) -> None:
        """Let the window begin `size` bytes and `lines` lines further on."""
        self._held = self._held[size:]
        self.begin += size
        self.line += lines

    def _grow(self, size: int) -> None:
        grown = [self._held]
        length = len(self._held)
        while length <= size:
            block = next(self._blocks, None)
            if block is None:
                self._ended = True
                break
            grown.append(block)
            length += len(block)
        self._held = b"".join(grown)


def whole_lines(blocks: Iterable[bytes], begin: int) -> Iterator[str]:
    """The text from `begin` bytes on, in pieces that end with a line (at LF), except perhaps the last."""
    unended: list[bytes] = []
    for block in blocks:
        left = block[begin:]
        begin -= len(block) - len(left)
        end = left.rfind(b"\n") + 1
        if end:
            yield b"".join([*unended, left[:end]]).decode()
            unended = []
        unended.append(left[end:])
    yield b"".join(unended).decode()
