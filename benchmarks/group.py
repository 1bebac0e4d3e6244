"""How true and how near the figures of a group page are, in groups drawn from invented people.

    .venv/bin/python -m benchmarks.group [BATCH]

BATCH is a folder that `exposure batch` wrote for `exposure sample --participants 300`. Without it, both run first,
which takes some minutes. For each size of a group, it prints how many amounts are shown, how many sentences about amounts and
numbers of people are true, how many amounts are above everyone's, and the ratio to the true median: the middle, and 5 to 95 %.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyzer.mapping.mapping import load_mapping
from analyzer.workshop.cohort import measures
from analyzer.workshop.dataset import read_contribution
from analyzer.workshop.folder import DATASET
from analyzer.workshop.protection import Figure, ProtectedGroup

PEOPLE = 300
SIZES = ((8, 3), (12, 5), (20, 5), (30, 5))
GROUPS = 500

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Invented people: an amount for each of them and each figure of the page."""

    figures: tuple[tuple[str, str], ...]
    amounts: Table


def population(batch: Path) -> Population:
    """The people in the results of a batch."""
    by_figure = {
        key: measure for key, measure in measures(load_mapping()).items() if key[0] != "file"
    }
    people = [
        read_contribution(batch, path.stem) for path in sorted((batch / DATASET).glob("P*.parquet"))
    ]
    amounts = [[measure(person) for measure in by_figure.values()] for person in people]
    return Population(tuple(by_figure), np.array(amounts, dtype=float))


def report(batch: Path) -> None:
    """Print a row for each size."""
    people = population(batch)
    dice = np.random.default_rng(1)
    print("| N | shown | true | above everyone | ratio (5–95 %) |\n|---|---|---|---|---|")
    for size, least in SIZES:
        rows = []
        for number in range(GROUPS):
            members = people.amounts[dice.choice(len(people.amounts), size, replace=False)]
            labels = [f"P{n:02}" for n in range(size)]
            group = ProtectedGroup(labels, least, number.to_bytes(2))
            for (kind, _), column in zip(people.figures, members.T, strict=True):
                amounts = dict(zip(labels, column.tolist(), strict=True))
                figure = group.figure(amounts, shares=kind == "share")
                true = is_true(figure, column)
                rows.append((figure.half or 0, true, column.max(), np.median(column)))
        table = np.array(rows)
        half, _, most, median = table[table[:, 0] > 0].T
        low, middle, high = np.quantile(half / median, (0.05, 0.5, 0.95))
        print(
            f"| {size} | {len(half) / len(table):.0%} | {np.mean(table[:, 1]):.2%} | {np.mean(half > most):.2%} "
            f"| {middle:.2f} ({low:.2f}–{high:.2f}) |"
        )


def is_true(figure: Figure, amounts: Table) -> bool:
    """Whether enough people have each amount that the figure gives, and the number of people who have any is in its range."""
    having, people = np.sum(amounts > 0), figure.people
    shares = ((0.5, figure.half), (0.75, figure.three_quarters), (0.25, figure.quarter))
    enough = (np.mean(amounts >= (amount or 0)) >= share for share, amount in shares)
    return all(enough) and bool((people.low or 0) <= having <= (people.high or 0))


def run(reported: Callable[[Path], None], arguments: list[str]) -> None:
    """Report on the batch in the arguments, or on a new one."""
    if arguments:
        reported(Path(arguments[0]))
        return
    exposure = [sys.executable, "-m", "analyzer"]
    with tempfile.TemporaryDirectory() as folder:
        pool, out = Path(folder, "pool"), Path(folder, "out")
        subprocess.run([*exposure, "sample", pool, "--participants", str(PEOPLE)], check=True)
        subprocess.run([*exposure, "batch", pool, "--out", out, "--no-pages"], check=True)
        reported(out)


if __name__ == "__main__":
    run(report, sys.argv[1:])
