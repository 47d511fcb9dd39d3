"""A scheduler and two workers on loopback, each started again when it has ended, as on machines that are looked after."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

_DASK = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",
}
_WORKERS = 2
_KEPT = """
owner=$1 again=$2
shift 2
while :; do
    "$@" & child=$!
    while kill -0 $child 2>/dev/null; do
        kill -0 "$owner" 2>/dev/null || { kill -9 $child; exit; }
        sleep 0.2
    done
    [ "$again" = again ] || exit
done
"""
"""Runs a command for as long as the tests run, however those end; `again`: anew whenever it has ended."""


class Hall:
    """The cluster, and what its workers have noted; see preload.py."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.log = folder / "log"
        self.home = folder / "home"
        self.stand_ins = {
            "CLUSTER_TEST_LOG": str(self.log),
            "DASK_DISTRIBUTED__WORKER__PRELOAD": json.dumps([str(Path(__file__).with_name("preload.py"))]),
        }
        self._folder = folder
        self._environment = (
            os.environ | _DASK | environment | self.stand_ins | {"AUDIO_EDITION_HOME": str(self.home)}
        )
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Hall:
        self.start_scheduler()
        self._workers = [self._worker(f"worker-{number}", {}) for number in range(_WORKERS)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (*self._workers, self._scheduler):
            _end(process)

    @contextlib.contextmanager
    def one_more(self, **environment: str) -> Iterator[None]:
        """A third worker, with this environment, for as long as the block runs."""
        process = self._worker("one-more", environment)
        try:
            self._wait_for_workers(_WORKERS + 1)
            yield
        finally:
            _end(process)

    def start_scheduler(self) -> None:
        """On the same port every time."""
        place = ["--host", "127.0.0.1", "--port", str(self._port), "--dashboard-address", "127.0.0.1:0"]
        self._scheduler = self._started("scheduler", "once", ["distributed.cli.dask_scheduler", *place])

    def kill_scheduler(self) -> None:
        """As when its machine fails."""
        _end(self._scheduler)

    def clear(self) -> None:
        """Forget the notes and what the workers have spoken, and wait for both."""
        shutil.rmtree(self.home / "cache" / "clips", ignore_errors=True)
        self.log.write_text("", encoding="utf-8")
        for left in self._folder.glob("once-*"):
            left.unlink()
        self.as_it_is(False)
        self._wait_for_workers(_WORKERS)

    def as_it_is(self, real: bool) -> None:
        """Whether editions are made with sound and all."""
        (self._folder / "real").write_text("x" if real else "", encoding="ascii")

    def noted(self, kind: str) -> Counter[str]:
        """What workers have noted of a kind, and how often: `made` a title, `spoken` a key."""
        lines = [line.split(maxsplit=2)[1:] for line in self.log.read_text(encoding="utf-8").splitlines()]
        return Counter(name for what, name in lines if what == kind)

    def wait_for(self, kind: str, seconds: float = 60) -> None:
        """Until somebody has noted something of a kind."""
        latest = time.monotonic() + seconds
        while not self.noted(kind):
            assert time.monotonic() < latest, f"nothing was {kind} in {seconds} s"
            time.sleep(0.05)

    def _wait_for_workers(self, count: int) -> None:
        from distributed import Client

        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def _worker(self, name: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        worker = ["distributed.cli.dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1"]
        further = [
            "--no-nanny",
            "--no-dashboard",
            "--death-timeout",
            "60",
            "--local-directory",
            str(self._folder),
        ]
        return self._started(name, "again", [*worker, *further], environment)

    def _started(
        self, name: str, again: str, module: list[str], environment: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        with open(self._folder / f"{name}.log", "ab") as log:
            return subprocess.Popen(
                ["sh", "-c", _KEPT, "sh", str(os.getpid()), again, sys.executable, "-m", *module],
                stdout=log,
                stderr=log,
                env=self._environment | (environment or {}),
                start_new_session=True,
            )


def _end(process: subprocess.Popen[bytes]) -> None:
    """It and all that it has started, at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
