"""Any table of strings, written in any of LinkedIn's dialects, reads back exactly."""

import re
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from analyzer.mapping import ExportMapping, load_mapping
from analyzer.reading import layouts
from analyzer.reading.encoding import NotTextError
from analyzer.reading.reader import read
from analyzer.sample import dialects

MAPPING: ExportMapping = load_mapping()

# Encodable text. What breaks readers comes up more often than chance would have it.
alphabet = st.one_of(
    st.sampled_from('",;\t\r\n\\\x00 a\u2028\u200f😀'), st.characters(codec="utf-8")
)
cells = st.text(alphabet, max_size=12)
lines = st.text(alphabet.filter(lambda c: c not in "\r\n"), max_size=12)

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
    return [list(row) for row in zip(*columns, strict=True)], len(reading.rejected_lines)


@given(tables(), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_rfc4180(rows: list[list[str]], eol: str, final_newline: bool, quote_all: bool) -> None:
    data = dialects.write_rfc4180(rows, eol=eol, final_newline=final_newline, quote_all=quote_all)
    assert read_back(data, "Anything.csv") == (rows[1:], 0)


@given(st.lists(cells.filter(lambda cell: cell.strip(" \r\n")), max_size=6))
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
    # Quoted messages keep their line breaks as written, and here all are written as \n.
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
    # One query that cannot be CSV shows which of the two writers it was.
    rows.append(["2024/08/01 10:00:01 UTC", "nurse, Oslo"])
    data = dialects.write_unquoted([["Time", "Search Query"], *rows])
    assert read_back(data, "SearchQueries.csv") == (rows, 0)


@given(st.lists(lines, max_size=6))
def test_searches_as_csv(queries: list[str]) -> None:
    rows = [["2023/08/01 10:00:00 UTC", query] for query in queries]
    data = dialects.write_rfc4180([["Time", "Search Query"], *rows])
    # `"nurse"` alone would be read as the newer writer's; with a comma outside quotes only one reading is left.
    assume(not any(query.startswith('"') for query in queries))
    assert read_back(data, "SearchQueries.csv") == (rows, 0)


@given(st.lists(st.tuples(lines, st.lists(lines, min_size=1, max_size=4)), max_size=5))
def test_chats_in_blocks(chats: list[tuple[str, list[str]]]) -> None:
    talks = [
        (
            "3f2a0c1e-0000-4000-8000-000000000000",
            1735786800000 + n,
            user,
            "\n".join(coach).rstrip("\n"),
        )
        for n, (user, coach) in enumerate(chats)
    ]
    assume(
        not any(
            "conversation: " in text or "coach: " in text for *_, a, b in talks for text in (a, b)
        )
    )
    rows = [[conversation, str(moment), user, coach] for conversation, moment, user, coach in talks]
    assert read_back(dialects.write_chat_blocks(talks), "LearningCoachMessages.csv") == (rows, 0)


@given(st.lists(st.lists(lines, min_size=2, max_size=2), max_size=6))
def test_contacts_with_escaped_commas(contacts: list[list[str]]) -> None:
    header = next(table for table in MAPPING.tables if table.name == "imported_contacts").headers[0]
    # A backslash before a comma of its own is the one thing this writer loses.
    assume(not any("\\" in cell for contact in contacts for cell in contact))
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
        assert reading.found == reading.measured + len(reading.rejected_lines)


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


HOSTILE = {
    "blank after the closing quote": f'{MOMENT},{LINK},"hello, there" \n',
    "quote never closed": f'{MOMENT},{LINK},"a\n',
    "quote doubled at the end": f'{MOMENT},{LINK},"hello"" \n',
}


class Counting:
    """A pattern that counts the characters it was sent over."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.characters = pattern, 0

    def search(self, text: str, start: int) -> re.Match[str] | None:
        found = self.pattern.search(text, start)
        self.characters += (found.start() if found else len(text)) - start
        return found

    def match(self, text: str, start: int) -> re.Match[str] | None:
        return self.pattern.match(text, start)


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_the_size_of_the_comments_and_no_faster(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(count: int) -> int:
        """Characters looked at while reading so many comments: the same on every machine."""
        closing = Counting(layouts._QUOTED_END)
        unescape = layouts._unescape
        unescaped = 0

        def counted(inner: str) -> tuple[str, str] | None:
            nonlocal unescaped
            unescaped += len(inner)
            return unescape(inner)

        with monkeypatch.context() as patched:
            patched.setattr(layouts, "_QUOTED_END", closing)
            patched.setattr(layouts, "_unescape", counted)
            read(("Date,Link,Message\n" + line * count).encode(), "Comments.csv", MAPPING)
        return closing.characters + unescaped

    assert 0 < work(4000) < 6 * work(1000)


def test_a_line_of_nothing_but_commas_is_no_table() -> None:
    with pytest.raises(NotTextError, match="more columns than any table"):
        read(b"," * 100_000, "notes.txt", MAPPING)
