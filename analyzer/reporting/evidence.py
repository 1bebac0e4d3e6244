"""The statements of the articles behind facts, disagreements, actions and categories, in signs and words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from markupsafe import Markup, escape

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import largest_first
from analyzer.mapping.articles import Article, Disagreement, Fact, articles_of
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, Coverage, Evidence, Match
from analyzer.reporting.model import (
    ActionFigures,
    AnswerFigures,
    ArticleStance,
    DisagreementFigures,
    EvidenceBlock,
    FactFigures,
    QuotedStatement,
    ShortAnswer,
    SummaryRow,
)
from analyzer.text import STANDINGS, lowerfirst, plural, series


@dataclass(frozen=True)
class Stated:
    """What an article states about a data type in one way: by name or by a broader term, as LinkedIn's list or not.

    `repeated`: at least one of its quotes was shown before, and is not in `quotes`.
    """

    article: Article
    match: Match
    attributed: bool
    quotes: tuple[str, ...]
    repeated: bool


@dataclass(frozen=True)
class QuotedBlock:
    """Data types with the same evidence, and what the articles state for and against their use."""

    block: EvidenceBlock
    used: tuple[Stated, ...]
    left_out: tuple[Stated, ...]


# --- facts, disagreements, actions ---------------------------------------------------------------


def quoted_statements(mapping: ExportMapping) -> dict[str, QuotedStatement]:
    """Every statement and finding with its article, by its id."""
    return {
        statement.id: QuotedStatement(statement.id, article, statement.paraphrase, statement.quotes)
        for article in mapping.articles
        for statement in article.sayings
    }


def facts(
    mapping: ExportMapping, statements: Mapping[str, QuotedStatement]
) -> tuple[FactFigures, ...]:
    """All questions with their answers, in the order of the mapping."""
    return tuple(
        FactFigures(
            fact,
            tuple(
                AnswerFigures(answer.says, _quoted(answer.evidence, statements))
                for answer in fact.answers
            ),
        )
        for fact in mapping.facts
    )


def summary(mapping: ExportMapping, circumstances: Mapping[str, str]) -> tuple[SummaryRow, ...]:
    """The questions with a short answer for a member in these circumstances, in the order of the mapping."""
    statements = quoted_statements(mapping)
    rows = (_summary_row(fact, mapping, statements, circumstances) for fact in mapping.facts)
    return tuple(row for row in rows if row.answers)


def _summary_row(
    fact: Fact,
    mapping: ExportMapping,
    statements: Mapping[str, QuotedStatement],
    circumstances: Mapping[str, str],
) -> SummaryRow:
    answers = [answer for answer in fact.answers if answer.when.includes(circumstances)]
    # A later stance of an article counts, so those that come near are first.
    stances: dict[str, ArticleStance] = {
        article: answer.stance
        for stance in ("near", "differs")
        for answer in answers
        if answer.stance and answer.stance == stance
        for article in articles_of(answer.evidence)
    }
    return SummaryRow(
        fact,
        tuple(
            ShortAnswer(
                answer.short,
                _quoted(answer.evidence, statements),
                {
                    article.id: "agrees"
                    if article.id in articles_of(answer.evidence)
                    else stances.get(article.id, "silent")
                    for article in mapping.articles
                },
            )
            for answer in answers
            if answer.short
        ),
    )


def disagreements(
    mapping: ExportMapping,
    statements: Mapping[str, QuotedStatement],
    by_data_type: Mapping[str, Volume],
) -> tuple[DisagreementFigures, ...]:
    """All differences among the articles, those with the largest volume in this export first."""
    differences = []
    for disagreement in mapping.disagreements:
        question = _question_about(disagreement, mapping.facts)
        quoted = question.evidence if question else frozenset()
        sayings = disagreement.evidence + disagreement.near
        unquoted = [identifier for identifier in sayings if identifier not in quoted]
        differences.append(
            DisagreementFigures(
                disagreement=disagreement,
                volume=volume_about(disagreement.about, mapping, by_data_type),
                statements=_quoted(disagreement.evidence, statements),
                near=_quoted(disagreement.near, statements),
                question=question,
                unquoted=_quoted(unquoted, statements),
            )
        )
    return tuple(sorted(differences, key=lambda difference: largest_first(difference.volume)))


def actions(
    mapping: ExportMapping,
    statements: Mapping[str, QuotedStatement],
    by_data_type: Mapping[str, Volume],
) -> tuple[ActionFigures, ...]:
    """What the reader can do, in the order of the mapping."""
    findings = {
        finding.id: (article, finding)
        for article in mapping.articles
        for finding in article.findings
    }
    by_id = {disagreement.id: disagreement for disagreement in mapping.disagreements}
    return tuple(
        ActionFigures(
            action=action,
            volume=volume_about(action.about, mapping, by_data_type) if action.about else None,
            steps=tuple(findings[step] for step in action.steps if step in findings),
            limits=_quoted(action.limits, statements),
            disagreements=tuple(by_id[identifier] for identifier in action.disagreements),
        )
        for action in mapping.actions
    )


def _quoted(
    ids: Iterable[str], statements: Mapping[str, QuotedStatement]
) -> tuple[QuotedStatement, ...]:
    return tuple(statements[identifier] for identifier in ids)


def volume_about(
    about: Sequence[str], mapping: ExportMapping, by_data_type: Mapping[str, Volume]
) -> Volume:
    """The volume of the data types in `about`, which has ids of data types and of categories."""
    return sum_volumes(
        by_data_type.get(data_type.id, Volume())
        for data_type in mapping.data_types
        if data_type.id in about or data_type.category.id in about
    )


def _question_about(disagreement: Disagreement, facts: Iterable[Fact]) -> Fact | None:
    """The question with most of a disagreement's evidence, if that is at least half."""
    evidence = frozenset(disagreement.evidence)
    best = max(facts, key=lambda fact: len(fact.evidence & evidence), default=None)
    return best if best and 2 * len(best.evidence & evidence) >= len(evidence) else None


