"""Small editions of tones and noise: no model, no speech."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.types import Cast, Clip
from tests.audio.small_edition import RATE_HZ, voice


@pytest.fixture
def cast() -> Cast:
    return {"narrator": voice("one"), "aside": voice("two"), "quote": voice("one")}


@pytest.fixture
def make_clip(tmp_path: Path) -> Callable[..., Clip]:
    def make(samples: np.ndarray, rate_hz: int = RATE_HZ, word_starts: Sequence[int] = ()) -> Clip:
        key = f"{blake2b(samples.tobytes(), digest_size=8).hexdigest()}-{rate_hz}"
        path = tmp_path / f"{key}.flac"
        soundfile.write(path, samples, rate_hz, subtype="PCM_24")
        return Clip(
            key=key,
            path=path,
            sample_rate_hz=rate_hz,
            samples=len(samples),
            loudness_lufs=integrated_lufs(samples, rate_hz),
            word_starts=tuple(word_starts),
            word_times="model" if word_starts else "none",
            tries=1,
            faults=(),
        )

    return make
