"""Dates as spreadsheets rewrite them, next to the days they are, and the sentences about them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.days import RecordDays
from analyzer.dates import DateFormat, Zone
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import DateSource

OCTOBER = date(2021, 10, 25)
NONE = None

COLUMNS: dict[str, tuple[Zone, Sequence[str], Sequence[date | None]]] = {
    "ISO": ("UTC", ["2021-10-25", "2021-10-26"], [OCTOBER, date(2021, 10, 26)]),
    "ISO with a time": ("UTC", ["2021-10-25 13:05", "2021-10-25T23:59:59"], [OCTOBER, OCTOBER]),
    "the year first, with slashes": ("UTC", ["2021/10/25", "2021/3/4"], [OCTOBER, date(2021, 3, 4)]),
    "dots": ("UTC", ["25.10.2021", "25.10.2021 13:05"], [OCTOBER, OCTOBER]),
    "dots, all numbers below 13": ("UTC", ["03.04.2021", "1.2.2021"], [date(2021, 4, 3), date(2021, 2, 1)]),
    "dots that begin with the month": ("UTC", ["10.25.2021", "03.04.2021"], [NONE, NONE]),
    "slashes that begin with the day": ("UTC", ["25/10/2021", "03/04/2021"], [OCTOBER, date(2021, 4, 3)]),
    "slashes that begin with the month": ("UTC", ["10/25/2021 1:05 PM", "3/4/2021 13:05"], [OCTOBER, date(2021, 3, 4)]),
    "hyphens that begin with the day": ("UTC", ["25-10-2021", "03-04-2021"], [OCTOBER, date(2021, 4, 3)]),
    "slashes that show no order": ("UTC", ["03/04/2021", "05/06/2021"], [NONE, NONE]),
    "slashes that contradict": ("UTC", ["25/10/2021", "10/25/2021"], [NONE, NONE]),
    "slashes next to hyphens": ("UTC", ["25/10/2021", "03-04-2021"], [OCTOBER, NONE]),
    "half rewritten": ("UTC", ["05.01.2024", "07 Mar 2024"], [date(2024, 1, 5), date(2024, 3, 7)]),
    "two digits of the year": ("UTC", ["25.10.21", "25/10/21"], [NONE, NONE]),
    "months in another language": ("UTC", ["25-okt-21", "07 Mär 2021"], [NONE, NONE]),
    "days that the calendar lacks": ("UTC", ["2021-02-30", "31.11.2021", "2021-10-25 25:00"], [NONE] * 3),
    "a year out of reach": ("UTC", ["0001-01-01", "01.01.0001"], [NONE, NONE]),
    "more than a date": ("UTC", ["2021-10-25 and more", "25.10.2021.", "2021-10-25T10:00:00 CEST"], [NONE] * 3),
    "ISO in UTC": ("UTC", ["2021-10-25T23:59:59Z", "2021-10-25T23:59:59.123Z", "2021-10-25 23:59 UTC"], [OCTOBER] * 3),
    "ISO with an offset": (
        "UTC", ["2021-10-26T01:30:00+02:00", "2021-10-24T20:00:00-0430", "2021-10-25T23:30:00+00:00"], [OCTOBER] * 3
    ),
    "ISO in UTC, of a column on the Pacific": (
        "America/Los_Angeles", ["2021-10-25T23:59:59Z", "2021-10-25T16:05:00-08:00"], [OCTOBER, date(2021, 10, 26)]
    ),
    "offsets that no clock has": ("UTC", ["2021-10-25T10:00:00+25:00", "2021-10-25T10:00:00+2"], [NONE] * 2),
    "a day with an offset and no time": ("UTC", ["2021-10-25+02:00", "2021-10-25Z"], [NONE] * 2),
    "no dates": ("UTC", ["Not Available", "", "N/A"], [NONE] * 3),
    "an evening on the Pacific": ("America/Los_Angeles", ["2021-10-25 17:05", "2021-10-25 16:05"], [date(2021, 10, 26), OCTOBER]),
    "a day on the Pacific": ("America/Los_Angeles", ["2021-10-25", "25.10.2021"], [OCTOBER, OCTOBER]),
}  # fmt: skip


@pytest.mark.parametrize(("zone", "cells", "days"), COLUMNS.values(), ids=COLUMNS)
def test_unambiguous_dates_of_spreadsheets_are_read(
    zone: Zone, cells: Sequence[str], days: Sequence[date | None]
) -> None:
    sources = [(0, DateSource("When", (DateFormat("%d %b %Y"),), zone))]
    first = RecordDays()
    for cell in cells:  # in batches of one record
        first.of(pa.table({"0": pa.array([cell])}), sources)
    second = RecordDays(first.orders_seen)
    assert second.of(pa.table({"0": pa.array(cells)}), sources).tolist() == days


HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
REMARKS = [
    # dates, the end of the sentence about the file, days with a volume
    (["05 Mar 2021", "06 Mar 2021"], None, 2),
    (["Not Available", "", "05 Mar 2021"], None, 1),
    (["0001-01-01", "0001-01-01 00:00:00", "05 Mar 2021"], None, 1),
    (["0020-10-25", "05 Mar 2021"], "1 of 2 dates is not written as LinkedIn writes them; that record is undated.", 1),
    (["2021-10-25", "2021-10-26"],
     "2 of 2 dates are not written as LinkedIn writes them but as spreadsheets do; they were read.", 2),
    (["25-okt-21", "25-Oct-21"], "1 of 2 dates is not written as LinkedIn writes them; that record is undated.", 1),
    (["03/04/2021"] * 8 + ["05 Mar 2021"] * 4,
     "8 of 12 dates are not written as LinkedIn writes them; those records are undated.", 1),
    (["03/04/2021", "25/10/2021", "05 Mar 2021"],
     "2 of 3 dates are not written as LinkedIn writes them but as spreadsheets do; they were read.", 3),
    (["03/04/2021", "03.04.2021", "05 Mar 2021"],
     "1 of 3 dates is not written as LinkedIn writes them; that record is undated. "
     "1 of 3 dates is not written as LinkedIn writes them but as spreadsheets do; they were read.", 2),
]  # fmt: skip


@pytest.mark.parametrize(("dates", "remark", "days"), REMARKS)
def test_the_report_states_how_many_dates_are_rewritten(
    dates: Sequence[str], remark: str | None, days: int, tmp_path: Path, mapping: ExportMapping
) -> None:
    rows = "".join(f"Ada{n},Lind,,,,,{day}\n" for n, day in enumerate(dates))
    analysis = analyze(write(tmp_path, {"Connections.csv": HEADER + rows}), mapping)
    assert analysis.files[0].reason == remark
    assert analysis.days["day"].dropna().nunique() == days


def test_dates_a_german_spreadsheet_rewrites_in_part(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    names = ("01.", "02.", "Mar", "04.", "May", "06.", "07.", "08.", "09.", "Oct", "11.", "Dec")
    dates = [
        f"{5 + n:02}.{name}2024" if name.endswith(".") else f"{5 + n:02} {name} 2024"
        for n, name in enumerate(names)
    ]
    rows = "".join(f"Ada{n};Lind;;;;;{day}\r\n" for n, day in enumerate(dates))
    text = HEADER.replace(",", ";") + rows
    analysis = analyze(write(tmp_path, {"Connections.csv": text}), mapping)
    assert analysis.files[0].reason == (
        "Saved again by another program (semicolons between its cells). "
        "8 of 12 dates are not written as LinkedIn writes them but as spreadsheets do; they were read."
    )
    assert analysis.days["day"].dropna().dt.month.nunique() == 12
