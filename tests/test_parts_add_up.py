"""Parts add up to columns, columns to files and files to the export, in every measure, for any records."""

import csv
import io
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from exports import write
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.tables import Table
from analyzer.reporting.amounts import ByStanding
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures
from analyzer.text import STANDINGS

MAPPING: ExportMapping = load_mapping()
TABLES = {t.name: t for t in MAPPING.tables if t.parts and t.layout == "csv"}
OWNER = "First Name,Last Name,Headline\nAda,Quill,Baker\n"
WORDS = ["", " ", "one", "two words", "drei Wörter hier", "東京 大阪", "2024-02-03 10:00:00 UTC", "Ada Quill", "Bo Ferry"]  # fmt: skip

SAMPLE = Path(__file__).parent.parent / "sample_export"
VOLUMES = st.builds(
    lambda texts, words, items: Volume(values=texts + items, text_words=texts + words, texts=texts),
    *[st.integers(0, 1000)] * 3,
)

Rows = list[list[str]]


def conditions(table: Table, column: str) -> list[str]:
    """The values of this column that decide the part of a record."""
    return [
        f"x{value}x" if condition.test == "contains" else value
        for part in table.parts
        for condition in part.when
        if condition.column == column
        for value in condition.values
    ]


@st.composite
def files(draw: st.DrawFn) -> list[tuple[str, Rows]]:
    """Some of the tables with parts, each with one of its headers and a few records."""
    chosen = draw(st.lists(st.sampled_from(sorted(TABLES)), min_size=1, max_size=3, unique=True))
    tables = []
    for table_name in chosen:
        table = TABLES[table_name]
        header = list(draw(st.sampled_from([header_ for header_ in table.headers if all(header_)])))
        cells = [st.sampled_from([*WORDS, *conditions(table, name)]) for name in header]
        records = draw(st.lists(st.tuples(*cells).map(list), max_size=8))
        tables.append((table_name, [header, *records]))
    return tables


def written(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def counted(cell: str, *, is_text: bool) -> Volume:
    if not cell.strip():
        return Volume()
    words = len(cell.split())
    return Volume(1, len(cell), words, len(cell.encode()), *((words, 1) if is_text else (0, 0)))


def by_column(result: Figures) -> dict[tuple[str, int], Volume]:
    """The volume of each column of each file: the sum of its parts."""
    volumes: dict[tuple[str, int], list[Volume]] = defaultdict(list)
    for column in result.columns:
        volumes[column.path, column.position].append(column.volume)
    return {place: sum_volumes(parts) for place, parts in volumes.items()}


def assert_percents_add_up(result: Figures) -> None:
    """Check the percents of the whole, of each category and of each author, in words and in items."""
    for amounts in (result, *result.categories, *result.authors):
        for partition, whole in (
            (amounts.words, amounts.volume.text_words),
            (amounts.items, amounts.volume.items),
        ):
            assert partition.whole == whole
            assert sum(part.points for part in partition.parts) == (100 if whole else 0)


@pytest.mark.slow
@pytest.mark.uncounted
@settings(max_examples=40)
@given(files())
def test_parts_columns_files_and_the_export_add_up(tables: list[tuple[str, Rows]]) -> None:
    contents = {TABLES[table_name].files[0]: written(rows) for table_name, rows in tables}
    with TemporaryDirectory() as place:
        folder = write(Path(place) / "export", {"Profile.csv": OWNER, **contents})
        result = figures(analyze(folder, MAPPING))
    columns = by_column(result)
    for table_name, (header, *records) in tables:
        table = TABLES[table_name]
        for position, name in enumerate(header):
            column = table.column(name)
            is_text = column is not None and column.kind == "text"
            expected = sum_volumes(counted(row[position], is_text=is_text) for row in records)
            assert columns[table.files[0], position] == expected, name
    for file in result.files:
        of_file = [volume for (path, _), volume in columns.items() if path == file.file.path]
        assert file.volume == sum_volumes(of_file)
    assert result.whole == sum_volumes(file.volume for file in result.files)
    assert result.whole == sum_volumes(result.by_standing.values())
    assert result.whole == sum_volumes(category.volume for category in result.categories)
    assert_percents_add_up(result)


SMALL = {
    "no record": "Name\n",
    "no value": "Name\n \n",
    "an item": "Name\nBread\n",
}


@pytest.mark.parametrize("content", SMALL.values(), ids=SMALL)
def test_percents_of_a_small_export_add_up(tmp_path: Path, content: str) -> None:
    result = figures(analyze(write(tmp_path, {"Skills.csv": content}), MAPPING))
    assert_percents_add_up(result)
    assert [part.points for part in result.items.parts] == ([100] if "Bread" in content else [])
    assert result.words.parts == ()


def test_percents_of_the_sample_add_up() -> None:
    assert_percents_add_up(figures(analyze(SAMPLE, MAPPING)))


@given(st.dictionaries(st.sampled_from(sorted(STANDINGS)), VOLUMES))
def test_the_percents_of_any_volumes_add_up(by_standing: dict[str, Volume]) -> None:
    amounts = ByStanding(by_standing)
    for partition in (amounts.words, amounts.items):
        assert sum(part.points for part in partition.parts) == (100 if partition.whole else 0)
        assert [part.standing for part in partition.parts] == [
            standing for standing in STANDINGS if getattr(amounts.of(standing), partition.unit)
        ]


def test_random_records_reach_every_part() -> None:
    """Otherwise the property above would not test the parts."""
    reached = set()
    for table in TABLES.values():
        for part in table.parts:
            for condition in part.when:
                if any(condition.column in header for header in table.headers):
                    reached.add((table.name, part.name))
    assert reached == {(table.name, part.name) for table in TABLES.values() for part in table.parts}
    assert len(reached) > 12
