"""An export as an archive of named files: a folder or a ZIP is opened, and the export in it located.

Nothing is ever unpacked to disk.
"""

import struct
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from analyzer.errors import SeveralExportsError, is_away
from analyzer.language import marked
from analyzer.limits import DEFAULT, MB, Limits, megabytes, to_allow, too_many_files, too_much
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.names import file_key
from analyzer.reading.decode import Blocks
from analyzer.reading.refusals import check_archive, damaged_zip, out_of_reach
from analyzer.reading.sources import (
    ArchiveFile,
    FolderSource,
    Source,
    UnreadableFileError,
    ZipBytes,
    ZipFrom,
    ZipSource,
    opening_of,
    shown_name,
)
from analyzer.remarks import remark


@dataclass(frozen=True)
class Archive:
    """The export at `path`, opened within `limits`. Its files can be read only inside the context of `open_archive`.

    `beat` is called while they are read, and may end this by an exception.
    """

    path: Path
    name: str
    kind: Literal["folder", "zip"]
    files: tuple[ArchiveFile, ...]
    limits: Limits
    _source: FolderSource | ZipSource
    beat: Callable[[], None] = lambda: None

    def place(self, file: ArchiveFile) -> Path | None:
        """Where `file` is on disk; None in a ZIP."""
        return self._source.place(file)

    def read(self, file: ArchiveFile) -> bytes:
        """The bytes of `file`. Raises UnreadableFileError."""
        return b"".join(self.blocks(file)())

    def blocks(self, file: ArchiveFile) -> Blocks:
        """The bytes of `file` in blocks; two at most are in memory.

        Raises UnreadableFileError, now or when the blocks are read.
        """
        if file.refused:
            raise UnreadableFileError(*file.refused)
        if file.size > self.limits.file * MB:
            raise UnreadableFileError(
                remark(
                    marked("It is larger than {most} MB, more than any file of an export."),
                    most=self.limits.file,
                ),
                to_allow("file", megabytes(file.size)),
            )
        first = tuple(islice(self._blocks(file), 2))
        if len(first) < 2:
            return lambda: first
        return lambda: self._blocks(file)

    def _blocks(self, file: ArchiveFile) -> Iterator[bytes]:
        for block in self._source.blocks(file):
            self.beat()
            yield block


@contextmanager
def open_archive(
    source: Source, limits: Limits = DEFAULT, beat: Callable[[], None] = lambda: None
) -> Iterator[Archive]:
    """The folder or ZIP as an archive. Its files are sorted by path; system files are left out.

    `beat` is called for each file and folder that is listed, each block of bytes and each batch of records, and may end
    all this by an exception.

    Raises ExportError like `check_archive`, and if the list of files is damaged, cannot be read, or exceeds the
    `limits`.
    """
    path = source.path if isinstance(source, ZipFrom) else source
    check_archive(source)
    if path is source and path.is_dir():
        folder = FolderSource(path, limits, beat)
        files = _sorted_files(folder.files(), path, limits)
        yield Archive(path, _name(path), "folder", files, limits, folder, beat)
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(ZipBytes(path, opening_of(source), limits))
            opened = stack.enter_context(zipfile.ZipFile(file))
        except OSError as error:
            raise (out_of_reach if is_away(error, in_zip=True) else damaged_zip)(path) from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
            raise damaged_zip(path) from None
        entries = ZipSource(opened, limits)
        files = _sorted_files(entries.files(), path, limits)
        yield Archive(path, _name(path), "zip", files, limits, entries, beat)


def export_files(archive: Archive, mapping: ExportMapping) -> tuple[str, tuple[ArchiveFile, ...]]:
    """The folder in the archive that holds the export (`""`, or ending in `/`), and the export's files.

    The export may be several folders down (quirk 12). Files outside its folder belong to it only in a ZIP. Raises
    SeveralExportsError if the archive holds two exports.
    """
    matches = [
        (file, table)
        for file in archive.files
        if (table := mapping.names.match_path(file.path)) is not None
    ]
    linkedins = frozenset(folder.casefold() for folder in mapping.folders)
    homes = [_home(file.path, linkedins) for file, _ in matches]
    root = _common_folder(homes) if homes else ()
    firsts: dict[tuple[str, tuple[str, str]], tuple[tuple[str, ...], ArchiveFile]] = {}
    digest = cache(partial(_digest, archive))  # one file may have thousands of copies
    for (file, table), home in zip(matches, homes, strict=True):
        if any("*" in name for name in table.files):
            continue
        first_home, first = firsts.setdefault((table.name, file_key(file.path)), (home, file))
        if first_home != home and _differ(digest(first), digest(file)):
            here, there = ("/".join(parts) or _TOP for parts in (first_home, home))
            sentence = remark(_SEVERAL, name=archive.name, here=here, there=there)
            raise SeveralExportsError(sentence, _SEVERAL_IN_GENERAL)
    prefix = "".join(f"{part}/" for part in root)
    # Everything in a ZIP came with the export; a folder may hold the owner's other files.
    inside = (
        archive.files
        if archive.kind == "zip"
        else [file for file in archive.files if file.path.startswith(prefix)]
    )
    return prefix, tuple(inside)


_SEVERAL: Final = marked(
    "{name} holds more than one export ({here} and {there}). Give one at a time."
)
_SEVERAL_IN_GENERAL: Final = remark(
    marked("It holds more than one export. Each needs a separate folder or ZIP.")
)
_TOP: Final = remark(marked("its top folder"))


def _name(path: Path) -> str:
    return shown_name(path.resolve().name)


def _sorted_files(
    listed: Iterable[ArchiveFile], path: Path, limits: Limits
) -> tuple[ArchiveFile, ...]:
    """The files by path. Raises ExportError if their number or total size exceeds the limits."""
    files = tuple(islice(listed, limits.files + 1))
    if len(files) > limits.files:
        raise too_many_files(path, limits)
    # A file that is too large by itself, such as a film in the same folder, is not read and does not count.
    size = sum(file.size for file in files if not file.refused and file.size <= limits.file * MB)
    if size > limits.size * MB:
        raise too_much(path, limits, "size", megabytes(size))
    return tuple(sorted(files, key=lambda file: file.path))


def _digest(archive: Archive, file: ArchiveFile) -> bytes | None:
    """A digest of a file's bytes; None if it cannot be read."""
    with suppress(UnreadableFileError):
        digest = sha256()
        for block in archive.blocks(file)():
            digest.update(block)
        return digest.digest()
    return None


def _differ(one: bytes | None, other: bytes | None) -> bool:
    """Whether two files differ. An unreadable file does not make a second export."""
    return one is not None and other is not None and one != other


def _home(path: str, linkedins: Collection[str]) -> tuple[str, ...]:
    """The folders above a known file, without LinkedIn's own folders, which are given in lower case."""
    *parts, _ = path.split("/")
    for index, part in enumerate(parts):
        if part.casefold() in linkedins:
            return tuple(parts[:index])
    return tuple(parts)


def _common_folder(homes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    first, last = min(homes), max(homes)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return first[:shared]
