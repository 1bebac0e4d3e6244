"""Compares two exports of one person, record by record: `compare(old, new, mapping) -> Comparison`.

The files of one kind are read together, those of the older export and those of the newer, and the next kind only
when these are done with: what is in memory at once is one table of both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer import __version__
from analyzer.analysis.analyze import ColumnsMeasuring, Progress, file_state
from analyzer.analysis.copies import Copies, Repeated
from analyzer.analysis.matching import Codes, Key, KeyedRecords, column_keys, match
from analyzer.analysis.measure import ColumnMeasure
from analyzer.analysis.model import FACETS, column_rows, frames, volumes_of
from analyzer.analysis.parts import OwnerNames, assign
from analyzer.analysis.people import NamedColumns
from analyzer.analysis.record_days import RecordDays
from analyzer.analysis.walk import (
    UNKNOWN_FILE,
    ExportFile,
    State,
    Unread,
    finding,
    is_partial,
    walk,
)
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.reading.archive import Archive, open_archive
from analyzer.reading.reader import FileReading, RecordBatch
from analyzer.reading.refusals import check_findings

Kind = tuple[str, tuple[Key, ...]]
"""A kind of file: the name of its table, or where that is not known, the keys of its columns."""


@dataclass(frozen=True)
class ComparedFile:
    """One file of one of the exports. Of its `records`, the other export has those `unchanged`.

    `reason` says in plain words why its records are not compared, or not known. `rejected` records could not
    be read, and are in no other number.
    """

    path: str
    bytes: int
    state: State
    table: Table | None
    reason: str | None = None
    header: tuple[str | None, ...] = ()
    records: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A file whose records are compared, and the part of its table that each record belongs to."""

    file: ComparedFile
    reading: FileReading
    parts: pa.Array

    @property
    def keyed(self) -> KeyedRecords:
        """Its records, for matching."""
        return KeyedRecords(self.reading.records, column_keys(self.reading.header))


class SheetReader:
    """Reads an opened export kind by kind. It keeps what is said of the files, and nothing of their cells.

    Raises ExportError if the archive, which is at `path`, holds no known file or more than one export.
    """

    def __init__(self, archive: Archive, path: Path, mapping: ExportMapping) -> None:
        self._owner = OwnerNames(mapping)
        self.aside: list[ComparedFile] = []
        """The files that are not compared, each with a reason."""
        self._files: dict[Kind, list[ExportFile]] = {}
        findings = []
        files = tuple(walk(archive, mapping))
        self.partial = is_partial(archive, files, mapping)
        for file in files:
            beginning = file.beginning()
            findings.append(finding(file.table, file.size, beginning))
            kind = self._kind_of(file, beginning)
            if kind:
                self._files.setdefault(kind, []).append(file)
        check_findings(path, archive.files, findings, mapping)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of file there are."""
        return frozenset(self._files)

    def size(self, kind: Kind) -> int:
        """The bytes of the files of that kind."""
        return sum(file.size for file in self._files.get(kind, ()))

    def sheets(self, kind: Kind) -> list[Sheet]:
        """The files of that kind. Tables that tell who the owner is have to be asked for first: the parts of
        others depend on it.
        """
        read_files = list(self._readable(kind))
        for _, reading in read_files:
            if reading.table:
                self._owner.note(self._named(reading), reading.table)
        copies = Copies(self._files.get(kind, ()))
        sheets = []
        for file, reading in read_files:
            repeated = copies.repeated(file.path)
            if repeated and repeated.whole:
                self.aside.append(
                    ComparedFile(file.path, file.bytes, "set_aside", file.table, repeated.reason)
                )
                continue
            sheets.append(self._sheet(file, reading, repeated))
        return sheets

    def _sheet(self, file: ComparedFile, reading: FileReading, repeated: Repeated | None) -> Sheet:
        """The file without its `repeated` records."""
        if repeated:
            new_records = reading.records.filter(pa.array(~repeated.mask))
            reading = replace(reading, records=new_records, measured=new_records.num_rows)
            file = replace(file, records=new_records.num_rows, reason=repeated.reason)
        return Sheet(file, reading, assign(self._named(reading), reading.table, self._owner))

    def _readable(self, kind: Kind) -> Iterator[tuple[ComparedFile, FileReading]]:
        for file in self._files.get(kind, ()):
            reading = file.read()
            if isinstance(reading, Unread):
                self._put_aside(file, reading)
                continue
            state = file_state(reading.table)
            compared = ComparedFile(
                path=file.path,
                bytes=file.size,
                state=state,
                table=reading.table,
                reason=UNKNOWN_FILE if state == "unknown" else None,
                header=reading.header,
                records=reading.measured,
                rejected=reading.rejected,
            )
            yield compared, reading

    def _named(self, reading: FileReading) -> NamedColumns:
        return NamedColumns(reading.records, reading.header, self._owner.digests)

    def _kind_of(self, file: ExportFile, beginning: RecordBatch | Unread) -> Kind | None:
        """The kind of file it is; None, with a reason in `aside`, if it is not read."""
        if file.table:
            return file.table.name, ()
        if isinstance(beginning, Unread):
            self._put_aside(file, beginning)
            return None
        return (
            (beginning.table.name, ()) if beginning.table else ("", column_keys(beginning.header))
        )

    def _put_aside(self, file: ExportFile, unread: Unread) -> None:
        self.aside.append(
            ComparedFile(file.path, file.size, unread.state, file.table, unread.reason)
        )


# --- comparison ------------------------------------------------------------------------------------

Side = Literal["old", "new"]
Outcome = Literal["removed", "added", "unchanged"]

_ONLY_IN: Final[Mapping[Side, Outcome]] = {"old": "removed", "new": "added"}


@dataclass(frozen=True)
class ComparedExport:
    """One of the two exports: its name and its files. `partial`: by its name, it is only a part of an export."""

    name: str
    kind: Literal["folder", "zip"]
    files: tuple[ComparedFile, ...]
    partial: bool = False


@dataclass(frozen=True, eq=False)
class Comparison:
    """What two exports of one person have in common, and what only one of them has.

    `volumes` has a row per column of either export, part of its table, and change: the `MEASURES`, with the `FACETS`,
    the `side` ("old" or "new") and the `change` as index. What is "removed" is in the older export alone, what is
    "added" in the newer alone; what is "unchanged" is in both, and has a row on either side. A value is unchanged
    if both exports have its record and its column. Every total is a group-by on this table.
    """

    tool_version: str
    mapping: ExportMapping
    old: ComparedExport
    new: ComparedExport
    volumes: pd.DataFrame


def compare(
    old: Path,
    new: Path,
    mapping: ExportMapping,
    *,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the exports at `old` and `new`, each an unzipped folder or a ZIP.

    `progress` is called after each kind of file. Raises ExportError when one of them cannot be opened, holds no
    known file, more than one export, or more than the `limits` say.
    """
    with open_archive(old, limits) as first, open_archive(new, limits) as second:
        before, after = SheetReader(first, old, mapping), SheetReader(second, new, mapping)
        kinds = _in_order(before.kinds | after.kinds, mapping)
        sizes = [before.size(kind) + after.size(kind) for kind in kinds]
        found: list[_Compared] = []
        for number, kind in enumerate(kinds, start=1):
            found += _compare_kind(before.sheets(kind), after.sheets(kind), mapping)
            if progress:
                progress(sum(sizes[:number]), sum(sizes))
        return Comparison(
            tool_version=__version__,
            mapping=mapping,
            old=_export(first, before, (each.file for each in found if each.side == "old")),
            new=_export(second, after, (each.file for each in found if each.side == "new")),
            volumes=_volumes(found),
        )


