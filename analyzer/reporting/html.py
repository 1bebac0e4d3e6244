"""From an analysis to one self-contained HTML page."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import jinja2
import pandas as pd
from markupsafe import Markup

from analyzer import wording
from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import Analysis, ColumnExposure, FileExposure
from analyzer.analysis.policy import MAY_BE_USED, Assessment, starting_day
from analyzer.mapping import (
    Action,
    Disagreement,
    Document,
    Finding,
    OfficialEntry,
    Statement,
    Table,
)
from analyzer.reporting import charts
from analyzer.reporting.figures import (
    action_volume,
    by_role,
    by_subject,
    dated,
    disagreement_volume,
    heaviest_files,
    undated,
)
from analyzer.reporting.json import REJECTED_LINES_SHOWN, months_frame, standing_frame
from analyzer.wording import STANDINGS, SUBJECTS


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


@dataclass(frozen=True)
class ActionSection:
    """Something to do, the volume it concerns (None where no document says), and who says so."""

    action: Action
    volume: Volume | None
    steps: tuple[tuple[Document, Finding], ...]
    limits: tuple[tuple[Document, Statement | Finding], ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class Picture:
    """A chart whose title says what it shows."""

    finding: str
    svg: Markup


@dataclass(frozen=True)
class MonthRow:
    """What may be used of one month, in words."""

    month: date
    at_least: int
    at_most: int


def render(
    analysis: Analysis, made_on: date, *, official: bool = False, notes: Sequence[str] = ()
) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes.

    With `official`, what LinkedIn's own notice says stands beside the documents. `notes` are sentences on
    the export, at its top.
    """
    style, style_hash = stylesheet()
    sections = category_sections(analysis, official=official)
    disagreements = disagreement_sections(analysis)
    months = month_rows(analysis)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            analysis=analysis,
            notes=notes,
            made_on=made_on,
            official=analysis.mapping.official if official else None,
            style=Markup(style),  # ours, and it stands in <style>, where nothing is escaped
            style_hash=style_hash,
            standings=STANDINGS,
            by_standing=analysis.volume_by(lambda column: column.standing),
            nothing=Volume(),
            sections=sections,
            disagreements=[one for one in disagreements if one.volume.values],
            other_disagreements=[one for one in disagreements if not one.disagreement.about],
            absent=absent_tables(analysis),
            subject_labels=SUBJECTS,
            dialects=wording.DIALECTS,
            repairs=wording.REPAIRS,
            total_bytes=sum(file.bytes for file in analysis.files),
            start=starting_day(analysis.mapping),
            months=months,
            undated=undated(analysis),
            heaviest=heaviest_files(analysis),
            subjects=by_subject(analysis),
            roles=by_role(analysis),
            actions=action_sections(analysis),
            answer_picture=_answer_picture(analysis),
            category_picture=_category_picture(analysis, sections),
            time_picture=_time_picture(analysis, months),
            files_picture=_files_picture(analysis),
            subject_picture=_subject_picture(analysis),
            rejected_lines_shown=REJECTED_LINES_SHOWN,
        )
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
        volume = disagreement_volume(analysis, disagreement)
        sides = tuple(said[one] for one in disagreement.evidence)
        sections.append(DisagreementSection(disagreement, volume, sides))
    return tuple(sections)


def absent_tables(analysis: Analysis) -> tuple[Table, ...]:
    """The known files that this export does not have."""
    present = {file.table.name for file in analysis.files if file.table}
    absent = [table for table in analysis.mapping.tables if table.name not in present]
    return tuple(sorted(absent, key=lambda table: table.files[0].casefold()))


def action_sections(analysis: Analysis) -> tuple[ActionSection, ...]:
    """What the reader can do; what would concern nothing in this export is left out."""
    mapping = analysis.mapping
    said = {one.id: (document, one) for document in mapping.documents for one in document.said}
    differing = {one.id: one for one in mapping.disagreements}
    sections = []
    for action in mapping.actions:
        steps = tuple(
            (document, one)
            for document, one in (said[step] for step in action.steps)
            if isinstance(one, Finding)
        )
        volume = action_volume(analysis, action)
        if volume is not None and not volume.values:
            continue
        sections.append(
            ActionSection(
                action,
                volume,
                steps,
                tuple(said[one] for one in action.limits),
                tuple(differing[one] for one in action.disagreements),
            )
        )
    return tuple(sections)


def month_rows(analysis: Analysis) -> tuple[MonthRow, ...]:
    """What may be used, by month, without gaps."""
    return tuple(
        MonthRow(month, int(at_least), int(at_most))
        for month, at_least, at_most in months_frame(analysis).to_numpy()
    )


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


# --- pictures ------------------------------------------------------------------------------------


def _answer_picture(analysis: Analysis) -> Picture:
    volumes = analysis.volume_by(lambda column: column.standing)
    whole = analysis.volume.words
    parts = [(standing, volumes[standing].words) for standing in STANDINGS if standing in volumes]
    text = "; ".join(
        f"{STANDINGS[standing][0]}: {wording.plural(words, 'word')}, {wording.share(words, whole)}"
        for standing, words in parts
    )
    least = wording.share(analysis.at_least.words, whole)
    most = wording.share(analysis.at_most.words, whole)
    finding = f"{least} of the words may be used according to the documents"
    reaches = [(f"at least {least}", analysis.at_least.words)]
    if analysis.at_least != analysis.at_most:
        finding += f", and at most {most}"
        reaches.append((f"at most {most}", analysis.at_most.words))
    else:
        reaches = [(least, analysis.at_least.words)]
    svg = charts.share_bar(
        parts,
        reaches,
        name="chart-answer",
        title=finding,
        text=text,
    )
    return Picture(finding, Markup(svg))


