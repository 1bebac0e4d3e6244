"""What each column of a file carries, and how much of it, for each part of its table."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from analyzer.analysis.buffers import Cells
from analyzer.analysis.measure import ColumnMeasure, Measuring, measure
from analyzer.analysis.model import ColumnExposure, State
from analyzer.analysis.parts import REST
from analyzer.mapping import Table
from analyzer.reading.reader import Batch


class ColumnsMeasuring:
    """Measures the columns of a file whose records come in batches."""

    def __init__(self) -> None:
        self._measuring = Measuring()
        self._nothing: tuple[ColumnMeasure, ...] = ()

    def add(self, batch: Batch, parts: pa.Array, cells: Cells | None = None) -> None:
        """Measure the records of `batch`; `parts` has the part of its table that each belongs to. `cells` are those of
        the records, if they are at hand.
        """
        table = batch.table
        sources = table.date_sources(batch.header) if table else ()
        known = [table.column(name) if table else None for name in batch.header]
        text = [at for at, column in enumerate(known) if column and column.kind == "text"]
        measured = measure(batch.records, sources, parts, text, cells)
        if batch.records.num_rows:
            self._measuring.add(measured)
        else:
            self._nothing = measured

    def result(self) -> tuple[ColumnMeasure, ...]:
        """The columns, in all batches."""
        return self._measuring.result() or self._nothing


def expose_columns(
    path: str,
    table: Table | None,
    header: Sequence[str | None],
    measures: Sequence[ColumnMeasure],
) -> Iterator[ColumnExposure]:
    """The columns of the file at `path`, with their `measures`."""
    known = [table.column(name) if table else None for name in header]
    filled = {measured.position for measured in measures if measured.filled}
    for measured in measures:
        name, column = header[measured.position], known[measured.position]
        part = table.parts[measured.part] if table and measured.part != REST else None
        if column:
            state: State = "set_aside" if column.set_aside else "mapped"
        elif table and name == "" and measured.position not in filled:
            state = "set_aside"
        else:
            state = "unknown"
        as_part = part.of(column) if part and column else column
        yield ColumnExposure(path, name, table, as_part, part, state, measured)
