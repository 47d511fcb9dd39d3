"""Join the clips of a timeline into one WAV, sentence by sentence: memory does not grow with the edition."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile
import soxr

from audio_edition.audio.levels import WORKING_LUFS, clip_gains_db, read_clip
from audio_edition.audio.loudness import integrated_lufs
from audio_edition.audio.meter import Meter
from audio_edition.audio.sounds import read_sound
from audio_edition.audio.timeline import OUTPUT_RATE_HZ, PlacedClip, PlacedSound, Timeline
from audio_edition.errors import PublishError
from audio_edition.settings import Settings
from audio_edition.types import Cast

if TYPE_CHECKING:
    import numpy.typing as npt

    Float32 = npt.NDArray[np.float32]

FADE_MS = 5
_SILENCE_BLOCK = 1 << 16
_WAV_LIMIT_SAMPLES = 1_000_000_000  # 4 bytes each must stay under the 4 GiB of a plain WAV header


def render(
    timeline: Timeline,
    cast: Cast,
    settings: Settings,
    wav_path: Path,
    on_progress: Callable[[float], None] | None = None,
    meter: Meter | None = None,
) -> None:
    """Write the timeline's sound, float32 mono at OUTPUT_RATE_HZ, exactly `timeline.total_samples` long.

    Each clip is resampled once (soxr, high quality), levelled with its speaker and faded at both ends.
    `meter` is given all that is written. `on_progress` gets the share that is done, 0 to 1. Raises SynthesisError for a clip that cannot be read,
    PublishError when the file cannot be written.
    """
    gains = dict(zip(timeline.items, clip_gains_db(timeline.items, cast), strict=True))
    placed: list[PlacedClip | PlacedSound] = sorted(
        [*timeline.items, *timeline.sounds], key=lambda item: item.start_sample
    )
    at = 0
    container = "WAV" if timeline.total_samples < _WAV_LIMIT_SAMPLES else "RF64"
    try:
        with soundfile.SoundFile(
            os.fsencode(wav_path), "w", OUTPUT_RATE_HZ, channels=1, subtype="FLOAT", format=container
        ) as wav:

            def write(samples: Float32) -> None:
                wav.write(samples)
                if meter is not None:
                    meter.add(samples)

            for item in placed:
                _write_silence(write, item.start_sample - at)
                length = item.end_sample - item.start_sample
                if isinstance(item, PlacedClip):
                    write(_speech(item, gains[item], length))
                else:
                    write(_sound(item, settings.jingle_gain_db, length))
                at = item.end_sample
                if on_progress is not None:
                    on_progress(at / timeline.total_samples)
            _write_silence(write, timeline.total_samples - at)
    except (OSError, soundfile.LibsndfileError) as error:
        raise PublishError(f"{wav_path}: the joined sound could not be written: {error}") from error
    if on_progress is not None:
        on_progress(1.0)


def fit(samples: Float32, length: int) -> Float32:
    """Exactly `length` samples: a resampler may differ by one from the rounded length."""
    return samples[:length] if len(samples) >= length else np.pad(samples, (0, length - len(samples)))


def fade_ends(samples: Float32, fade_samples: int) -> Float32:
    """Raised-cosine fades at both ends, so that a clip that was cut in a sound does not click."""
    fade = min(fade_samples, len(samples) // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / max(fade, 1))).astype(np.float32)
    faded = samples.copy()
    faded[:fade] *= ramp
    faded[len(faded) - fade :] *= ramp[::-1]
    return faded


def _speech(item: PlacedClip, gain_db: float, length: int) -> Float32:
    samples = read_clip(item.clip)
    if item.clip.sample_rate_hz != OUTPUT_RATE_HZ:
        samples = soxr.resample(samples, item.clip.sample_rate_hz, OUTPUT_RATE_HZ, quality="HQ")
    faded = fade_ends(fit(samples, length), FADE_MS * OUTPUT_RATE_HZ // 1000)
    return faded * np.float32(10 ** (gain_db / 20))


def _sound(item: PlacedSound, gain_db: float, length: int) -> Float32:
    samples = read_sound(item.path, OUTPUT_RATE_HZ)
    # A sound shorter than a block of the measurement is judged with silence after it, as the ear does.
    measured = integrated_lufs(fit(samples, max(len(samples), OUTPUT_RATE_HZ // 2)), OUTPUT_RATE_HZ)
    level_db = WORKING_LUFS + gain_db - (measured if measured is not None else WORKING_LUFS)
    return fit(samples, length) * np.float32(10 ** (level_db / 20))


def _write_silence(write: Callable[[Float32], None], samples: int) -> None:
    block = np.zeros(min(samples, _SILENCE_BLOCK), dtype=np.float32)
    while samples > 0:
        write(block[:samples])
        samples -= len(block)
