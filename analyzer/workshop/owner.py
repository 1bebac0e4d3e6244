"""Recognises two archives of one person, by keyed digests, and forgets who it is.

It sees cells, as `measure` does, and only digests leave it. Their key is made for each run
and never leaves it, so they mean nothing elsewhere and nothing later.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from analyzer.mapping import ExportMapping
from analyzer.mapping.model import Telling
from analyzer.reading.reader import Reading


@dataclass(frozen=True)
class Owner:
    """Whose export it is, as digests: addresses of the account, the minute it was made, and what
    only holds together (`traits`: a name with that minute, a name with a position). `contents` is
    one digest over all files; it is `telling` unless the export is so small that two people could have the same.
    """

    addresses: frozenset[bytes]
    joined: frozenset[bytes]
    traits: frozenset[bytes]
    contents: bytes
    telling: bool


MOST_NAMES = 4
"""Different names of an owner that are paired with joining and career. A profile has one name; with
as many as somebody made up, the pairs would be the product of two files.
"""

TELLING_SIZE = 2_000
"""Bytes. Two people may both have one skill; two pages of the same text they do not."""


def find_owner(
    readings: Mapping[str, Reading], mapping: ExportMapping, contents: bytes, size: int, key: bytes
) -> Owner:
    """The owner of the export with these readings (by table), `contents` and `size` of all its files.

    `mapping` has the tables and columns that tell it. `key` is that of the digests.
    """

    def digest(*parts: str) -> bytes:
        text = "\0".join(map(_plain, parts))
        return blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()

    def rows(*telling: Telling) -> Iterator[tuple[str, ...]]:
        for source in mapping.owner_sources(*telling):
            if source.table in readings:
                yield from _rows(readings[source.table], source.columns)

    addresses = [row for row in rows("address") if any("@" in cell for cell in row)]
    different = dict.fromkeys(tuple(map(_plain, row)) for row in rows("name"))
    names = tuple(islice(different, MOST_NAMES))
    traits = frozenset(
        digest("trait", *name, *other) for other in rows("joined", "career") for name in names
    )
    return Owner(
        addresses=frozenset(digest("address", *row) for row in addresses),
        joined=frozenset(digest("joined", *row) for row in rows("joined")),
        traits=traits,
        contents=blake2b(contents, key=key, digest_size=16).digest(),
        telling=bool(addresses or traits) or size >= TELLING_SIZE,
    )


def same_person(owner: Owner, other: Owner) -> bool:
    """Whether both are the same person's. A name alone is never enough, nor the minute of joining: whole
    classes join together, and people share names.
    """
    if owner.contents == other.contents and owner.telling:
        return True
    if different_people(owner, other):
        return False
    return bool(owner.addresses & other.addresses or owner.traits & other.traits)


def different_people(owner: Owner, other: Owner) -> bool:
    """Whether they are certainly two accounts: made at different minutes."""
    return bool(owner.joined and other.joined and not owner.joined & other.joined)


def _plain(text: str) -> str:
    """A text without what varies: case, and the width of its gaps."""
    return " ".join(text.split()).casefold()


def _rows(reading: Reading, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The cells of these columns in each record; nothing where a column is missing or a cell empty."""
    folded = [name.casefold() if name is not None else None for name in reading.header]
    wanted = [name.casefold() for name in columns]
    if not set(wanted) <= set(folded):
        return
    cells = [reading.records.column(folded.index(name)).to_pylist() for name in wanted]
    for row in zip(*cells, strict=True):
        if all(cell.strip() for cell in row):
            yield row
