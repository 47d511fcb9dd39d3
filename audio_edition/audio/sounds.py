"""The user's jingle and chapter sounds: any file that ffmpeg reads, made fit to stand beside speech."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydub import AudioSegment

from audio_edition.audio.ffmpeg import a_file, stream_ffmpeg
from audio_edition.errors import SettingsError, ToolError

if TYPE_CHECKING:
    import numpy.typing as npt

MAX_SOUND_S = 60.0
FADE_IN_MS = 10
FADE_OUT_MS = 400
_NEARLY_SILENT = 1e-3
"""Peak (-60 dB) under which it is worth looking whether two channels cancel each other."""


def read_sound(path: Path, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """The file as mono float32 at `sample_rate_hz`, faded in and out.

    Raises SettingsError, which names the file, when it is missing, is no sound, is silent or is over a minute.
    """
    if not path.is_file():
        raise SettingsError(f"{path}: there is no such sound file; check 'jingle' and 'chapter_sound'")
    data = _decoded(path, sample_rate_hz, ["-ac", "1"])
    if _peak(data) < _NEARLY_SILENT:
        # Two channels of opposite phase add up to nothing: then the first alone is the sound.
        first = _decoded(path, sample_rate_hz, ["-af", "pan=mono|c0=c0"])
        data = first if _peak(first) > 10 * _peak(data) else data
    if not any(data):
        raise SettingsError(f"{path}: the sound file holds nothing but silence; give another one")
    sound = AudioSegment(data=data, sample_width=4, frame_rate=sample_rate_hz, channels=1)
    sound = sound.fade_in(min(FADE_IN_MS, len(sound) // 4)).fade_out(min(FADE_OUT_MS, len(sound) // 4))
    samples: npt.NDArray[np.float32] = np.frombuffer(sound.raw_data, dtype="<i4").astype(
        np.float32
    ) / np.float32(2**31)
    return samples


def _peak(data: bytes) -> float:
    return float(np.abs(np.frombuffer(data, dtype="<i4").astype(np.float64)).max(initial=0.0)) / 2**31


def _decoded(path: Path, sample_rate_hz: int, channel: list[str]) -> bytes:
    """One channel of the file as signed 32-bit samples."""
    data = bytearray()
    limit_bytes = int(MAX_SOUND_S * sample_rate_hz) * 4
    try:
        for block in stream_ffmpeg(
            ["-v", "error", "-i", a_file(path), "-map", "0:a:0", *channel, "-ar", str(sample_rate_hz)]
            + ["-c:a", "pcm_s32le", "-f", "s32le", "pipe:1"],
            doing=f"reading {path}",
        ):
            data += block
            if len(data) > limit_bytes:
                raise SettingsError(
                    f"{path}: the sound is longer than {MAX_SOUND_S:.0f} s; give a shorter one"
                )
    except ToolError:
        raise SettingsError(f"{path}: ffmpeg finds no sound in this file; give an audio file") from None
    return bytes(data)
