"""Editions and finished sentences in an S3 server on loopback: the same bytes as in a folder, nothing half published."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from audio_edition.cli.verify import verify
from audio_edition.edition.store_shelf import desk_of
from audio_edition.errors import AudioEditionError, UsageError
from audio_edition.feed.check import check_feed
from audio_edition.objects import Objects
from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from tests.cluster.hall import Hall
from tests.cluster.object_store import user
from tests.cluster.small_inbox import TIMED, in_folder, make_here, write
from tests.site.small_site import write_site

fsspec = pytest.importorskip("fsspec")
pytest.importorskip("s3fs")
pytest.importorskip("moto.server")
pytestmark = pytest.mark.slow


def in_store(address: str) -> dict[str, bytes]:
    objects = Objects(address)
    names = [name for name in objects.find() if not name.startswith((".", "_"))]
    return {name: b"" if Path(name).name in TIMED else data for name, data in objects.read_all(names)}


def test_a_store_gets_what_a_folder_gets(
    inbox: Path, tmp_path: Path, store: str, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made by a cluster whose workers share their sentences; then by other machines, which know it all."""
    hall.as_it_is(True)
    out, clips, folder = f"{store}/ut", f"{store}/klipp", tmp_path / "folder"

    def make_at(machine: str, where: str, **further: object) -> dict[str, str]:
        monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / machine))
        desk = folder if where == "folder" else desk_of(where)
        settings = further if where == "folder" else {"store": where, "clips": clips, **further}
        outcomes = make_here(inbox, desk, **settings)  # type: ignore[arg-type]
        return {outcome.address or "": outcome.status for outcome in outcomes}

    write(inbox, "Ei sak", "To saker")
    make_at("home-0", "folder")
    made = make_at("home-1", out, cluster=hall.address)
    assert made == dict.fromkeys([f"{out}/{name}" for name in ("ei-sak", "to-saker")], "made")
    assert in_store(out) == in_folder(folder)
    assert not Objects(out).find(".made") and Objects(out).read(".audio-edition.writer") is None
    spoken = hall.noted("spoken")
    assert len(spoken) >= 3 and set(spoken.values()) == {1}
    # Another machine, with nothing but the addresses: its desk comes from the manifests.
    assert set(make_at("home-2", out, cluster=hall.address).values()) == {"unchanged"}
    # One article is changed: sentences that others have spoken are fetched, and the edition is replaced.
    (inbox / "ei-sak.txt").write_text("Ei sak\n\nFerja gjekk sju turar.\n\nNo er ho ny.\n", encoding="utf-8")
    assert Counter(make_at("home-3", out).values()) == {"made": 1, "unchanged": 1}
    manifest = json.loads(Objects(out).read("ei-sak/edition.json") or b"")
    spoken_s, whole_s = manifest["timings"]["synthesised_s"], manifest["duration_s"]
    assert 0 < spoken_s < whole_s / 2, "only the new sentence was to be spoken"
    make_at("home-0", "folder")
    assert in_store(out) == in_folder(folder)


