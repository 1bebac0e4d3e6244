"""The benchmark of attacks on group pages publishes the same figures as the project."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from analyzer.workshop.protection import ProtectedGroup
from benchmarks.group_rules import draw, middles, page, thresholds
from benchmarks.guesses import rate

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.uncounted


class ByNumber(ProtectedGroup):
    """A group whose draw depends on how many people are counted."""

    draws: "tuple[int, ...]" = ()

    def draw(self, having: "Iterable[str]") -> int:
        return self.draws[len(list(having))]


@pytest.mark.parametrize("shares", [False, True])
@pytest.mark.parametrize(("size", "least"), [(8, 3), (10, 5), (12, 5), (15, 5), (30, 5)])
def test_many_groups_at_once_get_the_figures_of_each(
    size: int, least: int, *, shares: bool
) -> None:
    dice = np.random.default_rng(size)
    labels = [f"P{n:02}" for n in range(size)]
    for _ in range(40):
        amounts = np.floor(10 ** dice.uniform(0, 2 if shares else 4, size))
        amounts *= dice.random(size) < 0.6
        amounts = np.where(dice.random(size) < 0.3, 100, amounts)
        draws = dice.integers(0, 3, size + 1)
        group = ByNumber(labels, least, b"")
        group.draws = tuple(draws.tolist())
        figure = group.figure(dict(zip(labels, amounts.tolist(), strict=True)), shares=shares)
        drawn = draws[None, np.sum(amounts > 0)]
        seen = page(thresholds, np.sort(amounts)[None], drawn, least, np.array([shares]))
        amounts_shown = [figure.half, figure.three_quarters, figure.quarter]
        shown = [amount for amount in amounts_shown if amount is not None]
        assert seen[0].tolist() == [*shown, figure.people.low]


def test_figures_about_the_same_people_have_the_same_draw() -> None:
    dice = np.random.default_rng(1)
    having = dice.random((500, 12, 1)) < 0.5
    draws = draw(np.concatenate([having, having, ~having], axis=2), dice)
    assert (draws[:, 0] == draws[:, 1]).all()
    assert 0.2 < np.mean(draws[:, 0] == draws[:, 2]) < 0.45
    assert (np.bincount(draws.ravel()) / draws.size > 0.3).all()


# amounts of the group, draw, whether they are shares, the average that the earlier rule showed
MIDDLES = [
    ([0] * 6 + [950, 951, 969, 973, 973, 976], 0, False, 1000),
    ([0] * 6 + [950, 951, 969, 973, 973, 976], 1, False, 0),
    ([n * 100 for n in range(1, 13)], 0, False, 680),
    ([10] * 11 + [900], 0, False, 10),
    ([10] * 6 + [900] * 6, 0, False, 460),
    ([1] * 11 + [900], 0, False, 0),
    ([0] * 7 + [10, 10, 10, 10, 500], 0, False, 0),
    ([86] * 12, 2, True, 90),
    ([100] * 12, 2, True, 90),
]  # fmt: skip


@pytest.mark.parametrize(("amounts", "drawn", "shares", "expected"), MIDDLES)
def test_the_earlier_rule_showed_an_average(
    amounts: list[float], drawn: int, expected: int, *, shares: bool
) -> None:
    shown = middles(np.array([amounts], float), np.array([drawn]), 5, np.array([shares]))
    assert shown.tolist() == [[expected]]


def test_a_rate_has_the_margin_of_independent_sets() -> None:
    right = np.array([1.0, 0.0] * 200)
    assert rate(right, np.ones(400)).share == 0.5
    assert rate(right, np.ones(400)).margin == pytest.approx(1.96 * 0.5 / 20)
    assert rate(10 * right, np.full(400, 10.0)).margin == pytest.approx(1.96 * 0.5 / 20)
