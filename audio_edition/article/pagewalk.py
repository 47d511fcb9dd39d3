"""The walk through a page that fills the blocks: one pass, each text node goes to exactly one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from audio_edition.article.description import OWN_PICTURE
from audio_edition.article.draft import WHY, Draft, DraftArticle, MarkedText, fold_runs, raised, respelt_runs
from audio_edition.article.formula import FORMULA, sign_before
from audio_edition.article.frames import INLINE, Frame, Frames
from audio_edition.article.line_shape import STOPS
from audio_edition.article.mainpart import MainPart
from audio_edition.article.tree import Measure, Node, attribute, walk
from audio_edition.types import Image, Span

_NEW_LINE = re.compile(r"\s*(?:[–—•·▪]|-\s)")
"""A line after a `<br>` that is speech or an item of a list."""
_NAMELESS_ALT = re.compile(r"(?:bilete|bilde|image|foto|photo|picture|img|logo|ikon|icon|\S+\.(?:jpe?g|png|gif|webp|svg|avif))\W*", re.I)  # fmt: skip
_AMOUNT = re.compile(r"\d[\d.,/½¼¾ –-]{0,8}\s?[^\W\d_]{0,8}\.?|[½¼¾]\s?[^\W\d_]{0,8}\.?")
"""What stands in a box of its own before or after an ingredient or a step: "2 dl", "1"."""
_ONE_LINE = ("title", "heading", "caption", "credit", "byline")
"""Roles of one sentence, whatever lines the page sets it in."""
MAX_VERSE = 60
"""A line that ends in `<br>` and is no longer than this is a line by intent; the reader pauses at its end."""
_BEFORE, _INSIDE, _OUTSIDE = "before the article", "", "outside the article"


class _Text:
    """Runs of one block under way."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.runs: list[MarkedText] = []
        self.last = frame
        self.line = 0
        """Characters since the last `<br>`."""
        self.linked = self.strong = self.total = 0

    def add(self, run: MarkedText, frame: Frame) -> None:
        self.runs.append(run)
        self.last = frame
        count = len("".join(run[0].split()))
        self.total += count
        self.line += count
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

    @property
    def is_bold_line(self) -> bool:
        """True for a line in bold from end to end that does not end like a sentence: a heading in a paragraph."""
        bold = 0 < self.total == self.strong and self.frame.role is None
        return bold and not "".join(text for text, _ in self.runs).rstrip().endswith(STOPS)

    def pause(self) -> None:
        """A comma at the end of a line that has no sign there."""
        if any(letter.isalnum() for letter in self.text.rstrip()[-1:]):
            self.comma()

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
            why=WHY.get(frame.skip, ""), language=frame.language, linked=self.linked / max(self.total, 1),
            strong=self.strong == self.total, pulled=frame.pulled, item=frame.item,
            rule=frame.told or f"page: {frame.skip or frame.reason}" if frame.skip or frame.reason else "",
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
        hidden: Mapping[int, str] | None = None,
        verbatim: bool = False,
        told: dict[int, tuple[str, str]] | None = None,
    ) -> None:
        self.document, self.main = document, main
        self.own = own
        """The page was made from Markdown: all of it is the article, and it may hold respellings."""
        self.place = _BEFORE
        self.reading = DraftArticle([], structured=True)
        self.frames: list[Frame] = [Frame(verbatim=verbatim)]
        """With `verbatim` nothing in it is a respelling: it was made from a document that knows none."""
        self.texts: list[_Text | None] = [None]
        """The block under way, and above it inline parts that are skipped and must not cut it."""
        self.side_depths: list[int] = []
        self.waiting: list[Draft] = []
        self.breaks = 0
        self.box = False
        """A `<span>` has begun or ended since the last text."""
        self.given = Frames(sizes, main, self.reading, own=own, hidden=hidden or {}, told=told or {})

    def read(self) -> DraftArticle:
        """All blocks of the page, in order."""
        for event, node in walk(self.document):
            if event == "open":
                self._open(node)
            elif event == "text":
                self._text(node.text_content or "", self.frames[-1])
            else:
                self._close(node)
        self._flush()
        self.reading.drafts[:] = _joined_items(self.reading.drafts)
        return self.reading

    def _open(self, node: Node) -> None:
        if node.mem_id == self.main.root.mem_id:
            self._flush()
            self.place = _INSIDE
        elif self.main.title is not None and node.mem_id == self.main.title.mem_id and self.place == _BEFORE:
            self._flush()
            self.place = _INSIDE  # what stands between the title and the body is the article's, too
        inline = node.tag in INLINE
        if not inline:
            self._flush()
        under_way = self.texts[0].text if self.texts[0] is not None else ""
        frame = self.given.of(node, self.frames[-1], self.place, under_way)
        if inline and frame.skip and not self.frames[-1].skip and self.texts[0] is not None:
            self.texts.append(_Text(frame))
            self.side_depths.append(len(self.frames))
        self.frames.append(frame)
        self.box = self.box or node.tag == "span"
        if node.tag in FORMULA and (sign := sign_before(node, self._under_way())):
            self._text(sign, frame)
        if node.tag == "br":
            self._break()
        elif node.tag in ("td", "th") and self.texts[0] is not None and self.texts[0].runs:
            self.texts[0].comma()
        elif node.tag in ("img", "area") or (node.tag == "input" and attribute(node, "type") == "image"):
            self._image(node, frame)

    def _under_way(self) -> str:
        return self.texts[-1].text if self.texts[-1] is not None else ""

    def _close(self, node: Node) -> None:
        self.frames.pop()
        self.box = self.box or node.tag == "span"
        if self.side_depths and self.side_depths[-1] == len(self.frames):
            self.side_depths.pop()
            side = self.texts.pop()
            if side is not None and (draft := side.draft()):
                self.waiting.append(draft)
        if node.tag not in INLINE:
            self._flush()
        if node.mem_id == self.main.root.mem_id:
            self.place = _OUTSIDE

    def _text(self, text: str, frame: Frame) -> None:
        if not text.strip() and self.texts[-1] is None:
            return
        if self.place and not frame.skip and not frame.told:
            frame = replace(frame, skip=self.place)
        speech = self.breaks and len(self.texts) == 1 and _NEW_LINE.match(text)
        if self.texts[-1] is None or (len(self.texts) == 1 and not self._continues(frame)) or speech:
            self._flush()
            self.texts[-1] = _Text(frame)
        target = self.texts[-1]
        assert target is not None
        apart = target.text[-1:].isalnum() and text[:1].isalnum() and (
            frame.role == "byline" or (frame.role == "list_item" and self.box and _stands_alone(target.text))
        )  # fmt: skip
        self.box = False
        if apart or target.ends_word and text[:1].isupper():
            target.add(
                (" ", ()), frame
            )  # "<a>Kari Vik</a><span>Journalist</span>" is set apart by the page's style
        if text.strip(" \t\n,"):
            self.breaks = 0
        if frame.raised:
            text = raised(text)
        elif frame.operator:
            text = f" {text} "
        runs = respelt_runs(text, frame.marks) if self.own and not frame.verbatim else [(text, frame.marks)]
        for run in runs:
            target.add(run, frame)

    def _continues(self, frame: Frame) -> bool:
        """False when inline markup changes what the text is (a credit inside a caption)."""
        old = self.texts[0].frame if self.texts[0] is not None else frame
        return (old.role, bool(old.skip), old.image, old.told) == (
            frame.role, bool(frame.skip), frame.image, frame.told
        )  # fmt: skip

    def _break(self) -> None:
        """One `<br>` ends a line: a short one with a pause, a bold one as a heading. Two are a new paragraph."""
        self.breaks += 1
        text = self.texts[-1]
        if len(self.texts) == 1 and (self.breaks >= 2 or (text is not None and text.is_bold_line)):
            self._flush()
        elif text is not None:
            if self.breaks == 1 and 0 < text.line <= MAX_VERSE and text.frame.role not in _ONE_LINE:
                text.pause()
            text.add(("\n", ()), self.frames[-1])
            text.line = 0

    def _flush(self) -> None:
        if len(self.texts) > 1:
            # A block inside a skipped inline part stays in that part.
            if self.texts[-1] is not None:
                self.texts[-1].add(("\n", ()), self.frames[-1])
            return
        text, self.texts[0] = self.texts[0], None
        if text is not None and (draft := text.draft()):
            self.reading.drafts.append(draft)
            if draft.image and draft.image not in self.reading.pictures:
                self.reading.add_image(Image(draft.image, None, None))
        self.reading.drafts += self.waiting
        self.waiting = []
        self.breaks = 0

    def _image(self, node: Node, frame: Frame) -> None:
        alt, spans = self._attribute_text(node, "alt")
        title, title_spans = self._attribute_text(node, "title") if self.own else ("", ())
        known = self.reading.pictures.get(frame.image) if frame.image else None
        is_taken = known is not None and (known.src is not None or known.alt is not None)
        image = frame.image if frame.image and not is_taken else self.reading.new_image_id()
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


def _stands_alone(text: str) -> bool:
    """False for a single letter, which may be the first of a word that the page sets large."""
    return len(text.strip()) >= 2 or text.strip().isdigit()


def _joined_items(drafts: list[Draft]) -> list[Draft]:
    """Drafts, an amount or a number and what it belongs to as one, where one list item sets them in two boxes."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if (
            last is not None and draft.role == last.role == "list_item" and draft.item and draft.item == last.item
            and (_AMOUNT.fullmatch(last.text) or (_AMOUNT.fullmatch(draft.text) and not last.amount))
        ):  # fmt: skip
            offset = len(last.text) + 1
            last.spans += tuple(replace(s, start=s.start + offset, end=s.end + offset) for s in draft.spans)
            last.amount = True
            last.text = f"{last.text} {draft.text}"
        else:
            joined.append(draft)
    return joined
