"""Worker processes, so that whatever ends one costs one task and nothing else."""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from analyzer.errors import ExportError, OutputError, place_of

ENDED = "The program that read it was ended by the system, perhaps for lack of memory."
NO_MEMORY = "There was not enough memory to read it."

# Spawned and not forked: a fork would carry over the threads of pyarrow halfway through their work.
_CONTEXT = multiprocessing.get_context("spawn")


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


class Workers:
    """At most `count` processes that do tasks one after the other; a context, which ends them all."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, tuple[_Worker, str]] = {}

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        with _interrupts_ignored():
            for worker in [*self._idle, *(worker for worker, _ in self._busy.values())]:
                worker.process.terminate()
                worker.process.join()
                worker.connection.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[str, Outcome]]:
        """Each task's key and outcome, in the order in which they end.

        Raises OutputError when one could not write its result.
        """
        waiting = deque(tasks)
        while waiting or self._busy:
            while waiting and len(self._busy) < self._count:
                self._give(waiting.popleft())
            ready = wait([worker.connection for worker, _ in self._busy.values()])
            for connection in [one for one in self._busy if one in ready]:
                worker, key = self._busy.pop(connection)
                outcome = self._receive(worker)
                if outcome.fatal:
                    raise OutputError(outcome.reason)
                yield key, outcome

    def _give(self, task: Task) -> None:
        while True:
            worker = self._idle.pop() if self._idle else _start()
            try:
                worker.connection.send((task.function, task.arguments))
            except OSError:  # it died while it had nothing to do
                _bury(worker)
                continue
            self._busy[worker.connection] = worker, task.key
            return

    def _receive(self, worker: _Worker) -> Outcome:
        try:
            outcome: Outcome = worker.connection.recv()
        except (EOFError, OSError):
            _bury(worker)
            return Outcome(reason=ENDED)
        self._idle.append(worker)
        return outcome


def _start() -> _Worker:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_work, args=(theirs,), daemon=True)
    with _interrupts_ignored():  # which the new one inherits: Ctrl-C is for the parent to answer
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _bury(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.join()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- in the worker -------------------------------------------------------------------------------


def _work(connection: Connection) -> None:
    if not os.environ.get("EXPOSURE_DEBUG"):
        _be_silent()
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            function, arguments = connection.recv()
            connection.send(attempt(function, arguments))


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
        # A mistake of ours. Its message may quote a cell, so only its kind and place are shown.
        return Outcome(
            reason=f"A mistake in linkedin-exposure ({type(error).__name__} {place_of(error)})."
        )


def _be_silent() -> None:
    """Libraries that fail deep down print what they were reading, which is somebody's."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
            os.dup2(nowhere, stream.fileno())
