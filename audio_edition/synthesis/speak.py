"""One sentence spoken and checked: pieces → waveforms → one trimmed clip, tried anew when the gate objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.audio.trim import trim
from audio_edition.engines import Engine
from audio_edition.errors import AudioEditionError, SynthesisError
from audio_edition.fault import Fault
from audio_edition.phonemise.inventory import MARKS, split_ipa
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.carrier import to_carried_pieces
from audio_edition.synthesis.carrier_cut import cut_carrier
from audio_edition.synthesis.gate import inspect
from audio_edition.synthesis.job import SpeechJob
from audio_edition.types import CastMember, Clip, Piece, Voice, Waveform
from audio_edition.voices.pieces import to_pieces

if TYPE_CHECKING:
    import numpy.typing as npt

PART_PAUSE_MS = 120
"""Between the parts of a sentence that was too long to say whole: a breath at a clause."""
_FADE_MS = 5
_SHORTEST_SPLIT = 24


def speak(job: SpeechJob, engine_of: Callable[[Voice], Engine], cache: ClipCache) -> Clip:
    """Speak a job's sentence and store the clip: the first try without a fault, else the one with fewest.

    What another process has just spoken is not spoken again. Raises SynthesisError that names the sentence when no
    try gave any sound.
    """
    with cache.claimed(job.key):
        if not job.fresh and (clip := cache.find(job.key)):
            return clip
        return _speak(job, engine_of, cache)


def _speak(job: SpeechJob, engine_of: Callable[[Voice], Engine], cache: ClipCache) -> Clip:
    best: tuple[Any, dict[str, Any]] | None = None
    failure: AudioEditionError | None = None
    tried: set[tuple[object, ...]] = set()
    for member, pieces, carried in _attempts(job):
        # An engine without chance would say the same again.
        if (same := (member.voice.id, tuple((p.symbols, p.rate, p.seed) for p in pieces))) in tried:
            continue
        tried.add(same)
        try:
            engine = engine_of(member.voice)
            samples, starts, times = _join([engine.synthesise(piece) for piece in pieces], pieces)
            if carried:
                samples, starts = _without_carrier(samples, starts, carried, member)
        except SynthesisError as error:
            failure = error
            continue
        faults = _faults(samples, starts if times == "model" else [], job, member)
        note: dict[str, Any] = {
            "sample_rate_hz": member.voice.sample_rate_hz,
            "samples": len(samples),
            "word_starts": starts,
            "word_times": times,
            "tries": len(tried),
            "faults": [asdict(fault) for fault in faults],
        }
        if best is None or len(faults) < len(best[1]["faults"]):
            best = samples, note
        if not faults:
            break
    if best is None:
        raise SynthesisError(f"the sentence «{job.text}» could not be spoken: {failure}")
    samples, note = best
    note |= {"tries": len(tried), "loudness_lufs": _loudness(samples, note["sample_rate_hz"])}
    return cache.store(job.key, samples, note)


def _attempts(job: SpeechJob) -> list[tuple[CastMember, tuple[Piece, ...], int]]:
    """First as it should be; then in shorter parts; then a little slower; at last with another voice.

    The number is how many words of a carrier stand before the sentence's own.
    """
    first, carried = to_carried_pieces(job.words, job.member, job.rate, job.seed)
    whole = to_pieces(job.words, job.member, job.rate)
    half = max(_SHORTEST_SPLIT, max(len(piece.symbols) for piece in whole) * 6 // 10)
    attempts = [
        (job.member, first, carried),
        (job.member, to_pieces(job.words, job.member, job.rate, seed=job.seed + 1, split_above=half), 0),
        (job.member, to_pieces(job.words, job.member, job.rate * 0.94, seed=job.seed + 2), 0),
    ]
    if job.fallback:
        attempts.append((job.fallback, *to_carried_pieces(job.words, job.fallback, job.rate)))
    return attempts


def _join(
    waveforms: Sequence[Waveform], pieces: Sequence[Piece]
) -> tuple[npt.NDArray[np.float32], list[int], Literal["model", "estimated"]]:
    """The parts of a sentence, trimmed and joined by a breath; where its words start; how that is known."""
    rate_hz = waveforms[0].sample_rate_hz
    times: Literal["model", "estimated"] = "model"
    joined: list[Any] = []
    starts: list[int] = []
    at = 0
    for number, (waveform, piece) in enumerate(zip(waveforms, pieces, strict=True)):
        if not len(waveform.samples) or not np.isfinite(waveform.samples).all():
            raise SynthesisError(f"the model gave no usable sound for '{piece.text[:60]}'")
        begin, end = trim(waveform.samples, rate_hz)
        part = waveform.samples[begin:end].copy()
        if number:
            pause = np.zeros(PART_PAUSE_MS * rate_hz // 1000, dtype=np.float32)
            _fade(joined[-1][::-1], rate_hz)
            _fade(part, rate_hz)
            joined.append(pause)
            at += len(pause)
        ends = waveform.symbol_ends
        if ends is None:
            times = "estimated"
            step = len(part) / max(1, len(piece.symbols))
            ends = tuple(int(begin + step * (index + 1)) for index in range(len(piece.symbols)))
        for index in piece.word_starts:
            place = ends[index - 1] - begin if index else 0
            starts.append(at + min(max(0, place), len(part) - 1))
        joined.append(part)
        at += len(part)
    samples = np.concatenate(joined)
    peak = float(np.abs(samples).max())
    if peak > 1.0:  # FLAC holds no more than full scale; the level is set later, by loudness
        samples *= np.float32(0.999 / peak)
    return samples, starts, times


def _without_carrier(
    samples: npt.NDArray[np.float32], starts: list[int], count: int, member: CastMember
) -> tuple[npt.NDArray[np.float32], list[int]]:
    rate_hz = member.voice.sample_rate_hz
    samples, starts = cut_carrier(samples, starts, count, rate_hz)
    begin, end = trim(samples, rate_hz)
    own = samples[begin:end].copy()
    _fade(own, rate_hz)
    return own, [min(max(0, start - begin), len(own) - 1) for start in starts]


def _fade(samples: Any, sample_rate_hz: int) -> None:
    length = min(len(samples), _FADE_MS * sample_rate_hz // 1000)
    samples[:length] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)


def _faults(samples: Any, starts: Sequence[int], job: SpeechJob, member: CastMember) -> tuple[Fault, ...]:
    if member.voice.engine == "silence":  # a dry run hums: there is no speech to judge
        return ()
    phonemes = [token for word in job.words for token in split_ipa(word.ipa) if token not in MARKS]
    rate = job.rate * member.speaker.rate
    rate_hz = member.voice.sample_rate_hz
    return inspect(
        samples,
        rate_hz,
        phonemes,
        rate,
        voice=member.voice.id,
        words=[(word.grapheme, word.after) for word in job.words],
        starts_s=[start / rate_hz for start in starts],
    )


def _loudness(samples: Any, sample_rate_hz: int) -> float | None:
    return integrated_lufs(samples, sample_rate_hz)
