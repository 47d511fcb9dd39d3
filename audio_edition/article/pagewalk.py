"""The walk through a page that fills the blocks: one pass, each text node goes to exactly one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from audio_edition.article.draft import Draft, Mark, Reading, Run, fold_runs, respelt_runs
from audio_edition.article.mainpart import MainPart
from audio_edition.article.pagemeta import language_tag
from audio_edition.article.parts import TEXT, Part, part_of
from audio_edition.article.picture import OWN_PICTURE
from audio_edition.article.tree import HEADINGS, Measure, Node, ancestors, attribute, text_of, walk
from audio_edition.types import Image, Role, Span

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "nobr", "output", "picture", "q", "ruby", "rb", "rt", "s", "samp", "small", "source",
    "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u", "var", "wbr",
    "button", "svg", "iframe", "object", "embed", "canvas", "video", "audio", "input", "label", "select", "textarea",
    "progress", "meter", "noscript", "rp", "td", "th",
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
_NEW_LINE = re.compile(r"\s*(?:[–—•·▪]|-\s)")
"""A line after a `<br>` that is speech or an item of a list."""
_NAMELESS_ALT = re.compile(r"(?:bilete|bilde|image|foto|photo|picture|img|logo|ikon|icon|\S+\.(?:jpe?g|png|gif|webp|svg|avif))\W*", re.I)  # fmt: skip
_FOOTNOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3}|[a-z]|[ivx]{1,4}|[↩↑^]\ufe0e?)[\])]?")
_BEFORE_MARK = re.compile(r"(?:[^\W\d_]{4}|[.,;:!?»”)])$")
MAX_MARK, _MARK_NODES = 12, 20
_BEFORE, _INSIDE, _OUTSIDE = "before the article", "", "outside the article"


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


class _Text:
    """Runs of one block under way."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.runs: list[Run] = []
        self.linked = self.strong = self.total = 0

    def add(self, run: Run, frame: Frame) -> None:
        self.runs.append(run)
        count = len("".join(run[0].split()))
        self.total += count
        self.linked += count if frame.linked else 0
        self.strong += count if frame.strong else 0

    @property
    def text(self) -> str:
        """The last of the text so far."""
        return self.runs[-1][0] if self.runs else ""

    @property
    def ends_word(self) -> bool:
        """True when the text so far ends in a small letter."""
        return bool(self.runs) and self.runs[-1][0][-1:].islower()

    def comma(self) -> None:
        """Part the cells of a table's row."""
        while self.runs and not self.runs[-1][0].strip():
            self.runs.pop()
        if self.runs:
            text, marks = self.runs[-1]
            self.runs[-1] = (text.rstrip(), marks)
            self.runs.append((", ", ()))

    def draft(self) -> Draft | None:
        text, spans = fold_runs(self.runs)
        if not text:
            return None
        frame = self.frame
        return Draft(
            text, spans, role="boilerplate" if frame.skip else frame.role, reason=frame.skip or frame.reason,
            image=frame.image if frame.role in ("alt", "caption", "credit") else None, level=frame.level,
            language=frame.language, linked=self.linked / max(self.total, 1),
            strong=self.strong == self.total, pulled=frame.pulled,
        )  # fmt: skip


