"""Recognises two archives of one person, by keyed digests, and forgets who it is.

On the same floor as `measure`: it sees cells, and what leaves it are digests. Their key is made for each run
and never leaves it, so they mean nothing elsewhere and nothing later.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product

from analyzer.reading.reader import Reading

TABLES = ("email_addresses", "registration", "profile", "positions", "education")
"""The tables that say whose export it is."""

_JOINED = ("Registered At", "Registration Date")
_NAME = ("First Name", "Last Name")
# What of a career is the same for no two people of one name: where, as what, and since when.
_CAREER = {
    "positions": ("Company Name", "Title", "Started On"),
    "education": ("School Name", "Degree Name", "Start Date"),
}


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


TELLING_SIZE = 2_000
"""Bytes. Two people may both have one skill; two pages of the same text they do not."""


def find_owner(readings: Mapping[str, Reading], contents: bytes, size: int, key: bytes) -> Owner:
    """The owner that the readings of these tables (by table) tell of; `size` is that of all files."""

    def digest(*parts: str) -> bytes:
        text = "\0".join(" ".join(part.split()).casefold() for part in parts)
        return blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()

    def rows(table: str, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
        found = readings.get(table)
        return _rows(found, columns) if found else iter(())

    addresses = [row[0] for row in rows("email_addresses", ["Email Address"]) if "@" in row[0]]
    joined = [row[0] for column in _JOINED for row in rows("registration", [column])]
    names = list(rows("profile", _NAME))
    careers = [row for table, columns in _CAREER.items() for row in rows(table, columns)]
    traits = frozenset(
        digest("trait", *name, *other)
        for name, other in product(names, [*((one,) for one in joined), *careers])
    )
    return Owner(
        addresses=frozenset(digest("address", one) for one in addresses),
        joined=frozenset(digest("joined", one) for one in joined),
        traits=traits,
        contents=blake2b(contents, key=key, digest_size=16).digest(),
        telling=bool(addresses or traits) or size >= TELLING_SIZE,
    )


def same_person(one: Owner, other: Owner) -> bool:
    """Whether both are the same person's. A name alone is never enough, nor the minute of joining: whole
    classes join together, and people share names.
    """
    if one.contents == other.contents and one.telling:
        return True
    if different_people(one, other):
        return False
    return bool(one.addresses & other.addresses or one.traits & other.traits)


def different_people(one: Owner, other: Owner) -> bool:
    """Whether they are certainly two accounts: made at different minutes."""
    return bool(one.joined and other.joined and not one.joined & other.joined)


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
