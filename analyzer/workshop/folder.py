"""The folder that a batch reads and the folder that it writes.

It imports nothing slow, so that a wrong folder is refused at once.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import Final

from analyzer.analysis.scenario import PARTICIPANT, bare_name, is_settings, named_after
from analyzer.errors import ExportError, OutputError, ScenarioError, is_away
from analyzer.output import (
    REPORTS,
    SHARE_SUFFIX,
    entries_below,
    is_inside,
    is_result,
    is_zip,
    make_folder,
    open_result,
    read_result,
    remove_unfinished,
    why_not_written,
    write_result,
)
from analyzer.reading.sources import JUNK_FOLDERS, is_junk, placeholder, shown_name
from analyzer.remarks import AWAY, refusal
from analyzer.text import natural, printable

# --- the folder it reads -------------------------------------------------------------------------


def is_address(directory: str) -> bool:
    """Whether this is the address of a folder on another file system, such as `s3://bucket/exports`."""
    return "://" in directory


def list_children(directory: Path, out: Path) -> tuple[Path, ...]:
    """The children of `directory` that may be a participant's, in a stable order: folders, archives and share files.

    Folders of a system and results of an earlier run are left out, and so is the child that holds `out`. Raises
    ExportError if `directory` is not a folder, cannot be listed, is itself an export or holds no such child, and
    ScenarioError if it holds a `participant.toml`, which belongs in the folder of one participant.
    """
    if not directory.is_dir():
        raise ExportError(f"{directory} is not a folder. Give the folder that holds all exports.")
    names = _names(directory)
    if any(map(is_settings, names)):
        raise ScenarioError(
            f"{PARTICIPANT} is for one participant: put it in the folder with that person's export."
        )
    strays = stray_files(directory)
    children = tuple(
        directory / name
        for name in names
        if _is_candidate(directory / name) and not _is_result(directory / name, out)
    )
    if _is_export(children, strays):
        raise ExportError(
            f"{directory} is one export, not a folder of exports. Use `exposure report` for it."
        )
    if not children and strays:
        raise ExportError(
            f"{directory} holds no export ({not_archives(strays)}). Put one folder, ZIP or share file per person in it."
        )
    if not children:
        raise ExportError(
            f"There is nothing in {directory}. Put one folder, ZIP or share file per person in it."
        )
    return children


def stray_files(directory: Path) -> tuple[str, ...]:
    """The names of files in `directory` that are neither an archive nor a share file, such as a list of attendees."""
    names = _names(directory)
    candidates = {name for name in names if _is_candidate(directory / name)}
    people = set(map(bare_name, candidates))
    return tuple(
        shown_name(name)
        for name in names
        if name not in candidates and named_after(name) not in people
    )


def not_archives(strays: Sequence[str]) -> str:
    """The names of files that are not archives, for the facilitator."""
    names, more = shortened(strays)
    return f"not an archive: {names}{f' and {more} more' if more else ''}"


def shortened(strays: Sequence[str]) -> tuple[str, int]:
    """The names of the first of these files, and how many more there are."""
    return ", ".join(map(printable, strays[:_SHOWN])), max(len(strays) - _SHOWN, 0)


_SHOWN: Final = 10

_ARCHIVES: Final = frozenset(
    ".zip .rar .7z .tar .gz .tgz .bz2 .xz .zst .crdownload .part .partial .download".split()
)
"""Endings of archives, and of downloads that are not finished."""


def sort_names(names: Iterable[str]) -> list[str]:
    """The names of children in a stable order, without those of system files and folders."""
    return sorted(
        (
            name
            for name in names
            if placeholder(name) or not (is_junk((name,)) or name.casefold() in JUNK_FOLDERS)
        ),
        key=natural,
    )


def _names(directory: Path) -> list[str]:
    try:
        return sort_names(child.name for child in directory.iterdir())
    except OSError as error:
        if is_away(error):
            raise refusal(directory, AWAY) from None
        raise ExportError(f"{directory} cannot be listed. Check its permissions.") from None


def _is_candidate(child: Path) -> bool:
    """Whether a child may be a participant's. Whatever is not a file is: if it is not a folder, that is an error."""
    stub = placeholder(child.name)
    if not stub and not child.is_file():
        return True
    return _is_named_like_a_candidate(stub.name if stub else child.name) or (
        not stub and _may_lack_its_ending(child.name) and is_zip(child)
    )


def candidates(names: Iterable[str]) -> list[str]:
    """The names that may be a participant's, of files in a folder at an address, which cannot be looked into."""
    return [
        name for name in names if _is_named_like_a_candidate(name) or _may_lack_its_ending(name)
    ]


def _is_named_like_a_candidate(name: str) -> bool:
    path = PurePath(name.lower())
    return bool({*path.suffixes[-2:], path.suffix} & {*_ARCHIVES, SHARE_SUFFIX})


def _may_lack_its_ending(name: str) -> bool:
    """Whether a file may be a download that lost its ending. A workbook is a ZIP too, but has one."""
    return not PurePath(name).suffix[1:].isalpha()


def _is_result(child: Path, out: Path) -> bool:
    """Whether a child holds `out`, or is the folder of an earlier batch or of earlier reports."""
    if is_inside(out, child):
        return True
    with suppress(OSError):  # reported where the folder is read
        return child.is_dir() and (
            _has_results(child) or (child.name.casefold() == REPORTS and _holds_reports(child))
        )
    return False


def _has_results(child: Path) -> bool:
    """Whether a batch made this folder. One that also holds an export is a participant's."""
    return seems_batch(child) and not any(
        path.suffix.lower() in {".csv", ".zip"} for path in child.iterdir()
    )


def _holds_reports(folder: Path) -> bool:
    return all(
        _has_results(child) if child.is_dir() else child.suffix.lower() in _REPORTS
        for child in folder.iterdir()
        if not is_junk((child.name,))
    )


_REPORTS: Final = frozenset({".html", ".json", ".svg", ".png"})


def _is_export(children: Iterable[Path], strays: Iterable[str]) -> bool:
    """Whether files of an export lie loose among the children, and no child is another person's."""
    names = [name for name in strays if name.lower().endswith((".csv", ".csv.icloud"))]
    if not names:
        return False
    from analyzer.mapping.mapping import load_mapping  # slow, and only needed here

    mapping = load_mapping()
    folders = {folder.casefold() for folder in mapping.folders}

    def is_known(name: str) -> bool:
        stub = placeholder(name)
        return mapping.match_path(stub.name if stub else name) is not None

    def is_person(child: Path) -> bool:
        if not child.is_dir():
            return True
        return child.name.casefold() not in folders and any(
            is_known(entry.name) for entry in entries_below(child)
        )

    return any(map(is_known, names)) and not any(map(is_person, children))


# --- the folder it writes ------------------------------------------------------------------------
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
            remove_unfinished(folder)


# --- which of its files are ours -----------------------------------------------------------------

MANIFEST: Final = f"{PRIVATE}/written.json"
"""The list of the files that a batch has written to its folder. It replaces and removes no others."""

_LARGEST: Final = 4_000_000
"""Bytes of that list, for 40,000 participants."""


def written(out: Path) -> frozenset[str] | None:
    """The files below `out` that a batch wrote, as paths from there; None if no batch made the folder."""
    try:
        names = json.loads(read_result(out / MANIFEST, _LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    is_list = isinstance(names, list) and all(isinstance(name, str) for name in names)
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
