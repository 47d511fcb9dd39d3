"""Sounds as an editor writes them: IPA, or Nynorsk letters with an acute accent on the stressed vowel.

The small spelling, in full (docs/lexicon.md has it for readers):

- An acute accent marks the main stress (sjojgú), a grave one the secondary stress; with no acute the first
  vowel has the main stress. ¹ or ² before the word is the tone; 1 is meant where none is given.
- A stressed vowel is long before at most one consonant sound, short before a doubled consonant, two or
  more consonants, or ng. Unstressed vowels are short, and an unstressed e is ə.
- o is the sound of "sol" when long, of "topp" before two consonants, "ost" (ʊ) elsewhere; å that of "år".
- sj skj ʃ, kj ç, tsj tʃ, dsj dʃ, ng ŋ, nk ŋk; r melts with a following t d n l s. The other letters are
  said as they stand. c q w x z are read k (s before e i y), k, v, ks, s.
- ei øy au ai oi ou, and a vowel + j before a consonant or the end, are diphthongs; an accent on the second
  letter makes them two vowels (naív).
- A hyphen may stand between syllables: a stressed vowel right before it is long, and n-g is not ŋ. A
  consonant after it begins the next syllable.
"""

from __future__ import annotations

import re
import unicodedata

from audio_edition.errors import LexiconError

from .inventory import MARKS, PHONEMES, PRIMARY, SECONDARY, TONES, VOWELS, split_ipa
from .sounds import SEAM, Sounds, count_vowels, ensure_stress, from_ipa, render

_ACUTE, _GRAVE = "\u0301", "\u0300"
_LETTERS_OF_BOTH = set("abdefhijklmnoprstuvyæøåç")
_ONLY_IPA = {symbol for item in PHONEMES + MARKS for symbol in item} - _LETTERS_OF_BOTH - set(TONES)
_TYPED_FOR = str.maketrans({"g": "ɡ", "'": "ˈ", ":": "ː", ".": None, "͡": None, "ʋ": "v", "ɾ": "r", "a": "ɑ"})
"""What people type for a symbol of the inventory."""

_LONG = dict(zip("aeiouyæøå", ("ɑː", "eː", "iː", "uː", "ʉː", "yː", "æː", "øː", "oː"), strict=True))
_SHORT = dict(zip("aeiouyæøå", ("ɑ", "ɛ", "ɪ", "ʊ", "ʉ", "ʏ", "æ", "œ", "ɔ"), strict=True))
_DIPHTHONGS = {"ei": "æɪ", "øy": "œʏ", "au": "æʉ", "ai": "ɑɪ", "oi": "ɔʏ", "ou": "oʊ"}
_GLIDED = {"e": "æɪ", "ø": "œʏ", "a": "ɑɪ", "o": "ɔʏ", "å": "ɔʏ"}
_CONSONANTS = {
    "sj": ("ʃ",), "skj": ("ʃ",), "ssj": ("ʃ", ""), "kj": ("ç",), "kkj": ("ç", ""), "tsj": ("t", "ʃ"), "dsj": ("d", "ʃ"),
    "ng": ("ŋ", ""), "nng": ("ŋ", ""), "nnk": ("ŋ", "k"), "nk": ("ŋ", "k"), "ck": ("k", ""), "x": ("k", "s"), "w": ("v",), "z": ("s",), "q": ("k",), "g": ("ɡ",),
}  # fmt: skip
"""Letters to sounds. An empty sound only counts: it makes the vowel before it short."""
_CONSONANT = re.compile("|".join(sorted(_CONSONANTS, key=len, reverse=True)) + "|[bcdfhjklmnprstv]")
_WORD = re.compile(r"[a-zæøåç\u0300\u0301-]+")


