"""Records with too many or too few cells: literal lines next to the cells to read, or none if these are uncertain."""

import pytest

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import read

POSITIONS = "Company Name,Title,Description,Location,Started On,Finished On\n"
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = "Ada,Lind,https://www.linkedin.com/in/ada,,Fjord,Clerk,07 Mar 2021"
ADA_ROW = ("Ada", "Lind", "https://www.linkedin.com/in/ada", "", "Fjord", "Clerk", "07 Mar 2021")
TAGS = CONNECTIONS.replace("\n", ",Tags\n")
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
LANGUAGES = "Name,Proficiency\n"
BLOCK = "".join(f"Norwegian {letter},Native\n" for letter in "abcd")

INVITATIONS = "From,To,Sent At,Message,Direction\n"
REACTIONS = "Date,Type,Link\n"
VOTES = "Date,Link,OptionText\n"
PROJECTS = "Title,Description,Url,Started On,Finished On\n"
GIVEN = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
LEARNING = (
    "Content Title,Content Description,Content Type,Content Last Watched Date (if viewed),"
    "Content Completed At (if completed),Content Saved,Notes taken on videos (if taken),\n"
)
COURSE = "Knots,Tie them,Course,2020-01-01 10:00 UTC,N/A,false"
COURSE_ROW: tuple[str, ...] = ("Knots", "Tie them", "Course", "2020-01-01 10:00 UTC", "", "false")
GOOD = ("Ada", "Lind", "Oak", "Clerk", "Good", "1/2/24, 3:04 AM", "")
NOON = "2024-01-02 12:00:00"
POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A1"

