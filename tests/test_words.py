"""Every word that counts was written by someone: placeholders, HTML, questions of employers, and names of columns."""

from collections.abc import Callable
from pathlib import Path

import pytest
from exports import Files, write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.article import read_article
from analyzer.reading.reader import read

Counted = Callable[[Files], Analysis]

PROFILE = "First Name,Last Name\nMira,Valk\n"
LEARNING = (
    "Content Title,Content Description,Content Type,Content Last Watched Date (if viewed),"
    "Content Completed At (if completed),Content Saved,Notes taken on videos (if taken),\n"
)
MESSAGES = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
APPLICATIONS = (
    "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,"
    "Question And Answers\n"
)
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
PHOTO = "You uploaded a photo on March 5, 2024 at 1:00 PM (GMT)"


@pytest.fixture
def counted(tmp_path: Path, mapping: ExportMapping) -> Counted:
    """Analyse a profile and the files given by name and content."""

    def run(files: Files) -> Analysis:
        return analyze(write(tmp_path / "export", {"Profile.csv": PROFILE, **files}), mapping)

    return run


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def column_cells(path: str, text: str, name: str, mapping: ExportMapping) -> list[str]:
    """The cells of a column as read."""
    reading = read(text.encode(), path, mapping)
    cells: list[str] = reading.records.column(reading.header.index(name)).to_pylist()
    return cells


def volumes(analysis: Analysis, path: str) -> dict[str, tuple[int, int, int]]:
    """Values, characters and words of text by column of a file, without empty columns."""
    return {
        str(name): (int(row["values"]), int(row["characters"]), int(row["text_words"]))
        for name, row in analysis.volumes.groupby(level=["path", "name"]).sum().loc[path].iterrows()
        if row["values"]
    }


def facets(analysis: Analysis, path: str, name: str) -> tuple[str, str, str]:
    """Data type, author and standing of a column."""
    columns = analysis.columns
    row = columns[(columns["path"] == path) & (columns["name"] == name)].iloc[0]
    return row["data_type"], row["author"], row["standing"]


def reason(analysis: Analysis, path: str) -> str | None:
    return next(file.reason for file in analysis.files if file.path == path)


# --- placeholders --------------------------------------------------------------------------------

PLACEHOLDERS = [
    # A file, the header and a record with %s in one cell, the column, that cell, and the cell as read.
    ("Learning.csv", LEARNING + "Knots,Tie,Course,N/A,N/A,true,%s,\n", "Notes taken on videos (if taken)", "N/A", ""),
    ("Learning.csv", LEARNING + "Knots,Tie,Course,N/A,N/A,true,%s,\n", "Notes taken on videos (if taken)", " n/a ", ""),
    ("Learning.csv", LEARNING + "Knots,Tie,Course,N/A,N/A,true,%s,\n", "Notes taken on videos (if taken)", "N/A for sails", "N/A for sails"),
    ("Learning.csv", LEARNING + "Knots,Tie,Course,N/A,N/A,true,%s,\n", "Notes taken on videos (if taken)", "-", "-"),
    ("Learning.csv", LEARNING + "%s,Tie,Course,N/A,N/A,true,,\n", "Content Title", "N/A", "N/A"),
    ("Rich_Media.csv", f'Date/Time,Media Description,Media Link\n"{PHOTO}",%s,https://a.example\n', "Media Description", " -", ""),
    ("Rich_Media.csv", f'Date/Time,Media Description,Media Link\n"{PHOTO}",%s,https://a.example\n', "Media Description", "- a dash", "- a dash"),
    ("Rich_Media.csv", f'Date/Time,Media Description,Media Link\n"{PHOTO}",%s,https://a.example\n', "Media Description", "--", "--"),
    ("Email Addresses.csv", "Email Address,Confirmed,Primary,Updated On\na@example.org,Yes,Yes,%s\n", "Updated On", "Not Available", ""),
    ("Shares.csv", "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n2024-01-02 03:04:05,,%s,,,MEMBER_NETWORK\n", "ShareCommentary", "N/A", "N/A"),
    ("Contacts.csv", "Source,FirstName,LastName,Companies\nMOBILE_CONTACTS,Ada,Lind,%s\n", "Companies", "null", ""),
    ("Contacts.csv", "Source,FirstName,LastName,Companies\nMOBILE_CONTACTS,Ada,%s,null\n", "LastName", "Null", "Null"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "column", "cell", "expected"), PLACEHOLDERS)
