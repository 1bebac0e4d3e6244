"""The signs and words for what the articles say about a question, a disagreement or a category."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from analyzer.analysis.measure import Volume
from analyzer.language import forms, gettext, marked, ngettext
from analyzer.mapping.articles import articles_of
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, Coverage
from analyzer.reporting.model import CategoryFigures
from analyzer.reporting.quoted import ArticleStance, DisagreementFigures, FactFigures
from analyzer.text import capfirst, series, standing_inside, standing_label

_STANCES: Final[Mapping[ArticleStance, tuple[str, str]]] = {
    "agrees": forms("{number} gives this answer", "{number} give this answer"),
    "speaks": forms("{number} answers this", "{number} answer this"),
    "differs": forms("{number} gives another", "{number} give another"),
    "near": forms("{number} comes near it", "{number} come near it"),
}
"""The clause about the articles with each stance. Those that are silent are not named."""

_COVERAGES: Final[Mapping[str, tuple[str, str]]] = {
    "used": (marked("says it is used"), marked("says it is used, by a broader term")),
    "used partly": (
        marked("says that a part is used"),
        marked("says that a part is used, by a broader term"),
    ),
    "left-out": (marked("says it is not used"), marked("says it is not used, by a broader term")),
    "left-out partly": (
        marked("says that a part is not used"),
        marked("says that a part is not used, by a broader term"),
    ),
    "both": (
        marked("says that it, or a part of it, is used, and that it is not"),
        marked("says that it, or a part of it, is used, and that it is not, by a broader term"),
    ),
    "silent": (marked("does not mention it"), marked("does not mention it")),
}
"""The words for each sign, with an article as the subject: if it names the data, and if it does not."""

_PARTLY: Final[Mapping[str, str]] = {
    "used": marked("partly reported as used"),
    "claimed": marked("partly only one article says it is used"),
    "disputed": marked("partly the articles disagree"),
    "excluded": marked("partly reported as not used"),
    "not_mentioned": marked("partly not mentioned"),
    "unknown": marked("partly not recognised"),
    "set_aside": marked("partly not counted as yours"),
}
"""The label of each standing that a part of a category has."""


def signs_of_fact(fact: FactFigures, mapping: ExportMapping) -> list[ArticleStance]:
    """The stance of each article on the first answer to a question, in the order of the mapping."""
    answers = [{item.article.id for item in answer.statements} for answer in fact.answers]
    first, others = (answers[0], set().union(*answers[1:])) if answers else (set(), set())
    return _stances(mapping, {"agrees": first, "differs": others})


def signs_of_difference(
    difference: DisagreementFigures, mapping: ExportMapping
) -> list[ArticleStance]:
    """Whether each article speaks about a disagreement, only comes near it or is silent, in the order of the mapping."""
    disagreement = difference.disagreement
    return _stances(
        mapping,
        {"speaks": articles_of(disagreement.evidence), "near": articles_of(disagreement.near)},
    )


def signs_of_disputed(
    categories: Iterable[CategoryFigures], mapping: ExportMapping
) -> list[ArticleStance]:
    """The side of each article on disputed data: used (agrees), not used (differs) or silent, in the order of the mapping.

    An article that is on both sides counts as not used.
    """
    disputed = [
        block.assessment
        for category in categories
        for block in category.evidence
        if block.assessment.standing == "disputed"
    ]
    against = {item.statement.article for side in disputed for item in side.against_use}
    in_favour = {item.statement.article for side in disputed for item in side.for_use}
    return _stances(mapping, {"differs": against, "agrees": in_favour})


def _stances(
    mapping: ExportMapping, by_stance: Mapping[ArticleStance, Collection[str]]
) -> list[ArticleStance]:
    """The first of the stances with the id of each article, or `silent`."""
    return [
        next((stance for stance, ids in by_stance.items() if article.id in ids), "silent")
        for article in mapping.articles
    ]


def signs_in_words(signs: Sequence[ArticleStance]) -> str:
    """The stances for people who cannot see the dots: `3 of 5 give this answer, 1 gives another`."""
    numbers = Counter(signs)
    clauses = [
        ngettext(one, several, numbers[stance]).format(number=numbers[stance])
        for stance, (one, several) in _STANCES.items()
        if numbers[stance]
    ]
    form = (
        ngettext("Of {number} article, {clauses}", "Of {number} articles, {clauses}", len(signs))
        if clauses
        else ngettext(
            "Of {number} article, none answers", "Of {number} articles, none answers", len(signs)
        )
    )
    return form.format(number=len(signs), clauses=", ".join(clauses))


def coverages_in_words(coverages: Sequence[Coverage], mapping: ExportMapping) -> str:
    """What the articles say about a category, for people who cannot see the signs: `NordVPN: says it is used`."""
    articles = {article.id: capfirst(article.name) for article in mapping.articles}
    names: dict[str, list[str]] = {}
    for coverage in coverages:
        if sign_of(coverage) != "silent":
            names.setdefault(coverage_in_words(coverage), []).append(articles[coverage.article])
    clauses = (
        gettext("{name}: {value}").format(name=series(who), value=words)
        for words, who in names.items()
    )
    return gettext("; ").join(clauses) or gettext("None mentions it")


def sign_of(coverage: Coverage) -> str:
    """The class of the sign for an article's coverage of a category."""
    if coverage.used and coverage.left_out:
        return "both"
    if coverage.left_out:
        return "left-out" if coverage.left_out == coverage.of else "left-out partly"
    if coverage.used:
        return "used" if coverage.used == coverage.of else "used partly"
    return "silent"


