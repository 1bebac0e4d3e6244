"""The figures of a cohort as plain values for JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Final

from analyzer.mapping import ExportMapping
from analyzer.reporting.json import made_with
from analyzer.workshop.cohort import (
    Amount,
    Cohort,
)
from analyzer.workshop.protection import (
    Figure,
    People,
)

FORMAT_VERSION: Final = 3
"""1: the first. 2: words are words of text, `text_words`; categories, standings, subjects and actions have
the unit they are told in; there are `values`, `authors` and `not_mentioned_percent`. 3: figures are of everybody,
those included who have none: `middle`, `lower_quarter` and `upper_quarter` instead of a median and quartiles of those
who have any; shares are under `shares`, with `excluded` and `about_others`; bands of people are others.
"""


def plain_cohort(cohort: Cohort, mapping: ExportMapping, tool_version: str) -> Mapping[str, object]:
    """The figures as plain values: 0 for little or none, null for what no group of this size is shown."""

    def listed(amounts: Iterable[Amount]) -> dict[str, object]:
        return {each.key: {"unit": each.unit, **plain_figure(each.figure)} for each in amounts}

    shares = cohort.shares
    return {
        "format_version": FORMAT_VERSION,
        **made_with(tool_version, mapping),
        "min_group": cohort.min_group,
        "participants": cohort.participants,
        "failed": cohort.failed,
        "failures": [{"reason": reason, "count": count} for reason, count in cohort.failures],
        "text_words": plain_figure(cohort.text_words),
        "values": plain_figure(cohort.values),
        "covered": plain_figure(cohort.covered),
        "every_claim": plain_figure(cohort.every_claim),
        "shares": {each.name: plain_figure(getattr(shares, each.name)) for each in fields(shares)},
        "categories": listed(cohort.categories),
        "standings": listed(cohort.standings),
        "subjects": listed(cohort.subjects),
        "authors": listed(cohort.authors),
        "people_named": plain_figure(cohort.people_named),
        "files": {table.name: plain_people(people) for table, people in cohort.files},
        "actions": listed(cohort.actions),
    }


def plain_people(people: People) -> dict[str, object]:
    """A number of people as plain values."""
    return {"band": people.band, "from": people.low, "to": people.high}


def plain_figure(figure: Figure) -> dict[str, object]:
    """A figure as plain values."""
    return {
        "lower_quarter": figure.lower,
        "middle": figure.middle,
        "upper_quarter": figure.upper,
        "people": plain_people(figure.people),
    }
