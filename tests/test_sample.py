"""The synthetic export: complete, reproducible, and with LinkedIn's oddities."""

import re
from datetime import datetime
from functools import partial
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pytest
from exports import write
from workshops import tree

from analyzer.analysis.analyze import analyze
from analyzer.errors import OutputError
from analyzer.mapping.mapping import load_mapping
from analyzer.sample import FILES, dialects, phrases, write_sample, writing
from analyzer.sample.dialects import (
    guarded,
    utc,
    write_article,
    write_backslash,
    write_bare_newlines,
    write_chat_blocks,
    write_crlf,
    write_escaped_commas,
    write_linewise,
    write_rfc4180,
    write_unquoted,
    write_utf16_tab,
    write_without_final_newline,
)
from analyzer.sample.phrases import CODES, SLOT
from analyzer.sample.workshop import write_workshop
from analyzer.sample.world import Dialect

# Every name of a file in the exports studied; a name with a date or a member's number is here once.
NAMES = """
Account Status History.csv
Ad Targeting.csv
Ad_Targeting.csv
Ads Clicked.csv
Articles/2018-02-04 20.15.08.html
Articles/Articles/eleven-thousand-clocks-odalys-brandt-mehra.html
Articles/Articles/in-praise-of-the-boring-valve-odalys-brandt-mehra.html
Articles/Articles/notes-towards-a-talk-i-have-not-given-yet-odalys-brandt-mehra.html
Calendar.csv
Causes You Care About.csv
Certifications.csv
Comments.csv
Comments_123456789.csv
Company Follows.csv
Connections.csv
Contacts.csv
Courses.csv
Education.csv
Email Addresses.csv
Endorsement Received Info.csv
Endorsement_Given_Info.csv
Endorsement_Received_Info.csv
Endorsements.csv
Events.csv
Hashtag_Follows.csv
Hashtag_Follows_123456789.csv
Honors.csv
Imported Contacts.csv
ImportedContacts.csv
Inferences_about_you.csv
InstantReposts.csv
InstantReposts_123456789.csv
Invitations.csv
Job Applicant Saved Screening Question Responses.csv
Job Applicant Saved Screening Question Responses_1.csv
Jobs/Job Applicant Saved Answers.csv
Jobs/Job Application Answers/2019-01-10 16.12.19-Hydraulic Modeller-Pellmarsh Labs.csv
Jobs/Job Application Answers/2019-02-16 17.55.08-Head of Water Loss - Remote-Drumlin Water.csv
Jobs/Job Application Answers/2020-10-14 06.18.06-Ingenieurin Leitungsnetze-Stromwerk.csv
Jobs/Job Applications.csv
Jobs/Job Applications_1.csv
Jobs/Job Seeker Preferences.csv
Jobs/Online Job Postings.csv
Jobs/Saved Jobs.csv
LAN Ads Engagement.csv
Languages.csv
Learning.csv
LearningCoachMessages.csv
Logins.csv
Member Hashtags.csv
Member_Follows.csv
Member_Follows_123456789.csv
Organizations.csv
Phone Numbers.csv
PhoneNumbers.csv
Positions.csv
Private_identity_asset.csv
Profile Summary.csv
Profile.csv
Projects.csv
Publications.csv
Reactions.csv
Reactions_123456789.csv
Receipts.csv
Receipts_v2.csv
Recommendations.csv
RecommendationsReceived.csv
Recommendations_Given.csv
Recommendations_Received.csv
Registration.csv
Reviews.csv
Rich Media.csv
Rich_Media.csv
SavedJobAlerts.csv
Saved_Items.csv
Saved_Items_123456789.csv
Search Queries.csv
SearchQueries.csv
Security Challenges.csv
Services Marketplace/Engagements.csv
Services Marketplace/Opprtunities.csv
Services Marketplace/Providers.csv
Shares.csv
Shares_123456789.csv
Skills.csv
Test Scores.csv
TestScores.csv
Verifications/Verifications.csv
Videos.csv
Volunteering.csv
Votes.csv
Votes_123456789.csv
Whatsapp Phone Numbers.csv
coach_messages.csv
guide_messages.csv
learning_coach_messages.csv
learning_role_play_messages.csv
messages.csv
""".strip().splitlines()
TARGET_BYTES = range(1_200_000, 1_800_000)
MESSAGES_AT_SCALE_1 = 2000
# The start of a row of messages: the number of a conversation.
MESSAGE_START = re.compile(rb'^"2-[A-Za-z0-9+/]+=*","', re.MULTILINE)


