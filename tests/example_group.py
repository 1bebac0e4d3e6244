"""A group for trying its page: thirty invented people's counts, drawn by a fixed seed."""

from random import Random

from analyzer.analysis.measure import Volume
from analyzer.mapping import ExportMapping
from analyzer.workshop.cohort import Cohort, summarize
from analyzer.workshop.contribution import Contribution, Row

STANDINGS = {
    "included": "used",
    "claimed": "claimed",
    "excluded": "excluded",
    "unaddressed": "not_mentioned",
}


def example_group(mapping: ExportMapping, size: int = 30) -> Cohort:
    random = Random(1)
    people = [
        Contribution(
            token=str(number),
            rows=tuple(_rows(mapping, random)),
            people=random.randint(50, 900),
            actions=tuple((action.id, random.randint(100, 9000)) for action in mapping.actions),
        )
        for number in range(size)
    ]
    return summarize(people, ["It is empty."], mapping, 5)


def _rows(mapping: ExportMapping, random: Random) -> list[Row]:
    return [
        Row(
            table=table.name,
            column=column.name,
            data_type=column.data_type.id,
            category=column.data_type.category.id,
            standing=STANDINGS[column.data_type.category.group],
            subject=column.subject,
            volume=Volume(3, random.randint(100, 900), random.randint(20, 300), 900),
        )
        for table in mapping.tables
        for column in table.columns
        if column.data_type and random.random() < 0.6
    ]
