"""From figures to one self-contained HTML page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from analyzer.analysis.measure import Volume
from analyzer.mapping.articles import Article, Fact, OfficialEntry, OfficialNotice
from analyzer.mapping.standing import Assessment
from analyzer.mapping.tables import DataType, Table
from analyzer.reporting import evidence, scenario
from analyzer.reporting.changes import Changes
from analyzer.reporting.environment import (
    environment,
    stylesheet,
)
from analyzer.reporting.evidence import (
    evidence_attribute,
    statements_behind,
)
from analyzer.reporting.model import (
    REJECTED_LINES_SHOWN,
    ActionFigures,
    CategoryFigures,
    DisagreementFigures,
    EvidenceBlock,
    Figures,
    LeftOut,
    QuotedStatement,
    RegionView,
)
from analyzer.reporting.share import SharedCounts
from analyzer.text import (
    STANDINGS,
    WORDS_PER_PAGE,
    plural,
    span,
)

_MOST_SQUARES: Final = 300
_PAGES_PER_SQUARE: Final = (1, 2, 5)
"""And ten, a hundred … times as many."""


@dataclass(frozen=True)
class Shelf:
    """The pages of one standing, as so many squares."""

    standing: str
    words: int
    squares: int


@dataclass(frozen=True)
class Paperback:
    """All pages, in the order of the standings; a square is `pages_per_square` pages."""

    shelves: tuple[Shelf, ...]
    pages_per_square: int

    @property
    def title(self) -> str:
        """What a square is."""
        return (
            f"Every square is {plural(self.pages_per_square, 'page')} of a paperback "
            f"({plural(self.pages_per_square * WORDS_PER_PAGE, 'word')} of text)."
        )


def paperback(by_standing: Mapping[str, Volume]) -> Paperback:
    """The text of each standing as squares, so many pages each that there are few enough to look at.

    What is less than half a square still gets one: it is there.
    """
    words = {
        standing: by_standing[standing].text_words
        for standing in STANDINGS
        if standing in by_standing and by_standing[standing].text_words
    }
    each = _pages_per_square(sum(words.values()))
    shelves = (
        Shelf(standing, amount, max(1, round(amount / WORDS_PER_PAGE / each)))
        for standing, amount in words.items()
    )
    return Paperback(tuple(shelves), each)


def _pages_per_square(words: int) -> int:
    scale = 1
    while True:
        for step in _PAGES_PER_SQUARE:
            if words / WORDS_PER_PAGE <= _MOST_SQUARES * step * scale:
                return step * scale
        scale *= 10


# --- html ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """What the templates read: the figures, and what is said about the page itself.

    `official` is LinkedIn's own notice, None where it is not to be shown; `notes` are sentences about the
    export, at its top. `shared` is what the share file made with the page holds, None where none is made. The methods put figures into words and signs; none of them counts.
    """

    figures: Figures
    paperback: Paperback
    made_on: date
    official: OfficialNotice | None
    notes: tuple[str, ...]
    shared: SharedCounts | None
    style: Markup
    style_hash: str
    rejected_lines_shown: int = REJECTED_LINES_SHOWN

    @property
    def span(self) -> str:
        """The answer: the share that is clearly covered, up to the one if every claim counts."""
        whole, covered, every = (
            self.figures.whole,
            self.figures.covered,
            self.figures.every_claim,
        )
        if whole.text_words:
            return span(covered.text_words, every.text_words, whole.text_words)
        return span(covered.values, every.values, whole.values)

    @property
    def largest_left_out(self) -> LeftOut | None:
        """The category that is most of the text said to be left out, if one is."""
        excluded = self.figures.of("excluded").text_words
        return next((e for e in self.left_out if 2 * e.volume.text_words > excluded), None)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The categories said to be left out."""
        return self.figures.left_out

    @property
    def contradicted(self) -> tuple[tuple[str, Volume], ...]:
        """The label and the volume of the data in each category that articles contradict each other on."""
        return tuple(
            (section.label, volume)
            for section in self.figures.categories
            for standing, volume in section.standings
            if standing == "disputed" and volume.values
        )

    @property
    def actions(self) -> tuple[ActionFigures, ...]:
        """What can be done, without advice about data of which this export has none. A switch is there for
        everybody.
        """
        return tuple(
            each
            for each in self.figures.actions
            if each.steps or each.volume is None or each.volume.values
        )

    @property
    def member(self) -> str:
        """Whom it is read for."""
        return scenario.member_in_words(self.figures.scenario, self.figures.mapping)

    @property
    def member_sentence(self) -> str:
        """What becomes of their data, period by period."""
        return scenario.periods_in_words(self.figures.scenario)

    @property
    def behind_periods(self) -> tuple[str, ...]:
        """The ids of what that rests on."""
        sentences = (period.sentence for period in self.figures.scenario.periods)
        return tuple(each for sentence in sentences if sentence for each in sentence.evidence)

    def regions_called(self, view: RegionView) -> str:
        """The regions of a view."""
        return scenario.regions_in_words(view)

    @property
    def article_names(self) -> str:
        """The articles in a row."""
        return evidence.names_in_a_row(self.figures.mapping)

    @property
    def short_names(self) -> Mapping[str, str]:
        """A word for each article, by its id."""
        return evidence.short_names(self.figures.mapping)

    @property
    def called(self) -> Mapping[str, str]:
        """What each article is called, by its id."""
        return {each.id: each.called[:1].upper() + each.called[1:] for each in self.documents}

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables of the mapping, by name."""
        return {table.name: table for table in self.figures.mapping.tables}

    @property
    def absent_types(self) -> tuple[DataType, ...]:
        """The data types that no export seen holds."""
        return tuple(each for each in self.figures.mapping.data_types if each.absent)

    @property
    def most_text(self) -> int:
        """The words of text in the category that has most."""
        return max(each.volume.text_words for each in self.figures.categories)

    @property
    def most_entries(self) -> int:
        """The entries in the category that has most."""
        return max(each.volume.values for each in self.figures.categories)

    @property
    def most_by_author(self) -> int:
        """The words of text of the author who wrote most."""
        return max(each.volume.text_words for each in self.figures.authors)

    def standing_in_words(self, standing: str, category: CategoryFigures) -> str:
        """How what the export has of a category stands, as far as it stands like this."""
        return evidence.standing_in_words(
            standing, (block.assessment for block in category.evidence if block.volume.values)
        )

    def evidence_in_words(self, assessment: Assessment) -> str:
        """How many articles say what about a data type."""
        return evidence.evidence_in_words(assessment, self.figures.mapping)

    def resting_on(self, basis: Iterable[str], *about: str) -> Markup:
        """The attributes of an element that say what its sentences rest on, or are silent about."""
        return evidence_attribute(basis, about, self.figures.mapping.numbers)

    def behind(self, *standings: str) -> tuple[str, ...]:
        """The ids of the statements by which the columns of these standings stand where they do."""
        return statements_behind(
            each.assessment
            for each in self.figures.columns
            if each.assessment and each.standing in standings
        )

    def behind_blocks(self, blocks: Iterable[EvidenceBlock]) -> tuple[str, ...]:
        """The ids of the statements about the data types of these blocks."""
        return statements_behind(block.assessment for block in blocks)

    def behind_action(self, shown: ActionFigures) -> tuple[str, ...]:
        """The ids of what is said of an action: its steps, its limits, and where the documents differ about it."""
        action = shown.action
        differing = (each for one in shown.disagreements for each in one.evidence)
        return (*action.steps, *action.limits, *differing)

    def takes_part(self, difference: DisagreementFigures, document: Article) -> bool:
        """Whether an article takes part in a disagreement."""
        return evidence.takes_part(difference, document)

    def anchor(self, fact: Fact) -> str:
        """The id of the place where a question is answered."""
        return f"fact-{fact.id}"

    def quoted_once(self, section: CategoryFigures) -> list[evidence.QuotedBlock]:
        """The evidence of a category, each quote once."""
        return evidence.quoted_once(section.evidence, self.figures.mapping)

    def names(self, statements: Iterable[QuotedStatement]) -> str:
        """Which articles say something: `NordVPN, unsigned explainer`."""
        return ", ".join(dict.fromkeys(statement.document.called for statement in statements))

    def part_label(self, table: Table, part: str) -> str:
        """What the records of a part are."""
        return next(each.label for each in table.parts if each.name == part)

    def official_entries(self, block: EvidenceBlock) -> tuple[tuple[str, OfficialEntry], ...]:
        """What LinkedIn's notice does with each data type of the block, if it is to be shown."""
        if self.official is None:
            return ()
        return tuple(
            (label, self.official.entry_for(data_type)) for data_type, label in block.data_types
        )

    def table_called(self, name: str) -> str:
        """The file name of a table, as a reader finds it."""
        return self.tables[name].files[0].replace("**", "…")

    @property
    def documents(self) -> Sequence[Article]:
        """The evidence."""
        return self.figures.mapping.documents


