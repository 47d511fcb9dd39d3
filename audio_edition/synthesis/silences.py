"""Silences inside a sentence, and whether anybody asked for them.

A silence belongs to the mark of punctuation that the script has there; one where nothing is written tears a
sentence apart, and one longer than the pause between two sentences reads as the end of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Bools = npt.NDArray[np.bool_]

LONGEST_UNWRITTEN_S = 0.25
"""A stop's closure at a word's edge reaches 0.15 s; longer is heard as a break."""
LONGEST_WRITTEN_S = 0.45
"""At a comma, a colon, a dash; the built-in pause between sentences is 0.35 s, and edges sound softly."""
_REACH_S = 0.2
"""How far a mark's silence may lie from the start of the word after it, as sounds fade and are timed to 25 ms."""


@dataclass(frozen=True, slots=True)
class Silence:
    """One silence inside a sentence."""

    start_s: float
    length_s: float
    before: str
    """The word that follows; empty when word times are not known."""
    is_written: bool
    """Whether a mark of punctuation stands there; True when word times are not known."""

    @property
    def problem(self) -> str | None:
        """What to tell an editor, or None for a silence that is wanted."""
        if not self.is_written and self.length_s > LONGEST_UNWRITTEN_S:
            return f"a silence of {self.length_s:.2f} s before «{self.before}», where nothing is written"
        if self.length_s > LONGEST_WRITTEN_S:
            where = f" before «{self.before}»" if self.before else ""
            return f"a silence of {self.length_s:.2f} s inside{where}, longer than between two sentences"
        return None


def find_silences(
    sounding: Bools, hop_s: float, words: Sequence[tuple[str, str]], starts_s: Sequence[float]
) -> list[Silence]:
    """The silences between the first and the last sound, in order.

    `sounding`: (T,), whether each step of `hop_s` sounds. `words`: (word, punctuation after it), `starts_s`: when
    each begins, in seconds from the clip's start; empty when that is not known.
    """
    places = np.flatnonzero(sounding)
    gaps = np.flatnonzero(np.diff(places) > 1)
    timed = bool(starts_s) and len(starts_s) == len(words)
    found = []
    for gap in gaps:
        start_s, end_s = (int(places[gap]) + 1) * hop_s, int(places[gap + 1]) * hop_s
        before, is_written = "", True
        if timed:
            near = [
                number
                for number in range(1, len(words))
                if start_s - _REACH_S <= starts_s[number] <= end_s + _REACH_S
            ]
            is_written = any(words[number - 1][1] for number in near)
            following = [number for number in range(len(words)) if starts_s[number] > start_s]
            before = words[following[0] if following else -1][0]
        found.append(Silence(start_s, end_s - start_s, before, is_written))
    return found
