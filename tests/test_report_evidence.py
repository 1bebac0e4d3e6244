"""The articles on the page: standing, quotes, disagreements and LinkedIn's own words."""

import base64
import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from changed_mapping import FULL
from exports import Files, write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reporting.evidence import disagreements, quoted_statements
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.text import (
    AUTHORS,
    STANDINGS,
    SUBJECTS,
    capfirst,
    plural,
    share,
)

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


def test_every_standing_is_described_in_words(analysis: Figures, page: str) -> None:
    for column in analysis.columns:
        if column.assessment:
            square = f'<span class="square b-{column.standing}" aria-hidden="true"></span>'
            assert f"{square}{STANDINGS[column.standing][0]}</span>" in page


def line_of(page: str, title: str) -> str:
    """The line of the disagreement called `title`, opened."""
    table = page.partition('id="disagree"')[2]
    return table.partition(f"<b>{title}</b>")[2].partition('<details class="line')[0]


def test_the_disagreements_are_on_the_page_with_their_volume_and_their_quotes(
    analysis: Figures, page: str
) -> None:
    concerning = [item.disagreement.id for item in analysis.disagreements if item.volume.values]
    assert {*concerning} >= {"payment", "login-details"}
    assert [item.disagreement.id for item in analysis.disagreements][
        : len(concerning)
    ] == concerning
    for section in analysis.disagreements:
        line = line_of(page, section.disagreement.title)
        volume = section.volume
        if volume.text_words:
            assert f"concerns {plural(volume.text_words, 'word')} of text</small>" in line
        elif volume.values:
            assert f"concerns {plural(volume.values, 'entry', 'entries')}</small>" in line
        else:
            assert "concerns" not in line.partition("</summary>")[0]
        for side in section.unquoted:
            assert all(f"<q>{quote}</q>" in line for quote in side.quotes)


def test_a_disagreement_points_to_the_question_that_quotes_the_rest(
    analysis: Figures, page: str
) -> None:
    pointing = [section for section in analysis.disagreements if section.question]
    assert len(pointing) > 5
    for section in pointing:
        assert section.question
        anchor = f"fact-{section.question.id}"
        assert f'<a href="#{anchor}">' in line_of(page, section.disagreement.title)
        answers = page.partition(f'id="{anchor}"')[2].partition("</details>")[0]
        for side in section.statements:
            if side not in section.unquoted:
                assert all(f"<q>{quote}</q>" in answers for quote in side.quotes)


def test_every_disagreement_is_on_every_page(tmp_path: Path, mapping: ExportMapping) -> None:
    write(tmp_path, ONE_SKILL)
    page = html.unescape(render(figures(analyze(tmp_path, mapping)), MADE_ON))
    for disagreement in mapping.disagreements:
        assert f"<b>{disagreement.title}</b>" in page
    assert "concerns" not in line_of(page, "Is payment data used?").partition("</summary>")[0]


def test_the_ends_of_the_range_are_explained(analysis: Figures, page: str) -> None:
    ends = page.partition('<ul class="ends">')[2].partition("</ul>")[0]
    whole = analysis.whole.text_words
    for volume, means in (
        (analysis.used, "Clearly covered"),
        (analysis.used_or_uncertain, "If every claim counts"),
        (analysis.of("not_mentioned"), "Mentioned by no article"),
        (analysis.of("excluded"), "Said to be left out"),
    ):
        assert re.search(
            rf"<b>{share(volume.text_words, whole)}</b><span><(strong|a href=.#\w+.)>{means}", ends
        )
        assert plural(volume.text_words, "word") in ends
    spread = analysis.used_or_uncertain.text_words - analysis.used.text_words
    assert spread == analysis.of("claimed").text_words + analysis.of("disputed").text_words


def test_a_single_number_replaces_an_empty_range(tmp_path: Path, mapping: ExportMapping) -> None:
    write(tmp_path, {"Profile.csv": "First Name,Last Name,Summary\nAda,Quill,I bake bread.\n"})
    page = render(figures(analyze(tmp_path, mapping)), MADE_ON)
    assert '<p class="finding"><b>100\u00a0%</b> of the 3 words of text in this export' in page
    assert "None of them claims any other text here." in page
    assert "<strong>If every claim counts" not in page


