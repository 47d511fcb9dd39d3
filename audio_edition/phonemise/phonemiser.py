"""From spoken text to words with sounds: the order in which the layers are asked.

inline respelling → user's lexicons → article's lexicon → spelt letters → function words → our lexicon
→ endings, prefixes, compounds → language of origin → letter rules
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from ..errors import LexiconError
from ..types import Word, WordSource
from . import heads, native, stems_read, unknown
from .confidence import weighed
from .foreign import guess_language, likely_language, origin, read_foreign
from .function_words import function_words
from .initialisms import ipa_with_ending, letter_names, spell
from .inventory import PRIMARY, PUNCTUATION, SECONDARY, TONES
from .letters import without_emphasis
from .lexicon import Lexicon, LexiconEntry, builtin, genitive
from .neighbours import TOLD, homograph, melted, with_tone
from .numerals import read_numeral
from .reading import WordReading, finish
from .sounds import SEAM, Sounds, demote, from_ipa
from .stems import Stems
from .tokens import Token, letter_endings, letter_run, name_particle, tokens_of

_CACHE_SIZE = 100_000
_LONGEST_WORD = 80
"""Letters; what is longer is no word, and is read in pieces so that its time stays in proportion."""
_HOME_LETTERS = frozenset("abdefghijklmnoprstuvyæøåéòóô")
"""A word of small letters that has other ones looks foreign."""
_NORWEGIAN = ("nn", "nb", "no")


class Phonemiser:
    """Says how every word of a spoken text sounds, and where that is known from.

    `lexicons` are files of the user's, asked in the order given (`speech.asked_first` decides it);
    `article_lexicon` holds the article's own (word, IPA or respelling) pairs. With
    `over_words` a final r melts with the first sound of the next word (er du: æ ɖʉ). Raises LexiconError for a file that
    cannot be read; lines that cannot be used are `problems`.
    """

    def __init__(
        self,
        lexicons: Sequence[Path] = (),
        article_lexicon: Sequence[tuple[str, str]] = (),
        over_words: bool = True,
    ) -> None:
        self._over_words = over_words
        self._given: list[tuple[Lexicon, WordSource]] = [(Lexicon.load(path), "user") for path in lexicons]
        if article_lexicon:
            self._given.append((Lexicon.of(article_lexicon, "the article's lexicon"), "article"))
        self._ours = builtin()
        self._stems = Stems(common_words(), native.read_stem, stems_read.lines())
        self._cache: dict[tuple[str, str, bool, str], Word] = {}
        self._home: dict[str, int] = {}
        self._learnt: dict[str, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines of the lexicons that could not be used, each as "file:line: what is wrong"."""
        return tuple(problem for lexicon, _ in self._given for problem in lexicon.problems)

    def for_article(self, lexicon: Sequence[tuple[str, str]], texts: Sequence[str] = ()) -> Phonemiser:
        """This phonemiser with an article's own pairs besides; what was read before is shared.

        `texts` are the article's: a family name that stands beside a first name in one of them is read in the
        same language where it stands alone.
        """
        learnt = origin.learn(texts, self._is_at_home, self._language_in_lexicon)
        if not lexicon and not learnt:
            return self
        other = copy.copy(self)
        other._learnt = learnt
        if lexicon:
            other._given = [*self._given, (Lexicon.of(lexicon, "the article's lexicon"), "article")]
        return other

    def words(
        self, spoken: str, language: str = "nn", respellings: Mapping[str, str] | None = None
    ) -> tuple[Word, ...]:
        """The words of a spoken text in order; `respellings` are the inline ones of this text.

        Every token becomes a word; one that has no letter which can be sounded has empty `ipa` and a note
        that says so. Raises LexiconError for a respelling that cannot be read.
        """
        lexicons = self._given
        if respellings:
            inline = Lexicon.of(respellings.items(), "the text")
            if inline.problems:
                raise LexiconError(inline.problems[0])
            lexicons = [(inline, "inline"), *lexicons]
        tokens = tokens_of(spoken)
        texts = [token.text for token in tokens]
        ends = [bool(token.after) for token in tokens]
        norwegian = language.split("-", maxsplit=1)[0] in _NORWEGIAN
        origins = self._origins(texts, ends)
        words: list[Word] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            found = self._matched(texts, tokens, at, lexicons, language)
            if found:
                words += found[1]
                at += found[0]
                continue
            run = letter_run(tokens, at, first=at == 0 or bool(tokens[at - 1].after))
            if run:
                words.append(weighed(self._spelt(tokens[at : at + run], language)))
                at += run
                continue
            particle = name_particle(tokens, at)
            if particle:
                words.append(Word(token.text, particle, "function", "", language, "inside a name"))
            else:
                alone = at + 1 >= len(tokens) or token.after in PUNCTUATION
                said = homograph(texts, ends, at) if norwegian else ""
                if said:
                    if said in TONES:
                        said = with_tone(self._word(token, language, alone, "").ipa, said)
                    words.append(weighed(Word(token.text, said, "lexicon", token.after, language, TOLD)))
                    at += 1
                    continue
                words.append(self._word(token, language, alone, origins[at] if origins else ""))
            at += 1
        return melted(words) if self._over_words and norwegian else tuple(words)

    def _matched(
        self,
        texts: list[str],
        tokens: list[Token],
        at: int,
        lexicons: list[tuple[Lexicon, WordSource]],
        language: str,
    ) -> tuple[int, list[Word]] | None:
        """What the given lexicons say about the words at `at`, and ours about phrases and spelt letters."""
        for lexicon, source in lexicons:
            match = lexicon.match(texts, at)
            if match is not None:
                taken, entry = match
                if taken > 1 and any(token.after for token in tokens[at : at + taken - 1]):
                    single = lexicon.get(texts[at])
                    if single is None:
                        continue
                    taken, entry = 1, single
                return taken, _entry_words(entry, tokens[at : at + taken], source, language)
        if at + 1 < len(texts) and texts[at][0].isupper():
            match = self._ours.match(texts, at)
            if (
                match is not None
                and match[0] > 1
                and not any(t.after for t in tokens[at : at + match[0] - 1])
            ):
                return match[0], _entry_words(match[1], tokens[at : at + match[0]], "lexicon", language)
        return None

    # ---- one word ----------------------------------------------------------------------------------
    def _origins(self, texts: list[str], ends: list[bool]) -> list[str]:
        """The language of each name from abroad; an empty list where the text has no name."""
        if not any(text[0].isupper() for text in texts):
            return []
        return origin.languages_of(texts, ends, self._is_at_home, self._language_in_lexicon, self._learnt)

    def _language_in_lexicon(self, word: str) -> str:
        entry = self._ours.get(word)
        return entry.language if entry is not None else ""

    def _is_at_home(self, word: str) -> int:
        """2 for a word of our lexicon without a language (or a function word), 1 for one known by its parts, else 0."""
        known = self._home.get(word)
        if known is None:
            entry = self._ours.get(word)
            lower = word.lower()
            if len(word) > _LONGEST_WORD:
                known = 0
            elif lower in function_words() or (entry is not None and not entry.language):
                known = 2
            else:
                known = int(entry is None and native.known(lower, self._stems) is not None)
            self._home[word] = known
        return known

    def _word(self, token: Token, language: str, alone: bool, origin_language: str = "") -> Word:
        text, after = token
        key = (text, language, alone, origin_language)
        word = self._cache.get(key)
        if word is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            word = self._cache[key] = weighed(self._fresh(text, language, alone, origin_language))
        if not after:
            return word
        return Word(text, word.ipa, word.source, after, word.language, word.note, word.confidence)

    def _fresh(self, text: str, language: str, alone: bool, origin_language: str) -> Word:
        if len(text) > _LONGEST_WORD:
            return Word(text, unknown.by_pieces(text), "rules", "", language, "no word: read in pieces")
        lower = text.lower().replace("’", "'").replace("\u2011", "-")
        if language.split("-", maxsplit=1)[0] in _NORWEGIAN:
            forms = function_words().get(lower)
            if forms is not None:
                return Word(
                    text, forms.weak if forms.weak and not alone else forms.strong, "function", "", language
                )
        else:
            said = read_foreign(text, language.split("-", maxsplit=1)[0])
            if said is not None and self._ours.get(text) is None:
                return Word(text, said, "foreign", "", language, language)
        reading, come_from = self._read(text, lower, origin_language)
        return Word(text, reading.ipa, _source(reading.source), "", come_from or language, reading.note)

    def _read(self, text: str, lower: str, origin_language: str = "") -> tuple[WordReading, str]:
        """The reading of a word and its language of origin where that is not Norwegian."""
        entry = self._ours.get(text)
        if origin_language:
            foreign = self._from_abroad(text, entry, origin_language)
            if foreign is not None:
                return foreign, origin_language
        if entry is not None:
            return WordReading(entry.ipa, "lexicon"), entry.language or ""
        if "-" in lower:
            return self._hyphenated(text), ""
        lower = lower.replace("'", "")
        plain = without_emphasis(lower)
        if plain != lower:
            forms = function_words().get(plain)
            if forms is not None:
                return WordReading(forms.strong, "function", f"{plain} with emphasis"), ""
            known, of = self._read(plain, plain) if text.islower() else (WordReading("", "rules"), "")
            if known.source not in ("rules", "foreign", "letters"):
                return known, of
        numeral = read_numeral(lower)
        if numeral is not None:
            return WordReading(numeral, "compound", "a number"), ""
        if (
            text.isupper()
            and 2 <= len(text) <= 4
            and all(letter in letter_names() for letter in lower)
            and native.known(lower, self._stems) is None
        ):
            return WordReading(spell(text), "letters"), ""
        reading = native.known(lower, self._stems)
        name = text[:1].isupper()
        if name and reading is not None and reading.source == "compound":
            reading = heads.as_place_name(lower, reading, self._stems)
        if reading is not None and not (name and _is_doubtful_name(lower, reading)):
            return reading, ""
        language = guess_language(text) if name or not _HOME_LETTERS.issuperset(lower) else None
        if (
            language is None
            and name
            and reading is None
            and not origin.is_name(text)
            and heads.with_head(lower, self._stems, name) is None
        ):
            language = likely_language(text)
        if language is not None and language not in _NORWEGIAN:
            said = read_foreign(text, language)
            if said:
                return WordReading(said, "foreign", language), language
        if reading is None or reading.note.count("·") > 1:
            reading = unknown.by_rules(lower, self._stems, name)
        if reading is not None:
            return reading, ""
        if len(lower) == 1 and lower in letter_names():
            return WordReading(spell(lower), "letters"), ""
        consonants = [letter for letter in lower if letter in letter_names()]
        if consonants:
            return WordReading(spell("".join(consonants)), "letters", "no vowel: spelt"), ""
        return WordReading("", "rules", "no letter of it can be sounded"), ""

    def _from_abroad(self, text: str, entry: LexiconEntry | None, language: str) -> WordReading | None:
        """A name as one of `language`, unless our lexicon says how that is said."""
        stem = text
        said = origin.told_sounds(text, language)
        if not said and text[-1] == "s" and (said := origin.told_sounds(text[:-1], language)):
            stem = text[:-1]
        if entry is not None and not entry.word.islower():
            otherwise, sounds = origin.said_otherwise(text, language)
            if entry.language == language or not (otherwise or said):
                return None
            said = said or sounds
        if not said:
            said = read_foreign(text, language) or ""
        elif stem != text:
            said = genitive(said)
        return WordReading(said, "foreign", language) if said else None

    def _hyphenated(self, text: str) -> WordReading:
        """Parts between hyphens are read as one word; Korean and Chinese names by their own rules."""
        parts = [part for part in re.split("[-\u2011]", text) if part]
        if parts[0][:1].isupper() or (parts[0] == "al" and parts[-1][:1].isupper()):
            language = guess_language(text)
            if language in ("ko", "zh", "ja", "ar"):
                said = read_foreign(text, language)
                if said:
                    return WordReading(said, "foreign", language)
        sounds: list[Sounds] = []
        notes = []
        for part in parts:
            if len(part) == 1 and part.lower() in letter_names():
                sounds.append(from_ipa(spell(part)))
            elif part.lower() in function_words():
                sounds.append(from_ipa(function_words()[part.lower()].strong))
            else:
                sounds.append(from_ipa(self._read(part, part.lower())[0].ipa))
            notes.append(part)
        if (
            len(parts) == 2
            and len(parts[1]) <= 3
            and sounds[1].text.count(PRIMARY)
            and parts[1] in ("en", "et", "ar", "er", "a", "ane", "ene", "s")
        ):
            return WordReading(ipa_with_ending(finish(sounds[0]), parts[1]), "inflection", " + ".join(notes))
        text_sounds = sounds[0].text
        for part_sounds in sounds[1:-1]:
            text_sounds += SEAM + part_sounds.text.replace(PRIMARY, "").replace(SECONDARY, "")
        if len(sounds) > 1:
            text_sounds += SEAM + demote(sounds[-1]).text
        return WordReading(finish(Sounds(text_sounds), compound=True), "compound", "·".join(notes))

    def _spelt(self, tokens: list[Token], language: str) -> Word:
        grapheme = " ".join(token.text for token in tokens)
        run = "".join(token.text[0] for token in tokens)
        ending = tokens[-1].text[2:]
        if ending and ending not in letter_endings():
            rest = self._read(ending, ending.lower())[0].ipa
            first = from_ipa(spell(run))
            joined = Sounds(first.text + SEAM + demote(from_ipa(rest)).text)
            return Word(
                grapheme,
                finish(joined, compound=True),
                "letters",
                tokens[-1].after,
                language,
                f"{run}·{ending}",
            )
        return Word(grapheme, spell(run, ending), "letters", tokens[-1].after, language)


