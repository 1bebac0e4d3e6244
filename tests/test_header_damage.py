"""Headers with one damaged character, and a record behind a header: literal bytes with the names and cells to read."""

import pytest
from test_headers import Names, rows_of

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import read

VOTES = ("Date", "Link", "OptionText")
# The damaged character, the file, its first line, and the header and first cell that are read.
DAMAGED: dict[str, tuple[str, str, tuple[str | None, ...]]] = {
    "a comma too few": ("Votes.csv", "DateLink,OptionText\n", VOTES),
    "a line break in it": ("Votes.csv", "Date,Li\nnk,OptionText\n", VOTES),
    "a quote in it": ("Votes.csv", 'Date,"Link,OptionText\n', VOTES),
    "a comma too many": ("Votes.csv", "Date,Li,nk,OptionText\n", VOTES),
    "a letter too few": ("Votes.csv", "Date,Lnk,OptionText\n", VOTES),
    "no line break behind it": ("Votes.csv", "Date,Link,OptionText", VOTES),
    "a name more and a comma too few": (
        "Votes.csv",
        "Date,Link,OptionTextMine\n",
        ("Date", "Link", None, None),
    ),
    "two names in one": (
        "Phone Numbers.csv",
        "Extension,NumberType\n",
        ("Extension", "Number", "Type"),
    ),
    "two names in one above a record that begins with an empty cell": (
        "PhoneNumbers.csv",
        "Extension,NumberType\n,,\n",
        ("Extension", "Number", "Type"),
    ),
    "one name in two": ("Skills.csv", "Na,me\n", ("Name",)),
    "a quote before a single name": ("Skills.csv", '"Name\n', ("Name",)),
}


