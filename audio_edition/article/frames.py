"""What an element of a page hands down to the text in it: a role, a picture, a language, or a reason to be skipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from audio_edition.article.credit import is_bare_credit, is_credit
from audio_edition.article.draft import DraftArticle, Mark, fold, fold_runs
from audio_edition.article.mainpart import MainPart
from audio_edition.article.own_rules import rule_name
from audio_edition.article.pagemeta import language_tag
from audio_edition.article.parts import TEXT, PagePart, Place, part_of
from audio_edition.article.phrases import find_phrase
from audio_edition.article.sight import stands_in
from audio_edition.article.styles import STYLE
from audio_edition.article.tree import HEADINGS, Measure, Node, ancestors, attribute, text_of, walk
from audio_edition.types import Role

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "nobr", "output", "picture", "q", "ruby", "rb", "rt", "s", "samp", "small", "source",
    "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u", "var", "wbr",
    "button", "svg", "iframe", "object", "embed", "canvas", "video", "audio", "input", "label", "select", "textarea",
    "progress", "meter", "noscript", "rp", "td", "th",
    "math", "mi", "mn", "mo", "mrow", "mfrac", "msup", "msub", "msqrt", "mtext", "mstyle", "semantics", "mroot", "mspace",
    "msubsup", "mover", "munder", "munderover", "mpadded", "mfenced", "merror", "mphantom",
})  # fmt: skip
_ROLES: dict[str, tuple[Role, str]] = {
    "li": ("list_item", "item of a list"), "dt": ("list_item", "item of a list"),
    "dd": ("list_item", "item of a list"), "tr": ("list_item", "row of a table"),
    "figcaption": ("caption", "caption of a picture"), "blockquote": ("quote", "quotation"),
    "address": ("byline", "who wrote it"), "pre": ("paragraph", "preformatted text"),
}  # fmt: skip
_PARTS: dict[str, Role] = {
    "fact": "fact_box", "lead": "lead", "byline": "byline", "credit": "credit", "caption": "caption",
    "pull": "quote",
}  # fmt: skip
_FOOTNOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3}|[a-z]|[ivx]{1,4}|[↩↑^]\ufe0e?)[\])]?")
_BEFORE_MARK = re.compile(r"(?:[^\W\d_]{4}|[.,;:!?»”)])$")
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/|[\w-]+\.(?:no|com|org|net)/)\S*")
_SWALLOWED = frozenset(
    {"p", "ul", "ol", "dl", "blockquote", "table", "pre", "section", "article", "aside", "figure"}
)
"""Elements that no heading holds; they stand in one that was never closed."""
_NAMED_TEXT = frozenset({"a", "small", "cite", "span", "button", "em", "i"})
MAX_EXPONENT, MAX_MARK, MAX_ASIDE, _MARK_NODES, _TEXT_NODES, _TABLE_NODES = 4, 12, 150, 20, 8, 200
MIN_WHOLE = 600
"""Characters of prose from which an article has a greater part, which nothing hides."""
_EMBEDS = ("twitter-tweet", "instagram-media", "fb-post", "tiktok-embed", "bluesky-embed", "mastodon-embed")


@dataclass(frozen=True, slots=True)
class Frame:
    """What an element hands down to the text in it."""

    role: Role | None = None
    reason: str = ""
    skip: str = ""
    level: int = 0
    image: str | None = None
    figure: bool = False
    language: str | None = None
    marks: tuple[Mark, ...] = ()
    linked: bool = False
    strong: bool = False
    pulled: bool = False
    verbatim: bool = False
    """Code: braces are braces."""
    item: int = 0
    """The `<li>` that all of it stands in, 0 where there is none."""
    heading_at: int = -1
    """How many blocks there were when the heading began that this stands in; -1 outside headings."""
    layout: bool = False
    """In a table that only sets things side by side."""
    raised: bool = False
    """An exponent: its figures are written as such, or 10 to the 24th would be 1024."""
    operator: bool = False
    """A sign of a formula, which stands apart."""
    told: str = ""
    """The user's own rule that gave the role, which no other rule changes."""
    embed: bool = False
    """In a post that was embedded from elsewhere."""


