"""What an analysis is: counts, dates and names of files and columns, and nothing else of an export."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from analyzer.analysis.measure import ColumnMeasure, Volume, sum_volumes
from analyzer.analysis.people import PeopleCount
from analyzer.analysis.policy import MAY_BE_USED, Assessment
from analyzer.mapping import Column, ExportMapping, Table

State = Literal["mapped", "set_aside", "unknown", "unreadable"]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class ColumnExposure:
    """One column of one file: what it carries and how much of it there is.

    `name` is None where the first line of the file may be somebody's data and is not shown. `column`
    is its entry in the mapping, None if it has none, `assessment` what the documents say of its data
    type. A column without a data type counts under its `state` as its category, group and standing, so
    that all columns together are the whole export.
    """

    path: str
    name: str | None
    column: Column | None
    state: State
    measure: ColumnMeasure
    assessment: Assessment | None = None

    @property
    def data_type(self) -> str | None:
        """The id of its data type, if it has one."""
        return self.column.data_type.id if self.column and self.column.data_type else None

    @property
    def category(self) -> str:
        """The id of its category; its state if it has none."""
        if self.column and self.column.data_type:
            return self.column.data_type.category.id
        return self.state

    @property
    def group(self) -> str:
        """The shelf its category stands on; its state if it has none."""
        if self.column and self.column.data_type:
            return self.column.data_type.category.group
        return self.state

    @property
    def standing(self) -> str:
        """What the documents, read together, say of it; its state if it has no data type."""
        return self.assessment.standing if self.assessment else self.state

    @property
    def subject(self) -> str:
        """Whom it is about: self, others or mixed; its state if it has no data type."""
        return self.column.subject if self.column and self.column.subject else self.state

    @property
    def volume(self) -> Volume:
        """How much there is."""
        return self.measure.volume


@dataclass(frozen=True)
class FileExposure:
    """One file of the export. `found` = `measured` + rejected records, always.

    `reason` says in plain words why a file is not mapped, or what is unusual about one that is.
    """

    path: str
    bytes: int
    state: State
    reason: str | None
    table: Table | None = None
    dialect: str | None = None
    repairs: tuple[str, ...] = ()
    found: int = 0
    measured: int = 0
    rejected_lines: tuple[int, ...] = ()
    columns: tuple[ColumnExposure, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """What an export holds, and which categories it falls in. Holds counts, dates and names of files
    and columns; no value of the export.
    """

    tool_version: str
    mapping: ExportMapping
    name: str
    kind: Literal["folder", "zip"]
    files: tuple[FileExposure, ...]
    people: PeopleCount

    @property
    def columns(self) -> Iterator[ColumnExposure]:
        """The columns of all files, in order."""
        for file in self.files:
            yield from file.columns

    def volume_by(self, key: Callable[[ColumnExposure], Key]) -> dict[Key, Volume]:
        """The volume of the columns that share a `key`; together always the whole export."""
        parts: dict[Key, list[Volume]] = {}
        for column in self.columns:
            parts.setdefault(key(column), []).append(column.volume)
        return {one: sum_volumes(volumes) for one, volumes in parts.items()}

    @property
    def volume(self) -> Volume:
        """All columns together."""
        return sum_volumes(column.volume for column in self.columns)

    @property
    def at_least(self) -> Volume:
        """What the documents, read together, say may be used."""
        return self.in_standing("used")

    @property
    def at_most(self) -> Volume:
        """That, and what one document alone claims or the documents disagree about."""
        return self.in_standing(*MAY_BE_USED)

    def in_standing(self, *standings: str) -> Volume:
        """The volume of the columns that have one of these standings."""
        return sum_volumes(column.volume for column in self.columns if column.standing in standings)

    @property
    def rejected(self) -> int:
        """How many records could not be read."""
        return sum(len(file.rejected_lines) for file in self.files)

    @property
    def complete(self) -> bool:
        """Whether every file and column is known and every record was read."""
        return not any(
            file.state in {"unknown", "unreadable"}
            or file.rejected_lines
            or any(column.state == "unknown" for column in file.columns)
            for file in self.files
        )
