"""The formats in which LinkedIn writes dates, as the mapping names them."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

Zone = Literal["UTC", "America/Los_Angeles", "unknown"]

MONTHS: Final = tuple(
    "january february march april may june july august september october november december".split()
)

# The text of each directive. Months and weekdays are English in every export seen, in any member's language (quirk 16).
_DIRECTIVES: Final = {
    "Y": r"\d{4}",
    "y": r"\d\d",
    "m": r"(?:1[0-2]|0?[1-9])",
    "b": f"(?:{'|'.join(month[:3] for month in MONTHS)})",
    "B": f"(?:{'|'.join(MONTHS)})",
    "d": r"(?:3[01]|[12]\d|0?[1-9])",
    "a": r"(?:mon|tue|wed|thu|fri|sat|sun)",
    "H": r"(?:2[0-3]|[01]?\d)",
    "I": r"(?:1[0-2]|0?[1-9])",
    "M": r"[0-5]\d",
    "S": r"[0-5]\d",
    "p": r"[ap]m",
    "ms": r"\d{1,15}",
    "*": r".*",
}
_DIRECTIVE: Final = re.compile(r"%(ms|.|$)", re.DOTALL)
_ALIKE: Final = ("Yy", "mbB", "d", "a", "HI", "M", "S", "p", "*")
"""Directives with the same meaning."""


class DateFormatError(ValueError):
    """A date format in the mapping has wrong directives."""


@dataclass(frozen=True)
class DateFormat:
    """A way of writing dates, such as `%d %b %Y` or `%m/%d/%y, %I:%M %p`.

    Directives: %Y %y %m %b %B %d %a %H %I %M %S %p as in strptime, %ms for milliseconds since 1970,
    %* for any text, at the beginning or the end. Numbers may lack their leading zero. Raises DateFormatError.
    """

    text: str

    def __post_init__(self) -> None:
        """Check the directives."""
        directives = _DIRECTIVE.findall(self.text)
        for directive in directives:
            if directive not in _DIRECTIVES:
                raise DateFormatError(f"`%{directive}` is not a directive that dates can have")
        if "ms" in directives and self.text != "%ms":
            raise DateFormatError("must have nothing else with `%ms`")
        for alike in _ALIKE:
            same = [f"`%{directive}`" for directive in directives if directive in alike]
            if len(same) > 1:
                raise DateFormatError(f"gives the same part twice, as {same[0]} and {same[1]}")
        if "%*" in self.text.removeprefix("%*").removesuffix("%*"):
            raise DateFormatError("must begin or end with `%*`")

    @property
    def is_a_day(self) -> bool:
        """Whether it has year, month and day, not just part of a date."""
        directives = set(_DIRECTIVE.findall(self.text))
        return "ms" in directives or bool(
            directives & {"Y", "y"} and directives & {"m", "b", "B"} and "d" in directives
        )

    @property
    def has_more_than_day(self) -> bool:
        """Whether it also has a time or other text, which a day alone would lose."""
        return bool({"H", "I", "ms", "*"} & set(_DIRECTIVE.findall(self.text)))

    def fits(self, cell: str) -> bool:
        """Whether `cell` is written like this, even if the calendar has no such day."""
        return self._pattern.fullmatch(cell) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = _DIRECTIVE.split(self.text)  # literals at even places, directives at odd ones
        pieces[::2] = map(re.escape, pieces[::2])
        pieces[1::2] = [_DIRECTIVES[directive] for directive in pieces[1::2]]
        return re.compile("".join(pieces), re.IGNORECASE | re.ASCII)
