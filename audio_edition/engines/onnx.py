"""Runs compiled VITS models, and Piper voices whose graph was opened, with ONNX Runtime alone.

The model is one file, made by `voices compile` or, for a Piper voice, when it is first loaded
(`audio_edition.voices.models`): noise goes in, sound and durations come out, and what else is to be known
lies in the file's metadata.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from audio_edition.engines.cuda import check_on_cuda, cuda_providers
from audio_edition.engines.vits import (
    NOISE_VERSION,
    VitsInfo,
    draw_noise,
    encode_piece,
    speaker_number,
    symbol_ends,
)
from audio_edition.errors import EngineUnavailable, SynthesisError, VoiceError
from audio_edition.settings import models_folder
from audio_edition.types import Piece, Voice, Waveform
from audio_edition.voices.files import model_file
from audio_edition.voices.symbols import check_vocabulary

GRAPH_NAME = "voice.onnx"
METADATA_KEY = "audio_edition"
MOST_STRIPS, STRIPS_ON_CUDA = 8, 32
"""Windows that are computed side by side, see `voices.models.graphs.decoder`: one for each thread, at most so many."""


class OnnxEngine:
    """A compiled VITS voice. Not for use by several threads at once; load one a worker."""

    def __init__(self, voice: Voice, session: Any, info: VitsInfo, strips: int = 1) -> None:
        self._voice = voice
        self._strips = strips
        self._session = session
        self._info = info
        self._inputs = {item.name for item in session.get_inputs()}
        self.version = VERSION

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
    ) -> tuple[Any, Any]:
        """Samples (n,) float32 and frames a token (tokens,) of one sequence of tokens.

        `noise_scales` (sound, durations) replaces the model's own; (0, 0) is the model without chance.
        """
        import numpy as np

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


VERSION = f"onnx-vits-2-{NOISE_VERSION}"
"""Part of the key of every clip: change the first number when the same noise would give other samples."""

SAME_ON_ALL_DEVICES = True
"""One graph, one noise: a clip that was spoken on a GPU need not be spoken again on a CPU."""


def load(voice: Voice, device: str = "cpu", threads: int | None = None) -> OnnxEngine:
    """Load the voice's compiled model, or its Piper model, whose opened copy is made in the cache when missing.

    Raises VoiceError when there is none, EngineUnavailable when CUDA is asked for and not there.
    """
    path = find_graph(voice) or _opened_piper(voice)
    session = open_session(path, device=device, threads=threads)
    info = read_info(session, path)
    check_vocabulary(voice, info.tokens.symbols)
    strips = max(1, min(threads or os.cpu_count() or 1, MOST_STRIPS))
    return OnnxEngine(voice, session, info, STRIPS_ON_CUDA if device == "cuda" else strips)


def find_graph(voice: Voice) -> Path | None:
    """The voice's compiled model, where it has one."""
    for folder in (models_folder() / voice.id, voice.folder):
        if (folder / GRAPH_NAME).is_file():
            return folder / GRAPH_NAME
    return None


def piper_files(voice: Voice) -> tuple[Path, Path]:
    """Model and settings of a voice that is spoken from its Piper files. Raises VoiceError when it has none."""
    names = [str(entry["name"]) for entry in voice.model.get("files", ())]
    name = next((name for name in names if name.endswith(".onnx")), None)
    if name is None:
        raise VoiceError(
            f"voice '{voice.id}' has no compiled model; run: audio-edition voices compile {voice.id}"
        )
    return model_file(voice, name), model_file(voice, f"{name}.json")


def _opened_piper(voice: Voice) -> Path:
    from audio_edition.voices.models.piper_copy import opened_copy

    return opened_copy(*piper_files(voice))


def open_session(path: Path, device: str = "cpu", threads: int | None = None) -> Any:
    """An inference session whose memory stays flat. Raises EngineUnavailable or VoiceError."""
    try:
        import onnxruntime
    except ImportError:
        raise EngineUnavailable("compiled voices need ONNX Runtime; run: pip install onnxruntime") from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # Each sentence has its own shapes: a remembered plan for each of them is what makes memory grow.
    options.enable_mem_pattern = False
    # Threads that spin while they wait gain 3 % on a machine with nothing else to do; where another program
    # runs beside, they cost nearly half.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if threads is not None:
        options.intra_op_num_threads = threads
    providers = cuda_providers() if device == "cuda" else ["CPUExecutionProvider"]
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=providers)
    except Exception as error:  # as above
        raise VoiceError(f"{path}: not a model that ONNX Runtime can load: {error}") from error
    if device == "cuda":
        check_on_cuda(session)
    return session


def read_info(session: Any, path: Path) -> VitsInfo:
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
