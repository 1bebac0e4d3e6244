"""Which files and folders are archives from LinkedIn, by name or by the files in them, and which hold a workshop."""

import errno
import io
import os
import re
import stat
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from analyzer.errors import AnalyzerError, ExportError
from analyzer.language import marked
from analyzer.limits import Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import REPORTS, SHARE_SUFFIX, entries_below
from analyzer.reading.archive import open_archive
from analyzer.reading.sources import Source, ZipFrom, is_junk, open_file, shown_name
from analyzer.remarks import remark
from analyzer.reporting.share import is_share
from analyzer.workshop.children import list_children
from analyzer.workshop.folder import seems_batch

_LINKEDINS: Final = re.compile(r"linked_?in.*export", re.IGNORECASE)

_UNFINISHED: Final = re.compile(
    r"(.*(linked_?in.*export|\.zip).*|unconfirmed \d+)\.(crdownload|opdownload|part|partial|download)",
    re.IGNORECASE,
)
"""How browsers name a download that is not finished. Safari makes a folder."""

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
class Listed:
    """A file or folder as it was when a list showed it: its path, and the device, the inode and the kind there.

    Of a file also its size and when it changed: another file can get the inode of one that is gone.
    """

    path: Path
    identity: tuple[int, ...]

    @classmethod
    def now(cls, path: Path, status: os.stat_result) -> "Listed":
        """The file or folder at `path`, which has this status."""
        kind = stat.S_IFMT(status.st_mode)
        change = (status.st_size, status.st_mtime_ns) if stat.S_ISREG(kind) else ()
        return cls(path, (status.st_dev, status.st_ino, kind, *change))

    @property
    def source(self) -> Source:
        """How to read it: of a ZIP, only the file that the list showed can be opened, also through no link."""
        is_file = stat.S_ISREG(self.identity[2])
        return ZipFrom(self.path, self._open) if is_file else self.path

    def _open(self) -> io.FileIO:
        try:
            file = open_file(self.path, getattr(os, "O_NOFOLLOW", 0))
        except OSError as error:
            raise (self._replaced if error.errno == errno.ELOOP else error) from None
        if self.now(self.path, os.fstat(file.fileno())) != self:
            file.close()
            raise self._replaced
        return file

    @property
    def _replaced(self) -> ExportError:
        return ExportError(remark(_REPLACED, path=str(self.path)))

    def check(self) -> None:
        """Raise ExportError if something else is at the path now, or a folder above it has become a link.

        Whoever reads it reports that nothing is there.
        """
        with suppress(OSError):
            status = self.path.lstat()
            if stat.S_ISLNK(status.st_mode):
                raise ExportError(remark(_LINK, path=str(self.path)))
            identity = self.now(self.path, status).identity
            if identity != self.identity or self.path.resolve() != self.path:
                raise self._replaced


_REPLACED: Final = marked(
    "{path} is no longer what the list showed: something else is in its place. Go back to the list, and choose again."
)
_LINK: Final = marked("{path} is a link. Choose the archive or folder to which it leads.")


@dataclass(frozen=True)
class Place:
    """A ZIP or folder, in a folder that has a name people know. `exports` is how many a workshop's folder holds."""

    listed: Listed
    folder: str
    size: int
    changed: float
    is_quick: bool = False
    exports: int = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.listed.path

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


class Recogniser:
    """Recognises archives and workshops. It looks into an archive again only if its size or its time has changed."""

    def __init__(self, mapping: ExportMapping) -> None:
        self._mapping = mapping
        self._verdicts: dict[tuple[Path, int, int], bool] = {}

    def is_archive(self, path: Path) -> bool:
        """Whether an archive is named like LinkedIn's or holds its files. A ZIP that cannot be read needs the name."""
        if path.suffix.lower() == SHARE_SUFFIX or is_unfinished(path):
            return False
        if _LINKEDINS.search(path.name):
            return True
        with suppress(OSError):  # it is gone
            status = path.stat()
            key = (path, status.st_size, status.st_mtime_ns)
            if key not in self._verdicts:
                of_linkedin = (
                    name for name in _names(path) if self._mapping.names.match_path(name)
                )
                self._verdicts[key] = len(list(islice(of_linkedin, _ENOUGH))) == _ENOUGH
            return self._verdicts[key]
        return False

    def is_workshop(self, path: Path) -> bool:
        """Whether a folder, which is not an archive, holds those of at least two people or the results of a workshop."""
        people = (child for child in listed(path)[:_MOST] if self._is_person(child))
        return seems_batch(path / REPORTS) or len(list(islice(people, _ENOUGH))) == _ENOUGH

    def _is_person(self, child: Path) -> bool:
        """Whether this is an export or a share file, or a folder with one, as people have who hand in theirs."""
        if is_share(child) or self.is_archive(child):
            return True
        return child.is_dir() and any(
            is_share(path) or self.is_archive(path) for path in listed(child)[:_MOST_OF_PERSON]
        )

    def place(self, path: Path, folder: str, exports: int = 0) -> Place | None:
        """The archive or folder at `path` with its size; None if it is gone."""
        try:
            status = path.lstat()
            size = status.st_size
            if path.is_dir():
                files = islice(entries_below(path), _MOST_FILES)
                size = sum(map(_size, files))
        except OSError:  # it is gone
            return None
        is_quick = self._mapping.is_partial(path.name)
        return Place(Listed.now(path, status), folder, size, status.st_mtime, is_quick, exports)


def _size(entry: "os.DirEntry[str]") -> int:
    """The bytes of a file in a folder; none if it is gone, or is not a file."""
    with suppress(OSError):
        if entry.is_file(follow_symlinks=False):
            return entry.stat(follow_symlinks=False).st_size
    return 0


def is_unfinished(path: Path) -> bool:
    """Whether this is a download of an archive that a browser has not finished, by its name."""
    return _UNFINISHED.fullmatch(path.name) is not None


def candidates(folder: Path) -> Iterator[Path]:
    """What to look into in a folder: everything named like LinkedIn's archives, and the newest of the others."""
    paths = listed(folder)
    like_linkedins = [path for path in paths if _LINKEDINS.search(path.name)]
    yield from dict.fromkeys([*like_linkedins, *paths[:_MOST]])


def listed(folder: Path) -> list[Path]:
    """The folders, ZIPs, files of JSON and unfinished downloads in a folder, the newest first. Links are left out."""
    changed: dict[Path, float] = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # it is gone
                is_named = entry.name.lower().endswith((".zip", SHARE_SUFFIX))
                is_file = (is_named or is_unfinished(Path(entry.name))) and entry.is_file(
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


def participants(folder: Path) -> int:
    """How many participants a batch of this folder has."""
    with suppress(AnalyzerError, OSError):
        return len(list_children(folder, folder / REPORTS))
    return 0


Kind = Literal["archive", "workshop"]


class Numbers:
    """The numbers by which a browser names archives and the folders of workshops.

    A number always means the same file or folder, also once there are new ones.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[Kind, Listed], int] = {}
        self._lock = threading.Lock()

    def of(self, kind: Kind, listed: Listed) -> int:
        """The number of an archive or folder, which is given to it now if it has none."""
        with self._lock:
            return self._numbers.setdefault((kind, listed), len(self._numbers) + 1)

    def of_all(self, kind: Kind, places: Iterable[Place]) -> list[tuple[int, Place]]:
        """The places, each with its number."""
        return [(self.of(kind, place.listed), place) for place in places]

    def listed(self, kind: Kind) -> dict[int, Listed]:
        """All archives or folders that have a number."""
        with self._lock:
            return {number: one for (of, one), number in self._numbers.items() if of == kind}
