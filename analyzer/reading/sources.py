"""The two sources of files, a folder and a ZIP. Each lists its files, and refuses those that could do harm."""

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, cast

from analyzer.errors import ExportError, is_away
from analyzer.language import marked
from analyzer.limits import Limits, to_allow, too_many_files
from analyzer.remarks import (
    AWAY,
    NOT_READABLE,
    Remark,
    RemarkError,
    refusal,
    remark,
)
from analyzer.text import normal

BLOCK = 1 << 20
"""The bytes of a file that are read at once."""

JUNK_FOLDERS: Final = frozenset(
    {
        *("__macosx", ".git", ".svn", "node_modules"),
        *("system volume information", "$recycle.bin", "recycler", "lost+found", "found.000"),
        *(".spotlight-v100", ".trashes", "network trash folder", "temporary items"),
        *("@eadir", "#recycle", "#snapshot"),
    }
)
"""Folders of systems, disks and programs, in lower case."""

DAMAGED: Final = remark(marked("This part of the ZIP is damaged."))
LOCKED: Final = remark(marked("It is locked with a password."))

Opening = Callable[[], BinaryIO]
"""Opens a file for reading, each time from its beginning. Raises OSError."""


@dataclass(frozen=True)
class ZipFrom:
    """A ZIP that is not opened by its path: `path` only names it."""

    path: Path
    opening: Opening


Source = Path | ZipFrom
"""An archive: the path of a folder or ZIP, or a ZIP that is opened in another way."""


def opening_of(source: Source) -> Opening:
    """How the file of an archive is opened."""
    return source.opening if isinstance(source, ZipFrom) else partial(open_file, source)


def open_file(path: Path | str, more: int = 0) -> io.FileIO:
    """The file at `path`, opened for reading with `more` flags. A pipe in its place does not block. Raises OSError."""
    every = _WITHOUT_WAITING | more
    return io.FileIO(path, opener=lambda name, flags: os.open(name, flags | every))


_WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True)
class Placeholder:
    """What a cloud drive leaves in place of a file that it has not downloaded: the file's name, and a remark."""

    name: str
    remark: Remark


def placeholder(name: str) -> Placeholder | None:
    """The placeholder that a file of this name is, if it is one."""
    for pattern, message in _DRIVES:
        if match := pattern.fullmatch(name):
            return Placeholder(match[1], remark(message))
    return None


class UnreadableFileError(RemarkError):
    """A file of an export cannot be read, for the reason given. The export itself can."""


@dataclass(frozen=True)
class ArchiveFile:
    """One file of an export: its path inside the archive (`/` between parts, NFC) and its size.

    `refused` are remarks on why not to read it, if the list of files already shows a reason.
    """

    path: str
    size: int
    refused: tuple[Remark, ...] = ()