# --- categories ----------------------------------------------------------------------------------


def quoted_once(blocks: Iterable[EvidenceBlock], mapping: ExportMapping) -> list[QuotedBlock]:
    """The blocks of a category with their quotes; a quote in an earlier block is not repeated."""
    quoted: set[tuple[str, str]] = set()
    quoted_blocks = []
    for block in blocks:
        assessment = block.assessment
        used = tuple(_stated(assessment.for_use, quoted, mapping))
        left_out = tuple(_stated(assessment.against_use + assessment.cautions, quoted, mapping))
        quoted_blocks.append(QuotedBlock(block, used, left_out))
        quoted |= {
            (item.statement.article, quote)
            for item in assessment.evidence
            for quote in item.statement.quotes
        }
    return quoted_blocks


def _stated(
    evidence: Iterable[Evidence], quoted: AbstractSet[tuple[str, str]], mapping: ExportMapping
) -> Iterator[Stated]:
    """The statements of each article, those together that it states in the same way."""
    articles = {article.id: article for article in mapping.articles}
    ways: dict[tuple[str, Match, bool], dict[str, None]] = {}
    for item in evidence:
        way = (item.statement.article, item.match, item.statement.attributed)
        ways.setdefault(way, {}).update(dict.fromkeys(item.statement.quotes))
    for (article, match, attributed), quotes in ways.items():
        new = tuple(quote for quote in quotes if (article, quote) not in quoted)
        yield Stated(articles[article], match, attributed, new, len(new) < len(quotes))


