"""The figures of one report, as frozen values that every renderer reads and none computes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.analysis.model import FileExposure
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.articles import Action, Article, Disagreement, Fact, Finding, OfficialRemark
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import Period, Purpose, Region, RuleTopic, Stance, Use
from analyzer.mapping.standing import EVERY_CLAIM, Assessment, Coverage
from analyzer.mapping.tables import Table


@dataclass(frozen=True)
class Sentence:
    """A sentence with the ids of the statements and findings it rests on.

    `documents` is how many documents say it; none where it says what no document says (`silent`), and then
    `evidence` is what comes closest.
    """

    id: str
    says: str
    silent: bool
    evidence: tuple[str, ...]
    documents: int


@dataclass(frozen=True)
class TopicSentence:
    """A sentence, and what it is about. `purpose` and `side` are for who else receives data."""

    topic: RuleTopic
    purpose: Purpose | None
    side: Stance | None
    sentence: Sentence


@dataclass(frozen=True)
class PeriodFigures:
    """One period of a reading: the volume in it, and what the documents say of that.

    `use` and `sentence` are None where it can have no day at all.
    """

    period: Period
    use: Use | None
    sentence: Sentence | None
    by_standing: Mapping[str, Volume]
    by_category: Mapping[str, Volume]

    @property
    def volume(self) -> Volume:
        """All of it."""
        return sum_volumes(self.by_standing.values())

    @property
    def covered(self) -> Volume:
        """What of it the documents clearly cover."""
        return self.by_standing.get("used", Volume())

    @property
    def every_claim(self) -> Volume:
        """What of it any document says is used."""
        return sum_volumes(self.by_standing.get(each, Volume()) for each in EVERY_CLAIM)


@dataclass(frozen=True)
class Reading:
    """How the export reads for a member in one of `regions`, for which the rules are the same.

    `setting` is how the setting stands to the start: on, off, off_before, on_again. `periods` are all four,
    in their order. `official` is what LinkedIn's own notice says of the regions, for `--official` only.
    """

    regions: tuple[Region, ...]
    start: date | None
    setting: str
    periods: tuple[PeriodFigures, ...]
    sentences: tuple[TopicSentence, ...]
    official: tuple[OfficialRemark, ...]


@dataclass(frozen=True)
class Mark:
    """A day to mark on a timeline: `start`, `opted_out`, `opted_in` or `as_of`."""

    kind: str
    day: date


@dataclass(frozen=True)
class TurningOff:
    """What turning the setting off on `day` would concern: the data that the documents name for it, by the
    period it falls in. What may have been used by then would stay so.
    """

    day: date | None
    by_period: Mapping[Period, Volume]


@dataclass(frozen=True)
class ScenarioFigures:
    """What a scenario makes of an export.

    `readings` has the one of the region stated; where none is stated, one for each group of regions that
    read alike, and the first is the one that `periods` are of. `start_of` are the regions stated, or with the
    start that counts where none is. `as_of` is the day it is asked for;
    None where neither the export nor the member gives any. `turning_off` is None where the setting is off, or
    minors are left out anyway.
    """

    scenario: Scenario
    as_of: date | None
    start_of: tuple[Region, ...]
    readings: tuple[Reading, ...]
    marks: tuple[Mark, ...]
    turning_off: TurningOff | None

    @property
    def stated(self) -> bool:
        """Whether the member says anything of themselves."""
        return self.scenario != Scenario()

    @property
    def start(self) -> date | None:
        """The start that counts; None where no day is given."""
        return self.readings[0].start

    @property
    def periods(self) -> tuple[PeriodFigures, ...]:
        """The four periods of the reading that counts."""
        return self.readings[0].periods

    @property
    def before(self) -> Volume:
        """What any document claims from before the start that counts."""
        return sum_volumes(each.every_claim for each in self.periods if each.period == "before")


# --- model -----------------------------------------------------------------------------------------

REJECTED_LINES_SHOWN: Final = 20
"""Of the lines of one file that could not be read; more are only counted."""

LONGEST_IN_MONTHS: Final = 24
"""Months that are told one by one; what is longer is told by year."""


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

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last day of its records; None where none has a date."""
        days = [day for e in self.columns for day in (e.first_date, e.last_date) if day]
        return (min(days), max(days)) if days else None


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
    """One category: what it is, what each document says about it, how much of it this export has, on what
    evidence, and the files it is in.

    `said` has a word per document, in the order of the mapping. `standings` are those its columns here
    have, with the volume of each, in the order of the page; `standing` is that of most of its text, or
    where the export has none of it, of most of its data types. `evidence` and `said` cover all its data
    types, the rest what this export has.
    """

    id: str
    label: str
    describes: str
    standing: str
    said: tuple[Coverage, ...]
    standings: tuple[tuple[str, Volume], ...]
    volume: Volume
    evidence: tuple[EvidenceBlock, ...]
    files: tuple[FileFigures, ...]


