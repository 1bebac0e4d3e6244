"""Parts of regular expressions that work in the same way with every version of Python."""

import sys
from typing import Final

REPEATS_GROUPS: Final = sys.version_info[:3] >= (3, 11, 5)
"""Whether this Python repeats groups possessively without mistakes."""

BEGIN: Final = r"(?<![^\r\n])"
"""The beginning of a line. Programs of old Macs end lines with CR, after which `^` does not match."""


def possessive(group: str, quantifier: str = "*") -> str:
    """An expression that repeats `group` and gives nothing back: `(?:group)*+`.

    Before Python 3.11.5, `(?:group)*+` ends where a last, failed attempt to match the group got to, so that text is lost
    (CPython's issue 106052). There it is an atomic group, which matches the same text. It has atomic groups of up to
    a thousand repetitions: one for all would keep a way back for each, which takes 800 MB for five million names.
    """
    if REPEATS_GROUPS:
        return f"(?:{group}){quantifier}+"
    repeated = f"(?:{group})" if quantifier == "?" else f"(?>(?:{group}){{1,1000}})"
    return f"(?>(?:{repeated}){quantifier})"
