"""The contents of the page about the evidence: the kinds of data, with the files that hold them, and an example."""

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.analysis.scenario import Scenario, circumstances
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Coverage
from analyzer.mapping.tables import Category, Table
from analyzer.reporting.evidence import disagreements, facts, quoted_statements, summary
from analyzer.reporting.figures import evidence_blocks
from analyzer.reporting.quoted import DisagreementFigures, EvidenceBlock, FactFigures, SummaryRow


@dataclass(frozen=True)
class EvidenceRow:
    """A kind of data: its coverage by each article, the evidence, and the files and columns that hold it.

    `standings` are those of its data types, that of the first one first.
    """

    category: Category
    standings: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    evidence: tuple[EvidenceBlock, ...]
    files: tuple[tuple[Table, tuple[str, ...]], ...]


@dataclass(frozen=True)
class EvidenceFigures:
    """Everything on the page about the evidence. It is the same for every export.

    `example` is the first data type that the articles disagree on, or else the first that an article mentions.
    """

    rows: tuple[EvidenceRow, ...]
    facts: tuple[FactFigures, ...]
    summary: tuple[SummaryRow, ...]
    disagreements: tuple[DisagreementFigures, ...]
    example: EvidenceBlock | None


def evidence_figures(mapping: ExportMapping) -> EvidenceFigures:
    """The evidence of a mapping, for a member in the region that counts where none is stated."""
    statements = quoted_statements(mapping)
    rows = tuple(_rows(mapping))
    circumstance = circumstances(Scenario(), mapping.rules, mapping.newest)[0]
    blocks = [block for row in rows for block in row.evidence if block.assessment.evidence]
    disputed = (block for block in blocks if block.assessment.standing == "disputed")
    return EvidenceFigures(
        rows=rows,
        facts=facts(mapping, statements),
        summary=summary(mapping, circumstance.facts),
        disagreements=disagreements(mapping, statements, {}),
        example=next(disputed, next(iter(blocks), None)),
    )


def _rows(mapping: ExportMapping) -> Iterator[EvidenceRow]:
    for category in mapping.categories:
        blocks = evidence_blocks(category, mapping, {})
        yield EvidenceRow(
            category=category,
            standings=tuple(dict.fromkeys(block.assessment.standing for block in blocks)),
            coverage=mapping.coverage[category.id],
            evidence=blocks,
            files=tuple(_files(mapping, category)),
        )


def _files(mapping: ExportMapping, category: Category) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """The tables with columns that hold data of a category in some of their records, and these columns."""
    for table in mapping.tables:
        columns = dict.fromkeys(
            column.name
            for column in table.carried
            if column.data_type and column.data_type.category.id == category.id
        )
        if columns:
            yield table, tuple(columns)