def render(
    figures: Figures,
    made_on: date,
    *,
    official: bool = False,
    notes: Sequence[str] = (),
    shared: SharedCounts | None = None,
) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes.

    With `official`, what LinkedIn's own notice says stands beside the evidence. `notes` are sentences about
    the export, at its top, and `shared` is what is handed over to a workshop, if anything is.
    """
    style, style_hash = stylesheet()
    chart = None
    if figures.dated.text_words:
        # Importing matplotlib takes a third of the time of a report.
        from analyzer.reporting.charts import time_chart

        chart = time_chart(figures)
    page = Page(
        figures=figures,
        paperback=paperback(figures.by_standing),
        made_on=made_on,
        official=figures.mapping.official if official else None,
        notes=tuple(notes),
        shared=shared,
        style=style,
        style_hash=style_hash,
    )
    return environment().get_template("report.html.j2").render(page=page, chart=chart)


# --- comparison page -------------------------------------------------------------------------------


def render_comparison(changes: Changes, made_on: date) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes."""
    style, style_hash = stylesheet()
    return environment().get_template("comparison.html.j2").render(
        changes=changes,
        mapping=changes.mapping,
        article_names=evidence.names_in_a_row(changes.mapping),
        made_on=made_on,
        style=style,
        style_hash=style_hash,
    )  # fmt: skip
