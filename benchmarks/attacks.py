"""What an attacker learns about a person from one group page, and from two.

    .venv/bin/python -m benchmarks.attacks [BATCH]

BATCH is as in `benchmarks.group`. Half of the invented people are the attacker's reference; groups of the other half are
attacked. The attacker knows some members' exports: none, one fewer than the smallest group, or all but one. From one figure
the attacker makes the best guess, given all reference people who could be the person. From all figures of a page, or of two,
a classifier guesses that was trained on groups of reference people.
"""

import sys
from dataclasses import dataclass
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

SIZES = ((6, 3), (8, 3), (10, 5), (12, 5), (15, 5), (30, 5))
TRAINED, TESTED = 8000, 8000
GUESSES, TRIES = 2000, 12
NEAR = 1.25
APPLICATIONS, TEXT = ("category", "job_applications"), ("whole", "text_words")

Random = np.random.Generator
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


# --- pages ------------------------------------------------------------------------------------------------------------


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


def draw(having: Flags, dice: Random) -> Numbers:
    """A draw for each group and figure; in one group, figures about the same people have the same."""
    marks = dice.integers(0, 2**62, (len(having), having.shape[1] + 1, 1))
    people = np.bitwise_xor.reduce(np.where(having, marks[:, 1:], 0), axis=1)
    return np.asarray((people ^ marks[:, 0]) % STEP)


def published(groups: Table, having: Flags, draws: Numbers, least: int) -> Table:
    """The page of each group: for each figure what half have at least, and the range of people who have any.

    `groups` are rounded amounts by group, person and figure. It is the rule of `protection`, for many groups at once.
    """
    size = groups.shape[1]
    ordered = -np.sort(-groups, axis=1)
    shares = (0.5, 0.75, 0.25) if size >= QUARTERS_FROM * least else (0.5,)
    places = [needed(size, share) + draws[:, None] - 1 for share in shares]
    thresholds = [np.take_along_axis(ordered, place, 1)[:, 0] for place in places]
    bands = np.array(
        [
            [page_of(size, number, least, drawn).people.low or 0 for drawn in range(STEP)]
            for number in range(size + 1)
        ]
    )
    return np.concatenate([*thresholds, bands[np.sum(having, axis=1), draws]], axis=1)


# --- all figures together ---------------------------------------------------------------------------------------------


class _Attack:
    """People with their amounts, of whom the first `known` are the attacker's reference."""

    def __init__(self, amounts: Table, shares: Flags, secret: Flags) -> None:
        self.amounts, self.secret = rounded(amounts, shares), secret
        self.having = amounts > 0
        self.known = len(amounts) // 2

    def right(self, size: int, least: int, dice: Random, *, more: int = 0, spies: int = 0) -> float:
        """The share of right answers about one person, who has the secret in half of the groups.

        They are made from the page with that person, from the exports of `spies` others, and from an earlier page
        without that person and as many others as make up `more`.
        """
        reference, attacked = range(self.known), range(self.known, len(self.amounts))
        trained, answers = self._pages(reference, size, least, TRAINED, dice, more, spies)
        tested, truths = self._pages(attacked, size, least, TESTED, dice, more, spies)
        scale = trained.std(axis=0) + 1e-9
        center = trained.mean(axis=0)
        inputs, others = (trained - center) / scale, (tested - center) / scale
        ridge = inputs.T @ inputs + 50 * np.eye(inputs.shape[1])
        weights = np.linalg.solve(ridge, inputs.T @ (answers - answers.mean()))
        return float(np.mean((others @ weights > 0.5 - answers.mean()) == truths))

    def _pages(
        self,
        people: range,
        size: int,
        least: int,
        number: int,
        dice: Random,
        more: int,
        spies: int,
    ) -> tuple[Table, Flags]:
        """What the attacker sees, and the secret of the person attacked, the first of each group."""
        later = size + more
        places = np.array(people)
        wanted = dice.random(number) < 0.5
        members = np.empty((number, later), dtype=int)
        for row, has in zip(members, wanted, strict=True):
            row[0] = dice.choice(places[self.secret[places] == has])
            others = dice.choice(places, later, replace=False)
            row[1:] = others[others != row[0]][: later - 1]
        seen = [self._published(members, least, dice)]
        if more:
            seen.append(self._published(members[:, more:], least, dice))
            seen.append(seen[0] - seen[1])
        if spies:
            exports = members[:, 1 : 1 + spies]
            seen.append(np.sum(self.having[exports], axis=1))
            seen.extend(np.quantile(np.log1p(self.amounts[exports]), (0.25, 0.5, 0.75), axis=1))
        return np.concatenate(seen, axis=1), wanted

    def _published(self, members: Numbers, least: int, dice: Random) -> Table:
        having = self.having[members]
        return np.log1p(published(self.amounts[members], having, draw(having, dice), least))


# --- one figure -------------------------------------------------------------------------------------------------------


def certain(size: int, least: int, people: Flags, spies: int, dice: Random) -> float:
    """How often the page makes certain whether a person has any, to someone who knows that of this many others."""
    pages = [[page_of(size, n, least, drawn) for drawn in range(STEP)] for n in range(size + 1)]
    share = 0.0
    for _ in range(TESTED):
        has, *others = people[dice.choice(len(people), size, replace=False)].tolist()
        fewest = sum(others[:spies]) + (not has)
        possible = [page for n in range(fewest, fewest + size - spies) for page in pages[n]]
        share += sum(page not in possible for page in pages[has + sum(others)]) / STEP
    return share / TESTED


@dataclass(frozen=True)
class Guesses:
    """Shares of right guesses, without and with a page: of having any, of an amount within 25 %, of one above the median."""

    any: tuple[float, float]
    amount: tuple[float, float]
    above: tuple[float, float]


