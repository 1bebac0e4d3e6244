"""What articles say, in signs and words: of a category, of a data type, and in a disagreement."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from markupsafe import Markup, escape

from analyzer.mapping.articles import Article
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, Coverage, Evidence, Match
from analyzer.reporting.model import (
    DisagreementFigures,
    EvidenceBlock,
    QuotedStatement,
)
from analyzer.text import (
    STANDINGS,
    lowerfirst,
    plural,
    series,
)


def short_names(mapping: ExportMapping) -> dict[str, str]:
    """A word for each document, for the head of a narrow column, by its id."""
    return {document.id: _short(document) for document in mapping.documents}


def _short(document: Article) -> str:
    if document.publisher != "unknown":
        return document.publisher.partition(" ")[0]
    return document.author or "Unsigned"


def names_in_a_row(mapping: ExportMapping) -> str:
    """The documents as a reader knows them: `NordVPN, ScanX and an unsigned explainer`."""
    names = sorted(
        (document.called if document.publisher != "unknown" else f"an {document.called}")
        for document in mapping.documents
    )
    return series(names)


def by_article(sides: Iterable[QuotedStatement]) -> list[tuple[Article, list[str]]]:
    """What each document says, in the order of the first time that it speaks; no quote twice."""
    documents: dict[str, Article] = {}
    quotes: dict[str, dict[str, None]] = {}
    for side in sides:
        documents[side.document.id] = side.document
        quotes.setdefault(side.document.id, {}).update(dict.fromkeys(side.quotes))
    return [(documents[each], list(found)) for each, found in quotes.items()]


@dataclass(frozen=True)
class Stated:
    """What one document says of a data type in one way: by name or by a broader term, as LinkedIn's own
    list or not.
    """

    document: Article
    match: Match
    attributed: bool
    quotes: tuple[str, ...]
    again: bool
    """Whether some of what it rests on was quoted before."""


@dataclass(frozen=True)
class QuotedBlock:
    """Data types about which the same is said, with what is said for their use and against it."""

    block: EvidenceBlock
    used: tuple[Stated, ...]
    left_out: tuple[Stated, ...]


def quoted_once(blocks: Iterable[EvidenceBlock], mapping: ExportMapping) -> list[QuotedBlock]:
    """The blocks of a category; what an earlier one quotes of a document is not quoted again."""
    before: set[tuple[str, str]] = set()
    found = []
    for block in blocks:
        sides = (block.assessment.for_use, block.assessment.against_use)
        used, left_out = (tuple(_stated(side, before, mapping)) for side in sides)
        found.append(QuotedBlock(block, used, left_out))
        before |= {
            (each.statement.document, quote)
            for each in block.assessment.evidence
            for quote in each.statement.quotes
        }
    return found


def _stated(
    evidence: Iterable[Evidence], before: AbstractSet[tuple[str, str]], mapping: ExportMapping
) -> Iterator[Stated]:
    """The statements of each document together, as far as they say it in the same way."""
    documents = {document.id: document for document in mapping.documents}
    ways: dict[tuple[str, Match, bool], dict[str, None]] = {}
    for each in evidence:
        way = (each.statement.document, each.match, each.statement.attributed)
        ways.setdefault(way, {}).update(dict.fromkeys(each.statement.quotes))
    for (document, match, attributed), quotes in ways.items():
        new = tuple(quote for quote in quotes if (document, quote) not in before)
        yield Stated(documents[document], match, attributed, new, len(new) < len(quotes))


def sign_of(said: Coverage) -> str:
    """The class of the sign that stands for what a document says about a category."""
    if said.used and said.left_out:
        return "both"
    if said.left_out:
        return "left-out" if said.left_out == said.of else "left-out partly"
    if said.used:
        return "used" if said.used == said.of else "used partly"
    return "silent"


def said_in_words(said: Coverage) -> str:
    """The same in words."""
    words = {
        "used": "says it is used",
        "used partly": "says that a part is used",
        "left-out": "says it is left out",
        "left-out partly": "says that a part is left out",
        "both": "says that it, or a part of it, is used, and that it is left out",
        "silent": "does not mention it",
    }[sign_of(said)]
    return (
        words if said.named or not (said.used or said.left_out) else f"{words}, by a broader term"
    )


def standing_in_words(standing: str, assessments: Iterable[Assessment]) -> str:
    """How something stands, to go on in a sentence: `3 articles say it is left out`.

    One article for use and one against it get the same words. Of data types that stand alike on the word of
    more and of fewer articles, the fewer are told, which is true of all.
    """
    alike = [each for each in assessments if each.standing == standing]
    if standing not in {"claimed", "disputed", "excluded"}:
        return lowerfirst(STANDINGS[standing][0])
    used_by = min(each.used_by for each in alike)
    left_out_by = min(each.left_out_by for each in alike)
    said = ((used_by, "it is used"), (left_out_by, "it is left out"))
    return ", ".join(_short_count(number, says) for number, says in said if number)


def _short_count(number: int, says: str) -> str:
    return f"{plural(number, 'article')} {'says' if number == 1 else 'say'} {says}"


def evidence_in_words(assessment: Assessment, mapping: ExportMapping) -> str:
    """How many documents say what about a data type; for use and against it in the same words."""
    documents = len(mapping.documents)
    if not assessment.documents:
        return f"None of the {documents} articles mentions this."
    parts = []
    if assessment.used_by:
        parts.append(_count(assessment.used_by, documents, "that this is used"))
    if assessment.left_out_by:
        parts.append(_count(assessment.left_out_by, documents, "that this is left out"))
    sentence = "; ".join(parts)
    if assessment.standing == "used" and assessment.used_by == 1:
        sentence += ", and gives it as the platform’s own list"
    if assessment.named_by < assessment.documents:
        named = assessment.named_by or "none"
        sentence += (
            f" ({named} of them by name, the others by a broader term)"
            if assessment.named_by
            else (" (by a broader term, not by name)")
        )
    return f"{sentence}."


def _count(number: int, documents: int, says: str) -> str:
    return f"{number} of {plural(documents, 'article')} {'says' if number == 1 else 'say'} {says}"


def speaks(difference: DisagreementFigures, document: Article) -> bool:
    """Whether a document takes part in a disagreement."""
    return any(side.document.id == document.id for side in difference.sides)


# --- basis -----------------------------------------------------------------------------------------


def statements_behind(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """The ids of the statements that the assessments rest on, each once."""
    ids = (each.statement.id for assessment in assessments for each in assessment.evidence)
    return tuple(dict.fromkeys(ids))


def resting_on(basis: Iterable[str], about: Iterable[str], known: Mapping[str, int]) -> Markup:
    """The attributes of an element whose sentences rest on the statements and findings with the ids `basis`.

    `about` are the ids of what its sentences are about, where they say that no document says something of it;
    `known` are the mapping's `numbers`.
    """
    rests = " ".join(map(str, sorted({known[each] for each in basis})))
    silent = escape(" ".join(dict.fromkeys(about)))
    basis_said = f' data-basis="{rests}"' if rests else ""
    return Markup(f'{basis_said} data-about="{silent}"' if silent else basis_said)
