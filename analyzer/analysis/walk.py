"""The one walk over the files of an export. Every command that reads exports uses it.

`walk` lists the files, and a file is read only on request. The result is a `FileReading`, or an `Unread` with a reason.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from analyzer.analysis.scenario import is_settings
from analyzer.errors import AnalyzerError, ExportError
from analyzer.language import marked
from analyzer.limits import check_limit
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.output import entries_below
from analyzer.reading.archive import Archive, export_files
from analyzer.reading.decode import NotTextError
from analyzer.reading.reader import FileReading, RecordBatch, read, read_batches
from analyzer.reading.refusals import FileCheck
from analyzer.reading.sources import CHANGED, ArchiveFile, UnreadableFileError
from analyzer.remarks import Remark, remark

State = Literal["mapped", "set_aside", "unknown", "unreadable"]
"""The state of a file or a column. docs/counting.md describes the four."""

READ: Final = (".csv", ".tsv", ".txt")
"""Files with these endings are read even if their names are unknown: their headers may be known."""

UNKNOWN_FILE: Final = remark(marked("Not one of the files known from LinkedIn exports."))
WORKSHOP_SETTINGS: Final = remark(marked("Workshop settings, not part of the LinkedIn export."))


@dataclass(frozen=True)
class Unread:
    """Why a file was not read: its state, and the reason in remarks."""

    state: State
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Contents:
    """A digest of a file's bytes, and their number. They are counted, because a ZIP may state any number.

    A `blank` file holds only zeros and white space, or nothing.
    """

    digest: bytes
    size: int
    blank: bool


class Headers:
    """The tables of the files of `archive` that were read so far, by path, and the number of columns of these files."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._columns = 0
        self.tables: dict[str, Table | None] = {}

    def note(self, file: str, reading: FileReading | RecordBatch) -> None:
        """Note the `file`, given by its path. Raises ExportError if the files have more columns than the limit."""
        if file in self.tables:
            return
        self.tables[file] = reading.table
        self._columns += len(reading.header)
        path, limits = self._archive.path, self._archive.limits
        check_limit(path, limits, "all_columns", self._columns)


@dataclass(frozen=True)
class ExportFile:
    """A file of an export: its `path` inside the export, and the `table` that has its name, None if there is none."""

    path: str
    table: Table | None
    member: ArchiveFile
    _archive: Archive
    _mapping: ExportMapping
    _headers: Headers

    @property
    def size(self) -> int:
        """Its size in bytes, according to the folder or the ZIP."""
        return self.member.size

    @property
    def is_settings(self) -> bool:
        """Whether it holds the workshop settings of a participant."""
        return is_settings(self.path)

    def read(self) -> FileReading | Unread:
        """All its records at once."""
        return self._unless_unread(
            lambda: read(
                self._archive.read(self.member),
                self.member.path,
                self._mapping,
                self._archive.limits,
            )
        )

    def read_batches(self, take: Callable[[RecordBatch], None]) -> FileReading | Unread:
        """Its records, passed to `take` in batches. Some may be passed before the file turns out to be unreadable."""
        return self._unless_unread(
            lambda: read_batches(
                self._archive.blocks(self.member),
                self.member.path,
                self._mapping,
                take,
                self._archive.limits,
                beat=self._archive.beat,
            )
        )

    def beginning(self) -> RecordBatch | Unread:
        """Its first records, with its table and header. The other records are not split."""

        def stop(batch: RecordBatch) -> None:
            raise _FirstBatch(batch)

        try:
            whole = self.read_batches(stop)
        except _FirstBatch as first:
            self._headers.note(self.path, first.batch)
            return first.batch
        if isinstance(whole, Unread):
            return whole
        return RecordBatch(whole.table, whole.header, pa.table({}))  # an empty file

    def recognised(self) -> Table | None:
        """Its table, by name or by header."""
        tables = self._headers.tables
        if not self.table and self.path not in tables and isinstance(self.beginning(), Unread):
            tables[self.path] = None
        return self.table or tables[self.path]

    def contents(self) -> Contents | Unread:
        """A digest of its bytes, for any kind of file."""
        digest, size, blank = sha256(), 0, True
        try:
            for block in self._archive.blocks(self.member)():
                digest.update(block)
                size += len(block)
                blank = blank and not block.strip(_BLANK)
        except UnreadableFileError as error:
            return Unread("unreadable", error.remarks)
        return Contents(digest.digest(), size, blank)

    def _unless_unread(self, reading: Callable[[], FileReading]) -> FileReading | Unread:
        if self.is_settings:
            return Unread("set_aside", (WORKSHOP_SETTINGS,))
        # A refused file is tried too, because the error gives the reason.
        if not (self.table or self.member.refused or self.member.path.lower().endswith(READ)):
            return Unread("unknown", (UNKNOWN_FILE,))
        try:
            whole = reading()
        except (UnreadableFileError, NotTextError) as error:
            return Unread("unreadable", error.remarks)
        except UnicodeError:  # the file changed after its encoding was detected
            return Unread("unreadable", (CHANGED,))
        self._headers.note(self.path, whole)
        return whole


