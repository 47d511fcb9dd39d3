"""A small article, and a folder of editions made with the voice that only hums."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.outcome import Outcome
from tests.brisk import brisk

TEXT = """---
title: Brua vart opna
date: 2026-11-20T06:00:00+01:00
---

Brua vart opna i dag. Mange møtte opp. Ordføraren klypte snora.

Mange møtte opp. Det var sol.
"""
Make = Callable[..., Outcome]


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    path = tmp_path / "inn" / "bru.md"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def make(article: Path, tmp_path: Path) -> Make:
    """Make the article's edition; settings by name."""

    def made(**settings: object) -> Outcome:
        (outcome,) = make_all([str(article)], tmp_path / "ut", brisk(**settings))
        return outcome

    return made