def test_workers_speak_nothing_that_another_machine_has_spoken(
    inbox: Path, tmp_path: Path, store: str, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(inbox, "Ei sjeldan sak", "To sjeldne saker")
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    make_here(inbox, tmp_path / "one", clips=f"{store}/klipp")
    make_here(inbox, tmp_path / "other", clips=f"{store}/klipp", cluster=hall.address)
    assert hall.noted("made") == {"Ei sjeldan sak": 1, "To sjeldne saker": 1} and not hall.noted("spoken")


def test_a_writer_killed_between_two_files_has_published_nothing(
    inbox: Path, tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(inbox, "Ei sak")
    home, out = tmp_path / "home", f"{store}/ut"
    code = (
        "import os, sys; from audio_edition.objects import Objects; copy = Objects.copy\n"
        "def half(self, pairs):\n"
        "    pairs = list(pairs)\n"
        "    if any(target.endswith('/edition.json') for _, target in pairs): os._exit(9)\n"
        "    copy(self, pairs)\n"
        "Objects.copy = half\n"
        "from audio_edition.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "make", str(inbox), "--out", out, "--voice", "silence"]
    killed = subprocess.run(command, env=os.environ | {"AUDIO_EDITION_HOME": str(home)}, timeout=120)
    assert killed.returncode == 9
    there = Objects(out).find()
    assert "ei-sak/edition.mp3" in there and "ei-sak/edition.json" not in there
    assert {name for name in there if name.startswith(".made/")}
    shutil.rmtree(home / "cache")
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(home))
    (outcome,) = make_here(inbox, desk_of(out), store=out)
    assert outcome.status == "made"
    assert not (home / "cache" / "clips").exists(), "what was made is found, and nothing is spoken"
    assert not Objects(out).find(".made")


@pytest.mark.parametrize(
    ("out", "environment", "said"),
    [
        ("s3://finst-ikkje/ut", {}, "there is no such bucket"),
        ("{store}/ut", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "nobody answers there (http://127.0.0.1:9)"),
        ("{store}/ut", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "there are no credentials for it"),
        ("{store}/ut", {"AWS_ACCESS_KEY_ID": "FEIL"}, "the credentials are refused"),
        ("tull://ut", {}, "nobody knows stores of the kind 'tull'"),
    ],
    ids=["bucket", "server", "none", "key", "kind"],
)  # fmt: skip
def test_why_a_store_cannot_be_used_is_one_sentence(
    out: str, environment: dict[str, str], said: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    address = out.format(store=store)
    with as_if_first_used(), pytest.raises(AudioEditionError) as told:
        Objects(address).check()
    assert address in str(told.value) and said in str(told.value) and "\n" not in str(told.value)


@contextlib.contextmanager
def as_if_first_used() -> Iterator[None]:
    """The driver remembers credentials and servers."""
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    yield
    fsspec.get_filesystem_class("s3").clear_instance_cache()


@pytest.mark.parametrize(("option", "may"), [("--out", "nothing"), ("--clips", "read")])
def test_wrong_credentials_are_told_before_any_work(
    option: str, may: str, inbox: Path, tmp_path: Path, store: str, s3: dict[str, str]
) -> None:
    """One sentence that names the address and what to do, an exit code, and nothing was spoken."""
    write(inbox, "Ei sak")
    wrong = user(s3, "les", "s3:Get*", "s3:List*") if may == "read" else {"AWS_SECRET_ACCESS_KEY": "feil"}
    address, home = f"{store}/ut", tmp_path / "home"
    further = ["--out", str(tmp_path / "out")] if option == "--clips" else []
    done = subprocess.run(
        [sys.executable, "-m", "audio_edition", "make", str(inbox), "--voice", "silence", option, address, *further],
        capture_output=True, text=True, timeout=120, cwd=tmp_path,
        env=os.environ | {"AUDIO_EDITION_HOME": str(home)} | wrong,
    )  # fmt: skip
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1 and address in done.stderr, done.stderr
    assert "the credentials are refused" in done.stderr and "correct AWS_ACCESS_KEY_ID" in done.stderr
    assert not (home / "cache" / "clips").exists()


def test_a_night_with_a_store_leaves_everything_there_and_the_next_one_writes_nothing(
    tmp_path: Path, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site, address = tmp_path / "site", f"{store}/lyd"
    write_site(site)
    with open(site / "site.toml", "a", encoding="utf-8") as file:
        file.write(f'store = "{address}"\n')
    night = run(Site(site))
    assert not night.problems and len(night.made) == 2
    objects = Objects(address)
    there = objects.find()
    assert {"ferja-gaar-paa-straum/edition.json", "laget-vann/edition.mp3", "index.html", "feed.xml"} <= set(
        there
    )
    feed = objects.read("feed.xml") or b""
    assert feed == (site / "public" / "feed.xml").read_bytes()
    assert not [finding for finding in check_feed(feed) if finding.is_error]
    enclosed = [name for name in there if name.startswith("_media/") and name.endswith(".mp3")]
    assert len(enclosed) == 2 and all(name.rpartition("/")[2].encode() in feed for name in enclosed)
    assert not list((site / "public").rglob("*.mp3")), "the sound is in the store alone"
    again = run(Site(site))
    assert not again.problems and not again.made and [built.changed for built in again.feeds] == [False]
    assert objects.find() == there and objects.read("feed.xml") == feed
    article = site / "inbox" / "kamp.md"
    article.write_text(article.read_text(encoding="utf-8").replace("Tre mål", "Fire mål"), encoding="utf-8")
    corrected = run(Site(site))
    assert [outcome.address for outcome in corrected.made] == [f"{address}/laget-vann"]
    assert objects.read("feed.xml") != feed and len(corrected.editions) == 2
    verify(f"{address}/laget-vann")
    objects.write("laget-vann/edition.mp3", (objects.read("laget-vann/edition.mp3") or b"")[:-999])
    with pytest.raises(typer.Exit):
        verify(f"{address}/laget-vann")
    assert "edition.mp3" in capsys.readouterr().out
    with pytest.raises(UsageError, match=r"/lyd: there is no edition\.json"):
        verify(address)
