"""What a reader should know of a file, in plain sentences."""

from collections.abc import Iterator, Sequence

from analyzer.analysis.model import ColumnExposure
from analyzer.mapping import Table
from analyzer.reading.reader import Reading

UNKNOWN_FILE = "Not one of the files known from LinkedIn exports."
NOT_OF_THE_EXPORT = "It says for whom a batch reads the export, and is no part of it."
_RESAVED = {
    "byte-order-mark": "a mark at its beginning",
    "cp1252": "another encoding",
    "extra-empty-cells": "extra empty cells",
    "header-missing": "no header",
    "wrapped-lines": "each line in quotes",
}


def file_reason(reading: Reading, columns: Sequence[ColumnExposure]) -> str | None:
    """What a reader should know of this file, in plain sentences; None where all is as usual."""
    table = reading.table
    if table and table.set_aside:
        return table.set_aside
    if table is None:
        unknown = f"{UNKNOWN_FILE} Its first line is taken for the names of its columns."
        return unknown if reading.header else f"{UNKNOWN_FILE} It is empty."
    if not reading.header:
        return "The file is empty."
    return " ".join(_remarks(reading, table, columns)) or None


def _remarks(reading: Reading, table: Table, columns: Sequence[ColumnExposure]) -> Iterator[str]:
    if not reading.found:
        yield "It has no records: nothing of this kind was exported."
    signs = [_RESAVED[repair] for repair in reading.repairs if repair in _RESAVED]
    if reading.dialect in {"semicolon", "tab"}:
        signs.insert(0, f"{reading.dialect}s between its cells")
    if signs:
        yield f"Saved again by another program ({', '.join(signs)})."
    if "header-damaged" in reading.repairs:
        yield "What is above its records is damaged: they were read by the header LinkedIn writes."
    if not any(name and table.column(name) for name in reading.header):
        yield "Its first line is not a header LinkedIn writes; its columns are not known."
    elif reading.header not in table.headers:
        yield from _header_remarks(reading.header, table)
    for position, _ in table.date_sources(reading.header):
        measured = [each.measure for each in columns if each.measure.position == position]
        if any(each.filled for each in measured) and not any(each.dated for each in measured):
            yield "Its dates are not written as LinkedIn writes them, so its volume is undated."
            return


def _header_remarks(header: Sequence[str | None], table: Table) -> Iterator[str]:
    names = set(header)
    nearest = max(table.headers, key=lambda known: len(names & set(known)), default=())
    missing = [name for name in dict.fromkeys(nearest) if name and name not in names]
    if missing:
        yield f"Columns that LinkedIn writes are missing: {', '.join(missing)}."
    added = sum(name not in nearest for name in header)
    if added:
        yield f"It has {added} {'column' if added == 1 else 'columns'} LinkedIn has not been seen to write."
