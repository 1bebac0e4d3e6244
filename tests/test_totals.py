"""The two tables of an analysis, and their group-bys, against numbers counted by hand."""

from pathlib import Path

import pytest
from exports import write
from hand_counted import CATEGORIES, COLUMNS, EXPORT, PROFILE, TIMELINE

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import Volume
from analyzer.analysis.model import (
    FACETS,
    MEASURES,
    Analysis,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.totals import Totals


@pytest.fixture
def analysis(tmp_path: Path, mapping: ExportMapping) -> Analysis:
    return analyze(write(tmp_path / "export", EXPORT), mapping)


def test_the_tables_hold_every_number_once(analysis: Analysis) -> None:
    assert len(analysis.columns) == len(COLUMNS)
    for measure, counted in zip(MEASURES, zip(*COLUMNS.values(), strict=True), strict=True):
        assert analysis.days[measure].sum() == sum(counted)
        assert analysis.days[measure].dtype.kind == "i"


def test_each_column_has_its_volume(analysis: Analysis) -> None:
    counted = {
        (facets["path"], facets["position"], facets["part"]): volume
        for facets, volume, _ in Totals(analysis).each()
    }
    assert counted == {where: Volume(*volume) for where, volume in COLUMNS.items()}


def test_facets_share_out_the_whole(analysis: Analysis) -> None:
    totals = Totals(analysis)
    by_category = {key: volume for key, volume in totals.by("category").items() if volume.values}
    assert by_category == {key: Volume(*volume) for key, volume in CATEGORIES.items()}
    assert totals.by("category", "state")["profile", "mapped"] == Volume(*PROFILE)
    assert totals.of(category=["profile"], state=["mapped"]) == Volume(*PROFILE)
    assert totals.of(category=["profile"], state=["unknown"]) == Volume()


def test_months_are_in_order_and_begin_with_the_undated(analysis: Analysis) -> None:
    assert [
        (month.isoformat()[:7] if month else None, category, volume)
        for month, category, volume in Totals(analysis).by_month_and_category()
    ] == [(month, category, Volume(*volume)) for (month, category), volume in TIMELINE.items()]


@pytest.mark.parametrize("skills", ["", "Name\n"])
def test_tables_without_a_value_have_their_columns(
    skills: str, tmp_path: Path, mapping: ExportMapping
) -> None:
    analysis = analyze(write(tmp_path, {"Skills.csv": skills}), mapping)
    assert list(analysis.columns.columns) == list(FACETS)
    assert list(analysis.days.columns) == ["column", "day", *MEASURES]
    assert [volume for _, volume, _ in Totals(analysis).each()] == [Volume()] * bool(skills)
    assert Totals(analysis).of() == Volume()
    assert Totals(analysis).by_month_and_category() == []
