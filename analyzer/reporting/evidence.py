"""The statements behind facts, disagreements, actions and categories, the page about them, and the articles in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import largest_first
from analyzer.analysis.scenario import Scenario, circumstances
from analyzer.language import gettext, language, ngettext
from analyzer.mapping.articles import Action, Article, Disagreement, Fact, articles_of
from analyzer.mapping.mapping import BUILT_IN, ExportMapping
from analyzer.mapping.standing import Assessment, Denial, Evidence
from analyzer.mapping.tables import Category, DataType, Table
from analyzer.reporting.quoted import (
    ActionFigures,
    AnswerFigures,
    ArticleStance,
    DisagreementFigures,
    EvidenceBlock,
    EvidenceFigures,
    EvidenceRow,
    FactFigures,
    QuotedStatement,
    ShortAnswer,
    SummaryRow,
)
from analyzer.text import day, series, visible

# --- facts, disagreements, actions ---------------------------------------------------------------


def quoted_statements(mapping: ExportMapping) -> dict[str, QuotedStatement]:
    """Every statement and finding with its article, by its id."""
    return {
        statement.id: QuotedStatement(
            statement.id, article, statement.paraphrase, statement.quotes, statement.lines
        )
        for article in mapping.articles
        for statement in article.passages
    }


def facts(mapping: ExportMapping) -> tuple[FactFigures, ...]:
    """All questions with their answers, in the order of the mapping."""
    statements = quoted_statements(mapping)
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
                    article.id: "agrees" if article.id in own else stances.get(article.id, "silent")
                    for article in mapping.articles
                },
            )
            for answer in answers
            if answer.short
            for own in [articles_of(answer.evidence)]
        ),
    )


def disagreements(
    mapping: ExportMapping, by_data_type: Mapping[str, Volume]
) -> tuple[DisagreementFigures, ...]:
    """All differences among the articles, those with the largest volume in this export first."""
    statements = quoted_statements(mapping)
    differences = []
    evidence_of = [(fact, fact.evidence) for fact in mapping.facts]
    for disagreement in mapping.disagreements:
        question = _question_about(disagreement, evidence_of)
        quoted = question.evidence if question else frozenset()
        passages = disagreement.evidence + disagreement.near
        unquoted = [identifier for identifier in passages if identifier not in quoted]
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
    mapping: ExportMapping, by_data_type: Mapping[str, Volume]
) -> tuple[ActionFigures, ...]:
    """What the reader can do, in the order of the mapping."""
    statements = quoted_statements(mapping)
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


def about(differences: Iterable[DisagreementFigures], fact: Fact) -> list[DisagreementFigures]:
    """The disagreements about a question."""
    return [item for item in differences if item.question and item.question.id == fact.id]


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


def _question_about(
    disagreement: Disagreement, evidence_of: Sequence[tuple[Fact, frozenset[str]]]
) -> Fact | None:
    """The question with most of a disagreement's evidence, if that is at least half."""
    evidence = frozenset(disagreement.evidence)
    shared = [(len(quoted & evidence), fact) for fact, quoted in evidence_of]
    most, best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best if 2 * most >= len(evidence) else None


# --- categories ----------------------------------------------------------------------------------


def evidence_blocks(
    category: Category, mapping: ExportMapping, by_data_type: Mapping[str, Volume]
) -> tuple[EvidenceBlock, ...]:
    """The data types of a category, in blocks with the same evidence, without data in separate blocks; largest first."""
    alike: dict[tuple[object, ...], list[DataType]] = {}
    for data_type in mapping.data_types:
        if data_type.category.id == category.id:
            assessment = mapping.assessments[data_type.id]
            evidence = assessment.evidence + assessment.wide
            statements = tuple((item.statement.id, item.match) for item in evidence)
            is_here = bool(by_data_type.get(data_type.id, Volume()).values)
            alike.setdefault((assessment.standing, statements, is_here), []).append(data_type)
    blocks = (
        EvidenceBlock(
            data_types=tuple((data_type.id, data_type.label) for data_type in block),
            assessment=mapping.assessments[block[0].id],
            volume=sum_volumes(by_data_type.get(data_type.id, Volume()) for data_type in block),
        )
        for block in alike.values()
    )
    return tuple(sorted(blocks, key=lambda block: largest_first(block.volume)))


def quotes_of(
    blocks: Iterable[EvidenceBlock], statements: Mapping[str, QuotedStatement]
) -> tuple[QuotedStatement, ...]:
    """Those of the `statements` that are about any data type of the blocks, each once."""
    return _quoted(statements_behind(block.assessment for block in blocks), statements)


