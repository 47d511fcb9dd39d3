"""Which part of a page is the article, and which heading is its title."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from audio_edition.article.description import overlap
from audio_edition.article.draft import fold
from audio_edition.article.parts import part_of
from audio_edition.article.tree import HEADINGS, Measure, Node, ancestors, attribute, text_of, walk

ENOUGH_PROSE = 120
"""Characters of paragraphs from which an element that holds the title is the article."""
_HEADING_NODES = 200
_MOST_ANCESTORS, _MOST_HEADINGS = 200, 40
"""No page that was made to be read nests deeper, or has more headings of the first level."""
MAX_HEADLINE = 400
_BLOCKS = ("p", "ul", "ol", "div", "section", "blockquote", "figure", "table", "dl", "pre")


@dataclass(slots=True)
class MainPart:
    """The article's element, the title's element (which may stand before it), and what to tell the reader."""

    root: Node
    title: Node | None
    warnings: tuple[str, ...] = ()


def find_main(document: Node, sizes: dict[int, Measure], headline: str | None) -> MainPart:
    """The element that holds the article, by its title, its tag and its prose; its title by tag and headline.

    Of several articles the one that holds the title is read, else the first below it, else the longest.
    """
    articles, order = _articles(document)
    title = _told_title(document, sizes, headline)
    if title is not None:
        holders = [up for up in islice(ancestors(title), _MOST_ANCESTORS) if up.tag == "article"]
        for holder in holders:  # the innermost first
            if _prose(holder, sizes) >= min(ENOUGH_PROSE, _prose(holders[-1], sizes)):
                return MainPart(
                    holder, title, _warnings(articles, holder, sizes, "the one that holds the title is")
                )
    root, warnings = _root(
        document, sizes, articles, order.get(title.mem_id) if title is not None else None, order
    )
    return MainPart(root, title or _title(document, root, sizes, headline), warnings)


def _prose(node: Node, sizes: dict[int, Measure]) -> int:
    size = sizes[node.mem_id]
    return size.prose or size.text - size.linked


def _articles(document: Node) -> tuple[list[Node], dict[int, int]]:
    """The articles that stand in no other, and the place of every article and heading in the page."""
    found: list[Node] = []
    order: dict[int, int] = {}
    depth = 0
    for at, (event, node) in enumerate(walk(document)):
        if event == "text":
            continue
        if event == "open" and (node.tag == "article" or node.tag in HEADINGS):
            order[node.mem_id] = at
        if node.tag == "article":
            if event == "open":
                if not depth:
                    found.append(node)
                depth += 1
            else:
                depth -= 1
    return found, order


def _warnings(articles: list[Node], best: Node, sizes: dict[int, Measure], which: str) -> tuple[str, ...]:
    inside = {best.mem_id, *(up.mem_id for up in ancestors(best))}
    enough = max(400, _prose(best, sizes) / 2)
    rivals = [node for node in articles if node.mem_id not in inside and _prose(node, sizes) >= enough]
    return (f"the page holds {len(rivals) + 1} articles; {which} read",) if rivals else ()


def _root(
    document: Node,
    sizes: dict[int, Measure],
    articles: list[Node],
    title_at: int | None,
    order: dict[int, int],
) -> tuple[Node, tuple[str, ...]]:
    main = document.css_first('main, [role="main"]')
    body = document.css_first("body") or document
    whole = max((sizes[node.mem_id].prose for node in (main, body) if node is not None), default=0)
    if articles:
        best, which = max(articles, key=lambda node: _prose(node, sizes)), "the longest is"
        if title_at is not None:
            below = [node for node in articles if order[node.mem_id] > title_at]
            first = next(
                (node for node in below if _prose(node, sizes) >= max(ENOUGH_PROSE, _prose(best, sizes) / 4)),
                None,
            )
            if first is not None and first.mem_id != best.mem_id:
                best, which = first, "the first below the title is"
        # An <article> that is a teaser, on a page whose text stands elsewhere.
        if _prose(best, sizes) * 4 >= whole or _prose(best, sizes) > 1500:
            return best, _warnings(articles, best, sizes, which)
    body_parts = [
        node
        for node in document.css('[itemprop="articleBody"]')
        if node.mem_id in sizes and _prose(node, sizes) * 2 >= whole
    ]
    if main is not None:
        return main, ()
    return (body_parts[0] if body_parts else body), ()


def _headings(document: Node) -> list[Node]:
    return [
        node for event, node in walk(document)
        if event == "open" and node.tag in HEADINGS and fold(text_of(node, _HEADING_NODES))
    ]  # fmt: skip


def heading_text(node: Node) -> str:
    """Text of a heading; where it was never closed, up to the first paragraph that it swallowed."""
    parts: list[str] = []
    for at, (event, other) in enumerate(walk(node)):
        if at > _HEADING_NODES:
            break
        if event == "open" and other.tag in _BLOCKS and "".join(parts).strip():
            break
        if event == "text":
            parts.append(other.text_content or "")
    return fold("".join(parts))


def _told_title(document: Node, sizes: dict[int, Measure], headline: str | None) -> Node | None:
    """The heading that is the page's headline, or the first `<h1>` of an article that is long enough to be one."""
    headings = _headings(document)
    if headline:
        alike = [node for node in headings if _is_headline(heading_text(node), headline)]
        if alike:
            return min(alike, key=lambda node: (node.tag, _is_in_link(node)))
        return None
    if (named := _named_by_the_page(document, headings)) is not None:
        return named
    for node in [node for node in headings if node.tag == "h1"][:_MOST_HEADINGS]:
        if not _is_logo(node):
            above = islice(ancestors(node), _MOST_ANCESTORS)
            holder = next((up for up in above if up.tag == "article"), None)
            if holder is not None and _prose(holder, sizes) >= ENOUGH_PROSE:
                return None if _is_skipped(node, holder, sizes) else node
    return None


