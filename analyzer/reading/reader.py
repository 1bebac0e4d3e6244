"""Reads a member: finds its table and header, frames its records, and lets pyarrow split them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from analyzer.mapping import ExportMapping, Table
from analyzer.reading.article import ARTICLE_HEADER, read_article
from analyzer.reading.encoding import NotTextError, count_lines, decode
from analyzer.reading.framing import (
    Frames,
    Plausible,
    first_records,
    frame,
    looks_like_records,
    quote,
    split,
)
from analyzer.reading.layouts import CHAT_HEADER, LAYOUTS

_DELIMITERS = {",": "rfc4180", "\t": "tab", ";": "semicolon"}

WIDEST = 500
"""Columns. The widest table known has 35; a text file of nothing but commas has as many as it likes."""

_HEADER_WITHIN = 8
"""The header is looked for among so many first records: `Notes:`, its text, then the header (quirk 4)."""


@dataclass(frozen=True)
class Reading:
    """What one member holds.

    `table` is the table it was recognised as, by name or by header. `header` has a name per column;
    None where the first line may be data, so that it is not shown. `records` has one string column
    per column of the file, named by position from "0". Every record found is either in `records` or
    has the line it begins on in `rejected_lines`.
    """

    table: Table | None
    dialect: str | None
    header: tuple[str | None, ...] = ()
    records: pa.Table = field(default_factory=lambda: pa.table({}))
    rejected_lines: tuple[int, ...] = ()
    repairs: tuple[str, ...] = ()

    @property
    def measured(self) -> int:
        """Records that were read."""
        return int(self.records.num_rows)

    @property
    def found(self) -> int:
        """Records there are: read or rejected."""
        return self.measured + len(self.rejected_lines)


def read(data: bytes, path: str, mapping: ExportMapping) -> Reading:
    """The records in `data`, the bytes of the member at `path`.

    Raises NotTextError when the bytes are no text (a workbook under a .csv name). Never raises for
    damage inside a text: what cannot be read is in `rejected_lines`.
    """
    table = mapping.match_path(path)
    decoded = decode(data)
    if table and table.layout == "article":
        return _read_article(decoded.text, table, decoded.repairs)
    if not decoded.text.strip("\r\n \ufeff\x00"):
        return Reading(table, None, repairs=decoded.repairs)
    found = _find_header(decoded.text, path, table, mapping)
    table = found.table
    text = decoded.text[found.end :]
    line = 1 + count_lines(decoded.text, 0, found.end)
    width = len(found.names)
    if width > WIDEST:
        raise NotTextError("It has more columns than any table of an export.")
    plausible = _plausible(table, found.names)
    if found.wrapped:
        frames = _unwrap(frame(text, 1, found.delimiter, line), width, found.wrapped)
        dialect = _DELIMITERS[found.wrapped]
    elif table and table.layout in LAYOUTS and found.delimiter == ",":
        dialect, frames = LAYOUTS[table.layout](text, width, line)
    else:
        dialect = _DELIMITERS[found.delimiter]
        frames = frame(text, width, found.delimiter, line, plausible)
        if table and table.dates and _may_have_swallowed(frames, width, plausible):
            frames.repairs.add("lines-like-records")
    _drop_repeated_headers(frames, found.names)
    records = _split(frames, width)
    if decoded.encoding == "utf-16":
        dialect = f"utf16-{dialect}"
    records, mended = _repair_cells(records, found.names, table)
    rejected = [*found.rejected, *frames.rejected]
    return Reading(
        table=table,
        dialect=dialect,
        header=found.names,
        records=records,
        rejected_lines=tuple(sorted(rejected)),
        repairs=tuple(sorted({*decoded.repairs, *found.repairs, *frames.repairs, *mended})),
    )


# --- the header ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Header:
    """Where the header is, what it says, and the table it belongs to; `end` is where records begin."""

    table: Table | None
    names: tuple[str | None, ...]
    end: int
    delimiter: str = ","
    wrapped: str = ""
    rejected: tuple[int, ...] = ()
    repairs: frozenset[str] = frozenset()


def _find_header(text: str, path: str, table: Table | None, mapping: ExportMapping) -> _Header:
    if table and table.layout == "chat-blocks":
        return _Header(table, CHAT_HEADER, 0)
    for delimiter in _DELIMITERS:
        skipped: list[int] = []
        for number, (start, end, record) in enumerate(
            first_records(text, _HEADER_WITHIN, delimiter)
        ):
            # Lines above the header are a note if they have one cell; otherwise they were records.
            repairs = frozenset({"preamble"} if number > len(skipped) else ())
            names = _names(record, delimiter)
            if known := _recognise(names, path, table, mapping, first=number == 0):
                shown = _shown_names(names, known)
                return _Header(
                    known, shown, end, delimiter, rejected=tuple(skipped), repairs=repairs
                )
            if len(names) > 1:
                skipped.append(1 + count_lines(text, 0, start))
            for inner in _DELIMITERS if len(names) == 1 and record.startswith('"') else ():
                # Spreadsheets that take a file for one column save each line as one quoted cell.
                unwrapped = _names(names[0], inner)
                known = _recognise(unwrapped, path, table, mapping, first=number == 0)
                if known and len(unwrapped) > 1:
                    shown = _shown_names(unwrapped, known)
                    return _Header(
                        known, shown, end, delimiter, inner, repairs=repairs | {"wrapped-lines"}
                    )
    if table and (headerless := _without_header(text, table)):
        return headerless
    return _unknown_header(text, table, mapping)


def _names(record: str, delimiter: str) -> tuple[str, ...]:
    return tuple(name.strip(" \ufeff") for name in split(record, delimiter))


def _recognise(
    names: tuple[str, ...],
    path: str,
    table: Table | None,
    mapping: ExportMapping,
    *,
    first: bool,
) -> Table | None:
    """The table that `names` are a header of.

    The first line of a file known by its name may lack or have columns; further down only what
    LinkedIn itself writes is taken for a header, for it could as well be a record.
    """
    if table is None:
        return mapping.match_header(path, names)
    if names in table.headers:
        return table
    if not first:
        return None
    named = [name for name in names if name]
    known = sum(table.column(name) is not None for name in named)
    return table if named and 2 * known >= len(named) else None


def _shown_names(names: tuple[str, ...], table: Table) -> tuple[str | None, ...]:
    """The names of a header; one the mapping does not know only where most others are known.

    Otherwise the line may be a record with a word in it that is also a column's name.
    """
    known = sum(table.column(name) is not None for name in names)
    if known > 1 and 2 * known > len(names):
        return names
    return tuple(name if not name or table.column(name) else None for name in names)


def _plausible(table: Table | None, header: Sequence[str | None]) -> Plausible:
    """Whether cells can be a record: the date of a dated table is one."""
    sources = table.date_sources(header) if table else ()

    def plausible(cells: Sequence[str]) -> bool:
        return not sources or any(
            form.parse(cells[position].strip())
            for position, source in sources
            if position < len(cells)
            for form in source.formats
        )

    return plausible


def _without_header(text: str, table: Table) -> _Header | None:
    """A known file whose first line is a record: as wide as one of its headers, date in its place."""
    first = first_records(text, 1, ",")
    cells = split(first[0][2]) if first else ()
    for header in table.headers:
        for position, source in table.date_sources(header) if len(cells) == len(header) else ():
            cell = cells[position].strip()
            if any(form.parse(cell) for form in source.formats):
                return _Header(table, header, 0, repairs=frozenset({"header-missing"}))
    return None


def _unknown_header(text: str, table: Table | None, mapping: ExportMapping) -> _Header:
    """The first line stands for a header. Only cells that are a known column's name are shown: in a
    file without header the others are somebody's data.
    """
    found = {delimiter: first_records(text, 1, delimiter) for delimiter in _DELIMITERS}
    wide = {delimiter: split(one[0][2], delimiter) for delimiter, one in found.items() if one}
    if not wide:  # the first line itself has broken quotes
        return _Header(table, (None,), 0)
    delimiter = max(wide, key=lambda key: len(wide[key]))
    names = _names(found[delimiter][0][2], delimiter)
    start, end, _ = found[delimiter][0]
    shown = tuple(name if mapping.knows_column(name) else None for name in names)
    # In a known file the line may as well be a record: it is counted as one that was not read.
    rejected = (1 + count_lines(text, 0, start),) if table else ()
    return _Header(table, shown, end, delimiter, rejected=rejected)


# --- the records ---------------------------------------------------------------------------------


def _drop_repeated_headers(frames: Frames, header: Sequence[str | None]) -> None:
    """Files that were put together have the header again in the middle: not a record."""
    names = tuple(header)
    for index in reversed(range(len(frames.texts))):
        text = frames.texts[index].lstrip("\ufeff")  # each of the files may have begun with a mark
        if (
            names[0]
            and names[0] in text[: len(names[0]) + 1]
            and split(text, frames.delimiter) == names
        ):
            del frames.texts[index], frames.lines[index]
            frames.repairs.add("repeated-header")


def _may_have_swallowed(frames: Frames, width: int, plausible: Plausible) -> bool:
    return any(
        looks_like_records(text, width, frames.delimiter, plausible)
        for text in frames.texts
        if "\n" in text or "\r" in text
    )


def _unwrap(outer: Frames, width: int, delimiter: str) -> Frames:
    """The records inside lines that were saved as one quoted cell each."""
    frames = Frames(delimiter, rejected=outer.rejected, repairs=outer.repairs)
    for line, text in zip(outer.lines, outer.texts, strict=True):
        inner = frame("".join(split(text, outer.delimiter)), width, delimiter, line)
        frames.rejected += inner.rejected
        for inner_line, inner_text in zip(inner.lines, inner.texts, strict=True):
            frames.add(inner_line, inner_text)
    return frames


def _split(frames: Frames, width: int) -> pa.Table:
    """The cells of the frames; records with too few or too many cells go to `frames.rejected`."""
    table, wrong = _cells(frames.texts, frames.delimiter, width)
    if wrong:
        frames.repairs |= _drop_empty_extras(frames, width, wrong)
        table, wrong = _cells(frames.texts, frames.delimiter, width)
        frames.rejected += [frames.lines[index] for index in wrong]
    return table


def _cells(texts: Sequence[str], delimiter: str, width: int) -> tuple[pa.Table, list[int]]:
    """The cells of those `texts` that are records of `width` cells, and the positions of the others."""
    names = [str(position) for position in range(width)]
    nothing = pa.table({name: pa.array([], pa.string()) for name in names})
    if not texts:
        return nothing, []
    try:
        table, ragged = _parse(texts, delimiter, names)
        if table.num_rows + len(ragged) == len(texts):
            return table, ragged
    except pa.ArrowInvalid:
        pass  # Arrow's messages quote cells: none is kept.
    # pyarrow does not find the records that were framed. Halving leads to those it differs about, and
    # they are rejected: no record is lost, and none of the others has to suffer.
    if len(texts) == 1:
        return nothing, [0]
    half = len(texts) // 2
    before, wrong = _cells(texts[:half], delimiter, width)
    after, wrong_after = _cells(texts[half:], delimiter, width)
    return pa.concat_tables([before, after]), wrong + [half + index for index in wrong_after]


def _parse(texts: Sequence[str], delimiter: str, names: list[str]) -> tuple[pa.Table, list[int]]:
    ragged: list[int] = []

    def note(row: pacsv.InvalidRow) -> str:
        # `number` counts rows from 1. `text` is somebody's data: it is not looked at, kept or shown.
        ragged.append(row.number - 1)
        return "skip"

    # pyarrow drops a byte order mark at the beginning. This gives it one, so that it takes no cell's.
    data = ("\ufeff" + "\n".join(texts)).encode()
    with pacsv.open_csv(
        pa.BufferReader(data),
        # One block must hold the longest record, or pyarrow gives up.
        read_options=pacsv.ReadOptions(
            column_names=names, use_threads=False, block_size=max(1 << 20, _longest(texts) + 8)
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
        return reader.read_all(), ragged


def _longest(texts: Sequence[str]) -> int:
    """Bytes."""
    return max(len(text) if text.isascii() else len(text.encode()) for text in texts)


def _drop_empty_extras(frames: Frames, width: int, ragged: Sequence[int]) -> set[str]:
    """Spreadsheets add empty cells at the end of lines; without them the record is whole."""
    repaired: set[str] = set()
    for index in ragged:
        cells = split(frames.texts[index], frames.delimiter)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            frames.texts[index] = quote(cells[:width], frames.delimiter)
            repaired.add("extra-empty-cells")
    return repaired


# --- the cells -----------------------------------------------------------------------------------


def _repair_cells(
    records: pa.Table, header: Sequence[str | None], table: Table | None
) -> tuple[pa.Table, set[str]]:
    """Undo what LinkedIn's writer did inside cells of columns that the mapping names."""
    repairs: set[str] = set()
    for position, name in enumerate(header):
        column = table.column(name) if table else None
        if column and column.repair:
            cells = records.column(position)
            mended = _REPAIRS[column.repair](cells)
            if not mended.equals(cells):
                repairs.add(column.repair)
                records = records.set_column(position, str(position), mended)
    return records, repairs


