"""Keeps a second batch out of the folder that a batch is writing to, and removes what a batch that is killed would leave.

A small process, the caretaker, waits until this one and all its workers have ended. If they end in order, it has nothing
to do.
"""

import multiprocessing
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize, get_temp_dir
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from analyzer.errors import OutputError
from analyzer.output import is_result, make_folder
from analyzer.workshop.folder import LOCK, check_ours, clean, writing
from analyzer.workshop.processes import silence, start


@contextmanager
def in_use(out: Path) -> Iterator[None]:
    """A block in which no other batch writes to `out`. The folder is made if it does not exist.

    If this process is killed in the block, its lock and half-written files are removed once its workers have ended, and
    so is a folder that it made and left empty. Raises OutputError if another batch is writing to it, or if it cannot be
    written or is not from a batch.
    """
    with writing(out):
        path = out / LOCK
        if not path.exists() and not path.is_symlink():
            check_ours(out)
        elif not _is_lock(path):
            raise OutputError(
                f"{path} is not from a batch. Remove it, or give another folder with --out."
            )
        with _guarded(out, is_new=not out.exists()):
            make_folder(out)
            unlock = _lock(path, _PATIENCE)
            if unlock is None:
                raise OutputError(
                    f"Another batch is writing to {out}. Wait until it has finished, or give another folder with --out."
                )
            try:
                yield
            finally:
                unlock()


def _is_lock(path: Path) -> bool:
    """Whether an empty file with one name is there, and no link: anything else is someone's."""
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_size == 0 and status.st_nlink == 1


def _lock(path: Path, seconds: float) -> Callable[[], None] | None:
    """A function that ends the lock and removes its file; None if another process has it so long. Raises OSError."""
    from filelock import FileLock, Timeout  # only a batch needs it

    lock = FileLock(path, timeout=seconds, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        return None
    except NotImplementedError:  # a file system without locks
        pass

    def unlock() -> None:
        with suppress(OSError):  # Windows removes no file that is open
            path.unlink(missing_ok=True)
        lock.release()

    return unlock


_PATIENCE: Final = 1
"""Seconds to wait for a lock. The caretaker of a batch that was killed just now holds it for less."""


# --- after a kill --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Folder:
    """A folder that a batch writes to. `is_new` if the batch makes it."""

    path: Path
    is_new: bool


@contextmanager
def _guarded(out: Path, *, is_new: bool) -> Iterator[None]:
    """A block in which the caretaker looks after the folder."""
    folder = _Folder(out.absolute(), is_new)
    _send(folder)
    try:
        yield
    finally:
        _send(folder)


def _send(folder: _Folder) -> None:
    if connection := lifeline():
        with suppress(OSError):  # someone ended it
            connection.send(folder)


@cache
def lifeline() -> Connection | None:
    """The connection to the caretaker of this process, which is started now, and is ready. None if it could not be started.

    Every worker holds it, so that the caretaker waits for its end. The caretaker is spawned, not forked: it imports little,
    and needs no socket itself.
    """
    context: Any = multiprocessing.get_context("spawn")
    ours: Connection
    try:
        theirs, ours = context.Pipe()
        start(context.Process(target=_take_care, args=(theirs,), daemon=True))
        theirs.close()
        ours.recv()
        # Nothing else is in this folder.
        ours.send(get_temp_dir() if sys.platform == "linux" else None)
    except (EOFError, OSError):  # such as no memory for a process, which the first worker reports
        return None
    Finalize(None, _dismiss, (ours,), exitpriority=_LAST)
    return ours


_LAST: Final = -200
"""Python ends its processes before it calls anything with such a priority, and removes its sockets with -100."""


def _dismiss(connection: Connection) -> None:
    """End the caretaker, and wait until it has ended, but not for long."""
    with suppress(OSError):  # it has ended
        connection.send(None)
        connection.poll(_PATIENCE)


def _take_care(connection: Connection) -> None:
    """Note which folders are in use until no process is left that could write to them; then tidy them."""
    silence()
    if sys.platform != "win32":
        # Neither a signal to all processes of a terminal or to their group nor the end of the program ends a grandchild.
        if os.fork():
            os._exit(0)
        os.setsid()
    sockets: str | None = None
    guarded: set[_Folder] = set()
    with suppress(EOFError, OSError):
        connection.send(None)
        sockets = connection.recv()
        while folder := connection.recv():
            guarded ^= {folder}
    for folder in guarded:
        with suppress(OSError):
            _tidy(folder)
    if sockets:
        rmtree(sockets, ignore_errors=True)


def _tidy(folder: _Folder) -> None:
    """Remove the lock and half-written files of the batch in the folder, unless another has begun there."""
    path = folder.path / LOCK
    if is_result(path) and _is_lock(path) and (unlock := _lock(path, 0)):
        clean(folder.path)
        unlock()
    if folder.is_new:
        folder.path.rmdir()
