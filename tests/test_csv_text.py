"""CSV for spreadsheets: no cell is taken for a formula, and other cells stay unchanged."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from example_exports import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import csv_text
from analyzer.reporting.figures import figures
from analyzer.workshop.contributions import from_export
from analyzer.workshop.dataset import Origin, dataset_csv, part_with_counts
from analyzer.workshop.folder import part_path

# A cell, and the CSV for it.
CELLS: dict[str, tuple[object, str]] = {
    "a formula": ("=1+1", "'=1+1"),
    "a call": ('=HYPERLINK("https://x.example","y")', '"\'=HYPERLINK(""https://x.example"",""y"")"'),
    "a sign": ("+44 7700", "'+44 7700"),
    "another sign": ("-1", "'-1"),
    "a command": ("@SUM(A1)", "'@SUM(A1)"),
    "a wide sign": ("＝1+1", "'＝1+1"),
    "behind a space": (" =1+1", "' =1+1"),
    "behind other separators": ("Anna;=1+1|@x", "Anna;'=1+1|'@x"),
    "behind a tab": ("\t=1+1", "\N{REPLACEMENT CHARACTER}=1+1"),
    "behind a line break": ("\n=1+1", "\N{REPLACEMENT CHARACTER}=1+1"),
    "in the middle": ("1=1", "1=1"),
    "a name": ("Anna-Lena @ home", "Anna-Lena @ home"),
    "a number": (-12, "-12"),
    "nothing": (None, ""),
    "a comma": ("one, two", '"one, two"'),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "written"), CELLS.values(), ids=CELLS)
def test_no_cell_becomes_a_formula(cell: object, written: str) -> None:
    assert csv_text([["a", cell]]) == f"a,{written}\n"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=3)))
def test_no_cell_begins_like_a_formula_in_any_rows(rows: Sequence[Sequence[str]]) -> None:
    for row in csv.reader(io.StringIO(csv_text(rows))):
        for cell in row:
            assert not [
                part
                for part in cell.replace("|", ";").split(";")
                if part.lstrip()[:1] in tuple("=+-@")
            ]


def test_other_cells_are_written_as_pandas_would(mapping: ExportMapping, tmp_path: Path) -> None:
    counted = figures(analyze(PROJECT / "sample_export", mapping))
    path = part_path(tmp_path, "P01")
    path.parent.mkdir(parents=True)
    path.write_bytes(part_with_counts("P01", from_export(counted), Origin("", "", "")))
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    written = b"".join(dataset_csv(tmp_path, ["P01"])).decode()
    assert written == frame.to_csv(index=False, lineterminator="\n")
