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
from analyzer.mapping import Disagreement, Document, OfficialEntry, Table
from analyzer.measure import Volume, sum_volumes
from analyzer.policy import Assessment
from analyzer.wording import STANDINGS


@dataclass(frozen=True)
class EvidenceBlock:
    """Data types of one category on which the documents say the same, with their statements."""

    labels: tuple[str, ...]
    assessment: Assessment
    volume: Volume
    official: tuple[tuple[str, OfficialEntry], ...]


@dataclass(frozen=True)
class FileSection:
    """The columns of one file that belong to one category."""

    file: FileExposure
    columns: tuple[ColumnExposure, ...]
    volume: Volume


@dataclass(frozen=True)
class CategorySection:
    """One category of this export: what it is, how much, on what evidence, and the files it is in.

    `standings` are those its columns have, with the volume of each.
    """

    id: str
    label: str
    describes: str
    standings: tuple[tuple[str, Volume], ...]
    volume: Volume
    evidence: tuple[EvidenceBlock, ...]
    files: tuple[FileSection, ...]

    @property
    def standing(self) -> str:
        """The standing of most of its words."""
        return max(self.standings, key=lambda part: (part[1].words, part[1].values))[0]


@dataclass(frozen=True)
class DisagreementSection:
    """A difference among the documents and the volume of this export that it is about."""

    disagreement: Disagreement
    volume: Volume
    sides: tuple[tuple[Document, str, tuple[str, ...]], ...]


def render(analysis: Analysis, made_on: date, *, official: bool = False) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes.

    With `official`, what LinkedIn's own notice says stands beside the documents.
    """
    environment = _environment()
    style = environment.get_template("report.css").render()
    sections = category_sections(analysis, official=official)
    disagreements = disagreement_sections(analysis)
    return environment.get_template("report.html.j2").render(
        analysis=analysis,
        made_on=made_on,
        official=analysis.mapping.official if official else None,
        style=Markup(style),  # ours, and it stands in <style>, where nothing is escaped
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        standings=STANDINGS,
        by_standing=analysis.volume_by(lambda column: column.standing),
        nothing=Volume(),
        sections=sections,
        disagreements=[one for one in disagreements if one.volume.values],
        other_disagreements=[one for one in disagreements if not one.disagreement.about],
        absent=absent_tables(analysis),
        chart=Markup(_category_chart(sections)),  # escaped by ElementTree
        rejected_lines_shown=REJECTED_LINES_SHOWN,
    )


def category_sections(analysis: Analysis, *, official: bool = False) -> tuple[CategorySection, ...]:
    """The categories that have a column in this export, by the standing of most of each, largest first."""
    known = {category.id: category for category in analysis.mapping.categories}
    by_file = {file.path: file for file in analysis.files}
    parts: dict[str, list[ColumnExposure]] = {}
    for column in analysis.columns:
        parts.setdefault(column.category, []).append(column)
    sections = []
    for identifier, columns in parts.items():
        category = known.get(identifier)
        label, describes = (
            (category.label, category.describes + ".") if category else STANDINGS[identifier]
        )
        paths = dict.fromkeys(column.path for column in columns)
        sections.append(
            CategorySection(
                id=identifier,
                label=label,
                describes=describes,
                standings=_by_standing(columns),
                volume=sum_volumes(column.volume for column in columns),
                evidence=tuple(_evidence_blocks(analysis, columns, official=official)),
                files=tuple(
                    sorted(
                        (_file_section(by_file[path], columns) for path in paths),
                        key=lambda section: (-section.volume.words, section.file.path),
                    )
                ),
            )
        )
    order = list(STANDINGS)
    return tuple(sorted(sections, key=lambda s: (order.index(s.standing), -s.volume.words, s.id)))


def disagreement_sections(analysis: Analysis) -> tuple[DisagreementSection, ...]:
    """All differences among the documents, in the order of the mapping."""
    documents = analysis.mapping.documents
    said = {
        one.id: (document, one.paraphrase, one.quotes)
        for document in documents
        for one in document.said
    }
    sections = []
    for disagreement in analysis.mapping.disagreements:
        about = set(disagreement.about)
        volume = sum_volumes(
            column.volume
            for column in analysis.columns
            if column.data_type and (column.data_type in about or column.category in about)
        )
        sides = tuple(said[one] for one in disagreement.evidence)
        sections.append(DisagreementSection(disagreement, volume, sides))
    return tuple(sections)


def absent_tables(analysis: Analysis) -> tuple[Table, ...]:
    """The known files that this export does not have."""
    present = {file.table.name for file in analysis.files if file.table}
    absent = [table for table in analysis.mapping.tables if table.name not in present]
    return tuple(sorted(absent, key=lambda table: table.files[0].casefold()))


def _by_standing(columns: Sequence[ColumnExposure]) -> tuple[tuple[str, Volume], ...]:
    return tuple(
        (standing, sum_volumes(one.volume for one in columns if one.standing == standing))
        for standing in STANDINGS
        if any(one.standing == standing for one in columns)
    )


def _evidence_blocks(
    analysis: Analysis, columns: Sequence[ColumnExposure], *, official: bool
) -> Iterable[EvidenceBlock]:
    blocks: dict[tuple[object, ...], list[ColumnExposure]] = {}
    for column in columns:
        if column.assessment:
            said = tuple((one.statement.id, one.match) for one in column.assessment.evidence)
            blocks.setdefault((column.standing, said), []).append(column)
    for members in blocks.values():
        types = {
            one.column.data_type.id: one.column.data_type
            for one in members
            if one.column and one.column.data_type
        }
        assessment = members[0].assessment
        assert assessment is not None
        notice = analysis.mapping.official if official else None
        yield EvidenceBlock(
            labels=tuple(one.label for one in types.values()),
            assessment=assessment,
            volume=sum_volumes(one.volume for one in members),
            official=tuple((one.label, notice.entry_for(one.id)) for one in types.values())
            if notice
            else (),
        )


def _file_section(file: FileExposure, columns: Iterable[ColumnExposure]) -> FileSection:
    own = tuple(column for column in columns if column.path == file.path)
    return FileSection(file, own, sum_volumes(column.volume for column in own))


def _category_chart(sections: Sequence[CategorySection]) -> str:
    shown = [section for section in sections if section.volume.words]
    frame = pd.DataFrame(
        [(s.label, s.standing, s.volume.words) for s in shown],
        columns=["label", "standing", "words"],
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
        "spelled": wording.spelled,
        "capfirst": wording.capfirst,
    }
    environment.globals |= {
        "share": wording.share,
        "plural": wording.plural,
        "official_rows": wording.OFFICIAL_ROWS,
    }
    return environment
