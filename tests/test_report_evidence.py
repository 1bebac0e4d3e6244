"""What the page says of the documents: standing, quotes, disagreements, LinkedIn's own words."""

import html
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exports import Files, write

from analyzer.analysis.exposure import analyze
from analyzer.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.reporting.json import to_json
from analyzer.reporting.model import Figures
from analyzer.wording import STANDINGS, SUBJECTS, capfirst, count

SAMPLE = Path(__file__).parent.parent / "sample_export"
MADE_ON = date(2026, 3, 14)
ONE_SKILL = {"Skills.csv": "Name\nGo\n"}


@pytest.fixture(scope="module")
def analysis(mapping: ExportMapping) -> Figures:
    return figures(analyze(SAMPLE, mapping))


@pytest.fixture(scope="module")
def page(analysis: Figures) -> str:
    return html.unescape(render(analysis, MADE_ON))


def test_every_quote_of_a_statement_that_applies_is_on_the_page(
    analysis: Figures, page: str
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


def test_every_standing_is_said_in_words(analysis: Figures, page: str) -> None:
    for column in analysis.columns:
        assert f's-{column.standing}">{STANDINGS[column.standing][0]}</span>' in page


def test_the_disagreements_that_concern_the_export_stand_there_with_their_volume(
    analysis: Figures, page: str
) -> None:
    concerning = [one for one in analysis.disagreements if one.volume.values]
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
    write(tmp_path, ONE_SKILL)
    page = html.unescape(render(figures(analyze(tmp_path, mapping)), MADE_ON))
    assert "Is payment data used?" not in page
    assert "What counts as profile data?" in page


def test_the_range_is_explained(analysis: Figures, page: str) -> None:
    for standing in ("claimed", "disputed"):
        words = analysis.of(standing).words
        assert f"{count(words)} words are in data" in page
    spread = analysis.at_most.words - analysis.at_least.words
    assert spread == analysis.of("claimed").words + analysis.of("disputed").words


def test_one_number_where_the_documents_leave_no_range(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path, ONE_SKILL)
    page = render(figures(analyze(tmp_path, mapping)), MADE_ON)
    assert "at least <b>" not in page
    assert "Why a range?" not in page


def test_files_that_are_missing_are_named_and_prove_nothing(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path, ONE_SKILL)
    analysis = figures(analyze(tmp_path, mapping))
    absent = {table.name for table in analysis.absent}
    assert absent == {table.name for table in mapping.tables} - {"skills"}
    page = html.unescape(render(analysis, MADE_ON))
    assert "<b>Receipts.csv</b>: What you bought from LinkedIn and how you paid" in page
    assert "A file that is missing proves nothing" in page


def test_linkedins_own_notice_is_off_unless_asked_for(analysis: Figures, page: str) -> None:
    assert "own notice" not in page
    shown = html.unescape(render(analysis, MADE_ON, official=True))
    assert "It stands outside the documents and changes none of the numbers." in shown
    assert (
        "as recorded on 21 August 2026; its rows about AI are unchanged since 3 November 2025"
        in shown
    )
    assert "This differs from what the documents say." in shown


def test_the_notice_differs_where_it_should(analysis: Figures, mapping: ExportMapping) -> None:
    assert mapping.official is not None
    for data_type, row in {
        "profile.skills": "training",
        "public_content.posts": "training",
        "connections.people": "other_ai",
        "account.email": "contract",
        "reactions.given": "not_named",
    }.items():
        assert mapping.official.entry_for(data_type).row == row
    shown = html.unescape(render(analysis, MADE_ON, official=True))
    section = shown.partition('id="category-connections"')[2].partition(
        '<details class="category"'
    )[0]
    assert "LinkedIn's own notice: <i>" in section


def test_the_documents_are_named_with_their_dates(page: str) -> None:
    assert "NordVPN, by Aurelija Skebaite, 2025-10-16" in page
    assert "PreviewKart, undated" in page


def test_ones_own_mapping_is_named(analysis: Figures, page: str) -> None:
    assert f"(built in, sha256 <code>{analysis.mapping.sha256[:16]}</code>)" in page


# --- the numbers are the JSON's ------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(analysis: Figures) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_json(analysis))
    return read


def cells(page: str, label: str) -> list[list[str]]:
    """The rows of the table in the group called `label`, as text."""
    table = page.partition(f'aria-label="{label}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [
        [
            re.sub(r"<[^>]*>", "", cell)
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_who_it_is_about(analysis: Figures, page: str, document: dict[str, Any]) -> None:
    assert cells(page, "Volume by whom it is about") == [
        [
            SUBJECTS[row["subject"]],
            *(f"{row[measure]:,}" for measure in ("words", "characters", "values")),
            f"{row['at_least']['words']:,}",
            f"{row['at_most']['words']:,}",
        ]
        for row in document["subjects"]
    ]
    assert cells(page, "Volume about others, by who they are") == [
        [
            capfirst(analysis.mapping.roles[row["role"]]),
            "not counted" if row["people"] is None else f"{row['people']:,}",
            *(f"{part['words']:,}" for part in (row, row["at_least"], row["at_most"])),
        ]
        for row in document["roles"]
    ]
    assert f"<b>{document['people']:,}</b> distinct people" in page


def test_what_each_action_concerns(analysis: Figures, page: str, document: dict[str, Any]) -> None:
    volumes = {row["id"]: row for row in document["actions"]}
    for action in analysis.mapping.actions:
        section = page.partition(f"<h3>{action.title}</h3>")[2].partition("</article>")[0]
        if action.id in volumes:
            words, values = volumes[action.id]["words"], volumes[action.id]["values"]
            assert f"Concerns {words:,} words in {values:,} values of this export." in section
        else:
            assert "Concerns" not in section


def test_what_each_disagreement_is_about(
    analysis: Figures, page: str, document: dict[str, Any]
) -> None:
    titles = {one.id: one.title for one in analysis.mapping.disagreements}
    for row in document["disagreements"]:
        if row["values"]:
            section = page.partition(f"<h3>{titles[row['id']]}</h3>")[2].partition("</article>")[0]
            assert f"In this export: {row['words']:,} word" in section


def test_months_add_up_to_what_is_dated(analysis: Figures, page: str) -> None:
    rows = cells(page, "Words that may be used, by month")
    assert rows
    most = sum(int(row[2].replace(",", "")) for row in rows)
    assert most + analysis.undated.words == analysis.at_most.words


def test_files_that_weigh_most(page: str, document: dict[str, Any]) -> None:
    words: dict[str, int] = {}
    for column in document["columns"]:
        if column["standing"] in {"used", "claimed", "disputed"}:
            words[column["path"]] = words.get(column["path"], 0) + column["words"]
    heaviest = sorted(words, key=lambda path: (-words[path], path))[:3]
    assert [row[0] for row in cells(page, "Files that weigh most, in words")][:3] == heaviest


def test_an_action_that_concerns_nothing_is_not_shown(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path, ONE_SKILL)
    page = render(figures(analyze(tmp_path, mapping)), MADE_ON)
    assert "Turn off the setting for generative AI" in page
    assert "Hide or delete sections of your profile" in page
    assert "Delete posts, articles or comments" not in page


def test_what_could_not_be_read_is_said_beside_the_answer(
    tmp_path: Path, mapping: ExportMapping, page: str
) -> None:
    assert "Not in these numbers" not in page
    files: Files = {
        **ONE_SKILL,
        "Languages.csv": "Name,Proficiency\na,b,c\n",
        "Diary.csv": "x,y\none two,three\n",
        "Courses.csv": b"PK\x03\x04",
    }
    write(tmp_path, files)
    shown = " ".join(render(figures(analyze(tmp_path, mapping)), MADE_ON).split())
    assert "3 words in files and columns that are not known here;" in shown
    assert "1 record that could not be read;" in shown
    assert "1 file that could not be opened;" in shown
