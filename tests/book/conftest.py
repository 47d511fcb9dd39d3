"""Two editions made once with the voice that hums, as EPUB and DAISY; one has a picture beside it and hostile text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.settings import Settings

FERRY = """---
title: Ferja & «straumen» <no> går
author: Kari Straum
publisher: Straumavisa
date: 2026-11-20T06:00:00+01:00
url: https://avis.example.org/ferje?a=1&b=2
---

Ferja går på straum no. Ho er stille.

![Ei kvit ferje ligg ved kai.](ferje.png)

## Batteri & \\<lading>

Dei er tunge, seier dei. Reiarlaget kallar det {MWh|megawattimar}.

- Overfarta tek 20 minutt.
- Ferja går kvar time.

## Hamn

– Ho er ny, seier ordføraren.
"""
MATCH = "---\ntitle: Straum vann\ndate: 2026-11-21T20:00:00+01:00\n---\n\nTre mål gav siger.\n"


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the two editions."""
    from PIL import Image

    root = tmp_path_factory.mktemp("books")
    home, os.environ["AUDIO_EDITION_HOME"] = os.environ.get("AUDIO_EDITION_HOME"), str(root / "home")
    (root / "inbox").mkdir()
    (root / "inbox" / "ferje.md").write_text(FERRY, encoding="utf-8")
    (root / "inbox" / "kamp.md").write_text(MATCH, encoding="utf-8")
    Image.new("RGB", (640, 480), (20, 60, 55)).save(root / "inbox" / "ferje.png")
    settings = Settings(voice="silence", jobs=1, formats=("epub", "daisy"))
    outcomes = make_all([str(root / "inbox")], root / "out", settings)
    assert [outcome.status for outcome in outcomes] == ["made"] * 2
    os.environ.pop("AUDIO_EDITION_HOME")
    if home is not None:
        os.environ["AUDIO_EDITION_HOME"] = home
    return root / "out"


@pytest.fixture(scope="session")
def ferry(editions: Path) -> Path:
    return next(folder for folder in editions.iterdir() if folder.name.startswith("ferja"))
