"""Analyses one export: `analyze(path, mapping) -> Analysis`, which everything above is built on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from analyzer import __version__
from analyzer.analysis.copies import Copies, Repeated
from analyzer.analysis.days import USUAL_ORDERS, Orders, RecordDays
from analyzer.analysis.measure import ColumnMeasure, Measuring, measure
from analyzer.analysis.model import Analysis, FileExposure, column_rows, frames
from analyzer.analysis.parts import OwnerNames, assign
from analyzer.analysis.people import NamedColumns, PeopleCounter
from analyzer.analysis.walk import (
    UNKNOWN_FILE,
    ExportFile,
    State,
    Unread,
    file_check,
    is_partial,
    walk,
)
from analyzer.language import forms, marked
from analyzer.limits import DEFAULT, Limits, check_limit
from analyzer.mapping.columns import fold_name
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.reading.archive import open_archive
from analyzer.reading.reader import FileReading, RecordBatch
from analyzer.reading.refusals import check_files
from analyzer.reading.sources import Source
from analyzer.remarks import Remark, counted, remark

Progress = Callable[[int, int], None]
"""Called with the bytes measured so far and the bytes there are, for each block that is read and after each file.

There are 0 bytes while the files are listed.

An exception that it raises ends the reading.
"""


@dataclass
class Advance:
    """Counts the bytes that are `done` of a `total`, and calls `progress`, if there is one."""

    progress: Progress | None
    total: int = 0
    done: int = 0

    def __call__(self, size: int = 0) -> None:
        """Add `size` bytes."""
        self.done += size
        if self.progress:
            self.progress(self.done, self.total)


def analyze(
    source: Source,
    mapping: ExportMapping,
    *,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse the export: the unzipped folder, or the ZIP.

    Raises ExportError when it cannot be opened, holds no known file, more than one export, or more than the `limits` say.
    """
    advance = Advance(progress)
    with open_archive(source, limits, advance) as archive:
        files = tuple(walk(archive, mapping))
        owner = OwnerNames(mapping)
        seen = _Seen(PeopleCounter(mapping, owner.digests), owner, Kept(archive.path, limits))
        advance.total = sum(file.size for file in files)
        copies = Copies(files)
        exposed: dict[str, _Exposed] = {}
        checks = []
        for file in _owner_first(files, seen.owner):
            exposed[file.path], reading = _expose(file, seen, copies.repeated(file.path))
            checks.append(file_check(file.table, file.size, reading))
            advance(file.size)
    check_files(archive.path, archive.files, checks, mapping)
    people = seen.people.count(owner.names)
    seen.kept.check(0, people.distinct)
    counted = [exposed[file.path] for file in files]
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
        people=people,
        partial=is_partial(archive, files, mapping),
    )


# --- one file ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exposed:
    """One file with the measures of its columns."""

    file: FileExposure
    header: tuple[str | None, ...] = ()
    measures: tuple[ColumnMeasure, ...] = ()


@dataclass(frozen=True)
class _Seen:
    """What is learnt from all files: the people in them, and who the owner is."""

    people: PeopleCounter
    owner: OwnerNames
    kept: "Kept"


@dataclass
class Kept:
    """The `days` kept of all columns of the export at `path`, within the `limits`."""

    path: Path
    limits: Limits
    days: int = 0

    def check(self, days: int, people: int = 0) -> None:
        """Check these further days and this number of people against the limits. Raises ExportError."""
        days += self.days
        check_limit(self.path, self.limits, "days", days)
        check_limit(self.path, self.limits, "people", people)

    def add(self, measures: Sequence[ColumnMeasure]) -> None:
        """Add the days of the columns of a file. Raises ExportError."""
        days = sum(len(measure.days) for measure in measures)
        self.check(days)
        self.days += days


def _owner_first(files: Sequence[ExportFile], owner: OwnerNames) -> Sequence[ExportFile]:
    """The files, those that name the owner first: the others ask who wrote their records.

    Files whose names are unknown come next: one of them may be a renamed table that names the owner.
    """

    def place(file: ExportFile) -> int:
        if file.table is None:
            return 1
        return 0 if file.table.name in owner.tables else 2

    return sorted(files, key=place)


