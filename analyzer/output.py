"""Decides where results may be written, and writes each file whole or not at all."""

import errno
import io
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Final, Literal

from analyzer.errors import OutputError
from analyzer.text import printable

REPORTS = "reports"
"""The default folder of results."""

SHARE_SUFFIX = ".json"
"""The suffix of a share file, by which a workshop distinguishes it from an archive."""

_UNFINISHED = ".exposure-{}.part"
_RANDOM_BYTES = 8

# Results are for the owner of the export only, until they share them.
_OWNERS_FILE, _OWNERS_FOLDER = 0o600, 0o700
# A link is not followed, and a pipe does not block.
_REGULAR = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


# --- places --------------------------------------------------------------------------------------


def page_name(export_name: str) -> str:
    """The file name of the page: the export's name without `.zip` and without characters that some systems forbid."""
    name = unicodedata.normalize("NFC", export_name).strip()
    while name.lower().endswith((".zip", ".html")):
        name = name.rpartition(".")[0].strip()
    allowed = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in name)
    short = allowed.encode("utf-8", "replace")[:100].decode("utf-8", "ignore").strip(" .-")
    return f"export {short}" if _DEVICE.match(short) else short or "export"


_DEVICE: Final = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[1-9¹²³]) *(\.|$)", re.IGNORECASE)
"""Names that are devices on Windows, with any ending."""


def place_page(
    exports: Sequence[Path],
    out: Path | None,
    others: Mapping[str, Path | None],
    mapping: Path | None = None,
) -> Path:
    """The path of the page about `exports`, oldest first: `out`, or by default a name made from theirs.

    `others` has the path of each other output by its option, or None; `mapping` is a folder that is read. Raises
    OutputError if an output would change an export or replace a file of the mapping, or if two are the same file.
    """
    names = (page_name(export.resolve().name) for export in reversed(exports))
    page = out or _default_folder(*exports) / f"{' since '.join(names)}.html"
    check_targets(exports, {"--out": page, **others}, mapping)
    _check_ending("--out", page, ".html")
    _check_ending("--json", others.get("--json"), ".json")
    return page


def _check_ending(option: str, path: Path | None, ending: str) -> None:
    """Check the ending of the file that an option names. Raises OutputError."""
    # A folder or a device has an error of its own.
    if not path or path.suffix.lower() == ending or (path.exists() and not path.is_file()):
        return
    if option == "--out" and path.suffix.lower() == ".pdf":
        raise OutputError(
            f"{path} has to end in .html. To get a PDF, print the page from a browser."
        )
    raise OutputError(f"{path} has to end in {ending}. Choose another name with {option}.")


def check_targets(
    exports: Sequence[Path], given: Mapping[str, Path | None], mapping: Path | None = None
) -> None:
    """Check the outputs: `given` has the path of each by its option, or None.

    Raises OutputError if an output would change an export or replace a file in the folder `mapping`, or if two are the
    same file.
    """
    targets = {option: target for option, target in given.items() if target}
    for (option, target), export in product(targets.items(), exports):
        if is_inside(target, export):
            where = "is" if export.is_file() else "is in"
            raise OutputError(
                f"{target} {where} the export itself, which is never changed. "
                f"Choose another place with {option}."
            )
    for option, target in targets.items():
        if mapping and is_inside(target, mapping) and target.exists():
            raise OutputError(
                f"{target} is a file of the mapping, which is never replaced. Choose another place with {option}."
            )
    for (first, target), (option, other) in combinations(targets.items(), 2):
        if _same(target, other) or _folded(target) == _folded(other):
            raise OutputError(
                f"{other} cannot be both {_WRITTEN[first]} and {_WRITTEN[option]}. "
                f"Choose another place with {option}."
            )


def picture_kind(path: Path) -> Literal["svg", "png"]:
    """The format of a picture by its file name. Raises OutputError if the suffix is another."""
    if path.suffix.lower() == ".svg":
        return "svg"
    if path.suffix.lower() == ".png":
        return "png"
    raise OutputError(f"{path} must end in .svg or .png. Choose another name with --picture.")


