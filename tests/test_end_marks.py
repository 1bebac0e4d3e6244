"""The end-of-file mark of DOS (U+001A) behind files and where they were joined: no cell and no record has it."""

import pytest
from quirk_cases import CASES, Case

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import FileReading, read

MARK = "end-of-file-mark"
LINK = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A69"
OLD = f"Date,Link,Message\r\n2023-03-01 10:00:00,{LINK}1,Line one\r\nline two\r\n"
NEW = f'Date,Link,Message\n2025-03-01 10:00:00,{LINK}2,"She said \\"yes\\", twice"\n'
OLD_ROW = ("2023-03-01 10:00:00", f"{LINK}1", "Line one\nline two")
NEW_ROW = ("2025-03-01 10:00:00", f"{LINK}2", 'She said "yes", twice')
SEARCHES = (
    'Time,Search Query\n2025/01/01 10:00:00 UTC,lamps, wires\n2025/01/02 10:00:00 UTC,"neon" sign\n'
)
SEARCHED = [
    ("2025/01/01 10:00:00 UTC", "lamps, wires"),
    ("2025/01/02 10:00:00 UTC", '"neon" sign'),
]
CHAT = (
    "conversation: 3f2a\ntimestamp: 1739920000000\nuser: mend a lamp\ncoach: Use a screwdriver.\n"
)
CHATTED = ("3f2a", "1739920000000", "mend a lamp", "Use a screwdriver.")

JOINED = {
    "old comments": ("Comments.csv", f"{OLD}\x1a{OLD}\x1a", [OLD_ROW, OLD_ROW]),
    "comments of two years": ("Comments.csv", f"{OLD}\x1a{NEW}\x1a", [OLD_ROW, NEW_ROW]),
    "comments with byte order marks": (
        "Comments.csv",
        f"\ufeff{NEW}\x1a\ufeff{NEW}\x1a\x1a\r\n",
        [NEW_ROW, NEW_ROW],
    ),
    "searches": ("SearchQueries.csv", f"{SEARCHES}\x1a{SEARCHES}\x1a", SEARCHED * 2),
    "conversations": ("LearningCoachMessages.csv", f"{CHAT}\n\x1a{CHAT}\x1a", [CHATTED] * 2),
    "plain CSV": ("Skills.csv", "Name\nSailing\n\x1aName\nRowing\x1a", [("Sailing",), ("Rowing",)]),
    "a mark behind the header": ("Skills.csv", "Name\x1a", []),
}


def rows(reading: FileReading) -> list[tuple[str, ...]]:
    return list(zip(*(column.to_pylist() for column in reading.records.columns), strict=True))


@pytest.mark.parametrize(("path", "text", "expected"), JOINED.values(), ids=JOINED)
def test_joined_files_have_marks_in_the_middle(
    path: str, text: str, expected: list[tuple[str, ...]], mapping: ExportMapping
) -> None:
    reading = read(text.encode(), path, mapping)
    assert rows(reading) == expected
    assert reading.rejected == 0
    assert MARK in reading.repairs


@pytest.mark.parametrize("marks", ["\x1a", "\x1a\r\n", "\x1a" * 128])
@pytest.mark.parametrize(
    "case", [c for c in CASES if c.data[:2] != b"PK"], ids=lambda case: case.id
)
def test_marks_behind_a_file_of_any_layout_are_no_part_of_it(
    case: Case, marks: str, mapping: ExportMapping
) -> None:
    in_utf16 = case.data.startswith(b"\xff\xfe") or case.data[1:2] == b"\0"
    data = case.data + marks.encode("utf-16-le" if in_utf16 else "utf-8")
    marked, plain = read(data, case.path, mapping), read(case.data, case.path, mapping)
    assert rows(marked) == rows(plain)
    assert (marked.rejected, marked.header) == (plain.rejected, plain.header)


def test_a_mark_inside_a_line_is_text(mapping: ExportMapping) -> None:
    text = f"Date,Link,Message\n2023-03-01 10:00:00,{LINK}1,Line\x1aone, \x1a two\n"
    reading = read(text.encode(), "Comments.csv", mapping)
    assert rows(reading) == [("2023-03-01 10:00:00", f"{LINK}1", "Line\x1aone, \x1a two")]
    assert MARK not in reading.repairs
