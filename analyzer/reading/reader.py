"""Reads a member: finds its table and header, and has its records framed and split."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from analyzer.limits import (
    DEFAULT,
    MB,
    Limits,
    megabytes,
    to_allow,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.reading.cells import (
    drop_repeated_headers,
    longest_of,
    repair_cells,
    split_records,
)
from analyzer.reading.damaged import (
    DIALECTS,
    Form,
    FramedRecords,
    Plausible,
    TextPart,
    frame_wrapped,
)
from analyzer.reading.decode import (
    Blocks,
    NotTextError,
    Window,
    count_lines,
    detect_encoding,
    whole_lines,
)
from analyzer.reading.dialects import (
    CSV,
    FileLayout,
    layout_of,
)
from analyzer.reading.header import (
    Header,
    find_header,
)
from analyzer.reading.plain import LONGEST

BATCH = 2 << 20
"""Bytes of a file that are split at once, in which its records are handed on."""

LINES_TOLD = 100
"""As many lines on which rejected records begin are told; a damaged file can have millions."""


@dataclass(frozen=True)
class FileReading:
    """What is known of a member after its records were read.

    `table` is the table it was recognised as, by name or by header. `header` has a name per column; None where
    the first line may be data and must not be shown. `records` has a string column per column of the file,
    named by position from "0"; none where they were handed on in batches. Every record found is either one of
    the `measured` or one of the `rejected`, of which the first `LINES_TOLD` have the line they begin on in
    `rejected_lines`. `size` is the member's in bytes. `written` is the
    line that was taken as the header, in full, for its owner's eyes alone; empty where the header is not from
    the file.
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
        """The number of records, read or rejected."""
        return self.measured + self.rejected


@dataclass(frozen=True)
class RecordBatch:
    """Some records of a member, in its order, with the table and the header that the `FileReading` will have."""

    table: Table | None
    header: tuple[str | None, ...]
    records: pa.Table


def read(data: bytes, path: str, mapping: ExportMapping, limits: Limits = DEFAULT) -> FileReading:
    """The records in `data`, the bytes of the member at `path`, all at once. Raises as `read_batches` does."""
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
) -> FileReading:
    """Read the member at `path`, and have `take` called with its records, in batches of about `size` bytes.

    `blocks` gives the bytes of the member, from its beginning each time it is called. `take` is called at least
    once, if only to learn of the header, unless the member is empty.

    Raises NotTextError if the bytes are not text (such as a workbook called .csv), or a text with more columns
    or a longer record than the `limits` say, which may be after some batches; but never for damage inside a
    text: what cannot be read is `rejected`.
    """
    table = mapping.match_path(path)
    encoding = detect_encoding(blocks)
    counted = _Counted(blocks)
    window = Window(encoding.utf8(counted))
    text = _beginning(window, limits.record * MB, size)
    if not text:
        return FileReading(
            table, None, repairs=encoding.repairs, encoding=encoding.name, size=counted.size
        )
    above = window.line - 1
    header = find_header(text, path, table, mapping, limits.columns)
    if len(header.names) > limits.columns:
        raise NotTextError(
            f"It has more than {limits.columns:,} columns, more than any file of an export. "
            + to_allow("columns", 1 + text.count(header.delimiter, 0, header.end))
        )
    window.forget(len(text[: header.end].encode()), count_lines(text, 0, header.end))
    layout = layout_of(header.table)
    form = Form(header.names, header.delimiter, _plausible(header.table, header.names))
    if layout.fits and not layout.fits(whole_lines(encoding.utf8(blocks()), window.begin), form):
        layout = CSV
    records = _RecordReader(window, header, form, layout, limits, lambda: sum(map(len, blocks())))
    records.read(take, size)
    rejected = [*(above + line for line in header.rejected), *records.rejected_lines]
    in_utf16 = encoding.name == "utf-16" and not layout_of(table).any_encoding
    return FileReading(
        table=header.table,
        dialect=f"utf16-{records.dialect}" if in_utf16 else records.dialect,
        header=header.names,
        measured=records.number,
        rejected=len(header.rejected) + records.rejected,
        rejected_lines=tuple(rejected[:LINES_TOLD]),
        repairs=tuple(sorted({*encoding.repairs, *header.repairs, *records.repairs})),
        encoding=encoding.name,
        size=counted.size,
        written=header.written,
    )


