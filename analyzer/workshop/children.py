"""The folder that a batch reads: each of its children is a candidate for a participant.

It imports nothing slow, so that a wrong folder is refused at once.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from analyzer.analysis.scenario import PARTICIPANT
from analyzer.errors import (
    ExportError,
    ScenarioError,
)
from analyzer.output import is_inside
from analyzer.reading.sources import is_junk


def list_children(directory: Path, out: Path) -> tuple[Path, ...]:
    """The children of `directory` in a stable order, without system files and the folder that holds `out`.

    Raises ExportError when `directory` is not a folder, cannot be listed or holds nothing, and
    ScenarioError when a `participant.toml` in it is nobody's.
    """
    if not directory.is_dir():
        raise ExportError(f"{directory} is not a folder. Give the folder that holds all exports.")
    try:
        children = [
            directory / name for name in in_order(child.name for child in directory.iterdir())
        ]
    except OSError:
        raise ExportError(f"{directory} cannot be listed. Is it yours to read?") from None
    if any(child.name == PARTICIPANT for child in children):
        raise ScenarioError(
            f"{PARTICIPANT} is for one participant: put it in the folder with that person's export."
        )
    kept = tuple(child for child in children if not is_inside(out, child))
    if not kept:
        raise ExportError(
            f"There is nothing in {directory}. Put one folder, ZIP or share file per person in it."
        )
    return kept


def in_order(names: Iterable[str]) -> list[str]:
    """These names of children in a stable order, without those of system files."""
    return sorted((name for name in names if not is_junk((name,))), key=_natural)


def _natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key that sorts `P2` before `P10`, whatever the case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts), name
