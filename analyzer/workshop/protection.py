"""Decides which figures of a group are shown. All protection is in this module, and is applied once.

There is one rule: only blurred numbers of people are published. The number of people who have any is published in words
or as a range, and an amount as the step of a grid that a blurred half of the group reach. There are no means and no
sums: anyone who knows a sum with and without a person knows that person's amount. docs/protection.md has the rule, and
the attacks tried against it.
"""

import math
from collections.abc import Iterable, Mapping
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
"""In groups of at least this size, numbers of people are ranges. In a smaller one, a range of five covers a third of the group or more."""

QUARTERS_FROM: Final = 6
"""Quarters need this many times `min_group` people. With fewer, too few could be above or below them."""

GRID: Final = (10, 20, 50)
"""Amounts are published as one of these numbers, times a power of ten. An amount below the first is little or none.

A few people who compare their exports guess another person's amount from such steps less often than from an average of
`min_group` people. With four steps or more, they guess it more often: `benchmarks/attacks.py` measures both.
"""
PERCENTS: Final = range(10, 91, 10)
"""Shares are published as one of these numbers. At 100, each of the people who reach it would have all."""

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
    """The amounts that at least half, three quarters and a quarter of the group have. People who have none are included.

    0 means that no step of the grid is reached by enough people. None means that no group of this size has such a figure.
    """

    people: People
    half: int | None = None
    three_quarters: int | None = None
    quarter: int | None = None


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
        having = sorted(label for label, amount in amounts.items() if amount)
        people = self.people(having)
        if self._size < 2 * self._least:
            return Figure(people)
        rounded = to_percent if shares else to_grid
        ordered = [*sorted(amounts.values(), reverse=True), *[0.0] * self._size]
        draw = self.draw(having)

        def reached_by(share: float) -> int:
            """The largest step that this share of the group reach, after the draw is subtracted from their number."""
            return rounded(ordered[needed(self._size, share) + draw - 1])

        if self._size < QUARTERS_FROM * self._least:
            return Figure(people, reached_by(0.5))
        return Figure(people, *map(reached_by, (0.5, 0.75, 0.25)))

    def _blurred(self, having: Iterable[str]) -> int:
        """The number of these people, rounded down by at most `WIDTH`."""
        labels = sorted(having)
        middle = half(self._size)
        return middle + (len(labels) - self.draw(labels) - middle) // STEP * STEP

    def draw(self, having: Iterable[str]) -> int:
        """The random number, 0 to `STEP - 1`, to subtract from the number of these people. It is always the same."""
        import hashlib  # only a batch needs these, but the help of every command imports this module
        import hmac

        message = "\n".join((*self._labels, "", *having)).encode()
        return int(hmac.new(self._key, message, hashlib.sha256).hexdigest(), 16) % STEP


def half(size: int) -> int:
    """Half of a group, rounded up."""
    return -(-size // 2)


def must_differ(size: int, min_group: int) -> int:
    """The number of people who must differ from a page of `size` people before another page may be shown.

    With fewer, each of them moves the figures so much that the two pages together reveal a lot more than one. Groups of
    30 show this for `min_group` alone: `benchmarks/attacks.py` measures it.
    """
    return max(min_group, half(size))


def needed(size: int, share: float) -> int:
    """The blurred number of people that is at least this share of the group. It is rounded up to the next step."""
    return _step_from(size, math.ceil(size * share))


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

    Its steps do not depend on `least`, so pages with different `least` reveal no more than a single page.
    """
    first = _step_from(size, least)
    last = max(first, _step_from(size, size - least - WIDTH + 1))
    if blurred < first:
        return People("few", 0, first - STEP + WIDTH)
    if blurred >= last:
        return People("most", last, size)
    return People("between", blurred, blurred + WIDTH)


def to_grid(amount: float) -> int:
    """The largest step of the grid that this amount reaches, such as 1000 for 1100; 0 if it reaches none."""
    if amount < GRID[0]:
        return 0
    power: int = 10 ** (len(str(int(amount))) - 2)
    return max(step * power for step in GRID if step * power <= amount)


def to_percent(share: float) -> int:
    """The largest step that this share in percent reaches; 0 if it reaches none."""
    return max((step for step in PERCENTS if step <= share), default=0)
