"""What an element of a page is for: article text, fact box, byline, menu, advertisement."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from audio_edition.article.draft import fold
from audio_edition.article.phrases import find_phrase, is_fact_heading
from audio_edition.article.tables import rows
from audio_edition.article.tree import HEADINGS, Measure, Node, attribute, text_of, walk

_WORDS = re.compile(r"[A-ZÆØÅ]?[a-zæøå0-9]+|[A-ZÆØÅ]+(?![a-zæøå])")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CONTAINERS = frozenset({"div", "section", "aside", "ul", "ol", "header", "footer", "a", "span", "article", "button", "dl", "table"})  # fmt: skip
_SKIPPED_TAGS = {
    "nav": "menu", "footer": "foot of the page", "form": "form", "button": "button", "select": "form",
    "textarea": "form", "input": "form", "label": "form", "dialog": "pop-up", "iframe": "embedded page",
    "object": "embedded object", "embed": "embedded object", "svg": "drawing", "canvas": "drawing",
    "video": "for browsers without video", "audio": "for browsers without sound",
    "noscript": "for browsers without scripts", "menu": "menu", "datalist": "form", "progress": "form",
    "meter": "form", "head": "head of the page", "rp": "for browsers without ruby", "noembed": "embedded object",
    "noframes": "for browsers without frames", "map": "map of links",
}  # fmt: skip
_SKIPPED_ROLES = {
    "navigation": "menu", "banner": "head of the page", "contentinfo": "foot of the page", "search": "search",
    "menu": "menu", "menubar": "menu", "dialog": "pop-up", "alertdialog": "pop-up", "toolbar": "buttons",
    "button": "button", "presentation-ad": "advertisement",
}  # fmt: skip
MOSTLY_LINKS = 0.8
_LOOK_AHEAD = 40
"""Elements and text nodes in which a first heading is looked for; keeps deeply nested pages linear."""
_GROUPS = ("div", "section", "ul", "ol", "aside", "article")


class Part(NamedTuple):
    """`skip`, `fact`, `lead`, `byline`, `credit`, `caption`, `pull` or `text`, and what it is."""

    kind: str
    what: str


TEXT = Part("text", "")


def part_of(node: Node, size: Measure) -> Part:
    """What `node` is, judged by its tag, attributes, first heading and share of links."""
    tag = node.tag
    if why := _hidden(node):
        return Part("skip", why)
    kind = _SKIPPED_TAGS.get(tag) or _SKIPPED_ROLES.get(attribute(node, "role"))
    if kind is not None and not (tag == "footer" and _is_in_quotation(node)):
        return Part("skip", kind)
    if tag in ("html", "body", "main", "a"):
        return TEXT
    named = _named(node, size)
    if named is not None:
        return named
    if tag in _GROUPS:
        return _by_content(node, size)
    return TEXT


def _by_content(node: Node, size: Measure) -> Part:
    if size.links and size.link_share >= MOSTLY_LINKS:
        return Part("skip", f"{size.link_share:.0%} of it is links")
    first = _first_heading(node)
    if first and is_fact_heading(first) and size.text < 4000:
        return Part("fact", f"fact box: begins with “{first}”")
    if first and (hit := find_phrase(first)) and (hit.where != "line") and size.link_share > 0.4:
        return Part("skip", f"“{hit.phrase}”: {hit.what}")
    if node.tag == "aside":
        if any(
            event == "open" and other.tag == "blockquote" for event, other in islice(walk(node), _LOOK_AHEAD)
        ):
            return Part("pull", "quotation beside the text")
        if size.link_share > 0.5:
            return Part("skip", "links beside the text")
        return Part("fact", "stands beside the text")
    return TEXT


def _named(node: Node, size: Measure) -> Part | None:
    names = " ".join(
        filter(
            None,
            (attribute(node, "class"), attribute(node, "id"), attribute(node, "itemprop"), _own_name(node)),
        )
    )
    if not names:
        return None
    padded = [f" {' '.join(word.lower() for word in _WORDS.findall(name))} " for name in names.split()]
    for kind, words, what in _part_rows():
        if not any(f" {words} " in name for name in padded) or not _fits(kind, node, size):
            continue
        return Part(
            "skip" if kind == "hide" else kind,
            what if kind not in ("skip", "hide") else f"{what} (class “{words}”)",
        )
    return None


def _own_name(node: Node) -> str:
    """The tag of an element that the page made up itself, such as `<brick-pullquote>`; it always has a hyphen."""
    return node.tag if "-" in node.tag else ""


def _fits(kind: str, node: Node, size: Measure) -> bool:
    if kind == "skip":
        return node.tag in _CONTAINERS or bool(_own_name(node))
    if kind == "hide":
        return True
    if kind == "pull":
        tags = ("aside", "figure", "blockquote", "div", "section", "q", "p", _own_name(node))
        return node.tag in tags and size.text < 600
    # A page's own style names ("author-kari", "lead-story") may sit on all of the article.
    limit = {"byline": 250, "credit": 200, "caption": 1200, "lead": 900, "fact": 4000}[kind]
    if kind == "fact":
        return (
            node.tag in ("aside", "section", "div", "figure", "details", "ul", "dl", "table", _own_name(node))
            and size.text < limit
        )
    return size.text < limit


@cache
def _part_rows() -> tuple[tuple[str, str, str], ...]:
    # Skipping comes first: a "related-facts" list is related.
    order = {"hide": 0, "skip": 1}
    found = [(row[0], row[1], row[2]) for row in rows("page_parts")]
    return tuple(sorted(found, key=lambda row: order.get(row[0], 2)))


def _hidden(node: Node) -> str:
    attributes = node.attributes
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return "hidden on the page"
    if attribute(node, "aria-hidden").lower() == "true":
        return "hidden from screen readers"
    if _HIDDEN_STYLE.search(attribute(node, "style")):
        return "hidden on the page"
    return ""


def _is_in_quotation(node: Node) -> bool:
    """A quotation's `<footer>` names who said it."""
    return node.parent is not None and node.parent.tag in ("blockquote", "figure")


def _first_heading(node: Node) -> str:
    """Text of the heading, bold line or summary that `node` begins with; empty where it begins otherwise."""
    for event, other in islice(walk(node), _LOOK_AHEAD):
        if event == "open" and other.tag in (*HEADINGS, "strong", "b", "summary", "header", "dt"):
            return fold(text_of(other, _LOOK_AHEAD))
        if event == "text" and fold(other.text_content or ""):
            parent = other.parent
            is_line = parent is not None and parent.tag in ("p", "div", "span", "a")
            line = fold(text_of(parent, _LOOK_AHEAD)) if is_line else ""
            return line if len(line) <= 80 else ""
    return ""
