"""The figures of one report, as frozen values that every renderer reads and none computes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import FileExposure
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.articles import Action, Article, Disagreement, Fact, Finding, OfficialRemark
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import Period, Region, Rule, RuleTopic, Use
from analyzer.mapping.standing import UNCERTAIN, USED_OR_UNCERTAIN, Assessment, Coverage
from analyzer.mapping.tables import Table
from analyzer.text import STANDINGS, percent, percents, span

ArticleStance = Literal["agrees", "speaks", "differs", "near", "silent"]

REJECTED_LINES_SHOWN: Final = 20
"""The most rejected lines of one file that are listed; the rest are only counted."""


Unit = Literal["text_words", "items"]
"""Words of text, or values of any other kind. They are never in one list or one column."""


@dataclass(frozen=True)
class Part:
    """A part of a partition: the amount with one standing, and its share in whole percent."""

    standing: str
    amount: int
    points: int
    share: str


@dataclass(frozen=True)
class Partition:
    """An amount, by standing. The percents of its parts add up to 100, unless there is nothing to part."""

    unit: Unit
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, by_standing: Mapping[str, Volume], unit: Unit) -> "Partition":
        """The parts that are not empty, in the order of the standings."""
        amounts = {
            standing: amount
            for standing in STANDINGS
            if (amount := getattr(by_standing.get(standing, Volume()), unit))
        }
        whole = sum(amounts.values())
        points = percents(list(amounts.values()))
        return cls(
            unit,
            tuple(
                Part(standing, amount, number, percent(number, amount, whole))
                for (standing, amount), number in zip(amounts.items(), points, strict=True)
            ),
        )

    @property
    def whole(self) -> int:
        """All parts together."""
        return sum(part.amount for part in self.parts)

    def together(self, standings: Collection[str]) -> Part:
        """The parts with these standings as one. Its standing is the first of these."""
        parts = [part for part in self.parts if part.standing in standings]
        amount, points = sum(part.amount for part in parts), sum(part.points for part in parts)
        return Part(next(iter(standings)), amount, points, percent(points, amount, self.whole))

    @property
    def used(self) -> Part:
        """The part that is reported as used."""
        return self.together(("used",))

    @property
    def uncertain(self) -> Part:
        """The part that only one article says is used, or that the articles disagree on."""
        return self.together(UNCERTAIN)

    @property
    def range(self) -> str:
        """The share that is reported as used, up to that with what is uncertain: `34% to 37%`."""
        return span(self.used.share, self.together(USED_OR_UNCERTAIN).share)


@dataclass(frozen=True)
class ByStanding:
    """Some data of the export, as a volume for each standing it has."""

    by_standing: Mapping[str, Volume]

    @property
    def volume(self) -> Volume:
        """All standings together."""
        return sum_volumes(self.by_standing.values())

    @property
    def used(self) -> Volume:
        """The part that is reported as used."""
        return self.of("used")

    @property
    def used_or_uncertain(self) -> Volume:
        """The part that at least one article says is used."""
        return sum_volumes(self.of(standing) for standing in USED_OR_UNCERTAIN)

    @property
    def words(self) -> Partition:
        """The words of text, by standing."""
        return Partition.of(self.by_standing, "text_words")

    @property
    def items(self) -> Partition:
        """The items, by standing."""
        return Partition.of(self.by_standing, "items")

    def of(self, standing: str) -> Volume:
        """The part with this standing; nothing where no column has it."""
        return self.by_standing.get(standing, Volume())


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
    """The part of the export with one table, author, subject or role, and the distinct people it names, if known."""

    key: str
    people: int | None = None


@dataclass(frozen=True)
class ChartPeriod(ByStanding):
    """The claimed volume of one month or year, which begins on `begins`."""

    begins: date


@dataclass(frozen=True)
class MonthOfCategory:
    """The volume of one category in one month; `month` is None for records without a date."""

    month: date | None
    category: str
    volume: Volume


@dataclass(frozen=True)
class EvidenceBlock:
    """Data types of one category about which the articles state the same: their ids and labels, and the evidence."""

    data_types: tuple[tuple[str, str], ...]
    assessment: Assessment
    volume: Volume

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the data types."""
        return tuple(label for _, label in self.data_types)


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
class QuotedStatement:
    """A statement or finding of an article, by its `id`, with its quotes and their lines in the article."""

    id: str
    article: Article
    paraphrase: str
    quotes: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class AnswerFigures:
    """One answer to a question, and the statements it rests on."""

    says: str
    statements: tuple[QuotedStatement, ...]

    @property
    def documents(self) -> int:
        """The number of articles that give it."""
        return len({statement.article.id for statement in self.statements})


@dataclass(frozen=True)
class FactFigures:
    """A question that is not about data, with its answers."""

    fact: Fact
    answers: tuple[AnswerFigures, ...]

    @property
    def statements(self) -> tuple[QuotedStatement, ...]:
        """The statements behind all answers together."""
        return tuple(statement for answer in self.answers for statement in answer.statements)


@dataclass(frozen=True)
class DisagreementFigures:
    """A difference among the articles, the volume of this export that it is about, and the statements of all sides.

    `near` are those closest to an answer from articles that do not give one. `question` already quotes most of the
    statements of all sides, if there is such a fact, and `unquoted` are the others, with those that are near.
    """

    disagreement: Disagreement
    volume: Volume
    statements: tuple[QuotedStatement, ...]
    near: tuple[QuotedStatement, ...]
    question: Fact | None
    unquoted: tuple[QuotedStatement, ...]


@dataclass(frozen=True)
class ActionFigures:
    """Something a reader can do, with the articles' steps, and the volume it concerns; None where no article names data."""

    action: Action
    volume: Volume | None
    steps: tuple[tuple[Article, Finding], ...]
    limits: tuple[QuotedStatement, ...]
    disagreements: tuple[Disagreement, ...]


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

    `named` is the volume of the data that the articles name for the setting.
    """

    period: Period
    label: str
    use: Use | None
    sentence: Sentence | None
    named: Volume


@dataclass(frozen=True)
class ShortAnswer:
    """A short answer of the summary, and the statements it rests on.

    `stances` has the stance of each article, in the order of the mapping: it `agrees`, `differs`, comes `near` the
    question without answering it, or is `silent`.
    """

    short: str
    statements: tuple[QuotedStatement, ...]
    stances: Mapping[str, ArticleStance]


@dataclass(frozen=True)
class SummaryRow:
    """A question of the summary, with the short answers for the member."""

    fact: Fact
    answers: tuple[ShortAnswer, ...]


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
    member gives one. `opening` are the first sentences of the page, and `summary` the short answers to the first
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
    columns here. `periods` has every month or year between the first and the last with a claimed volume; `dated`
    and `undated` are claimed volumes, too. `largest` are the data types with most words and the categories with most
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

    @property
    def tables(self) -> Mapping[str, Table | None]:
        """The table of each file, by its path; None for unknown files."""
        return {figures.file.path: figures.file.table for figures in self.files}
