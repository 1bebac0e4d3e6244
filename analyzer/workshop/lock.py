"""Keeps a second batch out of the folder that a batch is writing to, and removes what a batch that is killed would leave.

A small process, the caretaker, waits until this one and all its workers have ended. If they end in order, it has nothing
to do.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.util import get_temp_dir
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

    If this process is killed in the block, its lock and half-written files are removed once its workers have ended.
    Raises OutputError if another batch is writing to it, or if it cannot be written or is not from a batch.
    """
    with writing(out):
        path = out / LOCK
        if path.is_symlink():
            raise OutputError(f"{path} is a link. Remove it, or give another folder with --out.")
        if not path.exists():
            check_ours(out)
        make_folder(out)
        with _guarded(out):
            unlock = _lock(path)
            if unlock is None:
                raise OutputError(
                    f"Another batch is writing to {out}. Wait until it has finished, or give another folder with --out."
                )
            try:
                yield
            finally:
                unlock()


def _lock(path: Path) -> Callable[[], None] | None:
    """A function that ends the lock and removes its file; None if another process has it. Raises OSError."""
    from filelock import FileLock, Timeout  # only a batch needs it

    lock = FileLock(path, timeout=0, mode=0o600)
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


# --- after a kill --------------------------------------------------------------------------------

CARETAKER: Final = "caretaker"


def lifeline() -> Connection | None:
    """A connection that every worker holds, so that the caretaker waits for its end. None if no process could be started."""
    return _caretaker()


@contextmanager
def _guarded(out: Path) -> Iterator[None]:
    """A block in which the caretaker looks after the folder."""
    folder = os.fspath(out.absolute())
    _send(True, folder)
    try:
        yield
    finally:
        _send(False, folder)


def _send(is_guarded: bool, folder: str) -> None:
    if connection := _caretaker():
        with suppress(OSError):  # someone ended it
            connection.send((is_guarded, folder))


@cache
def _caretaker() -> Connection | None:
    """The connection to the caretaker of this process, which is started now, and is ready.

    It is spawned, not forked: it imports little, and needs no socket itself.
    """
    context: Any = multiprocessing.get_context("spawn")
    ours: Connection
    try:
        theirs, ours = context.Pipe()
        start(context.Process(target=_take_care, args=(theirs,), name=CARETAKER, daemon=True))
        theirs.close()
        ours.recv()
        # Nothing else is in this folder.
        ours.send(get_temp_dir() if sys.platform == "linux" else None)
    except (EOFError, OSError):  # such as no memory for a process, which the first worker reports
        return None
    return ours


def _take_care(connection: Connection) -> None:
    """Note which folders are in use until no process is left that could write to them; then tidy them."""
    silence()
    if hasattr(os, "setsid"):
        os.setsid()  # so that no signal to all processes of a terminal, or to their group, ends this one
    sockets: str | None = None
    guarded: set[str] = set()
    with suppress(EOFError, OSError):
        connection.send(None)
        sockets = connection.recv()
        while True:
            is_guarded, folder = connection.recv()
            (guarded.add if is_guarded else guarded.discard)(folder)
    for folder in guarded:
        with suppress(OSError):
            _tidy(Path(folder))
    if sockets:
        rmtree(sockets, ignore_errors=True)


def _tidy(out: Path) -> None:
    """Remove the lock and half-written files of the batch in `out`, unless another has begun there."""
    if is_result(out / LOCK) and (unlock := _lock(out / LOCK)):
        clean(out)
        unlock()