def _expose(
    file: ExportFile, seen: _Seen, repeated: Repeated | None
) -> tuple[_Exposed, FileReading | Unread]:
    if repeated and repeated.whole:
        aside = Unread("set_aside", (repeated.remark,))
        exposure = FileExposure(file.path, file.size, aside.state, aside.remarks, file.recognised())
        return _Exposed(exposure), aside
    counting = _Counting(seen, repeated)
    reading = file.read_batches(counting.add)
    orders = counting.columns.dates.orders_seen
    if isinstance(reading, FileReading) and (seen.owner.mistaken or orders != USUAL_ORDERS):
        counting = _Counting(seen, repeated, orders)
        reading = file.read_batches(counting.add)
    if isinstance(reading, Unread):
        exposure = FileExposure(file.path, file.size, reading.state, reading.remarks, file.table)
        return _Exposed(exposure), reading
    seen.people.include(counting.people)
    seen.kept.check(0, seen.people.least)
    measures = counting.columns.result()
    seen.kept.add(measures)
    elsewhere = repeated.number if repeated else 0
    exposure = FileExposure(
        path=file.path,
        bytes=reading.size,  # a ZIP may say anything
        state=file_state(reading.table),
        remarks=file_remarks(reading, counting.columns.dates, repeated),
        table=reading.table,
        dialect=reading.dialect,
        repairs=reading.repairs,
        found=reading.found - elsewhere,
        measured=reading.measured - elsewhere,
        rejected=reading.rejected,
        rejected_lines=reading.rejected_lines,
    )
    return _Exposed(exposure, reading.header, measures), reading


class _Counting:
    """What is counted of a file, batch by batch; nothing is `seen` of one that cannot be read to its end."""

    def __init__(
        self, seen: _Seen, repeated: Repeated | None, orders: Orders = USUAL_ORDERS
    ) -> None:
        self.people = seen.people.beginning()
        self.columns = ColumnsMeasuring(orders)
        self._new = repeated.records_left() if repeated else None
        self._owner = seen.owner
        self._kept = seen.kept
        self._owner.begin_file()

    def add(self, batch: RecordBatch) -> None:
        """Count the records of `batch`."""
        if self._new:
            batch = self._new(batch)
        named = NamedColumns(batch.records, batch.header, self._owner.digests)
        if batch.table:
            self.people.add(named, batch.table)
            self._owner.note(named, batch.table)
        parts = assign(named, batch.table, self._owner)
        self.columns.add(batch, parts)
        self._kept.check(self.columns.days, self.people.least)


def file_state(table: Table | None) -> State:
    """The state of a file that could be read, by the table it was recognised as."""
    if table is None:
        return "unknown"
    return "set_aside" if table.set_aside else "mapped"


# --- columns ---------------------------------------------------------------------------------------


class ColumnsMeasuring:
    """Measures the columns of a file whose records come in batches. `orders` are those of its dates."""

    def __init__(self, orders: Orders = USUAL_ORDERS) -> None:
        self.dates = RecordDays(orders)
        self._measuring = Measuring()
        self._nothing: tuple[ColumnMeasure, ...] = ()

    def add(self, batch: RecordBatch, parts: pa.Array) -> None:
        """Measure the records of `batch`; `parts` has the part of its table that each belongs to."""
        measured = measure(batch.records, self.dates, batch.date_sources, parts, batch.text_columns)
        if batch.records.num_rows:
            self._measuring.add(measured)
        else:
            self._nothing = measured

    @property
    def days(self) -> int:
        """The number of days of all columns together, as last merged."""
        return self._measuring.days

    def result(self) -> tuple[ColumnMeasure, ...]:
        """The columns, in all batches."""
        return self._measuring.result() or self._nothing


# --- remarks ---------------------------------------------------------------------------------------