class FolderSource:
    """The files in the folder `root`, at any depth within `limits`. `beat` is called for each file and folder."""

    def __init__(self, root: Path, limits: Limits, beat: Callable[[], None] = lambda: None) -> None:
        self._root = root
        self._beat = beat
        self._limits = limits
        self._paths: dict[str, str] = {}
        self._states: dict[str, tuple[int, int, int]] = {}

    def files(self) -> Iterator[ArchiveFile]:
        """The files. Raises ExportError if the folder cannot be listed."""
        names = UniqueNames()
        for folders, entry, why in self._walk():
            name, refused = entry.name, why
            if stub := placeholder(name):
                if os.path.lexists(Path(entry.path).with_name(stub.name)):
                    continue
                name, refused = stub.name, why or (stub.remark,)
            shown = shown_name(f"{folders}{name}")
            if not is_junk(tuple(shown.split("/"))):
                shown = names.unused(shown)
                self._paths[shown] = entry.path
                size = 0
                with suppress(OSError):  # it is gone or protected; `blocks` raises the error
                    size = 0 if refused else entry.stat(follow_symlinks=False).st_size
                yield ArchiveFile(shown, size, refused)

    def place(self, file: ArchiveFile) -> Path:
        """Where `file` is on disk."""
        return Path(self._paths[file.path])

    def blocks(self, file: ArchiveFile) -> Iterator[bytes]:
        """The bytes of `file`. Raises UnreadableFileError."""
        path = self._paths[file.path]
        try:
            listed = os.lstat(path)
            if not stat.S_ISREG(listed.st_mode):
                raise UnreadableFileError(_NO_FILE)
            with open_file(path) as opened:
                if not os.path.samestat(listed, os.fstat(opened.fileno())):
                    raise UnreadableFileError(CHANGED)  # perhaps a link has taken its place
                self._check_unchanged(path, opened)
                while block := opened.read(BLOCK):
                    yield block
                self._check_unchanged(path, opened)
        except OSError as error:
            raise UnreadableFileError(AWAY if is_away(error) else NOT_READABLE) from None

    def _check_unchanged(self, path: str, opened: io.FileIO) -> None:
        """Check that a file is the one that was read before. Raises UnreadableFileError."""
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError(_NO_FILE)
        now = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._states.setdefault(path, now) != now:
            raise UnreadableFileError(CHANGED)

    def _walk(self) -> Iterator[tuple[str, "os.DirEntry[str]", tuple[Remark, ...]]]:
        """Every file and every unreadable folder, with the folders above it, each followed by a `/`."""
        try:
            listed = [("", iter(_entries(self._root)))]
        except OSError as error:
            if is_away(error):
                raise refusal(self._root, AWAY) from None
            sentence = marked("The folder {path} cannot be listed. Is it yours to read?")
            raise ExportError(remark(sentence, path=str(self._root)), NOT_READABLE) from None
        while listed:
            self._beat()
            folders, entries = listed[-1]
            entry = next(entries, None)
            if entry is None:
                listed.pop()
            # Links to folders are not followed: they could lead outside, or round in circles.
            elif not _is_folder(entry):
                yield folders, entry, ()
            elif entry.name.casefold() not in JUNK_FOLDERS:
                refused = _too_deep(len(listed), self._limits)
                try:
                    inside = () if refused else _entries(Path(entry.path))
                    listed.append((f"{folders}{entry.name}/", iter(inside)))
                except OSError:
                    refused = (_NOT_LISTED,)
                if refused:
                    yield folders, entry, refused


class ZipBytes(io.BufferedReader):
    """The bytes of a ZIP, whose list of files must not be longer than `limits` allow."""

    def __init__(self, path: Path, opening: Opening, limits: Limits) -> None:
        super().__init__(cast("io.RawIOBase", opening()))
        self._path, self._limits = path, limits
        self._size = self.seek(0, io.SEEK_END)
        self.seek(0)

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises ExportError for a list that is too long."""
        # zipfile reads the whole list at once, and each entry takes many times its size in memory.
        if size is not None and self._limits.files * _LISTED < size <= self._size:
            raise too_many_files(self._path, self._limits)
        return super().read(size)


class ZipSource:
    """The files in the ZIP `opened`, within `limits`."""

    def __init__(self, opened: zipfile.ZipFile, limits: Limits) -> None:
        self._opened = opened
        self._limits = limits
        self._infos: dict[str, zipfile.ZipInfo] = {}

    def files(self) -> Iterator[ArchiveFile]:
        """The files."""
        names = UniqueNames()
        listed = self._opened.infolist()
        shared = _sharing(listed)
        for number, info in enumerate(listed):
            shown = shown_name(entry_name(info))
            folders, slash, name = shown.rpartition("/")
            refused = _too_deep(shown.count("/"), self._limits)
            if number in shared:
                refused = (_SHARED,)
            if stub := placeholder(name):
                shown, refused = f"{folders}{slash}{stub.name}", (stub.remark,)
            if shown and not info.is_dir() and not is_junk(tuple(shown.split("/"))):
                shown = names.unused(shown)
                self._infos[shown] = info
                yield ArchiveFile(shown, info.file_size, refused)

    def place(self, _: ArchiveFile) -> None:
        """None: a file in a ZIP is not on disk."""

    def blocks(self, file: ArchiveFile) -> Iterator[bytes]:
        """The bytes of `file`. Raises UnreadableFileError."""
        info = self._infos[file.path]
        # If a Unix system made the ZIP, the upper half of the attributes is the file's mode.
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableFileError(_NO_FILE)
        if info.flag_bits & 0x1:
            raise UnreadableFileError(LOCKED)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableFileError(_COMPRESSED)
        try:
            with self._opened.open(info) as opened:
                # In blocks, as a file can unpack to any size. zipfile stops at the size that the ZIP states.
                while block := opened.read(BLOCK):
                    yield block
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            # RuntimeError includes NotImplementedError, for compression that Python does not support.
            reason = AWAY if is_away(error, in_zip=True) else DAMAGED
            raise UnreadableFileError(reason) from None


class UniqueNames:
    """Names for files. A ZIP can hold one name twenty thousand times; here each is given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._tried: dict[str, int] = {}

    def unused(self, name: str) -> str:
        """The name, with a number if another file has it."""
        stem, dot, ending = name.rpartition(".")
        number = self._tried.get(name, 1)
        shown = name
        while shown in self._given:
            number += 1
            shown = f"{stem} [{number}].{ending}" if dot else f"{name} [{number}]"
        self._tried[name] = number
        self._given.add(shown)
        return shown


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether macOS, Windows or an editor put the file among the export's own (quirk 22)."""
    folders, name = parts[:-1], parts[-1].casefold()
    return (
        name in _JUNK_NAMES
        or name.startswith((".", "~$"))
        or any(folder.casefold() in JUNK_FOLDERS for folder in folders)
    )


