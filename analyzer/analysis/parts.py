"""Which part of its table each record is: a draft, a comment in a group, a message the owner wrote."""

from functools import reduce

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.people import NOBODY, DigestArray, Digests, DistinctDigests, NamedColumns
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Condition, Table
from analyzer.reading.cells import plain, plain_array

REST = -1
"""The part of the records that belong to none."""


class OwnerNames:
    """Who the export's owner is, known by digests alone.

    `note` is called with the records of the `tables` that name the owner, before it is asked about others.
    """

    def __init__(self, mapping: ExportMapping) -> None:
        self.digests = Digests()
        """Of all the names and addresses in the export."""
        self._sources = mapping.owner_columns("name")
        self._names, self._links, self._others = (DistinctDigests(1) for _ in range(3))

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables to be noted first."""
        return frozenset(source.table for source in self._sources)

    @property
    def names(self) -> DigestArray:
        """The digests of the owner's names."""
        (names,) = self._names.columns()
        return names

    def note(self, columns: NamedColumns, table: Table) -> None:
        """Note the owner's name where a record of the table has it in full."""
        for source in self._sources:
            if source.table == table.name:
                words = [columns.cells(name) for name in source.columns]
                filled = [_filled(cells) for cells in words if cells is not None]
                if len(filled) == len(words):
                    names = columns.names(*source.columns)[reduce(np.logical_and, filled)]
                    self._names.add(names[names != NOBODY])

    @property
    def mistaken(self) -> bool:
        """Whether an address classified as someone else's turned out to be the owner's, so that the file must be read
        again.
        """
        (others,) = self._others.columns()
        return len(others) > 0 and bool(np.isin(self._links.columns(), others).any())

    def begin_file(self) -> None:
        """Begin with the records of another file; whose an address is depends on the whole file."""
        self._others = DistinctDigests(1)

    def wrote(self, columns: NamedColumns, name: str, link: str | None) -> pa.Array:
        """Whether each record is the owner's, by the column `name` or by a profile address that came with that name.

        Null where that is unknown: no name and no address, or an export that does not name its owner.
        """
        own_names = self.names
        if not len(own_names):
            return pa.nulls(len(columns), pa.bool_())
        names, links = columns.names(name), columns.addresses(link)
        by_name = np.isin(names, own_names)
        self._links.add(links[by_name & (links != NOBODY)])
        (own_links,) = self._links.columns()
        by_link = np.isin(links, own_links)
        self._others.add(links[~by_link & (links != NOBODY)])
        unknown = (names == NOBODY) & (links == NOBODY)
        return pa.array(by_name | by_link, mask=unknown)


def _filled(cells: pa.Array) -> npt.NDArray[np.bool_]:
    trimmed = pc.utf8_trim_whitespace(cells)
    return np.asarray(pc.not_equal(trimmed, "").to_numpy(zero_copy_only=False))


def assign(columns: NamedColumns, table: Table | None, owner: OwnerNames) -> pa.Array:
    """The position in `table.parts` of the part that each record belongs to, or `REST`."""
    parts = np.full(len(columns), REST, np.int16)
    for position, part in enumerate(table.parts if table else ()):
        for condition in part.when:
            holds = _holds(condition, columns, owner)
            if holds is not None:
                holds = pc.fill_null(holds, False).to_numpy(zero_copy_only=False)
                parts[holds & (parts == REST)] = position
    return pa.array(parts)


def _holds(condition: Condition, columns: NamedColumns, owner: OwnerNames) -> pa.Array | None:
    """For which records the condition holds; None where they have no such column."""
    cells = columns.cells(condition.column)
    if cells is None:
        return None
    if condition.test in {"owner", "somebody_else"}:
        own = owner.wrote(columns, condition.column, condition.link)
        return own if condition.test == "owner" else pc.invert(own)
    texts, values = plain(cells), plain_array(tuple(condition.values))
    if condition.test == "is":
        return pc.is_in(texts, values)
    if condition.test == "is_not":
        return pc.and_(pc.not_equal(texts, ""), pc.invert(pc.is_in(texts, values)))
    if condition.test == "contains":
        matches = [pc.match_substring(texts, value.as_py()) for value in values]
        return reduce(pc.or_, matches)
    return pc.equal(texts, "")
