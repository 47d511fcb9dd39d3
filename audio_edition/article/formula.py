"""MathML as a line of text: what a formula shows by place (a fraction's bar, a root) is written as a sign.

½ of a page is `<mfrac><mn>1</mn><mn>2</mn></mfrac>`, whose text alone would be 12.
"""

from __future__ import annotations

from audio_edition.article.tree import Node

_TOKENS = frozenset({"mi", "mn", "mtext", "ms"})
_SCRIPTS = frozenset({"msub", "msup", "msubsup"})
_STACKED = frozenset({"munder", "mover", "munderover", "mroot", "mmultiscripts"})
FORMULA = _TOKENS | {"mrow", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mfenced"}
"""Elements before which a sign may stand."""
_UP = 8
"""How far up an element's place in a formula is looked for."""


def sign_before(node: Node, under_way: str) -> str:
    """What stands between `under_way`, the text so far, and the element `node` of a formula."""
    parent, at = node.parent, _place(node)
    sign = "√" if node.tag in ("msqrt", "mroot") else ""
    if parent is not None and at > 0:
        if parent.tag == "mfrac":
            return ("/" if _is_number(parent) else " ÷ ") + sign
        if parent.tag in _STACKED:
            return ", " + sign
        if parent.tag in _SCRIPTS:
            return sign
    apart = under_way[-1:].isalnum() and (node.tag in _TOKENS or sign) and not _is_script(node)
    return " " + sign if apart else sign


def _place(node: Node) -> int:
    """How many elements stand before `node` in its parent; only 0, 1 and 2 are told apart."""
    found, before = 0, node.prev
    while before is not None and found < 2:
        found += before.is_element_node
        before = before.prev
    return found


def _is_script(node: Node) -> bool:
    """Whether `node` is the first thing in what is raised or lowered: x₁ and r² stand together."""
    for _ in range(_UP):
        parent = node.parent
        if parent is None or _place(node) and parent.tag not in _SCRIPTS:
            return False
        if parent.tag in _SCRIPTS:
            return _place(node) > 0
        node = parent
    return False


def _is_number(fraction: Node) -> bool:
    """Whether both parts of a fraction are whole numbers, as in 1/2."""
    parts = [child for child in fraction.iter(include_text=False)]
    return len(parts) == 2 and all(
        part.tag == "mn" and (part.text() or "").strip().isdecimal() for part in parts
    )