def phonemise(text: str, tone: bool = True) -> str:
    """IPA of a spoken text with our own lexicons alone, words separated by spaces."""
    return ipa_line(_plain().words(text), tone)


def ipa_line(words: Sequence[Word], tone: bool = True) -> str:
    """The IPA of words, separated by one space; without tone marks where `tone` is False."""
    line = " ".join(word.ipa for word in words if word.ipa)
    if not tone:
        for mark in TONES:
            line = line.replace(mark, "")
    return line


@cache
def _plain() -> Phonemiser:
    return Phonemiser()


@cache
def common_words() -> dict[str, str]:
    """IPA of the words of our lexicon that are no names."""
    return {entry.word: entry.ipa for entry in builtin() if entry.word.islower() and " " not in entry.word}


def _is_doubtful_name(word: str, reading: WordReading) -> bool:
    """Whether a name that has been divided is hardly a compound: short, or of many scraps (Sal-vad-or)."""
    if reading.source != "compound":
        return False
    parts = reading.note.split("·")
    return len(word) < 7 or (len(parts) > 2 and len(word) < 12 and min(map(len, parts)) < 4)


_SOURCES: dict[str, WordSource] = {
    "lexicon": "lexicon", "inflection": "inflection", "compound": "compound", "foreign": "foreign",
    "letters": "letters", "stem": "stem", "function": "function",
}  # fmt: skip


def _source(name: str) -> WordSource:
    return _SOURCES.get(name, "rules")


def _entry_words(entry: LexiconEntry, tokens: list[Token], source: WordSource, language: str) -> list[Word]:
    """The words of a lexicon's entry; a run of spelt letters is one word."""
    said = entry.ipa.split()
    language = entry.language or language
    if len(said) == len(tokens):
        return [
            Word(token.text, ipa, source, token.after, language, entry.where)
            for token, ipa in zip(tokens, said, strict=True)
        ]
    text = " ".join(token.text for token in tokens)
    return [Word(text, " ".join(said), source, tokens[-1].after, language, entry.where)]
