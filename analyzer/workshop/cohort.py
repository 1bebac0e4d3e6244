"""From participants' counts to the figures of a group that give nobody away. All protection is here, and done once.

What is published of volumes is only means over at least `min_group` people who stand next to each other
in the order of the group, and of people only ranges. There are no sums: who knows a sum with and without one
person knows that person. docs/workshop.md gives the rules and their reasons.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analyzer.analysis.policy import MAY_BE_USED
from analyzer.mapping import Action, ExportMapping, Table
from analyzer.reporting.figures import SUBJECTS
from analyzer.wording import STANDINGS
from analyzer.workshop.contribution import Contribution, Row

SMALLEST_GROUP: Final = 3
STEP: Final = 3
"""Counts of people are published as ranges that begin `STEP` apart and are 2 * STEP - 1 wide."""
DOMINANT: Final = 0.6
"""A mean to which one person contributes more than this share is not published."""
REMAINDER: Final = 0.3
"""Nor one in which all but the two largest have together less than this share of the largest: the second
largest knows the own amount, and would know the largest.
"""
GRID: Final = (1.0, 1.5, 2.2, 3.2, 4.6, 6.8)
"""Amounts are published as the nearest of these times a power of ten. Finer steps let the difference of two
nested figures tell what one person has that others have not.
"""
PERCENT_STEP: Final = 10
MOST_PERCENT: Final = 90
"""Shares from here on are published as this: `90 % or more`."""

SMALL: Final = 10
"""Means under this are published as 0: where each has one word or two, a mean would tell each one's."""

Band = Literal["between", "few", "most", "hidden"]


@dataclass(frozen=True)
class People:
    """How many people, as far as it may be said.

    between: from `low` to `high`. few: fewer than `high` + 1. most: more than `low` - 1. hidden: nothing.
    """

    band: Band
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Spread:
    """What people have who have any: half have less than `median`, a quarter less than `lower` and a
    quarter more than `upper`, about; 0 means under `SMALL`, and of shares `MOST_PERCENT` that or more. None where it may not be said; if that is the
    median, `people` is hidden too.
    """

    people: People
    median: int | None = None
    lower: int | None = None
    upper: int | None = None


HIDDEN: Final = Spread(People("hidden"))


@dataclass(frozen=True)
class Cohort:
    """The figures of a group. Every one may be shown to everybody; no other is kept.

    `failed` is None where some could not be read, and fewer than `min_group`. Of `failures` counts are given
    only where at least `min_group` have each of the reasons, or one could be had from the others. What is listed never
    depends on what people have: every category, file and action of the mapping is there.
    """

    min_group: int
    participants: int
    failed: int | None
    failures: tuple[tuple[str, int | None], ...]
    words: Spread
    at_least: Spread
    at_most: Spread
    at_least_percent: Spread
    at_most_percent: Spread
    categories: tuple[tuple[str, Spread], ...]
    standings: tuple[tuple[str, Spread], ...]
    subjects: tuple[tuple[str, Spread], ...]
    people_named: Spread
    files: tuple[tuple[Table, People], ...]
    actions: tuple[tuple[Action, Spread], ...]


