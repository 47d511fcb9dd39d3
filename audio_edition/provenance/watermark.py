"""An inaudible mark in the sound itself, that survives MP3: put in before encoding, found again by anybody.

The mark is Resemble AI's Perth (package `resemble-perth`, MIT, weights in the wheel): a network adds to the
magnitudes below 2 kHz what a second network finds again. It says "made by a machine" and carries no message.
The sound is worked on in windows, so that memory does not grow with length, and only the difference that the
mark makes is added to it: what lies above the network's own 32 kHz sampling stays as it was.
"""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr
import torch

from audio_edition.audio.ffmpeg import stream_ffmpeg
from audio_edition.disk import whole
from audio_edition.errors import EngineUnavailable

RATE_HZ = 32_000
_WINDOW_S, _CONTEXT_S = 20, 1
"""The network sees a fifth of a second to each side; the rest of the context is for the spectrum's edges."""
ENOUGH = 0.5
"""From this share of marked speech on, a sound counts as marked; see docs/provenance.md for what was measured."""

_Float32 = npt.NDArray[np.float32]


class Watermark:
    """The two networks, loaded once (about 40 MB)."""

    def __init__(self) -> None:
        """Raises EngineUnavailable where the package is missing."""
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                from perth.perth_net import PREPACKAGED_MODELS_DIR
                from perth.perth_net.perth_net_implicit.model.perth_net import PerthNet

                self._net: Any = PerthNet.load("implicit", PREPACKAGED_MODELS_DIR).eval()
        except ImportError as error:
            raise EngineUnavailable(
                f"a watermark needs the Python module {error.name}; do: pip install 'audio-edition[provenance]'"
            ) from error

    def put(self, wav_path: Path) -> None:
        """Mark the sound of a mono float WAV, in one step; its length and all that is silent stay as they are.

        Raises PublishError when it cannot be written.
        """
        with soundfile.SoundFile(os.fsencode(wav_path)) as source, whole(wav_path) as marked:
            rate = source.samplerate
            with soundfile.SoundFile(
                os.fsencode(marked), "w", rate, 1, subtype=source.subtype, format=source.format
            ) as target:
                for block, start, stop in _windows(source):
                    target.write((block + self._added(block, rate))[start:stop])

    def marked_samples(self, samples: _Float32, rate_hz: int) -> _Float32:
        """`samples`, mono (n,) at `rate_hz`, with the mark."""
        marked: _Float32 = samples + self._added(samples, rate_hz)
        return marked

    def find(self, path: Path) -> list[float]:
        """How surely each window of a sound file's speech is marked, 0 to 1; windows without sound are left out.

        Raises ToolError when ffmpeg cannot decode the file.
        """
        arguments = ["-i", str(path), "-map", "0:a:0", "-ac", "1", "-ar", str(RATE_HZ)]
        arguments += ["-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
        wanted = _WINDOW_S * RATE_HZ * 4
        found, held = [], bytearray()
        for block in stream_ffmpeg(arguments, doing=f"reading {path}"):
            held += block
            while len(held) >= wanted:
                found.append(self._sureness(np.frombuffer(bytes(held[:wanted]), dtype="<f4")))
                del held[:wanted]
        if len(held) >= 4 * RATE_HZ // 2 or not found:
            found.append(self._sureness(np.frombuffer(bytes(held[: len(held) // 4 * 4]), dtype="<f4")))
        return [sureness for sureness in found if sureness is not None]

    def _added(self, samples: _Float32, rate_hz: int) -> _Float32:
        """What the mark adds to `samples`, at the same rate and of the same length."""
        if not np.any(samples):
            return np.zeros_like(samples)
        inside = soxr.resample(samples, rate_hz, RATE_HZ)
        processor = self._net.ap
        with torch.inference_mode():
            magnitudes, phases = processor.signal_to_magphase(torch.from_numpy(np.ascontiguousarray(inside)))
            changed, _ = self._net.encoder(magnitudes[None])
            with_mark = processor.magphase_to_signal(changed[0], phases).numpy()
            without = processor.magphase_to_signal(magnitudes, phases).numpy()
        added = soxr.resample(with_mark - without, RATE_HZ, rate_hz)
        fitted = np.zeros_like(samples)
        fitted[: len(added)] = added[: len(samples)]
        return fitted

    def _sureness(self, samples: _Float32) -> float | None:
        if len(samples) < RATE_HZ // 4 or float(np.abs(samples).max()) < 1e-4:
            return None
        with torch.inference_mode():
            magnitudes, _ = self._net.ap.signal_to_magphase(torch.from_numpy(samples.copy()))
            return float(self._net.decoder(magnitudes[None])[0].clip(0.0, 1.0))


def _windows(source: soundfile.SoundFile) -> Iterator[tuple[_Float32, int, int]]:
    """Windows of a sound with context on both sides, and where in each of them its own part lies."""
    rate, total = source.samplerate, source.frames
    window, context = _WINDOW_S * rate, _CONTEXT_S * rate
    for at in range(0, total, window):
        first, last = max(0, at - context), min(total, at + window + context)
        source.seek(first)
        block = source.read(last - first, dtype="float32", always_2d=False)
        yield block, at - first, min(at + window, total) - first
