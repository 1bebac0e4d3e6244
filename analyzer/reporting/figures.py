"""Every number of a report, computed once: `figures(analysis) -> Figures`. The renderers only read it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources.abc import Traversable
from typing import Final, Literal

import numpy as np
import pandas as pd

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import FACETS, Analysis, by, by_two, largest_first
from analyzer.analysis.scenario import Scenario
from analyzer.language import gettext, language
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.standing import USED_OR_UNCERTAIN
from analyzer.mapping.tables import Table
from analyzer.reporting.amounts import Unit
from analyzer.reporting.evidence import (
    actions,
    disagreements,
    evidence_blocks,
    facts,
    statements_behind,
)
from analyzer.reporting.model import (
    CategoryFigures,
    ChartPeriod,
    ColumnFigures,
    Figures,
    FileFigures,
    KindOfData,
    MonthOfCategory,
    Slice,
)
from analyzer.reporting.quoted import EvidenceBlock
from analyzer.reporting.scenario import scenario_figures
from analyzer.text import STANDINGS, capfirst, lowerfirst

AUTHORS: Final = ("self", "others", "linkedin", "ai", "unknown")
SUBJECTS: Final = ("self", "mixed", "others")
KINDS_SHOWN: Final = 3
KINDS_IN_LEGEND: Final = 2
MONTHS_SHOWN: Final = 24
"""The most months that a chart shows one by one; a longer time is shown by year."""


def figures(analysis: Analysis, scenario: Scenario | None = None) -> Figures:
    """The numbers of `analysis` for the member of `scenario`. The same input gives the same figures."""
    mapping = analysis.mapping
    volumes = analysis.volumes
    months = _dated(analysis, "M")
    used_or_uncertain = _used_or_uncertain(months)
    periods = tuple(_periods(analysis, used_or_uncertain))
    columns = tuple(_columns(analysis))
    files = _files(analysis, columns)
    by_data_type = by(volumes, "data_type")
    categories = tuple(_categories(volumes, mapping, by_data_type, files))
    by_standing = by(volumes, "standing")
    return Figures(
        tool_version=analysis.tool_version,
        mapping=mapping,
        name=analysis.name,
        kind=analysis.kind,
        complete=analysis.complete,
        partial=analysis.partial,
        files=files,
        bytes=sum(file.bytes for file in analysis.files),
        rejected=sum(file.rejected for file in analysis.files),
        absent=_absent(analysis),
        columns=columns,
        by_standing=by_standing,
        by_category=by(volumes, "category"),
        by_group=by(volumes, "group"),
        categories=categories,
        timeline=_timeline(months),
        periods=periods,
        dated=sum_volumes(period.volume for period in periods),
        undated=sum_volumes(used_or_uncertain.get(None, {}).values()),
        kinds=_kinds(categories, by_standing),
        largest=_largest(mapping, by_data_type, categories),
        authors=_in_order(_slices(by_two(volumes, "author", "standing")), AUTHORS),
        subjects=_in_order(_slices(by_two(volumes, "subject", "standing")), SUBJECTS),
        roles=_roles(volumes, dict(analysis.people.by_role)),
        people=analysis.people.distinct,
        facts=facts(mapping),
        disagreements=disagreements(mapping, by_data_type),
        actions=actions(mapping, by_data_type),
        scenario=scenario_figures(analysis, scenario or Scenario()),
    )


def in_language(
    numbers: Figures, analysis: Analysis, scenario: Scenario, mapping: Traversable | None
) -> Figures:
    """The figures with sentences in the current language. `mapping` is the folder of the mapping, if not the built-in one."""
    if language().code == "en":
        return numbers
    spoken = load_mapping(mapping)
    tables = {table.name: table for table in spoken.tables}
    files = (
        replace(file, table=tables[file.table.name]) if file.table else file
        for file in analysis.files
    )
    return figures(replace(analysis, mapping=spoken, files=tuple(files)), scenario)


# --- files and columns ---------------------------------------------------------------------------


def _columns(analysis: Analysis) -> Iterator[ColumnFigures]:
    mapping = analysis.mapping
    tables = {table.name: table for table in mapping.tables}
    for row, volume, first, last in zip(
        analysis.columns.itertuples(index=False, name=None),
        analysis.volumes.itertuples(index=False, name=None),
        *(
            analysis.dates[end].to_numpy().astype("datetime64[D]").tolist()
            for end in ("min", "max")
        ),
        strict=True,
    ):
        facets = dict(zip(FACETS, row, strict=True))
        del facets["role"]
        table = tables.get(facets.pop("table"))
        column = table.column(facets["name"]) if table else None
        yield ColumnFigures(
            **facets,
            set_aside=column.set_aside if column else None,
            assessment=mapping.assessments.get(facets["data_type"]),
            volume=Volume(*volume),
            first_date=first,
            last_date=last,
        )


def _files(analysis: Analysis, columns: Iterable[ColumnFigures]) -> tuple[FileFigures, ...]:
    by_path: dict[str, list[ColumnFigures]] = {file.path: [] for file in analysis.files}
    for column in columns:
        by_path[column.path].append(column)
    return tuple(FileFigures(file, tuple(by_path[file.path])) for file in analysis.files)


def _absent(analysis: Analysis) -> tuple[Table, ...]:
    """The known files that this export does not have."""
    present = {file.table.name for file in analysis.files if file.table}
    absent = [table for table in analysis.mapping.tables if table.name not in present]
    return tuple(sorted(absent, key=lambda table: table.files[0].casefold()))


# --- time ----------------------------------------------------------------------------------------


_ByBegin = Mapping[date | None, Mapping[str, Volume]]
"""The volume of each month or year, which is its first day, by a facet; None for undated records."""


def _dated(analysis: Analysis, unit: Literal["M", "Y"]) -> pd.DataFrame:
    """The volume of each column in each month or year, with the first day as `begins`; NaT for undated records."""
    days = analysis.days["day"].to_numpy().astype(f"datetime64[{unit}]").astype("datetime64[s]")
    places, begins = pd.factorize(days, use_na_sentinel=False)
    return analysis.volumes_by("begins", begins, places)


def _by_begin(dated: pd.DataFrame, facet: str) -> _ByBegin:
    by_begin = by_two(dated, "begins", facet, dropna=False)
    return {None if pd.isna(begin) else begin.date(): by_begin[begin] for begin in by_begin}


def _timeline(months: pd.DataFrame) -> tuple[MonthOfCategory, ...]:
    """The volume of each month and category; undated records come first."""
    rows = (
        MonthOfCategory(month, category, volume)
        for month, by_category in _by_begin(months, "category").items()
        for category, volume in by_category.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.month or date.min, row.category)))


def _periods(analysis: Analysis, by_month: _ByBegin) -> Iterator[ChartPeriod]:
    """Each month between the first and the last that have a volume, or each year if there are too many months."""
    months = np.array([month for month in by_month if month], "datetime64[M]")
    if not len(months):
        return
    unit: Literal["M", "Y"] = "M" if np.ptp(months).astype(int) < MONTHS_SHOWN else "Y"
    by_begin = by_month if unit == "M" else _used_or_uncertain(_dated(analysis, unit))
    begins = months.astype(f"datetime64[{unit}]")
    for day in np.arange(begins.min(), begins.max() + 1).astype("datetime64[D]").tolist():
        yield ChartPeriod(by_begin.get(day, {}), day)


def _used_or_uncertain(dated: pd.DataFrame) -> _ByBegin:
    """The volumes that at least one article says are used, by standing."""
    return _by_begin(dated[dated.index.isin(USED_OR_UNCERTAIN, level="standing")], "standing")


# --- slices --------------------------------------------------------------------------------------


def _slices(by_standing: Mapping[str, Mapping[str, Volume]]) -> dict[str, Slice]:
    return {key: Slice(volumes, key) for key, volumes in by_standing.items()}


def _in_order(slices: Mapping[str, Slice], keys: Sequence[str]) -> tuple[Slice, ...]:
    return tuple(slices.get(key) or Slice({}, key) for key in keys)


def _roles(volumes: pd.DataFrame, people: Mapping[str, int]) -> tuple[Slice, ...]:
    """The volume about others or about both, by their role, with the number of distinct people named."""
    about_others = volumes[volumes.index.isin(["others", "mixed"], level="subject")]
    slices = _slices(by_two(about_others, "role", "standing")).values()
    roles = [replace(role, people=people.get(role.key)) for role in slices if role.volume.values]
    roles.sort(key=lambda role: (-(role.people or 0), *largest_first(role.volume), role.key))
    return tuple(roles)


# --- categories ----------------------------------------------------------------------------------


def _categories(
    volumes: pd.DataFrame,
    mapping: ExportMapping,
    by_data_type: Mapping[str, Volume],
    files: Sequence[FileFigures],
) -> Iterator[CategoryFigures]:
    """Every category of the mapping, in its order; then the states of columns without a category."""
    by_standing = by_two(volumes, "category", "standing")
    in_files = _files_by_category(files)
    for category in mapping.categories:
        evidence = evidence_blocks(category, mapping, by_data_type)
        yield CategoryFigures(
            id=category.id,
            label=category.label,
            describes=f"{category.describes}.",
            standing=_main_standing(evidence),
            coverage=mapping.coverage[category.id],
            by_standing=by_standing.get(category.id, {}),
            evidence=evidence,
            files=tuple(in_files.get(category.id, ())),
        )
    for state in ("unknown", "set_aside"):
        if state in by_standing:
            label, describes = STANDINGS[state]
            yield CategoryFigures(
                id=state,
                label=gettext(label),
                describes=gettext(describes),
                standing=state,
                coverage=(),
                by_standing=by_standing[state],
                evidence=(),
                files=tuple(in_files[state]),
            )


def _files_by_category(files: Iterable[FileFigures]) -> dict[str, list[FileFigures]]:
    """The files with a column of each category, reduced to these columns, largest first."""
    by_category: dict[str, list[FileFigures]] = {}
    for whole in files:
        for category in dict.fromkeys(column.category for column in whole.columns):
            columns = tuple(column for column in whole.columns if column.category == category)
            by_category.setdefault(category, []).append(FileFigures(whole.file, columns))
    for parts in by_category.values():
        parts.sort(key=lambda part: (*largest_first(part.volume), part.file.path))
    return by_category


def _main_standing(evidence: Iterable[EvidenceBlock]) -> str:
    """The standing of most of the text; of most of the values or data types without text."""
    largest = max(
        evidence,
        key=lambda block: (block.volume.text_words, block.volume.values, len(block.labels)),
    )
    return largest.assessment.standing


def _kinds(
    categories: Iterable[CategoryFigures], by_standing: Mapping[str, Volume]
) -> dict[str, str]:
    """The categories with most words of each standing: `posts, comments`. An export without words has those with most items."""
    unit: Unit = (
        "text_words" if any(volume.text_words for volume in by_standing.values()) else "items"
    )
    amounts: dict[str, list[tuple[int, str]]] = {}
    for category in categories:
        for standing, volume in category.standings:
            if category.id != standing and (amount := getattr(volume, unit)):
                amounts.setdefault(standing, []).append((amount, lowerfirst(category.label)))
    return {
        standing: _shortened(
            [label for _, label in sorted(kinds, key=lambda kind: -kind[0])], ", ", KINDS_IN_LEGEND
        )
        for standing, kinds in amounts.items()
    }


def _shortened(names: Sequence[str], between: str, most: int) -> str:
    shown = between.join(names[:most])
    return gettext("{names} and more").format(names=shown) if len(names) > most else shown


def _largest(
    mapping: ExportMapping,
    by_data_type: Mapping[str, Volume],
    categories: Iterable[CategoryFigures],
) -> dict[Unit, tuple[KindOfData, ...]]:
    """The data types with most words, and the categories with most items."""
    kinds: dict[Unit, list[KindOfData]] = {
        "text_words": [
            KindOfData(
                id=data_type.id,
                label=data_type.label,
                standing=mapping.assessments[data_type.id].standing,
                volume=by_data_type[data_type.id],
                basis=statements_behind([mapping.assessments[data_type.id]]),
                data_types=(data_type.id,),
            )
            for data_type in mapping.data_types
            if data_type.id in by_data_type
        ],
        "items": [
            _items_of(category)
            for category in categories
            if category.coverage and category.standings
        ],
    }
    return {
        unit: tuple(
            sorted(
                (kind for kind in of_unit if getattr(kind.volume, unit)),
                key=lambda kind: (-getattr(kind.volume, unit), kind.id),
            )[:KINDS_SHOWN]
        )
        for unit, of_unit in kinds.items()
    }


def _items_of(category: CategoryFigures) -> KindOfData:
    """The data types of a category that have the standing of most of its items."""
    standing, volume = max(category.standings, key=lambda pair: pair[1].items)
    blocks = [block for block in category.evidence if block.assessment.standing == standing]
    labels = [lowerfirst(label) for block in blocks if block.volume.items for label in block.labels]
    return KindOfData(
        id=category.id,
        label=category.label
        if len(category.standings) == 1
        else capfirst(_shortened(labels, gettext("; "), 1)),
        standing=standing,
        volume=volume,
        basis=statements_behind(block.assessment for block in blocks),
        data_types=tuple(identifier for block in blocks for identifier, _ in block.data_types),
    )
