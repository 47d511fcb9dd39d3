"""Bring the joined sound to the loudness of a preset, and prove it on the finished MP3.

Measure (while the sound is joined) → one gain → a limiter only where the peaks need it → MP3 → measure again → one correction. All values
are those of a mono file: a meter reads 3 LU less than on the same sound in two channels.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from audio_edition.audio.encode import encode_mp3
from audio_edition.audio.ffmpeg import a_file, run_ffmpeg
from audio_edition.audio.gain import apply_gain
from audio_edition.audio.meter import SILENT_LUFS, Loudness, measure, measure_silence
from audio_edition.settings import Settings

TOLERANCE_LU = 0.3


@dataclass(frozen=True, slots=True)
class Preset:
    """What a distributor asks of the finished file."""

    target: float
    """LUFS integrated, or dB RMS where `rms` is set."""
    limit_dbtp: float
    """True peak of the master; 0.5 dB under `ceiling_dbtp`, which the encoder's overshoot may use."""
    ceiling_dbtp: float
    """Highest true peak of the MP3."""
    rms: bool = False
    min_bitrate_kbps: int = 0


PRESETS = {
    "podcast": Preset(target=-19.0, limit_dbtp=-1.5, ceiling_dbtp=-1.0),
    # EBU R 128: -23 LUFS as played from both loudspeakers, which is -26 measured on the mono file.
    "broadcast": Preset(target=-26.0, limit_dbtp=-1.5, ceiling_dbtp=-1.0),
    # Audiobook shops measure the mean power (-23 to -18 dB) and ask for 192 kb/s.
    "acx": Preset(target=-20.5, limit_dbtp=-3.5, ceiling_dbtp=-3.0, rms=True, min_bitrate_kbps=192),
}


@dataclass(frozen=True, slots=True)
class Mastered:
    """The levelled sound: PCM for all further formats, and edition.mp3 without tags."""

    wav_path: Path
    """Signed 16 bit, mono, OUTPUT_RATE_HZ."""
    mp3_path: Path
    loudness: Loudness
    """Measured on the MP3."""
    gain_db: float
    limited: bool
    corrections: int
    """0 or 1."""
    bitrate_kbps: int
    """Of the MP3 and of the chapters' files: a preset may ask for more than the settings."""


def master(
    wav_path: Path,
    settings: Settings,
    raw: Loudness | None = None,
    beside: Callable[[Path], object] | None = None,
) -> Mastered:
    """Level `wav_path` for `settings.preset`; writes master.wav and edition.mp3 beside it.

    `raw`: what was measured of it while it was written; without, it is measured here. `beside`: is called with the
    levelled WAV while that is encoded and measured, and once more where it is corrected.
    Sample n of the input is sample n of both results, and their decoded lengths are equal to the sample.
    Raises ToolError when ffmpeg fails.
    """
    preset = PRESETS[settings.preset]
    bitrate_kbps = max(settings.bitrate_kbps, preset.min_bitrate_kbps)
    if raw is None:
        raw = measure(wav_path, power=preset.rms)
    silent = raw.integrated_lufs <= SILENT_LUFS
    gain_db = 0.0 if silent else preset.target - _level(raw, preset)
    limit_dbtp = preset.limit_dbtp
    levelled, mp3 = wav_path.with_name("master.wav"), wav_path.with_name("edition.mp3")
    corrections = 0
    with ThreadPoolExecutor(max_workers=1) as pool:
        while True:
            limited = raw.true_peak_dbtp + gain_db > limit_dbtp
            _level_wav(wav_path, levelled, gain_db, limit_dbtp if limited else None)
            job = pool.submit(beside, levelled) if beside is not None else None
            encode_mp3(levelled, mp3, bitrate_kbps)
            done = (measure_silence(mp3) if silent else None) or measure(mp3)
            if job is not None:
                job.result()
            off = 0.0 if silent else preset.target - _level(done, preset)
            over = max(0.0, done.true_peak_dbtp - preset.ceiling_dbtp)
            if corrections == 1 or (abs(off) <= TOLERANCE_LU and over == 0):
                break
            gain_db += off
            limit_dbtp -= over + 0.1 if over else 0.0
            corrections = 1
    return Mastered(levelled, mp3, done, round(gain_db, 2), limited, corrections, bitrate_kbps)


def _level(loudness: Loudness, preset: Preset) -> float:
    return loudness.rms_db if preset.rms else loudness.integrated_lufs


def _level_wav(source: Path, target: Path, gain_db: float, limit_dbtp: float | None) -> None:
    if limit_dbtp is not None:
        apply_gain(source, target, gain_db, limit_dbtp)
        return
    filters = f"volume={gain_db:.3f}dB"
    run_ffmpeg(
        ["-v", "error", "-i", a_file(source), "-map", "0:a:0", "-map_metadata", "-1", "-af", filters]
        + ["-c:a", "pcm_s16le", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "wav", a_file(target)],
        doing="levelling the edition",
    )
