"""Is this edition like those before it? Pace, pitch spread, loudness drift and, if asked for, Distill-MOS.

An edition falls out, and an alarm is told, when it differs from the median of the last thirty of the same narrator by
more than four times their median deviation (as a standard deviation: 1.4826 times it) and by more than what a listener
would notice (`LEAST`). With fewer than ten before it nothing is told. Distill-MOS alarms only downwards.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audio_edition.audio.levels import read_clip
from audio_edition.audio.spread import pitch_spread
from audio_edition.disk import read_own
from audio_edition.edition.describe import Performance
from audio_edition.edition.manifest import NAME, Steadiness
from audio_edition.listener.mos import distill_mos
from audio_edition.listener.sound import prepared
from audio_edition.page import Envelope
from audio_edition.phonemise.inventory import VOWELS, split_ipa
from audio_edition.types import Cast

LAST, FEWEST = 30, 10
TIMES, TO_DEVIATION = 4.0, 1.4826
LEAST = {"pace_syllables_s": 0.4, "pitch_spread_st": 1.5, "loudness_drift_lu": 1.5, "mos": 0.3}
_NAMES = {
    "pace_syllables_s": ("pace", "syllables a second"),
    "pitch_spread_st": ("pitch spread", "semitones"),
    "loudness_drift_lu": ("loudness drift", "LU"),
    "mos": ("Distill-MOS", "of 5"),
}
_CLIPS = 16
"""Sentences, spread over the edition, whose pitch is measured; a third of them are judged."""


def measure(performance: Performance, envelope: Envelope, *, mos: bool) -> Steadiness:
    """The edition's own figures. Raises EngineUnavailable when `mos` is asked for and distillmos is not installed."""
    spoken = [
        (utterance, clip)
        for utterance, clip in zip(performance.utterances, performance.clips, strict=True)
        if utterance.cast == "narrator" and not utterance.added
    ] or list(zip(performance.utterances, performance.clips, strict=True))
    syllables = sum(
        token in VOWELS
        for utterance, _ in spoken
        for word in utterance.words
        for token in split_ipa(word.ipa)
    )
    seconds = sum(clip.duration_s for _, clip in spoken)
    some = [
        (read_clip(clip), clip.sample_rate_hz)
        for _, clip in spoken[:: max(1, len(spoken) // _CLIPS)][:_CLIPS]
    ]

    spread = pitch_spread(some)
    return Steadiness(
        pace_syllables_s=round(syllables / max(seconds, 1e-3), 2),
        pitch_spread_st=None if spread is None else round(spread, 1),
        loudness_drift_lu=_drift(envelope),
        mos=_mos(some[::3]) if mos else None,
    )


def beside(own: Steadiness, before: Sequence[Steadiness]) -> Steadiness:
    """The figures with the medians of those before them and the alarms."""
    medians: dict[str, float] = {}
    alarms: list[str] = []
    for key, least in LEAST.items():
        mine = getattr(own, key)
        values = [value for one in before if (value := getattr(one, key)) is not None]
        if not values:
            continue
        middle = statistics.median(values)
        medians[key] = round(middle, 2)
        if mine is None or len(values) < FEWEST or (key == "mos" and mine >= middle):
            continue
        deviation = TO_DEVIATION * statistics.median(abs(value - middle) for value in values)
        if abs(mine - middle) > max(TIMES * deviation, least):
            name, unit = _NAMES[key]
            alarms.append(
                f"falls out: {name} {mine:g} {unit}, the last {len(values)} editions had {middle:g} (median)"
            )
    return own.model_copy(update={"before": medians, "compared": len(before), "alarms": tuple(alarms)})


def history(out: Path, narrator: str) -> list[Steadiness]:
    """The figures of the last editions in `out` that `narrator` (`ID:SPEAKER`) read, newest first."""
    manifests = sorted(out.glob(f"[!._]*/{NAME}"), key=lambda path: path.stat().st_mtime, reverse=True)
    found = []
    for path in manifests[: 3 * LAST]:
        try:
            document: dict[str, Any] = json.loads(read_own(path))
            voice = document["voice"]["narrator"]
            if f"{voice['id']}:{voice['speaker']}" == narrator and document.get("steadiness"):
                found.append(Steadiness.model_validate(document["steadiness"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if len(found) == LAST:
            break
    return found


class History:
    """The figures of the last editions of a folder before a run: read once, and the same for every article of it,
    whoever makes it and in which order.
    """

    def __init__(self, out: Path | None = None) -> None:
        """`out`: the folder of editions; without one there are none."""
        self._out = out
        self._known: dict[str, list[Steadiness]] = {}

    def of(self, narrator: str) -> Sequence[Steadiness]:
        """As `history`, newest first; of `narrator` (`ID:SPEAKER`)."""
        if narrator not in self._known:
            self._known[narrator] = history(self._out, narrator) if self._out is not None else []
        return self._known[narrator]

    def looked_up(self, cast: Cast) -> History:
        """This history with the editions of the cast's narrator read: it can be sent to another machine."""
        self.of(f"{cast['narrator'].voice.id}:{cast['narrator'].speaker.name}")
        return self


def _drift(envelope: Envelope) -> float | None:
    """Loudness of the last third less that of the first; None where it is too short to tell."""
    third = envelope.duration_s / 3
    first = envelope.loudness_lufs(0.0, third)
    last = envelope.loudness_lufs(2 * third, envelope.duration_s)
    return None if first is None or last is None else round(last - first, 1)


def _mos(clips: Sequence[tuple[Any, int]]) -> float:

    judge = distill_mos()
    return round(statistics.mean(judge(prepared(samples, rate)) for samples, rate in clips), 2)
