"""The synthetic export: complete, the same everywhere, and odd in LinkedIn's own ways."""

import re
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from exports import write
from workshops import tree

from analyzer.analysis.analyze import analyze
from analyzer.errors import OutputError
from analyzer.mapping import load_mapping
from analyzer.sample import dates, language, write_sample
from analyzer.sample.dates import utc
from analyzer.sample.dialects import (
    guarded,
    write_backslash,
    write_bare_newlines,
    write_chat_blocks,
    write_escaped_commas,
    write_linewise,
    write_rfc4180,
    write_unquoted,
    write_utf16_tab,
)
from analyzer.sample.phrases import (
    CODES,
    SLOTS,
    PhrasesError,
    parse,
    phrases,
)
from analyzer.sample.workshop import write_workshop

# Every file name of the export atlas, one sample of those that carry a date or a member id.
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
# One `"` per field and side, in every row: the header alone has 13 columns.
MESSAGE_START = re.compile(rb'^"2-[A-Za-z0-9+/]+=*","', re.MULTILINE)


def contents(directory: Path) -> dict[str, bytes]:
    """Return every file under a directory by its name with forward slashes."""
    paths = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Write the sample at scale 1 once."""
    directory = tmp_path_factory.mktemp("sample")
    write_sample(directory)
    return contents(directory)


def test_has_every_known_file(export: dict[str, bytes]) -> None:
    """No name is missing and none is made up."""
    assert sorted(export) == sorted(NAMES)


def test_same_seed_same_bytes(export: dict[str, bytes], tmp_path: Path) -> None:
    """The second export equals the first, whatever ran before."""
    write_sample(tmp_path / "made" / "if missing")
    assert contents(tmp_path / "made" / "if missing") == export


def test_other_seed_other_bytes(export: dict[str, bytes], tmp_path: Path) -> None:
    """Another seed gives other people and messages, but the same person."""
    write_sample(tmp_path, seed=2)
    other = contents(tmp_path)
    assert other["messages.csv"] != export["messages.csv"]
    assert other["Connections.csv"] != export["Connections.csv"]
    assert other["Profile.csv"] == export["Profile.csv"]


def test_size(export: dict[str, bytes]) -> None:
    """The committed sample stays small enough for a repository."""
    assert sum(map(len, export.values())) in TARGET_BYTES


@pytest.mark.parametrize("scale", [0.001, 0.1, 3.0])
def test_scale(export: dict[str, bytes], tmp_path: Path, scale: float) -> None:
    """Activity grows with the scale, the person does not."""
    write_sample(tmp_path, scale=scale)
    scaled = contents(tmp_path)
    messages = MESSAGE_START.findall(scaled["messages.csv"])
    drafts = 2
    assert len(messages) == MESSAGES_AT_SCALE_1 * scale + drafts
    assert sorted(scaled) == sorted(export)
    assert scaled["Positions.csv"] == export["Positions.csv"]


def test_names_are_legal_on_windows(export: dict[str, bytes]) -> None:
    """No reserved character, no dot or space at an end, nothing that differs only in case."""
    parts = {part for name in export for part in name.split("/")}
    assert not [part for part in parts if re.search(r'[<>:"\\|?*\x00-\x1f]', part)]
    assert not [part for part in parts if part != part.strip(" .")]
    assert all(name.isascii() for name in export)
    assert len({name.casefold() for name in export}) == len(export)


def test_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    """Nobody's export is written over."""
    (tmp_path / "Profile.csv").write_bytes(b"mine")
    with pytest.raises(OutputError, match="not an empty folder"):
        write_sample(tmp_path)
    with pytest.raises(OutputError, match="not an empty folder"):
        write_sample(tmp_path / "Profile.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        write_sample(tmp_path / "Profile.csv" / "below a file")
    assert (tmp_path / "Profile.csv").read_bytes() == b"mine"


def test_no_address_outside_the_reserved_domains(export: dict[str, bytes]) -> None:
    """Every e-mail address is under example.com, .org or .net."""
    text = b"\n".join(export.values()).decode(errors="replace")
    domains = set(re.findall(r"[\w.-]+@([\w-]+(?:\.[\w-]+)*\.[a-z]+)\b", text))
    assert domains
    assert all(re.search(r"(^|\.)example\.(com|org|net)$", domain) for domain in domains)


def test_nothing_happens_after_the_last_day(export: dict[str, bytes]) -> None:
    """The sample does not depend on today."""
    text = b"\n".join(export.values()).decode(errors="replace")
    assert max(re.findall(r"20\d\d[-/]\d\d[-/]\d\d", text.replace("/", "-"))) <= "2026-10-15"
    assert max(re.findall(rb"(?m)^20\d\d-\d\d-\d\d", export["Shares.csv"])) <= b"2026-03-14"


ROWS = [["Date", "Text"], ["1", 'a "b", c'], ["2", "one\ntwo"], ["3", ""]]


def test_rfc4180() -> None:
    """The default dialect, and its variations in line ends and quotes."""
    assert write_rfc4180(ROWS) == b'Date,Text\n1,"a ""b"", c"\n2,"one\ntwo"\n3,\n'
    assert write_rfc4180(ROWS[:2], eol="\r\n") == b'Date,Text\r\n1,"a ""b"", c"\r\n'
    assert write_rfc4180([["a\rb"]], final_newline=False) == b'"a\rb"'
    assert write_rfc4180([["a", ""]], quote_all=True) == b'"a",""\n'


def test_utf16_tab() -> None:
    """Byte order mark, two bytes a character, every field quoted."""
    assert write_utf16_tab([["a", '"']]) == b'\xff\xfe"\0a\0"\0\t\0"\0"\0"\0"\0\n\0'


def test_backslash() -> None:
    """Quotes are escaped, line breaks and backslashes are not."""
    assert write_backslash(ROWS) == b'Date,Text\n1,"a \\"b\\", c"\n2,"one\ntwo"\n3,\n'
    assert write_backslash([["C:\\x"]]) == b"C:\\x\n"


def test_bare_newlines() -> None:
    """A line break alone does not quote."""
    rows = [["1", "one\r\n\ntwo"], ["2", 'a "b"\r\nc']]
    assert write_bare_newlines(rows) == b'1,one\r\n\ntwo\r\n2,"a ""b""\r\nc"\r\n'
    assert write_bare_newlines([["1", "a"]], eol="\n") == b"1,a\n"


def test_linewise() -> None:
    """Each line break of the one column stands between quotes of its own."""
    rows = [["1", "one\n\ntwo", ""], ["a\nb", "", ""]]
    assert write_linewise(rows, column=1) == b'1,"one""\n""""\n""two",\n"a\nb",,\n'
    assert write_linewise(rows[:1], column=1, eol="\r\n", quoted_when_empty={2}) == (
        b'1,"one""\r\n""""\r\n""two",""\r\n'
    )


def test_unquoted() -> None:
    """Commas and quotes stay raw, only nothing is quoted."""
    rows = [["1", 'cook, "fast"'], ["2", '"x"x (x, x)'], ["3", ""]]
    assert write_unquoted(rows) == b'1,cook, "fast"\n2,"x"x (x, x)\n3,""\n'


def test_chat_blocks() -> None:
    """Blocks divided by an empty line, or one sentence."""
    block = b"conversation: u-1\ntimestamp: 1700000000000\nuser: hi\ncoach: hello, you\n"
    talk = ("u-1", 1_700_000_000_000, "hi", "hello, you")
    assert write_chat_blocks([talk, talk]) == block + b"\n" + block
    assert write_chat_blocks([]) == b"No conversations found\n\n\n"


def test_escaped_commas() -> None:
    """A comma in a list is escaped, and one in a date is not."""
    rows = [["a, b", "1/2/09, 3:28 AM"]]
    assert write_escaped_commas(rows) == b'"a\\, b","1/2/09\\, 3:28 AM"\n'
    assert write_escaped_commas(rows, columns={0}) == b'"a\\, b","1/2/09, 3:28 AM"\n'


def test_guarded() -> None:
    """What a spreadsheet would compute gets a space."""
    assert [guarded(value) for value in ("+1", "-", "a", "")] == [" +1", " -", "a", ""]


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
def test_oddities(export: dict[str, bytes], name: str, literal: bytes) -> None:
    """Each oddity of the real files stands in the sample, byte for byte."""
    assert literal in export[name]


@pytest.mark.parametrize(
    "name",
    ["Connections.csv", "Company Follows.csv", "Email Addresses.csv", "Inferences_about_you.csv"],
)
def test_no_final_newline(export: dict[str, bytes], name: str) -> None:
    """Four files of one writer end without one."""
    assert not export[name].endswith(b"\n")


def test_every_part_of_every_table_has_records(export: dict[str, bytes], tmp_path: Path) -> None:
    """Drafts, comments in groups, messages sent and received: none of them is missing."""
    mapping = load_mapping()
    columns = analyze(write(tmp_path, export), mapping).columns
    found = set(zip(columns["table"], columns["part"], strict=True))
    assert found >= {(table.name, part.name) for table in mapping.tables for part in table.parts}


def test_shards(export: dict[str, bytes]) -> None:
    """A new file of applications begins after two hundred rows."""
    rows = [
        re.findall(rb'(?m)^"\d+/', export[f"Jobs/Job Applications{shard}.csv"])
        for shard in ("", "_1")
    ]
    assert [len(found) for found in rows] == [200, 23]


def test_number_of_a_post_holds_its_time(export: dict[str, bytes]) -> None:
    """The upper bits of the number are the milliseconds of the date beside it, in UTC."""
    found = re.findall(
        rb"(?m)^(20[^,]+),https://www.linkedin.com/feed/update/urn%3Ali%3A\w+%3A(\d+),",
        export["Shares.csv"],
    )
    assert found
    for when, number in found:
        milliseconds = dates.milliseconds(datetime.fromisoformat(f"{when.decode()}+00:00"))
        assert 0 <= milliseconds - (int(number) >> 22) < 1000


def test_dates() -> None:
    """One moment in LinkedIn's dozen ways."""
    when = utc(2026, 2, 4, 20, 17, 9)
    assert dates.iso_utc(when) == "2026-02-04 20:17:09 UTC"
    assert dates.minute_utc(when) == "2026-02-04 20:17 UTC"
    assert dates.slashes(when) == "2026/02/04 20:17:09 UTC"
    assert dates.slash_day(when) == "2026/02/04"
    assert dates.unix(when) == "Wed Feb 04 20:17:09 UTC 2026"
    assert dates.day_month_year(when) == "04 Feb 2026"
    assert dates.receipt(when) == "02/4/26 8:17 PM UTC"
    assert dates.sentence(when) == "February 4, 2026 at 8:17 PM (GMT)"
    assert dates.event(when, when) == "Feb 4, 2026 8:17 PM - Feb 4, 2026 8:17 PM"


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (utc(2026, 2, 4, 20, 17), "2/4/26, 12:17 PM"),
        (utc(2025, 7, 1, 7, 0), "7/1/25, 12:00 AM"),
        (utc(2026, 3, 8, 9, 59), "3/8/26, 1:59 AM"),
        (utc(2026, 3, 8, 10, 0), "3/8/26, 3:00 AM"),
        (utc(2025, 11, 2, 8, 59), "11/2/25, 1:59 AM"),
        (utc(2025, 11, 2, 9, 0), "11/2/25, 1:00 AM"),
    ],
)
def test_pacific(when: datetime, written: str) -> None:
    """The clocks of California change on the right nights."""
    assert dates.pacific(when) == written


