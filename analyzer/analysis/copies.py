"""Tells which files of an export are copies of others, so that nothing counts twice."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from analyzer.analysis.buffers import Cells
from analyzer.mapping import Table
from analyzer.reading.reader import Batch, Reading
from analyzer.wording import visible


class RecordsDigest:
    """A digest of the records of a file, not of its bytes: a copy that was saved again may have other line ends.

    It is the same in whichever batches the records are added.
    """

    def __init__(self) -> None:
        self._lengths = hashlib.sha256()
        self._columns: list[hashlib._Hash] = []

    def add(self, batch: Batch, cells: Cells) -> None:
        """Add the records of `batch`, which follow those that were added before, and their `cells`."""
        if not cells.records or not _may_be_copied(batch.table):
            return
        if not self._columns:
            self._columns = [hashlib.sha256() for _ in batch.header]
        self._lengths.update(cells.lengths.reshape(cells.columns, -1).T.tobytes())
        bounds = cells.bounds[:: cells.records].tolist()
        for column, (begin, end) in zip(self._columns, pairwise(bounds), strict=True):
            column.update(cells.letters[begin:end].data)

    def of(self, reading: Reading) -> bytes:
        """The digest, of all records of a file. Nothing for one that cannot be a copy: it has no records, or its
        table is not known, or is one of many small files (two applications can have the same answers).
        """
        if not reading.measured or not _may_be_copied(reading.table):
            return b""
        each = [part.digest() for part in (self._lengths, *self._columns)]
        return hashlib.sha256(repr(reading.header).encode() + b"".join(each)).digest()


def digest_records(reading: Reading) -> bytes:
    """The digest of a file whose records are all in `reading`."""
    digest = RecordsDigest()
    batch = Batch(reading.table, reading.header, reading.records)
    digest.add(batch, Cells.of(batch.records))
    return digest.of(reading)


def _may_be_copied(table: Table | None) -> bool:
    return table is not None and not any("*" in name for name in table.files)


def find_copies(files: Iterable[tuple[str, Table | None, bytes]]) -> Mapping[str, str]:
    """By the path of each copy, the path of the file that it is a copy of.

    `files` has the path and table of each file, and the digest of its records.
    """
    alike = [(path, table, digest) for path, table, digest in files if table and digest]
    first: dict[tuple[str, bytes], str] = {}
    copies: dict[str, str] = {}
    for path, table, digest in sorted(alike, key=lambda file: _strangeness(file[0], file[1])):
        original = first.setdefault((table.name, digest), path)
        if original != path:
            copies[path] = original
    return copies


def copy_reason(original: str) -> str:
    """Why a copy of `original` is set aside."""
    return f"It holds the same records as {visible(original)}, which are counted there."


def _strangeness(path: str, table: Table) -> tuple[bool, int, str]:
    """Of copies the one counts that LinkedIn wrote: called as it calls it, and not in a folder `old`."""
    name = PurePosixPath(path).name.casefold()
    own = name in {known.casefold() for known in table.files}
    return not own, path.count("/"), path
