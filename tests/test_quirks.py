"""Every quirk of LinkedIn's files, read from literal bytes."""

import pytest
from quirk_cases import CASES, Case

from analyzer.mapping import ExportMapping
from analyzer.reading.encoding import NotTextError
from analyzer.reading.reader import Reading, read

WORKBOOK = "xlsx-named-csv"

# What the page says of how a file was written. Everything not named here is plain RFC 4180.
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
    "comments-old-quoted-beside-unquoted": "bare-newlines",
    "comments-old-tricky-continuations": "bare-newlines",
    "empty-file": None,
    "learningcoach-blank-line-in-text": "chat-blocks",
    "learningcoach-none": "chat-blocks",
    "learningcoach-one": "chat-blocks",
    "learningcoach-several-multiline": "chat-blocks",
    "searchqueries-line-without-time": "unquoted",
    "searchqueries-unquoted": "unquoted",
    "searchqueries-unquoted-exact-phrase": "unquoted",
    "semicolons": "semicolon",
    "shares-2018-utf16": "utf16-tab",
    "utf16le-tab-quoted": "utf16-tab",
    "utf16le-without-mark": "utf16-rfc4180",
    "utf16le-treacherous-bytes": "utf16-tab",
}


def rows(reading: Reading) -> list[tuple[str, ...]]:
    columns = [column.to_pylist() for column in reading.records.columns]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("case", [c for c in CASES if c.id != WORKBOOK], ids=lambda case: case.id)
def test_reads_the_cells_a_careful_person_reads(case: Case, mapping: ExportMapping) -> None:
    reading = read(case.data, case.path, mapping)
    assert reading.header == case.header
    assert rows(reading) == case.rows
    assert list(reading.rejected_lines) == case.rejected_lines
    assert reading.found == len(case.rows) + len(case.rejected_lines)
    assert reading.dialect == DIALECTS.get(case.id, "rfc4180")


def test_names_a_workbook_under_a_csv_name(mapping: ExportMapping) -> None:
    case = next(case for case in CASES if case.id == WORKBOOK)
    with pytest.raises(NotTextError, match="It is an Excel workbook or a ZIP"):
        read(case.data, case.path, mapping)


def test_every_dialect_named_is_that_of_a_case() -> None:
    assert set(DIALECTS) <= {case.id for case in CASES}
