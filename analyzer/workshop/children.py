"""The folder that a batch reads: which of its children may be a participant's.

It imports nothing slow, so that a wrong folder is refused at once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final

from analyzer.analysis.scenario import PARTICIPANT, bare_name, is_settings, named_after
from analyzer.errors import ExportError, ScenarioError, is_away
from analyzer.output import REPORTS, SHARE_SUFFIX, entries_below, is_inside, is_zip
from analyzer.reading.sources import JUNK_FOLDERS, is_junk, placeholder, shown_name
from analyzer.remarks import AWAY, refusal
from analyzer.text import natural, printable
from analyzer.workshop.folder import seems_batch


def is_address(directory: str) -> bool:
    """Whether this is the address of a folder on another file system, such as `s3://bucket/exports`."""
    return "://" in directory


def list_children(
    directory: Path, out: Path, beat: Callable[[], None] = lambda: None
) -> tuple[Path, ...]:
    """The children of `directory` that may be a participant's, in a stable order: folders, archives and share files.

    Folders of a system and results of an earlier run are left out, and so is the child that holds `out`. `beat` is called
    for each child, and may end this by an exception. Raises ExportError if `directory` is not a folder, cannot be listed,
    is itself an export or holds no such child, and ScenarioError if it holds a `participant.toml`, which belongs in the
    folder of one participant.
    """
    check_folder(directory)
    names = _names(directory)
    if any(map(is_settings, names)):
        raise ScenarioError(
            f"{PARTICIPANT} is for one participant: put it in the folder with that person's export."
        )
    of_people = _of_people(directory, names, beat)
    strays = _strays(names, of_people)
    children = []
    for name in of_people:
        beat()
        if not _is_result(directory / name, out):
            children.append(directory / name)
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
    return tuple(children)


def check_folder(directory: Path) -> None:
    """Raise ExportError if this is not a folder."""
    if not directory.is_dir():
        raise ExportError(f"{directory} is not a folder. Give the folder that holds all exports.")


def stray_files(directory: Path, beat: Callable[[], None] = lambda: None) -> tuple[str, ...]:
    """The names of files in `directory` that are neither an archive nor a share file, such as a list of attendees."""
    names = _names(directory)
    return _strays(names, _of_people(directory, names, beat))


def _strays(names: Iterable[str], of_people: Mapping[str, None]) -> tuple[str, ...]:
    people = set(map(bare_name, of_people))
    return tuple(
        shown_name(name)
        for name in names
        if name not in of_people and named_after(name) not in people
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


def _of_people(
    directory: Path, names: Iterable[str], beat: Callable[[], None]
) -> Mapping[str, None]:
    """The names of children that may be a participant's, in order."""
    of_people: dict[str, None] = {}
    for name in names:
        beat()
        if _is_candidate(directory / name):
            of_people[name] = None
    return of_people


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
        return mapping.names.match_path(stub.name if stub else name) is not None

    def is_person(child: Path) -> bool:
        if not child.is_dir():
            return True
        return child.name.casefold() not in folders and any(
            is_known(entry.name) for entry in entries_below(child)
        )

    return any(map(is_known, names)) and not any(map(is_person, children))
