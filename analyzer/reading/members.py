"""The files of an export before they are read: what is known of them, and what is refused."""

from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import ExportError
from analyzer.limits import Limits, to_allow

BLOCK = 1 << 20
"""Bytes of a file that are read at once."""

NO_FILE = "It is a link or a device, not a file."
"""A link could lead out of the export, into somebody else's file; a pipe never ends."""

_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})
JUNK_FOLDERS = frozenset({"__macosx", ".git", ".svn", "node_modules"})
"""Folders of systems and programs, in small letters."""


class UnreadableMemberError(Exception):
    """A member cannot be read, for the reason given: a finding about the export, not a failure."""


@dataclass(frozen=True)
class Member:
    """One file of an export: its path inside the archive (`/` between parts, NFC) and its size.

    `refused` says why it is not even tried to be read, where that is known from the list of files.
    """

    path: str
    size: int
    refused: str | None = None


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether it is a file that macOS, Windows or an editor puts among the export's own (quirk 22)."""
    folders, name = parts[:-1], parts[-1].casefold()
    return (
        name in _JUNK_NAMES
        or name.startswith((".", "~$"))
        or any(folder.casefold() in JUNK_FOLDERS for folder in folders)
    )


def too_deep(depth: int, limits: Limits) -> str | None:
    """Why a file with so many folders above it is refused."""
    if depth <= limits.folders:
        return None
    return (
        f"It is more than {limits.folders:,} folders down, further than in any export. "
        + to_allow("folders", max(depth, 2 * limits.folders))
    )


def too_many(path: Path, limits: Limits) -> ExportError:
    """The error for an export at `path` with more files than `limits` allow."""
    return too_much(path, f"more than {limits.files:,} files", "files", 2 * limits.files)


def too_much(path: Path, much: str, limit: str, needed: int) -> ExportError:
    """The error for an export at `path` that holds `much`; with `needed` for the `limit`, it is read."""
    allow = to_allow(limit, needed)
    return ExportError(
        f"{path} holds {much}: more than any export. Give the export's own folder, or the ZIP. {allow}",
        f"It holds {much}: more than any export. {allow}",
    )
