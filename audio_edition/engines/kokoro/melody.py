"""The tune of a Norwegian sentence, drawn over the pitch that Kokoro predicts: accent 1, accent 2, phrases, ends.

East Norwegian as described by Fretheim and Nilsen ("Terminal rise and rise-fall tunes in East Norwegian
intonation", Nordic Journal of Linguistics 12, 1989) and Kristoffersen (The Phonology of Norwegian, 2000, ch. 9 and
10): an accent phrase begins with a stressed syllable, which is low in accent 1 and falls from high to low in
accent 2, and rises towards its end, where the next one begins; the phrase in focus rises most. A statement sinks to
the bottom of the voice, a question rises, and before a comma the tune stays up. What of this moves slowly is left to
the model, whose own melody it is drawn over.

Only voiced frames are drawn; where the model is voiceless it stays so, but for vowels that it would whisper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_edition.engines.kokoro.timing import sounding_ends

Ints = npt.NDArray[np.int64]
Float32s = npt.NDArray[np.float32]

STEP_S = 0.0125
"""The model predicts two pitches a frame."""
VOWELS = frozenset("iyɨʉuɯɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒ")
LONG, STRESS = "ː", "ˈˌ"
MARKS = frozenset(",;:—….?!")
_VOICED_SHARE = 0.55
"""A pitch below this share of the median is none: the model glides there between voiced and voiceless."""
_SPOKEN_ENERGY = 3.5
_LIFT_STEPS = 16


@dataclass(frozen=True, slots=True)
class Tune:
    """Targets in semitones from the speaker's own pitch, and when they are reached."""

    low_1: float = -2.6
    """Accent 1: low from the beginning of the stressed vowel,"""
    low_1_ahead_s: float = 0.025
    """reached so much before it,"""
    low_1_share: float = 0.35
    """and held for this share of it."""
    high_2: float = 2.6
    """Accent 2: high early in the stressed vowel,"""
    high_2_share: float = 0.25
    """after this share of it,"""
    low_2: float = -2.6
    """low as it ends."""
    fall_2_s: float = 0.14
    """The least time of the fall of accent 2."""
    rise: float = 0.6
    """End of an accent phrase."""
    focus: float = 3.0
    """End of the accent phrase in focus."""
    onward: float = 2.4
    """Before a comma, a colon, a dash."""
    question: float = 12.0
    """End of a question; of the model's own fall nothing is left there, from its last accent on."""
    bottom: float = -5.0
    """End of a statement."""
    unstressed: float = -0.6
    """Before the first stressed syllable."""
    sinking: float = 2.4
    """How much lower a sentence ends than it begins, were it not for all of the above,"""
    sinking_a_s: float = 1.2
    """and at most so much in a second."""
    steepest: float = 0.75
    """Semitones a step that a rise may take."""
    accents: float = 2.0
    """How much of the above is drawn over the model's own melody, less what moves slower than …"""
    slow_s: float = 0.6
    """… this: where the tune takes the place of the model's melody, opinions of the sound fall (docs/kokoro.md)."""


TUNE = Tune()


def draw(
    symbols: Sequence[str],
    accents: Sequence[tuple[int, int]],
    frames: Ints,
    pitch: Float32s,
    energy: Float32s,
    tune: Tune = TUNE,
    pitch_hz: float = 0.0,
) -> Float32s:
    """`pitch` with the tune of the sentence, in Hz, shape (2 * frames in all,); voiceless steps are left as they are.

    `symbols`: one for each of `frames` but its first and last. `accents`: (index of a symbol, 1 or 2) where an
    accented syllable's vowel or its stress mark begins. `pitch_hz`: the middle of the voice; 0: the median of
    what is predicted.
    """
    usual = pitch[(pitch > 50) & (energy > _SPOKEN_ENERGY)]
    if not len(usual):
        return pitch
    median = float(np.median(usual))
    bounds = 2 * sounding_ends(frames)
    starts, stops = bounds[:-2], bounds[1:-1]
    vowel = np.zeros(len(pitch), dtype=bool)
    for number, symbol in enumerate(symbols):
        if _is_vowel(symbol):
            vowel[starts[number] : stops[number]] = True
    voiced = (pitch > _VOICED_SHARE * median) | (vowel & (energy > _SPOKEN_ENERGY))
    if not voiced.any():
        return pitch
    semitones = _own_melody(pitch, median)
    for start, stop in _risings(symbols, accents, starts, stops):
        _lift(semitones, start, stop)
    begin, end = _sounding(energy)
    quick = contour(symbols, accents, starts, stops, energy, len(pitch), tune)[begin:end]
    # Its mean taken off, it is 0 beyond both ends, so that a rise or a fall at the end is none of the slow part.
    quick -= quick.mean()
    semitones[begin:end] += tune.accents * (quick - _slow(quick, tune.slow_s))
    drawn = (pitch_hz or median) * 2 ** (semitones / 12)
    result: Float32s = np.where(voiced, drawn, pitch).astype(np.float32)
    return result


