"""The sheet that all classes write on: one sentence, what has been rewritten, and what is still free."""

from __future__ import annotations

import re
import unicodedata

from audio_edition.normalise.numerals import Numerals, numerals
from audio_edition.settings import Reading
from audio_edition.types import Change, Spoken

TAKEN = "\ue000"
"""Stands in `Sheet.free` for a character that a class has already read; no pattern matches it."""

_FIGURES = re.compile("[\\d²³¹⁰-⁹₀-₉]+")
_MINUS_AS_DASH = re.compile(r"(?<=\d)−(?=\d)|(?<=\d )−(?= \d)")
"""The sign of minus where a dash is meant: "6−8 min"."""
_ARITHMETIC = re.compile("[=+×÷]")
_WORD_BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[.»\"”]? ?$")
LETTER = r"[^\W\d_²³¹¼-¾⁰-₉⅐-↉①-⓿]"
"""A letter: fractions, exponents and numbers in circles, which the expressions of Python count among them, are none."""
_WORD_AFTER = re.compile(rf" ?({LETTER}+(?:-{LETTER}+)*)")


class _Folding(dict[int, str]):
    """Maps a character to the ASCII one that patterns know, one for one, so that offsets stay true."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Nd":
            folded = str(unicodedata.digit(char))
        elif category in ("Zs", "Zl", "Zp"):
            folded = " "
        elif char in "\u2010\u2011":
            folded = "-"
        elif char in "\u2012\u2015":
            folded = "–"
        else:
            folded = char
        self[code] = folded
        return folded


_FOLDING = _Folding()


class Sheet:
    """One sentence while it is being read.

    `text` is what was written; `plain` the same with digits of all scripts as ASCII digits and all spaces as
    the ordinary space (same length, for looking at the context); `free` is `plain` without what is taken.
    """

    __slots__ = ("_changes", "free", "language", "plain", "reading", "text")

    def __init__(self, text: str, language: str, reading: Reading) -> None:
        self.text = text
        self.plain = text if text.isascii() else text.translate(_FOLDING)
        if "−" in text and not _ARITHMETIC.search(text):
            self.plain = _MINUS_AS_DASH.sub("–", self.plain)
        self.free = self.plain
        self.language = language
        self.reading = reading
        self._changes: list[Change] = []

    @property
    def numerals(self) -> Numerals:
        return numerals(self.language)

    def change(self, start: int, end: int, spoken: str, kind: str) -> bool:
        """Rewrites `text[start:end]`; does nothing and says False if any of it is taken."""
        if TAKEN in self.free[start:end] or start >= end:
            return False
        self.free = self.free[:start] + TAKEN * (end - start) + self.free[end:]
        written = self.text[start:end]
        if _FIGURES.search(spoken):  # a word with a figure inside, or a user's \\1
            spoken = re.sub(" {2,}", " ", _FIGURES.sub(self._figures, spoken))
        if written != spoken:
            self._changes.append(Change(start, end, written, spoken, kind))
        return True

    def _figures(self, found: re.Match[str]) -> str:
        digits = unicodedata.normalize("NFKC", found.group())
        words = self.numerals.cardinal(int(digits)) if digits.isdecimal() and len(digits) < 16 else ""
        return f" {words or ' '.join(self.numerals.digits(d) for d in digits if d.isdecimal())} "

    def word_before(self, position: int) -> str:
        """The word that ends just before `position` (a stop or a quote between is allowed), or nothing."""
        found = _WORD_BEFORE.search(self.plain, max(0, position - 40), position)
        return found.group(1) if found else ""

    def word_after(self, position: int) -> str:
        """The word that begins at `position` or one space after it, or nothing."""
        found = _WORD_AFTER.match(self.plain, position)
        return found.group(1) if found else ""

    def ends_sentence(self, position: int) -> bool:
        """Whether a sentence can end at `position`: nothing but closing marks, or a capital, follows."""
        rest = self.plain[position:].lstrip(" »\"”’')]")
        return not rest or (self.plain[position : position + 1] != "" and rest[0].isupper())

    def finish(self) -> Spoken:
        """The spoken sentence. Words that a change would glue together are kept apart by a space."""
        parts: list[str] = []
        kept: list[Change] = []
        at, last = 0, ""
        ordered = sorted(self._changes, key=lambda change: change.start)
        for index, change in enumerate(ordered):
            between = self.text[at : change.start]
            parts.append(between)
            last = (last + between)[-1:]
            follows = self.text[change.end : change.end + 1]
            if index + 1 < len(ordered) and ordered[index + 1].start == change.end:
                follows = ordered[index + 1].spoken[:1]
            spoken = change.spoken
            if last.isalpha() and (spoken[:1].isalpha() or (not spoken and follows.isalpha())):
                spoken = " " + spoken
            if spoken[-1:].isalpha() and follows.isalpha():
                spoken += " "
            parts.append(spoken)
            last = (last + spoken)[-1:]
            kept.append(Change(change.start, change.end, change.written, spoken, change.kind))
            at = change.end
        parts.append(self.text[at:])
        return Spoken(self.text, "".join(parts), tuple(kept))


def compose(first: Spoken, second: Spoken) -> Spoken:
    """`second` reads what `first` gave: one reading of what `first` was given, with offsets into that.

    Changes of the two layers that overlap or touch become one.
    """
    if not first.changes:
        return second
    if not second.changes:
        return first
    shift = 0  # length of the text between the layers minus length of what was written, so far
    spans: list[tuple[int, int, int, Change | None, Change | None]] = []
    for change in first.changes:
        start = change.start + shift
        grown = len(change.spoken) - (change.end - change.start)
        spans.append((start, start + len(change.spoken), grown, change, None))
        shift += grown
    spans.extend((change.start, change.end, 0, None, change) for change in second.changes)
    spans.sort(key=lambda span: span[:2])

    changes: list[Change] = []
    shift, index = 0, 0
    while index < len(spans):
        start, end, grown, *_ = spans[index]
        group = [spans[index]]
        index += 1
        while index < len(spans) and spans[index][0] <= end:
            end = max(end, spans[index][1])
            grown += spans[index][2]
            group.append(spans[index])
            index += 1
        spoken, at = [], start
        for later in (span[4] for span in group):
            if later is not None:
                spoken += [first.text[at : later.start], later.spoken]
                at = later.end
        spoken.append(first.text[at:end])
        kinds = [later.kind for *_, later in group if later] + [c.kind for *_, c, _ in group if c]
        kind = kinds[0]
        source, source_end = start - shift, end - shift - grown
        changes.append(Change(source, source_end, first.written[source:source_end], "".join(spoken), kind))
        shift += grown
    return Spoken(first.written, second.text, tuple(changes))
