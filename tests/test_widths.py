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
