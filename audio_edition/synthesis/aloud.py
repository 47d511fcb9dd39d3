"""Text said aloud outside an edition: `say`, and the samples of voices."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import soundfile
import soxr

from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.synthesis.synthesiser import OnClip, Synthesiser
from audio_edition.types import Cast, Clip, Utterance

if TYPE_CHECKING:
    import numpy.typing as npt

_EDGE_MS = 100


def speak(
    texts: Sequence[Sequence[Utterance]], settings: Settings, cast: Cast, on_clip: OnClip | None = None
) -> list[list[Clip]]:
    """The clips of each text's utterances, in order; empty for a text without any."""
    with Synthesiser(settings, cast) as synthesiser:
        clips = iter(synthesiser.clips([utterance for text in texts for utterance in text], on_clip))
    return [list(islice(clips, len(text))) for text in texts]


def speak_texts(texts: Sequence[str], settings: Settings, cast: Cast) -> list[list[Clip]]:
    """The clips of each of the written `texts`; raises SynthesisError where nothing of a sentence can be said."""
    front = FrontEnd(settings)
    return speak([list(front.text(text)) for text in texts], settings, cast)


def to_wav(clips: Sequence[Clip], pause_ms: int, sample_rate_hz: int) -> bytes:
    """A 16-bit mono WAV of `clips` with `pause_ms` between them, silence of 0.1 s at both ends."""
    edge = np.zeros(_EDGE_MS * sample_rate_hz // 1000, dtype=np.float32)
    pause = np.zeros(pause_ms * sample_rate_hz // 1000, dtype=np.float32)
    parts: list[npt.NDArray[np.float32]] = [edge]
    for number, clip in enumerate(clips):
        if number:
            parts.append(pause)
        parts.append(_read(clip, sample_rate_hz))
    wav = io.BytesIO()
    soundfile.write(wav, np.concatenate([*parts, edge]), sample_rate_hz, format="WAV", subtype="PCM_16")
    return wav.getvalue()


def _read(clip: Clip, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    samples: npt.NDArray[np.float32]
    samples, rate = soundfile.read(os.fsencode(clip.path), dtype="float32")
    if rate != sample_rate_hz:  # a sentence that the fallback voice said
        samples = soxr.resample(samples, rate, sample_rate_hz)
    return samples
