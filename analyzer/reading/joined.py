"""Files that were joined: the headers in the middle, the notes above them, and records below another header."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.columns import fold_header, fold_name, spellings
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.decode import LINE_END, count_lines
from analyzer.reading.framed import FramedRecords
from analyzer.reading.header import BEGINS_NOTES, WITHIN, Header, is_notes_text
from analyzer.reading.records import quote, split

MOST_ENDS = 20
"""How often the records of a file may change to those of another table. After that, no change is looked for."""


class JoinedFiles:
    """Finds where the next of several joined files begins, in all batches of one file with this `header`.

    The header of the next is that of the first, or another that LinkedIn gives the table, in any spelling or order. Below
    the header of another table in the `mapping`, all records are rejected.
    """

    def __init__(self, header: Header, mapping: ExportMapping) -> None:
        self._names = header.repeated
        self._own = fold_header([name or "" for name in self._names])
        if None in self._names:  # these names may be data
            self._own = ()
        others = header.table.headers if header.table else ()
        self._known = {tuple(sorted(fold_header(names))) for names in others if len(names) > 1}
        self._known.add(tuple(sorted(self._own)))
        self._is_header = mapping.names.is_header
        firsts = {*self._names, *header.names, *(name for names in others for name in names)}
        own = (spelling for name in firsts if name for spelling in spellings(name))
        self._firsts = mapping.names.first_names.union(own)
        """The names that may begin headers, in their `spellings`."""
        self._other: tuple[str, ...] = ()
        self._ends = 0

    @cached_property
    def _firsts_in_arrow(self) -> pa.Array:
        return pa.array(list(self._firsts), pa.string())

    @property
    def other_table(self) -> tuple[str, ...]:
        """The header of another table above the records from here on; empty if there is none, or after `MOST_ENDS`."""
        return () if self._is_own(self._other) or self._ends == MOST_ENDS else self._other

    @property
    def has_other_columns(self) -> bool:
        """Whether the records from here on are below another header than the first ones."""
        return bool(self._other)

    def may_begin_in(self, records: pa.Table, *, last: bool) -> bool:
        """Whether another file may begin in the records, or in those that follow unless these are the `last`."""
        cells = records.column(0)
        plain = pc.ascii_lower(pc.ascii_trim_whitespace(cells))
        if pc.any(pc.is_in(plain, self._firsts_in_arrow)).as_py():
            return True
        end = [] if last or len(self._names) < 2 else cells[-WITHIN:].to_pylist()
        return any(map(BEGINS_NOTES.match, end))

    def headers_in(self, framed: FramedRecords) -> Mapping[int, tuple[str, ...]]:
        """The names in the headers of joined files, by the positions of these records."""
        return {
            position: names
            for position, text in enumerate(framed.texts)
            if (names := self._header_in(text, framed.delimiter))
        }

    def end_below_header(
        self,
        framed: FramedRecords,
        headers: Mapping[int, Sequence[str]],
        text: str,
        first_line: int,
    ) -> int:
        """Where the first header ends whose records are of another table than those above it; 0 if there is none.

        The records below are to be found as files of that table are written. After `MOST_ENDS`, no header is looked for.
        The `text` of the `framed` records begins on line `first_line`.
        """
        for position, names in headers.items():
            other = () if self._is_own(names) else names
            if self._ends < MOST_ENDS and other != self.other_table:
                self._ends += 1
                lines = (
                    framed.lines[position] - first_line + 1 + count_lines(framed.texts[position])
                )
                return _line_start(text, lines) or len(text)
        return 0

    def drop_headers(self, framed: FramedRecords, headers: Mapping[int, Sequence[str]]) -> None:
        """Drop headers and the notes above them, as they are not records; put other records into the columns of the first.

        Records are rejected if they have a value without a column, or a wrong number of cells below another header; and if
        they are of another table.
        """
        headers = {at: names for at, names in headers.items() if at < len(framed.texts)}
        if headers:
            framed.repairs |= {
                "repeated-header" if self._is_own(names) else "other-header"
                for names in headers.values()
            }
        elif not self._other:
            return
        dropped = set(headers)
        for position, names in headers.items():
            if len(names) > 1 < len(self._names):  # as in `hold_back_notes`
                dropped |= set(_notes_above(framed, position, len(names)))
        for position, text in enumerate(framed.texts):
            if names := headers.get(position, ()):
                self._other = () if fold_header(names) == self._own else tuple(names)
            elif self._other and position not in dropped:
                if cells := self._moved(split(text, framed.delimiter)):
                    framed.texts[position] = quote(cells, framed.delimiter)
                else:
                    framed.rejected.append(framed.lines[position])
                    dropped.add(position)
        framed.drop(dropped)

    def _header_in(self, text: str, delimiter: str) -> tuple[str, ...]:
        """The names of the header that a record is; none if it is not one."""
        # Each of the joined files may have begun with a byte order mark.
        text = text.lstrip("\ufeff")
        first = text[:_LONGEST_NAME].partition(delimiter)[0].strip('"').strip(" \t\n\v\f\r")
        if not first.isascii() or first.lower() not in self._firsts:
            return ()
        names = tuple(name.strip() for name in split(text, delimiter))
        return names if self._is_own(names) or self._is_header(names) else ()

    def _is_own(self, names: Sequence[str]) -> bool:
        return tuple(sorted(fold_header(names))) in self._known

    def _moved(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a record below another header, in the columns of the first; none if they are uncertain."""
        if len(cells) != len(self._other) or not self._is_own(self._other):
            return ()
        of_name = dict(zip(_numbered(self._other), cells, strict=True))
        moved = [of_name.pop(name, "") for name in _numbered(self._names)]
        return () if any(map(str.strip, of_name.values())) else moved


def hold_back_notes(framed: FramedRecords, text: str, first_line: int) -> None:
    """Let the records end above notes that may be above a header in the text that follows.

    The `text` of the records begins on line `first_line`.
    """
    last = len(framed.texts) - 1
    for position in range(last, max(last - WITHIN, -1), -1):
        if BEGINS_NOTES.match(framed.texts[position]):
            line = framed.lines[position]
            framed.drop(range(position, last + 1))
            framed.rejected = array("q", (other for other in framed.rejected if other < line))
            framed.end, framed.end_line = _line_start(text, line - first_line), line
            framed.damaged = False  # no record is found in damage
            return


def _line_start(text: str, number: int) -> int:
    """Where the line begins that has this number of lines above it."""
    return (
        next((end.end() for end in islice(LINE_END.finditer(text), number - 1, None)), 0)
        if number
        else 0
    )


def _numbered(names: Sequence[str | None]) -> Iterator[tuple[str, int]]:
    """The folded names, each with the number of its occurrences before it."""
    before: Counter[str] = Counter()
    for name in names:
        folded = fold_name(name or "")
        yield folded, before[folded]
        before[folded] += 1


def _notes_above(framed: FramedRecords, position: int, width: int) -> range:
    """The positions of notes above a header of this `width`: `Notes:`, and records of at most one value below it."""
    for start in range(position - 1, max(position - WITHIN, -1), -1):
        cells = split(framed.texts[start], framed.delimiter)
        values = sum(map(bool, map(str.strip, cells)))
        if values == 1 and BEGINS_NOTES.match(cells[0]):
            return range(start, position)
        above = split(framed.texts[start - 1], framed.delimiter) if start else ()
        if values > 1 and not (above and is_notes_text(cells, above, width)):
            break
    return range(0)


_LONGEST_NAME = 200
