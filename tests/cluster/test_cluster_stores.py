"""Editions and finished sentences in an S3 server on loopback: the same bytes as in a folder, nothing half published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.objects import Objects
from tests.cluster.object_store import BUCKET, s3_server
from tests.cluster.small_inbox import write

S3FileSystem = pytest.importorskip("s3fs").S3FileSystem
pytest.importorskip("moto.server")
pytestmark = pytest.mark.slow

TIMED = {"edition.json", "report.html"}
"""They tell when an edition was made, and how long it took."""
OUT, CLIPS = f"s3://{BUCKET}/ut", f"s3://{BUCKET}/klipp"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with s3_server(tmp_path) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        S3FileSystem.clear_instance_cache()  # it remembers where the last test's server was
        yield environment


def make(inbox: Path, out: str, home: Path, *options: str, **environment: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "audio_edition", "make", str(inbox), "--out", out, "--json"]
    done = subprocess.run(
        [*command, "--voice", "silence", *options],
        capture_output=True, text=True, timeout=300, cwd=inbox.parent,
        env=os.environ | {"AUDIO_EDITION_HOME": str(home)} | environment,
    )  # fmt: skip
    assert "Traceback" not in done.stderr and done.returncode == 0, done.stderr
    return [outcome for outcome in json.loads(done.stdout) if outcome["source"]]


def in_store(address: str, folder: Path) -> dict[str, bytes]:
    objects = Objects(address)
    names = [name for name in objects.find() if not name.startswith((".", "_"))]
    return {name: b"" if Path(name).name in TIMED else data for name, data in objects.read_all(names)}


def in_folder(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): b"" if path.name in TIMED else path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.relative_to(out).parts[0].startswith(".")
    }


def test_a_store_gets_what_a_folder_gets(
    inbox: Path, tmp_path: Path, store: dict[str, str], environment: dict[str, str]
) -> None:
    """Made by a cluster whose workers share their sentences; then by another machine, which knows it all."""
    write(inbox, "Ei sak", "To saker", "Tre saker")
    make(inbox, str(tmp_path / "folder"), tmp_path / "home-0")
    cluster = ("--clips", CLIPS, "--cluster", "local:2")
    made = make(inbox, OUT, tmp_path / "home-1", *cluster)
    assert {outcome["status"] for outcome in made} == {"made"}
    assert {outcome["folder"] for outcome in made} == {
        f"{OUT}/{name}" for name in ("ei-sak", "to-saker", "tre-saker")
    }
    assert in_store(OUT, tmp_path) == in_folder(tmp_path / "folder")
    assert set(Objects(OUT).find(".made")) == set() and Objects(OUT).read(".audio-edition.writer") is None
    # Another machine, with nothing but the addresses: its desk comes from the manifests.
    again = make(inbox, OUT, tmp_path / "home-2", *cluster)
    assert {outcome["status"] for outcome in again} == {"unchanged"}
    # One article is changed: sentences that others have spoken are fetched, and the edition is replaced.
    (inbox / "ei-sak.txt").write_text("Ei sak\n\nFerja gjekk sju turar.\n\nNo er ho ny.\n", encoding="utf-8")
    changed = make(inbox, OUT, tmp_path / "home-3", "--clips", CLIPS)
    assert Counter(outcome["status"] for outcome in changed) == {"made": 1, "unchanged": 2}
    manifest = json.loads(Objects(OUT).read("ei-sak/edition.json") or b"")
    spoken_s, whole_s = manifest["timings"]["synthesised_s"], manifest["duration_s"]
    assert 0 < spoken_s < whole_s / 2, "only the new sentence was to be spoken"
    make(inbox, str(tmp_path / "folder"), tmp_path / "home-0")
    assert in_store(OUT, tmp_path) == in_folder(tmp_path / "folder")


def test_workers_that_share_no_folder_speak_a_finished_sentence_once(
    inbox: Path, tmp_path: Path, log: Path, store: dict[str, str], environment: dict[str, str]
) -> None:
    """Two clusters one after the other, with nothing in common but the store."""
    write(inbox, "Ei sak", "To saker")
    options = ("--clips", CLIPS, "--cluster", "local:1")
    make(
        inbox,
        f"{OUT}-1",
        tmp_path / "home-1",
        *options,
        **environment | {"AUDIO_EDITION_HOME": str(tmp_path / "home-1")},
    )
    make(
        inbox,
        f"{OUT}-2",
        tmp_path / "home-2",
        *options,
        **environment | {"AUDIO_EDITION_HOME": str(tmp_path / "home-2")},
    )
    lines = [line.split(maxsplit=2)[1:] for line in log.read_text(encoding="utf-8").splitlines()]
    spoken = Counter(key for kind, key in lines if kind == "spoken")
    assert len(spoken) >= 4 and set(spoken.values()) == {1}
    assert sum(kind == "made" for kind, _ in lines) == 4


def test_a_writer_killed_between_two_files_has_published_nothing(
    inbox: Path, tmp_path: Path, store: dict[str, str]
) -> None:
    write(inbox, "Ei sak")
    home = tmp_path / "home"
    code = (
        "import os, sys; from audio_edition.objects import Objects; copy = Objects.copy\n"
        "def half(self, pairs):\n"
        "    pairs = list(pairs)\n"
        "    if any(target.endswith('/edition.json') for _, target in pairs): os._exit(9)\n"
        "    copy(self, pairs)\n"
        "Objects.copy = half\n"
        "from audio_edition.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "make", str(inbox), "--out", OUT, "--voice", "silence"]
    killed = subprocess.run(command, env=os.environ | {"AUDIO_EDITION_HOME": str(home)}, timeout=120)
    assert killed.returncode == 9
    there = Objects(OUT).find()
    assert "ei-sak/edition.mp3" in there and "ei-sak/edition.json" not in there
    stopped = {name for name in there if name.startswith(".made/")}
    assert stopped
    shutil.rmtree(home / "cache")
    (outcome,) = make(inbox, OUT, home)
    assert outcome["status"] == "made"
    assert not (home / "cache" / "clips").exists(), "what was made is found, and nothing is spoken"
    assert not Objects(OUT).find(".made")


@pytest.mark.parametrize(
    ("out", "environment", "said"),
    [
        ("s3://finst-ikkje/ut", {}, "there is no such bucket"),
        (OUT, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "nobody answers there (http://127.0.0.1:9)"),
        (OUT, {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "there are no credentials for it"),
        ("tull://ut", {}, "nobody knows stores of the kind 'tull'"),
    ],
)
def test_a_store_that_cannot_be_used_is_told_before_any_work(
    out: str, environment: dict[str, str], said: str, inbox: Path, tmp_path: Path, store: dict[str, str]
) -> None:
    write(inbox, "Ei sak")
    command = [sys.executable, "-m", "audio_edition", "make", str(inbox), "--out", out, "--voice", "silence"]
    home = tmp_path / "home"
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120,
        env=os.environ | {"AUDIO_EDITION_HOME": str(home)} | environment,
    )  # fmt: skip
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1 and out in done.stderr and said in done.stderr, done.stderr
    assert not (home / "cache" / "clips").exists()
