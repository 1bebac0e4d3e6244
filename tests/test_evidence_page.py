"""The page about the evidence alone: complete, in the articles' words, with an address for each row."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from changed_mapping import FULL
from claims import sentences
from example_group import example_group
from exports import write
from test_claims import BY_THEMSELVES, LABELS, OF_NO_CLAIM, faults
from typer.testing import CliRunner

from analyzer.analysis.analyze import analyze
from analyzer.cli import app
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render, render_evidence
from analyzer.text import STANDINGS, spelled
from analyzer.workshop.group_page import render_cohort

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def page(mapping: ExportMapping) -> str:
    return render_evidence(mapping, "1.0")


@pytest.fixture(scope="module")
def numbers(mapping: ExportMapping) -> Figures:
    """Figures whose mapping the sentences are checked against."""
    return figures(analyze(PROJECT / "sample_export", mapping))


def lines_of(page: str) -> Iterator[tuple[str, str]]:
    """The id and the HTML of each row of the table of kinds of data, folded."""
    for part in page.split('<details class="line" id="category-')[1:]:
        identifier, _, rest = part.partition('"')
        yield identifier, rest.partition("</summary>")[0]


def test_every_sentence_about_the_articles_carries_its_evidence(
    page: str, mapping: ExportMapping, numbers: Figures
) -> None:
    exempt = (
        OF_NO_CLAIM | LABELS | {description for pair in STANDINGS.values() for description in pair}
    )
    definitions = " ".join(exempt)
    lead = f"This page quotes {len(mapping.numbers)} statements of {spelled(len(mapping.articles))} articles:"
    described = " ".join(category.describes for category in mapping.categories)
    problems = []
    claims = 0
    for sentence in sentences(page):
        if {*BY_THEMSELVES, "dd", "li.official"} & set(sentence.inside):
            continue
        if sentence.text in exempt | ABOUT_THE_PAGE | {lead} or sentence.text in definitions:
            continue
        if sentence.text in described:
            continue
        claims += bool(sentence.claims and sentence.basis)
        problems += [f"{fault}: {sentence.text}" for fault in faults(sentence, numbers)]
    assert problems == []
    assert claims > 200


ABOUT_THE_PAGE = {
    "A code such as pd:Salary is the term of the W3C Data Privacy Vocabulary for the same kind of data or a broader one.",
    "What no article mentions is listed as not mentioned, which does not make it safe.",
    "Each row is a question with different answers, or one that only some articles answer.",
    "It is not one of the articles and changes no status.",
}
"""Sentences about the page itself."""


def test_a_missing_basis_is_detected(page: str, numbers: Figures) -> None:
    bare = re.sub(r' data-(basis|about)="[^"]*"', "", page)
    problems = [fault for item in sentences(bare) for fault in faults(item, numbers)]
    assert len(problems) > 200


@pytest.mark.parametrize("which", ["built in", "the small one of the tests"])
def test_every_statement_is_quoted_with_article_date_and_lines(which: str) -> None:
    mapping = load_mapping() if which == "built in" else load_mapping(FULL)
    page = unescape(render_evidence(mapping, "1.0"))
    for statement in mapping.statements:
        for quote in statement.quotes:
            assert f"<q>{quote}</q>" in page, statement.id


def test_every_kind_of_data_has_a_row_with_a_sign_for_each_article(
    page: str, mapping: ExportMapping
) -> None:
    rows = dict(lines_of(page))
    assert list(rows) == [category.id for category in mapping.categories]
    for identifier, row in rows.items():
        assert row.count('<i class="says ') == len(mapping.articles), identifier
    for data_type in mapping.data_types:
        assert page.count(f'id="type-{data_type.id}"') == 1


@pytest.mark.parametrize(
    ("category", "status"),
    [
        ("profile", "Reported as used"),
        ("ai_usage", "Reported as used; partly not mentioned"),
        ("messages", "Reported as not used; partly not mentioned"),
        ("payment", "The articles disagree"),
        ("connections", "Only one article says it is used"),
        ("searches", "Not mentioned"),
    ],
)
def test_a_row_has_the_status_of_each_of_its_data_types(
    five: ExportMapping, category: str, status: str
) -> None:
    row = dict(lines_of(render_evidence(five, "1.0")))[category]
    assert re.search(r"<small>(.*?)</small>", row).group(1) == status  # type: ignore[union-attr]


def test_every_link_leads_to_one_place_on_the_page(page: str) -> None:
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [name for name, number in ids.items() if number > 1] == []
    links = re.findall(r'href="([^"]+)"', page)
    assert links
    assert {link for link in links if link.removeprefix("#") not in ids} == set()


def test_rows_of_each_kind_have_an_address(page: str, mapping: ExportMapping) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert {f"article-{article.id}" for article in mapping.articles} <= ids
    assert {f"fact-{fact.id}" for fact in mapping.facts} <= ids
    assert {f"difference-{item.id}" for item in mapping.disagreements} <= ids


def test_the_files_and_columns_of_a_kind_are_those_of_the_mapping(page: str) -> None:
    row = page.partition('id="category-reactions"')[2].partition('class="line"')[0]
    assert re.findall(r"<li><b>(.*?)</b>: (.*?)</li>", row) == [
        ("Reactions.csv", "Date, Type, Link")
    ]


def test_a_data_type_has_its_term_of_the_data_privacy_vocabulary(
    page: str, mapping: ExportMapping
) -> None:
    terms = dict(re.findall(r'id="type-([^"]+)">[^<]*</b>(?: <code>(.*?)</code>)?', page))
    assert terms == {item.id: item.dpv or "" for item in mapping.data_types}


def test_the_head_of_a_column_is_the_first_word_of_a_publisher_without_its_article() -> None:
    head = re.findall(
        r'<div class="label-head".*?</div>', render_evidence(load_mapping(FULL), "1.0")
    )
    assert re.findall(r"<span>(.*?)</span>", head[0]) == ["Paper", "Ada"]


def test_the_sources_have_publisher_date_and_kind(page: str, mapping: ExportMapping) -> None:
    sources = unescape(page.partition('id="documents"')[2])
    for article in mapping.articles:
        (entry,) = re.findall(rf'<li id="article-{article.id}"[^>]*>(.*?)</li>', sources)
        assert article.title in entry
        assert article.describes
        assert article.describes in entry
        assert ("undated" in entry) == (article.published is None)


DAY = date(2026, 3, 14)
PAGES: dict[str, Callable[[ExportMapping, Path], str]] = {
    "the evidence": lambda mapping, _: render_evidence(mapping, "1.0"),
    "a report": lambda mapping, export: render(figures(analyze(export, mapping)), DAY),
    "a group": lambda mapping, _: render_cohort(example_group(mapping), mapping, DAY),
}
PAPER, WEEKLY = "published = 2025-11-03", 'undated = "The text has no date."'
NEWEST = {
    # the dates of two articles, and the newest on a page
    "one has no date": (PAPER, WEEKLY, "3 November 2025"),
    "the first is newer": (PAPER, "published = 2025-01-02", "3 November 2025"),
    "the second is newer": (PAPER, "published = 2026-01-02", "2 January 2026"),
    "neither has a date": (WEEKLY, WEEKLY, None),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("paper", "weekly", "newest"), NEWEST.values(), ids=NEWEST)
def test_a_page_gives_the_newest_date_of_the_articles(
    paper: str, weekly: str, newest: str | None, name: str, tmp_path: Path
) -> None:
    own = shutil.copytree(FULL, tmp_path / "own")
    for file, before, after in (("paper", PAPER, paper), ("weekly", WEEKLY, weekly)):
        path = own / "documents" / f"{file}.toml"
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    export = write(tmp_path / "export", {"Skills.csv": "Name\nGo\n"})
    page = PAGES[name](load_mapping(own), export)
    expected = [] if newest is None else [newest]
    assert re.findall(r"The newest with a date is from (.*?)\.", page) == expected


def test_the_notice_is_apart_from_the_articles(page: str, mapping: ExportMapping) -> None:
    notice = page.partition('aria-labelledby="notice"')[2].partition("</section>")[0]
    assert "It is not one of the articles and changes no status." in notice
    assert mapping.official is not None
    quotes = {item.quote for item in (*mapping.official.entries, *mapping.official.remarks)}
    elsewhere = unescape(page.replace(notice, ""))
    for quote in filter(None, quotes):
        assert quote in unescape(notice)
        assert f"<q>{quote}</q>" not in elsewhere


def test_the_page_is_the_same_for_every_export(
    page: str, mapping: ExportMapping, numbers: Figures, tmp_path: Path
) -> None:
    other = write(tmp_path, {"SearchQueries.csv": "Time,Search Query\n,baker\n"})
    reports = set()
    for export in (numbers, figures(analyze(other, mapping))):
        reports.add(render(export, DAY))
        assert render_evidence(mapping, "1.0") == page
    assert len(reports) == 2


def test_a_mapping_of_ones_own_has_its_page(tmp_path: Path) -> None:
    own = shutil.copytree(FULL, tmp_path / "own")
    (own / "official.toml").unlink()
    target = tmp_path / "evidence.html"
    done = CliRunner().invoke(app, ["mapping", "page", "--mapping", str(own), "--out", str(target)])
    assert (done.exit_code, done.output) == (0, f"Evidence: {target}\n")
    written = target.read_text("utf-8")
    assert "according to two articles" in written
    assert 'id="notice"' not in written


def test_a_page_never_replaces_a_file_of_the_mapping(tmp_path: Path) -> None:
    own = shutil.copytree(FULL, tmp_path / "own")
    done = CliRunner().invoke(
        app, ["mapping", "page", "--mapping", str(own), "--out", str(own / "facts.toml")]
    )
    assert "is a file of the mapping, which is never replaced" in str(done.exception)
    assert (own / "facts.toml").read_bytes() == (FULL / "facts.toml").read_bytes()
