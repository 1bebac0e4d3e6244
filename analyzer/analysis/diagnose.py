"""Describes the files of an export without their contents: their dialects, repairs and unknown columns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from analyzer.analysis.analyze import Advance, Progress
from analyzer.analysis.walk import READ, ExportFile, file_check, walk, walk_members
from analyzer.errors import ExportError, bug
from analyzer.limits import DEFAULT, Limits, without_advice
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.names import file_key
from analyzer.mapping.tables import Table
from analyzer.reading.archive import Archive, open_archive
from analyzer.reading.reader import FileReading
from analyzer.reading.refusals import FileCheck, check_archive, check_files
from analyzer.remarks import in_words
from analyzer.text import roughly

_ENDINGS: Final = frozenset(READ) | set(
    ".htm .html .json .xml .pdf .zip .xls .xlsx .ods .doc .docx .jpg .jpeg .png .gif .mp4 .toml".split()
)
"""Endings that say what kind of file it is. Any other may be a word of its owner's."""


@dataclass(frozen=True)
class ColumnName:
    """The name of a column as the mapping has it; None where it has none, so that only the length is shown."""

    name: str | None
    length: int


@dataclass(frozen=True)
class Description:
    """What can be shown of a file in public. Two files with the same description cannot be distinguished.

    `called` is the file's name as the mapping writes it. It is None for unknown files. Their `ending` is shown if it is a
    usual one, and their `folder` if it is one that LinkedIn makes. `renamed`: the table was recognised by
    its header. `header` is its place among the headers of the table, from 1, and how many these are; None where it is
    none of them. `records` and `rejected` are rounded. `trouble` is why the file could not be read.
    """

    called: str | None
    ending: str | None
    folder: str | None
    trouble: str | None = None
    renamed: bool = False
    dialect: str | None = None
    encoding: str = ""
    repairs: tuple[str, ...] = ()
    header: tuple[int, int] | None = None
    columns: tuple[ColumnName, ...] = ()
    records: str = ""
    rejected: str = ""


@dataclass(frozen=True)
class UnknownNames:
    """What the mapping does not know of a file, by its name: for the owner's eyes alone.

    `header` is the first line in full, which is a person's data if the file has no header. `columns` are the names
    in it that are unknown. `table` is the table that the file belongs to; None if the file is unknown.
    """

    path: str
    table: Table | None
    header: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Diagnosis:
    """The files of an export, described without their contents, and separately the unknown names.

    `trouble` is why the export could not be opened, without any name.
    """

    files: tuple[Description, ...]
    unknown: tuple[UnknownNames, ...]
    trouble: str | None = None


def diagnose(
    path: Path,
    mapping: ExportMapping,
    *,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Diagnosis:
    """The diagnosis of what is at `path`, a folder or a ZIP, within `limits`.

    `progress` is called after each file with the bytes read and those there are. Raises nothing for what is wrong
    inside: that is what a diagnosis tells. Raises ExportError if there is neither a folder nor a whole ZIP.
    """
    check_archive(path)
    try:
        with open_archive(path, limits) as archive:
            files, trouble = _files(archive, mapping)
            diagnosed = []
            checks: list[FileCheck] = []
            advance = Advance(progress, sum(file.size for file in files))
            for file in files:
                if not file.is_settings:
                    diagnosed.append(_diagnose(file, mapping, checks))
                advance(file.size)
            trouble = trouble or _no_use(path, archive, checks, mapping)
    except ExportError as error:
        return Diagnosis((), (), without_advice(error.general))
    return Diagnosis(
        files=tuple(description for description, _ in diagnosed),
        unknown=tuple(names for _, names in diagnosed if names),
        trouble=trouble,
    )


def _files(archive: Archive, mapping: ExportMapping) -> tuple[tuple[ExportFile, ...], str | None]:
    """The files of the export in the archive, and if it holds several exports, all files and why it is unclear."""
    try:
        return tuple(walk(archive, mapping)), None
    except ExportError as error:
        return tuple(walk_members(archive, archive.files, "", mapping)), error.general


def _no_use(
    path: Path, archive: Archive, checks: Iterable[FileCheck], mapping: ExportMapping
) -> str | None:
    """Why other commands refuse the archive, if they do."""
    try:
        check_files(path, archive.files, checks, mapping)
    except ExportError as error:
        return without_advice(error.general)
    return None


def _diagnose(
    file: ExportFile, mapping: ExportMapping, checks: list[FileCheck]
) -> tuple[Description, UnknownNames | None]:
    """The description of a file and its unknown names. What it says about its archive is added to `checks`."""
    here = Description(
        called=_called(file.member.path, file.table) if file.table else None,
        ending=_ending(file.path),
        folder=_folder(file.path, mapping),
    )
    nothing = None if file.table else UnknownNames(file.path, None, (), ())
    try:
        reading = file.read_batches(lambda _: None)
    except ExportError:  # more columns than the limit
        raise
    except Exception as error:
        # What the diagnosis is for.
        checks.append(FileCheck(True, file.size, blank=False))
        return replace(here, trouble=bug(error)), nothing
    checks.append(file_check(file.table, file.size, reading))
    if isinstance(reading, FileReading):
        described = _describe(here, reading, mapping)
        if described.renamed and reading.table and _has_name(file.path, reading.table):
            described = replace(described, renamed=False)  # a common name, which does not suffice
        return described, _unknown(file.path, reading)
    if reading.state == "unreadable":
        here = replace(here, trouble=without_advice(in_words(reading.remarks)))
    return here, nothing


def _describe(here: Description, reading: FileReading, mapping: ExportMapping) -> Description:
    table = reading.table
    renamed = table is not None and here.called is None
    headers = table.headers if table else ()
    in_file = table.in_file(reading.header) if table else reading.header
    return replace(
        here,
        called=table.files[0] if table and renamed else here.called,
        renamed=renamed,
        dialect=reading.dialect,
        encoding=reading.encoding,
        repairs=reading.repairs,
        header=(headers.index(in_file) + 1, len(headers)) if in_file in headers else None,
        columns=tuple(_column(name, table, mapping) for name in reading.written or reading.header),
        records=roughly(reading.found),
        rejected=roughly(reading.rejected),
    )


def _column(name: str | None, table: Table | None, mapping: ExportMapping) -> ColumnName:
    column = table.column(name) if table else None
    if column:
        return ColumnName(column.name, len(column.name))
    is_public = name is not None and mapping.names.knows_column(name)
    return ColumnName(name if is_public else None, len(name or ""))


def _unknown(inside: str, reading: FileReading) -> UnknownNames | None:
    """What is unknown of a file that was read; None if nothing is."""
    table, written = reading.table, reading.written
    columns = tuple(
        dict.fromkeys(name for name in written if name and not (table and table.column(name)))
    )
    if table and not columns:
        return None
    return UnknownNames(inside, table, written, columns)


# --- names that may be told ----------------------------------------------------------------------


def _called(path: str, table: Table) -> str:
    """The name of a known file as the mapping writes it."""
    key = file_key(path)[0]
    return next((name for name in table.files if file_key(name)[0] == key), table.files[0])


def _has_name(path: str, table: Table) -> bool:
    return file_key(path)[0] in {file_key(name)[0] for name in table.files}


def _ending(path: str) -> str | None:
    ending = PurePosixPath(path).suffix.casefold()
    return ending if ending in _ENDINGS else None


def _folder(path: str, mapping: ExportMapping) -> str | None:
    """The folder right above the file, if it is one that LinkedIn makes."""
    above = PurePosixPath(path).parent.name.casefold()
    return next((folder for folder in mapping.folders if folder.casefold() == above), None)
