"""The two frames of an analysis and the totals in `figures`, against numbers counted by hand and against plain loops."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from exports import write
from hand_counted import CATEGORIES, COLUMNS, EXPORT, PROFILE, TIMELINE
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import FACETS, MEASURES, Analysis, by, by_two, total
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import USED_OR_UNCERTAIN
from analyzer.reporting.figures import figures


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Analysis:
    return analyze(write(tmp_path_factory.mktemp("totals") / "export", EXPORT), mapping)


# --- counted by hand ---------------------------------------------------------------------------------


def test_the_frames_contain_every_number_once(analysis: Analysis) -> None:
    assert len(analysis.columns) == len(COLUMNS)
    for measure, counted in zip(MEASURES, zip(*COLUMNS.values(), strict=True), strict=True):
        assert analysis.days[measure].sum() == sum(counted)
        assert analysis.days[measure].dtype.kind == "i"


def test_each_column_has_its_volume(analysis: Analysis) -> None:
    counted = {
        (column.path, column.position, column.part): column.volume
        for column in figures(analysis).columns
    }
    assert counted == {place: Volume(*volume) for place, volume in COLUMNS.items()}


def test_the_values_of_a_facet_add_up_to_the_whole(analysis: Analysis) -> None:
    by_category = by(analysis.volumes, "category")
    counted = {key: volume for key, volume in by_category.items() if volume.values}
    assert counted == {key: Volume(*volume) for key, volume in CATEGORIES.items()}
    assert by(analysis.volumes, "category", "state")["profile", "mapped"] == Volume(*PROFILE)
    assert sum_volumes(by_category.values()) == total(analysis.volumes)


def test_rows_without_a_facet_are_left_out_of_its_totals(analysis: Analysis) -> None:
    by_data_type = by(analysis.volumes, "data_type")
    without = naive_sum(rows_of(analysis), lambda row: row["data_type"] is None)
    assert without.values > 0
    assert sum_volumes([*by_data_type.values(), without]) == total(analysis.volumes)


def test_totals_by_two_facets_equal_totals_by_each_pair(analysis: Analysis) -> None:
    by_both = by(analysis.volumes, "category", "standing")
    assert {
        (category, standing): volume
        for category, by_standing in by_two(analysis.volumes, "category", "standing").items()
        for standing, volume in by_standing.items()
    } == by_both


def test_months_are_in_order_after_the_undated_volume(analysis: Analysis) -> None:
    assert [
        (row.month.isoformat()[:7] if row.month else None, row.category, row.volume)
        for row in figures(analysis).timeline
    ] == [(month, category, Volume(*volume)) for (month, category), volume in TIMELINE.items()]


def test_frames_without_a_value_have_their_columns(tmp_path: Path, mapping: ExportMapping) -> None:
    analysis = analyze(write(tmp_path, {"Skills.csv": "Name\n"}), mapping)
    assert list(analysis.columns.columns) == list(FACETS)
    assert list(analysis.days.columns) == ["column", "day", *MEASURES]
    counted = figures(analysis)
    assert [column.volume for column in counted.columns] == [Volume()]
    assert counted.whole == counted.dated == counted.undated == Volume()
    assert (counted.timeline, counted.periods) == ((), ())


# --- any days, against plain loops -------------------------------------------------------------------

some_days = st.dates(date(2024, 1, 1), date(2026, 12, 31)) | st.dates(
    date(1950, 1, 1), date(2090, 1, 1)
)
volumes = st.builds(Volume, *[st.integers(0, 2**50)] * 5)
day_rows = st.lists(st.tuples(st.integers(0, 99), st.none() | some_days, volumes), max_size=25)


def with_days(analysis: Analysis, rows: list[tuple[int, date | None, Volume]]) -> Analysis:
    """The analysis with other days: each row is a column, its day, and the volume."""
    frame = pd.DataFrame(
        {
            "column": np.array([row[0] % len(analysis.columns) for row in rows], "int64"),
            "day": np.array([row[1] for row in rows], "datetime64[s]"),
            **{m: np.array([getattr(row[2], m) for row in rows], "int64") for m in MEASURES},
        }
    )
    return replace(analysis, days=frame)


Row = dict[str, Any]
"""A row of `days` with the facets of its column."""


def rows_of(analysis: Analysis) -> list[Row]:
    columns = [
        dict(zip(FACETS, row, strict=True))
        for row in analysis.columns.itertuples(index=False, name=None)
    ]
    names = ("column", "day", *MEASURES)
    days: list[Row] = [
        dict(zip(names, row, strict=True))
        for row in analysis.days.itertuples(index=False, name=None)
    ]
    return [{**columns[row["column"]], **row} for row in days]


def naive_sum(rows: Iterable[Row], wanted: Callable[[Row], bool] = lambda row: True) -> Volume:
    """The volume of the rows for which `wanted` is true, added up one by one."""
    volume = Volume()
    for row in rows:
        if wanted(row):
            volume += Volume(*(row[measure] for measure in MEASURES))
    return volume


def claims(row: Row) -> bool:
    return row["standing"] in USED_OR_UNCERTAIN


@pytest.mark.uncounted
@settings(max_examples=25)  # each computes all figures
@given(rows=day_rows)
def test_every_total_equals_the_sum_of_a_plain_loop(
    rows: list[tuple[int, date | None, Volume]], analysis: Analysis
) -> None:
    changed = with_days(analysis, rows)
    counted, all_rows = figures(changed), rows_of(changed)

    def naive(**wanted: str) -> Volume:
        return naive_sum(all_rows, lambda row: all(row[key] == wanted[key] for key in wanted))

    assert counted.whole == naive()
    for facet in ("standing", "category", "group"):
        for value, volume in getattr(counted, f"by_{facet}").items():
            assert volume == naive(**{facet: value})
    for file in counted.files:
        assert file.volume == naive(path=file.file.path)
    for author in counted.authors:
        assert author.volume == naive(author=author.key)
    for subject in counted.subjects:
        assert subject.used == naive(subject=subject.key, standing="used")
    for category in counted.categories:
        assert category.volume == naive(category=category.id)
        for standing, volume in category.standings:
            assert volume == naive(category=category.id, standing=standing)
        for file in category.files:
            assert file.volume == naive(category=category.id, path=file.file.path)
    assert counted.used_or_uncertain == naive_sum(all_rows, claims)
    dated = [row for row in all_rows if not pd.isna(row["day"])]
    undated = [row for row in all_rows if pd.isna(row["day"])]
    assert counted.dated == naive_sum(dated, claims)
    assert counted.undated == naive_sum(undated, claims)


@pytest.mark.uncounted
@settings(max_examples=25)  # each computes all figures
@given(rows=day_rows)
def test_the_chart_has_every_period_from_the_first_to_the_last(
    rows: list[tuple[int, date | None, Volume]], analysis: Analysis
) -> None:
    changed = with_days(analysis, rows)
    dated = [row for row in rows_of(changed) if claims(row) and not pd.isna(row["day"])]
    months = sorted({(row["day"].year, row["day"].month) for row in dated})
    periods = figures(changed).periods
    if not months:
        assert periods == ()
        return
    (first_year, first_month), (last_year, last_month) = months[0], months[-1]
    number_of_months = 12 * (last_year - first_year) + last_month - first_month + 1
    if number_of_months <= 24:
        begins = [
            date(first_year + (first_month - 1 + n) // 12, (first_month - 1 + n) % 12 + 1, 1)
            for n in range(number_of_months)
        ]
    else:
        begins = [date(year, 1, 1) for year in range(first_year, last_year + 1)]
    assert [period.begins for period in periods] == begins
    for period, following in zip(periods, [*begins[1:], date.max], strict=True):
        within = [row for row in dated if period.begins <= row["day"].date() < following]
        assert period.used_or_uncertain == naive_sum(within)
        assert period.used == naive_sum(within, lambda row: row["standing"] == "used")
