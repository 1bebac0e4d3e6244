"""What an attacker guesses about a person from one figure, with the exports of some others.

The best guess is made, given everyone in the attacker's reference who could be the person or someone unknown.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzer.workshop.protection import STEP, must_differ
from benchmarks.group import Table
from benchmarks.group_rules import Flags, Numbers, Rule, middles, page, thresholds

SETS, TARGETS = 500, 40
"""Sets of people who compare exports, and persons attacked with each set."""
TRIES, EARLIER = 80, 4000
"""Groups of unknown people that the attacker tries, for the page and for an earlier one."""
NEAR = 1.25
PLAIN = np.array(False)
"""No figure here is a share in percent."""

Random = np.random.Generator
Counts = dict[tuple[str, str], list[tuple[int, int]]]
"""Right and all guesses for each set, by question (any, amount, above, certain) and page (none, earlier rule, page, second)."""


@dataclass(frozen=True)
class Rate:
    """A share of right guesses and its 95 % margin."""

    share: float
    margin: float


def rate(right: Table, number: Table) -> Rate:
    """The share of right guesses. Guesses of one set depend on each other; sets do not."""
    share = right.sum() / number.sum()
    spread = right - share * number
    return Rate(float(share), float(1.96 * np.sqrt(spread @ spread) / number.sum()))


def rates(counts: Counts) -> dict[tuple[str, str], Rate]:
    """The rates, and under `difference` how much better the page is than the earlier rule for the attacker."""
    tables = {key: np.array(rows, dtype=float).T for key, rows in counts.items()}
    found = {key: rate(*table) for key, table in tables.items()}
    for question in {question for question, _ in tables}:
        right, number = tables[question, "page"]
        found[question, "difference"] = rate(right - tables[question, "earlier rule"][0], number)
    return found


@dataclass(frozen=True)
class _Case:
    """One figure: what the attacker knows and tries, and the people attacked."""

    reference: Table
    attacked: Table
    known: Table
    candidates: Table
    targets: Table


def guesses(
    size: int,
    least: int,
    amounts: Table,
    spies: int,
    dice: Random,
    *,
    balanced: bool = False,
    having: int | None = None,
) -> Counts:
    """Guesses about people from one figure, by someone who knows the amounts of this many others.

    Half of the people attacked have any if this is `balanced`. With `having`, exactly so many people of each group do,
    one of them is attacked, and all others are known.
    """
    counts: Counts = defaultdict(list)

    def add(name: str, right: dict[str, Flags]) -> None:
        for question, flags in right.items():
            counts[question, name].append((int(flags.sum()), flags.size))

    cases = (
        _having(size, having, amounts, dice) if having else _cases(amounts, spies, balanced, dice)
    )
    for case in cases:
        unknown = size - 1 - len(case.known)
        tried = _others(case.known, case.reference, (TRIES if unknown else 1, unknown), dice)
        actual = _others(case.known, case.attacked, (TARGETS, unknown), dice)
        draws = dice.integers(0, STEP, TARGETS)
        nothing = np.ones((1, len(case.candidates))), np.zeros(TARGETS, dtype=int)
        add("none", _right(case, *nothing))
        for name, rule in (("earlier rule", middles), ("page", thresholds)):
            likely = _likely(rule, case, tried, actual, draws, least)
            add(name, _right(case, *likely, sure=not unknown))
        if not having:
            likely = _likely(thresholds, case, *_second(size, least, case, dice), draws, least)
            add("second", _right(case, *likely))
    return counts


def _cases(amounts: Table, spies: int, balanced: bool, dice: Random) -> Iterator[_Case]:
    half = len(amounts) // 2
    columns = [column for column in amounts.T if column[:half].any() and not column[:half].all()]
    for _ in range(SETS):
        column = columns[dice.integers(len(columns))]
        reference, attacked = column[:half], column[half:]
        candidates, targets = reference, dice.choice(attacked, TARGETS)
        if balanced:
            candidates, targets = (_balanced(each, dice) for each in (reference, attacked))
            targets = dice.choice(targets, TARGETS, replace=False)
        known = dice.choice(attacked, spies, replace=False)
        yield _Case(reference, attacked, known, candidates, targets)


def _balanced(amounts: Table, dice: Random) -> Table:
    """As many amounts, half of them above zero."""
    two = (amounts[amounts > 0], amounts[amounts == 0])
    return np.concatenate([dice.choice(each, len(amounts) // 2) for each in two])


def _having(size: int, having: int, amounts: Table, dice: Random) -> Iterator[_Case]:
    half = len(amounts) // 2
    columns = [column for column in amounts.T if column[:half].any() and column[half:].any()]
    for _ in range(SETS):
        column = columns[dice.integers(len(columns))]
        candidates, attacked = (each[each > 0] for each in (column[:half], column[half:]))
        known = np.concatenate([np.zeros(size - having), dice.choice(attacked, having - 1)])
        yield _Case(candidates, attacked, known, candidates, dice.choice(attacked, TARGETS))


# --- pages ------------------------------------------------------------------------------------------------------------


def _others(known: Table, amounts: Table, shape: tuple[int, int], dice: Random) -> Table:
    """Groups of the known people and as many unknown ones as `shape` has columns."""
    unknown = dice.choice(amounts, shape)
    return np.sort(np.concatenate([np.tile(known, (shape[0], 1)), unknown], axis=1), axis=1)


def _second(size: int, least: int, case: _Case, dice: Random) -> tuple[Table, Table]:
    """Other people on a second page that is permitted, tried and actual. The person attacked is not on the first one.

    The attacker tries only groups that have the first page.
    """
    newcomers, unknown = must_differ(size, least) - 1, size - len(case.known)
    actual = _others(case.known, case.attacked, (1, unknown), dice)
    tried = _others(case.known, case.reference, (EARLIER, unknown), dice)
    first, second = (
        page(thresholds, each, dice.integers(0, STEP, len(each)), least, PLAIN)
        for each in (actual, tried)
    )
    fits = np.flatnonzero(np.all(second == first, axis=1))
    tried = tried[dice.choice(fits if fits.size else np.arange(EARLIER), TRIES)]
    return (
        _joined_by(tried, case.reference, newcomers, dice),
        _joined_by(np.tile(actual, (TARGETS, 1)), case.attacked, newcomers, dice),
    )


def _joined_by(groups: Table, amounts: Table, newcomers: int, dice: Random) -> Table:
    joined = dice.choice(amounts, (len(groups), newcomers))
    return np.sort(np.concatenate([groups, joined], axis=1), axis=1)


def _shown(rule: Rule, others: Table, people: Table, least: int) -> Table:
    """The page of each group of others with one more person, for every draw."""
    edge = np.full((*others.shape[:-1], 1), np.inf)
    lowest = np.concatenate([-edge, others], axis=-1)
    highest = np.concatenate([others, edge], axis=-1)
    ordered = np.clip(people[..., None], lowest, highest)
    draws = (np.full(ordered.shape[:-1], drawn) for drawn in range(STEP))
    return np.stack([page(rule, ordered, each, least, PLAIN) for each in draws])


def _likely(
    rule: Rule, case: _Case, tried: Table, actual: Table, draws: Numbers, least: int
) -> tuple[Table, Numbers]:
    """How often each candidate would have each page, and which of these pages each target is on."""
    seen = _shown(rule, actual, case.targets, least)[draws, np.arange(TARGETS)]
    kinds, of_target = np.unique(seen, axis=0, return_inverse=True)
    amounts, of_candidate = np.unique(case.candidates, return_inverse=True)
    possible = _shown(rule, tried[:, None], amounts, least)
    likely = [np.all(possible == kind, axis=-1).mean(axis=(0, 1)) for kind in kinds]
    return np.array(likely)[:, of_candidate.ravel()], of_target.ravel()


# --- answers ----------------------------------------------------------------------------------------------------------


def _right(
    case: _Case, likely: Table, of_target: Numbers, *, sure: bool = False
) -> dict[str, Flags]:
    """Whether the best guess about each target is right; with `sure`, also whether it is certain."""
    weights, has, targets = likely + 1e-9, case.candidates > 0, case.targets
    having = targets > 0
    mostly = weights @ has > weights.sum(axis=1) / 2
    right = {"any": mostly[of_target] == having}
    if sure:
        known = (likely @ has == 0) | (likely @ ~has == 0)
        right["certain"] = known[of_target]
    candidates, weights = case.candidates[has], weights[:, has]
    median = np.median(candidates)
    above = weights @ (candidates > median) > weights.sum(axis=1) / 2
    best = candidates[np.argmax(weights @ _near(candidates[:, None], candidates), axis=1)]
    right["amount"] = _near(best[of_target], targets)[having]
    right["above"] = (above[of_target] == (targets > median))[having]
    return right


def _near(one: Table, other: Table) -> Flags:
    """Whether two amounts differ by no more than the factor `NEAR`."""
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    return np.asarray(larger <= NEAR * smaller)
