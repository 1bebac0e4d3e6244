"""Finds the header of a file, and with it the table: below notes, in other dialects, or not there at all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from analyzer.mapping import ExportMapping, Table
from analyzer.reading.encoding import count_lines
from analyzer.reading.framing import DIALECTS, first_records, split
from analyzer.reading.layouts import layout_of

_WITHIN = 8
"""The header is looked for among so many first records: `Notes:`, its text, then the header (quirk 4)."""


@dataclass(frozen=True)
class Header:
    """Where the header is, what it says, and the table it belongs to.

    `names` has a name per column; None where the line may be data, so that it is not shown. Records
    begin at `end`. `wrapped` is the delimiter inside lines that were saved as one quoted cell each, if
    they were. `rejected` are the lines of records above the header.
    """

    table: Table | None
    names: tuple[str | None, ...]
    end: int
    delimiter: str = ","
    wrapped: str = ""
    rejected: tuple[int, ...] = ()
    repairs: frozenset[str] = frozenset()


def find_header(text: str, path: str, table: Table | None, mapping: ExportMapping) -> Header:
    """The header of `text`, the file at `path`; `table` is what the file is by its name, if known.

    There always is one: a file without header has the one LinkedIn gives its table, or else the first
    line stands for it.
    """
    own = layout_of(table).header
    if own:
        return Header(table, own, 0)
    recognise = partial(_recognise, path=path, table=table, mapping=mapping)
    for delimiter in DIALECTS:
        if found := _recognised_header(text, delimiter, recognise):
            return found
    if table and (headerless := _without_header(text, table)):
        return headerless
    return _first_line(text, table, mapping)


def _recognise(
    names: tuple[str, ...],
    *,
    first: bool,
    path: str,
    table: Table | None,
    mapping: ExportMapping,
) -> Table | None:
    """The table that `names` are a header of.

    The first line of a file known by its name may lack or have columns; further down only what
    LinkedIn itself writes is taken for a header, for it could as well be a record.
    """
    if table is None:
        known = mapping.match_header(path, names)
        # A file of a layout without header has none that it could be known by.
        return None if layout_of(known).header else known
    if names in table.headers:
        return table
    if not first:
        return None
    named = [name for name in names if name]
    columns = sum(table.column(name) is not None for name in named)
    return table if named and 2 * columns >= len(named) else None


def _recognised_header(
    text: str, delimiter: str, recognise: Callable[..., Table | None]
) -> Header | None:
    """The first of the first records that is a known header, if one is."""
    skipped: list[int] = []
    for number, (start, end, record) in enumerate(first_records(text, _WITHIN, delimiter)):
        # Lines above the header are a note if they have one cell; otherwise they were records.
        repairs = frozenset({"preamble"} if number > len(skipped) else ())
        names = _names(record, delimiter)
        if table := recognise(names, first=number == 0):
            return Header(table, _shown(names, table), end, delimiter, "", tuple(skipped), repairs)
        if len(names) > 1:
            skipped.append(1 + count_lines(text, 0, start))
            continue
        if not record.startswith('"'):
            continue
        # Spreadsheets that take a file for one column save each line as one quoted cell.
        for inner in DIALECTS:
            names_inside = _names(names[0], inner)
            table = recognise(names_inside, first=number == 0)
            if table and len(names_inside) > 1:
                shown = _shown(names_inside, table)
                repairs |= {"wrapped-lines"}
                return Header(table, shown, end, delimiter, inner, tuple(skipped), repairs)
    return None


def _names(record: str, delimiter: str) -> tuple[str, ...]:
    return tuple(name.strip(" \ufeff") for name in split(record, delimiter))


def _shown(names: tuple[str, ...], table: Table) -> tuple[str | None, ...]:
    """The names of a header; those the mapping does not know only where most others are known.

    Otherwise the line may be a record with a word in it that is also a column's name.
    """
    known = sum(table.column(name) is not None for name in names)
    if known > 1 and 2 * known > len(names):
        return names
    return tuple(name if not name or table.column(name) else None for name in names)


def _without_header(text: str, table: Table) -> Header | None:
    """A known file whose first line is a record: as wide as one of its headers, date in its place."""
    first = first_records(text, 1, ",")
    cells = split(first[0][2]) if first else ()
    for header in table.headers:
        for position, source in table.date_sources(header) if len(cells) == len(header) else ():
            cell = cells[position].strip()
            if any(form.parse(cell) for form in source.formats):
                return Header(table, header, 0, repairs=frozenset({"header-missing"}))
    return None


def _first_line(text: str, table: Table | None, mapping: ExportMapping) -> Header:
    """The first line, which stands for a header. Only cells that are a known column's name are shown:
    in a file without header the others are somebody's data.
    """
    firsts = {delimiter: first_records(text, 1, delimiter) for delimiter in DIALECTS}
    widths = {
        delimiter: len(split(records[0][2], delimiter))
        for delimiter, records in firsts.items()
        if records
    }
    if not widths:  # the first line itself has broken quotes
        return Header(table, (None,), 0)
    delimiter = max(widths, key=lambda key: widths[key])
    start, end, record = firsts[delimiter][0]
    names = _names(record, delimiter)
    shown = tuple(name if mapping.knows_column(name) else None for name in names)
    # In a known file the line may as well be a record: it is counted as one that was not read.
    rejected = (1 + count_lines(text, 0, start),) if table else ()
    return Header(table, shown, end, delimiter, rejected=rejected)
