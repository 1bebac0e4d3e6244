"""The folder that a batch writes, and which of the files in it are the batch's own.

It imports nothing slow, so that a wrong folder is refused at once.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from analyzer.errors import OutputError
from analyzer.output import (
    is_result,
    make_folder,
    open_result,
    read_result,
    remove_unfinished,
    why_not_written,
    write_result,
)

PRIVATE: Final = "private"
PAGES: Final = "participants"
DATASET: Final = f"{PRIVATE}/exposure.parquet"
GROUP_PAGE: Final = "index.html"
GROUP_JSON: Final = "cohort.json"
GROUP_CSV: Final = f"{PRIVATE}/exposure.csv"
DESCRIPTOR: Final = f"{PRIVATE}/datapackage.json"
GROUP_FILES: Final = (GROUP_PAGE, GROUP_JSON, GROUP_CSV, DESCRIPTOR)
"""Files that exist only if an export could be read."""

KEY: Final = f"{PRIVATE}/key.csv"
FAILURES: Final = f"{PRIVATE}/failures.csv"
HANDOUT: Final = f"{PRIVATE}/handout.html"
KNOWN: Final = f"{PRIVATE}/known.json"
LOCK: Final = ".exposure.lock"
REGISTER: Final = f"{PRIVATE}/register.json"
REGISTER_KEY: Final = f"{PRIVATE}/register.key"


def page_path(out: Path, label: str) -> Path:
    """The page of the participant with this label."""
    return out / PAGES / f"{label}.html"


def part_path(out: Path, label: str) -> Path:
    """The part of the dataset with the counts of the participant with this label."""
    return out / DATASET / f"{label}.parquet"


def is_batch(out: Path) -> bool:
    """Whether an earlier batch made the folder `out`, and no link in it could lead elsewhere."""
    return seems_batch(out) and written(out) is not None


def seems_batch(out: Path) -> bool:
    """Like `is_batch`, but looks only at how the list begins: a folder can hold many folders with a long list each."""
    with suppress(OSError):  # it may not be looked into
        if not any((out / name).is_symlink() for name in (PAGES, PRIVATE, DATASET)):
            with open_result(out / MANIFEST) as file:
                return file.read(1) == b"["
    return False


def prepare(out: Path) -> None:
    """Make the folders in `out`.

    Raises OutputError if they cannot be made, or if something in `out` is not from a batch.
    """
    with writing(out):
        check_ours(out)
        try:
            for folder in (DATASET, PAGES):
                make_folder(out / folder)
        except ValueError as error:  # not the name of a folder
            raise OutputError(_not_written(out, error)) from None
        for folder in (PRIVATE, DATASET):
            with suppress(OSError):  # a disk without owners
                (out / folder).chmod(0o700)
        settle(out)


def check_ours(out: Path) -> None:
    """Check that `out` is empty or from an earlier batch. Raises OutputError."""
    if not out.exists() or is_batch(out) or all(path.name == LOCK for path in out.iterdir()):
        return
    changed = f"{MANIFEST} in it was changed. " if (out / MANIFEST).is_file() else ""
    raise OutputError(
        f"{out} is neither empty nor from an earlier batch. {changed}Choose another folder with --out."
    )


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """A block that writes to `out`. An error of the system in it becomes an OutputError."""
    try:
        yield
    except OSError as error:  # those of reading an export are handled where they occur
        raise OutputError(_not_written(out, error)) from None


def _not_written(out: Path, error: OSError | ValueError) -> str:
    return f"{out} cannot be written ({why_not_written(error)}). Choose another folder with --out."


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
    claim(out, [*GROUP_FILES, KEY, FAILURES, HANDOUT, KNOWN, *names])


def clean(out: Path) -> None:
    """Remove half-written files."""
    for folder in (out, out / PAGES, out / PRIVATE, out / DATASET):
        with suppress(OSError):
            if not folder.is_symlink():  # someone put it there during the batch
                remove_unfinished(folder)


# --- which of its files are ours -----------------------------------------------------------------

MANIFEST: Final = f"{PRIVATE}/written.json"
"""The list of the files that a batch has written to its folder. It replaces and removes no others."""

_LARGEST: Final = 4_000_000
_MOST_NAMES: Final = 100_000
"""Bytes of that list and names in it, for 40,000 participants."""


def written(out: Path) -> frozenset[str] | None:
    """The files below `out` that a batch wrote, as paths from there; None if no batch made the folder."""
    try:
        names = json.loads(read_result(out / MANIFEST, _LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    is_list = (
        isinstance(names, list)
        and len(names) <= _MOST_NAMES
        and all(isinstance(name, str) for name in names)
    )
    return frozenset(names) if is_list else None


def claim(out: Path, names: Iterable[str]) -> None:
    """List these files as the batch's own, before it writes them.

    A file that is not listed is the batch's if it begins like one: the list can be older than the files, for example
    after the folder was restored. Raises OutputError, and lists nothing, if another file exists.
    """
    own, new = _present(out), frozenset(names)
    for name in sorted(new - own):
        path = out / name
        if (path.exists() or path.is_symlink()) and not _is_ours(path, name):
            raise OutputError(
                f"{path} is not from a batch, and would be replaced. Move it, or give another folder with --out."
            )
    _write_manifest(out, (written(out) or frozenset()) | new)


_MARKS: Final = {
    GROUP_JSON: b'{\n "actions": {',
    GROUP_CSV: b"participant,table,column,data_type,",
    DESCRIPTOR: b'{\n "$schema": "https://datapackage.org/',
    KEY: b"\xef\xbb\xbfparticipant,name,archive",
    FAILURES: b"\xef\xbb\xbfparticipant,name,reason",
    KNOWN: b'{"listing": "',
    REGISTER: b'{\n "numbers": {',
    REGISTER_KEY: b'{"key": "',
}
"""How files of a batch begin."""

_PAGE_MARK: Final = b'<meta name="generator" content="linkedin-exposure '


def _is_ours(path: Path, name: str) -> bool:
    """Whether the file called `name`, which is not in the list, was written by a batch."""
    try:
        data = read_result(path)
    except OSError:
        return False
    if name.endswith(".html"):
        return _PAGE_MARK in data[:4096]
    if name.endswith(".parquet"):
        return data.startswith(b"PAR1") and b"people_named" in data
    return name in _MARKS and data.startswith(_MARKS[name])


def settle(out: Path) -> None:
    """List only files that exist: one that was never written, or was removed, is no longer the batch's."""
    _write_manifest(out, _present(out))


def _present(out: Path) -> frozenset[str]:
    """The batch's own files. A link in the place of one is not: it may lead to any file."""
    paths = {name: out / name for name in written(out) or ()}
    return frozenset(name for name, path in paths.items() if is_result(path))


def _write_manifest(out: Path, names: Iterable[str]) -> None:
    write_result(out / MANIFEST, json.dumps(sorted({MANIFEST, *names}), indent=1) + "\n")
