"""Does reading take time in proportion to the text? Lists of Markdown, parts of web pages, lines of copied pages.

    python benchmarks/bench_reading.py [KIND]... [--kb 100]

CPU seconds of `read_article` for a page of half the length and of the whole, and the factor between the two: 2 is linear.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from audio_edition.article import read_article

LEAD = "Ein ingress som er lang nok til å vere ei setning."
HEADS = {
    "md": f"# Sak\n\n{LEAD}\n\n",
    "html": f"<!doctype html><html lang=nn><title>Sak</title><body><article><h1>Sak</h1><p>{LEAD}</p>\n",
    "txt": f"Gå til hovudinnhaldet\nSak om vegen i Sogndal\n\n{LEAD}\n\n",
}
SENTENCE = "Ordføraren i Sogndal seier at vegen skal vere open før jul."
MARKDOWN: dict[str, Callable[[int], str]] = {
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
PAGE: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda number: f"<p>{SENTENCE} <a href='/{number}'>Les her</a> om <em>vegen</em>.</p>\n",
    "headings": lambda number: f"<h2>Vegen {number}</h2>\n",
    "pictures": lambda number: (
        f"<figure><img src=a{number}.jpg alt='Ein bil på ein veg'><figcaption>Vegen i fjor. "
        "<small>Foto: Ola Nes</small></figcaption></figure>\n"
    ),
    "one picture, many captions": lambda number: (
        f"<figure><img src=a.jpg><figcaption>Veg {number}.</figcaption></figure>\n"
    ),
    "layout tables": lambda number: (
        "<table><tr><td><img src=a.jpg></td></tr><tr><td>Vegen i fjor.</td></tr></table>\n"
    ),
    "rows": lambda number: f"<table><tr><td>Veg</td><td>{number}</td></tr></table>\n",
    "open figures": lambda number: "<figure><figcaption>Vegen",
    "open boxes": lambda number: "<div class=fakta><h3>Fakta</h3>",
    "deep": lambda number: "<div>" if number % 2 else "<div>a",
    "lists in lists": lambda number: "<ul><li>veg",
    "terms": lambda number: "<dl><dt>veg<dd>open",
    "closed lists": lambda number: "<ul><li><a href=/>Heim</a></li><li>Veg</li></ul>\n",
    "raised": lambda number: "<sup>2",
    "labels": lambda number: f"<ol><li><label>Steg {number}: skru av.</label></li></ol>\n",
    "remarks": lambda number: "<!-- a -->",
    "open remarks": lambda number: "<!-- a ",
    "breaks": lambda number: "veg<br>",
    "entities": lambda number: "&aring;&#229;",
    "attributes": lambda number: f"<p data-{number}='veg' class='a b c'>veg",
    "empty": lambda number: "<p></p><span></span>",
    "scripts": lambda number: "<script>var a = 1</script>",
    "styles": lambda number: f"<style>.a{number} {{ display: none }}</style><p class=a{number}>veg",
    "data": lambda number: '<script type="application/ld+json">{"@type":"Person"}</script>',
    "second articles": lambda number: f"<article><h2>Anna sak {number}</h2><p>{SENTENCE}</p></article>\n",
    "quotations": lambda number: (
        f"<blockquote class=twitter-tweet>{SENTENCE} pic.twitter.com/a{number}</blockquote>\n"
    ),
    "bylines": lambda number: "<address class=byline><a rel=author href=/>Kari Vik</a></address>\n",
    "half a tag": lambda number: "<p",
    "stray closings": lambda number: "</div></p>",
}
COPY: dict[str, Callable[[int], str]] = {
    "menu": lambda number: "Nyhende\n",
    "teasers": lambda number: "Ny veg i Sogndal før jul\n\n",
    "body": lambda number: f"{SENTENCE} {SENTENCE}\n\n",
    "wrapped": lambda number: (
        "Ordføraren i Sogndal seier at vegen skal vere\nopen før jul, og at ingen treng vente på\n"
    ),
    "wrapped lists": lambda number: "- Ordføraren i Sogndal seier at vegen skal\n  vere open før jul\n",
    "credits": lambda number: "Ein bil står på vegen\nVegen i fjor. Foto: Ola Nes\n\n",
    "dates": lambda number: "15.10.24 23:35\n",
    "names": lambda number: "Av Kari Vik, Ola Nes og Per Bø\n",
    "speech": lambda number: "– Vegen er open, seier Vik.\n",
    "facts": lambda number: "FAKTA\n- Lengd: 5 km\nKjelde: NTB\n\n",
    "hyphens": lambda number: "vegstre-\n",
    "page breaks": lambda number: "vegen er\f",
    "tabs": lambda number: "veg\topen\t5\n",
    "long line": lambda number: "veg ",
    "long word": lambda number: "veg",
    "blank": lambda number: " \n",
}
KINDS: dict[str, tuple[str, Callable[[int], str]]] = {
    f"{form}: {kind}": (form, row)
    for form, rows in (("md", MARKDOWN), ("html", PAGE), ("txt", COPY))
    for kind, row in rows.items()
}


def text_of(kind: str, size: int) -> str:
    """A page of `kind`, of at least `size` characters."""
    form, row = KINDS[kind]
    parts, length = [HEADS[form]], len(HEADS[form])
    while length < size:
        parts.append(row(len(parts)))
        length += len(parts[-1])
    return "".join(parts)


def seconds(text: str, form: str) -> tuple[float, int]:
    """CPU seconds of reading it, and how many blocks it has."""
    begun = time.process_time()
    article = read_article(f"sak.{form}", text.encode())
    return time.process_time() - begun, len(article.blocks)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; default all")
    parser.add_argument("--kb", type=int, default=100)
    chosen = parser.parse_args()
    for kind in chosen.kinds or KINDS:
        form = KINDS[kind][0]
        half, _ = seconds(text_of(kind, chosen.kb * 500), form)
        whole, blocks = seconds(text_of(kind, chosen.kb * 1000), form)
        print(f"{kind:32} {half:6.2f} s {whole:6.2f} s  x{whole / half:4.1f}  {blocks} blocks", flush=True)
