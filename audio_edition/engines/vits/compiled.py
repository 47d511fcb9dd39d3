"""The engine for compiled VITS models and opened Piper voices, on ONNX Runtime alone."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from audio_edition.engines.session import open_session
from audio_edition.engines.vits import COMPILED_VERSION
from audio_edition.engines.vits.info import METADATA_KEY, VitsInfo, encode_piece, speaker_number
from audio_edition.engines.vits.noise import draw_noise, symbol_ends
from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.types import Piece, Voice, Waveform
from audio_edition.voices.symbols import check_vocabulary

_MOST_STRIPS, _STRIPS_ON_CUDA = 8, 32
"""Windows that are computed side by side (`vits.graphs.decoder`): one for each thread, at most so many."""


def load_graph(voice: Voice, path: Path, device: str = "cpu", threads: int | None = None) -> OnnxEngine:
    """The engine of `voice`, whose model is the file at `path`. Raises VoiceError, EngineUnavailable without CUDA."""
    session = open_session(path, device=device, threads=threads)
    info = read_info(session, path)
    check_vocabulary(voice, info.tokens.symbols)
    strips = max(1, min(threads or os.cpu_count() or 1, _MOST_STRIPS))
    return OnnxEngine(voice, session, info, _STRIPS_ON_CUDA if device == "cuda" else strips)


class OnnxEngine:
    """A compiled VITS voice. Not for use by several threads at once; load one a worker."""

    def __init__(
        self, voice: Voice, session: onnxruntime.InferenceSession, info: VitsInfo, strips: int = 1
    ) -> None:
        self._voice = voice
        self._strips = strips
        self._session = session
        self._info = info
        self._inputs = {item.name for item in session.get_inputs()}
        self.version = COMPILED_VERSION

    @property
    def info(self) -> VitsInfo:
        """What the compiled file says about itself."""
        return self._info

    def synthesise(self, piece: Piece) -> Waveform:
        """Speak one piece. Raises SynthesisError when the model fails or a symbol is unknown."""
        info = self._info
        tokens, ends = encode_piece(piece, self._voice, info.tokens)
        samples, durations = self.run(
            tokens,
            seed=piece.seed,
            rate=piece.rate,
            speaker=speaker_number(piece, self._voice, info.speakers),
        )
        return Waveform(samples, info.sample_rate_hz, symbol_ends(durations, ends, info.hop_length))

    def run(
        self,
        tokens: list[int],
        *,
        seed: int,
        rate: float = 1.0,
        speaker: int | None = None,
        noise_scales: tuple[float, float] | None = None,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Samples (n,) float32 and frames a token (tokens,) of one sequence of tokens.

        `noise_scales` (sound, durations) replaces the model's own; (0, 0) is the model without chance.
        """
        info = self._info
        sound, timing = noise_scales or (info.noise_scale, info.noise_scale_durations)
        noise_durations, noise_prior = draw_noise(seed, len(tokens), info.channels)
        feeds = {
            "input": np.array([tokens], np.int64),
            "input_lengths": np.array([len(tokens)], np.int64),
            "scales": np.array([sound, info.length_scale / rate, timing], np.float32),
            "noise_durations": noise_durations,
            "noise_prior": noise_prior,
            "sid": np.array([speaker or 0], np.int64),
            "strips": np.array(self._strips, np.int64),
        }
        try:
            samples, durations = self._session.run(
                ["output", "durations"], {name: feeds[name] for name in self._inputs}
            )
        except Exception as error:  # onnxruntime's exceptions have no common base but Exception
            raise SynthesisError(f"voice '{self._voice.id}': ONNX Runtime failed: {error}") from error
        return samples.reshape(-1), durations.reshape(-1)

    def close(self) -> None:
        """Free the session."""
        self._session = None


def read_info(session: onnxruntime.InferenceSession, path: Path) -> VitsInfo:
    """Metadata of a compiled model. Raises VoiceError for a graph that was not made by this program."""
    text = session.get_modelmeta().custom_metadata_map.get(METADATA_KEY)
    if text is None:
        raise VoiceError(f"{path}: not a compiled voice; run: audio-edition voices import PATH")
    try:
        return VitsInfo.from_json(text)
    except (KeyError, TypeError, ValueError) as error:
        raise VoiceError(
            f"{path}: its description cannot be read ({error}); compile the voice again"
        ) from error
