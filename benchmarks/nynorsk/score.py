"""How well is Nynorsk read, by our program and by others? One table, with date and versions.

    python benchmarks/nynorsk/score.py [--markdown]
    pip install num2words2 num2words icu-rbnf        # the peers that are wanted; those missing are left out

Two tasks of writing: numbers alone (`numbers.tsv`: cardinals, ordinals, decimals, years), and whole sentences (the sets of
`tests/normalise/sets`, each written before anyone saw what the program makes of it; what was mended afterwards counts as
mended, so ours is a figure of regression there, not of first contact). Spaces, case and punctuation do not count.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from peers import Peer, installed

HERE = Path(__file__).parent
SETS = HERE.parent.parent / "tests" / "normalise" / "sets"
NAMES = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ",
        "a be se de e eff ge hå i jodd kå ell emm enn o pe ku err ess te u ve dobbeltve eks y sett æ ø å".split(),
        strict=True,
    )
)
Scores = dict[str, tuple[int, int]]
"""Task to (right, all)."""


def sounding(text: str) -> str:
    """The words alone, letters that stand apart by their names: what a listener can tell apart."""
    spelt = re.sub(
        r"(?<!\w)(?:[A-ZÆØÅ] )+[A-ZÆØÅ](?!\w)",
        lambda run: " ".join(NAMES[letter] for letter in run.group() if letter != " "),
        text,
    )
    return re.sub(r"[\W_]+", "", spelt.lower()).replace("é", "e")


def rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.split("\t")


def score(peer: Peer) -> Scores:
    """Right and all, for each kind of number and for sentences."""
    tally: dict[str, list[bool]] = defaultdict(list)
    for written, kind, words in rows(HERE / "numbers.tsv"):
        try:
            said = peer.number(written, kind)
        except Exception as error:  # a peer that cannot: wrong
            said = f"({type(error).__name__})"
        tally[f"{kind}s"].append(sounding(said) in map(sounding, words.split("|")))
    for path in sorted(SETS.glob("*.tsv")):
        for written, words, *_ in rows(path):
            tally["sentences"].append(sounding(peer.sentence(written)) in map(sounding, words.split("|")))
    return {task: (sum(found), len(found)) for task, found in tally.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--markdown", action="store_true", help="a table for documentation")
    options = parser.parse_args()
    scores = {f"{peer.name} {peer.version}".strip(): score(peer) for peer in installed()}
    tasks = list(next(iter(scores.values())))
    counts = [f"{task} ({next(iter(scores.values()))[task][1]})" for task in tasks]
    print(f"Nynorsk, {datetime.date.today()}, Python {platform.python_version()}; share that is read right\n")
    if options.markdown:
        print("| " + " | ".join(["", *counts]) + " |\n|" + "---|" * (len(tasks) + 1))
        for name, found in scores.items():
            print("| " + " | ".join([name, *(f"{found[t][0] / found[t][1]:.1%}" for t in tasks)]) + " |")
        return
    width = max(map(len, scores))
    print(" " * width, *(f"{count:>16}" for count in counts))
    for name, found in scores.items():
        print(f"{name:{width}}", *(f"{found[t][0] / found[t][1]:16.1%}" for t in tasks))


if __name__ == "__main__":
    main()
