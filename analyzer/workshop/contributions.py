"""What a participant contributes to a group: counts, and nothing else from the export."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import MEASURES
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import DataType
from analyzer.reporting.amounts import Unit
from analyzer.reporting.model import Figures
from analyzer.reporting.share import Count, SharedCounts, file_label, plain_counts

SHARED_MEASURES: Final = ("values", "text_words", "texts")
"""The measures in a share file."""

FACETS: Final = ("table", "column", "data_type", "category", "standing", "subject", "author")


@dataclass(frozen=True)
class CountRow:
    """The volume of a column of one kind of file with one data type and one author.

    `table` is None for unknown files, and `column` for unknown columns, whose names could be anyone's words. `author`
    is None where the column holds no text.
    """

    table: str | None
    column: str | None
    data_type: str | None
    category: str
    standing: str
    subject: str | None
    author: str | None
    volume: Volume


Wanted = Callable[[CountRow], bool]


@dataclass(frozen=True)
class Contribution:
    """One participant's counts.

    `people` is the number of other people the export names. `measures` are the known fields of a volume: a share
    file has three, and the others are zero.
    """

    rows: tuple[CountRow, ...]
    people: int
    measures: tuple[str, ...] = MEASURES

    def amount(self, unit: Unit, wanted: Wanted | None = None) -> int:
        """The volume in the wanted rows, by default in all."""
        return sum(getattr(row.volume, unit) for row in self.rows if not wanted or wanted(row))

    def percent(self, unit: Unit, wanted: Wanted) -> float:
        """The share of the wanted rows in percent; 0 if there is nothing."""
        whole = self.amount(unit)
        return 100 * self.amount(unit, wanted) / whole if whole else 0


def from_export(figures: Figures) -> Contribution:
    """The contribution of the export with these figures."""
    volumes: dict[tuple[Any, ...], Volume] = {}
    for whole in figures.files:
        table = whole.file.table.name if whole.file.table else None
        for column in whole.columns:
            name = column.name if column.state != "unknown" else None
            kind = column.data_type, column.category, column.standing, column.subject, column.author
            facets = (table, name, *kind)
            volumes[facets] = volumes.get(facets, Volume()) + column.volume
    rows = (
        CountRow(**dict(zip(FACETS, facets, strict=True)), volume=volumes[facets])
        for facets in sorted(volumes, key=_order)
    )
    return Contribution(tuple(rows), figures.people)


def _order(facets: tuple[str | None, ...]) -> list[tuple[bool, str]]:
    """A key that sorts by each facet in turn, rows without it last."""
    return [(cell is None, cell or "") for cell in facets]


def from_share(counts: SharedCounts, mapping: ExportMapping) -> Contribution:
    """The contribution of the share file with these counts."""
    tables = {file_label(table): table.name for table in mapping.tables}
    data_types = {data_type.id: data_type for data_type in mapping.data_types}
    rows = tuple(
        _shared_row(count, tables.get(count.key.file), data_types.get(count.key.data_type), mapping)
        for count in counts.counts
    )
    return Contribution(rows, counts.people_named, SHARED_MEASURES)


def _shared_row(
    count: Count, table: str | None, data_type: DataType | None, mapping: ExportMapping
) -> CountRow:
    """The row of a count. Without a data type, its state (set aside or unknown) is its category and its standing."""
    state = count.key.data_type
    return CountRow(
        table=table,
        column=None,
        data_type=data_type.id if data_type else None,
        category=data_type.category.id if data_type else state,
        standing=mapping.assessments[data_type.id].standing if data_type else state,
        subject=count.key.subject,
        author=count.key.author,
        volume=Volume(
            values=count.entries,
            text_words=count.words_of_text,
            texts=count.entries if count.key.author else 0,
        ),
    )


# --- the same counts twice -----------------------------------------------------------------------

DISTINCTIVE: Final = 12
"""Rows of a share file. With fewer, two people may have the same counts: a name, a headline and three skills."""


def share_token(counts: SharedCounts, mapping: ExportMapping) -> str:
    """A digest of the rounded counts of a share file, or of an export: its share file has the same."""
    plain = json.dumps(plain_counts(counts.rounded(), mapping))
    return hashlib.sha256(plain.encode()).hexdigest()


def find_repeated(tokens: Mapping[str, str], shares: Mapping[str, int]) -> dict[str, str]:
    """The participants whose share file repeats the counts of another participant, with that one's label.

    `tokens` are by label; `shares` has the number of rows of each share file, by label. Only counts show whose a share
    file is.
    """
    first: dict[str, str] = {}
    for label, token in tokens.items():
        if label not in shares:
            first.setdefault(token, label)
    repeated = {}
    for label, rows in shares.items():
        other = first.setdefault(tokens[label], label)
        if other != label and rows >= DISTINCTIVE:
            repeated[label] = other
    return repeated
