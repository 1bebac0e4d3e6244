"""Finds the records that two files of one export share: copies and overlapping downloads.

Like `measure`, it sees cells, but only a mask for each file leaves it. Records are compared by keyed digests, as in
`matching`. No value is lost: a record is only left out if a record that is counted has all its values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis.days import utc_days
from analyzer.analysis.matching import (
    MOST_HEADERS,
    DigestArray,
    Key,
    RecordDigests,
    column_keys,
    in_both,
    with_plain_texts,
)
from analyzer.analysis.walk import ExportFile, Unread
from analyzer.language import forms, marked
from analyzer.mapping.names import file_key, shard_of, without_copy_mark
from analyzer.mapping.tables import Table
from analyzer.reading.reader import RecordBatch
from analyzer.remarks import Remark, counted, remark
from analyzer.text import visible

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Repeated:
    """The records of a file that are counted in `original`, another file of its table: `mask`, in the order of the file.

    Some may be counted in `others`, which is a number of further files.
    `whole`: these are all records of the file, and none was rejected. `copy`: also, `original` has no other records.
    """

    original: str
    mask: Mask
    whole: bool
    copy: bool
    others: int = 0

    @property
    def number(self) -> int:
        """The number of repeated records."""
        return int(np.count_nonzero(self.mask))

    def records_left(self) -> Callable[[RecordBatch], RecordBatch]:
        """A function that leaves the repeated records out of a batch. Call it with all batches of the file, in order."""
        done = 0

        def leave_out(batch: RecordBatch) -> RecordBatch:
            nonlocal done
            repeated = self.mask[done : done + batch.records.num_rows]
            done += batch.records.num_rows
            return replace(batch, records=batch.records.filter(pa.array(~repeated)))

        return leave_out

    @property
    def remark(self) -> Remark:
        """What a reader should know, in one sentence."""
        file, all_records = visible(self.original), len(self.mask)
        if self.copy:
            return remark(_COPY, file=file)
        files: Remark | str = file
        if self.others:
            files = counted(_OTHER_FILES, self.others, file=file)
        if all_records == 1:
            return remark(_ONLY_RECORD, files=files)
        if self.whole:
            return remark(_ALL_RECORDS, all=all_records, files=files)
        return counted(_SOME_RECORDS, self.number, all=all_records, files=files)


_COPY: Final = marked("It holds the same records as {file}, which are counted there.")
_ONLY_RECORD: Final = marked("Its only record is also in {files}, and is counted there.")
_ALL_RECORDS: Final = marked("All its {all} records are also in {files}, and are counted there.")
_SOME_RECORDS: Final = forms(
    "{number} of its {all} records is also in {files}, and is counted there.",
    "{number} of its {all} records are also in {files}, and are counted there.",
)
_OTHER_FILES: Final = forms("{file} and {number} other file", "{file} and {number} other files")
"""To follow "also in" in the sentences above."""


class Copies:
    """The repeated records of the `files` of one export, found when they are first needed.

    A record is repeated if a file of the same table that comes before has it too. Files with values in more columns
    come first, and then those with LinkedIn's own names. Of equal records, one with more line breaks is counted. Under another header, a record is repeated only if the
    columns in common have all its values, and the date if the table has dates. A record that both files have twice is
    repeated twice. Files that LinkedIn numbers (`_1`, quirk 11) are parts of one table: records that two of them share
    are repeated only if one file is a whole copy of the other.
    """

    def __init__(self, files: Iterable[ExportFile]) -> None:
        self._groups: dict[tuple[str, str], list[tuple[ExportFile, Table]]] = {}
        self._group_of: dict[str, tuple[str, str]] = {}
        for file in files:
            table = file.recognised()
            if table:
                group = _group(file.path, table)
                self._groups.setdefault(group, []).append((file, table))
                self._group_of[file.path] = group
        self._repeated: dict[tuple[str, str], Mapping[str, Repeated]] = {}

    def repeated(self, path: str) -> Repeated | None:
        """The repeated records of the file at `path`; None if it has none."""
        group = self._group_of.get(path)
        if group is None or len(self._groups[group]) < 2:
            return None
        if group not in self._repeated:
            files = sorted(
                self._groups[group], key=lambda file: _strangeness(file[0].path, file[1])
            )
            self._repeated[group] = dict(_find_repeated([file for file, _ in files]))
        return self._repeated[group].get(path)


def _group(path: str, table: Table) -> tuple[str, str]:
    """The group of a file: only files of one group can share records.

    If a table has many small files, such as one for each application, each file forms a group with its copies only,
    because two applications can have the same answers.
    """
    varies = any("*" in name for name in table.files)
    return table.name, without_copy_mark(path).casefold() if varies else ""


def _strangeness(path: str, table: Table) -> tuple[bool, bool, int, str]:
    """A sort key: files with LinkedIn's own name first, then those not marked as copies, then those in fewer folders."""
    name = PurePosixPath(path).name.casefold()
    own = name in {known.casefold() for known in table.files}
    return not own, without_copy_mark(path) != path, path.count("/"), path


