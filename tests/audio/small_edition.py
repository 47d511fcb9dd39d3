"""Parts of small editions: noise that swells like speech, voices, sections, utterances. No model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audio_edition.types import (
    CastMember,
    CastRole,
    Script,
    Section,
    SectionRole,
    Sentence,
    Speaker,
    Utterance,
    Voice,
    Word,
)

RATE_HZ = 24_000


def speech_like(seconds: float, level: float = 0.1, rate_hz: int = RATE_HZ, seed: int = 1) -> np.ndarray:
    """Noise that swells four times a second, as syllables do."""
    count = int(seconds * rate_hz)
    noise = np.random.default_rng(seed).standard_normal(count)
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * np.arange(count) / rate_hz)
    return (level * noise * swell).astype(np.float32)


def voice(voice_id: str, level_db: float = 0.0, rate_hz: int = RATE_HZ) -> CastMember:
    speaker = Speaker("a", level_db=level_db)
    made = Voice(
        id=voice_id,
        name=voice_id,
        engine="silence",
        language="nn",
        sample_rate_hz=rate_hz,
        input="phonemes",
        licence="-",
        attribution="-",
        folder=Path(),
        symbols={},
        max_symbols=100,
        speakers={"a": speaker},
        cast={},
        model={},
    )
    return CastMember(made, speaker)


def section(
    index: int, role: SectionRole, chapter: int = 0, lead_in: str | None = None, sentences: int = 1
) -> Section:
    cast: CastRole = "aside" if role in ("caption", "alt", "fact_box") else "narrator"
    texts = tuple(Sentence(f"Setning {index} {n}.") for n in range(sentences))
    return Section(index, role, cast, chapter, texts, block=index, lead_in=lead_in)


def script_of(*sections: Section, titles: Sequence[str] = ("Tittel", "Del to", "Del tre")) -> Script:
    return Script(tuple(sections), tuple(titles))


def utterances_of(script: Script) -> list[Utterance]:
    """As the pipeline gives them: the lead-in first, as number -1."""
    said = []
    for part in script.sections:
        texts = [(n, sentence.text) for n, sentence in enumerate(part.sentences)]
        if part.lead_in:
            texts.insert(0, (-1, part.lead_in))
        for number, text in texts:
            words = tuple(Word(word, "ɑ", "rules") for word in text.split())
            said.append(Utterance(part.index, number, text, text, words, part.cast, added=number < 0))
    return said
