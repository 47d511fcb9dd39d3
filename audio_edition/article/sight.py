"""What stands on a page where nobody sees it: clipped to nothing, a pixel wide, far outside the window.

Such words are written for screen readers ("opens in a new window") or for search engines; an edition reads what
the reader of the page sees. They are read where they stand in for what screen readers are kept from: "4 av 5"
beside stars. Opacity alone hides nothing: pages that fade their text in as it is scrolled to begin with `opacity: 0`.
"""

from __future__ import annotations

import re
from itertools import islice

from audio_edition.article.tree import Node, attribute, text_of, walk

FOR_SCREEN_READERS = "words for screen readers only"
MAX_DECLARATIONS = 2000
_LOOK_AHEAD = 20
_NOTHING = re.compile(
    r"rect\((?:\s*(?:[01](?:\.0*)?(?:px|em)?|auto)\s*,?){4}\)|inset\(\s*(?:50|100)%\s*\)|circle\(0(?:px|%)?\)|"
    r"polygon\((?:\s*0(?:px|%)?\s+0(?:px|%)?\s*,?)+\)"
)
"""Values of `clip` and `clip-path` that leave nothing."""
_FAR = re.compile(r"-(?:\d{4,}px|\d{3,}(?:r?em|v[wh])|[1-9]\d{3,}%)")
_PIXEL = re.compile(r"[01](?:\.0*)?(?:px)?")
_RATING = re.compile(r"[^\W_]|[★☆⚀-⚅●○]")


def out_of_sight(declarations: str) -> bool:
    """Whether an element with these declarations of style is seen by nobody, though it is displayed."""
    style: dict[str, str] = {}
    for declaration in declarations[:MAX_DECLARATIONS].lower().split(";"):
        name, _, value = declaration.partition(":")
        style[name.strip()] = value.replace("!important", "").strip()
    if style.get("position") not in ("absolute", "fixed"):
        return False
    if any(_NOTHING.fullmatch(style.get(name, "")) for name in ("clip", "clip-path", "-webkit-clip-path")):
        return True
    if any(_FAR.fullmatch(style.get(side, "")) for side in ("left", "right", "top", "bottom")):
        return True
    if style.get("overflow") in ("hidden", "clip") and all(
        _PIXEL.fullmatch(style.get(side, "")) for side in ("width", "height")
    ):
        return True
    return style.get("opacity") in ("0", "0.0", "0%") and style.get("z-index", "").startswith("-")


def stands_in(node: Node) -> bool:
    """Whether `node` says to those who listen what the element beside it shows: a formula, a number of stars."""
    if any(event == "open" and inner.tag == "math" for event, inner in islice(walk(node), _LOOK_AHEAD)):
        return True
    for beside in (_next(node, "prev"), _next(node, "next")):
        if beside is not None and attribute(beside, "aria-hidden").lower() == "true":
            return _RATING.search(text_of(beside, _LOOK_AHEAD)) is not None
    return False


def _next(node: Node, way: str) -> Node | None:
    """The element beside `node`, with nothing but blanks between."""
    other: Node | None = getattr(node, way)
    while other is not None and other.tag == "-text" and not (other.text_content or "").strip():
        other = getattr(other, way)
    return other if other is not None and not other.tag.startswith("-") else None
