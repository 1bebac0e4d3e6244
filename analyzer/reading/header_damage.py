"""Finds the header of a known file if it is damaged, or the text above it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product, takewhile
from string import ascii_lowercase, ascii_uppercase

from analyzer.mapping.columns import fold_name
from analyzer.mapping.tables import Table
from analyzer.reading.decode import LINE_END, count_lines, line_after
from analyzer.reading.framed import DIALECTS, Form
from analyzer.reading.plausible import ColumnKinds, has_its_date, record_checks
from analyzer.reading.records import first_records, split, whole_record

WITHIN = 8
"""The number of records below a damaged header that may show its width."""

LINES = 30
"""The number of first lines that may hold the remains of a damaged header, and of first records that show its width."""

MOST_NAMES = 1_000
"""The names of a damaged header that are looked at."""


@dataclass(frozen=True)
class DamagedHeader:
    """A header that is damaged in the file: its names, its end, the delimiter, and the lines of records above it."""

    names: tuple[str | None, ...]
    end: int
    delimiter: str
    rejected: tuple[int, ...] = ()


@dataclass(frozen=True)
class FirstLine:
    """A line near the top, and its cells; it has no cells if it is not a record by itself."""

    start: int
    end: int
    text: str
    cells: tuple[str, ...]


def known_names(names: Sequence[str | None], table: Table) -> tuple[str | None, ...]:
    """The names, with None instead of those that no column of the table has. An empty name shows nothing."""
    return tuple(name if not name or table.column(name) else None for name in names)


def header_of_records(
    text: str, start: int, header: DamagedHeader, table: Table
) -> DamagedHeader | None:
    """The header to use instead of the recognised one, if the first records show that it is damaged. It begins at `start`.

    None if they do not. A header with all names of one that LinkedIn writes is only replaced if one character makes it that one.
    """
    width, names = len(header.names), set(header.names)
    columns = [name == "" or table.column(name) is not None for name in header.names]
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    for line in (start, above):  # a line break may be in the first name
        edited = _edited(text, line, header.delimiter, table)
        if edited and (
            line < start or not all(columns) or _sizes(edited[0]) != _sizes(header.names)
        ):
            return replace(header, names=edited[0], end=edited[1])
    below = header.end
    if goes_on(text, below, header.delimiter, table):
        below = line_after(text, below)
    widths = Counter(map(len, _records_below(text, below, LINES, header.delimiter)))
    if not widths[width] and (repaired := _repaired(text, start, header, table)):
        return repaired
    # A header of twice the width has the first record on its line.
    if any(
        names.issuperset(filter(None, usual)) and width < 2 * len(usual) for usual in table.headers
    ):
        return None
    if widths[width] < max((widths[len(usual)] for usual in table.headers), default=0):
        return header_behind_damage(text, table)
    if all(columns) or not widths or widths[width]:
        return None
    # The names on both sides of the damage are those of the first and the last columns.
    common = widths.most_common(1)[0][0]
    before, after = columns.index(False), columns[::-1].index(False)
    unnamed = (None,) * (common - before - after)
    joined = (*header.names[:before], *unnamed, *header.names[width - after :])
    return replace(header, names=joined) if len(joined) == common else None


def header_with_record(text: str, table: Table) -> DamagedHeader | None:
    """The header that has the first record on its line, because the line end is damaged; None if there is none.

    The record is read only if it begins with a date, which shows where. Otherwise its line is rejected.
    """
    for delimiter in DIALECTS:
        start = 0
        for number in range(WITHIN):
            stop = line_after(text, start)
            for header in sorted(table.headers, key=len, reverse=True):
                for written in _spellings(header, delimiter):
                    end = start + len(written)
                    if text[start:end].translate(_LOWER) != written:
                        continue
                    if not text[end:stop].strip("\r\n"):
                        return None
                    if glued := _behind_header(text, end, delimiter, header, table):
                        lines = () if glued < stop else (number + 1,)
                        return DamagedHeader(header, glued, delimiter, lines)
            start = stop
    return None


def _behind_header(
    text: str, end: int, delimiter: str, header: tuple[str, ...], table: Table
) -> int:
    """Where the records begin that are behind a header without its line end; 0 if none is on its line."""
    dated = [
        begin
        for begin in (end, end + 1)
        if _begins_with_date(text, begin, delimiter, header, table)
    ]
    if dated:
        return dated[0] if len(dated) == 1 else line_after(text, end)
    width = len(header)
    if width == 1 or text.startswith(delimiter, end):
        return 0
    first = next(first_records(text, 1, delimiter, end), None)
    below = first and list(_records_below(text, first[1], WITHIN, delimiter))
    if first and below and {width} == {len(split(first[2], delimiter)), *map(len, below)}:
        return first[1]
    return 0


def _begins_with_date(
    text: str, position: int, delimiter: str, header: Sequence[str], table: Table
) -> bool:
    """Whether a date of the table's first column begins at `position`."""
    cell = text[position : position + _LONGEST_DATE].partition(delimiter)[0].strip('"')
    sources = [source for place, source in table.date_sources(header) if place == 0]
    return bool(cell) and any(form.fits(cell) for source in sources for form in source.formats)


