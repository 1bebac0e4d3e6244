"""Opens a Dask cluster, on this machine or at an address that somebody gives: only it knows Dask."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from analyzer.errors import ClusterError
from analyzer.workshop.shards import Cluster

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