@dataclass(slots=True)
class Frames:
    """Gives each element its frame. One for a page."""

    sizes: dict[int, Measure]
    main: MainPart
    reading: DraftArticle
    own: bool = False
    """The page was made from Markdown: all of it is the article."""
    hidden: Mapping[int, str] = field(default_factory=dict)
    """Elements that the page's stylesheet hides, and why they are not read."""
    told: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Role and selector of the elements that the user's own rules name."""
    spine: set[int] = field(default_factory=set)
    """The article's element, the title's element, and all that hold them: no class makes a menu of these."""

    def __post_init__(self) -> None:
        for node in (self.main.root, self.main.title):
            if node is not None:
                self.spine |= {node.mem_id, *(up.mem_id for up in ancestors(node))}

    def of(self, node: Node, frame: Frame, place: str, under_way: str) -> Frame:
        """Frame of `node`, whose parent has `frame`; `place` is why all of it is skipped here, `under_way` the last text."""
        tag = node.tag
        if tag in ("html", "body"):
            return frame
        frame = self._language(node, frame)
        if tag == "title" and node.parent is not None and node.parent.tag == "head":
            return replace(frame, skip="title of the browser's tab")
        if node.mem_id in self.told and self.told[node.mem_id][0] not in ("article", "title"):
            return _told_frame(frame, *self.told[node.mem_id])
        if frame.skip or frame.told:
            return self._role(node, TEXT, frame) if not frame.skip and frame.role is None else frame
        if tag in ("del", "s", "strike"):
            return replace(frame, skip="struck out")
        if (
            tag in ("sup", "a")
            and self.sizes[node.mem_id].text <= MAX_MARK
            and _is_footnote_mark(node, under_way)
        ):
            return replace(frame, skip="mark of a footnote")
        if self.main.title is not None and node.mem_id == self.main.title.mem_id:
            return replace(
                frame, role="title", reason=f"<{tag}>: the page's title", heading_at=len(self.reading.drafts)
            )
        if tag in _SWALLOWED and frame.heading_at >= 0 and len(self.reading.drafts) > frame.heading_at:
            frame = replace(frame, role=None, reason="", level=0, heading_at=-1)
        if (
            tag in _NAMED_TEXT
            and self.sizes[node.mem_id].text <= MAX_ASIDE
            and (why := _aside_text(node, frame))
        ):
            return (
                replace(frame, skip=why)
                if why != "credit"
                else replace(frame, role="credit", reason="credit of a picture")
            )
        part = self._part(node, frame, place)
        if part.kind == "skip":
            return replace(frame, skip=part.what)
        if place and node.mem_id not in self.spine:
            return replace(frame, skip=place)
        return self._role(node, part, frame)

    def _part(self, node: Node, frame: Frame, place: str) -> PagePart:
        if node.tag == "head" or node.mem_id in self.spine:
            return TEXT
        if node.tag == "header" and node.parent is not None and node.parent.tag == "body":
            return PagePart("skip", "head of the page")
        size = self.sizes[node.mem_id]
        whole = self.sizes[self.main.root.mem_id].prose
        why = self.hidden.get(node.mem_id, "")
        if why and not (whole > MIN_WHOLE and size.prose > whole / 2):
            # Words that those who see have no use for are read where they stand in for what others cannot see.
            if why == STYLE or not (node.tag == "figcaption" or stands_in(node)):
                return PagePart("skip", why)
        part = part_of(node, size, self._place(frame, place, whole))
        if part.kind == "skip" and self.own:
            return part if "hidden" in part.what or node.tag in ("noscript", "iframe", "form") else TEXT
        if part.kind == "skip" and whole > MIN_WHOLE and size.prose > whole / 2 and "hidden" not in part.what:
            return TEXT  # most of the article cannot be a menu, whatever its class says
        if part == TEXT and not place and not self.own and self._is_other_article(node, size):
            return PagePart("skip", "another article on the page")
        return part

    def _place(self, frame: Frame, place: str, whole: int) -> Place:
        last = self.reading.drafts[-1] if self.reading.drafts else None
        introduced = last is not None and not last.skipped and (
            last.text.endswith(":") or (last.role == "heading" and last.linked < 0.5)
        )  # fmt: skip
        return Place(
            inside=not place and not self.own, role=frame.role, figure=frame.figure, whole=whole,
            introduced=introduced and last is not None and find_phrase(last.text) is None,
        )  # fmt: skip

    def _is_other_article(self, node: Node, size: Measure) -> bool:
        """True for a part below the title that has a title of its own and is called an article."""
        if not size.titles or size.prose < 100 or self.main.title is None or not self.reading.drafts:
            return False
        names = f"{attribute(node, 'class')} {attribute(node, 'id')} {attribute(node, 'itemtype')}".lower()
        return (
            node.tag == "article"
            or re.search(r"artic|artik|story|post|entry|\bsak\b", names[:500]) is not None
        )

    def _language(self, node: Node, frame: Frame) -> Frame:
        language = language_tag(attribute(node, "lang") or attribute(node, "xml:lang"))
        if language is None or node.mem_id in self.spine and node.tag not in HEADINGS:
            return frame  # what holds the whole article tells the article's language, if anything
        if node.tag in INLINE:
            marks = tuple(mark for mark in frame.marks if mark[0] != "language")
            return replace(frame, marks=(*marks, ("language", language)))
        return replace(frame, language=language)

    def _role(self, node: Node, part: PagePart, frame: Frame) -> Frame:
        tag = node.tag
        if tag == "figure":
            return replace(frame, image=self.reading.new_image_id(), figure=True)
        if tag == "a":
            return replace(frame, linked=True)
        if tag in ("b", "strong") and part == TEXT:
            return replace(frame, strong=True)
        if tag in ("abbr", "acronym") and (title := fold_runs([(attribute(node, "title"), ())])[0]):
            marks = tuple(mark for mark in frame.marks if mark[0] != "abbreviation")
            return replace(frame, marks=(*marks, ("abbreviation", title)))
        if tag in ("code", "pre", "kbd", "samp"):
            frame = replace(frame, verbatim=True)
        if (tag == "sup" or _is_exponent(node)) and self.sizes[node.mem_id].text <= MAX_EXPONENT:
            frame = replace(frame, raised=True)
        elif tag == "mo":
            frame = replace(frame, operator=True)
        if tag == "table" and _is_layout(node):
            frame = replace(frame, layout=True)
        if tag == "blockquote" and any(name in attribute(node, "class") for name in _EMBEDS):
            frame = replace(frame, embed=True)
        if tag == "li":
            frame = replace(frame, item=node.mem_id)
        if frame.role == "title" or part == TEXT and tag in INLINE:
            return frame
        if part.kind in _PARTS:
            return _named_role(part, frame)
        if frame.role in ("fact_box", "byline", "lead") and tag != "figcaption":
            return frame
        if tag in HEADINGS:
            return replace(
                frame,
                role="heading",
                reason=f"<{tag}>",
                level=int(tag[1]),
                heading_at=len(self.reading.drafts),
            )
        if tag == "figcaption" and _is_of_table(node):
            return replace(frame, role="paragraph", reason="caption of a table")
        if tag in _ROLES and not (
            frame.role in ("quote", "caption", "credit")
            and tag in ("li", "dt", "dd", "tr")
            or tag == "tr"
            and frame.layout
        ):
            role, reason = _ROLES[tag]
            if (
                tag == "li"
                and frame.figure is False
                and self.sizes[node.mem_id].pictures
                and _holds_figure(node)
            ):
                return replace(frame, item=0)  # a gallery is a list of pictures
            pulled = frame.pulled or (tag == "blockquote" and frame.figure)
            return replace(frame, role=role, reason=reason, level=0, pulled=pulled)
        return frame


