"""Kokoro-82M in ONNX Runtime: the embedded default. Phonemes in, 24 kHz out, no torch, no download.

Tokens stand between two zeros; the style is row n of a (510, 1, 256) matrix for n tokens, or of a blend of
matrices; the model tells each token's length in frames of 600 samples.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from audio_edition.engines.kokoro import VERSION
from audio_edition.engines.kokoro.model import ready_model
from audio_edition.engines.session import open_session
from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.types import Piece, Speaker, Voice, Waveform
from audio_edition.voices.files import model_file
from audio_edition.voices.symbols import check_vocabulary

_FRAME_SAMPLES = 600
_PAD = 0


def load(voice: Voice, *, device: str = "cpu", threads: int | None = None) -> KokoroEngine:
    """As `audio_edition.engines.kokoro.load`."""
    vocabulary = json.loads(model_file(voice, "vocab.json").read_text(encoding="utf-8"))["vocab"]
    check_vocabulary(voice, vocabulary)
    with np.load(model_file(voice, "voices_ja.npz"), allow_pickle=False) as matrices:
        styles = {name: _blend(voice, speaker, matrices) for name, speaker in voice.speakers.items()}
    session = open_session(ready_model(voice, device), threads=threads, device=device)
    return KokoroEngine(voice, vocabulary, styles, session)


class KokoroEngine:
    """One model in memory; every speaker of the voice is a style."""

    version = VERSION

    def __init__(
        self,
        voice: Voice,
        vocabulary: Mapping[str, int],
        styles: Mapping[str, npt.NDArray[np.float32]],
        session: onnxruntime.InferenceSession,
    ) -> None:
        self._voice = voice
        self._vocabulary = vocabulary
        self._styles = styles
        self._session = session

    def synthesise(self, piece: Piece) -> Waveform:
        """Speak one piece. Deterministic; `seed` makes no difference. `symbol_ends` is exact to 25 ms.

        Raises SynthesisError for an unknown speaker, an empty piece or one above 510 symbols.
        """
        if piece.speaker not in self._styles:
            raise SynthesisError(f"voice '{self._voice.id}' has no speaker called '{piece.speaker}'")
        if not 0 < len(piece.symbols) <= self._voice.max_symbols:
            raise SynthesisError(
                f"'{piece.text[:60]}' has {len(piece.symbols)} symbols; voice '{self._voice.id}' takes 1 to {self._voice.max_symbols}"
            )
        try:
            sound, frames = self._session.run(None, self.feed(piece))
        except Exception as error:  # onnxruntime raises classes of its own for every fault
            raise SynthesisError(f"the model failed on '{piece.text[:60]}': {error}") from error
        ends = np.cumsum(frames.reshape(-1)).astype(int) * _FRAME_SAMPLES
        samples = np.ascontiguousarray(sound.reshape(-1), dtype=np.float32)
        return Waveform(
            samples=samples,
            sample_rate_hz=self._voice.sample_rate_hz,
            symbol_ends=tuple(int(end) for end in ends[1:-1]),
        )

    def feed(self, piece: Piece) -> dict[str, Any]:
        """The model's inputs for a piece: tokens (1, n + 2) int64, style (1, 256) float32, speed (1,) float32."""
        matrix = self._styles[piece.speaker]
        tokens = [_PAD, *(self._vocabulary[symbol] for symbol in piece.symbols), _PAD]
        return {
            "tokens": np.array([tokens], dtype=np.int64),
            "style": matrix[min(len(piece.symbols), len(matrix) - 1)],
            "speed": np.array([piece.rate], dtype=np.float32),
        }

    def close(self) -> None:
        """Free the model."""
        self._session = None


def _blend(voice: Voice, speaker: Speaker, matrices: Mapping[str, Any]) -> Any:
    weights = (speaker.settings or {}).get("style")
    if not isinstance(weights, Mapping) or not weights:
        raise VoiceError(f"voice '{voice.id}': speaker '{speaker.name}' has no style = {{ NAME = WEIGHT }}")
    if unknown := [name for name in weights if name not in matrices]:
        raise VoiceError(
            f"voice '{voice.id}': speaker '{speaker.name}' asks for the style '{unknown[0]}'; styles: {', '.join(matrices)}"
        )
    return sum(float(weight) * matrices[name] for name, weight in weights.items())
