"""An analysis: two tidy frames and a list of files. It holds counts, dates, and names of files and columns; no cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analyzer.analysis.measure import ColumnMeasure, Volume
from analyzer.analysis.parts import REST
from analyzer.analysis.people import PeopleCount
from analyzer.analysis.walk import State
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Column, Table
from analyzer.remarks import Remark, WithRemarks

MEASURES: Final = tuple(field.name for field in fields(Volume))
"""The columns of `Analysis.days` that hold a volume."""

FACETS: Final = (
    "path",
    "position",
    "part",
    "name",
    "table",
    "role",
    "data_type",
    "category",
    "group",
    "standing",
    "kind",
    "subject",
    "author",
    "state",
)
"""The columns of `Analysis.columns`."""


@dataclass(frozen=True)
class FileExposure(WithRemarks):
    """One file of the export. `found` is always `measured` plus `rejected`.

    The `remarks` say in plain words why a file is not mapped, or how a mapped file is unusual.
    """

    path: str
    bytes: int
    state: State
    remarks: tuple[Remark, ...]
    table: Table | None = None
    dialect: str | None = None
    repairs: tuple[str, ...] = ()
    found: int = 0
    measured: int = 0
    rejected: int = 0
    rejected_lines: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Analysis:
    """The contents of an export in numbers.

    `columns` has the `FACETS`, in a row for each column of a file and each part of its table. If a column has no data
    type, its `state` takes the place of category, group and standing, so that every column is in every total.
    `days` has a row for each row of `columns` and each day with a volume: `column` (the position of that row), `day`
    (UTC, as datetime64; NaT for records without a date) and the `MEASURES`. Every total is a group-by on these two.
    `partial`: by its name, the archive has only a part of an export.
    """

    tool_version: str
    mapping: ExportMapping
    name: str
    kind: Literal["folder", "zip"]
    files: tuple[FileExposure, ...]
    columns: pd.DataFrame
    days: pd.DataFrame
    people: PeopleCount
    partial: bool = False

    @property
    def complete(self) -> bool:
        """Whether every file and column is known and every record was read."""
        strange = any(
            file.state in {"unknown", "unreadable"} or file.rejected for file in self.files
        )
        return not strange and not (self.columns["state"] == "unknown").any()

    @cached_property
    def volumes(self) -> pd.DataFrame:
        """The volume of each column: the `MEASURES`, with the `FACETS` as index."""
        return volumes_of(self.columns, self.days)

    def volumes_by(self, name: str, values: Iterable[Any], places: np.ndarray) -> pd.DataFrame:
        """The volume (the `MEASURES`) of each column for each of the `values`, such as months.

        The index has the value, in a level called `name`, and the category, standing and data type of the column.
        For each row of `days`, `places` has the position of its value in `values`.
        """
        index = pd.Index(values)
        # Adding up by position first, as one number, takes a sixth of the time.
        keys = places * len(self.columns) + self.days["column"].to_numpy()
        sums = self._measures.groupby(keys, sort=False).sum()
        place, column = np.divmod(sums.index.to_numpy(), len(self.columns))
        facets = self._facets.take(column)
        levels: list[Any] = [index, *facets.levels]
        codes: list[Any] = [place, *facets.codes]
        return sums.set_axis(pd.MultiIndex(levels, codes, names=[name, *facets.names]))

    @cached_property
    def _measures(self) -> pd.DataFrame:
        return self.days[list(MEASURES)]

    @cached_property
    def _facets(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_frame(self.columns[["category", "standing", "data_type"]])

    @cached_property
    def dates(self) -> pd.DataFrame:
        """The first and the last day of each column, as `min` and `max`; NaT where it has no dated value."""
        days = self.days.groupby("column")["day"].agg(["min", "max"])
        return days.reindex(self.columns.index)


# --- totals --------------------------------------------------------------------------------------


def volumes_of(columns: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """The volume of each of the `columns`: the sum of its `days`. The columns are the index."""
    sums = days.drop(columns="day").groupby("column").sum()
    volumes = sums.reindex(columns.index, fill_value=0)
    return volumes.set_axis(pd.MultiIndex.from_frame(columns))


def by(volumes: pd.DataFrame, *keys: str, dropna: bool = True) -> dict[Any, Volume]:
    """The sum of the `volumes` for each value of a level of their index, or for each tuple of values of several levels.

    `keys` are the names of the levels. The sums are in the order in which the values first occur. With `dropna`, rows
    that lack one of the values are left out.
    """
    return as_volumes(volumes.groupby(level=list(keys), sort=False, dropna=dropna).sum())


def by_two(
    volumes: pd.DataFrame, outer: str, inner: str, *, dropna: bool = True
) -> dict[Any, dict[Any, Volume]]:
    """The sums by two keys: for each `outer` key, the sums by the `inner` key."""
    by_outer: dict[Any, dict[Any, Volume]] = {}
    for (first, second), volume in by(volumes, outer, inner, dropna=dropna).items():
        by_outer.setdefault(first, {})[second] = volume
    return by_outer


def as_volumes(sums: pd.DataFrame) -> dict[Any, Volume]:
    """The rows of `sums` as volumes, by their index."""
    rows = sums.to_numpy().tolist()
    return {key: Volume(*row) for key, row in zip(sums.index, rows, strict=True)}


def total(volumes: pd.DataFrame) -> Volume:
    """All `volumes` together."""
    return Volume(*volumes.sum().tolist())


def largest_first(volume: Volume) -> tuple[int, int]:
    """A sort key: most words of text first, and if these are equal, most values first."""
    return -volume.text_words, -volume.values


# --- frames --------------------------------------------------------------------------------------


def column_rows(
    path: str,
    table: Table | None,
    header: Sequence[str | None],
    measures: Sequence[ColumnMeasure],
    mapping: ExportMapping,
) -> Iterator[dict[str, Any]]:
    """The `FACETS` of each of the `measures` of a file.

    A name in `header` is None if it may be someone's data, and must not be shown.
    """
    filled = {measure.position for measure in measures if measure.filled}
    for measure in measures:
        name = header[measure.position]
        column = table.column(name) if table else None
        part = table.parts[measure.part] if table and measure.part != REST else None
        unnamed = table is not None and name == "" and measure.position not in filled
        if (column and column.set_aside) or (not column and unnamed):
            state: State = "set_aside"
        else:
            state = "mapped" if column else "unknown"
        yield {
            "path": path,
            "position": measure.position,
            "part": part.name if part else None,
            "name": name,
            "table": table.name if table else None,
            "role": table.role if table else None,
            **_mapped_facets(part.of(column) if part and column else column, state, mapping),
            "state": state,
        }


def frames(
    rows: Sequence[dict[str, Any]],
    measures: Iterable[ColumnMeasure],
    facets: Sequence[str] = FACETS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames `columns`, made of `rows` with the `facets`, and `days`, made of the `measures` of the same rows."""
    columns = pd.DataFrame(rows, columns=list(facets), dtype=object).astype({"position": "int64"})
    measures = tuple(measures)
    volumes = np.concatenate(
        [np.empty((0, len(MEASURES)), "int64"), *(measure.volumes for measure in measures)]
    )
    day = np.concatenate([np.empty(0, "datetime64[D]"), *(measure.days for measure in measures)])
    days = pd.DataFrame(volumes, columns=list(MEASURES))
    days.insert(0, "column", np.repeat(np.arange(len(rows)), [len(m.days) for m in measures]))
    days.insert(1, "day", day.astype("datetime64[s]"))
    return columns, days


def _mapped_facets(column: Column | None, state: State, mapping: ExportMapping) -> dict[str, Any]:
    """The facets that the mapping gives a column. Without a data type, its state replaces category, group and standing."""
    data_type = column.data_type if column else None
    if column is None or data_type is None:
        return {
            **dict.fromkeys(("data_type", "kind", "subject", "author")),
            **dict.fromkeys(("category", "group", "standing"), state),
        }
    return {
        "data_type": data_type.id,
        "category": data_type.category.id,
        "group": data_type.category.group,
        "standing": mapping.assessments[data_type.id].standing,
        "kind": column.kind,
        "subject": column.subject,
        "author": column.author,
    }
