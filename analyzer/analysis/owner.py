"""Whose an export is, as keyed digests, and whether two exports are of one person.

Like `people`, this module sees cells, and only digests leave it. Their key is made for each run and never leaves
that run, so the digests mean nothing elsewhere or later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from analyzer.analysis.people import plain_name
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import ColumnPlaces, OwnerTrait
from analyzer.reading.reader import FileReading


@dataclass(frozen=True)
class ArchiveOwner:
    """Whose the export in an archive is, as digests.

    `addresses` are those of the account, `joined` is the minute it was made. `traits` are pairs that identify
    a person only together: a name with that minute, a name with a position. `contents` is a digest of all
    files, empty if it was not needed; it is `telling` unless the export is so small that two people could have the
    same.
    """

    addresses: frozenset[bytes]
    joined: frozenset[bytes]
    traits: frozenset[bytes]
    contents: bytes
    telling: bool

    @property
    def digests(self) -> frozenset[bytes]:
        """Those of which the same person has one in each archive."""
        return self.addresses | self.traits | {self.contents}


MOST_NAMES = 4
"""How many different names of an owner are paired with joining and career. A profile has one name; without
a limit, made-up files could have as many pairs as the product of their lengths.
"""

TELLING_SIZE = 2_000
"""Bytes. Two people may have the same one skill, but not the same two pages of text."""


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

    addresses = [row for row in rows("address") if any("@" in cell for cell in row)]
    different = dict.fromkeys(tuple(map(plain_name, row)) for row in rows("name"))
    names = tuple(islice(different, MOST_NAMES))
    pairs = frozenset(
        digest("trait", *name, *other) for other in rows("joined", "career") for name in names
    )
    return ArchiveOwner(
        addresses=frozenset(digest("address", *row) for row in addresses),
        joined=frozenset(digest("joined", *row) for row in rows("joined")),
        traits=pairs,
        contents=blake2b(contents, key=key, digest_size=16).digest(),
        telling=bool(addresses or pairs) or size >= TELLING_SIZE,
    )


def same_person(owner: ArchiveOwner, other: ArchiveOwner) -> bool:
    """Whether both are the same person.

    Neither a name nor the minute of joining is enough alone: people share names, and whole classes join
    together.
    """
    if owner.contents == other.contents and owner.telling:
        return True
    if different_people(owner, other):
        return False
    return bool(owner.addresses & other.addresses or owner.traits & other.traits)


def different_people(owner: ArchiveOwner, other: ArchiveOwner) -> bool:
    """Whether they certainly have two accounts, made at different minutes."""
    return bool(owner.joined and other.joined and not owner.joined & other.joined)


def _rows(reading: FileReading, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The cells of these columns in each record that has a value in all of them; none if a column is missing."""
    known = ColumnPlaces(reading.header)
    places = [place for name in columns if (place := known.of(name)) is not None]
    if len(places) < len(columns):
        return
    cells = [reading.records.column(place).to_pylist() for place in places]
    for row in zip(*cells, strict=True):
        if all(cell.strip() for cell in row):
            yield row
