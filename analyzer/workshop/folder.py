"""The folder that a batch reads and the folder that it writes.

It imports nothing slow, so that a wrong folder is refused at once.
"""

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analyzer.analysis.scenario import PARTICIPANT
from analyzer.errors import ExportError, OutputError, ScenarioError
from analyzer.output import (
    csv_text,
    is_inside,
    make_folder,
    remove_unfinished,
    why_not_written,
    write_whole,
)
from analyzer.reading.sources import is_junk

if TYPE_CHECKING:  # with it comes pyarrow, and a wrong folder is refused before such slow imports
    from analyzer.workshop.participants import Participant


def is_address(directory: str) -> bool:
    """Whether this is the address of a folder on another file system, such as `s3://bucket/exports`."""
    return "://" in directory


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


# --- manifest --------------------------------------------------------------------------------------

MANIFEST: Final = "private/written.json"


def written(out: Path) -> frozenset[str] | None:
    """The files below `out` that a batch wrote, as paths from there; None if no batch made the folder."""
    path = out / MANIFEST
    try:
        listed = None if path.is_symlink() else json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        return None
    return frozenset(listed)


def claim(out: Path, names: Iterable[str]) -> None:
    """List these files as the batch's own, before it writes them.

    Raises OutputError if one of them is there already, and not the batch's; nothing is listed then.
    """
    own, new = _present(out), frozenset(names)
    for name in sorted(new - own):
        path = out / name
        if path.exists() or path.is_symlink():
            raise OutputError(
                f"{path} is not from a batch, and would be replaced. Move it, or give another folder with --out."
            )
    _list(out, (written(out) or frozenset()) | new)


def settle(out: Path) -> None:
    """List only what is there: a file that was never written, or is removed, is not the batch's any more."""
    _list(out, _present(out))


def _present(out: Path) -> frozenset[str]:
    return frozenset(name for name in written(out) or () if (out / name).is_file())


def _list(out: Path, names: Iterable[str]) -> None:
    listed = sorted({MANIFEST, *names})
    write_whole(out / MANIFEST, json.dumps(listed, indent=1) + "\n")


# --- folder ----------------------------------------------------------------------------------------

PRIVATE = "private"
PAGES = "participants"
RESULTS = f"{PRIVATE}/results"
DATASET = f"{PRIVATE}/exposure.parquet"

SHARD = 25
"""Participants whose counts are a part of the dataset, and who are read in one go where a task is dear."""

ABOUT_ALL = ("index.html", "cohort.json", f"{PRIVATE}/exposure.csv")
"""What is there only if an export could be read."""

FOR_ALL = tuple(f"{PRIVATE}/{name}" for name in ("failures.csv", "key.csv", "known.json"))
"""What is there even if none could."""


def page_path(out: Path, label: str) -> Path:
    """The page of the participant with this label."""
    return out / PAGES / f"{label}.html"


def result_path(out: Path, label: str) -> Path:
    """The counts of the participant with this label."""
    return out / RESULTS / f"{label}.json"


def part_path(out: Path, label: str) -> Path:
    """The part of the dataset that the participant with this label is in, whoever else there is."""
    return out / DATASET / f"part-{number_of(label) // SHARD:05}.parquet"


def number_of(label: str) -> int:
    """The number of the participant with this label."""
    return int(label[1:])


def is_batch(out: Path) -> bool:
    """Whether an earlier batch made the folder `out`, with no links that could lead out of it."""
    linked = any((out / name).is_symlink() for name in (PAGES, PRIVATE, RESULTS, DATASET))
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
        if DATASET in (written(out) or ()) and (out / DATASET).is_file():
            (out / DATASET).unlink()  # an earlier version wrote it in one piece
        for folder in (RESULTS, DATASET, PAGES):
            make_folder(out / folder)
        for folder in (PRIVATE, RESULTS, DATASET):
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
    result_path(out, label).unlink(missing_ok=True)


def remove_stale(out: Path, people: Sequence["Participant"]) -> None:
    """Remove the results of an earlier run for people who are gone or whose export cannot be read any more."""
    labels = [person.label for person in people if person.archive]
    current = {make(out, label) for label in labels for make in (page_path, result_path)}
    current |= {part_path(out, person.label) for person in people}
    for name in written(out) or ():
        path = out / name
        if path.parent in {out / PAGES, out / RESULTS, out / DATASET} and path not in current:
            path.unlink(missing_ok=True)


def claim_all(out: Path, people: Sequence["Participant"]) -> None:
    """List all that a batch of these people writes as its own. Raises OutputError if something else is in its place."""
    labels = [person.label for person in people]
    paths = {make(out, label) for label in labels for make in (page_path, result_path, part_path)}
    claim(out, [*FOR_ALL, *ABOUT_ALL, *(path.relative_to(out).as_posix() for path in paths)])


def clean(out: Path) -> None:
    """Remove half-written files."""
    for folder in (out, out / PAGES, out / PRIVATE, out / RESULTS, out / DATASET):
        with suppress(OSError):
            remove_unfinished(folder)


def key_file(people: Sequence["Participant"]) -> str:
    """Which participant is which, as CSV."""
    rows = [
        (
            person.label,
            " + ".join(path.name for path in person.children),
            _used(person),
        )
        for person in people
    ]
    return (
        "# Which participant is which. For the facilitator alone: do not share this file, and delete it "
        "when it is no longer needed.\n"
        + csv_text([("participant", "name", "archive or share file used"), *rows])
    )


def _used(person: "Participant") -> str:
    if person.source is None:
        return ""
    directory = person.children[0].parent
    return person.source.relative_to(directory).as_posix()
