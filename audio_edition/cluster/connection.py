"""The way to a cluster: to one that runs, or to one that is started here. Loads Dask."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import dask
from distributed import Client, LocalCluster

from audio_edition.cluster.address import LOCAL, check
from audio_edition.errors import ClusterError

_CONNECT_S, _START_S, _COME_BACK_S = 20, 90, 600
_STILL = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "2s",
    "distributed.scheduler.dashboard.tasks.task-stream-length": 1000,
    "distributed.admin.low-level-log-length": 100,
}
"""By default a worker of Dask looks at its own stack a hundred times a second, and at its event loop fifty times; and the
scheduler keeps a hundred thousand finished tasks for its dashboard, and each way to a worker the last thousand messages.
"""
DEATHS = 3
"""Workers that an article may cost before it is set aside, on a cluster that we start; Dask's `allowed-failures`."""


@contextlib.contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the cluster. Raises as `check`, ClusterError when nobody answers there."""
    check(address)
    # What Dask mends itself we tell in our own words.
    for name in ("distributed", "distributed.client", "distributed.scheduler", "distributed.nanny"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        for handler in logger.handlers:
            handler.setLevel(logging.CRITICAL)
    local = LOCAL.fullmatch(address)
    with contextlib.ExitStack() as stack:
        # One article a thread and none waiting behind it: whoever waits for a poisonous one would be counted with it.
        stack.enter_context(
            dask.config.set(
                {
                    "distributed.scheduler.allowed-failures": DEATHS - 1,
                    "distributed.scheduler.worker-saturation": 1.0,
                    "distributed.comm.timeouts.connect": f"{_START_S if local else _CONNECT_S}s",
                    "distributed.worker.daemon": False,
                    **_STILL,
                    # A worker that died is started anew by its nanny, which takes long on a busy machine; Dask's 15 s
                    # would then take the nanny away as well.
                    "distributed.deploy.lost-worker-timeout": f"{_COME_BACK_S} s",
                }
            )
        )
        if local:
            try:
                cluster = LocalCluster(
                    n_workers=int(local[1]),
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            except (OSError, RuntimeError) as error:
                raise ClusterError(f"--cluster {address}: cannot be started: {error}") from error
            stack.callback(_quietly, cluster.close)
            where = cluster.scheduler_address
        else:
            where = address
        try:
            client = Client(where, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(
                f"--cluster {address}: no scheduler answers there within {_CONNECT_S} s; start one with: dask scheduler"
            ) from error
        stack.callback(_quietly, client.close)
        yield client


def _quietly(close: object) -> None:
    """Close what may be half gone already."""
    with contextlib.suppress(Exception):
        close()  # type: ignore[operator]
