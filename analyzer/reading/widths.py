"""Records with too many or too few cells. If only empty cells at the end are missing or too many, they are read.

An unquoted comma also adds a cell, and moves the cells after it to other columns. So each date and link must be whole and in
its column, and no other reading of the record may be as likely. The other lines of the file show whether all are padded.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from functools import cached_property, partial, reduce
from itertools import groupby, pairwise, takewhile

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.tables import Table
from analyzer.reading.plausible import KINDS, NOTHING, ColumnKinds, is_link
from analyzer.reading.records import is_blank, split, whole_record, written_cells

LINES = 60
"""The number of first lines that show which widths are usual in a file."""

ALIKE = 3
"""The number of lines in a row that make their width usual. Damage hardly makes as many alike."""

RESTS = 4
"""The most cells of a record of the right width that are tried as the rest of a text."""


class Widths:
    """Gives records of a file the width of its `header`. `text` is the beginning of the records, with their delimiter.

    `beat` is called for each record whose commas are checked, and may end this by an exception.
    """

    def __init__(
        self,
        table: Table | None,
        header: Sequence[str | None],
        text: str,
        delimiter: str,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.beat = beat
        self._kinds = ColumnKinds(table, header)
        self.width = len(header)
        places = [at for at, column in enumerate(self._kinds.columns) if column]
        self._known = places[-1] + 1 if places else 0
        """The least width of a record with all known columns."""
        self._text = text
        self._delimiter = delimiter

    @cached_property
    def of_records(self) -> Set[int]:
        """The widths of records: that of the header, and those of several first lines with a date or link in its column."""
        sizes = Counter(
            len(cells)
            for cells in self._lines
            if len(cells) != self.width and 1 < len(cells) in self._usual
            if self._kinds.fit(row := self._row(cells)) and self._kinds.number(row)
        )
        return {self.width} | {size for size, number in sizes.items() if number >= ALIKE}

    def _row(self, cells: Sequence[str]) -> tuple[str, ...]:
        return (*cells[: self.width], *("" for _ in range(self.width - len(cells))))

    def fitted(self, cells: Sequence[str]) -> tuple[str, ...] | None:
        """The cells with the width of the header; None if it is uncertain which columns they are in."""
        width = self.width
        if not self._kinds.fit(cells[:width]) or any(cell.strip() for cell in cells[width:]):
            return None
        if len(cells) > width:
            row = tuple(cells[:width])
            return row if self._is_padded(row, len(cells)) else None
        return self._row(cells) if self._lacks_its_end(cells) else None

    @cached_property
    def least(self) -> int:
        """No record with fewer cells is given the width of the header."""
        usual = min((width for width in self._usual if width > 1), default=self.width)
        return min(usual, self._known or self.width)

    def overflowing(self, records: pa.Table, written: Sequence[str] = ()) -> pa.Array | None:
        """Which records have cells that unquoted commas moved to other columns; None if none has.

        These have text in a column without a name. Or they have text after a comma that does not fit its column, and fit if
        the text is joined and empty cells are added elsewhere. If the records are given as they are `written`, only cells
        without quotes count as such text.
        """
        masks = []
        for place in self._kinds.unnamed:
            if place == 0:
                continue
            filled, before = (
                pc.invert(pc.is_in(pc.utf8_trim_whitespace(cells), pa.array(nothing)))
                for cells, nothing in (
                    (records.column(place), [""]),
                    (records.column(place - 1), sorted(NOTHING)),
                )
            )
            masks.append(pc.and_(filled, before).combine_chunks())
        if shifted := self._shifted(records, written):
            mask = np.zeros(records.num_rows, bool)
            mask[shifted] = True
            masks.append(pa.array(mask))
        any_of = masks and reduce(pc.or_, masks)
        return any_of if masks and pc.any(any_of).as_py() else None

    def _shifted(self, records: pa.Table, written: Sequence[str]) -> list[int]:
        """The positions of records with text after a comma that does not fit its column, and fits the one before it."""
        if not self._kinds.checked or self.width < 2:
            return []
        rests = _in_any(records, range(1, self.width), partial(pc.starts_with, pattern=" "))
        text = partial(pc.match_substring_regex, pattern="^[^.:]+$")
        rests |= _in_any(records, self._after_text, text)
        link = partial(pc.match_substring, pattern="://")
        rests |= _in_any(records, {place for place, _ in self._next_to_links}, link)
        positions = np.flatnonzero(rests)
        if not len(positions):
            return []
        rows = zip(*(cells.take(positions).to_pylist() for cells in records.columns), strict=True)
        return [
            at
            for at, row in zip(positions.tolist(), rows, strict=True)
            if self._is_shifted(row, written[at] if written else "")
        ]

    def _is_shifted(self, row: Sequence[str], written: str) -> bool:
        self.beat()
        cells = list(written_cells(written, self._delimiter)) if written else row
        rests = [
            place
            for place in range(1, self.width)
            if row[place].strip() and row[place - 1].strip() and not cells[place].startswith('"')
            if self._may_be_a_rest(place, row[place])
        ][:RESTS]
        if any(self._splits_a_date(row, place) for place in rests) or any(
            "://" in row[place] and is_link(row[place]) and not is_link(row[links] or " ")
            for place, links in self._next_to_links
        ):
            return True
        if not rests or all(map(self._may_be_at, range(self.width), row)):
            return False
        return any(self._fits_joined(row, start, end) for start, end in self._runs(row, rests))

    def _may_be_at(self, place: int, cell: str) -> bool:
        """Whether a cell can be in the column at `place`, or is a text with a link or date in it."""
        kind = column.kind if (column := self._kinds.columns[place]) else None
        return self._fit(place, cell) or (kind not in KINDS and not is_link(cell))

    def _splits_a_date(self, row: Sequence[str], place: int) -> bool:
        """Whether a date in LinkedIn's format is in the cell at `place` and the one before, as its comma lacks quotes."""
        joined = self._delimiter.join(row[place - 1 : place + 1]).strip()
        return self._kinds.has_format(place - 1, joined)

    def _runs(self, row: Sequence[str], rests: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The first and last cells of texts that commas may have split."""
        for place in rests:
            end = place
            while end + 1 in rests:
                end += 1
            yield place - 1, end
            if place > 1 and row[place - 2].strip():
                yield place - 2, end

    def _may_be_a_rest(self, place: int, cell: str) -> bool:
        """Whether a cell is like text after a comma: it begins with a space, or is not a link, and is behind a text."""
        if cell.startswith(" "):
            return place not in self._spaced
        return place in self._after_text and not set(".:") & set(cell)

    @cached_property
    def _spaced(self) -> Set[int]:
        """The columns in which each of the first lines begins with a space, as after commas of some programs."""
        lines = [line for line in self._lines if len(line) == self.width]
        return {
            place
            for place in range(self.width)
            if len(lines) >= ALIKE and all(line[place].startswith(" ") for line in lines)
        }

    @cached_property
    def _after_text(self) -> Sequence[int]:
        """The columns of links that are directly behind a column of text, or behind another of these."""
        kinds = [column and column.kind for column in self._kinds.columns]
        places: list[int] = []
        for place, (before, kind) in enumerate(pairwise(kinds), 1):
            if kind == "link" and (before == "text" or place - 1 in places):
                places.append(place)
        return places

    @cached_property
    def _next_to_links(self) -> Sequence[tuple[int, int]]:
        """The columns that never have a link and are next to a column of links, each with that column."""
        kinds = [column and column.kind for column in self._kinds.columns]
        pairs = [(place, place + step) for place in range(len(kinds)) for step in (-1, 1)]
        return [
            (place, links)
            for place, links in pairs
            if 0 <= links < len(kinds) and kinds[links] == "link"
            if kinds[place] not in {None, "text", "link", "date"}
        ]

    def _fits_joined(self, row: Sequence[str], start: int, end: int) -> bool:
        """Whether a row fits if the cells from `start` to `end` are one, and empty cells are somewhere behind it."""
        if not self._fit(start, self._delimiter.join(row[start : end + 1]).strip()):
            return False
        if not all(self._fit(place, row[place]) for place in range(start)):
            return False
        # The cells behind it are moved back up to the empty ones, and in their own columns from there on.
        behind = range(end + 1, self.width)
        moved = takewhile(lambda place: self._fit(place - end + start, row[place]), behind)
        own = takewhile(lambda place: self._fit(place, row[place]), reversed(behind))
        furthest, nearest = end + 1 + sum(1 for _ in moved), self.width - sum(1 for _ in own)
        if not all(self._fit(place, row[place]) for place in range(start + 1, end + 1)):
            return nearest <= furthest
        empty = ("",) * (end - start)
        return any(
            self._in_place((*row[:start], "", *row[end + 1 : at], *empty, *row[at:]))
            >= self._in_place(row)
            for at in range(nearest, furthest + 1)
        )

    def _in_place(self, row: Sequence[str]) -> int:
        """The number of whole dates and links in their columns."""
        return sum(
            cell.strip() not in NOTHING and self._kinds.fits(place, cell.strip())
            for place, cell in enumerate(row)
            if (column := self._kinds.columns[place]) and column.kind in KINDS
        )

    def _fit(self, place: int, cell: str) -> bool:
        return cell.strip() in NOTHING or self._kinds.fits(place, cell.strip())

    def _is_padded(self, row: tuple[str, ...], size: int) -> bool:
        """Whether a row of `size` cells has empty ones at its end that no unquoted comma left there."""
        joins = list(self._joins(row))
        if any(second.startswith(" ") for second in joins):  # as text after a comma does
            return False
        more = size - self.width
        only_padding = more > 1 and len(joins) < more and max(self._usual, default=0) <= self.width
        return not joins or only_padding or size in self._usual

    def _lacks_its_end(self, cells: Sequence[str]) -> bool:
        """Whether a record only lacks empty cells at its end."""
        # Lines without a delimiter can be the lines of a text.
        if len(cells) in self._usual and len(cells) > 1:
            complete = all(place < len(cells) and cells[place].strip() for place in self._always)
            return complete and not self._has_text_after_comma(cells)
        number = self._kinds.number(cells)
        return len(cells) >= self._known and number > 0 and number > self._best_apart(cells)

    def _joins(self, row: tuple[str, ...]) -> Iterator[str]:
        """The cells that can be the rest of the one before, after a comma that lacks quotes."""
        kinds = self._kinds
        for place in range(len(row) - 1):
            first, second = row[place : place + 2]
            if not (first.strip() and second.strip()):
                continue
            if _WEB_ADDRESS.fullmatch(first.strip()) and _WEB_ADDRESS.fullmatch(second.strip()):
                continue  # each is whole
            joined = f"{first}{self._delimiter}{second}"
            if not kinds.fits(place, joined.strip()) and not (
                is_link(first) and _CAN_END_A_LINK.fullmatch(second)
            ):
                continue
            after = (*row[:place], "", *row[place + 2 :], "")
            whole = kinds.is_date(place, first.strip()) or kinds.is_date(place + 1, second.strip())
            if kinds.fit(after) and (not whole or kinds.is_date(place, joined.strip())):
                yield second

    def _has_text_after_comma(self, cells: Sequence[str]) -> bool:
        """Whether a cell begins with a space, as text after a comma does, where no cell above it does."""
        spaced = {
            place
            for place in range(1, len(cells))
            if cells[place].startswith(" ") and cells[place - 1].strip()
        }
        return any(
            not any(
                len(line) > place and line[place].startswith(" ") for line in self._lines[:ALIKE]
            )
            for place in spaced
        )

    def _best_apart(self, cells: Sequence[str]) -> int:
        """The most dates and links in their columns if cells are missing elsewhere than at the end."""
        number = self.width - len(cells)
        missing = [""] * number
        # Of neighbours without a column of a kind between them, one is enough.
        kinds = self._kinds.checked
        places = {
            (bisect_left(kinds, at), bisect_left(kinds, at + number)): at
            for at in range(1, len(cells))
        }
        rows = ((*cells[:at], *missing, *cells[at:]) for at in places.values())
        return max((self._kinds.number(row) for row in rows if self._kinds.fit(row)), default=0)

    @cached_property
    def _lines(self) -> Sequence[tuple[str, ...]]:
        """The cells of the first lines that are records by themselves."""
        return [
            split(line, self._delimiter)
            for line in self._text.splitlines()[:LINES]
            if not is_blank(line)
            and ('"' not in line or whole_record(line, self._delimiter) is not None)
        ]

    @cached_property
    def _usual(self) -> Set[int]:
        """The widths of several lines in a row or of several with a whole date or link in its column, and the least width if
        each line is too wide.
        """
        widths = list(map(len, self._lines))
        # Every line has at least the cells that the narrowest has.
        narrowest = min(widths, default=0)
        everywhere = {narrowest} if len(widths) > 1 and narrowest > self.width else set()
        certain = Counter(
            len(cells)
            for cells in self._lines
            if len(cells) > self.width and not any(map(str.strip, cells[self.width :]))
            if self._kinds.fit(row := cells[: self.width]) and not any(self._joins(row))
            if self._kinds.number(row)
        )
        alike = {width for width, lines in groupby(widths) if len(list(lines)) >= ALIKE}
        enough = 1 if everywhere else 2
        return everywhere | alike | {width for width, number in certain.items() if number >= enough}

    @cached_property
    def _always(self) -> Set[int]:
        """The columns that have a value in each of the first lines with a usual width; none if there are few."""
        rows = [
            self._row(cells)
            for cells in self._lines
            if len(cells) == self.width or len(cells) in self._usual
        ]
        rows = [row for row in rows if self._kinds.fit(row)]
        always = {place for place in range(self.width) if all(row[place].strip() for row in rows)}
        return always if len(rows) >= ALIKE else frozenset()


def _in_any(
    records: pa.Table,
    places: Collection[int],
    is_such: Callable[[pa.ChunkedArray], pa.ChunkedArray],
) -> npt.NDArray[np.bool_]:
    """Which records have such a cell in any of the columns at these `places`. All their cells are passed at once."""
    if not (places and records.num_rows):
        return np.zeros(records.num_rows, np.bool_)
    cells = [chunk for place in places for chunk in records.column(place).chunks]
    of_cells = is_such(pa.chunked_array(cells)).to_numpy()
    of_records: npt.NDArray[np.bool_] = of_cells.reshape(len(places), -1).any(axis=0)
    return of_records


_WEB_ADDRESS = re.compile(r"https?://[^\s,;]+")
_CAN_END_A_LINK = re.compile(r"\S*[/%?&=#:.]\S*|\d+")
