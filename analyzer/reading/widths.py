"""Records with too many or too few cells: those that only lack empty cells at the end, or have more of them, are read.

An unquoted comma adds a cell too, and moves the cells after it to other columns. So it matters whether dates and links are in
their columns, and whether the lines of the file are alike.
"""

import re
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import groupby

from analyzer.mapping.tables import Table
from analyzer.reading.plausible import KINDS, NOTHING
from analyzer.reading.records import first_records, split

LINES = 60
"""The number of first lines that show which widths are usual in a file."""

ALIKE = 3
"""The number of lines in a row that make their width usual. Damage hardly makes as many alike."""

_WORD = re.compile(r"[^\W\d_]+")
_WORDS_OF_DATES = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov "
    "november dec december mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday "
    "am pm utc gmt t z".split()
)


class Widths:
    """Gives records of a file the width of its `header`. `text` is the beginning of the records, with their delimiter."""

    def __init__(
        self, table: Table | None, header: Sequence[str | None], text: str, delimiter: str
    ) -> None:
        self._columns = [table.column(name) if table and name else None for name in header]
        self._text = text
        self._delimiter = delimiter

    def fitted(self, cells: Sequence[str]) -> tuple[str, ...] | None:
        """The cells with the width of the header; None if it is uncertain which columns they are in."""
        width = len(self._columns)
        if any(cell.strip() for cell in cells[width:]):
            return None
        row = (*cells[:width], *("" for _ in range(width - len(cells))))
        fit = self._fit(row)
        if len(cells) > width and not self._has_only_dates(row):
            return None
        if fit is None or not any(row):
            return None if fit is None or len(cells) < width else row
        # Lines without a delimiter can be the lines of a text.
        if len(cells) in self._usual and len(cells) > 1:
            return row
        if len(cells) < width:
            lacks_known_columns = any(self._columns[len(cells) :])
            return None if lacks_known_columns or fit <= self._best_apart(cells) else row
        best = self._best_together(row)
        padded = (
            fit == best == 0 and len(cells) > width + 1 and max(self._usual, default=0) <= width
        )
        return row if fit > best or padded else None

    def _fit(self, row: Sequence[str]) -> int | None:
        """The number of dates and links in their columns; None if one is in another column, or other text in theirs."""
        fit = 0
        for column, cell in zip(self._columns, row, strict=True):
            text = cell.strip()
            kind = column.kind if column else None
            if kind is None or text in NOTHING:
                continue
            if kind in KINDS:
                if not KINDS[kind](text):
                    return None
                parts = text.replace(", ", " ").split(",")
                fit += all(map(KINDS[kind], parts)) and (kind == "link" or len(parts) == 1)
            elif kind not in {"text", "contact"} and "://" in text:
                return None
        return fit

    def _has_only_dates(self, row: Sequence[str]) -> bool:
        """Whether the cells in columns of dates have no other words, as `Studio 54` does."""
        dates = (
            cell
            for column, cell in zip(self._columns, row, strict=True)
            if column and column.kind == "date" and cell.strip() not in NOTHING
        )
        return all(_WORDS_OF_DATES.issuperset(_WORD.findall(cell.casefold())) for cell in dates)

    def _best_together(self, row: tuple[str, ...]) -> int:
        """The best fit if two neighbours are one cell that lacks its quotes; -1 if there is none."""
        fits = (
            self._fit((*row[:at], f"{row[at]}{self._delimiter}{row[at + 1]}", *row[at + 2 :], ""))
            for at in range(len(row) - 1)
            if row[at] and row[at + 1]
        )
        return max((-1 if fit is None else fit for fit in fits), default=-1)

    def _best_apart(self, cells: Sequence[str]) -> int:
        """The best fit if cells are missing elsewhere than at the end."""
        missing = [""] * (len(self._columns) - len(cells))
        fits = (self._fit((*cells[:at], *missing, *cells[at:])) for at in range(1, len(cells)))
        return max((0 if fit is None else fit for fit in fits), default=0)

    @cached_property
    def _usual(self) -> Set[int]:
        """The widths of several first lines in a row, and the least width if each line is too wide."""
        widths = [
            len(split(record, self._delimiter))
            for line in self._text.splitlines()[:LINES]
            for _, end, record in first_records(line, 1, self._delimiter)
            if end == len(line)
        ]
        # Every line has at least the cells that the narrowest has.
        narrowest = min(widths, default=0)
        everywhere = {narrowest} if len(widths) > 1 and narrowest > len(self._columns) else set()
        return everywhere | {width for width, lines in groupby(widths) if len(list(lines)) >= ALIKE}
