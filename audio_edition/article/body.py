"""Where the article stands among the lines of a copied page: its headline, its first and its last paragraph.

A copy of a whole page holds menus, lists of teasers and footers. They are lines without a sentence; an article is
running text. Every block gets points: a sentence as many as it has words (at most 30), a line that is no sentence
loses 8 and two more for each word after the fourth, a line with a figure loses 3, what is known (a date, a credit, an
item with a bullet, a line that ends in a colon or begins small) counts nothing. A row of such lines loses at most 120. The stretch with
the most points is the body; it grows by a paragraph before or after it that shares a fifth of its words with it, even
over one line between. The headline is the line above the body that shares most with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio_edition.article.byline import is_byline, is_name
from audio_edition.article.credit import is_credit
from audio_edition.article.description import ENOUGH, description_score
from audio_edition.article.draft import Draft
from audio_edition.article.language import function_words
from audio_edition.article.line_shape import (
    LONG_LINE_WORDS,
    caption_label,
    is_quote,
    is_running_text,
    is_sentence,
)
from audio_edition.article.phrases import is_fact_heading

MOST_PER_SENTENCE, LINE_COST, WORD_COST, FREE_WORDS, FIGURE_COST, MOST_PER_ROW = 30, 8, 2, 4, 3, 120
MIN_BODY = 12
"""Points from which there is a body at all; a list of lines has none."""
MAX_TITLE, MAX_TITLE_WORDS = 250, 30
LINES_ABOVE = 80
"""So many lines above the body are looked at for the headline."""
NEARLY = 0.6
"""Of two lines that fit nearly as well as each other, the upper one is the headline, the lower one its lead."""
SHARED = 0.2
"""Share of its content words by which a paragraph beside the body is known to belong to it."""
MIN_TEASERS, TEASER_WORDS, TEASER_SHARED, MIN_CORE = 3, 4.0, 0.15, 3
"""A row of so many headlines of so many words with one excerpt each, that share less with the text before them, is a
list of other articles; the text must have so many paragraphs of its own."""
MAX_ITEMS = 8
SHORT_HEADING_WORDS = 3
"""One paragraph under so short a heading is the article's last section, whatever its words."""
_ITEM = re.compile(r"(?:[•·▪▫◦‣●○■*+]|\d{1,2}[.)]|-\s?(?=[A-ZÆØÅ]))\s*\S")
_PATH = re.compile(r"\s[›»>/|]\s")
_GLUED = re.compile(r"[a-zæøå][A-ZÆØÅ]")
"""Where a page sets two entries of a menu side by side, its copy sets none apart: "NyheiterSportKultur"."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Body:
    """Indices of drafts."""

    title: int | None
    first: int
    """First paragraph of the body: the lead, where there is one."""
    last: int


def find_body(drafts: list[Draft]) -> Body | None:
    """Where the article's text is; None for a text without running text."""
    points = _points(drafts)
    for draft, value in zip(drafts, points, strict=True):
        draft.points = value
    found = _best_stretch(points)
    if found is None:
        return None
    vocabulary = {stem for draft in drafts[found[0] : found[1] + 1] for stem in _stems(draft.text)}
    first = _grown(drafts, points, found[0], -1, vocabulary)
    last = _grown(drafts, points, found[1], 1, vocabulary)
    last = _before_river(drafts, points, first, last)
    title = _title(drafts, first, last)
    if title == first:  # a headline that asks or exclaims
        first = next(at for at in range(first + 1, last + 1) if points[at] > 0)
    return Body(title, first, last)


def _points(drafts: list[Draft]) -> list[float]:
    aside = _picture_texts(drafts)
    points: list[float] = []
    row = 0.0
    for at, draft in enumerate(drafts):
        value = 0.0 if at in aside else _value(draft)
        if value < 0:
            value = -min(-value, MOST_PER_ROW - row)
            row -= value
        elif value > 0:
            row = 0.0
        points.append(value)
    return points