def contents(directory: Path) -> dict[str, bytes]:
    """The files below a folder, by their names with forward slashes."""
    paths = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the sample at scale 1."""
    directory = tmp_path_factory.mktemp("sample")
    write_sample(directory)
    return contents(directory)


def test_the_sample_has_exactly_the_known_files(export: dict[str, bytes]) -> None:
    assert sorted(export) == sorted(NAMES)


def test_the_committed_sample_is_what_the_command_writes(export: dict[str, bytes]) -> None:
    """Otherwise `make sample` renews it."""
    assert contents(Path(__file__).parent.parent / "sample_export") == export


def test_the_same_seed_gives_the_same_bytes(export: dict[str, bytes], tmp_path: Path) -> None:
    write_sample(tmp_path / "made" / "if missing")
    assert contents(tmp_path / "made" / "if missing") == export


def test_another_seed_changes_people_and_messages_but_not_the_person(
    export: dict[str, bytes], tmp_path: Path
) -> None:
    write_sample(tmp_path, seed=2)
    other = contents(tmp_path)
    assert other["messages.csv"] != export["messages.csv"]
    assert other["Connections.csv"] != export["Connections.csv"]
    assert other["Profile.csv"] == export["Profile.csv"]


def test_the_sample_is_small_enough_for_a_repository(export: dict[str, bytes]) -> None:
    assert sum(map(len, export.values())) in TARGET_BYTES


@pytest.mark.parametrize("scale", [0.001, 0.1, 3.0])
def test_activity_grows_with_the_scale_and_the_person_stays(
    export: dict[str, bytes], tmp_path: Path, scale: float
) -> None:
    write_sample(tmp_path, scale=scale)
    scaled = contents(tmp_path)
    messages = MESSAGE_START.findall(scaled["messages.csv"])
    drafts = 2
    assert len(messages) == MESSAGES_AT_SCALE_1 * scale + drafts
    assert sorted(scaled) == sorted(export)
    assert scaled["Positions.csv"] == export["Positions.csv"]


def test_names_are_legal_on_windows(export: dict[str, bytes]) -> None:
    """No reserved character, no dot or space at an end, no two names that differ only in case."""
    parts = {part for name in export for part in name.split("/")}
    assert not [part for part in parts if re.search(r'[<>:"\\|?*\x00-\x1f]', part)]
    assert not [part for part in parts if part != part.strip(" .")]
    assert all(name.isascii() for name in export)
    assert len({name.casefold() for name in export}) == len(export)


def test_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "Profile.csv").write_bytes(b"mine")
    with pytest.raises(OutputError, match="not an empty folder"):
        write_sample(tmp_path)
    with pytest.raises(OutputError, match="not an empty folder"):
        write_sample(tmp_path / "Profile.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        write_sample(tmp_path / "Profile.csv" / "below a file")
    assert (tmp_path / "Profile.csv").read_bytes() == b"mine"


def test_every_email_address_is_in_a_domain_reserved_for_examples(export: dict[str, bytes]) -> None:
    text = b"\n".join(export.values()).decode(errors="replace")
    domains = set(re.findall(r"[\w.-]+@([\w-]+(?:\.[\w-]+)*\.[a-z]+)\b", text))
    assert domains
    assert all(re.search(r"(^|\.)example\.(com|org|net)$", domain) for domain in domains)


def test_no_date_is_later_than_the_export(export: dict[str, bytes]) -> None:
    text = b"\n".join(export.values()).decode(errors="replace")
    assert max(re.findall(r"20\d\d[-/]\d\d[-/]\d\d", text.replace("/", "-"))) <= "2026-10-15"
    assert max(re.findall(rb"(?m)^20\d\d-\d\d-\d\d", export["Shares.csv"])) <= b"2026-03-14"


# --- dialects ---------------------------------------------------------------------------------------------------------

CHAT = ["u-1", "1700000000000", "hi", "hello, you"]
CHAT_BLOCK = b"conversation: u-1\ntimestamp: 1700000000000\nuser: hi\ncoach: hello, you\n"
ROWS = [["Date", "Text"], ["1", 'a "b", c'], ["2", "one\ntwo"], ["3", ""]]


@pytest.mark.parametrize(
    ("dialect", "rows", "data"),
    [
        (write_rfc4180, ROWS, b'Date,Text\n1,"a ""b"", c"\n2,"one\ntwo"\n3,\n'),
        (write_crlf, ROWS[:2], b'Date,Text\r\n1,"a ""b"", c"\r\n'),
        (write_without_final_newline, [["a\rb"]], b'"a\rb"'),
        (partial(write_rfc4180, quote_all=True), [["a", ""]], b'"a",""\n'),
        # A byte order mark, two bytes for each character, and quotes around every field.
        (write_utf16_tab, [["a", '"']], b'\xff\xfe"\0a\0"\0\t\0"\0"\0"\0"\0\n\0'),
        # Quotes are escaped; line breaks and backslashes are not.
        (write_backslash, ROWS, b'Date,Text\n1,"a \\"b\\", c"\n2,"one\ntwo"\n3,\n'),
        (write_backslash, [["C:\\x"]], b"C:\\x\n"),
        # A line break alone does not put quotes around a value.
        (write_bare_newlines, [["1", "one\r\n\ntwo"]], b"1,one\r\n\ntwo\r\n"),
        (write_bare_newlines, [["2", 'a "b"\r\nc']], b'2,"a ""b""\r\nc"\r\n'),
        (partial(write_bare_newlines, eol="\n"), [["1", "a"]], b"1,a\n"),
        # Each line break of one column is between quotes.
        (
            partial(write_linewise, column=1),
            [["1", "one\n\ntwo", ""], ["a\nb", "", ""]],
            b'1,"one""\n""""\n""two",\n"a\nb",,\n',
        ),
        (
            partial(write_linewise, column=1, eol="\r\n", quoted_when_empty={2}),
            [["1", "one\n\ntwo", ""]],
            b'1,"one""\r\n""""\r\n""two",""\r\n',
        ),
        # Commas and quotes stay as they are; only an empty value has quotes.
        (write_unquoted, [["1", 'cook, "fast"'], ["2", ""]], b'1,cook, "fast"\n2,""\n'),
        (write_unquoted, [["2", '"x"x (x, x)']], b'2,"x"x (x, x)\n'),
        # A comma in a list is escaped; one in a date is not.
        (write_escaped_commas, [["a, b", "9, 3"]], b'"a\\, b","9\\, 3"\n'),
        (partial(write_escaped_commas, columns={0}), [["a, b", "9, 3"]], b'"a\\, b","9, 3"\n'),
        (write_chat_blocks, [CHAT], CHAT_BLOCK),
        (write_chat_blocks, [CHAT, CHAT], CHAT_BLOCK + b"\n" + CHAT_BLOCK),
        (write_chat_blocks, [], b"No conversations found\n\n\n"),
    ],
)
def test_dialects(dialect: Dialect, rows: list[list[str]], data: bytes) -> None:
    assert dialect(rows) == data


