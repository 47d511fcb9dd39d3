"""Precision and recall of body text: our reader beside trafilatura and readability, on 62 pages of our own as HTML.

    pip install trafilatura readability-lxml
    python benchmarks/bench_readers.py [--dump FILE] [--from FILE]

The pages are those of `bench_pages.py` and its twenty unseen ones. Recall: words of the article (title, lead, paragraphs, boxes)
that are given; precision: words given that are the article's, counted as bags. "Whole": paragraphs
that stand unbroken in what is given. A peer that is not installed is left out. `--dump` writes the pages for another version of the
program, which reads them with `--from`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import page_kinds
import page_kinds_unseen

from audio_edition.article import read_article

VARIANTS = 6
Reader = Callable[[str], str]


@dataclass(slots=True)
class Tally:
    """Sums over pages."""

    right: int = 0
    given: int = 0
    wanted: int = 0
    whole: int = 0
    paragraphs: int = 0
    failed: int = 0


def pages() -> Iterator[tuple[str, list[str]]]:
    """(HTML, what must be heard) of each page."""
    texts = page_kinds.read_texts()
    for kinds, variants in ((page_kinds.KINDS, VARIANTS), (page_kinds_unseen.KINDS, 1)):
        for order, make in enumerate(kinds.values()):
            for n in range(variants):
                text = texts[(n + order) % len(texts)]
                yield make(text, n + order), [text.title, *text.body]


def ours(html: str) -> str:
    """What is spoken, but for names and dates."""
    article = read_article("side.html", html.encode())
    return "\n".join(block.text for block in article.blocks if block.speak and block.role != "byline")


def readers() -> dict[str, Reader]:
    """Those that are installed, by name."""
    found: dict[str, Reader] = {"ours": ours}
    with contextlib.suppress(ImportError):
        trafilatura: Any = importlib.import_module("trafilatura")

        def by_trafilatura(html: str) -> str:
            told = trafilatura.bare_extraction(html, include_comments=False)
            return f"{told.title or ''}\n{told.text or ''}" if told else ""

        found[f"trafilatura {trafilatura.__version__}"] = by_trafilatura
    with contextlib.suppress(ImportError):
        readability: Any = importlib.import_module("readability")

        def by_readability(html: str) -> str:
            document = readability.Document(html)
            text = re.sub(r"</(?:p|h\d|li|div|td|figcaption)>", "\n", document.summary(html_partial=True))
            return f"{document.short_title()}\n{re.sub(r'<[^>]+>', '', text)}"

        found["readability"] = by_readability
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def add(tally: Tally, given: str, wanted: list[str]) -> None:
    """Count one page: words as bags, paragraphs as they stand."""
    has, needs = Counter(words(given)), Counter(words(" ".join(wanted)))
    tally.right += (has & needs).total()
    tally.given += has.total()
    tally.wanted += needs.total()
    running = " ".join(words(given))
    tally.paragraphs += len(wanted)
    tally.whole += sum(" ".join(words(part)) in running for part in wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--dump", metavar="FILE")
    parser.add_argument("--from", dest="source", metavar="FILE")
    chosen = parser.parse_args()
    if chosen.source:
        with open(chosen.source, encoding="utf-8") as file:
            found = [(html, wanted) for html, wanted in json.load(file)]
    else:
        found = list(pages())
    if chosen.dump:
        with open(chosen.dump, "w", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False)
        return
    print(f"{'reader':22} pages  precision  recall  paragraphs whole  nothing given")
    for name, reader in readers().items():
        tally = Tally()
        for html, wanted in found:
            try:
                given = reader(html)
            except Exception as error:
                given = ""
                print(f"{name}: {type(error).__name__}: {str(error)[:80]}")
            tally.failed += not given.strip()
            add(tally, given, wanted)
        print(
            f"{name:22} {len(found):5}  {tally.right / max(tally.given, 1):9.1%}  {tally.right / tally.wanted:6.1%}"
            f"  {tally.whole:6} of {tally.paragraphs:5}  {tally.failed:13}"
        )


if __name__ == "__main__":
    main()
