"""A sentence on its way to a worker."""

from __future__ import annotations

from dataclasses import dataclass

from audio_edition.types import CastMember, Word


@dataclass(frozen=True, slots=True)
class SpeechJob:
    """A sentence to be spoken, with all a worker must know."""

    key: str
    words: tuple[Word, ...]
    member: CastMember
    rate: float
    fallback: CastMember | None
    text: str
    """For messages."""
    seed: int = 0
    fresh: bool = False
    """Speak it also when its clip is there."""

    @property
    def size(self) -> int:
        """Symbols, about: what the time to speak it grows with."""
        return sum(len(word.ipa) or len(word.grapheme) for word in self.words)
