"""The signs and words for what the articles say about a question, a disagreement or a category."""

from collections import Counter
from collections.abc import Sequence

from analyzer.analysis.measure import Volume
from analyzer.mapping.articles import Article, articles_of
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, Coverage
from analyzer.reporting.quoted import ArticleStance, DisagreementFigures, FactFigures
from analyzer.text import STANDINGS, capfirst, lowerfirst, plural, series


def signs_of_fact(fact: FactFigures, mapping: ExportMapping) -> list[ArticleStance]:
    """The stance of each article on the first answer to a question, in the order of the mapping."""
    answers = [{item.article.id for item in answer.statements} for answer in fact.answers]
    first, others = (answers[0], set().union(*answers[1:])) if answers else (set(), set())
    return [
        "agrees" if article.id in first else "differs" if article.id in others else "silent"
        for article in mapping.articles
    ]


def signs_of_difference(
    difference: DisagreementFigures, mapping: ExportMapping
) -> list[ArticleStance]:
    """The stance of each article on a disagreement, in the order of the mapping."""
    return [stance_on(difference, article) for article in mapping.articles]


def stance_on(difference: DisagreementFigures, article: Article) -> ArticleStance:
    """Whether an article speaks about a disagreement, is only quoted as coming near it, or is silent."""
    if article.id in articles_of(difference.disagreement.evidence):
        return "speaks"
    return "near" if article.id in articles_of(difference.disagreement.near) else "silent"


def signs_in_words(signs: Sequence[ArticleStance]) -> str:
    """The stances for people who cannot see the dots: `3 of 5 give this answer, 1 gives another`."""
    phrases: dict[ArticleStance, tuple[str, str]] = {
        "agrees": ("gives this answer", "give this answer"),
        "speaks": ("answers this", "answer this"),
        "differs": ("gives another", "give another"),
        "near": ("comes near it", "come near it"),
    }
    numbers = Counter(signs)
    clauses = [
        f"{numbers[stance]} {one if numbers[stance] == 1 else several}"
        for stance, (one, several) in phrases.items()
        if numbers[stance]
    ]
    return f"Of {plural(len(signs), 'article')}, {', '.join(clauses) or 'none answers'}"


def coverages_in_words(coverages: Sequence[Coverage], mapping: ExportMapping) -> str:
    """What the articles say about a category, for people who cannot see the signs: `NordVPN: says it is used`."""
    articles = {article.id: capfirst(article.name) for article in mapping.articles}
    names: dict[str, list[str]] = {}
    for coverage in coverages:
        if sign_of(coverage) != "silent":
            names.setdefault(coverage_in_words(coverage), []).append(articles[coverage.article])
    return (
        "; ".join(f"{series(who)}: {words}" for words, who in names.items()) or "None mentions it"
    )


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
    words = {
        "used": "says it is used",
        "used partly": "says that a part is used",
        "left-out": "says it is not used",
        "left-out partly": "says that a part is not used",
        "both": "says that it, or a part of it, is used, and that it is not",
        "silent": "does not mention it",
    }[sign_of(coverage)]
    mentioned = coverage.used or coverage.left_out
    return f"{words}, by a broader term" if mentioned and not coverage.named else words


def standings_in_words(standings: Sequence[tuple[str, Volume]], main: str) -> str:
    """The statuses of a category's data in an export, the `main` one first: `Reported as used; partly not mentioned`."""
    partly = [
        lowerfirst(STANDINGS[standing][0])
        for standing, volume in standings
        if volume.values and standing != main
    ]
    present = any(volume.values for standing, volume in standings if standing == main)
    if not present:
        return capfirst("; ".join(partly))
    return "; partly ".join([STANDINGS[main][0], *partly])


def evidence_in_words(assessment: Assessment, mapping: ExportMapping) -> str:
    """The number of articles for and against the use of a data type, in one sentence."""
    articles = len(mapping.articles)
    claims = (
        (assessment.used_by, "that this is used"),
        (assessment.left_out_by, "that this is not used"),
    )
    sentence = "; ".join(
        f"{number} of {plural(articles, 'article')} {_say(number)} {claim}"
        for number, claim in claims
        if number
    )
    if assessment.standing == "used" and assessment.used_by == 1:
        sentence += f", and gives it as {mapping.platform}’s own list"
    if not assessment.named_by:
        sentence += " (by a broader term, not by name)"
    elif assessment.named_by < assessment.documents:
        sentence += f" ({assessment.named_by} of them by name, the others by a broader term)"
    return f"{sentence}."


def _say(number: int) -> str:
    return "says" if number == 1 else "say"
