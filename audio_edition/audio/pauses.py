"""Which silence stands at which boundary: the one place that decides, from the table in the settings."""

from __future__ import annotations

from hashlib import blake2b

from audio_edition.settings import Pauses
from audio_edition.types import Section, Utterance

ASIDES = frozenset({"caption", "alt", "fact_box"})
MIN_CHAPTER_PAUSE_MS = 200
"""A chapter starts in the middle of a pause, and players need 100 ms before the first sound."""
SOUND_GAP_MS = 400
"""Between a jingle or a chapter sound and speech."""


def pause_ms(previous: Section, following: Section, pauses: Pauses) -> tuple[int, bool]:
    """The pause between two sections in milliseconds, and whether it may vary with the rhythm.

    Of the boundaries that meet (a caption right after a heading), the longest pause holds.
    """
    special: list[int] = []
    if previous.role == "opening" or following.role == "closing":
        special.append(pauses.opening)
    if following.role == "heading":
        special.append(pauses.before_heading)
    if previous.role == "title":
        special.append(pauses.after_title)
    if previous.role == "heading":
        special.append(pauses.after_heading)
    if _leaves_or_enters_aside(previous, following):
        special.append(pauses.aside)
    if following.chapter != previous.chapter:
        special.append(MIN_CHAPTER_PAUSE_MS)
    if special:
        return max(special), False
    if following.role == "quote":
        return pauses.quote, False
    if previous.role == following.role == "list_item":
        return pauses.list_item, False
    return pauses.paragraph, True


def _leaves_or_enters_aside(previous: Section, following: Section) -> bool:
    if previous.role not in ASIDES and following.role not in ASIDES:
        return False
    # The later blocks of one fact box have no lead-in: they go on, they do not begin anew.
    return not (previous.role == following.role and following.lead_in is None)


def pause_within_ms(previous: Utterance, pauses: Pauses) -> tuple[int, bool]:
    """The pause after `previous` when the same section goes on."""
    if previous.sentence < 0:
        return pauses.lead_in, False
    return pauses.sentence, True


def vary(pause: float, previous: Utterance, share: float) -> float:
    """`pause` changed by at most `share`, the same each time the same sentence was spoken before it."""
    digest = blake2b(previous.written.encode(), digest_size=4).digest()
    position = int.from_bytes(digest, "big") / 0xFFFFFFFF * 2 - 1
    return pause * (1 + share * position)
