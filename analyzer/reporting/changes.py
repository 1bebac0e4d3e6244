"""What was removed, added and unchanged between two exports: `changes(comparison) -> Changes`, computed once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Any, Final

import pandas as pd

from analyzer.analysis.compare import ComparedExport, ComparedFile, Comparison, Side
from analyzer.analysis.matching import Key, column_keys
from analyzer.analysis.measure import Volume
from analyzer.analysis.model import by
from analyzer.language import gettext, language
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.standing import USED_OR_UNCERTAIN
from analyzer.mapping.tables import Table
from analyzer.text import STANDINGS, standing_label


@dataclass(frozen=True)
class Change:
    """The volume of some data that was removed, added, and is in both exports.

    `unchanged` is the volume by the newer export, and `unchanged_then` by the older one. They differ only where one export
    has less detail about a record, such as whether it is a draft, so that it counts elsewhere.
    """

    removed: Volume
    added: Volume
    unchanged: Volume
    unchanged_then: Volume

    @property
    def old(self) -> Volume:
        """The volume in the older export."""
        return self.removed + self.unchanged_then

    @property
    def new(self) -> Volume:
        """The volume in the newer export."""
        return self.added + self.unchanged

    @property
    def regrouped(self) -> bool:
        """Whether the two exports count the same records differently."""
        return self.unchanged != self.unchanged_then

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.removed.values or self.added.values or self.regrouped)


@dataclass(frozen=True)
class RecordChange:
    """The numbers of records that were removed, added, and are in both exports."""

    removed: int = 0
    added: int = 0
    unchanged: int = 0

    @property
    def old(self) -> int:
        """Those of the older export."""
        return self.removed + self.unchanged

    @property
    def new(self) -> int:
        """Those of the newer export."""
        return self.added + self.unchanged


@dataclass(frozen=True)
class CategoryChange:
    """The change of one category, in total and by standing, in the order of the page."""

    id: str
    label: str
    volume: Change
    standings: tuple[tuple[str, Change], ...]


@dataclass(frozen=True)
class OneSidedColumn:
    """A column that only one of the exports has; `name` is None where it is not shown."""

    name: str | None
    position: int


@dataclass(frozen=True)
class FileChange:
    """A file of one export, with the volume of its changed and its unchanged records."""

    side: Side
    file: ComparedFile
    changed: Volume
    unchanged: Volume


@dataclass(frozen=True)
class TableChange:
    """The change of one kind of file: its files in either export, its records, and columns that came or went.

    `table` is None for all unknown files together, which list no columns.
    """

    table: Table | None
    old: tuple[ComparedFile, ...]
    new: tuple[ComparedFile, ...]
    records: RecordChange
    volume: Change
    came: tuple[OneSidedColumn, ...]
    went: tuple[OneSidedColumn, ...]

    @property
    def label(self) -> str:
        """The name of its file, as a reader finds it."""
        return (
            self.table.files[0].replace("**", "…")
            if self.table
            else gettext("Files not known here")
        )

    @property
    def moved(self) -> bool:
        """Whether the names or the number of its files changed."""
        return [file.path for file in self.old] != [file.path for file in self.new]

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        recounted = self.records.removed or self.records.added or self.volume.any
        return bool(self.moved or recounted or self.came or self.went)


@dataclass(frozen=True)
class Changes:
    """All figures of a comparison.

    `whole` is everything, `used` the data that is reported as used, and `used_or_uncertain` the data that any article
    says is used. `categories` and `tables` have those of either export, in the order of the mapping. `came` and `went` are the files
    whose path only one export has, `aside` those that were not compared.
    """

    tool_version: str
    mapping: ExportMapping
    old: ComparedExport
    new: ComparedExport
    records: RecordChange
    whole: Change
    used: Change
    used_or_uncertain: Change
    standings: Mapping[str, Change]
    categories: tuple[CategoryChange, ...]
    tables: tuple[TableChange, ...]
    files: tuple[FileChange, ...]
    came: tuple[ComparedFile, ...]
    went: tuple[ComparedFile, ...]

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.came or self.went or any(table.any for table in self.tables))

    @property
    def regrouped(self) -> bool:
        """Whether records in both exports count elsewhere in the newer one."""
        return any(change.regrouped for change in self.standings.values())

    @property
    def partial(self) -> tuple[ComparedExport, ...]:
        """The exports that are only a part of one, by their names."""
        return tuple(export for export in (self.old, self.new) if export.partial)

    @property
    def aside(self) -> tuple[tuple[Side, ComparedFile], ...]:
        """The files that could not be compared, or not in full: unreadable, or with rejected records."""
        return tuple(
            (change.side, change.file)
            for change in self.files
            if change.file.state == "unreadable" or change.file.rejected
        )


# --- changes ---------------------------------------------------------------------------------------

_SIDES: Final[tuple[Side, Side]] = ("old", "new")


def changes(comparison: Comparison) -> Changes:
    """The figures of `comparison`."""
    volumes = comparison.volumes
    files = (comparison.old.files, comparison.new.files)
    of_standings = _by(volumes, "standing")
    tables = _tables(comparison)
    return Changes(
        tool_version=comparison.tool_version,
        mapping=comparison.mapping,
        old=comparison.old,
        new=comparison.new,
        records=_records(*files),
        whole=_change(volumes),
        used=_change(volumes[volumes.index.isin(["used"], level="standing")]),
        used_or_uncertain=_change(volumes[volumes.index.isin(USED_OR_UNCERTAIN, level="standing")]),
        standings={name: of_standings[name] for name in STANDINGS if name in of_standings},
        categories=_categories(comparison),
        tables=tables,
        files=tuple(_files(comparison)),
        came=_only(files[1], files[0]),
        went=_only(files[0], files[1]),
    )


def in_language(numbers: Changes, comparison: Comparison, mapping: Traversable | None) -> Changes:
    """The figures with sentences in the language of the page. `mapping` is the folder of the mapping, if not the built-in one."""
    if language().code == "en":
        return numbers
    return changes(replace(comparison, mapping=load_mapping(mapping)))


def _categories(comparison: Comparison) -> tuple[CategoryChange, ...]:
    volumes = _by(comparison.volumes, "category")
    of_standings = _by(comparison.volumes, "category", "standing")
    labels = {category.id: category.label for category in comparison.mapping.categories}
    labels |= {state: standing_label(state) for state in ("unknown", "set_aside")}
    return tuple(
        CategoryChange(
            id=category,
            label=label,
            volume=volumes[category],
            standings=tuple(
                (standing, of_standings[category, standing])
                for standing in STANDINGS
                if (category, standing) in of_standings
            ),
        )
        for category, label in labels.items()
        if category in volumes
    )


# --- files ---------------------------------------------------------------------------------------


def _files(comparison: Comparison) -> Iterator[FileChange]:
    volumes = by(comparison.volumes, "side", "path", "change")
    exports = (comparison.old.files, comparison.new.files)
    for side, only, files in zip(_SIDES, ("removed", "added"), exports, strict=True):
        for file in files:
            changed, unchanged = (
                volumes.get((side, file.path, change), Volume()) for change in (only, "unchanged")
            )
            yield FileChange(side, file, changed, unchanged)


def _only(
    files: Iterable[ComparedFile], others: Iterable[ComparedFile]
) -> tuple[ComparedFile, ...]:
    there = {file.path for file in others}
    return tuple(file for file in files if file.path not in there)


def _tables(comparison: Comparison) -> tuple[TableChange, ...]:
    unknown = comparison.volumes[comparison.volumes.index.get_level_values("table").isna()]
    volumes = {**_by(comparison.volumes, "table"), None: _change(unknown)}
    old, new = _by_table(comparison.old.files), _by_table(comparison.new.files)
    tables: dict[str | None, Table | None] = {
        table.name: table for table in comparison.mapping.tables
    }
    tables[None] = None
    return tuple(
        _table(table, old.get(name, ()), new.get(name, ()), volumes.get(name, _of({})))
        for name, table in tables.items()
        if name in old or name in new
    )


def _by_table(files: Iterable[ComparedFile]) -> Mapping[str | None, Sequence[ComparedFile]]:
    by_table: dict[str | None, list[ComparedFile]] = {}
    for file in files:
        by_table.setdefault(file.table.name if file.table else None, []).append(file)
    return by_table


def _table(
    table: Table | None, old: Sequence[ComparedFile], new: Sequence[ComparedFile], volume: Change
) -> TableChange:
    before, after = _columns(table, old), _columns(table, new)
    both = bool(before and after)  # otherwise each column came or went with the file
    return TableChange(
        table=table,
        old=tuple(old),
        new=tuple(new),
        records=_records(old, new),
        volume=volume,
        came=tuple(after[key] for key in after if both and key not in before),
        went=tuple(before[key] for key in before if both and key not in after),
    )


def _columns(table: Table | None, files: Iterable[ComparedFile]) -> dict[Key, OneSidedColumn]:
    columns: dict[Key, OneSidedColumn] = {}
    for file in files if table else ():
        for position, key in enumerate(column_keys(file.header)):
            columns.setdefault(key, OneSidedColumn(file.header[position], position))
    return columns


def _records(old: Sequence[ComparedFile], new: Sequence[ComparedFile]) -> RecordChange:
    return RecordChange(
        removed=sum(file.records - file.unchanged for file in old),
        added=sum(file.records - file.unchanged for file in new),
        unchanged=sum(file.unchanged for file in new),
    )


# --- totals --------------------------------------------------------------------------------------


def _by(volumes: pd.DataFrame, *facets: str) -> dict[Any, Change]:
    """The change of the data that shares `facets`, by the single facet or by a tuple."""
    sums: dict[Any, dict[tuple[str, str], Volume]] = {}
    for (*key, side, change), volume in by(volumes, *facets, "side", "change").items():
        sums.setdefault(tuple(key) if len(key) > 1 else key[0], {})[side, change] = volume
    return {key: _of(volumes_of_key) for key, volumes_of_key in sums.items()}


def _change(volumes: pd.DataFrame) -> Change:
    return _of(by(volumes, "side", "change"))


def _of(volumes: Mapping[tuple[str, str], Volume]) -> Change:
    return Change(
        removed=volumes.get(("old", "removed"), Volume()),
        added=volumes.get(("new", "added"), Volume()),
        unchanged=volumes.get(("new", "unchanged"), Volume()),
        unchanged_then=volumes.get(("old", "unchanged"), Volume()),
    )
