"""The UTC days of a file's records: dates as LinkedIn writes them, and those that spreadsheets rewrite."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.days import (
    AFTER_LAST_DAY,
    FIRST_DAY,
    PACIFIC,
    UNDATED,
    Days,
    to_utc,
    utc_days,
)
from analyzer.mapping.tables import DateSource

Order = Literal["day", "month"]
"""What a date begins with, if its year is at the end."""

Orders = Mapping[str, Order]
"""The order of dates, by the separator in them. A date with another separator is not read."""

USUAL_ORDERS: Final[Orders] = {".": "day"}
"""Dates with dots begin with the day everywhere. Countries differ in dates with slashes or hyphens."""


class RecordDays:
    """Finds the UTC days of a file's records, which come in batches.

    `sources` are the positions of date columns in the file, best first. Dates of spreadsheets are read if their
    `orders` are known. They are never guessed: `orders_seen` has them after the last batch, to read the file again.
    `number` counts the records with a date, `rewritten` those read as spreadsheets write them, and `undated` those
    that cannot be read.
    """

    def __init__(
        self, sources: Sequence[tuple[int, DateSource]] = (), orders: Orders = USUAL_ORDERS
    ) -> None:
        self.sources = sources
        self.orders = orders
        self.number = 0
        self.rewritten = 0
        self.undated = 0
        self._evidence: set[tuple[str, Order]] = set()

    @property
    def orders_seen(self) -> Orders:
        """The orders that dates of the file show: a number above 12 is a day. Dates that contradict one another show none."""
        shown = self._evidence | set(USUAL_ORDERS.items())
        separators = [separator for separator, _ in shown]
        return {separator: order for separator, order in shown if separators.count(separator) == 1}

    def of(self, records: pa.Table) -> Days:
        """The day of each of the `records`, NaT if it has none."""
        days = np.full(records.num_rows, UNDATED)
        for position, source in self.sources:
            undated = np.isnat(days)
            if not undated.any():
                break
            days[undated] = utc_days(
                _cells(records, position, undated), source.formats, source.zone
            )
        undated = np.isnat(days)
        self.number += int((~undated).sum())
        dated = np.zeros(records.num_rows, bool)
        for position in dict.fromkeys(position for position, _ in self.sources):
            undated = np.isnat(days)
            if not undated.any():
                break
            days[undated], has_date = self._rewritten(_cells(records, position, undated), position)
            dated[undated] |= has_date
        rewritten = dated & ~np.isnat(days)
        self.number += int(dated.sum())
        self.rewritten += int(rewritten.sum())
        self.undated += int((dated & ~rewritten).sum())
        return days

    def _rewritten(self, cells: pa.Array, position: int) -> tuple[Days, npt.NDArray[np.bool_]]:
        """The days of cells that LinkedIn's formats do not fit, and which of these cells have a date."""
        pacific = any(at == position and source.zone == PACIFIC for at, source in self.sources)
        distinct = pc.utf8_trim_whitespace(cells).dictionary_encode()
        values = distinct.dictionary.to_pylist()
        days = np.array([self._day(value, pacific=pacific) for value in values], "datetime64[D]")
        has_date = np.array([_is_date(value) for value in values], bool)
        indices = distinct.indices.to_numpy()
        return (days[indices], has_date[indices]) if values else (days, has_date)

    def _day(self, value: str, *, pacific: bool) -> np.datetime64:
        match = _YEAR_FIRST.fullmatch(value) or _YEAR_LAST.fullmatch(value)
        if match is None:
            return UNDATED
        order: Order | None = "month"
        month, day = int(match["first"]), int(match["second"])
        if match.re is _YEAR_LAST:
            order = self._order(match["separator"], month, day)
        if order is None:
            return UNDATED
        if order == "day":
            month, day = day, month
        try:
            moment = datetime(int(match["year"]), month, day, *_time(match))  # noqa: DTZ001 (as written)
        except ValueError:
            return UNDATED
        offset = match["offset"]
        moments = np.array([moment - _ahead(offset)], "datetime64[s]")
        if pacific and match["hour"] and not offset:
            moments = to_utc(moments, PACIFIC)
        read: np.datetime64 = moments.astype("datetime64[D]")[0]
        return read if FIRST_DAY <= read < AFTER_LAST_DAY else UNDATED

    def _order(self, separator: str, first: int, second: int) -> Order | None:
        """The order of dates with this separator; None if it is not known. The numbers can show it."""
        if first > 12 >= second:
            self._evidence.add((separator, "day"))
        if second > 12 >= first:
            self._evidence.add((separator, "month"))
        return self.orders.get(separator)


_TIME: Final = (
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d(?:\.\d{1,9})?)?(?: ?(?P<half>[AP]M))?"
    r"(?: ?(?P<offset>Z|UTC|GMT|[+-][01]\d:?[0-5]\d))?"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<separator>[-/])(?P<first>\d\d?)(?P=separator)(?P<second>\d\d?)(?:[ T]{_TIME})?",
    re.ASCII | re.IGNORECASE,
)
_YEAR_LAST: Final = re.compile(
    rf"(?P<first>\d\d?)(?P<separator>[./-])(?P<second>\d\d?)(?P=separator)(?P<year>\d{{4}})(?:,? {_TIME})?",
    re.ASCII | re.IGNORECASE,
)
_OUT_OF_REACH: Final = re.compile(
    r"(?:0\d{3}|1[0-8]\d\d|2[1-9]\d\d|[3-9]\d{3})[-/][01]?\d[-/][0-3]?\d(?:\D.*)?",
    re.ASCII | re.DOTALL,
)
"""A year such as 0001, LinkedIn's sign for a missing date."""


def _ahead(offset: str | None) -> timedelta:
    """The time by which clocks with this offset, such as `+02:00`, are ahead of UTC."""
    if not offset or offset[0] not in "+-":
        return timedelta()
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return -ahead if offset[0] == "-" else ahead


def _time(match: re.Match[str]) -> tuple[int, int]:
    """The hour and minute of a date. Raises ValueError if no clock shows them."""
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if match["half"].upper() == "PM" else 0)
    return hour, minute


def _is_date(value: str) -> bool:
    """Whether a cell is meant as a date, however it is written."""
    return value.casefold() not in _NOTHING and not _OUT_OF_REACH.fullmatch(value)


_NOTHING: Final = frozenset({"", "-", "n/a", "na", "none", "null", "not available"})


def _cells(records: pa.Table, position: int, chosen: npt.NDArray[np.bool_]) -> pa.Array:
    cells = records.column(position)
    if not chosen.all():
        cells = cells.filter(pa.array(chosen))
    return cells.combine_chunks().fill_null("")
