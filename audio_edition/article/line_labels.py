"""Lines that begin with what they are: "Kjelde: SSB", "Dommar: Arne Holm", "Med venleg helsing"."""

from __future__ import annotations

from audio_edition.article.tables import column

_SOURCES = ("kjelde", "kjelder", "kilde", "kilder", "source", "sources")


def is_labelled(text: str) -> bool:
    """True for a line whose words before the colon are a known label, and for a greeting."""
    label, colon, _ = text[:200].lower().partition(":")
    return bool(colon) and label.strip() in column("not_headings", "label") or is_greeting(text)


def is_greeting(text: str) -> bool:
    """True for "Med venleg helsing"."""
    return text[:200].lower().startswith(tuple(column("not_headings", "start")))


def is_source(text: str) -> bool:
    """True for "Kjelde: Reiarlaget": the last line of a fact box."""
    label, colon, _ = text[:40].lower().partition(":")
    return bool(colon) and label.strip(" (") in _SOURCES
