"""Reads the dates LinkedIn writes, in formats named by the mapping, whatever the system's language."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Zone = Literal["UTC", "America/Los_Angeles", "unknown"]

MONTHS: Final = (
    "january february march april may june july august september october november december"
).split()
NARROW_SPACES: Final = ("\u202f", "\u00a0")
"""Newer systems write a narrow no-break space before AM and PM."""

WEEKDAYS: Final = "mon tue wed thu fri sat sun".split()

# All month and day names in all exports seen are English, whatever the member's language (quirk 16),
# but `datetime.strptime` follows the language of the machine. Hence a few directives of our own.
_DIRECTIVES: Final = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<short_year>\d\d)",
    "m": r"(?P<month>\d\d?)",
    "b": rf"(?P<month_name>{'|'.join(name[:3] for name in MONTHS)})",
    "B": rf"(?P<month_name>{'|'.join(MONTHS)})",
    "d": r"(?P<day>\d\d?)",
    "a": rf"(?:{'|'.join(WEEKDAYS)})",
    "H": r"(?P<hour>\d\d?)",
    "I": r"(?P<hour>\d\d?)",
    "M": r"(?P<minute>\d\d)",
    "S": r"(?P<second>\d\d)",
    "p": r"(?P<half>[ap]m)",
    "ms": r"(?P<epoch_ms>\d{1,15})",
    "*": r".*",
}
_DIRECTIVE = re.compile(r"%(ms|.)")
_PACIFIC: Final = ZoneInfo("America/Los_Angeles")
YEARS: Final = range(1900, 2100)
"""The years a record may be from. Another is a slip or stands for no date (0001), and would stretch what is told by
years over thousands of them."""

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - naive, like all parsed times; the zone is added later


class DateFormatError(ValueError):
    """A date format in the mapping has an unknown directive."""


class DateFormat:
    """A way of writing dates, such as `%d %b %Y` or `%m/%d/%y, %I:%M %p`.

    Directives: %Y %y %m %b %B %d %a %H %I %M %S %p as in strptime, %ms for milliseconds since 1970,
    %* for any text. Everything else stands for itself. Numbers may lack their leading zero.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = tuple(_pieces(text))
        """What it is made of: directives (without their %) or, with "" instead, text that stands for itself."""
        expression = "".join(
            _DIRECTIVES[directive] if directive else re.escape(literal)
            for directive, literal in self.pieces
        )
        self._pattern = re.compile(expression, re.IGNORECASE | re.ASCII)

    @property
    def is_a_day(self) -> bool:
        """Whether it has year, month and day, not just part of a date."""
        directives = set(_DIRECTIVE.findall(self.text))
        return "ms" in directives or bool(
            directives & {"Y", "y"} and directives & {"m", "b", "B"} and "d" in directives
        )

    def __eq__(self, other: object) -> bool:
        """Whether both have the same text."""
        return isinstance(other, DateFormat) and other.text == self.text

    def __hash__(self) -> int:
        """The hash of the text, so that equal formats have the same."""
        return hash(self.text)

    def __repr__(self) -> str:
        """The format as the mapping writes it."""
        return f"DateFormat({self.text!r})"

    def fits(self, cell: str) -> bool:
        """Whether `cell` is written like this, be it a date or not, such as 31 February."""
        return self._pattern.fullmatch(cell) is not None

    def parse(self, cell: str) -> datetime | None:
        """The date and time in `cell`, without a zone; None if it is not written in this format."""
        found = self._pattern.fullmatch(cell)
        if not found:
            return None
        part = found.groupdict()
        try:
            if part.get("epoch_ms"):
                return _EPOCH + timedelta(milliseconds=int(part["epoch_ms"]))
            return datetime(  # noqa: DTZ001 - only the caller knows the zone
                _year(part),
                _month(part),
                int(part.get("day") or 1),
                _hour(part),
                int(part.get("minute") or 0),
                int(part.get("second") or 0),
            )
        except (ValueError, OverflowError):  # 31 February, hour 25
            return None


def utc_day(cell: str, formats: tuple[DateFormat, ...], zone: Zone) -> date | None:
    """The UTC day of the date and time in `cell`, or None if no format fits or it is not in the `YEARS`.

    `America/Los_Angeles` is how LinkedIn writes `M/D/YY, h:mm AM` (quirk 13). For `unknown` the day
    is taken as written: it may be off by one.
    """
    plain = cell
    for space in NARROW_SPACES:
        plain = plain.replace(space, " ")
    plain = plain.strip()
    for form in formats:
        moment = form.parse(plain)
        if moment is not None:
            if moment.year not in YEARS:
                return None
            if zone == "America/Los_Angeles":
                return to_utc(moment).date()
            return moment.date()
    return None


def to_utc(moment: datetime) -> datetime:
    """When it was in UTC, of a time in the US Pacific zone."""
    return moment.replace(tzinfo=_PACIFIC).astimezone(UTC)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for found in _DIRECTIVE.finditer(text):
        if found[1] not in _DIRECTIVES:
            raise DateFormatError(f"`{found[0]}` is not a directive that dates can have")
        if text[end : found.start()]:
            yield "", text[end : found.start()]
        yield found[1], ""
        end = found.end()
    if text[end:]:
        yield "", text[end:]


def _year(part: dict[str, str | None]) -> int:
    if part.get("year"):
        return int(part["year"] or 0)
    # As strptime does: LinkedIn began in 2003, but imported data may be older.
    short = int(part.get("short_year") or 0)
    return short + (1900 if short >= 69 else 2000)


def _month(part: dict[str, str | None]) -> int:
    name = part.get("month_name")
    if name:
        return next(n for n, full in enumerate(MONTHS, 1) if full.startswith(name.lower()))
    return int(part.get("month") or 1)


def _hour(part: dict[str, str | None]) -> int:
    hour = int(part.get("hour") or 0)
    half = part.get("half")
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half.lower() == "pm" else 0)
