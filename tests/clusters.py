"""A Dask cluster of separate processes on this machine, which can connect only to this machine.

Run as a program, this is one of the processes: `cluster`, which is a scheduler with a worker, `worker ADDRESS PIPE` or
`batch SIZE ARGUMENTS…`. A cluster prints the address of its scheduler. A worker with a pipe stops halfway through a
shard of exports and writes to the pipe.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from socket import AF_UNIX
from threading import Event
from typing import Any
from unittest import mock

from analyzer import cli
from analyzer.workshop import cluster
from analyzer.workshop.pages import make_participant

HERE = ("127.0.0.1", "localhost", "::1")


@contextmanager
def running(*words: object) -> Iterator[subprocess.Popen[str]]:
    """One of the processes, which ends with the context. Unlike other processes of the tests, it may open connections."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = os.pathsep.join(path for path in paths if Path(path).name != "watched")
    process = subprocess.Popen(
        [sys.executable, __file__, *map(str, words)],
        env={name: value for name, value in os.environ.items() if name != "EXPOSURE_WATCH"}
        | {"PYTHONPATH": kept},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    """The address of a scheduler or worker, once it has started."""
    assert process.stdout
    return process.stdout.readline().strip()


# --- in the processes -------------------------------------------------------------------------------------------------


def _only_here(event: str, given: tuple[Any, ...]) -> None:
    """End this process if it connects to another machine or looks up its name."""
    if event not in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        return
    address = given[0] if event == "socket.getaddrinfo" else given[1]
    host = address[0] if isinstance(address, tuple) else address
    if given[0] is None or getattr(given[0], "family", None) == AF_UNIX or host in HERE:
        return
    print(f"{event} {address} in {sys.argv[:3]}", file=sys.stderr, flush=True)
    os._exit(1)


async def _cluster() -> None:
    from distributed import Scheduler, Worker

    async with (
        Scheduler(host="127.0.0.1", dashboard=False) as scheduler,
        Worker(scheduler.address, nthreads=1, host="127.0.0.1", dashboard=False),
    ):
        print(scheduler.address, flush=True)
        await scheduler.finished()


async def _worker(address: str, pipe: str) -> None:
    from distributed import Worker

    mock.patch.object(cluster, "do_shard", partial(_do_half, cluster.do_shard, Path(pipe))).start()
    async with Worker(address, nthreads=1, host="127.0.0.1", dashboard=False) as worker:
        print(worker.address, flush=True)
        await worker.finished()


def _do_half(do_shard: Callable[[Any], Any], pipe: Path, shard: Any) -> Any:
    """Do only the first export of a shard that makes pages, then write to the pipe and wait for ever."""
    if shard.tasks[0].function is not make_participant:
        return do_shard(shard)
    do_shard(replace(shard, tasks=shard.tasks[:1]))
    pipe.write_bytes(b"x")
    Event().wait()
    return None


def _batch(size: str, *arguments: str) -> None:
    """The command, with shards of this number of exports."""
    sys.argv = ["exposure", "batch", *arguments]
    open_cluster = partial(_with_shards, cluster.dask_cluster, int(size))
    with mock.patch.object(cluster, "dask_cluster", open_cluster):
        cli.main()


@contextmanager
def _with_shards(
    open_cluster: Callable[..., AbstractContextManager[cluster.Cluster]], size: int, *given: Any
) -> Iterator[cluster.Cluster]:
    with open_cluster(*given) as opened:
        yield replace(opened, shard_size=size)


if __name__ == "__main__":
    sys.addaudithook(_only_here)
    what, *given = sys.argv[1:]
    if what == "batch":
        _batch(*given)
    else:
        asyncio.run(_cluster() if what == "cluster" else _worker(*given))
