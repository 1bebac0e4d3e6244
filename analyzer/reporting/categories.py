"""The categories of an export: how much each holds, where it stands and on what evidence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.analysis.model import Analysis
from analyzer.mapping.standing import Assessment
from analyzer.mapping.tables import Category, DataType
from analyzer.reporting.evidence import statements_behind
from analyzer.reporting.model import (
    CategoryFigures,
    ColumnFigures,
    EvidenceBlock,
    FileFigures,
    KindOfData,
    LeftOut,
)
from analyzer.reporting.totals import (
    Totals,
    by_facet,
    largest_first,
)
from analyzer.text import STANDINGS

KINDS_SHOWN: Final = 3


def categories(
    analysis: Analysis, totals: Totals, files: Sequence[FileFigures]
) -> tuple[CategoryFigures, ...]:
    """Every category of the mapping, in its order; then the states of columns that have none."""
    by_standing = by_facet(totals.by("category", "standing"))
    volumes = totals.by("data_type")
    in_files = _files_by_category(totals, files)
    types = _types_by_category(analysis)
    known = tuple(
        _category(
            category,
            analysis,
            by_standing.get(category.id, {}),
            _evidence_blocks(types[category.id], analysis.mapping.assessments, volumes),
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
        said=analysis.mapping.coverage(category.id),
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
        parts.sort(key=lambda part: (*largest_first(part.volume), part.file.path))
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
    return tuple(sorted(blocks, key=lambda block: largest_first(block.volume)))


def left_out(counted: Iterable[CategoryFigures]) -> tuple[LeftOut, ...]:
    """The categories of which something in this export is said to be left out, largest first."""
    found = []
    for category in counted:
        blocks = [
            block
            for block in category.evidence
            if block.assessment.standing == "excluded" and block.volume.values
        ]
        named = [block for block in blocks if block.assessment.named_by]
        implied = [block for block in blocks if not block.assessment.named_by]
        if blocks:
            said = min(
                (block.assessment for block in named or implied), key=lambda a: a.left_out_by
            )
            found.append(
                LeftOut(
                    label=category.label,
                    named=sum_volumes(block.volume for block in named),
                    implied=sum_volumes(block.volume for block in implied),
                    implied_types=tuple(each for block in implied for each in block.data_types),
                    basis=tuple(each.statement.id for each in said.against_use),
                    documents=said.left_out_by,
                )
            )
    return tuple(sorted(found, key=lambda each: largest_first(each.volume)))


def largest_kinds(
    analysis: Analysis, totals: Totals, counted: Iterable[CategoryFigures]
) -> tuple[KindOfData, ...]:
    """The data types with most text, then the categories with most entries and no text."""
    volumes = totals.by("data_type")
    text = [
        KindOfData(
            each.id,
            each.label,
            analysis.mapping.assessments[each.id].standing,
            volumes[each.id],
            statements_behind([analysis.mapping.assessments[each.id]]),
        )
        for each in analysis.mapping.data_types
        if each.id in volumes and volumes[each.id].text_words
    ]
    bare = [
        KindOfData(
            each.id,
            each.label,
            each.standing,
            each.volume,
            statements_behind(block.assessment for block in each.evidence),
        )
        for each in counted
        if each.said and each.volume.values and not each.volume.text_words
    ]
    return tuple(
        kind
        for kinds in (text, bare)
        for kind in sorted(kinds, key=lambda kind: largest_first(kind.volume))[:KINDS_SHOWN]
    )


def _ordered(by_standing: Mapping[str, Volume]) -> tuple[tuple[str, Volume], ...]:
    """The standings in the order of the page."""
    return tuple((each, by_standing[each]) for each in STANDINGS if each in by_standing)
