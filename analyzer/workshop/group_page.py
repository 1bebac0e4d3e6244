"""The page of a group, and the section about the group on each participant's page."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from analyzer import __version__, text
from analyzer.errors import ExportError
from analyzer.mapping.articles import Action, Disagreement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Coverage
from analyzer.mapping.tables import Category
from analyzer.output import write_whole
from analyzer.reporting import evidence
from analyzer.reporting.evidence import quoted_statements
from analyzer.reporting.model import Figures
from analyzer.reporting.page import environment
from analyzer.reporting.quoted import QuotedStatement
from analyzer.workshop.cohort import (
    FORMAT_VERSION,
    SHARES,
    Amount,
    Cohort,
    has_standing,
    text_columns,
)
from analyzer.workshop.contributions import Contribution, Unit, Wanted, from_export
from analyzer.workshop.folder import GROUP_JSON, page_path
from analyzer.workshop.protection import (
    GRID,
    QUARTERS_FROM,
    RANGES_FROM,
    USUAL_GROUP,
    Figure,
    People,
)

UNITS: Final[Mapping[Unit, str]] = {"text_words": "words", "items": "items"}
SHARE_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "used": (text.STANDINGS["used"][0], "used"),
    "used_or_uncertain": (f"{text.STANDINGS['used'][0]}, or uncertain", "claimed"),
    "excluded": (text.STANDINGS["excluded"][0], "excluded"),
    "not_mentioned": (text.STANDINGS["not_mentioned"][0], "not_mentioned"),
}
"""The label of each share of the text, and the standing whose colour its bar has."""

SHOWN_AT_ONCE: Final = 8
"""The lines of a ranking that are not folded. More cannot be read from the back of a room."""

_SUBJECT_LABELS: Final[Mapping[str, str]] = {
    "self": "About themselves",
    "mixed": "About themselves and others",
    "others": "About others",
}
_AUTHOR_LABELS: Final[Mapping[str, str]] = {**text.AUTHORS, "self": "The person whose export it is"}
_PEOPLE: Final[Mapping[str, str]] = {
    "under_half": "fewer than half",
    "half_or_fewer": "about half or fewer",
    "about_half": "about half",
    "half_or_more": "half or more",
}


@dataclass(frozen=True)
class FigureLine:
    """A figure with its label, its unit, and the standing whose colour its bar has, empty if it has none."""

    label: str
    standing: str
    unit: str
    figure: Figure


@dataclass(frozen=True)
class Ranking:
    """Figures in one unit: `lines` with a number, the largest first, and `little` where fewer than half reach any step.

    A few people may have much of the data in `little`.
    """

    unit: str
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


@dataclass(frozen=True)
class Difference:
    """A disagreement, with the statement of each article."""

    disagreement: Disagreement
    statements: tuple[QuotedStatement, ...]


def render_cohort(cohort: Cohort, mapping: ExportMapping, made_on: date) -> str:
    """The group page as HTML, for a projector. It shows the figures of the cohort and no others."""
    labels = {category.id: category.label for category in mapping.categories}
    usual_standings = _usual_standings(mapping)
    standing_labels = {name: label for name, (label, _) in text.STANDINGS.items()}
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
        subjects_ranked=rankings(cohort.subjects, _SUBJECT_LABELS, {}),
        authors_ranked=rankings(cohort.authors, _AUTHOR_LABELS, {}),
        action_lines=tuple(_action_lines(cohort, mapping)),
        path=_path_to_the_setting(mapping),
        category_standings=[name for name in text.STANDINGS if name in set(usual_standings.values())],
        files=_files_by_people(cohort),
        matrix=[MatrixRow(category, mapping.coverage[category.id]) for category in mapping.categories],
        article_names=evidence.names_in_a_row(mapping),
        differences=_differences(mapping),
        grid=GRID,
        by_consent=cohort.min_group < USUAL_GROUP,
        ranges=cohort.participants >= RANGES_FROM,
        quarters=cohort.participants >= QUARTERS_FROM * cohort.min_group,
        book=book,
        people=_people_in_words(cohort.participants),
    )  # fmt: skip


def _path_to_the_setting(mapping: ExportMapping) -> tuple[str, ...]:
    """The steps to turn the setting off, in the words of the first article that gives them."""
    for section in evidence.actions(mapping, quoted_statements(mapping), {}):
        if section.action.id == mapping.rules.setting and section.steps:
            _, finding = section.steps[0]
            return finding.steps
    return ()


def _shares(cohort: Cohort) -> tuple[FigureLine, ...]:
    """The shares of the words of text, at the top of the page."""
    return tuple(
        FigureLine(label, standing, "", getattr(cohort.shares, name))
        for name, (label, standing) in SHARE_LABELS.items()
    )


def _wholes(cohort: Cohort) -> tuple[FigureLine, ...]:
    words, items = UNITS["text_words"], UNITS["items"]
    return (
        FigureLine("The whole export", "not_mentioned", words, cohort.text_words),
        FigureLine(*SHARE_LABELS["used"], words, cohort.used),
        FigureLine(*SHARE_LABELS["used_or_uncertain"], words, cohort.used_or_uncertain),
        FigureLine("The whole export", "not_mentioned", items, cohort.items),
    )


def rankings(
    amounts: Sequence[Amount], labels: Mapping[str, str], standings: Mapping[str, str]
) -> tuple[Ranking, ...]:
    """A ranking for each unit of the amounts."""
    ranked = []
    for unit in UNITS:
        lines = [
            FigureLine(
                labels[amount.key],
                standings.get(amount.key, ""),
                UNITS[unit],
                amount.figure,
            )
            for amount in amounts
            if amount.unit == unit
        ]
        numbers = [line for line in lines if line.figure.half]
        numbers.sort(key=lambda line: -(line.figure.half or 0))
        little = tuple(line for line in lines if not line.figure.half)
        if lines:
            ranked.append(Ranking(UNITS[unit], tuple(numbers), little))
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
        line = FigureLine(action.title, "not_mentioned", UNITS[amount.unit], amount.figure)
        yield action, line if action.about else None


def _differences(mapping: ExportMapping) -> tuple[Difference, ...]:
    statements = quoted_statements(mapping)
    return tuple(
        Difference(
            disagreement, tuple(statements[identifier] for identifier in disagreement.evidence)
        )
        for disagreement in mapping.disagreements
    )


def _files_by_people(cohort: Cohort) -> list[tuple[People, list[tuple[str, str]]]]:
    """The files, grouped by the published number of people who have them; most first."""
    grouped: dict[People, list[tuple[str, str]]] = {}
    for table, people in cohort.files:
        grouped.setdefault(people, []).append((table.files[0], table.holds))
    return sorted(
        grouped.items(), key=lambda item: (item[0].low or 0, item[0].high or 0), reverse=True
    )


def book(words: int) -> str:
    """Words as pages of a paperback, rounded as coarsely as published words are."""
    number = words / text.WORDS_PER_PAGE
    digits = max(len(f"{number:.0f}") - 2, 0)
    return text.pages(int(round(number, -digits)) * text.WORDS_PER_PAGE)


def _people_in_words(size: int) -> Callable[[People], str]:
    def in_words(people: People) -> str:
        if people.band in _PEOPLE:
            return _PEOPLE[people.band]
        if people.band == "few":
            return f"at most {people.high} of {size}"
        if people.band == "most":
            return f"at least {people.low} of {size}"
        return f"{people.low} to {people.high} of {size}"

    return in_words


# --- on each participant's page ------------------------------------------------------------------

_BEGIN: Final = b'<section aria-labelledby="group">'
_END: Final = b"</section>"


@dataclass(frozen=True)
class OwnAndGroup:
    """A participant's amount, next to what half and the quarters have at least, on the group page.

    0 means little or none. The quarters are None where the group page has none.
    """

    label: str
    unit: str
    mine: float
    half: int
    three_quarters: int | None
    quarter: int | None

    @property
    def is_share(self) -> bool:
        """Whether these are percents."""
        return not self.unit


def add_group(
    out: Path, contributions: Iterable[tuple[str, Contribution]], mapping: ExportMapping
) -> None:
    """Write the group's figures to these participants' pages, in place of an earlier run's.

    They are read from the published JSON, so that no page shows more than was published, even if a newer group page was
    held back. Raises OutputError.
    """
    plain = read_figures(out / GROUP_JSON)
    for label, contribution in contributions:
        path = page_path(out, label)
        before = path.read_bytes()
        page = _with_section(
            before, group_section(plain, contribution, mapping) if plain else group_section()
        )
        if page != before:
            write_whole(path, page)


def section_from(path: Path) -> Callable[[Figures], Markup]:
    """Makes the section for a report that is not of a batch, from the `cohort.json` at `path`.

    Raises ExportError if that has no figures of a group.
    """
    plain = read_figures(path)
    if plain is None:
        raise ExportError(
            f"{path} has no figures of a group for this version. Give the cohort.json of the workshop."
        )
    return lambda figures: group_section(plain, from_export(figures), figures.mapping)


def without_group(page: bytes) -> bytes:
    """The page without the group's figures."""
    return _with_section(page, group_section())


