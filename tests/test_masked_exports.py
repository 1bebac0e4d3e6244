"""The 12 masked exports: real layouts and damage, against counts made by hand without this reader.

masked_exports.csv has one row per file: its records, values and characters, counted in three ways (a separate state
machine, Python's csv, quotes per line) and by eye if these disagreed.
"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.reporting.figures import figures
from analyzer.reporting.model import ColumnFigures

EXPORTS = ("E02", "E07", "E22", "E29", "E30", "E37", "E44", "E51", "E56", "E57", "E60", "E75")

with (Path(__file__).parent / "masked_exports.csv").open(encoding="utf-8", newline="") as file:
    COUNTED = {row["path"]: row for row in csv.DictReader(file)}

# Files with quirks: the dialect, and the number of records counted by hand.
QUIRKY = {
    "E07/Comments.csv": ("backslash", 31),
    "E37/Comments.csv": ("bare-newlines", 321),
    "E56/Comments.csv": ("rfc4180", 5),
    "E07/Shares.csv": ("rfc4180", 38),
    "E22/Shares.csv": ("rfc4180", 57),
    "E29/Shares.csv": ("utf16-tab", 5),
    "E37/Shares.csv": ("rfc4180", 149),
    "E07/SearchQueries.csv": ("unquoted", 5244),
    "E37/SearchQueries.csv": ("rfc4180", 7172),
    "E56/SearchQueries.csv": ("unquoted", 3754),
    "E29/Search Queries.csv": ("utf16-tab", 285),
    "E07/LearningCoachMessages.csv": ("chat-blocks", 0),
    "E07/ImportedContacts.csv": ("rfc4180", 9581),
    "E29/Account Status History.csv": ("utf16-tab", 1),
    "E37/Endorsement Received Info.csv": ("utf16-tab", 34),
    "E37/Connections.csv": ("rfc4180", 4191),
    "E60/Connections1.csv": ("rfc4180", 9133),
    "E51/messages.csv": ("rfc4180", 7086),
    "E60/messages1.csv": ("rfc4180", 11868),
}


def columns_by_path(analysis: Analysis) -> dict[str, tuple[ColumnFigures, ...]]:
    return {file.file.path: file.columns for file in figures(analysis).files}


@pytest.mark.uncounted
@pytest.mark.parametrize("name", EXPORTS)
def test_every_file_has_the_counts_made_by_hand(
    name: str, masked_export: Callable[[str], Analysis]
) -> None:
    columns = columns_by_path(masked_export(name))
    read = {
        f"{name}/{file.path}": (
            file.found,
            sum(column.volume.values for column in columns[file.path]),
            sum(column.volume.characters for column in columns[file.path]),
        )
        for file in masked_export(name).files
        if file.dialect != "html"
    }
    counted = {
        path: (int(row["records"]), int(row["values"]), int(row["characters"]))
        for path, row in COUNTED.items()
        if path.startswith(f"{name}/") and row["values"]
    }
    assert read == counted


@pytest.mark.parametrize("path", QUIRKY)
def test_quirky_files_are_recognised(path: str, masked_export: Callable[[str], Analysis]) -> None:
    name, _, inside = path.partition("/")
    file = next(file for file in masked_export(name).files if file.path == inside)
    assert (file.dialect, file.found) == QUIRKY[path]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_file_is_known_and_every_record_is_accounted_for(
    name: str, masked_export: Callable[[str], Analysis]
) -> None:
    columns = columns_by_path(masked_export(name))
    for file in masked_export(name).files:
        assert file.state in {"mapped", "set_aside"}, file.path
        assert file.found == file.measured + file.rejected, file.path
        assert not file.rejected, file.path
        assert all(column.state != "unknown" for column in columns[file.path]), file.path
    assert masked_export(name).complete


def test_an_article_is_one_record(masked_export: Callable[[str], Analysis]) -> None:
    articles = [file for file in masked_export("E29").files if file.dialect == "html"]
    assert [(file.table.name if file.table else None, file.found) for file in articles] == [
        ("articles", 1)
    ]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_periods_of_a_member_add_up_to_the_whole_export(
    name: str, masked_export: Callable[[str], Analysis]
) -> None:
    counted = figures(masked_export(name), Scenario("eu", opted_out=date(2026, 1, 15)))
    for standing, whole in counted.by_standing.items():
        volumes = [
            period.by_standing.get(standing, Volume()) for period in counted.scenario.periods
        ]
        assert sum_volumes(volumes) == whole
    assert counted.scenario.periods[0].volume.values
