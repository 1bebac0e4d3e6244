"""Detecting the encoding of a file from its bytes: cases at each limit and one past it."""

import pytest

from analyzer.reading.decode import detect_encoding

CYRILLIC = "Ж"
"""A letter whose upper byte in UTF-16 is not zero."""

CASES = {
    "205 of 256 upper bytes are zero": (("a" * 205 + CYRILLIC * 51).encode("utf-16-le"), "utf-16"),
    "204 of 256 upper bytes are zero": (("a" * 204 + CYRILLIC * 52).encode("utf-16-le"), "utf-8"),
    "two letters and every second byte is zero": (b"a\0b\0", "utf-16"),
    "a single letter and a zero": (b"a\0b", "utf-8"),
    "one letter whole in UTF-8, one broken": ("é".encode() + b"\xe9", "cp1252"),
    "two letters whole in UTF-8, one broken": ("éé".encode() + b"\xe9", "utf-8"),
    "as many broken as whole, and not cp1252": ("é".encode() + b"\x81", "utf-8"),
}


@pytest.mark.parametrize(("data", "name"), CASES.values(), ids=CASES)
def test_the_encoding(data: bytes, name: str) -> None:
    assert detect_encoding(lambda: [data]).name == name
