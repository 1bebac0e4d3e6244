"""Dates as LinkedIn writes them, beside the UTC day they are."""

from datetime import date, datetime

import pytest

from analyzer.dates import (
    DateFormat,
    DateFormatError,
    Zone,
    utc_day,
)

DAYS: list[tuple[str, Zone, str, date]] = [
    # format, zone, cell, UTC day
    ("%d %b %Y", "UTC", "07 Mar 2021", date(2021, 3, 7)),
    ("%d-%b-%y", "UTC", "07-Jun-22", date(2022, 6, 7)),
    ("%Y-%m-%d %H:%M:%S", "UTC", "2024-12-31 23:59:59", date(2024, 12, 31)),
    ("%Y-%m-%d %H:%M:%S UTC", "UTC", "2025-01-23 22:11:33 UTC", date(2025, 1, 23)),
    ("%Y/%m/%d %H:%M:%S UTC", "UTC", "2015/06/23 00:57:28 UTC", date(2015, 6, 23)),
    ("%a %b %d %H:%M:%S UTC %Y", "UTC", "Tue Jan 02 03:04:05 UTC 2024", date(2024, 1, 2)),
    ("%Y-%m-%d %H:%M UTC", "UTC", "2023-10-18 08:38 UTC", date(2023, 10, 18)),
    # US Pacific (quirk 13): evenings are the next day in UTC, in summer from 17:00, in winter from 16:00
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "7/15/20, 4:59 PM", date(2020, 7, 15)),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "7/15/20, 5:00 PM", date(2020, 7, 16)),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "12/31/25, 3:59 PM", date(2025, 12, 31)),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "12/31/25, 4:00 PM", date(2026, 1, 1)),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "1/2/09, 12:00 AM", date(2009, 1, 2)),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "1/2/09, 12:30 PM", date(2009, 1, 2)),
    ("%b %d, %Y %I:%M %p - %*", "unknown", "Jan 2, 2025 3:00 PM - Jan 2, 2025 4:00 PM", date(2025, 1, 2)),
    (
        "%* on %B %d, %Y at %I:%M %p (GMT)",
        "UTC",
        "You uploaded a feed photo on January 2, 2025 at 3:04 PM (GMT)",
        date(2025, 1, 2),
    ),
    ("%ms", "UTC", "1735786800000", date(2025, 1, 2)),
    ("%Y-%m-%d", "unknown", " 2025-05-06 ", date(2025, 5, 6)),
    ("%B %Y", "unknown", "May 2020", date(2020, 5, 1)),
]  # fmt: skip

NO_DAYS = [
    ("%m/%d/%y, %I:%M %p", "Not Available"),
    ("%m/%d/%y, %I:%M %p", "13/1/20, 1:00 AM"),
    ("%m/%d/%y, %I:%M %p", "1/1/20, 0:00 AM"),
    ("%m/%d/%y, %I:%M %p", "1/1/20, 13:00 PM"),
    ("%Y-%m-%d %H:%M UTC", "N/A"),
    ("%Y-%m-%d", "2025-02-30"),
    ("%Y-%m-%d", "2025-05-06 and more"),
    ("%Y-%m-%d", "٢٠٢٥-٠٥-٠٦"),
    ("%d %b %Y", "07 Mär 2021"),
    ("%d %b %Y", ""),
    ("%Y-%m-%d", "0001-01-01"),
    ("%Y-%m-%d", "1899-12-31"),
    ("%Y-%m-%d", "2100-01-01"),
    ("%Y-%m-%d", "9999-12-31"),
    ("%ms", "253402300799999"),
]


@pytest.mark.parametrize(("form", "zone", "cell", "day"), DAYS)
def test_reads_the_utc_day(form: str, zone: Zone, cell: str, day: date) -> None:
    assert utc_day(cell, (DateFormat(form),), zone) == day


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2099, 12, 31)])
def test_reads_days_of_two_centuries(day: date) -> None:
    assert utc_day(day.isoformat(), (DateFormat("%Y-%m-%d"),), "UTC") == day


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_no_year_is_out_of_reach_on_the_pacific(year: str) -> None:
    assert (
        utc_day(f"12/31/{year} 11:59 PM", (DateFormat("%m/%d/%Y %I:%M %p"),), "America/Los_Angeles")
        is None
    )


@pytest.mark.parametrize(("form", "cell"), NO_DAYS)
def test_never_guesses(form: str, cell: str) -> None:
    assert utc_day(cell, (DateFormat(form),), "UTC") is None


def test_takes_the_first_format_that_fits() -> None:
    formats = (DateFormat("%d %b %Y"), DateFormat("%d-%b-%y"))
    assert utc_day("07-Jun-22", formats, "UTC") == date(2022, 6, 7)


def test_reads_times_of_day() -> None:
    assert DateFormat("%m/%d/%y %I:%M %p").parse("6/7/22 1:05 PM") == datetime(2022, 6, 7, 13, 5)  # noqa: DTZ001


@pytest.mark.parametrize("form", ["%Q", "%j", "%Y-%-d"])
def test_refuses_unknown_directives(form: str) -> None:
    with pytest.raises(DateFormatError, match="is not a directive"):
        DateFormat(form)


def test_formats_compare_by_their_text() -> None:
    assert DateFormat("%Y") == DateFormat("%Y")
    assert len({DateFormat("%Y"), DateFormat("%Y"), DateFormat("%y")}) == 2
    assert repr(DateFormat("%Y")) == "DateFormat('%Y')"
