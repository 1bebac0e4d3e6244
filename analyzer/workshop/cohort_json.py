"""The figures of a cohort as plain values for JSON."""

from collections.abc import Iterable, Mapping
from typing import Final

from analyzer.mapping import ExportMapping
from analyzer.wording import printable
from analyzer.workshop.cohort import Cohort
from analyzer.workshop.protection import SMALL, People, Quartiles

NOT_SHOWN: Final = "too few people, or one of them has most of it"


def plain_cohort(cohort: Cohort, mapping: ExportMapping, tool_version: str) -> Mapping[str, object]:
    """The figures as plain values: null for what is not shown, with the reason next to it."""

    def listed(parts: Iterable[tuple[str, Quartiles]]) -> dict[str, object]:
        return {name: plain_quartiles(quartiles) for name, quartiles in parts}

    return {
        "format_version": 1,
        "tool": {"name": "linkedin-exposure", "version": tool_version},
        "mapping": {
            "version": mapping.version,
            "sha256": mapping.sha256,
            "name": printable(mapping.name),
        },
        "min_group": cohort.min_group,
        "participants": cohort.participants,
        "failed": cohort.failed,
        "failures": [{"reason": reason, "count": count} for reason, count in cohort.failures],
        "words": plain_quartiles(cohort.words),
        "covered": plain_quartiles(cohort.covered),
        "every_claim": plain_quartiles(cohort.every_claim),
        "covered_percent": plain_quartiles(cohort.covered_percent),
        "every_claim_percent": plain_quartiles(cohort.every_claim_percent),
        "categories": listed(cohort.categories),
        "standings": listed(cohort.standings),
        "subjects": listed(cohort.subjects),
        "people_named": plain_quartiles(cohort.people_named),
        "files": {table.name: plain_people(people) for table, people in cohort.files},
        "actions": listed((action.id, quartiles) for action, quartiles in cohort.actions),
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
