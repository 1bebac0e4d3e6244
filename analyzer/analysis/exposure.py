"""Analyses one export: `analyze(path, mapping) -> Analysis`, which everything above is built on."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import pyarrow as pa

from analyzer import __version__
from analyzer.analysis.measure import measure
from analyzer.analysis.model import Analysis, ColumnExposure, FileExposure, State
from analyzer.analysis.people import PeopleCounter
from analyzer.analysis.policy import Assessment, assess
from analyzer.analysis.remarks import UNKNOWN_FILE, file_reason
from analyzer.mapping import ExportMapping, Table
from analyzer.reading import NotTextError, Reading, read
from analyzer.reading.archive import Archive, Member, UnreadableMemberError, open_archive
from analyzer.reading.locate import export_members, no_export

Progress = Callable[[int, int], None]
"""Called with the bytes measured so far and the bytes there are."""

_READ = (".csv", ".tsv", ".txt")
"""Endings of files that are read although no known file is called so: their header may be known."""


def analyze(path: Path, mapping: ExportMapping, *, progress: Progress | None = None) -> Analysis:
    """Analyse the export at `path`: the unzipped folder, or the ZIP.

    `progress` is called after each member. Raises ExportError when `path`
    cannot be opened, holds no known file, or holds more than one export.
    """
    assessments = assess(mapping)
    with open_archive(path) as archive:
        root, members = export_members(archive, mapping)
        people = PeopleCounter(mapping)
        total, done = sum(member.size for member in members), 0
        files = []
        for member in members:
            files.append(_expose(archive, member, root, mapping, assessments, people))
            done += member.size
            if progress:
                progress(done, total)
    exposed = _mark_copies(files)
    if not any(file.table for file in exposed):
        raise no_export(path, archive, mapping)
    return Analysis(
        tool_version=__version__,
        mapping=mapping,
        name=archive.name,
        kind=archive.kind,
        files=exposed,
        people=people.count(),
    )


# --- one member ----------------------------------------------------------------------------------


def _expose(
    archive: Archive,
    member: Member,
    root: str,
    mapping: ExportMapping,
    assessments: Mapping[str, Assessment],
    people: PeopleCounter,
) -> tuple[FileExposure, bytes]:
    """The exposure of one member, and a digest of its records."""
    path = member.path.removeprefix(root)
    table = mapping.match_path(member.path)
    if table is None and not path.lower().endswith(_READ):
        return FileExposure(path, member.size, "unknown", UNKNOWN_FILE), b""
    try:
        data = archive.read(member)
        reading = read(data, member.path, mapping)
    except (UnreadableMemberError, NotTextError) as error:
        return FileExposure(path, member.size, "unreadable", str(error), table), b""
    if reading.table:
        people.add(reading.records, reading.header, reading.table)
    state = _file_state(reading.table)
    columns = tuple(_expose_columns(reading, path, assessments))
    return (
        FileExposure(
            path=path,
            bytes=member.size,
            state=state,
            reason=file_reason(reading, columns),
            table=reading.table,
            dialect=reading.dialect,
            repairs=reading.repairs,
            found=reading.found,
            measured=reading.measured,
            rejected_lines=reading.rejected_lines,
            columns=columns,
        ),
        _digest(reading),
    )


def _digest(reading: Reading) -> bytes:
    """Of the records, not the bytes: a copy that was saved again may have other line ends."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, reading.records.schema) as stream:
        stream.write_table(reading.records.combine_chunks())
    return hashlib.sha256(repr(reading.header).encode() + sink.getvalue()).digest()


def _file_state(table: Table | None) -> State:
    if table is None:
        return "unknown"
    return "set_aside" if table.set_aside else "mapped"


def _expose_columns(
    reading: Reading, path: str, assessments: Mapping[str, Assessment]
) -> Iterator[ColumnExposure]:
    table = reading.table
    sources = table.date_sources(reading.header) if table else ()
    for one in measure(reading.records, sources):
        name = reading.header[one.position]
        column = table.column(name) if table else None
        if column:
            state: State = "set_aside" if column.set_aside else "mapped"
        elif table and name == "" and not one.volume.values:
            state = "set_aside"
        else:
            state = "unknown"
        assessment = assessments[column.data_type.id] if column and column.data_type else None
        yield ColumnExposure(path, name, column, state, one, assessment)


def _mark_copies(files: Iterable[tuple[FileExposure, bytes]]) -> tuple[FileExposure, ...]:
    """Set a file aside that has the records of another of the same table, so nothing counts twice.

    Not for tables of many small files: two applications can have the same answers.
    """
    found = tuple(files)
    first: dict[tuple[str, bytes], str] = {}
    for file, digest in sorted(found, key=lambda pair: _strangeness(pair[0])):
        if _can_be_a_copy(file):
            first.setdefault((file.table.name if file.table else "", digest), file.path)
    marked = []
    for file, digest in found:
        original = first.get((file.table.name if file.table else "", digest), file.path)
        if not _can_be_a_copy(file) or original == file.path:
            marked.append(file)
        else:
            reason = f"It holds the same records as {original}, which are counted there."
            marked.append(FileExposure(file.path, file.bytes, "set_aside", reason, file.table))
    return tuple(marked)


def _can_be_a_copy(file: FileExposure) -> bool:
    table = file.table
    return bool(table and file.measured and not any("*" in name for name in table.files))


def _strangeness(file: FileExposure) -> tuple[bool, int, str]:
    """Of copies the one counts that LinkedIn wrote: called as it calls it, and not in a folder `old`."""
    name = PurePosixPath(file.path).name.casefold()
    own = bool(file.table and name in {known.casefold() for known in file.table.files})
    return not own, file.path.count("/"), file.path
