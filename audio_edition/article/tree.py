"""Walking a parsed page without recursion (pages nest deeper than Python may), and measuring its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

Node = Any
"""A node of selectolax.lexbor, which has no type hints."""

NOT_TEXT = frozenset(
    {"script", "style", "template", "-comment", "!doctype", "-doctype", "meta", "link", "base"}
)
"""Elements whose content is not text of the page."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def walk(root: Node) -> Iterator[tuple[Literal["open", "text", "close"], Node]]:
    """Every element (open, close) and text node below and with `root`, in document order."""
    node = root
    while True:
        if node.is_text_node:
            yield "text", node
        elif node.is_element_node and node.tag not in NOT_TEXT:
            yield "open", node
            if node.first_child is not None:
                node = node.first_child
                continue
            yield "close", node
        while node.mem_id != root.mem_id and node.next is None:
            node = node.parent
            yield "close", node
        if node.mem_id == root.mem_id:
            return
        node = node.next


def ancestors(node: Node) -> Iterator[Node]:
    """Parents of `node`, nearest first."""
    node = node.parent
    while node is not None:
        yield node
        node = node.parent


def attribute(node: Node, name: str) -> str:
    """Value of an attribute; empty where it is missing or has no value."""
    value = node.attributes.get(name)
    return value if isinstance(value, str) else ""


def text_of(node: Node, limit: int | None = None) -> str:
    """Text below `node`, unfolded; with `limit`, from its first so many elements and text nodes."""
    found = islice(walk(node), limit)
    return "".join(other.text_content or "" for event, other in found if event == "text")


@dataclass(slots=True)
class Measure:
    """What an element holds, in characters that print and in elements."""

    text: int = 0
    linked: int = 0
    prose: int = 0
    """In paragraphs, outside links."""
    links: int = 0
    items: int = 0
    """`<li>`."""
    pictures: int = 0
    """`<img>`."""
    headings: int = 0
    linked_headings: int = 0
    """Headings that lead to another page, as those of teasers do."""
    titles: int = 0
    """`<h1>`."""

    @property
    def link_share(self) -> float:
        return self.linked / self.text if self.text else 0.0

    def add(self, part: Measure) -> None:
        """Count what a child holds."""
        self.text += part.text
        self.linked += part.linked
        self.prose += part.prose
        self.links += part.links
        self.items += part.items
        self.pictures += part.pictures
        self.headings += part.headings
        self.linked_headings += part.linked_headings
        self.titles += part.titles


def measure(root: Node) -> dict[int, Measure]:
    """Measure of every element below and with `root`, by `mem_id`."""
    measures: dict[int, Measure] = {}
    stack: list[Measure] = []
    links = paragraphs = away = 0
    for event, node in walk(root):
        if event == "open":
            stack.append(measures.setdefault(node.mem_id, Measure()))
            tag = node.tag
            if tag == "a":
                links += 1
                away += _leads_away(node)
            elif tag == "p":
                paragraphs += 1
            elif tag == "li":
                stack[-1].items += 1
            elif tag == "img":
                stack[-1].pictures += 1
        elif event == "text" and stack:
            count = len("".join((node.text_content or "").split()))
            top = stack[-1]
            top.text += count
            top.linked += count if links else 0
            top.prose += count if paragraphs and not links else 0
        elif event == "close":
            done = stack.pop()
            tag = node.tag
            if tag == "a":
                links -= 1
                away -= _leads_away(node)
                done.links += 1
            elif tag == "p":
                paragraphs -= 1
            elif tag in HEADINGS and done.text:
                done.headings += 1
                done.titles += tag == "h1"
                inner = done.links > 0 and done.link_share > 0.7 and not _is_anchor(node)
                done.linked_headings += inner or away > 0
            if stack:
                stack[-1].add(done)
    return measures


def _leads_away(link: Node) -> bool:
    href = attribute(link, "href")
    return bool(href) and not href.startswith("#")


def _is_anchor(heading: Node) -> bool:
    """True for a heading whose link leads to itself, so that it can be linked to."""
    found = (node for event, node in islice(walk(heading), 12) if event == "open" and node.tag == "a")
    return any(not _leads_away(link) for link in found)
