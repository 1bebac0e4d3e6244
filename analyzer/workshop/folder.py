"""The folder that a batch reads and the folder that it writes.

It imports nothing slow, so that a wrong folder is refused at once.
"""

import json
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from analyzer.analysis.scenario import PARTICIPANT
from analyzer.errors import ExportError, OutputError, ScenarioError
from analyzer.output import is_inside, make_folder, remove_unfinished, why_not_written, write_whole
from analyzer.reading.sources import is_junk

# --- the folder it reads -------------------------------------------------------------------------


def is_address(directory: str) -> bool:
    """Whether this is the address of a folder on another file system, such as `s3://bucket/exports`."""
    return "://" in directory


def list_children(directory: Path, out: Path) -> tuple[Path, ...]:
    """The children of `directory` in a stable order, without system files and the child that holds `out`.

    Each is a candidate for a participant. Raises ExportError if `directory` is not a folder, cannot be listed or is
    empty, and ScenarioError if it holds a `participant.toml`, which belongs in the folder of one participant.
    """
    if not directory.is_dir():
        raise ExportError(f"{directory} is not a folder. Give the folder that holds all exports.")
    try:
        names = sort_names(child.name for child in directory.iterdir())
    except OSError:
        raise ExportError(f"{directory} cannot be listed. Check its permissions.") from None
    if PARTICIPANT in names:
        raise ScenarioError(
            f"{PARTICIPANT} is for one participant: put it in the folder with that person's export."
        )
    children = tuple(directory / name for name in names if not is_inside(out, directory / name))
    if not children:
        raise ExportError(
            f"There is nothing in {directory}. Put one folder, ZIP or share file per person in it."
        )
    return children


def sort_names(names: Iterable[str]) -> list[str]:
    """The names of children in a stable order, without system files."""
    return sorted((name for name in names if not is_junk((name,))), key=_natural)


def _natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key that sorts `P2` before `P10` and ignores case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts), name


# --- the folder it writes ------------------------------------------------------------------------

PRIVATE: Final = "private"
PAGES: Final = "participants"
DATASET: Final = f"{PRIVATE}/exposure.parquet"

GROUP_PAGE: Final = "index.html"
GROUP_JSON: Final = "cohort.json"
GROUP_CSV: Final = f"{PRIVATE}/exposure.csv"
GROUP_FILES: Final = (GROUP_PAGE, GROUP_JSON, GROUP_CSV)
"""Files that exist only if an export could be read."""

KEY: Final = f"{PRIVATE}/key.csv"
FAILURES: Final = f"{PRIVATE}/failures.csv"
KNOWN: Final = f"{PRIVATE}/known.json"
REGISTER: Final = f"{PRIVATE}/register.json"


def page_path(out: Path, label: str) -> Path:
    """The page of the participant with this label."""
    return out / PAGES / f"{label}.html"


def part_path(out: Path, label: str) -> Path:
    """The part of the dataset with the counts of the participant with this label."""
    return out / DATASET / f"{label}.parquet"


def is_batch(out: Path) -> bool:
    """Whether an earlier batch made the folder `out`, and no link in it could lead elsewhere."""
    linked = any((out / name).is_symlink() for name in (PAGES, PRIVATE, DATASET))
    return not linked and written(out) is not None


def prepare(out: Path) -> None:
    """Make the folders in `out`.

    Raises OutputError if they cannot be made, or if something in `out` is not from a batch.
    """
    try:
        if out.exists() and any(out.iterdir()) and not is_batch(out):
            raise OutputError(
                f"{out} is neither empty nor from an earlier batch. Choose another folder with --out."
            )
        for folder in (DATASET, PAGES):
            make_folder(out / folder)
        for folder in (PRIVATE, DATASET):
            with suppress(OSError):  # a disk without owners
                (out / folder).chmod(0o700)
        settle(out)
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{out} cannot be written ({why_not_written(error)}). Choose another folder with --out."
        ) from None


def remove(out: Path, label: str) -> None:
    """Remove the page and the counts of a participant."""
    page_path(out, label).unlink(missing_ok=True)
    part_path(out, label).unlink(missing_ok=True)


def remove_stale(out: Path, with_page: Collection[str], with_counts: Collection[str]) -> None:
    """Remove an earlier run's files of participants whose labels are not among those with a page or with counts."""
    current = {page_path(out, label) for label in with_page}
    current |= {part_path(out, label) for label in with_counts}
    for name in written(out) or ():
        path = out / name
        if path.parent in {out / PAGES, out / DATASET} and path not in current:
            path.unlink(missing_ok=True)


def claim_all(out: Path, labels: Iterable[str]) -> None:
    """List every file that a batch of these participants writes as its own.

    Raises OutputError if another file is in the place of one.
    """
    own = [path(out, label) for label in labels for path in (page_path, part_path)]
    names = (path.relative_to(out).as_posix() for path in own)
    claim(out, [*GROUP_FILES, KEY, FAILURES, KNOWN, *names])


def clean(out: Path) -> None:
    """Remove half-written files."""
    for folder in (out, out / PAGES, out / PRIVATE, out / DATASET):
        with suppress(OSError):
            remove_unfinished(folder)


# --- which of its files are ours -----------------------------------------------------------------

MANIFEST: Final = f"{PRIVATE}/written.json"
"""The list of the files that a batch has written to its folder. It replaces and removes no others."""


def written(out: Path) -> frozenset[str] | None:
    """The files below `out` that a batch wrote, as paths from there; None if no batch made the folder."""
    path = out / MANIFEST
    try:
        names = None if path.is_symlink() else json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    return frozenset(names)


def claim(out: Path, names: Iterable[str]) -> None:
    """List these files as the batch's own, before it writes them.

    Raises OutputError, and lists nothing, if a file exists that is not the batch's.
    """
    own, new = _present(out), frozenset(names)
    for name in sorted(new - own):
        path = out / name
        if path.exists() or path.is_symlink():
            raise OutputError(
                f"{path} is not from a batch, and would be replaced. Move it, or give another folder with --out."
            )
    _write_manifest(out, (written(out) or frozenset()) | new)


def settle(out: Path) -> None:
    """List only files that exist: one that was never written, or was removed, is no longer the batch's."""
    _write_manifest(out, _present(out))


def _present(out: Path) -> frozenset[str]:
    return frozenset(name for name in written(out) or () if (out / name).is_file())


def _write_manifest(out: Path, names: Iterable[str]) -> None:
    write_whole(out / MANIFEST, json.dumps(sorted({MANIFEST, *names}), indent=1) + "\n")
