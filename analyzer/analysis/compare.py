"""Compares two exports of one person, record by record: `compare(old, new, mapping) -> Comparison`.

The files of one kind are read together, those of the older export and those of the newer. They are read twice: for
digests of their records, which are matched, and to measure them. A batch of records is in memory at once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analyzer import __version__
from analyzer.analysis.analyze import Advance, ColumnsMeasuring, Kept, Progress, file_state
from analyzer.analysis.copies import Copies, Repeated
from analyzer.analysis.days import Orders, RecordDays
from analyzer.analysis.matching import (
    Codes,
    Key,
    KeyedRecords,
    RecordDigests,
    column_keys,
    match,
    with_plain_texts,
)
from analyzer.analysis.measure import ColumnMeasure
from analyzer.analysis.model import FACETS, column_rows, frames, volumes_of
from analyzer.analysis.parts import OwnerNames, assign
from analyzer.analysis.people import NamedColumns
from analyzer.analysis.walk import (
    UNKNOWN_FILE,
    ExportFile,
    State,
    Unread,
    file_check,
    is_partial,
    walk,
)
from analyzer.errors import ExportError
from analyzer.language import marked
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.reading.archive import Archive, open_archive
from analyzer.reading.reader import FileReading, RecordBatch
from analyzer.reading.refusals import check_files
from analyzer.reading.sources import CHANGED, Source
from analyzer.remarks import Remark, WithRemarks, remark
from analyzer.text import visible

_UNKNOWN: Final = (UNKNOWN_FILE,)
Parts = npt.NDArray[np.int16]

Kind = tuple[str, tuple[Key, ...]]
"""A kind of file: the name of its table, or where that is not known, the keys of its columns."""


@dataclass(frozen=True)
class ComparedFile(WithRemarks):
    """One file of one of the exports. Of its `records`, the other export has those `unchanged`.

    The `remarks` say in plain words why its records are not compared, or not known. `rejected` records could not
    be read, and are in no other number.
    """

    path: str
    bytes: int
    state: State
    table: Table | None
    remarks: tuple[Remark, ...] = ()
    header: tuple[str | None, ...] = ()
    records: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A file whose records are compared: a digest of each record, and the part of its table that it belongs to.

    The records themselves are read again when they are measured, so that no file is in memory as a whole.
    """

    file: ComparedFile
    keyed: KeyedRecords
    parts: Parts
    orders: Orders
    read: Callable[[Callable[[RecordBatch], None]], None]


