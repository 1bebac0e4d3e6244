"""Writes what an export holds beyond the mapping as TOML in the form of `mappings/tables/`, for people to fill in."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import get_args

from analyzer.analysis.diagnose import UnknownNames
from analyzer.mapping import (
    Author,
    ColumnKind,
    ExportMapping,
    Subject,
    file_key,
    file_name,
)
from analyzer.text import (
    is_hidden,
    visible,
)

_TOP = """\
# What {tool} does not know of an export, to become a file of mappings/tables/.
#
# The names of files and columns are as in the export. If a file has no header, its first line is
# somebody's data: read all of this before you share it.
#
# Fill in what is empty, and try it with `exposure mapping check --mapping DIR`. docs/mapping.md
# describes the keys.
#   kind     {kinds}
#   subject  {subjects}
#   author   {authors}: for columns of text, and only for them
#   a column with no data of the person: {{ name = "…", set_aside = "why" }}
#   the date of a record:
#     dates = [{{ column = "…", formats = ["%Y-%m-%d %H:%M:%S"], zone = "UTC" }}]
#   type     one of these
"""

_ELSEWHERE = 3
"""How many of the types that columns of the same name carry elsewhere are given."""


def draft(unknown: Iterable[UnknownNames], mapping: ExportMapping, tool: str) -> str:
    """The TOML for unknown tables, and in comments what to add to known ones. `tool` is this program's name."""
    listed = tuple(unknown)
    known = [each for each in listed if each.table]
    tables = [each for each in listed if not each.table and each.header]
    others = [each for each in listed if not each.table and not each.header]
    lines = [
        _TOP.format(
            tool=tool, kinds=_words(ColumnKind), subjects=_words(Subject), authors=_words(Author)
        ).rstrip(),
        *_data_types(mapping),
    ]
    names = {table.name for table in mapping.tables}
    for _, group in groupby(sorted(tables, key=_key), key=_key):
        lines += ["", *_table(list(group), names, mapping)]
    for each in known:
        lines += ["", *_additions(each, mapping)]
    if others:
        lines += ["", "# Not read, as they are no tables by their names, or could not be read:"]
        lines += [f"#   {visible(each.path)}" for each in others]
    return "\n".join(lines) + "\n"


# --- what there is to choose from ----------------------------------------------------------------


def _words(values: object) -> str:
    return ", ".join(get_args(values))


def _data_types(mapping: ExportMapping) -> Iterator[str]:
    """Every data type that a column can carry, in comments."""
    for each in mapping.data_types:
        if not each.absent:
            yield f"#     {each.id:36}  {each.label}"


# --- tables --------------------------------------------------------------------------------------


def _key(unknown: UnknownNames) -> str:
    return file_key(unknown.path)[0]


def _table(files: Sequence[UnknownNames], names: set[str], mapping: ExportMapping) -> Iterator[str]:
    """The entry of one table, whose files differ in what varies in names alone."""
    name = _unused(_identifier(files[0].path), names)
    names.add(name)
    yield "[[table]]"
    yield f"name = {_text(name)}"
    yield f"files = [{_text(_pattern(files[0].path))}]"
    yield 'holds = ""'
    yield "headers = ["
    for header in dict.fromkeys(each.header for each in files):
        yield f"  {_text(_row(header))},"
    yield "]"
    yield "columns = ["
    for column in dict.fromkeys(column for each in files for column in each.columns):
        yield f"  {_column(column, mapping)}"
    yield "]"


def _additions(each: UnknownNames, mapping: ExportMapping) -> Iterator[str]:
    assert each.table is not None
    yield f"# To add to the table {_text(each.table.name)}, which is known; to its headers:"
    yield f"#   {_text(_row(each.header))},"
    yield "# and to its columns:"
    for column in each.columns:
        yield f"#   {_column(column, mapping)}"


def _column(name: str, mapping: ExportMapping) -> str:
    entry = f'{{ name = {_text(name)}, type = "", kind = "", subject = "" }},'
    elsewhere = dict.fromkeys(
        f"{column.data_type.id}, {column.kind}, {column.subject}"
        for table in mapping.tables
        if (column := table.column(name)) and column.data_type
    )
    return (
        f"{entry}  # elsewhere: {'; '.join(list(elsewhere)[:_ELSEWHERE])}" if elsewhere else entry
    )


def _identifier(path: str) -> str:
    """A name for a table, made of its file's: `Holiday Plans.csv` -> holiday_plans."""
    stem = PurePosixPath(file_name(path)).stem
    return re.sub(r"[^a-z0-9]+", "_", stem.casefold()).strip("_") or "unknown"


def _unused(name: str, names: Collection[str]) -> str:
    number, unused = 1, name
    while unused in names:
        number += 1
        unused = f"{name}_{number}"
    return unused


def _pattern(path: str) -> str:
    """The name of a file as the mapping has it, where `*` only occurs as `**`, any text."""
    return re.sub(r"\*+", "**", file_name(path))


# --- TOML ----------------------------------------------------------------------------------------


def _row(header: Sequence[str]) -> str:
    """The header as a row of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(header)  # a break inside a name is quoted
    return text.getvalue().removesuffix("\r\n")


def _text(text: str) -> str:
    """A text in quotes, with an escape for each character that would do something instead of being seen."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    if is_hidden(character):
        return f"\\U{ord(character):08X}"
    return character
