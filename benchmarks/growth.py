"""How time and memory grow with the size of an export, its columns, its files, and the participants of a workshop."""

import math
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Run, megabytes, run, size_of, table

SCALES = {"0.1 MB": 0.01, "1 MB": 0.5, "10 MB": 6.5, "87 MB": 60.0}
"""What `exposure sample --scale` makes of each size."""

LARGEST = {"1 GB": 690.0}

COLUMNS = (4, 40, 400)
"""In the tables of the growth with columns."""

CELLS = 400_000
"""In each of them."""


def make_sample(folder: Path, scale: float) -> Path:
    """The invented person's export at this scale, which is made if it is not there."""
    if not folder.exists():
        made = run(
            [sys.executable, "-m", "analyzer", "sample", str(folder), "--scale", str(scale)],
            limit=3600,
            parse=False,
        )
        assert made.reason is None, made.reason
    return folder


def packed(folder: Path) -> Path:
    """The export as a ZIP beside it, compressed as LinkedIn's are."""
    path = folder.with_name(f"{folder.name}.zip")
    if not path.exists():
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(folder))
    return path


def in_size(scratch: Path, *, largest: bool) -> str:
    """Time and memory by size, from a folder and from a ZIP."""
    rows, runs = [], []
    for name, scale in (SCALES | (LARGEST if largest else {})).items():
        folder = make_sample(scratch / f"of {name}", scale)
        size = size_of(folder)
        one, zipped = _analyze(folder), _analyze(packed(folder))
        runs.append((size, one))
        rows.append(
            [
                megabytes(size),
                f"{one.said['seconds']:.2f}",
                megabytes(one.peak),
                f"{zipped.said['processor'] / one.said['processor']:.2f}",
                megabytes(zipped.peak),
            ]
        )
    head = [
        "export",
        "seconds",
        "peak memory",
        "ZIP / folder, processor's seconds",
        "peak from ZIP",
    ]
    last = runs[-1][1].peak / runs[-2][1].peak
    return (
        table(head, rows)
        + f"\nExponent of the processor's seconds: {_exponent(runs)}. The largest needs {last:.2f} times the memory of the one before.\n"
    )


def in_columns(scratch: Path) -> str:
    """Time by columns, with the same cells."""
    rows, runs = [], []
    for columns in COLUMNS:
        folder = scratch / f"columns {columns}"
        if not folder.exists():
            folder.mkdir()
            (folder / "Skills.csv").write_text("Name\nSourdough\n", encoding="utf-8")
            head = ",".join(f"column {at}" for at in range(columns))
            lines = [head, *(_line(row, columns) for row in range(CELLS // columns))]
            (folder / "Table.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = _analyze(folder)
        runs.append((columns, done))
        rows.append([f"{columns:,}", f"{done.said['processor']:.2f}", megabytes(done.peak)])
    return (
        f"{CELLS:,} cells in an unknown file.\n\n"
        + table(["columns", "processor's seconds", "peak memory"], rows)
        + f"\nExponent: {_exponent(runs)}.\n"
    )


def _line(row: int, columns: int) -> str:
    return ",".join(f"cell {row} {at} of some" for at in range(columns))


def in_files(scratch: Path) -> str:
    """Time by files, each an article of its own."""
    rows, runs = [], []
    for files in (100, 400, 1600):
        folder = scratch / f"files {files}"
        if not folder.exists():
            (folder / "Articles").mkdir(parents=True)
            (folder / "Skills.csv").write_text("Name\nSourdough\n", encoding="utf-8")
            for at in range(files):
                text = (
                    f"<html><h1>Title {at}</h1><p>{f'Some words of article {at}. ' * 20}</p></html>"
                )
                (folder / "Articles" / f"{at}.html").write_text(text, encoding="utf-8")
        done = _analyze(folder)
        runs.append((files, done))
        rows.append([f"{files:,}", f"{done.said['processor']:.2f}", megabytes(done.peak)])
    return (
        table(["files", "processor's seconds", "peak memory"], rows)
        + f"\nExponent: {_exponent(runs)}.\n"
    )


@dataclass(frozen=True)
class _Workshop:
    folder: Path
    people: int


def in_participants(scratch: Path, counts: Sequence[int]) -> str:
    """Time by participants of a workshop, with all pages, by one worker and by two; and of a second run."""
    rows, runs = [], []
    for people in counts:
        workshop = _Workshop(scratch / f"workshop {people}", people)
        if not workshop.folder.exists():
            _make_workshop(workshop)
        one = _batch(workshop, 1, fresh=True)
        two = _batch(workshop, 2, fresh=True)
        again = _batch(workshop, 1, fresh=False)
        runs.append((people, one, two, again))
        rows.append(
            [
                f"{people}",
                f"{size_of(workshop.folder) / people / 1e6:.2f} MB",
                *(f"{each.seconds:.1f} / {each.processor:.1f}" for each in (one, two, again)),
            ]
        )
    (few, *first), (many, *last) = runs[0], runs[-1]
    per = [
        (after.processor - before.processor) / (many - few)
        for before, after in zip(first, last, strict=True)
    ]
    again = f"{per[2] * 1000:.0f} ms" if per[2] > 0 else "too little to measure"
    quicker = (last[0].seconds - first[0].seconds) / (last[1].seconds - first[1].seconds)
    head = ["participants", "each", "one worker", "two workers", "again, nothing changed"]
    return (
        "Seconds by the clock / of all processors.\n\n"
        + table(head, rows)
        + f"\nEach further participant costs {per[0] * 1000:.0f} ms of a processor with one worker, {per[1] * 1000:.0f} "
        f"ms with two, and {again} when nothing has changed. Two workers are {quicker:.2f} times as fast as "
        "one, start-up apart.\n"
    )


def _make_workshop(workshop: _Workshop) -> None:
    command = (
        "from pathlib import Path; import sys; from analyzer.sample.workshop import write_workshop; "
        "write_workshop(Path(sys.argv[1]), int(sys.argv[2]), scale=float(sys.argv[3]))"
    )
    made = run(
        [sys.executable, "-c", command, str(workshop.folder), str(workshop.people), "1.3"],
        parse=False,
    )
    assert made.reason is None, made.reason


def _batch(workshop: _Workshop, jobs: int, *, fresh: bool) -> Run:
    out = workshop.folder.with_name(f"{workshop.folder.name} out")
    return run(
        [
            *(sys.executable, "-m", "analyzer", "batch", str(workshop.folder), "--out", str(out)),
            *("--jobs", str(jobs), "--date", "2026-03-14", *(["--fresh"] if fresh else [])),
        ],
        parse=False,
    )


def _analyze(path: Path) -> Run:
    """The middle one of three runs, or the one that takes longer than a few seconds."""
    tried = []
    while not tried or (len(tried) < 3 and tried[-1].seconds < 3):
        command = [sys.executable, "-m", "benchmarks.contenders", "analyze", str(path)]
        tried.append(run(command, limit=3600))
        assert tried[-1].reason is None, tried[-1].reason
    return sorted(tried, key=lambda each: each.said["processor"])[len(tried) // 2]


def _exponent(runs: Sequence[tuple[float, Run]]) -> str:
    """By which power the processor's seconds grow, from the last but one to the last."""
    (few, before), (many, after) = runs[-2:]
    grown = after.said["processor"] / before.said["processor"]
    return f"{math.log(grown) / math.log(many / few):.2f}"
