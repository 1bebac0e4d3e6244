"""Decides which figures of a group are shown. All protection is in this module, and is applied once.

Amounts are published only as means over `min_group` people who have any, and who are next to each other when the group
is sorted by amount.
Numbers of people are published only in words or ranges. Both depend on the same blurred number of people. There are no
sums: anyone who knows a sum with and without a person knows that person's amount. docs/workshop.md has the rules, and
the attacks tried against them.
"""

import hashlib
import hmac
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analyzer.errors import ConsentError
from analyzer.text import spelled

SMALLEST_GROUP: Final = 3
USUAL_GROUP: Final = 5
"""Figures about fewer people than this need everyone's consent."""

STEP: Final = 3
"""A random number from 0 to `STEP - 1` is subtracted from a number of people. The result is rounded down to
`half` of the group plus or minus a multiple of `STEP`. With a smaller step or another limit, the pages of a group with
and without a person could together reveal
what that person has. `tests/test_protection.py` tries every number.
"""
WIDTH: Final = 2 * STEP - 2
"""The most by which the true number can exceed the rounded one."""

RANGES_FROM: Final = 16
"""In groups of at least this size, numbers of people are ranges. In a smaller one, a range of five would be a third or more of it."""

QUARTERS_FROM: Final = 6
"""Quarters need this many times `min_group` people. With fewer, two means could have a person in common."""

DOMINANT: Final = 0.6
"""A mean to which one person contributes more than this share is not published."""
REMAINDER: Final = 0.3
"""A mean is not published if all but the two largest amounts together are less than this share of the largest. The
person with the second largest amount could otherwise work out the largest.
"""
GRID: Final = (1.0, 1.5, 2.2, 3.2, 4.6, 6.8)
"""Amounts are rounded to the nearest of these numbers, times a power of ten. With finer steps, the difference between two
figures, one of which includes the other, could reveal what only one person has.
"""
PERCENT_STEP: Final = 10
MOST_PERCENT: Final = 90
"""Shares of this and above are published as `90 % or more`."""

SMALL: Final = 10
"""Means below this are published as 0. If everyone has a word or two, a mean would reveal each amount."""

Band = Literal[
    "under_half", "about_half", "half_or_fewer", "half_or_more", "few", "between", "most", "hidden"
]


@dataclass(frozen=True)
class People:
    """A published number of people. The true number is always from `low` to `high`.

    Groups below `RANGES_FROM` have the bands under_half, about_half and half_or_more, or, if under_half could only mean fewer
    than `min_group` people, half_or_fewer and half_or_more. Larger groups have few, between and most. hidden shows nothing.
    """

    band: Band
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Figure:
    """The amount that people have in the middle of the group, and at its quarters. People who have none are included.

    0 means little or none: a mean below `SMALL`, a mean that one or two people make up, or too many people who have
    none. Nothing published distinguishes these three. A share of `MOST_PERCENT` means that or more. None means that no group of
    this size has such a figure.
    """

    people: People
    middle: int | None = None
    lower: int | None = None
    upper: int | None = None


def check_consent(min_group: int, *, consent: bool) -> None:
    """Check that everyone agreed to figures about `min_group` people, if these are few. Raises ConsentError."""
    if min_group < USUAL_GROUP and not consent:
        raise ConsentError(
            f"With --min-group {min_group}, a figure can be about only {spelled(min_group)} people, who may know each "
            "other. Ask everyone in the group first. If all agree, add --consent."
        )