def test_a_cell_is_empty_if_it_is_only_a_placeholder_of_its_column(
    path: str, text: str, column: str, cell: str, expected: str, mapping: ExportMapping
) -> None:
    assert column_cells(path, text % cell, column, mapping) == [expected]


def test_placeholders_are_no_values_words_dates_or_people(counted: Counted) -> None:
    analysis = counted(
        {
            "Learning.csv": LEARNING + "Knots,Tie,Course,2025-03-04 10:00 UTC,N/A,false,N/A,\n",
            "Rich_Media.csv": f'Date/Time,Media Description,Media Link\n"{PHOTO}", -,https://a.example\n',
        }
    )
    learning, media = volumes(analysis, "Learning.csv"), volumes(analysis, "Rich_Media.csv")
    assert set(learning) == {
        "Content Title", "Content Description", "Content Type", "Content Last Watched Date (if viewed)", "Content Saved",
    }  # fmt: skip
    assert set(media) == {"Date/Time", "Media Link"}
    assert all(file.found == file.measured for file in analysis.files)


DATES = [
    ("Email Addresses.csv", "Email Address,Confirmed,Primary,Updated On\na@example.org,Yes,Yes,Not Available\n", None),
    ("Learning.csv", LEARNING + "Knots,Tie,Course,N/A,N/A,true,N/A,\n", None),
    ("Learning.csv", LEARNING + "Knots,Tie,Course,last week,N/A,true,N/A,\n",
     "1 of 1 date is not written as LinkedIn writes them; that record is undated."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "remark"), DATES)
def test_a_date_that_linkedin_leaves_out_is_not_remarked_upon(
    path: str, text: str, remark: str | None, counted: Counted
) -> None:
    assert reason(counted({path: text}), path) == remark


# --- HTML ----------------------------------------------------------------------------------------

SPONSORED = (
    '<p class="spinmail-quill-editor__spin-break">Hello Mira, buy now.</p><p class="a b c">Best</p>'
    '<a href="https://example.com/" target="_blank">here you</a>'
)
HTML = {
    SPONSORED: "Hello Mira, buy now. Best here you",
    "<p>Tea &amp; cake&nbsp;at 5<br>Yours</p>": "Tea & cake at 5 Yours",
    "<ul><li><strong>Bo</strong>wline</li><li>Reef</li></ul>": "Bowline Reef",
    "<P>One</P><style>p { color: red }</style><!-- two -->three": "One three",
    "Are you <strong>fit</strong>?": "Are you fit?",
    "<img src='https://a.example/1.png'>Look": "Look",
    "<p>1 &lt; 2, and &lt;b&gt; is a tag</p>": "1 < 2, and <b> is a tag",
    "Salt &amp; rope": "Salt & rope",
    # What looks like HTML and is text.
    "a < b and c > d": "a < b and c > d",
    "I <3 knots": "I <3 knots",
    "x<y>z": "x<y>z",
    "Map<K, V> or List<a>": "Map<K, V> or List<a>",
    "if (a <b && c > d)": "if (a <b && c > d)",
    "from Ada <ada@example.org>, see <https://example.org/a>": "from Ada <ada@example.org>, see <https://example.org/a>",
    "Use a <div>  here": "Use a <div>  here",
    "and close it with </div>  please": "and close it with </div>  please",
    "https://example.org/?a=1&copy=2": "https://example.org/?a=1&copy=2",
    "AT&T; R&D": "AT&T; R&D",
    "<p>see <https://example.org></p>": "see <https://example.org>",
}


