"""The folder that a batch writes: where everything in it goes, and what it removes from earlier runs."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import OutputError
from analyzer.output import (
    csv_text,
    make_folder,
    remove_unfinished,
    why_not_written,
)
from analyzer.workshop.manifest import (
    claim,
    settle,
    written,
)

if TYPE_CHECKING:  # with it comes pyarrow, and a wrong folder is refused before such slow imports
    from analyzer.workshop.participants import Participant

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