class ProtectedGroup:
    """A group of people, by their labels, and its published figures.

    `key` is a secret. Together with all labels it decides how a number of people is blurred, always in the same way for
    the same people. If a figure depended on an exact number, a second page with one more person would reveal what
    that person has. If the blur changed each time, many pages would reveal the number.
    """

    def __init__(self, labels: Iterable[str], min_group: int, key: bytes) -> None:
        self._labels = sorted(labels)
        self._size = len(self._labels)
        self._least = min_group
        self._key = key

    def people(self, having: Iterable[str]) -> People:
        """The published number of these people."""
        if self._size < 2 * self._least:
            return People("hidden")
        band = _in_a_range if self._size >= RANGES_FROM else _in_a_word
        return band(self._size, self._least, self._blurred(having))

    def figure(self, amounts: Mapping[str, float], *, shares: bool = False) -> Figure:
        """The figure for `amounts`, by label. People who are not in it have none."""
        having = {label: amount for label, amount in amounts.items() if amount}
        people = self.people(having)
        if self._size < 2 * self._least:
            return Figure(people)
        rounded = to_percent if shares else to_grid
        ordered = [0.0] * (self._size - len(having)) + sorted(having.values())
        blurred = self._blurred(having)

        def mean_at(share: float) -> int:
            if blurred < needed(self._size, share):
                return 0
            return mean_around(ordered, share, self._least, rounded)

        if self._size < QUARTERS_FROM * self._least:
            return Figure(people, mean_at(0.5))
        return Figure(people, mean_at(0.5), mean_at(0.25), mean_at(0.75))

    def _blurred(self, having: Iterable[str]) -> int:
        """The number of these people, rounded down by at most `WIDTH`."""
        labels = sorted(having)
        middle = half(self._size)
        return middle + (len(labels) - self.draw(labels) - middle) // STEP * STEP

    def draw(self, having: Iterable[str]) -> int:
        """The random number, 0 to `STEP - 1`, to subtract from the number of these people. It is always the same."""
        message = "\n".join((*self._labels, "", *having)).encode()
        return int(hmac.new(self._key, message, hashlib.sha256).hexdigest(), 16) % STEP


def half(size: int) -> int:
    """Half of a group, rounded up."""
    return -(-size // 2)


def needed(size: int, share: float) -> int:
    """The blurred number of people who must have any for a figure at this share of the group.

    At most that share of the group then has none. The number is rounded up to the next step.
    """
    return _step_from(size, math.ceil(size * (1 - share)))


def _step_from(size: int, number: int) -> int:
    """The lowest step that is at least this number of people."""
    middle = half(size)
    return middle - (middle - number) // STEP * STEP


def _in_a_word(size: int, least: int, blurred: int) -> People:
    middle = half(size)
    if blurred >= middle:
        return People("half_or_more", middle, size)
    if middle - 2 * STEP + WIDTH < least:
        return People("half_or_fewer", 0, middle - STEP + WIDTH)
    if blurred < middle - STEP:
        return People("under_half", 0, middle - 2 * STEP + WIDTH)
    return People("about_half", middle - STEP, middle - STEP + WIDTH)


def _in_a_range(size: int, least: int, blurred: int) -> People:
    """The number of people as a range.

    Its steps do not depend on `least`, so pages with different `least` reveal no more than one of them.
    """
    first = _step_from(size, least)
    last = max(first, _step_from(size, size - least - WIDTH + 1))
    if blurred < first:
        return People("few", 0, first - STEP + WIDTH)
    if blurred >= last:
        return People("most", last, size)
    return People("between", blurred, blurred + WIDTH)


def mean_around(
    ordered: Sequence[float], share: float, people: int, rounded: Callable[[float], int]
) -> int:
    """The rounded mean of `people` amounts above zero: those nearest to the point `share` of the way through `ordered`.

    It is 0 if there are fewer such amounts, or if one or two amounts make up most of the mean.
    """
    zeros = sum(1 for amount in ordered if not amount)
    first = math.floor((len(ordered) - 1) * share - (people - 1) / 2 + 0.5)
    # A mean with zeros would reveal their number to anyone who knows what the others are likely to have.
    first = min(max(first, zeros, 0), len(ordered) - people)
    if first < zeros:
        return 0
    chosen = ordered[first : first + people]
    total, largest = sum(chosen), chosen[-1]
    if largest > DOMINANT * total or sum(chosen[:-2]) < REMAINDER * largest:
        return 0
    return rounded(total / people)


def to_grid(mean: float) -> int:
    """The nearest step of the grid, such as 1000 for 1100; 0 below `SMALL`."""
    if mean < SMALL:
        return 0
    power = 10.0 ** math.floor(math.log10(mean))
    steps = [round(step * power) for step in (*GRID, 10.0)]
    return min(steps, key=lambda step: abs(math.log(step / mean)))


def to_percent(mean: float) -> int:
    """The nearest ten from 10 to `MOST_PERCENT`; 0 below `SMALL`."""
    if mean < SMALL:
        return 0
    return min(math.floor(mean / PERCENT_STEP + 0.5) * PERCENT_STEP, MOST_PERCENT)
