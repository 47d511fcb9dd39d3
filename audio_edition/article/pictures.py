"""Captions, credits and descriptions that stand as blocks of their own, without markup that says so."""

from __future__ import annotations

from audio_edition.article.credit import is_bare_credit, is_credit
from audio_edition.article.description import ENOUGH, description_score
from audio_edition.article.draft import Draft, DraftArticle
from audio_edition.article.language import article_language
from audio_edition.article.line_shape import STOPS, caption_label, is_sentence
from audio_edition.types import Image

PRINTED_TWICE = "is printed twice; it is read once"
MAX_CAPTION = 400
_ALIKE = 0.4


def find_pictures(reading: DraftArticle) -> None:
    """Caption and description of each credit, then captions known by their label in capitals alone."""
    drafts = reading.drafts
    language, _ = article_language(" ".join(draft.text for draft in drafts if not draft.skipped))
    labels = any(
        caption_label(draft.text) and drafts[at + 1].role == "credit" for at, draft in enumerate(drafts[:-1])
    )
    for at, credit in enumerate(drafts):
        if credit.role == "credit" and credit.image is None:
            _join(reading, at, language, labels=labels)
    if not reading.structured:
        _find_labelled(reading)


def _join(reading: DraftArticle, at: int, language: str, *, labels: bool) -> None:
    drafts, credit = reading.drafts, reading.drafts[at]
    before = drafts[at - 1] if at else None
    if before is not None and before.image is not None and before.role in ("alt", "caption", "credit"):
        credit.image = before.image
        return
    caption = before if before is not None and before.role in (None, "caption") else None
    above = drafts[at - 2] if at >= 2 else None
    if caption is not None and above is not None and above.image is not None and above.role == "alt":
        # The picture itself is marked up, its caption is a paragraph of its own (Markdown).
        caption.image = credit.image = above.image
        caption.give("caption", "stands between a picture and its credit")
        return
    image = Image(reading.new_image_id(), None, None)
    reading.add_image(image)
    credit.image = image.id
    if caption is None:
        return
    caption.image = image.id
    caption.give("caption", "stands before a credit")
    if above is not None and above.role is None and not reading.structured:
        why = _describes(above.text, caption.text, language, labels=labels)
        if why:
            above.image = image.id
            above.give("alt", f"stands before a caption and {why}")
            reading.add_image(Image(image.id, None, above.text))


def _describes(text: str, caption: str, language: str, *, labels: bool) -> str:
    """Why `text` is the description of the picture with this caption; empty where it is not."""
    score = description_score(text, caption, language)
    if score >= ENOUGH:
        return f"describes what is seen (score {score:.1f})"
    if labels and len(text) <= MAX_CAPTION and not text.endswith(STOPS) and not caption_label(text):
        return "has no stop; in this article captions begin with a label in capitals"
    return ""


def _find_labelled(reading: DraftArticle) -> None:
    """ "ETTER RASET: Vegen var dekt av stein." between paragraphs is a caption whose credit was not copied.

    Neighbours that all have a label are the turns of a conversation, and the first paragraph of an article may begin
    with a place ("BERGEN: …").
    """
    drafts = [draft for draft in reading.drafts if not draft.skipped]
    labelled = [
        at for at, draft in enumerate(drafts) if draft.role is None and caption_label(draft.text)
        and len(draft.text) <= MAX_CAPTION and is_sentence(draft.text.partition(":")[2])
    ]  # fmt: skip
    first = next(
        (at for at, draft in enumerate(drafts) if draft.role is None and is_sentence(draft.text)), -1
    )
    known = {at for at, draft in enumerate(drafts) if caption_label(draft.text)}
    for at in labelled:
        if at == first or at - 1 in known or at + 1 in known:
            continue
        image = Image(reading.new_image_id(), None, None)
        reading.add_image(image)
        drafts[at].image = image.id
        drafts[at].give("caption", "begins with a label in capitals")


def mark_repeated_captions(drafts: list[Draft]) -> None:
    """A caption that is printed twice (for wide screens and narrow ones) is read once."""
    seen: set[str] = set()
    for draft in drafts:
        if draft.role != "caption" or draft.speak is False:
            continue
        key = draft.text.casefold()
        if key in seen:
            draft.give("boilerplate", PRINTED_TWICE)
            draft.image = None
        seen.add(key)


def mark_bare_credits(drafts: list[Draft]) -> None:
    """A caption that says whose the picture is and no more ("Privat", "Kari Vik / NTB") is a credit."""
    for draft in drafts:
        if draft.role in ("caption", "alt") and is_credit(draft.text):
            draft.give("credit", "credit of a picture")
        elif draft.role == "caption" and is_bare_credit(draft.text):
            draft.give("credit", "says only whose picture it is")
