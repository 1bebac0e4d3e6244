"""Decides which figures of a group may be shown: all protection is here, and applied once.

Amounts are published only as means over `min_group` people who have any and are next to each other in the order
of the group, and numbers of people only in words or ranges. Both depend on the same blurred number of people.
There are no sums: anyone who knows a sum with and without a person knows that person. docs/workshop.md has the
rules, and what was tried against them.
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
"""Figures about fewer people than this need everybody's consent."""

STEP: Final = 3
"""Numbers of people are rounded down to `half` a group and as many steps up or down, after up to `STEP - 1` are
taken away by chance. With a smaller step, or with a limit elsewhere, the page of a group and the page of that group
with one more could tell what the one has; `tests/test_protection.py` tries every number.
"""
WIDTH: Final = 2 * STEP - 2
"""How far above such a number the true one may be."""

RANGES_FROM: Final = 16
"""Numbers of people in smaller groups are published in words: a range of five would be nearly half of them."""

QUARTERS_FROM: Final = 6
"""Quarters need so many times `min_group` people: with fewer, two means could have a person in common."""

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

Band = Literal[
    "under_half", "about_half", "half_or_fewer", "half_or_more", "few", "between", "most", "hidden"
]


@dataclass(frozen=True)
class People:
    """How many people, as far as that may be shown; it is always true that they are `low` to `high`.

    In groups under `RANGES_FROM`: under_half, about_half and half_or_more, or where under_half could be too few,
    half_or_fewer and half_or_more. In others: few, between and most. hidden: nothing.
    """

    band: Band
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Figure:
    """How much people have, those included who have none: in the middle of the group, and at its quarters.

    0 stands for little or none: for a mean under `SMALL`, for one that one or two people make up, and where about
    so many have none. Nothing tells these apart. A share of `MOST_PERCENT` means that or more. None stands for what
    is shown of no group of this size, whatever people have.
    """

    people: People
    middle: int | None = None
    lower: int | None = None
    upper: int | None = None


def check_consent(min_group: int, *, consent: bool) -> None:
    """Check that figures about so few people are agreed to. Raises ConsentError."""
    if min_group < USUAL_GROUP and not consent:
        raise ConsentError(
            f"With --min-group {min_group}, figures can be about as few as {spelled(min_group)} people, who may know "
            "each other. Ask everybody in the group first; if all agree, add --consent."
        )


class Group:
    """A group of people, each with a label, and what may be shown about it.

    `key` is a secret: with the labels of everybody, it decides how a number of people is blurred, always in the
    same way for the same people. If anything depended on an exact number, a second page with another person would
    reveal what that person has; if it were blurred anew each time, many pages would reveal the number.
    """

    def __init__(self, labels: Iterable[str], min_group: int, key: bytes) -> None:
        self._everybody = sorted(labels)
        self._size = len(self._everybody)
        self._least = min_group
        self._key = key

    def people(self, who: Iterable[str]) -> People:
        """How many of the group these are, as far as that may be shown."""
        if self._size < 2 * self._least:
            return People("hidden")
        tell = _in_a_range if self._size >= RANGES_FROM else _in_a_word
        return tell(self._size, self._least, self._about(who))

    def figure(self, amounts: Mapping[str, float], *, shares: bool = False) -> Figure:
        """How much people have, from the amount of each; who is not in `amounts` has none."""
        having = {label: amount for label, amount in amounts.items() if amount}
        people = self.people(having)
        if self._size < 2 * self._least:
            return Figure(people)
        rounded = to_percent if shares else to_grid
        ordered = [0.0] * (self._size - len(having)) + sorted(having.values())
        about = self._about(having)

        def at(share: float) -> int:
            if about < needed(self._size, share):
                return 0
            return mean_around(ordered, share, self._least, rounded)

        if self._size < QUARTERS_FROM * self._least:
            return Figure(people, at(0.5))
        return Figure(people, at(0.5), at(0.25), at(0.75))

    def _about(self, who: Iterable[str]) -> int:
        """Their number, rounded down by at most `WIDTH`."""
        having = sorted(who)
        middle = half(self._size)
        return middle + (len(having) - self._blur(having) - middle) // STEP * STEP

    def _blur(self, who: Iterable[str]) -> int:
        told = "\n".join((*self._everybody, "", *who)).encode()
        return int(hmac.new(self._key, told, hashlib.sha256).hexdigest(), 16) % STEP


def half(size: int) -> int:
    """Half of so many people, rounded up."""
    return -(-size // 2)


def needed(size: int, share: float) -> int:
    """How many, as far as that may be told, have to have any, for a figure at this share of the group: as many as
    leave no more than that share without, up to the next step.
    """
    return _step_from(size, math.ceil(size * (1 - share)))


def _step_from(size: int, number: int) -> int:
    """The first step that is no less than this number of people."""
    middle = half(size)
    return middle - (middle - number) // STEP * STEP


def _in_a_word(size: int, least: int, about: int) -> People:
    middle = half(size)
    if about >= middle:
        return People("half_or_more", middle, size)
    if middle - 2 * STEP + WIDTH < least:
        return People("half_or_fewer", 0, middle - STEP + WIDTH)
    if about < middle - STEP:
        return People("under_half", 0, middle - 2 * STEP + WIDTH)
    return People("about_half", middle - STEP, middle - STEP + WIDTH)


def _in_a_range(size: int, least: int, about: int) -> People:
    """The ranges do not depend on `least`: pages with different ones tell no more than one."""
    first = _step_from(size, least)
    last = max(first, _step_from(size, size - least - WIDTH + 1))
    if about < first:
        return People("few", 0, first - STEP + WIDTH)
    if about >= last:
        return People("most", last, size)
    return People("between", about, about + WIDTH)


def mean_around(
    ordered: Sequence[float], share: float, people: int, rounded: Callable[[float], int]
) -> int:
    """The mean of the `people` amounts, none of them zero, nearest to where `share` of all amounts are below.

    0 if there are not as many, and if one or two of them make up most of it.
    """
    none = sum(1 for amount in ordered if not amount)
    first = math.floor((len(ordered) - 1) * share - (people - 1) / 2 + 0.5)
    # Zeros would tell how many there are to anybody who knows what the others are likely to have.
    first = min(max(first, none, 0), len(ordered) - people)
    if first < none:
        return 0
    chosen = ordered[first : first + people]
    total, largest = sum(chosen), chosen[-1]
    if largest > DOMINANT * total or sum(chosen[:-2]) < REMAINDER * largest:
        return 0
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
    return min(math.floor(mean / PERCENT_STEP + 0.5) * PERCENT_STEP, MOST_PERCENT)
