"""No sentence on a page claims more than its evidence.

Every sentence about the articles carries `data-basis`, the numbers of the statements and findings behind it, or
`data-about`, the ids of subjects that it calls unmentioned. Quotes are compared with the articles elsewhere.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from claims import NAMES, Sentence, sentences
from test_scenario import CASES

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.mapping.articles import Finding, Statement
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.standing import USED_OR_UNCERTAIN
from analyzer.reporting.evidence import names_in_a_row
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.text import STANDINGS, capfirst, lowerfirst, spelled

pytestmark = pytest.mark.uncounted

SAMPLE = Path(__file__).parent.parent / "sample_export"
DAY = date(2026, 3, 14)
MASKED = ("E07", "E29", "E51")
"""The masked exports with the most files, the oldest data and the most messages."""

LABELS = {
    name
    for label, _ in STANDINGS.values()
    for name in (label, f"{label}:", f"Words {lowerfirst(label)}", f"Items {lowerfirst(label)}")
}
"""The statuses, where they are a key or a heading."""

OF_NO_CLAIM = {
    # the names of the articles
    f"{capfirst(spelled(len(NAMES)))} articles:",
    f"{names_in_a_row(load_mapping())}.",
    "The articles",
    "They are articles about LinkedIn’s policy, not the policy itself.",
    "Each mark is an article, in the order above:",
    "These steps are from the articles.",
    f"“{STANDINGS['claimed'][0]}” and “{STANDINGS['disputed'][0]}” together.",
    "LinkedIn has published its own notice, which is not one of the articles.",
    # the contents of a section
}
"""Sentences about the articles that report none of their statements."""

BY_THEMSELVES = ("ul.key", "ul.quotes", "ul.steps", "thead", "th.rowgroup")
"""Keys of signs, lists of quotes and steps, heads of tables, and descriptions of files."""


@dataclass(frozen=True)
class Page:
    """A page and its figures."""

    figures: Figures
    html: str


PageOf = Callable[[str], Page]


@pytest.fixture(scope="module")
def page_of(mapping: ExportMapping, request: pytest.FixtureRequest) -> PageOf:
    """The page of the sample or of a masked export, by name."""
    pages: dict[str, Page] = {}

    def analysis(name: str) -> Analysis:
        if name == "sample":
            return analyze(SAMPLE, mapping)
        masked: Callable[[str], Analysis] = request.getfixturevalue("masked_export")
        return masked(name)

    def page(name: str) -> Page:
        if name not in pages:
            numbers = figures(analysis(name))
            pages[name] = Page(numbers, render(numbers, DAY))
        return pages[name]

    return page


# --- the evidence of a sentence -----------------------------------------------------------------------------------------


def unfounded(page: Page, checked: set[Sentence] | None = None) -> list[str]:
    """The sentences of a page that claim more than their evidence, each after the fault.

    `checked` has the sentences of other pages with the same volumes. They are skipped, and those of this page
    are added.
    """
    mapping = page.figures.mapping
    new = [item for item in sentences(page.html) if checked is None or item not in checked]
    if checked is not None:
        checked.update(new)
    # Descriptions of files and categories: the articles in them belong to the reader.
    descriptions = " ".join(
        [
            *(table.holds for table in mapping.tables),
            *(f"{category.describes}." for category in mapping.categories),
        ]
    )
    problems = []
    for sentence in new:
        if set(BY_THEMSELVES) & set(sentence.inside) or sentence.text in OF_NO_CLAIM | LABELS:
            continue
        if sentence.text in descriptions:
            continue
        problems += [f"{fault}: {sentence.text}" for fault in faults(sentence, page.figures)]
    return problems


def faults(sentence: Sentence, figures: Figures) -> Iterator[str]:
    by_number = {number: id for id, number in figures.mapping.numbers.items()}
    if unknown := set(sentence.basis) - set(by_number):
        yield f"no statement has the number {unknown}"
        return
    basis = [by_number[number] for number in sentence.basis]
    if sentence.claims and not basis and not sentence.about:
        yield "rests on nothing"
        return
    if sentence.silent and not sentence.about:
        yield "is silent about nothing"
    yield from named_without_evidence(sentence, basis)
    yield from miscounted(sentence, basis, figures.mapping)
    yield from mentioned(sentence, figures)


def named_without_evidence(sentence: Sentence, basis: list[str]) -> Iterator[str]:
    """The articles that a sentence names without a statement of theirs, unless it calls them silent."""
    quoted = {id.partition("/")[0] for id in basis}
    for article, name in NAMES.items():
        naming = rf"\b{name}\b(?! [a-z]+ (says nothing|names no)\b)"
        if article in quoted or article in sentence.about:
            continue
        if re.search(naming, sentence.text, re.IGNORECASE):
            yield f"does not rest on {name}"


def miscounted(sentence: Sentence, basis: list[str], mapping: ExportMapping) -> Iterator[str]:
    """The numbers of articles in a sentence that differ from the articles in its basis."""
    statements = {statement.id: statement for statement in mapping.statements}

    def articles(says: str | None) -> int:
        return len(
            {
                id.partition("/")[0]
                for id in basis
                if says is None or (id in statements and statements[id].says == says)
            }
        )

    many = len(mapping.articles)
    for number, says in re.findall(
        rf"(\d) of {many} articles says? that this is (used|left out)", sentence.text
    ):
        if int(number) != articles("used" if says == "used" else "excluded"):
            yield f"{number} articles are not those it rests on"
    for number in re.findall(rf"\b(\d) of {many} (?!articles)", f"{sentence.text} "):
        if int(number) != articles(None):
            yield f"{number} articles are not those it rests on"
    for number in re.findall(r"(\w+) articles? says? that these are left out", sentence.text):
        if number != spelled(articles("excluded")):
            yield f"{number} articles are not those it rests on"


EVIDENCE = {
    data_type: sorted(assessment.evidence, key=lambda evidence: evidence.match == "implied")
    for data_type, assessment in load_mapping().assessments.items()
}


def mentioned(sentence: Sentence, figures: Figures) -> Iterator[str]:
    """The subjects of `data-about` that do not exist, or that an article mentions after all."""
    mapping = figures.mapping
    others = {
        *("unknown", "set_aside"),
        *(article.id for article in mapping.articles),
        *(f"fact-{fact.id}" for fact in mapping.facts),
        *(f"difference-{disagreement.id}" for disagreement in mapping.disagreements),
        *(f"action-{action.id}" for action in mapping.actions),
    }
    with_steps = {f"action-{action.id}" for action in mapping.actions if action.steps}
    for about in sentence.about:
        types = data_types(about, figures)
        if about in USED_OR_UNCERTAIN:
            if figures.of(about).text_words:
                yield f"there is text that is {about}"
        elif not types and about not in others:
            yield f"there is no {about}"
        if not sentence.silent:
            continue
        if about in with_steps and "gives the steps" in sentence.text:
            yield f"there are steps of {about}"
        for data_type in types:
            evidence = EVIDENCE[data_type]
            if "no article names" in sentence.text:
                evidence = [item for item in evidence if item.match == "named"]
            if evidence:
                yield f"{evidence[0].statement.id} mentions {data_type}"


def data_types(about: str, figures: Figures) -> list[str]:
    """The data types of `about`: one, those of a category, or all in the export that no article mentions."""
    if about == "not_mentioned":
        columns = (column for column in figures.columns if column.standing == about)
        return [column.data_type for column in columns if column.data_type]
    types = figures.mapping.data_types
    return [item.id for item in types if about in {item.id, item.category.id}]


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_every_sentence_about_the_articles_carries_its_evidence(page_of: PageOf, name: str) -> None:
    page = page_of(name)
    assert unfounded(page) == []
    claims = [item for item in sentences(page.html) if item.claims and item.basis]
    silent = [item for item in sentences(page.html) if item.silent and item.about]
    assert len(claims) > 250
    assert len(silent) > 50


INNERMOST = re.compile(r"<details\b(?:(?!<details\b).)*?</details>", re.DOTALL)
"""An element that opens, with none in it."""


@pytest.mark.slow
def test_no_page_for_one_member_claims_more_than_its_evidence(mapping: ExportMapping) -> None:
    """What opens on one page as on another is read once, as reading takes most of the time."""
    analysis = analyze(SAMPLE, mapping)
    assert len(CASES) >= 20
    checked: set[Sentence] = set()
    opened: set[str] = set()

    def unless_read(details: re.Match[str]) -> str:
        if details[0] in opened:
            return ""
        opened.add(details[0])
        return details[0]

    for name, scenario, *_ in CASES:
        numbers = figures(analysis, scenario)
        html = render(numbers, DAY)
        assert unfounded(Page(numbers, INNERMOST.sub(unless_read, html)), checked) == [], name
        assert "not exposed" not in html


CARRIED = re.compile(
    r'<(?P<what>[a-z]+(?: class="[^"]*")?)[^>]*?(?: data-(?:basis|about)="[^"]*")+'
)


@pytest.mark.slow
def test_a_missing_basis_is_detected(page_of: PageOf) -> None:
    page = page_of("sample")
    elements: dict[str, list[re.Match[str]]] = {}
    for match in CARRIED.finditer(page.html):
        elements.setdefault(match["what"], []).append(match)
    assert len(elements) > 7
    founded = {*sentences(page.html)}
    assert unfounded(page) == []
    for element, matches in elements.items():
        # Some elements have only a question or a short answer, which claims nothing by itself.
        assert any(is_missed(page, match, founded) for match in matches[:12]), element


def is_missed(page: Page, carried: re.Match[str], founded: set[Sentence]) -> bool:
    """Whether a sentence that is not on the whole page is unfounded without the basis that this element carries."""
    bare = re.sub(r' data-(basis|about)="[^"]*"', "", carried[0])
    without = page.html[: carried.start()] + bare + page.html[carried.end() :]
    return bool(unfounded(Page(page.figures, without), {*founded}))


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>ScanX says it is used.</p>", "rests on nothing"),
        ('<p data-basis="{nordvpn}">ScanX says it is used.</p>', "does not rest on ScanX"),
        ('<p data-basis="9999">It is used.</p>', "no statement has the number"),
        ('<p data-basis="{nordvpn}">No article says it is used.</p>', "is silent about nothing"),
        ('<p data-about="profile.skills">No article mentions it.</p>', "mentions profile.skills"),
        ('<p data-about="profile.fame">No article mentions it.</p>', "there is no profile.fame"),
        ('<p data-basis="{nordvpn}">2 of N articles say that this is used.</p>', "2 articles are"),
        ('<p data-about="action-setting">No article gives the steps.</p>', "there are steps"),
        ('<ul data-basis="{nordvpn}"><li>It is used.</li></ul>', "rests on nothing"),
        ('<li data-basis="{nordvpn}">On <span>2 of N</span></li>', "2 articles are"),
    ],
)
def test_an_unfounded_sentence_is_detected(page_of: PageOf, html: str, fault: str) -> None:
    numbers = page_of("sample").figures
    number = numbers.mapping.numbers["nordvpn-2025-10-16/profile-data"]
    html = html.replace("{nordvpn}", str(number)).replace(" of N", f" of {len(NAMES)}")
    (problem,) = unfounded(Page(numbers, html))
    assert fault in problem


@pytest.mark.parametrize("sentence", sorted(OF_NO_CLAIM))
def test_every_exempt_sentence_is_on_the_page(page_of: PageOf, sentence: str) -> None:
    assert sentence in {item.text for item in sentences(page_of("sample").html)}


# --- quotes, signs and counts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_every_quote_comes_from_the_article_named_with_it(page_of: PageOf, name: str) -> None:
    page = page_of(name)
    words: dict[str, set[str]] = {}
    for article in page.figures.mapping.articles:
        words[capfirst(article.name)] = {
            quote
            for item in article.passages
            for quote in (*item.quotes, *(item.steps if isinstance(item, Finding) else ()))
        }
    lists = re.findall(r'<ul class="(?:quotes|steps)">(.*?)</ul>', page.html, re.DOTALL)
    items = [item for text in lists for item in re.findall(r"<li>(.*?)</li>", text, re.DOTALL)]
    assert len(items) > 150
    for item in items:
        article_name = unescape(item.partition("<b>")[2].partition("</b>")[0])
        quotes = {unescape(quote) for quote in re.findall(r"<q>(.*?)</q>", item, re.DOTALL)}
        assert quotes
        assert quotes <= words[article_name], article_name


def articles_that_say(statements: dict[str, Statement], basis: list[str], says: str) -> set[str]:
    return {statements[id].article for id in basis if statements[id].says == says}


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_the_signs_of_a_line_match_its_statements(page_of: PageOf, name: str) -> None:
    page = page_of(name)
    mapping = page.figures.mapping
    statements = {statement.id: statement for statement in mapping.statements}
    by_number = {number: id for id, number in mapping.numbers.items()}
    lines = re.findall(
        r'id="category-[^"]*">\s*<summary(?: data-basis="([^"]*)")?[^>]*>(.*?)</summary>',
        page.html,
        re.DOTALL,
    )
    assert len(lines) >= len(mapping.categories)
    for numbers, summary in lines:
        basis = [by_number[int(number)] for number in numbers.split()]
        used = articles_that_say(statements, basis, "used")
        left_out = articles_that_say(statements, basis, "excluded")
        signs = re.findall(r'<i class="says ([a-z -]+)"', summary)
        for article, sign in zip(mapping.articles, signs, strict=False):
            assert ("used" in sign.split() or sign == "both") == (article.id in used), summary
            assert ("left-out" in sign.split() or sign == "both") == (article.id in left_out)


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_a_row_has_the_statuses_of_the_data_in_the_export(page_of: PageOf, name: str) -> None:
    page = page_of(name)
    checks = 0
    for category in page.figures.categories:
        row = page.html.partition(f'id="category-{category.id}"')[2].partition("</summary>")[0]
        statuses = row.partition("<small>")[2].partition("</small>")[0].lower().split("; ")
        present = {
            STANDINGS[standing][0].lower()
            for standing, volume in category.standings
            if volume.values
        }
        expected = present or {"not in this export"}
        assert {status.removeprefix("partly ") for status in statuses} == expected
        checks += len(present)
    assert checks > 10


# --- words ------------------------------------------------------------------------------------------------------------

JARGON = re.compile(
    r"\b(?<!you )(values?|standings?|set aside|code points?|at most|lower bound|at least(?! two articles))\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_jargon_stays_in_the_details(page_of: PageOf, name: str) -> None:
    page, _, details = page_of(name).html.partition('<section aria-labelledby="details">')
    assert details
    page += "</main></body></html>"
    # The head of a row is a column name from LinkedIn.
    texts = [item.text for item in sentences(page) if item.inside[:2] != ("th", "tr")]
    labels = [unescape(label) for label in re.findall(r'aria-label="(.*?)"', page)]
    assert len(texts) > 500
    assert len(labels) > 100
    assert [text for text in texts + labels if JARGON.search(text)] == []
