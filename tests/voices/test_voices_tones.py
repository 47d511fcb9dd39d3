"""`tones = false` takes the marks from voices whose tune is drawn from them, and from no others."""

from __future__ import annotations

import pytest

from audio_edition.settings import Settings
from audio_edition.types import Word
from audio_edition.voices import build_cast, find_voice, to_pieces
from audio_edition.voices.cast import build_fallback

WORDS = [Word("bønner", "²ˈbœnər", "rules", after=".")]


def symbols(settings: Settings) -> str:
    return "".join(
        symbol for piece in to_pieces(WORDS, build_cast(settings)["narrator"]) for symbol in piece.symbols
    )


def test_tones_can_be_left_out_and_nothing_else_is() -> None:
    drawn, plain = symbols(Settings()), symbols(Settings(tones=False))
    assert "²" in drawn and plain == drawn.replace("²", "")


def test_a_voice_that_learnt_its_tones_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "²" in find_voice("silence").symbols["²"]
    assert symbols(Settings(voice="silence:tone", tones=False)) == symbols(Settings(voice="silence:tone"))


def test_the_fallback_has_no_tones_either() -> None:
    member = build_fallback(Settings(fallback_voice="kokoro", tones=False))
    assert member is not None and member.voice.symbols["²"] == ()