def _unwrap_lines(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """`one"\\n""\\n"three` -> one, blank line, three: Shares quotes each line of a post (quirk 7).

    Only where every line break of the cell is written so: a break that is not is the author's.
    """
    wrapped = pc.count_substring_regex(cells, pattern='"\\r?\\n"')
    every = pc.equal(wrapped, pc.count_substring(cells, pattern="\n"))
    plain = pc.replace_substring_regex(cells, pattern='"\\r?\\n"', replacement="\n")
    return pc.if_else(every, plain, cells)


def _unescape_commas(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """`one\\, two` -> `one, two`: how ImportedContacts joins lists (quirk 5)."""
    return pc.replace_substring(cells, pattern="\\,", replacement=",")


_REPAIRS = {"unwrap-lines": _unwrap_lines, "unescape-commas": _unescape_commas}


def _read_article(html: str, table: Table, repairs: tuple[str, ...]) -> Reading:
    cells = read_article(html)
    rows = [cells] if any(cells) else []
    columns = zip(*rows, strict=True) if rows else [[]] * len(ARTICLE_HEADER)
    return Reading(
        table,
        "html",
        ARTICLE_HEADER,
        pa.table({str(n): pa.array(list(c), pa.string()) for n, c in enumerate(columns)}),
        repairs=repairs,
    )
