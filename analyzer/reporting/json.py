"""The figures as JSON, sorted and stable; docs/json.md describes the keys."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final, get_args

from analyzer.analysis.compare import ComparedExport
from analyzer.analysis.measure import Volume
from analyzer.mapping.articles import Article
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Standing
from analyzer.mapping.tables import CategoryGroup
from analyzer.reporting.changes import (
    Change,
    Changes,
    FileChange,
    OneSidedColumn,
    RecordChange,
    TableChange,
)
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

FORMAT_VERSION: Final = 2
"""Of the JSON. Keys are added under the same number, a changed meaning raises it.

1: the first. 2: `covered` and `every_claim` for what was `at_least` and `at_most`; a column has a row for each
part of its table; `text_words` beside `words`.
"""


def to_json(figures: Figures, *, official: bool = False) -> str:
    """The figures as JSON: counts, dates, and names of files and columns, but no value of the export.

    `official` adds what LinkedIn's own notice says of the member's region.
    """
    document = {
        "format_version": FORMAT_VERSION,
        **made_with(figures.tool_version, figures.mapping),
        "export": {
            "name": figures.name,
            "kind": figures.kind,
            "files": len(figures.files),
            "bytes": figures.bytes,
        },
        "totals": {
            "covered": vars(figures.covered),
            "every_claim": vars(figures.every_claim),
            "whole": vars(figures.whole),
            "by_category": _totals(
                figures.by_category, [category.id for category in figures.mapping.categories]
            ),
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
        "columns": [_column_row(column) for column in figures.columns],
        "timeline": [_timeline_row(row) for row in figures.timeline],
        "people": figures.people,
        "authors": [_slice_row("author", part) for part in figures.authors],
        "subjects": [_slice_row("subject", part) for part in figures.subjects],
        "roles": [_slice_row("role", part) for part in figures.roles],
        "disagreements": [
            {"id": each.disagreement.id, **vars(each.volume)}
            for each in figures.disagreements
            if each.disagreement.about
        ],
        "actions": [
            {"id": each.action.id, **vars(each.volume)}
            for each in figures.actions
            if each.volume is not None
        ],
        "documents": [_document_row(document) for document in figures.mapping.documents],
    }
    return json_text(document)


def made_with(tool_version: str, mapping: ExportMapping) -> dict[str, Any]:
    """The program and the mapping that made a file of numbers."""
    return {
        "tool": {"name": "linkedin-exposure", "version": tool_version},
        "mapping": {
            "version": mapping.version,
            "sha256": mapping.sha256,
            "name": printable(mapping.name),
        },
    }


def _totals(volumes: Mapping[str, Volume], keys: Iterable[str]) -> dict[str, dict[str, int]]:
    """The total of every key, even where that is zero, and of columns set aside or unknown."""
    every = sorted({*keys, "set_aside", "unknown"})
    return {key: vars(volumes.get(key, Volume())) for key in every}


def _file_row(figures: FileFigures) -> dict[str, Any]:
    file = figures.file
    return {
        "path": file.path,
        "table": file.table.name if file.table else None,
        "state": file.state,
        "reason": file.reason,
        "bytes": file.bytes,
        "dialect": file.dialect,
        "repairs": list(file.repairs),
        "records_found": file.found,
        "records_measured": file.measured,
        "records_rejected": file.rejected,
        "rejected_lines": list(file.rejected_lines[:REJECTED_LINES_SHOWN]),
    }


def _column_row(column: ColumnFigures) -> dict[str, Any]:
    assessment = column.assessment
    return {
        "path": column.path,
        "position": column.position,
        "part": column.part,
        "column": column.name,
        "data_type": column.data_type,
        "category": column.category,
        "group": column.group,
        "kind": column.kind,
        "subject": column.subject,
        "author": column.author,
        "state": column.state,
        "standing": column.standing,
        "evidence": {
            "for": [each.statement.id for each in assessment.for_use] if assessment else [],
            "against": [each.statement.id for each in assessment.against_use] if assessment else [],
        },
        "documents": assessment.documents if assessment else 0,
        **vars(column.volume),
        "first_date": _iso(column.first_date),
        "last_date": _iso(column.last_date),
    }


def _slice_row(called: str, each: Slice) -> dict[str, Any]:
    return {
        called: each.key,
        "people": each.people,
        **vars(each.volume),
        "covered": vars(each.covered),
        "every_claim": vars(each.every_claim),
    }


def _document_row(document: Article) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "published": _iso(document.published),
        "statements": [
            {
                "id": statement.id,
                "says": statement.says,
                "about": list(statement.about),
                "attributed_to_linkedin": statement.attributed,
                "paraphrase": statement.paraphrase,
                "quotes": list(statement.quotes),
            }
            for statement in document.statements
        ],
    }


def _timeline_row(row: MonthOfCategory) -> dict[str, Any]:
    month = row.month.isoformat()[:7] if row.month else None
    return {"month": month, "category": row.category, **vars(row.volume)}


def _scenario(figures: ScenarioFigures) -> dict[str, Any]:
    said, off = figures.scenario, figures.turning_off
    return {
        "region": said.region,
        "opted_out": _iso(said.opted_out),
        "opted_in": _iso(said.opted_in),
        "minor": said.minor,
        "ads_off": said.ads_off,
        "as_of": _iso(figures.as_of),
        "start": _iso(figures.start),
        "start_of": [region.id for region in figures.start_of],
        "marks": [{"kind": mark.kind, "day": _iso(mark.day)} for mark in figures.marks],
        "turning_off": {
            "day": _iso(figures.as_of),
            "by_period": {period: vars(volume) for period, volume in off.items()},
        }
        if off is not None
        else None,
    }


def _view(view: RegionView, *, official: bool) -> dict[str, Any]:
    return {
        "regions": [region.id for region in view.regions],
        "start": _iso(view.start),
        "setting": view.setting,
        "periods": [
            {
                "period": period.period,
                "use": period.use,
                "sentence": vars(period.sentence) if period.sentence else None,
                **vars(period.volume),
            }
            for period in view.periods
        ],
        "sentences": [
            {
                "topic": each.rule.topic,
                "purpose": each.rule.purpose,
                "side": each.rule.side,
                **vars(each.sentence),
            }
            for each in view.sentences
        ],
        "official": [
            {"row": remark.row, "quote": remark.quote, "note": remark.note}
            for remark in view.official
            if official
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- json text -------------------------------------------------------------------------------------


def json_text(document: Mapping[str, Any], *, sort_keys: bool = False) -> str:
    """The document as JSON, in a stable order, with an escape for each character that is not seen."""
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=sort_keys)
    hidden = {character for character in set(text) if is_hidden(character)} - {"\n"}
    if hidden:  # which is seldom, and takes a while
        text = text.translate({ord(each): json.dumps(each)[1:-1] for each in hidden})
    return text + "\n"


# --- comparison json -------------------------------------------------------------------------------

FORMAT: Final = "linkedin-exposure comparison"
"""What the JSON is, so that nobody takes it for that of a report."""

COMPARISON_VERSION: Final = 1
"""Of the JSON. Keys are added under the same number, a changed meaning raises it."""


def comparison_json(changes: Changes) -> str:
    """The figures as JSON: counts, and names of files and columns, but no value of either export."""
    document = {
        "format": FORMAT,
        "format_version": COMPARISON_VERSION,
        **made_with(changes.tool_version, changes.mapping),
        "old": _export(changes.old),
        "new": _export(changes.new),
        "records": _records(changes.records),
        "whole": _change(changes.whole),
        "covered": _change(changes.covered),
        "every_claim": _change(changes.every_claim),
        "standings": _standings(changes.standings.items()),
        "categories": [
            {
                "category": each.id,
                **_change(each.volume),
                "standings": _standings(each.standings),
            }
            for each in changes.categories
        ],
        "tables": [_table(each) for each in changes.tables],
        "files": [_file(each) for each in changes.files],
    }
    return json_text(document)


def _export(export: ComparedExport) -> dict[str, Any]:
    return {
        "name": export.name,
        "kind": export.kind,
        "files": len(export.files),
        "bytes": sum(file.bytes for file in export.files),
    }


def _records(records: RecordChange) -> dict[str, int]:
    return {**asdict(records), "old": records.old, "new": records.new}


def _change(change: Change) -> dict[str, Any]:
    return {**asdict(change), "old": asdict(change.old), "new": asdict(change.new)}


def _standings(standings: Iterable[tuple[str, Change]]) -> list[dict[str, Any]]:
    return [{"standing": standing, **_change(change)} for standing, change in standings]


def _table(each: TableChange) -> dict[str, Any]:
    return {
        "table": each.table.name if each.table else None,
        "files": {
            "old": [file.path for file in each.old],
            "new": [file.path for file in each.new],
        },
        "records": _records(each.records),
        **_change(each.volume),
        "columns": {"came": _columns(each.came), "went": _columns(each.went)},
    }


def _columns(columns: tuple[OneSidedColumn, ...]) -> list[dict[str, Any]]:
    return [{"column": column.name, "position": column.position} for column in columns]


def _file(each: FileChange) -> dict[str, Any]:
    file = each.file
    return {
        "export": each.side,
        "path": file.path,
        "table": file.table.name if file.table else None,
        "state": file.state,
        "reason": file.reason,
        "records": file.records,
        "records_unchanged": file.unchanged,
        "records_rejected": file.rejected,
        "only_here": asdict(each.changed),
        "unchanged": asdict(each.unchanged),
    }
