"""Whether a text describes a picture, and whether a caption already says what a description says."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.article.language import block_language, function_words
from audio_edition.article.tables import column

_WORD = re.compile(r"[^\W\d_]{3,}")
_VERBAL = re.compile(r"(?:[aei]r|te|de|dde|a|[ae]st|ast)$")
_MOST_ALIKE = 20
OWN_PICTURE = "picture of who wrote it"
ENOUGH = 1.0
"""Score from which a block is taken to describe what is seen."""
SAYS_AS_MUCH = 0.75
"""Share of a description's content words that stand in the caption, from which it need not be read."""


def description_score(text: str, caption: str, article_language: str) -> float:
    """How much `text` looks like the description of the picture with this caption; ENOUGH and more is yes.

    Present-tense verbs of what can be seen speak for it, past tense, quotations and reporting against it.
    """
    lower = f" {text.lower()} "
    if text[:1] in '–—-«"' or text.rstrip().endswith(":"):
        return -9.0
    shown = 0.8 * min(_hits("seen", lower), 2) + 0.5 * min(_hits("look", lower), 3)
    told = 1.3 * _hits("past", lower) + 0.8 * _hits("report", lower)
    score = shown - told - 1.5 * ("«" in text) - 0.4 * max(0, len(text) - 300) / 100
    if overlap(text, caption) >= 0.4:
        # Without a stop it may as well be the heading above a picture.
        score += 1.0 if shown or text.endswith(".") else 0.3
    if not told and not _hits("seen", lower) and _is_label(text, lower):
        score += 1.0
    # Agencies describe their pictures in Bokmål or English, whatever the article is written in.
    score += 0.5 * (block_language(text, article_language) != article_language)
    return score


def _is_label(text: str, lower: str) -> bool:
    """True for a short text that ends in a stop and has no verb: "Eit raudt hus ved sjøen."."""
    words = text.rstrip(".").split()
    known = function_words()
    verbal = any(word[:1].islower() and _VERBAL.search(word) and word not in known for word in words)
    return text.endswith(".") and 1 < len(words) <= 14 and not verbal and not _hits("verb", lower)


def overlap(description: str, caption: str) -> float:
    """Share of the content words of `description` that stand in `caption`, 0 to 1."""
    words = _content(description)
    if not words:
        return 0.0
    said = _content(caption)
    like: dict[str, list[str]] = {}
    for word in said:
        like.setdefault(word[:5], []).append(word)
    return sum(
        1
        for word in words
        if word in said or any(_same(word, other) for other in like.get(word[:5], ())[:_MOST_ALIKE])
    ) / len(words)


def _content(text: str) -> set[str]:
    ignored = function_words()
    return {word for word in map(str.lower, _WORD.findall(text)) if word not in ignored}


def _same(one: str, other: str) -> bool:
    """Equal, or two forms of one word: a common beginning of at least five letters and two thirds of both."""
    if one == other:
        return True
    shared = len([None for a, b in zip(one, other, strict=False) if a == b]) if one[:5] == other[:5] else 0
    return shared >= 5 and shared >= 0.66 * max(len(one), len(other))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    words = sorted(column("seen", kind), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


def _hits(kind: str, lower: str) -> int:
    return len(_pattern(kind).findall(lower))
