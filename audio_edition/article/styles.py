"""What a page's own stylesheet hides: elements that no reader of the page sees are not read aloud.

Only rules that always hold are followed: `display: none`, `visibility: hidden` and what puts an element out of sight
(sight.py), outside `@media` queries for certain screens, and not taken back by a later rule for the same selector. Style sheets in files of their own are not
fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio_edition.article.sight import FOR_SCREEN_READERS, out_of_sight
from audio_edition.article.tree import Node

MAX_STYLE, MAX_RULES, MAX_WITHIN = 1_000_000, 300, 40
"""Characters of style read, selectors tried on the page, and of those that ask for what is around; pages with more keep what the rest would hide."""
MAX_SELECTOR, MAX_AROUND = 200, 30
_SIGN = re.compile(r"([{};])")
_NAME = re.compile(r"[.#][A-Za-z_][\w-]*")
_SIMPLE = r"(?:[a-z][a-z0-9-]*)?(?:[.#][A-Za-z_][\w-]*|\[[a-z][\w-]*(?:=(?:\"[\w -]*\"|'[\w -]*'|[\w-]+))?\])"
_SELECTOR = re.compile(rf"{_SIMPLE}+")
_WITHIN = re.compile(
    rf"(?:(?:{_SIMPLE}+|[a-z][a-z0-9-]*)(?:\s*>\s*|\s+)){{1,3}}(?:{_SIMPLE}+|[a-z][a-z0-9-]*)"
)
"""One element within another: ".wrap > .draft", ".wrap p"."""
_MARKED = re.compile(_SIMPLE)
_WITHOUT_SCRIPTS = re.compile(r"no-?js|noscript|js-(?:off|disabled)", re.IGNORECASE)
"""Classes that a page takes away from itself as soon as a script runs."""
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SHOWS = re.compile(
    r"(?:^|;)\s*(?:(?:display|visibility)\s*:\s*\w|position\s*:\s*(?:static|relative|sticky)\b|opacity\s*:\s*(?:1|0?\.[1-9])|"
    r"clip(?:-path)?\s*:\s*(?:auto|none|unset|initial)\b|(?:left|right|top|bottom)\s*:\s*(?:\d|auto|unset|initial))",
    re.IGNORECASE,
)
STYLE = "hidden by the page's stylesheet"
_ALWAYS = re.compile(r"@(?:media\s+(?:all|screen)\s*$|layer\b|supports\b)", re.IGNORECASE)


def hidden_by_style(document: Node) -> dict[int, str]:
    """`mem_id` of the elements that the page's `<style>` elements hide, and why they are not read."""
    hides: dict[str, str] = {}
    """Selector → why; "" where it shows what another hides."""
    left = MAX_STYLE
    for style in document.css("style"):
        media = style.attributes.get("media")
        if media and media.strip().lower() not in ("all", "screen"):
            continue
        text = (style.text(deep=True) or "")[:left]
        left -= len(text)
        for selectors, body in _rules(_without_comments(text)):
            hidden = STYLE if _HIDES.search(body) else FOR_SCREEN_READERS if out_of_sight(body) else ""
            if hidden or _SHOWS.search(body):
                for selector in selectors.split(","):
                    hides[selector.strip()] = hidden
    shown = _found(document, hides, "")
    out = {why: _found(document, hides, why) - shown for why in (FOR_SCREEN_READERS, STYLE)}
    return {node: why for why, nodes in out.items() for node in nodes}


def _found(document: Node, hides: dict[str, str], hidden: str) -> set[int]:
    """Elements of the selectors that hide, or of those that show what another hides (`.tab.active`)."""
    hiding = {name for selector, hides_it in hides.items() if hides_it for name in _NAME.findall(selector)}
    asked = [
        selector for selector, hides_it in hides.items()
        if hides_it == hidden and (hidden or hiding & set(_NAME.findall(selector))) and len(selector) < MAX_SELECTOR
    ]  # fmt: skip
    plain = [selector for selector in asked if _SELECTOR.fullmatch(selector)][:MAX_RULES]
    within = [
        selector for selector in asked
        if _WITHIN.fullmatch(selector) and _MARKED.search(selector) and not _WITHOUT_SCRIPTS.search(selector)
    ]  # fmt: skip
    within.sort(key=lambda selector: _SELECTOR.fullmatch(selector.split()[-1].split(">")[-1]) is None)
    found = {node.mem_id for selector in plain for node in document.css(selector)}
    for selector in within[:MAX_WITHIN]:
        found |= _inner(document, selector)
    return found


def _inner(document: Node, selector: str) -> set[int]:
    """Elements of a selector such as `.wrap > .draft`; what is around is looked for MAX_AROUND elements up."""
    *outer, last = re.split(r"\s*(>)\s*|\s+", selector)
    steps = [part or " " for part in outer]
    around = [
        ({node.mem_id for node in document.css(name)}, sign)
        for name, sign in zip(steps[::2], steps[1::2], strict=True)
    ]
    if not all(wanted for wanted, _ in around):
        return set()
    return {node.mem_id for node in document.css(last) if _stands_within(node, around)}


def _stands_within(node: Node, around: list[tuple[set[int], str]]) -> bool:
    """Whether the elements of `around`, outermost first, hold `node`, each next to the other where `>` asks for it."""
    parent = node.parent
    for wanted, sign in reversed(around):
        left = 0 if sign == ">" else MAX_AROUND
        while parent is not None and parent.mem_id not in wanted and left:
            parent, left = parent.parent, left - 1
        if parent is None or parent.mem_id not in wanted:
            return False
        parent = parent.parent
    return True


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
