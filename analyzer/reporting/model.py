"""The figures of one report, as frozen values that every renderer reads and none computes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import FileExposure
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.articles import OfficialRemark
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import Period, Region, Rule, RuleTopic, Use
from analyzer.mapping.standing import Assessment, Coverage
from analyzer.mapping.tables import Table
from analyzer.reporting.amounts import ByStanding, Unit
from analyzer.reporting.quoted import (
    ActionFigures,
    DisagreementFigures,
    EvidenceBlock,
    FactFigures,
    SummaryRow,
)
from analyzer.text import STANDINGS

REJECTED_LINES_SHOWN: Final = 20
"""The most rejected lines of one file that are listed; the rest are only counted."""


@dataclass(frozen=True)
class ColumnFigures:
    """A column of a file, in the records of one part. `set_aside` is the reason why it has no data of the person."""

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
    """A file with its columns, or only with those of one category."""

    file: FileExposure
    columns: tuple[ColumnFigures, ...]

    @cached_property
    def volume(self) -> Volume:
        """All columns together."""
        return sum_volumes(column.volume for column in self.columns)

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last day of its records; None where no record has a date."""
        days = [
            day for column in self.columns for day in (column.first_date, column.last_date) if day
        ]
        return (min(days), max(days)) if days else None


@dataclass(frozen=True)
class Slice(ByStanding):
    """The part of the export with one author, subject or role, and the distinct people it names, if known."""

    key: str
    people: int | None = None


@dataclass(frozen=True)
class ChartPeriod(ByStanding):
    """The volume of one month or year that any article says is used. It begins on `begins`."""

    begins: date


@dataclass(frozen=True)
class MonthOfCategory:
    """The volume of one category in one month; `month` is None for records without a date."""

    month: date | None
    category: str
    volume: Volume


@dataclass(frozen=True)
class CategoryFigures(ByStanding):
    """One category: its volume in this export, and its coverage by each article, in the order of the mapping.

    `standing` is that of most of its text; if the export has none of the category, that of most of its data types.
    `coverage` and `evidence` are about all data types of the category, whether this export has them or not.
    """

    id: str
    label: str
    describes: str
    standing: str
    coverage: tuple[Coverage, ...]
    evidence: tuple[EvidenceBlock, ...]
    files: tuple[FileFigures, ...]

    @cached_property
    def standings(self) -> tuple[tuple[str, Volume], ...]:
        """The standings of its columns here, with the volume of each, in the order of the page."""
        return tuple(
            (standing, self.by_standing[standing])
            for standing in STANDINGS
            if standing in self.by_standing
        )


@dataclass(frozen=True)
class KindOfData:
    """A data type or category: its volume in this export, and its standing with the ids of the statements behind it.

    `data_types` are the ids of those with this standing. A category has the standing of most of its items.
    """

    id: str
    label: str
    standing: str
    volume: Volume
    basis: tuple[str, ...]
    data_types: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence, its evidence, and the number of articles behind it. A `silent` one reports that no article mentions something."""

    id: str
    says: str
    silent: bool
    evidence: tuple[str, ...]
    documents: int


@dataclass(frozen=True)
class TopicSentence:
    """The sentence of a rule, and the rule with its topic."""

    rule: Rule
    sentence: Sentence


@dataclass(frozen=True)
class PeriodFigures(ByStanding):
    """One period of a member and what the articles say about it; no `use` and `sentence` if it can have no day.

    `label_inside` is its label inside a sentence. `named` is the volume of the data that the articles name for the setting.
    """

    period: Period
    label: str
    label_inside: str
    use: Use | None
    sentence: Sentence | None
    named: Volume


@dataclass(frozen=True)
class RegionView:
    """The export as the rules see it for a member in one of `regions`, which share all rules.

    `setting` relates the setting to the start: on, off, off_before, on_again. `official` is what LinkedIn's own
    notice says about the regions, for `--official` only.
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
class ScenarioFigures:
    """The figures of an export for a member in one scenario.

    `views` has the view of the stated region. If none is stated, it has a view for each group of regions that
    share all rules, and the first of them counts. `start_of` are the stated region, or the regions with the
    start that counts. `as_of` is the day the report is evaluated for; None where neither the export nor the
    member gives one. `summary` has the short answers to the first
    questions. `turning_off` has the volume in each period that turning the setting off on that day would concern; None
    where the setting is off, or minors are left out in any case.
    """

    scenario: Scenario
    as_of: date | None
    start_of: tuple[Region, ...]
    views: tuple[RegionView, ...]
    marks: tuple[Mark, ...]
    summary: tuple[SummaryRow, ...]
    turning_off: Mapping[Period, Volume] | None

    @property
    def stated(self) -> bool:
        """Whether the member states anything."""
        return self.scenario != Scenario()

    @property
    def start(self) -> date | None:
        """The start that counts; None where no article gives a day."""
        return self.views[0].start

    @property
    def periods(self) -> tuple[PeriodFigures, ...]:
        """The four periods that count."""
        return self.views[0].periods

    @property
    def opening(self) -> tuple[Sentence, ...]:
        """The first sentences of the page: the events, and who reports them."""
        return self._sentences("opening")

    @property
    def effects(self) -> tuple[Sentence, ...]:
        """The sentences about the effect of turning the setting off."""
        return self._sentences("turning_off")

    def _sentences(self, topic: RuleTopic) -> tuple[Sentence, ...]:
        sentences = self.views[0].sentences
        return tuple(item.sentence for item in sentences if item.rule.topic == topic)

    @property
    def before(self) -> Volume:
        """The volume from before the start that at least one article says is used."""
        return sum_volumes(
            period.used_or_uncertain for period in self.periods if period.period == "before"
        )


@dataclass(frozen=True)
class Figures(ByStanding):
    """Every number of one report. `bytes` and `rejected` are sums over all files.

    `by_standing`, `by_category` and `by_group` each cover the whole export; columns without a data type
    count under their state. `categories` are all categories of the mapping, in its order, and then the states of
    columns here. `periods` has every month or year between the first and the last with data that any article says is used; `dated`
    and `undated` are volumes of such data, too. `largest` are the data types with most words and the categories with most
    items. `kinds` has the names of the categories with most words of a standing (items, if the export has no words). A
    `partial` export is the quick part of one.
    """

    tool_version: str
    mapping: ExportMapping
    name: str
    kind: Literal["folder", "zip"]
    complete: bool
    partial: bool
    files: tuple[FileFigures, ...]
    bytes: int
    rejected: int
    absent: tuple[Table, ...]
    columns: tuple[ColumnFigures, ...]
    by_category: Mapping[str, Volume]
    by_group: Mapping[str, Volume]
    categories: tuple[CategoryFigures, ...]
    timeline: tuple[MonthOfCategory, ...]
    periods: tuple[ChartPeriod, ...]
    dated: Volume
    undated: Volume
    kinds: Mapping[str, str]
    largest: Mapping[Unit, tuple[KindOfData, ...]]
    authors: tuple[Slice, ...]
    subjects: tuple[Slice, ...]
    roles: tuple[Slice, ...]
    people: int
    facts: tuple[FactFigures, ...]
    disagreements: tuple[DisagreementFigures, ...]
    actions: tuple[ActionFigures, ...]
    scenario: ScenarioFigures

    @property
    def whole(self) -> Volume:
        """The volume of the whole export."""
        return self.volume

    @property
    def by_month(self) -> bool:
        """Whether the periods are months, and not years."""
        return len(self.periods) > 1 and (self.periods[1].begins - self.periods[0].begins).days < 32