def test_an_article_is_a_page_with_a_paragraph_for_each_row() -> None:
    head = ["On pipes", "https://x.example", "Created on 2018", "Not published yet", "Ada"]
    page = write_article([head, ["Tea & <cake>"], ["b"]]).decode()
    assert '<h1><a href="https://x.example">On pipes</a></h1>' in page
    assert "<p>Tea &amp; &lt;cake&gt;</p>\n<p>b</p>\n<p><em>Ada</em></p>" in page
    assert "charset" not in page
    assert '<meta charset="UTF-8">' in write_article([head], charset=True).decode()


def test_text_that_a_spreadsheet_would_compute_starts_with_a_space() -> None:
    assert [guarded(value) for value in ("+1", "-", "a", "")] == [" +1", " -", "a", ""]


# --- oddities of the real files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "literal"),
    [
        ("Connections.csv", b'Notes:\n"'),
        ("Connections.csv", b'"\n\nFirst Name,Last Name,URL,Email Address,'),
        ("Connections.csv", b"\n,,,,,,"),
        ("Connections.csv", b",urn:li:member:"),
        ("Connections.csv", b"/in/%D9%"),
        ("Profile Summary.csv", b"Profile Summary\n\n"),
        ("PhoneNumbers.csv", b"\n,,\n, +44 7700 900"),
        ("Email Addresses.csv", b",Not Available"),
        ("Profile.csv", b",[odalys_listens],"),
        ("Learning.csv", b"Notes taken on videos (if taken),\n"),
        ("Learning.csv", b"\r\n\r\n"),
        ("Ad_Targeting.csv", b",Job Titles,Job Titles,Job Titles,"),
        ("Comments.csv", b'"The log says \\"no leak\\", the cellar'),
        ("Comments.csv", b",C:\\loggers is"),
        ("Comments_123456789.csv", b",Three things that were true\r\n1 the valve was open\r\n\n2 "),
        ("Shares.csv", b'""\n""""\n""'),
        ("Shares.csv", b',"","",MEMBER_NETWORK\n'),
        ("Shares_123456789.csv", b"SharedURL,MediaURL,Visibility\r\n"),
        ("Shares_123456789.csv", b'""\r\n""""\r\n""'),
        ("Shares_123456789.csv", b",,,MEMBER_NETWORK\r\n"),
        ("Member_Follows_123456789.csv", b"Date,FullName\r\n"),
        ("Saved_Items.csv", b"savedItem,CreatedTime\nhttps://www.linkedin.com/feed/update/urn:li:"),
        ("Saved_Items_123456789.csv", b"savedItem,createdTime\r\n"),
        ("Reactions.csv", b"?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A"),
        ("SearchQueries.csv", b' UTC,""\n'),
        ("SearchQueries.csv", b' UTC,"leak" OR "burst" (sensor, logger)\n'),
        ("Search Queries.csv", b'\xff\xfe"\0T\0i\0m\0e\0"\0\t\0"\0S\0'),
        ("ImportedContacts.csv", b"\\, "),
        ("LearningCoachMessages.csv", b"\ntimestamp: 17"),
        ("messages.csv", b'"CONVERSATION ID","CONVERSATION TITLE",'),
        ("messages.csv", b'<p class=""spinmail-quill-editor__spin-break"">'),
        ("messages.csv", b"%FIRSTNAME%"),
        ("messages.csv", "\u2028".encode()),
        ("messages.csv", b'"LinkedIn Member","",'),
        ("messages.csv", b',"Yes","Yes"\n'),
        ("messages.csv", "\u200d".encode()),
        ("Receipts.csv", b", -24.99, -24.99,"),
        ("Jobs/Job Applications.csv", b" | Email address:"),
        ("Rich_Media.csv", b'(GMT)", -,https://'),
        ("Services Marketplace/Opprtunities.csv", b"1. What do you need?"),
        ("Verifications/Verifications.csv", b"N/A,N/A,N/A,Work Verification"),
    ],
)
def test_the_sample_has_the_oddities_of_real_files(
    export: dict[str, bytes], name: str, literal: bytes
) -> None:
    assert literal in export[name]


