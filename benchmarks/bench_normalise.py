"""How fast is the normaliser, on one core? Words a second of CPU time; the goal is 20 000.

    python benchmarks/bench_normalise.py [FILE]...

Without files it reads the example articles (ordinary text) and the case files of the tests (nothing but
numbers, dates and abbreviations: the worst there is), sentence by sentence as an edition does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from audio_edition.normalise import Normaliser
from audio_edition.script.sentences import sentence_spans

ROOT = Path(__file__).parent.parent
ROUNDS = 5


def sentences(paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            text = line.split("\t")[0] if path.suffix == ".tsv" else line
            found += [text[start:end] for start, end in sentence_spans(text)]
    return found


def measure(name: str, paths: list[Path]) -> None:
    texts = sentences(paths)
    words = sum(len(text.split()) for text in texts)
    if not words:
        return
    for text in texts:  # tables and patterns are made on first use
        Normaliser().normalise(text)
    best_s = float("inf")
    for _ in range(ROUNDS):
        normaliser = Normaliser()  # a new one each round, for one keeps what it has read
        begin_s = time.process_time()
        for text in texts:
            normaliser.normalise(text)
        best_s = min(best_s, time.process_time() - begin_s)
    print(f"{name:16} {words:7} words {best_s:7.3f} s {words / best_s:10,.0f} words/s")


def main() -> None:
    begin_s = time.perf_counter()
    Normaliser().normalise("Kl. 14.30 kom 15 000 til NRK.")
    print(f"first sentence, tables and patterns included: {time.perf_counter() - begin_s:.2f} s")
    if sys.argv[1:]:
        measure("given files", [Path(name) for name in sys.argv[1:]])
        return
    articles = [path for path in sorted((ROOT / "examples").glob("*")) if path.suffix in (".txt", ".md")]
    measure("articles", articles)
    measure("cases", sorted((ROOT / "tests" / "normalise" / "cases").glob("*.tsv")))


if __name__ == "__main__":
    main()
