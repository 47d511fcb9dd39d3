"""Writing a clip's sound; apart from the cache, because a run whose clips are all there needs no sound library."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from audio_edition.disk import whole


def write_flac(path: Path, samples: npt.NDArray[np.float32], sample_rate_hz: int) -> None:
    """Write mono `samples` (n,) as FLAC of 24 bit, whole or not at all."""
    # By name, not through a file object: an interrupt inside a library's callback would be swallowed there.
    # Not flushed: the note beside it holds the sound's digest, and a clip that differs is spoken again.
    with whole(path, flush=False) as temporary:
        soundfile.write(os.fsencode(temporary), samples, sample_rate_hz, format="FLAC", subtype="PCM_24")
