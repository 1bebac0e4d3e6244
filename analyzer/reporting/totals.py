"""Group-bys on the two tables of an analysis: the one way in which numbers are added up.

They are small and many, some hundred for a page, so they are done on arrays: a group-by of pandas costs more than all its
adding up.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from analyzer.analysis.measure import (
    Days,
    Numbers,
    Volume,
)
from analyzer.analysis.model import (
    FACETS,
    MEASURES,
    Analysis,
)
from analyzer.mapping.standing import EVERY_CLAIM

Mask = npt.NDArray[np.bool_]


class Totals:
    """The totals of one analysis, asked for by facets, days or data types."""

    def __init__(self, analysis: Analysis) -> None:
        columns, days = analysis.columns, analysis.days
        self._facets: dict[str, list[Any]] = {facet: columns[facet].tolist() for facet in FACETS}
        self._column: Numbers = days["column"].to_numpy()
        # Undated ones come first, as in the table: their number is the least there is.
        numbers = days["day"].to_numpy().astype("datetime64[D]").view("int64")
        self._distinct, self._of_day = np.unique(numbers, return_inverse=True)
        self._day: Days = numbers.view("datetime64[D]")
        self._measured: Numbers = days[list(MEASURES)].to_numpy()
        self._volumes = _sums(self._measured, self._column, len(columns))
        self._about_types = _places(self._facets["data_type"])
        self._about_categories = _places(
            category if data_type is not None else None
            for category, data_type in zip(
                self._facets["category"], self._facets["data_type"], strict=True
            )
        )
        self._split: dict[Callable[[date | None], str], tuple[list[str], Numbers, Numbers]] = {}
        """What has been asked for by column and period, since it is asked again by other facets."""
        self._usable = self._chosen(standing=EVERY_CLAIM)[self._column]
        """Of each day, whether any document claims what is of that day."""

    def of(self, **wanted: Sequence[str]) -> Volume:
        """The columns whose facets are among the `wanted` values; without any, the whole export."""
        return _total(self._volumes[self._chosen(**wanted)])

    def by(self, *facets: str) -> dict[Any, Volume]:
        """The volume of the columns that share `facets`; together always the whole export.

        Keyed by the one facet, or by a tuple of them, in the order in which they first occur.
        """
        keys, groups = _grouped(self._keys(facets))
        sums = map(_volume, _sums(self._volumes, groups, len(keys)).tolist())
        return dict(zip(keys if len(facets) > 1 else (key for (key,) in keys), sums, strict=True))

    def about(self, about: Sequence[str]) -> Volume:
        """The columns of these data types or categories."""
        return _total(self._volumes[self._columns_about(about)])

    def each(self) -> Iterator[tuple[dict[str, Any], Volume, tuple[date | None, date | None]]]:
        """Each column's facets, volume, and the first and last day that have something in it."""
        dated = ~np.isnat(self._day)
        numbers = self._day[dated].astype("int64")
        first = np.full(len(self._volumes), _UNDATED)
        last = first.copy()
        first[self._column[dated]] = np.iinfo("int64").max
        np.minimum.at(first, self._column[dated], numbers)
        np.maximum.at(last, self._column[dated], numbers)
        ends = (_dates(each.astype("datetime64[D]")) for each in (first, last))
        for facets, row, *days in zip(
            zip(*self._facets.values(), strict=True), self._volumes.tolist(), *ends, strict=True
        ):
            yield dict(zip(FACETS, facets, strict=True)), _volume(row), (days[0], days[1])

    def _chosen(self, **wanted: Sequence[str]) -> Mask:
        """Of each column, whether its facets are among the wanted values."""
        chosen = np.ones(len(self._volumes), bool)
        for facet, values in wanted.items():
            known = frozenset(values)
            chosen &= np.fromiter(
                (each in known for each in self._facets[facet]), bool, len(chosen)
            )
        return chosen

    def _columns_about(self, about: Sequence[str]) -> list[int]:
        found = {
            column
            for name in about
            for places in (self._about_types, self._about_categories)
            for column in places.get(name, ())
        }
        return sorted(found)

    def _keys(self, facets: Sequence[str]) -> list[tuple[Any, ...]]:
        """The facets of each column."""
        if not facets:
            return [()] * len(self._volumes)
        return list(zip(*(self._facets[facet] for facet in facets), strict=True))

    # --- over time

    def usable(self, when: Callable[[Days], Mask]) -> Volume:
        """What may be used and is of the days for which `when` is true."""
        return _total(self._measured[self._usable & when(self._day)])

    def usable_by(self, unit: Literal["M", "Y"]) -> list[tuple[date, Volume, Volume]]:
        """Of each month or year from the first to the last: its first day, what of it is clearly covered,
        and what any document claims.
        """
        dated = self._usable & ~np.isnat(self._day)
        if not dated.any():
            return []
        number = _number(self._day[dated], unit)
        first, last = int(number.min()), int(number.max())
        covered = self._chosen(standing=["used"])[self._column[dated]]
        rows = self._measured[dated]
        least = _sums(rows[covered], number[covered] - first, last - first + 1)
        most = _sums(rows, number - first, last - first + 1)
        return [
            (_begins(at, unit), _volume(few), _volume(many))
            for at, few, many in zip(
                range(first, last + 1), least.tolist(), most.tolist(), strict=True
            )
        ]

    def by_period(
        self,
        period_of: Callable[[date | None], str],
        *facets: str,
        about: Sequence[str] | None = None,
    ) -> dict[Any, Volume]:
        """The volume of each period, as `period_of` tells it from a day, in the columns that share `facets`;
        only in those of some data types or categories where these are given.

        Keyed by a tuple of the period and the facets. Over all periods it is what `by` gives.
        """
        periods, parts, sums = self._by_column_and_period(period_of)
        if about is not None:
            chosen = np.isin(parts // len(periods), self._columns_about(about))
            parts, sums = parts[chosen], sums[chosen]
        shared = self._keys(facets)
        keys, groups = _grouped(
            (periods[at % len(periods)], *shared[at // len(periods)]) for at in parts.tolist()
        )
        return dict(zip(keys, map(_volume, _sums(sums, groups, len(keys)).tolist()), strict=True))

    def _by_column_and_period(
        self, period_of: Callable[[date | None], str]
    ) -> tuple[list[str], Numbers, Numbers]:
        """The periods; for each column and period that has a day, the number of both; and their sums.

        The number is that of the column times how many periods there are, plus the place of the period.
        """
        if period_of not in self._split:
            days = _dates(self._distinct.view("datetime64[D]"))
            periods, of_days = _grouped(map(period_of, days))
            part = self._column * len(periods) + of_days[self._of_day]
            count = len(self._volumes) * len(periods)
            present = np.flatnonzero(np.bincount(part, minlength=count))
            self._split[period_of] = periods, present, _sums(self._measured, part, count)[present]
        return self._split[period_of]

    def last_day(self, without: Collection[str]) -> date | None:
        """The last day of any record, but for those of the tables `without`."""
        left_out = frozenset(without)
        known = np.array([table not in left_out for table in self._facets["table"]], bool)
        days = self._day[known[self._column]]
        dated = days[~np.isnat(days)]
        return _dates(dated.max(keepdims=True))[0] if len(dated) else None

    def by_month_and_category(self) -> list[tuple[date | None, str, Volume]]:
        """The volume of each month and category that has any; undated first, as None."""
        names = sorted(set(self._facets["category"]))
        category = np.array([names.index(each) for each in self._facets["category"]], "int64")
        months, of_days = np.unique(
            _number(self._distinct.view("datetime64[D]"), "M"), return_inverse=True
        )
        pair = of_days[self._of_day] * len(names) + category[self._column]
        present = np.flatnonzero(np.bincount(pair, minlength=len(months) * len(names)))
        sums = _sums(self._measured, pair, len(months) * len(names))[present]
        return [
            (_month(int(months[at // len(names)])), names[at % len(names)], _volume(row))
            for at, row in zip(present.tolist(), sums.tolist(), strict=True)
        ]


def by_facet(volumes: Mapping[tuple[str, str], Volume]) -> dict[str, dict[str, Volume]]:
    """Volumes by two facets, as those of the second by the first."""
    held: dict[str, dict[str, Volume]] = {}
    for (key, inner), volume in volumes.items():
        held.setdefault(key, {})[inner] = volume
    return held


def largest_first(volume: Volume) -> tuple[int, int]:
    """Sorts the volume with most text first, then that with most entries."""
    return -volume.text_words, -volume.values


_UNDATED: Final = int(np.iinfo("int64").min)
"""The number of the day or month of a record without a date: what numpy makes of NaT."""


def _grouped(keys: Iterable[Hashable]) -> tuple[list[Any], Numbers]:
    """The distinct keys in the order in which they first occur, and for each key the place of its own."""
    places: dict[Hashable, int] = {}
    groups = [places.setdefault(key, len(places)) for key in keys]
    return list(places), np.array(groups, "int64")


def _places(keys: Iterable[str | None]) -> dict[str | None, list[int]]:
    """Where each key is."""
    places: dict[str | None, list[int]] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    return places


def _sums(rows: Numbers, groups: Numbers, count: int) -> Numbers:
    """The sum of the rows of each of `count` groups, exact up to 2 to the power of 53."""
    sums = [np.bincount(groups, measure, count) for measure in rows.T]
    return np.stack(sums, axis=1).astype("int64")


def _number(days: Days, unit: Literal["M", "Y"]) -> Numbers:
    """Months or years since January 1970."""
    return days.astype(f"datetime64[{unit}]").astype("int64")


def _begins(number: int, unit: Literal["M", "Y"]) -> date:
    month = number if unit == "M" else 12 * number
    return date(1970 + month // 12, month % 12 + 1, 1)


def _month(number: int) -> date | None:
    return None if number == _UNDATED else _begins(number, "M")


def _dates(days: Days) -> list[date | None]:
    """The days as dates, None for NaT."""
    dates: list[date | None] = days.tolist()
    return dates


def _total(rows: Numbers) -> Volume:
    return _volume(rows.sum(axis=0).tolist())


def _volume(row: Sequence[int]) -> Volume:
    return Volume(*row)
