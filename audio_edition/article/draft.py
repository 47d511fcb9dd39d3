"""A block while it is being read: text folded, spans placed, the role perhaps not yet known."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from audio_edition.types import Image, Role, Span

Why = Literal["", "elsewhere", "teaser", "headline", "unfold", "in box", "short line", "poster", "large"]
"""What other rules ask of a reason, which is written for people: part of what leads to other articles; the headline after a
link to one, or after another link; a button that unfolds; inside a fact box; one of several short lines; who posted it; set in
larger letters.
"""
WHY: dict[str, Why] = {
    "link to another article": "elsewhere",
    "links to other articles": "elsewhere",
    "list of other articles": "elsewhere",
    "teasers of other articles: every heading leads away": "elsewhere",
    "another article on the page": "elsewhere",
    "button to unfold": "unfold",
}
"""Of the kinds that the tables name (`phrases.tsv`, `page_parts.tsv`), and of parts of a page."""

Mark = tuple[str, str]
"""Kind and value of a span to be: ("language", "en")."""

MarkedText = tuple[str, tuple[Mark, ...]]
"""Text and the marks that lie on all of it."""

RESPELLING = re.compile(r"\{(\s*[^{}|\s][^{}|]{0,120})\|(\s*[^{}|\s][^{}|]{0,120})\}")
"""`{Galway|gållvei}`: the word, and how it is said."""
_OPEN_SPANS = 8
"""So many spans may lie on one place and be grown by the text that follows."""
_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|(?<=[^\W\d_])\u200d(?=[^\W\d_])"
)
"""Soft hyphens, places where a line may break, direction marks, control characters: they stand inside words and part
none. A joiner stays where it makes one emoji of several."""


@dataclass(slots=True, eq=False)
class Draft:
    """A block on its way to `Block`; the labeller fills in `role` and `reason` where they are empty."""

    text: str
    spans: tuple[Span, ...] = ()
    role: Role | None = None
    """None: a paragraph that the labeller shall judge by its words."""
    reason: str = ""
    why: Why = ""
    speak: bool | None = None
    """None: as the role says."""
    image: str | None = None
    level: int = 0
    language: str | None = None
    """As the source declares it; None where the words shall tell."""
    linked: float = 0.0
    """Share of the text that is a link, 0 to 1."""
    strong: bool = False
    """True for a text that is bold from end to end, as headings are that nobody marked up."""
    rule: str = ""
    """Which rule decided the role: file and function of this package, a table, or a rule of the user's own."""
    points: float | None = None
    """What it counts for in finding the body of a copied page."""
    item: int = 0
    """The list item of a page that it stands in, 0 for none."""
    amount: bool = False
    """True for an item that has been joined with its amount."""
    pulled: bool = False
    """True for a quotation lifted out of the text, which may repeat it."""

    @property
    def skipped(self) -> bool:
        return self.role == "boilerplate"

    def give(self, role: Role, reason: str, why: Why = "") -> None:
        """Set the role and why, for people and for other rules; the rule is where in this package it was decided."""
        self.role, self.reason, self.why = role, reason, why
        code = sys._getframe(1).f_code
        self.rule = f"{Path(code.co_filename).stem}: {code.co_name.strip('_').replace('_', ' ')}"


@dataclass(slots=True)
class DraftArticle:
    """What a format's reader found before the labels are given."""

    drafts: list[Draft]
    pictures: dict[str, Image] = field(default_factory=dict)
    """By their ids, in the order in which they were filled in."""
    structured: bool = False
    """True where headings, lists and pictures are marked up, so that none need be guessed."""
    image_ids: int = 0

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(self.pictures.values())

    def new_image_id(self) -> str:
        self.image_ids += 1
        return f"image-{self.image_ids}"

    def add_image(self, image: Image) -> None:
        """Keep `image`; a picture that was known by its caption alone is filled in."""
        self.pictures.pop(image.id, None)
        self.pictures[image.id] = image


def respelt_runs(text: str, marks: tuple[Mark, ...] = ()) -> list[MarkedText]:
    """`{word|pronunciation}` in `text` as runs: the word stays, its pronunciation becomes a mark."""
    runs: list[MarkedText] = []
    at = 0
    for match in RESPELLING.finditer(text):
        runs.append((text[at : match.start()], marks))
        runs.append((match.group(1), (*marks, ("respelling", match.group(2).strip()))))
        at = match.end()
    return [*runs, (text[at:], marks)]


def visible(text: str) -> str:
    """`text` without characters that print nothing (soft hyphens, break marks, direction marks), composed (NFC)."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
"""Exponents as signs of their own, and back."""


def raised(text: str) -> str:
    """`text` as an exponent where it is a number of at most four signs ("24" → "²⁴"), else as it is."""
    bare = text.strip()
    if 0 < len(bare) <= 4 and bare.lstrip("-−").isascii() and bare.lstrip("-−").isdigit():
        return text.translate(RAISED)
    return text


def whole_characters(text: str) -> str:
    """`text` without halves of surrogate pairs, which JSON may hold and no file can; whole pairs are joined."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "")


def fold(text: str) -> str:
    """`text` as a block holds it: white space folded to single spaces, nothing invisible."""
    return _SPACE.sub(" ", visible(text)).strip()


def fold_runs(runs: Iterable[MarkedText]) -> tuple[str, tuple[Span, ...]]:
    """Join runs of text, each with its marks, into one folded text and spans with offsets into it."""
    text = ""
    spans: list[Span] = []
    for raw, marks in runs:
        piece = _SPACE.sub(" ", visible(raw))
        if not text or text.endswith(" "):
            piece = piece.lstrip(" ")
        if not piece:
            continue
        start = len(text) + len(piece) - len(piece.lstrip(" "))
        text += piece
        end = len(text.rstrip(" "))
        for kind, value in marks:
            if start < end:
                _add(spans, Span(start, end, kind, value), text)  # type: ignore[arg-type]
    return text.rstrip(" "), tuple(spans)


def _add(spans: list[Span], new: Span, text: str) -> None:
    """Grow the last span of the same kind and value when only a space lies between, else append."""
    for at in range(len(spans) - 1, max(len(spans) - 1 - _OPEN_SPANS, -1), -1):
        old = spans[at]
        if (old.kind, old.value) == (new.kind, new.value) and not text[old.end : new.start].strip():
            if old.kind != "respelling":
                spans[at] = replace(old, end=new.end)
                return
    spans.append(new)


def cut(draft: Draft, at: int) -> tuple[Draft, Draft]:
    """Two drafts that share `draft`'s text, split before character `at`; spans follow their words."""
    head, tail = draft.text[:at].rstrip(), draft.text[at:].lstrip()
    offset = len(draft.text) - len(tail)
    first = tuple(replace(s, end=min(s.end, len(head))) for s in draft.spans if s.start < len(head))
    second = tuple(
        replace(s, start=max(s.start - offset, 0), end=s.end - offset) for s in draft.spans if s.end > offset
    )
    return replace(draft, text=head, spans=first), replace(draft, text=tail, spans=second)
