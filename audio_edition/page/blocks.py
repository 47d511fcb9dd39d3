"""The article as a page shows it: headline, body with figures, lists and fact boxes, and what is not read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from audio_edition.page.markup import other_language, web_address
from audio_edition.page.sentences import Sentences, Stretch, stretch, stretches
from audio_edition.page.wording import Wording
from audio_edition.types import Article, Block, Image

_PICTURE_ROLES = ("caption", "alt", "credit")
_TOGETHER = {"list_item": "list", "fact_box": "facts"}


@dataclass(frozen=True, slots=True)
class BlockLine:
    """The text of one block."""

    role: str
    language: str | None
    """BCP 47, where it is not the article's."""
    text: tuple[Stretch, ...]
    unread: bool = False
    label: Stretch | None = None
    """What announces it: "Bilettekst:"."""
    reason: str = ""
    """Why it is not read aloud, for readers."""


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that stand together."""

    kind: str
    """`heading`, `list`, `facts`, `figure`, or `running` for a paragraph alone."""
    lines: tuple[BlockLine, ...]
    level: int = 0
    """Of a heading: 2 to 6."""
    picture: Picture | None = None


class ArticleView:
    """Shows an article's blocks in their order; every block is in exactly one of its parts."""

    def __init__(
        self,
        article: Article,
        sentences: Sentences,
        wording: Wording,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """`pictures`: image id → address beside the page, for pictures that came with the article."""
        self._article = article
        self._pictures = pictures or {}
        self._sentences = sentences
        self._reasons = wording.reasons
        self._images = {image.id: image for image in article.images}
        self._shown: set[str] = set()
        self._level = 1
        blocks = list(article.blocks)
        self._title = next((b for b in blocks if b.role == "title"), None)
        self._furniture = [b for b in blocks if b.role == "boilerplate" and not b.speak]
        self._body = [b for b in blocks if b is not self._title and b not in self._furniture]
        # The lead and byline that stand before the running text belong to the head of the page.
        self._lead = self._take("lead")
        self._byline = self._take("byline")

    def _take(self, role: str) -> Block | None:
        for index, block in enumerate(self._body):
            if block.role == role:
                return self._body.pop(index)
            if block.role not in ("lead", "byline", *_PICTURE_ROLES):
                break
        return None

    def title(self) -> BlockLine | None:
        """None where no block is the title; the article's own title is shown then."""
        return self._line(self._title) if self._title else None

    def lead(self) -> BlockLine | None:
        return self._line(self._lead) if self._lead else None

    def byline(self) -> tuple[str, BlockLine | None]:
        """The byline as it stands in the article: its text, and the same as it is shown."""
        return (self._byline.text, self._line(self._byline)) if self._byline else ("", None)

    def body(self) -> tuple[LineGroup, ...]:
        parts: list[LineGroup] = []
        for kind, group in groupby(self._body, key=_kind):
            blocks = list(group)
            if kind == "figure":
                parts += self._figures(blocks)
            elif kind in _TOGETHER.values():
                parts.append(LineGroup(kind, tuple(map(self._line, blocks))))
            else:
                parts += map(self._running, blocks)
        return tuple(parts)

    def furniture(self) -> tuple[BlockLine, ...]:
        """Text of the site around the article that is not read aloud, each with the reason."""
        return tuple(map(self._line, self._furniture))

    def _running(self, block: Block) -> LineGroup:
        if block.role in ("heading", "title"):
            # No level is skipped, or the outline that a screen reader gives would have holes.
            self._level = min(max(block.level, 2), self._level + 1, 6)
            return LineGroup("heading", (self._line(block),), self._level)
        return LineGroup("running", (self._line(block),))

    def _figures(self, blocks: list[Block]) -> list[LineGroup]:
        return [
            self._figure(self._images.get(image_id or ""), list(group))
            for image_id, group in groupby(blocks, key=lambda block: block.image)
        ]

    def _figure(self, image: Image | None, blocks: list[Block]) -> LineGroup:
        picture = self._picture(image)
        if picture:  # what stands right under a picture is its caption
            blocks = sorted(blocks, key=lambda block: _PICTURE_ROLES.index(block.role))
        lines = tuple(
            self._line(block)
            for block in blocks
            # An image's text that is not read stands in its alt attribute, where it belongs.
            if not (picture and image is not None and not block.speak and block.text == image.alt)
        )
        return LineGroup("figure", lines, picture=picture)

    def _picture(self, image: Image | None) -> Picture | None:
        address = None
        if image is not None:
            address = self._pictures.get(image.id) or web_address(image.src, self._article.url)
        if image is None or address is None or image.id in self._shown:
            return None
        self._shown.add(image.id)
        return Picture(address, image.alt or "")

    def _line(self, block: Block) -> BlockLine:
        lead_in = self._sentences.lead_in(block) if block.speak else None
        return BlockLine(
            block.role,
            other_language(block.language, self._article.language),
            stretches(block, self._sentences.of_block(block)),
            unread=not block.speak,
            label=None if lead_in is None else stretch(lead_in, block.language),
            reason=self._reasons.get(block.reason, ""),
        )


def _kind(block: Block) -> str:
    return "figure" if block.role in _PICTURE_ROLES else _TOGETHER.get(block.role, block.role)
