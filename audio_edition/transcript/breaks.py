"""Where a sentence may be cut into captions and lines, and how much each cut hurts a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audio_edition.tables import read_table

_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[,;:–—][»”\")\]]*$|^[–—-]$")
_DASH = re.compile(r"^[–—-]$")
_ORDINAL = re.compile(r"^\d+\.$")
_SENTENCE_END = re.compile(r"[.?!…][»”\")\]]*$")

PLAIN_CUT = 1.2
"""Cost of a cut that nothing speaks for and nothing against; see data/breaks.tsv for the scale."""
CLAUSE_CUT = 0.15
NUMBER_CUT = 2.2
"""Cost of a cut between a figure and what it counts."""
SPEECH_DASH_CUT = 4.0
"""Cost of a cut between the dash that opens a speech and the speech: it would close the line before."""


@dataclass(frozen=True, slots=True)
class CaptionToken:
    """A word with its punctuation, or a piece of one too long for a line: `text[start:end]`."""

    start: int
    end: int
    cut_after: float
    """Cost of a cut after it."""


def tokens(text: str, line_chars: int) -> list[CaptionToken]:
    """Split `text` at white space; a word longer than `line_chars` becomes several tokens."""
    words = [(match.start(), match.group()) for match in _WORD.finditer(text)]
    found: list[CaptionToken] = []
    for index, (start, word) in enumerate(words):
        following = words[index + 1][1] if index + 1 < len(words) else None
        after_next = words[index + 2][1] if index + 2 < len(words) else ""
        before = words[index - 1][1] if index else None
        cost = 0.0 if following is None else _cut_between(word, following, after_next, before)
        for at in range(0, len(word), line_chars):
            end = min(at + line_chars, len(word))
            found.append(CaptionToken(start + at, start + end, cost if end == len(word) else NUMBER_CUT * 2))
    return found


def opens_speech(before: str | None, following: str) -> bool:
    """Whether a dash between `before` and `following` begins what somebody says, and is no dash of thought."""
    return before is None or before[-1] in '.:!?…»”"' or following.lstrip('«“"(')[:1].isupper()


def _cut_between(word: str, following: str, after_next: str, previous: str | None) -> float:
    before, after = _costs()
    if _DASH.match(word) and opens_speech(previous, following):
        return SPEECH_DASH_CUT
    bare = word.casefold().lstrip('«“"(–—')
    if bare in after:
        return after[bare]
    if _CLAUSE_END.search(word):
        return CLAUSE_CUT
    if word[-1:].isdigit() or _ORDINAL.match(word) or (following[:1].isdigit() and len(word) < 6):
        return NUMBER_CUT
    if _SENTENCE_END.search(word) and following[:1].isupper() and len(word) > 4:
        return CLAUSE_CUT
    if following in ("–", "—", "-"):
        return CLAUSE_CUT
    if word[:1].isupper() and following[:1].isupper():
        return PLAIN_CUT + 0.5  # a name
    if following == "og" and word[:1].isupper() and after_next[:1].isupper():
        return PLAIN_CUT + 0.5  # two names
    return before.get(following.casefold().lstrip('«“"('), PLAIN_CUT)


@cache
def _costs() -> tuple[dict[str, float], dict[str, float]]:
    tables: dict[str, dict[str, float]] = {"before": {}, "after": {}}
    for place, word, cost in read_table(Path(__file__).parent / "data" / "breaks.tsv", 3, least=3):
        tables[place][word] = float(cost)
    return tables["before"], tables["after"]