def _told_frame(frame: Frame, role: str, selector: str) -> Frame:
    reason, rule = f"a rule of your own, “{selector}”", rule_name(selector)
    if role == "silent":
        return replace(frame, skip=reason, told=rule)
    given: Role | None = None if role == "text" else role  # type: ignore[assignment]
    return replace(frame, role=given, reason=reason if given else "", skip="", told=rule)


def _named_role(part: PagePart, frame: Frame) -> Frame:
    role = _PARTS[part.kind]
    if role == "byline" and frame.figure:
        return replace(frame, role="credit", reason="byline of a picture")
    if role == "caption" and frame.role == "fact_box" and not frame.figure:
        return frame
    if role == "credit" and frame.role not in ("caption", None) and not frame.figure:
        return frame
    return replace(frame, role=role, reason=part.what, level=0, pulled=frame.pulled or part.kind == "pull")


def _aside_text(node: Node, frame: Frame) -> str:
    """Why an inline part is not read with what it stands in; `credit` for the credit of a caption; else empty."""
    if frame.role == "caption":
        text = fold(text_of(node, _TEXT_NODES))
        return (
            "credit"
            if node.tag in ("small", "cite", "span") and (is_credit(text) or is_bare_credit(text))
            else ""
        )
    if node.tag == "a" and (frame.embed or frame.role == "quote"):
        return "an address and nothing else" if _ADDRESS.fullmatch(fold(text_of(node, _TEXT_NODES))) else ""
    if node.tag in ("a", "button") and frame.role == "byline":
        hit = find_phrase(fold(text_of(node, _TEXT_NODES)))
        return hit.what if hit is not None and hit.where == "line" else ""
    return ""


def _is_footnote_mark(node: Node, under_way: str) -> bool:
    """True for a number that is a link within the page, and for one raised after a word or a stop."""
    text = text_of(node, _MARK_NODES).strip()
    if node.tag == "a":
        return attribute(node, "href").startswith("#") and _FOOTNOTE_MARK.fullmatch(text) is not None
    for event, other in islice(walk(node), _MARK_NODES):
        if event == "open" and other.tag == "a" and attribute(other, "href").partition("#")[1]:
            return True
    # "m²" and "10³" are raised as well.
    return _FOOTNOTE_MARK.fullmatch(text) is not None and _BEFORE_MARK.search(under_way[-8:]) is not None


def _is_exponent(node: Node) -> bool:
    """True for the second part of MathML's `<msup>`."""
    if node.parent is None or node.parent.tag != "msup":
        return False
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before is not None


def _is_of_table(caption: Node) -> bool:
    figure = caption.parent
    if figure is None:
        return False
    tags = {other.tag for event, other in islice(walk(figure), _TABLE_NODES) if event == "open"}
    return "table" in tags and "img" not in tags


def _holds_figure(item: Node) -> bool:
    return any(event == "open" and other.tag == "figure" for event, other in islice(walk(item), _TABLE_NODES))


def _is_layout(table: Node) -> bool:
    """True for a table with pictures, or of one column: it sets text on the page and has no rows to read."""
    if attribute(table, "role") in ("presentation", "none"):
        return True
    rows = cells = 0
    for event, other in islice(walk(table), _TABLE_NODES):
        if event == "open":
            if other.tag in ("img", "figure", "h1", "h2"):
                return True
            rows += other.tag == "tr"
            cells += other.tag in ("td", "th")
    return 0 < cells <= rows
