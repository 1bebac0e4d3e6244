"""Analyses one export: `analyze(path, mapping) -> Analysis`, which everything above is built on."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pyarrow as pa

from analyzer import __version__
from analyzer.analysis.measure import (
    Cells,
    ColumnMeasure,
    Measuring,
    measure,
)
from analyzer.analysis.model import (
    Analysis,
    FileExposure,
    column_rows,
    frames,
)
from analyzer.analysis.parts import (
    OwnerNames,
    assign,
)
from analyzer.analysis.people import (
    NamedColumns,
    PeopleCounter,
)
from analyzer.analysis.walk import (
    UNKNOWN_FILE,
    ExportFile,
    State,
    Unread,
    walk,
)
from analyzer.limits import (
    DEFAULT,
    Limits,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.reading.archive import (
    no_export_error,
    open_archive,
)
from analyzer.reading.reader import (
    FileReading,
    RecordBatch,
)
from analyzer.text import visible

Progress = Callable[[int, int], None]
"""Called with the bytes measured so far and the bytes there are."""


def analyze(
    path: Path,
    mapping: ExportMapping,
    *,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse the export at `path`: the unzipped folder, or the ZIP.

    `progress` is called after each member. Raises ExportError when `path`
    cannot be opened, holds no known file, more than one export, or more than the `limits` say.
    """
    with open_archive(path, limits) as archive:
        files = tuple(walk(archive, mapping))
        owner = OwnerNames(mapping)
        seen = _Seen(PeopleCounter(mapping, owner.digests), owner)
        total, done = sum(file.size for file in files), 0
        exposed: dict[str, _Exposed] = {}
        for file in _owner_first(files, seen.owner):
            exposed[file.path] = _expose(file, seen)
            done += file.size
            if progress:
                progress(done, total)
    counted = _mark_copies([exposed[file.path] for file in files])
    if not any(each.file.table for each in counted):
        raise no_export_error(path, archive, mapping)
    columns, days = frames(
        [
            row
            for each in counted
            for row in column_rows(
                each.file.path, each.file.table, each.header, each.measures, mapping
            )
        ],
        (measure for each in counted for measure in each.measures),
    )
    return Analysis(
        tool_version=__version__,
        mapping=mapping,
        name=archive.name,
        kind=archive.kind,
        files=tuple(each.file for each in counted),
        columns=columns,
        days=days,
        people=seen.people.count(owner.names),
    )


# --- one member ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exposed:
    """One member with the measures of its columns, and a digest of its records."""

    file: FileExposure
    header: tuple[str | None, ...] = ()
    measures: tuple[ColumnMeasure, ...] = ()
    digest: bytes = b""


@dataclass(frozen=True)
class _Seen:
    """What is learnt over all members: the people in them, and who the owner is."""

    people: PeopleCounter
    owner: OwnerNames


def _owner_first(files: Sequence[ExportFile], owner: OwnerNames) -> Sequence[ExportFile]:
    """The files, those that name the owner first: the others ask who wrote their records.

    Files whose names are unknown come next: one of them may be a renamed table that names the owner.
    """

    def place(file: ExportFile) -> int:
        if file.table is None:
            return 1
        return 0 if file.table.name in owner.tables else 2

    return sorted(files, key=place)


def _expose(file: ExportFile, seen: _Seen) -> _Exposed:
    counting = _Counting(seen)
    reading = file.read_batches(counting.add)
    if isinstance(reading, FileReading) and seen.owner.mistaken:
        counting = _Counting(seen)
        reading = file.read_batches(counting.add)
    if isinstance(reading, Unread):
        exposure = FileExposure(file.path, file.size, reading.state, reading.reason, file.table)
        return _Exposed(exposure)
    seen.people.include(counting.people)
    measures = counting.columns.result()
    exposure = FileExposure(
        path=file.path,
        bytes=reading.size,  # a ZIP may say anything
        state=file_state(reading.table),
        reason=file_reason(reading, measures),
        table=reading.table,
        dialect=reading.dialect,
        repairs=reading.repairs,
        found=reading.found,
        measured=reading.measured,
        rejected=reading.rejected,
        rejected_lines=reading.rejected_lines,
    )
    return _Exposed(exposure, reading.header, measures, counting.digest.of(reading))


class _Counting:
    """What is counted of a file, batch by batch; nothing is `seen` of one that cannot be read to its end."""

    def __init__(self, seen: _Seen) -> None:
        self.people = seen.people.beginning()
        self.columns = ColumnsMeasuring()
        self.digest = RecordsDigest()
        self._owner = seen.owner
        self._owner.begin_file()

    def add(self, batch: RecordBatch) -> None:
        """Count the records of `batch`."""
        named = NamedColumns(batch.records, batch.header, self._owner.digests)
        if batch.table:
            self.people.add(named, batch.table)
            self._owner.note(named, batch.table)
        parts = assign(named, batch.table, self._owner)
        cells = Cells.of(batch.records)
        self.columns.add(batch, parts, cells)
        self.digest.add(batch, cells)


def file_state(table: Table | None) -> State:
    """The state of a file that could be read, by the table it was recognised as."""
    if table is None:
        return "unknown"
    return "set_aside" if table.set_aside else "mapped"


# --- copies --------------------------------------------------------------------------------------


def _mark_copies(exposed: Sequence[_Exposed]) -> tuple[_Exposed, ...]:
    """Set a file aside that has the records of another of the same table, so nothing counts twice."""
    copies = find_copies((each.file.path, each.file.table, each.digest) for each in exposed)
    return tuple(_marked(each, copies.get(each.file.path)) for each in exposed)


