"""How long until the first word? A fresh process for each voice: import, load, first sentence, peak memory.

python benchmarks/bench_start.py kokoro joe my-coqui-voice
"""

from __future__ import annotations

import json
import subprocess
import sys

from machine import describe_machine

_PROGRAM = """
import json, resource, sys, time
begun = time.perf_counter()
from audio_edition.engines import load_engine
from audio_edition.types import Piece
from audio_edition.voices import find_voice
voice = find_voice(sys.argv[1])
imported = time.perf_counter()
engine = load_engine(voice)
loaded = time.perf_counter()
symbols = [symbol for key in "hɑjɛrviː" for symbol in voice.symbols.get(key, ())]
waveform = engine.synthesise(Piece(tuple(symbols), "hei", speaker=voice.cast["narrator"]))
spoken = time.perf_counter()
print(json.dumps([imported - begun, loaded - imported, spoken - loaded,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def main() -> None:
    """Each voice three times after one run that fills the disk cache; the best counts."""
    voices = sys.argv[1:] or ["kokoro", "joe"]
    print(describe_machine("Cold start, best of three"))
    print(f"{'voice':20}{'import s':>10}{'load s':>10}{'first s':>10}{'MiB':>8}")
    for voice in voices:
        runs = [_run(voice) for _ in range(4)][1:]
        best = min(runs, key=lambda run: sum(run[:3]))
        print(f"{voice:20}{best[0]:>10.2f}{best[1]:>10.2f}{best[2]:>10.2f}{best[3]:>8.0f}")


def _run(voice: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, voice], capture_output=True, text=True, check=True)
    return [float(value) for value in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    main()
