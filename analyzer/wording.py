"""How numbers, shares and names are written for people, on the page and in the terminal."""

import unicodedata
from collections.abc import Mapping
from typing import Final

_LONGEST_NAME = 120

STANDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "used": ("May be used", "The documents, read together, say that this may be used to train AI."),
    "claimed": (
        "Claimed by one document",
        "One document alone says that this may be used; its list is not given as LinkedIn's, or another "
        "document denies a part of it.",
    ),
    "disputed": (
        "Documents disagree",
        "It is said that this may be used, and it is said that this is left out.",
    ),
    "excluded": (
        "Said to be left out",
        "At least one document says that this is left out, and none says that it may be used.",
    ),
    "not_mentioned": (
        "Not mentioned",
        "No document speaks of this. Whether it is used is unknown.",
    ),
    "unknown": (
        "Unknown",
        "Files and columns that are not known here, so nobody can say what the documents mean for them.",
    ),
    "set_aside": ("Set aside", "Holds nothing of yours; the reason stands with each."),
}
"""What a standing is called and what it means, in the order in which they are shown."""

OFFICIAL_ROWS: Final[Mapping[str, str]] = {
    "training": "named among the data used to train models that generate content",
    "other_ai": "named only for other uses of AI, not for training models that generate content",
    "contract": "named for running the account, not for AI",
    "not_named": "not named in the rows read",
}
"""What LinkedIn's own notice does with a data type, by the row it stands in."""


def count(number: int) -> str:
    """`214000` -> `214,000`."""
    return f"{number:,}"


def share(part: int, whole: int) -> str:
    """A share in whole percent. `0 %` and `100 %` only when truly none and truly all."""
    if part == 0 or whole == 0:
        return "0\N{NO-BREAK SPACE}%"
    if part == whole:
        return "100\N{NO-BREAK SPACE}%"
    percent = 100 * part / whole
    if percent < 1:
        return "under 1\N{NO-BREAK SPACE}%"
    return f"{min(round(percent), 99)}\N{NO-BREAK SPACE}%"


def size(number: int) -> str:
    """Bytes in the unit people know: `1234567` -> `1.2 MB`."""
    value = float(number)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{number} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def plural(number: int, one: str, many: str | None = None) -> str:
    """`3 files`, `1 file`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def spelled(number: int) -> str:
    """Small numbers as words: `5` -> `five`."""
    words = "no one two three four five six seven eight nine ten eleven twelve".split()
    return words[number] if number < len(words) else count(number)


def capfirst(text: str) -> str:
    """The text with its first letter as a capital, and the others as they are."""
    return text[:1].upper() + text[1:]


def visible(name: str) -> str:
    """A file's or column's name, safe to show: no control characters, nothing that turns the direction
    of text, and not endless. What is not shown is marked.
    """
    shown = printable(name)
    if len(shown) > _LONGEST_NAME:
        half = _LONGEST_NAME // 2
        shown = f"{shown[:half]} … {shown[-half:]}"
    return shown


def printable(text: str) -> str:
    """The text with a mark for each character that would do something instead of being seen."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_hidden(c) else c for c in text)


def _is_hidden(character: str) -> bool:
    # Cc control, Cf format (right-to-left overrides, zero width), Cs lone surrogates of file names that
    # are no UTF-8, Zl and Zp line breaks, Cn not a character.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"}
