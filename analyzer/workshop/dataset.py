"""The counts of all participants as a dataset: a Parquet part for each participant."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import MEASURES
from analyzer.errors import OutputError
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Author, Subject
from analyzer.output import csv_text, read_result
from analyzer.reporting.json import made_with
from analyzer.text import STANDINGS
from analyzer.workshop.contributions import FACETS, Contribution, CountRow
from analyzer.workshop.folder import GROUP_CSV, part_path


class Field(NamedTuple):
    """What a column of the dataset holds: numbers in a unit, or else text. `constraints` apply to cells that are not empty."""

    holds: str
    unit: str | None = None
    constraints: Mapping[str, Any] = MappingProxyType({})


FIELDS: Final[Mapping[str, Field]] = {
    "participant": Field(
        "The participant, by number", constraints={"required": True, "pattern": "P[0-9]+"}
    ),
    "table": Field("The kind of file, by its name in the mapping; empty for unknown files"),
    "column": Field("The column of the file; empty if it is unknown or has no name"),
    "data_type": Field("What the column carries, by its id in the mapping; empty if none is known"),
    "category": Field("The category of the data type, `set_aside` or `unknown`"),
    "standing": Field(
        "What the articles report about the data type", constraints={"enum": list(STANDINGS)}
    ),
    "subject": Field(
        "The people that the cells are about; empty if unknown",
        constraints={"enum": list(get_args(Subject))},
    ),
    "author": Field(
        "Who wrote the cells; empty unless they are text",
        constraints={"enum": list(get_args(Author))},
    ),
    "values": Field("Cells that are neither empty nor placeholders", "cells"),
    "characters": Field("Characters in these cells", "characters"),
    "words": Field("Words in these cells", "words"),
    "bytes": Field("Bytes of these cells in UTF-8", "bytes"),
    "text_words": Field("Words in cells that people write in sentences", "words"),
    "texts": Field("Cells that people write in sentences", "cells"),
    "people_named": Field(
        "Other people in the export; in the first row of a participant only", "people"
    ),
    "reason": Field("Why the export could not be read; such a participant has one row"),
}
"""The columns of the dataset."""

SCHEMA: Final = pa.schema(
    [
        pa.field(name, pa.int64() if field.unit else pa.string(), nullable=name != "participant")
        for name, field in FIELDS.items()
    ]
)
"""The first row of a participant has `people_named`, or else the `reason` why nothing could be read. After it, each of
their columns has a row with its facets and volume, so volumes can be added up over all rows.
"""


@dataclass(frozen=True)
class Origin:
    """The origin of a part, in the metadata of its schema.

    `fingerprint` is a digest of all that the participant's page and counts depend on, and `page_sha256` one of the page,
    empty if there is none. `token` is a digest of the rounded counts.
    """

    fingerprint: str
    page_sha256: str
    token: str


_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)
"""What pyarrow raises for a file that is damaged."""


def part_with_counts(label: str, contribution: Contribution, origin: Origin) -> bytes:
    """The part of a participant with counts, as Parquet."""
    head = {"participant": label, "people_named": contribution.people}
    rows = [
        {"participant": label}
        | {name: getattr(row, name) for name in FACETS}
        | {name: getattr(row.volume, name) for name in contribution.measures}
        for row in contribution.rows
    ]
    return _parquet([head, *rows], asdict(origin))


def part_with_reason(label: str, reason: str) -> bytes:
    """The part of a participant whose export could not be read, as Parquet."""
    return _parquet([{"participant": label, "reason": reason}], {})


def _parquet(rows: list[dict[str, Any]], metadata: dict[str, str]) -> bytes:
    columns = {name: [row.get(name) for row in rows] for name in SCHEMA.names}
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, SCHEMA.with_metadata(metadata)), buffer)
    return buffer.getvalue()


def read_origin(out: Path, label: str) -> Origin:
    """The origin of a participant's part. Raises ValueError or TypeError if there is none."""
    try:
        metadata = pq.read_schema(_opened(part_path(out, label))).metadata or {}
    except _UNREADABLE as error:
        raise ValueError from error
    return Origin(**{key.decode(): value.decode() for key, value in metadata.items()})


