"""Archives that are not an export, each named in one sentence for all commands."""

import os
import re
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analyzer.errors import ExportError, is_away
from analyzer.language import marked
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.decode import ZEROS
from analyzer.reading.sources import (
    DAMAGED,
    LOCKED,
    ArchiveFile,
    Opening,
    Source,
    ZipFrom,
    opening_of,
    placeholder,
)
from analyzer.remarks import AWAY, NOT_READABLE, Named, Remark, Remarks, refusal, remark

GIVE: Final = remark(marked("Give the unzipped folder, or the ZIP as downloaded."))


def check_archive(source: Source) -> None:
    """Check that an archive is a folder or a complete ZIP, without a look inside.

    Raises ExportError if it does not exist, is neither, or cannot be opened.
    """
    if isinstance(source, ZipFrom):
        _check_zip(source.path, source.opening)
        return
    path = source
    try:
        exists, link = path.exists(), path.is_symlink()
    except (OSError, ValueError) as error:  # the name is too long, or not a name
        if is_away(error):
            raise out_of_reach(path) from None
        exists = link = False
    stub = placeholder(path.name)
    if stub and exists and path.is_file():
        raise refusal(path.with_name(stub.name), stub.remark)
    if not exists:
        raise _missing(path, link=link)
    if path.is_dir():
        return
    if not path.is_file():
        raise refusal(path, _NO_FILE)
    _check_zip(path, opening_of(path))


def _check_zip(path: Path, opening: Opening) -> None:
    try:
        with opening() as file:
            beginning = file.read(_BEGINNING)
            if not zipfile.is_zipfile(file):
                raise _not_a_zip(path, beginning, opening)
    except FileNotFoundError:
        raise _missing(path, link=False) from None
    except zipfile.BadZipFile:  # such as a ZIP on several disks
        raise damaged_zip(path) from None
    except OSError as error:
        if is_away(error):
            raise out_of_reach(path) from None
        sentence = remark(marked("{path} cannot be opened. Is it yours to read?"), path=str(path))
        raise ExportError(sentence, NOT_READABLE) from None


def out_of_reach(path: Path) -> ExportError:
    """The error for an archive that is in a cloud folder or on a drive, and cannot be read now."""
    return refusal(path, AWAY)


def damaged_zip(path: Path) -> ExportError:
    """The error for a ZIP whose list of files cannot be read."""
    return refusal(path, _DAMAGED_ZIP)


_NO_FILE: Final = remark(
    marked("It is neither a folder nor a file. Give the export's folder or ZIP.")
)
_DAMAGED_ZIP: Final = remark(
    marked("It is a damaged ZIP: the list of its files cannot be read. Download it again.")
)


@dataclass(frozen=True)
class FileCheck:
    """Whether a file of an archive `is_known` from LinkedIn exports, its `size` in bytes, and why it cannot be read, if so.

    A file is `blank` if it holds nothing, or nothing but zeros and white space.
    """

    is_known: bool
    size: int
    blank: bool
    unreadable: tuple[Remark, ...] = ()


def check_files(
    path: Path, files: Sequence[ArchiveFile], checks: Iterable[FileCheck], mapping: ExportMapping
) -> None:
    """Check that the archive at `path`, with these `files`, holds an export that can be read.

    Raises ExportError if no file is known, or if none of the known ones can be read or holds anything.
    """
    of_linkedin = [check for check in checks if check.is_known]
    if not of_linkedin:
        raise _no_export(path, files, mapping)
    reasons = {() if check.unreadable == (ZEROS,) else check.unreadable for check in of_linkedin}
    if any(not check.blank for check in of_linkedin if not check.unreadable):
        return
    problem = _nothing_readable(reasons)
    if reasons == {()}:
        problem = _BLANK if any(check.size for check in of_linkedin) else _EMPTY
    sentence = remark(marked("{path} cannot be read. {problem}"), path=str(path), problem=problem)
    raise ExportError(sentence, problem)


_EMPTY: Final = remark(
    marked("All of its files are empty, 0 bytes each: copy or download it again.")
)
_BLANK: Final = remark(
    marked("All of its files are blank, as when a copy stops: copy or download it again.")
)
_TOGETHER: Final = {
    (DAMAGED,): remark(
        marked("None of its files could be read: they are damaged, or locked with a password.")
    ),
    (LOCKED,): remark(
        marked("None of its files could be read: they are locked with a password. Unlock it first.")
    ),
    (NOT_READABLE,): remark(
        marked("None of its files could be read: the system does not let them be read.")
    ),
}


def _nothing_readable(reasons: Collection[tuple[Remark, ...]]) -> Remark:
    """The sentence for an archive whose known files cannot be read, for these reasons."""
    several = len(reasons) > 1
    reason = (DAMAGED,) if several else next(iter(reasons)) or (DAMAGED,)
    if reason in _TOGETHER:
        return _TOGETHER[reason]
    problems = marked("None of its files could be read. {problems}")
    return remark(problems, problems=Remarks(reason))


