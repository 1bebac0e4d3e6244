"""Headers below notes, in other spellings, edited and uncertain: literal bytes with the cells to read."""

from typing import NamedTuple

import pytest

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import FileReading, read

Row = tuple[str, ...]
Names = tuple[str | None, ...]

CONNECTIONS = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")  # fmt: skip
OLDER = ("First Name", "Last Name", "Email Address", "Company", "Position", "Connected On")
SHORT = ("Company", "Position", "Connected On")
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = "Ada,Lind,https://www.linkedin.com/in/ada,,Nordlys,Engineer,07 Mar 2021\n"
BO = "Bo,Ek,https://www.linkedin.com/in/bo,,Fjord,Clerk,08 Mar 2021\n"
ADA_ROW = ("Ada", "Lind", "https://www.linkedin.com/in/ada", "", "Nordlys", "Engineer", "07 Mar 2021")  # fmt: skip
BO_ROW = ("Bo", "Ek", "https://www.linkedin.com/in/bo", "", "Fjord", "Clerk", "08 Mar 2021")
NOTES = 'Notes:\n"When you save your contacts, some may be left out."\n\n'
PADDED = 'Notes:,,,,,,\n"When you save your contacts, some may be left out.",,,,,,\n,,,,,,\n'
BARE = "Notes:\nWhen you save your contacts, some may be left out.\n\n"
NOTE = {"preamble"}
POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A1"
COMMENTS = f"Date,Link,Message\n2024-01-02 12:00:00,{POST},hi\n"
HI = ("2024-01-02 12:00:00", POST, "hi")
OLD_COMMENTS = COMMENTS.replace("hi\n", "hi\nyou\n")
LIKE = ("2024-01-03 12:00:00", "LIKE", POST)
REACTIONS = "Date,Type,Link\n" + ",".join(LIKE) + "\n"
BALLOT = "Date,Link,OptionText\n"
YES = "2024-01-02 12:00:00,https://a,Yes"
SALT = "2025/01/02 03:04:05 UTC,salt, and rope"


class Case(NamedTuple):
    path: str
    text: str
    header: Names
    rows: list[Row]
    rejected_lines: tuple[int, ...] = ()
    repairs: set[str] = set()  # noqa: RUF012 (never changed)


