"""Every number of a report, computed once: `figures(analysis) -> Figures`. The renderers only read it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import pandas as pd

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import Analysis
from analyzer.analysis.policy import EVERY_CLAIM, Assessment, said_about, starting_day
from analyzer.mapping import Category, DataType, Finding, Table
from analyzer.reporting.model import (
    LONGEST_IN_MONTHS,
    ActionFigures,
    AnswerFigures,
    CategoryFigures,
    ColumnFigures,
    DisagreementFigures,
    EvidenceBlock,
    FactFigures,
    Figures,
    FileFigures,
    KindOfData,
    LeftOut,
    MonthOfCategory,
    Period,
    Side,
    Slice,
)
from analyzer.reporting.totals import Totals
from analyzer.wording import STANDINGS

AUTHORS: Final = ("self", "others", "linkedin", "ai", "unknown")
SUBJECTS: Final = ("self", "mixed", "others")
FILES_SHOWN: Final = 8
KINDS_SHOWN: Final = 3


def figures(analysis: Analysis) -> Figures:
    """The numbers of `analysis`. The same analysis gives the same figures."""
    totals = Totals(analysis)
    columns = tuple(_columns(analysis, totals))
    files = _files(analysis, totals, columns)
    categories = _categories(analysis, totals, files)
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
        categories=categories,
        timeline=tuple(MonthOfCategory(*row) for row in totals.by_month_and_category()),
        periods=_periods(totals),
        start=start,
        dated=totals.usable(lambda day: day.notna()),
        undated=totals.usable(lambda day: day.isna()),
        before_start=totals.usable(lambda day: day < pd.Timestamp(start)) if start else Volume(),
        left_out=_left_out(categories),
        largest=_largest_kinds(analysis, totals),
        heaviest=_heaviest(totals),
        authors=_in_order(_slices(totals, "author"), AUTHORS),
        subjects=_in_order(_slices(totals, "subject"), SUBJECTS),
        roles=_roles(analysis, totals),
        people=analysis.people.distinct,
        facts=_facts(analysis),
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
    """Every category of the mapping, in its order; then the states of columns that have none."""
    by_standing = _by_facet(totals.by("category", "standing"))
    volumes = totals.by("data_type")
    in_files = _files_by_category(totals, files)
    types = _types_by_category(analysis)
    known = tuple(
        _category(
            category,
            analysis,
            by_standing.get(category.id, {}),
            _evidence_blocks(types[category.id], analysis.assessments, volumes),
            in_files.get(category.id, ()),
        )
        for category in analysis.mapping.categories
    )
    return known + tuple(
        _state(state, by_standing[state], in_files[state])
        for state in ("unknown", "set_aside")
        if state in by_standing
    )


def _category(
    category: Category,
    analysis: Analysis,
    by_standing: Mapping[str, Volume],
    evidence: Sequence[EvidenceBlock],
    files: Sequence[FileFigures],
) -> CategoryFigures:
    standings = _ordered(by_standing)
    mostly = max(
        evidence,
        key=lambda block: (block.volume.text_words, block.volume.values, len(block.labels)),
    )
    return CategoryFigures(
        id=category.id,
        label=category.label,
        describes=f"{category.describes}.",
        standing=mostly.assessment.standing,
        said=said_about(category.id, analysis.mapping, analysis.assessments),
        standings=standings,
        volume=sum_volumes(by_standing.values()),
        evidence=tuple(evidence),
        files=tuple(files),
    )


def _state(
    state: str, by_standing: Mapping[str, Volume], files: Sequence[FileFigures]
) -> CategoryFigures:
    label, describes = STANDINGS[state]
    volume = sum_volumes(by_standing.values())
    return CategoryFigures(
        state, label, describes, state, (), _ordered(by_standing), volume, (), tuple(files)
    )


def _types_by_category(analysis: Analysis) -> Mapping[str, list[DataType]]:
    types: dict[str, list[DataType]] = {each.id: [] for each in analysis.mapping.categories}
    for data_type in analysis.mapping.data_types:
        types[data_type.category.id].append(data_type)
    return types


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
        parts.sort(key=lambda part: (*_largest(part.volume), part.file.path))
    return found


def _evidence_blocks(
    data_types: Iterable[DataType],
    assessments: Mapping[str, Assessment],
    volumes: Mapping[str, Volume],
) -> tuple[EvidenceBlock, ...]:
    """The data types, those about which the same is said together; largest first."""
    alike: dict[tuple[object, ...], list[DataType]] = {}
    for data_type in data_types:
        assessment = assessments[data_type.id]
        said = tuple((each.statement.id, each.match) for each in assessment.evidence)
        alike.setdefault((assessment.standing, said), []).append(data_type)
    blocks = (
        EvidenceBlock(
            data_types=tuple((each.id, each.label) for each in members),
            assessment=assessments[members[0].id],
            volume=sum_volumes(volumes.get(each.id, Volume()) for each in members),
        )
        for members in alike.values()
    )
    return tuple(sorted(blocks, key=lambda block: _largest(block.volume)))


def _left_out(categories: Iterable[CategoryFigures]) -> tuple[LeftOut, ...]:
    """The categories of which something in this export is said to be left out, largest first."""
    found = []
    for category in categories:
        blocks = [
            block
            for block in category.evidence
            if block.assessment.standing == "excluded" and block.volume.values
        ]
        named = [block for block in blocks if block.assessment.named_by]
        implied = [block for block in blocks if not block.assessment.named_by]
        if blocks:
            found.append(
                LeftOut(
                    label=category.label,
                    named=sum_volumes(block.volume for block in named),
                    implied=sum_volumes(block.volume for block in implied),
                    implied_labels=tuple(label for block in implied for label in block.labels),
                    documents=max(block.assessment.left_out_by for block in named or implied),
                )
            )
    return tuple(sorted(found, key=lambda each: _largest(each.volume)))


def _largest_kinds(analysis: Analysis, totals: Totals) -> tuple[KindOfData, ...]:
    volumes = totals.by("data_type")
    kinds = [
        KindOfData(each.label, analysis.assessments[each.id].standing, volumes[each.id])
        for each in analysis.mapping.data_types
        if each.id in volumes
    ]
    text = sorted((k for k in kinds if k.volume.text_words), key=lambda k: _largest(k.volume))
    bare = [k for k in kinds if k.volume.values and not k.volume.text_words]
    bare.sort(key=lambda k: -k.volume.values)
    return (*text[:KINDS_SHOWN], *bare[:KINDS_SHOWN])


# --- slices --------------------------------------------------------------------------------------


def _heaviest(totals: Totals) -> tuple[Slice, ...]:
    """The kinds of file that hold most of what any document claims, largest first."""
    found = [each for each in _slices(totals, "table").values() if each.every_claim.values]
    found.sort(key=lambda each: (*_largest(each.every_claim), each.key))
    return tuple(found[:FILES_SHOWN])


def _roles(analysis: Analysis, totals: Totals) -> tuple[Slice, ...]:
    """The volume about others or about both, by who they are, with how many distinct people are named."""
    people = dict(analysis.people.by_role)
    roles = {table.name: table.role for table in analysis.mapping.tables if table.role}
    held: dict[str, dict[str, Volume]] = {}
    for (table, subject, standing), volume in totals.by("table", "subject", "standing").items():
        if table in roles and subject in {"others", "mixed"}:
            by_standing = held.setdefault(roles[table], {})
            by_standing[standing] = by_standing.get(standing, Volume()) + volume
    found = (_slice(role, by_standing, people.get(role)) for role, by_standing in held.items())
    return tuple(
        sorted(
            (each for each in found if each.volume.values),
            key=lambda each: (-(each.people or 0), *_largest(each.volume), each.key),
        )
    )


def _slices(totals: Totals, facet: str) -> dict[str, Slice]:
    """A slice for each value of `facet`."""
    held = _by_facet(totals.by(facet, "standing"))
    return {key: _slice(key, by_standing) for key, by_standing in held.items()}


def _in_order(slices: Mapping[str, Slice], keys: Sequence[str]) -> tuple[Slice, ...]:
    return tuple(slices.get(key) or _slice(key, {}) for key in keys)


def _slice(key: str, by_standing: dict[str, Volume], people: int | None = None) -> Slice:
    return Slice(
        key=key,
        volume=sum_volumes(by_standing.values()),
        covered=by_standing.get("used", Volume()),
        every_claim=sum_volumes(by_standing.get(standing, Volume()) for standing in EVERY_CLAIM),
        by_standing=by_standing,
        people=people,
    )


def _by_facet(volumes: Mapping[tuple[str, str], Volume]) -> dict[str, dict[str, Volume]]:
    """Volumes by two facets, as those of the second by the first."""
    held: dict[str, dict[str, Volume]] = {}
    for (key, inner), volume in volumes.items():
        held.setdefault(key, {})[inner] = volume
    return held


def _ordered(by_standing: Mapping[str, Volume]) -> tuple[tuple[str, Volume], ...]:
    """The standings in the order of the page."""
    return tuple((each, by_standing[each]) for each in STANDINGS if each in by_standing)


def _largest(volume: Volume) -> tuple[int, int]:
    """Sorts the volume with most text first, then that with most entries."""
    return -volume.text_words, -volume.values


def _periods(totals: Totals) -> tuple[Period, ...]:
    """Months, or years where there would be too many."""
    months = totals.usable_by("M")
    rows = months if len(months) <= LONGEST_IN_MONTHS else totals.usable_by("Y")
    return tuple(Period(*row) for row in rows)


# --- what the documents say besides --------------------------------------------------------------


def _sides(analysis: Analysis) -> dict[str, Side]:
    """What each document says, by the id of the statement or finding."""
    return {
        each.id: Side(document, each.paraphrase, each.quotes)
        for document in analysis.mapping.documents
        for each in document.said
    }


def _facts(analysis: Analysis) -> tuple[FactFigures, ...]:
    """All questions, in the order of the mapping."""
    sides = _sides(analysis)
    return tuple(
        FactFigures(
            fact,
            tuple(
                AnswerFigures(answer.says, tuple(sides[each] for each in answer.evidence))
                for answer in fact.answers
            ),
        )
        for fact in analysis.mapping.facts
    )


def _disagreements(analysis: Analysis, totals: Totals) -> tuple[DisagreementFigures, ...]:
    """All differences among the documents, those first that concern most of this export."""
    sides = _sides(analysis)
    found = (
        DisagreementFigures(
            disagreement=each,
            volume=totals.about(each.about),
            sides=tuple(sides[identifier] for identifier in each.evidence),
        )
        for each in analysis.mapping.disagreements
    )
    return tuple(sorted(found, key=lambda each: _largest(each.volume)))


def _actions(analysis: Analysis, totals: Totals) -> tuple[ActionFigures, ...]:
    """What the reader can do, in the order of the mapping."""
    mapping = analysis.mapping
    sides = _sides(analysis)
    said = {each.id: (document, each) for document in mapping.documents for each in document.said}
    differing = {each.id: each for each in mapping.disagreements}
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
            limits=tuple(sides[identifier] for identifier in action.limits),
            disagreements=tuple(differing[identifier] for identifier in action.disagreements),
        )
        for action in mapping.actions
    )
