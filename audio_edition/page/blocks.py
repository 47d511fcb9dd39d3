"""The article as HTML: headline, body with figures, lists and fact boxes, and what is not read aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from audio_edition.page.markup import escape, lang, web_address
from audio_edition.page.sentences import Sentences, block_html, sentence_html
from audio_edition.tables import read_table
from audio_edition.types import Article, Block, Image

_PICTURE_ROLES = ("caption", "alt", "credit")


class ArticleView:
    """Writes an article's blocks in their order; every block is in exactly one of its parts."""

    def __init__(
        self, article: Article, sentences: Sentences, pictures: Mapping[str, str] | None = None
    ) -> None:
        """`pictures`: image id → address beside the page, for pictures that came with the article."""
        self._article = article
        self._pictures = pictures or {}
        self._sentences = sentences
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

    def _take(self, role: str) -> list[Block]:
        for index, block in enumerate(self._body):
            if block.role == role:
                return [self._body.pop(index)]
            if block.role not in ("lead", "byline", *_PICTURE_ROLES):
                break
        return []

    def title(self) -> str:
        if self._title is None:
            return f'<h1 dir="auto">{escape(self._article.title)}</h1>'
        return f'<h1 dir="auto"{self._lang(self._title)}>{self._text(self._title)}</h1>'

    def lead(self) -> str:
        return "\n".join(f'<p class="lead"{self._lang(b)}>{self._text(b)}</p>' for b in self._lead)

    def byline(self) -> tuple[str, str]:
        """The byline as it stands in the article: its text, and the same as HTML; empty where it has none."""
        text = " ".join(block.text for block in self._byline)
        return text, "".join(f"<span{self._lang(b)}>{self._text(b)}</span>" for b in self._byline)

    def body(self) -> str:
        writers: dict[str, Callable[[list[Block]], str]] = {
            "picture": self._figures, "list_item": self._list, "fact_box": self._fact_box,
        }  # fmt: skip
        parts = []
        for kind, group in groupby(self._body, key=_kind):
            blocks = list(group)
            parts.append(writers[kind](blocks) if kind in writers else "\n".join(map(self._running, blocks)))
        return "\n".join(parts)

    def furniture(self) -> str:
        """Text of the site around the article that is not read aloud, each with the reason."""
        items = (f"<li{self._lang(b)}>{escape(b.text)}{_why(b.reason)}</li>" for b in self._furniture)
        return "\n".join(items)

    def _running(self, block: Block) -> str:
        unread = "" if block.speak else " unread"
        if block.role in ("heading", "title"):
            # No level is skipped, or the outline that a screen reader gives would have holes.
            self._level = min(max(block.level, 2), self._level + 1, 6)
            return f"<h{self._level}{self._lang(block)}>{self._text(block)}</h{self._level}>"
        return f'<p class="{block.role}{unread}"{self._lang(block)}>{self._text(block)}</p>'

    def _list(self, blocks: list[Block]) -> str:
        items = "\n".join(f"<li{self._lang(b)}>{self._text(b)}</li>" for b in blocks)
        return f"<ul>\n{items}\n</ul>"

    def _fact_box(self, blocks: list[Block]) -> str:
        label = next(
            (lead_in for b in blocks if (lead_in := self._lead_in(b))), '<span class="label">Fakta</span>'
        )
        items = "\n".join(f"<p{self._lang(b)}>{self._text(b)}</p>" for b in blocks)
        return f'<div class="fact" role="note" aria-label="Fakta">\n<p>{label}</p>\n{items}\n</div>'

    def _figures(self, blocks: list[Block]) -> str:
        figures = []
        for image_id, group in groupby(blocks, key=lambda block: block.image):
            figures.append(self._figure(self._images.get(image_id or ""), list(group)))
        return "\n".join(figures)

    def _figure(self, image: Image | None, blocks: list[Block]) -> str:
        picture = self._picture(image)
        if picture:  # what stands right under a picture is its caption
            blocks = sorted(blocks, key=lambda block: _PICTURE_ROLES.index(block.role))
        lines = []
        for block in blocks:
            if picture and image is not None and not block.speak and block.text == image.alt:
                continue  # stands in the picture's alt attribute, where it belongs
            label = (self._lead_in(block) or "") if block.speak else ""
            lines.append(f'<p class="{block.role}"{self._lang(block)}>{label} {self._text(block)}</p>')
        text = "\n".join(lines)
        return f'<figure class="{"" if picture else "text-only"}">\n{picture}<figcaption>\n{text}\n</figcaption>\n</figure>'

    def _picture(self, image: Image | None) -> str:
        address = None
        if image is not None:
            address = self._pictures.get(image.id) or web_address(image.src, self._article.url)
        if image is None or address is None or image.id in self._shown:
            return ""
        self._shown.add(image.id)
        return (
            f'<img src="{escape(address)}" alt="{escape(image.alt or "")}" loading="lazy" decoding="async"'
            f' referrerpolicy="no-referrer">\n'
        )

    def _lead_in(self, block: Block) -> str | None:
        lead_in = self._sentences.lead_in(block)
        return None if lead_in is None else f'<span class="label">{sentence_html(lead_in, "nn")}</span>'

    def _text(self, block: Block) -> str:
        return block_html(block, self._sentences.of_block(block))

    def _lang(self, block: Block) -> str:
        return lang(block.language, self._article.language)


def _why(reason: str) -> str:
    said = reasons().get(reason)
    return f' <small lang="nn">({escape(said)})</small>' if said else ""


@cache
def reasons() -> dict[str, str]:
    """Why something is not read aloud: as the ledger has it → in Nynorsk, for readers."""
    return {
        reason: said
        for reason, said in read_table(Path(__file__).parent / "data" / "reasons.tsv", 2, least=2)
    }


def _kind(block: Block) -> str:
    return "picture" if block.role in _PICTURE_ROLES else block.role