CASES = {
    # --- notes that a spreadsheet has saved again ---
    "padded notes": Case("Connections.csv", PADDED + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    "padded notes, CRLF": Case("Connections.csv", (PADDED + HEADER + ADA).replace("\n", "\r\n"), CONNECTIONS, [ADA_ROW], (), NOTE),
    "padded notes in quotes": Case(
        "Connections.csv",
        '"Notes:","","","","","",""\n"Some may be left out.","","","","","",""\n"","","","","","",""\n' + HEADER + ADA,
        CONNECTIONS, [ADA_ROW], (), NOTE,
    ),
    "padded notes and semicolons": Case(
        "Connections.csv",
        "Notes:;;;\nWhen you save your contacts, some may be left out.;;;\n;;;\n"
        "First Name;Last Name;Company;Connected On\nAda;Lind;Nordlys;07 Mar 2021\n",
        ("First Name", "Last Name", "Company", "Connected On"), [("Ada", "Lind", "Nordlys", "07 Mar 2021")], (), NOTE,
    ),
    "padded notes and tabs": Case(
        "Connections.csv", (PADDED.replace(", some", " some") + HEADER + ADA).replace(",", "\t"), CONNECTIONS, [ADA_ROW], (), NOTE
    ),
    "notes narrower than the header": Case("Connections.csv", PADDED.replace(",,,,,,", ",") + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    "the delimiter on the first line": Case("Connections.csv", "sep=,\n" + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    "a semicolon on the first line": Case(
        "Connections.csv", "sep=;\r\n" + (HEADER + ADA).replace(",", ";"), CONNECTIONS, [ADA_ROW], (), NOTE
    ),
    "the delimiter and notes": Case("Connections.csv", "sep=,\n" + NOTES + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    "the delimiter of a file whose layout is its own": Case(
        "SearchQueries.csv", "sep=,\nTime,Search Query\n2025/01/02 03:04:05 UTC,salt, and rope\n",
        ("Time", "Search Query"), [("2025/01/02 03:04:05 UTC", "salt, and rope")], (), NOTE | {"unquoted-commas"},
    ),
    "the delimiter of an unknown file": Case("diary.csv", "sep=;\na;b\n1;2\n", (None, None), [("1", "2")], (), NOTE),
    "notes above an unknown header": Case(
        "Connections.csv", NOTES + "Firma,Stelle,Seit\nNordlys,Engineer,07 Mar 2021\n",
        (None, None, None), [("Nordlys", "Engineer", "07 Mar 2021")], (), NOTE,
    ),
    "one line of a title": Case("Connections.csv", "My contacts,,,,,,\n" + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    # --- notes without their quotes, or without a header below them ---
    "notes without quotes": Case("Connections.csv", BARE + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    "notes without quotes, padded": Case(
        "Connections.csv", BARE.replace("\n", ",,,\n") + HEADER + ADA, CONNECTIONS, [ADA_ROW], (), NOTE
    ),
    "notes without quotes above an edited header": Case(
        "Connections.csv", BARE + HEADER.replace("Position", "Role") + ADA,
        ("First Name", "Last Name", "URL", "Email Address", "Company", "Role", "Connected On"), [ADA_ROW], (), NOTE,
    ),
    "notes without quotes above an unknown header": Case(
        "Connections.csv", BARE + "Firma,Stelle,Seit\nNordlys,Engineer,07 Mar 2021\n",
        (None, None, None), [("Nordlys", "Engineer", "07 Mar 2021")], (), NOTE,
    ),
    "notes without quotes in a joined file": Case(
        "Connections.csv", HEADER + ADA + BARE + HEADER + BO, CONNECTIONS, [ADA_ROW, BO_ROW], (), {"repeated-header"}
    ),
    "notes without quotes and no header": Case(
        "Connections.csv", BARE + ADA + BO, CONNECTIONS, [ADA_ROW, BO_ROW], (), NOTE | {"header-missing"}
    ),
    "notes and no header": Case("Connections.csv", NOTES + ADA + BO, CONNECTIONS, [ADA_ROW, BO_ROW], (), NOTE | {"header-missing"}),
    "padded notes and no header": Case("Connections.csv", PADDED + ADA + BO, CONNECTIONS, [ADA_ROW, BO_ROW], (), NOTE | {"header-missing"}),
    "padded notes, semicolons and no header": Case(
        "Connections.csv", (PADDED.replace("contacts, some", "contacts some") + ADA + BO).replace(",", ";"),
        CONNECTIONS, [ADA_ROW, BO_ROW], (), NOTE | {"header-missing"},
    ),
    "padded notes, no header, and nothing but a date in the first record": Case(
        "Connections.csv", PADDED + ",,,,,,09 Mar 2021\n" + ADA,
        CONNECTIONS, [("", "", "", "", "", "", "09 Mar 2021"), ADA_ROW], (), NOTE | {"header-missing"},
    ),
    "the delimiter and no header": Case(
        "Connections.csv", "sep=;\n" + ADA.replace(",", ";"), CONNECTIONS, [ADA_ROW], (), NOTE | {"header-missing"}
    ),
    "padded notes above a header in another language": Case(
        "Connections.csv", PADDED + "Vorname,Nachname,Adresse,Post,Firma,Stelle,Seit\n" + ADA,
        (None,) * 7, [ADA_ROW], (), NOTE,
    ),
    "a narrow record between notes and records without a header": Case(
        "Connections.csv", PADDED + "Bo,Ek,Fjord\n" + ADA, CONNECTIONS, [ADA_ROW], (4,), NOTE | {"header-missing"},
    ),
    "a record between notes and the header": Case("Connections.csv", BARE + BO + HEADER + ADA, CONNECTIONS, [ADA_ROW], (4,), NOTE),
    "two cells that are not the text of notes": Case("Connections.csv", "A,B\n" + HEADER + ADA, CONNECTIONS, [ADA_ROW], (1,)),
    # --- edited headers below notes ---
    "a column added below notes": Case(
        "Connections.csv", NOTES + HEADER.replace("\n", ",Tags\n") + ADA.replace("\n", ",Iii\n"),
        (*CONNECTIONS, "Tags"), [(*ADA_ROW, "Iii")], (), NOTE,
    ),
    "columns removed below notes": Case(
        "Connections.csv", NOTES + "Company,Position,Connected On\nAaa,Bbb,25 Oct 2021\nCcc,Ddd,02 Nov 2021\n",
        SHORT, [("Aaa", "Bbb", "25 Oct 2021"), ("Ccc", "Ddd", "02 Nov 2021")], (), NOTE,
    ),
    "columns removed below padded notes": Case(
        "Connections.csv", PADDED.replace(",,,,,,", ",,") + "Company,Position,Connected On\nAaa,Bbb,25-Oct-21\n",
        SHORT, [("Aaa", "Bbb", "25-Oct-21")], (), NOTE,
    ),
    "a column renamed below notes": Case(
        "Connections.csv", NOTES + HEADER.replace("Position", "Role") + ADA,
        ("First Name", "Last Name", "URL", "Email Address", "Company", "Role", "Connected On"), [ADA_ROW], (), NOTE,
    ),
    "a column added below the delimiter": Case(
        "Languages.csv", "sep=;\nName;Proficiency;Since\nNorwegian;Native;2001\n",
        ("Name", "Proficiency", "Since"), [("Norwegian", "Native", "2001")], (), NOTE,
    ),
    # --- other spellings ---
    "lower case": Case("Connections.csv", HEADER.lower() + ADA, CONNECTIONS, [ADA_ROW]),
    "upper case": Case("Connections.csv", HEADER.upper() + ADA, CONNECTIONS, [ADA_ROW]),
    "no spaces": Case("Connections.csv", HEADER.replace(" ", "") + ADA, CONNECTIONS, [ADA_ROW]),
    "underscores": Case("Connections.csv", HEADER.replace(" ", "_").lower() + ADA, CONNECTIONS, [ADA_ROW]),
    "no spaces, below notes": Case("Connections.csv", PADDED + HEADER.replace(" ", "") + ADA, CONNECTIONS, [ADA_ROW], (), NOTE),
    "no spaces, the older header": Case(
        "Connections.csv", "FirstName,LastName,EmailAddress,Company,Position,ConnectedOn\nAda,Lind,,Nordlys,Engineer,07 Mar 2021\n",
        OLDER, [("Ada", "Lind", "", "Nordlys", "Engineer", "07 Mar 2021")],
    ),
    "spaces where LinkedIn has none": Case(
        "Reactions.csv", "date,TYPE,link\n2024-08-01 10:00:00,LIKE,https://a\n", ("Date", "Type", "Link"),
        [("2024-08-01 10:00:00", "LIKE", "https://a")],
    ),
    "lower case, in joined files": Case(
        "Connections.csv", (HEADER.lower() + ADA) * 2, CONNECTIONS, [ADA_ROW, ADA_ROW], (), {"repeated-header"}
    ),
    "notes above each header of joined files": Case(
        "Connections.csv", (NOTES + HEADER + ADA) * 2, CONNECTIONS, [ADA_ROW, ADA_ROW], (), NOTE | {"repeated-header"}
    ),
    "padded notes above each header of joined files": Case(
        "Connections.csv", (PADDED + HEADER + ADA) * 3, CONNECTIONS, [ADA_ROW] * 3, (), NOTE | {"repeated-header"}
    ),
    "a line of one value above the header of joined files": Case(
        "Connections.csv", HEADER + ADA + "Ada,,,,,,\n" + HEADER + ADA, CONNECTIONS,
        [ADA_ROW, ("Ada", "", "", "", "", "", ""), ADA_ROW], (), {"repeated-header"},
    ),
    "notes without a header in the middle": Case(
        "Connections.csv", HEADER + ADA + "Notes:\nSomething\n" + ADA, CONNECTIONS, [ADA_ROW, ADA_ROW], (3, 4)
    ),
    "another spelling in joined files": Case(
        "Connections.csv", HEADER + ADA + HEADER.upper() + BO + HEADER.replace(" ", "_") + ADA + HEADER.replace(" ", "") + BO,
        CONNECTIONS, [ADA_ROW, BO_ROW] * 2, (), {"repeated-header"},
    ),
    "another spelling below notes in joined files": Case(
        "Connections.csv", NOTES + HEADER.lower() + ADA + PADDED + HEADER + BO, CONNECTIONS, [ADA_ROW, BO_ROW], (), NOTE | {"repeated-header"}
    ),
    "another spelling of a single name in joined files": Case(
        "Skills.csv", "Name\nKnots\nNAME\nOars\n", ("Name",), [("Knots",), ("Oars",)], (), {"repeated-header"}
    ),
    "an older header in joined files": Case(
        "Connections.csv", HEADER + ADA + ",".join(OLDER) + "\nBo,Ek,b@c.example,Fjord,Clerk,08 Mar 2021\nA,B,C\n" + HEADER + ADA,
        CONNECTIONS, [ADA_ROW, ("Bo", "Ek", "", "b@c.example", "Fjord", "Clerk", "08 Mar 2021"), ADA_ROW], (5,), {"repeated-header"},
    ),
    "a newer header in joined files": Case(
        "Connections.csv", ",".join(OLDER) + "\nBo,Ek,,Fjord,Clerk,08 Mar 2021\n" + HEADER + ADA + ADA.replace("https://www.linkedin.com/in/ada", ""),
        OLDER, [("Bo", "Ek", "", "Fjord", "Clerk", "08 Mar 2021"), ("Ada", "Lind", "", "Nordlys", "Engineer", "07 Mar 2021")], (4,),
        {"repeated-header"},
    ),
    "another order in joined files": Case(
        "Languages.csv", "Name,Proficiency\nNorwegian,Full\nPROFICIENCY,NAME\nSome,Danish\n", ("Name", "Proficiency"),
        [("Norwegian", "Full"), ("Danish", "Some")], (), {"repeated-header"},
    ),
    "an older header in another order": Case(
        "Connections.csv", HEADER + ADA + "Company,Position,Connected On,First Name,Last Name,Email Address\nFjord,Clerk,08 Mar 2021,Bo,Ek,\n",
        CONNECTIONS, [ADA_ROW, ("Bo", "Ek", "", "", "Fjord", "Clerk", "08 Mar 2021")], (), {"repeated-header"},
    ),
    "notes above a line that may be a record, below another header": Case(
        "Connections.csv", HEADER + ADA + ",".join(OLDER) + "\nBo,Ek,,Fjord,Clerk,08 Mar 2021\n" + NOTES + "LAST_NAME,first_name,CONNECTED_ON\n",
        CONNECTIONS, [ADA_ROW, ("Bo", "Ek", "", "", "Fjord", "Clerk", "08 Mar 2021")], (5, 6, 8), {"repeated-header"},
    ),
    "notes above each of three orders": Case(
        "Votes.csv", BALLOT + YES + "\n" + NOTES + "link,DATE,optiontext\nhttps://a,2024-01-02 12:00:00,Yes\n" + NOTES + "OPTIONTEXT,date,Link\n"
        "Yes,2024-01-02 12:00:00,https://a\n", ("Date", "Link", "OptionText"), [tuple(YES.split(","))] * 3, (), {"repeated-header"},
    ),
    "a value like notes in quotes, above a repeated header": Case(
        "Languages.csv", '"Name"\t"Proficiency"\n""\t"Notes:"\n"Name"\t"Proficiency"\n', ("Name", "Proficiency"),
        [("", "Notes:")], (), {"repeated-header"},
    ),
    "a second header with a column more": Case(
        "Languages.csv", "Name,Proficiency\nNorwegian,Full\nName,Proficiency,Since\nDanish,Some,2001\n", ("Name", "Proficiency"),
        [("Norwegian", "Full")], (3, 4),
    ),
    "the header of another table": Case(
        "Reactions.csv", REACTIONS + COMMENTS.replace("Date,", "date,") + REACTIONS, ("Date", "Type", "Link"), [LIKE, LIKE], (4,),
        {"repeated-header", "other-header"},
    ),
    "the header of another table, below records without dates": Case(
        "Languages.csv", "Name,Proficiency\nNorwegian,Full\nName,Number\nSailing 101,S1\nKnots,K2\n", ("Name", "Proficiency"),
        [("Norwegian", "Full")], (4, 5), {"other-header"},
    ),
    "the header of a wider table": Case(
        "Languages.csv", "Name,Proficiency\nNorwegian,Full\n" + HEADER + ADA, ("Name", "Proficiency"), [("Norwegian", "Full")], (4,), {"other-header"}
    ),
    "the header of another table below comments": Case(
        "Comments.csv", OLD_COMMENTS + REACTIONS + COMMENTS, ("Date", "Link", "Message"), [(*HI[:2], "hi\nyou"), HI], (5,),
        {"joined-lines", "repeated-header", "other-header"},
    ),
    "a reaction among comments": Case(
        "Comments.csv", COMMENTS + ",".join(LIKE) + "\n", ("Date", "Link", "Message"), [HI], (3,)
    ),
    "the header of another table below searches": Case(
        "SearchQueries.csv", f"Time,Search Query\n{SALT}\nName,Number\nSailing 101,S1\n", ("Time", "Search Query"),
        [("2025/01/02 03:04:05 UTC", "salt, and rope")], (4,), {"unquoted-commas", "other-header"},
    ),
    "a note above the header of another table, below single names": Case(
        "Skills.csv", "Name\nKnots\nNotes:\nName,Number\nSailing 101,S1\n", ("Name",), [("Knots",), ("Notes:",)], (5,), {"other-header"}
    ),
    "a comment that quotes the header of another table": Case(
        "Comments.csv", COMMENTS.replace("hi", '"hi:\nDate,Type,Link\nhi"'), ("Date", "Link", "Message"),
        [(*HI[:2], "hi:\nDate,Type,Link\nhi")],
    ),
    "a comment with a line like a header of another table": Case(
        "Comments.csv", OLD_COMMENTS.replace("you", "Date,Type,Links"), ("Date", "Link", "Message"),
        [(*HI[:2], "hi\nDate,Type,Links")], (), {"joined-lines"},
    ),
    "records like the header of another table": Case(
        "Languages.csv", "Name,Proficiency\nName,Numbers\nNumber,Name\nTitle,\n", ("Name", "Proficiency"),
        [("Name", "Numbers"), ("Number", "Name"), ("Title", "")],
    ),
    "another spelling in joined comments": Case(
        "Comments.csv", COMMENTS + COMMENTS.lower().replace("%3a", "%3A"), ("Date", "Link", "Message"), [HI, HI], (), {"repeated-header"}
    ),
    "another spelling in joined searches": Case(
        "SearchQueries.csv", "Time,Search Query\n" + SALT + "\ntime,search query\n" + SALT,
        ("Time", "Search Query"), [("2025/01/02 03:04:05 UTC", "salt, and rope")] * 2, (), {"repeated-header", "unquoted-commas"},
    ),
    "a comment that quotes the header": Case(
        "Comments.csv", COMMENTS.replace("hi", '"hi:\nDate,Link,Message\nhi"'), ("Date", "Link", "Message"),
        [(*HI[:2], "hi:\nDate,Link,Message\nhi")],
    ),
    "records like headers of joined files": Case(
        "Languages.csv", "Name,Proficiency\nName,proficient\nnames,Proficiency\nname,\n", ("Name", "Proficiency"),
        [("Name", "proficient"), ("names", "Proficiency"), ("name", "")],
    ),
    "lines of quoted cells with semicolons, each in quotes": Case(
        "Votes.csv", '"""Date"";""Link"";""OptionText"""\n"""2024-01-02 12:00:00"";""https://a"";""Yes, both"""\n', ("Date", "Link", "OptionText"),
        [("2024-01-02 12:00:00", "https://a", "Yes, both")], (), {"wrapped-lines"},
    ),
    # --- line breaks ---
    "line breaks in names": Case(
        "Connections.csv", HEADER.replace("First Name", '"First\nName"').replace("Connected On", '"Connected\r\nOn"') + ADA, CONNECTIONS, [ADA_ROW]
    ),
    "a line break for the space in the first name": Case(
        "Connections.csv", NOTES + HEADER.replace("First Name", "First\r\nName") + ADA, CONNECTIONS, [ADA_ROW], (), {"header-damaged"}
    ),
    "a line break for the comma after the first name": Case(
        "Skills.csv", "Name\nLevel\nRowing,5\nKnots,4\n", ("Name", "Level"), [("Rowing", "5"), ("Knots", "4")], (), {"header-damaged"}
    ),
    "a name with a line break that may be a record": Case(
        "Skills.csv", '"Name\nLevel"\nRowing\nKnots\n', (None,), [("Rowing",), ("Knots",)], (1,)
    ),
    "a record that is the name of a column": Case("Skills.csv", "Name\nLevel\nKnots\n", ("Name",), [("Level",), ("Knots",)]),
    "notes that are values": Case("Skills.csv", "Name\nNotes:\nName\nKnots\n", ("Name",), [("Notes:",), ("Knots",)], (), {"repeated-header"}),
    "a first line that may be a record, twice": Case(
        "Languages.csv", "Norwegian,Native\nNorwegian,Native\n", (None, None), [("Norwegian", "Native")], (1,)
    ),
    # --- renamed files ---
    "a copy with one more column": Case(
        "Connections copy.csv", HEADER.replace("\n", ",Tags\n") + ADA.replace("\n", ",Iii\n"), (*CONNECTIONS, "Tags"), [(*ADA_ROW, "Iii")]
    ),
    "a copy with one more column below padded notes": Case(
        "Connections - Copy (2).csv", PADDED + HEADER.replace("\n", ",Tags\n") + ADA.replace("\n", ",Iii\n"),
        (*CONNECTIONS, "Tags"), [(*ADA_ROW, "Iii")], (), NOTE,
    ),
    "a copy in lower case": Case("Connections copy.csv", HEADER.lower() + ADA, CONNECTIONS, [ADA_ROW]),
    # --- a line is a header or a record ---
    "a header in another language": Case(
        "Connections.csv", "Vorname,Nachname,Adresse,Mail,Firma,Stelle,Seit\n" + ADA + BO, (None,) * 7, [ADA_ROW, BO_ROW]
    ),
    "a first line that may be a record": Case(
        "Languages.csv", "Norwegian,Native\nEnglish,Full\n", (None, None), [("English", "Full")], (1,)
    ),
    "a first record with fewer values": Case(
        "Positions.csv", "Quay,Cook,,,,\nFjord,Clerk,,Oslo,Jan 2020,\nNordlys,Engineer,,Oslo,Jan 2022,\n", (None,) * 6,
        [("Fjord", "Clerk", "", "Oslo", "Jan 2020", ""), ("Nordlys", "Engineer", "", "Oslo", "Jan 2022", "")], (1,),
    ),
    # --- alike, and read as they are ---
    "a record of a date alone above the header": Case("Connections.csv", ",,,,,,05 Mar 2020\n" + HEADER + ADA, CONNECTIONS, [ADA_ROW], (1,)),
    "a record of a date alone above the header, between notes": Case(
        "Connections.csv", NOTES + ",,,,,,05 Mar 2020\n" + HEADER + ADA, CONNECTIONS, [ADA_ROW], (4,), NOTE
    ),
    "records like notes below the header": Case(
        "PhoneNumbers.csv", "Extension,Number,Type\n,,\n,555 0100,\n", ("Extension", "Number", "Type"), [("", "", ""), ("", "555 0100", "")]
    ),
    "a record above the header": Case("Connections.csv", BO + HEADER + ADA, CONNECTIONS, [ADA_ROW], (1,)),
    "a record above an edited header": Case(
        "Languages.csv", "Norwegian,Native\nName,Level\nEnglish,Full\n", (None, None), [("Name", "Level"), ("English", "Full")], (1,)
    ),
    "a first record of one cell": Case("Skills.csv", "Name\nNotes:\nsep=;\n", ("Name",), [("Notes:",), ("sep=;",)]),
    "two columns of one name": Case(
        "Languages.csv", "Name,name,Proficiency\nNorwegian,norsk,Native\n", ("Name", "Name", "Proficiency"), [("Norwegian", "norsk", "Native")]
    ),
    "an empty last column of LinkedIn's": Case(
        "Positions.csv", "Company Name,Title,Description,Location,Started On,Finished On\nNordlys,Engineer,,Oslo,Jan 2020,\n",
        ("Company Name", "Title", "Description", "Location", "Started On", "Finished On"), [("Nordlys", "Engineer", "", "Oslo", "Jan 2020", "")],
    ),
    "another file with the columns of a table": Case(
        "My people.csv", HEADER.replace("\n", ",Tags\n") + ADA.replace("\n", ",Iii\n"), (*CONNECTIONS, None), [(*ADA_ROW, "Iii")]
    ),
}  # fmt: skip


def rows_of(reading: FileReading) -> list[Row]:
    return list(zip(*(column.to_pylist() for column in reading.records.columns), strict=True))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_finds_the_header_a_careful_person_finds(case: Case, mapping: ExportMapping) -> None:
    reading = read(case.text.encode(), case.path, mapping)
    assert reading.header == case.header
    assert rows_of(reading) == case.rows
    assert reading.rejected_lines == case.rejected_lines
    assert reading.found == len(case.rows) + len(case.rejected_lines)
    assert set(reading.repairs) == case.repairs


COPIES = [
    # path, header, table
    ("Connections copy.csv", HEADER.replace("\n", ",Tags"), "connections"),
    ("old/Connections (2) copy.csv", HEADER.strip(), "connections"),
    ("My people.csv", HEADER.strip(), "connections"),
    ("My people.csv", HEADER.replace("\n", ",Tags"), None),
    ("My Votes.csv", "Date,Link,OptionText,a,b,c,d", None),  # most columns are unknown
    ("My Comments.csv", "Date,Link,OptionText,Tags", None),  # the columns of another table
]


@pytest.mark.parametrize(("path", "header", "table"), COPIES)
def test_a_renamed_file_may_have_more_columns(
    path: str, header: str, table: str | None, mapping: ExportMapping
) -> None:
    reading = read(f"{header}\n".encode(), path, mapping)
    assert (reading.table.name if reading.table else None) == table
