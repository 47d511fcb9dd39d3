"""How well the inaudible mark is found again, and how often it is found where it is not.

    audio-edition say --lines --out tale < benchmarks/data/sentences.txt
    python benchmarks/bench_watermark.py tale --clips 100

Clips of speech, marked and as they were, each as MP3 of 64, 96 and 128 kbit/s, as Opus of 32 kbit/s, as a cut of
three seconds, and slower and faster by a tenth (these as MP3 of 64 kbit/s): in how many the mark is found. Besides,
the level of what the mark adds against the speech, and Distill-MOS of both where the package distillmos is there.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import soundfile
import soxr
from machine import describe_machine

from audio_edition.audio.ffmpeg import ffmpeg
from audio_edition.provenance.watermark import ENOUGH, Watermark

RATE_HZ = 44_100
WAYS = {
    "mp3 64": (["-b:a", "64k"], ".mp3"),
    "mp3 96": (["-b:a", "96k"], ".mp3"),
    "mp3 128": (["-b:a", "128k"], ".mp3"),
    "opus 32": (["-c:a", "libopus", "-b:a", "32k"], ".opus"),
    "3 s cut": (["-af", "atrim=start=0.5:duration=3", "-b:a", "64k"], ".mp3"),
    "x 0.9": (["-af", "atempo=0.9", "-b:a", "64k"], ".mp3"),
    "x 1.1": (["-af", "atempo=1.1", "-b:a", "64k"], ".mp3"),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="speech as WAV or FLAC, a sentence a file")
    parser.add_argument("--clips", type=int, default=100)
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.suffix in (".wav", ".flac"))
    paths = [path for path in paths if soundfile.info(path).duration >= 3.5][: options.clips]
    print(describe_machine(f"{len(paths)} clips"))
    watermark, levels_db, found = Watermark(), [], {"marked": Counter[str](), "as it was": Counter[str]()}
    opinions = _Opinions()
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "clip.wav"
        for path in paths:
            speech, rate = soundfile.read(path, dtype="float32")
            speech = soxr.resample(speech, rate, RATE_HZ)
            marked = watermark.marked_samples(speech, RATE_HZ)
            levels_db.append(10 * np.log10(np.sum((marked - speech) ** 2) / np.sum(speech**2)))
            for kind, samples in (("marked", marked), ("as it was", speech)):
                opinions.add(kind, samples)
                soundfile.write(wav, samples, RATE_HZ, subtype="FLOAT")
                for way, (arguments, suffix) in WAYS.items():
                    coded = wav.with_suffix(suffix)
                    command = [ffmpeg(), "-v", "error", "-y", "-i", str(wav), *arguments, str(coded)]
                    subprocess.run(command, check=True)
                    windows = watermark.find(coded)
                    found[kind][way] += bool(windows) and float(np.mean(windows)) >= ENOUGH
    print(f"{'':<10}{'marked: found':>16}{'as it was: found':>18}")
    for way in WAYS:
        print(
            f"{way:<10}{found['marked'][way]:>10} of {len(paths)}{found['as it was'][way]:>12} of {len(paths)}"
        )
    print(f"what is added against the speech: {np.mean(levels_db):.1f} dB ({np.max(levels_db):.1f} at most)")
    print(opinions.report())


class _Opinions:
    """Distill-MOS of the marked and the plain clips; says so where the package is missing."""

    def __init__(self) -> None:
        self._scores: dict[str, list[float]] = {"marked": [], "as it was": []}
        try:
            import distillmos
            import torch
        except ImportError:
            self._model = None
            return
        self._torch = torch
        self._model = distillmos.ConvTransformerSQAModel()
        self._model.eval()

    def add(self, kind: str, samples: np.ndarray) -> None:
        if self._model is not None:
            inside = self._torch.from_numpy(soxr.resample(samples, RATE_HZ, 16_000))[None]
            with self._torch.inference_mode():
                self._scores[kind].append(float(self._model(inside)))

    def report(self) -> str:
        if self._model is None:
            return "Distill-MOS: not measured, the package distillmos is missing"
        plain, marked = (np.array(self._scores[kind]) for kind in ("as it was", "marked"))
        error = np.std(marked - plain) / len(plain) ** 0.5
        return (
            f"Distill-MOS: {plain.mean():.2f} as it was, {marked.mean():.2f} marked, "
            f"difference {np.mean(marked - plain):+.3f} ± {error:.3f}"
        )


if __name__ == "__main__":
    main()
