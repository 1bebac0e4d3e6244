"""Every quirk of LinkedIn's files, read from literal bytes."""

import re
from pathlib import Path
from typing import get_args

import pytest
from quirk_cases import CASES, Case

from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import LayoutName
from analyzer.reading.decode import NotTextError
from analyzer.reading.dialects import (
    LAYOUTS,
    layout_of,
)
from analyzer.reading.reader import (
    FileReading,
    read,
)

WORKBOOK = "xlsx-named-csv"

# The dialect of each case. A case that is not listed is plain RFC 4180.
DIALECTS = {
    "article-2018": "html",
    "article-2018-not-published": "html",
    "article-2026": "html",
    "article-2026-draft": "html",
    "comments-backslash-at-end-of-quoted-text": "backslash",
    "comments-empty-message": "backslash",
    "comments-backslash-member-id-suffix": "backslash",
    "comments-backslash-plain": "backslash",
    "comments-backslash-quotes": "backslash",
    "comments-old-blank-line-at-end-of-file": "bare-newlines",
    "comments-old-blank-lines": "bare-newlines",
    "comments-old-continuation": "bare-newlines",
    "comments-old-quoted-and-unquoted": "bare-newlines",
    "comments-old-tricky-continuations": "bare-newlines",
    "empty-file": None,
    "learningcoach-blank-line-in-text": "chat-blocks",
    "learningcoach-damaged-conversation": "chat-blocks",
    "learningcoach-damaged-line-end": "chat-blocks",
    "learningcoach-damaged-timestamp": "chat-blocks",
    "learningcoach-marks-in-text": "chat-blocks",
    "learningcoach-none": "chat-blocks",
    "learningcoach-none-joined": "chat-blocks",
    "learningcoach-one": "chat-blocks",
    "learningcoach-several-multiline": "chat-blocks",
    "searchqueries-for-a-time": "unquoted",
    "searchqueries-line-without-time": "unquoted",
    "searchqueries-lost-line-end": "unquoted",
    "searchqueries-unquoted": "unquoted",
    "searchqueries-unquoted-exact-phrase": "unquoted",
    "semicolons": "semicolon",
    "shares-2018-utf16": "utf16-tab",
    "utf16le-tab-quoted": "utf16-tab",
    "utf16le-without-mark": "utf16-rfc4180",
    "utf16le-treacherous-bytes": "utf16-tab",
}


def rows(reading: FileReading) -> list[tuple[str, ...]]:
    columns = [column.to_pylist() for column in reading.records.columns]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("case", [c for c in CASES if c.id != WORKBOOK], ids=lambda case: case.id)
def test_the_reader_returns_the_expected_cells(case: Case, mapping: ExportMapping) -> None:
    reading = read(case.data, case.path, mapping)
    assert reading.header == case.header
    assert rows(reading) == case.rows
    assert list(reading.rejected_lines) == case.rejected_lines
    assert reading.found == len(case.rows) + len(case.rejected_lines)
    assert reading.dialect == DIALECTS.get(case.id, "rfc4180")


def test_a_workbook_named_as_a_csv_file_is_reported(mapping: ExportMapping) -> None:
    case = next(case for case in CASES if case.id == WORKBOOK)
    with pytest.raises(NotTextError, match="It is an Excel workbook or a ZIP"):
        read(case.data, case.path, mapping)


def test_every_dialect_listed_belongs_to_a_case() -> None:
    assert set(DIALECTS) <= {case.id for case in CASES}


PROJECT = Path(__file__).parent.parent

# "quirk 4", "quirks 4 and 7", "quirks 13 to 16", also over the end of a line of a comment.
CITED = re.compile(r"quirks?[\s#]+\d+(?:(?:,|[\s#]+and|[\s#]+to)[\s#]+\d+)*", re.IGNORECASE)


def cited_quirks() -> dict[int, str]:
    """Each number cited, with a file that cites it."""
    paths = [
        path
        for folder in ("analyzer", "mappings", "tests")
        for ending in ("py", "toml", "j2")
        for path in sorted((PROJECT / folder).rglob(f"*.{ending}"))
    ]
    return {
        int(number): path.name
        for path in paths
        for citation in CITED.findall(path.read_text("utf-8"))
        for number in re.findall(r"\d+", citation)
    }


def test_every_quirk_cited_is_described() -> None:
    text = (PROJECT / "docs" / "quirks.md").read_text("utf-8")
    described = [int(number) for number in re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE)]
    assert described == list(range(1, len(described) + 1))
    cited = cited_quirks()
    assert {1, 7, 22} <= set(cited)
    assert {number: place for number, place in cited.items() if number not in described} == {}


def test_every_layout_of_the_mapping_can_be_read() -> None:
    assert set(LAYOUTS) == set(get_args(LayoutName))


def test_a_layout_without_header_has_the_columns_of_its_tables(mapping: ExportMapping) -> None:
    named = {table.name: layout_of(table).header for table in mapping.tables}
    assert {name for name, header in named.items() if header} == {
        "articles",
        "learning_coach_chats",
    }
    for table in mapping.tables:
        assert not named[table.name] or table.headers == (named[table.name],)


def test_a_file_is_not_recognised_by_the_header_of_a_layout_without_one(
    mapping: ExportMapping,
) -> None:
    for header in {layout.header for layout in LAYOUTS.values() if layout.header}:
        assert mapping.names.match_header("Anything.csv", header)
        assert read(f"{','.join(header)}\n".encode(), "Anything.csv", mapping).table is None


def test_records_above_wrapped_lines_are_not_lost(mapping: ExportMapping) -> None:
    data = b'stray,record\n"Date,Type,Link"\n"2024-08-01 10:00:00,LIKE,https://example.com/"\n'
    reading = read(data, "Reactions.csv", mapping)
    assert reading.rejected_lines == (1,)
    assert rows(reading) == [("2024-08-01 10:00:00", "LIKE", "https://example.com/")]


COMMENT = "2024-01-02 03:04:05,https://a,"


@pytest.mark.parametrize(("length", "comments"), [(20_000, 1), (20_001, 2)])
def test_the_quotes_of_a_comment_close_within_20_000_characters(
    length: int, comments: int, mapping: ExportMapping
) -> None:
    quoted = f"words\n{COMMENT}".ljust(length, "x")
    reading = read(f'Date,Link,Message\n{COMMENT}"{quoted}"\n'.encode(), "Comments.csv", mapping)
    assert reading.measured == comments