@pytest.mark.parametrize(("cell", "expected"), HTML.items())
def test_a_message_is_read_without_its_html(
    cell: str, expected: str, mapping: ExportMapping
) -> None:
    text = MESSAGES + f"c1,,Spon Sor,,Mira,,2024-05-01 10:00:00 UTC,Offer,{quoted(cell)},INBOX\n"
    assert column_cells("messages.csv", text, "CONTENT", mapping) == [expected]


@pytest.mark.parametrize("cell", [SPONSORED, "1 &lt; 2", "a <b>c</b> d", "<p>one</p>"])
def test_a_post_is_read_as_it_is_written(cell: str, mapping: ExportMapping) -> None:
    text = (
        "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
        f"2024-01-02 03:04:05,,{quoted(cell)},,,MEMBER_NETWORK\n"
    )
    assert column_cells("Shares.csv", text, "ShareCommentary", mapping) == [cell]


def test_the_characters_and_words_of_a_message_are_those_a_reader_sees(counted: Counted) -> None:
    record = f"c1,,Spon Sor,,Mira Valk,,2024-05-01 10:00:00 UTC,Offer,{quoted(SPONSORED)},INBOX\n"
    analysis = counted({"messages.csv": MESSAGES + record})
    assert volumes(analysis, "messages.csv")["CONTENT"] == (1, 34, 7)


# --- questions of employers ------------------------------------------------------------------------