def guesses(
    size: int,
    least: int,
    amounts: Table,
    spies: int,
    dice: Random,
    *,
    balanced: bool = False,
    having: int | None = None,
) -> Guesses:
    """Guesses about a person from one figure, by someone who knows the amounts of this many others.

    Half of the people attacked have any if this is `balanced`. With `having`, exactly so many people of each group do, and
    the person attacked is one of them.
    """
    reference, steps = len(amounts) // 2, rounded(amounts, np.array(False))
    rows: dict[str, list[list[bool]]] = {"any": [], "amount": [], "above": []}
    while len(rows["any"]) < GUESSES:
        figure = dice.integers(amounts.shape[1])
        column = amounts[:, figure]
        has = column > 0
        candidates, attacked = np.arange(reference), np.arange(reference, len(column))
        if not has[candidates].any() or has[candidates].all():
            continue
        if having and not having <= has[attacked].sum() <= len(attacked) - size + having:
            continue
        if balanced or having:
            halves = (candidates[has[candidates]], candidates[~has[candidates]])
            candidates = np.concatenate([dice.choice(half, reference) for half in halves])
        if having:
            candidates = candidates[has[candidates]]
            two = [
                dice.choice(attacked[has[attacked] == flag], number, replace=False)
                for flag, number in ((True, having), (False, size - having))
            ]
            members = np.concatenate(two)
        else:
            members = dice.choice(attacked, size, replace=False)
            if balanced:
                members[0] = dice.choice(attacked[has[attacked] == (dice.random() < 0.5)])
        groups = np.repeat(members[None], len(candidates) * TRIES + 1, axis=0)
        groups[1:, 0] = np.repeat(candidates, TRIES)
        unknown = groups[1:, 1 + spies :]
        unknown[:] = dice.integers(0, reference, unknown.shape)
        holding = has[groups][..., None]
        pages = published(steps[groups, figure][..., None], holding, draw(holding, dice), least)
        likely = np.mean(np.all(pages[1:] == pages[0], axis=1).reshape(-1, TRIES), axis=1)
        _guess(rows, column[candidates], float(column[members[0]]), likely)
    return Guesses(**{name: _rates(right) for name, right in rows.items()})


def _guess(
    rows: dict[str, list[list[bool]]], candidates: Table, true: float, likely: Table
) -> None:
    """Add whether the best guesses without and with the page are right."""
    has = candidates > 0
    both = [np.ones(len(candidates)), likely + 1e-9]
    rows["any"].append([(np.average(has, weights=each) > 0.5) == (true > 0) for each in both])
    if not true:
        return
    candidates, both = candidates[has], [each[has] for each in both]
    near = np.abs(np.log(candidates[:, None] / candidates)) <= np.log(NEAR)
    best = [candidates[np.argmax(near @ each)] for each in both]
    rows["amount"].append([abs(np.log(guess / true)) <= np.log(NEAR) for guess in best])
    median = np.median(candidates)
    above = [np.average(candidates > median, weights=each) > 0.5 for each in both]
    rows["above"].append([guess == (true > median) for guess in above])


def _rates(right: list[list[bool]]) -> tuple[float, float]:
    without, with_page = np.mean(right, axis=0)
    return float(without), float(with_page)


# --- the tables -------------------------------------------------------------------------------------------------------


def report(batch: Path) -> None:
    """Print the tables: one page and some or all other people's exports, and two pages."""
    people = population(batch)
    shares = np.array([kind == "share" for kind, _ in people.figures])
    columns = {figure: place for place, figure in enumerate(people.figures)}
    amounts = people.amounts[:, ~shares]
    applications = people.amounts[:, [columns[APPLICATIONS]]]
    text = people.amounts[:, columns[TEXT]]
    usual = np.median(text[: len(text) // 2])
    attacks = [
        _Attack(people.amounts, shares, secret) for secret in (applications[:, 0] > 0, text > usual)
    ]
    dice = np.random.default_rng(1)
    print("In %. Known: the exports of others that the attacker has.\n")
    print(
        "| N (k) | known | certain | applications: one figure | all figures | any | amount | above |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for size, least in SIZES:
        for spies in (least - 1, size - 1):
            applied = guesses(size, least, applications, spies, dice, balanced=True)
            kept = guesses(size, least, amounts, spies, dice)
            cells = [
                f"{100 * certain(size, least, applications[:, 0] > 0, spies, dice):.0f}",
                _percent(applied.any),
                f"{100 * attacks[0].right(size, least, dice, spies=spies):.0f}",
                *map(_percent, (kept.any, kept.amount, kept.above)),
            ]
            print(f"| {size} ({least}) | {spies} | {' | '.join(cells)} |", flush=True)
    print("\nExactly k have any, and all but one of these compare their exports.\n")
    for size, least in ((6, 3), (10, 5), (30, 5)):
        worst = guesses(size, least, amounts, size - 1, dice, having=least)
        print(f"N={size}, k={least}: amount {_percent(worst.amount)}", flush=True)
    print(
        "\n| N (k) | applications / text: one page | with one person more | permitted |\n|---|---|---|---|"
    )
    for size, least in SIZES:
        pairs = [
            [attack.right(size, least, dice, more=more) for attack in attacks]
            for more in (0, 1, must_differ(size, least))
        ]
        cells = [f"{100 * first:.0f} / {100 * second:.0f}" for first, second in pairs]
        print(f"| {size} ({least}) | {' | '.join(cells)} |", flush=True)


def _percent(rates: tuple[float, float]) -> str:
    """The rates without and with the page."""
    return f"{100 * rates[0]:.0f}→{100 * rates[1]:.0f}"


if __name__ == "__main__":
    run(report, sys.argv[1:])
