"""The folder in the user's cache for what takes long to make again: compiled templates, and the list of fonts."""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

_IN_HOME = {"darwin": "Library/Caches", "win32": "AppData/Local"}


def cache_folder(name: str) -> Path | None:
    """The folder `name` in the user's cache, made if it is missing; None where there is no such folder to trust.

    Programs run what they find there. So nobody else may own it or write to it, and as another user, such as with
    `sudo`, this one goes without. A home folder is never created.
    """
    with suppress(OSError, RuntimeError):  # RuntimeError: there is no home
        folder = _user_cache()
        for part in ("linkedin-exposure", name):
            if not _is_ours(folder):
                return None
            folder /= part
            folder.mkdir(mode=0o700, exist_ok=True)
        if _is_ours(folder.parent, alone=True) and _is_ours(folder, alone=True):
            return folder if os.access(folder, os.W_OK) else None
    return None


def _user_cache() -> Path:
    """Where this user's programs keep such files. Raises RuntimeError where there is no home."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "")
    if chosen.is_absolute():
        return chosen
    home = Path.home()
    folder = home / _IN_HOME.get(sys.platform, ".cache")
    if _is_ours(home):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _is_ours(folder: Path, *, alone: bool = False) -> bool:
    """Whether this user owns the folder; with `alone`, no link leads to it and no one else may write to it."""
    status = folder.lstat() if alone else folder.stat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):  # Windows, where the folder is in the user's profile
        return True
    return status.st_uid == os.geteuid() and not (alone and status.st_mode & 0o022)
