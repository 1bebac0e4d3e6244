"""The user's cache, for two things that are slow to compute: compiled templates and matplotlib's list of fonts."""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

_IN_HOME = {"darwin": "Library/Caches", "win32": "AppData/Local"}


def cache_folder(name: str) -> Path | None:
    """The folder `name` in the user's cache, created if missing; None if the cache cannot be used.

    Compiled templates are code, so the folder must belong to this user, and no other user may write to it.
    Under `sudo` the cache of the user who called it is left alone. A home folder is never created.
    """
    with suppress(OSError, RuntimeError):  # RuntimeError: this user has no home
        folder = _user_cache()
        for part in ("linkedin-exposure", name):
            if not _is_ours(folder):
                return None
            folder /= part
            folder.mkdir(mode=0o700, exist_ok=True)
        if _is_ours(folder.parent, private=True) and _is_ours(folder, private=True):
            return folder if os.access(folder, os.W_OK) else None
    return None


def _user_cache() -> Path:
    """The folder in which the programs of this user keep caches. Raises RuntimeError if the user has no home."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "")
    if chosen.is_absolute():
        return chosen
    home = Path.home()
    folder = home / _IN_HOME.get(sys.platform, ".cache")
    if _is_ours(home):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _is_ours(folder: Path, *, private: bool = False) -> bool:
    """Whether this user owns the folder; if `private`, also that it is not a link and only the user can write to it."""
    status = folder.lstat() if private else folder.stat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):  # on Windows, where the folder is in the user's profile
        return True
    return status.st_uid == os.geteuid() and not (private and status.st_mode & 0o022)
