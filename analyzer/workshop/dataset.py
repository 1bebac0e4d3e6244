"""The counts of all participants as a dataset: a Parquet part per shard of them, read and written one at a time."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import MEASURES
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import csv_text, write_whole
from analyzer.workshop.contributions import FACETS, Contribution, Row, concerned
from analyzer.workshop.folder import DATASET, number_of, part_path

SCHEMA: Final = pa.schema(
    [
        pa.field("participant", pa.string(), nullable=False),
        *(pa.field(name, pa.string()) for name in FACETS),
        *(pa.field(name, pa.int64()) for name in MEASURES),
        pa.field("people_named", pa.int64()),
        pa.field("reason", pa.string()),
    ]
)
"""A row for each participant, with `people_named` or else the `reason` why there is nothing of theirs, and after it
one for each of their columns with its facets and volume. So volumes can be added up as they are.
"""


@dataclass(frozen=True)
class _Failure:
    reason: str


_Entry = tuple[str, Contribution | _Failure]


def write_dataset(
    out: Path,
    contributions: Iterable[tuple[str, Contribution]],
    failures: Iterable[tuple[str, str]],
) -> None:
    """Write these participants, both in the order of their labels, as parts to `out`, and remove all other parts.

    The name of a part says which numbers of participants it is for, so another run replaces it. Raises OutputError.
    """
    failed = ((label, _Failure(reason)) for label, reason in failures)
    entries: Iterator[_Entry] = merge(contributions, failed, key=lambda entry: number_of(entry[0]))
    written = set()
    for path, shard in groupby(entries, key=lambda entry: part_path(out, entry[0])):
        write_whole(path, _to_parquet(shard))
        written.add(path)
    for path in set(parts(out)) - written:
        path.unlink()


def read_dataset(out: Path, mapping: ExportMapping) -> Iterator[tuple[str, Contribution]]:
    """The label and the contribution of each participant who has one, with a part in memory at a time.

    Who is who does not change with what they hand over, so their labels are their tokens.
    """
    for path in parts(out):
        for label, rows in groupby(_rows(path), key=lambda row: str(row["participant"])):
            head, *columns = rows
            if head["reason"] is None:
                yield label, _contribution(label, head["people_named"], columns, mapping)


def dataset_csv(out: Path) -> Iterator[bytes]:
    """The dataset as CSV, a part at a time; empty cells are what is not known."""
    yield csv_text([SCHEMA.names]).encode()
    for path in parts(out):
        yield csv_text(tuple(row.values()) for row in _rows(path)).encode()


def parts(out: Path) -> list[Path]:
    """The parts that are there, in the order of the participants."""
    return sorted((out / DATASET).glob("part-*.parquet"))


def _to_parquet(shard: Iterable[_Entry]) -> bytes:
    rows = [row for label, entry in shard for row in _plain(label, entry)]
    columns = {name: [row.get(name) for row in rows] for name in SCHEMA.names}
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, SCHEMA), buffer)
    return buffer.getvalue()


def _plain(label: str, entry: Contribution | _Failure) -> Iterator[dict[str, Any]]:
    if isinstance(entry, _Failure):
        yield {"participant": label, "reason": entry.reason}
        return
    yield {"participant": label, "people_named": entry.people}
    for row in entry.rows:
        volume = {name: getattr(row.volume, name) for name in entry.measures}
        yield {"participant": label, **{name: getattr(row, name) for name in FACETS}, **volume}


def _rows(path: Path) -> list[dict[str, Any]]:
    # From its bytes: a path would be read as one part of a dataset, whose folders are columns.
    table = pq.read_table(io.BytesIO(path.read_bytes()), schema=SCHEMA)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _contribution(
    label: str, people: int, plain: Sequence[Mapping[str, Any]], mapping: ExportMapping
) -> Contribution:
    rows = tuple(
        Row(
            **{name: row[name] for name in FACETS},
            volume=Volume(**{name: row[name] or 0 for name in MEASURES}),
        )
        for row in plain
    )
    known = tuple(name for name in MEASURES if any(row[name] is not None for row in plain))
    return Contribution(label, rows, people, concerned(rows, mapping), known or MEASURES)