QUESTION, ANSWER = "Question And Answers (questions)", "Question And Answers"
HALVES = {
    "": ("", ""),
    "Pay per year (gross)?:58000 | E-mail:mira@example.org": ("Pay per year (gross)?\nE-mail", "58000\nmira@example.org"),
    "Why us?:": ("Why us?", ""),
    "Are you 18? :Yes": ("Are you 18?", "Yes"),
    "Do you meet this: a degree?:Yes": ("Do you meet this: a degree?", "Yes"),
    "Website:https://a.example/x:y": ("Website", "https://a.example/x:y"),
    "Start?:At 9:30, or so: early": ("Start?", "At 9:30, or so: early"),
    "Pay? (a year):58 | Why?:Boats | and knots": ("Pay? (a year)\nWhy?", "58\nBoats | and knots"),
    "Do you sail | row?:I row": ("Do you sail | row?", "I row"),
    "Pay?: | Why?:Boats | knots | and sails | E-mail:a@b.example": ("Pay?\nWhy?\nE-mail", "Boats | knots | and sails\na@b.example"),
    "When?:Mon 9:30 | Tue 10:00 | Where?:Oslo": ("When?\nWhere?", "Mon 9:30 | Tue 10:00\nOslo"),
    "Why?:Boats | and knots :)": ("Why?", "Boats | and knots :)"),
    "Why?: | Boats": ("Why?", "Boats"),
    "Address line 2:Oslo | Phone 2:(22) 555": ("Address line 2\nPhone 2", "Oslo\n(22) 555"),
    "Oars | sails": ("", "Oars | sails"),
    "Why?:Boats | Street address line 1:12 Quay Road | Line 2:9751": ("Why?\nStreet address line 1\nLine 2", "Boats\n12 Quay Road\n9751"),
    "Why?:Boats | Cover letter:<p>Two boats sank at 2:00, on <b>one</b> day.</p>": (
        "Why?\nCover letter", "Boats\nTwo boats sank at 2:00, on one day.",
    ),
    "Why?:Boats | <b>Terms</b>:Yes": ("Why?\nTerms", "Boats\nYes"),
    "Your name: Mira | Your town: Oslo": ("Your name\nYour town", "Mira\nOslo"),
    "I sail and row": ("", "I sail and row"),
    # A label may have line breaks around it, and none inside it except in the first part.
    "Cover letter\n:Dear all | Phone:22": ("Cover letter\nPhone", "Dear all\n22"),
    "Why?:Boats | \nPhone\r\n:22": ("Why?\nPhone", "Boats\n22"),
    "Terms:\nsee below:Yes | Phone:22": ("Terms:\nsee below\nPhone", "Yes\n22"),
    "Why?:One, two | three\nEmail:x": ("Why?", "One, two | three\nEmail:x"),
    "Why?:One, two | three\rEmail:x | Phone:22": ("Why?\nPhone", "One, two | three\rEmail:x\n22"),
    "Why?:Boats | Note: rules.\nAgreed?:Yes": ("Why?\nNote: rules.\nAgreed?", "Boats\nYes"),
    "I sail\nand row: yes": ("", "I sail\nand row: yes"),
    "Your name\n: Mira": ("Your name", "Mira"),
    # A ratio, a time, a smiley and a link are not labels.
    "Why?:Boats | and 2:1": ("Why?", "Boats | and 2:1"),
    "Why?:Boats | 16:9 sails | Phone:22": ("Why?\nPhone", "Boats | 16:9 sails\n22"),
    "Why?:Boats | We won 2:1, twice": ("Why?", "Boats | We won 2:1, twice"),
    "Why?:Boats | Line 2:12 | Phone 2:22": ("Why?\nLine 2\nPhone 2", "Boats\n12\n22"),
    "Why?:Boats | Child 1:112": ("Why?\nChild 1", "Boats\n112"),
    "Why?:Boats | and 2:1000": ("Why?\nand 2", "Boats\n1000"),
    "Why?:Boats | and knots :D": ("Why?", "Boats | and knots :D"),
    "Why?:Boats | Monday 9:30 sharp | Unit 2:30 Quay Road": ("Why?\nUnit 2", "Boats | Monday 9:30 sharp\n30 Quay Road"),
    "Why?:Boats | Odds: 2:1 | At 9:30:15": ("Why?", "Boats | Odds: 2:1 | At 9:30:15"),
    "Why?:Boats | http://a.example:80/b | mailto:a@b.example | C:\\b": ("Why?", "Boats | http://a.example:80/b | mailto:a@b.example | C:\\b"),
    "I accept https://a.example/b:Yes | Site:http://a.example:80": ("I accept https://a.example/b\nSite", "Yes\nhttp://a.example:80"),
    "Your sails (https://…):12 | Describe them::All": ("Your sails (https://…)\nDescribe them:", "12\nAll"),
    "Start: 9:30 | Odds: 2:1": ("Start\nOdds", "9:30\n2:1"),
    "I sail at 9:30": ("", "I sail at 9:30"),
    "I row | and 2:1": ("", "I row | and 2:1"),
    "I sail :)": ("", "I sail :)"),
    "I sail, see https://a.example": ("", "I sail, see https://a.example"),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "halves"), HALVES.items())
def test_questions_are_separated_from_their_answers(
    cell: str, halves: tuple[str, str], mapping: ExportMapping
) -> None:
    text = APPLICATIONS + f'"1/2/25, 3:04 PM",,,Nordlys,Engineer,,cv.pdf,{quoted(cell)}\n'
    read_cells = [
        column_cells("Job Applications.csv", text, name, mapping) for name in (QUESTION, ANSWER)
    ]
    assert read_cells == [[half] for half in halves]


