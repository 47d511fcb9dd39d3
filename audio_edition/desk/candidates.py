"""Readings of a word that an editor can try with one key each, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass

from audio_edition.errors import LexiconError
from audio_edition.phonemise import native
from audio_edition.phonemise.foreign import likely_language, read_foreign
from audio_edition.phonemise.lexicon_review import own_reading
from audio_edition.phonemise.stems import Stems
from audio_edition.phonemise.unknown import by_rules

_LANGUAGES = ("en", "de", "fr", "es", "ru", "pl", "it", "nl", "tr", "sv", "uk", "pt", "ar", "hu", "fi")
MOST = 9
"""A key each."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading and where it comes from."""

    ipa: str
    source: str
    """`own` (the program without any editor's lexicon), `letters` (Norwegian letter rules), or a language's code."""


def candidates(word: str, now: str) -> list[Candidate]:
    """Readings of `word` other than `now`, its IPA in the edition."""
    found = [Candidate(own_reading(word)[0], "own")]
    if word.isalpha() and (reading := by_rules(word.lower(), Stems({}, native.read_stem))):
        found.append(Candidate(reading.ipa, "letters"))
    likely = likely_language(word)
    for language in dict.fromkeys([*([likely] if likely else []), *_LANGUAGES]):
        try:
            if " " not in word and (ipa := read_foreign(word, language)):
                found.append(Candidate(ipa, language))
        except LexiconError:
            continue
    by_sound: dict[str, Candidate] = {}
    for one in found:
        if one.ipa and one.ipa != now:
            by_sound.setdefault(one.ipa, one)
    return list(by_sound.values())[:MOST]
