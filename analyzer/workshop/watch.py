"""In a worker: keeps it to its budget, and ends it when its parent is gone."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import wait
from typing import Final

from analyzer.workshop.budget import Budget

OVER_MEMORY: Final = 77
"""The exit code of a worker that needed more memory than it may."""

_ORPHANED: Final = 78

_INTERVAL: Final = 0.05
"""Seconds between two looks at the memory."""

_GRACE: Final = 30
"""Seconds past the limit after which the system ends a worker that its parent, being dead, has not ended."""


@contextmanager
def keep_to(budget: Budget) -> Iterator[None]:
    """Do in this process, a worker, what has budget. It ends the process when they or its parent are gone past.

    Where the system does not tell how much memory a process needs, as on Windows, nothing is done about it.
    """
    _watch(budget)
    if budget.seconds and hasattr(signal, "setitimer"):
        # The parent sees to the limit. This is for the case that it is dead, and that what is done here never lets the
        # watch have its turn: the system itself ends the process then.
        signal.setitimer(signal.ITIMER_REAL, budget.seconds + _GRACE)
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    if _is_too_large(budget):  # so that nobody else is blamed for it
        os._exit(OVER_MEMORY)


@cache
def _watch(budget: Budget) -> None:
    """Start to watch this process, once."""
    threading.Thread(target=_end_in_time, args=(budget,), daemon=True).start()


def _end_in_time(budget: Budget) -> None:
    parent = multiprocessing.parent_process()
    gone = [parent.sentinel] if parent else []
    while not wait(gone, _INTERVAL):
        if _is_too_large(budget):
            os._exit(OVER_MEMORY)
    os._exit(_ORPHANED)


def _is_too_large(budget: Budget) -> bool:
    """Whether this process has ever needed more; what was done before had the same budget."""
    peak = _peak()
    return budget.megabytes is not None and peak is not None and peak > budget.megabytes * 1_000_000


if sys.platform == "win32":

    def _peak() -> int | None:
        return None

else:
    import resource

    _UNIT: Final = 1 if sys.platform == "darwin" else 1024

    def _peak() -> int | None:
        """The most bytes of memory that this process ever had."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
