"""Decides which figures of a group may be shown: all protection is here, and applied once.

Volumes are published only as means over at least `min_group` people who are next to each other in the order
of the group, and numbers of people only as ranges. There are no sums: anyone who knows a sum with and without
a person knows that person. docs/workshop.md has the rules and the reasons for them.
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analyzer.workshop.contribution import Contribution

SMALLEST_GROUP: Final = 3
STEP: Final = 3
"""Counts of people are published as ranges that begin `STEP` apart and are 2 * STEP - 1 wide."""
DOMINANT: Final = 0.6
"""A mean to which one person contributes more than this share is not published."""
REMAINDER: Final = 0.3
"""A mean is not published either if all but the two largest amounts together are less than this share of the
largest: the person with the second largest knows their own amount, and could work out the largest.
"""
GRID: Final = (1.0, 1.5, 2.2, 3.2, 4.6, 6.8)
"""Amounts are published as the nearest of these times a power of ten. With finer steps, the difference between
two nested figures could reveal what only one person has.
"""
PERCENT_STEP: Final = 10
MOST_PERCENT: Final = 90
"""Shares of this much and more are published as `90 % or more`."""

SMALL: Final = 10
"""Means under this are published as 0: if everybody has a word or two, a mean would reveal each amount."""

Band = Literal["between", "few", "most", "hidden"]


@dataclass(frozen=True)
class People:
    """How many people, as far as that may be shown.

    between: from `low` to `high`. few: at most `high`. most: at least `low`. hidden: nothing.
    """

    band: Band
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Quartiles:
    """How much those people have who have any.

    Of them about half have less than `median`, a quarter less than `lower`, and a quarter more than `upper`.
    0 means under `SMALL`; a share of `MOST_PERCENT` means that or more. None means that it may not be shown; if
    that is the median, `people` is hidden too.
    """

    people: People
    median: int | None = None
    lower: int | None = None
    upper: int | None = None


HIDDEN: Final = Quartiles(People("hidden"))


class Group:
    """A group, and what may be shown about it.

    Every decision depends only on the size of the group, which is public, and on `_floor`, which is blurred.
    If one depended on an exact count, a second run with another person would reveal what that person has.
    """

    def __init__(self, contributions: Sequence[Contribution], min_group: int) -> None:
        self._size = len(contributions)
        self._least = min_group
        # The blur is the same in every run on the same exports, and only somebody with all of them can
        # work it out.
        self._secret = _digest(each.token for each in contributions)

    def people(self, who: Sequence[Contribution]) -> People:
        """How many people `who` are, as far as that may be shown."""
        if self._size < 2 * self._least:
            return People("hidden")
        low = self._floor(who)
        width = 2 * STEP - 2
        if low < self._least:
            return People("few", high=self._least + STEP - 2)
        if low + width > self._size - self._least:
            return People("most", low=max(self._least, self._size - self._least - width + 1))
        return People("between", low, low + width)

    def quartiles(
        self, amounts: Iterable[tuple[Contribution, float]], *, shares: bool = False
    ) -> Quartiles:
        """The median and, if there are enough people, the quartiles of those who have any (for shares: of all).

        Nothing if fewer than twice the smallest group have any: the mean would cover nearly all of them, and be
        as good as a sum.
        """
        having = [(each, amount) for each, amount in amounts if amount or shares]
        who = [each for each, _ in having]
        floor = self._floor(who)
        if floor < 2 * self._least:
            return HIDDEN
        rounded = to_percent if shares else to_grid
        ordered = sorted(amount for _, amount in having)
        median = mean_around(ordered, 0.5, self._least, rounded)
        if median is None:
            return HIDDEN
        # With fewer, two figures would share people, and their difference would be about one or two.
        lower, upper = (
            (mean_around(ordered, share, self._least, rounded) for share in (0.25, 0.75))
            if floor > 4 * self._least
            else (None, None)
        )
        if (
            lower is None or upper is None
        ):  # only one of them would show at which end somebody dominates
            lower = upper = None
        return Quartiles(self.people(who), median, lower, upper)

    def _floor(self, who: Sequence[Contribution]) -> int:
        """Their number, rounded down by at most 2 * STEP - 2: `min_group` plus a multiple of `STEP`."""
        blur = int(_digest([self._secret, _digest(each.token for each in who)]), 16) % STEP
        return self._least + (len(who) - self._least - blur) // STEP * STEP


def most_hidden(min_group: int) -> int:
    """The most people who may have something while that is not shown because it may be too few."""
    # `Group.quartiles` asks for min_group and a multiple of STEP that is no less, of a number less a blur under STEP.
    return min_group + -(-min_group // STEP) * STEP + STEP - 2


def mean_around(
    ordered: Sequence[float], share: float, people: int, rounded: Callable[[float], int]
) -> int | None:
    """The mean of the `people` amounts around the point that `share` of all amounts are below.

    None if one or two of them make up most of it.
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


def to_grid(mean: float) -> int:
    """The nearest step of the grid, such as 1000 for 1100; 0 for less than `SMALL`."""
    if mean < SMALL:
        return 0
    power = 10.0 ** math.floor(math.log10(mean))
    steps = [round(step * power) for step in (*GRID, 10.0)]
    return min(steps, key=lambda step: abs(math.log(step / mean)))


def to_percent(mean: float) -> int:
    """The nearest ten from 10 to `MOST_PERCENT`; 0 for less than `SMALL`."""
    if mean < SMALL:
        return 0
    return min(max(round(mean / PERCENT_STEP) * PERCENT_STEP, PERCENT_STEP), MOST_PERCENT)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()
