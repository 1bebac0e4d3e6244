"""The pictures of a report: which figures each shows, and the finding that its title says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd
from markupsafe import Markup

from analyzer import text as wording
from analyzer.reporting import charts
from analyzer.reporting.model import Figures


@dataclass(frozen=True)
class Picture:
    """A chart whose title says what it shows, drawn for a narrow and for a wide window."""

    finding: str
    narrow: Markup
    wide: Markup


@dataclass(frozen=True)
class Pictures:
    """The pictures of one report; None where there is nothing to be seen."""

    time: Picture | None


def pictures(figures: Figures) -> Pictures:
    """The pictures of these figures."""
    return Pictures(time=_time(figures))


def picture(draw: Callable[..., str], *data: object, name: str, finding: str, text: str) -> Picture:
    """`draw` called with the data and each size; `finding` is the title, `text` says the numbers."""

    def drawn(size: charts.Size, kind: str) -> Markup:
        svg = draw(*data, size, name=f"chart-{name}-{kind}", title=finding, text=text)
        return Markup(svg)  # escaped by ElementTree

    return Picture(finding, drawn(charts.NARROW, "narrow"), drawn(charts.WIDE, "wide"))


_MARKS: Final = {"start": "", "opted_out": "off ", "opted_in": "on "}
"""What is written before the day of a mark; the day of the start stands alone."""


def _time(figures: Figures) -> Picture | None:
    rows = [
        (row.begins, row.covered.text_words, row.every_claim.text_words) for row in figures.periods
    ]
    if not any(words for _, _, words in rows):
        return None
    periods = pd.DataFrame(rows, columns=["begins", "covered", "every_claim"])
    start = figures.scenario.start
    if start:
        before = wording.share(figures.scenario.before.text_words, figures.dated.text_words)
        finding = f"{before} of the dated text that any article claims is from before {wording.day(start)}"
    else:
        finding = (
            f"The dated text that any article claims is from {rows[0][0]:%Y} to {rows[-1][0]:%Y}"
        )
    marks = [
        (mark.day, f"{_MARKS[mark.kind]}{wording.day(mark.day)}")
        for mark in figures.scenario.marks
        if mark.kind in _MARKS
    ]
    unit = "month" if figures.by_month else "year"
    busiest = max(rows, key=lambda row: row[2])
    text = (
        f"{wording.plural(figures.dated.text_words, 'word')} from {rows[0][0]:%Y} to {rows[-1][0]:%Y}. "
        f"The {unit} with most, {busiest[0]:{'%Y-%m' if figures.by_month else '%Y'}}, has "
        f"{wording.plural(busiest[2], 'word')}, {wording.count(busiest[1])} of them clearly covered."
    )
    return picture(
        charts.period_bars, periods, marks, unit, name="time", finding=finding, text=text
    )
