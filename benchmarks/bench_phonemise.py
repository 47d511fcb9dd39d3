"""Speed of the pronunciation component: `python benchmarks/bench_phonemise.py [--seconds 2]`.

Known words are those of our lexicon and stems; unknown ones are made of syllables and differ all, so that
no cache can help. Each figure is the median of five rounds in one process on one core.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time

from audio_edition.phonemise import Phonemiser
from audio_edition.phonemise.lexicon import builtin
from audio_edition.phonemise.stems import kinds_of_stems

ONSETS = "b d f g h j k l m n p r s t v bl br dr fl fr gl gr kj kl kn kr kv pl pr sj sk skr sl sm sn sp st str sv tr".split()
NUCLEI = "a e i o u y æ ø å ei øy au".split()
CODAS = "d f g k l m n p r s t kk ll mm nn ss tt ld nd ng rd rk rm rn rt sk st".split() + [""] * 8
ENDINGS = ["", "", "en", "et", "ane", "ar", "a", "ing", "leg", "skap"]


def made_up(count: int, seed: int) -> list[str]:
    """Words that nobody knows, of one to four syllables."""
    chance = random.Random(seed)
    words: set[str] = set()
    while len(words) < count:
        syllables = chance.choice((1, 2, 2, 3, 3, 4))
        stem = "".join(
            chance.choice(ONSETS) + chance.choice(NUCLEI) + chance.choice(CODAS) for _ in range(syllables)
        )
        words.add(stem + chance.choice(ENDINGS))
    in_order = sorted(words)
    chance.shuffle(in_order)
    return in_order


def rate(words: list[str], phonemiser: Phonemiser) -> float:
    """Words a second of processor time over one pass through `words` (other processes do not count)."""
    start = time.process_time()
    for at in range(0, len(words), 20):
        phonemiser.words(" ".join(words[at : at + 20]))
    return len(words) / (time.process_time() - start)


def load_ms() -> float:
    """Milliseconds in which a fresh process reads our lexicon, imports not counted."""
    code = (
        "import time; from audio_edition.phonemise import lexicon; t = time.perf_counter(); lexicon.builtin();"
        " print(1000 * (time.perf_counter() - t))"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    return statistics.median(runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=5000, help="unknown words a round")
    options = parser.parse_args()
    known = [entry.word for entry in builtin() if " " not in entry.word] + list(kinds_of_stems())
    random.Random(1).shuffle(known)
    first, again, unknown = [], [], []
    for turn in range(5):
        phonemiser = Phonemiser()
        first.append(rate(known, phonemiser))
        again.append(rate(known, phonemiser))
        unknown.append(rate(made_up(options.words, turn), phonemiser))
    print(f"lexicon loads in            {load_ms():8.1f} ms   ({len(builtin())} entries)")
    print(f"known words, first time     {statistics.median(first):8.0f} words/s")
    print(f"known words, met before     {statistics.median(again):8.0f} words/s")
    print(f"unknown words, first time   {statistics.median(unknown):8.0f} words/s")


if __name__ == "__main__":
    main()
