"""What we publish in other people's programs: partytime reads the feed, mpv the chapters, Lighthouse the pages.

Programs of node are looked for in `.node/` (or AUDIO_EDITION_NODE), where `.ci/run` puts them:
npm install --prefix .node podcast-partytime@5.0.0 lighthouse@12.8.2
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.edition.manifest import Manifest, read_manifest
from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from audio_edition.site.server import serve
from tests.site.small_site import write_site

pytestmark = pytest.mark.slow

MODULES = Path(os.environ.get("AUDIO_EDITION_NODE") or Path(__file__).parents[2] / ".node") / "node_modules"
ARTICLE = """---
title: Ferja går på straum
author: Kari Straum
section: Samferdsel
date: 2026-11-20T06:00:00+01:00
---

Ferja til Skjelvika er ny.

## Turen

Turen tek ti minutt.

- Han er fin, seier skipperen.

## Prisen

Ein tur kostar 40 kroner.
"""
READ_FEED = """
const party = require(process.argv[1]);
let xml = "";
process.stdin.on("data", (part) => (xml += part)).on("end", () =>
  console.log(JSON.stringify(party.parseFeed(xml, { allowMissingGuid: false }))));
"""


def needs_node(package: str) -> pytest.MarkDecorator:
    missing = shutil.which("node") is None or not (MODULES / package).is_dir()
    return pytest.mark.skipif(
        missing, reason=f"{package} is not in {MODULES.parent}: see this file's first lines"
    )


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a small site publishes; its article has three chapters."""
    folder = tmp_path_factory.mktemp("kundar") / "site"
    write_site(folder, {"ferje.md": ARTICLE})
    settings = folder / "audio-edition.toml"
    settings.write_text(f'{settings.read_text(encoding="utf-8")}formats = ["m4b"]\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIO_EDITION_HOME", str(folder.parent / "home"))
        assert not run(Site(folder)).problems
        yield folder / "public"


@pytest.fixture(scope="module")
def manifest(public: Path) -> Manifest:
    found = read_manifest(public / "ferja-gaar-paa-straum")
    assert found is not None and len(found.chapters) == 3
    return found


@needs_node("podcast-partytime")
def test_partytime_reads_all_that_the_feed_tells(public: Path, manifest: Manifest) -> None:
    command = ["node", "-e", READ_FEED, str(MODULES / "podcast-partytime")]
    data = (public / "feed.xml").read_bytes()
    feed = json.loads(
        subprocess.run(command, input=data, capture_output=True, check=True, timeout=120).stdout
    )
    (item,) = feed["items"]
    assert feed["language"] == "nn" and feed["itunesCategory"]
    assert feed["pubsub"]["self"] == "https://lyd.example.org/feed.xml" and feed["explicit"] is False
    assert item["title"] == manifest.title and item["enclosure"]["type"] == "audio/mpeg"
    assert item["duration"] == round(manifest.duration_s)
    assert {one["type"] for one in item["podcastTranscripts"]} >= {"text/vtt", "application/json"}
    assert item["podcastChapters"]["url"].startswith("https://lyd.example.org/_media/")
    assert ("Kari Straum", "Author") in {(one["name"], one["role"]) for one in item["podcastPeople"]}
    assert {one["type"] for one in item["alternativeEnclosures"]} == {"audio/mpeg", "audio/mp4"}
    assert all(one["integrity"]["type"] == "sri" for one in item["alternativeEnclosures"])


@pytest.mark.skipif(shutil.which("mpv") is None, reason="mpv is not installed: apt-get install mpv")
@pytest.mark.parametrize("name", ["edition.mp3", "edition.m4b"])
def test_mpv_shows_every_chapter_title_and_author(public: Path, manifest: Manifest, name: str) -> None:
    told = "${media-title}|${metadata/by-key/artist}|${duration/full}|${chapter-list/count}"
    told += "".join(f"|${{chapter-list/{number}/title}}" for number in range(3))
    command = [
        "mpv", "--no-config", "--no-video", "--ao=null", "--length=0.1", "--cover-art-auto=no",
        "--msg-level=all=no,term-msg=info", f"--term-playing-msg={told}",
        str(public / "ferja-gaar-paa-straum" / name),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    line = next(line for line in done.stdout.splitlines() if "|" in line)
    title, artist, lasting, count, *chapters = line.split("|")
    assert (title, artist, count) == (manifest.title, "Kari Straum", "3")
    assert chapters == [chapter.title for chapter in manifest.chapters]
    hours, minutes, seconds = (float(part) for part in lasting.split(":"))
    assert abs(hours * 3600 + minutes * 60 + seconds - manifest.duration_s) < 0.1


@needs_node("lighthouse")
@pytest.mark.parametrize("path", ["", "ferja-gaar-paa-straum/"])
def test_lighthouse_gives_a_hundred(public: Path, path: str, tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("no browser: install chromium (Debian: apt install chromium)")
    server = serve(public, port=0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    report = tmp_path / "report.json"
    try:
        command = [
            "node", str(MODULES / "lighthouse" / "cli" / "index.js"), f"http://127.0.0.1:{server.server_address[1]}/{path}",
            "--quiet", "--output=json", f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox",
            "--only-categories=accessibility,best-practices,seo",
        ]  # fmt: skip
        environment = os.environ | {"CHROME_PATH": browser}
        subprocess.run(command, env=environment, capture_output=True, check=True, timeout=400)
    finally:
        server.shutdown()
        server.server_close()
    found = json.loads(report.read_text(encoding="utf-8"))
    low = [
        name for name, audit in found["audits"].items() if audit["score"] is not None and audit["score"] < 1
    ]
    assert {name: one["score"] for name, one in found["categories"].items()} == {
        "accessibility": 1, "best-practices": 1, "seo": 1,
    }, low  # fmt: skip
