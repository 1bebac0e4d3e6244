"""Finds the header of a file, and by it the table: below notes, in other dialects, damaged, or missing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from analyzer.mapping.columns import fold_header
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.reading.decode import LINE_END, count_lines
from analyzer.reading.dialects import layout_of
from analyzer.reading.framed import DIALECTS
from analyzer.reading.header_damage import (
    LINES,
    DamagedHeader,
    FirstLine,
    goes_on,
    header_behind_damage,
    header_of_records,
    header_with_record,
    known_names,
)
from analyzer.reading.plausible import has_its_date
from analyzer.reading.records import first_records, split, whole_record

WITHIN = 8
"""The number of first records that may be the header, as `Notes:` and their text may be above it (quirk 4)."""


@dataclass(frozen=True)
class Header:
    """The header of a file: its names, its place, and its table.

    `names` has a name per column; None where the text may be data and must not be shown. It begins at `start`, and records
    at `end`. If each line was saved as a single quoted cell, `wrapped` is the delimiter inside. `rejected` has the
    lines of records above the header. `written` is the complete line, to be shown to its owner only; it is empty if
    the header is not from the file.
    """

    table: Table | None
    names: tuple[str | None, ...]
    end: int
    delimiter: str = ","
    wrapped: str = ""
    rejected: tuple[int, ...] = ()
    repairs: frozenset[str] = frozenset()
    written: tuple[str, ...] = ()
    start: int = 0

    @property
    def repeated(self) -> tuple[str | None, ...]:
        """The names in the header where it appears again; None for a name that may be data."""
        return self.written if self.written and None not in self.names else self.names


def find_header(
    text: str, path: str, table: Table | None, mapping: ExportMapping, most: int
) -> Header:
    """The header of `text`, the file at `path`; `table` is the table with that file name, if there is one.

    A header with more than `most` names is cut after one more.

    If the file has no header, or it is damaged, the header is the one that LinkedIn gives the table; if the table is
    unknown, it is the first line.
    """
    own = layout_of(table).header
    if own:
        return Header(table, own, 0)
    return _without_cells(text, _first_header(text, path, table, mapping, most))


def _first_header(
    text: str, path: str, table: Table | None, mapping: ExportMapping, most: int
) -> Header:
    """The header as it is written, or repaired."""
    if table and (damaged := header_with_record(text, table)):
        return _damaged(table, damaged)
    recognise = partial(_recognise, path=path, table=table, mapping=mapping)
    for delimiter in DIALECTS:
        if header := _recognised_header(text, delimiter, recognise, most + 1):
            return _as_its_records(text, _below_empty_files(text, header, most + 1), table)
    if table and (header := _without_header(text, table)):
        return header
    if table and (damaged := header_behind_damage(text, table)):
        return _damaged(table, damaged)
    return _first_line(text, table, mapping, most + 1)


def _recognise(
    names: tuple[str, ...],
    *,
    first: bool,
    least: int,
    path: str,
    table: Table | None,
    mapping: ExportMapping,
) -> Table | None:
    """The table that has `names` as its header, if any.

    In a file with a known name, the `first` line, or the one below notes, may lack columns or have more, if it has at
    `least` so many that are known. Below a record, it must be a header that LinkedIn writes, as any other line may be
    a record.
    """
    if table is None:
        match = mapping.names.match_header(path, names)
        # Files with a layout without header cannot be recognised by one.
        return None if layout_of(match).header else match
    if table.is_header(names):
        return table
    # A header with a replaced character is damaged: its owner has not edited it.
    if not first or any("\ufffd" in name for name in names):
        return None
    named = [name for name in names if name]
    columns = sum(table.column(name) is not None for name in named)
    return table if columns >= least and 2 * columns >= len(named) else None


def _recognised_header(
    text: str, delimiter: str, recognise: Callable[..., Table | None], most: int
) -> Header | None:
    """The first known header among the first records, if there is one."""
    above: list[FirstLine] = []
    for start, end, record in first_records(text, WITHIN, delimiter):
        written = _names(record, delimiter, most)
        candidates = [(written, "")]
        if record.startswith('"') and not LINE_END.search(record) and not _is_record(written):
            # Spreadsheets that see a file as one column save each line as a single quoted cell.
            inside = (
                (_names(written[0], inner, most), inner)
                for inner in DIALECTS
                if whole_record(written[0], inner) is not None
            )
            candidates += [(names, inner) for names, inner in inside if len(names) > 1]
        for names, wrapped in candidates:
            # Below notes, a single word that is the name of a column may be a note.
            only_notes = not _records_above(above, names)
            if table := recognise(names, first=only_notes, least=2 if above else 1):
                shown = table.as_written(names)
                records = _lines_of(text, _records_above(above, shown, table))
                repairs = {"preamble"} if len(above) > len(records) else set()
                repairs |= {"wrapped-lines"} if wrapped else set()
                return Header(
                    table,
                    _shown(shown, table),
                    end,
                    delimiter,
                    wrapped,
                    records,
                    frozenset(repairs),
                    names,
                    start,
                )
        above.append(FirstLine(start, end, record, written))
    return None


def _lines_of(text: str, records: Sequence[FirstLine]) -> tuple[int, ...]:
    return tuple(1 + count_lines(text, 0, record.start) for record in records)


def _records_above(
    lines: Sequence[FirstLine], header: Sequence[str], table: Table | None = None
) -> Sequence[FirstLine]:
    """The `lines` above the `header` of `table` that are records, and not notes."""
    return [
        line
        for number, line in enumerate(lines)
        if _is_record(line.cells, header, table)
        and not (number and is_notes_text(line.cells, lines[number - 1].cells, len(header)))
    ]


def is_notes_text(cells: Sequence[str], above: Sequence[str], width: int) -> bool:
    """Whether a line is the text of `Notes:`, which is `above` it. Without its quotes, it has commas, but not the `width`."""
    return (
        len(cells) != width
        and not any(map(str.strip, above[1:]))
        and above[0].strip(' "\ufeff').lower() == "notes:"
    )


def _below_empty_files(text: str, header: Header, most: int) -> Header:
    """The last header of joined files before their first record."""
    table, delimiter = header.table, header.delimiter
    in_notes = False
    for start, end, record in first_records(text, WITHIN, delimiter, header.end):
        names = _names(record, delimiter, most)
        if table and len(names) > 1 and not header.wrapped and table.is_header(names):
            shown = table.as_written(names)
            repairs = header.repairs | {"repeated-header"}
            header = replace(
                header, names=shown, end=end, repairs=repairs, written=names, start=start
            )
        elif _is_record(names) or not (in_notes or BEGINS_NOTES.match(names[0])):
            break
        else:
            in_notes = True
    return header


def _is_record(
    cells: Sequence[str], header: Sequence[str] = (), table: Table | None = None
) -> bool:
    """Whether a line above the `header` of `table` is a record, and not a note.

    A note is in one cell, to which spreadsheets add empty ones. A record may have nothing but its date.
    """
    if sum(map(bool, cells)) > 1:
        return True
    return len(cells) == len(header) > 1 and bool(table and has_its_date(cells, header, table))


def _as_its_records(text: str, header: Header, table: Table | None) -> Header:
    """The recognised header, unless the first records show that it is damaged."""
    if table is None or header.wrapped:
        return header
    if header.names in table.headers and not goes_on(text, header.end, header.delimiter, table):
        return header
    recognised = DamagedHeader(header.names, header.end, header.delimiter, header.rejected)
    damaged = header_of_records(text, header.start, recognised, table)
    return _damaged(table, damaged) if damaged else header


def _damaged(table: Table, header: DamagedHeader) -> Header:
    repairs = frozenset({"header-damaged"})
    return Header(table, header.names, header.end, header.delimiter, "", header.rejected, repairs)


def _names(record: str, delimiter: str, most: int) -> tuple[str, ...]:
    return tuple(name.strip(" \ufeff") for name in split(record, delimiter, most))


def _shown(names: tuple[str, ...], table: Table) -> tuple[str | None, ...]:
    """The names of a header, with unknown ones only if most are known.

    Otherwise the line may be a record in which a word happens to be the name of a column.
    """
    columns = sum(table.column(name) is not None for name in names)
    if 2 * columns > len(names):
        return names
    return known_names(names, table)


def _without_cells(text: str, header: Header) -> Header:
    """The header, with None instead of each unknown name that may be a cell of the first record.

    It may be one where the line end behind the header was lost: if records with a cell for each name are not usual, if a name
    has a date or a link, or if the text goes on behind the last name of a header that LinkedIn writes.
    """
    table, names = header.table, header.names
    shown = known_names(names, table) if table else names
    if table is None or shown == names:
        return header
    has_values = any(_LONG_VALUE.search(name) for name in names if name)
    is_glued = any(_is_glued(names, usual, table) for usual in table.headers)
    if has_values or is_glued or not _has_usual_width(text, header, table):
        return replace(header, names=shown)
    return header


def _has_usual_width(text: str, header: Header, table: Table) -> bool:
    """Whether no width is more frequent among the first records than that of the header, and none that is as frequent is
    that of a header of the table.
    """
    widths = Counter(len(cells) for cells in _cells_below(text, header) if cells != header.written)
    number = widths.pop(len(header.names), 0)
    usual = set(map(len, table.headers))
    return number > 0 and all(
        number > others or (number == others and width not in usual)
        for width, others in widths.items()
    )


def _is_glued(names: Sequence[str | None], usual: Sequence[str], table: Table) -> bool:
    """Whether other text follows the last of the `usual` names of the table, or as many cells as a record has."""
    last = len(usual) - 1
    name = names[last] if len(names) > last else None
    if name is None or (*names[:last],) != (*usual[:last],):
        return False
    if name == usual[last]:
        return len(names) - len(usual) >= max(last, 2)
    return name.startswith(usual[last]) and table.column(name) is None


def _cells_below(text: str, header: Header) -> Iterator[tuple[str, ...]]:
    """The cells of the first records, up to one more than the header has."""
    most = len(header.names) + 1
    for _, _, record in first_records(text, LINES, header.delimiter, header.end):
        cells = split(record, header.delimiter, most)
        yield split(cells[0], header.wrapped, most) if header.wrapped else cells


def _without_header(text: str, table: Table) -> Header | None:
    """The header of a known file whose first line, or the first below notes, is a record: as wide as a header, with a date
    in its place.
    """
    most = 1 + max(map(len, table.headers), default=0)
    for delimiter in DIALECTS:
        lines = _records_as_lines(text, delimiter, most)
        has_notes = lines and BEGINS_NOTES.match(lines[0].text)
        for number, line in enumerate(lines if has_notes else lines[:1]):
            for header in table.headers:
                above = _records_above(lines[:number], header, table)
                if any(len(record.cells) == len(header) for record in above):
                    continue  # an unknown header
                if len(line.cells) == len(header) and has_its_date(line.cells, header, table):
                    return Header(
                        table,
                        header,
                        line.start,
                        delimiter,
                        rejected=_lines_of(text, above),
                        repairs=frozenset({"header-missing", *(["preamble"] if number else [])}),
                    )
    return None


def _first_line(text: str, table: Table | None, mapping: ExportMapping, most: int) -> Header:
    """The first line below notes, taken as the header.

    Only names of known columns are shown: if the file has no header, the other cells are personal data.
    """
    by_delimiter = {delimiter: _below_notes(text, delimiter, most) for delimiter in DIALECTS}
    widths = {delimiter: len(lines[0].cells) for delimiter, lines in by_delimiter.items() if lines}
    if not widths:  # the first line has broken quotes
        return Header(table, (None,), 0)
    delimiter = max(widths, key=lambda key: widths[key])
    first, *below = by_delimiter[delimiter]
    names = tuple(name.strip(" \ufeff") for name in first.cells)
    shown = tuple(name if mapping.names.knows_column(name) else None for name in names)
    repairs = frozenset({"preamble"} if text[: first.start].strip(" \ufeff\r\n") else ())
    # In a known file, a line that is not plainly a header may be a record, so it counts as a rejected one.
    header = table is None or _heads(names, below)
    rejected = () if header else (1 + count_lines(text, 0, first.start),)
    return Header(
        table, shown, first.end, delimiter, rejected=rejected, repairs=repairs, written=names
    )


def _below_notes(text: str, delimiter: str, most: int) -> Sequence[FirstLine]:
    """The first records without notes that spreadsheets and LinkedIn write at the beginning of files."""
    lines = _records_as_lines(text, delimiter, most)
    if lines and BEGINS_NOTES.match(lines[0].text):
        below = [number for number, line in enumerate(lines) if _is_record(line.cells)]
        for number, following in pairwise([*below, *below[-1:]]):
            width = len(lines[following].cells)
            if not is_notes_text(lines[number].cells, lines[number - 1].cells, width):
                return lines[number:]
    return lines


def _records_as_lines(text: str, delimiter: str, most: int) -> Sequence[FirstLine]:
    return [
        FirstLine(start, end, record, split(record, delimiter, most))
        for start, end, record in first_records(text, WITHIN, delimiter)
    ]


BEGINS_NOTES = re.compile(r'["\s\ufeff]*(?:notes:|sep=.?)["\s,;]*\Z', re.IGNORECASE)


def _heads(names: Sequence[str], below: Sequence[FirstLine]) -> bool:
    """Whether a line is a header, as the names in it differ from the cells below.

    It has different names without digits and links, and each line below has a date or a link in the same place.
    """
    folded = fold_header(names)
    if not all(folded) or len(set(folded)) < len(folded) or any(map(_VALUE.search, folded)):
        return False
    rows = [line.cells for line in below if len(line.cells) == len(names)]
    columns = zip(names, *rows, strict=True)
    return bool(rows) and any(
        name and all(map(_LONG_VALUE.search, cells)) for name, *cells in columns
    )


_VALUE = re.compile(r"\d|://|@")
_LONG_VALUE = re.compile(r"(?:\d\D*){4}|://")