@dataclass(frozen=True)
class LeftOut:
    """A category said to be left out: what of it the documents name, and what only their broader term
    reaches. `basis` are the ids of the statements that say so by name, or where none does, by the broader
    term, and `documents` is how many make them; of the data type of which the fewest do.
    """

    label: str
    named: Volume
    implied: Volume
    implied_types: tuple[tuple[str, str], ...]
    basis: tuple[str, ...]
    documents: int

    @property
    def volume(self) -> Volume:
        """Both together."""
        return self.named + self.implied


@dataclass(frozen=True)
class KindOfData:
    """A data type or category of the export, how much there is, and where it stands by which statements."""

    id: str
    label: str
    standing: str
    volume: Volume
    basis: tuple[str, ...]


@dataclass(frozen=True)
class Slice:
    """A slice of the export (a table, an author, a subject, a role): its volume, and how it stands.

    `covered` is what the documents clearly cover, `every_claim` that and whatever any of them claims.
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
class ChartPeriod:
    """What is covered of one month or year, which begins on `begins`."""

    begins: date
    covered: Volume
    every_claim: Volume


@dataclass(frozen=True)
class MonthOfCategory:
    """The volume of one category in one month; None for records without a date."""

    month: date | None
    category: str
    volume: Volume


@dataclass(frozen=True)
class QuotedStatement:
    """What one document says in answer to a question, with its quotes; `id` is the statement's or finding's."""

    id: str
    document: Article
    paraphrase: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class AnswerFigures:
    """One answer to a question, and the documents that give it."""

    says: str
    sides: tuple[QuotedStatement, ...]

    @property
    def documents(self) -> int:
        """How many documents give it."""
        return len({side.document.id for side in self.sides})


@dataclass(frozen=True)
class FactFigures:
    """A question that is not about data, with its answers."""

    fact: Fact
    answers: tuple[AnswerFigures, ...]

    @property
    def sides(self) -> tuple[QuotedStatement, ...]:
        """What the documents say, of all answers together."""
        return tuple(side for answer in self.answers for side in answer.sides)


@dataclass(frozen=True)
class DisagreementFigures:
    """A difference among the documents, the volume of this export that it is about, and its sides.

    `question` is the one whose answers already quote most of these sides, None where there is none;
    `unquoted` are the sides that it does not quote.
    """

    disagreement: Disagreement
    volume: Volume
    sides: tuple[QuotedStatement, ...]
    question: Fact | None
    unquoted: tuple[QuotedStatement, ...]


@dataclass(frozen=True)
class ActionFigures:
    """Something to do, the volume it concerns (None where no document says), and who says so."""

    action: Action
    volume: Volume | None
    steps: tuple[tuple[Article, Finding], ...]
    limits: tuple[QuotedStatement, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class Figures:
    """Every number of one report. `bytes` and `rejected` are over all files.

    `by_standing`, `by_category` and `by_group` each cover the whole export; columns that have no data type
    count under their state. `categories` are all categories of the mapping, in its order, and the states
    that columns here have. `periods` has every month, or year where there would be more than
    `LONGEST_IN_MONTHS`, from the first to the last with something that any document claims; `dated`
    and `undated` are of that too. `left_out` are the categories said to be left out, and `largest`
    the data types with most text, then the categories with most entries and no text. `heaviest` are the tables with most of it. `authors` share the text
    of the export.
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
    periods: tuple[ChartPeriod, ...]
    dated: Volume
    undated: Volume
    left_out: tuple[LeftOut, ...]
    largest: tuple[KindOfData, ...]
    heaviest: tuple[Slice, ...]
    authors: tuple[Slice, ...]
    subjects: tuple[Slice, ...]
    roles: tuple[Slice, ...]
    people: int
    facts: tuple[FactFigures, ...]
    disagreements: tuple[DisagreementFigures, ...]
    actions: tuple[ActionFigures, ...]
    scenario: ScenarioFigures

    @property
    def by_month(self) -> bool:
        """Whether the periods are months, and not years."""
        return len(self.periods) > 1 and (self.periods[1].begins - self.periods[0].begins).days < 32

    @property
    def tables(self) -> Mapping[str, Table | None]:
        """The table of each file, by its path; None for files that are not known."""
        return {each.file.path: each.file.table for each in self.files}

    def of(self, standing: str) -> Volume:
        """The volume of one standing; nothing where no column has it."""
        return self.by_standing.get(standing, Volume())

    def category(self, identifier: str) -> CategoryFigures:
        """The category with this id."""
        return next(each for each in self.categories if each.id == identifier)
