"""Files of two tables that were joined: every record below the other header is found, and rejected."""

from typing import NamedTuple

import pytest

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.joined import MOST_ENDS
from analyzer.reading.reader import RecordBatch, read_batches

LINK = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A69"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
POST = f'2024-02-01 10:00:00,{LINK}1,"One, two",,,MEMBER_NETWORK\n'
LONG_POST = f'2024-02-02 10:00:00,{LINK}2,"One""\n""""\n""two, three",,,MEMBER_NETWORK\n'
TORN_POST = f'2024-02-03 10:00:00,{LINK}3,"One, two,,,MEMBER_NETWORK\n'
COMMENTS = "Date,Link,Message\n"
SAID = f'2025-03-01 10:00:00,{LINK}4,"She said \\"yes\\", twice"\n'
LONG = f'2025-03-02 10:00:00,{LINK}5,"One\n\ntwo \\"three\\", four"\n'
BARE = f"2023-03-01 10:00:00,{LINK}6,Line one\nline two\n"
REACTIONS = "Date,Type,Link\n"
LIKE = f"2024-01-03 12:00:00,LIKE,{LINK}7\n"
SEARCHES = (
    'Time,Search Query\n2025/01/01 10:00:00 UTC,lamps, wires\n2025/01/02 10:00:00 UTC,"neon" sign\n'
)
NOTES = 'Notes:\n"When you save your contacts, some may be left out."\n\n'
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = "Ada,Lind,https://www.linkedin.com/in/ada,,Nordlys,Engineer,07 Mar 2021\n"


class Case(NamedTuple):
    path: str
    text: str
    measured: int
    rejected_lines: tuple[int, ...]


CASES = {
    "comments with backslashes": Case("Shares.csv", SHARES + POST + COMMENTS + SAID + LONG, 1, (4, 5)),
    "comments with bare lines": Case("Shares.csv", SHARES + POST + COMMENTS + BARE + BARE, 1, (4, 6)),
    "comments between posts": Case("Shares.csv", SHARES + POST + COMMENTS + SAID + SHARES + LONG_POST, 2, (4,)),
    "long comments between posts": Case("Shares.csv", SHARES + POST + COMMENTS + LONG + SHARES + LONG_POST, 2, (4,)),
    "no comments between posts": Case("Shares.csv", SHARES + POST + COMMENTS + SHARES + LONG_POST, 2, ()),
    "two other tables": Case("Shares.csv", SHARES + POST + COMMENTS + SAID + REACTIONS + LIKE + SHARES + POST, 2, (4, 6)),
    "searches without quotes": Case("Shares.csv", SHARES + POST + SEARCHES, 1, (4, 5)),
    "connections below notes": Case("Shares.csv", SHARES + POST + NOTES + CONNECTIONS + ADA + SHARES + POST, 2, (7,)),
    "a torn post above comments": Case("Shares.csv", SHARES + POST + TORN_POST + COMMENTS + SAID + LONG, 1, (3, 5, 6)),
    "a header at the end": Case("Shares.csv", SHARES + POST + COMMENTS.strip(), 1, ()),
    "comments below reactions": Case("Reactions.csv", REACTIONS + LIKE + COMMENTS + SAID + LONG, 1, (4, 5)),
    "comments below searches": Case("SearchQueries.csv", SEARCHES + COMMENTS + SAID + SEARCHES, 4, (5,)),
    "comments below a single column": Case("Skills.csv", "Name\nSailing\n" + COMMENTS + SAID + LONG, 1, (4, 5)),
    "posts below comments": Case("Comments.csv", COMMENTS + SAID + SHARES + LONG_POST + POST + COMMENTS + LONG, 2, (4, 7)),
    "posts below a file without comments": Case("Comments.csv", COMMENTS + SHARES + POST + COMMENTS + BARE, 1, (3,)),
    "more changes than are followed": Case(
        "Shares.csv",
        SHARES + (COMMENTS + LIKE.replace("LIKE,", "") + SHARES + POST) * MOST_ENDS,
        MOST_ENDS,
        tuple(range(3, 4 * MOST_ENDS, 4)),
    ),
    # These resemble joined files.
    "a header in a post": Case("Shares.csv", SHARES + LONG_POST.replace("two, three", "Date,Link,Message") + POST, 2, ()),
    "a header in a comment": Case("Comments.csv", COMMENTS + SAID.replace("twice", f"\n{REACTIONS}twice") + LONG, 2, ()),
    "the header of an unknown table": Case("Skills.csv", "Name\nSailing\nDay,Like\nRowing\n", 2, (3,)),
}  # fmt: skip


@pytest.mark.parametrize("size", [1, 60, 300, 1 << 21])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_records_below_the_header_of_another_table_are_found(
    case: Case, size: int, mapping: ExportMapping
) -> None:
    batches: list[RecordBatch] = []
    blocks = [case.text.encode()]
    reading = read_batches(lambda: blocks, case.path, mapping, batches.append, size=size)
    assert (reading.measured, reading.rejected_lines) == (case.measured, case.rejected_lines)
    assert sum(batch.records.num_rows for batch in batches) == case.measured
