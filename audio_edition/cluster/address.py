"""Where the cluster is: one that runs, or one that is started here."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audio_edition.errors import ClusterError, EngineUnavailable, SettingsError

if TYPE_CHECKING:
    from distributed import Client

_LOCAL = re.compile(r"local:(\d{1,3})")
_REMOTE = re.compile(r"(tcp|tls|ws|wss|ucx)://\S+:\d+")
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


def check(address: str) -> None:
    """Raise SettingsError for what is no address, EngineUnavailable where Dask is not installed."""
    local = _LOCAL.fullmatch(address)
    if not local and not _REMOTE.fullmatch(address):
        raise SettingsError(
            f"--cluster {address}: is no cluster; give local:N for N workers here, or tcp://HOST:8786 for a scheduler"
        )
    if local and int(local[1]) < 1:
        raise SettingsError(f"--cluster {address}: has no worker; give local:1 or more")
    if importlib.util.find_spec("distributed") is None:
        raise EngineUnavailable(
            "a cluster needs the Python module distributed; do: pip install 'audio-edition[cluster]'"
        )


@contextlib.contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the cluster. Raises as `check`, ClusterError when nobody answers there."""
    check(address)
    import dask
    from distributed import Client, LocalCluster

    # What Dask mends itself we tell in our own words.
    for name in ("distributed", "distributed.client", "distributed.scheduler", "distributed.nanny"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        for handler in logger.handlers:
            handler.setLevel(logging.CRITICAL)
    local = _LOCAL.fullmatch(address)
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
