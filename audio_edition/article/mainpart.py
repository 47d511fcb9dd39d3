"""Which part of a page is the article, and which heading is its title."""

from __future__ import annotations

from dataclasses import dataclass

from audio_edition.article.draft import fold
from audio_edition.article.parts import part_of
from audio_edition.article.picture import overlap
from audio_edition.article.tree import HEADINGS, Measure, Node, ancestors, attribute, text_of, walk


@dataclass(slots=True)
class MainPart:
    """The article's element, the title's element (which may stand before it), and what to tell the reader."""

    root: Node
    title: Node | None
    warnings: tuple[str, ...] = ()


def find_main(document: Node, sizes: dict[int, Measure], headline: str | None) -> MainPart:
    """The element that holds the article, by its tag and its prose, and its title by tag and headline."""
    root, warnings = _root(document, sizes)
    return MainPart(root, _title(document, root, sizes, headline), warnings)


def _root(document: Node, sizes: dict[int, Measure]) -> tuple[Node, tuple[str, ...]]:
    articles = [
        node for event, node in walk(document)
        if event == "open" and node.tag == "article" and not any(up.tag == "article" for up in ancestors(node))
    ]  # fmt: skip
    main = document.css_first('main, [role="main"]')
    body = document.css_first("body") or document
    whole = max((sizes[node.mem_id].prose for node in (main, body) if node is not None), default=0)

    def prose(node: Node) -> int:
        return sizes[node.mem_id].prose or sizes[node.mem_id].text - sizes[node.mem_id].linked

    if articles:
        best = max(articles, key=prose)
        rivals = [
            node
            for node in articles
            if node.mem_id != best.mem_id and prose(node) >= max(400, prose(best) / 2)
        ]
        warnings: tuple[str, ...] = ()
        if rivals:
            warnings = (f"the page holds {len(rivals) + 1} articles; the longest is read",)
        # An <article> that is a teaser, on a page whose text stands elsewhere.
        if prose(best) * 4 >= whole or prose(best) > 1500:
            return best, warnings
    body_parts = [
        node
        for node in document.css('[itemprop="articleBody"]')
        if node.mem_id in sizes and prose(node) * 2 >= whole
    ]
    if main is not None:
        return main, ()
    return (body_parts[0] if body_parts else body), ()


def _title(document: Node, root: Node, sizes: dict[int, Measure], headline: str | None) -> Node | None:
    inside = {node.mem_id for event, node in walk(root) if event == "open"}
    headings = [
        node
        for event, node in walk(document)
        if event == "open" and node.tag in HEADINGS and fold(text_of(node))
    ]
    if headline:
        alike = [node for node in headings if _is_headline(fold(text_of(node)), headline)]
        alike.sort(key=lambda node: (node.tag, node.mem_id not in inside))
        if alike:
            return alike[0]
    first_level = [node for node in headings if node.tag == "h1" and not _is_skipped(node, root, sizes)]
    for node in first_level:
        if node.mem_id in inside:
            return node
    if headline:
        return None
    # Without a headline to compare with, an h1 before the article is its title unless it is the paper's name.
    return next((node for node in first_level if not _is_logo(node)), None)


def _is_headline(text: str, headline: str) -> bool:
    if text.lower() == headline.lower():
        return True
    return len(text) >= 15 and overlap(text, headline) >= 0.8 and overlap(headline, text) >= 0.6


def _is_skipped(node: Node, root: Node, sizes: dict[int, Measure]) -> bool:
    """True for a heading in a menu or the like; what the article's own element is called does not count."""
    for up in (node, *ancestors(node)):
        if up.mem_id == root.mem_id or up.mem_id not in sizes:
            return False
        if part_of(up, sizes[up.mem_id]).kind == "skip":
            return True
    return False


def _is_logo(node: Node) -> bool:
    link = node.css_first("a")
    return link is not None and attribute(link, "href").rstrip("/").count("/") in (0, 2)
