"""Analyses one export: `analyze(path, mapping) -> Analysis`, which everything above is built on."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, TypeVar

import pyarrow as pa

from analyzer import __version__
from analyzer.archive import Archive, Member, UnreadableMemberError, open_archive
from analyzer.errors import ExportError, SeveralExportsError
from analyzer.mapping import Column, ExportMapping, Table, file_key
from analyzer.measure import ColumnMeasure, Volume, measure, sum_volumes
from analyzer.people import PeopleCount, PeopleCounter
from analyzer.policy import Assessment, assess
from analyzer.reading import NotTextError, Reading, read

State = Literal["mapped", "set_aside", "unknown", "unreadable"]
Key = TypeVar("Key", bound=Hashable)
Progress = Callable[[int, int], None]
"""Called with the bytes measured so far and the bytes there are."""

MAY_BE_USED = ("used", "claimed", "disputed")
"""Standings that count into *at most*; `used` alone is *at least*."""

_READ = (".csv", ".tsv", ".txt")
"""Endings of files that are read although no known file is called so: their header may be known."""


@dataclass(frozen=True)
class ColumnExposure:
    """One column of one file: what it carries and how much of it there is.

    `name` is None where the first line of the file may be somebody's data and is not shown. `column`
    is its entry in the mapping, None if it has none, `assessment` what the documents say of its data
    type. A column without a data type counts under its `state` as its category, group and standing, so
    that all columns together are the whole export.
    """

    path: str
    name: str | None
    column: Column | None
    state: State
    measure: ColumnMeasure
    assessment: Assessment | None = None

    @property
    def data_type(self) -> str | None:
        """The id of its data type, if it has one."""
        return self.column.data_type.id if self.column and self.column.data_type else None

    @property
    def category(self) -> str:
        """The id of its category; its state if it has none."""
        if self.column and self.column.data_type:
            return self.column.data_type.category.id
        return self.state

    @property
    def group(self) -> str:
        """The shelf its category stands on; its state if it has none."""
        if self.column and self.column.data_type:
            return self.column.data_type.category.group
        return self.state

    @property
    def standing(self) -> str:
        """What the documents, read together, say of it; its state if it has no data type."""
        return self.assessment.standing if self.assessment else self.state

    @property
    def subject(self) -> str:
        """Whom it is about: self, others or mixed; its state if it has no data type."""
        return self.column.subject if self.column and self.column.subject else self.state

    @property
    def volume(self) -> Volume:
        """How much there is."""
        return self.measure.volume


@dataclass(frozen=True)
class FileExposure:
    """One file of the export. `found` = `measured` + rejected records, always.

    `reason` says in plain words why a file is not mapped, or what is unusual about one that is.
    """

    path: str
    bytes: int
    state: State
    reason: str | None
    table: Table | None = None
    dialect: str | None = None
    repairs: tuple[str, ...] = ()
    found: int = 0
    measured: int = 0
    rejected_lines: tuple[int, ...] = ()
    columns: tuple[ColumnExposure, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """What an export holds, and which categories it falls in. Holds counts, dates and names of files
    and columns; no value of the export.
    """

    tool_version: str
    mapping: ExportMapping
    name: str
    kind: Literal["folder", "zip"]
    files: tuple[FileExposure, ...]
    people: PeopleCount

    @property
    def columns(self) -> Iterator[ColumnExposure]:
        """The columns of all files, in order."""
        for file in self.files:
            yield from file.columns

    def volume_by(self, key: Callable[[ColumnExposure], Key]) -> dict[Key, Volume]:
        """The volume of the columns that share a `key`; together always the whole export."""
        parts: dict[Key, list[Volume]] = {}
        for column in self.columns:
            parts.setdefault(key(column), []).append(column.volume)
        return {one: sum_volumes(volumes) for one, volumes in parts.items()}

    @property
    def volume(self) -> Volume:
        """All columns together."""
        return sum_volumes(column.volume for column in self.columns)

    @property
    def at_least(self) -> Volume:
        """What the documents, read together, say may be used."""
        return self.in_standing("used")

    @property
    def at_most(self) -> Volume:
        """That, and what one document alone claims or the documents disagree about."""
        return self.in_standing(*MAY_BE_USED)

    def in_standing(self, *standings: str) -> Volume:
        """The volume of the columns that have one of these standings."""
        return sum_volumes(column.volume for column in self.columns if column.standing in standings)

    @property
    def rejected(self) -> int:
        """How many records could not be read."""
        return sum(len(file.rejected_lines) for file in self.files)

    @property
    def complete(self) -> bool:
        """Whether every file and column is known and every record was read."""
        return not any(
            file.state in {"unknown", "unreadable"}
            or file.rejected_lines
            or any(column.state == "unknown" for column in file.columns)
            for file in self.files
        )


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


# --- which members are the export ----------------------------------------------------------------


def export_members(archive: Archive, mapping: ExportMapping) -> tuple[str, tuple[Member, ...]]:
    """The folder inside the archive that holds the export (`""` or ending in `/`), and its members.

    An export may sit some folders down (quirk 11); what lies beside it is not part of it. Raises
    ExportError when there are two.
    """
    known = [member for member in archive.members if mapping.match_path(member.path)]
    homes = [_home(member.path, mapping) for member in known]
    root = _common_folder(homes) if homes else ""
    seen: dict[tuple[str, tuple[str, str]], tuple[tuple[str, ...], Member]] = {}
    for member, home in zip(known, homes, strict=True):
        table = mapping.match_path(member.path)
        assert table is not None
        if any("*" in name for name in table.files):
            continue
        before, other = seen.setdefault((table.name, file_key(member.path)), (home, member))
        if before != home and _differ(archive, other, member):
            one, two = ("/".join(parts) or "its top folder" for parts in (before, home))
            raise SeveralExportsError(
                f"{archive.name} holds more than one export ({one} and {two}). Give one of them.",
                "It holds more than one export; each has to be a folder or a ZIP of its own.",
            )
    prefix = "".join(f"{part}/" for part in root)
    # What lies beside the export in a ZIP came with it; in a folder it can be anything of the owner's.
    inside = (
        archive.members
        if archive.kind == "zip"
        else [m for m in archive.members if m.path.startswith(prefix)]
    )
    return prefix, tuple(inside)


def _differ(archive: Archive, one: Member, other: Member) -> bool:
    """Whether two members differ. One that cannot be read is a finding of its own and no second export."""
    try:
        return archive.read(one) != archive.read(other)
    except UnreadableMemberError:
        return False


def _home(path: str, mapping: ExportMapping) -> tuple[str, ...]:
    """The folders above a known file, without those that LinkedIn makes itself."""
    own = {folder.casefold() for folder in mapping.folders}
    parts = list(PurePosixPath(path).parts[:-1])
    for index, part in enumerate(parts):
        if part.casefold() in own:
            return tuple(parts[:index])
    return tuple(parts)


def _common_folder(homes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    first, last = min(homes), max(homes)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return first[:shared]


def no_export(path: Path, archive: Archive, mapping: ExportMapping) -> ExportError:
    """The error that says why there is no export in the archive at `path`."""
    known = sum(len(table.files) for table in mapping.tables)
    zips = [m.path for m in archive.members if m.path.lower().endswith(".zip")]
    hint = (
        f"There is a ZIP in it: try {path / zips[0]}."
        if zips and archive.kind == "folder"
        else "Give the unzipped folder, or the ZIP as downloaded."
    )
    if not archive.members:
        return ExportError(f"{path} is empty. {hint}", "It is empty.")
    return ExportError(
        f"{path} is not a LinkedIn export: none of its files is one of the {known} known. {hint}",
        f"None of its files is one of the {known} known from LinkedIn exports."
        + (" It holds a ZIP: unpack the outer one." if zips else ""),
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
        return FileExposure(path, member.size, "unknown", _UNKNOWN_FILE), b""
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
            reason=_file_reason(reading, columns),
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


# --- what is said of a file ----------------------------------------------------------------------

_UNKNOWN_FILE = "Not one of the files known from LinkedIn exports."
_RESAVED = {
    "byte-order-mark": "a mark at its beginning",
    "cp1252": "another encoding",
    "extra-empty-cells": "extra empty cells",
    "header-missing": "no header",
    "wrapped-lines": "each line in quotes",
}


def _file_reason(reading: Reading, columns: Sequence[ColumnExposure]) -> str | None:
    """What a reader should know of this file, in plain sentences; None where all is as usual."""
    table = reading.table
    if table and table.set_aside:
        return table.set_aside
    if table is None:
        unknown = f"{_UNKNOWN_FILE} Its first line is taken for the names of its columns."
        return unknown if reading.header else f"{_UNKNOWN_FILE} It is empty."
    if not reading.header:
        return "The file is empty."
    return " ".join(_remarks(reading, table, columns)) or None


def _remarks(reading: Reading, table: Table, columns: Sequence[ColumnExposure]) -> Iterator[str]:
    if not reading.found:
        yield "It has no records: nothing of this kind was exported."
    signs = [_RESAVED[repair] for repair in reading.repairs if repair in _RESAVED]
    if reading.dialect in {"semicolon", "tab"}:
        signs.insert(0, f"{reading.dialect}s between its cells")
    if signs:
        yield f"Saved again by another program ({', '.join(signs)})."
    if not any(name and table.column(name) for name in reading.header):
        yield "Its first line is not a header LinkedIn writes; its columns are not known."
    elif reading.header not in table.headers:
        yield from _header_remarks(reading.header, table)
    for position, _ in table.date_sources(reading.header):
        column = columns[position]
        if column.volume.values and column.measure.last_date is None:
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