def _category_picture(analysis: Analysis, sections: Sequence[CategorySection]) -> Picture | None:
    frame = standing_frame(analysis, lambda column: column.category)
    shown = [section for section in sections if section.volume.words]
    if not shown:
        return None
    largest = max(shown, key=lambda section: section.volume.words)
    # A picture has to fit on a phone and on a sheet of paper; the table below it has all of them.
    cut = sorted((s.volume.words for s in shown), reverse=True)[: charts.BARS][-1]
    shown = [section for section in shown if section.volume.words >= cut][: charts.BARS]
    finding = (
        f"{largest.label}: the largest category, with "
        f"{wording.share(largest.volume.words, analysis.volume.words)} of all words"
    )
    rows = frame.loc[[section.id for section in shown]]
    rows.insert(0, "label", [section.label for section in shown])
    text = "; ".join(f"{s.label}: {wording.plural(s.volume.words, 'word')}" for s in shown)
    return _picture(charts.stacked_bars, rows, name="categories", finding=finding, text=text)


def _time_picture(analysis: Analysis, months: Sequence[MonthRow]) -> Picture | None:
    start = starting_day(analysis.mapping)
    if not months or start is None:
        return None
    whole = dated(analysis)
    earlier = sum_volumes(
        volume
        for column in analysis.columns
        if column.standing in MAY_BE_USED
        for day, volume in column.measure.by_day
        if day and day < start
    )
    finding = (
        f"{wording.share(earlier.words, whole.words)} of the dated words that may be used are from "
        f"before {wording.day(start)}"
    )
    busiest = max(months, key=lambda row: row.at_most)
    text = (
        f"From {months[0].month:%Y-%m} to {months[-1].month:%Y-%m}: {wording.plural(whole.words, 'word')}. "
        f"The month with most: {busiest.month:%Y-%m}, with at most {wording.plural(busiest.at_most, 'word')}."
    )
    frame = pd.DataFrame(
        [(row.month, row.at_least, row.at_most) for row in months],
        columns=["month", "at_least", "at_most"],
    )
    draw: Callable[..., str] = charts.month_steps
    return _picture(
        lambda data, **words: draw(data, start, **words),
        frame,
        name="time",
        finding=finding,
        text=text,
    )


def _files_picture(analysis: Analysis) -> Picture | None:
    shown = heaviest_files(analysis)
    if not shown:
        return None
    frame = standing_frame(
        analysis, lambda column: column.path if column.standing in MAY_BE_USED else None
    )
    rows = frame.loc[[row.key for row in shown]]
    rows.insert(0, "label", [wording.visible(row.key) for row in shown])
    heaviest = shown[0]
    finding = (
        f"{wording.visible(heaviest.key)}: the heaviest file, with "
        f"{wording.share(heaviest.at_most.words, analysis.at_most.words)} of the words that may be used at most"
    )
    text = "; ".join(
        f"{wording.visible(row.key)}: at least {wording.count(row.at_least.words)}, "
        f"at most {wording.plural(row.at_most.words, 'word')}"
        for row in shown
    )
    return _picture(charts.stacked_bars, rows, name="files", finding=finding, text=text)


def _subject_picture(analysis: Analysis) -> Picture | None:
    subjects = by_subject(analysis)
    others = sum_volumes(row.volume for row in subjects[1:])
    if not others.words:
        return None
    frame = standing_frame(analysis, lambda column: column.subject)
    present = [key for key in SUBJECTS if key in frame.index]
    rows = frame.loc[present]
    rows.insert(0, "label", [SUBJECTS[key] for key in present])
    finding = (
        f"{wording.share(others.words, analysis.volume.words)} of the words are about other people, "
        "alone or together with you"
    )
    text = "; ".join(
        f"{SUBJECTS[row.key]}: {wording.plural(row.volume.words, 'word')}" for row in subjects
    )
    return _picture(charts.stacked_bars, rows, name="subjects", finding=finding, text=text)


def _picture(
    draw: Callable[..., str], data: object, *, name: str, finding: str, text: str
) -> Picture:
    svg = draw(data, name=f"chart-{name}", title=finding, text=text)
    return Picture(finding, Markup(svg))  # escaped by ElementTree


# --- the environment -----------------------------------------------------------------------------


def stylesheet() -> tuple[str, str]:
    """The style of every page, and the hash by which a page's policy allows it."""
    style = environment().get_template("report.css").render().strip()  # as checkers hash it
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def environment() -> jinja2.Environment:
    """What every page is rendered in."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer.reporting"),
        autoescape=True,  # for every template: `select_autoescape` would leave out *.html.j2
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "count": wording.count,
        "size": wording.size,
        "visible": wording.visible,
        "spelled": wording.spelled,
        "capfirst": wording.capfirst,
        "day": wording.day,
        "pages": wording.pages,
    }
    made.globals |= {
        "share": wording.share,
        "plural": wording.plural,
        "official_rows": wording.OFFICIAL_ROWS,
    }
    return made
