"""From an analysis to one self-contained HTML page."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import jinja2
import pandas as pd
from markupsafe import Markup

from analyzer import charts, wording
from analyzer.exposure import Analysis, ColumnExposure, FileExposure
from analyzer.frames import REJECTED_LINES_SHOWN
from analyzer.measure import Volume, sum_volumes

GROUPS = {
    "included": ("May be used", "The documents, read together, say this may be used to train AI."),
    "claimed": ("Claimed by one document", "One document alone says this may be used."),
    "excluded": ("Excluded", "At least one document says this is left out."),
    "unaddressed": ("Not mentioned", "No document speaks of this. That does not make it safe."),
    "unknown": (
        "Unknown",
        "Files and columns that this tool does not know. We do not know what they are.",
    ),
    "set_aside": ("Set aside", "Holds nothing of yours; the reason stands with each."),
}
"""Label and meaning of each group, in the order of the page."""


@dataclass(frozen=True)
class FileSection:
    """The columns of one file that belong to one category."""

    file: FileExposure
    columns: tuple[ColumnExposure, ...]
    volume: Volume


@dataclass(frozen=True)
class CategorySection:
    """One category of this export: what it is, how much, and the files it is in."""

    id: str
    label: str
    describes: str
    group: str
    volume: Volume
    files: tuple[FileSection, ...]


def render(analysis: Analysis, made_on: date) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes."""
    environment = _environment()
    style = environment.get_template("report.css").render()
    sections = category_sections(analysis)
    return environment.get_template("report.html.j2").render(
        analysis=analysis,
        made_on=made_on,
        style=Markup(style),  # ours, and it stands in <style>, where nothing is escaped
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        groups=GROUPS,
        sections=sections,
        volumes_by_group=analysis.volume_by(lambda column: column.group),
        nothing=Volume(),
        chart=Markup(_category_chart(sections)),  # escaped by ElementTree
        rejected_lines_shown=REJECTED_LINES_SHOWN,
    )


def category_sections(analysis: Analysis) -> tuple[CategorySection, ...]:
    """The categories that have a column in this export, largest first inside each group."""
    known = {category.id: category for category in analysis.mapping.categories}
    by_file = {file.path: file for file in analysis.files}
    parts: dict[str, list[ColumnExposure]] = {}
    for column in analysis.columns:
        parts.setdefault(column.category, []).append(column)
    sections = []
    for identifier, columns in parts.items():
        category = known.get(identifier)
        label, describes = (category.label, category.describes) if category else GROUPS[identifier]
        paths = dict.fromkeys(column.path for column in columns)
        sections.append(
            CategorySection(
                id=identifier,
                label=label,
                describes=describes,
                group=columns[0].group,
                volume=sum_volumes(column.volume for column in columns),
                files=tuple(
                    sorted(
                        (_file_section(by_file[path], columns) for path in paths),
                        key=lambda section: (-section.volume.words, section.file.path),
                    )
                ),
            )
        )
    order = list(GROUPS)
    return tuple(sorted(sections, key=lambda s: (order.index(s.group), -s.volume.words, s.id)))


def _file_section(file: FileExposure, columns: Iterable[ColumnExposure]) -> FileSection:
    own = tuple(column for column in columns if column.path == file.path)
    return FileSection(file, own, sum_volumes(column.volume for column in own))


def _category_chart(sections: Sequence[CategorySection]) -> str:
    shown = [section for section in sections if section.volume.words]
    frame = pd.DataFrame(
        [(s.label, s.group, s.volume.words) for s in shown], columns=["label", "group", "words"]
    )
    return charts.category_bars(
        frame,
        "words",
        name="categories",
        title="Words in each category of data",
        text="; ".join(f"{s.label}: {wording.count(s.volume.words)}" for s in shown),
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer", "templates"),
        autoescape=True,  # for every template: `select_autoescape` would leave out *.html.j2
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "count": wording.count,
        "size": wording.size,
        "visible": wording.visible,
    }
    environment.globals |= {"share": wording.share, "plural": wording.plural}
    return environment
