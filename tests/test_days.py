"""Dates as LinkedIn writes them, and their UTC days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.analysis.days import utc_days
from analyzer.dates import (
    DateFormat,
    Zone,
)

DAYS: list[tuple[str, Zone, str, date]] = [
    # format, zone, cell, UTC day
    ("%d %b %Y", "UTC", "07 Mar 2021", date(2021, 3, 7)),
    ("%d-%b-%y", "UTC", "07-Jun-22", date(2022, 6, 7)),
    ("%Y-%m-%d %H:%M:%S", "UTC", "2024-12-31 23:59:59", date(2024, 12, 31)),
    ("%Y-%m-%d %H:%M:%S", "UTC", "2016-12-31 23:59:60", date(2016, 12, 31)),  # a leap second
    ("%Y-%m-%d %H:%M:%S", "UTC", "2016-12-31 23:59:61", date(2016, 12, 31)),
    ("%Y-%m-%d %H:%M:%S UTC", "UTC", "2016-12-31 23:59:60 UTC", date(2016, 12, 31)),
    ("%a %b %d %H:%M:%S UTC %Y", "UTC", "Sat Dec 31 23:59:60 UTC 2016", date(2016, 12, 31)),
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
    ("%Y-%m-%d %H:%M:%S", "2016-12-31 23:60:00"),
    ("%Y-%m-%d %H:%M:%S", "2016-12-31 23:59:62"),
    ("%Y-%m-%d %H:%M:%S", "2016-12-31 24:00:00"),
    ("%ms", "253402300799999"),
    ("%ms", "1.73579E+12"),  # as a spreadsheet shortens it
    ("%Y-%m-%d", "now"),  # pandas would return the present time
    ("%Y-%m-%d", "today"),
    ("%m/%d/%y, %I:%M %p", "now"),
    ("%Y-%m-%d %H:%M:%S UTC", "today UTC"),
    ("%Y-%m-%d %H:%M:%S UTC", "now UTC"),
    ("%Y-%m-%d %H:%M:%S UTC", "2024-12-31 23:59:59"),
    ("%Y-%m-%d %H:%M:%S", "2024-12-31T23:59:59"),
    ("%Y-%m-%d %H:%M:%S", "2024-12-31 23:59:59+02:00"),
    ("%Y-%m-%d %H:%M:%S", "2024-12-31 23:59"),
]


def read(cells: list[str], formats: tuple[str, ...], zone: Zone) -> list[date | None]:
    days: list[date | None] = utc_days(
        pa.array(cells, pa.string()), tuple(map(DateFormat, formats)), zone
    ).tolist()
    return days


@pytest.mark.parametrize(("form", "zone", "cell", "day"), DAYS)
def test_reads_the_utc_day(form: str, zone: Zone, cell: str, day: date) -> None:
    assert read([cell], (form,), zone) == [day]


@pytest.mark.parametrize(("form", "zone", "cell", "day"), DAYS)
def test_newer_systems_write_narrow_spaces(form: str, zone: Zone, cell: str, day: date) -> None:
    for space in ("\u202f", "\u00a0"):
        assert read([cell.replace(" ", space)], (form,), zone) == [day]


@pytest.mark.parametrize(("form", "cell"), NO_DAYS)
def test_ambiguous_dates_are_not_guessed(form: str, cell: str) -> None:
    assert read([cell], (form,), "UTC") == [None]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2099, 12, 31)])
def test_reads_days_of_two_centuries(day: date) -> None:
    assert read([f"{day} 23:59:59"], ("%Y-%m-%d %H:%M:%S",), "UTC") == [day]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_any_year_can_be_converted_from_pacific_time(year: str) -> None:
    cell = f"12/31/{year} 11:59 PM"
    assert read([cell], ("%m/%d/%Y %I:%M %p",), "America/Los_Angeles") == [None]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("3/8/20, 1:59 AM", date(2020, 3, 8)),  # the clocks go forward at 2
        ("3/8/20, 2:30 AM", date(2020, 3, 8)),  # which no clock showed
        ("3/8/20, 3:59 PM", date(2020, 3, 8)),
        ("3/8/20, 4:59 PM", date(2020, 3, 8)),
        ("3/8/20, 5:00 PM", date(2020, 3, 9)),
        ("11/1/20, 1:30 AM", date(2020, 11, 1)),  # which they showed twice
        ("11/1/20, 3:59 PM", date(2020, 11, 1)),
        ("11/1/20, 4:00 PM", date(2020, 11, 2)),
        ("3/7/20, 4:00 PM", date(2020, 3, 8)),
        ("12/31/99, 4:00 PM", date(2000, 1, 1)),
        ("2/29/20, 11:59 PM", date(2020, 3, 1)),
        ("2/29/21, 1:00 PM", None),
    ],
)
def test_days_around_a_change_of_the_clocks_in_los_angeles(cell: str, day: date | None) -> None:
    assert read([cell], ("%m/%d/%y, %I:%M %p",), "America/Los_Angeles") == [day]


def test_a_column_can_have_several_formats() -> None:
    formats = ("%d %b %Y", "%d-%b-%y")
    cells = ["07-Jun-22", "", "08 Jun 2022", "N/A", "07-Jun-22"]
    june = date(2022, 6, 7)
    assert read(cells, formats, "UTC") == [june, None, date(2022, 6, 8), None, june]


def test_an_earlier_format_takes_precedence() -> None:
    cells = ["02/03/2024", "2/13/2024"]
    days = read(cells, ("%d/%m/%Y", "%m/%d/%Y"), "UTC")
    assert days == [date(2024, 3, 2), date(2024, 2, 13)]


def test_a_part_of_a_column_is_read_as_that_part() -> None:
    column = pa.array(["2020-01-01", "2020-01-02", "2020-01-03"])[1:]
    days = utc_days(column, (DateFormat("%Y-%m-%d"),), "UTC")
    assert days.tolist() == [date(2020, 1, 2), date(2020, 1, 3)]


def test_an_empty_column_has_no_days() -> None:
    assert read([], ("%Y-%m-%d",), "America/Los_Angeles") == []


FORMATS = ("%Y-%m-%d %H:%M:%S UTC", "%Y/%m/%d %H:%M:%S", "%m/%d/%y, %I:%M %p", "%d %b %Y", "%a %b %d %H:%M:%S UTC %Y")  # fmt: skip


@st.composite
def nearly_dates(draw: st.DrawFn) -> tuple[str, str]:
    """A format and a date in that format, in which a letter can be changed, missing or inserted."""
    form = draw(st.sampled_from(FORMATS))
    moment = draw(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
    text = moment.strftime(form)
    at = draw(st.integers(0, len(text)))
    letter = draw(st.sampled_from(["", *"0139 /:-aM é"]))
    return form, text[:at] + letter + text[at + draw(st.integers(0, 1)) :]


@given(nearly_dates(), st.sampled_from(["UTC", "America/Los_Angeles", "unknown"]))
@example(("%Y-%m-%d %H:%M:%S UTC", "2000-01-01 00:00:0  UTC"), "UTC")
def test_text_that_resembles_a_date_is_read_the_same_as_by_python(
    written: tuple[str, str], zone: Zone
) -> None:
    form, cell = written
    (day,) = read([cell], (form,), zone)
    try:
        moment = datetime.strptime(cell.strip(), form).replace(
            tzinfo=ZoneInfo("UTC" if zone == "unknown" else zone)
        )
    except ValueError:
        assert day is None
    else:
        in_reach = 1900 <= moment.year < 2100
        assert day == (moment.astimezone(ZoneInfo("UTC")).date() if in_reach else None)
