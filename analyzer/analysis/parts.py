"""Which part of its table each record is: a draft, a comment in a group, a message the owner wrote."""

from collections.abc import Callable, Sequence
from functools import cache, reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.people import (
    NOBODY,
    DigestArray,
    Digests,
    DistinctDigests,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import ColumnPlaces, Condition, Table

REST = -1
"""The part of the records that belong to none."""


class Owner:
    """Who the export's owner is, known by digests alone.

    `note` is called with the records of the tables that tell it, before records are asked about.
    """

    def __init__(self, mapping: ExportMapping) -> None:
        self._digests = Digests()
        self._sources = mapping.owner_columns("name")
        self._names, self._links, self._others = (DistinctDigests(1) for _ in range(3))

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables to be noted first."""
        return frozenset(source.table for source in self._sources)

    def note(self, records: pa.Table, header: Sequence[str | None], table: Table) -> None:
        """Note the owner's name where a record of `table` tells it."""
        for source in self._sources:
            if source.table == table.name:
                columns = [_cells(records, header, name) for name in source.columns]
                words = [column for column in columns if column is not None]
                if len(words) == len(columns):
                    empty = [pc.equal(pc.utf8_trim_whitespace(column), "") for column in words]
                    complete = pc.invert(reduce(pc.or_, empty))
                    names = self._digests.of_names([column.filter(complete) for column in words])
                    self._names.add(names[names != NOBODY])

    @property
    def mistaken(self) -> bool:
        """Whether an address that was taken for somebody else's has since come with the owner's name: records
        of the same file, asked about once more, are told right.
        """
        (others,) = self._others.columns()
        return len(others) > 0 and bool(np.isin(self._links.columns(), others).any())

    def begin_file(self) -> None:
        """Begin to ask about the records of a file; of each address, it is the whole file that tells whose it is."""
        self._others = DistinctDigests(1)

    def wrote(self, names: pa.Array, links: pa.Array) -> pa.Array:
        """Whether each record is the owner's, by the name or by a profile address that came with it.

        Null where that cannot be told: no name and no address, or an owner who is not known.
        """
        (own_names,) = self._names.columns()
        if not len(own_names):
            return pa.nulls(len(names), pa.bool_())
        name = _of_distinct(names, lambda cells: self._digests.of_names([cells]))
        link = _of_distinct(links, self._digests.of_addresses)
        by_name = np.isin(name, own_names)
        self._links.add(link[by_name & (link != NOBODY)])
        (own_links,) = self._links.columns()
        by_link = np.isin(link, own_links)
        self._others.add(link[~by_link & (link != NOBODY)])
        untold = (name == NOBODY) & (link == NOBODY)
        return pa.array(by_name | by_link, mask=untold)


def assign(
    records: pa.Table, header: Sequence[str | None], table: Table | None, owner: Owner
) -> pa.Array:
    """The position in `table.parts` of the part that each record belongs to, or `REST`."""
    found = np.full(records.num_rows, REST, np.int8)
    for position, part in enumerate(table.parts if table else ()):
        for condition in part.when:
            holds = _holds(condition, records, header, owner)
            if holds is not None:
                holds = pc.fill_null(holds, False).to_numpy(zero_copy_only=False)
                found[holds & (found == REST)] = position
    return pa.array(found)


def _holds(
    condition: Condition, records: pa.Table, header: Sequence[str | None], owner: Owner
) -> pa.Array | None:
    """For which records the condition holds; None where they have no such column."""
    cells = _cells(records, header, condition.column)
    if cells is None:
        return None
    if condition.test in {"owner", "somebody_else"}:
        links = _cells(records, header, condition.link)
        own = owner.wrote(cells, pa.repeat("", len(cells)) if links is None else links)
        return own if condition.test == "owner" else pc.invert(own)
    plain, values = _plain(cells), _plain_values(condition)
    if condition.test == "is":
        return pc.is_in(plain, values)
    if condition.test == "is_not":
        return pc.and_(pc.not_equal(plain, ""), pc.invert(pc.is_in(plain, values)))
    if condition.test == "contains":
        matches = [pc.match_substring(plain, value.as_py()) for value in values]
        return reduce(pc.or_, matches)
    return pc.equal(plain, "")


def _plain(cells: pa.Array) -> pa.Array:
    """The cells without what does not matter: white space around them, and case."""
    return pc.utf8_lower(pc.utf8_trim_whitespace(cells))


@cache
def _plain_values(condition: Condition) -> pa.Array:
    return _plain(pa.array(condition.values, pa.string()))


def _of_distinct(cells: pa.Array, digest: Callable[[pa.Array], DigestArray]) -> DigestArray:
    """The digests of the cells, of which many are alike."""
    encoded = cells.dictionary_encode()
    digests: DigestArray = digest(encoded.dictionary)[encoded.indices.to_numpy()]
    return digests


def _cells(records: pa.Table, header: Sequence[str | None], name: str | None) -> pa.Array | None:
    """The cells of the first column of that name, whatever its case; None if there is none. A null is an
    empty cell.
    """
    place = ColumnPlaces(header).of(name)
    return None if place is None else pc.fill_null(records.column(place).combine_chunks(), "")
