"""`python fuzz/damage.py FOLDER NUMBER SEED`: the cost of one damaged character, over the files of the exports in a folder.

A character is inserted, removed or replaced in one file, and the file is read again. The cost is the number of its records
that are no longer read as before. `NUMBER` damages are at random places. With `fields` instead, quotes are inserted at the
beginnings and ends of fields; with `headers`, the first lines are damaged.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reading.decode import NotTextError, detect_encoding
from analyzer.reading.reader import FileReading, read

CHARACTERS = ('"', ",", "\n", "\\", "\x00", "x")
MARKS = '",\r\n\t'
FIELD_QUOTES = 60
"""The most quotes that `field_quotes` inserts into one file."""

HEADER_DAMAGES = 8
"""The most places in the first line of one file that `header_damages` damages."""

SILENT = 2
"""A damage that costs more records than this must be reported. A letter inserted in a text cannot be detected, nor can a
line end removed between two names.
"""


@dataclass(frozen=True)
class ReadableFile:
    """A file at `path` in an export, of a known table; and where the export is, if it is a folder."""

    path: str
    data: bytes
    mapping: ExportMapping = field(repr=False)
    folder: str = ""

    @cached_property
    def _encoded(self) -> tuple[bytes, str, str]:
        data = self.data
        encoding = detect_encoding(lambda: (data,))
        return data[: encoding.mark], data[encoding.mark :].decode(encoding.codec), encoding.codec

    @property
    def text(self) -> str:
        """The text without a byte order mark."""
        return self._encoded[1]

    def read(self, text: str | None = None) -> FileReading:
        """The reading of the file, with `text` instead if given. Raises NotTextError."""
        mark, own, codec = self._encoded
        data = mark + (own if text is None else text).encode(codec)
        return read(data, self.path, self.mapping)

    @cached_property
    def undamaged(self) -> FileReading:
        """The reading of the file as it is."""
        return self.read()


@dataclass(frozen=True)
class Damage:
    """A character in the text of a file: `removed` characters at `place` gave way to `inserted`."""

    file: ReadableFile
    place: int
    removed: int = 0
    inserted: str = ""

    @property
    def text(self) -> str:
        """The damaged text."""
        text = self.file.text
        return text[: self.place] + self.inserted + text[self.place + self.removed :]


@dataclass(frozen=True)
class DamageCost:
    """The number of records `lost`, which are no longer read as before, and the number `added`, which were not there.

    `rejected` counts the records that the reader additionally rejects. `reported`: the reader reports more of the file
    than before.
    """

    damage: Damage
    lost: int
    added: int = 0
    rejected: int = 0
    reported: bool = True

    @property
    def silent(self) -> bool:
        """Whether more is lost than cannot be detected, and the reader reports nothing."""
        return self.lost > SILENT and not self.reported

    def __str__(self) -> str:
        damage = self.damage
        here = damage.file.text[max(0, damage.place - 12) : damage.place + 12]
        return (
            f"{self.lost} of {damage.file.undamaged.measured} records lost, {self.added} added, {self.rejected} rejected: "
            f"{damage.file.folder} {damage.file.path} at {damage.place}, -{damage.removed} +{damage.inserted!r} in {here!r}"
        )


def readable_files(export: Path, mapping: ExportMapping) -> list[ReadableFile]:
    """The files of known tables in the export."""
    return [
        ReadableFile(name, path.read_bytes(), mapping, export.name)
        for path in sorted(export.rglob("*.csv"))
        if mapping.names.match_path(name := path.relative_to(export).as_posix())
    ]


def random_damages(files: Sequence[ReadableFile], seed: int) -> Iterator[Damage]:
    """Damages at random places. At every second one is a mark of CSV."""
    dice = random.Random(seed)
    while True:
        file, character = dice.choice(files), dice.choice(CHARACTERS)
        change, at_mark = dice.choice(("insert", "remove", "replace")), dice.random() < 0.5
        searched = character if change == "remove" else MARKS if at_mark else ""
        places = [place for place, char in enumerate(file.text) if not searched or char in searched]
        if places:
            place = dice.choice(places) + (change == "insert" and dice.random() < 0.5)
            yield Damage(
                file, place, int(change != "insert"), "" if change == "remove" else character
            )


def field_quotes(files: Sequence[ReadableFile], seed: int) -> Iterator[Damage]:
    """Quotes inserted at the beginnings or ends of fields. No other damage changes more of the text after it."""
    dice = random.Random(seed)
    for file in files:
        text = file.text
        places = [
            place
            for place in range(1, len(text) + 1)
            if text[place - 1] in MARKS or text[place : place + 1] in MARKS
        ]
        for place in dice.sample(places, min(len(places), FIELD_QUOTES)):
            yield Damage(file, place, 0, '"')


def header_damages(files: Sequence[ReadableFile], seed: int) -> Iterator[Damage]:
    """Damages in the first line of each file, or at its end."""
    dice = random.Random(seed)
    for file in files:
        end = file.text.find("\n") + 1
        for place in dice.sample(range(end), min(end, HEADER_DAMAGES)):
            inserted, removed = dice.choice(CHARACTERS), dice.choice((0, 1))
            yield Damage(file, place, removed, inserted)
            yield Damage(file, place, 1)


def cost(damage: Damage) -> DamageCost:
    """The cost of a damage."""
    before = damage.file.undamaged
    try:
        after = damage.file.read(damage.text)
    except NotTextError:
        return DamageCost(damage, before.measured)
    reported = (
        after.rejected > before.rejected
        or not set(after.repairs) <= set(before.repairs)
        or after.header != before.header
    )
    lost, added = _changed(before.records, after.records)
    return DamageCost(damage, lost, added, after.rejected - before.rejected, reported)


def summary(costs: Sequence[DamageCost]) -> str:
    """The figures of all costs in a line."""
    lost = sorted(cost.lost for cost in costs)
    return (
        f"{len(costs):,} damages: p99 {lost[len(lost) * 99 // 100]}, worst {lost[-1]}, "
        f"more than 3: {sum(number > 3 for number in lost)}, "
        f"most added {max(cost.added for cost in costs)}, silent {sum(cost.silent for cost in costs)}"
    )


def _changed(before: pa.Table, after: pa.Table) -> tuple[int, int]:
    """The number of records that only one of the tables has: of `before`, and of `after`."""
    if before.num_columns != after.num_columns:
        return before.num_rows, after.num_rows
    same = _first_different(before, after)
    before, after = before.slice(same), after.slice(same)
    rest = min(before.num_rows, after.num_rows)
    first, second = (table.slice(table.num_rows - rest) for table in (before, after))
    same = _first_different(first, second, step=-1)
    lost, added = (
        Counter(zip(*(column.to_pylist() for column in table.columns), strict=True))
        for table in (table.slice(0, table.num_rows - same) for table in (before, after))
    )
    return (lost - added).total(), (added - lost).total()


def _first_different(before: pa.Table, after: pa.Table, step: int = 1) -> int:
    """The number of records with which both tables begin; or end, if `step` is -1."""
    number = min(before.num_rows, after.num_rows)
    equal = np.ones(number, dtype=bool)
    for column, other in zip(before.columns, after.columns, strict=True):
        equal &= pc.equal(column.slice(0, number), other.slice(0, number)).to_numpy()
    return number if equal.all() else int(equal[::step].argmin())


_KINDS = {"fields": field_quotes, "headers": header_damages}


def main() -> None:
    """Print the most expensive damages and the figures of all."""
    folder, number, seed = sys.argv[1:]
    mapping = load_mapping()
    files = [
        file
        for export in sorted(Path(folder).iterdir())
        for file in readable_files(export, mapping)
    ]
    chosen: Iterable[Damage]
    if number in _KINDS:
        chosen = _KINDS[number](files, int(seed))
    else:
        chosen = islice(random_damages(files, int(seed)), int(number))
    costs = [cost(damage) for damage in chosen]
    for expensive in sorted(costs, key=lambda cost: -cost.lost)[:40]:
        print(expensive)
    print(summary(costs))


if __name__ == "__main__":
    main()
