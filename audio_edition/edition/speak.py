"""From the script to utterances: every sentence written out in words, every word with its sounds."""

from __future__ import annotations

from collections.abc import Iterator

from audio_edition.normalise import Normaliser
from audio_edition.phonemise import Phonemiser
from audio_edition.types import Script, Section, Sentence, Utterance, Word

LEAD_IN = -1
"""`Utterance.sentence` of a section's lead-in."""


def utterances(script: Script, normaliser: Normaliser, phonemiser: Phonemiser) -> list[Utterance]:
    """All utterances of `script` in order: a section's lead-in first, then its sentences."""
    return [
        utterance for section in script.sections for utterance in _section(section, normaliser, phonemiser)
    ]


def _section(section: Section, normaliser: Normaliser, phonemiser: Phonemiser) -> Iterator[Utterance]:
    added = section.block is None
    sentences = [(number, sentence, added) for number, sentence in enumerate(section.sentences)]
    if section.lead_in:
        sentences.insert(0, (LEAD_IN, Sentence(text=section.lead_in + ":"), True))
    for number, sentence, is_added in sentences:
        spoken, words = _say(sentence, normaliser, phonemiser)
        yield Utterance(
            section=section.index,
            sentence=number,
            written=sentence.text,
            spoken=spoken,
            words=tuple(word for word in words if word.ipa),
            mute=tuple(
                word.grapheme for word in words if not word.ipa and any(map(str.isalpha, word.grapheme))
            ),
            cast=section.cast,
            language=sentence.language,
            added=is_added,
        )


def _say(sentence: Sentence, normaliser: Normaliser, phonemiser: Phonemiser) -> tuple[str, tuple[Word, ...]]:
    """Spoken form and words. A passage in another language is read by its own rules within the sentence."""
    respellings = {
        sentence.text[span.start : span.end]: span.value
        for span in sentence.spans
        if span.kind == "respelling"
    }
    spoken: list[str] = []
    words: list[Word] = []
    for text, language in _passages(sentence):
        part = normaliser.normalise(text, language).text
        spoken.append(part)
        words += phonemiser.words(part, language, respellings)
    return " ".join(" ".join(spoken).split()), tuple(words)


def _passages(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """(text, language) of each stretch of one language, abbreviations replaced by what they stand for."""
    edges = sorted(
        (span for span in sentence.spans if span.kind in ("language", "abbreviation")),
        key=lambda span: span.start,
    )
    text, language, at = "", sentence.language, 0
    for span in edges:
        if span.start < at:
            continue
        text += sentence.text[at : span.start]
        inner = sentence.text[span.start : span.end]
        at = span.end
        if span.kind == "abbreviation":
            text += span.value
        else:
            if text.strip():
                yield text, language
            yield inner, span.value
            text = ""
    text += sentence.text[at:]
    if text.strip():
        yield text, language
