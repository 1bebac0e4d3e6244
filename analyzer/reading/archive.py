"""Opens an export, a folder or a ZIP, as named members; nothing is ever extracted to disk."""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analyzer.errors import ExportError
from analyzer.reading.member_names import MemberNames, entry_name, shown_name

MEMBER_LIMIT = 512 * 1024**2
"""Bytes that a member may unpack to. The largest real file seen is under 10 MB; reading needs about eight times
a file's size in memory, and a ZIP made to exhaust memory unpacks to more than this."""

MEMBER_COUNT = 20_000
"""More files than any export has; with more, somebody has given their home folder."""

_CHUNK = 1 << 20

# A link could lead out of the export, into somebody else's file; a pipe never ends.
_NO_FILE = "It is a link or a device, not a file."

_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_JUNK_FOLDERS = frozenset({"__macosx", ".git", ".svn", "node_modules"})


class UnreadableMemberError(Exception):
    """A member cannot be read, for the reason given: a finding about the export, not a failure."""


@dataclass(frozen=True)
class Member:
    """One file of an export: its path inside the archive (`/` between parts, NFC) and its size."""

    path: str
    size: int


@dataclass(frozen=True)
class Archive:
    """An opened export. `read` only works within the context of `open_archive`."""

    name: str
    kind: Literal["folder", "zip"]
    members: tuple[Member, ...]
    _source: "_Folder | _Zip"

    def read(self, member: Member) -> bytes:
        """The bytes of `member`. Raises UnreadableMemberError with a plain reason."""
        return self._source.read(member)


def check_archive(path: Path) -> None:
    """Check that `path` is a folder or a whole ZIP, without listing what is in it.

    Raises ExportError if there is nothing, if it is neither, or if it may not be opened.
    """
    try:
        there = path.exists()
    except (OSError, ValueError):  # a name too long, or no name at all
        there = False
    if not there:
        raise ExportError(
            f"There is nothing at {path}. Give the unzipped folder, or the ZIP.", "It is not there."
        )
    if path.is_dir():
        return
    if not path.is_file():
        raise ExportError(
            f"{path} is neither a folder nor a file. Give the export's folder or ZIP.",
            "It is neither a folder nor a file.",
        )
    try:
        with path.open("rb") as file:
            begins = file.read(4)
            whole = zipfile.is_zipfile(file)
    except OSError:
        raise ExportError(
            f"{path} cannot be opened. Is it yours to read?", "The system does not let it be read."
        ) from None
    if not whole:
        raise _not_a_zip(path, begins)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the folder or ZIP at `path`; members are sorted by path, without system files.

    Raises ExportError as `check_archive` does, and also if a ZIP's list of files is damaged, a folder cannot
    be listed, or there are more files than any export has.
    """
    check_archive(path)
    if path.is_dir():
        source: _Folder | _Zip = _Folder(path)
        yield Archive(_name(path), "folder", source.members(), source)
        return
    try:
        opened = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise _damaged_zip(path) from None
    with opened:
        source = _Zip(opened)
        yield Archive(_name(path), "zip", source.members(), source)


def _name(path: Path) -> str:
    return shown_name(path.resolve().name)


def _damaged_zip(path: Path) -> ExportError:
    return ExportError(
        f"{path} is a damaged ZIP: the list of its files cannot be read. Download it again.",
        "It is a damaged ZIP: the list of its files cannot be read.",
    )


def _holds(path: Path, mark: bytes) -> bool:
    """Whether the bytes of `mark` are anywhere in the file."""
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if mark in before + chunk:
                return True
            before = chunk[-len(mark) :]
    return False


def _not_a_zip(path: Path, begins: bytes) -> ExportError:
    if begins == b"PK\x03\x04":
        if _holds(path, b"PK\x05\x06"):  # its end is there
            return _damaged_zip(path)
        return ExportError(
            f"{path} is a ZIP whose end is missing, as when a download stops. Download it again.",
            "It is a ZIP whose end is missing, as when a download stops.",
        )
    if path.suffix.lower() in {".csv", ".html"}:
        return ExportError(
            f"{path} is a single file of an export. Give the folder that holds all of them, or the ZIP.",
            "It is a single file, not a folder or a ZIP.",
        )
    return ExportError(
        f"{path} is not a LinkedIn export: it is neither a folder nor a ZIP. "
        "Give the unzipped folder, or the ZIP as downloaded.",
        "It is neither a folder nor a ZIP.",
    )


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether it is a file that macOS, Windows or an editor puts among the export's own (quirk 22)."""
    folders, name = parts[:-1], parts[-1].casefold()
    return (
        name in _JUNK_NAMES
        or name.startswith((".", "~$"))
        or any(folder.casefold() in _JUNK_FOLDERS for folder in folders)
    )


