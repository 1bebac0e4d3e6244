"""The owner of an export, as keyed digests, and whether two exports have the same owner.

Like `people`, this module sees cells, and only digests leave it. Their key is made for each run and never leaves
that run, so the digests mean nothing elsewhere or later.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from analyzer.analysis.people import plain_name
from analyzer.analysis.walk import Unread, file_check, walk
from analyzer.language import marked
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping.columns import ColumnPlaces
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import OwnerTrait
from analyzer.reading.archive import open_archive
from analyzer.reading.reader import FileReading
from analyzer.reading.refusals import FileCheck, check_files
from analyzer.reading.sources import Source
from analyzer.remarks import in_words, remark


@dataclass(frozen=True)
class ArchiveOwner:
    """The owner of the export in an archive, as digests.

    `addresses` are those of the account, `joined` is the minute it was made. `traits` are pairs that identify
    a person only together: a name with that minute, a name with a position. `contents` is a digest of all
    files. It is `distinctive` unless the export is so small that two people could have the same.
    """

    addresses: frozenset[bytes]
    joined: frozenset[bytes]
    traits: frozenset[bytes]
    contents: bytes
    distinctive: bool

    @property
    def minutes(self) -> "Minutes":
        """The minutes at which the account can have been made; None if the export shows none."""
        return self.joined or None

    @property
    def digests(self) -> frozenset[bytes]:
        """Two archives of one person share at least one of these digests."""
        contents = {self.contents} if self.distinctive else frozenset()
        return self.addresses | self.traits | contents


@dataclass(frozen=True)
class ExportArchive:
    """A folder or ZIP with an export: its path, the owner, a digest of the contents, and how complete these are."""

    path: Path
    owner: ArchiveOwner
    digest: str
    tables: int
    bytes: int
    partial: bool

    @property
    def completeness(self) -> tuple[int, bool, int]:
        """A key that sorts the most complete archive last: by kinds of files, not being a part by name, and bytes."""
        return self.tables, not self.partial, self.bytes


MOST_NAMES = 4
"""The most names of an owner that are paired with joining and career. A profile has one name. Without a limit, the
number of pairs in made-up files could be the product of their lengths.
"""

MOST_ROWS = 50
"""The most addresses, and the most positions or schools, that identify an owner. Without a limit, made-up files could fill
the memory of the process that compares all owners.
"""

MOST_MINUTES = 4
"""The most minutes of joining. An account has one."""

DISTINCTIVE_SIZE = 2_000
"""Bytes. Two people may have the same single skill, but not the same two pages of text."""


NOT_ONE_PERSON: Final = remark(
    marked(
        "Nothing in these two exports shows that they are of the same person, so they are not compared."
    )
)


def of_one_person(
    one: Source,
    other: Source,
    mapping: ExportMapping,
    limits: Limits = DEFAULT,
    beat: Callable[[], None] = lambda: None,
) -> bool:
    """Whether the exports `one` and `other` are recognised as those of one person.

    `beat` is called for each block that is read, and may end this by an exception. Raises ExportError if either is none.
    """
    key = secrets.token_bytes(32)
    owner, other_owner = (
        identify(place, mapping, key, limits, beat).owner for place in (one, other)
    )
    return same_person(owner, other_owner)


def identify(
    source: Source,
    mapping: ExportMapping,
    key: bytes,
    limits: Limits,
    beat: Callable[[], None] = lambda: None,
) -> ExportArchive:
    """The export in an archive. Raises ExportError if there is none."""
    everything, known_files = hashlib.sha256(), hashlib.sha256()
    tables: set[str] = set()
    size = 0
    checks = []
    readings: dict[str, FileReading] = {}
    with open_archive(source, limits, beat) as archive:
        for file in walk(archive, mapping):
            if file.is_settings:
                continue
            contents = file.contents()
            if isinstance(contents, Unread):
                checks.append(file_check(file.table, 0, contents))
                reason = hashlib.sha256(in_words(contents.remarks).encode()).digest()
                everything.update(_mark(file.path, reason))
                continue
            everything.update(_mark(file.path, contents.digest))
            table = file.recognised()
            checks.append(FileCheck(table is not None, contents.size, contents.blank))
            if table is None:
                continue
            tables.add(table.name)
            size += contents.size
            known_files.update(_mark(file.path, contents.digest))
            if table.name in mapping.owner_tables and table.name not in readings:
                reading = file.read()
                if isinstance(reading, FileReading):
                    readings[table.name] = reading
        path = archive.path
        check_files(path, archive.files, checks, mapping)
    owner = find_owner(readings, mapping, known_files.digest(), size, key)
    return ExportArchive(
        path, owner, everything.hexdigest(), len(tables), size, mapping.is_partial(path.name)
    )


def _mark(path: str, contents: bytes) -> bytes:
    """A digest of a file's path before that of its `contents`, so that no two lists of files give the same bytes."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest() + contents


def find_owner(
    readings: Mapping[str, FileReading],
    mapping: ExportMapping,
    contents: bytes,
    size: int,
    key: bytes,
) -> ArchiveOwner:
    """The owner of an export, from its readings by table and the `contents` and `size` of all its files.

    `mapping` has the tables and columns that identify an owner. `key` is the key of the digests.
    """

    def digest(*parts: str) -> bytes:
        text = "\0".join(map(plain_name, parts))
        return blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()

    def rows(*traits: OwnerTrait) -> Iterator[tuple[str, ...]]:
        for source in mapping.owner_columns(*traits):
            if source.table in readings:
                yield from _rows(readings[source.table], source.columns)

    addresses = [row for row in rows("address") if any("@" in cell for cell in row)][:MOST_ROWS]
    joined = list(islice(rows("joined"), MOST_MINUTES))
    career = islice(rows("career"), MOST_ROWS)
    different = dict.fromkeys(tuple(map(plain_name, row)) for row in rows("name"))
    names = tuple(islice(different, MOST_NAMES))
    pairs = frozenset(
        digest("trait", *name, *other) for other in (*joined, *career) for name in names
    )
    return ArchiveOwner(
        addresses=frozenset(digest("address", *row) for row in addresses),
        joined=frozenset(digest("joined", *row) for row in joined),
        traits=pairs,
        contents=blake2b(contents, key=key, digest_size=16).digest(),
        distinctive=bool(addresses or pairs) or size >= DISTINCTIVE_SIZE,
    )


def same_person(owner: ArchiveOwner, other: ArchiveOwner) -> bool:
    """Whether both are the same person.

    Neither a name nor the minute of joining is enough alone: people share names, and whole classes join
    together.
    """
    return bool(owner.digests & other.digests) and not several_people(
        common_minutes((owner.minutes, other.minutes))
    )


Minutes: TypeAlias = "frozenset[bytes] | None"
"""The minutes at which an account can have been made, as digests. None if nothing shows one."""


def common_minutes(minutes: Iterable[Minutes]) -> Minutes:
    """The minutes that all of these have, where they show any."""
    shown = [some for some in minutes if some is not None]
    return frozenset.intersection(*shown) if shown else None


def several_people(minutes: Minutes) -> bool:
    """Whether archives with these minutes in common are certainly of several accounts, because they have none."""
    return minutes is not None and not minutes


def _rows(reading: FileReading, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The cells of these columns, for each record with a value in every column; none if a column is missing."""
    header = ColumnPlaces(reading.header)
    places = [place for name in columns if (place := header.of(name)) is not None]
    if len(places) < len(columns):
        return
    cells = [reading.records.column(place).to_pylist() for place in places]
    for row in zip(*cells, strict=True):
        if all(cell.strip() for cell in row):
            yield row
