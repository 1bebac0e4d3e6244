"""Finds the archives on this machine: named like LinkedIn's, or with its files in them."""

import os
import re
import threading
from collections.abc import Iterator
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
from analyzer.workshop.folder import is_batch, list_children

_USUAL: Final = ("Downloads", "Desktop", "Documents", "OneDrive/Desktop", "OneDrive/Documents")
_LINKEDINS: Final = re.compile(r"linked_?in.*export", re.IGNORECASE)

_ENOUGH: Final = 2
"""Files of LinkedIn's. A single one can have its name by chance."""

_MOST: Final = 100
"""Archives of one folder that are looked into, the newest first."""

_MOST_OF_PERSON: Final = 10
"""Archives in the folder of one person that are looked into."""

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
    def day(self) -> date | None:
        """The day on which it was last changed, where this machine is. None if it has no year from 1 to 9999."""
        with suppress(ValueError, OSError, OverflowError):
            return datetime.fromtimestamp(self.changed, UTC).astimezone().date()
        return None


class Finder:
    """Finds archives and workshops in the usual folders, in the current one at its start, and in the one `named`.

    It looks into an archive again only if its size or its time has changed, and answers one question at a time.
    """

    def __init__(self, named: Path | None, mapping: ExportMapping) -> None:
        self._named = named
        self._mapping = mapping
        self._here: Path | None = None
        with suppress(OSError):  # the current folder is gone
            self._here = Path.cwd()
        self._verdicts: dict[tuple[Path, int, int], bool] = {}
        self._lock = threading.Lock()

    def folders(self) -> dict[Path, str]:
        """The folders to search, each with the name to show."""
        places = dict(_usual())
        for path in (self._here, self._named):
            if path and path.is_dir():
                places.setdefault(path, shown_name(path.name) or "this folder")
        return places

    def archives(self) -> list[Place]:
        """The archives, the newest first. The file that is `named` is among them, also if it is not an archive."""
        with self._lock:
            places = [
                place
                for path, folder in dict(self._children()).items()
                if (path == self._named and not path.is_dir()) or self._is_linkedins(path)
                if (place := self._place(path, folder))
            ]
        return sorted(places, key=lambda place: (-place.changed, place.name))

    def workshops(self) -> list[Place]:
        """The folders with exports or share files of at least two people, or with results, and the one that is `named`.

        A usual folder, such as Downloads, is one only if it is named, and so is a folder that holds a usual one.
        """
        with self._lock:
            usual = {above for path, _ in _usual() for above in (path, *path.parents)}
            places = [
                place
                for path, folder in dict(self._children()).items()
                if path.is_dir() and (path == self._named or path not in usual)
                if not self._is_linkedins(path)
                if path == self._named or is_batch(path / REPORTS) or self._has_enough_people(path)
                if (place := self._place(path, folder, _participants(path)))
            ]
        return sorted(places, key=lambda place: (-place.changed, place.name))

    def _has_enough_people(self, folder: Path) -> bool:
        people = (child for child in _listed(folder)[:_MOST] if self._is_person(child))
        return len(list(islice(people, _ENOUGH))) == _ENOUGH

    def _is_person(self, child: Path) -> bool:
        """Whether this is an export or a share file, or a folder with one, as people have who hand in theirs."""
        if is_share(child) or self._is_linkedins(child):
            return True
        return child.is_dir() and any(
            is_share(path) or self._is_linkedins(path) for path in _listed(child)[:_MOST_OF_PERSON]
        )

    def _children(self) -> Iterator[tuple[Path, str]]:
        """The files and folders to look into, each with the name of its folder."""
        for path in (self._named, self._here):
            if path:
                yield path, shown_name(path.parent.name)
        for folder, name in self.folders().items():
            paths = _listed(folder)
            like_linkedins = [path for path in paths if _LINKEDINS.search(path.name)]
            for path in dict.fromkeys([*like_linkedins, *paths[:_MOST]]):
                yield path, name

    def _is_linkedins(self, path: Path) -> bool:
        """Whether an archive is named like LinkedIn's or holds its files. A ZIP that cannot be read needs the name."""
        if path.suffix.lower() == SHARE_SUFFIX:
            return False
        if _LINKEDINS.search(path.name):
            return True
        with suppress(OSError):  # it is gone
            status = path.stat()
            key = (path, status.st_size, status.st_mtime_ns)
            if key not in self._verdicts:
                of_linkedin = (name for name in _names(path) if self._mapping.match_path(name))
                self._verdicts[key] = len(list(islice(of_linkedin, _ENOUGH))) == _ENOUGH
            return self._verdicts[key]
        return False

    def _place(self, path: Path, folder: str, exports: int = 0) -> Place | None:
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
        is_quick = self._mapping.is_partial(path.name)
        return Place(path, folder, size, status.st_mtime, is_quick, exports)


def _usual() -> Iterator[tuple[Path, str]]:
    """The folders into which people save files, each with its name."""
    with suppress(RuntimeError):  # this user has no home
        home = Path.home()
        for path in [*(home / name for name in _USUAL), *_own_names(home)]:
            if path.is_dir():
                yield path.resolve(), path.name


def _own_names(home: Path) -> Iterator[Path]:
    """The folders for downloads, documents and the desktop in the language of a Linux desktop."""
    path = home / ".config" / "user-dirs.dirs"
    with suppress(OSError, UnicodeDecodeError):
        text = path.read_text("utf-8") if path.is_file() else ""
        names = re.findall(r'^XDG_(?:DOWNLOAD|DESKTOP|DOCUMENTS)_DIR="\$HOME/(.+)"', text, re.M)
        yield from (home / name for name in names)


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


def _names(path: Path) -> list[str]:
    """The names of the files in an archive; none if it cannot be read."""
    with suppress(AnalyzerError, OSError):
        if path.is_dir():
            with os.scandir(path) as entries:
                return [entry.name for entry in islice(entries, _MOST_FILES)]
        with open_archive(path, _QUICKLY_LISTED) as archive:
            return [file.path for file in archive.files]
    return []


def _participants(folder: Path) -> int:
    """How many participants a batch of this folder has."""
    with suppress(AnalyzerError, OSError):
        return len(list_children(folder, folder / REPORTS))
    return 0
