"""Finds the archives on this machine: named like LinkedIn's, or with its files in them."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from analyzer.errors import AnalyzerError
from analyzer.limits import Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import REPORTS, SHARE_SUFFIX, entries_below
from analyzer.reading.archive import open_archive
from analyzer.reading.sources import is_junk, shown_name
from analyzer.reporting.share import is_share
from analyzer.workshop.folder import is_batch

_USUAL: Final = ("Downloads", "Desktop", "Documents", "OneDrive/Desktop", "OneDrive/Documents")
_LINKEDINS: Final = re.compile(r"linked_?in.*export", re.IGNORECASE)

_ENOUGH: Final = 2
"""Files of LinkedIn's. A single one can have its name by chance."""

_MOST: Final = 100
"""Archives of one folder that are looked into, the newest first."""

_MOST_FILES: Final = 20_000

_QUICKLY_LISTED: Final = Limits(files=2_000)
"""A larger ZIP needs a name like LinkedIn's, because listing its files takes too long."""


@dataclass(frozen=True)
class Place:
    """A ZIP or folder, in a folder that has a name people know. `exports` is how many a workshop's folder holds."""

    path: Path
    folder: str
    size: int
    changed: float
    is_quick: bool = False
    exports: int = 0

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return shown_name(self.path.name)

    @property
    def day(self) -> date:
        """The day on which it was last changed."""
        return datetime.fromtimestamp(self.changed, UTC).date()


def folders(named: Path | None) -> dict[Path, str]:
    """The folders to search, each with the name to show: the usual ones, the current one, and the one `named`."""
    places: dict[Path, str] = {}
    with suppress(RuntimeError):  # this user has no home
        home = Path.home()
        usual = [home / name for name in _USUAL] + [*_own_names(home)]
        places = {path.resolve(): path.name for path in usual if path.is_dir()}
    for path in (Path(), named):
        if path and path.is_dir():
            places.setdefault(path.resolve(), shown_name(path.resolve().name) or "this folder")
    return places


def _own_names(home: Path) -> Iterator[Path]:
    """The folders for downloads, documents and the desktop in the language of a Linux desktop."""
    with suppress(OSError, UnicodeDecodeError):
        text = (home / ".config" / "user-dirs.dirs").read_text("utf-8")
        names = re.findall(r'^XDG_(?:DOWNLOAD|DESKTOP|DOCUMENTS)_DIR="\$HOME/(.+)"', text, re.M)
        yield from (home / name for name in names)


def find_archives(named: Path | None, mapping: ExportMapping) -> list[Place]:
    """The archives in `folders(named)` and at `named` itself, the newest first."""
    paths = dict(_children(named))
    places = [
        place
        for path, folder in paths.items()
        if _is_linkedins(path, mapping) and (place := _place(path, folder, mapping))
    ]
    return sorted(places, key=lambda place: (-place.changed, place.name))


def find_workshops(named: Path | None, mapping: ExportMapping) -> list[Place]:
    """The folders with at least two exports or share files, or with results, in `folders(named)` and at `named` itself."""
    places = []
    for path, folder in dict(_children(named)).items():
        if not path.is_dir() or _is_linkedins(path, mapping):
            continue
        exports = sum(
            is_share(child) or _is_linkedins(child, mapping) for child in _listed(path)[:_MOST]
        )
        place = _place(path, folder, mapping, exports)
        if place and (exports >= _ENOUGH or is_batch(path / REPORTS)):
            places.append(place)
    return sorted(places, key=lambda place: (-place.changed, place.name))


def _children(named: Path | None) -> Iterator[tuple[Path, str]]:
    """The files and folders to look into, each with the name of its folder."""
    for path in (named, Path()):
        if path:
            yield path.resolve(), shown_name(path.resolve().parent.name)
    for folder, name in folders(named).items():
        paths = _listed(folder)
        like_linkedins = [path for path in paths if _LINKEDINS.search(path.name)]
        for path in dict.fromkeys([*like_linkedins, *paths[:_MOST]]):
            yield path, name


def _listed(folder: Path) -> list[Path]:
    """The folders, ZIPs and files of JSON in a folder, the newest first. Links are left out."""
    changed: dict[Path, float] = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # it is gone
                is_file = entry.name.lower().endswith((".zip", SHARE_SUFFIX)) and entry.is_file(
                    follow_symlinks=False
                )
                if not is_junk((entry.name,)) and (is_file or entry.is_dir(follow_symlinks=False)):
                    changed[folder / entry.name] = entry.stat(follow_symlinks=False).st_mtime
    return sorted(changed, key=lambda path: (-changed[path], path.name))


def _is_linkedins(path: Path, mapping: ExportMapping) -> bool:
    """Whether an archive is named like LinkedIn's or holds its files. A ZIP that cannot be read needs the name."""
    if path.suffix.lower() == SHARE_SUFFIX:
        return False
    if _LINKEDINS.search(path.name):
        return True
    names: Iterable[str] = ()
    with suppress(AnalyzerError, OSError):
        if path.is_dir():
            with os.scandir(path) as entries:
                names = [entry.name for entry in islice(entries, _MOST_FILES)]
        else:
            with open_archive(path, _QUICKLY_LISTED) as archive:
                names = [file.path for file in archive.files]
    of_linkedin = (name for name in names if mapping.match_path(name))
    return len(list(islice(of_linkedin, _ENOUGH))) == _ENOUGH


def _place(path: Path, folder: str, mapping: ExportMapping, exports: int = 0) -> Place | None:
    try:
        status = path.stat()
        size = status.st_size
        if path.is_dir():
            files = islice(entries_below(path), _MOST_FILES)
            size = sum(
                entry.stat(follow_symlinks=False).st_size for entry in files if entry.is_file()
            )
    except OSError:  # it is gone
        return None
    return Place(path, folder, size, status.st_mtime, mapping.is_partial(path.name), exports)