def _sorted_members(found: dict[str, int], name: str) -> tuple[Member, ...]:
    if len(found) > MEMBER_COUNT:
        raise ExportError(
            f"{name} holds more than {MEMBER_COUNT:,} files. Give the export's own folder, or the ZIP.",
            f"It holds more than {MEMBER_COUNT:,} files, more than any export does.",
        )
    return tuple(Member(path, size) for path, size in sorted(found.items()))


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: dict[str, Path] = {}

    def members(self) -> tuple[Member, ...]:
        sizes: dict[str, int] = {}
        names = MemberNames()
        for entry in self._walk():
            path = Path(entry.path)
            shown = shown_name(path.relative_to(self._root).as_posix())
            if not is_junk(tuple(shown.split("/"))):
                shown = names.unused(shown)
                self._paths[shown] = path
                sizes[shown] = 0
                with suppress(OSError):  # it is gone, or not to be looked at: `read` says so
                    sizes[shown] = entry.stat(follow_symlinks=False).st_size
            if len(sizes) > MEMBER_COUNT:
                break
        return _sorted_members(sizes, self._root.name)

    def _walk(self) -> Iterator["os.DirEntry[str]"]:
        """The entries that are no folders, however many folders down they are."""
        listed = [iter(self._entries(self._root))]
        while listed:
            entry = next(listed[-1], None)
            if entry is None:
                listed.pop()
            # Links to folders are not followed: they could lead outside, or round in circles.
            elif not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name.casefold() not in _JUNK_FOLDERS:
                listed.append(iter(self._entries(Path(entry.path))))

    def _entries(self, folder: Path) -> Sequence["os.DirEntry[str]"]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError:
            raise ExportError(
                f"The folder {folder} cannot be listed. Is it yours to read?",
                "The system does not let one of its folders be read.",
            ) from None

    def read(self, member: Member) -> bytes:
        path = self._paths[member.path]
        if member.size > MEMBER_LIMIT:
            raise UnreadableMemberError(_too_large())
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise UnreadableMemberError(_NO_FILE)
            return path.read_bytes()
        except OSError:
            raise UnreadableMemberError("The system does not let it be read.") from None


class _Zip:
    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._infos: dict[str, zipfile.ZipInfo] = {}

    def members(self) -> tuple[Member, ...]:
        names = MemberNames()
        for info in self._opened.infolist():
            shown = shown_name(entry_name(info))
            if shown and not info.is_dir() and not is_junk(tuple(shown.split("/"))):
                self._infos[names.unused(shown)] = info
        sizes = {shown: info.file_size for shown, info in self._infos.items()}
        return _sorted_members(sizes, "The ZIP")

    def read(self, member: Member) -> bytes:
        info = self._infos[member.path]
        # If a Unix system made the ZIP, the upper half of the attributes is the file's mode.
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableMemberError(_NO_FILE)
        if info.flag_bits & 0x1:
            raise UnreadableMemberError("It is locked with a password.")
        if info.file_size > MEMBER_LIMIT:
            raise UnreadableMemberError(_too_large())
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableMemberError("It is compressed in a way that no LinkedIn export uses.")
        data = bytearray()
        try:
            with self._opened.open(info) as file:
                while chunk := file.read(_CHUNK):
                    data += chunk
                    # The declared size may be false; the size actually unpacked is what counts.
                    if len(data) > MEMBER_LIMIT:
                        raise UnreadableMemberError(_too_large())
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            # RuntimeError includes NotImplementedError, for compression that Python does not support.
            raise UnreadableMemberError("This part of the ZIP is damaged.") from None
        return bytes(data)


def _too_large() -> str:
    return f"It is larger than {MEMBER_LIMIT // 1024**2} MB, more than any export holds."