def _in_order(kinds: Iterable[Kind], mapping: ExportMapping) -> list[Kind]:
    """The kinds of file, those first that tell who the owner is, and those that nobody knows last."""
    owners = {source.table for source in mapping.owner_columns("name")}
    places = {table.name: place for place, table in enumerate(mapping.tables)}
    return sorted(
        kinds,
        key=lambda kind: (kind[0] not in owners, places.get(kind[0], len(places)), repr(kind[1])),
    )


# --- one kind of file ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Compared:
    """One file of one side, with a row and a measure for each of its columns, parts and changes."""

    side: Side
    file: ComparedFile
    rows: tuple[dict[str, Any], ...]
    measures: tuple[ColumnMeasure, ...]


def _compare_kind(
    old: Sequence[Sheet], new: Sequence[Sheet], mapping: ExportMapping
) -> list[_Compared]:
    matches = match([sheet.keyed for sheet in old], [sheet.keyed for sheet in new])
    return [
        *map(partial(_compared, mapping, "old", matches.same), old, matches.old),
        *map(partial(_compared, mapping, "new", matches.same), new, matches.new),
    ]


def _compared(
    mapping: ExportMapping, side: Side, same: Sequence[frozenset[Key]], sheet: Sheet, codes: Codes
) -> _Compared:
    file = replace(sheet.file, unchanged=int(np.count_nonzero(codes)))
    table, header = sheet.reading.table, sheet.reading.header
    rows: list[dict[str, Any]] = []
    measures: list[ColumnMeasure] = []
    dates = RecordDays(table.date_sources(header) if table else ())
    dates.of(sheet.reading.records)
    for code in np.unique(codes):
        chosen = pa.array(codes == code)
        records = sheet.reading.records.filter(chosen)
        measuring = ColumnsMeasuring(dates.orders_seen)
        measuring.add(RecordBatch(table, header, records), sheet.parts.filter(chosen))
        measures += measuring.result()
        for row in column_rows(file.path, table, header, measuring.result(), mapping):
            unchanged = sheet.keyed.keys[row["position"]] in same[code]
            change = "unchanged" if unchanged else _ONLY_IN[side]
            rows.append({**row, "side": side, "change": change})
    return _Compared(side, file, tuple(rows), tuple(measures))


# --- all together --------------------------------------------------------------------------------


def _export(
    archive: Archive, reader: SheetReader, compared: Iterable[ComparedFile]
) -> ComparedExport:
    files = sorted([*reader.aside, *compared], key=lambda file: file.path)
    return ComparedExport(archive.name, archive.kind, tuple(files), reader.partial)


def _volumes(compared: Sequence[_Compared]) -> pd.DataFrame:
    rows = [row for file in compared for row in file.rows]
    measures = (measure for file in compared for measure in file.measures)
    return volumes_of(*frames(rows, measures, (*FACETS, "side", "change")))
