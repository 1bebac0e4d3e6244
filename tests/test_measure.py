"""The counts of cells, and their sums."""

from datetime import date
from itertools import permutations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis.days import RecordDays
from analyzer.analysis.measure import (
    Cells,
    ColumnMeasure,
    Volume,
    measure,
    sum_volumes,
)
from analyzer.dates import DateFormat
from analyzer.mapping.tables import DateSource

COUNTED = [
    # cell, characters, words, UTF-8 bytes; None for a cell without a value
    ("", None),
    ("   ", None),
    ("\u00a0\u3000\u2028\t", None),
    ("word", (4, 1, 4)),
    (" two  words ", (12, 2, 12)),
    ("zwei\u00a0Wörter", (11, 2, 13)),
    ("東京　大阪", (5, 2, 15)),
    ("one\r\ntwo", (8, 2, 8)),
    ("👩\u200d💻", (3, 1, 11)),
    ("zero\u200bwidth", (10, 1, 12)),
    ("nul\x00nul", (7, 1, 7)),
    ("NA", (2, 1, 2)),
    ("-", (1, 1, 1)),
]

volumes = st.builds(Volume, *[st.integers(0, 10**9)] * 6)


def table(*columns: list[str]) -> pa.Table:
    return pa.table({str(n): pa.array(cells, pa.string()) for n, cells in enumerate(columns)})


def by_day(column: ColumnMeasure) -> tuple[tuple[date | None, Volume], ...]:
    """Each day of a column, None for undated records, and its volume."""
    volumes = [Volume(*row) for row in column.volumes.tolist()]
    return tuple(zip(column.days.tolist(), volumes, strict=True))


@pytest.mark.parametrize(("cell", "counted"), COUNTED)
def test_counts_a_cell(cell: str, counted: tuple[int, int, int] | None) -> None:
    (column,) = measure(table([cell]))
    assert column.volume == (Volume() if counted is None else Volume(1, *counted))


@given(st.lists(st.text()))
def test_counts_the_same_as_python(cells: list[str]) -> None:
    (column,) = measure(table(cells))
    filled = [cell for cell in cells if cell.strip()]
    assert column.volume == Volume(
        values=len(filled),
        characters=sum(map(len, filled)),
        words=sum(len(cell.split()) for cell in filled),
        bytes=sum(len(cell.encode()) for cell in filled),
    )


@given(st.lists(st.text(), max_size=9))
def test_words_and_values_of_text_are_counted_in_columns_of_text_only(cells: list[str]) -> None:
    label, text = (column.volume for column in measure(table(cells, cells), text=[1]))
    assert (label.text_words, label.texts, label.items) == (0, 0, label.values)
    assert (text.text_words, text.texts, text.items) == (text.words, text.values, 0)


def test_every_white_space_character_ends_a_word() -> None:
    spaces = [letter for letter in map(chr, range(0x110000)) if letter.isspace()]
    assert len(spaces) > 25
    # characters with the same first bytes that are not spaces
    others = [chr(ord(space) + more) for space in spaces for more in (-1, 1)]
    cells = [f"a{letter}b{letter}" for letter in (*spaces, *others)]
    (column,) = measure(table(cells))
    assert column.volume.words == sum(len(cell.split()) for cell in cells)
    assert column.volume.values == len(cells)


@given(st.lists(st.text(st.sampled_from("ab \u2003\u3000\xa0é漢\u2014\u200b😀")), min_size=1))
def test_words_are_counted_per_cell(cells: list[str]) -> None:
    whole = table(cells, cells)
    for records, counted in ((whole, cells), (whole.slice(1), cells[1:])):
        words = Cells.of(records).words().tolist()
        assert words == 2 * [len(cell.split()) for cell in counted]


@given(st.lists(volumes, max_size=4))
def test_sums_agree_in_any_order(parts: list[Volume]) -> None:
    assert len({sum_volumes(order) for order in permutations(parts)}) == 1


@given(volumes, volumes, volumes)
def test_parts_of_parts_add_up_to_the_same_whole(one: Volume, two: Volume, three: Volume) -> None:
    assert sum_volumes([sum_volumes([one, two]), three]) == sum_volumes(
        [one, sum_volumes([two, three])]
    )


def test_splits_by_the_day_of_the_record() -> None:
    dates = [(1, DateSource("When", (DateFormat("%Y-%m-%d"),), "UTC"))]
    records = table(["a b", "c", "", "d"], ["2025-01-02", "2025-01-02", "2025-01-03", "soon"])
    text, when = measure(records, RecordDays(), dates)
    assert by_day(text) == ((None, Volume(1, 1, 1, 1)), (date(2025, 1, 2), Volume(2, 4, 3, 4)))
    assert by_day(when) == (
        (None, Volume(1, 4, 1, 4)),
        (date(2025, 1, 2), Volume(2, 20, 2, 20)),
        (date(2025, 1, 3), Volume(1, 10, 1, 10)),
    )
    assert text.dated
    assert when.dated


def test_takes_the_second_date_if_the_first_is_missing() -> None:
    dates = [
        (1, DateSource("Published", (DateFormat("%Y-%m-%d"),), "unknown")),
        (2, DateSource("Created", (DateFormat("%Y-%m-%d"),), "unknown")),
    ]
    records = table(["t", "u"], ["2025-02-02", ""], ["2025-01-01", "2025-01-01"])
    text = measure(records, RecordDays(), dates)[0]
    assert [day for day, _ in by_day(text)] == [date(2025, 1, 1), date(2025, 2, 2)]


def test_a_column_without_dates_has_none() -> None:
    (column,) = measure(table(["a"]))
    assert by_day(column) == ((None, Volume(1, 1, 1, 1)),)
    assert not column.dated


def test_no_records_have_no_volume() -> None:
    columns = measure(table([], []))
    assert [column.volume for column in columns] == [Volume(), Volume()]
