"""Tells which files of an export are copies of others, so that nothing counts twice."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from analyzer.analysis.buffers import bytes_of
from analyzer.mapping import Table
from analyzer.reading.reader import Batch, Reading
from analyzer.wording import visible


class RecordsDigest:
    """A digest of the records of a file, not of its bytes: a copy that was saved again may have other line ends.

    It is the same in whichever batches the records are added.
    """

    def __init__(self) -> None:
        self._columns: list[tuple[hashlib._Hash, hashlib._Hash]] = []

    def add(self, batch: Batch) -> None:
        """Add the records of `batch`, which follow those that were added before."""
        if not _may_be_copied(batch.table):
            return
        if not self._columns:
            self._columns = [(hashlib.sha256(), hashlib.sha256()) for _ in batch.header]
        for (lengths, letters), column in zip(self._columns, batch.records.columns, strict=True):
            for cells in column.chunks:
                data, starts, ends = bytes_of(cells)
                lengths.update((ends - starts).tobytes())
                letters.update(data.data)

    def of(self, reading: Reading) -> bytes:
        """The digest, of all records of a file. Nothing for one that cannot be a copy: it has no records, or its
        table is not known, or is one of many small files (two applications can have the same answers).
        """
        if not reading.measured or not _may_be_copied(reading.table):
            return b""
        each = [part.digest() for column in self._columns for part in column]
        return hashlib.sha256(repr(reading.header).encode() + b"".join(each)).digest()


def digest_records(reading: Reading) -> bytes:
    """The digest of a file whose records are all in `reading`."""
    digest = RecordsDigest()
    digest.add(Batch(reading.table, reading.header, reading.records))
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
