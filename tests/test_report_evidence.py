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
from analyzer.mapping.standing import UNCERTAIN, USED_OR_UNCERTAIN
from analyzer.reporting.evidence import disagreements
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.reporting.quoted import DisagreementFigures
from analyzer.reporting.sentences import authors_in_words
from analyzer.text import (
    AUTHORS,
    STANDINGS,
    SUBJECTS,
    capfirst,
    plural,
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


@pytest.mark.slow
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
            square = f'<i class="square b-{column.standing}"></i>'
            assert f"{square}{STANDINGS[column.standing][0]}." in page


def row_of(page: str, section: DisagreementFigures) -> str:
    """The row with a disagreement, opened: its own, or that of the question it belongs to."""
    title = f"<b>{section.disagreement.title}</b>"
    if section.question:
        table = page.partition(f'id="fact-{section.question.id}"')[2]
        return title + table.partition("</details>")[0].partition(title)[2]
    table = page.partition('id="disagree"')[2]
    return table.partition(title)[2].partition("</details>")[0]


def test_the_disagreements_are_on_the_page_with_their_volume_and_their_quotes(
    analysis: Figures, page: str
) -> None:
    concerning = [item.disagreement.id for item in analysis.disagreements if item.volume.values]
    assert {*concerning} >= {"payment", "login-details"}
    assert [item.disagreement.id for item in analysis.disagreements][
        : len(concerning)
    ] == concerning
    for section in analysis.disagreements:
        row = row_of(page, section)
        assert section.disagreement.says in row
        if not section.question:
            volume = section.volume
            counts = [
                plural(number, noun)
                for number, noun in ((volume.text_words, "word"), (volume.items, "item"))
                if number
            ]
            assert f'<span class="answer">{" and ".join(counts)}</span>' in row
        for side in section.statements:
            assert all(f"<q>{quote}</q>" in row for quote in side.quotes)


def test_every_disagreement_is_on_every_page(tmp_path: Path, mapping: ExportMapping) -> None:
    write(tmp_path, ONE_SKILL)
    page = html.unescape(render(figures(analyze(tmp_path, mapping)), MADE_ON))
    for disagreement in mapping.disagreements:
        assert f"<b>{disagreement.title}</b>" in page


def test_every_part_of_the_bar_is_explained(analysis: Figures, page: str) -> None:
    key = page.partition('<ul class="parts">')[2].partition("</ul>")[0]
    bar = page.partition('<svg class="whole"')[2].partition("</svg>")[0]
    parts = analysis.words.parts
    assert sum(part.points for part in parts) == 100
    assert key.count("<li") == bar.count("<rect") == len(parts)
    for part in parts:
        label = STANDINGS[part.standing][0]
        uncertain = "<strong>Uncertain.</strong> " if part.standing in UNCERTAIN else "<strong>"
        assert f"<b>{part.share}</b><span>{uncertain}{label}" in key
        assert plural(analysis.of(part.standing).text_words, "word") in key
        assert f"{label}: {part.share}" in bar
    assert analysis.words.uncertain.amount == sum(
        analysis.of(standing).text_words for standing in UNCERTAIN
    )
    low, high = (
        sum(part.points for part in parts if part.standing in standings)
        for standings in (("used",), USED_OR_UNCERTAIN)
    )
    assert f"<b>{low}% to {high}%</b> of the" in page


def test_a_single_number_replaces_an_empty_range(tmp_path: Path, mapping: ExportMapping) -> None:
    write(tmp_path, {"Profile.csv": "First Name,Last Name,Summary\nAda,Quill,I bake bread.\n"})
    page = render(figures(analyze(tmp_path, mapping)), MADE_ON)
    assert "<b>100%</b> of the 3 words in your LinkedIn data are reported as used" in page
    assert "The higher figure" not in page


def test_missing_files_are_named_without_a_conclusion(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path, ONE_SKILL)
    analysis = figures(analyze(tmp_path, mapping))
    absent = {table.name for table in analysis.absent}
    assert absent == {table.name for table in mapping.tables} - {"skills"}
    page = html.unescape(render(analysis, MADE_ON))
    assert "<b>Receipts.csv</b>: What you bought from LinkedIn and how you paid" in page
    assert "A missing file proves nothing" in page


def test_the_notice_of_linkedin_is_shown_only_on_request(analysis: Figures, page: str) -> None:
    assert "Not from the articles" not in page
    assert "<code>exposure report --official</code> shows what it says" in page
    shown = html.unescape(render(analysis, MADE_ON, official=True))
    assert "It is not one of the articles and changes none of the numbers." in shown
    assert (
        "as recorded on 21 August 2026. Its rows about AI have not changed since 3 November 2025"
        in shown
    )
    assert "This differs from the use that an unsigned explainer reports." in shown


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
    assert "Not from the articles, but from LinkedIn’s own notice: <i>" in section


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


def items_of(row: dict[str, Any]) -> list[str]:
    """The items of a row: all, those reported as used, and those that are uncertain."""
    whole, used, claimed = (
        part["values"] - part["texts"] for part in (row, row["used"], row["used_or_uncertain"])
    )
    return [f"{number:,}" for number in (whole, used, claimed - used)]


def test_the_people_the_data_is_about(
    analysis: Figures, page: str, document: dict[str, Any]
) -> None:
    assert cells(page, "Data about other people") == [
        [
            SUBJECTS[row["subject"]],
            f"{row['text_words']:,}",
            *items_of(row),
        ]
        for row in document["subjects"]
    ]
    assert cells(page, "People by what they are to you") == [
        [
            capfirst(analysis.mapping.roles[row["role"]]),
            "" if row["people"] is None else f"{row['people']:,}",
            f"{row['text_words']:,}",
            *items_of(row),
        ]
        for row in document["roles"]
    ]
    assert f"<b>{document['people']:,}</b> different people" in page


def test_the_authors_of_the_text(analysis: Figures, page: str, document: dict[str, Any]) -> None:
    whole = analysis.whole.text_words
    authors = [row for row in document["authors"] if row["text_words"]]
    assert len(authors) == 5
    assert sum(row["text_words"] for row in authors) == whole
    assert [row[:4] for row in cells(page, "Who wrote the text")] == [
        [
            AUTHORS[row["author"]],
            f"{row['text_words']:,}",
            f"{row['used']['text_words']:,}",
            f"{row['used_or_uncertain']['text_words'] - row['used']['text_words']:,}",
        ]
        for row in authors
    ]
    shares = [int(number) for number in re.findall(r"(\d+)%", authors_in_words(analysis))]
    assert authors_in_words(analysis) in page
    assert len(shares) == len(authors)
    assert sum(shares) == 100 + authors_in_words(analysis).count("under 1%")


def test_the_volume_each_action_concerns(
    analysis: Figures, page: str, document: dict[str, Any]
) -> None:
    volumes = {row["id"]: row for row in document["actions"]}
    assert set(volumes) == {"setting", "advertising"}
    for action in analysis.mapping.actions:
        row = page.partition(f'id="action-{action.id}"')[2].partition("</details>")[0]
        assert action.says in row
        if action.id in volumes:
            volume = volumes[action.id]
            words, items = volume["text_words"], volume["values"] - volume["texts"]
            assert f"Data named there: {words:,} words and {items:,} items in this export." in row
        else:
            assert "Data named there" not in row


def test_years_add_up_to_the_dated_volume(analysis: Figures, page: str) -> None:
    rows = cells(page, "Text over time")
    assert all(len(row[0]) == 4 for row in rows)
    assert len(rows) > 10
    words, uncertain_words, items, uncertain_items = (
        sum(int(row[column].replace(",", "")) for row in rows) for column in (1, 2, 3, 4)
    )
    dated = analysis.used_or_uncertain
    assert words + uncertain_words + analysis.undated.text_words == dated.text_words
    assert items + uncertain_items + analysis.undated.items == dated.items


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
    assert "2 cells in files and columns that this program does not recognise;" in shown
    assert "1 record that could not be read;" in shown
    assert "1 file that could not be opened;" in shown


@pytest.mark.slow
def test_a_page_for_a_member_shows_the_use_of_each_period(mapping: ExportMapping) -> None:
    scenario = Scenario(region="ca", opted_out=date(2026, 1, 10))
    counted = figures(analyze(SAMPLE, mapping), scenario)
    page = html.unescape(render(counted, MADE_ON))
    assert (
        "For a member in Canada who turned off the setting for generative AI on 10 January 2026:"
        in page
    )
    rows = cells(page, "Data that any article says is used, by period")
    assert [row[0] for row in rows] == [
        "From before the start", "From the start until you opted out", "From after you opted out", "Without a date"
    ]  # fmt: skip
    amounts = [sum(int(row[place].replace(",", "")) for row in rows) for place in (2, 3, 4, 5)]
    assert amounts == [
        counted.used.text_words,
        counted.words.uncertain.amount,
        counted.used.items,
        counted.items.uncertain.amount,
    ]
    assert "not used for later training of models that generate content" in page
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
            "a member who turned off the setting for generative AI on 1 October 2025, turned on the setting for generative AI on 1 February 2026 "
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
    (section,) = disagreements(small, {})
    assert (section.question.id if section.question else None) == question
