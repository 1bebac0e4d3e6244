"""Compares two exports of one person, record by record: `compare(old, new, mapping) -> Comparison`.

The files of one kind are read together, those of the older export and those of the newer, and the next kind only
when these are done with: what is in memory at once is one table of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer import __version__
from analyzer.analysis.columns import ColumnsMeasuring, expose_columns
from analyzer.analysis.exposure import Progress
from analyzer.analysis.matching import Codes, Key, match
from analyzer.analysis.model import MEASURES, ColumnExposure, tidy
from analyzer.analysis.policy import Assessment, assess
from analyzer.analysis.sheets import ComparedFile, Kind, Sheet, SheetReader
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping import ExportMapping
from analyzer.reading.archive import Archive, open_archive
from analyzer.reading.reader import Batch

Side = Literal["old", "new"]
Change = Literal["removed", "added", "unchanged"]

_ONLY_IN: Final[Mapping[Side, Change]] = {"old": "removed", "new": "added"}


@dataclass(frozen=True)
class ComparedExport:
    """One of the two exports: what it is called, and its files."""

    name: str
    kind: Literal["folder", "zip"]
    files: tuple[ComparedFile, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What two exports of one person have in common, and what only one of them has.

    `columns` has a row per column of either export, part of its table, and change: the `FACETS`, the `side`
    ("old" or "new"), the `change` and the `MEASURES`. What is "removed" is in the older export alone, what is
    "added" in the newer alone; what is "unchanged" is in both, and has a row on either side. A value is unchanged
    if both exports have its record and its column. Every total is a group-by on this table.

    `assessments` is what the documents say about each data type, by its id.
    """

    tool_version: str
    mapping: ExportMapping
    assessments: Mapping[str, Assessment]
    old: ComparedExport
    new: ComparedExport
    columns: pd.DataFrame


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
            found += _compare_kind(before.sheets(kind), after.sheets(kind))
            if progress:
                progress(sum(sizes[:number]), sum(sizes))
        assessments = assess(mapping)
        return Comparison(
            tool_version=__version__,
            mapping=mapping,
            assessments=assessments,
            old=_export(first, before, (each.file for each in found if each.side == "old")),
            new=_export(second, after, (each.file for each in found if each.side == "new")),
            columns=_tidy(found, assessments),
        )


def _in_order(kinds: Iterable[Kind], mapping: ExportMapping) -> list[Kind]:
    """The kinds of file, those first that tell who the owner is, and those that nobody knows last."""
    owners = {source.table for source in mapping.owner_sources("name")}
    places = {table.name: place for place, table in enumerate(mapping.tables)}
    return sorted(
        kinds,
        key=lambda kind: (kind[0] not in owners, places.get(kind[0], len(places)), repr(kind[1])),
    )


# --- one kind of file ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Compared:
    """One file of one side, and its columns by what became of their values."""

    side: Side
    file: ComparedFile
    columns: tuple[tuple[ColumnExposure, Change], ...]


def _compare_kind(old: Sequence[Sheet], new: Sequence[Sheet]) -> list[_Compared]:
    matches = match([sheet.keyed for sheet in old], [sheet.keyed for sheet in new])
    return [
        *map(partial(_compared, "old", matches.same), old, matches.old),
        *map(partial(_compared, "new", matches.same), new, matches.new),
    ]


def _compared(side: Side, same: Sequence[frozenset[Key]], sheet: Sheet, codes: Codes) -> _Compared:
    file = replace(sheet.file, unchanged=int(np.count_nonzero(codes)))
    columns: list[tuple[ColumnExposure, Change]] = []
    for code in np.unique(codes):
        chosen = pa.array(codes == code)
        table, header = sheet.reading.table, sheet.reading.header
        records = sheet.reading.records.filter(chosen)
        measuring = ColumnsMeasuring()
        measuring.add(Batch(table, header, records), sheet.parts.filter(chosen))
        for column in expose_columns(file.path, table, header, measuring.result()):
            unchanged = sheet.keyed.keys[column.measure.position] in same[code]
            columns.append((column, "unchanged" if unchanged else _ONLY_IN[side]))
    return _Compared(side, file, tuple(columns))


# --- all together --------------------------------------------------------------------------------


def _export(
    archive: Archive, reader: SheetReader, compared: Iterable[ComparedFile]
) -> ComparedExport:
    files = sorted([*reader.aside, *compared], key=lambda file: file.path)
    return ComparedExport(archive.name, archive.kind, tuple(files))


def _tidy(compared: Sequence[_Compared], assessments: Mapping[str, Assessment]) -> pd.DataFrame:
    rows = [(each.side, *row) for each in compared for row in each.columns]
    facets, days = tidy((column for _, column, _ in rows), assessments)
    volumes = days.groupby("column")[list(MEASURES)].sum().reindex(facets.index, fill_value=0)
    return facets.assign(
        side=[side for side, _, _ in rows], change=[change for _, _, change in rows]
    ).join(volumes)
