"""Parts add up to columns, columns to files and files to the export, in every measure, whatever the records are."""

import csv
import io
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from exports import pack, write
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.tables import Table
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json
from analyzer.reporting.model import Figures

MAPPING: ExportMapping = load_mapping()
TABLES = {t.name: t for t in MAPPING.tables if t.parts and t.layout == "csv"}
OWNER = "First Name,Last Name,Headline\nAda,Quill,Baker\n"
WORDS = ["", " ", "one", "two words", "drei Wörter hier", "東京 大阪", "2024-02-03 10:00:00 UTC", "Ada Quill", "Bo Ferry"]  # fmt: skip

Rows = list[list[str]]


def conditions(table: Table, column: str) -> list[str]:
    """The values on which it depends, in this column, what a record is."""
    return [
        f"x{value}x" if condition.test == "contains" else value
        for part in table.parts
        for condition in part.when
        if condition.column == column
        for value in condition.values
    ]


@st.composite
def files(draw: st.DrawFn) -> list[tuple[str, Rows]]:
    """Some of the tables with parts, each under a header of its own, with a few records."""
    chosen = draw(st.lists(st.sampled_from(sorted(TABLES)), min_size=1, max_size=3, unique=True))
    found = []
    for called in chosen:
        table = TABLES[called]
        header = list(draw(st.sampled_from([each for each in table.headers if all(each)])))
        cells = [st.sampled_from([*WORDS, *conditions(table, name)]) for name in header]
        records = draw(st.lists(st.tuples(*cells).map(list), max_size=8))
        found.append((called, [header, *records]))
    return found


def written(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def counted(cell: str, *, is_text: bool) -> Volume:
    if not cell.strip():
        return Volume()
    words = len(cell.split())
    return Volume(1, len(cell), words, len(cell.encode()), words if is_text else 0)


def by_column(found: Figures) -> dict[tuple[str, int], Volume]:
    """Each column of each file: its parts together."""
    volumes: dict[tuple[str, int], list[Volume]] = defaultdict(list)
    for column in found.columns:
        volumes[column.path, column.position].append(column.volume)
    return {place: sum_volumes(parts) for place, parts in volumes.items()}


@pytest.mark.uncounted
@settings(max_examples=40)
@given(files())
def test_parts_columns_files_and_the_export_add_up(tables: list[tuple[str, Rows]]) -> None:
    contents = {TABLES[called].files[0]: written(rows) for called, rows in tables}
    with TemporaryDirectory() as place:
        folder = write(Path(place) / "export", {"Profile.csv": OWNER, **contents})
        found = figures(analyze(folder, MAPPING))
        packed = pack(Path(place) / "zip" / "export.zip", {"Profile.csv": OWNER, **contents})
        same = figures(analyze(packed, MAPPING))
    columns = by_column(found)
    for called, (header, *records) in tables:
        table = TABLES[called]
        for position, name in enumerate(header):
            column = table.column(name)
            is_text = column is not None and column.kind == "text"
            expected = sum_volumes(counted(row[position], is_text=is_text) for row in records)
            assert columns[table.files[0], position] == expected, name
    for file in found.files:
        of_file = [volume for (path, _), volume in columns.items() if path == file.file.path]
        assert file.volume == sum_volumes(of_file)
    assert found.whole == sum_volumes(file.volume for file in found.files)
    assert found.whole == sum_volumes(found.by_standing.values())
    assert found.whole == sum_volumes(each.volume for each in found.categories)
    assert to_json(same).replace('"kind": "zip"', '"kind": "folder"').replace(
        "export.zip", "export"
    ) == to_json(found)


def test_random_records_reach_every_part() -> None:
    """So that the property above is about parts."""
    reached = set()
    for table in TABLES.values():
        for part in table.parts:
            for condition in part.when:
                if any(condition.column in header for header in table.headers):
                    reached.add((table.name, part.name))
    assert reached == {(table.name, part.name) for table in TABLES.values() for part in table.parts}
    assert len(reached) > 12
