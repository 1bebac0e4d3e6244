"""Every number of a report, computed once: `figures(analysis) -> Figures`. The renderers only read it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.standing import EVERY_CLAIM
from analyzer.mapping.tables import Table
from analyzer.reporting.categories import (
    categories,
    largest_kinds,
    left_out,
)
from analyzer.reporting.model import (
    LONGEST_IN_MONTHS,
    ChartPeriod,
    ColumnFigures,
    Figures,
    FileFigures,
    MonthOfCategory,
    Slice,
)
from analyzer.reporting.sayings import (
    actions,
    disagreements,
    facts,
)
from analyzer.reporting.scenario import scenario_figures
from analyzer.reporting.totals import (
    Totals,
    by_facet,
    largest_first,
)

AUTHORS: Final = ("self", "others", "linkedin", "ai", "unknown")
SUBJECTS: Final = ("self", "mixed", "others")
FILES_SHOWN: Final = 8


def figures(analysis: Analysis, scenario: Scenario | None = None) -> Figures:
    """The numbers of `analysis`, read for the member of `scenario`. The same input gives the same figures."""
    totals = Totals(analysis)
    columns = tuple(_columns(analysis, totals))
    files = _files(analysis, totals, columns)
    known = categories(analysis, totals, files)
    return Figures(
        tool_version=analysis.tool_version,
        mapping=analysis.mapping,
        name=analysis.name,
        kind=analysis.kind,
        complete=analysis.complete,
        files=files,
        bytes=sum(file.bytes for file in analysis.files),
        rejected=sum(file.rejected for file in analysis.files),
        absent=_absent(analysis),
        columns=columns,
        whole=totals.of(),
        covered=totals.of(standing=["used"]),
        every_claim=totals.of(standing=EVERY_CLAIM),
        by_standing=totals.by("standing"),
        by_category=totals.by("category"),
        by_group=totals.by("group"),
        categories=known,
        timeline=tuple(MonthOfCategory(*row) for row in totals.by_month_and_category()),
        periods=_periods(totals),
        dated=totals.usable(lambda day: ~np.isnat(day)),
        undated=totals.usable(np.isnat),
        left_out=left_out(known),
        largest=largest_kinds(analysis, totals, known),
        heaviest=_heaviest(totals),
        authors=_in_order(_slices(totals, "author"), AUTHORS),
        subjects=_in_order(_slices(totals, "subject"), SUBJECTS),
        roles=_roles(analysis, totals),
        people=analysis.people.distinct,
        facts=facts(analysis),
        disagreements=disagreements(analysis, totals),
        actions=actions(analysis, totals),
        scenario=scenario_figures(analysis, totals, scenario or Scenario()),
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
            assessment=analysis.mapping.assessments.get(facets["data_type"]),
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


# --- slices --------------------------------------------------------------------------------------


def _heaviest(totals: Totals) -> tuple[Slice, ...]:
    """The kinds of file that hold most of what any document claims, largest first."""
    found = [each for each in _slices(totals, "table").values() if each.every_claim.values]
    found.sort(key=lambda each: (*largest_first(each.every_claim), each.key))
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
            key=lambda each: (-(each.people or 0), *largest_first(each.volume), each.key),
        )
    )


def _slices(totals: Totals, facet: str) -> dict[str, Slice]:
    """A slice for each value of `facet`."""
    held = by_facet(totals.by(facet, "standing"))
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


def _periods(totals: Totals) -> tuple[ChartPeriod, ...]:
    """Months, or years where there would be too many."""
    months = totals.usable_by("M")
    rows = months if len(months) <= LONGEST_IN_MONTHS else totals.usable_by("Y")
    return tuple(ChartPeriod(*row) for row in rows)