def check_share_name(path: Path) -> None:
    """Check that a share file has the suffix that a batch looks for. Raises OutputError."""
    if path.suffix.lower() != SHARE_SUFFIX:
        raise OutputError(f"{path} must end in {SHARE_SUFFIX}. Choose another name with --share.")


_WRITTEN: Final = {
    "--out": "the page",
    "--json": "the numbers",
    "--picture": "the picture",
    "--share": "the share file",
    "--group": "the figures of the group",
}


def default_group(directory: Path) -> Path:
    """The default folder of the results of a batch of `directory`."""
    return _default_folder(directory) / page_name(directory.resolve().name)


def _default_folder(*exports: Path) -> Path:
    """`reports/` here, or next to the export if the current folder is inside it."""
    here = Path(REPORTS)
    for export in exports:
        if is_inside(here, export):
            return export.resolve().parent / REPORTS
    return here


def check_group(
    directory: Path, out: Path, *, ours: bool, beat: Callable[[], None] = lambda: None
) -> None:
    """Check that `out` is neither the folder of exports, `directory`, nor inside one of the exports.

    `ours` is whether an earlier batch made `out`. A new folder in `directory` is allowed. `beat` is called for each of the
    exports, and may end this by an exception. Raises OutputError.
    """
    if _same(out, directory) or (not ours and _is_in_a_child(out, directory, beat)):
        raise OutputError(
            f"{out} is among the exports, which are never changed. Choose another folder with --out."
        )


def _is_in_a_child(out: Path, directory: Path, beat: Callable[[], None]) -> bool:
    try:
        children = sorted(directory.iterdir())
    except OSError:
        return False  # reported where the folder is read
    for child in children:
        beat()
        # `out` can itself be a child, made for this purpose; `prepare` checks that.
        if is_inside(out, child) and (child.is_symlink() or not _same(out, child)):
            return True
    return False


def is_inside(target: Path, export: Path) -> bool:
    """Whether writing to `target` would change `export` or a file in it, through links and hard links too."""
    if any(_same(place, export) for place in _places_above(target)):
        return True
    try:
        status = target.stat()
    except (OSError, ValueError):
        return False  # the file does not exist yet
    if status.st_nlink < 2 or not stat.S_ISREG(status.st_mode) or not export.is_dir():
        return False
    return any(_same(target, Path(entry.path)) for entry in entries_below(export))