def statements_behind(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """The ids of the statements that the assessments rest on, without repetitions."""
    ids = (item.statement.id for assessment in assessments for item in assessment.evidence)
    return tuple(dict.fromkeys(ids))


def evidence_attribute(
    basis: Iterable[str], about: Iterable[str], numbers: Mapping[str, int]
) -> Markup:
    """The attributes of an element whose sentences rest on the statements and findings with the ids `basis`.

    `about` are the ids of subjects that a sentence calls unmentioned. `numbers` are those of the mapping.
    """
    statements = " ".join(map(str, sorted({numbers[identifier] for identifier in basis})))
    unmentioned = escape(" ".join(dict.fromkeys(about)))
    attribute = f' data-basis="{statements}"' if statements else ""
    return Markup(f'{attribute} data-about="{unmentioned}"' if unmentioned else attribute)


# --- signs and words -----------------------------------------------------------------------------


def short_names(mapping: ExportMapping) -> dict[str, str]:
    """A word for each article, for the head of a narrow column, by its id."""
    return {article.id: _short(article) for article in mapping.articles}


def _short(article: Article) -> str:
    if article.publisher != "unknown":
        return article.publisher.partition(" ")[0]
    return article.author or "Unsigned"


def names_in_a_row(mapping: ExportMapping) -> str:
    """The names of the articles for a sentence: `NordVPN, ScanX and an unsigned explainer`."""
    names = sorted(
        (article.name if article.publisher != "unknown" else f"an {article.name}")
        for article in mapping.articles
    )
    return series(names)


def by_article(statements: Iterable[QuotedStatement]) -> list[tuple[Article, list[str]]]:
    """The articles in the order of their first statement, each with its quotes, without repetitions."""
    articles: dict[str, Article] = {}
    quotes: dict[str, dict[str, None]] = {}
    for statement in statements:
        articles[statement.article.id] = statement.article
        quotes.setdefault(statement.article.id, {}).update(dict.fromkeys(statement.quotes))
    return [(articles[identifier], list(texts)) for identifier, texts in quotes.items()]


def takes_part(difference: DisagreementFigures, article: Article) -> bool:
    """Whether an article takes part in a disagreement."""
    return stance_on(difference, article) == "speaks"


def stance_on(difference: DisagreementFigures, article: Article) -> ArticleStance:
    """Whether an article speaks about a disagreement, is only quoted as coming near it, or is silent."""
    if article.id in articles_of(difference.disagreement.evidence):
        return "speaks"
    return "near" if article.id in articles_of(difference.disagreement.near) else "silent"


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
        "left-out": "says it is left out",
        "left-out partly": "says that a part is left out",
        "both": "says that it, or a part of it, is used, and that it is left out",
        "silent": "does not mention it",
    }[sign_of(coverage)]
    mentioned = coverage.used or coverage.left_out
    return f"{words}, by a broader term" if mentioned and not coverage.named else words


def standing_in_words(standing: str, assessments: Iterable[Assessment]) -> str:
    """A standing for the middle of a sentence: `3 articles say it is left out`.

    Data types with the same standing may have different numbers of articles. The smallest number is given,
    because it is true for all of them.
    """
    alike = [assessment for assessment in assessments if assessment.standing == standing]
    if standing not in {"claimed", "disputed", "excluded"}:
        return lowerfirst(STANDINGS[standing][0])
    used_by = min(assessment.used_by for assessment in alike)
    left_out_by = min(assessment.left_out_by for assessment in alike)
    claims = ((used_by, "it is used"), (left_out_by, "it is left out"))
    return ", ".join(
        f"{plural(number, 'article')} {_say(number)} {claim}" for number, claim in claims if number
    )


def evidence_in_words(assessment: Assessment, mapping: ExportMapping) -> str:
    """The number of articles for and against the use of a data type, in one sentence."""
    articles = len(mapping.articles)
    if not assessment.documents:
        return f"None of the {articles} articles mentions this."
    claims = (
        (assessment.used_by, "that this is used"),
        (assessment.left_out_by, "that this is left out"),
    )
    sentence = "; ".join(
        f"{number} of {plural(articles, 'article')} {_say(number)} {claim}"
        for number, claim in claims
        if number
    )
    if assessment.standing == "used" and assessment.used_by == 1:
        sentence += ", and gives it as the platform’s own list"
    if not assessment.named_by:
        sentence += " (by a broader term, not by name)"
    elif assessment.named_by < assessment.documents:
        sentence += f" ({assessment.named_by} of them by name, the others by a broader term)"
    return f"{sentence}."


def _say(number: int) -> str:
    return "says" if number == 1 else "say"
