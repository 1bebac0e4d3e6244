"""The figures of a group, from the counts of its members. `protection` decides which are shown."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal

from analyzer.mapping.articles import Action
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import USED_OR_UNCERTAIN
from analyzer.mapping.tables import Table
from analyzer.reporting.amounts import Unit
from analyzer.reporting.json import made_with
from analyzer.text import AUTHORS, STANDINGS, SUBJECTS
from analyzer.workshop.contributions import Contribution, Wanted
from analyzer.workshop.protection import SMALLEST_GROUP, Figure, People, ProtectedGroup

SHARES: Final[Mapping[str, frozenset[str]]] = {
    "used": frozenset({"used"}),
    "used_or_uncertain": frozenset(USED_OR_UNCERTAIN),
    "excluded": frozenset({"excluded"}),
    "not_mentioned": frozenset({"not_mentioned"}),
}
"""The standings that make up each share of the words of text, by its name in `Shares`."""


@dataclass(frozen=True)
class Amount:
    """The amount of one kind of data: in words of text, or in entries if it never holds text."""

    key: str
    unit: Unit
    figure: Figure


@dataclass(frozen=True)
class Shares:
    """Shares in percent; 0 for people without any.

    Of the words of text: reported as used, that or uncertain, reported as not used, not mentioned.
    Of the entries: about other people, alone or with the owner.
    """

    used: Figure
    used_or_uncertain: Figure
    excluded: Figure
    not_mentioned: Figure
    about_others: Figure


@dataclass(frozen=True)
class Cohort:
    """The figures of a group, for everyone to see. No others are kept.

    `text_words` and `items` are of whole exports; `used` and `used_or_uncertain` are in words of text. `failed` is
    None if some exports could not be read, but fewer than `min_group`; then `failures` is empty. Otherwise it lists the
    reasons, and counts only if every reason applies to at least `min_group` people: the last count could be worked out
    from the others. The lists never depend on anyone's data: they have every category, file and action of the mapping,
    each in the unit that the mapping gives it.
    """

    min_group: int
    participants: int
    failed: int | None
    failures: tuple[tuple[str, int | None], ...]
    text_words: Figure
    items: Figure
    used: Figure
    used_or_uncertain: Figure
    shares: Shares
    categories: tuple[Amount, ...]
    standings: tuple[Amount, ...]
    subjects: tuple[Amount, ...]
    authors: tuple[Amount, ...]
    people_named: Figure
    files: tuple[tuple[Table, People], ...]
    actions: tuple[Amount, ...]

    @property
    def has_figures(self) -> bool:
        """Whether the group is large enough for any."""
        return self.participants >= 2 * self.min_group


def summarize(
    contributions: Iterable[tuple[str, Contribution]],
    reasons: Sequence[str],
    mapping: ExportMapping,
    min_group: int,
    key: bytes,
) -> Cohort:
    """The figures of the participants with these contributions, each with its label.

    `reasons` has a sentence for each participant without one. `key` is the secret by which numbers of people are blurred.
    Each contribution is read once, and only a number per figure is kept.
    """
    if min_group < SMALLEST_GROUP:
        raise ValueError(min_group)
    units = _units(mapping)
    files = sorted(mapping.tables, key=lambda table: table.files[0].casefold())
    amounts = _Amounts(contributions, measures(mapping))
    group = ProtectedGroup(amounts.labels, min_group, key)

    def figure(kind: str, name: str) -> Figure:
        return group.figure(amounts.of(kind, name), shares=kind == "share")

    def listed(kind: _Kind) -> tuple[Amount, ...]:
        return tuple(Amount(name, unit, figure(kind, name)) for name, unit in units[kind].items())

    return Cohort(
        min_group=min_group,
        participants=len(amounts.labels),
        failed=None if 0 < len(reasons) < min_group else len(reasons),
        failures=_failures(reasons, min_group),
        **{name: figure("whole", name) for name in _WHOLE},
        people_named=figure("whole", "people_named"),
        shares=Shares(**{share.name: figure("share", share.name) for share in fields(Shares)}),
        categories=listed("category"),
        standings=listed("standing"),
        subjects=listed("subject"),
        authors=listed("author"),
        files=tuple((table, group.people(amounts.of("file", table.name))) for table in files),
        actions=listed("action"),
    )


def _failures(reasons: Sequence[str], min_group: int) -> tuple[tuple[str, int | None], ...]:
    """The reasons, once there are too many to point at a person, with counts if all are large enough."""
    if len(reasons) < min_group:
        return ()
    counts = sorted(Counter(reasons).items())
    counts_shown = all(count >= min_group for _, count in counts)
    return tuple((reason, count if counts_shown else None) for reason, count in counts)


def has_standing(standings: Collection[str]) -> Wanted:
    """A test for rows with one of these standings."""
    return lambda row: row.standing in standings


def concerned_by(action: Action) -> Wanted:
    """A test for rows with data that the action is about."""
    return lambda row: row.data_type is not None and action.concerns(row.data_type, row.category)


# --- units ---------------------------------------------------------------------------------------

_Facet = Literal["category", "standing", "subject", "author"]
_Kind = _Facet | Literal["action"]


@dataclass(frozen=True)
class TextColumn:
    """A column of text in the records of its table, or of a part of the table."""

    data_type: str
    category: str
    standing: str
    subject: str | None
    author: str | None


def _units(mapping: ExportMapping) -> dict[_Kind, dict[str, Unit]]:
    """The unit of each amount, by kind and name: words of text if the mapping has text for it, else items."""
    columns = tuple(text_columns(mapping))

    def by_facet(facet: _Facet, names: Iterable[str]) -> dict[str, Unit]:
        with_text = {getattr(column, facet) for column in columns}
        return {name: "text_words" if name in with_text else "items" for name in names}

    def of_action(action: Action) -> Unit:
        has_text = any(action.concerns(column.data_type, column.category) for column in columns)
        return "text_words" if has_text else "items"

    return {
        "category": by_facet("category", (category.id for category in mapping.categories)),
        "standing": by_facet("standing", STANDINGS),
        # No text is about others alone, so only items can be compared.
        "subject": dict.fromkeys(SUBJECTS, "items"),
        "author": by_facet("author", AUTHORS),
        "action": {action.id: of_action(action) for action in mapping.actions},
    }


def text_columns(mapping: ExportMapping) -> Iterator[TextColumn]:
    """The columns of text in the mapping."""
    for table in mapping.tables:
        for column in table.carried:
            if column.kind == "text" and column.data_type:
                yield TextColumn(
                    data_type=column.data_type.id,
                    category=column.data_type.category.id,
                    standing=mapping.assessments[column.data_type.id].standing,
                    subject=column.subject,
                    author=column.author,
                )


# --- measures ------------------------------------------------------------------------------------

_WHOLE: Final = ("text_words", "items", "used", "used_or_uncertain")

_Measure = Callable[[Contribution], float]


def measures(mapping: ExportMapping) -> dict[tuple[str, str], _Measure]:
    """The measure of each figure, by its kind and name."""
    units = _units(mapping)
    used, used_or_uncertain = (has_standing(SHARES[name]) for name in ("used", "used_or_uncertain"))
    by_name: dict[tuple[str, str], _Measure] = {
        ("whole", "text_words"): _amount("text_words"),
        ("whole", "items"): _amount("items"),
        ("whole", "used"): _amount("text_words", used),
        ("whole", "used_or_uncertain"): _amount("text_words", used_or_uncertain),
        ("whole", "people_named"): lambda contribution: contribution.people,
        ("share", "about_others"): _percent(
            "items", lambda row: row.subject in {"others", "mixed"}
        ),
    }
    for name, standings in SHARES.items():
        by_name["share", name] = _percent("text_words", has_standing(standings))
    for facet in ("category", "standing", "subject", "author"):
        for name, unit in units[facet].items():
            by_name[facet, name] = _amount(unit, _has(facet, name))
    for action in mapping.actions:
        by_name["action", action.id] = _amount(units["action"][action.id], concerned_by(action))
    for table in mapping.tables:
        by_name["file", table.name] = _filled(table.name)
    return by_name


class _Amounts:
    """A number for each measure of each contribution. Nothing else is kept."""

    def __init__(
        self,
        contributions: Iterable[tuple[str, Contribution]],
        measures: Mapping[tuple[str, str], _Measure],
    ) -> None:
        self.labels: list[str] = []
        self._columns = {key: array("d") for key in measures}
        for label, contribution in contributions:
            self.labels.append(label)
            for key, measure in measures.items():
                self._columns[key].append(measure(contribution))

    def of(self, kind: str, name: str) -> dict[str, float]:
        """The amounts above zero, by label."""
        amounts = zip(self.labels, self._columns[kind, name], strict=True)
        return {label: amount for label, amount in amounts if amount}


def _amount(unit: Unit, wanted: Wanted | None = None) -> _Measure:
    return lambda contribution: contribution.amount(unit, wanted)


def _filled(table: str) -> _Measure:
    """The filled cells of a table."""
    return lambda contribution: sum(
        row.volume.values for row in contribution.rows if row.table == table
    )


def _percent(unit: Unit, wanted: Wanted) -> _Measure:
    return lambda contribution: contribution.percent(unit, wanted)


def _has(facet: str, name: str) -> Wanted:
    return lambda row: getattr(row, facet) == name


# --- json ----------------------------------------------------------------------------------------

FORMAT_VERSION: Final = 5
"""1: the first. 2: words are words of text, `text_words`; categories, standings, subjects and actions have a unit; new
are `values`, `authors` and `not_mentioned_percent`. 3: figures include people who have none: `middle`, `lower_quarter` and
`upper_quarter` replace a median and quartiles; shares are under `shares`, with `excluded` and `about_others`; new bands. 4: `used` and
`used_or_uncertain` replace `covered` and `every_claim`; `items`, the filled cells that are not text, replace `values`. 5: `half`,
`three_quarters` and `quarter`, the amounts that this share of the group have at least, replace `middle` and the quarters.
"""


def plain_cohort(cohort: Cohort, mapping: ExportMapping, tool_version: str) -> dict[str, object]:
    """The figures as plain values: 0 for little or none, null for figures that no group of this size is shown."""

    def listed(amounts: Iterable[Amount]) -> dict[str, object]:
        return {
            amount.key: {"unit": amount.unit, **plain_figure(amount.figure)} for amount in amounts
        }

    shares = cohort.shares
    return {
        "format_version": FORMAT_VERSION,
        **made_with(tool_version, mapping),
        "min_group": cohort.min_group,
        "participants": cohort.participants,
        "failed": cohort.failed,
        "failures": [{"reason": reason, "count": count} for reason, count in cohort.failures],
        **{name: plain_figure(getattr(cohort, name)) for name in _WHOLE},
        "shares": {each.name: plain_figure(getattr(shares, each.name)) for each in fields(shares)},
        "categories": listed(cohort.categories),
        "standings": listed(cohort.standings),
        "subjects": listed(cohort.subjects),
        "authors": listed(cohort.authors),
        "people_named": plain_figure(cohort.people_named),
        "files": {table.name: plain_people(people) for table, people in cohort.files},
        "actions": listed(cohort.actions),
    }


def plain_people(people: People) -> dict[str, object]:
    """A number of people as plain values."""
    return {"band": people.band, "from": people.low, "to": people.high}


def plain_figure(figure: Figure) -> dict[str, object]:
    """A figure as plain values."""
    return {
        "three_quarters": figure.three_quarters,
        "half": figure.half,
        "quarter": figure.quarter,
        "people": plain_people(figure.people),
    }