# --- phrases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_language_is_complete(code: str) -> None:
    spoken = phrases(code)
    assert all([spoken.themes, spoken.comments, spoken.invitations, spoken.greetings])
    assert all(len(pair) == 2 for pair in spoken.exchanges)
    assert phrases(code) is spoken


def test_every_file_of_phrases_is_used_and_every_slot_can_be_filled() -> None:
    names = {path.name for path in files("analyzer.sample.phrases").iterdir()}
    assert {name for name in names if name.endswith(".toml")} == {f"{code}.toml" for code in CODES}
    assert set(language.FILLERS) == SLOTS


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("comments = [", "comments = ", "not TOML"),
        ("comments", "coments", "coments, comments"),
        ("closers", "closing", "closers, closing"),
        ("farewells = [", "farewells = []\nx = [", "unknown key: x"),
        ('"धन्यवाद!",', "7,", "at 'farewells': not a sentence"),
        ('"धन्यवाद!",', '" ",', "at 'farewells': not a sentence"),
        ('"धन्यवाद!",', '"{nme}",', "at 'farewells': no slot is called 'nme'"),
        ('tags = ["पानी", "जल", "इंजीनियरिंग"]', "tags = []", "at 'tags': not a list, or empty"),
        ('"जी हाँ, दिसंबर में। मिलते हैं!",', "", "at 'exchanges': not a pair"),
    ],
)
def test_wrong_phrases_are_refused_with_language_and_key(
    before: str, after: str, says: str
) -> None:
    text = (files("analyzer.sample.phrases") / "hi.toml").read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(PhrasesError, match=re.escape(says)) as error:
        parse("hi", text.replace(before, after))
    assert "'hi'" in str(error.value)


# --- a workshop -------------------------------------------------------------------------------------------------------


def test_the_same_seed_is_the_same_workshop(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_workshop(tmp_path / name, 12, seed=seed, scale=0.03)
    one, again, other = (tree(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert set(one) != set(other)


def test_a_workshop_is_of_different_people_in_folders_and_zips(tmp_path: Path) -> None:
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
