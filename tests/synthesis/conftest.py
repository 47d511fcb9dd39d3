from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.settings import Settings
from audio_edition.types import CastRole, Utterance, Word


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def settings() -> Settings:
    return Settings.model_validate({"voice": "silence", "jobs": 1})


@pytest.fixture
def utterance() -> Callable[..., Utterance]:
    def make(*ipas: str, cast: CastRole = "narrator", number: int = 0) -> Utterance:
        words = tuple(Word(grapheme=ipa, ipa=ipa, source="rules") for ipa in ipas)
        return Utterance(
            section=0, sentence=number, written=" ".join(ipas), spoken="", words=words, cast=cast
        )

    return make
