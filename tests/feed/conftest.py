"""Three editions made once with the voice that only hums, and feeds built from them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from tests.brisk import brisk

ARTICLES = {
    "ferje.md": (
        "---\ntitle: Ferja & «straumen» <no>\nauthor: Kari Straum\nsection: Samferdsel\n"
        "date: 2026-11-20T06:00:00+01:00\n---\n\nFerja går på straum no.\n\n## Batteri\n\nDei er tunge.\n\n## Hamn\n\nHo er ny.\n"
    ),
    "kamp.md": (
        "---\ntitle: Straum vann\nauthor: Per Aas\nsection: Sport\ndate: 2026-11-21T20:00:00+01:00\n---\n\nTre mål gav siger.\n"
    ),
    "udatert.txt": "Ein sak utan dato\n\nIngen veit når dette hende.\n",
}
FEED = """
site_url = "https://lyd.example.org/avis"

[feeds.alle]
title = "Straumavisa"
description = "Alt frå avisa."
author = "Straumavisa"
owner_email = "lyd@example.org"
person = [{ name = "Ola Nes", role = "editor" }]
image = "show.png"
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site folder: inbox, editions and feed.toml with the show's picture."""
    from PIL import Image

    root = tmp_path_factory.mktemp("made")
    home, os.environ["AUDIO_EDITION_HOME"] = os.environ.get("AUDIO_EDITION_HOME"), str(root / "home")
    (root / "inbox").mkdir()
    for name, text in ARTICLES.items():
        (root / "inbox" / name).write_text(text, encoding="utf-8")
    outcomes = make_all([str(root / "inbox")], root / "out", brisk())
    assert [outcome.status for outcome in outcomes] == ["made"] * 3
    Image.new("RGB", (1400, 1400), (20, 60, 55)).save(root / "show.png")
    (root / "feed.toml").write_text(FEED, encoding="utf-8")
    os.environ.pop("AUDIO_EDITION_HOME")
    if home is not None:
        os.environ["AUDIO_EDITION_HOME"] = home
    return root


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `made` for one test."""
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(made / "home"))
    folder = tmp_path / "site"
    shutil.copytree(made, folder, ignore=shutil.ignore_patterns("home"))
    return folder
