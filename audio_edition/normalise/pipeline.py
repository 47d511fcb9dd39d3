"""The order in which the classes read a sentence.

First come those that know their text whole (the user's tables, addresses, dates), last those that take what is
left. Each claims spans of the sheet; nobody reads a span twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from audio_edition.normalise.classes import (
    abbreviations,
    cardinals,
    clock,
    codes,
    compounds,
    coordinates,
    dates,
    fractions,
    greek,
    initialisms,
    isotopes,
    leftovers,
    letters,
    markup,
    measures,
    money,
    ordinals,
    punctuation,
    ranges,
    roman,
    scales,
    scripture,
    sections,
    spans,
    symbols,
    telephone,
    titles,
    user,
    web,
    years,
)
from audio_edition.normalise.language import detect
from audio_edition.normalise.parts import LONGEST, parts
from audio_edition.normalise.sheet import Sheet, compose
from audio_edition.settings import Reading
from audio_edition.types import Change, Spoken

Step = Callable[[Sheet], None]

WITH_FIGURES: tuple[Step, ...] = (
    codes.read_genitives,
    isotopes.read,
    scripture.read,
    sections.read,
    telephone.read,
    clock.read_results,
    ordinals.read_rows,
    dates.read,
    coordinates.read,
    scales.read,
    clock.read,
    money.read,
    measures.read,
    measures.read_areas,
    fractions.read,
    codes.read,
    ranges.read_several,
    years.read,
    compounds.read,
    ranges.read,
    ordinals.read,
    leftovers.read_raised,
    cardinals.read,
    leftovers.read,
)
"""Only a sentence with a figure in it passes these."""

OTHERS: tuple[Step, ...] = (
    spans.read,
    coordinates.read_winds,
    measures.read_alone,
    greek.read,
    sections.read_letters,
    money.read_pairs,
    titles.read,
    roman.read,
    abbreviations.read,
    letters.read,
    initialisms.read,
    isotopes.read_formulas,
    symbols.read,
    punctuation.read,
    leftovers.breaks,
)

_FIGURE = re.compile(r"\d|[^\x00-\u024f]|[¼½¾¹²³§%$£€]")


_MOST_READINGS = 5
"""What was said may bring together what was apart ("9–12" becomes two words with a dash), so it is read until
nothing changes: mostly the second reading finds nothing to do."""


_MOST_KEPT = 1_000
_LONGEST_KEPT = 100
"""Short sentences that were read before are not read again: list numbers, credits, what stands under every picture."""


class Normaliser:
    """Written text to spoken text. Cheap to call; may be shared by threads."""

    def __init__(self, reading: Reading | None = None, tables: Sequence[Path] = ()) -> None:
        """`tables`: the user's own, see `classes/user.py`. Raises LexiconError for a line that cannot be used."""
        self._reading = reading if reading is not None else Reading()
        self._rules = user.load(tables)
        self._kept: dict[tuple[str, str], Spoken] = {}

    def normalise(self, text: str, language: str = "nn") -> Spoken:
        """One sentence (or a line of several) in words, with every change. Never raises, never gives a figure.

        `language` is a BCP 47 tag; for `nn`, a sentence that is plainly Bokmål or English is read as such.
        """
        if len(text) > LONGEST:
            return self._in_parts(text, language)
        key = (text, language)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._fresh(text, language)
            if len(text) <= _LONGEST_KEPT:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = kept
        return kept

    def _fresh(self, text: str, language: str) -> Spoken:
        spoken = markup.clean(text)
        tongue = detect(spoken.text, language)
        for _ in range(_MOST_READINGS):
            again = self._read(spoken.text, tongue)
            spoken = compose(spoken, again)
            if not again.changes or any(change.kind == "user" for change in again.changes):
                break
        return spoken

    def _in_parts(self, text: str, language: str) -> Spoken:
        """A text without sentences in parts; see `parts`."""
        pieces: list[str] = []
        changes: list[Change] = []
        for start, end in parts(text, 0, len(text)):
            spoken = self.normalise(text[start:end], language)
            pieces.append(spoken.text)
            changes += [replace(c, start=c.start + start, end=c.end + start) for c in spoken.changes]
        return Spoken(text, "".join(pieces), tuple(changes))

    def _read(self, text: str, language: str) -> Spoken:
        sheet = Sheet(text, language, self._reading)
        if self._rules:
            user.read(sheet, self._rules)
        symbols.read_emoticons(sheet)
        web.read(sheet)
        codes.read_known(sheet)
        punctuation.read_list_marks(sheet)
        if _FIGURE.search(sheet.free):
            for step in WITH_FIGURES:
                step(sheet)
        for step in OTHERS:
            step(sheet)
        return sheet.finish()