def _value(draft: Draft) -> float:
    text = draft.text
    if draft.role is not None or is_byline(text) or _ITEM.match(text):
        return 0.0
    words = len(text.split())
    if _is_way(text):
        return -float(LINE_COST)
    if is_sentence(text) and not _is_headline_of_speech(text):
        return float(min(words, MOST_PER_SENTENCE))
    if text.endswith(":") or text[0].islower():
        return 0.0  # it introduces what follows, or goes on with it
    if any(letter.isdigit() for letter in text) and words < 8:
        return -float(FIGURE_COST)
    return -float(LINE_COST + WORD_COST * max(0, words - FREE_WORDS))


def _is_way(text: str) -> bool:
    """True for a path ("Forsida › Nyhende › Ferja") and for a menu whose entries are glued together."""
    return len(text) < 400 and (
        len(_PATH.findall(text)) >= 2 or (len(_GLUED.findall(text)) >= 2 and not is_sentence(text))
    )


def _is_headline_of_speech(text: str) -> bool:
    return (
        is_quote(text)
        and not text.endswith((".", "!", "?", ":", ".»"))
        and len(text.split()) < LONG_LINE_WORDS
    )


def _picture_texts(drafts: list[Draft]) -> set[int]:
    """Captions (a credit follows, or they begin with a label in capitals) tell nothing of where the body is."""
    found = set()
    for at, draft in enumerate(drafts):
        if draft.role is not None:
            continue
        credited = at + 1 < len(drafts) and drafts[at + 1].role == "credit"
        labelled = caption_label(draft.text) and not any(
            caption_label(other.text) for other in (*drafts[max(at - 1, 0) : at], *drafts[at + 1 : at + 2])
        )  # neighbours with labels are the turns of a conversation
        if credited or labelled:
            found.add(at)
            above = drafts[at - 1] if at else None
            if credited and above is not None and above.role is None and _describes(above.text, draft.text):
                found.add(at - 1)
    return found


def _describes(text: str, caption: str) -> bool:
    return len(text) < 400 and is_sentence(text) and description_score(text, caption, "nn") >= ENOUGH


def _best_stretch(points: list[float]) -> tuple[int, int] | None:
    best, total, start = 0.0, 0.0, 0
    found: tuple[int, int] | None = None
    for at, value in enumerate(points):
        if total <= 0:
            total, start = 0.0, at
        total += value
        if value > 0 and total > best:
            best, found = total, (start, at)
    if found is None or best < MIN_BODY:
        return None
    first = next(at for at in range(found[0], found[1] + 1) if points[at] > 0)
    return first, found[1]


def _grown(drafts: list[Draft], points: list[float], edge: int, step: int, vocabulary: set[str]) -> int:
    """The body's edge, moved over paragraphs that share words with it, each past one line at the most."""
    between: list[int] = []
    given = False
    at = edge + step
    while 0 <= at < len(drafts) and (len(between) <= 1 or _are_items(drafts, between)):
        if points[at] > 0:
            stems = {stem for i in (at, *between) for stem in _stems(drafts[i].text)}
            if sum(stem in vocabulary for stem in stems) < SHARED * len(stems):
                heading = "".join(drafts[i].text for i in between)
                if step < 0 or given or len(between) > 1 or len(heading.split()) > SHORT_HEADING_WORDS:
                    break
                given = True
            edge, between = at, []
        elif points[at] < 0:
            between.append(at)
        at += step
    return edge


def _are_items(drafts: list[Draft], between: list[int]) -> bool:
    """True for a few lines of at most three words, as the items of a list are."""
    return len(between) <= MAX_ITEMS and all(len(drafts[at].text.split()) <= 3 for at in between)


