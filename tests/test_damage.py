"""An extra or missing character: every loss of records is reported, and very few losses exceed three records."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.decode import NotTextError
from analyzer.reading.reader import (
    FileReading,
    read,
)

pytestmark = pytest.mark.uncounted

SAMPLE = Path(__file__).parent.parent / "sample_export"
MARKS = (b'"', b",", b"\n")
LARGEST = 60_000
"""In bytes. Larger files have the same tables and take longer."""


@dataclass(frozen=True)
class Damage:
    """A mark removed from a file or inserted, and the number of records lost."""

    file: Path
    mark: bytes
    place: int
    inserted: bool
    lost: int
    reported: bool


def records(reading: FileReading) -> Counter[tuple[str, ...]]:
    columns = [column.to_pylist() for column in reading.records.columns]
    return Counter(zip(*columns, strict=True))


def reported(before: FileReading, after: FileReading) -> bool:
    """Whether the reading reports more about the file than before."""
    return (
        after.rejected > before.rejected
        or not set(after.repairs) <= set(before.repairs)
        or after.header != before.header
    )


def damages(export: Path, mapping: ExportMapping, number: int, seed: int) -> Iterator[Damage]:
    paths = [path for path in sorted(export.rglob("*")) if path.is_file()]
    files = [path for path in paths if 0 < path.stat().st_size < LARGEST]
    dice = random.Random(seed)

    @cache
    def whole(path: Path) -> FileReading:
        return read(path.read_bytes(), name(path), mapping)

    def name(path: Path) -> str:
        return path.relative_to(export).as_posix()

    recognised = [path for path in files if mapping.match_path(name(path))]
    for _ in range(number if recognised else 0):
        path, mark, inserted = dice.choice(recognised), dice.choice(MARKS), dice.random() < 0.5
        data = path.read_bytes()
        wide = data.startswith(b"\xff\xfe")
        step = 2 if wide else 1
        written = mark.decode().encode("utf-16-le") if wide else mark
        places = [
            at
            for at in range(2 if wide else 0, len(data) + 1, step)
            if inserted or data[at : at + step] == written
        ]
        if not places:
            continue
        at = dice.choice(places)
        damaged = (
            data[:at] + (written if inserted else b"") + data[at + (0 if inserted else step) :]
        )
        before = whole(path)
        try:
            after = read(damaged, name(path), mapping)
        except NotTextError:
            yield Damage(path, mark, at, inserted, before.measured, reported=True)
        else:
            lost = (records(before) - records(after)).total()
            yield Damage(path, mark, at, inserted, lost, reported(before, after))


def check(results: list[Damage]) -> None:
    # A mark inserted into a text changes one record. Removing a line break joins two records.
    assert [damage for damage in results if damage.lost > 2 and not damage.reported] == []
    severe = [damage for damage in results if damage.lost > 3]
    assert len(severe) <= len(results) / 100, severe


def test_damage_to_the_sample(mapping: ExportMapping) -> None:
    results = list(damages(SAMPLE, mapping, 600, seed=1))
    assert len(results) > 400
    check(results)


def test_damage_to_real_layouts(shared: Path, mapping: ExportMapping) -> None:
    check(
        [
            damage
            for number, export in enumerate(sorted((shared / "exports").iterdir()))
            for damage in damages(export, mapping, 100, seed=number)
        ]
    )


HEADERS = {
    # By fault: a file and its header with one wrong character.
    "a missing comma": ("Votes.csv", "DateLink,OptionText\n"),
    "a line break in a name": ("Votes.csv", "Date,Li\nnk,OptionText\n"),
    "a stray quote": ("Votes.csv", 'Date,"Link,OptionText\n'),
    "an extra comma": ("Votes.csv", "Date,Li,nk,OptionText\n"),
    "no line break at its end": ("Votes.csv", "Date,Link,OptionText"),
}


@pytest.mark.parametrize(("path", "header"), HEADERS.values(), ids=HEADERS)
def test_a_damaged_header_costs_no_more_than_the_record_it_touches(
    path: str, header: str, mapping: ExportMapping
) -> None:
    below = "".join(f"2020-01-0{day} 00:00:00,a,b\n" for day in range(1, 8))
    reading = read((header + below).encode(), path, mapping)
    assert reading.header == ("Date", "Link", "OptionText")
    assert reading.measured >= 6
    assert "header-damaged" in reading.repairs


SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
VOTES = "Date,Link,OptionText\n"
DAY = "2020-01-01 00:00:00"

# A file, its header, a record with several lines in a cell, and whether one of these lines looks like a record.
INSIDE = [
    ("Shares.csv", SHARES, f'{DAY},,"a\n{DAY},b,c,d,e,f\ng",,,', True),
    ("Shares.csv", SHARES, f'{DAY},,"a\n{DAY},b,c,d,e\ng",,,', True),
    ("Shares.csv", SHARES, f'{DAY},,"a\n{DAY},b,c,d\ng",,,', False),
    ("Shares.csv", SHARES, f'{DAY},,"a\none day,b,c,d,e,f\ng",,,', False),
    ("Votes.csv", VOTES, f'{DAY},,"a\n{DAY},b,c\nd"', True),
    ("Votes.csv", VOTES, f'{DAY},,"a\n{DAY},b\nd"', False),
]


@pytest.mark.parametrize("above", ["", 'a,b,"c"d,e,f,g\n'], ids=["well-formed", "below damage"])
@pytest.mark.parametrize(("path", "header", "record", "warned"), INSIDE)
def test_a_line_in_a_cell_that_may_be_a_record_is_reported(
    path: str, header: str, record: str, warned: bool, above: str, mapping: ExportMapping
) -> None:
    reading = read(f"{header}{above}{record}\n".encode(), path, mapping)
    assert ("lines-like-records" in reading.repairs) is warned