# --- one group -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Records:
    """The records of a file: their digests, the keys of all columns, and those of columns with `values`.

    `breaks` has the number of line breaks in the texts of each record. `rejected` is the number of records that could not be read.
    """

    file: ExportFile
    digests: DigestArray
    keys: frozenset[Key]
    values: frozenset[Key]
    breaks: npt.NDArray[np.int64]
    rejected: int

    @property
    def contents(self) -> "_Contents":
        """A value that is equal for files with the same columns and records, in any order."""
        return self.keys, sha256(np.sort(self.digests).tobytes()).digest(), int(self.breaks.sum())

    def repeated(
        self, original: str, mask: Mask, *, copy: bool, others: int = 0
    ) -> tuple[str, Repeated]:
        """The path of this file, and its repeated records."""
        whole = bool(mask.all()) and not self.rejected
        return self.file.path, Repeated(original, mask, whole, copy and whole, others)


_Contents = tuple[frozenset[Key], bytes, int]


@dataclass(frozen=True, eq=False)
class _Header:
    """The records of all files of one shard that have the same header, one file after another.

    For each record, `owners` has the number of its file, `counts` the number of the file in which it is counted, and
    `firsts` the place of the first of its copies here. Copies with the most line breaks come before the others.
    """

    files: Sequence[_Records]
    owners: npt.NDArray[np.intp]
    counts: npt.NDArray[np.intp]
    firsts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, files: Sequence[_Records], first: int) -> "_Header":
        """The records of `files`, which are numbered from `first`. The nth of equal records in one file is the nth in each."""
        owners = np.repeat(first + np.arange(len(files)), [len(file.digests) for file in files])
        digests = np.concatenate([file.digests for file in files])
        breaks = np.concatenate([file.breaks for file in files])
        several = np.flatnonzero(pd.Series(digests).duplicated(keep=False))
        rows = pd.DataFrame({"digest": digests[several], "file": owners[several], "row": several})
        rows["nth"] = rows.groupby(["digest", "file"]).cumcount()
        firsts = np.arange(len(owners))
        rows["fewer"] = -breaks[several]
        rows = rows.sort_values(["fewer", "row"])
        firsts[rows["row"]] = rows.groupby(["digest", "nth"])["row"].transform("first")
        return cls(files, owners, owners[firsts], firsts)

    def share_with(self, earlier: "_Header", digests: RecordDigests) -> "_Header":
        """These records, but those with no values that `earlier` does not have too are counted there."""
        common = self.files[0].keys & earlier.files[0].keys
        keys = frozenset(key for key in common if key[0] is not None)
        if not keys:
            return self
        mine, rows = self._left(keys, digests, only=True)
        theirs, their_rows = earlier._left(keys, digests)
        shared, also = (np.flatnonzero(mask) for mask in in_both(mine, theirs))
        counts = self.counts.copy()
        here, there = (
            at[np.argsort(values[at], kind="stable")]
            for at, values in ((shared, mine), (also, theirs))
        )
        counts[rows[here]] = earlier.counts[their_rows[there]]
        return replace(self, counts=counts[self.firsts])

    def _left(
        self, keys: frozenset[Key], digests: RecordDigests, *, only: bool = False
    ) -> tuple[DigestArray, npt.NDArray[np.intp]]:
        """The records that are counted in their own file and identified by their values in the columns `keys`.

        The first array has their digests in these columns, the second their positions. `only`: they have no other values.
        """
        parts = [_in_columns(file.file, digests, keys) for file in self.files]
        values, identified, has_others = (np.concatenate(part) for part in zip(*parts, strict=True))
        usable = (self.counts == self.owners) & identified
        rows = np.flatnonzero(usable & ~has_others if only else usable)
        return values[rows], rows


def _find_repeated(files: Sequence[ExportFile]) -> Iterator[tuple[str, Repeated]]:
    """The repeated records of `files`, which are all of one group: a path and a `Repeated` for each file that has some."""
    digests = RecordDigests()
    originals: dict[_Contents, ExportFile] = {}
    shards: dict[str, dict[frozenset[Key], list[_Records]]] = {}
    for file in files:
        records = _read(file, digests)
        if not len(records.digests):
            continue
        original = originals.setdefault(records.contents, file)
        if original is file or records.rejected:
            headers = shards.setdefault(shard_of(file.path), {})
            headers.setdefault(records.keys, []).append(records)
        else:
            everything = np.ones(len(records.digests), np.bool_)
            yield records.repeated(original.path, everything, copy=True)
    for headers in shards.values():
        yield from _overlaps(list(headers.values()), digests)