class PageWalk:
    """One use: `PageWalk(document, sizes, main).read()`."""

    def __init__(
        self,
        document: Node,
        sizes: dict[int, Measure],
        main: MainPart,
        *,
        own: bool = False,
    ) -> None:
        self.document, self.sizes, self.main = document, sizes, main
        self.own = own
        """The page was made from Markdown: all of it is the article, and it may hold respellings."""
        self.place = _BEFORE
        self.reading = Reading([], structured=True)
        self.frames: list[Frame] = [Frame()]
        self.texts: list[_Text | None] = [None]
        """The block under way, and above it inline parts that are skipped and must not cut it."""
        self.side_depths: list[int] = []
        self.waiting: list[Draft] = []
        self.breaks = 0
        self.spine = {
            up.mem_id for node in (main.root, main.title) if node for up in (node, *ancestors(node))
        }
        """The article's element, the title's, and all that hold them: no class makes a menu of these."""

    def read(self) -> Reading:
        """All blocks of the page, in order."""
        for event, node in walk(self.document):
            if event == "open":
                self._open(node)
            elif event == "text":
                self._text(node.text_content or "", self.frames[-1])
            else:
                self._close(node)
        self._flush()
        return self.reading

    def _open(self, node: Node) -> None:
        if node.mem_id == self.main.root.mem_id:
            self._flush()
            self.place = _INSIDE
        elif self.main.title is not None and node.mem_id == self.main.title.mem_id and self.place == _BEFORE:
            self._flush()
            self.place = _INSIDE  # what stands between the title and the body is the article's, too
        frame = self._frame(node)
        inline = node.tag in _INLINE
        if not inline:
            self._flush()
        elif frame.skip and not self.frames[-1].skip and self.texts[0] is not None:
            self.texts.append(_Text(frame))
            self.side_depths.append(len(self.frames))
        self.frames.append(frame)
        if node.tag == "br":
            self._break()
        elif node.tag in ("td", "th") and self.texts[0] is not None and self.texts[0].runs:
            self.texts[0].comma()
        elif node.tag in ("img", "area") or (node.tag == "input" and attribute(node, "type") == "image"):
            self._image(node, frame)

    def _close(self, node: Node) -> None:
        self.frames.pop()
        if self.side_depths and self.side_depths[-1] == len(self.frames):
            self.side_depths.pop()
            side = self.texts.pop()
            if side is not None and (draft := side.draft()):
                self.waiting.append(draft)
        if node.tag not in _INLINE:
            self._flush()
        if node.mem_id == self.main.root.mem_id:
            self.place = _OUTSIDE

    def _text(self, text: str, frame: Frame) -> None:
        if not text.strip() and self.texts[-1] is None:
            return
        if self.place and not frame.skip:
            frame = replace(frame, skip=self.place)
        speech = self.breaks and len(self.texts) == 1 and _NEW_LINE.match(text)
        if self.texts[-1] is None or (len(self.texts) == 1 and not self._continues(frame)) or speech:
            self._flush()
            self.texts[-1] = _Text(frame)
        target = self.texts[-1]
        assert target is not None
        apart = frame.role == "byline" and target.text[-1:].isalnum() and text[:1].isalnum()
        if apart or target.ends_word and text[:1].isupper():
            target.add(
                (" ", ()), frame
            )  # "<a>Kari Vik</a><span>Journalist</span>" is set apart by the page's style
        if text.strip(" \t\n,"):
            self.breaks = 0
        runs = respelt_runs(text, frame.marks) if self.own and not frame.verbatim else [(text, frame.marks)]
        for run in runs:
            target.add(run, frame)

    def _continues(self, frame: Frame) -> bool:
        """False when inline markup changes what the text is (a credit inside a caption)."""
        old = self.texts[0].frame if self.texts[0] is not None else frame
        return (old.role, bool(old.skip), old.image) == (frame.role, bool(frame.skip), frame.image)

    def _break(self) -> None:
        """One `<br>` is a space, two are a new paragraph."""
        self.breaks += 1
        if self.breaks >= 2 and len(self.texts) == 1:
            self._flush()
        elif self.texts[-1] is not None:
            self.texts[-1].add(("\n", ()), self.frames[-1])

    def _flush(self) -> None:
        if len(self.texts) > 1:
            # A block inside a skipped inline part stays in that part.
            if self.texts[-1] is not None:
                self.texts[-1].add(("\n", ()), self.frames[-1])
            return
        text, self.texts[0] = self.texts[0], None
        if text is not None and (draft := text.draft()):
            self.reading.drafts.append(draft)
            if draft.image and draft.image not in {known.id for known in self.reading.images}:
                self.reading.add_image(Image(draft.image, None, None))
        self.reading.drafts += self.waiting
        self.waiting = []
        self.breaks = 0

    def _image(self, node: Node, frame: Frame) -> None:
        alt, spans = self._attribute_text(node, "alt")
        title, title_spans = self._attribute_text(node, "title") if self.own else ("", ())
        taken = {known.id for known in self.reading.images if known.src is not None or known.alt is not None}
        image = frame.image if frame.image and frame.image not in taken else self.reading.new_image_id()
        drafts = []
        useless = "says nothing about the picture" if _NAMELESS_ALT.fullmatch(alt) else ""
        if frame.role == "byline":
            useless = OWN_PICTURE
        if alt and (frame.skip or useless):
            drafts.append(Draft(alt, spans, "boilerplate", frame.skip or useless))
        elif alt:
            drafts.append(
                Draft(alt, spans, "alt", "alt text of a picture", image=image, language=frame.language)
            )
        if title:
            drafts.append(Draft(title, title_spans, "caption", "title of a picture", image=image))
        if not frame.skip:
            sources = (attribute(node, name) for name in ("src", "data-src", "data-original"))
            self.reading.add_image(Image(image, next(filter(None, sources), None), alt or None))
        if any(text is not None and text.total for text in self.texts):
            self.waiting += drafts  # a picture in a paragraph must not cut it
        else:
            self._flush()
            self.reading.drafts += drafts

    def _attribute_text(self, node: Node, name: str) -> tuple[str, tuple[Span, ...]]:
        value = attribute(node, name)
        return fold_runs(respelt_runs(value) if self.own else [(value, ())])

    # ---- what an element hands down ------------------------------------------------------------------
    def _frame(self, node: Node) -> Frame:
        frame, tag = self.frames[-1], node.tag
        if tag in ("html", "body"):
            return frame
        frame = self._language(node, frame)
        if tag == "title" and node.parent is not None and node.parent.tag == "head":
            return replace(frame, skip="title of the browser's tab")
        if frame.skip:
            return frame
        if tag in ("del", "s", "strike"):
            return replace(frame, skip="struck out")
        if tag in ("sup", "a") and self._is_footnote_mark(node):
            return replace(frame, skip="mark of a footnote")
        if self.main.title is not None and node.mem_id == self.main.title.mem_id:
            return replace(frame, role="title", reason=f"<{tag}>: the page's title")
        part = self._part(node)
        if part.kind == "skip":
            return replace(frame, skip=part.what)
        if self.place and node.mem_id not in self.spine:
            return replace(frame, skip=self.place)
        return self._role(node, part, frame)

    def _is_of_table(self, caption: Node) -> bool:
        figure = caption.parent
        return (
            figure is not None and figure.css_first("table") is not None and figure.css_first("img") is None
        )

    def _is_footnote_mark(self, node: Node) -> bool:
        """True for a number that is a link within the page, and for one raised after a word or a stop."""
        text = text_of(node, _MARK_NODES).strip()
        if node.tag == "a":
            return attribute(node, "href").startswith("#") and _FOOTNOTE_MARK.fullmatch(text) is not None
        link = node.css_first("a")
        if link is not None and attribute(link, "href").partition("#")[1] and len(text) <= MAX_MARK:
            return True
        # "m²" and "10³" are raised as well.
        under_way = self.texts[0].text if self.texts[0] is not None else ""
        return _FOOTNOTE_MARK.fullmatch(text) is not None and _BEFORE_MARK.search(under_way) is not None

    def _part(self, node: Node) -> Part:
        if node.tag == "head" or node.mem_id in self.spine:
            return TEXT
        if node.tag == "header" and node.parent is not None and node.parent.tag == "body":
            return Part("skip", "head of the page")
        size = self.sizes[node.mem_id]
        part = part_of(node, size)
        if (
            part.kind == "skip"
            and self.own
            and "hidden" not in part.what
            and node.tag not in ("noscript", "iframe", "form")
        ):
            return TEXT
        whole = self.sizes[self.main.root.mem_id].prose
        if part.kind == "skip" and whole > 600 and size.prose > whole / 2 and "hidden" not in part.what:
            return TEXT  # most of the article cannot be a menu, whatever its class says
        return part

    def _language(self, node: Node, frame: Frame) -> Frame:
        language = language_tag(attribute(node, "lang") or attribute(node, "xml:lang"))
        if language is None or node.mem_id in self.spine and node.tag not in HEADINGS:
            return frame  # what holds the whole article tells the article's language, if anything
        if node.tag in _INLINE:
            marks = tuple(mark for mark in frame.marks if mark[0] != "language")
            return replace(frame, marks=(*marks, ("language", language)))
        return replace(frame, language=language)

    def _role(self, node: Node, part: Part, frame: Frame) -> Frame:
        tag = node.tag
        if tag == "figure":
            return replace(frame, image=self.reading.new_image_id(), figure=True)
        if tag == "a":
            return replace(frame, linked=True)
        if tag in ("b", "strong") and part == TEXT:
            return replace(frame, strong=True)
        if tag in ("abbr", "acronym") and (title := fold_runs([(attribute(node, "title"), ())])[0]):
            return replace(frame, marks=(*frame.marks, ("abbreviation", title)))
        if tag in ("code", "pre", "kbd", "samp"):
            frame = replace(frame, verbatim=True)
        if frame.role == "title" or part == TEXT and tag in _INLINE:
            return frame
        if part.kind in _PARTS:
            role = _PARTS[part.kind]
            if role == "byline" and frame.figure:
                return replace(frame, role="credit", reason="byline of a picture")
            if role == "caption" and frame.role == "fact_box" and not frame.figure:
                return frame
            if role == "credit" and frame.role not in ("caption", None) and not frame.figure:
                return frame
            return replace(frame, role=role, reason=part.what, pulled=frame.pulled or part.kind == "pull")
        if frame.role in ("fact_box", "byline", "lead") and tag != "figcaption":
            return frame
        if tag in HEADINGS:
            level = int(tag[1])
            return replace(frame, role="heading", reason=f"<{tag}>", level=level)
        if tag == "figcaption" and self._is_of_table(node):
            return replace(frame, role="paragraph", reason="caption of a table")
        if tag in _ROLES and not (
            frame.role in ("quote", "caption", "credit") and tag in ("li", "dt", "dd", "tr")
        ):
            role, reason = _ROLES[tag]
            pulled = frame.pulled or (tag == "blockquote" and frame.figure)
            return replace(frame, role=role, reason=reason, level=0, pulled=pulled)
        return frame
