"""What a page's own stylesheet hides: elements that no reader of the page sees are not read aloud.

Only rules that always hold are followed: `display: none` and `visibility: hidden`, outside `@media` queries for
certain screens, and not taken back by a later rule for the same selector. Style sheets in files of their own are not
fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio_edition.article.tree import Node

MAX_STYLE, MAX_RULES = 1_000_000, 300
"""Characters of style read, and selectors tried on the page; pages with more keep what the rest would hide."""
_SIGN = re.compile(r"([{};])")
_NAME = re.compile(r"[.#][A-Za-z_][\w-]*")
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9-]*)?(?:[.#][A-Za-z_][\w-]*)+|\[hidden\]")
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SHOWS = re.compile(r"(?:^|;)\s*(?:display|visibility)\s*:\s*\w", re.IGNORECASE)
_ALWAYS = re.compile(r"@(?:media\s+(?:all|screen)\s*$|layer\b|supports\b)", re.IGNORECASE)


def hidden_by_style(document: Node) -> frozenset[int]:
    """`mem_id` of the elements that the page's `<style>` elements hide."""
    hides: dict[str, bool] = {}
    left = MAX_STYLE
    for style in document.css("style"):
        media = style.attributes.get("media")
        if media and media.strip().lower() not in ("all", "screen"):
            continue
        text = (style.text(deep=True) or "")[:left]
        left -= len(text)
        for selectors, body in _rules(_without_comments(text)):
            hidden = _HIDES.search(body) is not None
            if hidden or _SHOWS.search(body):
                for selector in selectors.split(","):
                    hides[selector.strip()] = hidden
    return frozenset(_found(document, hides, True) - _found(document, hides, False))


def _found(document: Node, hides: dict[str, bool], hidden: bool) -> set[int]:
    """Elements of the selectors that hide, or of those that show what another hides (`.tab.active`)."""
    hiding = {name for selector, hides_it in hides.items() if hides_it for name in _NAME.findall(selector)}
    wanted = [
        selector for selector, hides_it in hides.items()
        if hides_it is hidden and _SELECTOR.fullmatch(selector) and (hidden or hiding & set(_NAME.findall(selector)))
    ]  # fmt: skip
    return {node.mem_id for selector in wanted[:MAX_RULES] for node in document.css(selector)}


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("/*", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("*/", start + 2)
        if end < 0:
            return " ".join(parts)
        at = end + 2
    return " ".join([*parts, text[at:]])


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that hold on every screen."""
    open_blocks: list[tuple[str, bool]] = []
    """What was opened: its selectors, and whether what it holds always holds."""
    body: list[str] = []
    pieces = _SIGN.split(text)
    for piece, sign in zip(map(str.strip, pieces[::2]), pieces[1::2], strict=False):
        holds = all(always for _, always in open_blocks[-3:])
        if sign == "{":
            at_rule = piece.startswith("@")
            open_blocks.append((piece, holds and (not at_rule or _ALWAYS.match(piece) is not None)))
            body = []
            continue
        body.append(piece)
        if sign == "}" and open_blocks:
            selectors, always = open_blocks.pop()
            if always and not selectors.startswith("@"):
                yield selectors, ";".join(body)
            body = []
