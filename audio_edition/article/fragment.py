"""HTML that is all article: made of a Word document or of a book's chapters."""

from __future__ import annotations

from audio_edition.article.draft import DraftArticle
from audio_edition.article.mainpart import MainPart
from audio_edition.article.pagewalk import PageWalk
from audio_edition.article.tree import attribute, measure, walk
from audio_edition.article.webpage import parse


def read_document_html(html: str, *, title: bool = True) -> DraftArticle:
    """Blocks of `html`; with `title`, its first `<h1>` is the title."""
    document = parse(html)
    body = document.css_first("body") or document
    main = MainPart(body, document.css_first("h1") if title else None)
    return PageWalk(document, measure(document), main, own=True, verbatim=True).read()


def texts_of_html(html: str) -> list[str]:
    """Every text node, and the description of every picture."""
    texts: list[str] = []
    for event, node in walk(parse(html)):
        if event == "text":
            texts.append(node.text_content or "")
        elif event == "open" and (
            node.tag in ("img", "area") or (node.tag == "input" and attribute(node, "type") == "image")
        ):
            texts += [attribute(node, "alt"), attribute(node, "title")]
    return texts
