"""Every number of a report, computed once: `figures(analysis) -> Figures`. The renderers only read it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pandas as pd

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import Analysis
from analyzer.analysis.policy import EVERY_CLAIM, starting_day
from analyzer.mapping import Disagreement, Finding, Table
from analyzer.reporting.model import (
    ActionFigures,
    CategoryFigures,
    ColumnFigures,
    DisagreementFigures,
    EvidenceBlock,
    Figures,
    FileFigures,
    Month,
    MonthOfCategory,
    Part,
)
from analyzer.reporting.totals import Totals
from analyzer.wording import STANDINGS

SUBJECTS: Final = ("self", "mixed", "others")
FILES_SHOWN: Final = 8


def figures(analysis: Analysis) -> Figures:
    """The numbers of `analysis`. The same analysis gives the same figures."""
    totals = Totals(analysis)
    columns = tuple(_columns(analysis, totals))
    files = _files(analysis, totals, columns)
    start = starting_day(analysis.mapping)
    return Figures(
        tool_version=analysis.tool_version,
        mapping=analysis.mapping,
        name=analysis.name,
        kind=analysis.kind,
        complete=analysis.complete,
        files=files,
        bytes=sum(file.bytes for file in analysis.files),
        rejected=sum(len(file.rejected_lines) for file in analysis.files),
        absent=_absent(analysis),
        columns=columns,
        whole=totals.of(),
        covered=totals.of(standing=["used"]),
        every_claim=totals.of(standing=EVERY_CLAIM),
        by_standing=totals.by("standing"),
        by_category=totals.by("category"),
        by_group=totals.by("group"),
        categories=_categories(analysis, totals, files),
        timeline=tuple(MonthOfCategory(*row) for row in totals.by_month_and_category()),
        months=tuple(Month(*row) for row in totals.usable_by_month()),
        start=start,
        dated=totals.usable(lambda day: day.notna()),
        undated=totals.usable(lambda day: day.isna()),
        before_start=totals.usable(lambda day: day < pd.Timestamp(start)) if start else Volume(),
        heaviest=_heaviest(totals),
        subjects=_subjects(totals),
        roles=_roles(analysis, totals),
        people=analysis.people.distinct,
        disagreements=_disagreements(analysis, totals),
        actions=_actions(analysis, totals),
    )


# --- files and columns ---------------------------------------------------------------------------


def _columns(analysis: Analysis, totals: Totals) -> Iterator[ColumnFigures]:
    tables = {table.name: table for table in analysis.mapping.tables}
    for facets, volume, (first, last) in totals.each():
        table = tables.get(facets.pop("table"))
        known = table.column(facets["name"]) if table else None
        yield ColumnFigures(
            **facets,
            set_aside=known.set_aside if known else None,
            assessment=analysis.assessments.get(facets["data_type"]),
            volume=volume,
            first_date=first,
            last_date=last,
        )


def _files(
    analysis: Analysis, totals: Totals, columns: Iterable[ColumnFigures]
) -> tuple[FileFigures, ...]:
    volumes = totals.by("path")
    held: dict[str, list[ColumnFigures]] = {file.path: [] for file in analysis.files}
    for column in columns:
        held[column.path].append(column)
    return tuple(
        FileFigures(file, tuple(held[file.path]), volumes.get(file.path, Volume()))
        for file in analysis.files
    )


def _absent(analysis: Analysis) -> tuple[Table, ...]:
    """The known files that this export does not have."""
    present = {file.table.name for file in analysis.files if file.table}
    absent = [table for table in analysis.mapping.tables if table.name not in present]
    return tuple(sorted(absent, key=lambda table: table.files[0].casefold()))


# --- categories ----------------------------------------------------------------------------------


def _categories(
    analysis: Analysis, totals: Totals, files: Sequence[FileFigures]
) -> tuple[CategoryFigures, ...]:
    """The categories that have a column in this export, by the standing of most of each, largest first."""
    known = {category.id: category for category in analysis.mapping.categories}
    volumes, by_standing = totals.by("category"), totals.by("category", "standing")
    in_files = _files_by_category(totals, files)
    blocks = _evidence_blocks(analysis, totals)
    order = list(STANDINGS)
    categories = []
    for identifier, volume in volumes.items():
        standings = tuple(
            (standing, by_standing[identifier, standing])
            for standing in order
            if (identifier, standing) in by_standing
        )
        category = known.get(identifier)
        label, describes = (
            (category.label, f"{category.describes}.") if category else STANDINGS[identifier]
        )
        categories.append(
            CategoryFigures(
                id=identifier,
                label=label,
                describes=describes,
                standing=max(standings, key=lambda part: (part[1].words, part[1].values))[0],
                standings=standings,
                volume=volume,
                evidence=tuple(blocks.get(identifier, ())),
                files=tuple(in_files[identifier]),
            )
        )
    return tuple(
        sorted(
            categories, key=lambda each: (order.index(each.standing), -each.volume.words, each.id)
        )
    )


def _files_by_category(
    totals: Totals, files: Sequence[FileFigures]
) -> dict[str, list[FileFigures]]:
    """The files that have a column of each category, with these columns alone, largest first."""
    volumes = totals.by("path", "category")
    found: dict[str, list[FileFigures]] = {}
    for whole in files:
        own: dict[str, list[ColumnFigures]] = {}
        for column in whole.columns:
            own.setdefault(column.category, []).append(column)
        for category, columns in own.items():
            part = FileFigures(whole.file, tuple(columns), volumes[whole.file.path, category])
            found.setdefault(category, []).append(part)
    for parts in found.values():
        parts.sort(key=lambda part: (-part.volume.words, part.file.path))
    return found


def _evidence_blocks(analysis: Analysis, totals: Totals) -> dict[str, list[EvidenceBlock]]:
    """By category: its data types in this export, those about which the same is said together."""
    labels = {data_type.id: data_type.label for data_type in analysis.mapping.data_types}
    alike: dict[tuple[object, ...], list[tuple[str, Volume]]] = {}
    for (category, data_type), volume in totals.by("category", "data_type").items():
        if data_type in analysis.assessments:
            assessment = analysis.assessments[data_type]
            said = tuple((each.statement.id, each.match) for each in assessment.evidence)
            alike.setdefault((category, assessment.standing, said), []).append((data_type, volume))
    blocks: dict[str, list[EvidenceBlock]] = {}
    for (category, *_), members in alike.items():
        block = EvidenceBlock(
            data_types=tuple((data_type, labels[data_type]) for data_type, _ in members),
            assessment=analysis.assessments[members[0][0]],
            volume=sum_volumes(volume for _, volume in members),
        )
        blocks.setdefault(str(category), []).append(block)
    return blocks


# --- parts ---------------------------------------------------------------------------------------


def _heaviest(totals: Totals) -> tuple[Part, ...]:
    """The files that hold most of what may be used, heaviest first."""
    parts = [part for part in _parts(totals, "path").values() if part.every_claim.words]
    parts.sort(key=lambda part: (-part.every_claim.words, -part.covered.words, part.key))
    return tuple(parts[:FILES_SHOWN])


def _subjects(totals: Totals) -> tuple[Part, ...]:
    """The volume about oneself, about others, and about both."""
    parts = _parts(totals, "subject")
    return tuple(parts.get(subject, _part(subject, {})) for subject in SUBJECTS)


def _roles(analysis: Analysis, totals: Totals) -> tuple[Part, ...]:
    """The volume about others or about both, by who they are, with how many distinct people are named."""
    people = dict(analysis.people.by_role)
    roles = {table.name: table.role for table in analysis.mapping.tables if table.role}
    held: dict[str, dict[str, Volume]] = {}
    for (table, subject, standing), volume in totals.by("table", "subject", "standing").items():
        if table in roles and subject in {"others", "mixed"}:
            by_standing = held.setdefault(roles[table], {})
            by_standing[standing] = by_standing.get(standing, Volume()) + volume
    parts = (_part(role, by_standing, people.get(role)) for role, by_standing in held.items())
    return tuple(
        sorted(
            (part for part in parts if part.volume.values),
            key=lambda part: (-part.volume.words, part.key),
        )
    )


def _parts(totals: Totals, facet: str) -> dict[str, Part]:
    """A part for each value of `facet`."""
    held: dict[str, dict[str, Volume]] = {}
    for (key, standing), volume in totals.by(facet, "standing").items():
        held.setdefault(key, {})[standing] = volume
    return {key: _part(key, by_standing) for key, by_standing in held.items()}


def _part(key: str, by_standing: dict[str, Volume], people: int | None = None) -> Part:
    return Part(
        key=key,
        volume=sum_volumes(by_standing.values()),
        covered=by_standing.get("used", Volume()),
        every_claim=sum_volumes(by_standing.get(standing, Volume()) for standing in EVERY_CLAIM),
        by_standing=by_standing,
        people=people,
    )


# --- what the documents say besides --------------------------------------------------------------


def _disagreements(analysis: Analysis, totals: Totals) -> tuple[DisagreementFigures, ...]:
    """All differences among the documents, in the order of the mapping."""
    said = {
        each.id: (document, each.paraphrase, each.quotes)
        for document in analysis.mapping.documents
        for each in document.said
    }
    return tuple(
        DisagreementFigures(
            disagreement=each,
            volume=totals.about(each.about),
            sides=tuple(said[identifier] for identifier in each.evidence),
        )
        for each in analysis.mapping.disagreements
    )


def _actions(analysis: Analysis, totals: Totals) -> tuple[ActionFigures, ...]:
    """What the reader can do, in the order of the mapping."""
    mapping = analysis.mapping
    said = {each.id: (document, each) for document in mapping.documents for each in document.said}
    differing: dict[str, Disagreement] = {each.id: each for each in mapping.disagreements}
    return tuple(
        ActionFigures(
            action=action,
            volume=totals.about(action.about, action.standings)
            if action.about or action.standings
            else None,
            steps=tuple(
                (document, finding)
                for document, finding in (said[step] for step in action.steps)
                if isinstance(finding, Finding)
            ),
            limits=tuple(said[identifier] for identifier in action.limits),
            disagreements=tuple(differing[identifier] for identifier in action.disagreements),
        )
        for action in mapping.actions
    )
