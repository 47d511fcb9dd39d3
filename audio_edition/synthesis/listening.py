"""Sentences that are understood: a listener writes down each new clip, and what is misheard is said again.

What is heard is compared with what was said after Nynorsk folding (`listener/compare.py`). Three words wrong in a row
cost a sentence another try, a little slower and then a little faster with another draw; the clip that is understood best
is kept, and what is still misheard is a soft fault with a doubt to rank it by. What was heard of a clip is remembered
beside the cache, so that each clip is listened to once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import soundfile

from audio_edition.disk import write_whole
from audio_edition.errors import SynthesisError
from audio_edition.fault import Fault
from audio_edition.listener.compare import Comparison
from audio_edition.settings import cache_folder
from audio_edition.types import Clip, Utterance

MISHEARD = 3
"""Words wrong in a row from which on a sentence is said again."""
OTHER_WAYS = ((0.94, 11), (1.06, 12))
"""(rate, seed) of each further try."""
Speak = Callable[[Sequence[Utterance]], Sequence[Clip]]


class Ear(Protocol):
    """What listens: `listener.whisper.Listener`, or another."""

    name: str

    def check(self, clip: object, sample_rate_hz: int, meant: str) -> Comparison: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What a listener made of a clip."""

    longest_run: int
    run_text: str
    error_rate: float

    @property
    def doubt(self) -> float:
        """Words wrong in a row, and between equals the share of wrong letters: the higher, the likelier misread."""
        return round(self.longest_run + min(self.error_rate, 0.99), 3)


def understood(utterances: Sequence[Utterance], clips: Sequence[Clip], speak: Speak, ear: Ear) -> list[Clip]:
    """For each utterance the clip that `ear` understands best, with its doubt, and a fault where that is not well."""
    return [_best(utterance, clip, speak, ear) for utterance, clip in zip(utterances, clips, strict=True)]


def _best(utterance: Utterance, clip: Clip, speak: Speak, ear: Ear) -> Clip:
    if len(utterance.words) < MISHEARD:
        return clip
    best, heard, tries = clip, listen(utterance, clip, ear), clip.tries
    for rate, seed in OTHER_WAYS:
        # A take was chosen by somebody who has heard it: it is told of and not replaced.
        if heard.longest_run < MISHEARD or utterance.delivery.take:
            break
        delivery = replace(utterance.delivery, rate=utterance.delivery.rate * rate, seed=seed)
        tries += 1
        try:
            (other,) = speak([replace(utterance, delivery=delivery)])
        except SynthesisError:  # a further try that fails costs nothing: there is a clip
            continue
        now = listen(utterance, other, ear)
        if now.doubt < heard.doubt and not any(fault.hard for fault in other.faults):
            best, heard = other, now
    faults = best.faults
    if heard.longest_run >= MISHEARD:
        problem = (
            f"misheard: {heard.longest_run} words in a row («{heard.run_text}»), "
            f"{100 * heard.error_rate:.0f} % of its letters"
        )
        faults = (*faults, Fault.of("misheard", problem))
    return replace(best, tries=tries, faults=faults, doubt=heard.doubt)


def listen(utterance: Utterance, clip: Clip, ear: Ear) -> Heard:
    """What is heard of a clip, remembered by the clip's key and the words that were meant."""
    path = _note(clip, ear)
    meant = " ".join(word.grapheme for word in utterance.words)
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        if noted["meant"] == meant:
            return Heard(int(noted["longest_run"]), str(noted["run_text"]), float(noted["error_rate"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    samples, rate_hz = soundfile.read(os.fsencode(clip.path), dtype="float32")
    found = ear.check(samples, rate_hz, meant)
    heard = Heard(found.longest_run, found.run_text, round(found.error_rate, 4))
    note = {
        "meant": meant, "longest_run": heard.longest_run, "run_text": heard.run_text,
        "error_rate": heard.error_rate,
    }  # fmt: skip
    write_whole(path, json.dumps(note, ensure_ascii=False), flush=False)
    return heard


def _note(clip: Clip, ear: Ear) -> Path:
    return cache_folder() / "heard" / ear.name / clip.key[:2] / f"{clip.key}.json"
