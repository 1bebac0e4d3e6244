"""Records that were found one by one, split into cells; those without the width of the header are given it, or rejected."""

from collections.abc import Callable, Sequence
from contextlib import suppress

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.reading.damaged import FramedRecords
from analyzer.reading.records import ParsedRecords, parse_records, quote, split

Fitting = Callable[[Sequence[str]], Sequence[str] | None]
"""The cells of a record with the width of the header; None if it is uncertain which columns they are in."""


def split_framed(
    framed: FramedRecords,
    width: int,
    fitting: Fitting,
    least: int = 0,
    overflowing: Callable[[pa.Table, Sequence[str]], pa.Array | None] = lambda *_: None,
    beat: Callable[[], None] = lambda: None,
) -> pa.Table:
    """The records as a table of `width` columns.

    Records with too few or too many cells are rejected, unless `fitting` gives them the width. It is not called for
    records with fewer cells than `least`. Rejected are also the records in the mask that `overflowing` returns for the
    others, given as cells and as written. `beat` is called for each record whose width is another, and may end this by an
    exception.
    """
    parsed = _parse(framed.texts, framed.delimiter, width)
    for positions, repair in (
        (parsed.long, "extra-empty-cells"),
        (parsed.short, "missing-empty-cells"),
    ):
        for position in positions:
            beat()
            if framed.texts[position].count(framed.delimiter) + 1 < least:
                continue
            cells = split(framed.texts[position], framed.delimiter)
            # With the right width, it is pyarrow that splits the record differently.
            fitted = fitting(cells) if len(cells) != width else None
            if fitted:
                framed.texts[position] = quote(fitted, framed.delimiter)
                framed.repairs.add(repair)
    if framed.repairs & {"extra-empty-cells", "missing-empty-cells"}:
        parsed = _parse(framed.texts, framed.delimiter, width)
    ragged = {*parsed.short, *parsed.long}
    framed.rejected.extend(framed.lines[position] for position in ragged)
    kept = [position for position in range(len(framed.texts)) if position not in ragged]
    mask = overflowing(parsed.table, [framed.texts[position] for position in kept])
    if mask is None:
        return parsed.table
    framed.rejected.extend(
        framed.lines[position]
        for position, over in zip(kept, mask.to_pylist(), strict=True)
        if over
    )
    return parsed.table.filter(pc.invert(mask))


def _parse(texts: Sequence[str], delimiter: str, width: int) -> ParsedRecords:
    """The cells of `texts`, each a record.

    If pyarrow finds other records than these, halving leads to those in question, which are rejected: no record is
    lost, and the others are not affected.
    """
    with suppress(pa.ArrowInvalid):  # its message quotes cells
        parsed = parse_records("\n".join(texts).encode(), delimiter, width)
        if parsed.table.num_rows + len(parsed.short) + len(parsed.long) == len(texts):
            return parsed
    if len(texts) == 1:
        return ParsedRecords(parse_records(b"", delimiter, width).table, [0])
    half = len(texts) // 2
    before, after = (_parse(part, delimiter, width) for part in (texts[:half], texts[half:]))
    return ParsedRecords(
        pa.concat_tables([before.table, after.table]),
        [*before.short, *(half + position for position in after.short)],
        [*before.long, *(half + position for position in after.long)],
    )
