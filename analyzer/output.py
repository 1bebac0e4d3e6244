"""Where results may be written, and how: each file whole or not at all."""

import csv
import io
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Final, Literal

from analyzer.errors import OutputError
from analyzer.text import printable

REPORTS = "reports"
"""The folder that results go to by default."""

SHARE_SUFFIX = ".json"
"""How a file with counts for a workshop is called, and told from an archive."""

_UNFINISHED = ".exposure-{}.part"
_RANDOM_BYTES = 8

# What is made of an export is for its owner alone, until they give it to somebody.
_OWNERS_FILE, _OWNERS_FOLDER = 0o600, 0o700
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


# --- where ---------------------------------------------------------------------------------------


def page_name(export_name: str) -> str:
    """The page's file name: the export's own name, without `.zip` and characters that not every system allows."""
    name = unicodedata.normalize("NFC", export_name).strip()
    while name.lower().endswith((".zip", ".html")):
        name = name.rpartition(".")[0].strip()
    kept = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in name)
    short = kept.encode("utf-8", "replace")[:100].decode("utf-8", "ignore").strip(" .-")
    reserved = short.upper() in {"CON", "PRN", "AUX", "NUL"}  # on Windows
    return f"export {short}" if reserved else short or "export"


def place_page(
    exports: Sequence[Path],
    out: Path | None,
    others: Mapping[str, Path | None],
    mapping: Path | None = None,
) -> Path:
    """The path of the page about `exports`, oldest first: `out`, or by default one made of their names.

    `others` are the other files to be written, by their options, and `mapping` a folder that is read; None where there
    is to be none. Raises OutputError if any would change an export or replace a file of the mapping, or if two are
    the same file.
    """
    names = (page_name(export.resolve().name) for export in reversed(exports))
    page = out or _default_folder(*exports) / f"{' since '.join(names)}.html"
    check_targets(exports, {"--out": page, **others}, mapping)
    return page


def check_targets(
    exports: Sequence[Path], given: Mapping[str, Path | None], mapping: Path | None = None
) -> None:
    """Check the files to be written, by their options; None where there is to be none.

    Raises OutputError if any of them would change an export or replace a file in the folder `mapping`, or if two
    are the same file.
    """
    targets = {option: target for option, target in given.items() if target}
    for (option, target), export in product(targets.items(), exports):
        if is_inside(target, export):
            where = "is" if export.is_file() else "is in"
            raise OutputError(
                f"{target} {where} the export itself, which is never changed. "
                f"Give another place with {option}."
            )
    for option, target in targets.items():
        if mapping and is_inside(target, mapping) and target.exists():
            raise OutputError(
                f"{target} is a file of the mapping, which is never replaced. Give another place with {option}."
            )
    for (first, target), (option, other) in combinations(targets.items(), 2):
        if _same_file(target, other):
            raise OutputError(
                f"{other} cannot be both {_WRITTEN[first]} and {_WRITTEN[option]}. "
                f"Give another place with {option}."
            )


def picture_kind(path: Path) -> Literal["svg", "png"]:
    """The kind of picture that the name of a file asks for. Raises OutputError if it is neither."""
    if path.suffix.lower() == ".svg":
        return "svg"
    if path.suffix.lower() == ".png":
        return "png"
    raise OutputError(f"{path} has to end in .svg or .png. Give another name with --picture.")


def check_share_name(path: Path) -> None:
    """Check that a share file is called what a batch looks for. Raises OutputError."""
    if path.suffix.lower() != SHARE_SUFFIX:
        raise OutputError(f"{path} has to end in {SHARE_SUFFIX}. Give another name with --share.")


_WRITTEN: Final = {
    "--out": "the page",
    "--json": "the numbers",
    "--picture": "the picture",
    "--share": "the share file",
}


def default_group(directory: Path) -> Path:
    """The folder that a batch of `directory` goes to by default."""
    return _default_folder(directory) / page_name(directory.resolve().name)


def _default_folder(*exports: Path) -> Path:
    """`reports/` here, or next to the export if the current folder is inside it."""
    here = Path(REPORTS)
    for export in exports:
        if is_inside(here, export):
            return export.resolve().parent / REPORTS
    return here


