"""The sentences, label and figures on the pages of small exports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import Volume
from analyzer.mapping.articles import Statement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Category, Column, DataType, Table
from analyzer.reporting.figures import figures
from analyzer.reporting.page import paperback, render

ADA = b"First Name,Last Name\nAda,Quill\n"
MESSAGES = (
    b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,"
    b"FOLDER\n"
)
SENT = b"c1,,Ada Quill,,Bo Tern,,2024-01-31 10:00:00 UTC,,see you there,INBOX\n"
RECEIVED = b"c1,,Bo Tern,,Ada Quill,,2024-01-31 11:00:00 UTC,,ok then,INBOX\n"
ENDORSEMENTS = b"Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,Endorsement Status\n"

Line = tuple[str, str, str]
"""A row of the label: its statuses, its words and its items. An empty string means none."""


@dataclass(frozen=True)
class Case:
    """An export and its expected page: sentences, lines of the label by category, and rows of columns as `name and
    part, words, items`. `says_not` lists texts that must be absent.
    """

    files: Mapping[str, bytes]
    says: tuple[str, ...]
    lines: Mapping[str, Line]
    rows: tuple[tuple[str, str, str], ...]
    says_not: tuple[str, ...] = field(default=())


CASES = {
    "a draft": Case(
        {
            "Articles/Articles/talk.html": b"<html><head><title>A talk</title></head><body><h1>A talk</h1>"
            b"<p class='created'>Created on 2025-12-28 21:10</p><p class='published'>Published on ---</p>"
            b"<div><p>I have not given it.</p></div></body></html>"
        },
        (
            "0% of the 7 words in your LinkedIn data are reported as used",
            "100% Not mentioned. It may or may not be used. 7 words: not published",
            "Drafts of articles Not mentioned 7",
            "7 words and 1 item here. That does not make them safe.",
            "This export has no text that any article says is used.",
            "No article says whether drafts are used.",
        ),
        {"unpublished": ("Not mentioned", "7", "1")},
        (
            ("Title drafts that were never published", "2", ""),
            ("Text drafts that were never published", "5", ""),
        ),
        (
            "Delete posts, articles or comments",
            "The higher figure",
        ),
    ),
    "a comment in a group, and one elsewhere": Case(
        {
            "Comments.csv": b"Date,Link,Message\n"
            b"2024-02-03 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7,well said\n"
            b"2024-02-03 11:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3AgroupPost%3A1-7,among us here\n"
        },
        (
            "100% of the 5 words in your LinkedIn data are reported as used",
            "100% Reported as used 5 words: public content",
            "Activity in groups Reported as used 3",
            "Activity in groups: 3 words and 2 items. Reported as used. 1 of 5 articles reports its "
            "use, as part of LinkedIn’s own list.",
            "Polls: not in this export. Reported as used.",
            "Comments: 2 words and 2 items. Reported as used. 2 of 5 articles say that this is used.",
        ),
        {"public_content": ("Reported as used", "5", "4")},
        (("Message", "2", ""), ("Message comments in groups", "3", "")),
        ("What no article mentions.",),
    ),
    "a pending endorsement": Case(
        {"Endorsement_Received_Info.csv": ENDORSEMENTS + b",Knots,Cy,Rook,,PENDING\n"},
        (
            "0% of the 4 items in your LinkedIn data are reported as used",
            "100% Not mentioned. It may or may not be used. 4 items: not published",
            "4 items here. That does not make them safe.",
        ),
        {"unpublished": ("Not mentioned", "", "4")},
        (
            ("Skill Name endorsements that were not accepted", "", "1"),
            ("Endorsement Status endorsements that were not accepted", "", "1"),
        ),
        ("Hide or delete sections of your profile", "0 words of text and"),
    ),
    "an endorsement that was accepted": Case(
        {"Endorsement_Received_Info.csv": ENDORSEMENTS + b",Knots,Cy,Rook,,ACCEPTED\n"},
        ("100% of the 4 items in your LinkedIn data are reported as used",),
        {"profile": ("Reported as used", "", "4")},
        (("Skill Name", "", "1"), ("Endorsement Status", "", "1")),
        ("endorsements that were not accepted", "What no article mentions."),
    ),
    "a private message sent": Case(
        {"Profile.csv": ADA, "messages.csv": MESSAGES + SENT},
        (
            "0% of the 3 words in your LinkedIn data are reported as used",
            "100% Reported as not used 3 words: private messages",
            "Text of private messages: 3 words. Reported as not used. 3 of 5 articles say that this is not used. NordVPN limits this to data",
            "You wrote 100% of the text. Of your own words, 0% are reported as used.",
            "You 3 0 0 3 0",
            "Senders and recipients of messages and more Not mentioned 5",
        ),
        {
            "profile": ("Reported as used", "", "2"),
            "messages": ("Reported as not used; partly not mentioned", "3", "5"),
        },
        (("CONTENT messages you wrote", "3", ""), ("FROM messages you wrote", "", "1")),
        ("CONTENT messages others wrote", "other people 100"),
    ),
    "a private message received": Case(
        {"Profile.csv": ADA, "messages.csv": MESSAGES + RECEIVED},
        (
            "100% Reported as not used 2 words: private messages",
            "You wrote 0% of the text and other people 100%.",
            "Other people 2 0 0 2 0",
        ),
        {
            "profile": ("Reported as used", "", "2"),
            "messages": ("Reported as not used; partly not mentioned", "2", "5"),
        },
        (("CONTENT messages others wrote", "2", ""),),
        ("CONTENT messages you wrote", "You 100"),
    ),
    "a message by an unknown author": Case(
        {"messages.csv": MESSAGES + SENT},
        (
            "100% Reported as not used 3 words: private messages",
            "This export does not show who wrote the text.",
            "Author unknown 3 0 0 3 0",
        ),
        {"messages": ("Reported as not used; partly not mentioned", "3", "5")},
        (("CONTENT", "3", ""),),
        ("CONTENT messages you wrote", "CONTENT messages others wrote"),
    ),
    "a chat with an AI coach": Case(
        {
            "LearningCoachMessages.csv": b"conversation: u-1\ntimestamp: 1700000000000\nuser: what to watch\n"
            b"coach: start with one, Ada\n"
        },
        (
            "43% of the 7 words in your LinkedIn data are reported as used",
            "43% Reported as used 3 words: AI usage",
            "57% Not mentioned. It may or may not be used. 4 words: AI usage",
            "What AI coaches and guides answered Not mentioned 4",
            "What you typed into AI coaches and guides Reported as used 3",
            "You 3 3 0 0 0 AI tools 4 0 0 0 4",
        ),
        {"ai_usage": ("Not mentioned; partly reported as used", "7", "2")},
        (("user", "3", ""), ("coach", "4", "")),
        ("Other people 1",),
    ),
}


def text(html: str) -> str:
    """The visible text of a part of a page."""
    blocks = re.sub(
        r"</?(?:p|li|td|th|tr|small|br|div|h\d|dt|dd|summary|b|span)\b[^>]*>", " ", html
    )
    words = " ".join(unescape(re.sub(r"<[^>]*>", "", blocks)).split())
    return re.sub(r" (?=[.,:;])", "", words)


def lines(html: str) -> dict[str, Line]:
    """The lines of the label that are not empty, by category."""
    lines_by_category = {}
    for identifier, summary in re.findall(
        r'id="category-([a-z_]+)">\s*<summary[^>]*>(.*?)</summary>', html, re.DOTALL
    ):
        name, _, rest = summary.partition('<span class="articles"')
        status = text(name.partition("<small>")[2])
        if status != "Not in this export":
            cells = re.split(r'<span class="number (?:words|items)">', rest)[1:]
            numbers = [re.findall(r'"unit">([\d,]+)', cell) for cell in cells]
            lines_by_category[identifier] = (status, *("".join(number) for number in numbers))
    return {number: (line[0], line[1], line[2]) for number, line in lines_by_category.items()}


def rows(html: str) -> list[tuple[str, ...]]:
    """The rows about columns: name and part, words, items."""
    columns = html.partition('id="do"')[0]
    table_rows = re.findall(r"<tr><th>.*?</tr>", columns, re.DOTALL)
    return [
        tuple(text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL))
        for row in table_rows
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_page_of_a_small_export(tmp_path: Path, five: ExportMapping, case: Case) -> None:
    html = render(figures(analyze(write(tmp_path, case.files), five)), date(2026, 3, 14))
    page = text(html)
    assert lines(html) == case.lines
    for row in case.rows:
        assert row in rows(html)
    for sentence in case.says:
        assert sentence in page
    for sentence in case.says_not:
        assert sentence not in page


# --- a table with all standings in one category -----------------------------------------------------------------------

STANDINGS = ("used", "claimed", "disputed", "excluded", "not_mentioned")
DIARY = b"used,claimed,disputed,excluded,not_mentioned\na,b c,d e f,g h i j,k l m n o\n"


@pytest.fixture
def diaries(five: ExportMapping) -> ExportMapping:
    """The mapping with one table, which has a column for each standing. Three articles have statements about it."""
    category = Category("diary", "Diaries", "claimed", "A day each")
    types = {
        standing: DataType(f"diary.{standing}", standing.capitalize(), category)
        for standing in STANDINGS
    }
    columns = tuple(
        Column(standing, types[standing], "text", "self", "self") for standing in STANDINGS
    )
    table = Table("diary", ("Diary.csv",), "Days", (STANDINGS,), columns)
    first, second, third, *others = five.articles

    def statement(document: str, says: str, *standings: str) -> Statement:
        return Statement(
            id=f"{document}/diary-{says}",
            article=document,
            says="used" if says == "used" else "excluded",
            about=tuple(f"diary.{standing}" for standing in standings),
            attributed=False,
            paraphrase="Diaries",
            quotes=(f"Of diaries {says}.",),
            lines=(1,),
        )

    documents = (
        replace(first, statements=(statement(first.id, "used", "used", "claimed"),)),
        replace(second, statements=(statement(second.id, "used", "used", "disputed"),)),
        replace(third, statements=(statement(third.id, "left-out", "disputed", "excluded"),)),
        *(replace(standing, statements=()) for standing in others),
    )
    without = [replace(rule, evidence=()) for rule in five.rules.periods]
    return replace(
        five,
        rules=replace(five.rules, periods=tuple(without), sentences=()),
        categories=(category,),
        data_types=tuple(types.values()),
        tables=(table,),
        articles=documents,
        disagreements=(),
        actions=(),
        facts=(),
        owner=(),
        official=None,
    )


def test_a_category_with_all_standings(tmp_path: Path, diaries: ExportMapping) -> None:
    html = render(
        figures(analyze(write(tmp_path, {"Diary.csv": DIARY}), diaries)), date(2026, 3, 14)
    )
    # Two articles list a part as used. The third leaves out one of these parts.
    assert lines(html) == {
        "diary": (
            "Not mentioned; partly reported as used; partly only one article says it is used; partly the articles "
            "disagree; partly reported as not used",
            "15",
            "",
        )
    }
    page = text(html)
    assert "7% to 40% of the 15 words in your LinkedIn data" in page
    assert "13% Uncertain. Only one article says it is used. 2 words: diaries" in page
    assert "20% Uncertain. The articles disagree. 3 words: diaries" in page
    for sentence in (
        "Used: 1 word. Reported as used. 2 of 5 articles say that this is used.",
        "Claimed: 2 words. Only one article says it is used. 1 of 5 articles says that this is used.",
        "Disputed: 3 words. The articles disagree. 1 of 5 articles says that this is used; 1 of 5 articles says that "
        "this is not used.",
        "Excluded: 4 words. Reported as not used. 1 of 5 articles says that this is not used.",
        "Not_mentioned: 5 words. Not mentioned.",
    ):
        assert sentence in page
    line = html.partition('id="category-diary"')[2].partition("</summary>")[0]
    signs = re.findall(r'<i class="says ([a-z -]+)"></i>', line)
    assert signs[:3] == ["used partly", "used partly", "left-out partly"]
    assert signs[3:] == ["silent"] * (len(diaries.articles) - 3)


# --- limits -----------------------------------------------------------------------------------------------------------

ANSWERS = b"Question,Answer\nWhy?,bread yes\n"


def test_each_status_names_the_largest_kinds_of_data(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    files = {
        "messages.csv": MESSAGES + SENT.replace(b"see you there", b"a b c d e"),
        "Jobs/Job Application Answers/1.csv": ANSWERS,
        "Learning.csv": b"",
    }
    html = render(figures(analyze(write(tmp_path, files), mapping)), date(2026, 3, 14))
    assert "Reported as not used 7 words: private messages, job applications" in text(html)


SQUARES = [
    # words of text, pages in a square, squares
    (0, 1, []),
    (1, 1, [1]),
    (449, 1, [1]),
    (451, 1, [2]),
    (90_000, 1, [300]),
    (90_001, 2, [150]),
    (180_000, 2, [300]),
    (180_001, 5, [120]),
    (450_000, 5, [300]),
    (450_001, 10, [150]),
    (900_001, 20, [150]),
]


@pytest.mark.parametrize(("words", "pages", "squares"), SQUARES)
def test_text_is_drawn_as_at_most_300_squares(words: int, pages: int, squares: list[int]) -> None:
    drawn = paperback({"used": Volume(text_words=words)})
    assert drawn.pages_per_square == pages
    assert [shelf.squares for shelf in drawn.shelves] == squares
