"""From the bytes of a member to its text, in the encodings that LinkedIn and spreadsheets write."""

import codecs
import re
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


class NotTextError(Exception):
    """The bytes are not text, for the reason given in one plain sentence."""


@dataclass(frozen=True)
class Decoded:
    """The text of a member, the encoding it was in, and what was repaired to read it."""

    text: str
    encoding: str
    repairs: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of `data`. Raises NotTextError with a plain reason.

    LinkedIn writes UTF-8 without a byte order mark, and UTF-16LE with one (quirk 1). Spreadsheets add a
    mark to UTF-8, or save in cp1252.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise NotTextError(
                f"It is {what}, not the text file its name says. "
                "If you saved it from a spreadsheet, take the file LinkedIn sent instead."
            )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(data.decode("utf-16"), "utf-16")
        except UnicodeDecodeError:
            return Decoded(data.decode("utf-16", "replace"), "utf-16", ("damaged-characters",))
    beginning = data[:512]
    if len(beginning) > 3 and beginning[1::2].count(0) > 0.8 * len(beginning[1::2]):
        # Every second byte is zero: UTF-16 that has lost its mark.
        return Decoded(data.decode("utf-16-le", "replace"), "utf-16", ("damaged-characters",))
    repairs: tuple[str, ...] = ()
    if data.startswith(codecs.BOM_UTF8):
        data, repairs = data.removeprefix(codecs.BOM_UTF8), ("byte-order-mark",)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", repairs)
    except UnicodeDecodeError:
        pass
    # Either another encoding, or UTF-8 with some damage (such as a download cut off in a character). In
    # cp1252, hardly any neighbouring bytes form a UTF-8 character; in damaged UTF-8, most do.
    text = data.decode("utf-8", "replace")
    whole_characters = sum(1 for character in text if "\x7f" < character != "\ufffd")
    if whole_characters <= text.count("\ufffd"):
        try:
            return Decoded(data.decode("cp1252"), "cp1252", (*repairs, "cp1252"))
        except UnicodeDecodeError:
            pass
    return Decoded(text, "utf-8", (*repairs, "damaged-characters"))


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
