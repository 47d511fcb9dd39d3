"""How long each symbol lasts, and where it is silent: what Kokoro predicts, without the silences that nobody wrote.

The model's melody tells by its energy which frames will be silent. Those are taken out, or added, after the
melody is known and before the sound is made: nothing that sounds is touched, and every symbol's end stays exact.
Shortening a symbol before the melody is no use: the model then falls silent in its neighbour instead.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Float32s = npt.NDArray[np.float32]

FRAME_S = 0.025
LEAD_FRAMES = 3
"""A symbol sounds so long before its own frames: in three styles the hiss of s and ʃ fits their symbols best when
these are moved 70 to 75 ms ahead (tools/voices/lead.py). Pitch and energy go with the sound, not with the symbols."""
SILENT_BELOW = 1.0
"""Energy of a frame whose sound lies more than 35 dB below the loud ones (measured with six styles)."""

_QUIET, _LEAST_HUSHED = -4.0, 4


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Silence inside a sentence, in seconds. A speaker's settings may change each."""

    pauses_s: Mapping[str, float]
    """Mark of punctuation (of the model) → silence after it."""
    gap_s: float = 0.075
    """The longest silence where no punctuation stands; stops have such closures of their own."""


PAUSES_S = {",": 0.15, ";": 0.25, ":": 0.25, "—": 0.2, "…": 0.3, ".": 0.3, "?": 0.3, "!": 0.3}
PHRASING = Phrasing(PAUSES_S)


def to_frames(lengths: Float32s, rate: float) -> Ints:
    """Whole frames for predicted lengths (frames at rate 1, shape (n,)), each at least 1.

    What rounding takes from one symbol is given to the next, so that the whole is as long as predicted.
    """
    ends = np.rint(np.cumsum(lengths.astype(np.float64) / rate))
    frames = np.diff(ends, prepend=0.0)
    return np.maximum(1, frames).astype(np.int64)


def with_pauses(symbols: Sequence[str], frames: Ints, phrasing: Phrasing) -> Ints:
    """`frames` with room for the pause that each mark inside the sentence asks for."""
    longer = frames.copy()
    for number, symbol in enumerate(symbols[:-1], start=1):
        if symbol in phrasing.pauses_s:
            longer[number] = max(longer[number], round(phrasing.pauses_s[symbol] / FRAME_S))
    return longer


def hush(symbols: Sequence[str], frames: Ints, energy: Float32s, phrasing: Phrasing) -> Float32s:
    """`energy` with the middle of each mark's time quiet, so that a pause is silence and not breath."""
    hushed = energy.copy()
    ends = 2 * np.cumsum(frames)
    for number, symbol in enumerate(symbols[:-1], start=1):
        start, end = int(ends[number - 1]), int(ends[number])
        if symbol in phrasing.pauses_s and end - start >= 2 * _LEAST_HUSHED:
            inner = slice(start + 2, end - 4)
            hushed[inner] = np.minimum(hushed[inner], _QUIET)
    return hushed


def rephrase(symbols: Sequence[str], frames: Ints, energy: Float32s, phrasing: Phrasing) -> Ints:
    """Indices of the frames to speak, in order, with some left out and some repeated; shape (m,).

    `symbols`: one for each of `frames` but its first and last, which are the model's begin and end marks.
    `energy`: shape (2 * frames in all,).
    """
    total = int(frames.sum())
    loud = energy.reshape(total, 2).max(axis=1) >= SILENT_BELOW
    if not loud.any():
        return np.arange(total)
    owner = np.repeat(np.arange(len(frames)), frames)
    spelt = ["", *symbols, ""]
    chosen: list[Any] = []
    for start, end in _runs(loud):
        if loud[start] or start == 0 or end == total:  # the sound part needs the silence around a sentence
            chosen.append(np.arange(start, end))
            continue
        wanted = _wanted_s(spelt, owner, start, end, phrasing)
        chosen.append(_resized(start, end, round(wanted / FRAME_S)))
    return np.concatenate(chosen)


def without_tail(frames: Ints, tail: int) -> tuple[Ints, Ints]:
    """(indices of the symbols, indices of the steps of pitch and energy) without the last `tail` before the end mark.

    As the sound goes before its symbols, what is heard of the tail begins in the frames of the symbol before it.
    """
    kept = np.delete(np.arange(len(frames)), slice(len(frames) - 1 - tail, len(frames) - 1))
    ends, ahead = 2 * np.cumsum(frames), 2 * LEAD_FRAMES
    steps = np.delete(np.arange(ends[-1]), slice(ends[-2 - tail] - ahead, ends[-2] - ahead))
    return kept, steps


def sounding_ends(frames: Ints) -> Ints:
    """Frame at which each symbol's sound ends, begin and end mark included; shape (n,)."""
    ends = np.cumsum(frames)
    ends[:-1] = np.maximum(0, ends[:-1] - LEAD_FRAMES)
    return ends


def regroup(frames: Ints, indices: Ints) -> Ints:
    """How many of the frames at `indices` each symbol has; one may have none."""
    owner = np.repeat(np.arange(len(frames)), frames)
    return np.bincount(owner[indices], minlength=len(frames)).astype(np.int64)


def _runs(loud: Any) -> list[tuple[int, int]]:
    edges = [0, *(np.flatnonzero(np.diff(loud)) + 1).tolist(), len(loud)]
    return list(itertools.pairwise(edges))


def _wanted_s(spelt: Sequence[str], owner: Any, start: int, end: int, phrasing: Phrasing) -> float:
    # A mark's own frames come later than its silence.
    first, last = owner[start], owner[min(end - 1 + LEAD_FRAMES, len(owner) - 1)]
    inside = [spelt[at] for at in range(first, last + 1)]
    marks = [phrasing.pauses_s[symbol] for symbol in inside if symbol in phrasing.pauses_s]
    return max(marks) if marks else min((end - start) * FRAME_S, phrasing.gap_s)


def _resized(start: int, end: int, size: int) -> Any:
    """`size` frames from start to end: middle ones are dropped, or one of them repeated."""
    kept = min(end - start, size)
    head = kept // 2
    repeats = np.full(max(0, size - kept), start + head)
    return np.concatenate([np.arange(start, start + head), repeats, np.arange(end - kept + head, end)])
