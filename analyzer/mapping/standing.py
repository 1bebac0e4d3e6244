"""The standing of each data type: computed from the statements of all articles, with the evidence for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from analyzer.mapping.articles import Reach, Says, Statement

Standing = Literal["used", "claimed", "disputed", "excluded", "not_mentioned"]
Match = Literal["named", "implied", "possible"]

_MATCHES: tuple[Match, ...] = get_args(Match)

UNCERTAIN = ("claimed", "disputed")
"""The standings of data that only one article says is used, or that the articles disagree on."""
USED_OR_UNCERTAIN = ("used", *UNCERTAIN)
"""The standings of data that at least one article says is used."""


@dataclass(frozen=True)
class Evidence:
    """A statement about a data type.

    It names the data type, or implies it by naming a broader one. If the match is `possible`, the statement has only
    general words that could include the data type: those of `reach`.
    """

    statement: Statement
    match: Match
    reach: Reach | None = None


@dataclass(frozen=True)
class Denial:
    """A data type on an article's list, and a statement of another article that it is left out."""

    data_type: str
    statement: Statement


@dataclass(frozen=True)
class Assessment:
    """The standing of a data type, with the statements for its use (it may be used) and against (it is left out).

    used: at least two articles say that it may be used and none says that it is left out. One article is
    enough if it gives the list as LinkedIn's own and no other article denies an item of that list.
    claimed: only one article says that it may be used, and that is not enough.
    disputed: one article says that it may be used, another that it is left out.
    excluded: at least one article says that it is left out, and none says that it may be used.
    not_mentioned: no article mentions it, which does not make it safe.

    `cautions` are statements of these same articles that speak for the opposite. `denials` are the reason why
    one article that gives its list as LinkedIn's own is not enough. `wide` are statements of other articles that
    do not name the data type or a broader one, but have general words that could include it; they affect no standing.
    """

    data_type: str
    standing: Standing
    for_use: tuple[Evidence, ...]
    against_use: tuple[Evidence, ...]
    cautions: tuple[Evidence, ...] = ()
    denials: tuple[Denial, ...] = ()
    wide: tuple[Evidence, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The statements that mention it, those for use first, and the cautions."""
        return self.for_use + self.against_use + self.cautions

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

    `of` is the number of data types in the category. `used` and `left_out` are the numbers of data types that the
    article includes and excludes, `wide` that of data types that only its general words could include. `named`: the
    article names at least one, rather than only a broader term.
    """

    article: str
    used: int
    left_out: int
    wide: int
    of: int
    named: bool


def coverage(article: str, assessments: Sequence[Assessment]) -> Coverage:
    """How much `article` covers of a category, from the assessments of the category's data types."""
    return Coverage(
        article=article,
        used=sum(article in _articles(_that(item.evidence, "used")) for item in assessments),
        left_out=sum(
            article in _articles(_that(item.evidence, "excluded")) for item in assessments
        ),
        wide=sum(article in _articles(assessment.wide) for assessment in assessments),
        of=len(assessments),
        named=any(
            evidence.statement.article == article and evidence.match == "named"
            for assessment in assessments
            for evidence in assessment.evidence
        ),
    )


def assess(data_types: Iterable[str], statements: Iterable[Statement]) -> Mapping[str, Assessment]:
    """The assessment of each data type, by its id."""
    statements = tuple(statements)
    by_type = {data_type: _evidence(data_type, statements) for data_type in data_types}
    sides = {data_type: _sides(evidence) for data_type, evidence in by_type.items()}
    denials = _denials(sides)
    return {
        data_type: _assessment(data_type, side, by_type[data_type], denials)
        for data_type, side in sides.items()
    }


def ancestry(data_type: str) -> tuple[str, ...]:
    """The id and those of all broader terms: `a.b.c` -> `a.b.c`, `a.b`, `a`."""
    parts = data_type.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


def _evidence(data_type: str, statements: Iterable[Statement]) -> tuple[Evidence, ...]:
    """The statements about a data type: those that name it, those that imply it, and those that could include it."""
    evidence = (item for statement in statements for item in _matches(data_type, statement))
    return tuple(sorted(evidence, key=lambda item: _MATCHES.index(item.match)))


def _matches(data_type: str, statement: Statement) -> Iterator[Evidence]:
    """The most specific mention of a data type in a statement."""
    terms = frozenset(ancestry(data_type))
    specific = any(data_type in reach.about for reach in statement.could_reach)
    if data_type in statement.about:
        yield Evidence(statement, "named")
    elif terms.intersection(statement.about) and not specific:
        yield Evidence(statement, "implied")
    else:
        for reach in statement.could_reach:
            if terms.intersection(reach.about):
                yield Evidence(statement, "possible", reach)


class _Sides(NamedTuple):
    """The evidence on each side of a data type."""

    for_use: tuple[Evidence, ...]
    against_use: tuple[Evidence, ...]
    cautions: tuple[Evidence, ...]


def _sides(evidence: Sequence[Evidence]) -> _Sides:
    """The evidence for use and against it, and the statements of the same articles for the opposite.

    If an article says both, the use decides, unless the article names the data type only as left out.
    """
    mentions = [item for item in evidence if item.match != "possible"]
    for_use, against_use = _that(mentions, "used"), _that(mentions, "excluded")
    both = _articles(for_use) & _articles(against_use)
    excluding = both & _articles(_named(against_use)) - _articles(_named(for_use))
    decided = _articles(for_use) - excluding
    cautions = [
        *(item for item in for_use if item.statement.article in excluding),
        *(item for item in _that(evidence, "excluded") if item.statement.article in decided),
    ]
    return _Sides(
        tuple(item for item in for_use if item.statement.article not in excluding),
        tuple(item for item in against_use if item.statement.article not in decided),
        tuple(cautions),
    )


def _assessment(
    data_type: str,
    sides: _Sides,
    evidence: Sequence[Evidence],
    denials: Mapping[str, tuple[Denial, ...]],
) -> Assessment:
    standing = _standing(sides, denials)
    deciding = {
        item.statement.article: denials.get(item.statement.article, ())
        for item in sides.for_use
        if item.statement.attributed and standing == "claimed"
    }
    mentioning = _articles(item for item in evidence if item.match != "possible")
    wide = (item for item in evidence if item.statement.article not in mentioning)
    return Assessment(
        data_type,
        standing,
        *sides,
        denials=tuple(denial for article in deciding.values() for denial in article),
        wide=tuple(wide),
    )


def _standing(sides: _Sides, denials: Mapping[str, tuple[Denial, ...]]) -> Standing:
    if sides.for_use and sides.against_use:
        return "disputed"
    if sides.against_use:
        return "excluded"
    if not sides.for_use:
        return "not_mentioned"
    listed = any(
        item.statement.attributed and item.statement.article not in denials
        for item in sides.for_use
    )
    return "used" if listed or len(_articles(sides.for_use)) > 1 else "claimed"


def _denials(sides_by_type: Mapping[str, _Sides]) -> Mapping[str, tuple[Denial, ...]]:
    """The items of each article's list that another article says are left out, by the article.

    Everything that an article gives as LinkedIn's own is one list. Only another article can deny an item.
    """
    denials: dict[str, dict[Denial, None]] = {}
    for data_type, sides in sides_by_type.items():
        for item in sides.for_use:
            if item.statement.attributed:
                for denying in sides.against_use:
                    denial = Denial(data_type, denying.statement)
                    denials.setdefault(item.statement.article, {})[denial] = None
    return {article: tuple(items) for article, items in denials.items()}


def _that(evidence: Iterable[Evidence], says: Says) -> list[Evidence]:
    return [item for item in evidence if item.statement.says == says]


def _named(evidence: Iterable[Evidence]) -> list[Evidence]:
    return [item for item in evidence if item.match == "named"]


def _articles(evidence: Iterable[Evidence]) -> AbstractSet[str]:
    return {item.statement.article for item in evidence}
