"""What the documents say besides which data is used: facts, disagreements, and what a reader can do."""

from collections.abc import Iterable

from analyzer.analysis.model import Analysis
from analyzer.mapping.articles import Disagreement, Fact, Finding
from analyzer.reporting.model import (
    ActionFigures,
    AnswerFigures,
    DisagreementFigures,
    FactFigures,
    QuotedStatement,
)
from analyzer.reporting.totals import (
    Totals,
    largest_first,
)


def _sides(analysis: Analysis) -> dict[str, QuotedStatement]:
    """What each document says, by the id of the statement or finding."""
    return {
        each.id: QuotedStatement(each.id, document, each.paraphrase, each.quotes)
        for document in analysis.mapping.documents
        for each in document.said
    }


def facts(analysis: Analysis) -> tuple[FactFigures, ...]:
    """All questions, in the order of the mapping."""
    sides = _sides(analysis)
    return tuple(
        FactFigures(
            fact,
            tuple(
                AnswerFigures(answer.says, tuple(sides[each] for each in answer.evidence))
                for answer in fact.answers
            ),
        )
        for fact in analysis.mapping.facts
    )


def disagreements(analysis: Analysis, totals: Totals) -> tuple[DisagreementFigures, ...]:
    """All differences among the documents, those first that concern most of this export."""
    sides = _sides(analysis)
    found = []
    for each in analysis.mapping.disagreements:
        question = _question_about(each, analysis.mapping.facts)
        quoted = question.evidence if question else frozenset()
        found.append(
            DisagreementFigures(
                disagreement=each,
                volume=totals.about(each.about),
                sides=tuple(sides[identifier] for identifier in each.evidence),
                question=question,
                unquoted=tuple(sides[e] for e in each.evidence if e not in quoted),
            )
        )
    return tuple(sorted(found, key=lambda each: largest_first(each.volume)))


def _question_about(disagreement: Disagreement, facts: Iterable[Fact]) -> Fact | None:
    """The question that rests on most of what a disagreement does, if on at least half of it."""
    said = frozenset(disagreement.evidence)
    best = max(facts, key=lambda fact: len(fact.evidence & said), default=None)
    return best if best and 2 * len(best.evidence & said) >= len(said) else None


def actions(analysis: Analysis, totals: Totals) -> tuple[ActionFigures, ...]:
    """What the reader can do, in the order of the mapping."""
    mapping = analysis.mapping
    sides = _sides(analysis)
    said = {each.id: (document, each) for document in mapping.documents for each in document.said}
    differing = {each.id: each for each in mapping.disagreements}
    return tuple(
        ActionFigures(
            action=action,
            volume=totals.about(action.about) if action.about else None,
            steps=tuple(
                (document, finding)
                for document, finding in (said[step] for step in action.steps)
                if isinstance(finding, Finding)
            ),
            limits=tuple(sides[identifier] for identifier in action.limits),
            disagreements=tuple(differing[identifier] for identifier in action.disagreements),
        )
        for action in mapping.actions
    )
