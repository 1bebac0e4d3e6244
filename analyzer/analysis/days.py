"""The UTC days of a file's records: dates as LinkedIn writes them, and those that spreadsheets rewrite."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dates import DateFormat, Zone
from analyzer.mapping.tables import DateSource

Days = npt.NDArray[np.datetime64]
_Moments = npt.NDArray[np.datetime64]

UNDATED: Final = np.datetime64("NaT", "D")

FIRST_DAY: Final = np.datetime64("1900-01-01")
AFTER_LAST_DAY: Final = np.datetime64("2100-01-01")
"""The days that a record can be from. Any other is a slip, or LinkedIn's sign for a missing date (0001); it would
stretch figures by year over thousands of years."""

PACIFIC: Final = "America/Los_Angeles"

_NARROW_SPACES: Final = ("\u202f", "\u00a0")
"""Newer systems write a narrow no-break space before AM and PM."""

Order = Literal["day", "month"]
"""What a date begins with, if its year is at the end."""

Orders = Mapping[str, Order]
"""The order of dates, by the separator in them. A date with another separator is not read."""

USUAL_ORDERS: Final[Orders] = {".": "day"}
"""Dates with dots begin with the day everywhere. Countries differ in dates with slashes or hyphens."""

DateSources = Sequence[tuple[int, DateSource]]
"""The places of date columns in a file, with their formats and time zones."""


class RecordDays:
    """Finds the UTC days of a file's records, which come in batches.

    Dates of spreadsheets are read if their
    `orders` are known. They are never guessed: `orders_seen` has them after the last batch, to read the file again.
    `number` counts the records with a date, `rewritten` those read as spreadsheets write them, and `undated` those
    that cannot be read.
    """

    def __init__(self, orders: Orders = USUAL_ORDERS) -> None:
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

    def of(self, records: pa.Table, sources: DateSources = ()) -> Days:
        """The day of each of the `records`, NaT if it has none. `sources` are the places of date columns, best first."""
        days = np.full(records.num_rows, UNDATED)
        for position, source in sources:
            undated = np.isnat(days)
            if not undated.any():
                break
            days[undated] = utc_days(
                _cells(records, position, undated), source.formats, source.zone
            )
        undated = np.isnat(days)
        self.number += int((~undated).sum())
        dated = np.zeros(records.num_rows, bool)
        for position in dict.fromkeys(position for position, _ in sources):
            undated = np.isnat(days)
            if not undated.any():
                break
            pacific = any(at == position and source.zone == PACIFIC for at, source in sources)
            cells = _cells(records, position, undated)
            days[undated], has_date = self._rewritten(cells, pacific=pacific)
            dated[undated] |= has_date
        rewritten = dated & ~np.isnat(days)
        self.number += int(dated.sum())
        self.rewritten += int(rewritten.sum())
        self.undated += int((dated & ~rewritten).sum())
        return days

    def _rewritten(self, cells: pa.Array, *, pacific: bool) -> tuple[Days, npt.NDArray[np.bool_]]:
        """The days of cells that LinkedIn's formats do not fit, and which of these cells have a date."""
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
_MISSING: Final = re.compile(r"0001[-/]0?1[-/]0?1(?:\D.*)?", re.DOTALL)
"""LinkedIn's sign for a missing date."""


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
    return value.casefold() not in _NOTHING and not _MISSING.fullmatch(value)


_NOTHING: Final = frozenset({"", "-", "n/a", "na", "none", "null", "not available"})


def _cells(records: pa.Table, position: int, chosen: npt.NDArray[np.bool_]) -> pa.Array:
    cells = records.column(position)
    if not chosen.all():
        cells = cells.filter(pa.array(chosen))
    return cells.combine_chunks().fill_null("")


# --- the days of a column ------------------------------------------------------------------------


def utc_days(cells: pa.Array, formats: tuple[DateFormat, ...], zone: Zone) -> Days:
    """The UTC day of each of the `cells` (strings), NaT where no format fits. An earlier format goes first.

    `America/Los_Angeles` is how LinkedIn writes `M/D/YY, h:mm AM` (quirk 13). For `unknown` the day is as
    written: it may be off by one.
    """
    for space in _NARROW_SPACES:
        cells = pc.replace_substring(cells, space, " ")
    distinct = pc.utf8_trim_whitespace(cells).dictionary_encode()
    moments = np.full(len(distinct.dictionary), UNDATED, "datetime64[s]")
    for form in formats:
        unread = np.isnat(moments)
        if unread.any():
            moments[unread] = _parse(distinct.dictionary.filter(pa.array(unread)), form)
    moments[(moments < FIRST_DAY) | (moments >= AFTER_LAST_DAY)] = UNDATED
    if zone == PACIFIC:
        moments = to_utc(moments, zone)
    days: Days = moments.astype("datetime64[D]")[distinct.indices.to_numpy()]
    return days


def _parse(cells: pa.Array, form: DateFormat) -> _Moments:
    """The moments in the cells, as written; NaT where the format does not fit or the calendar has no such day."""
    if form.text == "%ms":
        digits = pc.match_substring_regex(cells, r"^\d{1,15}$")
        numbers = pc.if_else(digits, cells, None).cast(pa.int64()).cast(pa.timestamp("ms"))
        return np.asarray(numbers.to_numpy(zero_copy_only=False))
    text = form.text
    if "%S" in text and pc.any(pc.match_substring(cells, ":6")).as_py():
        # pandas takes a leap second for the first of the next day.
        cells = pc.replace_substring_regex(cells, r"(\d:\d\d):6[01](\D|$)", r"\1:59\2")
    if text.endswith(" UTC"):
        # pandas reads ISO 8601 ten times as fast as any other format.
        text = text.removesuffix(" UTC")
        bare = pc.ascii_rtrim_whitespace(pc.utf8_slice_codeunits(cells, 0, -len(" UTC")))
        cells = pc.if_else(pc.ends_with(cells, " UTC"), bare, None)
    # pandas takes the word `now` for this moment.
    cells = pc.if_else(pc.ascii_is_alpha(cells), None, cells)
    # Of a format with `%*`, which begins or ends it, the rest is searched for.
    exact, text = "%*" not in text, text.replace("%*", "")
    if exact:
        cells = pc.if_else(pc.string_is_ascii(cells), cells, None)
    written = cells.to_numpy(zero_copy_only=False)
    moments = pd.to_datetime(written, format=text, errors="coerce", exact=exact, cache=False)
    return np.asarray(moments)


def to_utc(moments: _Moments, zone: Zone) -> _Moments:
    """The moments in UTC at which clocks in the `zone` show the `moments`."""
    there = pd.DatetimeIndex(moments).tz_localize(
        # Both matter only between 1 and 3 o'clock, which are on the same day in UTC.
        zone, ambiguous=np.ones(len(moments), bool), nonexistent="shift_forward"
    )  # fmt: skip
    return np.asarray(there.tz_convert("UTC").tz_localize(None))
