"""Checks of whether cells can be a record of a table: by its dates and links."""

from collections.abc import Sequence

from analyzer.mapping.tables import Table
from analyzer.reading.damaged import Check


def record_checks(
    table: Table | None, header: Sequence[str | None]
) -> tuple[Check | None, Check | None]:
    """Whether cells can be a record of the table: `plausible` and `dated` of a `Form`."""
    columns = [table.column(name) if table else None for name in header]
    checks = [
        (position, KINDS[column.kind])
        for position, column in enumerate(columns)
        if column and column.kind in KINDS
    ]

    def plausible(cells: Sequence[str]) -> bool:
        return all(fits(cells[position].strip()) for position, fits in checks)

    def dated(cells: Sequence[str]) -> bool:
        return table is not None and has_its_date(cells, header, table) is not False

    return plausible if checks else None, dated if table and table.dates else None


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


KINDS = {"date": _can_be_a_date, "link": _can_be_a_link}
