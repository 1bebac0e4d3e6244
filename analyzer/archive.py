"""Opens an export, folder or ZIP, as named byte streams; nothing is ever extracted to disk."""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analyzer.errors import ExportError

MEMBER_LIMIT = 2 * 1024**3
"""Bytes one member may unpack to. The largest real file seen is under 10 MB; a ZIP made to exhaust
memory unpacks to more than this."""

FOLDER_DEPTH = 8
"""How deep a folder is searched. Real exports need 5: two folders above the export, then
`Jobs/Job Application Answers/<name>`, whose name may itself hold a `/`."""

_CHUNK = 1 << 20

_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_JUNK_FOLDERS = frozenset({"__macosx", ".git", ".svn", "node_modules"})


class UnreadableMemberError(Exception):
    """One member cannot be read. A finding about the export, not a failure: holds the reason."""


@dataclass(frozen=True)
class Member:
    """One file of an export: its path inside the archive (`/` between parts, NFC) and its size."""

    path: str
    size: int


@dataclass(frozen=True)
class Archive:
    """An opened export. `read` is valid while the context of `open_archive` lasts."""

    name: str
    kind: Literal["folder", "zip"]
    members: tuple[Member, ...]
    _source: "_Folder | _Zip"

    def read(self, member: Member) -> bytes:
        """The bytes of `member`. Raises UnreadableMemberError with a plain reason."""
        return self._source.read(member)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the folder or ZIP at `path`; members are sorted by path, files of the system left out.

    Raises ExportError when there is nothing there, or it is neither a folder nor a ZIP.
    """
    if not path.exists():
        raise ExportError(f"There is nothing at {path}. Give the unzipped folder, or the ZIP.")
    if path.is_dir():
        source: _Folder | _Zip = _Folder(path)
        yield Archive(_name(path), "folder", source.members(), source)
        return
    if not path.is_file():
        raise ExportError(
            f"{path} is neither a folder nor a file. Give the export's folder or ZIP."
        )
    try:
        opened = zipfile.ZipFile(path)
    except OSError:
        raise ExportError(f"{path} cannot be opened. Is it yours to read?") from None
    except zipfile.BadZipFile:
        raise ExportError(_not_a_zip(path)) from None
    with opened:
        source = _Zip(opened)
        yield Archive(_name(path), "zip", source.members(), source)


def _name(path: Path) -> str:
    return unicodedata.normalize("NFC", path.resolve().name)


def _not_a_zip(path: Path) -> str:
    with path.open("rb") as file:
        begins = file.read(4)
    if begins == b"PK\x03\x04":
        return f"{path} is a ZIP whose end is missing, as when a download stops. Download it again."
    if path.suffix.lower() in {".csv", ".html"}:
        return (
            f"{path} is one file of an export. Give the folder that holds all of them, or the ZIP."
        )
    return (
        f"{path} is not a LinkedIn export: it is neither a folder nor a ZIP. "
        "Give the unzipped folder, or the ZIP as downloaded."
    )


def _is_junk(parts: tuple[str, ...]) -> bool:
    """Files that macOS, Windows and editors put beside the export's own (quirk 11 and after)."""
    folders, name = parts[:-1], parts[-1].casefold()
    return (
        name in _JUNK_NAMES
        or name.startswith((".", "~$"))
        or any(folder.casefold() in _JUNK_FOLDERS for folder in folders)
    )


def _sorted_members(found: dict[str, int]) -> tuple[Member, ...]:
    return tuple(Member(path, size) for path, size in sorted(found.items()))


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: dict[str, Path] = {}

    def members(self) -> tuple[Member, ...]:
        sizes: dict[str, int] = {}
        try:
            for path in self._walk(self._root, FOLDER_DEPTH):
                shown = unicodedata.normalize("NFC", path.relative_to(self._root).as_posix())
                if not _is_junk(tuple(shown.split("/"))):
                    self._paths[shown] = path
                    sizes[shown] = path.lstat().st_size
        except OSError:
            raise ExportError(
                f"The folder {self._root} cannot be listed. Is it yours to read?"
            ) from None
        return _sorted_members(sizes)

    def _walk(self, folder: Path, depth: int) -> Iterator[Path]:
        for entry in sorted(folder.iterdir()):
            mode = entry.lstat().st_mode
            if stat.S_ISDIR(mode):
                if depth > 0 and entry.name.casefold() not in _JUNK_FOLDERS:
                    yield from self._walk(entry, depth - 1)
            else:
                yield entry

    def read(self, member: Member) -> bytes:
        path = self._paths[member.path]
        # A link could lead out of the export (into somebody else's file), a pipe never ends.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UnreadableMemberError("It is a link or a device, not a file.")
        if member.size > MEMBER_LIMIT:
            raise UnreadableMemberError(_too_large())
        try:
            return path.read_bytes()
        except OSError:
            raise UnreadableMemberError("The system does not let it be read.") from None


class _Zip:
    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._infos: dict[str, zipfile.ZipInfo] = {}

    def members(self) -> tuple[Member, ...]:
        for info in self._opened.infolist():
            shown = unicodedata.normalize("NFC", _entry_name(info))
            if shown and not info.is_dir() and not _is_junk(tuple(shown.split("/"))):
                self._infos[_unused(shown, self._infos)] = info
        return _sorted_members({shown: info.file_size for shown, info in self._infos.items()})

    def read(self, member: Member) -> bytes:
        info = self._infos[member.path]
        if info.flag_bits & 0x1:
            raise UnreadableMemberError("It is locked with a password.")
        if info.file_size > MEMBER_LIMIT:
            raise UnreadableMemberError(_too_large())
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableMemberError("It is packed in a way no LinkedIn export uses.")
        data = bytearray()
        try:
            with self._opened.open(info) as file:
                while chunk := file.read(_CHUNK):
                    data += chunk
                    # The declared size may be a lie; what is unpacked is what counts.
                    if len(data) > MEMBER_LIMIT:
                        raise UnreadableMemberError(_too_large())
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise UnreadableMemberError("This part of the ZIP is damaged.") from None
        return bytes(data)


def _entry_name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & 0x800:
        # Archives made on a Mac hold UTF-8 names without the flag that says so, and Python then reads
        # them as code page 437. What decodes as UTF-8 after that was UTF-8.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    # Shown and matched only, never written to: a leading `/`, `..` or `C:` cannot lead anywhere.
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in {"", "."})


def _unused(name: str, taken: dict[str, zipfile.ZipInfo]) -> str:
    """A ZIP may hold two entries of one name: both are shown, the second with a number."""
    number = 2
    shown = name
    while shown in taken:
        shown, number = f"{name} [{number}]", number + 1
    return shown


def _too_large() -> str:
    return f"It unpacks to more than {MEMBER_LIMIT // 1024**3} GB, more than any export holds."
