"""The figures of one report, as frozen values that every renderer reads and none computes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import FileExposure
from analyzer.analysis.policy import Assessment
from analyzer.mapping import (
    Action,
    Disagreement,
    Document,
    ExportMapping,
    Finding,
    Statement,
    Table,
)

REJECTED_LINES_SHOWN: Final = 20
"""Of the lines of one file that could not be read; more are only counted."""


@dataclass(frozen=True)
class ColumnFigures:
    """One column of one file. `set_aside` says why nothing of the person's is in it, where that is so."""

    path: str
    position: int
    part: str | None
    name: str | None
    state: str
    data_type: str | None
    category: str
    group: str
    standing: str
    kind: str | None
    subject: str | None
    author: str | None
    set_aside: str | None
    assessment: Assessment | None
    volume: Volume
    first_date: date | None
    last_date: date | None


@dataclass(frozen=True)
class FileFigures:
    """A file, or the part of it that belongs to one category: its columns and their volume."""

    file: FileExposure
    columns: tuple[ColumnFigures, ...]
    volume: Volume


@dataclass(frozen=True)
class EvidenceBlock:
    """Data types of one category about which the documents say the same, with their statements."""

    data_types: tuple[tuple[str, str], ...]
    assessment: Assessment
    volume: Volume

    @property
    def labels(self) -> tuple[str, ...]:
        """What the data types are called."""
        return tuple(label for _, label in self.data_types)


@dataclass(frozen=True)
class CategoryFigures:
    """One category of this export: what it is, how much, on what evidence, and the files it is in.

    `standings` are those its columns have, with the volume of each, in the order of the page; `standing` is
    that of most of its words.
    """

    id: str
    label: str
    describes: str
    standing: str
    standings: tuple[tuple[str, Volume], ...]
    volume: Volume
    evidence: tuple[EvidenceBlock, ...]
    files: tuple[FileFigures, ...]


@dataclass(frozen=True)
class Part:
    """A part of the export (a file, a subject, a role): its volume, and what of it may be used.

    `by_standing` has the volume of each standing in it, `people` how many distinct people it names, where
    that is known.
    """

    key: str
    volume: Volume
    covered: Volume
    every_claim: Volume
    by_standing: Mapping[str, Volume]
    people: int | None = None


@dataclass(frozen=True)
class Month:
    """What may be used of one month (its first day)."""

    month: date
    covered: Volume
    every_claim: Volume


@dataclass(frozen=True)
class MonthOfCategory:
    """The volume of one category in one month; None for records without a date."""

    month: date | None
    category: str
    volume: Volume


@dataclass(frozen=True)
class DisagreementFigures:
    """A difference among the documents, the volume of this export that it is about, and its sides:
    document, paraphrase and quotes of each statement.
    """

    disagreement: Disagreement
    volume: Volume
    sides: tuple[tuple[Document, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ActionFigures:
    """Something to do, the volume it concerns (None where no document says), and who says so."""

    action: Action
    volume: Volume | None
    steps: tuple[tuple[Document, Finding], ...]
    limits: tuple[tuple[Document, Statement | Finding], ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class Figures:
    """Every number of one report. `bytes` and `rejected` are over all files.

    `by_standing`, `by_category` and `by_group` each cover the whole export; columns that have no data type
    count under their state. `months` has every month from the first to the last with something that may be
    used; `dated`, `undated` and `before_start` are of what may be used at most, `start` is the day on which
    most documents say the use begins. `heaviest` are the files with most of what may be used.
    """

    tool_version: str
    mapping: ExportMapping
    name: str
    kind: Literal["folder", "zip"]
    complete: bool
    files: tuple[FileFigures, ...]
    bytes: int
    rejected: int
    absent: tuple[Table, ...]
    columns: tuple[ColumnFigures, ...]
    whole: Volume
    covered: Volume
    every_claim: Volume
    by_standing: Mapping[str, Volume]
    by_category: Mapping[str, Volume]
    by_group: Mapping[str, Volume]
    categories: tuple[CategoryFigures, ...]
    timeline: tuple[MonthOfCategory, ...]
    months: tuple[Month, ...]
    start: date | None
    dated: Volume
    undated: Volume
    before_start: Volume
    heaviest: tuple[Part, ...]
    subjects: tuple[Part, ...]
    roles: tuple[Part, ...]
    people: int
    disagreements: tuple[DisagreementFigures, ...]
    actions: tuple[ActionFigures, ...]

    def of(self, standing: str) -> Volume:
        """The volume of one standing; nothing where no column has it."""
        return self.by_standing.get(standing, Volume())
