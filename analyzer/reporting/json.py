"""From an analysis to tidy tables and JSON: the only place that shapes tables."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any, get_args

import pandas as pd

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import Analysis, ColumnExposure, FileExposure
from analyzer.analysis.policy import MAY_BE_USED
from analyzer.mapping import Document, Group, Standing
from analyzer.reporting.figures import Part, action_volume, by_role, by_subject, disagreement_volume
from analyzer.wording import STANDINGS

FORMAT_VERSION = 1
"""Of the JSON. 1: the first. Keys are added under the same number, a changed meaning raises it."""

MEASURES = ["values", "characters", "words", "bytes"]
REJECTED_LINES_SHOWN = 20


def columns_frame(analysis: Analysis) -> pd.DataFrame:
    """One row per column of the export: path, position, what it carries, volume and dates."""
    return pd.DataFrame(
        [_column_row(column) for column in analysis.columns],
        columns=[
            *("path", "position", "column", "data_type", "category", "group", "kind", "subject"),
            *("state", "standing", "evidence", "documents", *MEASURES, "first_date", "last_date"),
        ],
    )


def timeline_frame(analysis: Analysis) -> pd.DataFrame:
    """One row per month and category with volume; undated volume has the month None, and comes first."""
    days = pd.DataFrame(
        [
            {
                "month": day.isoformat()[:7] if day else None,
                "category": column.category,
                **asdict(volume),
            }
            for column in analysis.columns
            for day, volume in column.measure.by_day
        ],
        columns=["month", "category", *MEASURES],
    )
    months = days.groupby(["month", "category"], dropna=False, as_index=False)[MEASURES].sum()
    return months.sort_values(["month", "category"], na_position="first", ignore_index=True)


def months_frame(analysis: Analysis) -> pd.DataFrame:
    """Words per month that may be used: `month` (its first day), `at_least`, `at_most`.

    From the first month that has any to the last, without gaps; empty if nothing is dated.
    """
    days = pd.DataFrame(
        [
            (day.replace(day=1), volume.words * (column.standing == "used"), volume.words)
            for column in analysis.columns
            if column.standing in MAY_BE_USED
            for day, volume in column.measure.by_day
            if day
        ],
        columns=["month", "at_least", "at_most"],
    )
    months = days.groupby("month")[["at_least", "at_most"]].sum()
    if len(months):
        every = pd.date_range(months.index.min(), months.index.max(), freq="MS").date
        months = months.reindex(every, fill_value=0)
    return months.rename_axis("month").reset_index()


def standing_frame(analysis: Analysis, key: Callable[[ColumnExposure], str | None]) -> pd.DataFrame:
    """Words per `key` (a row each) and standing (a column each, in the order of the page)."""
    columns = pd.DataFrame(
        [
            (named, column.standing, column.volume.words)
            for column in analysis.columns
            if (named := key(column)) is not None
        ],
        columns=["key", "standing", "words"],
    )
    table = columns.pivot_table(
        index="key", columns="standing", values="words", aggfunc="sum", fill_value=0
    )
    return table.reindex(columns=list(STANDINGS), fill_value=0).astype(int)


def to_json(analysis: Analysis) -> str:
    """The analysis as JSON, sorted and stable; the keys are described in docs/json.md.

    Holds no value of the export: counts, dates, and names of files and columns.
    """
    document = {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "linkedin-exposure", "version": analysis.tool_version},
        "mapping": {
            "version": analysis.mapping.version,
            "sha256": analysis.mapping.sha256,
            "name": analysis.mapping.name,
        },
        "export": {
            "name": analysis.name,
            "kind": analysis.kind,
            "files": len(analysis.files),
            "bytes": sum(file.bytes for file in analysis.files),
        },
        "totals": {
            "at_least": asdict(analysis.at_least),
            "at_most": asdict(analysis.at_most),
            "by_category": _totals(
                analysis.volume_by(lambda column: column.category),
                [category.id for category in analysis.mapping.categories],
            ),
            "by_group": _totals(analysis.volume_by(lambda column: column.group), get_args(Group)),
            "by_standing": _totals(
                analysis.volume_by(lambda column: column.standing), get_args(Standing)
            ),
        },
        "files": [_file_row(file) for file in analysis.files],
        "columns": [_column_row(column) for column in analysis.columns],
        "timeline": list(_timeline_rows(analysis)),
        "people": analysis.people.distinct,
        "subjects": [_part_row("subject", part) for part in by_subject(analysis)],
        "roles": [_part_row("role", part) for part in by_role(analysis)],
        "disagreements": [
            {"id": one.id, **asdict(disagreement_volume(analysis, one))}
            for one in analysis.mapping.disagreements
            if one.about
        ],
        "actions": [
            {"id": one.id, **asdict(volume)}
            for one in analysis.mapping.actions
            if (volume := action_volume(analysis, one)) is not None
        ],
        "documents": [_document_row(document) for document in analysis.mapping.documents],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _totals(volumes: dict[str, Volume], keys: Iterable[str]) -> dict[str, dict[str, int]]:
    """Every key has a total, be it nothing, and so have columns that are set aside or unknown."""
    every = sorted({*keys, "set_aside", "unknown"})
    return {key: asdict(volumes.get(key, Volume())) for key in every}


def _file_row(file: FileExposure) -> dict[str, Any]:
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
        "records_rejected": len(file.rejected_lines),
        "rejected_lines": list(file.rejected_lines[:REJECTED_LINES_SHOWN]),
    }


def _column_row(column: ColumnExposure) -> dict[str, Any]:
    first, last = column.measure.first_date, column.measure.last_date
    assessment = column.assessment
    return {
        "path": column.path,
        "position": column.measure.position,
        "column": column.name,
        "data_type": column.data_type,
        "category": column.category,
        "group": column.group,
        "kind": column.column.kind if column.column else None,
        "subject": column.column.subject if column.column else None,
        "state": column.state,
        "standing": column.standing,
        "evidence": {
            "for": [one.statement.id for one in assessment.for_use] if assessment else [],
            "against": [one.statement.id for one in assessment.against_use] if assessment else [],
        },
        "documents": assessment.documents if assessment else 0,
        **asdict(column.volume),
        "first_date": first.isoformat() if first else None,
        "last_date": last.isoformat() if last else None,
    }


def _part_row(called: str, part: Part) -> dict[str, Any]:
    return {
        called: part.key,
        "people": part.people,
        **asdict(part.volume),
        "at_least": asdict(part.at_least),
        "at_most": asdict(part.at_most),
    }


def _document_row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "published": document.published.isoformat() if document.published else None,
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


def _timeline_rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    for row in timeline_frame(analysis).to_dict("records"):
        month = row["month"]
        yield {
            "month": None if pd.isna(month) else month,
            "category": row["category"],
            **{measure: int(row[measure]) for measure in MEASURES},
        }
