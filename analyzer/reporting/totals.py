"""Group-bys on the two tables of an analysis: the one way in which numbers are added up."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import FACETS, MEASURES, Analysis
from analyzer.analysis.policy import EVERY_CLAIM

_MEASURES: Final = list(MEASURES)


class Totals:
    """The totals of one analysis, asked for by facets, days or data types."""

    def __init__(self, analysis: Analysis) -> None:
        self._days = analysis.days
        volumes = analysis.days.groupby("column")[_MEASURES].sum()
        self.columns = analysis.columns.join(volumes.reindex(analysis.columns.index, fill_value=0))
        """The columns of the analysis, each with its volume."""

    def of(self, **wanted: Sequence[str]) -> Volume:
        """The columns whose facets are among the `wanted` values; without any, the whole export."""
        chosen = pd.Series(data=True, index=self.columns.index)
        for facet, values in wanted.items():
            chosen &= self.columns[facet].isin(values)
        return self._of(chosen)

    def by(self, *facets: str) -> dict[Any, Volume]:
        """The volume of the columns that share `facets`; together always the whole export.

        Keyed by the one facet, or by a tuple of them, in the order in which they first occur.
        """
        keys = facets[0] if len(facets) == 1 else list(facets)
        sums = self.columns.groupby(keys, sort=False, dropna=False)[_MEASURES].sum()
        return dict(zip(sums.index, map(_volume, sums.to_numpy()), strict=True))

    def about(self, about: Sequence[str]) -> Volume:
        """The columns of these data types or categories."""
        return self._of(self._about(about))

    def each(self) -> Iterator[tuple[dict[str, Any], Volume, tuple[date | None, date | None]]]:
        """Each column's facets, volume, and the first and last day that have something in it."""
        ends = self._days.groupby("column")["day"].agg(["min", "max"]).reindex(self.columns.index)
        for facets, row, first, last in zip(
            self.columns[list(FACETS)].to_dict("records"),
            self.columns[_MEASURES].to_numpy(),
            ends["min"],
            ends["max"],
            strict=True,
        ):
            named = {str(facet): value for facet, value in facets.items()}
            yield named, _volume(row), (_date(first), _date(last))

    def _about(self, about: Sequence[str]) -> "pd.Series[bool]":
        columns = self.columns
        in_category = columns["data_type"].notna() & columns["category"].isin(about)
        return columns["data_type"].isin(about) | in_category

    def _of(self, chosen: "pd.Series[bool]") -> Volume:
        return _volume(self.columns.loc[chosen, _MEASURES].to_numpy().sum(axis=0))

    # --- over time

    def usable(self, when: Callable[["pd.Series[Any]"], "pd.Series[bool]"]) -> Volume:
        """What may be used and is of the days for which `when` is true."""
        chosen = when(self._usable["day"])
        return _volume(self._usable.loc[chosen, _MEASURES].to_numpy().sum(axis=0))

    def usable_by(self, unit: Literal["M", "Y"]) -> list[tuple[date, Volume, Volume]]:
        """Of each month or year from the first to the last: its first day, what of it is clearly covered,
        and what any document claims.
        """
        dated = self._usable[self._usable["day"].notna()]
        if dated.empty:
            return []
        number = _number(dated["day"], unit)
        every = range(int(number.min()), int(number.max()) + 1)
        claimed = dated.groupby(number)[_MEASURES].sum()
        covered = dated[dated["standing"] == "used"].groupby(number)[_MEASURES].sum()
        return [
            (_begins(at, unit), _volume(least), _volume(most))
            for at, least, most in zip(
                every,
                covered.reindex(every, fill_value=0).to_numpy(),
                claimed.reindex(every, fill_value=0).to_numpy(),
                strict=True,
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
        columns = self.columns if about is None else self.columns[self._about(about)]
        days = self._days.join(columns[list(facets)], on="column")
        days = days[days["column"].isin(columns.index)]
        number, distinct = pd.factorize(days["day"], use_na_sentinel=False)
        periods = np.array([period_of(_date(day)) for day in distinct], dtype=object)[number]
        sums = days.groupby([periods, *facets], sort=False, dropna=False)[_MEASURES].sum()
        return {
            key if isinstance(key, tuple) else (key,): _volume(row)
            for key, row in zip(sums.index, sums.to_numpy(), strict=True)
        }

    def last_day(self, without: Collection[str]) -> date | None:
        """The last day of any record, but for those of the tables `without`."""
        known = self.columns.index[~self.columns["table"].isin(without)]
        return _date(self._days.loc[self._days["column"].isin(known), "day"].max())

    def by_month_and_category(self) -> list[tuple[date | None, str, Volume]]:
        """The volume of each month and category that has any; undated first, as None."""
        days = self._days.join(self.columns["category"], on="column")
        sums = days.groupby([_number(days["day"], "M"), "category"])[_MEASURES].sum()
        return [
            (None if month == _UNDATED else _begins(month, "M"), category, _volume(row))
            for (month, category), row in zip(sums.index, sums.to_numpy(), strict=True)
        ]

    @cached_property
    def _usable(self) -> pd.DataFrame:
        days = self._days.join(self.columns["standing"], on="column")
        return days[days["standing"].isin(EVERY_CLAIM)]


def by_facet(volumes: Mapping[tuple[str, str], Volume]) -> dict[str, dict[str, Volume]]:
    """Volumes by two facets, as those of the second by the first."""
    held: dict[str, dict[str, Volume]] = {}
    for (key, inner), volume in volumes.items():
        held.setdefault(key, {})[inner] = volume
    return held


def largest_first(volume: Volume) -> tuple[int, int]:
    """Sorts the volume with most text first, then that with most entries."""
    return -volume.text_words, -volume.values


_UNDATED: Final = np.iinfo("int64").min
"""The number of the month of a record without a date: what numpy makes of NaT."""


def _number(days: "pd.Series[Any]", unit: Literal["M", "Y"]) -> "pd.Series[int]":
    """Months or years since January 1970."""
    numbers = days.to_numpy().astype(f"datetime64[{unit}]").astype("int64")
    return pd.Series(numbers, index=days.index)


def _begins(number: int, unit: Literal["M", "Y"]) -> date:
    month = number if unit == "M" else 12 * number
    return date(1970 + month // 12, month % 12 + 1, 1)


def _date(day: Any) -> date | None:
    return None if pd.isna(day) else date(day.year, day.month, day.day)


def _volume(row: Any) -> Volume:
    return Volume(*(int(number) for number in row))
