"""What a participant contributes to a cohort: counts, and nothing else from the export."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import pandas as pd

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import MEASURES
from analyzer.reporting.model import Figures

FORMAT_VERSION: Final = 2
"""Results with another are made again. 1: the first. 2: volumes have `text_words`, rows an author, and
what an action concerns is a volume.
"""

_FACETS: Final = ("table", "column", "data_type", "category", "standing", "subject", "author")


@dataclass(frozen=True)
class Row:
    """A column of one kind of file, as far as it carries one data type by one author: what it is, and how much
    there is.

    `table` is None for unknown files, and `column` for unknown columns, whose names could be anybody's
    words. `author` is None where the column is no text.
    """

    table: str | None
    column: str | None
    data_type: str | None
    category: str
    standing: str
    subject: str | None
    author: str | None
    volume: Volume


@dataclass(frozen=True)
class Contribution:
    """One participant's counts. `token` tells contributions apart, and stays when an export is fetched again.

    `people` is how many other people the export names, `actions` how much each action concerns.
    """

    token: str
    rows: tuple[Row, ...]
    people: int
    actions: tuple[tuple[str, Volume], ...]


def contribute(figures: Figures, token: str) -> Contribution:
    """The contribution of the export with these figures, `token` tells it from the others."""
    tables = {each.file.path: each.file.table for each in figures.files}
    held: dict[Row, list[Volume]] = {}
    for column in figures.columns:
        table = tables[column.path]
        row = Row(
            table=table.name if table else None,
            column=column.name if column.state != "unknown" else None,
            data_type=column.data_type,
            category=column.category,
            standing=column.standing,
            subject=column.subject,
            author=column.author,
            volume=Volume(),
        )
        held.setdefault(row, []).append(column.volume)
    return Contribution(
        token=token,
        rows=tuple(replace(row, volume=sum_volumes(held[row])) for row in sorted(held, key=_order)),
        people=figures.people,
        actions=tuple(
            (each.action.id, each.volume) for each in figures.actions if each.volume is not None
        ),
    )


def _order(row: Row) -> list[tuple[bool, str]]:
    """A key that sorts by each facet in turn, rows without it last."""
    cells = (getattr(row, facet) for facet in _FACETS)
    return [(cell is None, cell or "") for cell in cells]


def to_plain(contribution: Contribution) -> dict[str, Any]:
    """The contribution as plain values for JSON."""
    return {"format_version": FORMAT_VERSION, **asdict(contribution)}


def from_plain(plain: dict[str, Any]) -> Contribution:
    """The contribution that `to_plain` turned into `plain`.

    Raises ValueError, KeyError or TypeError if `plain` is anything else.
    """
    if plain["format_version"] != FORMAT_VERSION:
        raise ValueError
    return Contribution(
        token=plain["token"],
        rows=tuple(Row(**(row | {"volume": Volume(**row["volume"])})) for row in plain["rows"]),
        people=plain["people"],
        actions=tuple((name, Volume(**volume)) for name, volume in plain["actions"]),
    )


def dumps(plain: dict[str, Any]) -> str:
    """These values as JSON, sorted and stable."""
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def long_frame(contributions: Iterable[tuple[str, Contribution]]) -> pd.DataFrame:
    """A row per participant, table and column, for the facilitator only."""
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
