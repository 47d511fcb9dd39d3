"""Fixed phrases of a page: what the menu, the share buttons and the lists of other articles say."""

from __future__ import annotations

from typing import NamedTuple

from audio_edition.article.tables import rows


class Phrase(NamedTuple):
    """A hit in the table: how far it reaches (`line`, `top`, `next` or `end`) and what it is."""

    where: str
    phrase: str
    what: str


def find_phrase(text: str) -> Phrase | None:
    """The fixed phrase that `text` is, or begins with; None for text of an article."""
    lower = text.lower().lstrip("([")
    plain = lower.strip(" :›»>→-–—|.)]")
    for where, _, phrase, what in sorted(rows("phrases"), key=lambda row: row[1] != "whole"):
        if plain == phrase.strip(" :–"):
            return Phrase(where, phrase, what)
    for where, how, phrase, what in rows("phrases"):
        if how == "head" and text.rstrip().endswith((".", "!", ",")):
            continue
        if how in ("start", "head") and _begins(lower, phrase):
            return Phrase(where, phrase, what)
    return None


def is_fact_heading(text: str) -> bool:
    """True for "FAKTA", "Fakta om ferja", "Dette er saka"."""
    lower = text.lower().strip()
    if len(lower) > 100 or lower.endswith((".", "!")):
        return False
    bare = lower.rstrip(" :")
    return any(
        bare == phrase or (how == "start" and _begins(lower, phrase)) for how, phrase in rows("fact_boxes")
    )


def _begins(text: str, phrase: str) -> bool:
    """True when `text` starts with `phrase` and the phrase's last word ends there."""
    if not text.startswith(phrase):
        return False
    rest = text[len(phrase) :]
    return not rest or not (phrase[-1].isalnum() and rest[0].isalnum())