_RESAVED: Final = {
    "semicolon": marked("semicolons between its cells"),
    "tab": marked("tabs between its cells"),
    "byte-order-mark": marked("a mark at its beginning"),
    "end-of-file-mark": marked("a mark at its end"),
    "cp1252": marked("another encoding"),
    "extra-empty-cells": marked("extra empty cells"),
    "missing-empty-cells": marked("missing empty cells"),
    "header-missing": marked("no header"),
    "wrapped-lines": marked("each line in quotes"),
}
"""What another program did to a file, by its dialect and repairs."""


def file_remarks(
    reading: FileReading, dates: RecordDays, repeated: Repeated | None = None
) -> tuple[Remark, ...]:
    """What a reader should know of this file; nothing where all is as usual."""
    table = reading.table
    if table and table.set_aside:
        return (Remark(table.set_aside),)  # a sentence of the mapping, which has a catalogue too
    if table is None:
        named = marked("Its first line is taken for the names of its columns.")
        return (UNKNOWN_FILE, remark(named if reading.header else marked("It is empty.")))
    if not reading.header:
        return (remark(marked("The file is empty.")),)
    overlap = [repeated.remark] if repeated else []
    return (*overlap, *_remarks(reading, table, dates))


def _remarks(reading: FileReading, table: Table, dates: RecordDays) -> Iterator[Remark]:
    if not reading.found:
        yield remark(marked("It has no records: nothing of this kind was exported."))
    signs = [
        remark(_RESAVED[sign]) for sign in (reading.dialect, *reading.repairs) if sign in _RESAVED
    ]
    if signs:
        yield remark(marked("Saved again by another program ({signs})."), signs=tuple(signs))
    if "header-damaged" in reading.repairs:
        yield remark(
            marked(
                "What is above its records is damaged: they were read by the header LinkedIn writes."
            )
        )
    if not any(name and table.column(name) for name in reading.header):
        yield remark(
            marked("Its first line is not a header LinkedIn writes; its columns are not known.")
        )
    else:
        yield from _header_remarks(table.in_file(reading.header), table)
    yield from _date_remarks(dates)


def _date_remarks(dates: RecordDays) -> Iterator[Remark]:
    if dates.undated:
        yield _of_dates(_ONE_UNDATED, _UNDATED, dates.undated, dates)
    if dates.rewritten:
        yield _of_dates(_ONE_REWRITTEN, _REWRITTEN, dates.rewritten, dates)


def _of_dates(single: str, both: tuple[str, str], number: int, dates: RecordDays) -> Remark:
    return remark(single) if dates.number == 1 else counted(both, number, all=dates.number)


_ONE_UNDATED: Final = marked(
    "1 of 1 date is not written as LinkedIn writes them; that record is undated."
)
_UNDATED: Final = forms(
    "{number} of {all} dates is not written as LinkedIn writes them; that record is undated.",
    "{number} of {all} dates are not written as LinkedIn writes them; those records are undated.",
)
_ONE_REWRITTEN: Final = marked(
    "1 of 1 date is not written as LinkedIn writes them but as spreadsheets do; they were read."
)
_REWRITTEN: Final = forms(
    "{number} of {all} dates is not written as LinkedIn writes them but as spreadsheets do; they were read.",
    "{number} of {all} dates are not written as LinkedIn writes them but as spreadsheets do; they were read.",
)


def _header_remarks(header: Sequence[str | None], table: Table) -> Iterator[Remark]:
    if header in table.headers:
        return
    names = [name and fold_name(name) for name in header]
    nearest = max(
        table.headers, key=lambda known: len(set(names) & set(map(fold_name, known))), default=()
    )
    missing = [name for name in dict.fromkeys(nearest) if name and fold_name(name) not in names]
    if missing:
        yield remark(
            marked("Columns that LinkedIn writes are missing: {names}."), names=", ".join(missing)
        )
    added = sum(name not in set(map(fold_name, nearest)) for name in names)
    if added:
        yield counted(_ADDED, added)


_ADDED: Final = forms(
    "It has {number} column LinkedIn has not been seen to write.",
    "It has {number} columns LinkedIn has not been seen to write.",
)
