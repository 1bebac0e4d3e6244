"""The cost of a file, counted and not timed: passes over it, batches in memory, and calls per record."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from counting import calls
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.archive import Archive
from analyzer.reading.reader import (
    BATCH,
    read_batches,
)
from analyzer.reading.sources import ArchiveFile

pytestmark = pytest.mark.uncounted

DAY = "2024-01-02 03:04:05"
OWNER = "First Name,Last Name\nAda,Quill\n"

CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MESSAGES = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"

# By path of a well-formed file: its header, and its record number n.
PLAIN: dict[str, tuple[str, Callable[[int], str]]] = {
    "Connections.csv": (
        CONNECTIONS,
        lambda n: f"Ann{n},Lee,https://www.linkedin.com/in/ann-{n},,Oak & Co,Clerk,02 Jan 2024\n",
    ),
    "messages.csv": (
        MESSAGES,
        lambda n: (
            f"c{n},,Ann{n % 9} Lee,https://www.linkedin.com/in/ann-{n % 9},Ada Quill,"
            f'https://www.linkedin.com/in/ada,{DAY[:-1]}{n % 10} UTC,,"Dear Ada,\nyes",INBOX\n'
        ),
    ),
    "Shares.csv": (
        "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n",
        lambda n: (
            f'{DAY},https://www.linkedin.com/{n},"Bread, and ""more"" bread",,,MEMBER_NETWORK\n'
        ),
    ),
    "Reactions.csv": (
        "Date,Type,Link\n",
        lambda n: f"{DAY},LIKE,https://www.linkedin.com/{n}\n",
    ),
    "SearchQueries.csv": (
        "Time,Search Query\n",
        lambda n: f"2024/01/02 03:04:05 UTC,salt, and rope {n}\n",
    ),
}


def export(folder: Path, path: str, number: int) -> Path:
    """An export with this number of records in the file at `path`."""
    header, record = PLAIN[path]
    return write(folder, {"Profile.csv": OWNER, path: header + "".join(map(record, range(number)))})


@pytest.mark.parametrize("path", PLAIN)
def test_no_function_is_called_for_each_record(
    path: str, tmp_path: Path, mapping: ExportMapping
) -> None:
    few, many = (export(tmp_path / str(number), path, number) for number in (500, 2_500))
    assert sum(file.stat().st_size for file in many.iterdir()) < BATCH  # the same number of batches
    analyze(few, mapping)  # creates the objects that are cached
    assert calls(lambda: analyze(many, mapping)) < calls(lambda: analyze(few, mapping)) + 500


SEARCH = "2024/01/02 03:04:05 UTC"

# Path, header, a record, the last record, encoding, and the number of passes: one to detect the encoding, and one to
# read the records.
PASSES = [
    *((path, header, record(1), "", "utf-8", 2) for path, (header, record) in PLAIN.items()),
    ("Skills.csv", "Name\n", "Sourdough\n", "", "utf-16", 2),
    # It is tried as UTF-8 first, and then in another encoding.
    ("Skills.csv", "Name\n", "Sourdough\n", "Crème\n", "cp1252", 4),
    # Any line can show that the file has no quotes.
    ("SearchQueries.csv", "Time,Search Query\n", f"{SEARCH},rope\n", "", "utf-8", 3),
    ("SearchQueries.csv", "Time,Search Query\n", f"{SEARCH},rope\n", f"{SEARCH},a,b\n", "utf-8", 3),
    ("Comments.csv", "Date,Link,Message\n", f"{DAY},https://a,one\ntwo\n", "", "utf-8", 2),
    ("Articles/a.html", "<h1>Bread</h1>", "<p>and more\n", "", "utf-8", 2),
]


@pytest.mark.parametrize(("path", "header", "record", "last", "encoding", "passes"), PASSES)
def test_the_number_of_passes_over_a_file(
    path: str,
    header: str,
    record: str,
    last: str,
    encoding: str,
    passes: int,
    mapping: ExportMapping,
) -> None:
    data = (header + record * 100 + last).encode(encoding)
    begun = 0

    def blocks() -> Iterable[bytes]:
        nonlocal begun
        # Reading only the beginning, to detect the kind of file, does not count as a pass.
        yield data[:512]
        begun += 1
        yield data[512:]

    read_batches(blocks, path, mapping, lambda _: None)
    assert begun == passes


def test_a_report_reads_each_file_once(
    tmp_path: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    blocks = Archive.blocks

    def record(self: Archive, member: Any) -> Any:
        reads.append(member.path)
        return blocks(self, member)

    monkeypatch.setattr(Archive, "blocks", record)
    analyze(export(tmp_path, "messages.csv", 50), mapping)
    assert sorted(reads) == ["Profile.csv", "messages.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("path", PLAIN)
def test_only_one_batch_is_in_memory_at_a_time(
    path: str, tmp_path: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    allocated: list[int] = []
    blocks = Archive.blocks

    def watched(self: Archive, member: ArchiveFile) -> Callable[[], Iterator[bytes]]:
        def begin() -> Iterator[bytes]:
            for block in blocks(self, member)():
                allocated.append(pa.total_allocated_bytes())
                yield block

        return begin

    monkeypatch.setattr(Archive, "blocks", watched)
    header, record = PLAIN[path]
    lines = "".join(map(record, range(2_000)))
    number = 1 + 6 * BATCH // len(lines)
    before = pa.total_allocated_bytes()
    analyze(write(tmp_path, {"Profile.csv": OWNER, path: header + lines * number}), mapping)
    assert len(allocated) > 12
    assert max(allocated) - before < 3 * BATCH
