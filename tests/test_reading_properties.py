"""Any table of strings, written in any of LinkedIn's dialects, reads back exactly."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reading.damaged import has_lone_quotes
from analyzer.reading.decode import NotTextError, line_after
from analyzer.reading.reader import read
from analyzer.reading.records import (
    Records,
    split,
    unquote,
    written_cells,
)
from analyzer.sample import dialects

pytestmark = pytest.mark.uncounted

MAPPING: ExportMapping = load_mapping()

# Encodable text, with more of the characters that break readers than in random text.
alphabet = st.one_of(
    st.sampled_from('",;\t\r\n\\\x00 a\u2028\u200f\ufeff\x1a😀'), st.characters(codec="utf-8")
)


def without_end_marks(text: str) -> str:
    """The text without end-of-file marks of DOS, but those inside a line."""
    return re.sub(r"(?<![^\r\n])[ \x1a]*\x1a[ \x1a]*|\x1a\s*\Z", "", text)


cells = st.text(alphabet, max_size=12).map(without_end_marks)
lines = st.text(alphabet.filter(lambda c: c not in "\r\n"), max_size=12).map(without_end_marks)

MOMENT = "2024-01-02 03:04:05"
LINK = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A1"
COMMENT_START = re.compile(r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,"?https:', re.MULTILINE)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))
    return [[f"h{number}" for number in range(width)], *rows]


def read_back(data: bytes, path: str) -> tuple[list[list[str]], int]:
    reading = read(data, path, MAPPING)
    columns = [column.to_pylist() for column in reading.records.columns]
    return [list(row) for row in zip(*columns, strict=True)], reading.rejected


@pytest.mark.slow
@given(tables(), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_rfc4180(rows: list[list[str]], eol: str, final_newline: bool, quote_all: bool) -> None:
    data = dialects.write_rfc4180(rows, eol=eol, final_newline=final_newline, quote_all=quote_all)
    assert read_back(data, "Anything.csv") == (rows[1:], 0)


@given(st.text('ab", ;\t\ufeff\n\r', max_size=30), st.sampled_from(",;\t"), st.integers(0, 4))
@example('5" pipe,"a ""b""",6" pipe', ",", 2)
@example('a, "b"', ",", 2)
@example('"a"b,"c""', ",", 2)
def test_cells_found_at_once_are_those_found_one_by_one(
    record: str, delimiter: str, most: int
) -> None:
    one_by_one = list(written_cells(record, delimiter))
    assert split(record, delimiter) == tuple(map(unquote, one_by_one))
    assert split(record, delimiter, most) == tuple(map(unquote, one_by_one[:most]))
    lone = [cell for cell in one_by_one if not cell.startswith('"') and cell.count('"') % 2]
    if delimiter.join(one_by_one) == record:  # it is one record
        assert has_lone_quotes(record, delimiter) == bool(lone)


# What makes a line of one cell a blank line: nothing, blanks, the marks that begin and end a file. And one like the header
# is the header of a joined file.
@given(
    st.lists(cells.filter(lambda cell: cell.strip(" \r\n\ufeff") not in {"", "Name"}), max_size=6)
)
@example(["\ufeffJava"])
def test_one_column(names: list[str]) -> None:
    data = dialects.write_rfc4180([["Name"], *([name] for name in names)])
    assert read_back(data, "Skills.csv") == ([[name] for name in names], 0)


@given(tables())
def test_utf16_tab(rows: list[list[str]]) -> None:
    assert read_back(dialects.write_utf16_tab(rows), "Anything.csv") == (rows[1:], 0)


def comments(messages: list[str]) -> list[list[str]]:
    return [["Date", "Link", "Message"], *([MOMENT, LINK, message] for message in messages)]


@given(st.lists(cells, max_size=6))
@example(['ends in a backslash, "quoted\\'])
@example(['"', '""', '\\"', "\\", '"\\'])
def test_comments_with_backslashes(messages: list[str]) -> None:
    # That writer quotes doubled quotes as \"\", so a message holding none but \" at its end is the
    # only one that reads in two ways; nothing here begins like a record.
    assume(not any(COMMENT_START.search(message) for message in messages))
    assert read_back(dialects.write_backslash(comments(messages)), "Comments.csv") == (
        comments(messages)[1:],
        0,
    )


