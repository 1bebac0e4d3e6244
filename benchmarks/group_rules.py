"""The rule of a group page for many groups at once, and an earlier rule to compare it with.

A rule gets the amounts of groups, `ordered` from the smallest to the largest along the last axis, a draw for each group, the
smallest group, and which groups have shares in percent. It gives the amounts that the page shows. The earlier rule averaged
the `least` people next to the middle, and is the baseline of `benchmarks.attacks`.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from analyzer.workshop.protection import (
    GRID,
    PERCENTS,
    QUARTERS_FROM,
    STEP,
    Figure,
    ProtectedGroup,
    needed,
)
from benchmarks.group import Table

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Rule = Callable[[Table, Numbers, int, Flags], Table]

EARLIER_GRID = (10, 15, 22, 32, 46, 68)
DOMINANT, REMAINDER = 0.6, 0.3
"""No average was shown if one person made up more than the first, or all but two less than the second times the largest."""


def _steps(grid: Iterable[int]) -> Table:
    return np.array([0, *(step * 10**power for power in range(9) for step in grid)], dtype=float)


STEPS, EARLIER_STEPS = _steps(GRID), _steps(EARLIER_GRID)


def thresholds(ordered: Table, draws: Numbers, least: int, shares: Flags) -> Table:
    """What half of each group have at least, and in large groups three quarters and a quarter."""
    size = ordered.shape[-1]
    shown = []
    for share in _quantiles(size, least):
        place = size - needed(size, share) - draws
        amounts = np.take_along_axis(ordered, np.maximum(place, 0)[..., None], -1)[..., 0]
        steps = STEPS[np.searchsorted(STEPS, amounts, side="right") - 1]
        percents = np.minimum(amounts // 10 * 10, PERCENTS[-1])
        shown.append(np.where(place < 0, 0, np.where(shares, percents, steps)))
    return np.stack(shown, axis=-1)


def middles(ordered: Table, draws: Numbers, least: int, shares: Flags) -> Table:
    """The average of the `least` people who have any and are next to the middle, to the nearest step."""
    size = ordered.shape[-1]
    none = np.sum(ordered == 0, axis=-1)
    shown = []
    for share in _quantiles(size, least):
        lowest = math.floor((size - 1) * (1 - share) - (least - 1) / 2 + 0.5)
        first = np.minimum(np.maximum(lowest, none), size - least)
        chosen = np.take_along_axis(ordered, first[..., None] + np.arange(least), -1)
        total, largest = np.sum(chosen, axis=-1), chosen[..., -1]
        hidden = (size - none - draws < needed(size, share)) | (first < none)
        hidden |= largest > DOMINANT * total
        hidden |= np.sum(chosen[..., :-2], axis=-1) < REMAINDER * largest
        shown.append(np.where(hidden, 0, _nearest(total / least, shares)))
    return np.stack(shown, axis=-1)


def _nearest(means: Table, shares: Flags) -> Table:
    edges = np.sqrt(EARLIER_STEPS[2:] * EARLIER_STEPS[1:-1])
    steps = EARLIER_STEPS[1:][np.searchsorted(edges, means)]
    percents = np.minimum((means + 5) // 10 * 10, PERCENTS[-1])
    return np.where(means < GRID[0], 0, np.where(shares, percents, steps))


def _quantiles(size: int, least: int) -> Iterator[float]:
    return iter((0.5, 0.75, 0.25) if size >= QUARTERS_FROM * least else (0.5,))


def page(rule: Rule, ordered: Table, draws: Numbers, least: int, shares: Flags) -> Table:
    """What the page shows of each group: its amounts, and the lowest number of people who may have any."""
    having = np.sum(ordered > 0, axis=-1)
    lowest = _lowest(ordered.shape[-1], least)[having, draws]
    amounts = rule(ordered, draws, least, shares)
    return np.concatenate([amounts, lowest[..., None]], axis=-1)


def draw(having: Flags, dice: np.random.Generator) -> Numbers:
    """A draw for each group and figure; in one group, figures about the same people have the same."""
    marks = dice.integers(0, 2**62, (len(having), having.shape[1] + 1, 1))
    people = np.bitwise_xor.reduce(np.where(having, marks[:, 1:], 0), axis=1)
    return np.asarray((people ^ marks[:, 0]) % STEP)


class _Drawn(ProtectedGroup):
    """A group with a given draw."""

    drawn = 0

    def draw(self, having: object) -> int:
        return self.drawn


def page_of(size: int, having: int, least: int, draw: int) -> Figure:
    """The figure of a group in which these people have 100 and the others nothing, by the rule of the project."""
    labels = [f"P{n:02}" for n in range(size)]
    group = _Drawn(labels, least, b"")
    group.drawn = draw
    return group.figure(dict.fromkeys(labels[:having], 100))


@cache
def _lowest(size: int, least: int) -> Table:
    """The lowest number of people on the page, by how many have any and by the draw. Both rules have the same."""
    return np.array(
        [
            [page_of(size, number, least, drawn).people.low or 0 for drawn in range(STEP)]
            for number in range(size + 1)
        ],
        dtype=float,
    )
