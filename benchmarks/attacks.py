"""What an attacker learns about a person from one group page, and from two.

    .venv/bin/python -m benchmarks.attacks [BATCH]

BATCH is as in `benchmarks.group`. Half of the invented people are the attacker's reference, from which groups are
simulated to train a classifier on all figures of the page together. The other half are attacked. Each row has the share
of right answers to whether a person has job applications, and more text than usual in the reference: without a page,
with one page of N people, with a second page that one more person is on, and with a second page that the program permits.
The last column and the second table are about an attacker who knows the amounts of all others exactly.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyzer.workshop.protection import (
    PERCENTS,
    QUARTERS_FROM,
    STEP,
    Figure,
    ProtectedGroup,
    must_differ,
    needed,
    to_grid,
)
from benchmarks.group import Table, population, run

SIZES = ((8, 3), (10, 5), (12, 5), (15, 5), (30, 5))
TRAINED, TESTED = 6000, 3000
GUESSES, TRIES = 800, 12
SECRETS = {"job applications": ("category", "job_applications"), "text": ("whole", "text_words")}

Random = np.random.Generator
Flags = npt.NDArray[np.bool_]


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


def rounded(amounts: Table, shares: Flags) -> Table:
    """The amounts as steps of the page; `shares` marks the figures in percent."""
    steps = np.vectorize(to_grid, otypes=[float])(amounts)
    percents = np.minimum(amounts // 10 * 10, PERCENTS[-1])
    return np.where(shares, percents, steps)


def published(groups: Table, least: int, dice: Random, *, having: Flags) -> Table:
    """The page of each group: for each figure what half have at least, and the range of people who have any.

    `groups` are rounded amounts by group, person and figure. It is the rule of `protection`, for many groups at once.
    """
    count, size, figures = groups.shape
    draws = dice.integers(0, STEP, (count, size + 1, figures))

    people = np.sum(having, axis=1)
    drawn = np.take_along_axis(draws, people[:, None], 1)
    ordered = -np.sort(-groups, axis=1)
    shares = (0.5, 0.75, 0.25) if size >= QUARTERS_FROM * least else (0.5,)
    places = [needed(size, share) + drawn - 1 for share in shares]
    thresholds = [np.take_along_axis(ordered, place, 1)[:, 0] for place in places]
    bands = np.array(
        [
            [page_of(size, number, least, draw).people.low or 0 for draw in range(STEP)]
            for number in range(size + 1)
        ]
    )
    return np.concatenate([*thresholds, bands[people, drawn[:, 0]]], axis=1)


class _Attack:
    """People with their amounts, of whom the first `known` are the attacker's reference."""

    def __init__(self, amounts: Table, shares: Flags, secret: Flags) -> None:
        self.amounts, self.secret = rounded(amounts, shares), secret
        self.having = amounts > 0
        self.known = len(amounts) // 2

    def right(self, size: int, least: int, more: int | None, dice: Random) -> float:
        """The share of right answers about one person, from the page with that person and, if `more` is a number,
        from an earlier page without that person and as many others as make up `more`."""
        trained, answers = self._pages(range(self.known), size, least, more, TRAINED, dice)
        tested, truths = self._pages(
            range(self.known, len(self.amounts)), size, least, more, TESTED, dice
        )
        scale = trained.std(axis=0) + 1e-9
        center = trained.mean(axis=0)
        inputs, others = (trained - center) / scale, (tested - center) / scale
        ridge = inputs.T @ inputs + 50 * np.eye(inputs.shape[1])
        weights = np.linalg.solve(ridge, inputs.T @ (answers - answers.mean()))
        return float(np.mean((others @ weights > 0.5 - answers.mean()) == truths))

    def _pages(
        self, people: range, size: int, least: int, more: int | None, number: int, dice: Random
    ) -> tuple[Table, Flags]:
        """Pages, and the secret of the person attacked, the first of each group. Half of these people have it."""
        later = size + (more or 0)
        places = np.array(people)
        wanted = dice.random(number) < 0.5
        members = np.empty((number, later), dtype=int)
        for row, has in zip(members, wanted, strict=True):
            row[0] = dice.choice(places[self.secret[places] == has])
            others = dice.choice(places, later, replace=False)
            row[1:] = others[others != row[0]][: later - 1]
        pages = self._published(members, least, dice)
        if more:
            before = self._published(members[:, more:], least, dice)
            pages = np.concatenate([pages, before, pages - before], axis=1)
        return pages, wanted

    def _published(self, members: npt.NDArray[np.int64], least: int, dice: Random) -> Table:
        pages = published(self.amounts[members], least, dice, having=self.having[members])
        return np.log1p(pages)


