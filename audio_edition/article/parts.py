"""What an element of a page is for: article text, fact box, byline, menu, advertisement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from audio_edition.article.draft import fold
from audio_edition.article.phrases import find_phrase, is_fact_heading
from audio_edition.article.sight import FOR_SCREEN_READERS, out_of_sight, stands_in
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
_LINE_NODES = 8
_GROUPS = ("div", "section", "ul", "ol", "aside", "article")
MIN_PROSE, MIN_WALLED_PROSE, FEW_LINKS = 80, 400, 0.3
"""Characters of paragraphs from which an element named as a teaser, or as a paywall, is text after all."""
MAX_COUNTER = 60
"""Characters of a line that counts something: "Treff: 1 204"."""
MAX_NAMES, MAX_ATTRIBUTE = 40, 2000
MAX_ITEM, MAX_FOOTER, MAX_TEASER = 30, 300, 500
_PLAIN_SIDES = frozenset(
    "primary secondary left right main widget area col column content inner wrapper site page sticky".split()
)
"""Words beside "sidebar" that tell nothing of what is in it; "recipe-sidebar" does."""


class PagePart(NamedTuple):
    """`skip`, `fact`, `lead`, `byline`, `credit`, `caption`, `pull` or `text`, and what it is."""

    kind: str
    what: str


TEXT = PagePart("text", "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands, as far as that decides what it is."""

    inside: bool = False
    """Below the title, in the article's element."""
    role: str | None = None
    """Role of what holds it."""
    figure: bool = False
    introduced: bool = False
    """The block before it ends in a colon or is a heading of the article: a list after it belongs to the text."""
    whole: int = 0
    """Characters of prose in the whole article."""


ANYWHERE = Place()
_SETTLED = ("byline", "lead", "caption", "credit", "list_item", "title", "heading", "alt")
"""Roles that what stands inside keeps, whatever its share of links."""


def part_of(node: Node, size: Measure, place: Place = ANYWHERE) -> PagePart:
    """What `node` is, judged by its tag, attributes, first heading and share of links."""
    tag = node.tag
    attributes = node.attributes
    names = _names(node, attributes)
    if why := _hidden(node, attributes, names, place):
        return PagePart("skip", why)
    kind = _SKIPPED_TAGS.get(tag) or _SKIPPED_ROLES.get(attributes.get("role") or "")
    if kind is not None and not _is_text_after_all(node, size, place):
        return PagePart("skip", kind)
    if tag in ("html", "body", "main", "a"):
        return TEXT
    named = _named(node, names, size, place)
    if named is not None:
        return named
    if tag == "footer":
        return PagePart("byline", "foot of the article")
    if tag in _GROUPS:
        return _by_content(node, size, place)
    return TEXT


def _is_text_after_all(node: Node, size: Measure, place: Place) -> bool:
    """True for what is called a foot, a form's label or a button, and holds the article's own text."""
    tag = node.tag
    if tag == "footer":
        return _is_in_quotation(node) or (place.inside and size.text <= MAX_FOOTER and _signs(node))
    if tag == "label":
        return place.role == "list_item" or (place.inside and size.text >= MIN_PROSE)
    if tag == "button" or attribute(node, "role") == "button":
        return place.inside and size.pictures > 0
    return False


def _signs(footer: Node) -> bool:
    """True for a foot that says who wrote the article or when."""
    for event, node in islice(walk(footer), _LOOK_AHEAD):
        if event == "open":
            names = (
                f"{attribute(node, 'class')} {attribute(node, 'itemprop')} {attribute(node, 'rel')}".lower()
            )
            if node.tag in ("time", "address") or "author" in names or "byline" in names:
                return True
    return False


def _by_content(node: Node, size: Measure, place: Place) -> PagePart:
    if place.role in _SETTLED:
        return TEXT
    if place.inside and size.headings and size.headings == size.linked_headings:
        if size.text - size.linked < MAX_TEASER * size.headings and (
            size.headings > 1 or size.text < MAX_TEASER
        ):
            return PagePart("skip", "teasers of other articles: every heading leads away")
    if size.links and size.link_share >= MOSTLY_LINKS and not _is_linked_text(node, size, place):
        return PagePart("skip", f"{size.link_share:.0%} of it is links")
    first, heading = _first_heading(node)
    if first and is_fact_heading(first) and size.text < 4000 and _is_box(node, heading, first, size, place):
        return PagePart("fact", f"fact box: begins with “{first}”")
    if first and (hit := find_phrase(first)) and (hit.where != "line") and size.link_share > 0.4:
        return PagePart("skip", f"“{hit.phrase}”: {hit.what}")
    if node.tag == "aside":
        if any(
            event == "open" and other.tag == "blockquote" for event, other in islice(walk(node), _LOOK_AHEAD)
        ):
            return PagePart("pull", "quotation beside the text")
        if size.link_share > 0.5:
            return PagePart("skip", "links beside the text")
        return PagePart("fact", "stands beside the text")
    return TEXT


def _is_linked_text(node: Node, size: Measure, place: Place) -> bool:
    """True for a sentence that is mostly a link, and for a list of ingredients or the like whose items are links."""
    if not place.inside:
        return False
    if size.links <= 2 and size.items <= 1 and not size.headings:
        text = fold(text_of(node, _LOOK_AHEAD))
        return text.endswith((".", "!", "?")) and len(text.split()) >= 5 and find_phrase(text) is None
    return (
        size.items >= 2
        and place.introduced
        and size.text <= MAX_ITEM * size.items
        and not size.linked_headings
    )


