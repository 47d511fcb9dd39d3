"""Kokoro's model on this machine: four package parts joined once, rewritten once, kept in the cache folder.

The rewritten graph is taken only if it is proven here: the same durations, the same sound to within a spectral
distance, and no slower. Otherwise the graph as published is kept, with its durations as a second output.
A GPU gets the weights as floats (`audio_edition.engines.kokoro_float`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audio_edition.engines import kokoro_float, kokoro_graph
from audio_edition.engines.cuda import check_on_cuda, cuda_providers
from audio_edition.errors import EngineUnavailable, PublishError, VoiceError
from audio_edition.settings import cache_folder
from audio_edition.types import Voice
from audio_edition.voices.files import model_file

PARTS = ("part1.bin", "part2.bin", "part3.bin", "part4.bin")
_LARGEST_DISTANCE_DB = 3.0
"""Log-spectral distance that is accepted between both graphs. On sentences it was 1.5 to 1.8 dB; the published
graph is 1.9 to 2.2 dB from itself when its style changes in the seventh digit, and the same weights de-quantised
to float are 3.6 to 6.4 dB away (benchmarks/bench_synthesis.py)."""


def ready_model(voice: Voice, device: str = "cpu") -> Path:
    """Path of the model to run on `device`, made on first use (a few seconds).

    Raises VoiceError when a part is missing or the joined parts have another digest than voice.toml states.
    """
    digest = str(voice.model["digest"])
    folder = cache_folder() / "models"
    made = f"float-{kokoro_float.VERSION}" if device == "cuda" else str(kokoro_graph.VERSION)
    target = folder / f"kokoro-{digest[:16]}-{made}.onnx"
    if target.is_file():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f"{target.name}.lock"):
            if not target.is_file():
                _make(voice, digest, target, device)
    except OSError as error:
        raise PublishError(
            f"the voice '{voice.id}' could not be prepared in {folder}: {error.strerror or error}"
        ) from error
    return target


def _make(voice: Voice, digest: str, target: Path, device: str) -> None:
    joined = target.with_suffix(f".{os.getpid()}.joined")
    made = target.with_suffix(f".{os.getpid()}.made")
    try:
        _join(voice, digest, joined)
        if device == "cuda":
            _in_float(joined, made)
        else:
            _faster(joined, made)
        os.replace(made, target)
    except ImportError as error:
        raise EngineUnavailable(
            f"the voice '{voice.id}' needs the Python module {error.name}; do: pip install {error.name}"
        ) from error
    finally:
        joined.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def _faster(joined: Path, target: Path) -> None:
    try:
        kokoro_graph.rewrite(joined, target)
        good = _is_proven(joined, target)
    except ValueError:
        good = False
    if not good:
        _with_durations(joined, target)


def _in_float(joined: Path, target: Path) -> None:
    try:
        kokoro_float.unquantise(joined, target)
    except ValueError as error:
        raise EngineUnavailable(f"this is not the Kokoro model that the engine knows: {error}") from error


def _join(voice: Voice, digest: str, path: Path) -> None:
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


def _with_durations(source: Path, target: Path) -> None:
    import onnx

    model = onnx.load(str(source))
    try:
        kokoro_graph.expose_durations(model)
    except ValueError as error:
        raise EngineUnavailable(f"this is not the Kokoro model that the engine knows: {error}") from error
    onnx.save(model, str(target))


def _is_proven(original: Path, rewritten: Path) -> bool:
    """Whether `rewritten` says a trial phrase as `original` does, and at least as fast."""
    import numpy as np

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
    import numpy as np

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


def spectral_distance_db(first: Any, second: Any) -> float:
    """Root mean square difference of two sounds' log magnitude spectra (1024-point frames, 60 dB range), in dB."""
    import numpy as np

    def spectrum(samples: Any) -> Any:
        frames = np.lib.stride_tricks.sliding_window_view(samples, 1024)[::256] * np.hanning(1024)
        power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
        return 10 * np.log10(np.maximum(power, power.max() * 1e-6))

    return float(np.sqrt(np.mean((spectrum(first) - spectrum(second)) ** 2)))


def open_session(path: Path, *, threads: int | None, device: str = "cpu") -> Any:
    """An ONNX Runtime session whose memory stays flat over sentences of every length."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # plans one arena a length, and no two sentences are alike
    if threads:
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
    if device == "cuda":
        options.log_severity_level = 4  # its complaint about a missing library is raised as a sentence below
        session = onnxruntime.InferenceSession(str(path), options, providers=cuda_providers())
        check_on_cuda(session)
        return session
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process at a time, however many workers start together."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