QUESTIONS = "Question,Answer\nWhy do you want this job?,Boats\n"
FILES = {
    "Jobs/Job Applications.csv": (
        APPLICATIONS + '"1/2/25, 3:04 PM",,,Nordlys,Engineer,,cv.pdf,Why do you want this job?:Boats\n',
        QUESTION, ANSWER, "job_applications.answers",
    ),
    "Jobs/Job Applicant Saved Answers.csv": (QUESTIONS, "Question", "Answer", "job_data.saved_answers"),
    "Job Applicant Saved Screening Question Responses_1.csv": (
        QUESTIONS, "Question", "Answer", "job_data.screening_responses",
    ),
    "Jobs/Job Application Answers/2020-01-02-Engineer-Nordlys.csv": (
        QUESTIONS, "Question", "Answer", "job_applications.answers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", FILES)
def test_a_question_is_the_employers_and_its_answer_the_members(
    path: str, counted: Counted
) -> None:
    text, question, answer, data_type = FILES[path]
    analysis = counted({path: text})
    assert facets(analysis, path, question) == ("job_search.questions", "others", "not_mentioned")
    assert facets(analysis, path, answer)[:2] == (data_type, "self")
    measured = volumes(analysis, path)
    assert measured[question] == (1, 25, 6)
    assert measured[answer] == (1, 5, 1)
    assert reason(analysis, path) is None


def test_a_file_of_applications_without_questions_gets_no_column_for_them(
    mapping: ExportMapping,
) -> None:
    header = "Application Date,Job Url,Job Title,Company Name,Contact Email,Contact Phone Number,Resume Name"
    assert read(f"{header}\n".encode(), "Job Applications.csv", mapping).header == tuple(
        header.split(",")
    )


# --- articles of newsletters -----------------------------------------------------------------------

BODY = '<p class="created">Created on 2025-01-02 03:04</p><p class="published">Published on 2025-01-02 03:05</p><div><p>Hhh iii jjj</p></div>'
TITLE = '<h1><a href="https://www.linkedin.com/pulse/aaa-bbb">Aaa bbb</a></h1>'
READ = (
    "Aaa bbb",
    "https://www.linkedin.com/pulse/aaa-bbb",
    "2025-01-02 03:04",
    "2025-01-02 03:05",
    "Hhh iii jjj",
)
SERIES = '<h3><span class="series-title">Ccc ddd</span></br><span class="series-description">Eee fff ggg</span></h3>'
ARTICLES = {
    "in a newsletter": (f'<img class="series-logo" src="x" />{SERIES}<img src="y" alt="" />{TITLE}{BODY}', READ),
    "in a newsletter without a description": (f'<h3><span class="series-title">Ccc</span></h3>{TITLE}{BODY}', READ),
    "in no newsletter": (TITLE + BODY, READ),
    "with a second title in the text": (
        TITLE + BODY.replace("<div>", "<div><h1>Kkk</h1>"), (*READ[:4], "Kkk\nHhh iii jjj"),
    ),
    "without dates": (f"<p>Above</p>{TITLE}<p>Below</p>", ("", "", "", "", "Above\nAaa bbb\nBelow")),
    "with dates above the title": (BODY + TITLE, ("", "", *READ[2:4], "Hhh iii jjj\nAaa bbb")),
}  # fmt: skip


@pytest.mark.parametrize(("page", "expected"), ARTICLES.values(), ids=ARTICLES)
def test_the_name_of_a_newsletter_is_not_text_of_its_articles(
    page: str, expected: tuple[str, ...]
) -> None:
    assert read_article(f"<html><body>{page}</body></html>") == expected


# --- files and headers -------------------------------------------------------------------------------

OLD = {
    "Profile.csv": "First Name,Last Name,Maiden Name,Created Date,Address,Birth Date,Contact Instructions,Marital Status,"
    "Headline,Summary,Industry,Association\nAaa,Bbb,,01/02/2010 03:04:05 PST,,,,,Ccc,Ddd eee,Fff,Ggg\n",
    "Publications.csv": "Name,Date,Description,Publisher,Url\nAaa,3/2015,,Bbb,https://example.com/\n",
    "Education.csv": "School Name,Location,Start Date,End Date,Notes,Degree Name,Major,Activities\n"
    'Aaa,"Bbb, CC",,,Ddd,Eee,Fff,Ggg\n',
    "Positions.csv": "Company Name,Description,Location,Start Date,End Date,Title\n"
    'Aaa,Bbb ccc.,"Ddd, EE",3/2015,4/2016,Fff\n',
    "Projects.csv": "Title,Start Date,End Date,Description,Url\nAaa,3/2015,,Bbb ccc.,https://example.com/\n",
    "Connections.csv": "First Name,Last Name,Address,Email Address,Company,Position,Connected On,Websites,"
    'Instant Messengers\nAaa,Bbb,,aaa@example.com,Ccc,Ddd,"11/21/16, 3:04 PM",,\n',
    "Registration.csv": "Registration Date,Registration IP,Subscription Type,Inviter First Name,Inviter Last Name\n"
    '"11/21/06, 3:04 PM",203.0.113.9,Free,Aaa,Bbb\n',
    "Email Addresses.csv": "Email Address,Confirmed,Is primary,Status Updated On\n"
    'aaa@example.com,Yes,Yes,"11/21/16, 3:04 PM"\n',
}


def test_an_export_of_2017_is_known_completely(counted: Counted) -> None:
    analysis = counted(OLD)
    assert analysis.complete
    assert [file.reason for file in analysis.files] == [None] * len(OLD)


def test_notes_on_connections_are_the_members_and_about_others(counted: Counted) -> None:
    header = "Connection Profile URL,Connection First Name,Connection Last Name,Note\n"
    record = "https://www.linkedin.com/in/ada,Ada,Lind,Met her at the fair\n"
    analysis = counted({"Notes.csv": header + record})
    assert facets(analysis, "Notes.csv", "Note") == ("unpublished.notes", "self", "not_mentioned")
    assert volumes(analysis, "Notes.csv")["Note"] == (1, 19, 5)
    assert analysis.people.distinct == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [("Notes.csv", "Day,Weather\nMonday,Rain\n"), ("Patents.csv", "Title\nA brush\n"),
     ("Inferred Credibility Scores.csv", "Skill\nPainting\n")],
)  # fmt: skip
def test_a_file_with_an_unseen_header_is_unknown(path: str, text: str, counted: Counted) -> None:
    assert {file.path: file.state for file in counted({path: text}).files}[path] == "unknown"