def test_missing_files_are_named_without_a_conclusion(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path, ONE_SKILL)
    analysis = figures(analyze(tmp_path, mapping))
    absent = {table.name for table in analysis.absent}
    assert absent == {table.name for table in mapping.tables} - {"skills"}
    page = html.unescape(render(analysis, MADE_ON))
    assert "<b>Receipts.csv</b>: What you bought from LinkedIn and how you paid" in page
    assert "A file that is not there proves nothing" in page


def test_the_notice_of_linkedin_is_shown_only_on_request(analysis: Figures, page: str) -> None:
    assert "Outside the articles" not in page
    assert "<code>exposure report --official</code> shows what it says" in page
    shown = html.unescape(render(analysis, MADE_ON, official=True))
    assert "It stands outside the articles and changes none of the numbers." in shown
    assert (
        "as recorded on 21 August 2026; its rows about AI have not changed since 3 November 2025"
        in shown
    )
    assert "This differs from what the articles say." in shown


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
    section = shown.partition('id="category-connections"')[2].partition('<details class="line"')[0]
    assert "Outside the articles, LinkedIn’s own notice: <i>" in section


def test_the_documents_are_named_with_their_dates(page: str) -> None:
    assert "NordVPN, by Aurelija Skebaite, 16 October 2025" in page
    assert "PreviewKart, undated" in page


def test_a_user_mapping_is_named(analysis: Figures, page: str) -> None:
    assert f"(built in, sha256 <code>{analysis.mapping.sha256[:16]}</code>)" in page


# --- the numbers are the JSON's ------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(analysis: Figures) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_json(analysis))
    return read


