"""The figures of a comparison as JSON, sorted and stable; docs/json.md describes the keys."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from analyzer.analysis.comparison import ComparedExport
from analyzer.reporting.change_model import (
    Change,
    Changes,
    FileChange,
    OneSidedColumn,
    RecordChange,
    TableChange,
)
from analyzer.reporting.json import made_with
from analyzer.reporting.json_text import json_text

FORMAT: Final = "linkedin-exposure comparison"
"""What the JSON is, so that nobody takes it for that of a report."""

FORMAT_VERSION: Final = 1
"""Of the JSON. Keys are added under the same number, a changed meaning raises it."""


def comparison_json(changes: Changes) -> str:
    """The figures as JSON: counts, and names of files and columns, but no value of either export."""
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
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