@pytest.mark.parametrize(
    "name",
    ["Connections.csv", "Company Follows.csv", "Email Addresses.csv", "Inferences_about_you.csv"],
)
def test_four_files_end_without_a_newline(export: dict[str, bytes], name: str) -> None:
    assert not export[name].endswith(b"\n")


def test_every_part_of_every_table_has_records(export: dict[str, bytes], tmp_path: Path) -> None:
    """Drafts, comments in groups, messages sent and received: no part is missing."""
    mapping = load_mapping()
    columns = analyze(write(tmp_path, export), mapping).columns
    parts = set(zip(columns["table"], columns["part"], strict=True))
    assert parts >= {(table.name, part.name) for table in mapping.tables for part in table.parts}


def test_a_new_file_of_applications_begins_after_200_rows(export: dict[str, bytes]) -> None:
    applications = [
        re.findall(rb'(?m)^"\d+/', export[f"Jobs/Job Applications{shard}.csv"])
        for shard in ("", "_1")
    ]
    assert [len(rows) for rows in applications] == [200, 23]


def test_the_number_of_a_post_contains_its_time(export: dict[str, bytes]) -> None:
    """The upper bits of the number are the milliseconds of the date in the same row, in UTC."""
    posts = re.findall(
        rb"(?m)^(20[^,]+),https://www.linkedin.com/feed/update/urn%3Ali%3A\w+%3A(\d+),",
        export["Shares.csv"],
    )
    assert posts
    for date, number in posts:
        milliseconds = dialects.milliseconds(datetime.fromisoformat(f"{date.decode()}+00:00"))
        assert 0 <= milliseconds - (int(number) >> 22) < 1000


