"""The letters of a column of strings, as they lie in memory."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


def bytes_of(cells: pa.Array) -> tuple[Bytes, Offsets, Offsets]:
    """The UTF-8 of all of `cells` (an array of strings without nulls), and where each begins and ends in it."""
    _, offsets, data = cells.buffers()
    width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
    skipped = cells.offset * np.dtype(width).itemsize
    bounds: Offsets = np.frombuffer(offsets, width, len(cells) + 1, skipped).astype(np.int64)
    letters = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    # Other columns may lie in the same memory.
    letters = letters[bounds[0] : bounds[-1]]
    bounds -= bounds[0]
    return letters, bounds[:-1], bounds[1:]