def shown_name(name: str) -> str:
    """A file's path as it is matched and shown: composed, and valid text even if the name is not."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return normal("NFC", text)


def entry_name(info: zipfile.ZipInfo) -> str:
    """The path of a ZIP's entry."""
    name = info.filename
    if not info.flag_bits & 0x800:
        # ZIPs made on a Mac hold UTF-8 names without the flag for it, so Python reads them as code page
        # 437. If the bytes of a name decode as UTF-8, they are UTF-8.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    # Names are only shown and matched, never written to: a leading `/`, `..` or `C:` cannot do any harm.
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in {"", "."})


_NO_FILE = remark(marked("It is a link or a device, not a file."))
"""A link could lead out of the export, to another person's file; a pipe never ends."""

CHANGED: Final = remark(marked("It was changed while it was read."))

_NOT_LISTED = remark(marked("It is a folder that the system does not let be listed."))
_COMPRESSED = remark(marked("It is compressed in a way that no LinkedIn export uses."))

_DRIVES: Final = (
    (
        re.compile(r"\.(.+)\.icloud", re.IGNORECASE),
        marked("It is in iCloud and not on this machine: open it in the Finder to download it."),
    ),
    (
        re.compile(r"(.+)\.nextcloud", re.IGNORECASE),
        marked(
            "It is in Nextcloud and not on this machine: open it in the Nextcloud folder to download it."
        ),
    ),
    (
        re.compile(r"(.+)\.owncloud", re.IGNORECASE),
        marked(
            "It is in ownCloud and not on this machine: open it in the ownCloud folder to download it."
        ),
    ),
)
"""How cloud drives name placeholders. OneDrive and Dropbox leave the name, and the file cannot be read."""

_SHARED = remark(
    marked("It shares its place in the ZIP with another file, as in no ZIP of LinkedIn's.")
)

_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})

_ENTRY_HEADER = 30
"""The bytes before the name of each entry of a ZIP."""

_LISTED = 512
"""More bytes than an entry takes on average in the list of a ZIP: 46, its name and its times."""


def _too_deep(depth: int, limits: Limits) -> tuple[Remark, ...]:
    """Why a file with this number of folders above it is refused, if it is."""
    if depth <= limits.folders:
        return ()
    return (
        remark(
            marked("It is more than {most} folders down, further than in any export."),
            most=limits.folders,
        ),
        to_allow("folders", max(depth, 2 * limits.folders)),
    )


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # it is protected; `blocks` raises the error
        return False


def _entries(folder: Path) -> Sequence["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _sharing(listed: Sequence[zipfile.ZipInfo]) -> set[int]:
    """The entries that share bytes of the ZIP with another: a small ZIP could hold any amount that way."""
    sharing: set[int] = set()
    furthest, ends = 0, min((info.header_offset for info in listed), default=0)
    for number in sorted(range(len(listed)), key=lambda number: listed[number].header_offset):
        start = listed[number].header_offset
        if start < ends:
            sharing |= {furthest, number}
        if (end := start + _ENTRY_HEADER + listed[number].compress_size) > ends:
            furthest, ends = number, end
    return sharing
