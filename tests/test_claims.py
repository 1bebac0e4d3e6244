"""Nothing on the page says more than its evidence: every sentence about the articles carries what it rests on.

`data-basis` has the numbers of statements and findings, `data-about` the ids of what a sentence says that no article,
or no other one, speaks of. What stands in quotes is the articles' own, and tried against them by itself.
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
from analyzer.mapping import (
    EVERY_CLAIM,
    ExportMapping,
    Finding,
    Statement,
    load_mapping,
)
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.text import spelled

pytestmark = pytest.mark.uncounted

SAMPLE = Path(__file__).parent.parent / "sample_export"
DAY = date(2026, 3, 14)
MASKED = ("E07", "E29", "E51")
"""Of the masked exports the one with most files, the oldest, and the one with most messages."""

OF_NO_CLAIM = {
    # who the articles are
    "Five articles:",
    "NordVPN, PreviewKart, ScanX News Team, an article by Sonia and an unsigned explainer.",
    "The articles",
    "They are articles about LinkedIn’s policy, not the policy itself.",
    "LinkedIn has published a notice of its own, which is not one of the articles.",
    # what a section holds
    "This is what the articles say, with how many of the five say it.",
    "As the articles describe it.",
    "Questions to which the articles give different answers, those first that concern most of this export.",
    "What else the articles say",
}
"""Sentences that speak of the articles and tell nothing that they say."""

BY_THEMSELVES = ("ul.key", "ul.quotes", "ul.steps", "thead", "tr.file")
"""What explains signs, names whom a quote is of, heads columns of numbers, and tells what a file holds."""


@dataclass(frozen=True)
class Told:
    """A page, and the figures it was made of."""

    figures: Figures
    html: str


Tell = Callable[[str], Told]


@pytest.fixture(scope="module")
def tell(mapping: ExportMapping, request: pytest.FixtureRequest) -> Tell:
    """The page of the sample, or of a masked export, by name."""
    made: dict[str, Told] = {}

    def analysis(name: str) -> Analysis:
        if name == "sample":
            return analyze(SAMPLE, mapping)
        masked: Callable[[str], Analysis] = request.getfixturevalue("masked_export")
        return masked(name)

    def page(name: str) -> Told:
        if name not in made:
            counted = figures(analysis(name))
            made[name] = Told(counted, render(counted, DAY))
        return made[name]

    return page


# --- what a sentence rests on -----------------------------------------------------------------------------------------


def unfounded(told: Told, known: set[Sentence] | None = None) -> list[str]:
    """The sentences of a page that say more than what they carry, each with what is wrong.

    `known` are those of another page with the same volumes: they are not looked at again, and those of this
    page are added.
    """
    mapping = told.figures.mapping
    new = [each for each in sentences(told.html) if known is None or each not in known]
    if known is not None:
        known.update(new)
    # What a file or a category is: its articles are the reader's own.
    described = " ".join(
        [*(each.holds for each in mapping.tables), *(f"{e.describes}." for e in mapping.categories)]
    )
    found = []
    for sentence in new:
        if set(BY_THEMSELVES) & set(sentence.inside) or sentence.text in OF_NO_CLAIM:
            continue
        if sentence.text in described:
            continue
        found += [f"{wrong}: {sentence.text}" for wrong in faults(sentence, told.figures)]
    return found


def faults(sentence: Sentence, figures: Figures) -> Iterator[str]:
    by_number = {number: each for each, number in figures.mapping.numbers.items()}
    if unknown := set(sentence.basis) - set(by_number):
        yield f"no statement has the number {unknown}"
        return
    basis = [by_number[number] for number in sentence.basis]
    if sentence.claims and not basis and not sentence.about:
        yield "rests on nothing"
        return
    if sentence.silent and not sentence.about:
        yield "is silent about nothing"
    yield from unheard(sentence, basis)
    yield from miscounted(sentence, basis, figures.mapping)
    yield from spoken_of(sentence, figures)


def unheard(sentence: Sentence, basis: list[str]) -> Iterator[str]:
    """The articles that a sentence names without resting on them, unless it says that they are silent."""
    resting_on = {each.partition("/")[0] for each in basis}
    for document, name in NAMES.items():
        says = rf"\b{name}\b(?! [a-z]+ (says nothing|names no)\b)"
        known = document in resting_on or document in sentence.about
        if not known and re.search(says, sentence.text, re.IGNORECASE):
            yield f"does not rest on {name}"


def miscounted(sentence: Sentence, basis: list[str], mapping: ExportMapping) -> Iterator[str]:
    """The numbers of articles in a sentence that are not those of the articles it rests on."""
    statements = {each.id: each for each in mapping.statements}

    def articles(says: str | None) -> int:
        return len(
            {
                each.partition("/")[0]
                for each in basis
                if says is None or (each in statements and statements[each].says == says)
            }
        )

    many = len(mapping.documents)
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


def spoken_of(sentence: Sentence, figures: Figures) -> Iterator[str]:
    """What a sentence is said to be silent about although there is no such thing, or an article speaks of it."""
    mapping = figures.mapping
    others = {
        *("unknown", "set_aside"),
        *(each.id for each in mapping.documents),
        *(f"fact-{each.id}" for each in mapping.facts),
        *(f"difference-{each.id}" for each in mapping.disagreements),
        *(f"action-{each.id}" for each in mapping.actions),
    }
    with_steps = {f"action-{each.id}" for each in mapping.actions if each.steps}
    for about in sentence.about:
        types = data_types(about, figures)
        if about in EVERY_CLAIM:
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
                evidence = [each for each in evidence if each.match == "named"]
            if evidence:
                yield f"{evidence[0].statement.id} speaks of {data_type}"


def data_types(about: str, figures: Figures) -> list[str]:
    """The data types that `about` is: one, those of a category, or those of the export that no article mentions."""
    if about == "not_mentioned":
        columns = (each for each in figures.columns if each.standing == about)
        return [each.data_type for each in columns if each.data_type]
    return [each.id for each in figures.mapping.data_types if about in {each.id, each.category.id}]


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_every_sentence_about_the_articles_carries_what_it_rests_on(tell: Tell, name: str) -> None:
    told = tell(name)
    assert unfounded(told) == []
    resting = [each for each in sentences(told.html) if each.claims and each.basis]
    silent = [each for each in sentences(told.html) if each.silent and each.about]
    assert len(resting) > 250
    assert len(silent) > 50


def test_no_page_for_one_member_says_more_than_its_evidence(mapping: ExportMapping) -> None:
    analysis = analyze(SAMPLE, mapping)
    assert len(CASES) >= 20
    known: set[Sentence] = set()
    for name, told, *_ in CASES:
        counted = figures(analysis, told)
        page = render(counted, DAY)
        assert unfounded(Told(counted, page), known) == [], name
        assert "not exposed" not in page


CARRIED = re.compile(
    r'<(?P<what>[a-z]+(?: class="[^"]*")?)[^>]*?(?: data-(?:basis|about)="[^"]*")+'
)


def test_a_basis_that_is_taken_away_is_missed(tell: Tell) -> None:
    told = tell("sample")
    first = {each["what"]: each for each in reversed(list(CARRIED.finditer(told.html)))}
    assert len(first) > 7
    for what, found in first.items():
        bare = re.sub(r' data-(basis|about)="[^"]*"', "", found[0])
        without = told.html[: found.start()] + bare + told.html[found.end() :]
        missed = unfounded(Told(told.figures, without))
        assert missed, what


@pytest.mark.parametrize(
    ("says", "wrong"),
    [
        ("<p>ScanX says that it is used.</p>", "rests on nothing"),
        ('<p data-basis="{nordvpn}">ScanX says that it is used.</p>', "does not rest on ScanX"),
        ('<p data-basis="9999">It is used.</p>', "no statement has the number"),
        ('<p data-basis="{nordvpn}">No article says so.</p>', "is silent about nothing"),
        ('<p data-about="profile.skills">No article mentions it.</p>', "speaks of profile.skills"),
        ('<p data-about="profile.fame">No article mentions it.</p>', "there is no profile.fame"),
        ('<p data-basis="{nordvpn}">2 of 5 articles say that this is used.</p>', "2 articles are"),
        ('<p data-about="action-setting">No article gives the steps.</p>', "there are steps"),
        ('<ul data-basis="{nordvpn}"><li>It is used.</li></ul>', "rests on nothing"),
        ('<li data-basis="{nordvpn}">On <span>2 of 5</span></li>', "2 articles are"),
    ],
)
def test_a_sentence_that_says_too_much_is_found(tell: Tell, says: str, wrong: str) -> None:
    told = tell("sample")
    number = told.figures.mapping.numbers["nordvpn-2025-10-16/profile-data"]
    (found,) = unfounded(Told(told.figures, says.replace("{nordvpn}", str(number))))
    assert wrong in found


@pytest.mark.parametrize("sentence", sorted(OF_NO_CLAIM))
def test_what_is_let_pass_is_on_the_page(tell: Tell, sentence: str) -> None:
    assert sentence in {each.text for each in sentences(tell("sample").html)}


# --- quotes, signs and counts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_every_quote_is_of_the_article_named_beside_it(tell: Tell, name: str) -> None:
    told = tell(name)
    words: dict[str, set[str]] = {}
    for document in told.figures.mapping.documents:
        called = document.called[:1].upper() + document.called[1:]
        words[called] = {
            quote
            for each in document.said
            for quote in (*each.quotes, *(each.steps if isinstance(each, Finding) else ()))
        }
    lists = re.findall(r'<ul class="(?:quotes|steps)">(.*?)</ul>', told.html, re.DOTALL)
    items = [item for each in lists for item in re.findall(r"<li>(.*?)</li>", each, re.DOTALL)]
    assert len(items) > 200
    for item in items:
        called = unescape(item.partition("<b>")[2].partition("</b>")[0])
        quotes = {unescape(quote) for quote in re.findall(r"<q>(.*?)</q>", item, re.DOTALL)}
        assert quotes or "what is quoted above" in item
        assert quotes <= words[called], called


def test_what_is_quoted_above_is(tell: Tell) -> None:
    html = tell("sample").html
    referring = 0
    for category in re.split(r'<details class="line', html.partition('id="mine"')[2]):
        quoted: set[str] = set()
        for item in re.findall(r"<li><b>(.*?)</li>", category, re.DOTALL):
            called = item.partition("</b>")[0]
            if "what is quoted above" in item:
                assert called in quoted
                referring += 1
            if "<q>" in item:
                quoted.add(called)
    assert referring > 20


def said_by(statements: dict[str, Statement], basis: list[str], says: str) -> set[str]:
    return {statements[each].document for each in basis if statements[each].says == says}


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_the_signs_of_a_line_are_what_its_statements_say(tell: Tell, name: str) -> None:
    told = tell(name)
    mapping = told.figures.mapping
    statements = {each.id: each for each in mapping.statements}
    by_number = {number: each for each, number in mapping.numbers.items()}
    lines = re.findall(
        r'id="category-[^"]*">\s*<summary(?: data-basis="([^"]*)")?[^>]*>(.*?)</summary>',
        told.html,
        re.DOTALL,
    )
    assert len(lines) >= len(mapping.categories)
    for carried, summary in lines:
        basis = [by_number[int(each)] for each in carried.split()]
        used, left_out = (said_by(statements, basis, each) for each in ("used", "excluded"))
        signs = re.findall(r'<span class="says ([a-z -]+)"', summary)
        for document, sign in zip(mapping.documents, signs, strict=False):
            assert ("used" in sign.split() or sign == "both") == (document.id in used), summary
            assert ("left-out" in sign.split() or sign == "both") == (document.id in left_out)


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_a_line_counts_the_articles_that_speak_of_what_is_here(tell: Tell, name: str) -> None:
    told = tell(name)
    counted = 0
    for category in told.figures.categories:
        line = told.html.partition(f'id="category-{category.id}"')[2].partition("</summary>")[0]
        for standing, volume in category.standings:
            here = [
                block.assessment
                for block in category.evidence
                if block.assessment.standing == standing and block.volume.values
            ]
            if volume.values and standing in {"claimed", "disputed", "excluded"}:
                for numbers_of, words in (
                    ({each.used_by for each in here}, "it is used"),
                    ({each.left_out_by for each in here}, "it is left out"),
                ):
                    if numbers_of != {0}:
                        number = min(numbers_of)
                        says = "article says" if number == 1 else "articles say"
                        assert f"{number} {says} {words}" in line, category.id
                        counted += 1
    assert counted > 3


# --- words ------------------------------------------------------------------------------------------------------------

WORKSHOP = re.compile(
    r"\b(values?|standings?|set aside|code points?|at most|lower bound|at least(?! two articles))\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", ["sample", *MASKED])
def test_words_of_the_workshop_stay_in_the_details(tell: Tell, name: str) -> None:
    told, _, details = tell(name).html.partition('<section aria-labelledby="details">')
    assert details
    told += "</main></body></html>"
    # A row is headed by the name of a column, which is LinkedIn's.
    read = [each.text for each in sentences(told) if each.inside[:2] != ("th", "tr")]
    heard = [unescape(each) for each in re.findall(r'aria-label="(.*?)"', told)]
    assert len(read) > 500
    assert len(heard) > 200
    assert [text for text in read + heard if WORKSHOP.search(text)] == []
