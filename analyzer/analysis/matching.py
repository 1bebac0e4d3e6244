"""Tells which records two exports have in common, by keyed digests of their cells.

It sees cells, as `measure` does, and only codes leave it: one for each record, which says in which columns
the record is the same. A record is known by a digest of eight bytes, under a key that is made for each run
and never leaves it.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pandas.util import hash_array

from analyzer.mapping.columns import fold_name
from analyzer.reading.cells import single_spaces
from analyzer.reading.reader import RecordBatch

Codes = npt.NDArray[np.int16]
DigestArray = npt.NDArray[np.uint64]
_Mask = npt.NDArray[np.bool_]

Key = tuple[str | None, int]
"""A column as it is known in every file of a table: by its folded name, and which of that name it is.
One whose name is not shown is known by its place alone.
"""

CHANGED: Final = 0
"""The code of a record that only one of the exports has."""

MOST_HEADERS: Final = 4
"""Headers of one table and export that are compared with other headers. LinkedIn has changed the header of
a table seven times in ten years, and an export has one of them; made-up files could have any number.
"""

_ROWS: Final = 1 << 14
"""Records that are joined at once, so that memory does not depend on how many there are."""

_DIGESTS: Final = 1 << 19
"""Digests that are compared at once."""

_MOST_PARTS: Final = 32
"""The most parts in which digests are compared. Each part needs a pass over all digests."""


Reading = Callable[[Callable[[pa.Table], None]], None]
"""Calls a function with the records of a file in batches, in their order."""


@dataclass(frozen=True, eq=False)
class KeyedRecords:
    """The records of one file: the keys of their columns, and a digest of each record by all its cells.

    `read` reads the records again, so that they need not be kept in memory.
    """

    keys: tuple[Key, ...]
    digests: DigestArray
    read: Reading


@dataclass(frozen=True, eq=False)
class Matches:
    """For each file of either side, a code for each record; and for each code, the columns in which such
    records are the same in both exports: none for `CHANGED`.
    """

    old: tuple[Codes, ...]
    new: tuple[Codes, ...]
    same: tuple[frozenset[Key], ...]


def column_keys(header: Sequence[str | None]) -> tuple[Key, ...]:
    """The keys of the columns of a file with this `header`."""
    seen: dict[str, int] = {}
    keys: list[Key] = []
    for position, name in enumerate(header):
        if name is None:
            keys.append((None, position))
        else:
            folded = fold_name(name)
            seen[folded] = seen.get(folded, -1) + 1
            keys.append((folded, seen[folded]))
    return tuple(keys)


def with_plain_texts(batch: RecordBatch) -> pa.Table:
    """The records with each run of white space in a text as one space: older downloads have spaces for line breaks (quirk 10)."""
    records = batch.records
    for place in batch.text_columns:
        cells = single_spaces(pc.fill_null(records.column(place), ""))
        records = records.set_column(place, records.column_names[place], cells)
    return records


def in_order(keys: Iterable[Key]) -> list[Key]:
    """The keys in an order that does not depend on the places of the columns."""
    return sorted(keys, key=lambda key: (key[0] is None, key[0] or "", key[1]))


def match(
    old: Sequence[KeyedRecords], new: Sequence[KeyedRecords], digests: "RecordDigests"
) -> Matches:
    """The records of one table that are in both exports, each repeated only if both repeat it.

    Records with the same columns are compared first, whatever the order of the columns. What is left is
    compared with what is left under other headers, in the columns that both have; there, a record without
    a value in any of them is not taken for another. `digests` are those that gave the digests of the records.
    """
    before, after = _grouped(old), _grouped(new)
    same: list[frozenset[Key]] = [frozenset()]
    for mine, theirs, keys in _rounds(before, after):
        fully = mine.keys == theirs.keys == keys
        first, second = (group.left(digests, keys, fully=fully) for group in (mine, theirs))
        kept, kept_too = in_both(first.digests, second.digests)
        if kept.any():
            mine.codes[first.rows[kept]] = len(same)
            theirs.codes[second.rows[kept_too]] = len(same)
            same.append(keys)
    return Matches(_by_file(before, old), _by_file(after, new), tuple(same))


# --- groups of files with the same columns -------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Left:
    """Records that are not matched yet: where they are in their group, and their digests."""

    rows: npt.NDArray[np.intp]
    digests: DigestArray


@dataclass(eq=False)
class _Group:
    """The files of one side that have the same columns, and the codes of all their records in a row."""

    keys: frozenset[Key]
    files: list[KeyedRecords] = field(default_factory=list)
    codes: Codes = field(default_factory=lambda: np.zeros(0, np.int16))

    def left(self, digests: "RecordDigests", keys: frozenset[Key], *, fully: bool) -> _Left:
        """The records not matched yet, by their cells in the columns of these `keys`. Unless these are all the
        columns there are (`fully`), only records with a value in one of them.
        """
        usable = self.codes == CHANGED
        if fully:
            values = np.concatenate([file.digests for file in self.files])
        else:
            parts = [digests.of_file(file.read, file.keys, keys) for file in self.files]
            values, has_value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
            usable &= has_value
        rows = np.flatnonzero(usable)
        return _Left(rows, values[rows])


def _grouped(files: Iterable[KeyedRecords]) -> dict[frozenset[Key], _Group]:
    groups: dict[frozenset[Key], _Group] = {}
    for file in files:
        keys = frozenset(file.keys)
        groups.setdefault(keys, _Group(keys)).files.append(file)
    for group in groups.values():
        group.codes = np.zeros(sum(len(file.digests) for file in group.files), np.int16)
    return groups


def _rounds(
    old: dict[frozenset[Key], _Group], new: dict[frozenset[Key], _Group]
) -> Iterator[tuple[_Group, _Group, frozenset[Key]]]:
    """Which groups are compared, and in which columns: those with the same columns, then the most alike.

    The order is the same whichever export is the older one.
    """
    for keys, group in old.items():
        if keys in new and keys:
            yield group, new[keys], keys
    others = [
        (mine, theirs, _named(mine.keys & theirs.keys))
        for mine, theirs in product(_largest(old.values()), _largest(new.values()))
        if mine.keys != theirs.keys
    ]
    others.sort(
        key=lambda pair: (-len(pair[2]), sorted(map(_spelled, (pair[0].keys, pair[1].keys))))
    )
    yield from (pair for pair in others if pair[2])


def _largest(groups: Iterable[_Group]) -> list[_Group]:
    ordered = sorted(groups, key=lambda group: (-len(group.codes), _spelled(group.keys)))
    return ordered[:MOST_HEADERS]


def _named(keys: frozenset[Key]) -> frozenset[Key]:
    """Under another header, a column is the same by its name, never by its place."""
    return frozenset(key for key in keys if key[0] is not None)


def _spelled(keys: frozenset[Key]) -> list[str]:
    return sorted(map(repr, keys))


def _by_file(
    groups: dict[frozenset[Key], _Group], files: Sequence[KeyedRecords]
) -> tuple[Codes, ...]:
    """The codes of the records of each file, in the order of the files."""
    done = dict.fromkeys(groups, 0)
    codes = []
    for file in files:
        keys = frozenset(file.keys)
        begin, end = done[keys], done[keys] + len(file.digests)
        codes.append(groups[keys].codes[begin:end])
        done[keys] = end
    return tuple(codes)


# --- digests -------------------------------------------------------------------------------------


class RecordDigests:
    """Digests of records, under a separate key for each run."""

    def __init__(self) -> None:
        self._key = secrets.token_urlsafe(12)  # of 16 bytes, as SipHash wants it

    def of(self, records: pa.Table) -> tuple[DigestArray, _Mask]:
        """The digest of each record, and whether it has a value in any column."""
        digests = [np.zeros(0, np.uint64)]
        filled = [np.zeros(0, np.bool_)]
        for batch in records.to_batches(max_chunksize=_ROWS):
            cells = [pc.fill_null(column, "") for column in batch.columns]
            digests.append(hash_array(_joined(cells), hash_key=self._key, categorize=False))
            filled.append(_has_value(cells))
        return np.concatenate(digests), np.concatenate(filled)

    def in_columns(
        self, records: pa.Table, keys: Sequence[Key], chosen: Iterable[Key]
    ) -> tuple[DigestArray, _Mask]:
        """The same by the cells in the `chosen` ones of their columns, which have these `keys`."""
        return self.of(records.select([keys.index(key) for key in in_order(chosen)]))

    def of_file(
        self, read: Reading, keys: Sequence[Key], chosen: Iterable[Key]
    ) -> tuple[DigestArray, _Mask]:
        """The same of all records of a file."""
        parts = [(np.zeros(0, np.uint64), np.zeros(0, np.bool_))]
        read(lambda records: parts.append(self.in_columns(records, keys, chosen)))
        values, has_value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return values, has_value


def _joined(cells: Sequence[pa.Array]) -> npt.NDArray[np.object_]:
    """The cells of each record in a row, each after its length: no two different records look the same."""
    pieces = []
    for column in cells:
        data = column.cast(pa.large_binary())
        pieces += [pc.binary_length(data).cast(pa.string()).cast(pa.large_binary()), data]
    joined = pc.binary_join_element_wise(*pieces, pa.scalar(b":", pa.large_binary()))
    return np.asarray(joined.to_numpy(zero_copy_only=False))


def _has_value(cells: Sequence[pa.Array]) -> _Mask:
    has_value = np.zeros(len(cells[0]), np.bool_)
    for column in cells:
        trimmed = pc.utf8_trim_whitespace(column)
        has_value |= pc.not_equal(trimmed, "").to_numpy(zero_copy_only=False)
    return has_value


# --- multisets -----------------------------------------------------------------------------------


def in_both(old: DigestArray, new: DigestArray) -> tuple[_Mask, _Mask]:
    """Which of the digests are in both: of equal ones, as many as both have, the first of each."""
    masks = np.zeros(len(old), np.bool_), np.zeros(len(new), np.bool_)
    # Equal digests have the same remainder. All at once would take many times their memory.
    parts = min(1 + (len(old) + len(new)) // _DIGESTS, _MOST_PARTS)
    for part in range(parts):
        places = [np.flatnonzero(digests % parts == part) for digests in (old, new)]
        masks_of_part = _in_both(old[places[0]], new[places[1]])
        for mask, place, mask_of_part in zip(masks, places, masks_of_part, strict=True):
            mask[place] = mask_of_part
    return masks


def _in_both(old: DigestArray, new: DigestArray) -> tuple[_Mask, _Mask]:
    _, numbers = np.unique(np.concatenate([old, new]), return_inverse=True)
    mine, theirs = numbers[: len(old)], numbers[len(old) :]
    different = int(numbers.max()) + 1 if len(numbers) else 0
    shared = np.minimum(
        np.bincount(mine, minlength=different), np.bincount(theirs, minlength=different)
    )
    return _first(mine, shared), _first(theirs, shared)


def _first(numbers: npt.NDArray[np.intp], shared: npt.NDArray[np.intp]) -> _Mask:
    """Whether each number is among the first of its kind, as many as are `shared`."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    rank = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    first = np.empty(len(numbers), np.bool_)
    first[order] = rank < shared[ordered]
    return first
