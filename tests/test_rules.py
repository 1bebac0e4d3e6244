"""The rules of the mapping: a date changes only what cites it, and each region is read by its own rules."""

from datetime import date
from pathlib import Path

import pytest
from changed_mapping import FULL, changed
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures

NOTES = "From,Link,When,Text,Note\nBo,,2025-11-10,we,you\nBo,,2026-02-01,we,you\n"
SWISS = 'id = "ch"\nlabel = "Switzerland"\nstart = 2025-11-03'


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path / "export", {"Notes.csv": NOTES, "Skills.csv": "Name\nRye\n"})


@pytest.fixture
def later_in_switzerland(tmp_path: Path) -> ExportMapping:
    """The mapping with a later start in one region."""
    return load_mapping(changed(tmp_path, "rules.toml", SWISS, SWISS[:-10] + "2026-01-01"))


def volumes(counted: Figures) -> list[int]:
    """The values before the start, after it with the setting on, with the setting off, and without a date."""
    return [period.volume.values for period in counted.scenario.periods]


@pytest.mark.parametrize("region", ["eu", "uk"])
def test_the_date_of_a_region_changes_nothing_elsewhere(
    export: Path, later_in_switzerland: ExportMapping, region: str
) -> None:
    before, after = (
        figures(analyze(export, mapping), Scenario(region)).scenario
        for mapping in (load_mapping(FULL), later_in_switzerland)
    )
    assert before == after


def test_the_date_of_a_region_moves_its_periods_and_its_sentence(
    export: Path, later_in_switzerland: ExportMapping
) -> None:
    before, after = (
        figures(analyze(export, mapping), Scenario("ch"))
        for mapping in (load_mapping(FULL), later_in_switzerland)
    )
    assert before.by_standing == after.by_standing
    assert before.by_category == after.by_category
    assert volumes(before) == [0, 8, 0, 1]
    assert volumes(after) == [4, 4, 0, 1]
    (view,) = after.scenario.views
    assert view.start == date(2026, 1, 1)
    sentences = {sentence.sentence.id: sentence.sentence.says for sentence in view.sentences}
    assert sentences["start"] == "It starts on 1 January 2026."


def test_regions_are_read_together_while_their_rules_agree(
    export: Path, later_in_switzerland: ExportMapping
) -> None:
    for mapping, expected in (
        (load_mapping(FULL), [["eu", "ch"], ["uk"]]),
        (later_in_switzerland, [["eu"], ["ch"], ["uk"]]),
    ):
        counted = figures(analyze(export, mapping))
        views = counted.scenario.views
        assert [[region.id for region in view.regions] for view in views] == expected
        assert volumes(counted) == [0, 8, 0, 1]


def test_without_an_action_there_is_nothing_to_turn_off(export: Path, tmp_path: Path) -> None:
    own = load_mapping(changed(tmp_path, "rules.toml", 'setting = "stop"', ""))
    assert figures(analyze(export, load_mapping(FULL))).scenario.turning_off is not None
    assert figures(analyze(export, own)).scenario.turning_off is None
