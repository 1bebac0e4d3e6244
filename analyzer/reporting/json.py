"""The figures of a report or a comparison as JSON, in a stable order; docs/json.md describes the keys."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, get_args

from analyzer.analysis.compare import ComparedExport
from analyzer.analysis.measure import Volume
from analyzer.mapping.articles import Article
from analyzer.mapping.mapping import ExportMapping, Ledger
from analyzer.mapping.standing import Evidence, Standing
from analyzer.mapping.tables import CategoryGroup
from analyzer.reporting.changes import Change, Changes, FileChange, RecordChange, TableChange
from analyzer.reporting.model import (
    REJECTED_LINES_SHOWN,
    ColumnFigures,
    Figures,
    FileFigures,
    MonthOfCategory,
    RegionView,
    ScenarioFigures,
    Slice,
)
from analyzer.text import is_hidden, printable

FORMAT_VERSION: Final = 3
"""The version of a report's JSON. It stays the same when keys are added, and rises when a key changes its meaning.

1: the first. 2: `covered` and `every_claim` replace `at_least` and `at_most`; a column has a row for each part of its
table; `text_words` is next to `words`. 3: `used` and `used_or_uncertain` replace `covered` and `every_claim`; `texts` is
next to `text_words`.
"""

COMPARISON_FORMAT: Final = "linkedin-exposure comparison"
"""Distinguishes the JSON of a comparison from that of a report."""

COMPARISON_VERSION: Final = 2
"""The version of a comparison's JSON; see `FORMAT_VERSION`."""


def to_json(figures: Figures, *, official: bool = False) -> str:
    """The figures as JSON: counts, dates, and names of files and columns, but no value of the export.

    `official` adds LinkedIn's own notice about the member's region.
    """
    mapping = figures.mapping
    categories = [category.id for category in mapping.categories]
    terms = {data_type.id: data_type.dpv for data_type in mapping.data_types}
    document = {
        "format_version": FORMAT_VERSION,
        **made_with(figures.tool_version, mapping),
        "export": {
            **_select(figures, "name", "kind"),
            "files": len(figures.files),
            "bytes": figures.bytes,
        },
        "totals": {
            **_select(figures, "used", "used_or_uncertain", "whole"),
            "by_category": _totals(figures.by_category, categories),
            "by_group": _totals(figures.by_group, get_args(CategoryGroup)),
            "by_standing": _totals(figures.by_standing, get_args(Standing)),
            "by_period": {
                period.period: _totals(period.by_standing, get_args(Standing))
                for period in figures.scenario.periods
            },
        },
        "scenario": _scenario(figures.scenario),
        "readings": [_view(view, official=official) for view in figures.scenario.views],
        "files": [_file_row(file) for file in figures.files],
        "columns": [_column_row(column, terms) for column in figures.columns],
        "timeline": [_timeline_row(row) for row in figures.timeline],
        "people": figures.people,
        "authors": [_slice_row("author", row) for row in figures.authors],
        "subjects": [_slice_row("subject", row) for row in figures.subjects],
        "roles": [_slice_row("role", row) for row in figures.roles],
        "disagreements": [
            {"id": row.disagreement.id, **vars(row.volume)}
            for row in figures.disagreements
            if row.disagreement.about
        ],
        "actions": [
            {"id": row.action.id, **vars(row.volume)}
            for row in figures.actions
            if row.volume is not None
        ],
        "documents": [_article_row(article) for article in mapping.articles],
    }
    return json_text(document)


def comparison_json(changes: Changes) -> str:
    """The figures as JSON: counts, and names of files and columns, but no value of either export."""
    document = {
        "format": COMPARISON_FORMAT,
        "format_version": COMPARISON_VERSION,
        **made_with(changes.tool_version, changes.mapping),
        "old": _export(changes.old),
        "new": _export(changes.new),
        "records": _change(changes.records),
        "whole": _change(changes.whole),
        "used": _change(changes.used),
        "used_or_uncertain": _change(changes.used_or_uncertain),
        "standings": _standings(changes.standings.items()),
        "categories": [
            {
                "category": category.id,
                **_change(category.volume),
                "standings": _standings(category.standings),
            }
            for category in changes.categories
        ],
        "tables": [_table_change(table) for table in changes.tables],
        "files": [_file_change(file) for file in changes.files],
    }
    return json_text(document)


