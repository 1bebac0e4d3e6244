"""The ways LinkedIn writes a point in time: a dozen, one per writer (quirks 13 to 16).

All take a `datetime` in UTC. The names of months and days are our own, since those of `strftime`
are in the machine's language.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NOON = 12
CALIFORNIA = ZoneInfo("America/Los_Angeles")


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    """Return a moment in UTC."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


EPOCH = utc(1970, 1, 1)


def iso(when: datetime) -> str:
    """Write `2025-11-14 21:50:37`: posts, comments, reactions, follows."""
    return f"{when:%Y-%m-%d %H:%M:%S}"


def iso_utc(when: datetime) -> str:
    """Write `2025-11-14 21:50:37 UTC`: messages."""
    return f"{iso(when)} UTC"


def minute_utc(when: datetime) -> str:
    """Write `2025-11-14 21:50 UTC`: Learning."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def day(when: datetime) -> str:
    """Write `2025-11-14`: verifications."""
    return when.date().isoformat()


def slashes(when: datetime) -> str:
    """Write `2025/11/14 21:50:37 UTC`: endorsements, searches, ads."""
    return f"{when:%Y/%m/%d %H:%M:%S} UTC"


def slash_day(when: datetime) -> str:
    """Write `2025/11/14`: advertisements of the Audience Network."""
    return day(when).replace("-", "/")


def unix(when: datetime) -> str:
    """Write `Fri Nov 14 21:50:37 UTC 2025`: logins, company follows, Services Marketplace."""
    name = f"{DAYS[when.weekday()]} {MONTHS[when.month - 1][:3]} {when.day:02}"
    return f"{name} {when.time().isoformat('seconds')} UTC {when.year}"


def day_month_year(when: datetime) -> str:
    """Write `14 Nov 2025`: Connected On, the day in UTC (quirk 15)."""
    return f"{when.day:02} {MONTHS[when.month - 1][:3]} {when.year}"


def month_day_year(when: datetime) -> str:
    """Write `Nov 14, 2025`: publications."""
    return f"{MONTHS[when.month - 1][:3]} {when.day}, {when.year}"


def clock(when: datetime) -> str:
    """Write `9:50 PM`."""
    return f"{when.hour % NOON or NOON}:{when.minute:02} {'PM' if when.hour >= NOON else 'AM'}"


def pacific(when: datetime) -> str:
    """Write `11/14/25, 1:50 PM`, the time in California: invitations, jobs, contacts (quirk 13)."""
    there = when.astimezone(CALIFORNIA)
    return f"{there.month}/{there.day}/{there.year % 100:02}, {clock(there)}"


def receipt(when: datetime) -> str:
    """Write `02/4/26 9:50 PM UTC`: Receipts_v2, which pads the month and not the day."""
    return f"{when.month:02}/{when.day}/{when.year % 100:02} {clock(when)} UTC"


def event(start: datetime, end: datetime) -> str:
    """Write `Nov 14, 2025 9:50 PM - Nov 15, 2025 10:00 AM`: events."""
    return f"{month_day_year(start)} {clock(start)} - {month_day_year(end)} {clock(end)}"


def sentence(when: datetime) -> str:
    """Write `November 14, 2025 at 9:50 PM (GMT)`: uploads."""
    return f"{MONTHS[when.month - 1]} {when.day}, {when.year} at {clock(when)} (GMT)"


def milliseconds(when: datetime) -> int:
    """Return milliseconds since 1970."""
    return (when - EPOCH) // timedelta(milliseconds=1)
