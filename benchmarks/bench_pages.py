"""Is the article found in a page, and in copies of it? On 42 pages of our own, rendered in Chromium.

    python benchmarks/bench_pages.py [KIND]... [--unseen] [--show]

Each page is read as HTML, as a copy of the article alone and as a copy of the whole page (what the browser puts on the
clipboard). Printed for each: how often the title is right, which share of the blocks spoken is not of the article (names,
dates and descriptions are), and how many of the article's blocks are heard whole. `--show` lists what went wrong;
`--unseen` takes twenty pages of further kinds, one each.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import page_kinds_unseen
from page_kinds import KINDS, Text, read_texts

from audio_edition.article import read_article

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VARIANTS = 6
"""Pages of each kind, each around another article."""
FORMS = ("html", "article", "page")


@dataclass(slots=True)
class Score:
    """Of one form of copy."""

    pages: int = 0
    titles: int = 0
    spoken: int = 0
    noise: int = 0
    wanted: int = 0
    heard: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def title_share(self) -> float:
        return self.titles / max(self.pages, 1)

    @property
    def noise_share(self) -> float:
        return self.noise / max(self.spoken, 1)

    @property
    def recall(self) -> float:
        return self.heard / max(self.wanted, 1)


def copies(
    browser: Any,
    kinds: list[str],
    pages: Mapping[str, Callable[[Text, int], str]] = KINDS,
    variants: int = VARIANTS,
) -> Iterator[tuple[str, Text, dict[str, str]]]:
    """(name, article, its forms: html, article, page) of each page."""
    texts = read_texts()
    page = browser.new_page()
    for order, kind in enumerate(kinds):
        for n in range(variants):
            text = texts[(n + order) % len(texts)]
            html = pages[kind](text, n + order)
            page.set_content(html)
            forms = {"html": html}
            for form, selector in (("article", "#art"), ("page", "body")):
                forms[form] = page.evaluate(
                    "selector => {const s = getSelection(); s.selectAllChildren(document.querySelector(selector));"
                    " return s.toString()}",
                    selector,
                )
            yield f"{kind}-{n}", text, forms
    page.close()


def measure(
    browser: Any,
    kinds: list[str],
    pages: Mapping[str, Callable[[Text, int], str]] = KINDS,
    variants: int = VARIANTS,
) -> dict[str, Score]:
    """Scores by form."""
    scores = {form: Score() for form in FORMS}
    for name, text, forms in copies(browser, kinds, pages, variants):
        for form, source in forms.items():
            _add(scores[form], f"{name} {form}", text, source, "side.html" if form == "html" else "side.txt")
    return scores


def _add(score: Score, name: str, text: Text, source: str, file: str) -> None:
    article = read_article(file, source.encode())
    spoken = [block for block in article.blocks if block.speak]
    said = {" ".join(block.text.split()) for block in spoken}
    known = {
        text.title,
        text.author,
        *text.body,
        *(value.split(" | ")[-1] for key, value in text.parts if key == "C"),
    }
    score.pages += 1
    score.titles += article.title == text.title
    if article.title != text.title:
        score.wrong.append(f"{name}: title “{article.title[:70]}”")
    score.spoken += len(spoken)
    for block in spoken:
        if block.text not in known and block.role not in ("byline", "title"):
            score.noise += 1
            score.wrong.append(f"{name}: spoken {block.role} “{block.text[:70]}”")
    score.wanted += len(text.body)
    for part in text.body:
        if part in said:
            score.heard += 1
        else:
            score.wrong.append(f"{name}: lost “{part[:70]}”")


def launched(playwright: Any) -> Any:
    """Chromium of this machine. Raises FileNotFoundError where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise FileNotFoundError("no browser: install chromium (Debian: apt install chromium)")
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))


def main() -> None:
    from playwright.sync_api import sync_playwright

    pages, variants = (page_kinds_unseen.KINDS, 1) if "--unseen" in sys.argv else (KINDS, VARIANTS)
    kinds = [name for name in sys.argv[1:] if name in pages] or list(pages)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        scores = measure(browser, kinds, pages, variants)
        browser.close()
    print(f"{'form':10} pages  title right  noise among spoken  blocks heard whole")
    for form, score in scores.items():
        print(
            f"{form:10} {score.pages:5}  {score.title_share:11.1%}  {score.noise_share:18.1%}  {score.recall:18.1%}"
        )
        if "--show" in sys.argv:
            print("".join(f"    {line}\n" for line in score.wrong), end="")


if __name__ == "__main__":
    main()
