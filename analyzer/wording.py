"""How numbers, shares and names are written for people, on the page and in the terminal."""

import unicodedata

_LONGEST_NAME = 120


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
