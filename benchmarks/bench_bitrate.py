"""What each bit rate of the MP3 keeps of speech.

    audio-edition say --lines --out tale < benchmarks/data/sentences.txt
    python benchmarks/bench_bitrate.py tale --clips 20

Clips of speech, encoded as an edition is and read again: by how much the level of three bands is off (mean over the
windows that sound, against the clip at the edition's own rate), and how far what was added lies under the speech.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from audio_edition.audio.encode import encode_mp3
from audio_edition.audio.ffmpeg import run_ffmpeg
from audio_edition.audio.timeline import OUTPUT_RATE_HZ

RATES_KBPS = (32, 48, 64, 96, 128, 192)
BANDS_HZ = ((100, 4_000), (4_000, 8_000), (8_000, 11_500))
WINDOW, HOP = 1024, 512
QUIETEST_DB = -40.0
"""Windows so far below the loudest are left out."""

Samples = npt.NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="WAV files")
    parser.add_argument("--clips", type=int, default=20)
    given = parser.parse_args()
    clips = [_clip(path) for path in sorted(given.folder.glob("*.wav"))[: given.clips]]
    if not clips:
        parser.error(f"no WAV file in {given.folder}")
    heads = " | ".join(f"{low / 1000:g} to {high / 1000:g} kHz, dB off" for low, high in BANDS_HZ)
    print(f"{len(clips)} clips, {sum(map(len, clips)) / OUTPUT_RATE_HZ:.0f} s")
    print(f"| kbit/s | {heads} | noise under speech, dB |")
    with tempfile.TemporaryDirectory() as folder:
        for rate_kbps in RATES_KBPS:
            found = np.mean([_compared(clip, rate_kbps, Path(folder)) for clip in clips], axis=0)
            print(f"| {rate_kbps} | " + " | ".join(f"{value:.2f}" for value in found) + " |")


def _clip(path: Path) -> Samples:
    samples, rate_hz = soundfile.read(path, dtype="float32")
    clip: Samples = soxr.resample(samples, rate_hz, OUTPUT_RATE_HZ) * np.float32(0.5)
    return clip


def _compared(clip: Samples, rate_kbps: int, folder: Path) -> list[float]:
    """Per band the mean difference in dB, then the noise."""
    wav, mp3, again = folder / "a.wav", folder / "a.mp3", folder / "b.wav"
    soundfile.write(wav, clip, OUTPUT_RATE_HZ)
    encode_mp3(wav, mp3, rate_kbps)
    run_ffmpeg(["-v", "error", "-y", "-i", str(mp3), str(again)], doing="reading it again")
    heard, _ = soundfile.read(again, dtype="float32")
    same = min(len(clip), len(heard))
    clip, heard = clip[:same], heard[:same]
    before, after = _powers(clip), _powers(heard)
    total = before.sum(axis=1)
    loud = total > total.max() * 10 ** (QUIETEST_DB / 10)
    hz = np.fft.rfftfreq(WINDOW, 1 / OUTPUT_RATE_HZ)
    off = []
    for low, high in BANDS_HZ:
        inside = (hz >= low) & (hz < high)
        ratio = (after[loud][:, inside].sum(axis=1) + 1e-9) / (before[loud][:, inside].sum(axis=1) + 1e-9)
        off.append(float(np.abs(10 * np.log10(ratio)).mean()))
    noise = float(10 * np.log10(np.sum(clip**2) / np.sum((heard - clip) ** 2)))
    return [*off, noise]


def _powers(samples: Samples) -> npt.NDArray[np.float64]:
    """(windows, bins)."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP] * np.hanning(WINDOW)
    return np.abs(np.fft.rfft(windows)) ** 2


if __name__ == "__main__":
    main()
