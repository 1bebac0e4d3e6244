"""Checks of whether cells can be a record of a table: by its dates and links."""

import re
from collections.abc import Callable, Sequence

from analyzer.dates import MONTHS
from analyzer.mapping.tables import Table

Check = Callable[[Sequence[str]], bool]
"""A check of the cells of a possible record."""


def record_checks(
    table: Table | None, header: Sequence[str | None]
) -> tuple[Check | None, Check | None, Check | None]:
    """Whether cells can be a record of the table: `plausible`, `dated` and `certain` of a `Form`."""
    columns = [table.column(name) if table else None for name in header]
    checks = [
        (position, KINDS[column.kind])
        for position, column in enumerate(columns)
        if column and column.kind in KINDS
    ]

    def plausible(cells: Sequence[str]) -> bool:
        return all(
            fits(cells[position].strip()) for position, fits in checks if position < len(cells)
        )

    def dated(cells: Sequence[str]) -> bool:
        return table is not None and has_its_date(cells, header, table) is not False

    return (
        plausible if checks else None,
        dated if table and table.dates else None,
        ColumnKinds(table, header).fit if table else None,
    )


class ColumnKinds:
    """The kinds of the columns of a file with this `header`, for rows whose cells may be in other columns."""

    def __init__(self, table: Table | None, header: Sequence[str | None]) -> None:
        self.columns = [table.column(name) if table and name else None for name in header]
        sources = table.date_sources(header) if table else ()
        self._formats = [form for _, source in sources for form in source.formats]
        self._formats_at = {
            place: [form for at, source in sources for form in source.formats if at == place]
            for place, _ in sources
        }
        self.unnamed = [
            place
            for place, name in enumerate(header)
            if name == "" and table and table.is_header([column or "" for column in header])
        ]
        """Columns without a name that LinkedIn writes, in which nothing is ever."""
        kinds = [
            place for place, column in enumerate(self.columns) if column and column.kind != "text"
        ]
        self.checked = sorted({*kinds[:KINDS_CHECKED], *self.unnamed})
        """Columns that cannot have any text."""

    def fit(self, row: Sequence[str]) -> bool:
        """Whether each date and link is whole and in its own column."""
        return all(
            self.fits(place, cell)
            for place in self.checked
            if place < len(row) and (cell := row[place].strip()) not in NOTHING
        )

    def fits(self, place: int, cell: str) -> bool:
        """Whether a cell that is not empty can be in the column at `place`."""
        column = self.columns[place]
        if column is None or column.kind in {None, "text"}:
            return place not in self.unnamed
        if column.kind == "date":
            return self._is_date(place, cell)
        if column.kind == "link":
            return is_link(cell)
        if any(form.fits(cell) for form in self._formats):
            return False
        return column.kind == "contact" or not ("://" in cell or _DAY_OR_MONTH.fullmatch(cell))

    def is_date(self, place: int, cell: str) -> bool:
        """Whether a column of dates is at `place`, and the cell is a whole date."""
        column = self.columns[place]
        return column is not None and column.kind == "date" and self._is_date(place, cell)

    def has_format(self, place: int, cell: str) -> bool:
        """Whether the cell is a date in a format that LinkedIn writes in the column at `place`."""
        return any(form.fits(cell) for form in self._formats_at.get(place, []))

    def _is_date(self, place: int, cell: str) -> bool:
        formats = self._formats_at.get(place, [])
        other = _DAY if formats else _DAY_OR_PART
        return any(form.fits(cell) for form in formats or self._formats) or bool(
            other.fullmatch(cell)
        )

    def number(self, row: Sequence[str]) -> int:
        """The number of dates and links in a row that fits."""
        return sum(
            place < len(row) and row[place].strip() not in NOTHING
            for place in self.checked
            if (column := self.columns[place]) and column.kind in KINDS
        )


def is_link(cell: str) -> bool:
    """Whether a cell has whole links, and nothing else. LinkedIn's lists of links name the kind of each."""
    return all(map(_LINK.fullmatch, re.split(r"[,;]\s*|\s+", cell.strip("[] "))))


def has_its_date(cells: Sequence[str], header: Sequence[str | None], table: Table) -> bool | None:
    """Whether a date is in the place of a date; None if the table has no dates."""
    sources = table.date_sources(header)
    if not sources:
        return None
    return any(
        form.fits(cells[position].strip())
        for position, source in sources
        if position < len(cells)
        for form in source.formats
    )


KINDS_CHECKED = 60
"""The number of columns whose cells are checked. No table has as many dates and links; a made-up header can."""

NOTHING = {"", "-", "NA", "N/A", "Not Available"}
"""Cells in which LinkedIn or a spreadsheet states that there is nothing."""


def _can_be_a_date(cell: str) -> bool:
    """Whether a cell is short and has a digit, as spreadsheets rewrite dates, or states that there is none."""
    return cell in NOTHING or (len(cell) < 100 and any(map(str.isdigit, cell)))


def _can_be_a_link(cell: str) -> bool:
    """Whether a cell has the marks of a link, or states that there is none."""
    if cell in NOTHING or "://" in cell:
        return True
    return " " not in cell and ("." in cell or ":" in cell)


_TIME = (
    r"(?:(?:,? |T)\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?[AP]M)?"
    r"(?: ?(?:UTC|GMT|Z|[+-]\d\d:?\d\d))?)?"
)
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + "|sept)[.]?"
_DAY_FORMS = (
    r"\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:\d{4}|\d\d)"
    r"|\d\d?([-.])[^\W\d_]+\.?\3(?:\d{4}|\d\d)"
    rf"|\d\d?\.? {_MONTH} (?:\d{{4}}|\d\d)|{_MONTH} \d\d?, \d{{4}}"
)
_DAY = re.compile(f"(?:{_DAY_FORMS}){_TIME}", re.IGNORECASE)
"""The days of spreadsheets. Only those with hyphens or dots may have other words than English months."""

_DAY_OR_MONTH = re.compile(rf"(?:{_DAY_FORMS}){_TIME}|{_MONTH}[ -](?:\d{{4}}|\d\d)", re.IGNORECASE)
_DAY_OR_PART = re.compile(
    rf"{_DAY_OR_MONTH.pattern}|\d{{4}}|\d{{4}}-\d\d|\d\d?[-/.]\d{{4}}|{_MONTH} \d\d?|\d\d?[-. ]{_MONTH}"
    r"|[^\W\d_]{3,5}\.?-\d\d",
    re.IGNORECASE,
)
_LINK = re.compile(
    r'[a-z][a-z0-9+.-]*:[^\s"]+|(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#:][^\s"]*)?', re.IGNORECASE
)

KINDS = {"date": _can_be_a_date, "link": _can_be_a_link}
