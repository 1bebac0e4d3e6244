"""Where the time goes: the functions of this program with most time of their own and of the libraries they call.

python -m benchmarks.profiled analyze EXPORT
python -m benchmarks.profiled page WORKSHOP
"""

import cProfile
import json
import pstats
import sys
from collections.abc import Callable
from pathlib import Path

FIRST = 3


def main(what: str, path: Path) -> None:
    """Print the names of the first functions as JSON, each with its share of the time."""
    act = {"analyze": _analysis, "page": _page}[what](path)
    act()  # what is done once is not counted
    profile = cProfile.Profile()
    profile.runcall(act)
    print(json.dumps(_own(pstats.Stats(profile))[:FIRST]))


def _analysis(export: Path) -> Callable[[], object]:
    from analyzer.analysis.analyze import analyze
    from analyzer.mapping.mapping import load_mapping

    mapping = load_mapping()
    return lambda: analyze(export, mapping)


def _page(workshop: Path) -> Callable[[], object]:
    from datetime import date

    from analyzer.analysis.analyze import analyze
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reporting.figures import figures
    from analyzer.reporting.page import render
    from analyzer.workshop.children import list_children

    mapping = load_mapping()
    exports = [
        child for child in list_children(workshop, workshop / "none") if child.suffix == ".zip"
    ]
    return lambda: [
        render(figures(analyze(export, mapping)), date(2026, 3, 14)) for export in exports[:5]
    ]


def _own(stats: pstats.Stats) -> list[tuple[str, float]]:
    """Our functions by their time, with that of all they call outside this program, shares of the whole."""
    timings = stats.stats  # type: ignore[attr-defined] # typeshed leaves it out
    spent: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, callers) in timings.items():
        if _place(file):
            spent[f"{_place(file)}.{name}"] = spent.get(f"{_place(file)}.{name}", 0) + own
        else:
            for (calling, _, caller), (_, _, _, below) in callers.items():
                if _place(calling):
                    key = f"{_place(calling)}.{caller}"
                    spent[key] = spent.get(key, 0) + below
    whole = stats.total_tt  # type: ignore[attr-defined] # as above
    ordered = sorted(spent.items(), key=lambda each: -each[1])
    return [(name, seconds / whole) for name, seconds in ordered]


def _place(file: str) -> str:
    """The module of this program that a file is, such as `analysis.measure`; empty for others."""
    path = Path(file)
    if path.suffix == ".j2":
        return path.name
    parts = path.with_suffix("").parts
    return ".".join(parts[parts.index("analyzer") + 1 :]) if "analyzer" in parts else ""


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
