"""Tells which files of an export are copies of others, so that nothing counts twice."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import pyarrow as pa

from analyzer.mapping import Table
from analyzer.reading.reader import Reading
from analyzer.wording import visible


def digest_records(reading: Reading) -> bytes:
    """A digest of the records, not the bytes: a copy that was saved again may have other line ends.

    Nothing for a file that cannot be a copy: it has no records, or its table is not known, or is one of many
    small files (two applications can have the same answers).
    """
    table = reading.table
    if table is None or not reading.measured or any("*" in name for name in table.files):
        return b""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, reading.records.schema) as stream:
        stream.write_table(reading.records.combine_chunks())
    return hashlib.sha256(repr(reading.header).encode() + sink.getvalue()).digest()


def find_copies(files: Iterable[tuple[str, Table | None, bytes]]) -> Mapping[str, str]:
    """By the path of each copy, the path of the file that it is a copy of.

    `files` has the path and table of each file, and what `digest_records` says of its records.
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
