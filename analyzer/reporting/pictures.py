"""The pictures of a report: which figures each shows, and the finding that its title says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analyzer import wording
from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.policy import EVERY_CLAIM
from analyzer.reporting import charts
from analyzer.reporting.model import Figures, Part
from analyzer.wording import STANDINGS, SUBJECTS


@dataclass(frozen=True)
class Picture:
    """A chart whose title says what it shows."""

    finding: str
    svg: Markup


@dataclass(frozen=True)
class Pictures:
    """The pictures of one report; None where there is nothing to be seen."""

    answer: Picture
    categories: Picture | None
    time: Picture | None
    files: Picture | None
    subjects: Picture | None


def pictures(figures: Figures) -> Pictures:
    """The pictures of these figures."""
    return Pictures(
        answer=_answer(figures),
        categories=_categories(figures),
        time=_time(figures),
        files=_files(figures),
        subjects=_subjects(figures),
    )


def picture(draw: Callable[..., str], *data: object, name: str, finding: str, text: str) -> Picture:
    """`draw` called with the data; `finding` is the title, `text` says the numbers."""
    svg = draw(*data, name=f"chart-{name}", title=finding, text=text)
    return Picture(finding, Markup(svg))  # escaped by ElementTree


def _answer(figures: Figures) -> Picture:
    whole = figures.whole.words
    parts = [
        (standing, figures.by_standing[standing].words)
        for standing in STANDINGS
        if standing in figures.by_standing
    ]
    text = "; ".join(
        f"{STANDINGS[standing][0]}: {wording.plural(words, 'word')}, {wording.share(words, whole)}"
        for standing, words in parts
    )
    least = wording.share(figures.covered.words, whole)
    most = wording.share(figures.every_claim.words, whole)
    finding = f"{least} of the words may be used according to the documents"
    reaches = [(least, figures.covered.words)]
    if figures.covered != figures.every_claim:
        finding += f", and at most {most}"
        reaches = [
            (f"at least {least}", figures.covered.words),
            (f"at most {most}", figures.every_claim.words),
        ]
    return picture(charts.share_bar, parts, reaches, name="answer", finding=finding, text=text)


def _categories(figures: Figures) -> Picture | None:
    shown = [category for category in figures.categories if category.volume.words]
    if not shown:
        return None
    largest = max(shown, key=lambda category: category.volume.words)
    # A picture has to fit on a phone and on a sheet of paper; the table below it has all of them.
    cut = sorted((each.volume.words for each in shown), reverse=True)[: charts.BARS][-1]
    shown = [category for category in shown if category.volume.words >= cut][: charts.BARS]
    finding = (
        f"{largest.label}: the largest category, with "
        f"{wording.share(largest.volume.words, figures.whole.words)} of all words"
    )
    text = "; ".join(f"{each.label}: {wording.plural(each.volume.words, 'word')}" for each in shown)
    rows = _rows([(each.label, dict(each.standings)) for each in shown])
    return picture(charts.stacked_bars, rows, name="categories", finding=finding, text=text)


def _time(figures: Figures) -> Picture | None:
    months, start = figures.months, figures.start
    if not months or start is None:
        return None
    finding = (
        f"{wording.share(figures.before_start.words, figures.dated.words)} of the dated words that may be "
        f"used are from before {wording.day(start)}"
    )
    busiest = max(months, key=lambda row: row.every_claim.words)
    text = (
        f"From {months[0].month:%Y-%m} to {months[-1].month:%Y-%m}: "
        f"{wording.plural(figures.dated.words, 'word')}. The month with most: {busiest.month:%Y-%m}, with "
        f"at most {wording.plural(busiest.every_claim.words, 'word')}."
    )
    rows = pd.DataFrame(
        [(row.month, row.covered.words, row.every_claim.words) for row in months],
        columns=["month", "covered", "every_claim"],
    )
    return picture(charts.month_steps, rows, start, name="time", finding=finding, text=text)


def _files(figures: Figures) -> Picture | None:
    shown = figures.heaviest
    if not shown:
        return None
    usable = [(wording.visible(part.key), _usable(part)) for part in shown]
    finding = (
        f"{usable[0][0]}: the heaviest file, with "
        f"{wording.share(shown[0].every_claim.words, figures.every_claim.words)} of the words that may be used at most"
    )
    text = "; ".join(
        f"{wording.visible(part.key)}: at least {wording.count(part.covered.words)}, "
        f"at most {wording.plural(part.every_claim.words, 'word')}"
        for part in shown
    )
    return picture(charts.stacked_bars, _rows(usable), name="files", finding=finding, text=text)


def _subjects(figures: Figures) -> Picture | None:
    others = sum_volumes(part.volume for part in figures.subjects[1:])
    if not others.words:
        return None
    present = {part.key: part for part in figures.subjects if part.by_standing}
    rows = _rows([(SUBJECTS[key], present[key].by_standing) for key in SUBJECTS if key in present])
    finding = (
        f"{wording.share(others.words, figures.whole.words)} of the words are about other people, "
        "alone or together with you"
    )
    text = "; ".join(
        f"{SUBJECTS[part.key]}: {wording.plural(part.volume.words, 'word')}"
        for part in figures.subjects
    )
    return picture(charts.stacked_bars, rows, name="subjects", finding=finding, text=text)


def _usable(part: Part) -> dict[str, Volume]:
    """What may be used of the part, by standing."""
    return {
        standing: volume for standing, volume in part.by_standing.items() if standing in EVERY_CLAIM
    }


def _rows(bars: Sequence[tuple[str, Mapping[str, Volume]]]) -> pd.DataFrame:
    """A row per bar: its label, and the words of each standing in the order of the page."""
    return pd.DataFrame(
        [
            (label, *(by_standing.get(standing, Volume()).words for standing in STANDINGS))
            for label, by_standing in bars
        ],
        columns=["label", *STANDINGS],
    )
