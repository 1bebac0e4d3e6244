"""Finding the header of a file: cases at each limit of the search and one past it."""

from typing import NamedTuple

import pytest
from changed_mapping import FULL

from analyzer.mapping.mapping import load_mapping
from analyzer.reading.reader import read

MAPPING = load_mapping(FULL)

NOTES = ("From", "Link", "When", "Text", "Note")
CONTACTS = ("First Name", "Last Name", "Met On")
HEADER = "From,Link,When,Text,Note\n"
RECORD = "Ada,,2024-01-02,salt,rope\n"
CONTACT = "Bo,Tern,3 Feb 2024\n"


class Case(NamedTuple):
    """A file, its header, its number of records, and the lines of its rejected records."""

    path: str
    text: str
    header: tuple[str | None, ...]
    records: int
    rejected_lines: tuple[int, ...] = ()
    repairs: tuple[str, ...] = ()


PREAMBLE, DAMAGED = ("preamble",), ("header-damaged",)
CASES = {
    "a header below seven notes": Case(
        "renamed.csv", "a note\n" * 7 + HEADER + RECORD, NOTES, 1, (), PREAMBLE
    ),
    "a header below eight notes is not found": Case(
        "renamed.csv", "a note\n" * 8 + HEADER + RECORD, (None,), 7, (10,), ("other-header",)
    ),
    "a record eight lines below a damaged header": Case(
        "Contacts.csv",
        '"First Name,x,Met On\n' + "a b\n" * 7 + CONTACT,
        CONTACTS,
        1,
        (2, 3, 4, 5, 6, 7, 8),
        DAMAGED,
    ),
    "a record nine lines below a damaged header": Case(
        "Contacts.csv", '"First Name,x,Met On\n' + "a b\n" * 8 + CONTACT, CONTACTS, 1, (1,), DAMAGED
    ),
    "a first record on line 30": Case("Notes.csv", "a note\n" * 29 + RECORD, NOTES, 1, (), DAMAGED),
    "a first record on line 31 is not found": Case(
        "Notes.csv", "a note\n" * 30 + RECORD, (None,), 29, (1, 31)
    ),
    "a header with half of its names known": Case(
        "Notes.csv", "From,When,a,b\np,q,r,s\n", ("From", "When", None, None), 1
    ),
    "a line with fewer than half of its names known": Case(
        "Notes.csv", "From,When,a,b,c\np,q,r,s,t\n", ("From", "When", None, None, None), 1, (1,)
    ),
    "a name next to an unknown one": Case("Notes.csv", "From,a\np,q\n", ("From", None), 1),
    "an unknown name next to two others": Case(
        "Notes.csv", "From,When,a\np,q,r\n", ("From", "When", "a"), 1
    ),
    "an exact header on the second line": Case(
        "Notes.csv", "a note\n" + HEADER + RECORD, NOTES, 1, (), PREAMBLE
    ),
    "a header with two names of the owner's on the second line": Case(
        "Notes.csv",
        "a note\nFrom,Link,When,x,y\n" + RECORD,
        ("From", "Link", "When", "x", "y"),
        1,
        (),
        PREAMBLE,
    ),
    "less than half of a header on the second line": Case(
        "Notes.csv", "a note\nFrom,Link,x,y,z\n" + RECORD, (None,), 0, (1, 2, 3)
    ),
    "all names but two on the first line": Case(
        "Contacts.csv", '"First Name,x,y\n' + CONTACT, CONTACTS, 1, (), DAMAGED
    ),
    "all names but three on the first line": Case(
        "Notes.csv", '"From,Link,x,y,z\n' + RECORD, NOTES, 1, (1,), DAMAGED
    ),
    "a line with one delimiter too few to be a record": Case(
        "Contacts.csv", 'a note\n"First Name,x\n' + CONTACT, CONTACTS, 1, (), DAMAGED
    ),
    "one name of three on the second line": Case(
        "Contacts.csv", 'a note\n"First Name,x,y\n' + CONTACT, CONTACTS, 1, (2,), DAMAGED
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_header_and_the_records_below_it(case: Case) -> None:
    reading = read(case.text.encode(), case.path, MAPPING)
    assert reading.header == case.header
    assert (reading.measured, reading.rejected_lines) == (case.records, case.rejected_lines)
    assert reading.repairs == case.repairs


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 3])
@pytest.mark.parametrize("are_glued", [False, True], ids=["alone", "glued in pairs"])
@pytest.mark.parametrize(
    "first", ["secret", ",secret", "secret,secret", ",,,,secret", "secret,,,,,secret"]
)
@pytest.mark.parametrize("line_end", ["", ",", ";", '"', " ", "\t", "2024-02-03 10:00:00 UTC,"])
@pytest.mark.parametrize(
    ("names", "record"), [(NOTES, RECORD), (CONTACTS, CONTACT)], ids=["Notes", "Contacts"]
)
def test_a_record_behind_the_header_is_not_shown(
    names: tuple[str, ...], record: str, line_end: str, first: str, number: int, *, are_glued: bool
) -> None:
    below = record.strip() + line_end + record if are_glued else record
    for mark in ("", '"'):
        header = ",".join(f"{mark}{name}{mark}" for name in names)
        text = header + line_end + first + "\n" + number * below
        for path in ("Notes.csv" if names == NOTES else "Contacts.csv", "renamed.csv"):
            for written in (text, text.replace("\n", "\r\n")):
                assert "secret" not in str(read(written.encode(), path, MAPPING).header)
