"""Tells which table a file of the export is, by its path or by its header row."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from analyzer.mapping.tables import Table
from analyzer.text import normal


class TableNames:
    """What the tables call their files and columns, ready for looking up."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    def match_path(self, path: str) -> Table | None:
        """The table that the file at `path` (inside the export) is by its name, if any.

        The folder does not matter (quirk 12), nor case (quirk 4), shard and member-id suffixes or
        the ` (1)` of a second download (quirk 11), except for tables whose file names vary and are
        known by their folder.
        """
        folded = _fold(path)
        for pattern, table in self._patterns:
            if pattern.fits(folded):
                return table
        return self._names.get(file_key(path)[0])

    def match_header(self, path: str, header: Sequence[str]) -> Table | None:
        """The table whose header row, as LinkedIn writes it, is exactly `header`, if that leaves no doubt.

        This is for files that were renamed (`Connections (2) copy.csv`). Where several tables share a header
        (the inbox and the AI coaches do), the file's name has to hold the table's, and only one.
        """
        # One column called `Name` is no proof of anything.
        candidates = self._headers.get(tuple(header), ()) if len(header) > 1 else ()
        if len(candidates) > 1:
            stem = _squeeze(PurePosixPath(path).stem)
            named = {
                table.name: max(map(len, names))
                for table in candidates
                if (names := [name for name in map(_stem, table.files) if name and name in stem])
            }
            longest = max(named.values(), default=0)
            candidates = tuple(t for t in candidates if named.get(t.name, -1) == longest)
        return candidates[0] if len(candidates) == 1 else None

    def knows_column(self, name: str) -> bool:
        """Whether some table has a column of this name."""
        return name in self._column_names

    @cached_property
    def _names(self) -> Mapping[str, Table]:
        return {
            file_key(name)[0]: table
            for table in self._tables
            for name in table.files
            if "*" not in name
        }

    @cached_property
    def _patterns(self) -> Sequence[tuple["PathEnding", Table]]:
        return [
            (PathEnding(name), table)
            for table in self._tables
            for name in table.files
            if "*" in name
        ]

    @cached_property
    def _headers(self) -> Mapping[tuple[str, ...], tuple[Table, ...]]:
        found: dict[tuple[str, ...], tuple[Table, ...]] = {}
        for table in self._tables:
            for header in table.headers:
                found[header] = (*found.get(header, ()), table)
        return found

    @cached_property
    def _column_names(self) -> frozenset[str]:
        return frozenset(column.name for table in self._tables for column in table.columns) - {""}


class PathEnding:
    """`Jobs/Job Application Answers/**`: how the path of a file ends, where `**` is any text.

    It may hold `/`, as some answers' file names do.
    """

    def __init__(self, written: str) -> None:
        self._first, *self._between, self._last = _fold(written).split("**")

    def fits(self, path: str) -> bool:
        """Whether the folded path of a file ends like this.

        The first place at which a part is found leaves most for those behind it, so no other is tried.
        """
        end = f"/{path}".find(f"/{self._first}")
        if end < 0:
            return False
        end += len(self._first)
        for part in self._between:
            found = path.find(part, end + 1)
            if found < 0:
                return False
            end = found + len(part)
        return path.endswith(self._last) and end < len(path) - len(self._last)


def file_key(path: str) -> tuple[str, str]:
    """A file's name without what varies, and its shard: `Jobs/Comments_12345 (1).csv` -> (comments, 12345).

    A suffix of one or two digits is a shard, of five or more a member id; `Receipts_v2` is neither
    (quirk 11). Files of one export with the same key are duplicates.
    """
    stem, shard, extension = _parts(_fold(path.rstrip("/").rpartition("/")[2]))
    return f"{stem}.{extension}", shard


def file_name(path: str) -> str:
    """A file's name as the mapping writes it, without what varies: `Jobs/Comments_12345 (1).csv` -> Comments.csv."""
    stem, _, extension = _parts(PurePosixPath(path).name)
    return f"{stem}.{extension}" if extension else stem


def _parts(name: str) -> tuple[str, str, str]:
    """What a file's name begins with, its shard and its extension."""
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = _COPY.sub("", stem)
    shard = _SHARD.search(stem)
    return stem[: shard.start()] if shard else stem, shard["shard"] if shard else "", extension


_COPY = re.compile(r" ?\(\d{1,2}\)$")
_SHARD = re.compile(r"_(?P<shard>\d{1,2}|\d{5,})$")


def _fold(text: str) -> str:
    return normal("NFC", text).casefold()


def _squeeze(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _fold(text))


def _stem(name: str) -> str:
    return _squeeze(PurePosixPath(name).stem)
