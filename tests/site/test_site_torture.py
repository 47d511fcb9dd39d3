"""The nightly run is killed at random moments, as by a power cut; what is published must be whole every time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from audio_edition.feed.check import check_feed
from audio_edition.verify import verify_edition
from tests.site.small_site import start, write_site

WORDS = ("ferja", "brua", "skulen", "vegen", "laget", "fylket", "båten", "huset", "fjorden", "elva")
VERBS = ("ventar på", "får", "mistar", "ser", "vil ha", "fann", "selde", "bygde")


def article(number: int, version: int) -> str:
    """Three sentences that stay, and one that is new with each version."""
    lines = [f"---\ntitle: Sak {WORDS[number]}\ndate: 2026-11-2{number}T06:00:00+01:00\n---\n"]
    for at in range(3):
        lines.append(f"{WORDS[number].capitalize()} {VERBS[at]} {WORDS[number + at + 1]}.\n")
    lines.append(f"Vi {VERBS[version % 8]} {WORDS[version % 10]} og {WORDS[version // 10 % 10]} no.\n")
    return "\n".join(lines)


def clips(home: Path) -> dict[str, tuple[int, int, int]]:
    """Every finished clip → (inode, time, size) of its sound: one that was spoken again would be another file.

    A clip is finished when the note beside it is there.
    """
    found = {}
    for note in home.rglob("clips/*/*.json"):
        if not note.name.startswith("."):
            status = note.with_suffix(".flac").stat()
            found[note.stem] = (status.st_ino, status.st_mtime_ns, status.st_size)
    return found


def check_published(public: Path) -> int:
    """Everything that a listener could come upon is whole; returns the number of editions."""
    if not public.is_dir():
        return 0
    editions = 0
    for folder in public.iterdir():
        if not folder.is_dir() or folder.name[0] in "._":
            continue
        manifest = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
        names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert names == {*manifest["files"], "edition.json"}
        for name, file in manifest["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"], name
        editions += 1
    feed = public / "feed.xml"
    if feed.exists():
        assert [f for f in check_feed(feed.read_bytes(), folder=public) if f.level == "error"] == []
    for name in ("index.html", "../report.html"):
        if (public / name).exists():
            assert (public / name).read_text(encoding="utf-8").rstrip().endswith("</html>")
    for name in (".feeds.json", "../.site.json", "../night.json"):
        if (public / name).exists():
            json.loads((public / name).read_text(encoding="utf-8"))
    return editions


def kill(process: object, pid: int, *, group: bool) -> None:
    """Kill the run, with its workers or alone; alone, its workers must end by themselves."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL) if group else os.kill(pid, signal.SIGKILL)
    process.communicate()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 60
    while True:
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < deadline, "a worker lives on after its run was killed"
        time.sleep(0.05)


def torture(folder: Path, home: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    write_site(folder, {f"{number}.md": article(number, 0) for number in range(3)})
    longest_s = 6.0
    finished: dict[str, tuple[int, int, int]] = {}
    most = 0
    for version in range(1, kills + 1):
        process = start("nightly", str(folder), home=home)
        while version == 1 and not clips(home) and process.poll() is None:
            time.sleep(0.05)  # on a slow machine too, something was finished before the first death
        begun = time.monotonic()
        with contextlib.suppress(Exception):
            process.wait(timeout=chance.uniform(0.2, longest_s))
            longest_s = max(1.5, time.monotonic() - begun)  # it got through: aim within that time
        kill(process, process.pid, group=chance.random() < 0.7)
        editions = check_published(folder / "public")
        assert editions >= most, "a published edition is gone"
        most = editions
        now = clips(home)
        assert finished.items() <= now.items(), "a finished sentence was spoken again"
        finished = now
        number = chance.randrange(3)
        (folder / "inbox" / f"{number}.md").write_text(article(number, version), encoding="utf-8")
    process = start("nightly", str(folder), home=home)
    _out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()
    assert check_published(folder / "public") == 3
    assert finished and finished.items() <= clips(home).items()
    left = [
        path.name
        for path in (folder / "public").iterdir()
        if "staging" in path.name or "retired" in path.name
    ]
    assert left == []
    for name in os.listdir(folder / "public"):
        if (folder / "public" / name / "edition.json").is_file():
            assert [found for found in verify_edition(folder / "public" / name) if found.is_error] == []
    process = start("nightly", str(folder), home=home)
    assert "0 made, 0 failed, 3 unchanged" in process.communicate(timeout=300)[1].decode()


def test_killed_a_few_times(tmp_path: Path) -> None:
    torture(tmp_path / "site", tmp_path / "home", kills=4, seed=1)


@pytest.mark.slow
def test_killed_often(tmp_path: Path) -> None:
    """Ten times; `make fuzz` asks for fifty."""
    kills = int(os.environ.get("AUDIO_EDITION_KILLS", "10"))
    torture(tmp_path / "site", tmp_path / "home", kills=kills, seed=2)
