"""Measures everything in one go, and prints it as Markdown.

    make bench                             up to 90 MB, in a few minutes
    make performance                       up to 1 GB, and puts it into docs/performance.md
    .venv/bin/python -m benchmarks --full  up to 1 GB, with more rounds and people, for an hour

Machines differ and are busy: the ratios count, and only figures of the same run may be compared.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import growth
from benchmarks.measure import adopt_orphans
from benchmarks.one_report import one_report
from benchmarks.side_by_side import PROJECT, compare, versions

PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"


def main() -> None:
    """Measure, print, and with `--write` put the figures into docs/performance.md."""
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__.partition("\n")[0])
    asked.add_argument("--largest", action="store_true", help="an export of 1 GB too")
    asked.add_argument("--full", action="store_true", help="that, more rounds, and 200 people")
    asked.add_argument("--write", action="store_true", help="into docs/performance.md too")
    given = asked.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="exposure-bench-") as folder:
        sections = []
        for title, made in _sections(Path(folder), full=given.full, largest=given.largest):
            sections.append(f"## {title}\n\n{made.strip()}\n")
            print(sections[-1], flush=True)
    if given.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        figures = "\n".join(sections)
        PAGE.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")


def _sections(scratch: Path, *, full: bool, largest: bool) -> Iterator[tuple[str, str]]:
    """The title and the text of each section, measured as it is asked for."""
    rounds = 5 if full else 3
    yield "The machine", _machine()
    middle = growth.make_sample(scratch / "of 10 MB", growth.SCALES["10 MB"])
    yield "Side by side", compare(middle, scratch, rounds, limit=600 if full else 30)
    single = growth.make_sample(scratch / "one", 2.6)
    yield "One report", one_report(single, scratch, rounds)
    yield "Growth with size", growth.in_size(scratch, largest=full or largest)
    yield "Growth with columns", growth.in_columns(scratch)
    yield "Growth with files", growth.in_files(scratch)
    people = (20, 200) if full else (4, 16)
    yield "Growth with participants", growth.in_participants(scratch, people)


def _machine() -> str:
    """What this was measured on, and when."""
    load, _, _ = os.getloadavg()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} on {platform.machine()} ({_processor()}), "
        f"{os.cpu_count()} processors, {_memory()} of memory, a load of {load:.1f} before it began. "
        f"Python {platform.python_version()}, {versions()}."
    )


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or "not named"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.0f} GB"
    except (OSError, ValueError):
        return "an unknown amount"


if __name__ == "__main__":
    sys.exit(main())
