"""Names and profile addresses as keyed digests, and how many distinct people they are.

This module sees cells, as `measure` does, and only numbers leave it. A person is known by a profile address,
else by name; both are kept only as digests, under a key that is made for each run and never leaves it.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.columns import ColumnPlaces
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import PeopleSource, Table
from analyzer.reading.expressions import possessive
from analyzer.text import normal

DigestArray = npt.NDArray[np.uint64]
_Mask = npt.NDArray[np.bool_]

NOBODY: Final = 0
"""Instead of the digest of nothing."""


class Digests:
    """Digests under a key that is made for each run and never leaves it.

    They are SipHash, of 64 bits: among a million people, the odds that two have the same are one to thirty million.
    """

    def __init__(self) -> None:
        self._key = secrets.token_urlsafe(12)  # 16 letters

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "Digests()"

    def of_names(self, words: Sequence[pa.Array]) -> DigestArray:
        """The digest of each name, whatever its case and spacing, and however its accents are encoded; `NOBODY` of
        an empty one. A name is made of the cells in all the columns `words`, of which there is one at least.
        """
        names = words[0] if len(words) == 1 else pc.binary_join_element_wise(*words, " ")
        return self._of(names, _ODD_IN_NAME, pc.ascii_lower, plain_name)

    def of_addresses(self, links: pa.Array) -> DigestArray:
        """The digest of each profile's address, without what varies: scheme, `www.`, percent-encoding (quirk 17), case,
        query and final slash. `NOBODY` of an empty one.
        """
        return self._of(links, _ODD_IN_ADDRESS, _plain_addresses, plain_address)

    def _of(
        self,
        cells: pa.Array,
        odd_letters: str,
        simplify: Callable[[pa.Array], pa.Array],
        plain: Callable[[str], str],
    ) -> DigestArray:
        """The digests of the cells in plain form: at once of those in ASCII without odd letters, which most are."""
        distinct = cells.dictionary_encode()
        digests = self._of_distinct(distinct.dictionary, odd_letters, simplify, plain)
        return np.asarray(digests[distinct.indices.to_numpy()])

    def _of_distinct(
        self,
        cells: pa.Array,
        odd_letters: str,
        simplify: Callable[[pa.Array], pa.Array],
        plain: Callable[[str], str],
    ) -> DigestArray:
        if len(cells) > _AT_ONCE:
            slices = (cells.slice(at, _AT_ONCE) for at in range(0, len(cells), _AT_ONCE))
            return np.concatenate(
                [self._of_distinct(part, odd_letters, simplify, plain) for part in slices]
            )
        if len(cells) > _ONE_BY_ONE:
            odd = pc.or_(
                pc.invert(pc.string_is_ascii(cells)), pc.match_substring_regex(cells, odd_letters)
            )
            rows = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
            simple = simplify(cells)
            digests = self._digested(simple.to_numpy(zero_copy_only=False))
            digests[pc.equal(simple, "").to_numpy(zero_copy_only=False)] = NOBODY
        else:
            rows, digests = np.arange(len(cells)), np.empty(len(cells), np.uint64)
        if len(rows):
            odd_cells = cells.take(pa.array(rows)).to_pylist()
            # What is not UTF-8 when percent-encoding is undone, is digested as the bytes it was.
            forms = [plain(cell).encode("utf-8", "surrogatepass") for cell in odd_cells]
            digests[rows] = self._digested(np.array(forms, object))
            digests[rows[[not form for form in forms]]] = NOBODY
        return digests

    def _digested(self, forms: npt.NDArray[np.object_]) -> DigestArray:
        return pd.util.hash_array(forms, hash_key=self._key, categorize=False)


_ONE_BY_ONE: Final = 20
"""Cells; to make so many plain one by one takes less time than at once."""


_AT_ONCE: Final = 50_000
"""Cells that are Python strings in memory at once. A single record can have a million addresses."""


class DistinctDigests:
    """Distinct rows of digests, which come in batches; not many more are held than are distinct."""

    def __init__(self, width: int) -> None:
        self._held: list[tuple[DigestArray, ...]] = [(np.empty(0, np.uint64),) * width]
        self._number = 0
        self.least = 0
        """The number of distinct rows when they were last counted."""

    def __repr__(self) -> str:
        """Show nothing of them."""
        return "DistinctDigests()"

    def add(self, *columns: DigestArray) -> None:
        """Add rows, of which these are the columns."""
        if not len(columns[0]):
            return
        self._held.append(columns)
        self._number += len(columns[0])
        if self._number > 2 * self.least + _FEW:
            rows = self.columns()
            order = np.lexsort(rows)
            differ = [np.diff(column[order]) != 0 for column in rows]
            first = order[np.concatenate([[True], np.logical_or.reduce(differ)])]
            self._held = [tuple(column[first] for column in rows)]
            self._number = self.least = len(first)

    def columns(self) -> tuple[DigestArray, ...]:
        """The columns of the rows, some of which may still be there twice."""
        return tuple(map(np.concatenate, zip(*self._held, strict=True)))


_FEW: Final = 10_000


def nobodies(number: int) -> DigestArray:
    """As many times `NOBODY`."""
    return np.full(number, NOBODY, np.uint64)


# --- plain forms ---------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """The name in one case and spacing, with accents in one encoding."""
    plain = name.lower() if name.isascii() else normal("NFKC", normal("NFKC", name).casefold())
    return " ".join(plain.split())


_ODD_IN_NAME: Final = r"[\x00-\x1f\x7f]|  |^ | $"
"""Matches what is not a name in ASCII with nothing but its case to be made plain."""


def plain_address(link: str) -> str:
    """The address without what varies."""
    path = link.partition("?")[0].partition("#")[0]
    if "%" in path:
        path = _ENCODED.sub(_decoded, path)
    bare = (path if path.isascii() else normal("NFC", path)).strip().lower()
    bare = bare.removeprefix("https://").removeprefix("http://")
    return bare.removeprefix("www.").rstrip("/")


_ENCODED: Final = re.compile(possessive("%[0-9a-fA-F]{2}", "+"))


def _decoded(encoded: re.Match[str]) -> str:
    # An encoding that is not UTF-8 is kept as it is: two addresses must not become one.
    return bytes.fromhex(encoded[0].replace("%", "")).decode(errors="surrogateescape")


_ODD_IN_ADDRESS: Final = r"[?#%\x00-\x20\x7f]"
"""Matches an address that `_plain_addresses` does not make plain."""


def _plain_addresses(links: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(
        pc.ascii_lower(links), pattern=r"^(?:https://)?(?:http://)?(?:www\.)?", replacement=""
    )
    return pc.ascii_rtrim(bare, characters="/")


# --- columns -------------------------------------------------------------------------------------


class NamedColumns:
    """The columns of some records by name, with the digests of the names and addresses in them.

    Each is computed once, as several questions are asked about the same people.
    """

    def __init__(self, records: pa.Table, header: Sequence[str | None], digests: Digests) -> None:
        self._records = records
        self._places = ColumnPlaces(header)
        self._digests = digests
        self._cells: dict[str, pa.Array] = {}
        self._names: dict[tuple[str, ...], DigestArray] = {}
        self._addresses: dict[str, DigestArray] = {}

    def __repr__(self) -> str:
        """Show nothing of them."""
        return "NamedColumns()"

    def __len__(self) -> int:
        """The number of records."""
        return int(self._records.num_rows)

    def cells(self, name: str | None) -> pa.Array | None:
        """The first column of that name, in any spelling; None if there is none. A null is an empty cell."""
        place = self._places.of(name)
        if name is None or place is None:
            return None
        if name not in self._cells:
            self._cells[name] = pc.fill_null(self._records.column(place).combine_chunks(), "")
        return self._cells[name]

    def names(self, *columns: str) -> DigestArray:
        """The digest of the name in each record, whose words are in these columns; `NOBODY` where they are empty."""
        if columns not in self._names:
            words = [cells for name in columns if (cells := self.cells(name)) is not None]
            self._names[columns] = self._digests.of_names(words) if words else nobodies(len(self))
        return self._names[columns]

    def addresses(self, column: str | None) -> DigestArray:
        """The digest of the profile address in each record, `NOBODY` where there is none."""
        cells = self.cells(column)
        if column is None or cells is None:
            return nobodies(len(self))
        if column not in self._addresses:
            self._addresses[column] = self._digests.of_addresses(cells)
        return self._addresses[column]


# --- people ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PeopleCount:
    """How many distinct people are named: in all, and in each role. One person may have several roles."""

    distinct: int
    by_role: tuple[tuple[str, int], ...]


class PeopleCounter:
    """Collects people over the files of one export. `count` gives the numbers; nothing else comes out."""

    def __init__(self, mapping: ExportMapping, digests: Digests) -> None:
        self._digests = digests
        self._closed_accounts = digests.of_names([pa.array(mapping.closed_accounts, pa.string())])
        self._seen: dict[str, DistinctDigests] = {}
        """By role, the digests of the address and of the name of each person; one of them may be `NOBODY`."""

    def __repr__(self) -> str:
        """Show nothing of what was seen."""
        return "PeopleCounter()"

    def add(self, columns: NamedColumns, table: Table) -> None:
        """Note the people that these records of the table name."""
        for source in table.people:
            self._of_role(table.role or table.name).add(*self._people(columns, source))

    def beginning(self) -> "PeopleCounter":
        """Another that has seen nobody yet, for the people of one file; `include` adds what it has seen."""
        other = copy(self)
        other._seen = {}
        return other

    def include(self, other: "PeopleCounter") -> None:
        """Note all that `other` has noted, which `beginning` gave."""
        for role, seen in other._seen.items():
            self._of_role(role).add(*seen.columns())

    @property
    def least(self) -> int:
        """A number of people that is certainly reached, if those with several roles count in each."""
        return sum(seen.least for seen in self._seen.values())

    def count(self, owner_names: DigestArray) -> PeopleCount:
        """How many there are, without the export's owner, who has these names."""
        seen = {role: self._seen[role].columns() for role in sorted(self._seen)}
        owned = [links[np.isin(names, owner_names)] for links, names in seen.values()]
        owner_links = np.concatenate([*owned, nobodies(0)])
        owner_links = owner_links[owner_links != NOBODY]
        everyone, by_role = [nobodies(0)], []
        for role, (links, names) in seen.items():
            others = ~np.isin(names, owner_names) & ~np.isin(links, owner_links)
            people = np.unique(np.where(links != NOBODY, links, names)[others])
            everyone.append(people)
            by_role.append((role, len(people)))
        return PeopleCount(
            len(np.unique(np.concatenate(everyone))), tuple(role for role in by_role if role[1])
        )

    def _of_role(self, role: str) -> DistinctDigests:
        return self._seen.setdefault(role, DistinctDigests(2))

    def _people(
        self, columns: NamedColumns, source: PeopleSource
    ) -> tuple[DigestArray, DigestArray]:
        """The digests of the address and of the name of each person in the records; one may be `NOBODY`."""
        names, addresses = columns.names(*source.names), columns.addresses(source.link)
        asked = _asked(columns, source) & ~np.isin(names, self._closed_accounts)
        links = columns.cells(source.link)
        if links is not None and (several := _mask(pc.match_substring(links, ",")) & asked).any():
            more = self._several(links.filter(pa.array(several)), names[several], source)
            asked &= ~several
        else:
            more = nobodies(0), nobodies(0)
        addresses = np.concatenate([addresses[asked], more[0]])
        names = np.concatenate([names[asked], more[1]])
        somebody = (addresses != NOBODY) | (names != NOBODY)
        return addresses[somebody], names[somebody]

    def _several(
        self, links: pa.Array, names: DigestArray, source: PeopleSource
    ) -> tuple[DigestArray, DigestArray]:
        """The same where each of the cells `links` has several addresses."""
        split = pc.split_pattern(links, ",")
        if not source.joined:
            return self._digests.of_addresses(pc.list_element(split, 0)), names
        # Several recipients: their names cannot be told apart (`A, B` or `B, Ph.D.`), so each counts by address, or
        # all of them together as a single person where there is none.
        addresses = self._digests.of_addresses(pc.list_flatten(split).unique())
        return addresses, nobodies(len(addresses))


def _asked(columns: NamedColumns, source: PeopleSource) -> _Mask:
    """Which of the records name a person there."""
    asked = np.ones(len(columns), np.bool_)
    where = source.where
    if where and (cells := columns.cells(where.column)) is not None:
        asked &= _mask(pc.equal(cells, where.value))
    if (cells := columns.cells(source.unless)) is not None:
        asked &= _mask(pc.equal(pc.utf8_trim_whitespace(cells), ""))
    return asked


def _mask(values: pa.Array) -> _Mask:
    return np.asarray(values.to_numpy(zero_copy_only=False))
