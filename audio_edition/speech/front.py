"""The front end: one object that knows the tables and the lexicons of a configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from audio_edition.errors import SynthesisError
from audio_edition.normalise import Normaliser
from audio_edition.normalise.sheet import compose
from audio_edition.phonemise import Phonemiser
from audio_edition.script.sentences import sentence_spans
from audio_edition.settings import Settings
from audio_edition.speech.order import asked_first
from audio_edition.speech.passages import passages
from audio_edition.types import Article, CastRole, Script, Section, Sentence, Spoken, Utterance, Word

LEAD_IN = -1
"""`Utterance.sentence` of a section's lead-in."""

_Part = tuple[int, str, Spoken]
"""A passage in words: its place in the sentence, its language, what it became."""


@dataclass(frozen=True, slots=True)
class Said:
    """A written sentence as it is said."""

    sentence: Sentence
    spoken: Spoken
    """In words; the offsets of its changes are into `sentence.text`."""
    words: tuple[Word, ...]
    """Every word in order; one for which no sound was found has empty `ipa`."""

    @property
    def sounding(self) -> tuple[Word, ...]:
        """The words that are heard."""
        return tuple(word for word in self.words if word.ipa)

    @property
    def mute(self) -> tuple[str, ...]:
        """The words for which no sound was found."""
        return tuple(word.grapheme for word in self.words if not word.ipa)

    @property
    def is_lost(self) -> bool:
        """Whether letters or figures stand in it and nothing of them would be heard."""
        return not self.sounding and any(map(str.isalnum, self.sentence.text))


class FrontEnd:
    """Says sentences. Its tables are read once, when first needed, and shared with `for_article`."""

    def __init__(self, settings: Settings) -> None:
        """Takes `reading`, `table` and `lexicon` of the settings.

        What uses it raises LexiconError for a table's line that cannot be used, or a lexicon that cannot be read.
        """
        self.settings = settings
        self._common: FrontEnd | None = None
        self._article: Article | None = None

    def for_article(self, article: Article) -> FrontEnd:
        """This front end with the article's own pronunciations besides; its `problems` are the article's."""
        own = FrontEnd(self.settings)
        own._common, own._article = self, article
        return own

    @cached_property
    def normaliser(self) -> Normaliser:
        if self._common is not None:
            return self._common.normaliser
        return Normaliser(self.settings.reading, self.settings.table)

    @cached_property
    def phonemiser(self) -> Phonemiser:
        if self._common is not None and self._article is not None:
            texts = [block.text for block in self._article.blocks]
            return self._common.phonemiser.for_article(self._article.lexicon, texts)
        return Phonemiser(asked_first(self.settings.lexicon), over_words=self.settings.sandhi)

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines of the lexicons that are left out, each as "file:line: what is wrong"."""
        known = len(self._common.phonemiser.problems) if self._common is not None else 0
        return self.phonemiser.problems[known:]

    # ---- one sentence ------------------------------------------------------------------------------
    def say(self, sentence: Sentence) -> Said:
        """Spoken form and words. A passage in another language is read by its own rules within the sentence.

        Raises LexiconError for a respelling in the sentence that cannot be read.
        """
        respellings = {
            sentence.text[span.start : span.end]: span.value
            for span in sentence.spans
            if span.kind == "respelling"
        }
        words: list[Word] = []
        parts = self._spell_out(sentence)
        for _, language, part in parts:
            words += self.phonemiser.words(part.text, language, respellings)
        return Said(sentence, _together(sentence, parts), tuple(words))

    def spell_out(self, sentence: Sentence) -> Spoken:
        """The spoken form alone, for which no lexicon is read."""
        return _together(sentence, self._spell_out(sentence))

    def _spell_out(self, sentence: Sentence) -> list[_Part]:
        return [
            (
                passage.start,
                passage.language,
                compose(passage.text, self.normaliser.normalise(passage.text.text, passage.language)),
            )
            for passage in passages(sentence)
        ]

    # ---- many --------------------------------------------------------------------------------------
    def script(self, script: Script) -> Iterator[Utterance]:
        """All utterances of `script` in order: a section's lead-in first, then its sentences.

        A sentence without a letter or figure ("* * *") is left out, and so is one of which nothing can be said where
        the rest of its section can: the account of the edition names it (edition/describe.py). Raises SynthesisError
        where all of a section would be lost.
        """
        for section in script.sections:
            told = [(number, self.say(sentence), added) for number, sentence, added in _sentences(section)]
            own = [said for number, said, _ in told if number != LEAD_IN]
            if not any(said.sounding for said in own):
                for said in own:
                    self._check(said)
            for number, said, added in told:
                if said.sounding:
                    yield _utterance(said, section.index, number, section.cast, added=added)

    def blocks(self, script: Script) -> Iterator[Said]:
        """The sentences of the article itself as they are said: without opening, lead-ins and closing."""
        for section in script.sections:
            if section.block is not None:
                yield from map(self.say, section.sentences)

    def sentences(self, text: str, language: str = "nn") -> Iterator[tuple[int, Sentence]]:
        """The sentences of a text and where each begins."""
        for start, end in sentence_spans(text, language):
            yield start, Sentence(text[start:end], language)

    def text(
        self, text: str, language: str = "nn", *, section: int = 0, cast: CastRole = "narrator"
    ) -> Iterator[Utterance]:
        """The utterances of a text outside an edition. Raises SynthesisError as `script` does."""
        for number, (_, sentence) in enumerate(self.sentences(text, language)):
            said = self._heard(sentence)
            if said.sounding:
                yield _utterance(said, section, number, cast)

    def _heard(self, sentence: Sentence) -> Said:
        said = self.say(sentence)
        self._check(said)
        return said

    def _check(self, said: Said) -> None:
        if said.is_lost:
            where = f"{self._article.source}: " if self._article is not None else ""
            text = said.sentence.text
            text = text if len(text) <= 80 else f"{text[:79]}…"
            raise SynthesisError(
                f"{where}no words were found to say «{text}»; "
                "add a line to a table (--table) that says how to read it"
            )


def _together(sentence: Sentence, parts: Sequence[_Part]) -> Spoken:
    texts: list[str] = []
    for start, _, part in parts:
        apart = any(map(str.isspace, sentence.text[max(0, start - 1) : start + 1])) or part.text[:1].isalnum()
        texts += [" " if apart else "", part.text]
    text = " ".join("".join(texts).split())
    changes = tuple(
        replace(change, start=change.start + start, end=change.end + start)
        for start, _, part in parts
        for change in part.changes
    )
    return Spoken(sentence.text, text, changes)


def _sentences(section: Section) -> Iterator[tuple[int, Sentence, bool]]:
    """(number, sentence, whether it is not of the source) of a section, its lead-in first."""
    if section.lead_in:
        yield LEAD_IN, Sentence(text=section.lead_in + ":"), True
    for number, sentence in enumerate(section.sentences):
        yield number, sentence, section.block is None


def _utterance(said: Said, section: int, number: int, cast: CastRole, *, added: bool = False) -> Utterance:
    return Utterance(
        section=section,
        sentence=number,
        written=said.sentence.text,
        spoken=said.spoken.text,
        words=said.sounding,
        cast=cast,
        language=said.sentence.language,
        added=added,
        mute=said.mute,
    )