@given(
    st.lists(st.lists(lines, min_size=1, max_size=4), max_size=6), st.sampled_from(["\n", "\r\n"])
)
def test_comments_with_bare_line_breaks(messages: list[list[str]], eol: str) -> None:
    plain = ["\n".join(message) for message in messages]
    assume(not any(COMMENT_START.search(message) for message in plain))
    # Quoted messages keep their line breaks, which are all \n here.
    data = dialects.write_bare_newlines(comments(plain), eol=eol)
    assert read_back(data, "Comments.csv") == (comments(plain)[1:], 0)


@given(
    st.lists(st.lists(lines, min_size=1, max_size=5), max_size=6), st.sampled_from(["\n", "\r\n"])
)
def test_shares_quoted_line_by_line(posts: list[list[str]], eol: str) -> None:
    header = ["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"]
    rows = [[MOMENT, LINK, "\n".join(post), "", "", "MEMBER_NETWORK"] for post in posts]
    data = dialects.write_linewise([header, *rows], column=2, eol=eol, quoted_when_empty={3, 4})
    assert read_back(data, "Shares.csv") == (rows, 0)


@given(st.lists(lines, max_size=6))
def test_searches_without_quotes(queries: list[str]) -> None:
    assume(all(query != '""' for query in queries))  # is how that writer says nothing
    rows = [["2024/08/01 10:00:00 UTC", query] for query in queries]
    # Queries that cannot be CSV show which of the two writers it was. A single one may be damaged.
    rows += [["2024/08/01 10:00:01 UTC", query] for query in ("nurse, Oslo", "cook, Bergen")]
    data = dialects.write_unquoted([["Time", "Search Query"], *rows])
    assert read_back(data, "SearchQueries.csv") == (rows, 0)


@given(st.lists(lines, max_size=6))
def test_searches_as_csv(queries: list[str]) -> None:
    rows = [["2023/08/01 10:00:00 UTC", query] for query in queries]
    data = dialects.write_rfc4180([["Time", "Search Query"], *rows])
    # `"nurse"` alone would be read as written by the newer writer. A comma outside quotes excludes that.
    assume(not any(query.startswith('"') for query in queries))
    assert read_back(data, "SearchQueries.csv") == (rows, 0)


@pytest.mark.slow
@given(st.lists(st.tuples(lines, st.lists(lines, min_size=1, max_size=4)), max_size=5))
def test_chats_in_blocks(chats: list[tuple[str, list[str]]]) -> None:
    rows = [
        [
            "3f2a0c1e-0000-4000-8000-000000000000",
            str(1735786800000 + n),
            user,
            "\n".join(coach).rstrip("\n"),
        ]
        for n, (user, coach) in enumerate(chats)
    ]
    assume(
        not any(
            "conversation: " in text
            or "coach: " in text
            or "\x1a" in text  # which may end the file
            for *_, a, b in rows
            for text in (a, b)
        )
    )
    assert read_back(dialects.write_chat_blocks(rows), "LearningCoachMessages.csv") == (rows, 0)


# The writer cannot represent a backslash before a comma, so there are none.
without_backslash = st.text(alphabet.filter(lambda c: c not in "\r\n\\\x1a"), max_size=12)


@given(st.lists(st.lists(without_backslash, min_size=2, max_size=2), max_size=6))
def test_contacts_with_escaped_commas(contacts: list[list[str]]) -> None:
    header = next(table for table in MAPPING.tables if table.name == "imported_contacts").headers[0]
    rows = []
    for emails, phones in contacts:
        row = dict.fromkeys(header, "")
        row |= {"FirstName": "Ada", "Emails": emails, "PhoneNumbers": phones}
        rows.append([row[name] for name in header])
    data = dialects.write_escaped_commas([header, *rows], columns={8, 9})
    assert read_back(data, "ImportedContacts.csv") == (rows, 0)


