"""From participants' counts to the figures of a group; `protection` decides which may be shown."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.analysis.measure import Volume
from analyzer.analysis.policy import EVERY_CLAIM, assess
from analyzer.mapping import Action, ExportMapping, Table
from analyzer.wording import AUTHORS, STANDINGS, SUBJECTS
from analyzer.workshop.contribution import Contribution, Row
from analyzer.workshop.protection import SMALLEST_GROUP, Group, People, Quartiles

Unit = Literal["text_words", "values"]
"""Words of text, or entries: by which measure of a volume something is told."""

Facet = Literal["category", "standing", "subject", "author"]


@dataclass(frozen=True)
class Amounts:
    """How much of something people have: in words of text, or in entries if it never has any text."""

    key: str
    unit: Unit
    quartiles: Quartiles


@dataclass(frozen=True)
class Cohort:
    """The figures of a group. All of them may be shown to everybody; no others are kept.

    `text_words` and `values` are of whole exports; `covered` and `every_claim` are in words of text, and so are
    the percents, of those who have text. `failed` is None if some exports could not be read, but fewer than
    `min_group`. `failures` has counts only if every reason applies to at least `min_group` people; otherwise
    the last could be worked out from the others. The lists never depend on what people have: every category,
    file and action of the mapping is in them, and the unit of each is the mapping's too.
    """

    min_group: int
    participants: int
    failed: int | None
    failures: tuple[tuple[str, int | None], ...]
    text_words: Quartiles
    values: Quartiles
    covered: Quartiles
    every_claim: Quartiles
    covered_percent: Quartiles
    every_claim_percent: Quartiles
    not_mentioned_percent: Quartiles
    categories: tuple[Amounts, ...]
    standings: tuple[Amounts, ...]
    subjects: tuple[Amounts, ...]
    authors: tuple[Amounts, ...]
    people_named: Quartiles
    files: tuple[tuple[Table, People], ...]
    actions: tuple[Amounts, ...]


def summarize(
    contributions: Sequence[Contribution],
    reasons: Sequence[str],
    mapping: ExportMapping,
    min_group: int,
) -> Cohort:
    """The figures of those who contribute; `reasons` says why each of the others could not."""
    if min_group < SMALLEST_GROUP:
        raise ValueError(min_group)
    group = Group(contributions, min_group)
    texts = tuple(_texts(mapping))

    def quartiles(unit: Unit, wanted: Callable[[Row], bool] = lambda _: True) -> Quartiles:
        return group.quartiles((each, _amount(each, unit, wanted)) for each in contributions)

    def percent(*standings: str) -> Quartiles:
        return group.quartiles(_percents(contributions, standings), shares=True)

    def amounts(facet: Facet, key: str, unit: Unit) -> Amounts:
        return Amounts(key, unit, quartiles(unit, lambda row: getattr(row, facet) == key))

    def by(facet: Facet, keys: Iterable[str]) -> tuple[Amounts, ...]:
        units = ((key, _unit(getattr(text, facet) == key for text in texts)) for key in keys)
        return tuple(amounts(facet, key, unit) for key, unit in units)

    def concerned(action: Action) -> Amounts:
        unit = _unit(text.concerns(action) for text in texts)
        return Amounts(
            action.id,
            unit,
            group.quartiles((each, _concerned(each, action, unit)) for each in contributions),
        )

    counted = sorted(Counter(reasons).items())
    counts_shown = all(count >= min_group for _, count in counted)
    return Cohort(
        min_group=min_group,
        participants=len(contributions),
        failed=len(reasons) if len(reasons) >= min_group or not reasons else None,
        failures=tuple((reason, count if counts_shown else None) for reason, count in counted),
        text_words=quartiles("text_words"),
        values=quartiles("values"),
        covered=quartiles("text_words", lambda row: row.standing == "used"),
        every_claim=quartiles("text_words", lambda row: row.standing in EVERY_CLAIM),
        covered_percent=percent("used"),
        every_claim_percent=percent(*EVERY_CLAIM),
        not_mentioned_percent=percent("not_mentioned"),
        categories=by("category", (category.id for category in mapping.categories)),
        standings=by("standing", STANDINGS),
        # No text is about others alone: the three can only be compared in entries.
        subjects=tuple(amounts("subject", key, "values") for key in SUBJECTS),
        authors=by("author", AUTHORS),
        people_named=group.quartiles((each, each.people) for each in contributions),
        files=tuple(
            (table, group.people(_who_have(table, contributions))) for table in _files(mapping)
        ),
        actions=tuple(concerned(action) for action in mapping.actions),
    )


@dataclass(frozen=True)
class _Text:
    """What a column of text carries, in all records of its table or in a part of them."""

    data_type: str
    category: str
    standing: str
    subject: str | None
    author: str | None

    def concerns(self, action: Action) -> bool:
        """Whether the action is about it."""
        return bool({self.data_type, self.category} & {*action.about})


def _texts(mapping: ExportMapping) -> Iterator[_Text]:
    """What columns of text may carry, by the mapping."""
    assessments = assess(mapping)
    for table in mapping.tables:
        for column in table.columns:
            for each in (column, *(part.of(column) for part in table.parts)):
                if each.kind == "text" and each.data_type:
                    yield _Text(
                        data_type=each.data_type.id,
                        category=each.data_type.category.id,
                        standing=assessments[each.data_type.id].standing,
                        subject=each.subject,
                        author=each.author,
                    )


def _unit(texts: Iterable[bool]) -> Unit:
    """Words of text where some text is meant, and else entries."""
    return "text_words" if any(texts) else "values"


def _files(mapping: ExportMapping) -> list[Table]:
    return sorted(mapping.tables, key=lambda table: table.files[0].casefold())


def _who_have(table: Table, contributions: Iterable[Contribution]) -> list[Contribution]:
    return [
        each
        for each in contributions
        if any(row.table == table.name and row.volume.values for row in each.rows)
    ]


def _amount(contribution: Contribution, unit: Unit, wanted: Callable[[Row], bool]) -> int:
    return sum(_in(unit, row.volume) for row in contribution.rows if wanted(row))


def _concerned(contribution: Contribution, action: Action, unit: Unit) -> int:
    return _in(unit, dict(contribution.actions).get(action.id, Volume()))


def _in(unit: Unit, volume: Volume) -> int:
    return volume.text_words if unit == "text_words" else volume.values


def _percents(
    contributions: Iterable[Contribution], standings: Sequence[str]
) -> Iterable[tuple[Contribution, float]]:
    """The share of each person's words of text that stands so, of those who have any text."""
    for each in contributions:
        whole = _amount(each, "text_words", lambda _: True)
        part = _amount(each, "text_words", lambda row: row.standing in standings)
        if whole:
            yield each, 100 * part / whole