def check_group(directory: Path, out: Path, *, ours: bool) -> None:
    """Check that `out` is neither the folder of exports, `directory`, nor inside one of the exports.

    `ours` says that an earlier batch made `out`. A new folder in `directory` is allowed. Raises
    OutputError.
    """
    if _same(out, directory) or (not ours and _is_in_a_child(out, directory)):
        raise OutputError(
            f"{out} is among the exports, which are never changed. Give another folder with --out."
        )


def _is_in_a_child(out: Path, directory: Path) -> bool:
    try:
        children = sorted(directory.iterdir())
    except OSError:
        return False  # whoever reads the folder reports it
    # `out` may itself be a child, made for this purpose; `prepare` checks that.
    return any(
        is_inside(out, child) and (child.is_symlink() or not _same(out, child))
        for child in children
    )


def is_inside(target: Path, export: Path) -> bool:
    """Whether writing to `target` would change `export` or something in it, under whatever name.

    A hard link to one of its files counts too.
    """
    if any(_same(place, export) for place in _places_above(target)):
        return True
    try:
        found = target.stat()
    except (OSError, ValueError):
        return False  # there is no such file yet
    if found.st_nlink < 2 or not stat.S_ISREG(found.st_mode) or not export.is_dir():
        return False
    return any(
        _same(target, Path(folder) / name) for folder, _, names in os.walk(export) for name in names
    )


def _places_above(target: Path) -> Iterator[Path]:
    """`target` and every folder above it: as the path is written, and where its links lead."""
    for path in {_resolved(target), Path(os.path.abspath(target))}:  # noqa: PTH100 - without `..`, links kept
        yield from (path, *path.parents)


def _same(path: Path, other: Path) -> bool:
    """Whether both are the same file or folder. The system decides: it knows about links and letter case."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them does not exist
        return _resolved(path) == _resolved(other)


def _same_file(path: Path, other: Path) -> bool:
    """Whether both are the same file, or would be on a disk that ignores case and forms of accents."""
    return _same(path, other) or _folded(path) == _folded(other)


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", str(_resolved(path))).casefold()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (
        OSError,
        ValueError,
        RuntimeError,
    ):  # an unresolvable path fails later, when it is opened
        return path.absolute()


# --- writing -------------------------------------------------------------------------------------


def write_whole(path: Path, content: str | bytes | Iterable[bytes], option: str = "--out") -> None:
    """Write `content`, or one piece of it after the other, to `path`, under a temporary name first, so that nobody
    ever sees half of it.

    Only a regular file is replaced. Raises OutputError, naming the `option` that sets another place.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        make_folder(path.parent)
        why = _why_not_replaced(path)
        if why is None:
            _write_beside(path, [data] if isinstance(data, bytes) else data)
    except (OSError, ValueError) as error:
        why = why_not_written(error)
    if why is not None:
        raise OutputError(f"{path} cannot be written ({why}). Give another place with {option}.")


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, for their owner alone. Raises OSError or ValueError."""
    for missing in reversed([each for each in folder.parents if not each.exists()]):
        missing.mkdir(mode=_OWNERS_FOLDER, exist_ok=True)
    folder.mkdir(mode=_OWNERS_FOLDER, exist_ok=True)


def why_not_written(error: OSError | ValueError) -> str:
    """The reason the system gives, in a few words."""
    return getattr(error, "strerror", None) or "not a valid file name"


def _write_beside(path: Path, pieces: Iterable[bytes]) -> None:
    # Nobody can guess the name, and a file that exists is refused: no link planted there is followed.
    unfinished = path.parent / _UNFINISHED.format(secrets.token_hex(_RANDOM_BYTES))
    try:
        with os.fdopen(os.open(unfinished, _NEW, _OWNERS_FILE), "wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _why_not_replaced(path: Path) -> str | None:
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
    """Remove the unfinished files of a writer that was stopped."""
    for path in folder.glob(_UNFINISHED.format("[0-9a-f]" * 2 * _RANDOM_BYTES)):
        path.unlink(missing_ok=True)


# --- csv text --------------------------------------------------------------------------------------

_FORMULA: Final = re.compile(r"(^|[;|])(?=\s*[=+\-@＝＋－＠])")
"""Where a cell begins like a formula, also for a spreadsheet that parts cells at something else than commas."""


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """These rows as CSV; nothing is an empty cell, and a number stays one."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """The value as a spreadsheet takes it for what it is: text that begins like a formula after a `'`."""
    return _FORMULA.sub(r"\1'", printable(value)) if isinstance(value, str) else value
