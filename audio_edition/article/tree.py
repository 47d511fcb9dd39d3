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
    """What an element holds, in characters that print."""

    text: int = 0
    linked: int = 0
    prose: int = 0
    """In paragraphs, outside links."""
    links: int = 0

    @property
    def link_share(self) -> float:
        return self.linked / self.text if self.text else 0.0


def measure(root: Node) -> dict[int, Measure]:
    """Measure of every element below and with `root`, by `mem_id`."""
    measures: dict[int, Measure] = {}
    stack: list[Measure] = []
    links = paragraphs = 0
    for event, node in walk(root):
        if event == "open":
            stack.append(measures.setdefault(node.mem_id, Measure()))
            links += node.tag == "a"
            paragraphs += node.tag == "p"
        elif event == "text" and stack:
            count = len("".join((node.text_content or "").split()))
            top = stack[-1]
            top.text += count
            top.linked += count if links else 0
            top.prose += count if paragraphs and not links else 0
        elif event == "close":
            done = stack.pop()
            links -= node.tag == "a"
            paragraphs -= node.tag == "p"
            done.links += node.tag == "a"
            if stack:
                stack[-1].text += done.text
                stack[-1].linked += done.linked
                stack[-1].prose += done.prose
                stack[-1].links += done.links
    return measures
