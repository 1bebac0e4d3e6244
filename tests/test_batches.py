"""A file gives the same records if they are split one by one, and in batches of any size."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.limits import Limits
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reading.decode import NotTextError
from analyzer.reading.reader import (
    FileReading,
    RecordBatch,
    read,
    read_batches,
)

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

MAPPING: ExportMapping = load_mapping()
WHOLE = 1 << 30


def read_in(
    size: int, data: bytes, path: str, limits: Limits | None = None, *, one_by_one: bool = False
) -> tuple[FileReading, list[tuple[str, ...]]] | str:
    """The reading of a file in batches of `size` and its records, or the reason why it is not text."""
    batches: list[RecordBatch] = []
    step = 7 if len(data) < 10_000 else 997
    blocks = [data[:512], *(data[at : at + step] for at in range(512, len(data), step))]
    try:
        reading = read_batches(
            lambda: blocks,
            path,
            MAPPING,
            batches.append,
            limits or Limits(),
            size,
            one_by_one=one_by_one,
        )
    except NotTextError as error:
        return str(error)
    tables = [batch.records for batch in batches]
    return replace(reading, records=pa.table({})), rows(tables)


def rows(tables: Sequence[pa.Table]) -> list[tuple[str, ...]]:
    return [
        row
        for table in tables
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True)
    ]


def all_alike(data: bytes, path: str, sizes: Sequence[int]) -> None:
    expected = read_in(WHOLE, data, path, one_by_one=True)
    assert read_in(WHOLE, data, path) == expected
    for size in sizes:
        for one_by_one in (True, False):
            assert read_in(size, data, path, one_by_one=one_by_one) == expected


PIECES = [
    *('"', ",", "\n", "\r\n", "\r", '""', '","', '"\n"', "\n\n", " \n", '"\r\n', "\\", "\\,"),
    *(
        "a",
        "é",
        "😀",
        "\ufeff",
        "\x1a",
        "\x00",
        " ",
        ";",
        "\t",
        "one,two",
        "\n2024-01-02 03:04:05,",
    ),
    *(
        "Notes:\n",
        "Notes:,,\n",
        '"Some, maybe"\n\n',
        "date,LINK,optiontext\n",
        "Link,Date,OptionText\n",
    ),
    *('x,"a\nb",y\n', "one,two,three\n", 'x,y "z",\n', "Name\n", "a,b\n", "2024/01/02 UTC,q\n"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
HEADERS = {
    "Skills.csv": "Name\n",
    "Anything.csv": "a,b\n",
    "Votes.csv": "Date,Link,OptionText\n",
    "Shares.csv": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n",
    "Comments.csv": "Date,Link,Message\n",
    "SearchQueries.csv": "Time,Search Query\n",
    "Reactions.csv": "Date,Type,Link\n",
    "LearningCoachMessages.csv": "",
}


@given(
    st.sampled_from(sorted(HEADERS)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    texts,
    st.integers(1, 80),
)
@example("Votes.csv", "utf-8", 'one,two,three\nx,"a\nb,c,2024-01-02 03:04:05",y\n', 20)
@example("Anything.csv", "utf-8", 'a,"b\r\n"\r\n\r\nc,d\r', 3)
@example("Votes.csv", "utf-8", 'one,two,three\nx"y\n"\r\n""""', 12)
def test_any_text(path: str, encoding: str, below: str, size: int) -> None:
    data = (HEADERS[path] + below).encode(encoding, "replace")
    all_alike(data, path, [1, size])


@given(
    st.sampled_from(sorted(HEADERS)),
    st.lists(st.sampled_from(["x,y\n", '"p\nq",r\n', "1,2,3\n"]), min_size=1),
    texts,
    st.integers(12, 200),  # at least two records: batches of one record take most of the time
)
@example("Anything.csv", ["x,y\n"], 'Notes:\n"\n"', 32)
def test_damage_between_plain_records(path: str, plain: list[str], damage: str, size: int) -> None:
    lines = "".join(plain) * 20
    all_alike((HEADERS[path] + lines + damage + lines).encode(), path, [size])


@given(st.binary(max_size=80), st.integers(1, 40))
def test_any_bytes(data: bytes, size: int) -> None:
    all_alike(data, "Anything.csv", [size])


LAYOUTS = {
    "Comments.csv": (
        "Date,Link,Message\n",
        "2024-01-02 03:04:05,https://a,",
        (
            '"',
            '\\"',
            '""',
            "Date,Link,Message",
            "2024-01-02 03:04:05,https://b",
            "one,two",
            '"ab"\n',
            "2024-01-02 ",
        ),
    ),
    "SearchQueries.csv": (
        "Time,Search Query\n",
        "2024/01/02 03:04:05 UTC,",
        (
            '""',
            '"',
            ",",
            "time,search query",
            "salt, and rope",
            '"salt, and rope"',
            "2024/01/02 UTC",
            " ",
        ),
    ),
    "LearningCoachMessages.csv": (
        "",
        "conversation: a\ntimestamp: b\nuser: c\ncoach: d\n\n",
        ("conversation: a", "timestamp: ", "user:", "coach: ", "No conversations found"),
    ),
}


