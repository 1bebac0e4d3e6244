"""Reads a file: finds its table and header, and passes on its records in batches."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.language import marked
from analyzer.limits import DEFAULT, MB, Limits, megabytes, to_allow
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import DateSource, Table
from analyzer.reading.cells import repair_cells, with_questions
from analyzer.reading.damaged import frame_wrapped, has_lines_like_records
from analyzer.reading.decode import (
    ZEROS,
    Blocks,
    CountedBlocks,
    NotTextError,
    Window,
    beginning_of,
    detect_encoding,
    whole_lines,
)
from analyzer.reading.dialects import CSV, FileLayout, layout_of
from analyzer.reading.framed import DIALECTS, Form, FramedRecords, TextPart, split_framed
from analyzer.reading.header import Header, find_header
from analyzer.reading.joined import JoinedFiles, hold_back_notes
from analyzer.reading.plausible import record_checks
from analyzer.reading.records import parse_records
from analyzer.reading.widths import Widths
from analyzer.remarks import remark

BATCH = 2 << 20
"""The bytes of a file that are split at once. Their records are a batch."""

LINES_KEPT = 100
"""The number of rejected records whose lines are kept. A damaged file can have millions."""


@dataclass(frozen=True)
class FileReading:
    """A file after its records were read.

    `table` is the table it was recognised as, by name or by header. `header` has a name per column; None where
    the first line may be data and must not be shown. `records` has a string column per column of the file,
    named by position from "0"; it is empty if the records were passed on in batches. Every record is either
    `measured` or `rejected`; the first `LINES_KEPT` rejected ones have the lines they begin on in
    `rejected_lines`. `size` is the file's in bytes. `written` is the complete line that was taken as the header, to
    be shown to its owner only; it is empty if the header is not from the file.
    """

    table: Table | None
    dialect: str | None
    header: tuple[str | None, ...] = ()
    records: pa.Table = field(default_factory=lambda: pa.table({}))
    measured: int = 0
    rejected: int = 0
    rejected_lines: tuple[int, ...] = ()
    repairs: tuple[str, ...] = ()
    encoding: str = ""
    size: int = 0
    written: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """The number of records, measured or rejected."""
        return self.measured + self.rejected


@dataclass(frozen=True)
class RecordBatch:
    """Some records of a file, in its order, with the table and header of its `FileReading`."""

    table: Table | None
    header: tuple[str | None, ...]
    records: pa.Table

    @property
    def date_sources(self) -> Sequence[tuple[int, DateSource]]:
        """The places of the columns with a record's date, best first."""
        return self.table.date_sources(self.header) if self.table else ()

    @property
    def text_columns(self) -> Sequence[int]:
        """The places of the columns of text."""
        columns = [self.table.column(name) if self.table else None for name in self.header]
        return [place for place, column in enumerate(columns) if column and column.kind == "text"]


def read(data: bytes, path: str, mapping: ExportMapping, limits: Limits = DEFAULT) -> FileReading:
    """The records in `data`, the bytes of the file at `path`, all at once. Raises NotTextError like `read_batches`."""
    batches: list[pa.Table] = []
    reading = read_batches(
        lambda: (data,), path, mapping, lambda batch: batches.append(batch.records), limits
    )
    return replace(reading, records=pa.concat_tables(batches)) if batches else reading


