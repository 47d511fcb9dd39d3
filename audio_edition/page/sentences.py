"""Sentences of a block for the page: each is one that the player can mark, with its timed words inside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audio_edition.page.anchor import anchor
from audio_edition.page.markup import other_language
from audio_edition.page.runs import Group, groups
from audio_edition.transcript.timing import TimedWord, timed_words
from audio_edition.types import Block, Cue, Script, Section, Span


@dataclass(frozen=True, slots=True)
class TimedSentence:
    """A sentence of the script, the cue that says it (None: it was not said) and its words' times."""

    id: str
    text: str
    language: str
    spans: tuple[Span, ...]
    cue: int | None
    words: tuple[TimedWord, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of a block: a sentence, or what stands between two."""

    groups: tuple[Group, ...]
    sentence: bool = False
    id: str | None = None
    """Of a sentence that is heard."""
    language: str | None = None
    """BCP 47, where it is not that of the text around it."""


class Sentences:
    """Finds the sentences of blocks and sections, with their cues."""

    def __init__(self, script: Script, cues: Sequence[Cue]) -> None:
        self._cues = cues
        self._cue_of = {(cue.section, cue.sentence): index for index, cue in reversed(list(enumerate(cues)))}
        self._sections: dict[int | None, list[Section]] = defaultdict(list)
        for section in script.sections:
            self._sections[section.block].append(section)

    def of_block(self, block: Block) -> list[TimedSentence]:
        """The sentences that say `block`; none for a block that is skipped."""
        return [s for section in self._sections[block.index] for s in self.of_section(section)]

    def of_section(self, section: Section) -> list[TimedSentence]:
        found = []
        for number, sentence in enumerate(section.sentences):
            index = self._cue_of.get((section.index, number))
            cue = None if index is None else self._cues[index]
            words = timed_words(cue) if cue is not None and cue.text == sentence.text else ()
            name = anchor(section.index, number)
            found.append(TimedSentence(name, sentence.text, sentence.language, sentence.spans, index, words))
        return found

    def lead_in(self, block: Block) -> TimedSentence | None:
        """What announces `block` ("Bilettekst:"), or None."""
        for section in self._sections[block.index]:
            if section.lead_in:
                index = self._cue_of.get((section.index, -1))
                return TimedSentence(anchor(section.index, -1), section.lead_in, "nn", (), index, ())
        return None

    def added(self, role: str) -> list[TimedSentence]:
        """The sentences of the opening or the closing."""
        return [
            s for section in self._sections[None] if section.role == role for s in self.of_section(section)
        ]


def stretches(block: Block, sentences: Iterable[TimedSentence]) -> tuple[Stretch, ...]:
    """The text of `block`: every letter of it, its sentences marked."""
    found: list[Stretch] = []
    at = 0
    for sentence in sentences:
        place = block.text.find(sentence.text, at)
        if place < 0:
            continue
        if place > at:
            found.append(Stretch(groups(block.text[at:place], (), (), block.language)))
        found.append(stretch(sentence, block.language))
        at = place + len(sentence.text)
    if rest := block.text[at:]:
        inside = _inside(block.spans, at, len(block.text))
        found.append(Stretch(groups(rest, inside, (), block.language)))
    return tuple(found)


def stretch(sentence: TimedSentence, around: str) -> Stretch:
    """One sentence; `around` is the language of the text it stands in."""
    text = groups(sentence.text, sentence.spans, sentence.words, sentence.language)
    said = None if sentence.cue is None else sentence.id
    return Stretch(text, True, said, other_language(sentence.language, around))


def _inside(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(
        Span(max(s.start, start) - start, min(s.end, end) - start, s.kind, s.value)
        for s in spans
        if s.start < end and s.end > start
    )