def read_sounds(text: str) -> str:
    """IPA of a reading: IPA (between slashes, or told by its symbols), else a respelling. Raises LexiconError.

    One word without a stress mark is stressed on its first vowel. In several words those without a mark
    stay weak, if any has one. Tone 1 is put in where none is given.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > 1 and text[0] == text[-1] == "/":
        return _check_ipa(text[1:-1])
    if _ONLY_IPA & set(text):
        return _check_ipa(text)
    return respell(text)


def respell(text: str) -> str:
    """IPA of a respelling in Nynorsk letters: "sjojgú" ʃɔʏ¹ˈɡʉː. Raises LexiconError."""
    decomposed = _fold(text)
    words = decomposed.split()
    if not words:
        raise LexiconError("the respelling is empty")
    weak = len(words) > 1 and _ACUTE in decomposed
    return " ".join(_respell_word(word, weak) for word in words)


def _fold(text: str) -> str:
    """Small letters, accents as separate characters; å and ç whole."""
    folded = unicodedata.normalize("NFD", text.strip().lower())
    return folded.replace("a\u030a", "å").replace("c\u0327", "ç").replace("ä", "æ").replace("ö", "ø")


def _respell_word(word: str, weak: bool) -> str:
    tone = 1
    if word[0] in TONES:
        tone = 1 + TONES.index(word[0])
        word = word[1:]
    if not _WORD.fullmatch(word):
        wrong = next((c for c in word if not _WORD.fullmatch(c)), word)
        raise LexiconError(
            f"'{unicodedata.normalize('NFC', wrong)}' is not a letter of a respelling ('{word}')"
        )
    sounds = _sounds(word)
    if not count_vowels(sounds):
        raise LexiconError(f"'{word}' has no vowel")
    if sounds.count(PRIMARY) > 1:
        shown = unicodedata.normalize("NFC", word)
        raise LexiconError(f"'{shown}' has more than one acute accent; a word has one main stress")
    if PRIMARY not in sounds and not weak:
        sounds = _sounds(_accented(word))
    return render(Sounds(sounds, tone if PRIMARY in sounds else 0))


def _accented(word: str) -> str:
    """The word with an acute on its first vowel (in place of a grave one that may stand there)."""
    at = next(i for i, c in enumerate(word) if c in _LONG)
    rest = word[at + 1 :]
    return word[: at + 1] + _ACUTE + rest.removeprefix(_GRAVE)


def _sounds(word: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(word):
        letter = word[at]
        if letter == "-":
            # Before a vowel the onset is found as without it: ng never opens a syllable.
            if word[at + 1 : at + 2] not in _LONG:
                out.append(SEAM)
            at += 1
        elif letter in _LONG:
            accent = word[at + 1 : at + 2]
            stress = {_ACUTE: PRIMARY, _GRAVE: SECONDARY}.get(accent, "")
            at += 1 + bool(stress)
            following = word[at : at + 1]
            second_accented = word[at + 1 : at + 2] in (_ACUTE, _GRAVE)
            if letter + following in _DIPHTHONGS and not second_accented:
                out.append(stress + _DIPHTHONGS[letter + following])
                at += 1
            elif letter in _GLIDED and following == "j" and word[at + 1 : at + 2] not in _LONG:
                out.append(stress + _GLIDED[letter])
                at += 1
            else:
                out.append(stress + _vowel(letter, bool(stress), word[at:]))
        elif letter in (_ACUTE, _GRAVE):
            raise LexiconError(f"an accent stands on a consonant in '{unicodedata.normalize('NFC', word)}'")
        else:
            match = _CONSONANT.match(word, at)
            if match is None:
                raise LexiconError(f"'{letter}' is not a letter of a respelling ('{word}')")
            out += _consonant(match.group(), word[match.end() :])
            at = match.end()
    return "".join(out)


def _consonant(letters: str, after: str) -> tuple[str, ...]:
    if letters == "c":
        return ("s",) if after[:1] in ("e", "i", "y") else ("k",)
    return _CONSONANTS.get(letters, (letters,))


def _vowel(letter: str, stressed: bool, after: str) -> str:
    """Sound of a vowel letter; `after`: what follows it in the word."""
    weight = 0
    if after[:1] != "-":
        run = ""
        for character in after:
            if character in _LONG:
                break
            run += character
        at = 0
        while at < len(run):
            match = _CONSONANT.match(run, at)
            weight += len(_consonant(match.group(), "")) if match else 0
            at = match.end() if match else at + 1
    if stressed and weight < 2:
        return _LONG[letter]
    if letter == "e" and not stressed:
        return "ə"
    if letter == "o" and weight >= 2:
        return "ɔ"
    return _SHORT[letter]


def _check_ipa(text: str) -> str:
    words = text.translate(_TYPED_FOR).replace("g", "ɡ").split()
    if not words:
        raise LexiconError("the IPA is empty")
    for word in words:
        try:
            tokens = split_ipa(word)
        except ValueError as error:
            raise LexiconError(f"{error}; `audio-edition lexicon symbols` lists them") from None
        if not any(token in VOWELS for token in tokens):
            raise LexiconError(f"'{word}' has no vowel")
        if tokens.count(PRIMARY) > 1:
            raise LexiconError(f"'{word}' has more than one main stress")
        for number, token in enumerate(tokens):
            if token in MARKS and not any(t in VOWELS for t in tokens[number + 1 :]):
                raise LexiconError(f"'{token}' stands before no vowel in '{word}'")
            if token in TONES and tokens[number + 1] != PRIMARY:
                raise LexiconError(f"the tone '{token}' does not stand before ˈ in '{word}'")
            if token in (PRIMARY, SECONDARY):
                onset = next(t for t in tokens[number + 1 :] if t in VOWELS or t in MARKS)
                if onset in MARKS:
                    raise LexiconError(f"two marks before one vowel in '{word}'")
    if len(words) == 1 and PRIMARY not in text.translate(_TYPED_FOR):
        stressed = ensure_stress(from_ipa(words[0]).text).replace(SECONDARY + PRIMARY, PRIMARY)
        words = [render(Sounds(stressed, 1))]
    return " ".join(
        word if TONES[0] in word or TONES[1] in word else word.replace(PRIMARY, "¹ˈ") for word in words
    )