_BLANK: Final = b"\0 \t\r\n" + codecs.BOM_UTF8


class _FirstBatch(Exception):
    def __init__(self, batch: RecordBatch) -> None:
        super().__init__()
        self.batch = batch


def file_check(
    table: Table | None, size: int, outcome: FileReading | RecordBatch | Unread
) -> FileCheck:
    """What the result of reading a file shows about its archive. `table` is the table with the file's name, if any."""
    if isinstance(outcome, Unread):
        unreadable = outcome.remarks if outcome.state == "unreadable" else ()
        # A copy that is set aside shows nothing about the archive: its original does.
        return FileCheck(table is not None, size, blank=True, unreadable=unreadable)
    return FileCheck(outcome.table is not None, size, blank=not outcome.header)


def is_partial(archive: Archive, files: Sequence[ExportFile], mapping: ExportMapping) -> bool:
    """Whether the archive, or a folder in it that contains the export, is named like a part of an export."""
    first = files[0] if files else None
    root = first.member.path.removesuffix(first.path) if first else ""
    return any(map(mapping.is_partial, (archive.name, *root.split("/"))))


def walk(archive: Archive, mapping: ExportMapping) -> Iterator[ExportFile]:
    """The files of the export in the archive, in the order of their paths.

    Raises SeveralExportsError if the archive holds more than one export.
    """
    root, members = export_files(archive, mapping)
    return walk_members(archive, members, root, mapping)


def walk_members(
    archive: Archive, members: Iterable[ArchiveFile], root: str, mapping: ExportMapping
) -> Iterator[ExportFile]:
    """The `members` of the archive, as files of the export in its folder `root`, which is `""` or ends in `/`."""
    headers = Headers(archive)
    for member in members:
        path, table = member.path.removeprefix(root), mapping.names.match_path(member.path)
        yield ExportFile(path, table, member, archive, mapping, headers)


# --- archives that change while they are read ----------------------------------------------------


@contextmanager
def unchanged(*paths: Path, beat: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A block that reads the archives at these paths. Raises ExportError if one is replaced or changed meanwhile.

    `beat` is called for each file in them, before and after, and may end this by an exception.
    """
    before = [(path, _state(path, beat), _last_move(path)) for path in paths]
    error: Exception | None = None
    try:
        yield
    except Exception as raised:
        error = raised
    is_expected = error is None or isinstance(error, AnalyzerError)
    for path, state, move in before:
        if state and (
            _state(path, beat) != state or (not is_expected and _last_move(path) != move)
        ):
            sentence = marked("{path} changed while it was read. Choose it again.")
            raise ExportError(remark(sentence, path=str(path)), CHANGED) from None
    if error:
        raise error


def _state(path: Path, beat: Callable[[], None]) -> frozenset[tuple[str, int, int, int]]:
    """What changes if the ZIP at `path` or a file in the folder there changes. It is empty if nothing is there."""
    with suppress(OSError):
        files = [(path.name, path.stat())]
        if path.is_dir():
            for entry in entries_below(path):
                beat()
                files.append((entry.path, entry.stat(follow_symlinks=False)))
        return frozenset(
            (name, status.st_ino, status.st_size, status.st_mtime_ns) for name, status in files
        )
    return frozenset()


def _last_move(path: Path) -> int:
    """When the archive was last moved: another one may have been in its place, and it is back. Backups set it too."""
    with suppress(OSError):
        return path.stat().st_ctime_ns
    return 0