class _Counted:
    """The blocks of a member, and how many bytes of them were given so far."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks():
            self.size += len(block)
            yield block


_LINES_ABOVE = 100
"""Line ends, more than there are in what may be above a header."""


def _beginning(window: Window, most: int, size: int) -> str:
    """The text in which the header is, of not much more than `most` bytes; none if there is nothing at all."""
    while True:
        data, last = window.look(size)
        text = data.decode()
        blank = not text.strip("\r\n \ufeff\x00")
        if last or len(data) > most or (not blank and count_lines(text) > _LINES_ABOVE):
            if not blank:
                return text
            if last:
                return ""
            window.forget(len(data), count_lines(text))
        else:
            size *= 2


# --- the records ---------------------------------------------------------------------------------

_AHEAD = MB
"""Characters, more than have to be known of what follows a record to find its end."""

_LEAST_RECORD = 4
"""Bytes; a file of records as short as this, or shorter, is split as often as if they were that long."""


@dataclass(frozen=True)
class _Taken:
    """Records, and how many bytes and lines of the window they are."""

    records: pa.Table
    size: int
    lines: int


class _RecordReader:
    """Reads the records that are in the `window`, below the header. `size` tells the bytes of the member."""

    def __init__(
        self,
        window: Window,
        header: Header,
        form: Form,
        layout: FileLayout,
        limits: Limits,
        size: Callable[[], int],
    ) -> None:
        self._window = window
        self._header = header
        self._form = form
        self._layout = layout
        self._longest = limits.record
        self._size = size
        self._damaged = False
        self.dialect = ""
        self.number = 0
        self.rejected = 0
        self.rejected_lines: list[int] = []
        self.repairs: set[str] = set()

    def read(self, take: Callable[[RecordBatch], None], size: int) -> None:
        """Have `take` called with each batch of records, of about `size` bytes where they are not longer."""
        looked_at, ended = size, False
        while not ended:
            data, last = self._window.look(looked_at)
            taken = self._plain(data, last=last) or self._framed(data, size, last=last)
            if taken is None:  # no record that is whole
                looked_at *= 2
                continue
            self._window.forget(taken.size, taken.lines)
            looked_at, ended = size, last and taken.size == len(data)
            records, repaired = repair_cells(taken.records, self._header.names, self._header.table)
            self.repairs |= repaired
            self.number += records.num_rows
            take(RecordBatch(self._header.table, self._header.names, records))

    def _plain(self, data: bytes, *, last: bool) -> _Taken | None:
        """The plain records at the beginning of `data`; None if there is none, or what is there may be no record."""
        split_plain = self._layout.plain
        if self._damaged or self._header.wrapped or split_plain is None:
            return None
        if not 0 < len(data) <= LONGEST:
            return None
        plain = split_plain(data, self._form, last=last)
        if plain is None:
            return None
        self._check_length(plain.longest, whole=True)
        self.dialect = plain.dialect
        self.repairs |= plain.repairs
        return _Taken(plain.records, plain.size, plain.lines)

    def _framed(self, data: bytes, size: int, *, last: bool) -> _Taken | None:
        """The records in `data`, found one by one; None if more has to be known to find one."""
        if self._layout.single:
            self._check_length(len(data), whole=True)
            if not last:
                return None
        text, header = data.decode(), self._header
        most = max(1, size // _LEAST_RECORD)
        framed = self._frame(text, TextPart(last, self._longest * MB + 1, self._damaged, most))
        end = framed.end
        if not last and not end:
            self._check_length(len(text) - _AHEAD, whole=False)
            return None
        self._damaged = framed.damaged
        self._check_length(longest_of(framed.texts), whole=last or end < len(text))
        drop_repeated_headers(framed, header.names)
        records = split_records(framed, len(header.names))
        if framed.dialect != DIALECTS[framed.delimiter] or not self.dialect:
            self.dialect = framed.dialect  # of comments, each may be written in another way
        self.rejected += len(framed.rejected)
        told = sorted(framed.rejected)[: LINES_TOLD - len(self.rejected_lines)]
        self.rejected_lines += told
        self.repairs |= framed.repairs
        return _Taken(records, len(text[:end].encode()), count_lines(text, 0, end))

    def _frame(self, text: str, part: TextPart) -> FramedRecords:
        wrapped, line = self._header.wrapped, self._window.line
        if wrapped:
            return frame_wrapped(text, self._form, wrapped, line, part)
        return self._layout.frame(text, self._form, line, part)

    def _check_length(self, longest: int, *, whole: bool) -> None:
        """Check that no record is longer than the limit; the longest one may not be `whole`."""
        if longest > self._longest * MB:
            needed = megabytes(longest if whole else self._size())
            raise NotTextError(
                f"It has a record larger than {self._longest:,} MB, larger than any of an export. "
                + to_allow("record", needed)
            )


def _plausible(table: Table | None, header: Sequence[str | None]) -> Plausible | None:
    """A check of whether cells can be a record: a dated table's date is a date. None for undated tables."""
    if table is None or not table.dates:
        return None
    sources = table.date_sources(header)

    def plausible(cells: Sequence[str]) -> bool:
        return not sources or any(
            form.parse(cells[position].strip())
            for position, source in sources
            if position < len(cells)
            for form in source.formats
        )

    return plausible