_LONGEST_DATE = 60


def _sizes(names: Sequence[str | None]) -> tuple[int, int]:
    """The number of names, and of empty ones."""
    return len(names), names.count("")


def goes_on(text: str, end: int, delimiter: str, table: Table) -> bool:
    """Whether the line after the header that ends at `end` has only names of columns, as after a line break in it."""
    line = next(_records_below(text, end, 1, delimiter), ())
    return any(line) and all(name == "" or table.column(name) is not None for name in line)


def _repaired(text: str, start: int, header: DamagedHeader, table: Table) -> DamagedHeader | None:
    """The recognised header that begins at `start`, with the width of the records below. No record has its own width."""
    names, delimiter = header.names, header.delimiter
    for own in map(list, table.headers):
        size, rest = len(own), names[len(own) :]
        # A record may be behind the only name, or an empty one behind the last.
        is_empty = all(name == "" for name in rest)  # None is a text that must not be shown
        if list(names[:size]) == own and rest and (size == 1 or is_empty):
            records = list(_records_below(text, header.end, LINES, delimiter))
            if records and all(len(cells) == size for cells in records):
                line = () if is_empty else (1 + count_lines(text, 0, start),)
                return DamagedHeader(tuple(own), header.end, delimiter, header.rejected + line)
    end = line_after(text, start)
    for stop in (end, line_after(text, end)):  # a line break may be in the header
        written = text[start:stop].rstrip("\r\n")
        lines = _loose_names(written, delimiter)
        if fitted := _fitted_to_records(lines, text, stop, delimiter, table):
            return DamagedHeader(fitted, stop, delimiter, header.rejected)
    return None


def _loose_names(written: str, delimiter: str) -> tuple[str, ...]:
    """The first names in damaged lines of a header, without quotes and line breaks."""
    names = written.split(delimiter, MOST_NAMES)[:MOST_NAMES]
    return tuple(LINE_END.sub("", name).strip(' "\ufeff') for name in names)


def _fitted_to_records(
    names: tuple[str, ...], text: str, position: int, delimiter: str, table: Table
) -> tuple[str | None, ...] | None:
    """The names with the width of the records from `position` on, if it takes one delimiter more or fewer at most.

    None if most of the names are unknown, or the records do not fit them.
    """
    names = tuple(part for name in names for part in _apart(name, table))
    columns = [name == "" or table.column(name) is not None for name in names]
    if 2 * sum(columns) <= len(names) or not any(map(table.column, filter(None, names))):
        return None
    records = list(_records_below(text, position, LINES, delimiter))
    width = Counter(map(len, records)).most_common(1)[0][0] if records else 0
    shown = [name if is_column else None for name, is_column in zip(names, columns, strict=True)]
    rows = [cells for cells in records if len(cells) == width]
    # Empty cells at the end of all records do not show that the header is damaged.
    if width < 2 or 2 * len(rows) <= len(records) or not any(cells[-1].strip() for cells in rows):
        return None
    for candidate in _of_width(shown, width):
        kinds = ColumnKinds(table, candidate)
        if 2 * sum(map(kinds.fit, rows)) > len(rows):
            return candidate
    return None


def _apart(name: str, table: Table) -> tuple[str, ...]:
    """The two known names in `name`, if it is unknown and lacks the delimiter between them; otherwise `name`."""
    if name and table.column(name) is None and len(name) < _LONGEST_NAMES:
        for place in range(1, len(name)):
            if table.column(name[:place]) and table.column(name[place:]):
                return name[:place], name[place:]
    return (name,)


_LONGEST_NAMES = 200


def _of_width(names: list[str | None], width: int) -> Iterator[tuple[str | None, ...]]:
    """The names if they have the width. Otherwise, one that is unknown or empty is doubled, or two of these joined."""
    if len(names) == width:
        yield tuple(names)
    for place, name in enumerate(names):
        if name:
            continue
        if len(names) == width - 1:
            yield (*names[:place], name, name, *names[place + 1 :])
        if len(names) == width + 1 and names[place + 1 : place + 2] == [name]:
            yield (*names[:place], *names[place + 1 :])


def header_behind_damage(text: str, table: Table) -> DamagedHeader | None:
    """The header of a known file that is damaged above its records.

    It is a header with one character damaged; or the one whose remains are above a record of its width; or else the one
    with the width of the first line with a date in its place.
    """
    for delimiter in DIALECTS:
        lines = list(_first_lines(text, delimiter, _widest(table)))
        above: list[int] = []
        for number, line in enumerate(lines):
            header: tuple[str | None, ...] | None
            if edited := _edited(text, line.start, delimiter, table):
                header, end = edited
            elif header := _remains(text, line, delimiter, table, first=number == 0):
                end = line.end
            elif header := _dated_like(line, lines[:number], table):
                end = line.start
            else:
                # A line with the delimiters of a record is a record, or the remains of one.
                narrowest = min(map(len, table.headers), default=0)
                if narrowest > 2 and line.text.count(delimiter) >= narrowest - 1:
                    above.append(number + 1)
                continue
            return DamagedHeader(header, end, delimiter, tuple(above))
    return None


