"""Speaks with a Coqui VITS checkpoint in torch, through coqui-tts's own model class. For who has asked `require_torch`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.overrides import TorchFunctionMode

from audio_edition.engines.vits import LIVE_VERSION
from audio_edition.engines.vits.freed_memory import FreedMemory
from audio_edition.engines.vits.info import VitsInfo, encode_piece, speaker_number
from audio_edition.engines.vits.loading import load_vits
from audio_edition.engines.vits.noise import draw_noise, symbol_ends
from audio_edition.errors import EngineUnavailable, SynthesisError
from audio_edition.types import Piece, Voice, Waveform
from audio_edition.voices.symbols import check_vocabulary


class CoquiEngine:
    """A Coqui VITS voice in torch. Not for use by several threads at once; load one a worker."""

    def __init__(self, voice: Voice, model: Any, info: VitsInfo, device: str) -> None:
        self._voice = voice
        self._model = model
        self._info = info
        self._device = device
        self._freed = FreedMemory()
        self.version = LIVE_VERSION

    @property
    def info(self) -> VitsInfo:
        """What the checkpoint says about itself."""
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
        """As `compiled.OnnxEngine.run`: samples (n,) float32 and frames a token (tokens,)."""
        info, model = self._info, self._model
        model.inference_noise_scale, model.inference_noise_scale_dp = noise_scales or (
            info.noise_scale,
            info.noise_scale_durations,
        )
        model.length_scale = info.length_scale / rate
        given = {
            "x_lengths": torch.tensor([len(tokens)], device=self._device),
            "speaker_ids": None if speaker is None else torch.tensor([speaker], device=self._device),
            "d_vectors": None,
            "language_ids": None,
            "durations": None,
        }
        noise = draw_noise(seed, len(tokens), info.channels)
        try:
            with torch.inference_mode(), given_noise(*noise):
                outputs = model.inference(torch.tensor([tokens], device=self._device), given)
        except (RuntimeError, IndexError) as error:
            raise SynthesisError(f"voice '{self._voice.id}': torch failed: {error}") from error
        samples, durations = (
            outputs[name].reshape(-1).to("cpu", torch.float32).numpy()
            for name in ("model_outputs", "durations")
        )
        del outputs
        self._freed.give_back()
        return samples, durations

    def close(self) -> None:
        """Free the model."""
        self._model = None


def given_noise(durations: Any, prior: Any) -> Any:
    """Context in which VITS's two draws, `torch.randn` and `torch.randn_like`, give this noise.

    VITS draws the durations' noise with `randn` and the prior's with `randn_like`. The prior starts again
    when it is too short, as in the compiled graph (`vits.graphs.opening`).
    """
    return _GivenNoise(durations, prior)


class _GivenNoise(TorchFunctionMode):  # type: ignore[misc]
    def __init__(self, durations: Any, prior: Any) -> None:
        super().__init__()
        self._durations = durations
        self._prior = prior

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.randn:
            return torch.from_numpy(self._durations)
        if func is torch.randn_like:
            frames = torch.arange(args[0].shape[-1]) % self._prior.shape[-1]
            return torch.from_numpy(self._prior)[:, :, frames].to(args[0])
        return func(*args, **(kwargs or {}))


def load_torch(voice: Voice, folder: Path, device: str = "cpu", threads: int | None = None) -> CoquiEngine:
    """Load the checkpoint in `folder` with torch, also where a compiled copy exists."""
    model, info = load_vits(folder)
    if threads is not None:
        torch.set_num_threads(threads)
    if device == "cuda":
        if not torch.cuda.is_available():
            raise EngineUnavailable("torch finds no CUDA device; leave --device cuda out")
        model.to("cuda")
    check_vocabulary(voice, info.tokens.symbols)
    return CoquiEngine(voice, model, info, device)
