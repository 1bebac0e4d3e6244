"""An export to be compared: which kinds of file it has, and the records of one kind at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from analyzer.analysis.copies import copy_reason, digest_records, find_copies
from analyzer.analysis.exposure import file_state, is_read
from analyzer.analysis.matching import Key, KeyedRecords, column_keys
from analyzer.analysis.model import State
from analyzer.analysis.parts import Owner, assign
from analyzer.analysis.remarks import NOT_OF_THE_EXPORT, UNKNOWN_FILE
from analyzer.analysis.scenario import PARTICIPANT
from analyzer.mapping import ExportMapping, Table
from analyzer.reading.archive import Archive
from analyzer.reading.encoding import NotTextError
from analyzer.reading.locate import export_members, no_export
from analyzer.reading.members import Member, UnreadableMemberError
from analyzer.reading.reader import Reading, read

Kind = tuple[str, tuple[Key, ...]]
"""A kind of file: the name of its table, or where that is not known, the keys of its columns."""


@dataclass(frozen=True)
class ComparedFile:
    """One file of one of the exports. Of its `records`, the other export has those `unchanged`.

    `reason` says in plain words why its records are not compared, or not known. `rejected` records could not
    be read, and are in no other number.
    """

    path: str
    bytes: int
    state: State
    table: Table | None
    reason: str | None = None
    header: tuple[str | None, ...] = ()
    records: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A file whose records are compared, and the part of its table that each record belongs to."""

    file: ComparedFile
    reading: Reading
    parts: pa.Array

    @property
    def keyed(self) -> KeyedRecords:
        """Its records, for matching."""
        return KeyedRecords(self.reading.records, column_keys(self.reading.header))


class SheetReader:
    """Reads an opened export kind by kind. It keeps what is said of the files, and nothing of their cells.

    Raises ExportError if the archive, which is at `path`, holds no known file or more than one export.
    """

    def __init__(self, archive: Archive, path: Path, mapping: ExportMapping) -> None:
        self._archive, self._mapping = archive, mapping
        self._owner = Owner(mapping)
        self._root, members = export_members(archive, mapping)
        self.aside: list[ComparedFile] = []
        """The files that are not compared, each with a reason."""
        self._members: dict[Kind, list[Member]] = {}
        for member in members:
            kind = self._kind_of(member)
            if kind:
                self._members.setdefault(kind, []).append(member)
        if not any(table for table, _ in self._members) and not any(f.table for f in self.aside):
            raise no_export(path, archive, mapping)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of file there are."""
        return frozenset(self._members)

    def size(self, kind: Kind) -> int:
        """The bytes of the files of that kind."""
        return sum(member.size for member in self._members.get(kind, ()))

    def sheets(self, kind: Kind) -> list[Sheet]:
        """The files of that kind. Tables that tell who the owner is have to be asked for first: the parts of
        others depend on it.
        """
        read_files = list(self._readable(kind))
        for _, reading in read_files:
            if reading.table:
                self._owner.note(reading.records, reading.header, reading.table)
        copies = find_copies(
            (file.path, file.table, digest_records(reading)) for file, reading in read_files
        )
        sheets = []
        for file, reading in read_files:
            if file.path in copies:
                why = copy_reason(copies[file.path])
                self.aside.append(ComparedFile(file.path, file.bytes, "set_aside", file.table, why))
            else:
                parts = assign(reading.records, reading.header, reading.table, self._owner)
                sheets.append(Sheet(file, reading, parts))
        return sheets

    def _readable(self, kind: Kind) -> Iterator[tuple[ComparedFile, Reading]]:
        for member in self._members.get(kind, ()):
            if reading := self._read(member):
                state = file_state(reading.table)
                file = ComparedFile(
                    path=member.path.removeprefix(self._root),
                    bytes=member.size,
                    state=state,
                    table=reading.table,
                    reason=UNKNOWN_FILE if state == "unknown" else None,
                    header=reading.header,
                    records=reading.measured,
                    rejected=reading.rejected,
                )
                yield file, reading

    def _kind_of(self, member: Member) -> Kind | None:
        """The kind of file a member is; None, with a reason in `aside`, if it is not read."""
        table = self._mapping.match_path(member.path)
        if table:
            return table.name, ()
        path = member.path.removeprefix(self._root)
        if path == PARTICIPANT:
            self.aside.append(ComparedFile(path, member.size, "set_aside", None, NOT_OF_THE_EXPORT))
            return None
        if not is_read(member, table):
            self.aside.append(ComparedFile(path, member.size, "unknown", None, UNKNOWN_FILE))
            return None
        reading = self._read(member)
        if reading is None:
            return None
        return (reading.table.name, ()) if reading.table else ("", column_keys(reading.header))

    def _read(self, member: Member) -> Reading | None:
        """The records of a member; None, with a reason in `aside`, if it cannot be read."""
        try:
            data = self._archive.read(member)
            return read(data, member.path, self._mapping, self._archive.limits)
        except (UnreadableMemberError, NotTextError) as error:
            path, table = (
                member.path.removeprefix(self._root),
                self._mapping.match_path(member.path),
            )
            self.aside.append(ComparedFile(path, member.size, "unreadable", table, str(error)))
            return None
