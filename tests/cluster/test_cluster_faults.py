"""Whatever happens to workers, every article is made once as seen from outside, or named; nothing is half published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.hall import Hall
from tests.cluster.small_inbox import Made, make_here, published, write

pytestmark = pytest.mark.slow


def test_faults_cost_their_own_article_alone(inbox: Path, tmp_path: Path, hall: Hall, make: Made) -> None:
    good = [f"Sak {number}" for number in range(6)]
    write(inbox, *good, "Gift", "Heng", "Uhell", "Feil")
    (tmp_path / "audio-edition.toml").write_text("deadline_s = 12\n", encoding="utf-8")
    done = make("--cluster", hall.address)
    *outcomes, run = json.loads(done.stdout or "[]") or [done.stderr]
    status = {Path(outcome["source"]).stem: outcome for outcome in outcomes}
    assert done.returncode == 1, done.stderr
    assert {name for name, o in status.items() if o["status"] == "failed"} == {"gift", "heng", "feil"}, (
        done.stderr
    )
    assert "3 workers died" in status["gift"]["problem"] and "gift.txt" in status["gift"]["problem"]
    assert "more than 12 s" in status["heng"]["problem"]
    assert "ZeroDivisionError" in status["feil"]["problem"]
    assert status["uhell"]["status"] == "made" and status["uhell"]["tries"] >= 2
    assert "uhell.txt: its worker was lost; it is tried again" in done.stderr
    assert hall.noted("made") == dict.fromkeys([*good, "Uhell"], 1)
    assert max(hall.noted("spoken").values()) == 1
    assert run["status"] == "run" and run["articles"] == 7 and run["tried_again"] >= 1
    assert "Traceback" not in done.stderr
    assert published(tmp_path / "out") == sorted([*(f"sak-{number}" for number in range(6)), "uhell"])


def test_a_scheduler_that_is_lost_and_comes_back_costs_nothing(
    inbox: Path, tmp_path: Path, hall: Hall, environment: dict[str, str]
) -> None:
    """Killed in the middle of the run, and its workers end with it; all are started again."""
    titles = [f"Sein sak {number}" for number in range(6)]
    write(inbox, *titles)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "audio_edition", "make", str(inbox), "--out", str(out), "--voice", "silence", "--json"]  # fmt: skip
    with subprocess.Popen(
        [*command, "--cluster", hall.address],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path,
    ) as process:  # fmt: skip
        hall.wait_for("made")
        hall.kill_scheduler()
        hall.start_scheduler()
        said, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert "the scheduler went away; waiting for it" in told and "Traceback" not in told
    *outcomes, _ = json.loads(said)
    assert [outcome["status"] for outcome in outcomes] == ["made"] * 6
    assert published(out) == [f"sein-sak-{number}" for number in range(6)]
    assert set(hall.noted("spoken").values()) == {1}
    journal = (out / ".audio-edition.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["folder"] for line in journal) == published(out)


def test_a_worker_without_room_leaves_and_its_article_is_made_by_another(
    inbox: Path, hall: Hall, make: Made
) -> None:
    write(inbox, "Full disk", "Sak 1", "Sak 2")
    done = make("--cluster", hall.address)
    assert done.returncode == 0, done.stderr
    *outcomes, _ = json.loads(done.stdout)
    assert {outcome["status"] for outcome in outcomes} == {"made"}
    assert "a worker leaves the cluster" in done.stderr
    assert hall.noted("made") == {"Full disk": 1, "Sak 1": 1, "Sak 2": 1}


def test_a_worker_with_another_program_is_refused_and_the_others_work(
    inbox: Path, hall: Hall, make: Made
) -> None:
    write(inbox, "Ei", "To")
    with hall.one_more(CLUSTER_TEST_VERSION="0.0.1"):
        done = make("--cluster", hall.address)
    assert done.returncode == 0, done.stderr
    assert "is refused: it runs Audio Edition 0.0.1" in done.stderr
    assert hall.noted("made") == {"Ei": 1, "To": 1}


def test_a_slow_network_only_takes_longer(
    inbox: Path, tmp_path: Path, environment: dict[str, str], hall: Hall
) -> None:
    """64 kB a second between all processes of a cluster, in a network of its own; each sound travels to the client."""
    slow = "ip link set lo mtu 1500 up && tc qdisc add dev lo root tbf rate 512kbit burst 4kb latency 2s"
    apart = ["unshare", "--net", "sh", "-c"]
    if os.geteuid() != 0:
        apart[1:1] = ["--user", "--map-root-user"]
    if not all(map(shutil.which, ("unshare", "ip", "tc"))):
        pytest.skip("no unshare, ip or tc")
    if subprocess.run([*apart, slow], capture_output=True, check=False).returncode:
        pytest.skip("a network of its own is not permitted here")
    write(inbox, "Ei sak")
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "audio_edition",
        "make",
        str(inbox),
        "--out",
        str(out),
        "--voice",
        "silence",
    ]
    done = subprocess.run(
        [*apart, f'{slow} && exec "$@"', "sh", *command, "--cluster", "local:1", "--grain", "sentence"],
        capture_output=True, text=True, timeout=300, cwd=tmp_path,
        env=environment | {"CLUSTER_TEST_HOME": str(tmp_path / "home-of-workers")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert hall.noted("spoken") and not hall.noted("made"), "spoken by the worker, made by the client"
    assert "edition.mp3" in [path.name for path in (out / "ei-sak").iterdir()]


def test_what_is_unchanged_hires_nobody(inbox: Path, tmp_path: Path, hall: Hall) -> None:
    write(inbox, "Ei", "To")
    make_here(inbox, tmp_path / "out", cluster=hall.address)
    again = make_here(inbox, tmp_path / "out", cluster="tcp://127.0.0.1:9")
    assert {outcome.status for outcome in again} == {"unchanged"}
    assert sum(hall.noted("made").values()) == 2
