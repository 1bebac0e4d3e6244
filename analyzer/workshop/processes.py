"""Starts processes that Ctrl-C does not reach, because only this one answers it, and that print nothing."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


def start(process: Any) -> None:
    """Start a process of `multiprocessing`. It imports the program that is installed. Raises OSError."""
    if sys.platform != "win32":
        # If the program was started with this blocked, the end of a process would not be noticed.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    with interrupts_ignored(), _current_folder_ignored():
        process.start()


def silence() -> None:
    """Discard the output of this process: a library that fails may print cells."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
            os.dup2(nowhere, stream.fileno())


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """A block that Ctrl-C does not interrupt. A process that is started in it inherits this."""
    if threading.current_thread() is not threading.main_thread():
        with _interrupts_blocked():
            yield
        return
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Only the main thread may change what an interrupt does. A process that this thread starts inherits that it is blocked."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would end the blocking when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _current_folder_ignored() -> Iterator[None]:
    """Let a Python that starts here import no `analyzer` of the current folder, such as this project's source."""
    stated = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if stated is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = stated