def _overlaps(
    headers: Sequence[Sequence[_Records]], digests: RecordDigests
) -> Iterator[tuple[str, Repeated]]:
    """The repeated records of the files of one shard, which are grouped by header."""
    headers = sorted(headers, key=_richness, reverse=True)
    files = [file for group in headers for file in group]
    done: list[_Header] = []
    first = 0
    for group in headers:
        header = _Header.of(group, first)
        for earlier in done[:MOST_HEADERS]:
            header = header.share_with(earlier, digests)
        done.append(header)
        first += len(group)
    counts = np.concatenate([header.counts for header in done])
    ends = np.cumsum([len(file.digests) for file in files])
    for number, (file, counted_by) in enumerate(
        zip(files, np.split(counts, ends[:-1]), strict=True)
    ):
        mask = counted_by != number
        if mask.any():
            original = files[counted_by[mask][0]]
            if _overlap(file, original, int(np.count_nonzero(mask))):
                others = len(np.unique(counted_by[mask])) - 1
                yield file.repeated(original.file.path, mask, copy=False, others=others)


def _overlap(file: _Records, original: _Records, shared: int) -> bool:
    """Whether two files with `shared` equal records are downloads of one file, rather than different files.

    They are if their names are those of copies, or if they share at least half of the records of the smaller file.
    """
    if file_key(file.file.path) == file_key(original.file.path):
        return True
    return shared * 2 >= min(len(file.digests), len(original.digests))


def _richness(files: Sequence[_Records]) -> tuple[int, int]:
    """The number of columns in which any record of `files` has a value, and of line breaks in texts."""
    filled = frozenset().union(*(file.values for file in files))
    return len(filled), sum(int(file.breaks.sum()) for file in files)


def _read(file: ExportFile, digests: RecordDigests) -> _Records:
    """The records of the file, by all their cells. A file that cannot be read has none."""
    parts = [np.zeros(0, np.uint64)]
    breaks = [np.zeros(0, np.int64)]
    filled: set[Key] = set()

    def take(batch: RecordBatch) -> None:
        keys, records = column_keys(batch.header), _without_form(batch)
        parts.append(digests.in_columns(records, keys, keys)[0])
        breaks.append(_line_breaks(batch))
        filled.update(key for place, key in enumerate(keys) if _has_value(records, [place]).any())

    reading = file.read_batches(take)
    if isinstance(reading, Unread):
        return _Records(file, parts[0], frozenset(), frozenset(), breaks[0], 0)
    keys = frozenset(column_keys(reading.header))
    values, ends = np.concatenate(parts), np.concatenate(breaks)
    return _Records(file, values, keys, frozenset(filled), ends, reading.rejected)


def _in_columns(
    file: ExportFile, digests: RecordDigests, chosen: frozenset[Key]
) -> tuple[DigestArray, Mask, Mask]:
    """For each record: its digest in the `chosen` columns, whether these identify it, and whether others have values.

    They do if they have the date of the record, or any value if records of the table have no dates.
    """
    parts = [(np.zeros(0, np.uint64), np.zeros(0, np.bool_), np.zeros(0, np.bool_))]

    def take(batch: RecordBatch) -> None:
        keys, records = column_keys(batch.header), _without_form(batch)
        values, identified = digests.in_columns(records, keys, chosen)
        if batch.table and batch.table.dates:
            dates = {place for place, _ in batch.date_sources}
            identified = _has_value(records, [place for place in dates if keys[place] in chosen])
        others = [place for place, key in enumerate(keys) if key not in chosen]
        parts.append((values, identified, _has_value(records, others)))

    file.read_batches(take)
    values, identified, has_others = (np.concatenate(part) for part in zip(*parts, strict=True))
    return values, identified, has_others


def _without_form(batch: RecordBatch) -> pa.Table:
    """The records without what programs change when they save a copy: line ends, outer white space, and forms of days.

    In texts, any white space is a space.
    """
    columns = [
        pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.fill_null(cells, ""), "\r\n?", "\n"))
        for cells in batch.records.columns
    ]
    for place, source in batch.date_sources:
        if formats := tuple(form for form in source.formats if not form.has_more_than_day):
            days = utc_days(columns[place].combine_chunks(), formats, source.zone)
            written = pa.array(days.astype(str), mask=np.isnat(days))
            columns[place] = pc.coalesce(written, columns[place])
    records = pa.table(columns, names=batch.records.column_names)
    return with_plain_texts(replace(batch, records=records))


def _line_breaks(batch: RecordBatch) -> npt.NDArray[np.int64]:
    """The number of line breaks in the texts of each record."""
    breaks = np.zeros(batch.records.num_rows, np.int64)
    for place in batch.text_columns:
        cells = pc.fill_null(batch.records.column(place), "")
        breaks += pc.count_substring_regex(cells, r"\r\n|\r|\n").to_numpy()
    return breaks


def _has_value(records: pa.Table, places: Iterable[int]) -> Mask:
    """Whether each record has a value in the columns at these `places`."""
    has_value = np.zeros(records.num_rows, np.bool_)
    for place in places:
        has_value |= pc.not_equal(records.column(place), "").to_numpy()
    return has_value
