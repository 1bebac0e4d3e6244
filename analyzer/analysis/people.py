"""Counts the distinct people an export names, and forgets who they are.

It sees cells, as `measure` does, and only numbers leave it. A person is known by the address
of a profile, else by name; both are kept only as keyed digests, with a key that is made for each run and
never leaves it.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

import pyarrow as pa

from analyzer.analysis.identity import Digests
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
        self._nobody = {self._digests.of_name(name) for name in mapping.nobody}
        self._seen: dict[str, set[tuple[bytes | None, bytes | None]]] = {}
        self._owner_sources = mapping.owner_sources("name")
        self._owner_names: set[bytes] = set()

    def __repr__(self) -> str:
        """Show nothing of what was seen."""
        return "PeopleCounter()"

    def add(self, records: pa.Table, header: Sequence[str | None], table: Table) -> None:
        """Note the people that the records of one file name."""
        for owner in self._owner_sources:
            if owner.table == table.name:
                named = self._people(records, header, PeopleSource(owner.columns))
                self._owner_names |= {name for _, name in named if name is not None}
        for source in table.people:
            found = self._seen.setdefault(table.role or table.name, set())
            found.update(self._people(records, header, source))

    def beginning(self) -> "PeopleCounter":
        """Another that has seen nobody yet, for the people of one file; `include` adds what it has seen."""
        other = copy(self)
        other._seen, other._owner_names = {}, set()
        return other

    def include(self, other: "PeopleCounter") -> None:
        """Note all that `other` has noted, which `beginning` gave."""
        self._owner_names |= other._owner_names
        for role, seen in other._seen.items():
            self._seen.setdefault(role, set()).update(seen)

    def count(self) -> PeopleCount:
        """How many there are, without the export's owner where the export has the owner's profile."""
        owner_links = {
            link
            for seen in self._seen.values()
            for link, name in seen
            if link is not None and name in self._owner_names
        }
        people = {
            role: {
                link or name
                for link, name in seen
                if name not in self._owner_names and link not in owner_links
            }
            for role, seen in self._seen.items()
        }
        return PeopleCount(
            distinct=len(set().union(*people.values())),
            by_role=tuple(sorted((role, len(found)) for role, found in people.items() if found)),
        )

    def _people(
        self, records: pa.Table, header: Sequence[str | None], source: PeopleSource
    ) -> Iterator[tuple[bytes | None, bytes | None]]:
        """(digest of the address, digest of the name) of each person in each record; one may be None."""
        asked = [source.link, *source.names, source.where and source.where[0], source.unless]
        # Most records name somebody who was named before: each distinct combination is looked at once.
        for link, *names, where, unless in _distinct(records, header, asked):
            if source.where and where is not None and where != source.where[1]:
                continue
            if unless and unless.strip():
                continue
            named = self._digests.of_name(*(name for name in names if name is not None))
            if named in self._nobody:
                continue
            written = link or ""
            addresses = [self._digests.of_address(each) for each in written.split(",")]
            if not written.strip():
                addresses = []
            if source.joined and len(addresses) != 1:
                # Several recipients: their names cannot be told apart (`A, B` or `B, Ph.D.`), so
                # each counts by address, or all of them together as a single person where there is none.
                yield from ((address, None) for address in addresses if address)
                if not addresses and named:
                    yield None, named
            elif addresses or named:
                yield (addresses[0] if addresses else None, named)


def _distinct(
    records: pa.Table, header: Sequence[str | None], asked: Sequence[str | None]
) -> Iterator[tuple[str | None, ...]]:
    """Each distinct combination of cells in the columns asked for, None for one that is not there."""
    known = ColumnPlaces(header)
    places = [known.of(name) for name in asked]
    there = sorted({place for place in places if place is not None})
    if not there:
        # Without any of them, each record says the same: nothing.
        return iter([(None,) * len(asked)] if records.num_rows else [])
    table = records.select(there).rename_columns([str(place) for place in there])
    distinct = table.group_by([str(place) for place in there]).aggregate([])
    cells = {place: distinct.column(str(place)).to_pylist() for place in there}
    nothing = [None] * distinct.num_rows
    return zip(*(nothing if place is None else cells[place] for place in places), strict=True)