def raised(pitch: Float32s, energy: Float32s, pitch_hz: float) -> Float32s:
    """`pitch` with its middle at `pitch_hz`, and nothing drawn: what is said without tones lies as high as with them."""
    usual = pitch[(pitch > 50) & (energy > _SPOKEN_ENERGY)]
    if not len(usual):
        return pitch
    median = float(np.median(usual))
    lifted: Float32s = np.where(pitch > _VOICED_SHARE * median, pitch * (pitch_hz / median), pitch).astype(
        np.float32
    )
    return lifted


def _own_melody(pitch: Float32s, median: float) -> Any:
    """What is predicted, in semitones from `median`; a line from one voiced step to the next where it is voiceless."""
    steps = np.arange(len(pitch))
    voiced = pitch > _VOICED_SHARE * median
    return np.interp(steps, steps[voiced], 12 * np.log2(pitch[voiced] / median))


def _risings(
    symbols: Sequence[str], accents: Sequence[tuple[int, int]], starts: Any, stops: Any
) -> list[tuple[int, int]]:
    """Steps from the last accent of each question to its end."""
    found = []
    for begin, end in _phrases(symbols):
        inside = [at for at, _ in accents if begin <= at < end]
        if inside and _asks(symbols, end):
            found.append((int(starts[inside[-1]]), int(stops[end - 1])))
    return found


def _lift(semitones: Any, start: int, stop: int) -> None:
    """Take the model's own fall below its middle out of the steps from `start` to `stop`, fading in before them.

    The last symbol's sound may run on to the end of the sentence; what follows is silent.
    """
    fade = np.clip((np.arange(len(semitones)) - (start - _LIFT_STEPS)) / _LIFT_STEPS, 0, 1)
    fade[stop + _LIFT_STEPS :] = 0
    semitones += (np.maximum(semitones, 0.0) - semitones) * fade


