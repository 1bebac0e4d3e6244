"""The statements and findings against the articles themselves, and careful wording everywhere."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from quotes import digest, normalised, parts, quoted_parts, read_list, rows

from analyzer.mapping.articles import FindingKind
from analyzer.mapping.mapping import ExportMapping

PROJECT = Path(__file__).parent.parent

# --- quotes --------------------------------------------------------------------------------------


def test_every_quote_has_been_compared_with_its_article(mapping: ExportMapping) -> None:
    """After a change, `python tests/quotes.py FOLDER` compares the quotes with the articles, and renews the list."""
    places: dict[tuple[str, str], list[set[int]]] = {}
    for article, place, value in read_list():
        places.setdefault((article, value), []).append(set(map(int, place.split("-"))))
    quotes = set()
    for passage, part in quoted_parts(mapping):
        quote = passage.article, digest(part)
        assert quote in places, (passage.id, part)
        assert any(lines <= set(passage.lines) for lines in places[quote]), (passage.id, part)
        quotes.add(quote)
    assert quotes == set(places)
    assert len(quotes) > 200


def test_the_list_of_quotes_agrees_with_the_articles(shared: Path, mapping: ExportMapping) -> None:
    folder = shared / "documents"
    here = {article.id for article in mapping.articles if (folder / article.source).exists()}
    assert [row for row in read_list() if row[0] in here] == rows(mapping, folder)


@pytest.fixture(scope="module")
def articles(shared: Path, mapping: ExportMapping) -> dict[str, str]:
    """The normalised text of each article that is there, by its id."""
    folder = shared / "documents"
    texts = {
        article.id: normalised((folder / article.source).read_text("utf-8"))
        for article in mapping.articles
        if (folder / article.source).exists()
    }
    assert len(texts) >= 5
    return texts


def has_quote(text: str, quote: str) -> bool:
    """Whether a normalised text has all parts of the quote, in that order."""
    end = 0
    for part in parts(quote):
        start = text.find(part, end)
        if not part or start < 0:
            return False
        end = start + len(part)
    return True


def test_the_parts_of_every_quote_are_in_its_article_in_order(
    articles: dict[str, str], mapping: ExportMapping
) -> None:
    for article in mapping.articles:
        for passage in article.passages if article.id in articles else ():
            for quote in passage.quotes:
                assert has_quote(articles[article.id], quote), (passage.id, quote)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("a […] c d", True),
        ("b", True),
        ("c […] b", False),
        ("a […] a", False),
        ("a […] x", False),
        ("a […]  […] b", False),
    ],
)
def test_the_parts_of_a_quote_are_found_only_in_order(quote: str, expected: bool) -> None:
    assert has_quote("a bb c d", quote) == expected


def test_every_step_is_in_the_words_of_its_article(
    articles: dict[str, str], mapping: ExportMapping
) -> None:
    for article in mapping.articles:
        for finding in article.findings if article.id in articles else ():
            for step in finding.steps:
                assert normalised(step).casefold() in articles[article.id].casefold(), finding.id


def test_no_quote_is_a_fragment(mapping: ExportMapping) -> None:
    """Fewer words than these were once cut from a sentence, and lost who does what to which data."""
    for article in mapping.articles:
        for passage in article.passages:
            for quote in passage.quotes:
                assert len(quote.split()) >= 5, (passage.id, quote)


# --- completeness --------------------------------------------------------------------------------


def test_every_statement_of_the_ledger_is_in_the_mapping(
    shared: Path, mapping: ExportMapping
) -> None:
    ledger = json.loads((shared / "documents" / "statements.json").read_text("utf-8"))
    ids = [identifier for article in mapping.articles for identifier in article.ids]
    assert {statement["id"] for statement in ledger} <= set(ids)  # the ledger lacks some
    assert len(ids) == len(set(ids))


def test_every_kind_of_finding_is_in_some_article(mapping: ExportMapping) -> None:
    kinds = {finding.kind for article in mapping.articles for finding in article.findings}
    assert kinds == set(get_args(FindingKind))


def test_every_disagreement_is_a_question(mapping: ExportMapping) -> None:
    for disagreement in mapping.disagreements:
        assert disagreement.title.endswith("?"), disagreement.id


# --- careful wording -----------------------------------------------------------------------------

# Nothing in the project states more than the articles do.
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


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_text_claims_more_than_the_articles(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".toml":  # quotes are the articles' own words
        text = re.sub(r"^quotes? = (?:\[.*?\]|\".*?\")$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not OVERCLAIMS.search(text), OVERCLAIMS.search(text)


@pytest.mark.parametrize(
    "sentence",
    ["LinkedIn trains on it", "your data was used", "what no document mentions is safe"],
)
def test_overclaims_are_detected(sentence: str) -> None:
    assert OVERCLAIMS.search(sentence)
