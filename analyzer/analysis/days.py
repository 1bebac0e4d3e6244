"""The UTC days of a column of dates, in the formats that the mapping names."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dates import DateFormat, Zone

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
