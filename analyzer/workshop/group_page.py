"""The page of a group."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from analyzer import __version__, text
from analyzer.language import gettext, marked
from analyzer.mapping.articles import Action
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Coverage
from analyzer.mapping.tables import Category
from analyzer.reporting import evidence
from analyzer.reporting.amounts import Unit
from analyzer.reporting.page import environment
from analyzer.workshop.cohort import Amount, Cohort, text_columns
from analyzer.workshop.protection import (
    GRID,
    QUARTERS_FROM,
    RANGES_FROM,
    USUAL_GROUP,
    Figure,
    People,
)

UNITS: Final[Mapping[Unit, str]] = {"text_words": marked("words"), "items": marked("items")}
SHARE_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "used": (text.STANDINGS["used"][0], "used"),
    "used_or_uncertain": (marked("Reported as used, or uncertain"), "claimed"),
    "excluded": (text.STANDINGS["excluded"][0], "excluded"),
    "not_mentioned": (text.STANDINGS["not_mentioned"][0], "not_mentioned"),
}
"""The label of each share of the text, and the standing whose colour its bar has."""

SHOWN_AT_ONCE: Final = 8
"""The lines of a ranking that are not folded. More cannot be read from the back of a room."""

EXAMPLE_AMOUNT: Final = 2000
"""The amount in the sentence that explains how to read an amount. It is a step of the grid."""

_SUBJECT_LABELS: Final[Mapping[str, str]] = {
    "self": marked("About themselves"),
    "mixed": marked("About themselves and others"),
    "others": marked("About others"),
}
_AUTHOR_LABELS: Final[Mapping[str, str]] = {
    **text.AUTHORS,
    "self": marked("The person whose export it is"),
}
WHOLE: Final = marked("The whole export")

_PEOPLE: Final[Mapping[str, tuple[str, str]]] = {
    "under_half": (marked("fewer than half"), marked("fewer than half have any")),
    "half_or_fewer": (marked("about half or fewer"), marked("about half or fewer have any")),
    "about_half": (marked("about half"), marked("about half have any")),
    "half_or_more": (marked("half or more"), marked("half or more have any")),
    "few": (
        marked("at most {high} of {size}"),
        marked("at most {high} of {size} have any"),
    ),
    "most": (
        marked("at least {low} of {size}"),
        marked("at least {low} of {size} have any"),
    ),
    "between": (
        marked("{low} to {high} of {size}"),
        marked("{low} to {high} of {size} have any"),
    ),
}
"""A number of people, and the same as a sentence."""


@dataclass(frozen=True)
class FigureLine:
    """A figure with its label, its unit, and the standing whose colour its bar has, empty if it has none.

    Without a unit, it is a share.
    """

    label: str
    standing: str
    unit: Unit | None
    figure: Figure


@dataclass(frozen=True)
class Ranking:
    """Figures in one unit: `lines` with a number, the largest first, and `little` where fewer than half reach any step.

    A few people may have much of the data in `little`.
    """

    unit: Unit
    lines: tuple[FigureLine, ...]
    little: tuple[FigureLine, ...]

    @property
    def top(self) -> tuple[FigureLine, ...]:
        """The lines that are not folded."""
        return self.lines[:SHOWN_AT_ONCE]

    @property
    def rest(self) -> tuple[FigureLine, ...]:
        """The lines that are folded."""
        return self.lines[SHOWN_AT_ONCE:]

    @property
    def little_by_people(self) -> tuple[tuple[People, tuple[str, ...]], ...]:
        """The labels of the lines in `little`, grouped by the number of people who have any."""
        grouped: dict[People, list[str]] = {}
        for line in self.little:
            grouped.setdefault(line.figure.people, []).append(line.label)
        return tuple((people, tuple(labels)) for people, labels in grouped.items())

    @property
    def longest(self) -> int:
        """The number with the longest bar."""
        return max((line.figure.half or 0 for line in self.lines), default=0)


@dataclass(frozen=True)
class MatrixRow:
    """A category, with what each article states about it."""

    category: Category
    said: tuple[Coverage, ...]

    @property
    def mentioned(self) -> bool:
        """Whether any article mentions it."""
        return any(coverage.used or coverage.left_out for coverage in self.said)


def render_cohort(cohort: Cohort, mapping: ExportMapping, made_on: date) -> str:
    """The group page as HTML, for a projector. It shows the figures of the cohort and no others."""
    labels = {category.id: category.label for category in mapping.categories}
    usual_standings = _usual_standings(mapping)
    standing_labels = {name: text.standing_label(name) for name in text.STANDINGS}
    return environment().get_template("cohort.html.j2").render(
        cohort=cohort,
        mapping=mapping,
        documents=mapping.articles,
        made_on=made_on,
        tool_version=__version__,
        shares=_shares(cohort),
        wholes=_wholes(cohort),
        standings_ranked=rankings(cohort.standings, standing_labels, {n: n for n in standing_labels}),
        categories_ranked=rankings(cohort.categories, labels, usual_standings),
        subjects_ranked=rankings(cohort.subjects, _translated(_SUBJECT_LABELS), {}),
        authors_ranked=rankings(cohort.authors, _translated(_AUTHOR_LABELS), {}),
        action_lines=tuple(_action_lines(cohort, mapping)),
        path=_path_to_the_setting(mapping),
        category_standings=[name for name in text.STANDINGS if name in set(usual_standings.values())],
        files=_files_by_people(cohort, mapping),
        matrix=[MatrixRow(category, mapping.coverage[category.id]) for category in mapping.categories],
        article_names=evidence.names_in_a_row(mapping),
        differences=evidence.disagreements(mapping, {}),
        grid=(*GRID, *(10 * step for step in GRID)),
        by_consent=cohort.min_group < USUAL_GROUP,
        ranges=cohort.participants >= RANGES_FROM,
        quarters=cohort.participants >= QUARTERS_FROM * cohort.min_group,
        unit_label=unit_label,
        example_amount=EXAMPLE_AMOUNT,
        pages_of_a_book=pages_of_a_book,
        people=partial(_people_in_words, cohort.participants, 0),
        people_have=partial(_people_in_words, cohort.participants, 1),
    )  # fmt: skip


def _path_to_the_setting(mapping: ExportMapping) -> tuple[str, ...]:
    """The steps to turn the setting off, in the words of the first article that gives them."""
    for section in evidence.actions(mapping, {}):
        if section.action.id == mapping.rules.setting and section.steps:
            _, finding = section.steps[0]
            return finding.steps
    return ()


def _shares(cohort: Cohort) -> tuple[FigureLine, ...]:
    """The shares of the words of text, at the top of the page."""
    return tuple(
        FigureLine(gettext(label), standing, None, getattr(cohort.shares, name))
        for name, (label, standing) in SHARE_LABELS.items()
    )


def _wholes(cohort: Cohort) -> tuple[FigureLine, ...]:
    whole = gettext(WHOLE)
    used, used_or_uncertain = (
        (gettext(label), standing)
        for label, standing in (SHARE_LABELS["used"], SHARE_LABELS["used_or_uncertain"])
    )
    return (
        FigureLine(whole, "not_mentioned", "text_words", cohort.text_words),
        FigureLine(*used, "text_words", cohort.used),
        FigureLine(*used_or_uncertain, "text_words", cohort.used_or_uncertain),
        FigureLine(whole, "not_mentioned", "items", cohort.items),
    )


def _translated(labels: Mapping[str, str]) -> dict[str, str]:
    return {key: gettext(label) for key, label in labels.items()}


def unit_label(unit: Unit) -> str:
    """The name of a unit."""
    return gettext(UNITS[unit])


def rankings(
    amounts: Sequence[Amount], labels: Mapping[str, str], standings: Mapping[str, str]
) -> tuple[Ranking, ...]:
    """A ranking for each unit of the amounts."""
    ranked = []
    for unit in UNITS:
        lines = [
            FigureLine(labels[amount.key], standings.get(amount.key, ""), unit, amount.figure)
            for amount in amounts
            if amount.unit == unit
        ]
        numbers = [line for line in lines if line.figure.half]
        numbers.sort(key=lambda line: -(line.figure.half or 0))
        little = tuple(line for line in lines if not line.figure.half)
        if lines:
            ranked.append(Ranking(unit, tuple(numbers), little))
    return tuple(ranked)


def _usual_standings(mapping: ExportMapping) -> dict[str, str]:
    """The standing of most data types in each category, or of most with text if it has text and so is counted in words.

    It is the first on the page if there are several.
    """
    with_text = {column.data_type: column.category for column in text_columns(mapping)}
    counts: dict[str, Counter[str]] = {}
    for data_type in mapping.data_types:
        if data_type.id in with_text or data_type.category.id not in with_text.values():
            standing = mapping.assessments[data_type.id].standing
            counts.setdefault(data_type.category.id, Counter())[standing] += 1
    return {
        category: max(text.STANDINGS, key=lambda standing: numbers[standing])
        for category, numbers in counts.items()
    }


def _action_lines(
    cohort: Cohort, mapping: ExportMapping
) -> Iterator[tuple[Action, FigureLine | None]]:
    """Each action with the amount it concerns; None if no article names the data."""
    for action, amount in zip(mapping.actions, cohort.actions, strict=True):
        line = FigureLine(action.title, "not_mentioned", amount.unit, amount.figure)
        yield action, line if action.about else None


def _files_by_people(
    cohort: Cohort, mapping: ExportMapping
) -> list[tuple[People, list[tuple[str, str]]]]:
    """The files, grouped by the published number of people who have them; most first."""
    holds = {table.name: table.holds for table in mapping.tables}
    grouped: dict[People, list[tuple[str, str]]] = {}
    for table, people in cohort.files:
        grouped.setdefault(people, []).append((table.files[0], holds[table.name]))
    return sorted(
        grouped.items(), key=lambda item: (item[0].low or 0, item[0].high or 0), reverse=True
    )


def pages_of_a_book(words: int) -> int:
    """The pages of a paperback that the words fill, rounded to two digits."""
    number = words / text.WORDS_PER_PAGE
    return int(round(number, -max(len(f"{number:.0f}") - 2, 0)))


def _people_in_words(size: int, form: int, people: People) -> str:
    """A number of people of a group of this size in one of the forms of `_PEOPLE`."""
    low, high = (text.count(number or 0) for number in (people.low, people.high))
    return gettext(_PEOPLE[people.band][form]).format(low=low, high=high, size=text.count(size))
