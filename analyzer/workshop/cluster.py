"""Tasks in shards on an executor such as a Dask cluster, and exports at an address."""

import hashlib
import logging
import multiprocessing
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from analyzer.errors import ClusterError, ExportError, OutputError, without_words
from analyzer.workshop import workers
from analyzer.workshop.options import Budget
from analyzer.workshop.workers import ENDED, Outcome, Task

SHARD: Final = 25
"""Exports that a process reads with one worker, whose start costs 0.1 s."""


@dataclass(frozen=True)
class Cluster:
    """An executor with processes anywhere, and the errors it raises if a process ends during its work.

    `exports` is the address of the folder of exports; None if the folder has the same path for all processes.
    `shard_size` is the number of exports in a shard.
    """

    executor: Executor
    lost: tuple[type[Exception], ...] = (BrokenExecutor,)
    exports: str | None = None
    shard_size: int = SHARD


LOCAL: Final = "local"
"""Instead of an address: a cluster of processes on this machine, which ends with the command."""

_TIMEOUT: Final = "30s"
"""The time a scheduler has to answer."""


@contextmanager
def dask_cluster(address: str, jobs: int, exports: str | None = None) -> Iterator[Cluster]:
    """The cluster whose scheduler is at this address, or a `LOCAL` one of `jobs` processes.

    Raises ClusterError if Dask is not installed, or if no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ClusterError(
            "--dask needs Dask, which is not installed. Install it with: pip install 'linkedin-exposure[dask]'"
        ) from None
    # The outcomes report every failure of a shard.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        scheduler = address
        if address == LOCAL:
            scheduler = stack.enter_context(
                LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,  # it would be a web server
                    memory_limit=0,  # each export has its own limit
                    silence_logs=logging.CRITICAL,
                )
            )
        try:
            client = stack.enter_context(Client(scheduler, timeout=_TIMEOUT, set_as_default=False))
        except (OSError, ValueError):
            raise ClusterError(
                f"No Dask scheduler answers at {address}. Give its address as it prints it, such as tcp://10.0.0.1:8786."
            ) from None
        yield Cluster(client.get_executor(pure=False), (KilledWorker,), exports)


def list_exports(cluster: Cluster) -> dict[str, str]:
    """The files in the folder of exports as a process of the cluster lists them, each with a digest of its state.

    Raises ExportError if the folder cannot be listed or has no files, and ClusterError if the cluster is gone.
    """
    assert cluster.exports is not None
    try:
        files = cluster.executor.submit(_list_folder, cluster.exports).result()
    except ExportError:
        raise
    except Exception as error:
        raise _cannot_begin(error) from None
    if not files:
        raise ExportError(f"There is no file in {cluster.exports}. Put one ZIP per person in it.")
    return files


# --- shards --------------------------------------------------------------------------------------

AHEAD: Final = 1000
"""Shards submitted at a time: more than any cluster reads at once, so that no worker waits for the next."""

UNREACHABLE: Final = "The cluster of --dask cannot be reached any more. Finished exports are kept; run the same command again to resume."

Outcomes = list[tuple[str, Outcome]]


# Without a `repr`, which would put the names of exports into the logs of a cluster.
@dataclass(frozen=True, repr=False)
class _Shard:
    """Tasks to do one after the other. `check` raises ClusterError in a process that cannot do them."""

    check: Callable[[], None]
    tasks: Sequence[Task]
    budget: Budget
    exports: str | None


class Shards:
    """Does tasks on a cluster, in shards; a context, which cancels those that have not begun.

    It has the interface of `Workers`. If the program that does a task ends, only that task fails. If a shard is lost with
    its process, its tasks are done again, each in a separate shard.
    """

    def __init__(self, cluster: Cluster, budget: Budget, check: Callable[[], None]) -> None:
        self._cluster = cluster
        self._budget = budget
        self._check = check
        self._pending: dict[Future[Outcomes], Sequence[Task]] = {}

    def __enter__(self) -> "Shards":
        return self

    def __exit__(self, *_: object) -> None:
        for future in self._pending:
            future.cancel()

    def run(
        self, tasks: Iterable[Task], beat: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[str, Outcome]]:
        """The key and the outcome of each task, in the order in which shards end. `beat` is called at least every second.

        Raises ClusterError if the cluster is gone or cannot do them, and OutputError if a task could not write its
        result.
        """
        everything = list(tasks)
        size = self._cluster.shard_size
        waiting = deque(everything[i : i + size] for i in range(0, len(everything), size))
        while waiting or self._pending:
            while waiting and len(self._pending) < AHEAD:
                self._submit(waiting.popleft())
            done, _ = wait(self._pending, timeout=1, return_when=FIRST_COMPLETED)
            beat()
            for future in done:
                shard = self._pending.pop(future)
                outcomes = self._outcomes(future, shard)
                if outcomes is None:
                    waiting.extend([task] for task in shard)
                for key, outcome in outcomes or ():
                    if outcome.fatal:
                        raise OutputError(outcome.reason)
                    yield key, outcome

    def _submit(self, tasks: Sequence[Task]) -> None:
        shard = _Shard(self._check, tasks, self._budget, self._cluster.exports)
        try:
            self._pending[self._cluster.executor.submit(do_shard, shard)] = tasks
        except Exception:  # an executor that has ended may raise anything
            raise ClusterError(UNREACHABLE) from None

    def _outcomes(self, future: Future[Outcomes], shard: Sequence[Task]) -> Outcomes | None:
        """The outcomes of a shard's tasks; None if each has to be done again on its own."""
        try:
            return future.result()
        except ClusterError:
            raise
        except self._cluster.lost:
            return None if len(shard) > 1 else [(shard[0].key, Outcome(reason=ENDED))]
        except Exception as error:
            raise _cannot_begin(error) from None


