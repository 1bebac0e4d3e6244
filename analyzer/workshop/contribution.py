"""What one participant contributes to a cohort: counts, and nothing of the export else."""

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import Analysis
from analyzer.reporting.figures import action_volume
from analyzer.reporting.json import MEASURES, columns_frame

FORMAT_VERSION = 1

_FACETS = ["table", "column", "data_type", "category", "standing", "subject"]


@dataclass(frozen=True)
class Row:
    """The columns of one table that carry one data type: what they are, and how much there is.

    `table` is None for files that are not known, `column` for columns that are not: their names
    could be anybody's words.
    """

    table: str | None
    column: str | None
    data_type: str | None
    category: str
    standing: str
    subject: str | None
    volume: Volume


@dataclass(frozen=True)
class Contribution:
    """One participant's counts. `token` is a digest of the export: it tells contributions apart.

    `people` is how many others the export names, `actions` the words each action concerns.
    """

    token: str
    rows: tuple[Row, ...]
    people: int
    actions: tuple[tuple[str, int], ...]


def contribute(analysis: Analysis, token: str) -> Contribution:
    """What this analysis contributes."""
    tables = {file.path: file.table.name if file.table else None for file in analysis.files}
    frame = columns_frame(analysis)
    frame["table"] = frame["path"].map(tables)
    frame["column"] = frame["column"].where(frame["state"] != "unknown", None)
    grouped = frame.groupby(_FACETS, dropna=False, sort=True, as_index=False)[MEASURES].sum()
    concerned = (
        (action.id, action_volume(analysis, action)) for action in analysis.mapping.actions
    )
    return Contribution(
        token=token,
        rows=tuple(_row(row) for row in grouped.to_dict("records")),
        people=analysis.people.distinct,
        actions=tuple((name, volume.words) for name, volume in concerned if volume is not None),
    )


def _row(cells: Mapping[Hashable, Any]) -> Row:
    facets: dict[str, Any] = {
        name: None if pd.isna(cells[name]) else cells[name] for name in _FACETS
    }
    return Row(**facets, volume=Volume(*(int(cells[measure]) for measure in MEASURES)))


def to_plain(contribution: Contribution) -> dict[str, Any]:
    """The contribution as JSON knows it."""
    return {"format_version": FORMAT_VERSION, **asdict(contribution)}


def from_plain(plain: dict[str, Any]) -> Contribution:
    """What `to_plain` gave, after JSON; ValueError, KeyError or TypeError if it is something else."""
    if plain["format_version"] != FORMAT_VERSION:
        raise ValueError
    return Contribution(
        token=plain["token"],
        rows=tuple(Row(**(row | {"volume": Volume(**row["volume"])})) for row in plain["rows"]),
        people=plain["people"],
        actions=tuple((name, words) for name, words in plain["actions"]),
    )


def dumps(plain: dict[str, Any]) -> str:
    """JSON, sorted and stable."""
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def long_frame(contributions: Iterable[tuple[str, Contribution]]) -> pd.DataFrame:
    """One row per participant, table and column. For the facilitator alone."""
    return pd.DataFrame(
        [
            {
                "participant": label,
                **{name: getattr(row, name) for name in _FACETS},
                **asdict(row.volume),
            }
            for label, contribution in contributions
            for row in contribution.rows
        ],
        columns=["participant", *_FACETS, *MEASURES],
    )
