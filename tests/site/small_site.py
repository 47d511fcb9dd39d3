"""A site's folder for tests, and how to look at it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.brisk import TOML

ARTICLES = {
    "ferje.md": (
        "---\ntitle: Ferja går på straum\nauthor: Kari Straum\nsection: Samferdsel\ndate: 2026-11-20T06:00:00+01:00\n---\n\n"
        "Ferja til Skjelvika er ny.\n\nTuren tek ti minutt.\n"
    ),
    "kamp.md": "---\ntitle: Laget vann\ndate: 2026-11-21T20:00:00+01:00\n---\n\nTre mål gav siger.\n",
}
FEED = 'site_url = "https://lyd.example.org"\n[feeds.alle]\ntitle = "Avisa"\ndescription = "Alt."\nauthor = "Avisa"\n'


def write_site(folder: Path, articles: Mapping[str, str] = ARTICLES) -> None:
    (folder / "inbox").mkdir(parents=True)
    for name, text in articles.items():
        (folder / "inbox" / name).write_text(text, encoding="utf-8")
    (folder / "site.toml").write_text('title = "Lydavisa"\n', encoding="utf-8")
    (folder / "audio-edition.toml").write_text(TOML, encoding="utf-8")
    (folder / "feed.toml").write_text(FEED, encoding="utf-8")


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Path → (time of change, content) of every file."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def start(*arguments: str, home: Path | None = None) -> subprocess.Popen[bytes]:
    """The command line as a process of its own, in a group of its own."""
    command = [sys.executable, "-c", "from audio_edition.cli import main; main()", *arguments]
    env = os.environ | ({"AUDIO_EDITION_HOME": str(home)} if home else {})
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def command(*arguments: str) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a finished command."""
    process = start(*arguments)
    try:
        out, err = process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process.returncode, out.decode(), err.decode()
