"""The files of an export that is a ZIP; nothing is ever extracted to disk."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.limits import Limits
from analyzer.reading.member_names import MemberNames, entry_name, shown_name
from analyzer.reading.members import (
    BLOCK,
    NO_FILE,
    Member,
    UnreadableMemberError,
    is_junk,
    too_deep,
    too_many,
)

_ENTRY_HEADER = 30
"""Bytes before the name of each entry of a ZIP."""
_LISTED = 512
"""Bytes, of which no file takes as many in the list of a ZIP on average: they are 46, its name and its times."""

_SHARED = "It shares its place in the ZIP with another file, as in no ZIP of LinkedIn's."


class ZipBytes(io.BufferedReader):
    """The bytes of a ZIP, of which no list of files is read that is longer than `limits` allow."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(io.FileIO(path))
        self._path, self._limits = path, limits
        self._size = path.stat().st_size

    def read(self, size: int | None = -1, /) -> bytes:
        """As every file does. Raises ExportError for a list that is too long."""
        # The list is read at once, and a line of it takes many times its size in memory.
        if size is not None and self._limits.files * _LISTED < size <= self._size:
            raise too_many(self._path, self._limits)
        return super().read(size)


class Packed:
    """The files in the ZIP `opened`, within `limits`."""

    def __init__(self, opened: zipfile.ZipFile, limits: Limits) -> None:
        self._opened = opened
        self._limits = limits
        self._infos: dict[str, zipfile.ZipInfo] = {}

    def members(self) -> Iterator[Member]:
        """The files; those of which nothing can be read with a reason."""
        names = MemberNames()
        listed = self._opened.infolist()
        shared = _sharing(listed)
        for number, info in enumerate(listed):
            shown = shown_name(entry_name(info))
            if shown and not info.is_dir() and not is_junk(tuple(shown.split("/"))):
                refused = _SHARED if number in shared else too_deep(shown.count("/"), self._limits)
                shown = names.unused(shown)
                self._infos[shown] = info
                yield Member(shown, info.file_size, refused)

    def place(self, _: Member) -> None:
        """Nowhere as a file of its own."""

    def blocks(self, member: Member) -> Iterator[bytes]:
        """The bytes of `member`. Raises UnreadableMemberError with a plain reason."""
        info = self._infos[member.path]
        # If a Unix system made the ZIP, the upper half of the attributes is the file's mode.
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableMemberError(NO_FILE)
        if info.flag_bits & 0x1:
            raise UnreadableMemberError("It is locked with a password.")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableMemberError("It is compressed in a way that no LinkedIn export uses.")
        try:
            with self._opened.open(info) as file:
                # In pieces, as it may unpack to any size; what is more than the ZIP says is not unpacked.
                while block := file.read(BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            # RuntimeError includes NotImplementedError, for compression that Python does not support.
            raise UnreadableMemberError("This part of the ZIP is damaged.") from None


def _sharing(listed: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Which entries have bytes of the ZIP in common with another: a small ZIP could hold any amount that way."""
    sharing: set[int] = set()
    furthest, ends = 0, min((info.header_offset for info in listed), default=0)
    for number in sorted(range(len(listed)), key=lambda number: listed[number].header_offset):
        start = listed[number].header_offset
        if start < ends:
            sharing |= {furthest, number}
        if (end := start + _ENTRY_HEADER + listed[number].compress_size) > ends:
            furthest, ends = number, end
    return sharing
