"""What an attacker learns about a person from one group page, and from two.

    .venv/bin/python -m benchmarks.attacks [BATCH]

BATCH is as in `benchmarks.group`. Half of the invented people are the attacker's reference; groups of the other half are
attacked. The attacker knows some members' exports: none, one fewer than the smallest group, or those of all others. From one
figure the attacker makes the best guess (`benchmarks.guesses`). From all figures of a page, or of two, a classifier guesses
that was trained on groups of reference people. Each attack is made on the earlier rule of `benchmarks.group_rules`, on the
page, and on a second page that is permitted, which shows a newcomer. It takes about a quarter of an hour.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analyzer.workshop.protection import must_differ
from benchmarks.group import Table, population, run
from benchmarks.group_rules import Flags, Numbers, Rule, draw, middles, page, thresholds
from benchmarks.guesses import Random, Rate, guesses, rate, rates

SIZES = ((6, 3), (8, 3), (10, 5), (12, 5), (15, 5), (30, 5))
TRAINED, TESTED = 6000, 6000
RIDGE = 50
APPLICATIONS, TEXT = ("category", "job_applications"), ("whole", "text_words")
PAGES = ("none", "earlier rule", "page", "difference", "second", "one more")


# --- all figures together ---------------------------------------------------------------------------------------------


class _Attack:
    """People with their amounts, of whom the first half are the attacker's reference."""

    def __init__(self, amounts: Table, shares: Flags, secret: Flags) -> None:
        self._amounts, self._shares, self._secret = amounts, shares, secret
        self._known = len(amounts) // 2

    def rates(self, size: int, least: int, spies: int, dice: Random) -> dict[str, Rate]:
        """The shares of right answers about one person, who has the secret in half of the groups.

        They are made from the page with that person, or from an earlier page of `size` people without that person and a
        later one with, and from the exports of `spies` others. Only with no exports, one person more is tried too.
        """
        one = self._sample(size, 0, dice)
        right = {
            name: self._right(one, 0, least, spies, rule, dice)
            for name, rule in (("earlier rule", middles), ("page", thresholds))
        }
        several = {"second": must_differ(size, least), **({} if spies else {"one more": 1})}
        for name, more in several.items():
            two = self._sample(size + more, more, dice)
            right[name] = self._right(two, more, least, spies, thresholds, dice)
        right["difference"] = right["page"] - right["earlier rule"]
        return {name: rate(each, np.ones(TESTED)) for name, each in right.items()}

    def _sample(self, size: int, more: int, dice: Random) -> tuple[Numbers, Flags]:
        """Groups, first of reference people and then of the others, and whether the first person of each has the secret."""
        members, wanted = [], []
        for first, last, number in (
            (0, self._known, TRAINED),
            (self._known, len(self._amounts), TESTED),
        ):
            has = dice.random(number) < 0.5
            secret = self._secret[first:last]
            attacked = [
                dice.choice(np.flatnonzero(secret == flag), number) for flag in (False, True)
            ]
            places = dice.random((number, last - first))
            places[np.arange(number), np.where(has, attacked[1], attacked[0])] = -1
            members.append(first + np.argsort(places, axis=1)[:, :size])
            wanted.append(has)
        return np.concatenate(members), np.concatenate(wanted)

    def _right(
        self,
        sample: tuple[Numbers, Flags],
        more: int,
        least: int,
        spies: int,
        rule: Rule,
        dice: Random,
    ) -> Table:
        """Whether the answer about the first person of each tested group is right, 1 or 0."""
        members, wanted = sample
        seen = [self._published(members, least, rule, dice)]
        if more:
            seen.append(self._published(members[:, more:], least, rule, dice))
            seen.append(seen[0] - seen[1])
        if spies:
            exports = np.sort(self._amounts[members[:, -spies:]], axis=1)
            seen.append(np.sum(exports > 0, axis=1))
            seen.extend(np.log1p(exports[:, spies * place // 4]) for place in (1, 2, 3))
        inputs = np.concatenate(seen, axis=1)
        trained, answers = inputs[:TRAINED], wanted[:TRAINED]
        inputs = (inputs - trained.mean(axis=0)) / (trained.std(axis=0) + 1e-9)
        trained = inputs[:TRAINED]
        ridge = trained.T @ trained + RIDGE * np.eye(trained.shape[1])
        weights = np.linalg.solve(ridge, trained.T @ (answers - answers.mean()))
        answered = inputs[TRAINED:] @ weights > 0.5 - answers.mean()
        return np.asarray(answered == wanted[TRAINED:], dtype=float)

    def _published(self, members: Numbers, least: int, rule: Rule, dice: Random) -> Table:
        groups = self._amounts[members]
        draws = draw(groups > 0, dice)
        ordered = np.sort(groups.swapaxes(1, 2), axis=-1)
        shown = page(rule, ordered, draws, least, self._shares)
        return np.log1p(shown.reshape(len(members), -1))


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _People:
    """The amounts of the invented people: of all figures, with a flag for those that are shares, and of job applications.

    `much_text` flags the people with more text than the median.
    """

    amounts: Table
    shares: Flags
    applications: Table
    much_text: Flags

    @property
    def plain(self) -> Table:
        return self.amounts[:, ~self.shares]


def report(batch: Path) -> None:
    """Print a row for each attack and size of a group."""
    people = _people(batch)
    print(
        "In %, differences in points, with 95 % margins. Known: the exports of others that the attacker has.\n"
    )
    print(
        "| N (k) | known | attack | no page | earlier rule | page | page − earlier rule | second | +1 |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for size, least in SIZES:
        for spies in (0, least - 1, size - 1):
            for attack, found in _attacks(people, size, least, spies):
                cells = (_percent(found.get(name)) for name in PAGES)
                row = (f"{size} ({least})", str(spies), attack, *cells)
                print(f"| {' | '.join(row)} |", flush=True)


def _people(batch: Path) -> _People:
    people = population(batch)
    columns = {figure: place for place, figure in enumerate(people.figures)}
    text = people.amounts[:, columns[TEXT]]
    return _People(
        people.amounts,
        np.array([kind == "share" for kind, _ in people.figures]),
        people.amounts[:, [columns[APPLICATIONS]]],
        text > np.median(text[: len(text) // 2]),
    )


def _attacks(
    people: _People, size: int, least: int, spies: int
) -> Iterator[tuple[str, dict[str, Rate]]]:
    """Each attack on groups of this size, and its rates by page."""
    dice = np.random.default_rng((size, spies))
    applied = people.applications[:, 0] > 0
    for name, secret in (("applications", applied), ("text", people.much_text)):
        attack = _Attack(people.amounts, people.shares, secret)
        yield f"{name}, all figures", attack.rates(size, least, spies, dice)
    if not spies:
        return
    found = rates(guesses(size, least, people.applications, spies, dice, balanced=True))
    yield "applications, one figure", _of(found, "any")
    found = rates(guesses(size, least, people.plain, spies, dice))
    for question in ("any", "certain", "amount", "above"):
        if (question, "page") in found:
            yield question, _of(found, question)
    if spies == size - 1:
        found = rates(guesses(size, least, people.plain, spies, dice, having=least))
        yield "amount, if k have any", _of(found, "amount")


def _of(found: dict[tuple[str, str], Rate], question: str) -> dict[str, Rate]:
    return {name: each for (asked, name), each in found.items() if asked == question}


def _percent(found: Rate | None) -> str:
    return f"{100 * found.share:.1f} ± {100 * found.margin:.1f}" if found else "–"


if __name__ == "__main__":
    run(report, sys.argv[1:])
