"""Recognises the table of a file, by the file's path or by its header row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from analyzer.mapping.columns import fold_header, fold_name, spellings
from analyzer.mapping.tables import Table
from analyzer.text import normal


class TableNames:
    """The names of the tables' files and columns, indexed for look-up."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    def match_path(self, path: str) -> Table | None:
        """The table of the file at `path` (inside the export), by its name; None if no table has it.

        The folder does not matter (quirk 12), and neither do case (quirk 4), shard and member-id suffixes or the
        ` (1)` of a second download (quirk 11). Tables whose file names vary are recognised by their folder.
        """
        folded = _fold(path)
        for pattern, table in self._patterns:
            if pattern.fits(folded):
                return table
        return self._by_key.get(file_key(path)[0])

    def match_header(self, path: str, header: Sequence[str]) -> Table | None:
        """The table whose header row, as LinkedIn writes it, is `header`; None if there is any doubt.

        This is for files that were renamed (`Connections (2) copy.csv`). If several tables share a header (the
        inbox and the AI coaches do), the file's name has to contain the name of exactly one. Such a file may have
        more columns than LinkedIn writes.
        """
        if len(header) < 2:  # a single column called `Name` proves nothing
            return None
        folded = fold_header(header)
        if tables := self._by_header.get(folded):
            return tables[0] if len(tables) == 1 else self._by_stem(path, tables)
        names = frozenset(folded)
        complete = [
            table
            for table in self._tables
            if any(
                len(header) > 1 and len(names) < 2 * len(header) and names.issuperset(header)
                for header in table.folded_headers
            )
        ]
        return self._by_stem(path, complete)

    def _by_stem(self, path: str, tables: Sequence[Table]) -> Table | None:
        """The one of `tables` whose file name is in that of the file at `path`; of several, the one with the longest."""
        stem = _squeezed_stem(path)
        lengths = [
            max((len(name) for name in map(_squeezed_stem, table.files) if name in stem), default=0)
            for table in tables
        ]
        longest = max(lengths, default=0)
        candidates = [
            table for table, length in zip(tables, lengths, strict=True) if length == longest > 0
        ]
        return candidates[0] if len(candidates) == 1 else None

    def is_header(self, names: Sequence[str]) -> bool:
        """Whether several `names` are a header that LinkedIn writes, of any table."""
        folded = fold_header(names)
        return len(folded) > 1 and folded in self._by_header

    @cached_property
    def first_names(self) -> frozenset[str]:
        """The first names of all headers, in their `spellings`."""
        firsts = (header[0] for table in self._tables for header in table.headers)
        return frozenset(spelling for name in firsts for spelling in spellings(name))

    def knows_column(self, name: str) -> bool:
        """Whether any table has a column of this name."""
        return fold_name(name) in self._column_keys

    @property
    def _files(self) -> Iterator[tuple[str, Table]]:
        return ((name, table) for table in self._tables for name in table.files)

    @cached_property
    def _by_key(self) -> Mapping[str, Table]:
        return {
            file_key(name)[0]: table
            for name, table in self._files
            if "*" not in name and not table.common_name
        }

    @cached_property
    def _patterns(self) -> Sequence[tuple["PathEnding", Table]]:
        return [(PathEnding(name), table) for name, table in self._files if "*" in name]

    @cached_property
    def _by_header(self) -> Mapping[tuple[str, ...], list[Table]]:
        tables: dict[tuple[str, ...], list[Table]] = {}
        for table in self._tables:
            for names in table.folded_headers:
                tables.setdefault(names, []).append(table)
        return tables

    @cached_property
    def _column_keys(self) -> frozenset[str]:
        columns = (column for table in self._tables for column in table.columns)
        return frozenset(fold_name(column.name) for column in columns) - {""}


class PathEnding:
    """A pattern for the end of a path, such as `Jobs/Job Application Answers/**`, in which `**` is any text.

    That text may contain `/`, as some answers' file names do.
    """

    def __init__(self, pattern: str) -> None:
        self._first, *self._between, self._last = _fold(pattern).split("**")

    def fits(self, path: str) -> bool:
        """Whether the folded path of a file ends like this.

        The first place of a part leaves most text for the parts behind it, so that no other has to be tried.
        """
        end = f"/{path}".find(f"/{self._first}")
        if end < 0:
            return False
        end += len(self._first)
        for part in self._between:
            start = path.find(part, end + 1)
            if start < 0:
                return False
            end = start + len(part)
        return path.endswith(self._last) and end < len(path) - len(self._last)


def file_key(path: str) -> tuple[str, str]:
    """A file's name without its variable parts, and its shard: `Jobs/Comments_12345 (1).csv` -> (comments, 12345).

    A suffix of one or two digits is a shard, of five or more a member id; `Receipts_v2` has neither
    (quirk 11). Files of one export with the same key are duplicates.
    """
    stem, shard, extension = _parts(_fold(path.rstrip("/").rpartition("/")[2]))
    return f"{stem}.{extension}", shard


def shard_of(path: str) -> str:
    """The number that LinkedIn gives the file as a part of its table (`_1`); empty if it has none."""
    shard = file_key(path)[1]
    return shard if len(shard) < 5 else ""  # five digits or more are a member id


def without_copy_mark(path: str) -> str:
    """The path of the file that the file at `path` is a copy of, by its name: `a/b (1).csv` -> `a/b.csv`."""
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    return f"{folder}{slash}{_COPY.sub('', stem)}{dot}{extension}" if dot else path


def file_name(path: str) -> str:
    """A file's name as the mapping writes it, without its variable parts: `Comments_12345 (1).csv` -> Comments.csv."""
    stem, _, extension = _parts(PurePosixPath(path).name)
    return f"{stem}.{extension}" if extension else stem


def _parts(name: str) -> tuple[str, str, str]:
    """The beginning of a file's name, its shard and its extension."""
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = _COPY.sub("", stem)
    shard = _SHARD.search(stem)
    return stem[: shard.start()] if shard else stem, shard["shard"] if shard else "", extension


_COPY = re.compile(
    r"(?: ?\(\d{1,2}\)| \d{1,2}|(?: -)? (?:copy|kopie|copie|copia|kopia|kopi)(?: \d{1,2}| ?\(\d{1,2}\))?)+$",
    re.IGNORECASE,
)
"""What browsers, the Finder and the Explorer add to the name of a copy: ` (1)`, ` 2`, ` copy 2`, ` - Copy (2)`."""
_SHARD = re.compile(r"_(?P<shard>\d{1,2}|\d{5,})$")


def _fold(text: str) -> str:
    return normal("NFC", text).casefold()


def _squeezed_stem(path: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _fold(PurePosixPath(path).stem))