def _slow(semitones: Any, slow_s: float) -> Any:
    """The slow part of a melody: its mean over a window of `slow_s`, which fades to both sides."""
    width = 2 * round(slow_s / STEP_S / 2) + 1
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(semitones, width // 2)
    return np.convolve(padded, window / window.sum(), mode="valid")


def _sounding(energy: Any) -> tuple[int, int]:
    """First step that sounds, and the one after the last."""
    steps = np.flatnonzero(energy > 0)
    return (int(steps[0]), int(steps[-1]) + 1) if len(steps) else (0, len(energy))


def contour(
    symbols: Sequence[str],
    accents: Sequence[tuple[int, int]],
    starts: Any,
    stops: Any,
    energy: Any,
    size: int,
    tune: Tune,
) -> Any:
    """The tune in semitones, one value a step, shape (size,)."""
    first, last = _sounding(energy)
    places: list[float] = []
    heights: list[float] = []

    def reach(place: float, height: float) -> None:
        if places and place <= places[-1]:
            place = places[-1] + 1
        places.append(place)
        heights.append(height)

    for begin, end in _phrases(symbols):
        inside = [(at, kind) for at, kind in accents if begin <= at < end]
        start = max(first, int(starts[begin]))
        stop = min(last, _sounding_until(energy, int(starts[begin]), int(stops[end - 1])))
        final = all(symbol in MARKS or symbol == " " for symbol in symbols[end:])
        asks = _asks(symbols, end)
        _phrase(reach, symbols, inside, starts, stops, start, stop, final=final, question=asks, tune=tune)
    if not places:
        return np.zeros(size)
    steps = np.arange(size)
    line = _eased(steps, np.array(places), np.array(heights))
    sinking = min(tune.sinking, tune.sinking_a_s * (last - first) * STEP_S) * (
        0.4 if "?" in symbols[-1:] else 1.0
    )
    line += sinking * (0.5 - np.clip((steps - first) / max(1, last - first), 0, 1))
    kernel = np.array([1, 2, 3, 2, 1]) / 9
    return np.convolve(np.pad(line, 2, mode="edge"), kernel, mode="valid")


def _phrase(
    reach: Any, symbols: Sequence[str], accents: Sequence[tuple[int, int]], starts: Any, stops: Any,
    start: int, stop: int, *, final: bool, question: bool, tune: Tune,
) -> None:  # fmt: skip
    nuclei = [(*_nucleus(symbols, at, starts, stops), kind) for at, kind in accents]
    if not nuclei:
        reach(start, tune.unstressed)
        reach(stop - 1, tune.question if question else tune.bottom if final else tune.onward)
        return
    if nuclei[0][0] > start + 6:
        reach(start, tune.unstressed)
        reach(nuclei[0][0] - 5, tune.unstressed + (1.0 if nuclei[0][2] == 2 else 0.0))
    focus = len(nuclei) - 2 if final and len(nuclei) > 2 else -1
    for number, (begin, end, kind) in enumerate(nuclei):
        length = end - begin
        last = number == len(nuclei) - 1
        until = stop if last else _top_before(symbols, accents[number + 1], starts, stops, begin + 6)
        if kind == 1:
            reach(begin - tune.low_1_ahead_s / STEP_S, tune.low_1)
            low_at = begin + min(tune.low_1_share * length, max(1.0, (until - begin) * 0.5))
            low = tune.low_1
        else:
            reach(begin + tune.high_2_share * length, tune.high_2)
            fall = max(0.9 * length, tune.fall_2_s / STEP_S)
            low_at, low = begin + min(fall, max(2.0, (until - begin) * 0.75)), tune.low_2
        reach(low_at, low)
        room = until - low_at
        if not last:
            reach(
                until,
                low
                + min((tune.focus if number == focus else tune.rise) - low, tune.steepest * max(0.0, room)),
            )
        elif question:
            reach(until - 1, low + min(tune.question - low, tune.steepest * max(4.0, room)))
        elif final:
            if room > 30:
                reach(low_at + 0.45 * room, low + 1.2)
            reach(max(until - 1, low_at + 2), tune.bottom)
        else:
            reach(until - 1, low + min(tune.onward - low, tune.steepest * max(2.0, room)))


def _top_before(
    symbols: Sequence[str], accent: tuple[int, int], starts: Any, stops: Any, earliest: int
) -> int:
    """Step of the highest point before an accent: before accent 1 the fall needs the time of the consonants."""
    at, kind = accent
    top = int(starts[at]) - 4
    if kind == 2:
        return top
    while at > 0 and not _is_vowel(symbols[at - 1]):
        at -= 1
    return max(earliest, min(top, int(stops[at - 1]))) if at else top


def _is_vowel(symbol: str) -> bool:
    """Also the marks of length and stress, which are part of a vowel's time."""
    return symbol in VOWELS or symbol in LONG + STRESS


def _asks(symbols: Sequence[str], end: int) -> bool:
    """Whether the phrase that ends before `end` is a question: of the marks that follow it one is a question mark."""
    for symbol in symbols[end:]:
        if symbol == "?":
            return True
        if symbol not in MARKS:
            return False
    return False


def _phrases(symbols: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches of symbols between marks of punctuation, each with something that sounds."""
    phrases = []
    begin = 0
    for at, symbol in enumerate([*symbols, "."]):
        if symbol in MARKS:
            if any(one not in MARKS and one != " " for one in symbols[begin:at]):
                while symbols[begin] in MARKS or symbols[begin] == " ":
                    begin += 1
                phrases.append((begin, at))
            begin = at + 1
    return phrases


def _nucleus(symbols: Sequence[str], at: int, starts: Any, stops: Any) -> tuple[int, int]:
    """Steps at which the vowel at `at` begins and ends; a stress mark before it is the vowel's beginning."""
    end = at
    while end < len(symbols) and _is_vowel(symbols[end]):
        end += 1
    if end == at:
        end = at + 1
    return int(starts[at]), int(stops[end - 1])


def _sounding_until(energy: Any, start: int, stop: int) -> int:
    loud = np.flatnonzero(energy[start:stop] > _SPOKEN_ENERGY)
    return start + int(loud[-1]) + 1 if len(loud) else stop


def _eased(steps: Any, places: Any, heights: Any) -> Any:
    """From point to point along half a cosine."""
    at = np.clip(np.searchsorted(places, steps, side="right") - 1, 0, len(places) - 1)
    following = np.minimum(at + 1, len(places) - 1)
    width = np.maximum(places[following] - places[at], 1e-6)
    share = np.clip((steps - places[at]) / width, 0, 1)
    return heights[at] + (heights[following] - heights[at]) * (1 - np.cos(np.pi * share)) / 2
