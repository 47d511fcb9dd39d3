"""How a word is read, and where the answer comes from."""

from __future__ import annotations

from typing import NamedTuple

from .sounds import Sounds, count_vowels, default_tone, ensure_stress, render


class WordReading(NamedTuple):
    """IPA of a word, the layer that gave it (`lexicon`, `stem`, `inflection`, `compound`, `rules`), and a note."""

    ipa: str
    source: str
    note: str = ""


def finish(sounds: Sounds, compound: bool = False) -> str:
    """IPA of whole-word sounds: stressed, with a tone."""
    text = ensure_stress(sounds.text)
    tone = 1 if count_vowels(text) < 2 else sounds.tone or default_tone(text, compound)
    return render(Sounds(text, tone))
