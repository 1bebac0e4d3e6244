"""The figures of a comparison, as frozen values that every renderer reads and none computes."""

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.analysis.comparison import ComparedExport, Side
from analyzer.analysis.measure import Volume
from analyzer.analysis.sheets import ComparedFile
from analyzer.mapping import ExportMapping, Table


@dataclass(frozen=True)
class Change:
    """What became of some data: how much of it was removed, was added, and is in both exports.

    `unchanged` is what the newer export counts here of that, and `unchanged_then` what the older one did. They
    differ only where one of them tells less of a record, such as whether it is a draft, so that the same
    record counts elsewhere.
    """

    removed: Volume
    added: Volume
    unchanged: Volume
    unchanged_then: Volume

    @property
    def old(self) -> Volume:
        """All of it in the older export."""
        return self.removed + self.unchanged_then

    @property
    def new(self) -> Volume:
        """All of it in the newer export."""
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
    """How many records were removed, were added, and are in both exports."""

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
    """What became of the data of one category, and of it by standing, in the order of the page."""

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
    """One file of one of the exports, with the volume of its records by what became of them."""

    side: Side
    file: ComparedFile
    changed: Volume
    unchanged: Volume


@dataclass(frozen=True)
class TableChange:
    """What became of one kind of file: its files in either export, its records, and columns that came or went.

    `table` is None for all files that are not known together, of which no column is told.
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
        return self.table.files[0].replace("**", "…") if self.table else "Files not known here"

    @property
    def moved(self) -> bool:
        """Whether its files are called differently, or are not as many."""
        return [file.path for file in self.old] != [file.path for file in self.new]

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        recounted = self.records.removed or self.records.added or self.volume.any
        return bool(self.moved or recounted or self.came or self.went)


@dataclass(frozen=True)
class Changes:
    """All figures of a comparison.

    `whole` is everything, `covered` what the documents clearly cover, and `every_claim` what any of them claims.
    `categories` and `tables` have those that either export has, in the order of the mapping. `came` and `went` are the files whose path only one export has, `aside` what was not compared.
    """

    tool_version: str
    mapping: ExportMapping
    old: ComparedExport
    new: ComparedExport
    records: RecordChange
    whole: Change
    covered: Change
    every_claim: Change
    standings: Mapping[str, Change]
    categories: tuple[CategoryChange, ...]
    tables: tuple[TableChange, ...]
    files: tuple[FileChange, ...]
    came: tuple[ComparedFile, ...]
    went: tuple[ComparedFile, ...]

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.came or self.went or any(each.any for each in self.tables))

    @property
    def regrouped(self) -> bool:
        """Whether records that both have count elsewhere in the newer export."""
        return any(each.regrouped for each in self.standings.values())

    @property
    def aside(self) -> tuple[tuple[Side, ComparedFile], ...]:
        """The files that could not be compared, or not in full: unreadable, or with rejected records."""
        return tuple(
            (each.side, each.file)
            for each in self.files
            if each.file.state == "unreadable" or each.file.rejected
        )