@given(st.sampled_from(sorted(LAYOUTS)), st.data(), st.integers(1, 300))
def test_any_file_with_a_special_layout(path: str, data: st.DataObject, size: int) -> None:
    header, record, pieces = LAYOUTS[path]
    piece = st.sampled_from([*pieces, record, record, "\n" + record, "\n", "\r\n", "\r", "x", "é"])
    text = header + "".join(data.draw(st.lists(piece, max_size=60)))
    all_alike(text.encode(), path, [1, size])


@pytest.mark.parametrize(
    ("path", "limit", "below", "why"),
    [
        ("Comments.csv", 1, "a" * (2 << 20), "a very long message"),
        ("Comments.csv", 1, "\n" * (3 << 20), "a message of blank lines"),
        ("SearchQueries.csv", 1, "a," * (1 << 20), "a very long search"),
        ("LearningCoachMessages.csv", 1, "a" * (3 << 20), "a very long conversation"),
    ],
    ids=lambda case: case if isinstance(case, str) and len(case) < 40 else "",
)
def test_a_record_over_the_limit_is_refused_in_any_layout(
    path: str, limit: int, below: str, why: str
) -> None:
    header, record, _ = LAYOUTS[path]
    refusal = read_in(1 << 16, (header + record + below).encode(), path, Limits(record=limit))
    assert isinstance(refusal, str), why
    assert refusal.startswith(f"It has a record larger than {limit} MB")


CONNECTIONS = "First Name,Last Name,Email Address,Company,Position,Connected On"
NOTES = 'Notes:\n"Some may be left out, as they chose."\n\n'
JOINED = {
    "the header": CONNECTIONS,
    "notes and the header": NOTES + CONNECTIONS,
    "padded notes and the header": NOTES.replace("\n", ",,,,,\n") + CONNECTIONS.upper(),
    "notes and a newer header": NOTES + CONNECTIONS.replace("Last Name", "Last Name,URL"),
}


@pytest.mark.parametrize("middle", JOINED.values(), ids=JOINED)
def test_joined_files(middle: str) -> None:
    records = "Ada,Lind,,Nordlys,Clerk,07 Mar 2021\n" * 3
    below = records.replace("Lind", "Lind,") if "URL" in middle else records
    data = f"{CONNECTIONS}\n{records}{middle}\n{below}".encode()
    reading = read(data, "Connections.csv", MAPPING)
    assert (reading.measured, reading.rejected) == (6, 0)
    all_alike(data, "Connections.csv", range(1, len(data), 5))


NAMES = ("E02", "E07", "E22", "E29", "E30", "E37", "E44", "E51", "E56", "E57", "E60", "E75")


def all_files_alike(folder: Path) -> None:
    files = sorted(folder.rglob("*.csv"))
    assert files
    for path in files:
        data = path.read_bytes()
        all_alike(data, path.name, [max(200, len(data) // 7)])


@pytest.mark.parametrize("name", NAMES)
def test_masked_exports(name: str, shared: Path) -> None:
    all_files_alike(shared / "exports" / name)


def test_the_sample() -> None:
    all_files_alike(Path(__file__).parent.parent / "sample_export")


@pytest.mark.parametrize(
    ("above", "lines", "batches"),
    [
        ("Notes:\n", 1_500_000, 2),
        ("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n", 600_000, 3),
    ],
)
def test_a_quote_that_is_never_closed_leaves_no_long_batch(
    above: str, lines: int, batches: int
) -> None:
    """Reading can only be stopped between two batches."""
    data = (above + '"' + "a\n" * lines).encode()
    records: list[int] = []
    reading = read_batches(
        lambda: [data],
        "Connections.csv",
        MAPPING,
        lambda batch: records.append(batch.records.num_rows),
        Limits(record=2),
    )
    assert len(records) >= batches
    assert max(records) < 1_000_000
    assert sum(records) == reading.measured


def test_records_behind_long_damage_are_not_lost_in_a_wrapped_file() -> None:
    """The search for the end of damage goes on in another part of a file, but a cell has only one."""
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    damage, record = "a\n" * 270_000, "Ann,Bo,,,Co,Baker,03 Feb 2024\n"
    plain = f'{header}x,"a"b\n{damage}{record * 11}'
    wrapped = f'"{header.strip()}"\n"x,""a""b\n{damage}{record * 10}"\n"{record.strip()}"\n'
    readings = [read(text.encode(), "Connections.csv", MAPPING) for text in (plain, wrapped)]
    assert [(reading.measured, reading.rejected) for reading in readings] == [(11, 1), (11, 1)]
