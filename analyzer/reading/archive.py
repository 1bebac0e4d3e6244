"""Opens an export, a folder or a ZIP, as named members; nothing is ever extracted to disk."""

import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from analyzer.errors import NOT_READABLE, ExportError
from analyzer.limits import DEFAULT, MB, Limits, megabytes, to_allow
from analyzer.reading.encoding import Blocks
from analyzer.reading.folder import Folder
from analyzer.reading.member_names import shown_name
from analyzer.reading.members import Member, UnreadableMemberError, too_many, too_much
from analyzer.reading.packed import Packed, ZipBytes

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Archive:
    """An opened export, within `limits`. `read` only works within the context of `open_archive`."""

    name: str
    kind: Literal["folder", "zip"]
    members: tuple[Member, ...]
    limits: Limits
    _source: Folder | Packed

    def place(self, member: Member) -> Path | None:
        """Where `member` is as a file of its own; None in a ZIP."""
        return self._source.place(member)

    def read(self, member: Member) -> bytes:
        """The bytes of `member`. Raises UnreadableMemberError with a plain reason."""
        return b"".join(self.blocks(member)())

    def blocks(self, member: Member) -> Blocks:
        """The bytes of `member` in blocks, of which no more than two are held. Raises as `read` does, also later."""
        if member.refused:
            raise UnreadableMemberError(member.refused)
        if member.size > self.limits.file * MB:
            raise UnreadableMemberError(
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
        source: Folder | Packed = Folder(path, limits)
        members = _sorted_members(source.members(), path, limits)
        yield Archive(_name(path), "folder", members, limits, source)
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(ZipBytes(path, limits))
            opened = stack.enter_context(zipfile.ZipFile(file))
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
            raise _damaged_zip(path) from None
        source = Packed(opened, limits)
        members = _sorted_members(source.members(), path, limits)
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


def _sorted_members(found: Iterable[Member], path: Path, limits: Limits) -> tuple[Member, ...]:
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
