"""An entry of a lexicon: a word (or phrase) and its sounds, checked."""

from __future__ import annotations

from typing import NamedTuple

from audio_edition.errors import LexiconError

from .lexicon_respelling import read_sounds


class LexiconEntry(NamedTuple):
    """A word (or phrase) and its sounds."""

    word: str
    ipa: str
    """Broad IPA of the inventory; of a phrase, as many words as the phrase has, separated by spaces."""
    language: str = ""
    """Language that the word comes from (BCP 47), empty where nobody has said."""
    note: str = ""
    where: str = ""
    """File and line, or another place that an editor can find."""


def make_entry(word: str, sounds: str, language: str = "", note: str = "", where: str = "") -> LexiconEntry:
    """A checked entry. `sounds`: IPA or respelling. Raises LexiconError that says what is wrong."""
    word = " ".join(word.split())
    if not word:
        raise LexiconError("the word is missing")
    if not any(character.isalnum() for character in word):
        raise LexiconError(f"'{word}' holds no letter")
    if not word.isprintable():
        raise LexiconError(f"{word!r} holds a character that cannot be seen")
    if not sounds.strip():
        raise LexiconError(f"'{word}' has no sounds")
    ipa = read_sounds(sounds)
    if len(ipa.split()) != len(word.split()):
        raise LexiconError(
            f"'{word}' is {len(word.split())} word(s) and '{sounds}' {len(ipa.split())}; give as many of both"
        )
    return LexiconEntry(word, ipa, " ".join(language.split()), " ".join(note.split()), where)
