"""The page of a group, and the section about the group on each participant's page."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from analyzer import __version__
from analyzer import text as wording
from analyzer.mapping.articles import Action, Disagreement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Coverage
from analyzer.mapping.tables import Category
from analyzer.output import write_whole
from analyzer.reporting import evidence
from analyzer.reporting.evidence import quoted_statements
from analyzer.reporting.model import QuotedStatement
from analyzer.reporting.page import environment
from analyzer.workshop.cohort import (
    FORMAT_VERSION,
    SHARES,
    Amount,
    Cohort,
    Unit,
    amount_of,
    percent_of,
    stands_in,
)
from analyzer.workshop.contributions import Contribution, Row
from analyzer.workshop.folder import page_path
from analyzer.workshop.protection import (
    MOST_PERCENT,
    QUARTERS_FROM,
    RANGES_FROM,
    SMALL,
    USUAL_GROUP,
    Figure,
    People,
)

UNITS: Final[Mapping[Unit, str]] = {"text_words": "words of text", "values": "entries"}
SHARE_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "covered": ("Clearly covered", "used"),
    "every_claim": ("If every claim counts", "claimed"),
    "excluded": ("Said to be left out", "excluded"),
    "not_mentioned": ("Mentioned by no article", "not_mentioned"),
}
"""What each of the shares of text is called, and the standing that gives its bar a colour."""

SHOWN_AT_ONCE: Final = 8
"""So many lines can be read from the back of a room; the others are folded."""

_SUBJECT_LABELS: Final[Mapping[str, str]] = {
    "self": "About themselves",
    "mixed": "About themselves and others",
    "others": "About others",
}
_AUTHOR_LABELS: Final[Mapping[str, str]] = {
    **wording.AUTHORS,
    "self": "The person whose export it is",
}
_PEOPLE: Final[Mapping[str, str]] = {
    "under_half": "fewer than half",
    "half_or_fewer": "about half or fewer",
    "about_half": "about half",
    "half_or_more": "half or more",
}


@dataclass(frozen=True)
class Line:
    """A figure with what it is of, the unit it is told in, and the standing that gives its bar a colour."""

    label: str
    standing: str
    unit: str
    figure: Figure


@dataclass(frozen=True)
class Ranking:
    """Figures in one unit, those with a number first, by its size; `little` are those with little or none in the
    middle of the group, of which a few people may have much.
    """

    unit: str
    lines: tuple[Line, ...]
    little: tuple[Line, ...]

    @property
    def top(self) -> tuple[Line, ...]:
        """Those to be seen at once."""
        return self.lines[:SHOWN_AT_ONCE]

    @property
    def rest(self) -> tuple[Line, ...]:
        """Those to be folded."""
        return self.lines[SHOWN_AT_ONCE:]

    @property
    def little_by_people(self) -> tuple[tuple[People, tuple[str, ...]], ...]:
        """The labels of those with little or none, by how many people have any."""
        found: dict[People, list[str]] = {}
        for line in self.little:
            found.setdefault(line.figure.people, []).append(line.label)
        return tuple((people, tuple(labels)) for people, labels in found.items())

    @property
    def longest(self) -> int:
        """The number that is as long as a bar can be."""
        return max((line.figure.middle or 0 for line in self.lines), default=0)


@dataclass(frozen=True)
class MatrixRow:
    """A category, with what each article says about it."""

    category: Category
    said: tuple[Coverage, ...]


@dataclass(frozen=True)
class Difference:
    """A disagreement, with what each article says."""

    disagreement: Disagreement
    statements: tuple[QuotedStatement, ...]


def render_cohort(cohort: Cohort, mapping: ExportMapping, made_on: date) -> str:
    """The cohort page as HTML."""
    labels = {category.id: category.label for category in mapping.categories}
    mostly = _mostly(mapping)
    standing_labels = {name: label for name, (label, _) in wording.STANDINGS.items()}
    return environment().get_template("cohort.html.j2").render(
        cohort=cohort,
        mapping=mapping,
        documents=mapping.documents,
        made_on=made_on,
        tool_version=__version__,
        shares=_shares(cohort),
        wholes=_wholes(cohort),
        standings_ranked=rankings(cohort.standings, standing_labels, {n: n for n in standing_labels}),
        categories_ranked=rankings(cohort.categories, labels, mostly),
        subjects_ranked=rankings(cohort.subjects, _SUBJECT_LABELS, {}),
        authors_ranked=rankings(cohort.authors, _AUTHOR_LABELS, {}),
        action_lines=tuple(_actions(cohort, mapping)),
        category_standings=[name for name in wording.STANDINGS if name in set(mostly.values())],
        files=_by_band(cohort),
        matrix=_matrix(mapping),
        article_names=evidence.names_in_a_row(mapping),
        differences=_differences(mapping),
        small=SMALL,
        by_consent=cohort.min_group < USUAL_GROUP,
        ranges=cohort.participants >= RANGES_FROM,
        quarters=cohort.participants >= QUARTERS_FROM * cohort.min_group,
        percent=percent,
        book=book,
        people=_people(cohort.participants),
    )  # fmt: skip


def _shares(cohort: Cohort) -> tuple[Line, ...]:
    """The answer: the shares of the words of text."""
    return tuple(
        Line(label, standing, "", getattr(cohort.shares, name))
        for name, (label, standing) in SHARE_LABELS.items()
    )


def _wholes(cohort: Cohort) -> tuple[Line, ...]:
    words, entries = UNITS["text_words"], UNITS["values"]
    return (
        Line("The whole export", "not_mentioned", words, cohort.text_words),
        Line(*SHARE_LABELS["covered"], words, cohort.covered),
        Line(*SHARE_LABELS["every_claim"], words, cohort.every_claim),
        Line("The whole export", "not_mentioned", entries, cohort.values),
    )


def rankings(
    amounts: Sequence[Amount], labels: Mapping[str, str], standings: Mapping[str, str]
) -> tuple[Ranking, ...]:
    """The amounts of each unit in the order of their size; what has no standing has the colour of what no article
    mentions.
    """
    found = []
    for unit in UNITS:
        lines = [
            Line(labels[e.key], standings.get(e.key, "not_mentioned"), UNITS[unit], e.figure)
            for e in amounts
            if e.unit == unit
        ]
        numbers = [line for line in lines if line.figure.middle]
        numbers.sort(key=lambda line: -(line.figure.middle or 0))
        little = tuple(line for line in lines if not line.figure.middle)
        if lines:
            found.append(Ranking(UNITS[unit], tuple(numbers), little))
    return tuple(found)


def _mostly(mapping: ExportMapping) -> dict[str, str]:
    """By category, how most of its data types stand; of several standings, the first of the page."""
    counted: dict[str, Counter[str]] = {}
    for data_type in mapping.data_types:
        standing = mapping.assessments[data_type.id].standing
        counted.setdefault(data_type.category.id, Counter())[standing] += 1
    return {
        category: max(wording.STANDINGS, key=lambda standing: numbers[standing])
        for category, numbers in counted.items()
    }


def _actions(cohort: Cohort, mapping: ExportMapping) -> Iterable[tuple[Action, Line | None]]:
    """Each action with what it concerns; None where no article says what that is."""
    for action, amount in zip(mapping.actions, cohort.actions, strict=True):
        line = Line(action.title, "not_mentioned", UNITS[amount.unit], amount.figure)
        yield action, line if action.about else None


def _matrix(mapping: ExportMapping) -> tuple[MatrixRow, ...]:
    return tuple(
        MatrixRow(category, mapping.coverage(category.id)) for category in mapping.categories
    )


def _differences(mapping: ExportMapping) -> tuple[Difference, ...]:
    statements = quoted_statements(mapping)
    return tuple(
        Difference(
            disagreement, tuple(statements[identifier] for identifier in disagreement.evidence)
        )
        for disagreement in mapping.disagreements
    )


def _by_band(cohort: Cohort) -> list[tuple[People, list[tuple[str, str]]]]:
    """The files, grouped by how many people have them, as far as that may be shown; most first."""
    bands: dict[People, list[tuple[str, str]]] = {}
    for table, people in cohort.files:
        bands.setdefault(people, []).append((table.files[0], table.holds))
    return sorted(
        bands.items(), key=lambda band: (band[0].low or 0, band[0].high or 0), reverse=True
    )


def percent(number: int) -> str:
    """A share as it is published: `30 %`, `90 % or more`."""
    shown = f"{number}\N{NO-BREAK SPACE}%"
    return f"{shown} or more" if number >= MOST_PERCENT else shown


def book(words: int) -> str:
    """Words as pages of a paperback, no more exact than published words are."""
    number = words / wording.WORDS_PER_PAGE
    digits = max(len(f"{number:.0f}") - 2, 0)
    return wording.pages(int(round(number, -digits)) * wording.WORDS_PER_PAGE)


def _people(size: int) -> Callable[[People], str]:
    def say(people: People) -> str:
        if people.band in _PEOPLE:
            return _PEOPLE[people.band]
        if people.band == "few":
            return f"at most {people.high} of {size}"
        if people.band == "most":
            return f"at least {people.low} of {size}"
        return f"{people.low} to {people.high} of {size}"

    return say


# --- beside ----------------------------------------------------------------------------------------

_BEGIN: Final = b'<section aria-labelledby="group">'
_END: Final = b"</main>"


@dataclass(frozen=True)
class Pair:
    """What one person has, and what the group page shows of the group: `middle`, `lower` and `upper` quarter, each 0
    for little or none; the quarters are None where the page has none.
    """

    label: str
    unit: str
    mine: float
    middle: int
    lower: int | None
    upper: int | None

    @property
    def is_share(self) -> bool:
        """Whether these are percents."""
        return not self.unit


def put_beside(
    out: Path,
    published: Path,
    contributions: Iterable[tuple[str, Contribution]],
    mapping: ExportMapping,
) -> None:
    """Put what the JSON at `published` shows on the page of each of these participants in `out`, instead of what an
    earlier run put there; nothing if it shows no figures. Raises OutputError.
    """
    plain = _read(published)
    for label, contribution in contributions:
        path = page_path(out, label)
        before = path.read_bytes()
        page = page_alone(before)
        if plain:
            section = _section(tuple(_pairs(plain, contribution, mapping))).encode()
            page = page.replace(_END, section + _END)
        if page != before:
            write_whole(path, page)


def page_alone(page: bytes) -> bytes:
    """The page without the group."""
    alone, begin, rest = page.partition(_BEGIN)
    return alone + rest[rest.index(_END) :] if begin else page


def _read(path: Path) -> dict[str, Any] | None:
    """What was published; None if that has no figures, or cannot be read any more."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        plain: dict[str, Any] = json.loads(path.read_bytes())
        if plain["format_version"] == FORMAT_VERSION and plain["values"]["middle"] is not None:
            return plain
    return None


def _section(pairs: Sequence[Pair]) -> str:
    template = environment().get_template("beside.html.j2")
    quarters = any(pair.lower is not None for pair in pairs)
    return template.render(pairs=pairs, percent=percent, quarters=quarters)


def _pairs(plain: Mapping[str, Any], mine: Contribution, mapping: ExportMapping) -> Iterator[Pair]:
    for key, (label, _) in SHARE_LABELS.items():
        share = percent_of(mine, "text_words", stands_in(SHARES[key]))
        yield _pair(label, "", share, plain["shares"][key])
    for unit in UNITS:
        yield _pair("The whole export", UNITS[unit], amount_of(mine, unit), plain[unit])
    for category in mapping.categories:
        told = plain["categories"].get(category.id)
        amount = amount_of(mine, told["unit"], _is_in(category.id)) if told else 0
        if told and (amount or told["middle"]):
            yield _pair(category.label, UNITS[told["unit"]], amount, told)


def _is_in(category: str) -> Callable[[Row], bool]:
    return lambda row: row.category == category


def _pair(label: str, unit: str, mine: float, told: Mapping[str, Any]) -> Pair:
    return Pair(label, unit, mine, told["middle"], told["lower_quarter"], told["upper_quarter"])
