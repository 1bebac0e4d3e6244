"""Formats of dates: the texts they match, and the formats that a mapping can have."""

import pytest

from analyzer.dates import (
    DateFormat,
    DateFormatError,
)

US = "%m/%d/%y, %I:%M %p"

WRITTEN = [
    # format, cell, whether the cell has this format
    ("%d %b %Y", "07 Mar 2021", True),
    ("%d %b %Y", "7 mar 2021", True),
    ("%d %b %Y", "07 March 2021", False),
    ("%d %b %Y", "07 Mär 2021", False),
    ("%d %B %Y", "07 March 2021", True),
    ("%d %b %Y", "30 Feb 2021", True),  # only the form is checked, not the calendar
    ("%d %b %Y", "32 Feb 2021", False),
    ("%d %b %Y", "", False),
    (US, "6/7/22, 1:05 PM", True),
    (US, "12/31/22, 12:59 am", True),
    (US, "13/1/22, 1:05 PM", False),
    (US, "6/7/22, 0:05 PM", False),
    (US, "6/7/22, 13:05 PM", False),
    (US, "6/7/22, 1:60 PM", False),
    (US, "6/7/22, 1:05 PM and more", False),
    (US, "now", False),
    ("%Y-%m-%d %H:%M:%S", "2024-12-31 23:59:59", True),
    ("%Y-%m-%d %H:%M:%S", "2024-12-31 24:00:00", False),
    ("%Y-%m-%d", "٢٠٢٥-٠٥-٠٦", False),
    ("%Y-%m-%d", "2025-05-06\n", False),
    ("%a %b %d %H:%M:%S UTC %Y", "Tue Jan 02 03:04:05 UTC 2024", True),
    ("%a %b %d %H:%M:%S UTC %Y", "Any Jan 02 03:04:05 UTC 2024", False),
    ("%b %d, %Y %I:%M %p - %*", "Jan 2, 2025 3:00 PM - Jan 2, 2025 4:00 PM", True),
    ("%b %d, %Y %I:%M %p - %*", "Jan 2, 2025 3:00 PM", False),
    ("%ms", "1735786800000", True),
    ("%ms", "1.73579E+12", False),
    ("%ms", "1735786800000000", False),
]


@pytest.mark.parametrize(("form", "cell", "fits"), WRITTEN)
def test_a_cell_is_written_in_a_format(form: str, cell: str, *, fits: bool) -> None:
    assert DateFormat(form).fits(cell) is fits


@pytest.mark.parametrize(
    ("form", "day"),
    [("%d %b %Y", True), ("%m/%d/%y", True), ("%ms", True), ("%B %Y", False), ("%m/%d", False)],
)
def test_a_day_has_year_month_and_day(form: str, *, day: bool) -> None:
    assert DateFormat(form).is_a_day is day


@pytest.mark.parametrize("form", ["%Q", "%j", "%Y-%-d"])
def test_refuses_unknown_directives(form: str) -> None:
    with pytest.raises(DateFormatError, match="is not a directive"):
        DateFormat(form)


def test_formats_compare_by_their_text() -> None:
    assert DateFormat("%Y") == DateFormat("%Y")
    assert len({DateFormat("%Y"), DateFormat("%Y"), DateFormat("%y")}) == 2