def certain(size: int, least: int, people: Flags, dice: Random) -> float:
    """How often the page makes certain whether a person has any, to someone who knows that of all the others."""
    pages = [[page_of(size, n, least, draw) for draw in range(STEP)] for n in range(size + 1)]
    share = 0.0
    for _ in range(TESTED):
        *others, has = people[dice.choice(len(people), size, replace=False)].tolist()
        true, false = (pages[sum(others) + flag] for flag in (has, not has))
        share += sum(page not in false for page in true) / STEP
    return share / TESTED


def nearness(size: int, least: int, amounts: Table, dice: Random) -> npt.NDArray[np.float64]:
    """How often someone who knows the amounts of all others guesses a person's amount to within 25 %, and whether it is
    above the median: first without the page, then with its figure for one kind of data."""
    reference, right, tried = len(amounts) // 2, np.zeros((2, 2)), 0
    every_step = rounded(amounts, np.array(False))
    for _ in range(GUESSES):
        figure = dice.integers(amounts.shape[1])
        column = amounts[:, figure]
        places = np.flatnonzero(column[:reference])
        members = reference + dice.choice(len(column) - reference, size, replace=False)
        if not column[members[0]] or len(places) < reference / 2:
            continue
        groups = np.repeat(members[None], len(places) * TRIES + 1, axis=0)
        groups[1:, 0] = np.repeat(places, TRIES)
        steps = every_step[groups, figure][..., None]
        candidates, true = column[places], column[members[0]]
        pages = published(steps, least, dice, having=steps >= 0)
        likely = np.mean(np.all(pages[1:] == pages[0], axis=1).reshape(-1, TRIES), axis=1)
        near = np.abs(np.log(candidates[:, None] / candidates)) <= np.log(1.25)
        above = candidates > np.median(candidates)
        for number, weights in enumerate((np.ones(len(candidates)), likely + 1e-9)):
            guess = candidates[np.argmax(near @ weights)]
            right[number, 0] += abs(np.log(guess / true)) <= np.log(1.25)
            is_above = np.average(above, weights=weights) > 0.5
            right[number, 1] += is_above == (true > np.median(candidates))
        tried += 1
    return right / tried


def report(batch: Path) -> None:
    """Print a row for each size and secret."""
    people = population(batch)
    shares = np.array([kind == "share" for kind, _ in people.figures])
    dice = np.random.default_rng(1)
    print("| N (k) | secret | one page | and one person | and a permitted page | certain |")
    print("|---|---|---|---|---|---|")
    for name, figure in SECRETS.items():
        amounts = people.amounts[:, people.figures.index(figure)]
        reference = amounts[: len(amounts) // 2]
        secret = amounts > (np.median(reference) if name == "text" else 0)
        attack = _Attack(people.amounts, shares, secret)
        for size, least in SIZES:
            right = [
                attack.right(size, least, more, dice)
                for more in (None, 1, must_differ(size, least))
            ]
            sure = f"{certain(size, least, secret, dice):.0%}" if name != "text" else "–"
            cells = " | ".join(f"{100 * share:.0f}" for share in right)
            print(f"| {size} ({least}) | {name} | {cells} | {sure} |", flush=True)
    print("\n| N (k) | within 25 %: without, with the page | above the median |\n|---|---|---|")
    for size, least in SIZES:
        prior, with_page = nearness(size, least, people.amounts[:, ~shares], dice)
        cells = " | ".join(f"{a:.0%}, {b:.0%}" for a, b in zip(prior, with_page, strict=True))
        print(f"| {size} ({least}) | {cells} |", flush=True)


if __name__ == "__main__":
    run(report, sys.argv[1:])
