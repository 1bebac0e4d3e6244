"""One report, beside the time that its imports take anyway; and the help, beside typer's."""

import statistics
import sys
from pathlib import Path

from benchmarks.measure import Run, in_turns, megabytes, run, size_of, spread, table

IMPORTS = (
    "import pandas, pyarrow.csv, pyarrow.compute, matplotlib.figure, matplotlib.backends.backend_svg, jinja2, "
    "typer, rich"
)


def one_report(export: Path, scratch: Path, rounds: int) -> str:
    """The table of both comparisons."""
    python = sys.executable
    commands = {
        f"`exposure report` on {megabytes(size_of(export))}": [
            *(python, "-m", "analyzer", "report", str(export), "--out", str(scratch / "one.html")),
        ],
        "its imports alone": [python, "-c", IMPORTS],
        "`exposure --help`": [python, "-m", "analyzer", "--help"],
        "`import typer`": [python, "-c", "import typer"],
    }

    def start(command: list[str]) -> Run:
        return run(command, parse=False)

    done = in_turns({name: lambda c=c: start(c) for name, c in commands.items()}, rounds)  # type: ignore[misc]
    rows, names = [], list(commands)
    for ours, theirs in (names[:2], names[2:]):
        for name in (ours, theirs):
            ratio = _ratio(done[ours], done[theirs]) if name == ours else ""
            rows.append([name, spread([each.seconds for each in done[name]]), ratio])
    return table(["whole process", "seconds", "ratio"], rows)


def _ratio(ours: list[Run], theirs: list[Run]) -> str:
    """The ratios of the runs of the same round."""
    ratios = [mine.seconds / other.seconds for mine, other in zip(ours, theirs, strict=True)]
    middle = statistics.median(each.seconds for each in ours)
    whole = middle / statistics.median(each.seconds for each in theirs)
    return f"{whole:.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