def coverage_in_words(coverage: Coverage) -> str:
    """The same in words, with an article as the subject: `says it is used`."""
    named, broader = _COVERAGES[sign_of(coverage)]
    return gettext(named if coverage.named else broader)


def standings_in_words(standings: Sequence[tuple[str, Volume]], main: str) -> str:
    """The statuses of a category's data in an export, the `main` one first: `Reported as used; partly not mentioned`."""
    present = [standing for standing, volume in standings if volume.values]
    others = [standing for standing in present if standing != main]
    if main not in present:
        return capfirst(gettext("; ").join(map(standing_inside, others)))
    return gettext("; ").join([standing_label(main), *map(standing_partly, others)])


def standing_partly(standing: str) -> str:
    """The label of a standing that a part of a category has: `partly not mentioned`."""
    return gettext(_PARTLY[standing])


def evidence_in_words(assessment: Assessment, mapping: ExportMapping) -> str:
    """The number of articles for and against the use of a data type, in one sentence."""
    clauses = gettext("; ").join(_claims(assessment, mapping))
    return f"{clauses}{_way(assessment)}."


def _claims(assessment: Assessment, mapping: ExportMapping) -> Iterator[str]:
    """The clause about the articles for its use, and the one about those against it."""
    used, left_out = assessment.used_by, assessment.left_out_by
    names = {"all": len(mapping.articles), "platform": mapping.platform}
    if used == 1 and assessment.standing == "used":
        yield gettext(
            "{number} of {all} articles reports its use, as part of {platform}’s own list"
        ).format(number=used, **names)
    elif used:
        yield ngettext(
            "{number} of {all} articles says that this is used",
            "{number} of {all} articles say that this is used",
            used,
        ).format(number=used, **names)
    if left_out:
        yield ngettext(
            "{number} of {all} articles says that this is not used",
            "{number} of {all} articles say that this is not used",
            left_out,
        ).format(number=left_out, **names)


def _way(assessment: Assessment) -> str:
    """How the articles mention a data type, in brackets, unless all name it."""
    named = assessment.named_by
    if not named:
        way = gettext("by a broader term, not by name")
    elif named < assessment.documents:
        way = ngettext(
            "{number} of them by name, the others by a broader term",
            "{number} of them by name, the others by a broader term",
            named,
        ).format(number=named)
    else:
        return ""
    return f" ({way})"
