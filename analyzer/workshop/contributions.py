"""What a participant contributes to a group: counts, and nothing else from the export."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import MEASURES
from analyzer.mapping.articles import Action
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import DataType
from analyzer.reporting.json import json_text
from analyzer.reporting.model import Figures
from analyzer.reporting.share import Count, SharedCounts, file_label, plain_counts, shared_counts

FORMAT_VERSION: Final = 3
"""Results with another are made again. 1: the first. 2: volumes have `text_words`, rows an author, and
what an action concerns is a volume. 3: `measures`; the token is of rounded counts.
"""

SHARED_MEASURES: Final = ("values", "text_words")
"""The measures that a share file has."""

FACETS: Final = ("table", "column", "data_type", "category", "standing", "subject", "author")


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
    """One participant's counts. `token` tells contributions apart: it is a digest of the rounded counts.

    `people` is how many other people the export names, `actions` how much each action concerns. `measures`
    are the fields of a volume that are known: where the participant handed over no export, the others are zero.
    """

    token: str
    rows: tuple[Row, ...]
    people: int
    actions: tuple[tuple[str, Volume], ...]
    measures: tuple[str, ...] = MEASURES


def contribute(figures: Figures) -> Contribution:
    """The contribution of the export with these figures."""
    tables = figures.tables
    held: dict[tuple[Any, ...], Volume] = {}
    for column in figures.columns:
        table = tables[column.path]
        facets = (
            table.name if table else None,
            column.name if column.state != "unknown" else None,
            *(column.data_type, column.category, column.standing, column.subject, column.author),
        )
        known = held.get(facets)
        held[facets] = known + column.volume if known else column.volume
    return Contribution(
        token=token_of(shared_counts(figures), figures.mapping),
        rows=tuple(
            Row(**dict(zip(FACETS, facets, strict=True)), volume=held[facets])
            for facets in sorted(held, key=_order)
        ),
        people=figures.people,
        actions=tuple(
            (each.action.id, each.volume) for each in figures.actions if each.volume is not None
        ),
    )


def contribution_of(counts: SharedCounts, mapping: ExportMapping) -> Contribution:
    """The contribution of a participant with these counts."""
    tables = {file_label(table): table.name for table in mapping.tables}
    data_types = {data_type.id: data_type for data_type in mapping.data_types}
    rows = tuple(
        _shared_row(count, tables.get(count.key.file), data_types.get(count.key.data_type), mapping)
        for count in counts.counts
    )
    return Contribution(
        token=token_of(counts, mapping),
        rows=rows,
        people=counts.people_named,
        actions=concerned(rows, mapping),
        measures=SHARED_MEASURES,
    )


def _shared_row(
    count: Count, table: str | None, data_type: DataType | None, mapping: ExportMapping
) -> Row:
    """The row of a count; without a data type, its state (set aside or unknown) is its category and its standing."""
    state = count.key.data_type
    return Row(
        table=table,
        column=None,
        data_type=data_type.id if data_type else None,
        category=data_type.category.id if data_type else state,
        standing=mapping.assessments[data_type.id].standing if data_type else state,
        subject=count.key.subject,
        author=count.key.author,
        volume=Volume(values=count.entries, text_words=count.words_of_text),
    )


def concerned(rows: Sequence[Row], mapping: ExportMapping) -> tuple[tuple[str, Volume], ...]:
    """The volume in these rows of what each action is about, as on the page of an export."""
    return tuple(
        (action.id, sum_volumes(row.volume for row in rows if _is_concerned(row, action)))
        for action in mapping.actions
        if action.about
    )


def _is_concerned(row: Row, action: Action) -> bool:
    return row.data_type is not None and action.concerns(row.data_type, row.category)


def token_of(counts: SharedCounts, mapping: ExportMapping) -> str:
    """A digest of the counts as they are handed over: an export and its share file have the same."""
    plain = json.dumps(
        plain_counts(counts.rounded(), mapping)
    )  # in one go; the file has a line for each count
    return hashlib.sha256(plain.encode()).hexdigest()


def _order(facets: tuple[str | None, ...]) -> list[tuple[bool, str]]:
    """A key that sorts by each facet in turn, rows without it last."""
    return [(cell is None, cell or "") for cell in facets]


def to_plain(contribution: Contribution) -> dict[str, Any]:
    """The contribution as plain values for JSON."""
    return {
        "format_version": FORMAT_VERSION,
        "token": contribution.token,
        "rows": [vars(row) | {"volume": vars(row.volume)} for row in contribution.rows],
        "people": contribution.people,
        "actions": [(name, vars(volume)) for name, volume in contribution.actions],
        "measures": list(contribution.measures),
    }


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
        measures=tuple(plain["measures"]),
    )


def dumps(plain: dict[str, Any]) -> str:
    """These values as JSON, sorted and stable."""
    return json_text(plain, sort_keys=True)