def cells(page: str, label: str) -> list[list[str]]:
    """The rows of the table in the group called `label`, as text."""
    table = page.partition(f'aria-label="{label}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [
        [
            re.sub(r"<[^>]*>", "", cell)
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_the_people_the_data_is_about(
    analysis: Figures, page: str, document: dict[str, Any]
) -> None:
    assert cells(page, "Data about other people") == [
        [
            SUBJECTS[row["subject"]],
            f"{row['text_words']:,}",
            *(f"{part['values']:,}" for part in (row, row["used"], row["used_or_uncertain"])),
        ]
        for row in document["subjects"]
    ]
    assert cells(page, "People by what they are to you") == [
        [
            capfirst(analysis.mapping.roles[row["role"]]),
            "" if row["people"] is None else f"{row['people']:,}",
            f"{row['text_words']:,}",
            *(f"{part['values']:,}" for part in (row, row["used"], row["used_or_uncertain"])),
        ]
        for row in document["roles"]
    ]
    assert f"<b>{document['people']:,}</b> different people" in page


def test_the_authors_of_the_text(analysis: Figures, page: str, document: dict[str, Any]) -> None:
    whole = analysis.whole.text_words
    authors = [row for row in document["authors"] if row["text_words"]]
    assert len(authors) == 5
    assert sum(row["text_words"] for row in authors) == whole
    assert cells(page, "Who wrote the text") == [
        [
            AUTHORS[row["author"]],
            share(row["text_words"], whole),
            *(f"{part['text_words']:,}" for part in (row, row["used"], row["used_or_uncertain"])),
        ]
        for row in authors
    ]


def test_the_volume_each_action_concerns(
    analysis: Figures, page: str, document: dict[str, Any]
) -> None:
    volumes = {row["id"]: row for row in document["actions"]}
    assert set(volumes) == {"setting", "advertising"}
    for action in analysis.mapping.actions:
        card = page.partition(f"{action.title}</h3>")[2].partition("</article>")[0]
        assert action.says in card
        if action.id in volumes:
            words, entries = (volumes[action.id][measure] for measure in ("text_words", "values"))
            assert f"In this export that is {words:,} words of text in {entries:,} entries." in card
        else:
            assert "In this export" not in card


def test_years_add_up_to_the_dated_volume(analysis: Figures, page: str) -> None:
    rows = cells(page, "Claimed text over time")
    assert all(len(row[0]) == 4 for row in rows)
    assert len(rows) > 10
    covered, every, entries = (
        sum(int(row[column].replace(",", "")) for row in rows) for column in (1, 2, 3)
    )
    assert covered < every
    assert every + analysis.undated.text_words == analysis.used_or_uncertain.text_words
    assert entries + analysis.undated.values == analysis.used_or_uncertain.values


def test_the_largest_files(page: str, document: dict[str, Any]) -> None:
    words: dict[str, int] = {}
    tables = {file["path"]: file["table"] for file in document["files"]}
    for column in document["columns"]:
        if column["standing"] in {"used", "claimed", "disputed"}:
            table = tables[column["path"]]
            words[table] = words.get(table, 0) + column["text_words"]
    total = sum(words.values())
    largest = sorted(words.values(), reverse=True)[:3]
    rows = cells(page, "Largest kinds of file")
    assert [row[1] for row in rows[:3]] == [share(volume, total) for volume in largest]
    assert [row[3] for row in rows[:3]] == [f"{volume:,} words of text" for volume in largest]
    assert rows[0][0].startswith("Shares.csv")


def test_an_action_that_concerns_nothing_is_not_shown(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path, ONE_SKILL)
    page = render(figures(analyze(tmp_path, mapping)), MADE_ON)
    assert "Turn off the setting for generative AI" in page
    assert "Send the data processing objection form" in page


def test_unreadable_data_is_mentioned_next_to_the_answer(
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
    assert "2 entries in files and columns that are not known here;" in shown
    assert "1 record that could not be read;" in shown
    assert "1 file that could not be opened;" in shown


def test_a_page_for_a_member_shows_the_use_of_each_period(mapping: ExportMapping) -> None:
    scenario = Scenario(region="ca", opted_out=date(2026, 1, 10))
    counted = figures(analyze(SAMPLE, mapping), scenario)
    page = html.unescape(render(counted, MADE_ON))
    assert "For a member in Canada who turned off the setting on 10 January 2026:" in page
    rows = cells(page, "What any article claims, by period")
    assert [row[0] for row in rows] == [
        "Before the start", "Since the start", "After opting out", "Without a date"
    ]  # fmt: skip
    for place, volume in ((2, counted.used), (3, counted.used_or_uncertain)):
        numbers = [int(row[place].replace(",", "")) for row in rows]
        assert sum(numbers) == volume.text_words
    assert "public content are not used from then on to train models that generate content" in page
    charts = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", page)
    assert charts
    for chart in charts:
        assert ">off 10 January 2026<" in base64.b64decode(chart).decode()
    assert "not exposed" not in page


def test_a_page_for_no_particular_member_shows_all_regions(page: str) -> None:
    assert "For a member" not in page
    elsewhere = {row[0]: row[1:] for row in cells(page, "How an export reads elsewhere")}
    assert elsewhere["Canada and Hong Kong"] == ["3 November 2025", "as above"]
    assert elsewhere["The United Kingdom"][0] == "no day is given"
    assert elsewhere["The United Kingdom"][1].startswith("No article names the United Kingdom.")
    assert elsewhere["The United States"][1].startswith("It may have been used")


@pytest.mark.parametrize(
    ("scenario", "member"),
    [
        (Scenario(region="us", minor=True), "a member under 18 in the United States"),
        (
            Scenario(opted_out=date(2025, 10, 1), opted_in=date(2026, 2, 1), ads_off=True),
            "a member who turned off the setting on 1 October 2025, turned on the setting on 1 February 2026 "
            "and turned off the setting for advertising",
        ),
    ],
)
def test_the_member_is_named_in_plain_words(
    tmp_path: Path, mapping: ExportMapping, scenario: Scenario, member: str
) -> None:
    write(tmp_path, ONE_SKILL)
    page = html.unescape(render(figures(analyze(tmp_path, mapping), scenario), MADE_ON))
    assert f"For {member}:" in page


@pytest.mark.parametrize(
    ("evidence", "question"),
    [
        (("paper/start", "weekly/notes"), "start"),
        (("paper/start", "weekly/notes", "paper/profile"), None),
    ],
)
def test_a_question_with_half_of_the_evidence_of_a_disagreement_is_linked(
    evidence: tuple[str, ...], question: str | None
) -> None:
    small = load_mapping(FULL)
    disagreement = replace(small.disagreements[0], evidence=evidence)
    small = replace(small, disagreements=(disagreement,))
    (section,) = disagreements(small, quoted_statements(small), {})
    assert (section.question.id if section.question else None) == question
