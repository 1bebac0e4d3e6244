"""The ledger against the documents themselves, and careful wording everywhere."""

import json
import re
from pathlib import Path

import pytest

from analyzer.mapping import (
    Document,
    ExportMapping,
    Finding,
    Statement,
)

PROJECT = Path(__file__).parent.parent

# Nothing in the project may say more than the documents do.
OVERCLAIMS = re.compile(
    r"linkedin (?:trains|is training|trained)\b"
    r"|(?:your|their|this|the) (?:data|posts?|messages?|words) (?:was|were|is being|are being|has been) used"
    r"|\b(?:is|are|it's|they're|completely|perfectly) safe\b"
    r"|\bnot at risk\b|\bguaranteed?\b",
    re.IGNORECASE,
)

TEXTS = [
    *sorted(PROJECT.glob("*.md")),
    *(
        path
        for folder in ("analyzer", "mappings", "docs")
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.is_file() and path.suffix != ".png" and "__pycache__" not in path.parts
    ),
]


def normalised(text: str) -> str:
    straight = text.translate(str.maketrans("“”‘’‛′ ", "\"\"''''" + " "))
    return " ".join(straight.split())


def stands_in(quote: str, text: str) -> bool:
    """Whether the quote's parts, divided by […], stand in the normalised text, in that order."""
    at = 0
    for part in map(normalised, quote.split(" […] ")):
        found = text.find(part, at)
        if not part or found < 0:
            return False
        at = found + len(part)
    return True


@pytest.fixture(scope="module")
def sources(shared: Path, mapping: ExportMapping) -> dict[str, str]:
    return {
        document.id: (shared / "documents" / document.source).read_text("utf-8")
        for document in mapping.documents
    }


def said(document: Document) -> list[Statement | Finding]:
    return [*document.statements, *document.findings]


def test_every_quote_is_in_its_document(sources: dict[str, str], mapping: ExportMapping) -> None:
    quotes = 0
    for document in mapping.documents:
        text = normalised(sources[document.id])
        for one in said(document):
            for quote in one.quotes:
                assert stands_in(quote, text), (one.id, quote)
                quotes += 1
    assert quotes > 100


def test_every_quote_is_on_a_line_it_cites(sources: dict[str, str], mapping: ExportMapping) -> None:
    for document in mapping.documents:
        lines = sources[document.id].splitlines()
        for one in said(document):
            cited = normalised(" ".join(lines[number - 1] for number in one.lines))
            for quote in one.quotes:
                assert stands_in(quote, cited), (one.id, quote)


@pytest.mark.parametrize("quote", ["b", "c […] b", "a […] a", "a […] x", "a […]  […] b"])
def test_a_quote_that_is_not_there_is_found(quote: str) -> None:
    assert stands_in("a […] c d", "a bb c d")
    assert stands_in(quote, "a bb c d") == (quote == "b")


def test_every_step_is_in_the_documents_words(
    sources: dict[str, str], mapping: ExportMapping
) -> None:
    for document in mapping.documents:
        text = normalised(sources[document.id]).casefold()
        for finding in document.findings:
            for step in finding.steps:
                assert normalised(step).casefold() in text, (finding.id, step)


def test_no_quote_is_a_fragment(mapping: ExportMapping) -> None:
    """Fewer words than these have been cut from a sentence, and lost who does what to which data."""
    for document in mapping.documents:
        for one in document.said:
            for quote in one.quotes:
                assert len(quote.split()) >= 5, (one.id, quote)


def test_every_statement_of_the_ledger_is_there_once(shared: Path, mapping: ExportMapping) -> None:
    ledger = json.loads((shared / "documents" / "statements.json").read_text("utf-8"))
    ours = [one for document in mapping.documents for one in document.ids]
    assert {statement["id"] for statement in ledger} <= set(ours)  # the ledger lacks some
    assert len(ours) == len(set(ours))


def test_every_kind_of_finding_is_there(mapping: ExportMapping) -> None:
    kinds = {finding.kind for document in mapping.documents for finding in document.findings}
    assert kinds >= {
        "region", "date", "recipient", "purpose", "minors", "default", "legal_basis", "opt_out",
        "opt_out_web", "opt_out_app", "advertising_toggle", "objection_form", "not_reversed",
        "opt_out_reach", "retention", "effect", "transparency", "comparison", "benefit", "risk",
        "safeguard", "advice", "scope", "attribution", "exclusions_none",
    }  # fmt: skip


def test_every_disagreement_has_two_sides_or_a_silence(mapping: ExportMapping) -> None:
    assert len(mapping.disagreements) == 29
    for disagreement in mapping.disagreements:
        assert disagreement.evidence
        assert disagreement.title.endswith("?"), disagreement.id


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_nothing_claims_more_than_the_documents(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".toml":  # quotes are the documents' own words
        text = re.sub(r"^quotes? = (?:\[.*?\]|\".*?\")$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not OVERCLAIMS.search(text), OVERCLAIMS.search(text)


@pytest.mark.parametrize(
    "sentence",
    ["LinkedIn trains on it", "your data was used", "what no document mentions is safe"],
)
def test_overclaims_are_found(sentence: str) -> None:
    assert OVERCLAIMS.search(sentence)
