"""The benchmark of attacks on group pages publishes the same figures as the project."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from analyzer.workshop.protection import ProtectedGroup
from benchmarks.attacks import draw, published, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.uncounted


class ByNumber(ProtectedGroup):
    """A group whose draw depends on how many people are counted."""

    draws: "tuple[int, ...]" = ()

    def draw(self, having: "Iterable[str]") -> int:
        return self.draws[len(list(having))]


@pytest.mark.parametrize(("size", "least"), [(8, 3), (10, 5), (12, 5), (15, 5), (30, 5)])
def test_many_groups_at_once_get_the_figures_of_each(size: int, least: int) -> None:
    dice = np.random.default_rng(size)
    labels = [f"P{n:02}" for n in range(size)]
    for _ in range(40):
        amounts = np.floor(10 ** dice.uniform(0, 4, size)) * (dice.random(size) < 0.6)
        amounts = np.where(dice.random(size) < 0.3, 100, amounts)
        draws = dice.integers(0, 3, size + 1)
        group = ByNumber(labels, least, b"")
        group.draws = tuple(draws.tolist())
        figure = group.figure(dict(zip(labels, amounts.tolist(), strict=True)))
        steps = rounded(amounts[None, :, None], np.array([False]))
        having = amounts[None, :, None] > 0
        page = published(steps, having, draws[None, [having.sum()]], least)
        amounts_shown = [figure.half, figure.three_quarters, figure.quarter]
        shown = [amount for amount in amounts_shown if amount is not None]
        assert page[0].tolist() == [*shown, figure.people.low]


def test_figures_about_the_same_people_have_the_same_draw() -> None:
    dice = np.random.default_rng(1)
    having = dice.random((500, 12, 1)) < 0.5
    draws = draw(np.concatenate([having, having, ~having], axis=2), dice)
    assert (draws[:, 0] == draws[:, 1]).all()
    assert 0.2 < np.mean(draws[:, 0] == draws[:, 2]) < 0.45
    assert (np.bincount(draws.ravel()) / draws.size > 0.3).all()
