"""Analyses one export: `analyze(path, mapping) -> Analysis`, which everything above is built on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer import __version__
from analyzer.analysis.buffers import Cells
from analyzer.analysis.columns import ColumnsMeasuring, expose_columns
from analyzer.analysis.copies import RecordsDigest, copy_reason, find_copies
from analyzer.analysis.model import Analysis, ColumnExposure, FileExposure, State, tidy
from analyzer.analysis.parts import Owner, assign
from analyzer.analysis.people import PeopleCounter
from analyzer.analysis.policy import assess
from analyzer.analysis.remarks import NOT_OF_THE_EXPORT, UNKNOWN_FILE, file_reason
from analyzer.analysis.scenario import PARTICIPANT
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping import ExportMapping, Table
from analyzer.reading.archive import Archive, open_archive
from analyzer.reading.encoding import NotTextError
from analyzer.reading.locate import export_members, no_export
from analyzer.reading.members import Member, UnreadableMemberError
from analyzer.reading.reader import Batch, read_batches

Progress = Callable[[int, int], None]
"""Called with the bytes measured so far and the bytes there are."""

READ = (".csv", ".tsv", ".txt")
"""Endings of files that are read although no known file is called so: their header may be known."""


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
        root, members = export_members(archive, mapping)
        seen = _Seen(PeopleCounter(mapping), Owner(mapping))
        total, done = sum(member.size for member in members), 0
        exposed: dict[str, _Exposed] = {}
        for member in _owner_first(members, mapping, seen.owner):
            exposed[member.path] = _expose(archive, member, root, mapping, seen)
            done += member.size
            if progress:
                progress(done, total)
    counted = _mark_copies([exposed[member.path] for member in members])
    if not any(each.file.table for each in counted):
        raise no_export(path, archive, mapping)
    assessments = assess(mapping)
    columns, days = tidy((column for each in counted for column in each.columns), assessments)
    return Analysis(
        tool_version=__version__,
        mapping=mapping,
        assessments=assessments,
        name=archive.name,
        kind=archive.kind,
        files=tuple(each.file for each in counted),
        columns=columns,
        days=days,
        people=seen.people.count(),
    )


# --- one member ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exposed:
    """One member with its columns, and a digest of its records."""

    file: FileExposure
    columns: tuple[ColumnExposure, ...] = ()
    digest: bytes = b""


@dataclass(frozen=True)
class _Seen:
    """What is learnt over all members: the people in them, and who the owner is."""

    people: PeopleCounter
    owner: Owner


def _owner_first(
    members: Sequence[Member], mapping: ExportMapping, owner: Owner
) -> Sequence[Member]:
    """The members, those first that tell who the owner is: the others ask who wrote their records.

    Those that no known file is called like come next: one of them may be a renamed table that tells it.
    """

    def place(member: Member) -> int:
        table = mapping.match_path(member.path)
        if table is None:
            return 1
        return 0 if table.name in owner.tables else 2

    return sorted(members, key=place)


def _expose(
    archive: Archive, member: Member, root: str, mapping: ExportMapping, seen: _Seen
) -> _Exposed:
    path = member.path.removeprefix(root)
    if path == PARTICIPANT:
        return _Exposed(FileExposure(path, member.size, "set_aside", NOT_OF_THE_EXPORT))
    table = mapping.match_path(member.path)
    if not is_read(member, table):
        return _Exposed(FileExposure(path, member.size, "unknown", UNKNOWN_FILE))
    try:
        blocks = archive.blocks(member)
        counting = _Counting(seen)
        reading = read_batches(blocks, member.path, mapping, counting.add, archive.limits)
        if seen.owner.mistaken:
            counting = _Counting(seen)
            reading = read_batches(blocks, member.path, mapping, counting.add, archive.limits)
    except (UnreadableMemberError, NotTextError) as error:
        return _Exposed(FileExposure(path, member.size, "unreadable", str(error), table))
    seen.people.include(counting.people)
    measures = counting.columns.result()
    columns = tuple(expose_columns(path, reading.table, reading.header, measures))
    file = FileExposure(
        path=path,
        bytes=reading.size,  # a ZIP may say anything
        state=file_state(reading.table),
        reason=file_reason(reading, columns),
        table=reading.table,
        dialect=reading.dialect,
        repairs=reading.repairs,
        found=reading.found,
        measured=reading.measured,
        rejected=reading.rejected,
        rejected_lines=reading.rejected_lines,
    )
    return _Exposed(file, columns, counting.digest.of(reading))


class _Counting:
    """What is counted of a file, batch by batch; nothing is `seen` of one that cannot be read to its end."""

    def __init__(self, seen: _Seen) -> None:
        self.people = seen.people.beginning()
        self.columns = ColumnsMeasuring()
        self.digest = RecordsDigest()
        self._owner = seen.owner
        self._owner.begin_file()

    def add(self, batch: Batch) -> None:
        """Count the records of `batch`."""
        if batch.table:
            self.people.add(batch.records, batch.header, batch.table)
            self._owner.note(batch.records, batch.header, batch.table)
        parts = assign(batch.records, batch.header, batch.table, self._owner)
        cells = Cells.of(batch.records)
        self.columns.add(batch, parts, cells)
        self.digest.add(batch, cells)


def is_read(member: Member, table: Table | None) -> bool:
    """Whether it is tried to read `member`, which is `table` by its name; also to say why it cannot be."""
    return bool(table or member.refused or member.path.lower().endswith(READ))


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
