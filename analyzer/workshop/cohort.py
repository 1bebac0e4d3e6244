"""From participants' counts to the figures of a group; `protection` decides which may be shown."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analyzer.analysis.policy import EVERY_CLAIM
from analyzer.mapping import Action, ExportMapping, Table
from analyzer.reporting.figures import SUBJECTS
from analyzer.wording import STANDINGS
from analyzer.workshop.contribution import Contribution, Row
from analyzer.workshop.protection import SMALLEST_GROUP, Group, People, Quartiles


@dataclass(frozen=True)
class Cohort:
    """The figures of a group. All of them may be shown to everybody; no others are kept.

    `failed` is None if some exports could not be read, but fewer than `min_group`. `failures` has counts only
    if every reason applies to at least `min_group` people; otherwise the last could be worked out from the
    others. The lists never depend on what people have: every category, file and action of the mapping is in
    them.
    """

    min_group: int
    participants: int
    failed: int | None
    failures: tuple[tuple[str, int | None], ...]
    words: Quartiles
    covered: Quartiles
    every_claim: Quartiles
    covered_percent: Quartiles
    every_claim_percent: Quartiles
    categories: tuple[tuple[str, Quartiles], ...]
    standings: tuple[tuple[str, Quartiles], ...]
    subjects: tuple[tuple[str, Quartiles], ...]
    people_named: Quartiles
    files: tuple[tuple[Table, People], ...]
    actions: tuple[tuple[Action, Quartiles], ...]


def summarize(
    contributions: Sequence[Contribution],
    reasons: Sequence[str],
    mapping: ExportMapping,
    min_group: int,
) -> Cohort:
    """The figures of those who contribute; `reasons` says why each of the others could not."""
    if min_group < SMALLEST_GROUP:
        raise ValueError(min_group)
    group = Group(contributions, min_group)

    def words(wanted: Callable[[Row], bool]) -> Quartiles:
        return group.quartiles(
            (each, sum(row.volume.words for row in each.rows if wanted(row)))
            for each in contributions
        )

    def percent(*wanted: str) -> Quartiles:
        return group.quartiles(_percents(contributions, wanted), shares=True)

    def by_standing(*wanted: str) -> Quartiles:
        return words(lambda row: row.standing in wanted)

    def by_category(wanted: str) -> Quartiles:
        return words(lambda row: row.category == wanted)

    def by_subject(wanted: str) -> Quartiles:
        return words(lambda row: row.subject == wanted)

    counted = sorted(Counter(reasons).items())
    counts_shown = all(count >= min_group for _, count in counted)
    return Cohort(
        min_group=min_group,
        participants=len(contributions),
        failed=len(reasons) if len(reasons) >= min_group or not reasons else None,
        failures=tuple((reason, count if counts_shown else None) for reason, count in counted),
        words=words(lambda _: True),
        covered=by_standing("used"),
        every_claim=by_standing(*EVERY_CLAIM),
        covered_percent=percent("used"),
        every_claim_percent=percent(*EVERY_CLAIM),
        categories=tuple(
            (category.id, by_category(category.id)) for category in mapping.categories
        ),
        standings=tuple((standing, by_standing(standing)) for standing in STANDINGS),
        subjects=tuple((subject, by_subject(subject)) for subject in SUBJECTS),
        people_named=group.quartiles((each, each.people) for each in contributions),
        files=tuple(
            (table, group.people(_who_have(table, contributions))) for table in _files(mapping)
        ),
        actions=tuple(
            (action, group.quartiles(_concerned(action, contributions)))
            for action in mapping.actions
        ),
    )


def _files(mapping: ExportMapping) -> list[Table]:
    return sorted(mapping.tables, key=lambda table: table.files[0].casefold())


def _who_have(table: Table, contributions: Iterable[Contribution]) -> list[Contribution]:
    return [
        each
        for each in contributions
        if any(row.table == table.name and row.volume.values for row in each.rows)
    ]


def _concerned(
    action: Action, contributions: Iterable[Contribution]
) -> Iterable[tuple[Contribution, int]]:
    return ((each, dict(each.actions).get(action.id, 0)) for each in contributions)


def _percents(
    contributions: Iterable[Contribution], standings: Sequence[str]
) -> Iterable[tuple[Contribution, float]]:
    for each in contributions:
        whole = sum(row.volume.words for row in each.rows)
        part = sum(row.volume.words for row in each.rows if row.standing in standings)
        if whole:
            yield each, 100 * part / whole