def _cannot_begin(error: Exception) -> ClusterError:
    """The error to raise for one that has nothing to do with a task."""
    if isinstance(error, CancelledError):
        return ClusterError(UNREACHABLE)
    return ClusterError(
        f"The cluster of --dask could not begin ({without_words(error)}). Its scheduler and all its workers need the "
        "versions of linkedin-exposure and of all packages that this machine has."
    )


# --- in a process of the cluster -----------------------------------------------------------------


def do_shard(shard: _Shard) -> Outcomes:
    """The key and the outcome of each task of the shard. Raises ClusterError if they cannot be done here."""
    shard.check()
    # Dask's workers are daemons, and Python lets no daemon start processes, because nothing would end them. Ours end by
    # themselves when this process does.
    multiprocessing.current_process().daemon = False
    with workers.Workers(1, shard.budget) as pool:
        if shard.exports is None:
            return list(pool.run(shard.tasks))
        return [
            outcome for task in shard.tasks for outcome in _do_fetched(task, shard.exports, pool)
        ]


def _do_fetched(task: Task, address: str, pool: workers.Workers) -> Outcomes:
    """The outcome of a task whose first argument is an export in the folder at this address.

    This process fetches it, not the worker, so that the copy is deleted even if the worker dies.
    """
    export, *rest = task.arguments
    try:
        with _fetched(address, export.name) as path:
            return list(pool.run([replace(task, arguments=(path, *rest))]))
    except ExportError as error:
        return [(task.key, Outcome(reason=error.general))]


NOT_FETCHED: Final = "It could not be fetched from its address."


def _list_folder(address: str) -> dict[str, str]:
    """The files directly in the folder at this address by name, each with a digest that changes when the file does.

    Raises ExportError.
    """
    try:
        from fsspec import url_to_fs

        system, folder = url_to_fs(address)
        files = [file for file in system.ls(folder, detail=True) if file["type"] == "file"]
    except Exception:  # from any library; its message may hold anything
        raise ExportError(
            f"The workers cannot list {address}. Check the address, and that they have what fsspec needs for it."
        ) from None
    return {PurePosixPath(file["name"]).name: _state_digest(file) for file in files}


def _state_digest(file: dict[str, object]) -> str:
    state = sorted((name, str(value)) for name, value in file.items())
    return hashlib.sha256(repr(state).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _fetched(address: str, name: str) -> Iterator[Path]:
    """A private copy of this file in the folder at this address. It is deleted at the end of the context.

    Raises ExportError.
    """
    with TemporaryDirectory(prefix="exposure-") as folder:
        path = Path(folder, name)
        try:
            import fsspec

            with fsspec.open(f"{address.rstrip('/')}/{name}") as source, path.open("xb") as copy:
                shutil.copyfileobj(source, copy)
        except Exception:  # as above
            raise ExportError(f"{name} could not be fetched.", NOT_FETCHED) from None
        yield path