def _named_by_the_page(document: Node, headings: list[Node]) -> Node | None:
    """The heading, of three words at least, with which the page's `<title>` begins ("Headline | Paper")."""
    element = document.css_first("title")
    title = fold(element.text() or "").lower() if element is not None else ""
    begins = [
        (text, node) for node in headings[:_MOST_HEADINGS]
        if len((text := heading_text(node).lower()).split()) >= 3 and title.startswith(text)
    ]  # fmt: skip
    if not begins:
        return None
    longest = max(len(text) for text, _ in begins)
    alike = [node for text, node in begins if len(text) == longest]
    return min(alike, key=lambda node: (node.tag, _is_in_link(node)))


def _is_in_link(node: Node) -> bool:
    return any(up.tag == "a" for up in islice(ancestors(node), _MOST_ANCESTORS))


def _title(document: Node, root: Node, sizes: dict[int, Measure], headline: str | None) -> Node | None:
    inside = {node.mem_id for event, node in walk(root) if event == "open"}
    level = [node for node in _headings(document) if node.tag == "h1"][:_MOST_HEADINGS]
    first_level = [node for node in level if not _is_skipped(node, root, sizes)]
    for node in first_level:
        if node.mem_id in inside:
            return node
    if headline:
        return None
    # Without a headline to compare with, an h1 before the article is its title unless it is the paper's name.
    return next((node for node in first_level if not _is_logo(node)), None)


def _is_headline(text: str, headline: str) -> bool:
    if len(text) > MAX_HEADLINE:
        return False
    if text.lower() == headline.lower():
        return True
    return len(text) >= 15 and overlap(text, headline) >= 0.8 and overlap(headline, text) >= 0.6


def _is_skipped(node: Node, root: Node, sizes: dict[int, Measure]) -> bool:
    """True for a heading in a menu or the like; what the article's own element is called does not count."""
    for up in (node, *islice(ancestors(node), _MOST_ANCESTORS)):
        if up.mem_id == root.mem_id or up.mem_id not in sizes:
            return False
        if part_of(up, sizes[up.mem_id]).kind == "skip":
            return True
    return False


def _is_logo(node: Node) -> bool:
    link = node.css_first("a")
    return link is not None and attribute(link, "href").rstrip("/").count("/") in (0, 2)
