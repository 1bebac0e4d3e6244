"""What the sentences of a mapping leave out: evidence on their topics, disagreements and regions of the articles."""

from collections.abc import Iterator

from analyzer.mapping.articles import Action, Disagreement, Fact, Finding, Statement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import Claim, PeriodRule, Rule
from analyzer.mapping.standing import ancestry
from analyzer.mapping.toml import Entry

_Item = Disagreement | Fact | Action | Claim


def gaps(mapping: ExportMapping) -> Iterator[str]:
    """A line for each gap, with the entry that has it and where to close it.

    The sentence of an entry that lacks evidence may be wrong: it counts the articles, or states that they are silent.
    """
    yield from _lacking_evidence(mapping)
    yield from _disputed_without_a_question(mapping)
    yield from _regions_without_rules(mapping)


def _lacking_evidence(mapping: ExportMapping) -> Iterator[str]:
    passages = [passage for article in mapping.articles for passage in article.passages]
    items: tuple[_Item, ...] = (
        *mapping.disagreements,
        *mapping.actions,
        *mapping.facts,
        *mapping.rules.periods,
        *mapping.rules.sentences,
    )
    for item in items:
        quoted = {*item.evidence, *(item.near if isinstance(item, Disagreement) else ())}
        for topic in item.complete_on:
            for passage in passages:
                if passage.id not in quoted and _is_about(passage, topic):
                    file, places = _places(item)
                    problem = f"lacks {passage.id}, which is about {topic}. Its evidence_for can be {places}"
                    yield str(Entry(file, name=repr(item.id)).wrong("evidence", problem))


def _is_about(passage: Statement | Finding, topic: str) -> bool:
    if isinstance(passage, Finding):
        return topic == passage.kind or topic in passage.regions
    return any(topic in ancestry(mentioned) for mentioned in passage.about)


def _places(item: _Item) -> tuple[str, str]:
    """The file of an entry, and its places for evidence as `evidence_for` names them, each with its sentence."""
    match item:
        case Fact():
            answers = [
                f"facts/{item.id}/{number} (“{answer.says}”)"
                for number, answer in enumerate(item.answers, start=1)
            ]
            return "facts.toml", ", ".join([*answers, "or that of a new answer"])
        case Disagreement():
            place = f"disagreements/{item.id}"
            return "disagreements.toml", f"{place} or {place}/near (“{item.says}”)"
        case Action():
            place = f"actions/{item.id}"
            return "actions.toml", f"{place}/steps or {place}/limits (“{item.title}”)"
        case PeriodRule():
            return "rules.toml", f"periods/{item.id} (“{item.says}”)"
        case Rule():
            return "rules.toml", f"rules/{item.id} (“{item.says}”)"
    raise AssertionError(item)  # pragma: no cover - these are all


def _disputed_without_a_question(mapping: ExportMapping) -> Iterator[str]:
    """Data types that the articles disagree on, although no disagreement is about them."""
    covered = {subject for disagreement in mapping.disagreements for subject in disagreement.about}
    for data_type, assessment in mapping.assessments.items():
        if assessment.standing == "disputed" and not covered & set(ancestry(data_type)):
            yield (
                f"mappings/disagreements.toml: no entry is about {data_type}, which the articles disagree on: "
                f"{', '.join(item.statement.id for item in assessment.evidence)}."
            )


def _regions_without_rules(mapping: ExportMapping) -> Iterator[str]:
    """Regions that articles name, although no rule is for them."""
    codes = {region.code or region.id.upper() for region in mapping.rules.regions}
    for article in mapping.articles:
        for finding in article.findings:
            for code in finding.regions:
                if code not in codes:
                    yield (
                        f"mappings/rules.toml: no [[region]] has the id or code of {code}, which {finding.id} names. "
                        "Add one, and name it in the answers of facts.toml that depend on the region."
                    )