def summarize(
    contributions: Sequence[Contribution],
    reasons: Sequence[str],
    mapping: ExportMapping,
    min_group: int,
) -> Cohort:
    """The figures of those who contribute; `reasons` are why others could not."""
    if min_group < SMALLEST_GROUP:
        raise ValueError(min_group)
    group = _Group(contributions, min_group)

    def words(wanted: Callable[[Row], bool]) -> Spread:
        return group.spread(
            (one, sum(row.volume.words for row in one.rows if wanted(row))) for one in contributions
        )

    def percent(*wanted: str) -> Spread:
        return group.spread(_percents(contributions, wanted), shares=True)

    def by_standing(*wanted: str) -> Spread:
        return words(lambda row: row.standing in wanted)

    counted = sorted(Counter(reasons).items())
    counts_shown = all(count >= min_group for _, count in counted)
    return Cohort(
        min_group=min_group,
        participants=len(contributions),
        failed=len(reasons) if len(reasons) >= min_group or not reasons else None,
        failures=tuple((reason, count if counts_shown else None) for reason, count in counted),
        words=words(lambda _: True),
        at_least=by_standing("used"),
        at_most=by_standing(*MAY_BE_USED),
        at_least_percent=percent("used"),
        at_most_percent=percent(*MAY_BE_USED),
        categories=tuple(
            (one.id, words(lambda row, wanted=one.id: row.category == wanted))  # type: ignore[misc]
            for one in mapping.categories
        ),
        standings=tuple((one, by_standing(one)) for one in STANDINGS),
        subjects=tuple(
            (one, words(lambda row, wanted=one: row.subject == wanted))  # type: ignore[misc]
            for one in SUBJECTS
        ),
        people_named=group.spread((one, one.people) for one in contributions),
        files=tuple(
            (table, group.people(_who_have(table, contributions))) for table in _files(mapping)
        ),
        actions=tuple(
            (action, group.spread(_concerned(action, contributions))) for action in mapping.actions
        ),
    )


def _files(mapping: ExportMapping) -> list[Table]:
    return sorted(mapping.tables, key=lambda table: table.files[0].casefold())


def _who_have(table: Table, contributions: Iterable[Contribution]) -> list[Contribution]:
    return [
        one
        for one in contributions
        if any(row.table == table.name and row.volume.values for row in one.rows)
    ]


def _concerned(
    action: Action, contributions: Iterable[Contribution]
) -> Iterable[tuple[Contribution, int]]:
    return ((one, dict(one.actions).get(action.id, 0)) for one in contributions)


def _percents(
    contributions: Iterable[Contribution], standings: Sequence[str]
) -> Iterable[tuple[Contribution, float]]:
    for one in contributions:
        whole = sum(row.volume.words for row in one.rows)
        part = sum(row.volume.words for row in one.rows if row.standing in standings)
        if whole:
            yield one, 100 * part / whole


# --- protection ----------------------------------------------------------------------------------


class _Group:
    """Decides what may be said of a group. Every decision rests on the size of the group, which is
    public, and on `_floor`, which is blurred: none on an exact count, or else a second run with one
    person more would tell what that person has.
    """

    def __init__(self, contributions: Sequence[Contribution], min_group: int) -> None:
        self._size = len(contributions)
        self._least = min_group
        # The blur is the same in every run on the same exports, and nobody can guess it who does not
        # have all of them.
        self._secret = _digest(one.token for one in contributions)

    def people(self, who: Sequence[Contribution]) -> People:
        """How many they are."""
        if self._size < 2 * self._least:
            return People("hidden")
        low = self._floor(who)
        width = 2 * STEP - 2
        if low < self._least:
            return People("few", high=self._least + STEP - 2)
        if low + width > self._size - self._least:
            return People("most", low=max(self._least, self._size - self._least - width + 1))
        return People("between", low, low + width)

    def spread(
        self, amounts: Iterable[tuple[Contribution, float]], *, shares: bool = False
    ) -> Spread:
        """The median and, where there are enough people, the quartiles of those who have any (of shares,
        of all). Nothing where fewer than twice the smallest group have any: the mean would be of
        nearly all of them, and as good as a sum.
        """
        having = [(one, amount) for one, amount in amounts if amount or shares]
        who = [one for one, _ in having]
        floor = self._floor(who)
        if floor < 2 * self._least:
            return HIDDEN
        rounded = _to_percent if shares else _to_grid
        ordered = sorted(amount for _, amount in having)
        median = _mean_around(ordered, 0.5, self._least, rounded)
        if median is None:
            return HIDDEN
        # With fewer, the people of two figures would overlap, and their difference be of one or two.
        lower, upper = (
            (_mean_around(ordered, share, self._least, rounded) for share in (0.25, 0.75))
            if floor > 4 * self._least
            else (None, None)
        )
        if lower is None or upper is None:  # one alone would say which end somebody dominates
            lower = upper = None
        return Spread(self.people(who), median, lower, upper)

    def _floor(self, who: Sequence[Contribution]) -> int:
        """At most how many they are, and at least 2 * STEP - 2 less: `min_group` plus steps."""
        blur = int(_digest([self._secret, _digest(one.token for one in who)]), 16) % STEP
        return self._least + (len(who) - self._least - blur) // STEP * STEP


