"""Does the memory of an edition grow with its length? The whole command on articles of ever more minutes.

    python benchmarks/bench_length.py --voice joe --minutes 5 60
    python benchmarks/bench_length.py --voice kokoro --minutes 5 60        # at RTF 0.3, twenty minutes of work

Each article is made of new sentences by `audio-edition make` in a home of its own (nothing is cached); the peak is that
of the largest process, workers included. The last line is the growth from the first to the last.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import describe_machine

from audio_edition.engines import load_engine
from audio_edition.voices import load_voice

WORDS_A_MINUTE = 130
"""Rough, to turn minutes asked for into words; what is spoken is measured."""


def _sentences() -> list[str]:
    lines = (Path(__file__).parent / "data" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voice", default="kokoro")
    parser.add_argument("--minutes", type=float, nargs="+", default=[5.0, 60.0])
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _make(options.one, options.voice)
        return
    load_engine(load_voice(options.voice)).close()  # prepares the model, which is no part of an edition
    print(describe_machine(f"voice {options.voice}"))
    print(f"{'minutes':>9}{'made in s':>11}{'MiB':>7}")
    peaks = []
    for minutes in options.minutes:
        with tempfile.TemporaryDirectory() as scratch:
            article = Path(scratch) / "article.txt"
            article.write_text(_article(minutes), encoding="utf-8")
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, __file__, "--voice", options.voice, "--one", str(article)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            took_s = time.perf_counter() - started
            measured = json.loads(done.stdout.splitlines()[-1])
        peaks.append(measured["peak_mib"])
        print(f"{measured['minutes']:9.1f}{took_s:11.0f}{peaks[-1]:7.0f}", flush=True)
    print(f"growth: {100 * (peaks[-1] / peaks[0] - 1):+.1f} %")


def _make(article: Path, voice: str) -> None:
    """Make one edition, and print its minutes and the peak of the largest process below this one."""
    home = article.parent / "home"
    home.mkdir()
    ours = Path(os.environ.get("AUDIO_EDITION_HOME", Path.home() / ".local/share/audio-edition"))
    for shared in ("models", "voices", "cache/models", "cache/graphs"):
        if (ours / shared).exists():
            (home / shared).parent.mkdir(parents=True, exist_ok=True)
            (home / shared).symlink_to(ours / shared)
    out = article.parent / "out"
    program = Path(sys.executable).with_name("audio-edition")
    # Quality problems of such sentences are not what is measured here, so the exit code is not looked at.
    subprocess.run(
        [program, "make", article, "--out", out, "--voice", voice],
        env=os.environ | {"AUDIO_EDITION_HOME": str(home)},
        check=False,
        stdout=subprocess.DEVNULL,
    )
    (manifest,) = out.glob("*/edition.json")
    minutes = json.loads(manifest.read_text(encoding="utf-8"))["duration_s"] / 60
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"minutes": minutes, "peak_mib": peak}))


def _article(minutes: float) -> str:
    """Sentences of two of ours joined, no pair twice, in paragraphs of four, a heading every tenth."""
    chance = random.Random(3)
    said = [sentence.rstrip(".?") for sentence in _sentences()]
    pairs = [(a, b) for a in said for b in said if a != b]
    chance.shuffle(pairs)
    blocks, words, line = ["Ei lang utgåve"], 0, []
    for first, second in pairs:
        line.append(f"{first}, og {second[0].lower()}{second[1:]}.")
        words += len(line[-1].split())
        if len(line) == 4:
            blocks.append(" ".join(line))
            line = []
            if len(blocks) % 11 == 0:
                blocks.append(f"Del {len(blocks) // 11}")
        if words >= minutes * WORDS_A_MINUTE:
            break
    return "\n\n".join([*blocks, " ".join(line)])


if __name__ == "__main__":
    main()
