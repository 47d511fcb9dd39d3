"""Does reading take time in proportion to the text? Markdown lists of many kinds, at one length and at twice that.

    python benchmarks/bench_reading.py [KIND]... [--kb 100]

CPU seconds of `read_article` for a page of half the length and of the whole, and the factor between the two: 2 is linear.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from audio_edition.article import read_article

HEAD = "# Sak\n\nEin ingress som er lang nok til å vere ei setning.\n\n"
KINDS: dict[str, Callable[[int], str]] = {
    "tiny": lambda number: "- a\n",
    "tight": lambda number: "- ei ku\n",
    "loose": lambda number: "- ei ku\n\n",
    "nested": lambda number: "  " * (number % 6) + "- ku\n",
    "numbered": lambda number: f"{number % 9 + 1}. ku\n",
    "two signs": lambda number: "- ku\n" if number % 2 else "* ku\n",
    "tasks": lambda number: "- [x] ku\n",
    "emphasis": lambda number: "- *a* **b**\n",
    "sentences": lambda number: (
        f"- Punkt nummer {number} med litt tekst om *ferja* og [ei lenkje](https://x.no/{number}).\n"
    ),
}


def text_of(kind: str, size: int) -> str:
    """A page of `kind`, of at least `size` characters."""
    parts, length = [HEAD], len(HEAD)
    while length < size:
        parts.append(KINDS[kind](len(parts)))
        length += len(parts[-1])
    return "".join(parts)


def seconds(text: str) -> tuple[float, int]:
    """CPU seconds of reading it, and how many blocks it has."""
    begun = time.process_time()
    article = read_article("liste.md", text.encode())
    return time.process_time() - begun, len(article.blocks)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; default all")
    parser.add_argument("--kb", type=int, default=100)
    chosen = parser.parse_args()
    for kind in chosen.kinds or KINDS:
        half, _ = seconds(text_of(kind, chosen.kb * 500))
        whole, blocks = seconds(text_of(kind, chosen.kb * 1000))
        print(f"{kind:10} {half:6.2f} s {whole:6.2f} s  x{whole / half:4.1f}  {blocks} blocks", flush=True)
