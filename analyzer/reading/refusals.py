"""Archives that are not an export, each named in one sentence for all commands."""

import re
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analyzer.errors import ExportError, is_away
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.decode import ZEROS
from analyzer.reading.opening import Opening, Source, ZipFrom, opening_of
from analyzer.reading.sources import DAMAGED, LOCKED, ArchiveFile, placeholder
from analyzer.remarks import AWAY, NOT_READABLE, Remark, in_words

GIVE: Final = "Give the unzipped folder, or the ZIP as downloaded."


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
        raise ExportError.about(path.with_name(stub.name), stub.remark.problem)
    if not exists:
        raise _missing(path, link=link)
    if path.is_dir():
        return
    if not path.is_file():
        raise ExportError.about(
            path, "is neither a folder nor a file. Give the export's folder or ZIP."
        )
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
        raise ExportError(
            f"{path} cannot be opened. Is it yours to read?", str(NOT_READABLE)
        ) from None


def out_of_reach(path: Path) -> ExportError:
    """The error for an archive that is in a cloud folder or on a drive, and cannot be read now."""
    return ExportError.about(path, AWAY.problem)


def damaged_zip(path: Path) -> ExportError:
    """The error for a ZIP whose list of files cannot be read."""
    return ExportError.about(
        path, "is a damaged ZIP: the list of its files cannot be read. Download it again."
    )


@dataclass(frozen=True)
class Finding:
    """Whether a file of an archive is `known` from LinkedIn exports, its `size` in bytes, and why it is unreadable, if it is.

    A file is `blank` if it holds nothing, or nothing but zeros and white space.
    """

    known: bool
    size: int
    blank: bool
    unreadable: tuple[Remark, ...] = ()


def check_findings(
    path: Path, files: Sequence[ArchiveFile], findings: Iterable[Finding], mapping: ExportMapping
) -> None:
    """Check that the archive at `path`, with these `files`, holds an export that can be read.

    Raises ExportError if no file is known, or if none of the known ones can be read or holds anything.
    """
    of_linkedin = [finding for finding in findings if finding.known]
    if not of_linkedin:
        raise _no_export(path, files, mapping)
    reasons = {
        () if finding.unreadable == (ZEROS,) else finding.unreadable for finding in of_linkedin
    }
    if any(not finding.blank for finding in of_linkedin if not finding.unreadable):
        return
    problem = _nothing_readable(reasons)
    if reasons == {()}:
        problem = _BLANK if any(finding.size for finding in of_linkedin) else _EMPTY
    raise ExportError(f"{path} cannot be read. {problem}", problem)


_EMPTY: Final = "All of its files are empty, 0 bytes each: copy or download it again."
_BLANK: Final = "All of its files are blank, as when a copy stops: copy or download it again."
_TOGETHER: Final = {
    (DAMAGED,): "they are damaged, or locked with a password.",
    (LOCKED,): "they are locked with a password. Unlock it first.",
    (NOT_READABLE,): "the system does not let them be read.",
}


def _nothing_readable(reasons: Collection[tuple[Remark, ...]]) -> str:
    """The sentence for an archive whose known files cannot be read, for these reasons."""
    several = len(reasons) > 1
    reason = (DAMAGED,) if several else next(iter(reasons)) or (DAMAGED,)
    together = f": {_TOGETHER[reason]}" if reason in _TOGETHER else f". {in_words(reason)}"
    return f"None of its files could be read{together}"


def _no_export(path: Path, files: Sequence[ArchiveFile], mapping: ExportMapping) -> ExportError:
    """The error for an archive at `path` without an export, with the reason."""
    if not files:
        return ExportError.about(path, f"is empty. {GIVE}")
    zips = [file for file in files if file.path.lower().endswith(".zip")]
    for file in zips:
        if file.refused:  # such as the placeholder of a cloud drive
            return ExportError.about(path / file.path, in_words(file.refused).removeprefix("It "))
    number = sum(len(table.files) for table in mapping.tables)
    problem = f"is not a LinkedIn export: none of its files is one of the {number} known. "
    if zips and path.is_dir():
        # A ZIP with the whole export, if there is one.
        whole = min(zips, key=lambda file: mapping.is_partial(file.path.rpartition("/")[2]))
        return ExportError(
            f"{path} {problem}There is a ZIP in it: try {path / whole.path}.",
            f"It {problem}It holds a ZIP.",
        )
    return ExportError.about(
        path, problem + ("It holds a ZIP: unpack the outer one." if zips else GIVE)
    )


