"""Counts the distinct people an export names, and forgets who they are.

It sees cells, as `measure` does, and only numbers leave it. A person is known by the address
of a profile, else by name; both are kept only as keyed digests, with a key that is made for each run and
never leaves it.
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

from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import ColumnPlaces, PeopleSource, Table
from analyzer.text import normal

DigestArray = npt.NDArray[np.uint64]

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
            known = cells.take(pa.array(rows)).dictionary_encode()
            # What is not UTF-8 when percent-encoding is undone, is digested as the bytes it was.
            forms = [
                plain(each).encode("utf-8", "surrogatepass")
                for each in known.dictionary.to_pylist()
            ]
            distinct = self._digested(np.array(forms, object))
            distinct[[not form for form in forms]] = NOBODY
            digests[rows] = distinct[known.indices.to_numpy()]
        return digests

    def _digested(self, forms: npt.NDArray[np.object_]) -> DigestArray:
        return pd.util.hash_array(forms, hash_key=self._key, categorize=False)


_ONE_BY_ONE: Final = 20
"""Cells; to make so many plain one by one takes less time than at once."""


class DistinctDigests:
    """Distinct rows of digests, which come in batches; not many more are held than are distinct."""

    def __init__(self, width: int) -> None:
        self._held: list[tuple[DigestArray, ...]] = [(np.empty(0, np.uint64),) * width]
        self._number = self._distinct = 0

    def __repr__(self) -> str:
        """Show nothing of them."""
        return "DistinctDigests()"

    def add(self, *columns: DigestArray) -> None:
        """Add rows, of which these are the columns."""
        if not len(columns[0]):
            return
        self._held.append(columns)
        self._number += len(columns[0])
        if self._number > 2 * self._distinct + _FEW:
            whole = pd.DataFrame(dict(enumerate(self.columns()))).drop_duplicates()
            self._held = [tuple(whole[place].to_numpy() for place in whole)]
            self._number = self._distinct = len(whole)

    def columns(self) -> tuple[DigestArray, ...]:
        """The columns of the rows, some of which may still be there twice."""
        return tuple(map(np.concatenate, zip(*self._held, strict=True)))


_FEW: Final = 10_000


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


_ENCODED: Final = re.compile(r"(?:%[0-9a-fA-F]{2})++")


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


# --- people ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PeopleCount:
    """How many distinct people are named: in all, and in each role. Somebody may have several roles."""

    distinct: int
    by_role: tuple[tuple[str, int], ...]


class PeopleCounter:
    """Collects people over the files of one export. `count` gives the numbers; nothing else comes out."""

    def __init__(self, mapping: ExportMapping) -> None:
        self._digests = Digests()
        self._nobody = self._digests.of_names([pa.array(mapping.nobody, pa.string())])
        self._owner_sources = mapping.owner_columns("name")
        self._owner_names = DistinctDigests(1)
        self._seen: dict[str, DistinctDigests] = {}
        """By role, the digests of the address and of the name of each person; one of them may be `NOBODY`."""

    def __repr__(self) -> str:
        """Show nothing of what was seen."""
        return "PeopleCounter()"

    def add(self, records: pa.Table, header: Sequence[str | None], table: Table) -> None:
        """Note the people that the records of one file name."""
        for owner in self._owner_sources:
            if owner.table == table.name:
                _, names = self._people(records, header, PeopleSource(owner.columns))
                self._owner_names.add(names[names != NOBODY])
        for source in table.people:
            found = self._people(records, header, source)
            self._of_role(table.role or table.name).add(*found)

    def beginning(self) -> "PeopleCounter":
        """Another that has seen nobody yet, for the people of one file; `include` adds what it has seen."""
        other = copy(self)
        other._seen, other._owner_names = {}, DistinctDigests(1)
        return other

    def include(self, other: "PeopleCounter") -> None:
        """Note all that `other` has noted, which `beginning` gave."""
        self._owner_names.add(*other._owner_names.columns())
        for role, seen in other._seen.items():
            self._of_role(role).add(*seen.columns())

    def count(self) -> PeopleCount:
        """How many there are, without the export's owner where the export has the owner's profile."""
        (owner_names,) = self._owner_names.columns()
        links_of_owner = DistinctDigests(1)
        for seen in self._seen.values():
            links, names = seen.columns()
            links_of_owner.add(links[np.isin(names, owner_names) & (links != NOBODY)])
        (owner_links,) = links_of_owner.columns()
        everybody, by_role = DistinctDigests(1), []
        for role, seen in sorted(self._seen.items()):
            links, names = seen.columns()
            owned = np.isin(names, owner_names) | np.isin(links, owner_links)
            people = np.unique(np.where(links != NOBODY, links, names)[~owned])
            everybody.add(people)
            by_role.append((role, len(people)))
        return PeopleCount(
            len(np.unique(everybody.columns())), tuple(each for each in by_role if each[1])
        )

    def _of_role(self, role: str) -> DistinctDigests:
        return self._seen.setdefault(role, DistinctDigests(2))

    def _people(
        self, records: pa.Table, header: Sequence[str | None], source: PeopleSource
    ) -> tuple[DigestArray, DigestArray]:
        """The digests of the address and of the name of each person in the records; one may be `NOBODY`."""
        cells = _asked(records, header, source)
        words = [
            cells[name].combine_chunks() for name in source.names if name in cells.column_names
        ]
        names = self._digests.of_names(words) if words else _nobodies(cells.num_rows)
        known = ~np.isin(names, self._nobody)
        cells, names = cells.filter(pa.array(known)), names[known]
        if source.link in cells.column_names:
            links = cells[source.link].combine_chunks()
            addresses, names = self._addresses(links, names, joined=source.joined)
        else:
            addresses = _nobodies(len(names))
        somebody = (addresses != NOBODY) | (names != NOBODY)
        return addresses[somebody], names[somebody]

    def _addresses(
        self, links: pa.Array, names: DigestArray, *, joined: bool
    ) -> tuple[DigestArray, DigestArray]:
        """The digests of the addresses, and of the names that go with them."""
        several = pc.match_substring(links, ",").to_numpy(zero_copy_only=False)
        if not several.any():
            return self._digests.of_addresses(links), names
        split = pc.split_pattern(links, ",")
        if not joined:
            return self._digests.of_addresses(pc.list_element(split, 0)), names
        # Several recipients: their names cannot be told apart (`A, B` or `B, Ph.D.`), so each counts by address, or
        # all of them together as a single person where there is none.
        single = self._digests.of_addresses(links.filter(pa.array(~several)))
        each = self._digests.of_addresses(pc.list_flatten(split.filter(pa.array(several))))
        with_names = np.concatenate([names[~several], _nobodies(len(each))])
        return np.concatenate([single, each]), with_names


def _asked(records: pa.Table, header: Sequence[str | None], source: PeopleSource) -> pa.Table:
    """The distinct combinations of cells in the columns that tell of people, of the records that do; some may be there
    more than once.

    Most records name somebody who was named before. The columns that are there are called as the `source` does.
    """
    places = ColumnPlaces(header)
    where = source.where.column if source.where else None
    asked = dict.fromkeys((*source.names, source.link, where, source.unless))
    there = {name: place for name in asked if name and (place := places.of(name)) is not None}
    if not there:
        return pa.table({})
    cells = records.select(list(there.values())).rename_columns(list(there))
    if cells.num_rows > _FEW_RECORDS:
        cells = _distinct(cells)
    if source.where and where in there:
        cells = cells.filter(pc.equal(cells[where], source.where.value))
    if source.unless in there:
        cells = cells.filter(pc.equal(pc.utf8_trim_whitespace(cells[source.unless]), ""))
    return cells


_FEW_RECORDS = 200
"""Records; not to ask of so many which are alike takes less time than to ask."""


def _nobodies(number: int) -> DigestArray:
    return np.full(number, NOBODY, np.uint64)


def _distinct(cells: pa.Table) -> pa.Table:
    """The first of each of the records that are alike.

    `Table.group_by` would do, but imports all file systems that Arrow can connect to.
    """
    numbers = {
        place: column.combine_chunks().dictionary_encode().indices.to_numpy()
        for place, column in enumerate(cells.columns)
    }
    return cells.filter(pa.array(~pd.DataFrame(numbers).duplicated().to_numpy()))
