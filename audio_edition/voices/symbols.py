"""From our phonemes to a voice's own symbols, by the map in its voice.toml; nothing is ever dropped silently."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audio_edition.errors import SynthesisError, UnknownPhoneme
from audio_edition.phonemise.inventory import MARKS, PHONEMES, PUNCTUATION, VOWELS, split_ipa
from audio_edition.types import Voice, Word

SPACE = " "
"""Key of the map for the space between two words."""

LONG = "ː"
"""Key of the map, where a voice has it, for a consonant's length; we do not write it, as it follows from the vowel's."""

_VOWELS = frozenset(VOWELS)
_MARKS = frozenset(MARKS)
_STRESS = frozenset("ˈˌ")
_SHORT = frozenset(vowel for vowel in VOWELS if len(vowel) == 1)


def check_map(voice: Voice) -> None:
    """Raise UnknownPhoneme unless the voice's map covers every phoneme, mark and punctuation that we produce."""
    if voice.input == "graphemes":
        return
    where = voice.folder / "voice.toml"
    wanted = (*PHONEMES, *MARKS, *PUNCTUATION, SPACE)
    if missing := [repr(ours) for ours in wanted if ours not in voice.symbols]:
        raise UnknownPhoneme(f"{where}: [symbols] has no entry for {' '.join(missing)}")
    for ours, theirs in voice.symbols.items():
        try:
            phonemes = [] if ours in (*wanted, LONG) else split_ipa(ours)
        except ValueError as error:
            raise UnknownPhoneme(f"{where}: [symbols] key '{ours}' is not of our phonemes: {error}") from None
        if not theirs and (ours in PHONEMES or phonemes):
            raise UnknownPhoneme(
                f"{where}: [symbols] '{ours}' is mapped to nothing, so it would not be heard"
            )
    for ipa, theirs in voice.words.items():
        try:
            split_ipa(ipa)
        except ValueError as error:
            raise UnknownPhoneme(f"{where}: [words] key '{ipa}' is not of our phonemes: {error}") from None
        if not theirs:
            raise UnknownPhoneme(f"{where}: [words] '{ipa}' is mapped to nothing, so it would not be heard")


def check_vocabulary(voice: Voice, vocabulary: Collection[str]) -> None:
    """Raise UnknownPhoneme unless every symbol of the voice's map is in the model's `vocabulary`.

    Engines call it when they load a model: a symbol that the model does not know would be left out.
    """
    for ours, theirs in (*voice.symbols.items(), *voice.words.items()):
        for symbol in theirs:
            if symbol not in vocabulary:
                raise UnknownPhoneme(
                    f"voice '{voice.id}' cannot say '{ours}': it is mapped to '{symbol}' "
                    f"(U+{ord(symbol[0]):04X}), which is not in the model's vocabulary"
                )


def spell(word: Word, voice: Voice) -> tuple[str, ...]:
    """The voice's symbols of one word, without the punctuation after it.

    A voice that takes letters gets the word's letters. Raises SynthesisError for a word without sounds and
    UnknownPhoneme for IPA outside our inventory.
    """
    if voice.input == "graphemes":
        return tuple(word.grapheme)
    try:
        tokens = split_ipa(word.ipa)
    except ValueError as error:
        raise UnknownPhoneme(f"the pronunciation of '{word.grapheme}': {error}") from None
    if not any(token not in _MARKS for token in tokens):
        raise SynthesisError(f"the word '{word.grapheme}' has no sounds (pronunciation '{word.ipa}')")
    if (whole := voice.words.get(word.ipa)) is not None:
        return whole
    if LONG in voice.symbols:
        tokens = with_long_consonants(tokens)
    if voice.stress_at == "vowel":
        tokens = _marks_before_vowels(tokens)
    return tuple(_mapped(tokens, voice))


def spell_after(word: Word, voice: Voice) -> tuple[str, ...]:
    """The voice's symbols of the punctuation after a word."""
    if voice.input == "graphemes":
        return tuple(word.after)
    return tuple(symbol for mark in word.after for symbol in voice.symbols[mark])


def spell_space(voice: Voice) -> tuple[str, ...]:
    """The voice's symbols between two words."""
    return (SPACE,) if voice.input == "graphemes" else tuple(voice.symbols[SPACE])


def with_long_consonants(tokens: Sequence[str]) -> list[str]:
    """LONG after the consonant that closes a stressed syllable with a short vowel: ˈkɑ-l → ˈkɑ-lː, not ˈfɛ-st.

    A stressed syllable is heavy: its vowel is long, or else the consonant after it is (Kristoffersen, The Phonology
    of Norwegian, 2000).
    """
    longer: list[str] = []
    stressed = closing = False
    for number, token in enumerate(tokens):
        longer.append(token)
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        if token in _STRESS:
            stressed = True
        elif token in _VOWELS:
            closing = stressed and token in _SHORT
            stressed = False
        elif closing and token not in _MARKS:
            if following is None or following in _VOWELS:
                longer.append(LONG)
            closing = False
    return longer


def _marks_before_vowels(tokens: Sequence[str]) -> list[str]:
    moved: list[str] = []
    waiting: list[str] = []
    for token in tokens:
        if token in _MARKS:
            waiting.append(token)
            continue
        if token in _VOWELS:
            moved += waiting
            waiting = []
        moved.append(token)
    return moved + waiting


def _mapped(tokens: Sequence[str], voice: Voice) -> list[str]:
    longest = _longest_run(voice)
    symbols: list[str] = []
    at = 0
    while at < len(tokens):
        for size in range(min(longest, len(tokens) - at), 0, -1):
            mapped = voice.symbols.get("".join(tokens[at : at + size]))
            if mapped is not None:
                symbols += mapped
                at += size
                break
        else:
            raise UnknownPhoneme(f"voice '{voice.id}' has no symbol for '{tokens[at]}'")
    return symbols


def _longest_run(voice: Voice) -> int:
    """No key of the map holds more phonemes than letters, and counting letters is quick."""
    return max(map(len, voice.symbols), default=1)
