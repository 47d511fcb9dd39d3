"""Whatever happens to workers, every article is made once as seen from outside, or named; nothing is half published."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.cluster.small_inbox import Made, write

pytestmark = pytest.mark.slow


def _made(log: Path, what: str = "made") -> Counter[str]:
    lines = [line.split(maxsplit=2)[1:] for line in log.read_text(encoding="utf-8").splitlines()]
    return Counter(name for kind, name in lines if kind == what)


def test_faults_cost_their_own_article_alone(inbox: Path, tmp_path: Path, log: Path, make: Made) -> None:
    good = [f"Sak {number}" for number in range(6)]
    write(inbox, *good, "Gift", "Heng", "Uhell", "Feil")
    (tmp_path / "audio-edition.toml").write_text("deadline_s = 45\n", encoding="utf-8")
    done = make("--cluster", "local:2")
    *outcomes, run = json.loads(done.stdout or "[]") or [done.stderr]
    status = {Path(outcome["source"]).stem: outcome for outcome in outcomes}
    assert done.returncode == 1, done.stderr
    assert {name for name, o in status.items() if o["status"] == "failed"} == {"gift", "heng", "feil"}, (
        done.stderr
    )
    assert "3 workers died" in status["gift"]["problem"] and "gift.txt" in status["gift"]["problem"]
    assert "more than 45 s" in status["heng"]["problem"]
    assert "ZeroDivisionError" in status["feil"]["problem"]
    assert status["uhell"]["status"] == "made" and status["uhell"]["tries"] >= 2
    assert "uhell.txt: its worker was lost; it is tried again" in done.stderr
    assert _made(log) == dict.fromkeys([*good, "Uhell"], 1)
    assert max(_made(log, "spoken").values()) == 1
    assert run["status"] == "run" and run["articles"] == 7 and run["tried_again"] >= 1
    assert "Traceback" not in done.stderr
    folders = {path.name for path in (tmp_path / "out").iterdir() if path.name[0] != "."}
    assert folders == {f"sak-{number}" for number in range(6)} | {"uhell"}
    assert {path.name for path in (tmp_path / "out").iterdir() if path.name[0] == "."} == {
        ".audio-edition.jsonl",
        ".audio-edition.lock",
    }


def test_a_worker_without_room_leaves_and_its_article_is_made_by_another(
    inbox: Path, log: Path, make: Made
) -> None:
    write(inbox, "Full disk", "Sak 1", "Sak 2")
    done = make("--cluster", "local:2")
    assert done.returncode == 0, done.stderr
    *outcomes, _ = json.loads(done.stdout)
    assert {outcome["status"] for outcome in outcomes} == {"made"}
    assert "a worker leaves the cluster" in done.stderr
    assert _made(log) == {"Full disk": 1, "Sak 1": 1, "Sak 2": 1}


def test_what_is_unchanged_hires_nobody(inbox: Path, log: Path, make: Made) -> None:
    write(inbox, "Ei", "To")
    assert make("--cluster", "local:1").returncode == 0
    again = make("--cluster", "local:1")
    assert again.returncode == 0 and "cluster" not in again.stderr
    assert {outcome["status"] for outcome in json.loads(again.stdout)} == {"unchanged"}
    assert sum(_made(log).values()) == 2
