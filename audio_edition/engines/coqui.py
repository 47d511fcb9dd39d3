"""Speaks with a Coqui VITS checkpoint through coqui-tts's own model class, or through its compiled copy.

A voice whose folder holds `voice.onnx` (`voices compile`) is spoken by ONNX Runtime: the same samples within
the difference that the file records, about three times as fast, without torch. `--device cuda` takes torch.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_edition.engines import onnx as compiled
from audio_edition.engines.coqui_model import load_vits, require_torch
from audio_edition.engines.freed_memory import FreedMemory
from audio_edition.engines.vits import (
    NOISE_VERSION,
    VitsInfo,
    draw_noise,
    encode_piece,
    speaker_number,
    symbol_ends,
)
from audio_edition.errors import EngineUnavailable, SynthesisError
from audio_edition.types import Piece, Voice, Waveform
from audio_edition.voices.symbols import check_vocabulary

if TYPE_CHECKING:
    from audio_edition.engines import Engine


class CoquiEngine:
    """A Coqui VITS voice in torch. Not for use by several threads at once; load one a worker."""

    def __init__(self, voice: Voice, model: Any, info: VitsInfo, device: str) -> None:
        self._voice = voice
        self._model = model
        self._info = info
        self._device = device
        self._freed = FreedMemory()
        self.version = VERSION

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
    ) -> tuple[Any, Any]:
        """As `engines.onnx.OnnxEngine.run`: samples (n,) float32 and frames a token (tokens,)."""
        import torch

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
    when it is too short, as in the compiled graph (`voices.models.graphs.opening`).
    """
    import torch
    from torch.overrides import TorchFunctionMode

    class GivenNoise(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if func is torch.randn:
                return torch.from_numpy(durations)
            if func is torch.randn_like:
                frames = torch.arange(args[0].shape[-1]) % prior.shape[-1]
                return torch.from_numpy(prior)[:, :, frames].to(args[0])
            return func(*args, **(kwargs or {}))

    return GivenNoise()


VERSION = f"coqui-vits-{NOISE_VERSION}"
"""Part of the key of every clip."""


def load(voice: Voice, device: str = "cpu", threads: int | None = None) -> Engine:
    """Load the voice, compiled if it has been. Raises VoiceError or EngineUnavailable."""
    folder = voice.folder / str(voice.model.get("checkpoint", "."))
    if device == "cpu" and compiled.find_graph(voice) is not None:
        return compiled.load(voice, device=device, threads=threads)
    return load_torch(voice, folder, device=device, threads=threads)


def load_torch(voice: Voice, folder: Path, device: str = "cpu", threads: int | None = None) -> CoquiEngine:
    """Load the checkpoint in `folder` with torch, also where a compiled copy exists."""
    model, info = load_vits(folder)
    require_torch()
    import torch

    if threads is not None:
        torch.set_num_threads(threads)
    if device == "cuda":
        if not torch.cuda.is_available():
            raise EngineUnavailable("torch finds no CUDA device; leave --device cuda out")
        model.to("cuda")
    check_vocabulary(voice, info.tokens.symbols)
    return CoquiEngine(voice, model, info, device)