def read_batches(
    blocks: Blocks,
    path: str,
    mapping: ExportMapping,
    take: Callable[[RecordBatch], None],
    limits: Limits = DEFAULT,
    size: int = BATCH,
    *,
    one_by_one: bool = False,
    beat: Callable[[], None] = lambda: None,
) -> FileReading:
    """Read the file at `path`, whose bytes are in `blocks`, and call `take` with batches of about `size` bytes.

    `take` is called at least once, with the header, unless the file is empty. With `one_by_one`, well-formed records
    are found one by one too, which gives the same records, slowly. `beat` is called for each batch and for each record
    that is found one by one, and may end this by an exception.

    Raises NotTextError if the file is not text (such as a workbook named .csv, or zeros), or if it exceeds the `limits`
    for columns or records, perhaps after some batches. Damage inside a text raises nothing: records that cannot be read
    are `rejected`.
    """
    table = mapping.names.match_path(path)
    encoding = detect_encoding(blocks)
    counted = CountedBlocks(blocks)
    repairs = set(encoding.repairs)
    window = Window(encoding.utf8(counted, repairs))
    text = beginning_of(window, limits.record * MB, size)
    if not text:
        if counted.size and not any(block.strip(b"\x00") for block in blocks()):
            raise NotTextError(ZEROS)
        return FileReading(
            table,
            None,
            repairs=tuple(sorted(repairs)),
            encoding=encoding.name,
            size=counted.size,
        )
    above = window.line - 1
    header = find_header(text, path, table, mapping, limits.columns)
    if len(header.names) > limits.columns:
        raise NotTextError(
            remark(
                marked("It has more than {most} columns, more than any file of an export."),
                most=limits.columns,
            ),
            to_allow("columns", 1 + text.count(header.delimiter, 0, header.end)),
        )
    window.forget(len(text[: header.end].encode()))
    layout = layout_of(header.table)
    below = "" if header.wrapped else text[header.end :][:_TOP]
    delimiter = header.wrapped or header.delimiter
    widths = Widths(header.table, header.names, below, delimiter, beat)
    checks = record_checks(header.table, header.names)
    form = Form(
        header.names,
        header.delimiter,
        *checks,
        widths=lambda: widths.of_records,
        heads=mapping.names.is_header,
    )

    def fitting(layout: FileLayout, form: Form, begin: int) -> FileLayout:
        fits = layout.fits is None or layout.fits(whole_lines(encoding.utf8(blocks()), begin), form)
        return layout if fits else CSV

    layout = fitting(layout, form, window.begin)
    if one_by_one:
        layout = replace(layout, well_formed=None)
    records = _RecordReader(
        window,
        header,
        form,
        layout,
        limits,
        lambda: sum(map(len, blocks())),
        widths,
        mapping,
        fitting,
        beat,
    )
    records.read(take, size)
    rejected = [*(above + line for line in header.rejected), *records.rejected_lines]
    in_utf16 = encoding.name == "utf-16" and not layout_of(table).any_encoding
    return FileReading(
        table=header.table,
        dialect=f"utf16-{records.dialect}" if in_utf16 else records.dialect,
        header=records.names,
        measured=records.number,
        rejected=len(header.rejected) + records.rejected,
        rejected_lines=tuple(rejected[:LINES_KEPT]),
        repairs=tuple(sorted({*repairs, *header.repairs, *records.repairs})),
        encoding=encoding.name,
        size=counted.size,
        written=header.written,
    )


_TOP = 1 << 16
"""The characters below the header that show how the lines of a file are alike."""

_AHEAD = MB
"""More characters after a record than its end can depend on."""

_LEAST_RECORD = 4
"""Bytes. Files of shorter records are split into smaller batches than others, to limit the number of records in each."""


_MOST_LINES = 1 << 18
"""A search for the end of damage goes on in another part after so many lines, which takes about a second."""


@dataclass(frozen=True)
class _Taken:
    """Records, and the number of bytes that they take in the window."""

    records: pa.Table
    size: int