def _before_river(drafts: list[Draft], points: list[float], first: int, last: int) -> int:
    """The body's last paragraph, without a row of teasers (headline and excerpt) that share nothing with it."""
    pairs: list[int] = []
    at = last
    while at > first and points[at] > 0 and not _is_question(drafts[at].text):
        head = at - 1
        while head > first and points[head] == 0 and not _was_headline(drafts[head]):
            head -= 1
        if head <= first or not (
            points[head] < 0 or _was_headline(drafts[head]) or _is_question(drafts[head].text)
        ):
            break
        pairs.append(head)
        at = head - 1
        while at > first and points[at] == 0:
            at -= 1
    if len(pairs) < 2:
        return last
    start = pairs[-1]
    above = drafts[start - 1] if not _was_headline(drafts[start]) else drafts[start]
    if len(pairs) < MIN_TEASERS and not (above.skipped and above.why in ("elsewhere", "teaser")):
        return last
    core = [at for at in range(first, start) if points[at] > 0]
    words = sum(len(drafts[at].text.split()) for at in pairs) / len(pairs)
    if len(core) < MIN_CORE or words < TEASER_WORDS:
        return last
    vocabulary = {stem for at in core for stem in _stems(drafts[at].text)}
    stems = [stem for at in range(start, last + 1) if points[at] != 0 for stem in _stems(drafts[at].text)]
    shared = sum(stem in vocabulary for stem in stems) / max(len(stems), 1)
    return core[-1] if shared < TEASER_SHARED else last


def _was_headline(draft: Draft) -> bool:
    return draft.skipped and draft.why in ("teaser", "headline")


def _is_question(text: str) -> bool:
    return text.endswith("?") and len(text.split()) <= 10 and not is_quote(text)


def _may_be_headline(drafts: list[Draft], first: int, last: int) -> bool:
    """True when the body's first sentence may be its headline: a short one, that asks or exclaims or stands first."""
    text = drafts[first].text
    if first == last or len(text.split()) > 14 or len(text) > 110 or is_running_text(text):
        return False
    above = any(draft.role is None for draft in drafts[:first])
    return text.endswith(("?", "!", "»", "”", '"')) or not above


def _title(drafts: list[Draft], first: int, last: int) -> int | None:
    lines = [at for at in range(first) if drafts[at].role is None][-LINES_ABOVE:]
    candidates = [at for at in lines if _may_be_title(drafts[at].text)]
    if _may_be_headline(drafts, first, last):
        candidates.append(first)
    if not candidates:
        return None
    begin = first + (candidates[-1] == first)
    vocabulary = {stem for draft in drafts[begin : last + 1] for stem in _stems(draft.text)}
    texts = [drafts[at].text for at in candidates]
    scored = {at: _score(drafts[at].text, texts, vocabulary) for at in candidates}
    # The nearer of two equals: a page's menu stands above, never between headline and body.
    best = max(candidates, key=lambda at: (scored[at], at))
    for at in candidates:
        near = sum(at < other < best for other in lines) < 2
        if (
            at < best
            and near
            and scored[at] >= scored[best] - NEARLY
            and not _is_part(drafts[at].text, drafts[best].text)
        ):
            return at
    return best


def _may_be_title(text: str) -> bool:
    if len(text) > MAX_TITLE or len(text.split()) > MAX_TITLE_WORDS or is_running_text(text):
        return False
    if (
        _is_way(text)
        or not any(map(str.isalpha, text))
        or text.endswith((":", ",", ";"))
        or _ITEM.match(text)
    ):
        return False
    return not (is_byline(text) or is_credit(text) or is_fact_heading(text) or caption_label(text))


def _score(text: str, candidates: list[str], vocabulary: set[str]) -> float:
    words = text.split()
    stems = _stems(text)
    score = min(len(words), 8) / 8
    score += 2.5 * sum(stem in vocabulary for stem in stems) / max(len(stems), 2)
    if text.isupper() and len(words) <= 3 or text.endswith("."):
        score -= 1.0
    if is_name(text):
        score -= 0.7
    if _PATH.search(text) or any(
        other != text and text.endswith(other) and len(other.split()) >= 3 and len(text) > len(other)
        for other in candidates
    ):
        score -= 3.0  # "Heim Nyhende Ferja er i rute igjen": the way to the page
    return score


def _is_part(text: str, other: str) -> bool:
    return len(text.split()) <= 2 or text in other


def _stems(text: str) -> set[str]:
    """Beginnings of the content words, five letters each: they tell headline and body of one matter."""
    ignored = function_words()
    return {word[:5] for word in map(str.lower, _WORD.findall(text)) if word not in ignored}
