"""The folder that a batch writes: where everything in it goes, and what it removes from earlier runs."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import OutputError
from analyzer.output import remove_unfinished, why_not_written
from analyzer.wording import printable

if TYPE_CHECKING:  # with it comes pyarrow, and a wrong folder is refused before such slow imports
    from analyzer.workshop.participants import Participant

PRIVATE = "private"
PAGES = "participants"
RESULTS = f"{PRIVATE}/results"


def page_path(out: Path, label: str) -> Path:
    """The page of the participant with this label."""
    return out / PAGES / f"{label}.html"


def result_path(out: Path, label: str) -> Path:
    """The counts of the participant with this label."""
    return out / RESULTS / f"{label}.json"


def is_batch(out: Path) -> bool:
    """Whether an earlier batch made the folder `out`, with no links that could lead out of it."""
    linked = any((out / name).is_symlink() for name in (PAGES, PRIVATE, RESULTS))
    return (out / RESULTS).is_dir() and not linked


def prepare(out: Path) -> None:
    """Make the folders in `out`.

    Raises OutputError if they cannot be made, or if something in `out` is not from a batch.
    """
    try:
        if out.exists() and any(out.iterdir()) and not is_batch(out):
            raise OutputError(
                f"{out} is neither empty nor from an earlier batch. Give another folder with --out."
            )
        for folder in (PAGES, PRIVATE, RESULTS):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for folder in (PRIVATE, RESULTS):
            with suppress(OSError):  # a disk without owners
                (out / folder).chmod(0o700)
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{out} cannot be written ({why_not_written(error)}). Give another folder with --out."
        ) from None


def remove(out: Path, label: str) -> None:
    """Remove the page and the counts of a participant."""
    page_path(out, label).unlink(missing_ok=True)
    result_path(out, label).unlink(missing_ok=True)


def remove_stale(out: Path, people: Sequence["Participant"]) -> None:
    """Remove the results of an earlier run for people who are gone or whose export cannot be read any more."""
    current = {person.label for person in people if person.archive}
    for path in [*(out / PAGES).glob("P*.html"), *(out / RESULTS).glob("P*.json")]:
        if path.stem not in current:
            remove(out, path.stem)


def clean(out: Path) -> None:
    """Remove half-written files."""
    for folder in (out, out / PAGES, out / PRIVATE, out / RESULTS):
        with suppress(OSError):
            remove_unfinished(folder)


def key_file(people: Sequence["Participant"]) -> str:
    """Which participant is which, as CSV."""
    rows = [
        (
            person.label,
            " + ".join(_no_formula(path.name) for path in person.children),
            _used(person),
        )
        for person in people
    ]
    return (
        "# Which participant is which. For the facilitator alone: do not share this file, and delete it "
        "when it is no longer needed.\n"
        + csv_text([("participant", "name", "archive used"), *rows])
    )


def _used(person: "Participant") -> str:
    if person.archive is None:
        return ""
    directory = person.children[0].parent
    return _no_formula(person.archive.path.relative_to(directory).as_posix())


def _no_formula(name: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    shown = printable(name)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """These rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
