"""Worker processes: the end of a process costs one task and nothing else."""

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
from math import inf
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any, Final

from analyzer import __version__
from analyzer.errors import (
    ClusterError,
    ExportError,
    MappingError,
    OutputError,
    SystemLacksError,
    bug,
)
from analyzer.language import find_language, speaking
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.workshop.lock import lifeline
from analyzer.workshop.options import Budget
from analyzer.workshop.processes import interrupts_ignored, silence, start

ENDED = "The system ended the program that read it, perhaps because memory ran out."
NO_MEMORY = "There was not enough memory to read it."

# Workers are not forked from this process, because a fork would copy pyarrow's threads in the middle of their work. On
# Linux they are forked from a process that has only imported everything; elsewhere each imports it.
_CONTEXT: Any = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
_CONTEXT.set_forkserver_preload(["analyzer.workshop.preload"])


@dataclass(frozen=True)
class Task:
    """A function of a module and its arguments. `key` identifies its outcome."""

    key: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Outcome:
    """The `value` of a task, or the `reason` why there is none.

    `fatal` means that no other task can be done either, for example because the disk is full.
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
    """The task of a worker, and when it must be finished."""

    worker: _Worker
    key: str
    due: float


class Workers:
    """At most `count` processes that do tasks one after the other; a context, which ends them all.

    A process may take seconds to import what a task needs, and another can do many small tasks in that time. So they
    are started one by one: each once the one before is ready and there is still work for it. A task that exceeds the
    `budget` by the `clock` costs its process. If this process dies, they end too.
    """

    def __init__(self, count: int, budget: Budget, clock: Callable[[], float] = monotonic) -> None:
        self._count = count
        self._budget = budget
        self._clock = clock
        self._starting: _Worker | None = None
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, _Job] = {}

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        starting = [self._starting] if self._starting else []
        with interrupts_ignored():
            for worker in [*starting, *self._idle, *(job.worker for job in self._busy.values())]:
                worker.process.terminate()
                worker.process.join(_LONGEST_WAIT)
                worker.process.kill()  # if someone has stopped it with SIGSTOP
                _bury(worker)

    def run(
        self, tasks: Iterable[Task], beat: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[str, Outcome]]:
        """The key and the outcome of each task, in the order in which they end.

        `beat` is called at least every second, and may end all this by an exception. Raises OutputError if a task could not
        write its result.
        """
        waiting = deque(tasks)
        while waiting or self._busy:
            self._hand_out(waiting)
            starting = [self._starting.connection] if self._starting else []
            ready = wait([*self._busy, *starting], self._seconds_to_wait())
            beat()
            died = any(connection in ready for connection in starting) and not self._has_started()
            if died and waiting and not self._idle and not self._busy:
                # Without any process left, this would never end; so it costs the task.
                yield waiting.popleft().key, Outcome(reason=ENDED)
            for connection in [busy for busy in self._busy if busy in ready]:
                job = self._busy.pop(connection)
                outcome = self._receive(job.worker)
                if outcome.fatal:
                    raise OutputError(outcome.reason)
                yield job.key, outcome
            now = self._clock()
            for job in [job for job in self._busy.values() if job.due <= now]:
                del self._busy[job.worker.connection]
                job.worker.process.kill()
                _bury(job.worker)
                yield job.key, Outcome(reason=self._budget.too_slow)

    def _seconds_to_wait(self) -> float:
        """The seconds until the clock is read again."""
        first_due = min((job.due for job in self._busy.values()), default=inf)
        return min(max(first_due - self._clock(), 0), _LONGEST_WAIT)

    def _hand_out(self, waiting: deque[Task]) -> None:
        """Give waiting tasks to idle workers, and start another worker if some are left."""
        while waiting and self._idle:
            worker, task = self._idle.pop(), waiting[0]
            try:
                worker.connection.send((task.function, task.arguments))
            except OSError:  # it died while it was idle
                _bury(worker)
                continue
            waiting.popleft()
            due = self._clock() + self._budget.seconds
            self._busy[worker.connection] = _Job(worker, task.key, due)
        if waiting and not self._starting and len(self._busy) < self._count:
            self._starting = _start(waiting[0].function, self._budget)

    def _has_started(self) -> bool:
        """Whether the worker that was starting is ready for work; it is buried if it died."""
        worker, self._starting = self._starting, None
        assert worker is not None
        try:
            worker.connection.recv()
        except (EOFError, OSError):
            _bury(worker)
            self._count = max(1, len(self._busy))  # more do not fit
            return False
        self._idle.append(worker)
        return True

    def _receive(self, worker: _Worker) -> Outcome:
        try:
            outcome: Outcome = worker.connection.recv()
        except (EOFError, OSError):
            _bury(worker)
            too_large = worker.process.exitcode == _OVER_MEMORY
            return Outcome(reason=self._budget.too_large if too_large else ENDED)
        self._idle.append(worker)
        return outcome


_LONGEST_WAIT: Final = 1.0
"""Seconds. The clock is read this often, because it stops while a computer sleeps."""


def _start(function: Callable[..., Any], budget: Budget) -> _Worker:
    """A process that sends None once it has imported what `function` needs."""
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_work, args=(theirs, budget, lifeline()), daemon=True)
    try:
        start(process)
    except OSError as error:  # such as a temporary folder whose name is too long for a socket
        raise SystemLacksError(
            f"No process could be started to read the exports ({error.strerror or error})."
        ) from None
    theirs.close()
    with suppress(OSError):  # it has already died, which shows when it should answer
        ours.send((function, None))
    return _Worker(process, ours)


def _bury(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.join()


# --- in the worker -------------------------------------------------------------------------------


def _work(connection: Connection, budget: Budget, _lifeline: Connection | None) -> None:
    silence()
    gc.set_threshold(100_000, 50, 100)  # as in `__main__`
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            function, arguments = connection.recv()
            if arguments is None:
                connection.send(None)
                continue
            with _within(budget):
                outcome = attempt(function, arguments)
            connection.send(outcome)


def attempt(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    """The outcome of calling the function. The reason for a failure names nothing in the export."""
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


def mapping_in(directory: Path | None, lang: str) -> ExportMapping:
    """The mapping in this folder, or the built-in one, in a language.

    Raises MappingError, or LanguageError if it has no translation.
    """
    with speaking(find_language(lang)):
        return load_mapping(directory)


def worker_mapping(directory: Path | None, lang: str = "en") -> ExportMapping:
    """The mapping of `mapping_in`, loaded once in a process."""
    return _loaded(directory, lang)


_loaded = cache(mapping_in)


def check_worker(version: str, mapping: Path | None, sha256: str) -> None:
    """Check that this process has the version and the mapping that the batch was started with. Raises ClusterError."""
    if version != __version__:
        raise ClusterError(
            f"A worker of the cluster has linkedin-exposure {__version__}, but this machine has {version}. "
            "Install the same version on both."
        )
    try:
        same = worker_mapping(mapping).sha256 == sha256
    except MappingError:
        same = False
    if not same:
        raise ClusterError("A worker of the cluster has no mapping at that path, or another one.")


# --- in the worker: its budget -------------------------------------------------------------------

_OVER_MEMORY: Final = 77
_ORPHANED: Final = 78
"""Exit codes of a worker that exceeded its memory, and of one whose parent is gone."""

_INTERVAL: Final = 0.05
"""Seconds between two checks of the memory."""

_GRACE: Final = 30
"""Seconds after its time is over at which the system ends a worker whose parent is dead."""


@contextmanager
def _within(budget: Budget) -> Iterator[None]:
    """Run the block within the worker's budget. The process exits if it is exceeded or the parent is gone.

    The memory is not limited where it is not reported, as on Windows without psutil.
    """
    _watch(budget)
    if hasattr(signal, "setitimer"):
        # The parent limits the time. If it is dead and the block never lets the watching thread run, the system ends
        # the process.
        signal.setitimer(signal.ITIMER_REAL, budget.seconds + _GRACE)
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    if _is_too_large(budget):  # now, so that the next task is not blamed for it
        os._exit(_OVER_MEMORY)


@cache
def _watch(budget: Budget) -> None:
    """Start to watch this process, once."""
    threading.Thread(target=_exit_in_time, args=(budget,), daemon=True).start()


def _exit_in_time(budget: Budget) -> None:
    parent = multiprocessing.parent_process()
    sentinels = [parent.sentinel] if parent else []
    while not wait(sentinels, _INTERVAL):
        if _is_too_large(budget):
            os._exit(_OVER_MEMORY)
    os._exit(_ORPHANED)


def _is_too_large(budget: Budget) -> bool:
    """Whether this process has ever used more memory. All its tasks have the same budget."""
    peak = _peak_bytes()
    return peak is not None and peak > budget.megabytes * 1_000_000


if sys.platform == "win32":
    try:
        import psutil
    except ImportError:
        psutil = None

    def _peak_bytes() -> int | None:
        """The most memory that this process has ever used; None without the extra for Windows."""
        return psutil.Process().memory_info().peak_wset if psutil else None

else:
    import resource

    _UNIT: Final = 1 if sys.platform == "darwin" else 1024

    def _peak_bytes() -> int | None:
        """The most memory that this process has ever used."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
