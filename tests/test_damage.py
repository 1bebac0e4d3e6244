"""One damaged character costs few records, and the reader reports each loss that can be detected."""

from itertools import islice
from pathlib import Path

import pytest
from damage import (
    CHARACTERS,
    Damage,
    DamageCost,
    ReadableFile,
    cost,
    field_quotes,
    header_damages,
    random_damages,
    readable_files,
)
from hypothesis import given
from hypothesis import strategies as st

from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reading.reader import FileReading, read
from analyzer.sample.dialects import write_rfc4180

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

MAPPING = load_mapping()
SAMPLE = Path(__file__).parent.parent / "sample_export"
WORST = 3
"""The most records that one damaged character may cost."""


def check(costs: list[DamageCost]) -> None:
    """Check the worst cost, the cost of all but one in a hundred, and that no loss is silent."""
    assert [str(cost) for cost in costs if cost.lost > WORST or cost.silent] == []
    assert sorted(cost.lost for cost in costs)[len(costs) * 99 // 100] <= 2


def test_damage_at_random_in_the_sample() -> None:
    check(
        [cost(damage) for damage in islice(random_damages(readable_files(SAMPLE, MAPPING), 1), 300)]
    )


def test_damage_in_masked_exports(shared: Path) -> None:
    files = [
        file
        for export in sorted((shared / "exports").iterdir())
        for file in readable_files(export, MAPPING)
        if len(file.data) < 20_000
    ]
    check(
        [
            cost(damage)
            for damages, number in (
                (random_damages, 150),
                (field_quotes, 150),
                (header_damages, 100),
            )
            for damage in islice(damages(files, 1), number)
        ]
    )


texts = st.text(st.sampled_from('",\n\\ab é'), max_size=12)
links = st.sampled_from(["https://a", "", 'https://b?c="d,e"'])
records_of = {
    "Votes.csv": ("Date,Link,OptionText", st.tuples(st.just("2024-01-02 03:04:05"), links, texts)),
    "Invitations.csv": (
        "From,To,Sent At,Message,Direction",
        st.tuples(
            texts, texts, st.sampled_from(["1/2/24, 3:04 AM", "2-Jan-24", ""]), texts, st.just("IN")
        ),
    ),
    "Events.csv": (
        "Event Name,Event Time,Status,External Url",
        st.tuples(texts, st.just("Jan 2, 2024 3:04 AM - Jan 3, 2024 3:04 AM"), st.just("A"), links),
    ),
}


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    path = draw(st.sampled_from(sorted(records_of)))
    header, records = records_of[path]
    rows = draw(st.lists(records, min_size=1, max_size=12))
    data = write_rfc4180([header.split(","), *map(list, rows)], quote_all=draw(st.booleans()))
    file = ReadableFile(path, data, MAPPING)
    place = draw(st.integers(0, len(file.text) - 1))
    return Damage(file, place, draw(st.integers(0, 1)), draw(st.sampled_from(["", *CHARACTERS])))


@given(damages())
def test_one_damaged_character_costs_few_records(damage: Damage) -> None:
    check([cost(damage)])


def test_a_comma_instead_of_the_line_end_of_the_header_costs_no_record() -> None:
    reading = read(
        b"Date,Type,Link,2024-01-01 00:00:00,LIKE,https://a\n"
        + b"2024-01-02 00:00:00,LIKE,https://b\n" * 9,
        "Reactions.csv",
        MAPPING,
    )
    assert (reading.measured, reading.header) == (10, ("Date", "Type", "Link"))


def rows(reading: FileReading) -> list[tuple[str, ...]]:
    columns = [column.to_pylist() for column in reading.records.columns]
    return list(zip(*columns, strict=True))


REACTIONS = "Date,Type,Link\n"
INVITATIONS = "From,To,Sent At,Message,Direction\n"
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ANSWERS = "Question,Answer\n"
SEARCHES = "Time,Search Query\n"
NOON = "2024-01-02 12:00:00"

POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7100000000000000001"


def comments(middle: str) -> str:
    """Three comments; `middle` is the second."""
    ends = [f'2024-01-0{day} 12:00:00,{POST},"Hi, {day}"' for day in (1, 3)]
    return "Date,Link,Message\n" + f"{ends[0]}\n{middle}\n{ends[1]}\n"


HI_1: tuple[str, ...] = ("2024-01-01 12:00:00", POST, "Hi, 1")
HI_3: tuple[str, ...] = ("2024-01-03 12:00:00", POST, "Hi, 3")
REJECTED: tuple[list[tuple[str, ...]], list[int]] = ([HI_1, HI_3], [3])

# The damage, the file, its text, the records read, and the lines of rejected records.
CASES: dict[str, tuple[str, str, list[tuple[str, ...]], list[int]]] = {
    "a quote too many takes in all records to a cell that begins with a comma": (
        "Reactions.csv",
        REACTIONS
        + f"{NOON},LIKE,https://a\n"
        + f'{NOON},"LIKE,https://b\n'
        + f"{NOON},LIKE,https://c\n"
        + f"{NOON},LIKE,https://d\n"
        + f'{NOON},LIKE,",https://e"\n'
        + f"{NOON},LIKE,https://f\n",
        [
            (NOON, "LIKE", "https://a"),
            (NOON, "LIKE", "https://c"),
            (NOON, "LIKE", "https://d"),
            (NOON, "LIKE", ",https://e"),
            (NOON, "LIKE", "https://f"),
        ],
        [3],
    ),
    "a quote behind an unquoted cell does not take in the records to a cell that begins with a line break": (
        "Votes.csv",
        "Date,Link,OptionText\n"
        + f'{NOON},https://a",one\n'
        + f"{NOON},https://b,two\n"
        + f'{NOON},https://c,"\nthree"\n'
        + f"{NOON},https://d,four\n",
        [(NOON, "https://b", "two"), (NOON, "https://c", "\nthree"), (NOON, "https://d", "four")],
        [2],
    ),
    "a quote too many takes in all records to a cell that begins with a line break": (
        "Questions/Job Applicant Saved Answers.csv",
        ANSWERS + 'One?,"yes\nTwo?,no\nThree?,no\nFour?,"\nperhaps"\nFive?,yes\n',
        [("Two?", "no"), ("Three?", "no"), ("Four?", "\nperhaps"), ("Five?", "yes")],
        [2],
    ),
    "the quote after a message of two lines is lost": (
        "Invitations.csv",
        INVITATIONS
        + 'Ada,Bo,"1/2/24, 3:04 AM","Hello,\nBo,INCOMING\n'
        + "Ada,Cy,Not Available,,OUTGOING\n"
        + 'Ada,Di,"1/3/24, 3:04 AM",",well",INCOMING\n',
        [
            ("Ada", "Cy", "Not Available", "", "OUTGOING"),
            ("Ada", "Di", "1/3/24, 3:04 AM", ",well", "INCOMING"),
        ],
        [2],
    ),
    "reading resumes although a spreadsheet rewrote the dates": (
        "Connections.csv",
        CONNECTIONS
        + 'Ada,Lind,https://a,,"Oak,Clerk,7-Jun-22\n'
        + "Bo,Ek,https://b,,Oak,Clerk,7-Jun-22\n"
        + "Cy,Dahl,https://c,,Oak,Clerk,8-Jun-22\n",
        [
            ("Bo", "Ek", "https://b", "", "Oak", "Clerk", "7-Jun-22"),
            ("Cy", "Dahl", "https://c", "", "Oak", "Clerk", "8-Jun-22"),
        ],
        [2],
    ),
    "a message that quotes a record is whole": (
        "Invitations.csv",
        INVITATIONS
        + 'Ada,Bo,"1/2/24, 3:04 AM","Look:\nCy,Bo,1/2/24,hi,INCOMING\nodd",INCOMING\n'
        + 'Ada,Cy,"1/3/24, 3:04 AM",Hello,INCOMING\n',
        [
            ("Ada", "Bo", "1/2/24, 3:04 AM", "Look:\nCy,Bo,1/2/24,hi,INCOMING\nodd", "INCOMING"),
            ("Ada", "Cy", "1/3/24, 3:04 AM", "Hello", "INCOMING"),
        ],
        [],
    ),
    "lines that read as records whether they are in quotes or not are as the quotes say": (
        "Questions/Job Applicant Saved Answers.csv",
        ANSWERS + 'One?,"\nTwo?,"\nThree?,"\n"\nFour?,yes\n',
        [("One?", "\nTwo?,"), ("Three?", "\n"), ("Four?", "yes")],
        [],
    ),
    "one query with a comma too many does not make all queries unquoted": (
        "SearchQueries.csv",
        SEARCHES
        + '2020/07/08 06:10:27 UTC,"rope, wire"\n'
        + "2020/07/08 06:11:27 UTC,sail, maker\n"
        + '2020/07/08 06:12:27 UTC,"say ""knot"""\n',
        [
            ("2020/07/08 06:10:27 UTC", "rope, wire"),
            ("2020/07/08 06:12:27 UTC", 'say "knot"'),
        ],
        [3],
    ),
    "one query in quotes does not make all queries quoted": (
        "SearchQueries.csv",
        SEARCHES
        + "2025/07/08 06:10:27 UTC,rope, wire\n"
        + '2025/07/08 06:11:27 UTC,"sail, maker"\n'
        + "2025/07/08 06:12:27 UTC,say, knot\n",
        [
            ("2025/07/08 06:10:27 UTC", "rope, wire"),
            ("2025/07/08 06:11:27 UTC", '"sail, maker"'),
            ("2025/07/08 06:12:27 UTC", "say, knot"),
        ],
        [],
    ),
    # --- comments ---
    "a comma in the link of a comment": (
        "Comments.csv",
        comments(f'{NOON},{POST.replace("date", ",date")},"Well, yes"'),
        *REJECTED,
    ),
    "a comma in the number at the end of the link of a comment": (
        "Comments.csv",
        comments(f"{NOON},{POST[:-4]},{POST[-4:]},Yes"),
        *REJECTED,
    ),
    "a comma after the link's beginning": (
        "Comments.csv",
        comments(f"{NOON},https:,{POST.removeprefix('https:')},Yes"),
        *REJECTED,
    ),
    "a comma in the date of a comment": (
        "Comments.csv",
        comments(f"2024,-01-02 12:00:00,{POST},Yes"),
        *REJECTED,
    ),
    "a quote in the time of a comment": (
        "Comments.csv",
        comments(f'2024-01-02 12"00:00,{POST},"Well, yes"'),
        *REJECTED,
    ),
    "a line break in the date of a comment": (
        "Comments.csv",
        comments(f"2024-01-02\n12:00:00,{POST},Yes"),
        *REJECTED,
    ),
    "a line break in the link of a comment": (
        "Comments.csv",
        comments(f"{NOON},ht\ntps{POST[5:]},Yes"),
        *REJECTED,
    ),
    "a comment without the comma after its date": (
        "Comments.csv",
        comments(f"{NOON}{POST},Yes"),
        *REJECTED,
    ),
    "a comment without the comma before its quoted message": (
        "Comments.csv",
        comments(f'{NOON},{POST}"Well, ""yes"""'),
        [HI_1, (NOON, POST, 'Well, "yes"'), HI_3],
        [],
    ),
    "a comment without the comma before its quoted message of two lines": (
        "Comments.csv",
        comments(f'{NOON},{POST}"Well,\nyes"'),
        [HI_1, (NOON, POST, "Well,\nyes"), HI_3],
        [],
    ),
    "a comment without the comma before its unquoted message": (
        "Comments.csv",
        comments(f"{NOON},{POST}Well, yes"),
        *REJECTED,
    ),
    "a quoted comment and the next on one line": (
        "Comments.csv",
        comments(f'{NOON},{POST},"Well, yes"{NOON},{POST},Yes'),
        [HI_1, (NOON, POST, "Well, yes"), (NOON, POST, "Yes"), HI_3],
        [],
    ),
    "a comment that ends with a number and the next on one line": (
        "Comments.csv",
        comments(f'{NOON},{POST},Yes 1{NOON},{POST},"Well, yes"'),
        [HI_1, (NOON, POST, "Yes 1"), (NOON, POST, "Well, yes"), HI_3],
        [],
    ),
    "a comment whose lines are like the beginnings of records": (
        "Comments.csv",
        comments(f"{NOON},{POST},See\n10:30\n{POST}\n2024-01-05 10:30 {POST}\n2024"),
        [HI_1, (NOON, POST, f"See\n10:30\n{POST}\n2024-01-05 10:30 {POST}\n2024"), HI_3],
        [],
    ),
    "a quoted comment that quotes a comment": (
        "Comments.csv",
        comments(f'{NOON},{POST},"Look:\n{NOON},{POST},Yes, {NOON},{POST},no"'),
        [HI_1, (NOON, POST, f"Look:\n{NOON},{POST},Yes, {NOON},{POST},no"), HI_3],
        [],
    ),
    "a comment that quotes another inside a line": (
        "Comments.csv",
        comments(f'{NOON},{POST},"Look: ""{NOON},{POST},Yes"" and so on"'),
        [HI_1, (NOON, POST, f'Look: "{NOON},{POST},Yes" and so on'), HI_3],
        [],
    ),
    "a comment that begins with a number": (
        "Comments.csv",
        comments(f'{NOON},{POST},"10,000 boats, and https://example.org/a%20b, too"'),
        [HI_1, (NOON, POST, "10,000 boats, and https://example.org/a%20b, too"), HI_3],
        [],
    ),
}


@pytest.mark.parametrize(("path", "text", "expected", "rejected"), CASES.values(), ids=CASES)
def test_damage_costs_the_record_it_touches(
    path: str,
    text: str,
    expected: list[tuple[str, ...]],
    rejected: list[int],
    mapping: ExportMapping,
) -> None:
    reading = read(text.encode(), path.rpartition("/")[2], mapping)
    assert rows(reading) == expected
    assert list(reading.rejected_lines) == rejected
    assert reading.found == len(expected) + len(rejected)