def _with_section(page: bytes, section: Markup) -> bytes:
    before, _, rest = page.partition(_BEGIN)
    return before + section.encode() + rest.partition(_END)[2]


def read_figures(path: Path) -> dict[str, Any] | None:
    """The published figures; None if there are none, or they can no longer be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        plain: dict[str, Any] = json.loads(path.read_bytes())
        if plain["format_version"] == FORMAT_VERSION and plain["items"]["half"] is not None:
            return plain
    return None


def group_section(
    plain: Mapping[str, Any] | None = None,
    own: Contribution | None = None,
    mapping: ExportMapping | None = None,
) -> Markup:
    """The section of a page that compares a person with the published figures of the group, if there are any."""
    pairs = tuple(_pairs(plain, own, mapping)) if plain and own and mapping else ()
    template = environment().get_template("beside.html.j2")
    quarters = any(pair.quarter is not None for pair in pairs)
    return Markup(template.render(pairs=pairs, quarters=quarters))


def _pairs(
    plain: Mapping[str, Any], own: Contribution, mapping: ExportMapping
) -> Iterator[OwnAndGroup]:
    for name, (label, _) in SHARE_LABELS.items():
        share = own.percent("text_words", has_standing(SHARES[name]))
        yield _pair(label, "", share, plain["shares"][name])
    for unit in UNITS:
        yield _pair("The whole export", UNITS[unit], own.amount(unit), plain[unit])
    for category in mapping.categories:
        figure = plain["categories"].get(category.id)
        if figure is None:
            continue
        amount = own.amount(figure["unit"], _in_category(category.id))
        if amount or figure["half"]:
            yield _pair(category.label, UNITS[figure["unit"]], amount, figure)


def _in_category(category: str) -> Wanted:
    return lambda row: row.category == category


def _pair(label: str, unit: str, own: float, figure: Mapping[str, Any]) -> OwnAndGroup:
    return OwnAndGroup(
        label, unit, own, figure["half"], figure["three_quarters"], figure["quarter"]
    )
