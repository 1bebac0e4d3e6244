"""Worker processes: whatever ends one costs one task and nothing else."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any, Final

from analyzer import __version__
from analyzer.errors import ClusterError, ExportError, MappingError, OutputError, bug
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.workshop.options import UNLIMITED, Budget

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


# --- same ------------------------------------------------------------------------------------------


@cache
def mapping_in(directory: Path | None) -> ExportMapping:
    """The mapping in this folder, or the built-in one; a worker loads it once."""
    return load_mapping(directory)


def check_worker(version: str, mapping: Path | None, sha256: str) -> None:
    """Check that what is read here gives the same as where the batch was started. Raises ClusterError."""
    if version != __version__:
        raise ClusterError(
            f"A worker of the cluster has linkedin-exposure {__version__}, and this is {version}: install the same there."
        )
    try:
        same = mapping_in(mapping).sha256 == sha256
    except MappingError:
        same = False
    if not same:
        raise ClusterError("A worker of the cluster has another mapping at that path, or none.")


# --- workers ---------------------------------------------------------------------------------------

ENDED = "The program that read it was ended by the system, perhaps for lack of memory."
NO_MEMORY = "There was not enough memory to read it."

# Not forked from this process: a fork would carry over the threads of pyarrow halfway through their work. Where the
# system's libraries bear it, workers are forked from a process that has imported everything and done nothing yet;
# elsewhere each of them imports it.
_CONTEXT: Any = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
_CONTEXT.set_forkserver_preload(["analyzer.workshop.preload"])


@dataclass(frozen=True)
class Task:
    """A function of a module and what it is called with. `key` tells its outcome from others."""

    key: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a task: its `value`, or the `reason` for which there is none.

    `fatal`: nothing else can be done either, as when the disk is full.
    """

    value: Any = None
    reason: str | None = None
    fatal: bool = False


@dataclass(frozen=True, eq=False)
class _Worker:
    process: Any
    connection: Connection


@dataclass(frozen=True, eq=False)
class _Job:
    """What a worker is doing, and when it has to be done."""

    worker: _Worker
    key: str
    due: float


class Workers:
    """At most `count` processes that do tasks one after the other; a context, which ends them all.

    A process may take seconds to import what a task needs, in which another does many small tasks. So they
    are started one after the other, each once the one before is ready and there is still work for it.
    A task that goes past the `budget` costs its process. If this one dies, they end too.
    """

    def __init__(self, count: int, budget: Budget = UNLIMITED) -> None:
        self._count = count
        self._budget = budget
        self._starting: _Worker | None = None
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, _Job] = {}

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        starting = [self._starting] if self._starting else []
        with _interrupts_ignored():
            for worker in [*starting, *self._idle, *(job.worker for job in self._busy.values())]:
                worker.process.terminate()
                worker.process.join()
                worker.connection.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[str, Outcome]]:
        """Each task's key and outcome, in the order in which they end.

        Raises OutputError when one could not write its result.
        """
        waiting = deque(tasks)
        while waiting or self._busy:
            self._give(waiting)
            starting = [self._starting.connection] if self._starting else []
            ready = wait([*self._busy, *starting], self._patience())
            died = any(each in ready for each in starting) and not self._started()
            if died and waiting and not self._idle and not self._busy:
                # With no process left at all, the task is what it costs; or this would never end.
                yield waiting.popleft().key, Outcome(reason=ENDED)
            for connection in [busy for busy in self._busy if busy in ready]:
                job = self._busy.pop(connection)
                outcome = self._receive(job.worker)
                if outcome.fatal:
                    raise OutputError(outcome.reason)
                yield job.key, outcome
            now = monotonic()
            for job in [job for job in self._busy.values() if job.due <= now]:
                del self._busy[job.worker.connection]
                job.worker.process.kill()
                _bury(job.worker)
                yield job.key, Outcome(reason=self._budget.too_slow)

    def _patience(self) -> float | None:
        """The seconds to wait before looking at the clock again; None without a limit."""
        dues = [job.due for job in self._busy.values()]
        if self._budget.seconds is None or not dues:
            return None
        return min(max(min(dues) - monotonic(), 0), _LONGEST_WAIT)

    def _give(self, waiting: deque[Task]) -> None:
        """Give what waits to those who are idle; start another process if that is not enough."""
        while waiting and self._idle:
            worker, task = self._idle.pop(), waiting[0]
            try:
                worker.connection.send((task.function, task.arguments))
            except OSError:  # it died while it had nothing to do
                _bury(worker)
                continue
            waiting.popleft()
            due = monotonic() + (self._budget.seconds or float("inf"))
            self._busy[worker.connection] = _Job(worker, task.key, due)
        if waiting and not self._starting and len(self._busy) < self._count:
            self._starting = _start(waiting[0].function, self._budget)

    def _started(self) -> bool:
        """Whether the process that was starting is ready for work; it is buried if it died."""
        worker, self._starting = self._starting, None
        assert worker is not None
        try:
            worker.connection.recv()
        except (EOFError, OSError):
            _bury(worker)
            self._count = max(1, len(self._busy))  # for more there is no room
            return False
        self._idle.append(worker)
        return True

    def _receive(self, worker: _Worker) -> Outcome:
        try:
            outcome: Outcome = worker.connection.recv()
        except (EOFError, OSError):
            _bury(worker)
            large = worker.process.exitcode == OVER_MEMORY
            return Outcome(reason=self._budget.too_large if large else ENDED)
        self._idle.append(worker)
        return outcome


_LONGEST_WAIT = 1.0
"""Seconds. The clock is looked at that often, since it stands still while a computer sleeps."""


def _start(function: Callable[..., Any], budget: Budget) -> _Worker:
    """A process that says when it has imported what `function` needs."""
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_work, args=(theirs, budget), daemon=True)
    with _interrupts_ignored():  # which the new one inherits: Ctrl-C is for the parent to answer
        process.start()
    theirs.close()
    with suppress(OSError):  # it died already, as is seen when it should answer
        ours.send((function, None))
    return _Worker(process, ours)


def _bury(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.join()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is interrupted, and only it may say so
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- in the worker -------------------------------------------------------------------------------


def _work(connection: Connection, budget: Budget) -> None:
    _be_silent()
    gc.set_threshold(100_000, 50, 100)  # as in `__main__`
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            function, arguments = connection.recv()
            if arguments is None:
                connection.send(None)
                continue
            with keep_to(budget):
                outcome = attempt(function, arguments)
            connection.send(outcome)


def attempt(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    """What comes of calling it; a failure is a reason in general words."""
    try:
        return Outcome(function(*arguments))
    except ExportError as error:
        return Outcome(reason=error.general)
    except OutputError as error:
        return Outcome(reason=str(error), fatal=True)
    except MemoryError:
        return Outcome(reason=NO_MEMORY)
    except Exception as error:
        return Outcome(reason=bug(error))


def _be_silent() -> None:
    """Libraries that fail deep down print what they were reading, which is somebody's."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
            os.dup2(nowhere, stream.fileno())