def _mean_around(
    ordered: Sequence[float], share: float, people: int, rounded: Callable[[float], int]
) -> int | None:
    """The mean of the `people` amounts around the one that `share` of them are below; None if one or two of
    them make up most of it.
    """
    first = round((len(ordered) - 1) * share - (people - 1) / 2)
    first = min(max(first, 0), len(ordered) - people)
    chosen = ordered[first : first + people]
    total, largest = sum(chosen), chosen[-1]
    if total and largest > DOMINANT * total:
        return None
    if sum(chosen[:-2]) < REMAINDER * largest:
        return None
    return rounded(total / people)


def _to_grid(mean: float) -> int:
    """The nearest step of the grid: `1100` -> `1000`; 0 for less than `SMALL`."""
    if mean < SMALL:
        return 0
    power = 10.0 ** math.floor(math.log10(mean))
    steps = [round(step * power) for step in (*GRID, 10.0)]
    return min(steps, key=lambda step: abs(math.log(step / mean)))


def _to_percent(mean: float) -> int:
    """Whole tens from 10 to `MOST_PERCENT`; 0 for less."""
    if mean < SMALL:
        return 0
    return min(max(round(mean / PERCENT_STEP) * PERCENT_STEP, PERCENT_STEP), MOST_PERCENT)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


# --- the same figures for machines ---------------------------------------------------------------

NOT_SHOWN: Final = "too few people, or one of them has most of it"


def to_plain(cohort: Cohort, mapping: ExportMapping, tool_version: str) -> Mapping[str, object]:
    """The figures as JSON knows them: what is not shown is null, with the reason beside it."""

    def listed(parts: Iterable[tuple[str, Spread]]) -> dict[str, object]:
        return {name: plain_spread(spread) for name, spread in parts}

    return {
        "format_version": 1,
        "tool": {"name": "linkedin-exposure", "version": tool_version},
        "mapping": {"version": mapping.version, "sha256": mapping.sha256, "name": mapping.name},
        "min_group": cohort.min_group,
        "participants": cohort.participants,
        "failed": cohort.failed,
        "failures": [{"reason": reason, "count": count} for reason, count in cohort.failures],
        "words": plain_spread(cohort.words),
        "at_least": plain_spread(cohort.at_least),
        "at_most": plain_spread(cohort.at_most),
        "at_least_percent": plain_spread(cohort.at_least_percent),
        "at_most_percent": plain_spread(cohort.at_most_percent),
        "categories": listed(cohort.categories),
        "standings": listed(cohort.standings),
        "subjects": listed(cohort.subjects),
        "people_named": plain_spread(cohort.people_named),
        "files": {table.name: plain_people(people) for table, people in cohort.files},
        "actions": listed((action.id, spread) for action, spread in cohort.actions),
    }


def plain_people(people: People) -> dict[str, object]:
    """How many people, with the reason where it may not be said."""
    plain: dict[str, object] = {"band": people.band, "from": people.low, "to": people.high}
    return plain | {"not_shown": NOT_SHOWN} if people.band == "hidden" else plain


def plain_spread(spread: Spread) -> dict[str, object]:
    """Median and quartiles, with the reason where they may not be said."""
    plain: dict[str, object] = {
        "lower_quartile": spread.lower,
        "median": spread.median,
        "upper_quartile": spread.upper,
        "under": SMALL if 0 in {spread.lower, spread.median, spread.upper} else None,
        "people": plain_people(spread.people),
    }
    return plain | {"not_shown": NOT_SHOWN} if spread.median is None else plain
