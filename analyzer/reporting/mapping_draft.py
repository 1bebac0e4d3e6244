"""Drafts mapping entries for unknown files and columns, as TOML in the form of `mappings/tables/`, for people to complete."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import get_args

from analyzer.analysis.diagnose import UnknownNames
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.names import file_key, file_name
from analyzer.mapping.tables import Author, ColumnKind, Subject, Table
from analyzer.text import is_hidden, visible

_HEAD = """\
# Files and columns of an export that {tool} does not know, to become a file in mappings/tables/.
#
# The names of files and columns are as in the export. If a file has no header, its first line is
# personal data: read all of this before you share it.
#
# Fill in the empty values, then run `exposure mapping check --mapping FOLDER`. docs/mapping.md
# describes the keys.
#   kind     {kinds}
#   subject  {subjects}
#   author   {authors}: for columns of text only
#   a column without personal data: {{ name = "…", set_aside = "why" }}
#   the date of a record:
#     dates = [{{ column = "…", formats = ["%Y-%m-%d %H:%M:%S"], zone = "UTC" }}]
#   type     one of these
"""

_ELSEWHERE = 3
"""The most data types to list that columns of the same name have in other tables."""


def draft(unknown: Iterable[UnknownNames], mapping: ExportMapping, tool: str) -> str:
    """The TOML for unknown tables, and in comments the additions to known ones. `tool` is the name of this program."""
    files = tuple(unknown)
    tables = [file for file in files if not file.table and file.header]
    lines = [*_head(tool).splitlines(), *_data_types(mapping)]
    names = Counter(table.name for table in mapping.tables)
    for _, group in groupby(sorted(tables, key=_table_key), key=_table_key):
        lines += ["", *_table(list(group), names, mapping)]
    for file in files:
        if file.table:
            lines += ["", *_additions(file, file.table, mapping)]
    not_read = [file for file in files if not file.table and not file.header]
    if not_read:
        lines += ["", "# Not read: not a table by its name, or not readable."]
        lines += [f"#   {visible(file.path)}" for file in not_read]
    return "\n".join(lines) + "\n"


# --- values to choose from -----------------------------------------------------------------------


def _head(tool: str) -> str:
    values = {"kinds": ColumnKind, "subjects": Subject, "authors": Author}
    return _HEAD.format(
        tool=tool, **{key: ", ".join(get_args(value)) for key, value in values.items()}
    )


def _data_types(mapping: ExportMapping) -> Iterator[str]:
    """A comment for each data type that a column can have."""
    for data_type in mapping.data_types:
        if not data_type.absent:
            yield f"#     {data_type.id:36}  {data_type.label}"


# --- tables --------------------------------------------------------------------------------------


def _table_key(file: UnknownNames) -> str:
    return file_key(file.path)[0]


def _table(
    files: Sequence[UnknownNames], names: Counter[str], mapping: ExportMapping
) -> Iterator[str]:
    """The entry of a table, for files whose names differ only in a part that varies."""
    name = _unused(_identifier(files[0].path), names)
    yield "[[table]]"
    yield f"name = {_text(name)}"
    yield f"files = [{_text(_pattern(files[0].path))}]"
    yield 'holds = ""'
    yield "headers = ["
    for header in dict.fromkeys(file.header for file in files):
        yield f"  {_text(_row(header))},"
    yield "]"
    yield "columns = ["
    for column in dict.fromkeys(column for file in files for column in file.columns):
        yield f"  {_column(column, mapping)}"
    yield "]"


def _additions(file: UnknownNames, table: Table, mapping: ExportMapping) -> Iterator[str]:
    yield f"# Add to the headers of the known table {_text(table.name)}:"
    yield f"#   {_text(_row(file.header))},"
    yield "# Add to its columns:"
    for column in file.columns:
        yield f"#   {_column(column, mapping)}"


def _column(name: str, mapping: ExportMapping) -> str:
    entry = f'{{ name = {_text(name)}, type = "", kind = "", subject = "" }},'
    tables = mapping.tables if mapping.names.knows_column(name) else ()
    namesakes = [table.column(name) for table in tables]
    elsewhere = dict.fromkeys(
        f"{column.data_type.id}, {column.kind}, {column.subject}"
        for column in namesakes
        if column and column.data_type
    )
    comment = f"  # elsewhere: {'; '.join(list(elsewhere)[:_ELSEWHERE])}" if elsewhere else ""
    return f"{entry}{comment}"


def _identifier(path: str) -> str:
    """A name for the table of a file: `Holiday Plans.csv` -> holiday_plans."""
    stem = PurePosixPath(file_name(path)).stem
    return re.sub(r"[^a-z0-9]+", "_", stem.casefold()).strip("_") or "unknown"


def _unused(name: str, names: Counter[str]) -> str:
    """The name, with a number if it is one of `names`. These count the uses of each name, so that no number is tried twice."""
    unused = name
    while names[unused]:
        names[name] += 1
        unused = f"{name}_{names[name]}"
    names[unused] += 1
    return unused


def _pattern(path: str) -> str:
    """The name of a file in the form of the mapping, in which `**` is any text."""
    return re.sub(r"\*+", "**", file_name(path))


# --- TOML ----------------------------------------------------------------------------------------


def _row(header: Sequence[str]) -> str:
    """The header as a row of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(header)  # a line break inside a name is quoted
    return text.getvalue().removesuffix("\r\n")


def _text(text: str) -> str:
    """The text in quotes, with an escape for each hidden character."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    if is_hidden(character):
        return f"\\U{ord(character):08X}"
    return character
