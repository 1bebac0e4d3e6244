"""What each column of a file carries, and how much of it, for each part of its table."""

from collections.abc import Iterator

import pyarrow as pa

from analyzer.analysis.measure import measure
from analyzer.analysis.model import ColumnExposure, State
from analyzer.analysis.parts import REST
from analyzer.reading.reader import Reading


def expose_columns(reading: Reading, path: str, parts: pa.Array) -> Iterator[ColumnExposure]:
    """The columns of the file at `path`; `parts` has the part of its table that each record belongs to."""
    table = reading.table
    sources = table.date_sources(reading.header) if table else ()
    known = [table.column(name) if table else None for name in reading.header]
    text = [at for at, column in enumerate(known) if column and column.kind == "text"]
    measures = measure(reading.records, sources, parts, text)
    filled = {measured.position for measured in measures if measured.volume.values}
    for measured in measures:
        name, column = reading.header[measured.position], known[measured.position]
        part = table.parts[measured.part] if table and measured.part != REST else None
        if column:
            state: State = "set_aside" if column.set_aside else "mapped"
        elif table and name == "" and measured.position not in filled:
            state = "set_aside"
        else:
            state = "unknown"
        as_part = part.of(column) if part and column else column
        yield ColumnExposure(path, name, table, as_part, part, state, measured)
