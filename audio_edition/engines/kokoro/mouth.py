"""Symbols → sound by Kokoro's three parts, with lengths, pauses and tune as we want them between the parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_edition.engines.kokoro import melody, parts, timing
from audio_edition.engines.kokoro.melody import Tune
from audio_edition.engines.kokoro.timing import PHRASING, Phrasing

FRAME_SAMPLES = 600
TONES = {"¹": 1, "²": 2}
"""Symbols of a piece that the model does not know: the accent of the syllable whose vowel comes next."""
_PAD = 0
_TAIL = (" ", "s", "ˈ", "ɑ", "ː", " ", "h", "ˈ", "ʊ", "o", ".")
"""*Sa ho*: what a question is read before, up to where its sound is made. A sentence's last syllable dies away in a
creak that follows no pitch, so that no question could rise; with words to come it does not."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A speaker: a style and what was found to suit it."""

    style: Any
    """float32, shape (510, 1, 256): row n for n symbols."""
    vocabulary: Mapping[str, int]
    tables: tuple[Any, Any] | None = None
    """Embeddings with rows for blended symbols; None: the model's own."""
    rate: float = 1.0
    pitch_hz: float = 0.0
    """Middle of the voice for the drawn tune; 0: as predicted, sentence by sentence."""
    tune: Tune | None = None
    """For sentences with tone marks; None: the model's own melody always."""
    phrasing: Phrasing | None = field(default=PHRASING)
    """None: silences as the model predicts them."""


@dataclass(frozen=True, slots=True)
class KokoroSpeech:
    """What was said, whole."""

    samples: npt.NDArray[np.float32]
    ends: tuple[int, ...]
    """Sample at which each symbol ends; a tone mark ends where the symbol before it does."""
    start: int
    """Sample at which the first symbol begins."""
    pitch_hz: npt.NDArray[np.float32]
    """Two values a frame (80 a second), as given to the sound part; low values are voiceless."""


class Parts:
    """The three parts in memory."""

    def __init__(self, open_part: Callable[[str], Any]) -> None:
        self._sessions = {name: open_part(name) for name in parts.PARTS}

    def say(self, symbols: Sequence[str], reader: Reader, rate: float = 1.0) -> KokoroSpeech:
        """Say `symbols` of the reader's vocabulary, with tone marks between them. Deterministic."""
        spoken, accents = parted(symbols)
        style = reader.style[min(len(spoken), len(reader.style) - 1)]
        said = len(spoken)
        if reader.tune and accents and spoken[-1] == "?" and said + len(_TAIL) < len(reader.style):
            spoken = [*spoken, *_TAIL]
        lengths, meaning, sounds = self._read(spoken, reader, style)
        if said < len(spoken):  # as long as where it is the end: the last syllable is drawn out
            lengths[:, :said] = self._read(spoken[:said], reader, style)[0][:, :said]
        frames = timing.to_frames(lengths.reshape(-1), rate * reader.rate)
        if reader.phrasing:
            frames = timing.with_pauses(spoken, frames, reader.phrasing)
        pitch, energy = self._run(
            "melody",
            {parts.FRAMES: _row(frames), parts.MELODY_MEANING: meaning, "style": style},
        )
        pitch, energy = pitch.reshape(-1), energy.reshape(-1)
        if reader.phrasing:
            energy = timing.hush(spoken, frames, energy, reader.phrasing)
        if said < len(spoken):
            kept, steps = timing.without_tail(frames, len(_TAIL))
            pitch, energy, frames = pitch[steps], energy[steps], frames[kept]
            spoken, sounds = spoken[:said], sounds[..., kept]
        if reader.phrasing:
            chosen = timing.rephrase(spoken, frames, energy, reader.phrasing)
            steps = np.stack([2 * chosen, 2 * chosen + 1], axis=1).reshape(-1)
            pitch, energy, frames = pitch[steps], energy[steps], timing.regroup(frames, chosen)
        if reader.tune and accents:
            pitch = melody.draw(spoken, accents, frames, pitch, energy, reader.tune, reader.pitch_hz)
        elif reader.pitch_hz:
            pitch = melody.raised(pitch, energy, reader.pitch_hz)
        (samples,) = self._run(
            "sound",
            {
                parts.FRAMES: _row(frames),
                parts.PITCH: pitch[None],
                parts.ENERGY: energy[None],
                parts.SOUND_MEANING: sounds,
                "style": style,
            },
        )
        ends = timing.sounding_ends(frames) * FRAME_SAMPLES
        return KokoroSpeech(
            samples=np.ascontiguousarray(samples.reshape(-1), dtype=np.float32),
            ends=_with_marks(symbols, ends),
            start=int(ends[0]),
            pitch_hz=pitch,
        )

    def close(self) -> None:
        """Free the model."""
        self._sessions = {}

    def _read(self, spoken: Sequence[str], reader: Reader, style: Any) -> Any:
        tokens = [_PAD, *(reader.vocabulary[symbol] for symbol in spoken), _PAD]
        given: dict[str, Any] = {"tokens": np.array([tokens], dtype=np.int64), "style": style}
        if reader.tables is not None:
            given |= dict(zip(parts.TABLES, reader.tables, strict=True))
        return self._run("reading", given)

    def _run(self, part: str, given: Mapping[str, Any]) -> Any:
        return self._sessions[part].run(None, given)


def parted(symbols: Sequence[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """(symbols without tone marks, (index of the symbol after the mark, tone) of each mark)."""
    spoken: list[str] = []
    accents = []
    for symbol in symbols:
        if symbol in TONES:
            accents.append((len(spoken), TONES[symbol]))
        else:
            spoken.append(symbol)
    return spoken, accents


def _with_marks(symbols: Sequence[str], ends: Any) -> tuple[int, ...]:
    """Ends of the symbols with their marks; `ends[0]` is the model's begin mark's."""
    found = []
    number = 0
    for symbol in symbols:
        number += symbol not in TONES
        found.append(int(ends[number]))
    return tuple(found)


def _row(frames: Any) -> Any:
    return frames.astype(np.float32)[None]
