"""From a cohort's figures to a page for a projector, which shows these figures and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from analyzer import __version__, wording
from analyzer.analysis.policy import Assessment, Said, assess, said_about
from analyzer.mapping import Action, Category, Disagreement, ExportMapping
from analyzer.reporting import articles, charts
from analyzer.reporting.environment import environment, stylesheet
from analyzer.reporting.model import Side
from analyzer.reporting.pictures import Picture, picture
from analyzer.workshop.cohort import Amounts, Cohort, Unit
from analyzer.workshop.protection import MOST_PERCENT, SMALL, People, Quartiles, most_hidden

_UNITS: Final[Mapping[Unit, str]] = {"text_words": "words of text", "values": "entries"}
_SUBJECT_LABELS: Final[Mapping[str, str]] = {
    "self": "About themselves",
    "mixed": "About themselves and others",
    "others": "About others",
}
_AUTHOR_LABELS: Final[Mapping[str, str]] = {
    **wording.AUTHORS,
    "self": "The person whose export it is",
}


@dataclass(frozen=True)
class Line:
    """A row of a table on the page, the unit it is told in, and the standing that gives its bar a colour."""

    label: str
    standing: str
    unit: Unit
    quartiles: Quartiles

    @property
    def counted_in(self) -> str:
        """The unit in words."""
        return _UNITS[self.unit]


@dataclass(frozen=True)
class MatrixRow:
    """A category, with what each article says about it."""

    category: Category
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Difference:
    """A disagreement, with what each article says."""

    disagreement: Disagreement
    sides: tuple[Side, ...]


def render_cohort(
    cohort: Cohort, mapping: ExportMapping, made_on: date, pages: Sequence[str] = ()
) -> str:
    """The cohort page as HTML; `pages` has the labels of the participants to link to."""
    style, style_hash = stylesheet()
    assessments = assess(mapping)
    labels = {category.id: category.label for category in mapping.categories}
    mostly = _mostly(mapping, assessments)
    categories = _lines(cohort.categories, labels, mostly)
    standings = _lines(
        cohort.standings,
        {name: label for name, (label, _) in wording.STANDINGS.items()},
        {name: name for name in wording.STANDINGS},
    )
    subjects = _lines(cohort.subjects, _SUBJECT_LABELS, {})
    return environment().get_template("cohort.html.j2").render(
        cohort=cohort,
        mapping=mapping,
        documents=mapping.documents,
        made_on=made_on,
        tool_version=__version__,
        style=style,
        style_hash=style_hash,
        standing_lines=standings,
        category_lines=categories,
        subject_lines=subjects,
        author_lines=_lines(cohort.authors, _AUTHOR_LABELS, {}),
        action_lines=tuple(_actions(cohort, mapping)),
        category_standings=[name for name in wording.STANDINGS if name in set(mostly.values())],
        category_picture=_picture(categories, "categories", "Of the categories with text that may be shown, none"),
        standing_picture=_picture(standings, "standings", "Of the text that may be shown, none"),
        subject_picture=_picture(subjects, "subjects", "Of the entries that may be shown, none"),
        files=_by_band(cohort),
        matrix=_matrix(mapping, assessments),
        article_names=articles.names_in_a_row(mapping),
        differences=_differences(mapping),
        pages=pages,
        small=SMALL,
        most=MOST_PERCENT,
        most_hidden=most_hidden(cohort.min_group),
        percent=_percent,
        people=_people(cohort.participants),
    )  # fmt: skip


def _lines(
    amounts: Iterable[Amounts], labels: Mapping[str, str], standings: Mapping[str, str]
) -> tuple[Line, ...]:
    """A line for each; those without a standing have the colour of what no article mentions."""
    return tuple(
        Line(labels[each.key], standings.get(each.key, "not_mentioned"), each.unit, each.quartiles)
        for each in amounts
    )


def _mostly(mapping: ExportMapping, assessments: Mapping[str, Assessment]) -> dict[str, str]:
    """By category, how most of its data types stand; of several standings, the first of the page."""
    counted: dict[str, Counter[str]] = {}
    for data_type in mapping.data_types:
        standing = assessments[data_type.id].standing
        counted.setdefault(data_type.category.id, Counter())[standing] += 1
    return {
        category: max(wording.STANDINGS, key=lambda standing: numbers[standing])
        for category, numbers in counted.items()
    }


def _actions(cohort: Cohort, mapping: ExportMapping) -> Iterable[tuple[Action, Line | None]]:
    """Each action with what it concerns; None where no article says what that is."""
    for action, amounts in zip(mapping.actions, cohort.actions, strict=True):
        line = Line(action.title, "not_mentioned", amounts.unit, amounts.quartiles)
        yield action, line if action.about else None


def _matrix(mapping: ExportMapping, assessments: Mapping[str, Assessment]) -> tuple[MatrixRow, ...]:
    return tuple(
        MatrixRow(category, said_about(category.id, mapping, assessments))
        for category in mapping.categories
    )


def _differences(mapping: ExportMapping) -> tuple[Difference, ...]:
    sides = {
        said.id: Side(said.id, document, said.paraphrase, said.quotes)
        for document in mapping.documents
        for said in document.said
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


def _percent(number: int) -> str:
    """A share as it is published: `30 %`, `under 10 %`, `90 % or more`."""
    if number == 0:
        return f"under {SMALL}\N{NO-BREAK SPACE}%"
    shown = f"{number}\N{NO-BREAK SPACE}%"
    return f"{shown} or more" if number >= MOST_PERCENT else shown


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


def _picture(lines: Sequence[Line], name: str, among: str) -> Picture | None:
    """The middles that may be shown, as bars. One drawing has one unit: that of the first line."""
    unit = lines[0].unit
    shown = [line for line in lines if line.quartiles.median and line.unit == unit]
    if not shown:
        return None
    largest = max(shown, key=lambda line: line.quartiles.median or 0)
    finding = (
        f"{among} has a larger middle than “{largest.label}”: about "
        f"{wording.count(largest.quartiles.median or 0)} {largest.counted_in} among those who have any"
    )
    text = "; ".join(
        f"{line.label}: about {wording.count(line.quartiles.median or 0)} {line.counted_in}"
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
