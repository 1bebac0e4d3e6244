"""Records with too many or too few cells: those that only lack empty cells at the end, or have more of them, are read.

An unquoted comma adds a cell too, and moves the cells after it to other columns. So it matters whether dates and links are in
their columns, and whether the lines of the file are alike.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from itertools import groupby

from analyzer.mapping.tables import Table
from analyzer.reading.plausible import KINDS, NOTHING
from analyzer.reading.records import first_records, split

LINES = 60
"""The number of first lines that show which widths are usual in a file."""

ALIKE = 3
"""The number of lines in a row that make their width usual. Damage hardly makes as many alike."""

KINDS_CHECKED = 60
"""The number of columns whose cells are checked. No table has as many dates and links; a made-up header can."""

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
        known = [at for at, column in enumerate(self._columns) if column]
        self._known = known[-1] + 1 if known else 0
        """The least width of a record with all known columns."""
        self._kinds = [
            (at, column.kind) for at, column in enumerate(self._columns) if column and column.kind
        ][:KINDS_CHECKED]
        self._text = text
        self._delimiter = delimiter

    @cached_property
    def least(self) -> int:
        """No record with fewer cells is given the width of the header."""
        usual = min((width for width in self._usual if width > 1), default=len(self._columns))
        return min(usual, self._known or len(self._columns))

    def fitted(self, cells: Sequence[str]) -> tuple[str, ...] | None:
        """The cells with the width of the header; None if it is uncertain which columns they are in."""
        width = len(self._columns)
        fit = self._fit(cells[:width])
        if fit is None or any(cell.strip() for cell in cells[width:]):
            return None
        # Lines without a delimiter can be the lines of a text.
        usual = len(cells) in self._usual and len(cells) > 1
        if len(cells) < width:
            if not any(cells) or not (usual or self._ends_early(cells, fit)):
                return None
            return (*cells, *("" for _ in range(width - len(cells))))
        row = tuple(cells[:width])
        if not self._has_only_dates(row):
            return None
        if usual or not any(row):
            return row
        best = self._best_together(row)
        padded = (
            fit == best == 0 and len(cells) > width + 1 and max(self._usual, default=0) <= width
        )
        return row if fit > best or padded else None

    def _ends_early(self, cells: Sequence[str], fit: int) -> bool:
        """Whether it is at the end that cells are missing."""
        return len(cells) >= self._known and fit > 0 and fit > self._best_apart(cells)

    def _fit(self, row: Sequence[str]) -> int | None:
        """The number of dates and links in their columns; None if one is in another column, or other text in theirs."""
        fit = 0
        for at, kind in self._kinds:
            if at >= len(row):
                break
            text = row[at].strip()
            if text in NOTHING:
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
        places = [at for at in range(len(row) - 1) if row[at] and row[at + 1]]
        fits = (
            self._fit((*row[:at], f"{row[at]}{self._delimiter}{row[at + 1]}", *row[at + 2 :], ""))
            for at in self._that_differ(places, 1)
        )
        return max((-1 if fit is None else fit for fit in fits), default=-1)

    def _best_apart(self, cells: Sequence[str]) -> int:
        """The best fit if cells are missing elsewhere than at the end."""
        number = len(self._columns) - len(cells)
        missing = [""] * number
        places = range(1, len(cells))
        fits = (
            self._fit((*cells[:at], *missing, *cells[at:]))
            for at in self._that_differ(places, number)
        )
        return max((0 if fit is None else fit for fit in fits), default=0)

    def _that_differ(self, places: Iterable[int], number: int) -> Iterable[int]:
        """The `places` in a record that can differ in fit, if `number` cells from one of them on are others.

        Of neighbours without a column of a known kind between them, one is enough.
        """
        kinds = [at for at, _ in self._kinds]
        return {
            (bisect_left(kinds, at), bisect_left(kinds, at + number)): at for at in places
        }.values()

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