class SheetReader:
    """Reads an opened export kind by kind. It keeps facts about the files, and nothing of their cells.

    Raises ExportError if the archive holds no known file or more than one export.
    """

    def __init__(self, archive: Archive, mapping: ExportMapping) -> None:
        self._owner = OwnerNames(mapping)
        self.aside: list[ComparedFile] = []
        """The files that are not compared, each with a reason."""
        self.kept = Kept(archive.path, archive.limits)
        self._files: dict[Kind, list[ExportFile]] = {}
        checks = []
        files = tuple(walk(archive, mapping))
        self.partial = is_partial(archive, files, mapping)
        for file in files:
            beginning = file.beginning()
            checks.append(file_check(file.table, file.size, beginning))
            kind = self._kind_of(file, beginning)
            if kind:
                self._files.setdefault(kind, []).append(file)
        check_files(archive.path, archive.files, checks, mapping)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of file there are."""
        return frozenset(self._files)

    def size(self, kind: Kind) -> int:
        """The bytes of the files of that kind."""
        return sum(file.size for file in self._files.get(kind, ()))

    def sheets(self, kind: Kind, digests: RecordDigests) -> list[Sheet]:
        """The files of that kind. Ask for the tables that name the owner first: the parts of others depend on it."""
        files = self._files.get(kind, ())
        if kind[0] in self._owner.tables:
            for file in files:
                file.read_batches(self._note)
        copies = Copies(files)
        sheets = (self._sheet(file, copies.repeated(file.path), digests) for file in files)
        return [sheet for sheet in sheets if sheet]

    def _sheet(
        self, file: ExportFile, repeated: Repeated | None, digests: RecordDigests
    ) -> Sheet | None:
        """The file without its `repeated` records; None, with a reason in `aside`, if none are left or it is unreadable."""
        if repeated and repeated.whole:
            self._put_aside(file, Unread("set_aside", (repeated.remark,)), file.recognised())
            return None
        looking = _Looking(self._owner, digests)
        reading = _read(file, repeated, looking.take)
        if self._owner.mistaken:
            looking = _Looking(self._owner, digests)
            reading = _read(file, repeated, looking.take)
        if isinstance(reading, Unread):
            self._put_aside(file, reading, file.table)
            return None
        parts = np.concatenate(looking.parts)
        state = file_state(reading.table)
        compared = ComparedFile(
            path=file.path,
            bytes=file.size,
            state=state,
            table=reading.table,
            remarks=(repeated.remark,) if repeated else _UNKNOWN if state == "unknown" else (),
            header=reading.header,
            records=len(parts),
            rejected=reading.rejected,
        )
        read = partial(_read_again, file, repeated, len(parts))
        keyed = KeyedRecords(
            column_keys(reading.header),
            np.concatenate(looking.digests),
            lambda take: read(lambda batch: take(with_plain_texts(batch))),
        )
        return Sheet(compared, keyed, parts, looking.dates.orders_seen, read)

    def _note(self, batch: RecordBatch) -> None:
        if batch.table:
            named = NamedColumns(batch.records, batch.header, self._owner.digests)
            self._owner.note(named, batch.table)

    def _kind_of(self, file: ExportFile, beginning: RecordBatch | Unread) -> Kind | None:
        """The kind of file it is; None, with a reason in `aside`, if it is not read."""
        if file.table:
            return file.table.name, ()
        if isinstance(beginning, Unread):
            self._put_aside(file, beginning, None)
            return None
        return (
            (beginning.table.name, ()) if beginning.table else ("", column_keys(beginning.header))
        )

    def _put_aside(self, file: ExportFile, unread: Unread, table: Table | None) -> None:
        self.aside.append(ComparedFile(file.path, file.size, unread.state, table, unread.remarks))


class _Looking:
    """What the first reading of a file shows of its records, batch by batch."""

    def __init__(self, owner: OwnerNames, digests: RecordDigests) -> None:
        self.digests = [np.zeros(0, np.uint64)]
        self.parts: list[Parts] = [np.zeros(0, np.int16)]
        self.dates = RecordDays()
        self._owner = owner
        self._digests = digests
        owner.begin_file()

    def take(self, batch: RecordBatch) -> None:
        """Look at the records of `batch`."""
        keys = column_keys(batch.header)
        self.digests.append(self._digests.in_columns(with_plain_texts(batch), keys, keys)[0])
        named = NamedColumns(batch.records, batch.header, self._owner.digests)
        self.parts.append(assign(named, batch.table, self._owner).to_numpy())
        self.dates.of(batch.records, batch.date_sources)


def _read(
    file: ExportFile, repeated: Repeated | None, take: Callable[[RecordBatch], None]
) -> FileReading | Unread:
    """Read the records of the file that are not `repeated`."""
    new = repeated.records_left() if repeated else None
    return file.read_batches(lambda batch: take(new(batch) if new else batch))


def _read_again(
    file: ExportFile,
    repeated: Repeated | None,
    number: int,
    take: Callable[[RecordBatch], None],
) -> None:
    """Read these records again, whose `number` is known. Raises ExportError if the file was changed meanwhile."""
    sentence = marked("{path} was changed while it was read.")
    changed = ExportError(remark(sentence, path=visible(file.path)), CHANGED)
    done = 0

    def counted(batch: RecordBatch) -> None:
        nonlocal done
        done += batch.records.num_rows
        if done > number:
            raise changed
        take(batch)

    reading = _read(file, repeated, counted)
    if isinstance(reading, Unread) or done < number:
        raise changed


# --- comparison ------------------------------------------------------------------------------------

Side = Literal["old", "new"]
Outcome = Literal["removed", "added", "unchanged"]

_ONLY_IN: Final[Mapping[Side, Outcome]] = {"old": "removed", "new": "added"}


@dataclass(frozen=True)
class ComparedExport:
    """One of the two exports: its name and its files. `partial`: by its name, it is only a part of an export."""

    name: str
    kind: Literal["folder", "zip"]
    files: tuple[ComparedFile, ...]
    partial: bool = False


@dataclass(frozen=True, eq=False)
class Comparison:
    """The data that two exports of one person share, and the data that only one has.

    `volumes` has a row per column of either export, part of its table, and change: the `MEASURES`, with the `FACETS`,
    the `side` ("old" or "new") and the `change` as index. What is "removed" is in the older export alone, what is
    "added" in the newer alone; what is "unchanged" is in both, and has a row on either side. A value is unchanged
    if both exports have its record and its column. Every total is a group-by on this table.
    """

    tool_version: str
    mapping: ExportMapping
    old: ComparedExport
    new: ComparedExport
    volumes: pd.DataFrame


def compare(
    old: Source,
    new: Source,
    mapping: ExportMapping,
    *,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the exports `old` and `new`, each an unzipped folder or a ZIP. Raises ExportError like `analyze`."""
    advance = Advance(progress)
    with open_archive(old, limits, advance) as first, open_archive(new, limits, advance) as second:
        before, after = SheetReader(first, mapping), SheetReader(second, mapping)
        kinds = _in_order(before.kinds | after.kinds, mapping)
        sizes = {kind: before.size(kind) + after.size(kind) for kind in kinds}
        advance.total = sum(sizes.values())
        files: list[_Compared] = []
        for kind in kinds:
            files += _compare_kind(before, after, kind, mapping)
            advance(sizes[kind])
        return Comparison(
            tool_version=__version__,
            mapping=mapping,
            old=_export(first, before, "old", files),
            new=_export(second, after, "new", files),
            volumes=_volumes(files),
        )


