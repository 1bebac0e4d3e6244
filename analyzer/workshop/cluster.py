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
from analyzer.workshop.folder import SHARD
from analyzer.workshop.options import Budget
from analyzer.workshop.workers import ENDED, Outcome, Task, Workers

NOT_FETCHED: Final = "It could not be fetched from where it is."


def list_folder(address: str) -> dict[str, str]:
    """The files directly in the folder at this address by name, each with a digest that changes when the file does.

    Raises ExportError.
    """
    try:
        from fsspec import url_to_fs

        system, folder = url_to_fs(address)
        found = [each for each in system.ls(folder, detail=True) if each["type"] == "file"]
    except Exception:  # of whatever library knows that file system; its message may hold anything
        raise ExportError(
            f"{address} cannot be listed by the workers. Is it right, and do they have what fsspec needs for it?"
        ) from None
    return {PurePosixPath(each["name"]).name: _state(each) for each in found}


def _state(found: dict[str, object]) -> str:
    told = sorted((name, str(value)) for name, value in found.items())
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def fetched(address: str, name: str) -> Iterator[Path]:
    """A copy of this file in the folder at this address, for its owner alone, until the end of the context.

    Raises ExportError.
    """
    with TemporaryDirectory(prefix="exposure-") as place:
        path = Path(place, name)
        try:
            import fsspec

            with fsspec.open(f"{address.rstrip('/')}/{name}") as source, path.open("xb") as copy:
                shutil.copyfileobj(source, copy)
        except Exception:  # as above
            raise ExportError(f"{name} could not be fetched.", NOT_FETCHED) from None
        yield path


# --- shards ----------------------------------------------------------------------------------------

AHEAD: Final = 1000
"""Shards that an executor has at a time: more than any cluster reads at once, so that no worker waits for the next."""

UNREACHABLE: Final = "The cluster of --dask cannot be reached any more. What is finished is kept; run the same command to resume."

Outcomes = list[tuple[str, Outcome]]


@dataclass(frozen=True)
class Cluster:
    """An executor whose processes may be anywhere, and the errors by which it tells that one ended at its work.

    `exports` is the address of the folder of exports; None where it has the same path for all of them.
    """

    executor: Executor
    lost: tuple[type[Exception], ...] = (BrokenExecutor,)
    exports: str | None = None


def list_exports(cluster: Cluster) -> dict[str, str]:
    """The files in the folder of exports as a process of the cluster lists them, each with a digest of its state.

    Raises ExportError when it cannot be listed or has none, and ClusterError when the cluster is gone.
    """
    assert cluster.exports is not None
    try:
        found = cluster.executor.submit(list_folder, cluster.exports).result()
    except ExportError:
        raise
    except Exception as error:
        raise _unable(error) from None
    if not found:
        raise ExportError(f"There is no file in {cluster.exports}. Put one ZIP per person in it.")
    return found


# Without a `repr`, which would put the names of exports into the logs of a cluster.
@dataclass(frozen=True, repr=False)
class _Shard:
    """Tasks to be done one after the other. Before the first, `check` raises ClusterError where they cannot be."""

    check: Callable[[], None]
    tasks: Sequence[Task]
    budget: Budget
    exports: str | None


