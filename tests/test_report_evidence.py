"""What the page says of the documents: standing, quotes, disagreements, LinkedIn's own words."""

import html
import re
from datetime import date
from pathlib import Path

import pytest

from analyzer.exposure import Analysis, analyze
from analyzer.mapping import ExportMapping
from analyzer.report import absent_tables, category_sections, disagreement_sections, render
from analyzer.wording import STANDINGS, count

SAMPLE = Path(__file__).parent.parent / "sample_export"
MADE_ON = date(2026, 3, 14)


@pytest.fixture(scope="module")
def analysis(mapping: ExportMapping) -> Analysis:
    return analyze(SAMPLE, mapping)


@pytest.fixture(scope="module")
def page(analysis: Analysis) -> str:
    return html.unescape(render(analysis, MADE_ON))


def test_every_quote_of_a_statement_that_applies_is_on_the_page(
    analysis: Analysis, page: str
) -> None:
    applying = {
        one.statement.id: one.statement
        for column in analysis.columns
        if column.assessment
        for one in column.assessment.evidence
    }
    assert len(applying) > 20
    for statement in applying.values():
        for quote in statement.quotes:
            assert f"<q>{quote}</q>" in page, statement.id


def test_every_standing_is_said_in_words(analysis: Analysis, page: str) -> None:
    for column in analysis.columns:
        assert f's-{column.standing}">{STANDINGS[column.standing][0]}</span>' in page


def test_the_disagreements_that_concern_the_export_stand_there_with_their_volume(
    analysis: Analysis, page: str
) -> None:
    concerning = [one for one in disagreement_sections(analysis) if one.volume.values]
    assert {one.disagreement.id for one in concerning} >= {"payment", "login-details"}
    for section in concerning:
        words = count(section.volume.words)
        assert re.search(
            rf"<h3>{re.escape(section.disagreement.title)}</h3>.*?In this export: {words} words? in ",
            page,
            re.DOTALL,
        ), section.disagreement.id


def test_a_disagreement_about_data_that_is_not_there_is_left_out(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    (tmp_path / "Skills.csv").write_text("Name\nGo\n", "utf-8")
    page = html.unescape(render(analyze(tmp_path, mapping), MADE_ON))
    assert "Is payment data used?" not in page
    assert "What counts as profile data?" in page


def test_the_range_is_explained(analysis: Analysis, page: str) -> None:
    for standing in ("claimed", "disputed"):
        words = analysis.in_standing(standing).words
        assert f"{count(words)} words are in data" in page
    spread = analysis.at_most.words - analysis.at_least.words
    assert spread == analysis.in_standing("claimed", "disputed").words


def test_one_number_where_the_documents_leave_no_range(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    (tmp_path / "Skills.csv").write_text("Name\nGo\n", "utf-8")
    page = render(analyze(tmp_path, mapping), MADE_ON)
    assert "at least <b>" not in page
    assert "Why a range?" not in page


def test_files_that_are_missing_are_named_and_prove_nothing(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    (tmp_path / "Skills.csv").write_text("Name\nGo\n", "utf-8")
    analysis = analyze(tmp_path, mapping)
    absent = {table.name for table in absent_tables(analysis)}
    assert absent == {table.name for table in mapping.tables} - {"skills"}
    page = html.unescape(render(analysis, MADE_ON))
    assert "<b>Receipts.csv</b>: What you bought from LinkedIn and how you paid" in page
    assert "A file that is missing proves nothing" in page


def test_linkedins_own_notice_is_off_unless_asked_for(analysis: Analysis, page: str) -> None:
    assert "own notice" not in page
    shown = html.unescape(render(analysis, MADE_ON, official=True))
    assert "It stands outside the documents and changes none of the numbers." in shown
    assert "as recorded on 2026-08-21" in shown
    assert "This differs from what the documents say." in shown


def test_the_notice_differs_where_it_should(analysis: Analysis, mapping: ExportMapping) -> None:
    assert mapping.official is not None
    for data_type, row in {
        "profile.skills": "training",
        "public_content.posts": "training",
        "connections.people": "other_ai",
        "account.email": "contract",
        "reactions.given": "not_named",
    }.items():
        assert mapping.official.entry_for(data_type).row == row
    sections = {s.id: s for s in category_sections(analysis, official=True)}
    assert sections["connections"].evidence[0].official
    assert not category_sections(analysis)[0].evidence[0].official


def test_the_documents_are_named_with_their_dates(page: str) -> None:
    assert "NordVPN, by Aurelija Skebaite, 2025-10-16" in page
    assert "PreviewKart, undated" in page


def test_ones_own_mapping_is_named(analysis: Analysis, page: str) -> None:
    assert f"(built in, sha256 <code>{analysis.mapping.sha256[:16]}</code>)" in page