class _RecordReader:
    """Reads the records in the `window`, below the header. `size` counts the bytes of the file."""

    def __init__(
        self,
        window: Window,
        header: Header,
        form: Form,
        layout: FileLayout,
        limits: Limits,
        size: Callable[[], int],
        widths: Widths,
        mapping: ExportMapping,
        fitting: Callable[[FileLayout, Form, int], FileLayout],
        beat: Callable[[], None],
    ) -> None:
        self._window = window
        self._header = header
        self.names = with_questions(header.names, header.table)
        """The names of the columns of its records."""
        self._form = form
        self._layout = layout
        self._other: tuple[Form, FileLayout] | None = None
        """The form and layout of the records below the header of another table."""
        self._mapping = mapping
        self._fitting = fitting
        self._beat = beat
        self._widths = widths
        self._longest = limits.record
        self._size = size
        self._joined = JoinedFiles(header, mapping)
        self._damaged = False
        self.dialect = ""
        self.number = 0
        self.rejected = 0
        self.rejected_lines: list[int] = []
        self.repairs: set[str] = set()

    def read(self, take: Callable[[RecordBatch], None], size: int) -> None:
        """Call `take` with batches of records, each of about `size` bytes unless a record is longer."""
        looked_at, ended = size, False
        while not ended:
            data, last = self._window.look(looked_at)
            taken = self._well_formed(data, last=last) or self._framed(data, size, last=last)
            if taken is None and looked_at > size:  # more records may show where notes end
                taken = self._framed(data, looked_at, last=last)
            if taken is None:  # no record is whole
                looked_at *= 2
                continue
            self._window.forget(taken.size)
            looked_at, ended = size, last and taken.size == len(data)
            records, repaired = repair_cells(taken.records, self._header.names, self._header.table)
            self.repairs |= repaired
            self.number += records.num_rows
            take(RecordBatch(self._header.table, self.names, records))
            self._beat()

    def _well_formed(self, data: bytes, *, last: bool) -> _Taken | None:
        """The well-formed records at the beginning of `data`, split at once; None if they must be found one by one."""
        form, well_formed = self._form, self._layout.well_formed
        one_by_one = (
            self._damaged or self._header.wrapped or self._other or self._joined.has_other_columns
        )
        if one_by_one or not well_formed:
            return None
        # One record may exceed the limit. Which one is seen when they are beginning one by one.
        if len(data) > self._longest * MB:
            return None
        beginning = well_formed(data, form, last)
        if not beginning.size:
            return None
        try:
            parsed = parse_records(beginning.rfc4180, form.delimiter, form.width)
        except pa.ArrowInvalid:  # its message quotes cells
            return None
        whole = last and beginning.size == len(data)
        if parsed.short or parsed.long or self._has_other_lines(parsed.table, last=whole):
            return None
        self.dialect = beginning.dialect
        self.repairs |= beginning.repairs
        if has_lines_like_records(beginning.rfc4180, parsed.table.num_rows, form):
            self.repairs.add("lines-like-records")
        return _Taken(parsed.table, beginning.size)

    def _has_other_lines(self, records: pa.Table, *, last: bool) -> bool:
        """Whether one of the records may be a repeated header, a blank line or shifted."""
        if self._widths.overflowing(records) is not None:
            return True
        if self._joined.may_begin_in(records, last=last):
            return True
        cells = records.column(0)
        return self._form.width == 1 and pc.index(pc.utf8_trim(cells, " "), "").as_py() >= 0

    def _framed(self, data: bytes, size: int, *, last: bool) -> _Taken | None:
        """The records in `data`, found one by one; None if no record is whole."""
        if self._layout.single:
            self._check_length(len(data), whole=True)
            if not last:
                return None
        text, width = data.decode(), self._form.width
        most = max(1, size // _LEAST_RECORD)
        longest = self._longest * MB + 1
        part = TextPart(last, longest, self._damaged, most, _MOST_LINES, self._beat)
        framed, headers, changes = self._until_other_table(text, part)
        if width > 1 and not changes and (not last or framed.end < len(text)):
            hold_back_notes(framed, text, self._window.line)
        end = framed.end
        if text and not end:
            if not last:
                self._check_length(len(text) - _AHEAD, whole=False)
            return None
        self._damaged = framed.damaged
        self._check_length(_longest(framed.texts), whole=last or end < len(text))
        self._joined.drop_headers(framed, headers)
        if changes:
            self._other = self._as_other_table(self._window.begin + len(text[:end].encode()))
        records = split_framed(framed, self._widths)
        if framed.dialect != DIALECTS[framed.delimiter] or not self.dialect:
            self.dialect = framed.dialect  # comments in one file may be in several
        self.rejected += len(framed.rejected)
        self.rejected_lines += sorted(framed.rejected)[: LINES_KEPT - len(self.rejected_lines)]
        self.repairs |= framed.repairs
        return _Taken(records, len(text[:end].encode()))

    def _until_other_table(
        self, text: str, part: TextPart
    ) -> tuple[FramedRecords, Mapping[int, Sequence[str]], bool]:
        """The records, up to a header with records of another table below; the headers; and whether there is such a header."""
        framed = self._frame(text, part)
        headers = self._joined.headers_in(framed)
        end = 0
        if headers and not self._header.wrapped:
            end = self._joined.end_below_header(framed, headers, text, self._window.line)
        if end:
            framed = self._frame(text[:end], replace(part, last=True, most_lines=sys.maxsize))
            headers = self._joined.headers_in(framed)
        if self._other:  # nothing of these records is read
            framed.repairs.clear()
            framed.dialect = self.dialect
        return framed, headers, bool(end)

    def _frame(self, text: str, part: TextPart) -> FramedRecords:
        wrapped, line = self._header.wrapped, self._window.line
        if wrapped:
            return frame_wrapped(text, self._form, wrapped, line, part)
        form, layout = self._other or (self._form, self._layout)
        return layout.frame(text, form, line, part)

    def _as_other_table(self, begin: int) -> tuple[Form, FileLayout] | None:
        """The form and layout of the records from byte `begin` on; None if they are of the table itself."""
        names = self._joined.other_table
        if not names:
            return None
        table = self._mapping.names.match_header("", names)
        checks, heads = record_checks(table, names), self._mapping.names.is_header
        form = Form(names, self._form.delimiter, *checks, heads=heads)
        layout = layout_of(table)
        return form, CSV if layout.header else self._fitting(layout, form, begin)

    def _check_length(self, longest: int, *, whole: bool) -> None:
        """Check the longest record against the limit; more may follow if it is not `whole`. Raises NotTextError."""
        if longest > self._longest * MB:
            needed = megabytes(longest if whole else self._size())
            raise NotTextError(
                remark(
                    marked("It has a record larger than {most} MB, larger than any of an export."),
                    most=self._longest,
                ),
                to_allow("record", needed),
            )


def _longest(texts: Sequence[str]) -> int:
    """The length of the longest text in bytes."""
    return max((len(text) if text.isascii() else len(text.encode()) for text in texts), default=0)
