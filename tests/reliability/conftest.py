"""A home of its own for each test, and articles that a hostile hand has laid among good ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.audio.master import Mastered
from audio_edition.audio.meter import Loudness
from audio_edition.audio.timeline import plan_timeline
from audio_edition.edition.describe import Identity, Performance, describe
from audio_edition.edition.manifest import NAME, FileRecord, Manifest, Timings
from audio_edition.settings import Settings
from tests.reliability.inboxes import write


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions with a manifest and no sound, for tests of what happens around them: mastering takes a second each."""
    monkeypatch.setattr("audio_edition.edition.maker.produce", _silent)


def _silent(
    performance: Performance,
    settings: Settings,
    folder: Path,
    identity: Identity,
    synthesis: Timings,
    begun: float,
    *further: object,
) -> None:
    (folder / "edition.mp3").write_bytes(b"sound")
    timeline = plan_timeline(performance.script, performance.utterances, performance.clips, settings)
    loudness = Loudness(-19.0, -3.0, 1.0, -20.0, timeline.total_samples)
    mastered = Mastered(folder / "x.wav", folder / "edition.mp3", loudness, 0.0, False, 0, 96)
    account = describe(performance, settings, timeline, mastered, identity, synthesis)
    files = {"edition.mp3": FileRecord(size_bytes=5, sha256="0" * 64)}
    (folder / NAME).write_text(Manifest(**dict(account), files=files).to_json(), encoding="utf-8")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two good articles with room for a bad one between them."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    write(folder / "a.txt", "Fyrste saka", "Kaia i Vågen er ferdig.")
    write(folder / "z.txt", "Siste saka", "Brua over elva er stengd.")
    return folder
