"""What a group page says of groups of several sizes, of which many are drawn from invented people.

    .venv/bin/python benchmarks/group.py [BATCH]

BATCH is a folder that `exposure batch` wrote for `exposure sample --participants 150`; without one, both are run first,
which takes some minutes. For each size and the smallest number of people behind a figure: in how many of the groups the
headline is a number, how many of all amounts are numbers (fewest, middle and most of the groups), how many have
"little or none", and how many have no answer; and how far the numbers are from the true middle, where that is known.
"""

import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.workshop.cohort import Cohort, summarize
from analyzer.workshop.contributions import Contribution
from analyzer.workshop.dataset import read_contribution
from analyzer.workshop.folder import DATASET
from analyzer.workshop.protection import Figure

PEOPLE = 150
SIZES = ((8, 3), (10, 5), (12, 5), (15, 5), (20, 5), (30, 5))
GROUPS = 100


def main(batch: Path | None) -> None:
    """Print one line per size."""
    if batch is None:
        with tempfile.TemporaryDirectory() as folder:
            report(_batch(Path(folder)))
    else:
        report(batch)


def report(batch: Path) -> None:
    """Print one line per size for the people in this batch."""
    people = list(_people(batch))
    mapping = load_mapping()
    dice = random.Random(1)
    print(f"{len(people)} people, {GROUPS} groups of each size")
    print(
        f"{'size':>4} {'k':>2} {'headline':>9} {'numbers of':>16} {'little':>7} {'none':>5} {'off by':>7}"
    )
    for size, least in SIZES:
        groups = [dice.sample(people, size) for _ in range(GROUPS)]
        cohorts = [summarize(g, [], mapping, least, bytes([n])) for n, g in enumerate(groups)]
        print(_line(size, least, groups, cohorts, mapping))


def _line(
    size: int,
    least: int,
    groups: Sequence[Sequence[tuple[str, Contribution]]],
    cohorts: Sequence[Cohort],
    mapping: ExportMapping,
) -> str:
    amounts = [list(_amounts(cohort)) for cohort in cohorts]
    numbers = sorted(sum(1 for figure in each if figure.half) for each in amounts)
    little = statistics.median(sum(figure.half == 0 for figure in each) for each in amounts)
    silent = max(sum(figure.half is None for figure in each) for each in amounts)
    headline = sum(1 for cohort in cohorts if cohort.shares.used.middle)
    off = statistics.median(
        gap for group, cohort in zip(groups, cohorts, strict=True) for gap in _gaps(group, cohort)
    )
    spread = f"{numbers[0]}/{statistics.median(numbers):.0f}/{numbers[-1]} of {len(amounts[0])}"
    return f"{size:>4} {least:>2} {headline / GROUPS:>9.0%} {spread:>16} {little:>7.0f} {silent:>5} {off:>7.0%}"


def _amounts(cohort: Cohort) -> Iterator[Figure]:
    yield from (cohort.text_words, cohort.items, cohort.used, cohort.used_or_uncertain)
    yield cohort.people_named
    for amounts in (cohort.categories, cohort.standings, cohort.subjects, cohort.authors):
        yield from (each.figure for each in amounts)


def _gaps(group: Sequence[tuple[str, Contribution]], cohort: Cohort) -> Iterator[float]:
    """How far each number of a category is from the true median of everybody, as a share of it."""
    for amount in cohort.categories:
        held = [
            sum(
                getattr(row.volume, amount.unit)
                for row in counts.rows
                if row.category == amount.key
            )
            for _, counts in group
        ]
        true = statistics.median(held)
        if amount.figure.half and true:
            yield abs(amount.figure.half - true) / true


def _batch(folder: Path) -> Path:
    exposure = [sys.executable, "-m", "analyzer"]
    pool, out = folder / "pool", folder / "out"
    subprocess.run([*exposure, "sample", pool, "--participants", str(PEOPLE)], check=True)
    subprocess.run([*exposure, "batch", pool, "--out", out], check=True)
    return out


def _people(batch: Path) -> Iterator[tuple[str, Contribution]]:
    for path in sorted((batch / DATASET).glob("P*.parquet")):
        yield path.stem, read_contribution(batch, path.stem)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
