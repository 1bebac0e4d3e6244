"""This program and others on the same files in the same run: time, memory, and whether the records are right."""

import csv
import importlib.metadata
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.measure import Run, in_turns, megabytes, run, size_of, spread, table

PROJECT = Path(__file__).parent.parent
EXPORTS = PROJECT.parent / "shared" / "exports"
"""Real exports, masked, where they are there."""

PROFILING = PROJECT / ".venv-profiling" / "bin" / "python"
"""ydata-profiling wants an older pandas than this program has, so it has a place of its own."""

OURS, COMMAND, PROFILER = (
    "this program, `analyze`",
    "this program, `exposure report`",
    "ydata-profiling",
)
OTHERS = ("csv", "pandas", "polars", "duckdb", "pyarrow")
COUNTED = (OURS, *OTHERS, PROFILER)
"""Those that count in a process that only does that; the command is timed as a whole."""


def contender(name: str, folders: Sequence[Path], *, limit: float = 600) -> Run:
    """Have the contender count all files of these exports."""
    if name == PROFILER and not PROFILING.exists():
        return Run(0, 0, 0, reason="not installed")
    python = str(PROFILING) if name == PROFILER else sys.executable
    called = "analyze" if name == OURS else name
    return run([python, "-m", "benchmarks.contenders", called, *map(str, folders)], limit=limit)


def report(folder: Path, out: Path) -> Run:
    """Make the page and the JSON of an export with the command."""
    return run(
        [sys.executable, "-m", "analyzer", "report", str(folder), "--out", str(out), "--json", "-"]
    )


def compare(folder: Path, scratch: Path, rounds: int, limit: float) -> str:
    """The table of all contenders on the export in `folder`."""
    runs: dict[str, Callable[[], Run]] = {
        name: lambda name=name: contender(name, [folder], limit=limit)  # type: ignore[misc]
        for name in COUNTED
    }
    runs[COMMAND] = lambda: report(folder, scratch / "page.html")
    done = in_turns(runs, rounds)
    finished = [name for name, tried in done.items() if not any(each.reason for each in tried)]
    right = _right(finished, scratch, limit)
    base = _middle(done[OURS], lambda each: each.said["seconds"])
    rows = []
    for name in (OURS, COMMAND, *OTHERS, PROFILER):
        tried = done[name]
        failed = next((each.reason for each in tried if each.reason), None)
        if failed:
            rows.append([name, failed, "", "", right.get(name, "")])
            continue
        whole = name == COMMAND
        seconds = [each.seconds if whole else each.said["seconds"] for each in tried]
        ratio = f"{statistics.median(seconds) / base:.2f}"
        peak = megabytes(_middle(tried, lambda each: each.peak))
        rows.append([name, spread(seconds), ratio, peak, right.get(name, "")])
    head = ["", "seconds", "ratio", "peak memory", "files with the right records"]
    said = (
        f"The invented person's export of {megabytes(size_of(folder))}, {rounds} rounds in turns. Without imports, except for "
        "`exposure report`, a whole process that also writes the page and the JSON. "
        f"{_about_right(right)}\n\n"
    )
    return said + table(head, rows)


def _middle(runs: Sequence[Run], of: Callable[[Run], float]) -> float:
    return statistics.median(of(each) for each in runs)


def _about_right(right: Mapping[str, str]) -> str:
    if not right:
        return "There are no real exports here, so the records were not compared."
    return "The last column is about real exports, masked, counted by hand; other files are refused, or wrong."


def true_counts() -> dict[str, int]:
    """The true number of records of each CSV file of the masked exports."""
    with (PROJECT / "tests" / "masked_exports.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["path"]: int(row["records"])
            for row in csv.DictReader(file)
            if row["path"].endswith(".csv")
        }


def _right(names: Sequence[str], scratch: Path, limit: float) -> dict[str, str]:
    """On how many of the files of the masked exports each of these has the right number of records."""
    if not EXPORTS.is_dir():
        return {}
    true = true_counts()
    folders = sorted(path for path in EXPORTS.iterdir() if path.is_dir())
    found: dict[str, Mapping[str, int]] = {}
    for name in (name for name in names if name != COMMAND):
        done = contender(name, folders, limit=limit)
        if done.reason is None:
            found[name] = {path: records for path, (records, _) in done.said["files"].items()}
    command = {folder.name: report(folder, scratch / "masked.html") for folder in folders}
    if not any(each.reason for each in command.values()):
        found[COMMAND] = {
            f"{name}/{file['path']}": file["records_found"]
            for name, each in command.items()
            for file in each.said["files"]
        }
    return {
        name: f"{sum(records.get(path) == true[path] for path in true)} of {len(true)}"
        for name, records in found.items()
    }


def versions() -> str:
    """The versions of all that is compared."""
    names = ("pyarrow", "pandas", "numpy", "polars", "duckdb", "matplotlib")
    found = []
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)
