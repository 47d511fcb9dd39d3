"""What a line looks like, before anything is known of where it stands: a sentence, a headline, a caption's label."""

from __future__ import annotations

import re

STOPS = (".", "!", "?", "…", ":", ";", ",", ".»", "!»", "?»", '."', ".”", ".)")
MAX_HEADING, MAX_HEADING_WORDS = 90, 14
MIN_SENTENCE_WORDS = 5
LONG_LINE_WORDS = 25
"""A line of so many words is running text, whatever it ends in."""
_QUOTE = re.compile(r"[–—―−]\s*\S|-\s+\S|-[«A-ZÆØÅ]")
_TWO_SENTENCES = re.compile(r"[a-zæøå]{3}[.!?] [A-ZÆØÅ]")
_LABEL = re.compile(r"([A-ZÆØÅÉ][A-ZÆØÅÉ0-9 ,.'’/&–-]{1,48}):\s+(?=[«\"“–]?[A-ZÆØÅ0-9])")
_LONG_CAPITALS = re.compile(r"[A-ZÆØÅÉ]{4,}")
_SENTENCE_ENDS = (".", "!", "?", "»", "”", '"', ")", ":")


def is_quote(text: str) -> bool:
    """True for a paragraph of speech: it begins with a dash."""
    return _QUOTE.match(text) is not None


def is_headline(text: str) -> bool:
    """True for a text that could head a section: short, no final stop, begins like a sentence."""
    if len(text) > MAX_HEADING or len(text.split()) > MAX_HEADING_WORDS or is_quote(text):
        return False
    question = text.endswith("?") and len(text) <= 60 and _TWO_SENTENCES.search(text) is None
    first = text.lstrip("«\"“'(")[:1]
    return (question or not text.endswith(STOPS)) and (first.isupper() or first.isdigit()) and len(text) > 1


def is_running_text(text: str) -> bool:
    """True for two sentences, or one long one that ends in a full stop: no title is like that."""
    return (len(text) > 110 and text.endswith(".")) or _TWO_SENTENCES.search(text, 20) is not None


def is_sentence(text: str) -> bool:
    """True for running text: five words or more with a stop at their end, a long line, or speech with a stop."""
    words = len(text.split())
    if words >= LONG_LINE_WORDS:
        return True
    if text.endswith(("…", "...")):
        return False  # the beginning of something that stands elsewhere
    return words >= MIN_SENTENCE_WORDS and text.endswith(_SENTENCE_ENDS)


def caption_label(text: str) -> str:
    """The label in capitals that a caption may begin with: "KLAR" of "KLAR: Ferja ligg ved kai."; else empty."""
    match = _LABEL.match(text)
    if match is None or _LONG_CAPITALS.search(match.group(1)) is None or len(text) > 400:
        return ""
    return match.group(1)