@given(
    st.binary(max_size=200),
    st.sampled_from(["Comments.csv", "SearchQueries.csv", "Skills.csv", "x.csv"]),
)
def test_no_bytes_break_the_reader(data: bytes, path: str) -> None:
    with suppress(NotTextError):
        reading = read(data, path, MAPPING)
        assert reading.found == reading.measured + reading.rejected


@given(st.lists(lines), st.sampled_from(["Skills.csv", "Votes.csv", "Comments.csv", "x.csv"]))
@example(["\ufeff"], "Skills.csv")
@example(["\ufeff", ","], "x.csv")
@example([", ", ", "], "Skills.csv")
def test_every_line_that_is_not_blank_is_measured_or_rejected(rows: list[str], path: str) -> None:
    # Without quotes a line is a record or part of a comment. Marks of files are not records.
    plain = [row.replace('"', "") for row in rows]
    assume(path != "Comments.csv" or not any(COMMENT_START.search(row) for row in plain))
    header = {"Skills.csv": "Name", "Votes.csv": "Date,Link,OptionText", "x.csv": "Anything"}
    text = "\n".join([header.get(path, "Date,Link,Message"), *plain])
    records = read(text.encode(), path, MAPPING).found
    assert records == sum(bool(row.strip(" \ufeff")) for row in plain)


ODD = 'o"dd'
"""A cell with a quote, so pyarrow splits its record."""


def no_table(text: str) -> str:
    raise pa.ArrowInvalid(text)


@pytest.mark.parametrize(
    "garble",
    [no_table, lambda text: text.replace(ODD, ""), lambda text: text.replace(ODD, "o\nd")],
    ids=["gives up", "finds one fewer", "finds one more"],
)
def test_a_record_that_pyarrow_splits_differently_is_rejected(
    garble: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(split_by: Callable[..., Any]) -> Callable[..., Any]:
        def split(source: pa.BufferReader, **options: object) -> Any:
            text = source.read().decode()
            text = garble(text) if ODD in text else text
            return split_by(pa.BufferReader(text.encode()), **options)

        return split

    for name in ("open_csv", "read_csv"):
        monkeypatch.setattr(pacsv, name, other(getattr(pacsv, name)))
    reading = read(f"Name\none\n{ODD}\ntwo\nthree\n".encode(), "Skills.csv", MAPPING)
    assert reading.records.column(0).to_pylist() == ["one", "two", "three"]
    assert reading.rejected_lines == (3,)


@given(tables(), st.integers(0, 400))
def test_a_cut_off_file_loses_nothing_before_the_cut(rows: list[list[str]], cut: int) -> None:
    data = dialects.write_rfc4180(rows, quote_all=True)
    header_end = len(dialects.write_rfc4180(rows[:1], quote_all=True))
    cut = min(len(data), header_end + cut)
    whole, position = [], header_end
    for row in rows[1:]:
        position += len(dialects.write_rfc4180([row], quote_all=True))
        if position <= cut:
            whole.append(row)
    text = data[:cut].decode("utf-8", "ignore").encode()
    assert read_back(text, "Anything.csv")[0][: len(whole)] == whole


@given(st.text(st.sampled_from('",\n\ra '), max_size=60))
@example('x","\n' * 5)
@example('x","\n"a"b\n' * 5)
@example('x","\n' * 5 + 'x"\n')
@example('x,"\n","a,","\n"\n')  # the second line is broken, and does not end the first
@example('"\nx"y,"\n"\n')  # the second line ends the first
def test_cached_records_do_not_change_later_ones(text: str) -> None:
    cached = Records(text, ",")
    position = 0
    while position < len(text):
        fresh = Records(text, ",")
        at, width = cached.at(position), cached.width_at(position)
        assert (at and at[1]) == ((record := fresh.at(position)) and record[1])
        assert (
            width
            == Records(text, ",").width_at(position)
            == (len(split(record[1])) if record else 0)
        )
        position = line_after(text, position)


def test_a_line_of_only_commas_is_refused() -> None:
    with pytest.raises(NotTextError, match="more than 500 columns"):
        read(b"," * 100_000, "notes.txt", MAPPING)