# --- files that are not a ZIP ---------------------------------------------------------------------

_BEGINNING: Final = 1024

_UNPACK: Final = "unpack it and give the folder."
_AGAIN: Final = "the link may have expired. Log in and download it again."

_KINDS: Final[tuple[tuple[bytes, str], ...]] = (
    # how it begins, as a pattern; the kind, and what to do
    (rb"(?s).{257}ustar", f"a tar archive, not a ZIP: {_UNPACK}"),
    (rb"\x1f\x8b", f"a gzip archive, not a ZIP: {_UNPACK}"),
    (rb"BZh[1-9]", f"a bzip2 archive, not a ZIP: {_UNPACK}"),
    (rb"\xfd7zXZ\x00", f"an xz archive, not a ZIP: {_UNPACK}"),
    (rb"\x28\xb5\x2f\xfd", f"a Zstandard archive, not a ZIP: {_UNPACK}"),
    (rb"Rar!\x1a\x07", f"a RAR archive, not a ZIP: {_UNPACK}"),
    (rb"7z\xbc\xaf\x27\x1c", f"a 7z archive, not a ZIP: {_UNPACK}"),
    (rb"%PDF", f"a PDF, not a ZIP. {GIVE}"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP", f"a picture, not a ZIP. {GIVE}"),
    (rb"\xd0\xcf\x11\xe0", f"an Office document, not a ZIP. {GIVE}"),
    (rb"SQLite format 3", f"a database, not a ZIP. {GIVE}"),
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
        return ExportError.about(path, stub.remark.problem)
    return ExportError(
        f"There is nothing at {path}. Give the unzipped folder, or the ZIP.",
        "It is a link that leads nowhere." if link else "It is not there.",
    )


def _not_a_zip(path: Path, beginning: bytes, opening: Opening) -> ExportError:
    if beginning and (beginning.startswith(b"PK\x03\x04") or b"PK\x03\x04".startswith(beginning)):
        if _contains(opening, b"PK\x05\x06"):  # its end
            return damaged_zip(path)
        return ExportError.about(
            path, "is a ZIP whose end is missing, as when a download stops. Download it again."
        )
    ending = path.suffix.lower()
    if ending in {".csv", ".html"}:
        return ExportError.about(
            path, "is a single file of an export. Give the folder with all the files, or the ZIP."
        )
    return ExportError.about(path, _kind(beginning, is_called_zip=".zip" in path.name.lower()))


def _kind(beginning: bytes, *, is_called_zip: bool) -> str:
    """What a file is that begins like this, and what to do, as a sentence without its subject."""
    if not beginning:
        return "is empty (0 bytes): download it again."
    for pattern, kind in _KINDS:
        if re.match(pattern, beginning):
            return f"is {kind}"
    text = beginning.replace(b"\0", b"")  # without the zeros of UTF-16
    if not text:
        return "holds only zeros, as when a copy or a download stops: download it again."
    if _WEB_PAGE.search(text):
        return f"is a web page, not a ZIP: {_AGAIN}"
    if is_called_zip and not re.search(rb"[\x00-\x08\x0e-\x1f]", text):
        return f"is a text, not a ZIP: {_AGAIN}"
    return f"is not a LinkedIn export: it is neither a folder nor a ZIP. {GIVE}"


def _contains(opening: Opening, mark: bytes) -> bool:
    """Whether the file holds these bytes anywhere."""
    before = b""
    with opening() as file:
        while chunk := file.read(1 << 20):
            if mark in before + chunk:
                return True
            before = chunk[-len(mark) :]
    return False
