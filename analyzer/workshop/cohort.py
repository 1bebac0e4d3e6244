"""The figures of a group, from the counts of its members; `protection` decides which may be shown."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal

from analyzer.analysis.measure import Volume
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import EVERY_CLAIM
from analyzer.mapping.tables import Table
from analyzer.reporting.json import made_with
from analyzer.text import AUTHORS, STANDINGS, SUBJECTS
from analyzer.workshop.contributions import Contribution, Row
from analyzer.workshop.protection import SMALLEST_GROUP, Figure, Group, People

Unit = Literal["text_words", "values"]
"""Words of text, or entries: by which measure of a volume something is told."""

Facet = Literal["category", "standing", "subject", "author"]

SHARES: Final[Mapping[str, frozenset[str]]] = {
    "covered": frozenset({"used"}),
    "every_claim": frozenset(EVERY_CLAIM),
    "excluded": frozenset({"excluded"}),
    "not_mentioned": frozenset({"not_mentioned"}),
}
"""The shares of the words of text, by their names in `Shares`: the standings of each."""

_Wanted = Callable[[Row], bool]
_Measure = Callable[[Contribution], float]


@dataclass(frozen=True)
class Amount:
    """How much of something people have: in words of text, or in entries if it never has any text."""

    key: str
    unit: Unit
    figure: Figure


@dataclass(frozen=True)
class Shares:
    """Shares in percent. Of the words of text: how much is clearly covered, covered if every claim counts, said to be
    left out, and mentioned by no article. Of the entries: how much is about other people, alone or with the owner.
    Somebody without any has none of it.
    """

    covered: Figure
    every_claim: Figure
    excluded: Figure
    not_mentioned: Figure
    about_others: Figure


@dataclass(frozen=True)
class Cohort:
    """The figures of a group. All of them may be shown to everybody; no others are kept.

    `text_words` and `values` are of whole exports; `covered` and `every_claim` are in words of text. `failed` is
    None if some exports could not be read, but fewer than `min_group`; then there are no `failures` either. These
    have counts only if every reason applies to at least `min_group` people; otherwise the last could be worked out
    from the others. The lists never depend on what people have: every category, file and action of the mapping is
    in them, and the unit of each is the mapping's too.
    """

    min_group: int
    participants: int
    failed: int | None
    failures: tuple[tuple[str, int | None], ...]
    text_words: Figure
    values: Figure
    covered: Figure
    every_claim: Figure
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
    contributions: Iterable[Contribution],
    reasons: Sequence[str],
    mapping: ExportMapping,
    min_group: int,
    key: bytes,
) -> Cohort:
    """The figures of those who contribute; `reasons` says why each of the others could not.

    `key` is the group's secret, by which numbers of people are blurred. The contributions are gone through once, and
    of each only a number per figure is kept.
    """
    if min_group < SMALLEST_GROUP:
        raise ValueError(min_group)
    texts = tuple(_texts(mapping))
    shares = {name: _share("text_words", stands_in(SHARES[name])) for name in SHARES}
    shares["about_others"] = _share("values", lambda row: row.subject in {"others", "mixed"})
    whole = {
        "text_words": _amount("text_words"),
        "values": _amount("values"),
        "covered": _amount("text_words", stands_in(SHARES["covered"])),
        "every_claim": _amount("text_words", stands_in(SHARES["every_claim"])),
        "people_named": _people_named,
    }
    facets: dict[Facet, dict[str, Unit]] = {
        "category": _units("category", (each.id for each in mapping.categories), texts),
        "standing": _units("standing", STANDINGS, texts),
        # No text is about others alone: the three can only be compared in entries.
        "subject": dict.fromkeys(SUBJECTS, "values"),
        "author": _units("author", AUTHORS, texts),
    }
    actions = {
        action.id: _unit(action.concerns(text.data_type, text.category) for text in texts)
        for action in mapping.actions
    }
    files = _files(mapping)
    told = _Told(
        contributions,
        {
            **{("share", name): measure for name, measure in shares.items()},
            **{("whole", name): measure for name, measure in whole.items()},
            **{
                (facet, name): _amount(unit, _has(facet, name))
                for facet, units in facets.items()
                for name, unit in units.items()
            },
            **{("action", name): _concerned(name, unit) for name, unit in actions.items()},
            **{("file", table.name): _has_file(table) for table in files},
        },
    )
    group = Group(told.tokens, min_group, key)

    def figure(of: str, name: str) -> Figure:
        return group.figure(told.amounts(of, name), shares=of == "share")

    def by(of: str, units: Mapping[str, Unit]) -> tuple[Amount, ...]:
        return tuple(Amount(name, unit, figure(of, name)) for name, unit in units.items())

    return Cohort(
        min_group=min_group,
        participants=len(told.tokens),
        failed=None if 0 < len(reasons) < min_group else len(reasons),
        failures=_failures(reasons, min_group),
        **{name: figure("whole", name) for name in whole},
        shares=Shares(**{name: figure("share", name) for name in shares}),
        categories=by("category", facets["category"]),
        standings=by("standing", facets["standing"]),
        subjects=by("subject", facets["subject"]),
        authors=by("author", facets["author"]),
        files=tuple((table, group.people(told.amounts("file", table.name))) for table in files),
        actions=by("action", actions),
    )


class _Told:
    """A number for each measure of each who contributes; nothing else of them is kept."""

    def __init__(
        self, contributions: Iterable[Contribution], measures: Mapping[tuple[str, str], _Measure]
    ) -> None:
        self.tokens: list[str] = []
        self._columns = {key: array("d") for key in measures}
        for each in contributions:
            self.tokens.append(each.token)
            for key, measure in measures.items():
                self._columns[key].append(measure(each))

    def amounts(self, of: str, name: str) -> dict[str, float]:
        """The number of each who has any."""
        column = self._columns[of, name]
        return {token: each for token, each in zip(self.tokens, column, strict=True) if each}


def stands_in(standings: Collection[str]) -> Callable[[Row], bool]:
    """Whether a row has one of these standings."""
    return lambda row: row.standing in standings


def amount_of(
    contribution: Contribution, unit: Unit, wanted: Callable[[Row], bool] | None = None
) -> int:
    """How much there is in the rows that are wanted; in all, if none is said."""
    return sum(_in(unit, row.volume) for row in contribution.rows if not wanted or wanted(row))


def percent_of(contribution: Contribution, unit: Unit, wanted: Callable[[Row], bool]) -> float:
    """The share of these rows in percent; 0 where there is nothing."""
    whole = amount_of(contribution, unit)
    return 100 * amount_of(contribution, unit, wanted) / whole if whole else 0


def _failures(reasons: Sequence[str], min_group: int) -> tuple[tuple[str, int | None], ...]:
    """The reasons, of so many that nobody can tell whose each is, and how often each where that is often."""
    if len(reasons) < min_group:
        return ()
    counted = sorted(Counter(reasons).items())
    counts_shown = all(count >= min_group for _, count in counted)
    return tuple((reason, count if counts_shown else None) for reason, count in counted)


@dataclass(frozen=True)
class _Text:
    """What a column of text carries, in all records of its table or in a part of them."""

    data_type: str
    category: str
    standing: str
    subject: str | None
    author: str | None


def _texts(mapping: ExportMapping) -> Iterator[_Text]:
    """What columns of text may carry, by the mapping."""
    for table in mapping.tables:
        for each in table.carried:
            if each.kind == "text" and each.data_type:
                yield _Text(
                    data_type=each.data_type.id,
                    category=each.data_type.category.id,
                    standing=mapping.assessments[each.data_type.id].standing,
                    subject=each.subject,
                    author=each.author,
                )


def _units(facet: Facet, keys: Iterable[str], texts: Sequence[_Text]) -> dict[str, Unit]:
    return {key: _unit(getattr(text, facet) == key for text in texts) for key in keys}


def _unit(texts: Iterable[bool]) -> Unit:
    """Words of text where some text is meant, and else entries."""
    return "text_words" if any(texts) else "values"


def _files(mapping: ExportMapping) -> list[Table]:
    return sorted(mapping.tables, key=lambda table: table.files[0].casefold())


# --- measures ------------------------------------------------------------------------------------


def _amount(unit: Unit, wanted: _Wanted | None = None) -> _Measure:
    return lambda each: amount_of(each, unit, wanted)


def _share(unit: Unit, wanted: _Wanted) -> _Measure:
    return lambda each: percent_of(each, unit, wanted)


def _has(facet: Facet, key: str) -> _Wanted:
    return lambda row: getattr(row, facet) == key


def _people_named(contribution: Contribution) -> int:
    return contribution.people


def _has_file(table: Table) -> _Measure:
    return lambda each: any(row.table == table.name and row.volume.values for row in each.rows)


def _concerned(action: str, unit: Unit) -> _Measure:
    return lambda each: _in(unit, dict(each.actions).get(action, Volume()))


def _in(unit: Unit, volume: Volume) -> int:
    return volume.text_words if unit == "text_words" else volume.values


# --- cohort json -----------------------------------------------------------------------------------

FORMAT_VERSION: Final = 3
"""1: the first. 2: words are words of text, `text_words`; categories, standings, subjects and actions have
the unit they are told in; there are `values`, `authors` and `not_mentioned_percent`. 3: figures are of everybody,
those included who have none: `middle`, `lower_quarter` and `upper_quarter` instead of a median and quartiles of those
who have any; shares are under `shares`, with `excluded` and `about_others`; bands of people are others.
"""


def plain_cohort(cohort: Cohort, mapping: ExportMapping, tool_version: str) -> Mapping[str, object]:
    """The figures as plain values: 0 for little or none, null for what no group of this size is shown."""

    def listed(amounts: Iterable[Amount]) -> dict[str, object]:
        return {each.key: {"unit": each.unit, **plain_figure(each.figure)} for each in amounts}

    shares = cohort.shares
    return {
        "format_version": FORMAT_VERSION,
        **made_with(tool_version, mapping),
        "min_group": cohort.min_group,
        "participants": cohort.participants,
        "failed": cohort.failed,
        "failures": [{"reason": reason, "count": count} for reason, count in cohort.failures],
        "text_words": plain_figure(cohort.text_words),
        "values": plain_figure(cohort.values),
        "covered": plain_figure(cohort.covered),
        "every_claim": plain_figure(cohort.every_claim),
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
        "lower_quarter": figure.lower,
        "middle": figure.middle,
        "upper_quarter": figure.upper,
        "people": plain_people(figure.people),
    }