def _no_export(path: Path, files: Sequence[ArchiveFile], mapping: ExportMapping) -> ExportError:
    """The error for an archive at `path` without an export, with the reason."""
    if not files:
        return refusal(path, remark(marked("It is empty.")), GIVE)
    zips = [file for file in files if file.path.lower().endswith(".zip")]
    for file in zips:
        if file.refused:  # such as the placeholder of a cloud drive
            return refusal(path / file.path, *file.refused)
    number = sum(len(table.files) for table in mapping.tables)
    problem = remark(
        marked("It is not a LinkedIn export: none of its files is one of the {number} known."),
        number=number,
    )
    if zips and path.is_dir():
        # A ZIP with the whole export, if there is one.
        whole = min(zips, key=lambda file: mapping.is_partial(file.path.rpartition("/")[2]))
        try_it = remark(marked("There is a ZIP in it: try {path}."), path=str(path / whole.path))
        general = Remarks((problem, remark(marked("It holds a ZIP."))))
        return ExportError(Named(path, (problem, try_it)), general)
    unpack = remark(marked("It holds a ZIP: unpack the outer one."))
    return refusal(path, problem, unpack if zips else GIVE)


# --- files that are not a ZIP ---------------------------------------------------------------------

_BEGINNING: Final = 1024

_ARCHIVE: Final = marked("It is a {kind} archive, not a ZIP: unpack it and give the folder.")
_XZ: Final = marked("It is an xz archive, not a ZIP: unpack it and give the folder.")

_KINDS: Final[tuple[tuple[bytes, tuple[Remark, ...]], ...]] = (
    # how it begins, as a pattern; the kind, and what to do
    (rb"(?s).{257}ustar", (remark(_ARCHIVE, kind="tar"),)),
    (rb"\x1f\x8b", (remark(_ARCHIVE, kind="gzip"),)),
    (rb"BZh[1-9]", (remark(_ARCHIVE, kind="bzip2"),)),
    (rb"\xfd7zXZ\x00", (remark(_XZ),)),
    (rb"\x28\xb5\x2f\xfd", (remark(_ARCHIVE, kind="Zstandard"),)),
    (rb"Rar!\x1a\x07", (remark(_ARCHIVE, kind="RAR"),)),
    (rb"7z\xbc\xaf\x27\x1c", (remark(_ARCHIVE, kind="7z"),)),
    (rb"%PDF", (remark(marked("It is a PDF, not a ZIP.")), GIVE)),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP",
        (remark(marked("It is a picture, not a ZIP.")), GIVE),
    ),
    (rb"\xd0\xcf\x11\xe0", (remark(marked("It is an Office document, not a ZIP.")), GIVE)),
    (rb"SQLite format 3", (remark(marked("It is a database, not a ZIP.")), GIVE)),
)
_WEB_PAGE: Final = re.compile(
    rb"<(!doctype\s+html|html|head|body|title|meta|script)\b", re.IGNORECASE
)


def _missing(path: Path, *, link: bool) -> ExportError:
    """The error for a path at which there is nothing, except perhaps the placeholder of a cloud drive."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        names = []
    stub = next((stub for stub in map(placeholder, names) if stub and stub.name == path.name), None)
    if stub:
        return refusal(path, stub.remark)
    sentence = marked("There is nothing at {path}. Give the unzipped folder, or the ZIP.")
    general = marked("It is a link that leads nowhere.") if link else marked("It is not there.")
    return ExportError(remark(sentence, path=str(path)), remark(general))


def _not_a_zip(path: Path, beginning: bytes, opening: Opening) -> ExportError:
    if beginning and (beginning.startswith(b"PK\x03\x04") or b"PK\x03\x04".startswith(beginning)):
        if _ends_with(opening, b"PK\x05\x06"):  # its end
            return damaged_zip(path)
        return refusal(path, _WITHOUT_END)
    ending = path.suffix.lower()
    if ending in {".csv", ".html"}:
        return refusal(path, _SINGLE_FILE)
    return refusal(path, *_kind(beginning, is_called_zip=".zip" in path.name.lower()))


_WITHOUT_END: Final = remark(
    marked("It is a ZIP whose end is missing, as when a download stops. Download it again.")
)
_SINGLE_FILE: Final = remark(
    marked("It is a single file of an export. Give the folder with all the files, or the ZIP.")
)
_NO_BYTES: Final = remark(marked("It is empty (0 bytes): download it again."))
_ZEROS: Final = remark(
    marked("It holds only zeros, as when a copy or a download stops: download it again.")
)
_PAGE: Final = remark(
    marked("It is a web page, not a ZIP: the link may have expired. Log in and download it again.")
)
_TEXT: Final = remark(
    marked("It is a text, not a ZIP: the link may have expired. Log in and download it again.")
)
_NEITHER: Final = remark(marked("It is not a LinkedIn export: it is neither a folder nor a ZIP."))


def _kind(beginning: bytes, *, is_called_zip: bool) -> tuple[Remark, ...]:
    """What a file is that begins like this, and what to do."""
    if not beginning:
        return (_NO_BYTES,)
    for pattern, kind in _KINDS:
        if re.match(pattern, beginning):
            return kind
    text = beginning.replace(b"\0", b"")  # without the zeros of UTF-16
    if not text:
        return (_ZEROS,)
    if _WEB_PAGE.search(text):
        return (_PAGE,)
    if is_called_zip and not re.search(rb"[\x00-\x08\x0e-\x1f]", text):
        return (_TEXT,)
    return _NEITHER, GIVE


def _ends_with(opening: Opening, mark: bytes) -> bool:
    """Whether the last megabyte of the file holds these bytes. A ZIP can be larger than what can be read in time."""
    with opening() as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - (1 << 20)))
        return mark in file.read()
