"""When a letter of a sentence is heard: word times where they are known, else by share of the letters."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from audio_edition.types import Cue


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A written word of a sentence: `text[start:end]`, heard from `start_s` to `end_s`."""

    start: int
    end: int
    start_s: float
    end_s: float


def timed_words(cue: Cue) -> tuple[TimedWord, ...]:
    """The words of `cue.words` at their places in `cue.text`, in order and without overlap, inside the cue.

    A word that is not found in the text after the one before it is left out: the words that are found keep
    their times. Times that go back or leave the cue are moved inside.
    """
    found: list[TimedWord] = []
    at, now_s = 0, cue.start_s
    for start_s, end_s, word in cue.words:
        place = cue.text.find(word, at) if word else -1
        if place < 0:
            continue
        start_s = min(max(start_s, now_s), cue.end_s)
        end_s = min(max(end_s, start_s), cue.end_s)
        found.append(TimedWord(place, place + len(word), start_s, end_s))
        at, now_s = place + len(word), end_s
    return tuple(found)


class Clock:
    """Maps offsets in a cue's text to seconds: exact where a timed word begins, linear in between."""

    def __init__(self, cue: Cue) -> None:
        self.words = timed_words(cue)
        points = [(0, cue.start_s)]
        for word in self.words:
            if word.start > points[-1][0]:
                points.append((word.start, word.start_s))
        # A sentence's last mark takes no time: the end is where its last letter ends.
        points.append((max(len(cue.text), points[-1][0] + 1), cue.end_s))
        self._points = points
        self._offsets = [offset for offset, _ in points]

    def at(self, offset: int) -> float:
        """Seconds at which the letter at `offset` begins."""
        index = min(max(bisect_right(self._offsets, offset) - 1, 0), len(self._points) - 2)
        (left, left_s), (right, right_s) = self._points[index], self._points[index + 1]
        share = min(max((offset - left) / (right - left), 0.0), 1.0)
        return left_s + share * (right_s - left_s)
