"""Removes what a program that was killed in the middle of a workshop has left in the temporary folder."""

import os
import stat
import sys
import time
from contextlib import suppress
from functools import cache
from multiprocessing.util import get_temp_dir
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from typing import Any, Final

MARK: Final = "linkedin-exposure"
"""The file that marks the folder with the sockets of this program's workers. It is locked until the program ends."""

NEW: Final = 60
"""Seconds in which a mark may not be locked yet."""


def sweep() -> None:
    """Mark the folder with the sockets of this process's workers, and remove marked folders of programs that have ended.

    Folders of other programs have no mark and stay. Only Linux needs such sockets.
    """
    if sys.platform == "linux":
        for folder in Path(gettempdir()).glob("pymp-*"):
            with suppress(OSError):  # it is gone
                if _is_left(folder):
                    rmtree(folder)
        with suppress(OSError):  # the workers report it
            _mark()


@cache
def _mark() -> Any:
    """The lock of this process's mark."""
    return _locked(Path(get_temp_dir()) / MARK)


def _locked(path: Path) -> Any:
    """The lock of a mark; None if another process has it. Raises OSError if it cannot be locked."""
    from filelock import FileLock, Timeout  # only a workshop needs it

    lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    except NotImplementedError as error:  # a file system without locks
        raise OSError from error
    return lock


def _is_left(folder: Path) -> bool:
    """Whether this is a folder of this user alone with nothing but sockets and the mark of a program that has ended."""
    status, mark = folder.lstat(), folder / MARK
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        return False
    marked = mark.lstat()
    if not stat.S_ISREG(marked.st_mode) or marked.st_mtime > time.time() - NEW:
        return False
    if any(child.name != MARK and not child.is_socket() for child in folder.iterdir()):
        return False
    if lock := _locked(mark):
        lock.release()
    return lock is not None