def entries_below(folder: Path) -> Iterator["os.DirEntry[str]"]:
    """The files and folders below `folder`, sorted by name, at any depth. Links are not followed."""
    # Not by `os.walk`, which before Python 3.12 calls itself for each folder in another.
    folders = [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except (OSError, ValueError):
            continue
        yield from listed
        folders += [Path(entry.path) for entry in reversed(listed) if _is_folder(entry)]


def is_zip(path: Path) -> bool:
    """Whether a file is a ZIP. One on several disks is none, because no one can read it."""
    import zipfile

    try:
        return zipfile.is_zipfile(path)
    except zipfile.BadZipFile:
        return False


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _places_above(target: Path) -> Iterator[Path]:
    """`target` and every folder above it, by the path as written and by the path its links lead to."""
    for path in {_resolved(target), Path(os.path.abspath(target))}:  # noqa: PTH100 - without `..`, links kept
        yield from (path, *path.parents)


def _same(path: Path, other: Path) -> bool:
    """Whether both are the same file or folder. The system decides, since it knows links and letter case."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # not both exist
        return _resolved(path) == _resolved(other)


def _folded(path: Path) -> str:
    """The path as a disk sees it that ignores case and Unicode forms."""
    return unicodedata.normalize("NFC", str(_resolved(path))).casefold()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path.absolute()  # a path that cannot be resolved fails when it is opened


# --- writing -------------------------------------------------------------------------------------


def write_whole(
    path: Path,
    content: str | bytes | Iterable[bytes],
    option: str = "--out",
    *,
    in_new_folder: bool = True,
) -> None:
    """Write `content`, whole or in pieces, to `path`. It has a temporary name until it is complete.

    The folder is made if it is missing, unless `in_new_folder` is false. Only a regular file is replaced. Raises
    OutputError, naming the `option` that sets another place.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if in_new_folder:
            make_folder(path.parent)
        obstacle = _obstacle(path)
    except (OSError, ValueError) as error:
        obstacle = why_not_written(error)
    try:
        if obstacle is None:
            _write_and_rename(path, [data] if isinstance(data, bytes) else data)
    except OSError as error:  # not ValueError: what makes the content may raise it
        obstacle = why_not_written(error)
    if obstacle is not None:
        raise OutputError(
            f"{path} cannot be written ({obstacle}). Choose another place with {option}."
        )


def write_result(path: Path, content: str | bytes | Iterable[bytes]) -> None:
    """Write a file of a batch. Raises OutputError, also if the folder that the batch made is gone."""
    write_whole(path, content, in_new_folder=False)


def read_result(path: Path, largest: int = 64_000_000) -> bytes:
    """A file of a batch. Raises OSError if nothing is there, or a link, a pipe, a device or a file of more bytes."""
    with open_result(path) as file:
        if os.fstat(file.fileno()).st_size > largest:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return file.readall()


def open_result(path: Path) -> io.FileIO:
    """A file of a batch, opened for reading. Raises OSError if nothing is there, or a link, a pipe or a device."""
    if obstacle := _obstacle(path):
        raise OSError(errno.EEXIST, obstacle)
    file = io.FileIO(path, opener=lambda name, flags: os.open(name, flags | _REGULAR))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # it was replaced just now
        file.close()
        raise OSError(errno.EEXIST, "it is a device, not a file")
    return file


def is_result(path: Path) -> bool:
    """Whether a regular file is at this path, and no link leads to it."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):  # such as a name that is too long
        return False


def make_folder(folder: Path) -> None:
    """Make the folder and missing ones above it, for their owner only. Raises OSError or ValueError."""
    for missing in reversed([parent for parent in folder.parents if not parent.exists()]):
        missing.mkdir(mode=_OWNERS_FOLDER, exist_ok=True)
    folder.mkdir(mode=_OWNERS_FOLDER, exist_ok=True)


def why_not_written(error: OSError | ValueError) -> str:
    """The system's reason, in a few words."""
    return getattr(error, "strerror", None) or "not a valid file name"


def _write_and_rename(path: Path, pieces: Iterable[bytes]) -> None:
    # The name cannot be guessed, and an existing file is refused, so no planted link is followed.
    unfinished = path.parent / _UNFINISHED.format(os.urandom(_RANDOM_BYTES).hex())
    try:
        with os.fdopen(os.open(unfinished, _NEW, _OWNERS_FILE), "wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _obstacle(path: Path) -> str | None:
    """What is at this path, unless it is a regular file or nothing."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return "it is a folder"
    return "it is a link" if stat.S_ISLNK(mode) else "it is a device, not a file"


def remove_unfinished(folder: Path) -> None:
    """Remove the temporary files of a writer that was stopped."""
    for path in folder.glob(_UNFINISHED.format("[0-9a-f]" * 2 * _RANDOM_BYTES)):
        path.unlink(missing_ok=True)


# --- CSV -----------------------------------------------------------------------------------------

_FORMULA: Final = re.compile(r"(^|[;|])(?=\s*[=+\-@＝＋－＠])")
"""Where a cell begins like a formula, even for a spreadsheet that splits cells at a semicolon or a bar."""


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """These rows as CSV. None becomes an empty cell, and numbers stay numbers."""
    import csv

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """The value; text that begins like a formula gets a `'` in front, so that a spreadsheet shows it as text."""
    return _FORMULA.sub(r"\1'", printable(value)) if isinstance(value, str) else value