def _widest(table: Table) -> int:
    """One cell more than the table's widest header has. The other cells of a line do not matter."""
    return 1 + max(map(len, table.headers), default=0)


def _first_lines(text: str, delimiter: str, most: int) -> Iterator[FirstLine]:
    start = 0
    for _ in range(LINES):
        if start == len(text):
            return
        end = line_after(text, start)
        line = text[start:end]
        record = whole_record(line, delimiter)
        yield FirstLine(start, end, line, split(record, delimiter, most) if record else ())
        start = end


def _edited(
    text: str, start: int, delimiter: str, table: Table
) -> tuple[tuple[str, ...], int] | None:
    """The header that begins at `start` with one character inserted, removed or replaced, and its end."""
    for header in table.headers:
        if len(header) == 1 and delimiter != ",":  # it has no delimiter
            continue
        for written in _spellings(header, delimiter):
            for line_end in ("\n", "\r\n"):
                end = _edited_end(text, start, written + line_end)
                if not end or _closes_on_next_line(text, start, end, delimiter):
                    continue
                if text[end - 1] != "\n" and end < len(text):
                    continue  # `header_with_record` finds these
                if (
                    end == len(text)
                    or _has_records(text, end, delimiter, header, table, 1)
                    or (table.layout != "csv" and _begins_with_date(text, end, ",", header, table))
                ):
                    return header, end
    return None


@lru_cache(maxsize=1024)
def _spellings(header: tuple[str, ...], delimiter: str) -> Sequence[str]:
    """The ways to write the header, in lower case."""
    lower = [name.translate(_LOWER) for name in header]
    gaps = ("", " ", "_") if " " in "".join(header) else (" ",)
    return [
        delimiter.join(f"{mark}{name.replace(' ', gap)}{mark}" for name in lower)
        for gap, mark in product(gaps, ("", '"'))
    ]


def _closes_on_next_line(text: str, start: int, end: int, delimiter: str) -> bool:
    """Whether a quote in the header from `start` to `end` is closed on the next line, so that it is part of a longer name."""
    return any(
        line_after(text, start) < stop == line_after(text, end)
        for _, stop, _ in first_records(text, 1, delimiter, start)
    )


def _edited_end(text: str, start: int, header: str) -> int:
    """Where the header, which is in lower case, ends; 0 if no character is different, or more than one.

    A short name may be a record, so a mark must be inserted in it.
    """
    top = text[start : start + len(header) + 2].translate(_LOWER)
    at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(header, top, strict=False)))
    if at == len(header):
        return 0
    more = 2 if top.startswith("\r\n", at) else 1
    for removed, inserted in ((0, more), (1, more), (1, 0)):
        marked = inserted and top[at : at + 1] in _MARKS
        if (marked or len(header) > _SHORT) and top.startswith(
            header[at + removed :], at + inserted
        ):
            return start + len(header) - removed + inserted
    return 0


_MARKS = tuple('",;\t\r\n')
_SHORT = 8
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def _records_below(
    text: str, position: int, number: int, delimiter: str
) -> Iterator[tuple[str, ...]]:
    """The first cells of the first records from `position` on: one more than any header has."""
    for _, _, record in first_records(text, number, delimiter, position):
        yield split(record, delimiter, MOST_NAMES + 1)


def _remains(
    text: str, line: FirstLine, delimiter: str, table: Table, *, first: bool
) -> tuple[str | None, ...] | None:
    """The header that has more than half of its names on the line, and the width of a record below.

    On the first line, all names but two are enough, as one missing comma or line break can cost two. A header that is not
    LinkedIn's may have the known names of the line.
    """
    own = _loose_names(line.text, delimiter)
    names = set(map(fold_name, own))
    headers = sorted(table.headers, key=lambda header: -len(names & set(map(fold_name, header))))
    for header in (*headers, own):
        columns = sum(table.column(name) is not None for name in own if name)
        number = len(names & set(map(fold_name, header))) if header is not own else columns
        enough = 2 * number > len(header) or (first and 0 < number >= len(header) - 2)
        if enough and len(header) > 1 and _has_records(text, line.end, delimiter, header, table):
            return known_names(own, table) if header is own else header
    return _fitted_to_records(own, text, line.end, delimiter, table) if first else None


def _has_records(
    text: str,
    position: int,
    delimiter: str,
    header: Sequence[str],
    table: Table,
    number: int = WITHIN,
) -> bool:
    """Whether one of the first records from `position` on has the width of the header, and is plausible."""
    form = Form(tuple(header), delimiter, *record_checks(table, header))
    return any(map(form.fits, _records_below(text, position, number, delimiter)))


def _dated_like(
    line: FirstLine, above: Sequence[FirstLine], table: Table
) -> tuple[str, ...] | None:
    """The header that has the line's width, and its date in the place of a date.

    None if a line above has the same width: that is an unknown header, and not damage.
    """
    widths = {len(other.cells) for other in above}
    for header in table.headers:
        fits = len(line.cells) == len(header) and len(header) not in widths
        if fits and has_its_date(line.cells, header, table):
            return header
    return None
