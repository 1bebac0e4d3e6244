"""Unquoted cells with a quote inside: a missing comma before a quoted cell leaves such a cell."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from analyzer.reading.decode import line_after
from analyzer.reading.expressions import possessive
from analyzer.reading.records import (
    Records,
    UnfinishedError,
    has_well_formed_quotes,
    split,
    written_cells,
)


@dataclass(frozen=True)
class CompletedRecord:
    """A record with the comma that it lacks before a quoted cell, and where it ends in the text that lacks it.

    It is `glued` if no text is written like this: a letter on both sides of the quote.
    """

    text: str
    end: int
    glued: bool


def has_lone_quotes(record: str, delimiter: str) -> bool:
    """Whether an unquoted cell of the record has a quote without its counterpart."""
    return not has_well_formed_quotes(record, delimiter) and any(_lone_quotes(record, delimiter))


def is_quoted_across_cells(record: str, delimiter: str) -> bool:
    """Whether an unquoted cell has a lone quote, and a later one ends in one."""
    lone = [cell for _, cell in _lone_cells(record, delimiter)]
    return any(cell.endswith('"') for cell in lone[1:])


def with_missing_comma(
    text: str,
    start: int,
    record: str,
    delimiter: str,
    is_certain: Callable[[Sequence[str]], bool],
    longest: int | None,
) -> CompletedRecord | None:
    """The `record` at `start` with a comma before its first lone quote; None if it is not a certain record then.

    If more text follows, quotes that are not closed within `longest` characters are broken. Raises UnfinishedError.
    """
    opening = start + next(_lone_quotes(record, delimiter))
    end = end_of_quoted(text, start, record, delimiter, longest)
    if not end:
        return None
    written = text[start:opening] + delimiter + text[opening:end]
    completed = Records(written, delimiter).at(0)
    if (
        completed is None
        or completed.end() < len(written)
        or has_lone_quotes(completed[1], delimiter)
    ):
        return None
    if not is_certain(split(completed[1], delimiter)):
        return None
    return CompletedRecord(completed[1], end, _GLUED.match(text, opening - 1) is not None)


def end_of_quoted(text: str, start: int, record: str, delimiter: str, longest: int | None) -> int:
    """The end of the line on which the first lone quote of the `record` at `start` is closed; 0 if it is not closed."""
    opening = start + next(_lone_quotes(record, delimiter))
    cell = _OPENED.match(text, opening)
    assert cell is not None
    closing = cell.end()
    if closing >= len(text) - 1 and longest is not None and len(text) - opening <= longest:
        raise UnfinishedError
    if closing == len(text) or text[closing + 1 : closing + 2] not in {delimiter, "\r", "\n", ""}:
        return 0
    end = line_after(text, closing)
    if end == len(text) and longest is not None and text[-1] not in "\r\n":
        raise UnfinishedError
    return end


_OPENED = re.compile('"' + possessive('[^"]++|""'))
_GLUED = re.compile(r'[^\s\d"]"\S')


def _lone_quotes(record: str, delimiter: str) -> Iterator[int]:
    """Where in the record the first quotes of cells are that have a lone quote."""
    return (start + cell.index('"') for start, cell in _lone_cells(record, delimiter))


def _lone_cells(record: str, delimiter: str) -> Iterator[tuple[int, str]]:
    start = 0
    for cell in written_cells(record, delimiter):
        if not cell.startswith('"') and cell.count('"') % 2:
            yield start, cell
        start += len(cell) + 1