def statements_behind(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """The ids of the statements that the assessments rest on, without repetitions."""
    ids = [item.statement.id for assessment in assessments for item in assessment.evidence]
    return tuple(dict.fromkeys(ids))


def evidence_attribute(numbers: Mapping[str, int], basis: Iterable[str], *about: str) -> Markup:
    """The attributes of an element whose sentences rest on the statements and findings with the ids `basis`.

    `about` are the ids of subjects that a sentence calls unmentioned. `numbers` are those of the mapping.
    """
    statements = " ".join(map(str, sorted({numbers[identifier] for identifier in basis})))
    unmentioned = escape(" ".join(dict.fromkeys(about)))
    attribute = f' data-basis="{statements}"' if statements else ""
    return Markup(f'{attribute} data-about="{unmentioned}"' if unmentioned else attribute)


# --- the page about the evidence ------------------------------------------------------------------


def evidence_figures(mapping: ExportMapping) -> EvidenceFigures:
    """The evidence of a mapping, for a member in the region that counts where none is stated."""
    rows = tuple(_rows(mapping))
    circumstance = circumstances(Scenario(), mapping.rules, mapping.newest)[0]
    blocks = [block for row in rows for block in row.evidence if block.assessment.evidence]
    disputed = (block for block in blocks if block.assessment.standing == "disputed")
    return EvidenceFigures(
        rows=rows,
        facts=facts(mapping),
        summary=summary(mapping, circumstance.facts),
        disagreements=disagreements(mapping, {}),
        example=next(disputed, next(iter(blocks), None)),
    )


def _rows(mapping: ExportMapping) -> Iterator[EvidenceRow]:
    for category in mapping.categories:
        blocks = evidence_blocks(category, mapping, {})
        yield EvidenceRow(
            category=category,
            standings=tuple(dict.fromkeys(block.assessment.standing for block in blocks)),
            coverage=mapping.coverage[category.id],
            evidence=blocks,
            files=tuple(_files(mapping, category)),
        )


def _files(mapping: ExportMapping, category: Category) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """The tables with columns that hold data of a category in some of their records, and these columns."""
    for table in mapping.tables:
        columns = dict.fromkeys(
            column.name
            for column in table.carried
            if column.data_type and column.data_type.category.id == category.id
        )
        if columns:
            yield table, tuple(columns)


# --- quotes --------------------------------------------------------------------------------------


def in_english() -> Markup:
    """The attributes of an element with words that stay in English, on a page in another language."""
    if language().code == "en":
        return Markup("")
    return Markup(' lang="en"' if language().direction == "ltr" else ' lang="en" dir="ltr"')


def english(words: str) -> Markup:
    """Other words that stay in English, such as a path in LinkedIn's settings, or the reason for an error."""
    attribute = in_english()
    return Markup(f"<span{attribute}>{escape(words)}</span>") if attribute else escape(words)


def quote(words: str) -> Markup:
    """Words of an article, which stay in English."""
    return quoted((words,))


def quoted(quotes: Iterable[str]) -> Markup:
    """The quotes of a statement."""
    begin = f"<q{in_english()}>"
    return Markup(" … ".join([f"{begin}{escape(words)}</q>" for words in quotes]))


# --- articles in words ---------------------------------------------------------------------------


def short_names(mapping: ExportMapping) -> dict[str, str]:
    """A word for each article, for the head of a narrow column, by its id."""
    return {article.id: _short(article) for article in mapping.articles}


def _short(article: Article) -> str:
    if article.publisher != "unknown":
        return article.publisher.removeprefix("The ").partition(" ")[0]
    return article.author or gettext("Unsigned")


def mapping_name(mapping: ExportMapping) -> str:
    """The name of a mapping: `built in`, or a name that its owner gave."""
    return gettext(BUILT_IN) if mapping.name == BUILT_IN else visible(mapping.name)


def names_in_a_row(mapping: ExportMapping) -> str:
    """The names of the articles for a sentence, in the order of their marks: `an unsigned explainer, NordVPN and ScanX`."""
    return series([_in_sentence(article) for article in mapping.articles])


def _in_sentence(article: Article) -> str:
    if article.publisher != "unknown":
        return article.publisher
    if article.author:
        return gettext("an article by {author}").format(author=article.author)
    return gettext("an unsigned explainer")


def by_article(
    statements: Iterable[QuotedStatement],
) -> list[tuple[Article, list[QuotedStatement]]]:
    """The articles in the order of their first statement, each with its statements. No quote is repeated."""
    quoting: dict[str, tuple[Article, list[QuotedStatement]]] = {}
    shown: set[tuple[str, str]] = set()
    for statement in statements:
        identifier = statement.article.id
        new = tuple(quote for quote in statement.quotes if (identifier, quote) not in shown)
        if new:
            _, quoted = quoting.setdefault(identifier, (statement.article, []))
            quoted.append(replace(statement, quotes=new))
            shown |= {(identifier, quote) for quote in new}
    return list(quoting.values())


@dataclass(frozen=True)
class WideClaim:
    """The general words of an article for the data that is used, such as "every interaction", and their statements."""

    article: Article
    words: tuple[str, ...]
    ids: tuple[str, ...]


def wide_claims(mapping: ExportMapping) -> tuple[WideClaim, ...]:
    """The wide claims of each article that has some, in the order of the mapping."""
    claims = list(mapping.wide_claims)
    return tuple(
        WideClaim(
            article,
            tuple(dict.fromkeys(reach.words for statement, reach in own)),
            tuple(dict.fromkeys(statement.id for statement, reach in own)),
        )
        for article in mapping.articles
        if (own := [claim for claim in claims if claim[0].article == article.id])
    )


def article_with(identifier: str, mapping: ExportMapping) -> Article:
    """The article with this id."""
    return next(article for article in mapping.articles if article.id == identifier)


def names_of(evidence: Iterable[Evidence | Denial], mapping: ExportMapping) -> str:
    """The names of the articles behind evidence or denials: `NordVPN and an article by Sonia`."""
    ids = {item.statement.article for item in evidence}
    return series([_in_sentence(article) for article in mapping.articles if article.id in ids])


def articles_behind(action: Action) -> frozenset[str]:
    """The ids of the articles whose steps and limits an action rests on."""
    return frozenset(identifier.partition("/")[0] for identifier in action.evidence)


def dated(article: Article) -> str:
    """The date of an article: `16 October 2025` or `undated`."""
    return day(article.published) if article.published else gettext("undated")


def lines_in_words(statement: QuotedStatement) -> str:
    """The lines of a statement in its article: `line 41`, `lines 43 and 44`."""
    lines = [str(line) for line in dict.fromkeys(statement.lines)]
    return ngettext("line {lines}", "lines {lines}", len(lines)).format(lines=series(lines))
