"""The figures of a cohort as plain values for JSON."""

from collections.abc import Iterable, Mapping
from typing import Final

from analyzer.mapping import ExportMapping
from analyzer.reporting.json import made_with
from analyzer.workshop.cohort import Amounts, Cohort
from analyzer.workshop.protection import SMALL, People, Quartiles

FORMAT_VERSION: Final = 2
"""1: the first. 2: words are words of text, `text_words`; categories, standings, subjects and actions have
the unit they are told in; there are `values`, `authors` and `not_mentioned_percent`.
"""

NOT_SHOWN: Final = "too few people, or one or two of them have most of it"


def plain_cohort(cohort: Cohort, mapping: ExportMapping, tool_version: str) -> Mapping[str, object]:
    """The figures as plain values: null for what is not shown, with the reason next to it."""

    def listed(amounts: Iterable[Amounts]) -> dict[str, object]:
        return {
            each.key: {"unit": each.unit, **plain_quartiles(each.quartiles)} for each in amounts
        }

    return {
        "format_version": FORMAT_VERSION,
        **made_with(tool_version, mapping),
        "min_group": cohort.min_group,
        "participants": cohort.participants,
        "failed": cohort.failed,
        "failures": [{"reason": reason, "count": count} for reason, count in cohort.failures],
        "text_words": plain_quartiles(cohort.text_words),
        "values": plain_quartiles(cohort.values),
        "covered": plain_quartiles(cohort.covered),
        "every_claim": plain_quartiles(cohort.every_claim),
        "covered_percent": plain_quartiles(cohort.covered_percent),
        "every_claim_percent": plain_quartiles(cohort.every_claim_percent),
        "not_mentioned_percent": plain_quartiles(cohort.not_mentioned_percent),
        "categories": listed(cohort.categories),
        "standings": listed(cohort.standings),
        "subjects": listed(cohort.subjects),
        "authors": listed(cohort.authors),
        "people_named": plain_quartiles(cohort.people_named),
        "files": {table.name: plain_people(people) for table, people in cohort.files},
        "actions": listed(cohort.actions),
    }


def plain_people(people: People) -> dict[str, object]:
    """A number of people as plain values, with the reason if it is not shown."""
    plain: dict[str, object] = {"band": people.band, "from": people.low, "to": people.high}
    return plain | {"not_shown": NOT_SHOWN} if people.band == "hidden" else plain


def plain_quartiles(quartiles: Quartiles) -> dict[str, object]:
    """Median and quartiles as plain values, with the reason if they are not shown."""
    plain: dict[str, object] = {
        "lower_quartile": quartiles.lower,
        "median": quartiles.median,
        "upper_quartile": quartiles.upper,
        "under": SMALL if 0 in {quartiles.lower, quartiles.median, quartiles.upper} else None,
        "people": plain_people(quartiles.people),
    }
    return plain | {"not_shown": NOT_SHOWN} if quartiles.median is None else plain
