"""The letters of strings, as they lie in memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


def bytes_of(cells: pa.Array) -> tuple[Bytes, Offsets]:
    """The UTF-8 of all of `cells` (an array of strings without nulls), and where each begins in it; at last, where the
    last one ends.
    """
    _, offsets, data = cells.buffers()
    width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
    skipped = cells.offset * np.dtype(width).itemsize
    bounds: Offsets = np.frombuffer(offsets, width, len(cells) + 1, skipped).astype(np.int64)
    letters = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    # Other columns may lie in the same memory.
    letters = letters[bounds[0] : bounds[-1]]
    bounds -= bounds[0]
    return letters, bounds


@dataclass(frozen=True, eq=False)
class Cells:
    """The letters (in UTF-8) of all cells of some records, column after column, and where each cell begins in them; at
    last, where the last one ends.
    """

    letters: Bytes
    bounds: Offsets
    columns: int
    records: int

    @classmethod
    def of(cls, records: pa.Table) -> "Cells":
        """The cells of `records`, of string columns. A null is an empty cell."""
        chunks = [filled(chunk) for column in records.columns for chunk in column.chunks]
        cells = pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
        return cls(*bytes_of(cells), records.num_columns, records.num_rows)

    @property
    def lengths(self) -> Offsets:
        """How many bytes each cell has."""
        return self.bounds[1:] - self.bounds[:-1]


def filled(cells: pa.Array) -> pa.Array:
    """The cells, with those that are null empty."""
    return cells.fill_null("") if cells.null_count else cells


def number_within(marks: Marks, bounds: Offsets) -> Offsets:
    """How many of `marks` are set from each of the places `bounds` to the next."""
    words = np.zeros(len(marks) // 64 + 1, "<u8")
    packed = np.packbits(marks, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed
    before = np.zeros(len(words), np.int64)
    np.cumsum(np.bitwise_count(words[:-1]), out=before[1:])
    word, bit = bounds >> 6, (bounds & 63).astype(np.uint64)
    first = words[word] & ((np.uint64(1) << bit) - np.uint64(1))
    number: Offsets = before[word] + np.bitwise_count(first)
    return number[1:] - number[:-1]
