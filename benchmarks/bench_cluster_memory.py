"""Memory of scheduler and client by the number of articles in one run, with simulated work (see cluster_simulated.py).

    python benchmarks/bench_cluster_memory.py 10000 100000

A `dask scheduler` and two workers of 32 threads are started on loopback for each number; what is told is the highest
resident memory of the scheduler and of the client (VmHWM of /proc), and articles a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_STAND_INS = _HERE / "cluster_simulated.py"
_CLIENT = """
import sys, time, cluster_simulated
from pathlib import Path
from audio_edition.cluster.run import make_all_on_cluster
from audio_edition.edition.talk import Quiet
from audio_edition.settings import Settings
inbox, out, address = sys.argv[1:]
begun = time.monotonic()
settings = Settings(voice="silence", cluster=address)
outcomes, run = make_all_on_cluster([inbox], Path(out), settings, Quiet())
assert all(outcome.status == "made" for outcome in outcomes)
high = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(len(outcomes), high, time.monotonic() - begun)
"""


def main() -> None:
    """A line a number of articles, and how much the last differs from the first."""
    counts = [int(count) for count in sys.argv[1:]] or [10_000, 100_000]
    found = []
    print(f"{'articles':>9} {'scheduler':>11} {'client':>11} {'articles/s':>11}", flush=True)
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="bench-cluster-") as folder:
            found.append(measure(Path(folder), count))
        scheduler, client, seconds = found[-1]
        print(f"{count:>9} {scheduler:>7.0f} MiB {client:>7.0f} MiB {count / seconds:>11.0f}", flush=True)
    if len(found) > 1:
        more = [100 * (found[-1][at] / found[0][at] - 1) for at in (0, 1)]
        print(
            f"from {counts[0]} to {counts[-1]} articles: scheduler {more[0]:+.1f} %, client {more[1]:+.1f} %"
        )


def measure(folder: Path, count: int) -> tuple[float, float, float]:
    """(MiB of the scheduler, MiB of the client, seconds) of one run over `count` articles."""
    inbox, file = folder / "inbox", folder / "scheduler.json"
    inbox.mkdir()
    for number in range(count):
        (inbox / f"sak-{number:06d}.txt").write_text(f"Sak {number}\n\nMelding {number}.\n", encoding="utf-8")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(_HERE), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "AUDIO_EDITION_HOME": str(folder / "home"),
        "DASK_DISTRIBUTED__WORKER__PRELOAD": json.dumps([str(_STAND_INS)]),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2",
        "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",
        "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__TASKS__TASK_STREAM_LENGTH": "1000",
        "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "100",
        "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
        "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    }
    log = open(folder / "log", "wb")  # noqa: SIM115 - for three processes
    processes = []

    def start(*command: str) -> None:
        processes.append(
            subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log)
        )

    try:
        start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
              "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file))  # fmt: skip
        for _ in range(2):
            start("distributed.cli.dask_worker", "--scheduler-file", str(file), "--host", "127.0.0.1", "--nthreads", "32", "--nworkers", "1", "--no-dashboard", "--local-directory", str(folder))  # fmt: skip
        while not (file.exists() and file.stat().st_size):
            if processes[0].poll() is not None:
                sys.exit(f"no scheduler: {(folder / 'log').read_text(encoding='utf-8')[-500:]}")
            time.sleep(0.2)
        address = json.loads(file.read_bytes())["address"]
        done = subprocess.run(
            [sys.executable, "-c", _CLIENT, str(inbox), str(folder / "out"), address],
            env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        made, client_kib, seconds = done.stdout.split()
        assert int(made) == count
        status = Path(f"/proc/{processes[0].pid}/status").read_text(encoding="ascii")
        scheduler_kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(scheduler_kib) / 1024, int(client_kib) / 1024, float(seconds)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        log.close()


if __name__ == "__main__":
    main()
