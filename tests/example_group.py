"""A group for trying its page: thirty invented people's counts, drawn by a fixed seed."""

from collections.abc import Iterator
from random import Random

from analyzer.analysis.measure import Volume
from analyzer.mapping.mapping import ExportMapping
from analyzer.workshop.cohort import Cohort, summarize
from analyzer.workshop.contributions import Contribution, CountRow


def example_group(mapping: ExportMapping, size: int = 30) -> Cohort:
    random = Random(1)
    people = [
        (
            str(number),
            Contribution(rows=tuple(_rows(mapping, random)), people=random.randint(50, 900)),
        )
        for number in range(size)
    ]
    return summarize(people, ["It is empty."], mapping, 5, b"a key")


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