@pytest.mark.parametrize(("path", "first", "header"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_header_costs_no_record(
    path: str, first: str, header: tuple[str | None, ...], mapping: ExportMapping
) -> None:
    record = ",".join(["2020-01-0{} 00:00:00", "https://a", "b", "c"][: len(header)])
    below = "".join(record.format(day) + "\n" for day in range(1, 8))
    reading = read((first + below).encode(), path, mapping)
    assert reading.header == header
    assert (reading.measured, reading.rejected) == (first.count(",,") + 7, 0)
    assert "header-damaged" in reading.repairs


CERTIFICATE = "Rigger,https://a.example,Oar,Aug 2023,,77,,,,Knots"
EDITED = "Name,Url,Authority,Started On,Finished On,License Number,,,,Skills"
EDITED_HEADER: tuple[str | None, ...] = tuple(EDITED.split(","))
EDITED_DAMAGED: dict[str, tuple[str, tuple[str | None, ...]]] = {
    "nothing": (EDITED, EDITED_HEADER),
    "a comma between empty names too few": (EDITED.replace(",,,,", ",,,"), EDITED_HEADER),
    "a comma between empty names too many": (EDITED.replace(",,,,", ",,,,,"), EDITED_HEADER),
    "a quote for a comma": (EDITED.replace(",,,,", ',,",'), EDITED_HEADER),
    "a comma too many": (EDITED.replace("Url", "U,rl"), (EDITED_HEADER[0], None, *EDITED_HEADER[2:])),
    "a letter for a comma": (EDITED.replace(",Skills", "xSkills"), (*EDITED_HEADER[:-1], None)),
    "a line break": (EDITED.replace("Started", "Star\nted"), EDITED_HEADER),
    "a line break for a letter": (EDITED.replace("Started", "S\narted"), (*EDITED_HEADER[:3], None, *EDITED_HEADER[4:])),
}  # fmt: skip


@pytest.mark.parametrize(("first", "header"), EDITED_DAMAGED.values(), ids=EDITED_DAMAGED)
def test_a_damaged_header_that_its_owner_edited_costs_no_record(
    first: str, header: tuple[str | None, ...], mapping: ExportMapping
) -> None:
    reading = read(
        f"{first}\n{CERTIFICATE}\n{CERTIFICATE}\n".encode(), "Certifications.csv", mapping
    )
    assert reading.header == header
    assert rows_of(reading) == [tuple(CERTIFICATE.split(","))] * 2
    assert reading.rejected == 0


QUOTED = 'Acme,"\nCook",,Oslo,Jan 2020,\nBar,Clerk,,Rome,Jan 2021,\n'
POSITIONS = "Company Name,Title,Description,Location,Started On,Finished On\n"
OTHER_SPELLINGS = {
    "a quote that the first record closes": POSITIONS.replace("Title", '"Title'),
    "a quote in lower case that the first record closes": POSITIONS.lower().replace("title", '"title'),
    "a letter too few, with underscores": POSITIONS.replace(" ", "_").replace("Title", "Titl"),
    "a comma at the end, in upper case": POSITIONS.upper().replace("\n", ",\n"),
    "a comma too few, without spaces": POSITIONS.replace(" ", "").replace("Title,", "Title"),
}  # fmt: skip


@pytest.mark.parametrize("first", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS)
def test_a_damaged_header_in_any_spelling_costs_no_record(
    first: str, mapping: ExportMapping
) -> None:
    reading = read((first + QUOTED).encode(), "Positions.csv", mapping)
    assert reading.header == tuple(POSITIONS.strip().split(","))
    assert rows_of(reading) == [
        ("Acme", "\nCook", "", "Oslo", "Jan 2020", ""),
        ("Bar", "Clerk", "", "Rome", "Jan 2021", ""),
    ]
    assert reading.rejected == 0


def test_names_without_the_comma_between_them_are_separated(mapping: ExportMapping) -> None:
    reading = read(b"NameLevel\nRowing,5\nKnots,4\nTying,3\n", "Skills.csv", mapping)
    assert reading.header == ("Name", "Level")
    assert (rows_of(reading)[0], reading.measured, reading.rejected) == (("Rowing", "5"), 3, 0)


LANGUAGES = ("Name", "Proficiency")
LINKS = ("Date", "Link", "OptionText")
# The file, its text, the header, the first record, the number of records, and the rejected lines.
GLUED: dict[str, tuple[str, str, Names, tuple[str, ...], int, tuple[int, ...]]] = {
    "a date": ("Votes.csv", "Date,Link,OptionText2020-01-01 00:00:00,https://a,b\n2020-01-02 00:00:00,https://a,c\n",
        LINKS, ("2020-01-01 00:00:00", "https://a", "b"), 2, ()),
    "a comma and a date": ("Votes.csv", "Date,Link,OptionText,2020-01-01 00:00:00,https://a,b\n2020-01-02 00:00:00,https://a,c\n",
        LINKS, ("2020-01-01 00:00:00", "https://a", "b"), 2, ()),
    "a digit and a date": ("Votes.csv", "Date,Link,OptionText12020-01-01 00:00:00,https://a,b\n2020-01-02 00:00:00,https://a,c\n",
        LINKS, ("2020-01-01 00:00:00", "https://a", "b"), 2, ()),
    "a search": ("SearchQueries.csv", "Time,Search Query2025/01/02 03:04:05 UTC,salt, rope\n2025/01/02 03:04:06 UTC,tar, oar\n",
        ("Time", "Search Query"), ("2025/01/02 03:04:05 UTC", "salt, rope"), 2, ()),
    "a record without a date": ("Languages.csv", "Name,ProficiencyEnglish,Native\nGerman,Good\nDanish,Good\n",
        LANGUAGES, ("German", "Good"), 2, (1,)),
    "a longer name": ("Languages.csv", "Name,Proficiency (mine),Since\nGerman,Good,2001\n",
        ("Name", None, None), ("German", "Good", "2001"), 1, ()),
    "two more names": ("Languages.csv", "Name,Proficiency,Since,Until\nGerman,Good,2001,2002\n",
        (*LANGUAGES, None, None), ("German", "Good", "2001", "2002"), 1, ()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "header", "first", "number", "rejected"), GLUED.values(), ids=GLUED
)
def test_a_record_behind_a_header_is_read_or_rejected(
    path: str,
    text: str,
    header: Names,
    first: tuple[str, ...],
    number: int,
    rejected: tuple[int, ...],
    mapping: ExportMapping,
) -> None:
    reading = read(text.encode(), path, mapping)
    assert reading.header == header
    assert (rows_of(reading)[0], reading.measured) == (first, number)
    assert reading.rejected_lines == rejected


def test_a_record_behind_the_only_name_is_rejected(mapping: ExportMapping) -> None:
    reading = read(b"Name,Rowing\nSailing\nKnots\n", "Skills.csv", mapping)
    assert reading.header == ("Name",)
    assert (rows_of(reading), reading.rejected_lines) == ([("Sailing",), ("Knots",)], (1,))


SAID = "2025-03-0{} 10:00:00,https://www.linkedin.com/feed/update/{},"
BELOW = {
    "backslashes": SAID + '"She said \\"yes\\", twice"\n',
    "backslashes on several lines": SAID + '"One\n\ntwo \\"three\\", four"\n',
    "bare lines": SAID + "One\ntwo, three\n",
}
COMMENT_HEADERS = (
    "Date,Link,Me,ssage",
    "Dat,e,Link,Message",
    "Date,,Link,Message",
    "Date,LinkMessage",
    "Date,Lnk,Message",
    'Date,Link,Mes"sage',
)


@pytest.mark.parametrize("header", COMMENT_HEADERS)
@pytest.mark.parametrize("record", BELOW.values(), ids=BELOW)
def test_a_damaged_header_above_comments_costs_none(
    record: str, header: str, mapping: ExportMapping
) -> None:
    text = f"{header}\n" + "".join(record.format(n, n) for n in range(1, 4))
    reading = read(text.encode(), "Comments.csv", mapping)
    assert reading.header == ("Date", "Link", "Message")
    assert (reading.measured, reading.rejected) == (3, 0)
    assert "header-damaged" in reading.repairs


def test_a_comma_in_a_name_above_searches_without_quotes(mapping: ExportMapping) -> None:
    text = (
        "Time,Sea,rch Query\n2025/01/02 03:04:05 UTC,salt, rope\n2025/01/02 03:04:06 UTC,tar, oar\n"
    )
    reading = read(text.encode(), "SearchQueries.csv", mapping)
    assert rows_of(reading) == [
        ("2025/01/02 03:04:05 UTC", "salt, rope"),
        ("2025/01/02 03:04:06 UTC", "tar, oar"),
    ]


def test_another_name_above_comments_is_kept(mapping: ExportMapping) -> None:
    text = "Date,Link,Message,Tags\n2025-03-01 10:00:00,https://www.linkedin.com/feed/update/1,One,Iii\n"
    reading = read(text.encode(), "Comments.csv", mapping)
    assert reading.header == ("Date", "Link", "Message", "Tags")
    assert rows_of(reading)[0][2:] == ("One", "Iii")
