"""Splits framed records into cells, and undoes what LinkedIn's writer did inside cells."""

import codecs
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from analyzer.mapping.tables import Table
from analyzer.reading.damaged import (
    Form,
    FramedRecords,
)
from analyzer.reading.plain import plain_records
from analyzer.reading.records import (
    quote,
    split,
)


def drop_repeated_headers(framed: FramedRecords, header: Sequence[str | None]) -> None:
    """Drop the headers that joined files have in the middle: they are not records."""
    names = tuple(header)
    first = names[0]
    if not first:
        return
    # Each of the files may have begun with a byte order mark.
    repeated = {
        position
        for position, text in enumerate(text.lstrip("\ufeff") for text in framed.texts)
        if first in text[: len(first) + 1] and split(text, framed.delimiter) == names
    }
    if repeated:
        framed.drop(repeated)
        framed.repairs.add("repeated-header")


def split_records(framed: FramedRecords, width: int) -> pa.Table:
    """The cells of the records; those with too few or too many go to `framed.rejected`."""
    table, short, long = _cells(framed.texts, framed.delimiter, width)
    if long and _drop_empty_extras(framed, width, long):
        framed.repairs.add("extra-empty-cells")
        table, short, long = _cells(framed.texts, framed.delimiter, width)
    framed.rejected.extend(framed.lines[index] for index in (*short, *long))
    return table


_Positions = list[int]


def _cells(
    texts: Sequence[str], delimiter: str, width: int
) -> tuple[pa.Table, _Positions, _Positions]:
    """The cells of the `texts` that are records of `width` cells, and the positions of those with fewer and with more."""
    data = "\n".join(texts).encode()
    plain = plain_records(data, Form((None,) * width, delimiter), last=True)
    if plain and plain.size == len(data) and plain.records.num_rows == len(texts):
        return plain.records, [], []
    names = [str(position) for position in range(width)]
    nothing = pa.table({name: pa.array([], pa.string()) for name in names})
    if not texts:
        return nothing, [], []
    try:
        table, short, long = _parse(texts, data, delimiter, names)
        if table.num_rows + len(short) + len(long) == len(texts):
            return table, short, long
    except pa.ArrowInvalid:
        pass  # Arrow's messages quote cells, so they are dropped.
    # pyarrow finds other records than were framed. Halving leads to those in question, which are rejected:
    # no record is lost, and the others are not affected.
    if len(texts) == 1:
        return nothing, [0], []
    half = len(texts) // 2
    before, *wrong_before = _cells(texts[:half], delimiter, width)
    after, *wrong_after = _cells(texts[half:], delimiter, width)
    short, long = (
        [*first, *(half + index for index in second)]
        for first, second in zip(wrong_before, wrong_after, strict=True)
    )
    return pa.concat_tables([before, after]), short, long


def _parse(
    texts: Sequence[str], data: bytes, delimiter: str, names: list[str]
) -> tuple[pa.Table, _Positions, _Positions]:
    short: _Positions = []
    long: _Positions = []

    def note(row: pacsv.InvalidRow) -> str:
        # `number` counts rows from 1. `text` is somebody's data, and is not looked at, kept or shown.
        (short if row.actual_columns < row.expected_columns else long).append(row.number - 1)
        return "skip"

    with pacsv.open_csv(
        # pyarrow drops a byte order mark at the beginning. Here it gets one to drop that is not in a cell.
        pa.BufferReader(codecs.BOM_UTF8 + data),
        # A block must hold the longest record, or pyarrow gives up.
        read_options=pacsv.ReadOptions(
            column_names=names, use_threads=False, block_size=max(1 << 20, longest_of(texts) + 8)
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            null_values=[],
        ),
    ) as reader:
        return reader.read_all(), short, long


def longest_of(texts: Sequence[str]) -> int:
    """The length of the longest text in bytes."""
    return max((len(text) if text.isascii() else len(text.encode()) for text in texts), default=0)


def _drop_empty_extras(framed: FramedRecords, width: int, long: Sequence[int]) -> bool:
    """Drop the empty cells that spreadsheets add at the end of lines; whether there were any."""
    repaired = False
    for index in long:
        cells = split(framed.texts[index], framed.delimiter)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            framed.texts[index] = quote(cells[:width], framed.delimiter)
            repaired = True
    return repaired


# --- the cells -----------------------------------------------------------------------------------


def repair_cells(
    records: pa.Table, header: Sequence[str | None], table: Table | None
) -> tuple[pa.Table, set[str]]:
    """Undo what LinkedIn's writer did inside cells of columns that the mapping names."""
    repairs: set[str] = set()
    for position, name in enumerate(header):
        column = table.column(name) if table else None
        if column and column.repair:
            cells = records.column(position)
            repaired = _REPAIRS[column.repair](cells)
            if not repaired.equals(cells):
                repairs.add(column.repair)
                records = records.set_column(position, str(position), repaired)
    return records, repairs


def _unwrap_lines(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """`one"\\n""\\n"three` -> one, blank line, three: Shares quotes each line of a post (quirk 7).

    Only if every line break in the cell is written so: any other break is the author's.
    """
    wrapped = pc.count_substring_regex(cells, pattern='"\\r?\\n"')
    every = pc.equal(wrapped, pc.count_substring(cells, pattern="\n"))
    plain = pc.replace_substring_regex(cells, pattern='"\\r?\\n"', replacement="\n")
    return pc.if_else(every, plain, cells)


def _unescape_commas(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """`one\\, two` -> `one, two`: how ImportedContacts joins lists (quirk 5)."""
    return pc.replace_substring(cells, pattern="\\,", replacement=",")


_REPAIRS = {"unwrap-lines": _unwrap_lines, "unescape-commas": _unescape_commas}
