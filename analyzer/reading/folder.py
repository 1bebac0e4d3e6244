"""The files of an export that is a folder."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from analyzer.errors import NOT_READABLE, ExportError
from analyzer.limits import Limits
from analyzer.reading.member_names import MemberNames, shown_name
from analyzer.reading.members import (
    BLOCK,
    JUNK_FOLDERS,
    NO_FILE,
    Member,
    UnreadableMemberError,
    is_junk,
    too_deep,
)


class Folder:
    """The files anywhere in the folder `root`, within `limits`."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root = root
        self._limits = limits
        self._paths: dict[str, str] = {}

    def members(self) -> Iterator[Member]:
        """The files; those of which nothing can be read with a reason. Raises ExportError if there is no list."""
        names = MemberNames()
        for folders, entry, refused in self._walk():
            shown = shown_name(f"{folders}{entry.name}")
            if not is_junk(tuple(shown.split("/"))):
                shown = names.unused(shown)
                self._paths[shown] = entry.path
                size = 0
                with suppress(OSError):  # it is gone, or not to be looked at: `read` says so
                    size = 0 if refused else entry.stat(follow_symlinks=False).st_size
                yield Member(shown, size, refused)

    def _walk(self) -> Iterator[tuple[str, "os.DirEntry[str]", str | None]]:
        """What is no folder, however many folders down it is, and folders of which nothing can be read; with the folders
        above it, each with a `/`.
        """
        try:
            listed = [("", iter(_entries(self._root)))]
        except OSError:
            raise ExportError(
                f"The folder {self._root} cannot be listed. Is it yours to read?",
                NOT_READABLE,
            ) from None
        while listed:
            folders, entries = listed[-1]
            entry = next(entries, None)
            if entry is None:
                listed.pop()
            # Links to folders are not followed: they could lead outside, or round in circles.
            elif not _is_folder(entry):
                yield folders, entry, None
            elif entry.name.casefold() not in JUNK_FOLDERS:
                refused = too_deep(len(listed), self._limits)
                try:
                    inside = () if refused else _entries(Path(entry.path))
                    listed.append((f"{folders}{entry.name}/", iter(inside)))
                except OSError:
                    refused = "It is a folder that the system does not let be listed."
                if refused:
                    yield folders, entry, refused

    def place(self, member: Member) -> Path:
        """Where `member` is."""
        return Path(self._paths[member.path])

    def blocks(self, member: Member) -> Iterator[bytes]:
        """The bytes of `member`. Raises UnreadableMemberError with a plain reason."""
        path = self._paths[member.path]
        try:
            if not stat.S_ISREG(os.lstat(path).st_mode):
                raise UnreadableMemberError(NO_FILE)
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a path object for each file takes as long
                while block := file.read(BLOCK):
                    yield block
        except OSError:
            raise UnreadableMemberError(NOT_READABLE) from None


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # not to be looked at: `read` says so
        return False


def _entries(folder: Path) -> Sequence["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)