HEADERS = {
    "first name,last name,url,email address,company,position,connected on": None,
    "First_Name,Last_Name,URL,Email_Address,Company,Position,Connected_On": None,
    "FirstName,LastName,Url,EmailAddress,Company,Position,ConnectedOn": None,
    "first name,last name,url,email address,company,position,connected on,Rating":
        "It has 1 column LinkedIn has not been seen to write.",
    "First Name,Last Name,Company,Position,Connected on": "Columns that LinkedIn writes are missing: URL, Email Address.",
}  # fmt: skip


@pytest.mark.parametrize(("header", "remark"), HEADERS.items())
def test_remarks_compare_names_of_columns_as_they_are_matched(
    header: str, remark: str | None, counted: Counted
) -> None:
    cells = {"company": "Nordlys", "connectedon": "07 Mar 2021"}
    names = [name.replace("_", "").replace(" ", "").lower() for name in header.split(",")]
    record = ",".join(cells.get(name, "x") for name in names)
    analysis = counted({"Connections.csv": f"{header}\n{record}\n"})
    assert reason(analysis, "Connections.csv") == remark
    dated = analysis.days["day"].notna() & (analysis.days["column"] > 0)
    assert dated.any()


def test_guides_and_summaries_may_be_filled(counted: Counted) -> None:
    analysis = counted(
        {
            "Profile Summary.csv": "Profile Summary\nShe paints bridges well.\n",
            "guide_messages.csv": MESSAGES
            + "2-A==,,,,,,2026-07-23 09:39:33 UTC,,,INBOX\n2-A==,,,,,,2026-07-23 09:39:33 UTC,,Aaaa bb cc,INBOX\n",
        }
    )
    assert {file.path: file.measured for file in analysis.files if file.path != "Profile.csv"} == {
        "Profile Summary.csv": 1,
        "guide_messages.csv": 2,
    }
    assert volumes(analysis, "guide_messages.csv")["CONTENT"] == (1, 10, 3)
    assert facets(analysis, "Profile Summary.csv", "Profile Summary")[1] == "ai"
