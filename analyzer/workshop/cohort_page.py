"""From a cohort's figures to a page for a projector, which shows these figures and nothing else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer import __version__, wording
from analyzer.analysis.policy import Assessment, Evidence, assess
from analyzer.mapping import Category, Disagreement, Document, ExportMapping
from analyzer.reporting import charts
from analyzer.reporting.environment import environment, stylesheet
from analyzer.reporting.pictures import Picture, picture
from analyzer.workshop.cohort import Cohort
from analyzer.workshop.protection import MOST_PERCENT, SMALL, People, Quartiles

# The group that the documents, read together, put a category in, as the standing with its colour.
_STANDING_OF = {
    "included": "used",
    "claimed": "claimed",
    "excluded": "excluded",
    "unaddressed": "not_mentioned",
}
_SUBJECT_LABELS = {
    "self": "About themselves",
    "mixed": "About themselves and others",
    "others": "About others",
}


@dataclass(frozen=True)
class Line:
    """A row of a table on the page, and the standing that gives its bar a colour."""

    label: str
    standing: str
    quartiles: Quartiles


@dataclass(frozen=True)
class MatrixRow:
    """A category, with what each document says about it in words; None if it says nothing."""

    category: Category
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Difference:
    """A disagreement, with the quotes of each document."""

    disagreement: Disagreement
    sides: tuple[tuple[Document, tuple[str, ...]], ...]


def render_cohort(
    cohort: Cohort, mapping: ExportMapping, made_on: date, pages: Sequence[str] = ()
) -> str:
    """The cohort page as HTML; `pages` has the labels of the participants to link to."""
    style, style_hash = stylesheet()
    labels = {category.id: category for category in mapping.categories}
    categories = [
        Line(labels[name].label, _STANDING_OF[labels[name].group], quartiles)
        for name, quartiles in cohort.categories
    ]
    standings = [
        Line(wording.STANDINGS[name][0], name, quartiles) for name, quartiles in cohort.standings
    ]
    subjects = [
        Line(_SUBJECT_LABELS[name], "not_mentioned", quartiles)
        for name, quartiles in cohort.subjects
    ]
    return environment().get_template("cohort.html.j2").render(
        cohort=cohort,
        mapping=mapping,
        documents=mapping.documents,
        official=None,
        made_on=made_on,
        tool_version=__version__,
        style=style,
        style_hash=style_hash,
        standings=wording.STANDINGS,
        standing_lines=standings,
        category_lines=categories,
        subject_lines=subjects,
        category_picture=_picture(categories, "categories", "category"),
        standing_picture=_picture(standings, "standings", "group"),
        subject_picture=_picture(subjects, "subjects", "group"),
        files=_by_band(cohort),
        matrix=matrix(mapping),
        differences=_differences(mapping),
        pages=pages,
        small=SMALL,
        most=MOST_PERCENT,
        people=_people(cohort.participants),
    )  # fmt: skip


def matrix(mapping: ExportMapping) -> tuple[MatrixRow, ...]:
    """A row per category with what each document says about it."""
    assessments = assess(mapping)
    rows = []
    for category in mapping.categories:
        found = [
            assessments[data_type.id]
            for data_type in mapping.data_types
            if data_type.category.id == category.id
        ]
        cells = (_what_it_says(found, document.id) for document in mapping.documents)
        rows.append(MatrixRow(category, tuple(cells)))
    return tuple(rows)


def _what_it_says(found: Sequence[Assessment], document: str) -> str | None:
    def verdict(word: str, mentions: Iterable[bool]) -> list[str]:
        every = list(mentions)
        return [] if not any(every) else [word if all(every) else f"{word} in part"]

    def by_document(pick: Callable[[Assessment], Iterable[Evidence]]) -> Iterable[bool]:
        return (any(each.statement.document == document for each in pick(a)) for a in found)

    words = verdict("may be used", by_document(lambda a: a.for_use))
    words += verdict("left out", by_document(lambda a: a.against_use))
    return ", ".join(words) or None


def _differences(mapping: ExportMapping) -> tuple[Difference, ...]:
    sides = {
        said.id: (document, said.quotes) for document in mapping.documents for said in document.said
    }
    return tuple(
        Difference(disagreement, tuple(sides[evidence] for evidence in disagreement.evidence))
        for disagreement in mapping.disagreements
    )


def _by_band(cohort: Cohort) -> dict[str, list[tuple[str, str, People]]]:
    """The files, grouped by how much may be said about the number of people who have them."""
    bands: dict[str, list[tuple[str, str, People]]] = {}
    for table, people in cohort.files:
        bands.setdefault(people.band, []).append((table.files[0], table.holds, people))
    return bands


def _people(size: int) -> Callable[[People], str]:
    def say(people: People) -> str:
        if people.band == "between":
            return f"{people.low} to {people.high} of {size}"
        if people.band == "few":
            return f"at most {people.high} of {size}"
        if people.band == "most":
            return f"at least {people.low} of {size}"
        return "not shown"

    return say


def _picture(lines: Sequence[Line], name: str, kind: str) -> Picture | None:
    shown = [line for line in lines if line.quartiles.median]
    if not shown:
        return None
    largest = max(shown, key=lambda line: line.quartiles.median or 0)
    finding = (
        f"{largest.label}: the largest {kind}, with about "
        f"{wording.plural(largest.quartiles.median or 0, 'word')} in the middle of those who have any"
    )
    text = "; ".join(
        f"{line.label}: about {wording.plural(line.quartiles.median or 0, 'word')}"
        for line in shown
    )
    frame = pd.DataFrame(
        [
            (
                line.label,
                line.standing,
                line.quartiles.lower,
                line.quartiles.median,
                line.quartiles.upper,
            )
            for line in shown
        ],
        columns=["label", "standing", "lower", "median", "upper"],
    )
    return picture(charts.spread_bars, frame, name=name, finding=finding, text=text)