CASES: dict[str, tuple[str, str, list[tuple[str, ...]], tuple[int, ...]]] = {
    # path, text, rows, lines of rejected records
    "a comma in a company": ("Positions.csv", POSITIONS + "Acme, Inc,Engineer,,Oslo,Jan 2020,\n", [], (2,)),
    "a comma in a company, without a place": ("Positions.csv", POSITIONS + "Acme, Inc,Engineer,,,Jan 2020,\n", [], (2,)),
    "a comma in a company, and a place with a number": (
        "Positions.csv", POSITIONS + "Acme, Inc,Engineer,did things,75001 Paris,Jan 2020,\n", [], (2,)
    ),
    "a comma in a followed company with a number": (
        "Company Follows.csv", "Organization,Followed On\nAcme, Studio 54,\n", [], (2,)
    ),
    "a comma in a certificate": (
        "Certifications.csv", "Name,Url,Authority,Started On,Finished On,License Number\nBoat,,Oar, Class 2,Aug 2023,,\n", [], (2,)
    ),
    "a comma in a name": ("Connections.csv", CONNECTIONS + "Ada,Lind, PhD,https://www.linkedin.com/in/ada,,Fjord,Clerk,\n", [], (2,)),
    "a comma in a post": ("Shares.csv", SHARES + "2024-01-01 10:00:00,https://a.example,Hello, world,,,\n", [], (2,)),
    "a comma in a language": ("Languages.csv", LANGUAGES + "Norwegian, spoken,\nEnglish,Full\n", [("English", "Full")], (2,)),
    "two commas in a file with surplus cells": (
        "Languages.csv", LANGUAGES + "Danish,Full,\nEnglish,Full,\nNorwegian, spoken,,\n",
        [("Danish", "Full"), ("English", "Full")], (4,),
    ),
    "a surplus cell, with date and link": ("Connections.csv", CONNECTIONS + ADA + ",\n", [ADA_ROW], ()),
    "a surplus cell, with dates": (
        "Positions.csv", POSITIONS + "Acme,Clerk,,Oslo,Jan 2020,,\n", [("Acme", "Clerk", "", "Oslo", "Jan 2020", "")], ()
    ),
    "a surplus cell in every line": (
        "Languages.csv", LANGUAGES + "Danish,Full,\nEnglish,Full,\n", [("Danish", "Full"), ("English", "Full")], ()
    ),
    "an empty last column of the header": (
        "Languages.csv", "Name,Proficiency,\nDanish,Full,\nEnglish,Full,\n", [("Danish", "Full", ""), ("English", "Full", "")], ()
    ),
    "an empty last cell": (
        "Positions.csv", POSITIONS + "Acme,Clerk,,Oslo,Jan 2020,\n", [("Acme", "Clerk", "", "Oslo", "Jan 2020", "")], ()
    ),
    "empty cells alone": ("PhoneNumbers.csv", "Extension,Number,Type\n,,,\n", [("", "", "")], ()),
    "the added column is missing": (
        "Connections.csv", TAGS + ADA + ",friend\n" + ADA + "\n", [(*ADA_ROW, "friend"), (*ADA_ROW, "")], ()
    ),
    "the added column of a copy is missing": (
        "Connections copy.csv", TAGS + (ADA + "\n") * 3, [(*ADA_ROW, "")] * 3, ()
    ),
    "the added column is missing in a block of lines": (
        "Languages.csv", "Name,Proficiency,Tags\nDanish,Full,a\n" + BLOCK,
        [("Danish", "Full", "a"), *((f"Norwegian {letter}", "Native", "") for letter in "abcd")], (),
    ),
    "a comma is missing in a name": (
        "Connections.csv", TAGS + ADA.replace("Ada,Lind", "Ada Lind") + ",friend\n" + ADA + ",\n", [(*ADA_ROW, "")], (2,)
    ),
    "a comma is missing in one line": (
        "Languages.csv", "Name,Proficiency,Tags\nDanish,Full,a\nNorwegian Native,b\nEnglish,Full,\n",
        [("Danish", "Full", "a"), ("English", "Full", "")], (3,),
    ),
    "a record is cut": ("Connections.csv", CONNECTIONS + ADA + "\n" + ADA[:-12], [ADA_ROW], (3,)),
    # --- shifted cells that are like dates and links ---
    "a comma in a date": ("Reactions.csv", REACTIONS + f"2024-01,-02 12:00:00,{POST},\n", [], (2,)),
    "a comma in a time": ("Reactions.csv", REACTIONS + f"2024-01-02 12,:00:00,{POST},\n", [], (2,)),
    "a comma in a date without quotes": (
        "Invitations.csv", INVITATIONS + "Ada,Bo,1/2/24, 3:04 AM,OUTGOING,\n", [], (2,)
    ),
    "a comma in a link": ("Votes.csv", VOTES + f"{NOON},{POST[:30]},{POST[30:]},\n", [], (2,)),
    "a link in the text of a post": (
        "Shares.csv", SHARES + f"{NOON},{POST},Look, https://a.example,,,,\n{NOON},{POST},Look,https://a.example,,,\n{NOON},{POST},Hi,,,\n",
        [(NOON, POST, "Hi", "", "", "")], (2, 3),
    ),
    "a start in the column of the end": (
        "Positions.csv", POSITIONS + "Acme,Inc,Clerk,,,Jan 2020,\nAcme,,Clerk,,2019,2020\n",
        [("Acme", "", "Clerk", "", "2019", "2020")], (2,),
    ),
    "a surplus cell, with a code before the link": (
        "Reactions.csv", REACTIONS + f"{NOON},LIKE,{POST},\n", [(NOON, "LIKE", POST)], ()
    ),
    "a surplus cell, with a text after the link": ("Votes.csv", VOTES + f"{NOON},{POST},Yes,\n", [(NOON, POST, "Yes")], ()),
    "a surplus cell, with a date of a spreadsheet": (
        "Connections.csv", CONNECTIONS + ADA.replace("07 Mar 2021", "7-mars-21") + ",\n", [(*ADA_ROW[:-1], "7-mars-21")], ()
    ),
    # --- shifted cells in records of the right width ---
    "a comma in a post, and a cell too few": (
        "Shares.csv", SHARES + f"{NOON},{POST},a, b,,MEMBER_NETWORK\n{NOON},{POST},a,b,,MEMBER_NETWORK\n{NOON},{POST},a,,,CONTACTS\n",
        [(NOON, POST, "a", "", "", "CONTACTS")], (2, 3),
    ),
    "a comma in a post with a link, and a cell too few": (
        "Shares.csv", SHARES + f"{NOON},{POST},a, b,https://a.example,MEMBER_NETWORK\n", [], (2,)
    ),
    "two commas in a post, and two cells too few": ("Shares.csv", SHARES + f"{NOON},{POST},a, b, c,MEMBER_NETWORK\n", [], (2,)),
    "text behind a link in a post, and two cells too few": (
        "Shares.csv", SHARES + f"{NOON},{POST},See,https://a.example, and so on,MEMBER_NETWORK\n", [], (2,)
    ),
    "commas without spaces in a post": ("Shares.csv", SHARES + f"{NOON},{POST},a,b,c,MEMBER_NETWORK\n", [], (2,)),
    "a date without quotes, and a cell too few": (
        "Invitations.csv", INVITATIONS + "Ada,Bo,1/2/24, 3:04 AM,INCOMING\nAda,Bo,1/2/24, at 3 in the night,INCOMING\n",
        [("Ada", "Bo", "1/2/24", " at 3 in the night", "INCOMING")], (2,),
    ),
    "a comma in a name, and a cell too few": (
        "Connections.csv", CONNECTIONS + "Ada,Lind, PhD,https://www.linkedin.com/in/ada,Fjord,Clerk,07 Mar 2021\n", [], (2,)
    ),
    "a space before a cell, and a word for a date": (
        "Positions.csv", POSITIONS + "Acme,Clerk, note,Oslo,Jan 2020,Present\n", [("Acme", "Clerk", " note", "Oslo", "Jan 2020", "Present")], ()
    ),
    "links in the columns next to theirs": (
        "Connections.csv", CONNECTIONS + "Ada,Lind,PhD,https://www.linkedin.com/in/ada,Fjord,Clerk,07 Mar 2021\n"
        "Lind,https://www.linkedin.com/in/ada,,Oak,Inc,Clerk,07 Mar 2021\n" + ADA.replace("Fjord", "https://a.example") + "\n",
        [(*ADA_ROW[:4], "https://a.example", *ADA_ROW[5:])], (2, 3),
    ),
    "a comma in a company, and a cell too few": ("Positions.csv", POSITIONS + "Acme, Inc,Clerk,Well,Oslo,Jan 2020\n", [], (2,)),
    "spaces before cells": (
        "Connections.csv", CONNECTIONS + ADA.replace("Lind", " Lind").replace("Clerk", " Clerk") + "\n",
        [("Ada", " Lind", *ADA_ROW[2:5], " Clerk", "07 Mar 2021")], (),
    ),
    "a quoted space before a cell, and a name with a link": (
        "Connections.csv", CONNECTIONS + ADA.replace("Lind", '" Lind"').replace("https://www.linkedin.com/in/ada", "ada") + "\n"
        + ADA.replace("Lind", " Lind").replace("Fjord", "Fjord https://a.example") + "\n",
        [("Ada", " Lind", "ada", *ADA_ROW[3:]), ("Ada", " Lind", *ADA_ROW[2:4], "Fjord https://a.example", *ADA_ROW[5:])], (),
    ),
    "a space before each cell, and unknown dates": (
        "Languages.csv", "Name, Proficiency, Since\n" + "Norwegian, Full, long ago\n" * 3, [("Norwegian", " Full", " long ago")] * 3, (),
    ),
    "a space before each cell, and no links": (
        "Votes.csv", "Date, Link, OptionText\n" + f"{NOON}, none, Yes\n" * 3, [(NOON, " none", " Yes")] * 3, ()
    ),
    "a name that is not a link": (
        "Connections.csv", CONNECTIONS + ADA.replace("https://www.linkedin.com/in/ada", "ada") + "\n", [(*ADA_ROW[:2], "ada", *ADA_ROW[3:])], ()
    ),
    "a link without a scheme": (
        "Shares.csv", SHARES + f"{NOON},{POST},Look,a.example/b,,MEMBER_NETWORK\n", [(NOON, POST, "Look", "a.example/b", "", "MEMBER_NETWORK")], ()
    ),
    # --- surplus cells of all lines, in different numbers ---
    "more surplus cells in a line with a date": (
        "Projects.csv", PROJECTS + "Boat,Built,,Jan 2020,,,\nRaft,Made,,,,,\nDam,,,Mar 2021,Apr 2021,\nWeir,Laid,,,,\n",
        [("Boat", "Built", "", "Jan 2020", ""), ("Raft", "Made", "", "", ""), ("Dam", "", "", "Mar 2021", "Apr 2021"),
         ("Weir", "Laid", "", "", "")], (),
    ),
    "surplus cells in lines with dates show those of a line without": (
        "Projects.csv", PROJECTS + "Boat,Built,,Jan 2020,,,\nRaft,Made,,,,,\nDam,Dug,,Mar 2021,,,\nWeir,,,May 2021,\n",
        [("Boat", "Built", "", "Jan 2020", ""), ("Raft", "Made", "", "", ""), ("Dam", "Dug", "", "Mar 2021", ""),
         ("Weir", "", "", "May 2021", "")], (),
    ),
    "a comma in a title among surplus cells": (
        "Projects.csv", PROJECTS + "Boat,Built,,Jan 2020,,\nRaft, Made,,,,\nDam,Dug,,Mar 2021,,\n",
        [("Boat", "Built", "", "Jan 2020", ""), ("Dam", "Dug", "", "Mar 2021", "")], (3,),
    ),
    # --- short lines ---
    "the end of a broken record among short lines": (
        "Recommendations_Given.csv",
        GIVEN + 'Ada,Lind,Oak,Clerk,Good,"1/2/24, 3:04 AM"\n' * 3 + 'Bo,Ek,Oak,Clerk,So\nwell, done, yes, and so"","1/3/24, 3:04 AM"\n'
        + 'Cy,Dahl,Oak,Clerk,Good,"1/4/24, 3:04 AM"\n',
        [GOOD, GOOD, GOOD, ("Cy", "Dahl", "Oak", "Clerk", "Good", "1/4/24, 3:04 AM", "")], (5, 6),
    ),
    "text with commas among short lines": (
        "Recommendations_Given.csv",
        GIVEN + 'Ada,Lind,Oak,Clerk,Good,"1/2/24, 3:04 AM"\n' * 3 + 'well, he did, it, all,so good,"1/2/24, 3:04 AM"\n', [GOOD] * 3, (5,),
    ),
    "the end of a broken course among short lines": (
        "Learning.csv", LEARNING + f"{COURSE},N/A\n" * 3 + f'Ropes,Two\nlines, three",{COURSE[15:]},N/A\n' + f"{COURSE},N/A\n" * 2,
        [(*COURSE_ROW, "", "")] * 5, (5, 6),
    ),
    "a text in the last cell of short lines": (
        "Learning.csv", LEARNING + f"{COURSE},N/A\n" * 3 + f"{COURSE},Mine\n", [*[(*COURSE_ROW, "", "")] * 3, (*COURSE_ROW, "Mine", "")], ()
    ),
    "a broken quote among short lines": (
        "Learning.csv", LEARNING + f"{COURSE},N/A\n" * 3 + f'Ropes,"Two,{COURSE[15:]},N/A\n' + f"{COURSE},N/A\n" * 2,
        [(*COURSE_ROW, "", "")] * 5, (5,),
    ),
    # --- a last column without a name ---
    "a comma in a note": ("Learning.csv", LEARNING + f"{COURSE},N/A,\n{COURSE},My notes, more\n", [(*COURSE_ROW, "", "")], (3,)),
    "a comma in a note, with a surplus cell": (
        "Learning.csv", LEARNING + f"{COURSE},N/A,\n{COURSE},My notes, more,\n", [(*COURSE_ROW, "", "")], (3,)
    ),
    "a comma in a title, and no comma at the end": (
        "Learning.csv", LEARNING + f"{COURSE},N/A,\nRopes, {COURSE},N/A\n", [(*COURSE_ROW, "", "")], (3,)
    ),
    "a quoted comma in a note": (
        "Learning.csv", LEARNING + f'{COURSE},"My notes, more",\n', [(*COURSE_ROW, "My notes, more", "")], ()
    ),
    "a value that an owner added": ("Learning.csv", LEARNING + f"{COURSE},N/A,seen\n", [(*COURSE_ROW, "", "seen")], ()),
    # --- a missing comma before a quoted cell ---
    "a missing comma before a cell with a comma": (
        "Positions.csv", POSITIONS + 'Acme,Boss"Did good, and more",Oslo,Jan 2020,\n',
        [("Acme", "Boss", "Did good, and more", "Oslo", "Jan 2020", "")], (),
    ),
    "a missing comma before a cell with two commas and quotes": (
        "Positions.csv", POSITIONS + 'Acme,Boss"Did ""good"", more, and so on",Oslo,Jan 2020,\n',
        [("Acme", "Boss", 'Did "good", more, and so on', "Oslo", "Jan 2020", "")], (),
    ),
    "a missing comma before a cell with a line break": (
        "Positions.csv", POSITIONS + 'Acme,Boss"Did good,\nand, well, more",Oslo,Jan 2020,\nB,Cook,,Oslo,Jan 2021,\n',
        [("Acme", "Boss", "Did good,\nand, well, more", "Oslo", "Jan 2020", ""), ("B", "Cook", "", "Oslo", "Jan 2021", "")], (),
    ),
    "a missing comma after a date": (
        "Shares.csv", SHARES + f'{NOON},{POST}"Well, well",,,MEMBER_NETWORK\n', [(NOON, POST, "Well, well", "", "", "MEMBER_NETWORK")], ()
    ),
    "a missing comma in a file without dates": (
        "Languages.csv", "Name,Proficiency\nNorwegian,Full\nDanish\"Some, little\"\n",
        [("Norwegian", "Full"), ("Danish", "Some, little")], (),
    ),
    "quotes around a part of a cell with a comma": (
        "Positions.csv", POSITIONS + 'Acme,The "Boss, Cook",,Oslo,Jan 2020,\nB,Cook,,Oslo,Jan 2021,\n',
        [("B", "Cook", "", "Oslo", "Jan 2021", "")], (2,),
    ),
    "two cells in inches that are like a quoted one": (
        "Positions.csv", POSITIONS + 'Acme,5" pipes,pipes of 6",Oslo,Jan 2020,\nB,Cook,,Oslo,Jan 2021,\n',
        [("B", "Cook", "", "Oslo", "Jan 2021", "")], (2,),
    ),
    "a cell in inches": (
        "Positions.csv", POSITIONS + 'Acme,5" pipes,,Oslo,Jan 2020,\nB,"6"" pipes, long",,Oslo,Jan 2021,\n',
        [("Acme", '5" pipes', "", "Oslo", "Jan 2020", ""), ("B", '6" pipes, long', "", "Oslo", "Jan 2021", "")], (),
    ),
    "cells in inches in two lines": (
        "Positions.csv", POSITIONS + 'Acme,5" pipes,,Oslo,Jan 2020,\nB,6",,Oslo,Jan 2021,\n',
        [("Acme", '5" pipes', "", "Oslo", "Jan 2020", ""), ("B", '6"', "", "Oslo", "Jan 2021", "")], (),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "rows", "rejected"), CASES.values(), ids=CASES)
def test_cells_never_move_to_other_columns(
    path: str,
    text: str,
    rows: list[tuple[str, ...]],
    rejected: tuple[int, ...],
    mapping: ExportMapping,
) -> None:
    reading = read(text.encode(), path, mapping)
    columns = [column.to_pylist() for column in reading.records.columns]
    assert list(zip(*columns, strict=True)) == rows
    assert reading.rejected_lines == rejected
    assert reading.found == len(rows) + len(rejected)
