"""Sentences of a block as HTML: each is a span that the player can mark, each timed word one inside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audio_edition.page.markup import escape, lang
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
            name = f"s{section.index}-{number}"
            found.append(TimedSentence(name, sentence.text, sentence.language, sentence.spans, index, words))
        return found

    def lead_in(self, block: Block) -> TimedSentence | None:
        """What announces `block` ("Bilettekst:"), or None."""
        for section in self._sections[block.index]:
            if section.lead_in:
                index = self._cue_of.get((section.index, -1))
                return TimedSentence(f"s{section.index}-l", section.lead_in, "nn", (), index, ())
        return None

    def added(self, role: str) -> list[TimedSentence]:
        """The sentences of the opening or the closing."""
        return [
            s for section in self._sections[None] if section.role == role for s in self.of_section(section)
        ]


def block_html(block: Block, sentences: Iterable[TimedSentence]) -> str:
    """The text of `block` as HTML: every letter of it, its sentences in spans."""
    parts: list[str] = []
    at = 0
    for sentence in sentences:
        place = block.text.find(sentence.text, at)
        if place < 0:
            continue
        parts += [escape(block.text[at:place]), sentence_html(sentence, block.language)]
        at = place + len(sentence.text)
    rest = block.text[at:]
    parts.append(
        _spanned(rest, _inside(block.spans, at, len(block.text)), (), block.language) if rest else ""
    )
    return "".join(parts)


def sentence_html(sentence: TimedSentence, around: str) -> str:
    """One sentence; `around` is the language of the text it stands in."""
    inner = _spanned(sentence.text, sentence.spans, sentence.words, sentence.language)
    if sentence.cue is None:
        return f"<span{lang(sentence.language, around)}>{inner}</span>"
    return f'<span class="s" id="{sentence.id}"{lang(sentence.language, around)}>{inner}</span>'


def _inside(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(
        Span(max(s.start, start) - start, min(s.end, end) - start, s.kind, s.value)
        for s in spans
        if s.start < end and s.end > start
    )


def _spanned(text: str, spans: Iterable[Span], words: Sequence[TimedWord], language: str) -> str:
    """Text with passages of other languages and abbreviations marked, and its words inside them."""
    shown = sorted(
        (s for s in spans if s.kind in ("language", "abbreviation")), key=lambda s: (s.start, -s.end)
    )
    parts: list[str] = []
    at = 0
    for span in shown:
        end = min(span.end, len(text))
        if span.start < at or span.start >= end:
            continue  # inside one that was shown already
        opening, closing = f"<span{lang(span.value, language)}>", "</span>"
        if span.kind == "abbreviation":
            opening, closing = f'<abbr title="{escape(span.value)}">', "</abbr>"
        parts += [
            _worded(text, at, span.start, words),
            opening,
            _worded(text, span.start, end, words),
            closing,
        ]
        at = end
    parts.append(_worded(text, at, len(text), words))
    return "".join(parts)


def _worded(text: str, start: int, end: int, words: Sequence[TimedWord]) -> str:
    """`text[start:end]` with each timed word in its own span; a word that is cut in two is two spans of one index."""
    parts: list[str] = []
    at = start
    for index, word in enumerate(words):
        left, right = max(word.start, at), min(word.end, end)
        if left >= right:
            continue
        parts.append(escape(text[at:left]))
        parts.append(f'<span class="w" data-w="{index}">{escape(text[left:right])}</span>')
        at = right
    parts.append(escape(text[at:end]))
    return "".join(parts)
