"""The standing of each data type: computed from the statements of all articles, with the evidence for it."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from analyzer.mapping.articles import Statement

Standing = Literal["used", "claimed", "disputed", "excluded", "not_mentioned"]
Match = Literal["named", "implied"]

EVERY_CLAIM = ("used", "claimed", "disputed")
"""The standings of data that at least one article says may be used. Only `used` counts as clearly covered."""


@dataclass(frozen=True)
class Evidence:
    """A statement about a data type. It names the data type, or implies it by naming a broader one."""

    statement: Statement
    match: Match


@dataclass(frozen=True)
class Assessment:
    """The standing of a data type, with the statements for its use (it may be used) and against (it is left out).

    used: at least two articles say that it may be used and none says that it is left out. One article is
    enough if it gives the list as LinkedIn's own and no other article denies an item of that list.
    claimed: only one article says that it may be used, and that is not enough.
    disputed: one statement says that it may be used, another that it is left out.
    excluded: at least one article says that it is left out, and none says that it may be used.
    not_mentioned: no article mentions it, which does not make it safe.
    """

    data_type: str
    standing: Standing
    for_use: tuple[Evidence, ...]
    against_use: tuple[Evidence, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All statements, those for use first."""
        return self.for_use + self.against_use

    @property
    def used_by(self) -> int:
        """The number of articles that say it may be used."""
        return len(_articles(self.for_use))

    @property
    def left_out_by(self) -> int:
        """The number of articles that say it is left out."""
        return len(_articles(self.against_use))

    @property
    def documents(self) -> int:
        """The number of articles that mention it, by name or by a broader term."""
        return len(_articles(self.evidence))

    @property
    def named_by(self) -> int:
        """The number of articles that name it."""
        return len(_articles(evidence for evidence in self.evidence if evidence.match == "named"))


@dataclass(frozen=True)
class Coverage:
    """How much of a category one article covers.

    `of` is the number of data types in the category. `used` and `left_out` are the numbers of those that, according to
    the article, may be used and are left out. `named`: the article names at least one, rather than only a broader term.
    """

    article: str
    used: int
    left_out: int
    of: int
    named: bool


def coverage(article: str, assessments: Sequence[Assessment]) -> Coverage:
    """How much `article` covers of a category, from the assessments of the category's data types."""
    return Coverage(
        article=article,
        used=sum(article in _articles(assessment.for_use) for assessment in assessments),
        left_out=sum(article in _articles(assessment.against_use) for assessment in assessments),
        of=len(assessments),
        named=any(
            evidence.statement.article == article and evidence.match == "named"
            for assessment in assessments
            for evidence in assessment.evidence
        ),
    )


def assess(data_types: Iterable[str], statements: Iterable[Statement]) -> Mapping[str, Assessment]:
    """The assessment of each data type, by its id."""
    by_type = evidence_by_type(data_types, tuple(statements))
    denied = _denied(by_type.values())
    return {
        data_type: _assessment(data_type, evidence, denied)
        for data_type, evidence in by_type.items()
    }


def evidence_by_type(
    data_types: Iterable[str], statements: Sequence[Statement]
) -> Mapping[str, tuple[Evidence, ...]]:
    """The statements about each data type, by its id. Those that name it come first."""
    numbers_about: dict[str, list[int]] = {}
    for number, statement in enumerate(statements):
        for mentioned in statement.about:
            numbers_about.setdefault(mentioned, []).append(number)
    by_type: dict[str, tuple[Evidence, ...]] = {}
    for data_type in data_types:
        itself, *broader = ancestry(data_type)
        naming = numbers_about.get(itself, [])
        implying = {number for term in broader for number in numbers_about.get(term, [])}
        by_type[data_type] = (
            *(Evidence(statements[number], "named") for number in naming),
            *(
                Evidence(statements[number], "implied")
                for number in sorted(implying.difference(naming))
            ),
        )
    return by_type


def ancestry(data_type: str) -> tuple[str, ...]:
    """The id and those of all broader terms: `a.b.c` -> `a.b.c`, `a.b`, `a`."""
    parts = data_type.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


def _assessment(
    data_type: str, evidence: Sequence[Evidence], denied: AbstractSet[str]
) -> Assessment:
    for_use = tuple(item for item in evidence if item.statement.says == "used")
    against_use = tuple(item for item in evidence if item.statement.says == "excluded")
    return Assessment(data_type, _standing(for_use, against_use, denied), for_use, against_use)


def _standing(
    for_use: Sequence[Evidence], against_use: Sequence[Evidence], denied: AbstractSet[str]
) -> Standing:
    if for_use and against_use:
        return "disputed"
    if against_use:
        return "excluded"
    if not for_use:
        return "not_mentioned"
    listed = any(
        evidence.statement.attributed and evidence.statement.article not in denied
        for evidence in for_use
    )
    return "used" if listed or len(_articles(for_use)) > 1 else "claimed"


def _denied(evidence_by_type: Iterable[Sequence[Evidence]]) -> AbstractSet[str]:
    """The articles that give a list as LinkedIn's own of which another article denies an item.

    Everything that an article gives as LinkedIn's own is one list. If the article itself denies an item of
    its list, that item is disputed and the rest of the list stands.
    """
    denied = set()
    for evidence in evidence_by_type:
        statements = [item.statement for item in evidence]
        deniers = {statement.article for statement in statements if statement.says == "excluded"}
        for statement in statements:
            if statement.says == "used" and statement.attributed and deniers - {statement.article}:
                denied.add(statement.article)
    return denied


def _articles(evidence: Iterable[Evidence]) -> AbstractSet[str]:
    return {item.statement.article for item in evidence}
