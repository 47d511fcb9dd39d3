"""Memory for one sentence that never ends: the largest process of an edition of WORDS words without a full stop.

    python benchmarks/bench_long_sentence.py [--voice silence] [WORDS]...

Words, amounts, times and abbreviations by chance, with the same seed every time. Target: under 600 MB whatever the sentence.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = "ferja hus veg 17 2 500 kr 14.30 kvinne 3,5 mill. NRK båt og i på 1998 Sæbø".split()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", type=int, default=[1_000, 4_000, 16_000])
    parser.add_argument("--voice", default="silence")
    options = parser.parse_args()
    chance = random.Random(3)
    for count in sorted(options.words):
        with tempfile.TemporaryDirectory() as folder:
            article = Path(folder) / "a.txt"
            text = " ".join(chance.choice(WORDS) for _ in range(count))
            article.write_text(f"Ferja går att\n\n{text} til slutt.\n", encoding="utf-8")
            begun_s = time.monotonic()
            code = subprocess.run(
                [sys.executable, "-m", "audio_edition", "make", str(article), "--voice", options.voice]
                + ["--jobs", "1", "--out", str(Path(folder) / "out")],
                stderr=subprocess.DEVNULL,
            ).returncode
            peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # of the largest so far
            print(
                f"{count:7,} words  exit {code}  {peak_mb:5.0f} MB  {time.monotonic() - begun_s:6.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
