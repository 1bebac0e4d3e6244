"""Files whose lines end with CR, as "CSV (Macintosh)" of a spreadsheet, give the records of the same files with LF."""

import pytest
from quirk_cases import CASES, Case

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import FileReading, read

COMMENTS = (
    "Date,Link,Message\n"
    '2025-05-01 10:00:00,https://www.linkedin.com/feed/update/1,"Well said, number 1."\n'
    '2025-05-02 10:00:00,https://www.linkedin.com/feed/update/2,"Well said, \\"number\\" 2."\n'
    "2025-05-03 10:00:00,https://www.linkedin.com/feed/update/3,Well said\n"
    "number 3\n"
    "2025-05-04 10:00:00,,Well said\n"
    '2025-05-05 10:00:00,https://www.linkedin.com/feed/update/5,"It was 5,\n'
    '2025-05-06 wrote somebody"\n'
)
LINK = "https://www.linkedin.com/feed/update/"
ROWS = [
    ("2025-05-01 10:00:00", f"{LINK}1", "Well said, number 1."),
    ("2025-05-02 10:00:00", f"{LINK}2", 'Well said, "number" 2.'),
    ("2025-05-03 10:00:00", f"{LINK}3", "Well said\nnumber 3"),
    ("2025-05-04 10:00:00", "", "Well said"),
    ("2025-05-05 10:00:00", f"{LINK}5", "It was 5,\r2025-05-06 wrote somebody"),
]


def rows(reading: FileReading) -> list[tuple[str, ...]]:
    return list(zip(*(column.to_pylist() for column in reading.records.columns), strict=True))


def test_comments_with_carriage_returns(mapping: ExportMapping) -> None:
    reading = read(COMMENTS.replace("\n", "\r").encode(), "Comments.csv", mapping)
    assert rows(reading) == ROWS
    assert reading.rejected == 0


def test_a_message_keeps_its_carriage_return(mapping: ExportMapping) -> None:
    data = f'Date,Link,Message\n2025-05-01 10:00:00,{LINK}1,"one\rtwo, three"\n'
    assert rows(read(data.encode(), "Comments.csv", mapping)) == [
        ("2025-05-01 10:00:00", f"{LINK}1", "one\rtwo, three")
    ]


WITH_LF = [
    case
    for case in CASES
    if case.data[:2] != b"PK" and b"\r" not in case.data and not case.path.endswith(".html")
]


@pytest.mark.parametrize("case", WITH_LF, ids=lambda case: case.id)
def test_every_layout_is_read_with_carriage_returns(case: Case, mapping: ExportMapping) -> None:
    if case.data.startswith(b"\xff\xfe"):
        data = case.data.decode("utf-16").replace("\n", "\r").encode("utf-16")
    else:
        data = case.data.replace(b"\n", b"\r")
    reading = read(data, case.path, mapping)
    assert [tuple(map(plain, row)) for row in rows(reading)] == [
        tuple(map(plain, row)) for row in case.rows
    ]
    assert list(reading.rejected_lines) == case.rejected_lines


def plain(cell: str) -> str:
    """The cell with line breaks as LF: those in quotes are kept as they are written."""
    return cell.replace("\r", "\n")
