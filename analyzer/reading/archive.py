"""Opens an export, a folder or a ZIP, as named members; nothing is ever extracted to disk."""

import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Literal

from analyzer.errors import (
    NOT_READABLE,
    ExportError,
    SeveralExportsError,
)
from analyzer.limits import (
    DEFAULT,
    MB,
    Limits,
    megabytes,
    to_allow,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.names import file_key
from analyzer.reading.decode import Blocks
from analyzer.reading.sources import (
    ArchiveFile,
    FolderSource,
    UnreadableFileError,
    ZipBytes,
    ZipSource,
    shown_name,
    too_many,
    too_much,
)

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Archive:
    """An opened export, within `limits`. `read` only works within the context of `open_archive`."""

    name: str
    kind: Literal["folder", "zip"]
    files: tuple[ArchiveFile, ...]
    limits: Limits
    _source: FolderSource | ZipSource

    def place(self, member: ArchiveFile) -> Path | None:
        """Where `member` is as a file of its own; None in a ZIP."""
        return self._source.place(member)

    def read(self, member: ArchiveFile) -> bytes:
        """The bytes of `member`. Raises UnreadableFileError with a plain reason."""
        return b"".join(self.blocks(member)())

    def blocks(self, member: ArchiveFile) -> Blocks:
        """The bytes of `member` in blocks, of which no more than two are held. Raises as `read` does, also later."""
        if member.refused:
            raise UnreadableFileError(member.refused)
        if member.size > self.limits.file * MB:
            raise UnreadableFileError(
                f"It is larger than {self.limits.file:,} MB, more than any file of an export. "
                + to_allow("file", megabytes(member.size))
            )
        first = tuple(islice(self._source.blocks(member), 2))
        if len(first) < 2:
            return lambda: first
        return lambda: self._source.blocks(member)


def check_archive(path: Path) -> None:
    """Check that `path` is a folder or a whole ZIP, without listing what is in it.

    Raises ExportError if there is nothing, if it is neither, or if it may not be opened.
    """
    try:
        there, link = path.exists(), path.is_symlink()
    except (OSError, ValueError):  # a name too long, or no name at all
        there = link = False
    if not there:
        raise ExportError(
            f"There is nothing at {path}. Give the unzipped folder, or the ZIP.",
            "It is a link that leads nowhere." if link else "It is not there.",
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
            if not zipfile.is_zipfile(file):
                raise _not_a_zip(path, begins)
    except zipfile.BadZipFile:  # as of a ZIP on several disks
        raise _damaged_zip(path) from None
    except OSError:
        raise ExportError(f"{path} cannot be opened. Is it yours to read?", NOT_READABLE) from None


@contextmanager
def open_archive(path: Path, limits: Limits = DEFAULT) -> Iterator[Archive]:
    """Open the folder or ZIP at `path`; members are sorted by path, without system files.

    Raises ExportError as `check_archive` does, and also if a ZIP's list of files is damaged, the folder cannot
    be listed, or it holds more than the `limits` say an export does.
    """
    check_archive(path)
    if path.is_dir():
        source: FolderSource | ZipSource = FolderSource(path, limits)
        members = _sorted_members(source.files(), path, limits)
        yield Archive(_name(path), "folder", members, limits, source)
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(ZipBytes(path, limits))
            opened = stack.enter_context(zipfile.ZipFile(file))
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
            raise _damaged_zip(path) from None
        source = ZipSource(opened, limits)
        members = _sorted_members(source.files(), path, limits)
        yield Archive(_name(path), "zip", members, limits, source)


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


def _sorted_members(
    found: Iterable[ArchiveFile], path: Path, limits: Limits
) -> tuple[ArchiveFile, ...]:
    """The members by path. Raises ExportError if they are more, or larger together, than in any export."""
    members = tuple(islice(found, limits.files + 1))
    if len(members) > limits.files:
        raise too_many(path, limits)
    # What is refused by itself is not read, such as a film in the same folder.
    size = sum(
        member.size for member in members if not member.refused and member.size <= limits.file * MB
    )
    if size > limits.size * MB:
        much = f"more than {limits.size:,} MB, unpacked"
        raise too_much(path, much, "size", megabytes(size))
    return tuple(sorted(members, key=lambda member: member.path))


# --- locate ----------------------------------------------------------------------------------------


def export_files(archive: Archive, mapping: ExportMapping) -> tuple[str, tuple[ArchiveFile, ...]]:
    """The folder in the archive that holds the export (`""` or ending in `/`), and the export's members.

    An export may be some folders down (quirk 12); in a folder, what is outside it is not part of it. Raises
    SeveralExportsError if there are two.
    """
    known = [
        (member, table)
        for member in archive.files
        if (table := mapping.match_path(member.path)) is not None
    ]
    own = frozenset(folder.casefold() for folder in mapping.folders)
    homes = [_home(member.path, own) for member, _ in known]
    root = _common_folder(homes) if homes else ""
    seen: dict[tuple[str, tuple[str, str]], tuple[tuple[str, ...], ArchiveFile]] = {}
    digest = cache(partial(_digest, archive))  # one file may have thousands of copies
    for (member, table), home in zip(known, homes, strict=True):
        if any("*" in name for name in table.files):
            continue
        before, other = seen.setdefault((table.name, file_key(member.path)), (home, member))
        if before != home and _differ(digest(other), digest(member)):
            here, there = ("/".join(parts) or "its top folder" for parts in (before, home))
            raise SeveralExportsError(
                f"{archive.name} holds more than one export ({here} and {there}). Give one of them.",
                "It holds more than one export; each has to be a folder or a ZIP of its own.",
            )
    prefix = "".join(f"{part}/" for part in root)
    # In a ZIP, what is outside the export came with it; in a folder, it can be anything of the owner's.
    inside = (
        archive.files
        if archive.kind == "zip"
        else [m for m in archive.files if m.path.startswith(prefix)]
    )
    return prefix, tuple(inside)


def _digest(archive: Archive, member: ArchiveFile) -> bytes | None:
    """A digest of the bytes of a member; None if it cannot be read."""
    with suppress(UnreadableFileError):
        digest = sha256()
        for block in archive.blocks(member)():
            digest.update(block)
        return digest.digest()
    return None


def _differ(one: bytes | None, other: bytes | None) -> bool:
    """Whether two members differ. One that cannot be read is a finding, not a second export."""
    return one is not None and other is not None and one != other


def _home(path: str, own: Collection[str]) -> tuple[str, ...]:
    """The folders above a known file, except those that LinkedIn itself makes, which are `own` in small letters."""
    *parts, _ = path.split("/")
    for index, part in enumerate(parts):
        if part.casefold() in own:
            return tuple(parts[:index])
    return tuple(parts)


def _common_folder(homes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    first, last = min(homes), max(homes)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return first[:shared]


def no_export_error(path: Path, archive: Archive, mapping: ExportMapping) -> ExportError:
    """The error for an archive at `path` without an export, which says why there is none."""
    known = sum(len(table.files) for table in mapping.tables)
    zips = [m.path for m in archive.files if m.path.lower().endswith(".zip")]
    hint = (
        f"There is a ZIP in it: try {path / zips[0]}."
        if zips and archive.kind == "folder"
        else "Give the unzipped folder, or the ZIP as downloaded."
    )
    if not archive.files:
        return ExportError(f"{path} is empty. {hint}", "It is empty.")
    return ExportError(
        f"{path} is not a LinkedIn export: none of its files is one of the {known} known. {hint}",
        f"None of its files is one of the {known} known from LinkedIn exports."
        + (" It holds a ZIP: unpack the outer one." if zips else ""),
    )
