"""Dates read by column are those that `dates.utc_day` reads one by one."""

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis import days
from analyzer.analysis.days import utc_days
from analyzer.dates import (
    DateFormat,
    Zone,
    utc_day,
)
from analyzer.mapping.mapping import ExportMapping

FORMATS = tuple(
    DateFormat(text)
    for text in (
        "%Y-%m-%d %H:%M:%S UTC",
        "%Y-%m-%d %H:%M:%S",
        "%m/%d/%y, %I:%M %p",
        "%d %b %Y",
        "%a %b %d %H:%M:%S UTC %Y",
        "%Y-%m-%d",
    )
)
WRITTEN = (
    "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S", "%m/%d/%y, %I:%M %p", "%-m/%-d/%y, %-I:%M\u202f%p",
    "%d %b %Y", "%d %B %Y", "%a %b %d %H:%M:%S UTC %Y", "%Y-%m-%d", " %Y-%m-%d", "%Y-%m-%d %M:%H:%S",
)  # fmt: skip


def read(cells: list[str], formats: tuple[DateFormat, ...], zone: Zone) -> list[date | None]:
    """The days of the cells, by themselves and in a long column."""
    longer = [*cells, *[""] * days._ONE_BY_ONE]
    found: list[date | None] = utc_days(pa.array(cells, pa.string()), formats, zone).tolist()
    in_longer = utc_days(pa.array(longer, pa.string()), formats, zone)[: len(cells)]
    assert found == in_longer.tolist()
    return found


@st.composite
def cells(draw: st.DrawFn) -> str:
    """A date as somebody may write it, perhaps with a letter changed, left out or put in."""
    moment = draw(st.datetimes(datetime(1850, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
    text = moment.strftime(draw(st.sampled_from(WRITTEN)))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = (
            text[:at] + draw(st.sampled_from("0139 /:-aM é")) + text[at + draw(st.integers(0, 1)) :]
        )
    return text


@given(
    st.lists(cells() | st.text(max_size=30)),
    st.lists(st.sampled_from(FORMATS), min_size=1, unique=True),
    st.sampled_from(["UTC", "America/Los_Angeles", "unknown"]),
)
def test_a_column_is_read_as_its_cells_are(
    given_: list[str], formats: list[DateFormat], zone: Zone
) -> None:
    chosen = tuple(formats)
    assert read(given_, chosen, zone) == [utc_day(cell, chosen, zone) for cell in given_]


@pytest.mark.uncounted
def test_every_format_of_the_mapping_is_read_alike(mapping: ExportMapping) -> None:
    sources = {(s.formats, s.zone) for table in mapping.tables for s in table.dates}
    assert len(sources) > 3
    start = datetime(2019, 12, 30, 15, 30)  # noqa: DTZ001
    moments = [start + timedelta(hours=7 * step, seconds=step) for step in range(2_000)]
    for formats, zone in sources:
        for written in WRITTEN:
            texts = [moment.strftime(written) for moment in moments]
            assert read(texts, formats, zone) == [utc_day(text, formats, zone) for text in texts]


@pytest.mark.parametrize(
    "moment",
    ["3/8/20, 3:59 PM", "3/8/20, 4:59 PM", "3/8/20, 5:00 PM", "11/1/20, 3:59 PM", "11/1/20, 4:00 PM", "3/7/20, 4:00 PM",
     "12/31/99, 4:00 PM", "2/29/20, 11:59 PM", "2/29/21, 1:00 PM"],
)  # fmt: skip
def test_evenings_in_los_angeles(moment: str) -> None:
    formats = (DateFormat("%m/%d/%y, %I:%M %p"),)
    assert read([moment], formats, "America/Los_Angeles") == [
        utc_day(moment, formats, "America/Los_Angeles")
    ]


def test_an_earlier_format_goes_first() -> None:
    both = (DateFormat("%d/%m/%Y"), DateFormat("%m/%d/%Y"))
    assert read(["02/03/2024", "2/13/2024"], both, "UTC") == [date(2024, 3, 2), date(2024, 2, 13)]


def test_cells_are_read_by_column_and_not_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(days, "utc_day", lambda cell, *_: calls.append(cell))
    start = np.datetime64("2020-01-01T00:00:00")
    texts = [f"{start + np.timedelta64(977 * n, 's')}".replace("T", " ") for n in range(5_000)]
    found = utc_days(pa.array(texts), FORMATS, "UTC")
    assert found[-1] == np.datetime64(texts[-1][:10])
    assert calls == []


def test_a_part_of_an_array_is_read_as_that_part() -> None:
    for more in (0, days._ONE_BY_ONE):
        column = pa.array(["2020-01-01", "2020-01-02", "2020-01-03", *[""] * more])
        found = utc_days(column[1:], FORMATS, "UTC")
        assert found[:2].tolist() == [date(2020, 1, 2), date(2020, 1, 3)]