def _in_order(kinds: Iterable[Kind], mapping: ExportMapping) -> list[Kind]:
    """The kinds of file: those that name the owner first, and unknown ones last."""
    owners = {source.table for source in mapping.owner_columns("name")}
    places = {table.name: place for place, table in enumerate(mapping.tables)}
    return sorted(
        kinds,
        key=lambda kind: (kind[0] not in owners, places.get(kind[0], len(places)), repr(kind[1])),
    )


# --- one kind of file ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Compared:
    """One file of one side, with a row and a measure for each of its columns, parts and changes."""

    side: Side
    file: ComparedFile
    rows: tuple[dict[str, Any], ...]
    measures: tuple[ColumnMeasure, ...]


def _compare_kind(
    old: SheetReader, new: SheetReader, kind: Kind, mapping: ExportMapping
) -> list[_Compared]:
    digests = RecordDigests()
    before, after = (reader.sheets(kind, digests) for reader in (old, new))
    matches = match([sheet.keyed for sheet in before], [sheet.keyed for sheet in after], digests)
    return [
        *map(partial(_compared, mapping, old.kept, "old", matches.same), before, matches.old),
        *map(partial(_compared, mapping, new.kept, "new", matches.same), after, matches.new),
    ]


def _compared(
    mapping: ExportMapping,
    kept: Kept,
    side: Side,
    same: Sequence[frozenset[Key]],
    sheet: Sheet,
    codes: Codes,
) -> _Compared:
    file = replace(sheet.file, unchanged=int(np.count_nonzero(codes)))
    measuring = {code: ColumnsMeasuring(sheet.orders) for code in np.unique(codes)}
    done = 0

    def take(batch: RecordBatch) -> None:
        nonlocal done
        here = slice(done, done + batch.records.num_rows)
        done = here.stop
        for code in np.unique(codes[here]):
            chosen = codes[here] == code
            records = batch.records.filter(pa.array(chosen))
            parts = pa.array(sheet.parts[here][chosen])
            measuring[code].add(RecordBatch(batch.table, batch.header, records), parts)
        kept.check(sum(columns.days for columns in measuring.values()))

    sheet.read(take)
    rows: list[dict[str, Any]] = []
    measures: list[ColumnMeasure] = []
    for code, columns in measuring.items():
        result = columns.result()
        measures += result
        for row in column_rows(file.path, file.table, file.header, result, mapping):
            unchanged = sheet.keyed.keys[row["position"]] in same[code]
            change = "unchanged" if unchanged else _ONLY_IN[side]
            rows.append({**row, "side": side, "change": change})
    kept.add(measures)
    return _Compared(side, file, tuple(rows), tuple(measures))


# --- all together --------------------------------------------------------------------------------


def _export(
    archive: Archive, reader: SheetReader, side: Side, compared: Iterable[_Compared]
) -> ComparedExport:
    files = [*reader.aside, *(file.file for file in compared if file.side == side)]
    files.sort(key=lambda file: file.path)
    return ComparedExport(archive.name, archive.kind, tuple(files), reader.partial)


def _volumes(compared: Sequence[_Compared]) -> pd.DataFrame:
    rows = [row for file in compared for row in file.rows]
    measures = (measure for file in compared for measure in file.measures)
    return volumes_of(*frames(rows, measures, (*FACETS, "side", "change")))