def read_contribution(out: Path, label: str) -> Contribution:
    """The counts in a participant's part."""
    head, *columns = _read_rows(out, label)
    if head["people_named"] is None:
        raise _changed(out, label)
    rows = tuple(
        CountRow(
            **{name: row[name] for name in FACETS},
            volume=Volume(**{name: row[name] or 0 for name in MEASURES}),
        )
        for row in columns
    )
    measures = tuple(name for name in MEASURES if any(row[name] is not None for row in columns))
    return Contribution(rows, head["people_named"], measures or MEASURES)


def read_contributions(
    out: Path, labels: Iterable[str], beat: Callable[[], None] = lambda: None
) -> Iterator[tuple[str, Contribution]]:
    """The contributions of these participants, one at a time, so that they are never all in memory.

    `beat` is called for each, and may end this by an exception.
    """
    for label in labels:
        beat()
        yield label, read_contribution(out, label)


def dataset_csv(
    out: Path, labels: Iterable[str], beat: Callable[[], None] = lambda: None
) -> Iterator[bytes]:
    """The parts of these participants as CSV, one at a time. Unknown values are empty cells.

    `beat` is called for each, and may end this by an exception.
    """
    yield csv_text([SCHEMA.names]).encode()
    for label in labels:
        beat()
        yield csv_text(tuple(row.values()) for row in _read_rows(out, label)).encode()


def descriptor(mapping: ExportMapping, tool_version: str) -> dict[str, Any]:
    """The description of the CSV and its columns, as a Data Package of Frictionless (version 2)."""
    fields = [
        {
            "name": name,
            "type": "integer" if unit else "string",
            "description": holds,
            **({"unit": unit} if unit else {}),
            "constraints": {**constraints, **({"minimum": 0} if unit else {})},
        }
        for name, (holds, unit, constraints) in FIELDS.items()
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "exposure",
        "description": "The volumes of data in the exports of a group. exposure.parquet has the same rows.",
        **made_with(tool_version, mapping),
        "resources": [
            {
                "name": "exposure",
                "type": "table",
                "path": PurePath(GROUP_CSV).name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields},
            }
        ],
    }


def _read_rows(out: Path, label: str) -> list[dict[str, Any]]:
    # Not by `pq.read_table`, which takes a path for a part of a dataset, in which folder names are columns.
    path = part_path(out, label)
    texts = [field.name for field in SCHEMA if field.type == pa.string()]
    with suppress(*_UNREADABLE), pq.ParquetFile(_opened(path), read_dictionary=texts) as file:
        if file.schema_arrow.names == SCHEMA.names and 0 < file.metadata.num_rows <= _MOST_ROWS:
            table = file.read()  # each text is read once
            if sum(_bytes(table.column(name)) for name in texts) <= _MOST_BYTES:
                rows: list[dict[str, Any]] = table.cast(SCHEMA).to_pylist()
                return rows
    raise _changed(out, label)


_MOST_ROWS: Final = 20_000
"""More than the columns and parts of all files that the mapping has."""

_MOST_BYTES: Final = 10_000_000
"""More than all names of these. A small file can repeat a long text millions of times."""


def _bytes(column: pa.ChunkedArray) -> int:
    """The bytes of all texts."""
    lengths = (pc.binary_length(chunk.dictionary).take(chunk.indices) for chunk in column.chunks)
    return sum(pc.sum(length).as_py() or 0 for length in lengths)


def _changed(out: Path, label: str) -> OutputError:
    return OutputError(f"{part_path(out, label)} was changed; remove it to start afresh.")


def _opened(path: Path) -> io.BytesIO:
    return io.BytesIO(read_result(path))