def json_text(document: Mapping[str, Any], *, sort_keys: bool = False) -> str:
    """The document as JSON, with an escape for each hidden character.

    It can hold dates, and dataclasses as objects with their fields.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=sort_keys, default=_plain)
    hidden = {character for character in set(text) if is_hidden(character)} - {"\n"}
    if hidden:  # rare, and slow to replace
        text = text.translate({ord(character): json.dumps(character)[1:-1] for character in hidden})
    return text + "\n"


def made_with(tool_version: str, mapping: ExportMapping) -> dict[str, Any]:
    """The program and the mapping behind a JSON file."""
    return {
        "tool": {"name": "linkedin-exposure", "version": tool_version},
        "mapping": mapping_entry(mapping),
    }


def mapping_entry(mapping: ExportMapping | Ledger) -> dict[str, Any]:
    """The version of a mapping, and what identifies it."""
    return {**_select(mapping, "version", "sha256"), "name": printable(mapping.name)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else vars(value)


def _select(value: object, *names: str) -> dict[str, Any]:
    """These attributes of the value, in this order."""
    return {name: getattr(value, name) for name in names}


# --- a report ------------------------------------------------------------------------------------


def _totals(volumes: Mapping[str, Volume], keys: Iterable[str]) -> dict[str, Volume]:
    """A total for each of these keys, even if it is zero, and for columns set aside or unknown."""
    return {key: volumes.get(key, Volume()) for key in sorted({*keys, "set_aside", "unknown"})}


def _file_row(figures: FileFigures) -> dict[str, Any]:
    file = figures.file
    return {
        "path": file.path,
        "table": file.table.name if file.table else None,
        **_select(file, "state", "reason", "bytes", "dialect", "repairs"),
        "records_found": file.found,
        "records_measured": file.measured,
        "records_rejected": file.rejected,
        "rejected_lines": file.rejected_lines[:REJECTED_LINES_SHOWN],
    }


def _column_row(column: ColumnFigures, terms: Mapping[str, str | None]) -> dict[str, Any]:
    assessment = column.assessment
    return {
        **_select(column, "path", "position", "part"),
        "column": column.name,
        "data_type": column.data_type,
        "dpv": terms[column.data_type] if column.data_type else None,
        **_select(column, "category", "group", "kind", "subject", "author"),
        **_select(column, "state", "standing"),
        "evidence": {
            "for": _statement_ids(assessment.for_use) if assessment else [],
            "against": _statement_ids(assessment.against_use) if assessment else [],
        },
        "documents": assessment.documents if assessment else 0,
        **vars(column.volume),
        **_select(column, "first_date", "last_date"),
    }


def _statement_ids(evidence: Iterable[Evidence]) -> list[str]:
    return [item.statement.id for item in evidence]


def _timeline_row(row: MonthOfCategory) -> dict[str, Any]:
    month = row.month.isoformat()[:7] if row.month else None
    return {"month": month, "category": row.category, **vars(row.volume)}


def _slice_row(facet: str, row: Slice) -> dict[str, Any]:
    return {
        facet: row.key,
        "people": row.people,
        **vars(row.volume),
        **_select(row, "used", "used_or_uncertain"),
    }


def _article_row(article: Article) -> dict[str, Any]:
    return {
        **_select(article, "id", "title", "publisher", "author", "published"),
        "statements": [
            {
                **_select(statement, "id", "says", "about"),
                "attributed_to_linkedin": statement.attributed,
                **_select(statement, "paraphrase", "quotes"),
            }
            for statement in article.statements
        ],
    }


def _scenario(figures: ScenarioFigures) -> dict[str, Any]:
    off = figures.turning_off
    return {
        **_select(figures.scenario, "region", "opted_out", "opted_in", "minor", "ads_off"),
        **_select(figures, "as_of", "start"),
        "start_of": [region.id for region in figures.start_of],
        "marks": figures.marks,
        "turning_off": None if off is None else {"day": figures.as_of, "by_period": off},
    }


def _view(view: RegionView, *, official: bool) -> dict[str, Any]:
    return {
        "regions": [region.id for region in view.regions],
        **_select(view, "start", "setting"),
        "periods": [
            {**_select(period, "period", "use", "sentence"), **vars(period.volume)}
            for period in view.periods
        ],
        "sentences": [
            {**_select(topic.rule, "topic", "purpose", "side"), **vars(topic.sentence)}
            for topic in view.sentences
        ],
        "official": [
            _select(remark, "row", "quote", "note") for remark in view.official if official
        ],
    }


# --- a comparison --------------------------------------------------------------------------------


def _export(export: ComparedExport) -> dict[str, Any]:
    return {
        **_select(export, "name", "kind"),
        "files": len(export.files),
        "bytes": sum(file.bytes for file in export.files),
    }


def _change(change: Change | RecordChange) -> dict[str, Any]:
    return {**vars(change), **_select(change, "old", "new")}


def _standings(standings: Iterable[tuple[str, Change]]) -> list[dict[str, Any]]:
    return [{"standing": standing, **_change(change)} for standing, change in standings]


def _table_change(table: TableChange) -> dict[str, Any]:
    return {
        "table": table.table.name if table.table else None,
        "files": {
            "old": [file.path for file in table.old],
            "new": [file.path for file in table.new],
        },
        "records": _change(table.records),
        **_change(table.volume),
        "columns": {
            "came": [{"column": column.name, "position": column.position} for column in table.came],
            "went": [{"column": column.name, "position": column.position} for column in table.went],
        },
    }


def _file_change(change: FileChange) -> dict[str, Any]:
    file = change.file
    return {
        "export": change.side,
        "path": file.path,
        "table": file.table.name if file.table else None,
        **_select(file, "state", "reason", "records"),
        "records_unchanged": file.unchanged,
        "records_rejected": file.rejected,
        "only_here": change.changed,
        "unchanged": change.unchanged,
    }