MOMENT = utc(2026, 2, 4, 20, 17, 9)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (dialects.iso(MOMENT), "2026-02-04 20:17:09"),
        (dialects.iso_utc(MOMENT), "2026-02-04 20:17:09 UTC"),
        (dialects.minute_utc(MOMENT), "2026-02-04 20:17 UTC"),
        (dialects.slashes(MOMENT), "2026/02/04 20:17:09 UTC"),
        (dialects.slash_day(MOMENT), "2026/02/04"),
        (dialects.unix(MOMENT), "Wed Feb 04 20:17:09 UTC 2026"),
        (dialects.day_month_year(MOMENT), "04 Feb 2026"),
        (dialects.receipt(MOMENT), "02/4/26 8:17 PM UTC"),
        (dialects.sentence(MOMENT), "February 4, 2026 at 8:17 PM (GMT)"),
        (dialects.sentence(utc(2026, 12, 11, 0, 5)), "December 11, 2026 at 12:05 AM (GMT)"),
        (dialects.event(MOMENT, MOMENT), "Feb 4, 2026 8:17 PM - Feb 4, 2026 8:17 PM"),
    ],
)
def test_dates(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (utc(2026, 2, 4, 20, 17), "2/4/26, 12:17 PM"),
        (utc(2025, 7, 1, 7, 0), "7/1/25, 12:00 AM"),
        (utc(2026, 3, 8, 9, 59), "3/8/26, 1:59 AM"),
        (utc(2026, 3, 8, 10, 0), "3/8/26, 3:00 AM"),
        (utc(2025, 11, 2, 8, 59), "11/2/25, 1:59 AM"),
        (utc(2025, 11, 2, 9, 0), "11/2/25, 1:00 AM"),
    ],
)
def test_the_clocks_of_california_change_on_the_right_nights(
    moment: datetime, written: str
) -> None:
    assert dialects.pacific(moment) == written


# --- phrases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_phrases_for_each_key_and_no_unknown_slot(code: str) -> None:
    language = phrases.phrases(code)
    lists = [vars(language), *map(vars, language.themes)]
    assert all(items and isinstance(items, tuple) for keys in lists for items in keys.values())
    texts = [
        *(text for keys in lists for text in chain(*keys.values()) if isinstance(text, str)),
        *chain(*language.exchanges),
    ]
    assert len(texts) > 20
    for text in texts:
        assert text.strip(), code
        assert set(SLOT.findall(text)) <= set(writing.FILLERS), text


def test_every_file_of_phrases_is_used() -> None:
    names = {path.name for path in files("analyzer.sample.phrases").iterdir()}
    toml_files = {f"{name}.toml" for name in (*CODES, "names", "odalys", "participants", "tables")}
    assert {name for name in names if name.endswith(".toml")} == toml_files


def test_every_slot_in_offers_and_praise_can_be_filled() -> None:
    texts = [
        *phrases.texts("praise"),
        *(text for offer in phrases.rows("offers") for text in offer),
    ]
    assert {slot for text in texts for slot in SLOT.findall(text)} <= set(writing.FILLERS)


def test_every_fixed_table_belongs_to_a_file_and_its_rows_fit_its_columns() -> None:
    tables = phrases.load("tables")
    assert tables.keys() <= FILES.keys()
    for name, table in tables.items():
        columns, *rows = phrases.table_rows(name)
        assert {len(row) for row in rows} == {len(columns)}
        if isinstance(table, list):
            assert all(record.keys() <= set(columns) for record in table)


# --- a workshop -------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_workshop(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_workshop(tmp_path / name, 12, seed=seed, scale=0.03)
    one, again, other = (tree(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert set(one) != set(other)


def test_a_workshop_has_different_people_in_folders_and_zips(tmp_path: Path) -> None:
    write_workshop(tmp_path / "in", 30, scale=0.03)
    children = list((tmp_path / "in").iterdir())
    assert len(children) == 30
    assert {path.is_dir() for path in children} == {True, False}
    everything = tree(tmp_path / "in")
    assert not [name for name, data in everything.items() if b"Odalys" in data or b"Brandt" in data]
    emails = {data for name, data in everything.items() if name.endswith("Email Addresses.csv")}
    assert len(emails) == sum(name.endswith("Email Addresses.csv") for name in everything)


def test_a_workshop_is_only_written_to_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(OutputError):
        write_workshop(tmp_path, 2)
