"""`datapackage.json` describes every column of a batch's rows, is valid, and fits the rows."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import write
from frictionless import Package, validate
from frictionless.resources import TableResource
from workshops import InThisProcess, export

from analyzer.analysis.model import MEASURES
from analyzer.sample.workshop import write_workshop
from analyzer.workshop import workers
from analyzer.workshop.batch import run_batch
from analyzer.workshop.contributions import FACETS
from analyzer.workshop.dataset import SCHEMA
from analyzer.workshop.folder import LOCK
from analyzer.workshop.options import Options
from analyzer.workshop.withdrawal import delete


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a batch over two exports, one with an unknown file, and an archive that cannot be read."""
    folder = tmp_path_factory.mktemp("batch")
    write_workshop(folder / "room", 2, seed=3, scale=0.05)
    write(folder / "room" / "Bo", export("Bo") | {"diary.csv": "Day,Mood\nMonday,good\n"})
    (folder / "room" / "empty.zip").write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "Workers", InThisProcess)
        run_batch(
            folder / "room", folder / "out", Options(made_on=date(2026, 3, 14)), lambda *_: None
        )
    return folder / "out"


def descriptor_of(out: Path) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads((out / "private" / "datapackage.json").read_text("utf-8"))
    return plain


@pytest.mark.slow
def test_the_descriptor_is_valid_and_the_rows_fit_it(out: Path) -> None:
    report = validate(out / "private" / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert report.tasks[0].stats["rows"] > 100


def test_cells_read_with_it_have_the_values_and_types_of_the_dataset(out: Path) -> None:
    resource = Package(out / "private" / "datapackage.json").get_resource("exposure")
    assert isinstance(resource, TableResource)
    rows = [row.to_dict() for row in resource.read_rows()]
    parts = sorted((out / "private" / "exposure.parquet").iterdir())
    expected = [row for part in parts for row in pq.ParquetFile(part).read().to_pylist()]
    # CSV has no difference between the empty name of a column and none.
    assert rows == [row | {"column": row["column"] or None} for row in expected]
    assert [type(cell) for cell in rows[1].values()] == [
        type(cell) for cell in expected[1].values()
    ]


def test_every_column_has_its_type_a_description_and_a_unit_if_it_is_a_number(out: Path) -> None:
    (resource,) = descriptor_of(out)["resources"]
    fields = resource["schema"]["fields"]
    columns = ["participant", *FACETS, *MEASURES, "people_named", "reason"]
    assert columns == SCHEMA.names == [field["name"] for field in fields]
    types = {pa.string(): "string", pa.int64(): "integer"}
    for field, column in zip(fields, SCHEMA, strict=True):
        assert field["type"] == types[column.type]
        assert len(field["description"]) > 15
        assert ("unit" in field) == (field["type"] == "integer")
        assert field["constraints"].get("required", False) != column.nullable


@pytest.mark.parametrize(
    ("column", "cell", "error"),
    [
        ("participant", "Ada", "constraint-error"),
        ("participant", "", "constraint-error"),
        ("standing", "perhaps", "constraint-error"),
        ("subject", "me", "constraint-error"),
        ("author", "nobody", "constraint-error"),
        ("words", "-1", "constraint-error"),
        ("words", "1.5", "type-error"),
        ("people_named", "many", "type-error"),
    ],
)
def test_another_cell_does_not_fit(
    out: Path, tmp_path: Path, column: str, cell: str, error: str
) -> None:
    for name in ("datapackage.json", "exposure.csv"):
        shutil.copy(out / "private" / name, tmp_path)
    path = tmp_path / "exposure.csv"
    header, first, rest = path.read_text("utf-8").split("\n", 2)
    cells = first.split(",")
    cells[SCHEMA.names.index(column)] = cell
    path.write_text("\n".join([header, ",".join(cells), rest]), "utf-8")
    report = validate(tmp_path / "datapackage.json")
    assert report.flatten(["rowNumber", "fieldName", "type"]) == [[2, column, error]]


def test_it_is_deleted_with_the_other_results(out: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(out, tmp_path / "out")
    assert (copy / "private" / "datapackage.json").exists()
    assert len(list(delete(copy, tmp_path / "none").lines())) == 1
    assert [path for path in copy.rglob("*") if path.name != LOCK] == []


def test_it_names_the_program_and_the_mapping(out: Path) -> None:
    plain = descriptor_of(out)
    assert plain["tool"]["name"] == "linkedin-exposure"
    assert plain["mapping"]["name"] == "built in"
