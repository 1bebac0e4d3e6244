"""Pages of a workshop: of a group of invented people, drawn by a fixed seed, for a participant and for the facilitator."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from markupsafe import Markup

from analyzer.analysis.measure import Volume
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.model import Figures
from analyzer.workshop.cohort import Cohort, plain_cohort, summarize
from analyzer.workshop.contributions import Contribution, CountRow, from_export
from analyzer.workshop.facilitator import write_handout
from analyzer.workshop.folder import HANDOUT, prepare
from analyzer.workshop.group_section import group_section
from analyzer.workshop.participants import Participant

KIT = {
    f"the {path.stem} of the kit": path
    for path in sorted(Path(__file__).parent.parent.glob("docs/workshop-kit/*.html"))
}


def example_group(
    mapping: ExportMapping,
    size: int = 30,
    reasons: Sequence[str] = ("It is empty.",),
    least: int = 5,
) -> Cohort:
    random = Random(1)
    people = [
        (
            str(number),
            Contribution(rows=tuple(_rows(mapping, random)), people=random.randint(50, 900)),
        )
        for number in range(size)
    ]
    return summarize(people, reasons, mapping, least, b"a key")


def _rows(mapping: ExportMapping, random: Random) -> Iterator[CountRow]:
    for table in mapping.tables:
        for column in table.columns:
            if column.data_type and random.random() < 0.6:
                yield CountRow(
                    table=table.name,
                    column=column.name,
                    data_type=column.data_type.id,
                    category=column.data_type.category.id,
                    standing=mapping.assessments[column.data_type.id].standing,
                    subject=column.subject,
                    author=column.author,
                    volume=_volume(random, text=column.kind == "text"),
                )


def _volume(random: Random, *, text: bool = True) -> Volume:
    values, words = random.randint(3, 90), random.randint(100, 900)
    return Volume(values, 6 * words, words, 7 * words, *((words, values) if text else (0, 0)))


def example_comparison(own: Figures, size: int = 14) -> Markup:
    """The section that compares a person with a group of this size."""
    plain = plain_cohort(example_group(own.mapping, size), own.mapping, "1")
    return group_section(plain, from_export(own), own.mapping)


def example_handout(out: Path, made_on: date) -> str:
    """The facilitator's list, with a long name, a failure and a share file."""
    children = ("Ada", "Bea <b>", "Complete_LinkedInDataExport_03-14-2026 (1).zip", "Cas.json")
    people = [
        Participant(f"P{n:02}", (Path(name),), Path(name), is_share=name.endswith(".json"))
        for n, name in enumerate(children, start=1)
    ]
    reason = "It is a ZIP whose end is missing, as when a download stops. Download it again."
    prepare(out)
    write_handout(out, people, {"P02": reason}, made_on)
    return (out / HANDOUT).read_text("utf-8")
