"""Very short texts are said after a few words of our own, which are then cut off.

A model has no room in "Ny bru" to find its pace and its sounds, and swallows them; after "Overskrifta er:" they are said
as clearly as in a sentence. The colon's silence is where the cut falls, and the model's own word times tell where that
is. A voice asks for it with `short_in_carrier = true` in the [model] table of its voice.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audio_edition.phonemise.inventory import VOWELS, split_ipa
from audio_edition.types import CastMember, Piece, Word
from audio_edition.voices.pieces import to_pieces

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Float32 = npt.NDArray[np.float32]

CARRIER = (
    Word("Overskrifta", "²ˈoːvəʂˌkrɪftɑ", "lexicon"),
    Word("er", "ær", "function", after=":"),
)
MOST_WORDS, MOST_SYLLABLES = 4, 10
_REACH_S, _STEP_S = 0.25, 0.005
"""The cut falls at the quietest step within reach before the first word."""


def to_carried_pieces(
    words: Sequence[Word], member: CastMember, rate: float = 1.0, seed: int = 0
) -> tuple[tuple[Piece, ...], int]:
    """The pieces that say `words` as `to_pieces` does, and how many words of the carrier stand before them."""
    if not _is_short(words) or not member.voice.model.get("short_in_carrier"):
        return to_pieces(words, member, rate, seed), 0
    return to_pieces((*CARRIER, *words), member, rate, seed), len(CARRIER)


def cut_carrier(
    samples: Float32, starts: Sequence[int], count: int, sample_rate_hz: int
) -> tuple[Float32, list[int]]:
    """`samples` from the silence before word number `count` on, and the starts of the words from there."""
    if not count:
        return samples, list(starts)
    import numpy as np  # a run whose clips are all there reads this file and cuts nothing

    step = round(_STEP_S * sample_rate_hz)
    first = max(0, starts[count] - round(_REACH_S * sample_rate_hz))
    before = samples[first : starts[count]]
    steps = before[: len(before) // step * step].reshape(-1, step)
    quietest = int(np.argmin(np.square(steps).mean(axis=1))) if len(steps) else 0
    at = first + quietest * step
    return samples[at:], [start - at for start in starts[count:]]


def _is_short(words: Sequence[Word]) -> bool:
    if not 0 < len(words) <= MOST_WORDS:
        return False
    try:
        tokens = [token for word in words for token in split_ipa(word.ipa)]
    except ValueError:  # told where the word is spelt
        return False
    return sum(token in VOWELS for token in tokens) <= MOST_SYLLABLES