def _is_box(node: Node, heading: Node | None, first: str, size: Measure, place: Place) -> bool:
    """True for the innermost group that begins with a box's heading, when it is not the article's text as a whole."""
    if place.whole and size.prose > place.whole / 2 or size.headings > 2:
        return False
    up = heading.parent if heading is not None else None
    for _ in range(_LOOK_AHEAD):
        if up is None or up.mem_id == node.mem_id:
            return True
        if up.tag in _GROUPS and len("".join(fold(text_of(up, _LOOK_AHEAD)).split())) > len(
            "".join(first.split())
        ):
            return False  # the box is that group, and this one holds more
        up = up.parent
    return True


def _names(node: Node, attributes: dict[str, str | None]) -> list[str]:
    """The element's own names, each as its words between spaces: " article share bar "."""
    found: list[str] = []
    for key in ("class", "id", "itemprop"):
        if value := attributes.get(key):
            found += value[:MAX_ATTRIBUTE].split()
    if "-" in node.tag:
        found.append(node.tag)  # an element that the page made up itself, such as <brick-pullquote>
    return [f" {' '.join(word.lower() for word in _WORDS.findall(name))} " for name in found[:MAX_NAMES]]


def _named(node: Node, names: list[str], size: Measure, place: Place) -> PagePart | None:
    for kind, words, what, name in _fitting_rows(names):
        if not _fits(kind, node, size):
            continue
        if kind == "count" and not any(letter.isdecimal() for letter in text_of(node, MAX_COUNTER)):
            continue
        if kind == "soft" and _is_text(node, name, words, size, place):
            continue
        if words == "footer" and place.inside and size.text <= MAX_FOOTER and _signs(node):
            continue
        if node.tag == "figcaption" and kind in ("hide", "byline"):
            if kind == "byline":
                return PagePart("credit", "credit of a picture")
            continue  # a caption that is printed elsewhere for those who see
        if kind == "hide" and stands_in(node):
            continue
        if kind == "fact" and size.headings > 2:
            continue
        skipped = kind in ("skip", "hide", "soft", "count")
        return PagePart("skip" if skipped else kind, f"{what} (class “{words}”)" if skipped else what)
    return None


def _fitting_rows(names: list[str]) -> list[tuple[str, str, str, str]]:
    """Rows of the table whose words stand together in one of the names, in the table's order, each with that name."""
    table = _part_rows()
    words = {word for name in names for word in name.split()}
    found = {at for word in words for at in _rows_by_word().get(word, ())}
    fitting = []
    for at in sorted(found):
        kind, phrase, what = table[at]
        name = next((name for name in names if f" {phrase} " in name), None)
        if name is not None:
            fitting.append((kind, phrase, what, name))
    return fitting


def _is_text(node: Node, name: str, words: str, size: Measure, place: Place) -> bool:
    """True for an element with the name of a menu or a teaser that holds paragraphs or items of the article."""
    if not place.inside or size.link_share >= FEW_LINKS or size.linked_headings:
        return False
    if words in ("paywall", "subscription", "popup", "modal"):
        return size.prose >= MIN_WALLED_PROSE
    if words == "sidebar" and (node.tag == "aside" or not set(name.split()) - {"sidebar"} - _PLAIN_SIDES):
        return False
    return size.prose >= MIN_PROSE or (size.items >= 2 and size.text >= MAX_ITEM)


def _own_name(node: Node) -> str:
    """The tag of an element that the page made up itself, such as `<brick-pullquote>`; it always has a hyphen."""
    return node.tag if "-" in node.tag else ""


def _fits(kind: str, node: Node, size: Measure) -> bool:
    if kind in ("skip", "soft"):
        return node.tag in _CONTAINERS or bool(_own_name(node))
    if kind == "hide":
        return True
    if kind == "count":
        return size.text < MAX_COUNTER
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
    order = {"hide": 0, "count": 0, "skip": 1, "soft": 1}
    found = [(row[0], row[1], row[2]) for row in rows("page_parts")]
    return tuple(sorted(found, key=lambda row: order.get(row[0], 2)))


@cache
def _rows_by_word() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, (_, words, _) in enumerate(_part_rows()):
        found.setdefault(words.split()[0], []).append(at)
    return found


def _hidden(node: Node, attributes: dict[str, str | None], names: list[str], place: Place) -> str:
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return "hidden on the page"
    if (attributes.get("aria-hidden") or "").lower() == "true":
        # A caption that repeats the description is hidden from those who cannot see, not from those who can.
        if not (place.figure and (place.role == "caption" or any(" caption " in name for name in names))):
            return "hidden from screen readers"
    style = attributes.get("style") or ""
    if _HIDDEN_STYLE.search(style[:MAX_ATTRIBUTE]):
        return "hidden on the page"
    if style and out_of_sight(style) and not (node.tag == "figcaption" or stands_in(node)):
        return FOR_SCREEN_READERS
    return ""


def _is_in_quotation(node: Node) -> bool:
    """A quotation's `<footer>` names who said it."""
    return node.parent is not None and node.parent.tag in ("blockquote", "figure")


def _first_heading(node: Node) -> tuple[str, Node | None]:
    """The heading, bold line or summary that `node` begins with, and its element; empty where it begins otherwise."""
    for event, other in islice(walk(node), _LOOK_AHEAD):
        if event == "open" and other.tag in (*HEADINGS, "strong", "b", "summary", "header", "dt"):
            return fold(text_of(other, _LOOK_AHEAD)), other
        if event == "text" and fold(other.text_content or ""):
            parent = other.parent
            is_line = parent is not None and parent.tag in ("p", "div", "span", "a")
            line = (
                fold(text_of(parent, _LINE_NODES)) if is_line and len(other.text_content or "") <= 400 else ""
            )
            return (line, parent) if len(line) <= 80 else ("", None)
    return "", None