class Shards:
    """Does tasks on a cluster, in shards of up to `size`; a context, which takes back those not begun.

    The interface is that of `Workers`, and so is what becomes of a task: whatever ends the program that does it costs
    that task. If a shard is lost with the process that had it, its tasks are done again, each alone.
    """

    def __init__(
        self, cluster: Cluster, budget: Budget, check: Callable[[], None], size: int = SHARD
    ) -> None:
        self._cluster = cluster
        self._budget = budget
        self._check = check
        self._size = size
        self._pending: dict[Future[Outcomes], Sequence[Task]] = {}

    def __enter__(self) -> "Shards":
        return self

    def __exit__(self, *_: object) -> None:
        for future in self._pending:
            future.cancel()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[str, Outcome]]:
        """Each task's key and outcome, in the order in which shards end.

        Raises ClusterError when the cluster is gone or cannot do them, and OutputError when one could not write its
        result.
        """
        every = list(tasks)
        waiting = deque(every[at : at + self._size] for at in range(0, len(every), self._size))
        while waiting or self._pending:
            while waiting and len(self._pending) < AHEAD:
                self._submit(waiting.popleft())
            done, _ = wait(self._pending, return_when=FIRST_COMPLETED)
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
        except Exception:  # an executor may raise anything where it has ended
            raise ClusterError(UNREACHABLE) from None

    def _outcomes(self, future: Future[Outcomes], shard: Sequence[Task]) -> Outcomes | None:
        """What became of the tasks of a shard; None if each has to be done again alone."""
        try:
            return future.result()
        except ClusterError:
            raise
        except self._cluster.lost:
            return None if len(shard) > 1 else [(shard[0].key, Outcome(reason=ENDED))]
        except Exception as error:
            raise _unable(error) from None


def _unable(error: Exception) -> ClusterError:
    """What is said of an error that has nothing to do with a task."""
    if isinstance(error, CancelledError):
        return ClusterError(UNREACHABLE)
    return ClusterError(
        f"The cluster of --dask could not begin ({without_words(error)}). Its scheduler and all its workers need the same "
        "linkedin-exposure, with the same versions of everything, as this machine."
    )


# --- in a process of the cluster -----------------------------------------------------------------


def do_shard(shard: _Shard) -> Outcomes:
    """What becomes of each task of the shard, by its key. Raises ClusterError if they cannot be done here."""
    shard.check()
    # Dask's workers are daemons, which may have no processes of their own: nobody would end these. Ours end by
    # themselves when this one does, however it does.
    multiprocessing.current_process().daemon = False
    with Workers(1, shard.budget) as workers:
        if shard.exports is None:
            return list(workers.run(shard.tasks))
        return [each for task in shard.tasks for each in _do_fetched(task, shard.exports, workers)]


def _do_fetched(task: Task, address: str, workers: Workers) -> Outcomes:
    """What becomes of a task whose first argument, an export, is in the folder at this address.

    It is fetched here and not by the worker, so that it is deleted whatever ends that.
    """
    export, *rest = task.arguments
    try:
        with fetched(address, export.name) as path:
            return list(workers.run([replace(task, arguments=(path, *rest))]))
    except ExportError as error:
        return [(task.key, Outcome(reason=error.general))]


# --- cluster ---------------------------------------------------------------------------------------

LOCAL: Final = "local"
"""Instead of an address: a cluster of this machine's processes, which ends with the command."""

_PATIENCE: Final = "30s"
"""How long a scheduler may take to answer."""


@contextmanager
def dask_cluster(address: str, jobs: int, exports: str | None = None) -> Iterator[Cluster]:
    """The cluster whose scheduler is at this address, or a `LOCAL` one of `jobs` processes, to read exports in the
    folder at the address `exports`, if that is no path.

    Raises ClusterError if Dask is not installed, or if no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ClusterError(
            "--dask needs Dask, which is not installed. Install it with: pip install 'linkedin-exposure[dask]'"
        ) from None
    # Whatever becomes of a shard is told by its outcomes.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        where = address
        if address == LOCAL:
            where = stack.enter_context(
                LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,  # which would be a web server
                    memory_limit=0,  # each export has its own
                    silence_logs=logging.CRITICAL,
                )
            )
        try:
            client = stack.enter_context(Client(where, timeout=_PATIENCE, set_as_default=False))
        except (OSError, ValueError):
            raise ClusterError(
                f"No Dask scheduler answers at {address}. Give its address as it prints it, such as tcp://10.0.0.1:8786."
            ) from None
        yield Cluster(client.get_executor(pure=False), (KilledWorker,), exports)
