"""Very short texts are said after a few words of our own, which are then cut off.

A model has no room in "Ny bru" to find its pace and its sounds, and swallows them; after "Overskrifta er:" they are said
as clearly as in a sentence. The colon's silence is where the cut falls, and the model's own word times tell where that
is. A voice asks for it with `short_in_carrier = true` in the [model] table of its voice.toml.
"""

from __future__ import annotations

from collections.abc import Sequence

from audio_edition.phonemise.inventory import VOWELS, split_ipa
from audio_edition.types import CastMember, Piece, Word
from audio_edition.voices.pieces import to_pieces

CARRIER = (
    Word("Overskrifta", "²ˈoːvəʂˌkrɪftɑ", "lexicon"),
    Word("er", "ær", "function", after=":"),
)
MOST_WORDS, MOST_SYLLABLES = 4, 10


def to_carried_pieces(
    words: Sequence[Word], member: CastMember, rate: float = 1.0, seed: int = 0
) -> tuple[tuple[Piece, ...], int]:
    """The pieces that say `words` as `to_pieces` does, and how many words of the carrier stand before them."""
    if not _is_short(words) or not member.voice.model.get("short_in_carrier"):
        return to_pieces(words, member, rate, seed), 0
    return to_pieces((*CARRIER, *words), member, rate, seed), len(CARRIER)


def _is_short(words: Sequence[Word]) -> bool:
    if not 0 < len(words) <= MOST_WORDS:
        return False
    try:
        tokens = [token for word in words for token in split_ipa(word.ipa)]
    except ValueError:  # told where the word is spelt
        return False
    return sum(token in VOWELS for token in tokens) <= MOST_SYLLABLES
