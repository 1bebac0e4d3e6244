"""Counts the distinct people an export names, and forgets who they are.

It sees cells, as `measure` does, and only numbers leave it. A person is known by the address
of a profile, else by name; both are kept only as keyed digests, with a key that is made for each run and
never leaves it.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.identity import NOBODY, DigestArray, Digests, DistinctDigests
from analyzer.mapping import ColumnPlaces, ExportMapping, PeopleSource, Table


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
        self._owner_sources = mapping.owner_sources("name")
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
    where, value = source.where or (None, None)
    asked = dict.fromkeys((*source.names, source.link, where, source.unless))
    there = {name: place for name in asked if name and (place := places.of(name)) is not None}
    if not there:
        return pa.table({})
    cells = records.select(list(there.values())).rename_columns(list(there))
    if cells.num_rows > _FEW:
        cells = _distinct(cells)
    if where in there:
        cells = cells.filter(pc.equal(cells[where], value))
    if source.unless in there:
        cells = cells.filter(pc.equal(pc.utf8_trim_whitespace(cells[source.unless]), ""))
    return cells


_FEW = 200
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