def _marked(exposed: _Exposed, original: str | None) -> _Exposed:
    if original is None:
        return exposed
    file = exposed.file
    return _Exposed(
        FileExposure(file.path, file.bytes, "set_aside", copy_reason(original), file.table)
    )


# --- columns ---------------------------------------------------------------------------------------


class ColumnsMeasuring:
    """Measures the columns of a file whose records come in batches."""

    def __init__(self) -> None:
        self._measuring = Measuring()
        self._nothing: tuple[ColumnMeasure, ...] = ()

    def add(self, batch: RecordBatch, parts: pa.Array, cells: Cells | None = None) -> None:
        """Measure the records of `batch`; `parts` has the part of its table that each belongs to. `cells` are those of
        the records, if they are at hand.
        """
        table = batch.table
        sources = table.date_sources(batch.header) if table else ()
        known = [table.column(name) if table else None for name in batch.header]
        text = [at for at, column in enumerate(known) if column and column.kind == "text"]
        measured = measure(batch.records, sources, parts, text, cells)
        if batch.records.num_rows:
            self._measuring.add(measured)
        else:
            self._nothing = measured

    def result(self) -> tuple[ColumnMeasure, ...]:
        """The columns, in all batches."""
        return self._measuring.result() or self._nothing


# --- remarks ---------------------------------------------------------------------------------------

_RESAVED = {
    "byte-order-mark": "a mark at its beginning",
    "cp1252": "another encoding",
    "extra-empty-cells": "extra empty cells",
    "header-missing": "no header",
    "wrapped-lines": "each line in quotes",
}


def file_reason(reading: FileReading, measures: Sequence[ColumnMeasure]) -> str | None:
    """What a reader should know of this file, in plain sentences; None where all is as usual."""
    table = reading.table
    if table and table.set_aside:
        return table.set_aside
    if table is None:
        unknown = f"{UNKNOWN_FILE} Its first line is taken for the names of its columns."
        return unknown if reading.header else f"{UNKNOWN_FILE} It is empty."
    if not reading.header:
        return "The file is empty."
    return " ".join(_remarks(reading, table, measures)) or None


def _remarks(
    reading: FileReading, table: Table, measures: Sequence[ColumnMeasure]
) -> Iterator[str]:
    if not reading.found:
        yield "It has no records: nothing of this kind was exported."
    signs = [_RESAVED[repair] for repair in reading.repairs if repair in _RESAVED]
    if reading.dialect in {"semicolon", "tab"}:
        signs.insert(0, f"{reading.dialect}s between its cells")
    if signs:
        yield f"Saved again by another program ({', '.join(signs)})."
    if "header-damaged" in reading.repairs:
        yield "What is above its records is damaged: they were read by the header LinkedIn writes."
    if not any(name and table.column(name) for name in reading.header):
        yield "Its first line is not a header LinkedIn writes; its columns are not known."
    elif reading.header not in table.headers:
        yield from _header_remarks(reading.header, table)
    for position, _ in table.date_sources(reading.header):
        dates = [measure for measure in measures if measure.position == position]
        if any(date.filled for date in dates) and not any(date.dated for date in dates):
            yield "Its dates are not written as LinkedIn writes them, so its volume is undated."
            return


def _header_remarks(header: Sequence[str | None], table: Table) -> Iterator[str]:
    names = set(header)
    nearest = max(table.headers, key=lambda known: len(names & set(known)), default=())
    missing = [name for name in dict.fromkeys(nearest) if name and name not in names]
    if missing:
        yield f"Columns that LinkedIn writes are missing: {', '.join(missing)}."
    added = sum(name not in nearest for name in header)
    if added:
        yield f"It has {added} {'column' if added == 1 else 'columns'} LinkedIn has not been seen to write."


# --- copies ----------------------------------------------------------------------------------------


class RecordsDigest:
    """A digest of the records of a file, not of its bytes: a copy that was saved again may have other line ends.

    It is the same in whichever batches the records are added.
    """

    def __init__(self) -> None:
        self._lengths = hashlib.sha256()
        self._columns: list[hashlib._Hash] = []

    def add(self, batch: RecordBatch, cells: Cells) -> None:
        """Add the records of `batch`, which follow those that were added before, and their `cells`."""
        if not cells.records or not _may_be_copied(batch.table):
            return
        if not self._columns:
            self._columns = [hashlib.sha256() for _ in batch.header]
        self._lengths.update(cells.lengths.reshape(cells.columns, -1).T.tobytes())
        bounds = cells.bounds[:: cells.records].tolist()
        for column, (begin, end) in zip(self._columns, pairwise(bounds), strict=True):
            column.update(cells.letters[begin:end].data)

    def of(self, reading: FileReading) -> bytes:
        """The digest, of all records of a file. Nothing for one that cannot be a copy: it has no records, or its
        table is not known, or is one of many small files (two applications can have the same answers).
        """
        if not reading.measured or not _may_be_copied(reading.table):
            return b""
        each = [part.digest() for part in (self._lengths, *self._columns)]
        return hashlib.sha256(repr(reading.header).encode() + b"".join(each)).digest()


def digest_records(reading: FileReading) -> bytes:
    """The digest of a file whose records are all in `reading`."""
    digest = RecordsDigest()
    batch = RecordBatch(reading.table, reading.header, reading.records)
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
