"""The quality gate: what is wrong with a spoken sentence, judged from its sound and its phonemes alone.

A voice may stop early, stammer, say nothing, hiss, or say something else. Each check is one number against one
limit; the limits were set on clean clips of the default voice and on faults injected into them, and
tools/gate/faults.py measures both kinds of error anew (docs/sound.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audio_edition.fault import Fault
from audio_edition.synthesis import acoustics
from audio_edition.synthesis.silences import find_silences

if TYPE_CHECKING:
    import numpy.typing as npt

    Float32 = npt.NDArray[np.float32]

SILENT_PEAK_DBFS = -50.0
EDGE_MS = 10
STRETCH_PHONEMES, WINDOW_S, HISS_S = 8, 0.5, 0.3
"""Runs over which the worst is sought: of phonemes, of sound, of hiss (an s is shorter)."""
TEMPO, TIME_SLACK = (0.85, 1.15), 0.2
"""A clip may be so much slower or faster as a whole, and each phoneme once more."""
MISSING_FIT_S, EXTRA_FIT_S, LENGTH_ROOM = 0.02, 0.05, 0.002
"""What a bad fit adds to time that is missing or too much; a long sentence has more chances of a long run."""


@dataclass(frozen=True, slots=True)
class Limits:
    """One number a check. Losses are log-likelihoods against the best reading of the sound."""

    flat_share: float = 0.002
    """Share of samples at the very top of the wave: speech has hardly any, a clipped wave many."""
    edge_db: float = -22.0
    """The first and last 10 ms of a whole clip are quiet, measured against its loud parts."""
    shortest: float = 0.72
    longest: float = 1.38
    """Sounding time against what the phonemes predict."""
    length_slack_s: float = 0.25
    missing_s: float = 0.31
    extra_s: float = 0.57
    """Sounding time that a run of phonemes may lack, or have too much."""
    loss: float = 3.5
    loss_slack: float = 18.0
    """Mean over all phonemes; the slack is divided by their number."""
    stretch_loss: float = 9.0
    window_loss: float = 8.0
    """Of the worst run of phonemes, of the worst run of sound."""
    hiss: float = 0.4
    """Flatness of the spectrum: white noise has 0.56."""


FITTED_VOICE = "kokoro"
"""The voice on whose clips the acoustic model was fitted."""
FITTED = Limits()
OTHER = Limits(
    edge_db=-14.0,
    shortest=0.6,
    longest=1.7,
    missing_s=0.65,
    extra_s=0.95,
    loss=6.5,
    stretch_loss=17.0,
    window_loss=11.0,
)
"""For voices that pronounce in their own way and at their own pace."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What the gate measures on a clip that sounds."""

    flat_share: float
    start_db: float
    """Level of the first EDGE_MS against the loud parts."""
    end_db: float
    sounding_s: float
    expected_s: float
    """Sounding time that the phonemes predict."""
    missing_s: float
    """Lacking in the run of phonemes that lacks most."""
    extra_s: float
    loss: float
    """Infinite where there is less sound than phonemes."""
    stretch_loss: float
    window_loss: float
    window_at_s: float
    """Where in the clip the worst window begins."""
    hiss: float
    phonemes: int


def inspect(
    samples: Float32,
    sample_rate_hz: int,
    phonemes: Sequence[str],
    rate: float = 1.0,
    *,
    voice: str = "",
    words: Sequence[tuple[str, str]] = (),
    starts_s: Sequence[float] = (),
) -> tuple[Fault, ...]:
    """Faults of a clip, worst first; empty for a clip that passes.

    `samples`: float32, shape (n,), one trimmed sentence. `phonemes`: what it should say, without stress, tone
    and punctuation; a phoneme that is not in the inventory raises KeyError. `rate`: speaking rate asked for.
    `voice`: id of the voice; the limits are narrow for the one that the model was fitted on, wide for others.
    `words`, `starts_s`: (word, punctuation after it) and where in the clip each begins, if that is known.
    """
    if len(samples) < acoustics.WINDOW_S * sample_rate_hz:
        return (Fault.of("no_sound", "no sound"),)
    if not np.isfinite(samples).all():
        return (Fault.of("no_sound", "no sound: the samples are not numbers"),)
    peak_db = 20 * np.log10(float(np.abs(samples).max()) + 1e-12)
    if peak_db < SILENT_PEAK_DBFS:
        return (Fault.of("silent", f"silent (peak {peak_db:.0f} dBFS)"),)
    limits = FITTED if voice == FITTED_VOICE else OTHER
    silences = find_silences(
        acoustics.analyse(samples, sample_rate_hz).sounding, acoustics.HOP_S, words, starts_s
    )
    faults = _judge(measure(samples, sample_rate_hz, phonemes, rate), limits)
    return (*faults, *(Fault.of("inner_silence", silence.problem) for silence in silences if silence.problem))


def _judge(found: Measures, limits: Limits) -> tuple[Fault, ...]:
    faults: list[Fault] = []

    def hold(kind: str, problem: str) -> None:
        faults.append(Fault.of(kind, problem))

    if found.flat_share > limits.flat_share:
        hold("clipped", f"clipped ({100 * found.flat_share:.1f} % of the samples)")
    if found.start_db > limits.edge_db:
        hold("cut_off_start", f"cut off at the start ({found.start_db:.0f} dB in the first {EDGE_MS} ms)")
    if found.end_db > limits.edge_db:
        hold("cut_off_end", f"cut off at the end ({found.end_db:.0f} dB in the last {EDGE_MS} ms)")
    if found.hiss > limits.hiss:
        hold("noise", f"noise instead of speech (flatness {found.hiss:.2f})")
    room = 1 + LENGTH_ROOM * found.phonemes
    times = f"{found.sounding_s:.1f} s of sound, expected {found.expected_s:.1f} s"
    if found.sounding_s < limits.shortest * found.expected_s - limits.length_slack_s:
        hold("too_short", f"too short ({times})")
    elif found.sounding_s > limits.longest * found.expected_s + limits.length_slack_s:
        hold("too_long", f"too long ({times})")
    elif found.missing_s + MISSING_FIT_S * found.stretch_loss > limits.missing_s * room:
        hold("missing", f"{found.missing_s:.1f} s of sound are missing somewhere")
    elif found.extra_s + EXTRA_FIT_S * found.window_loss > limits.extra_s * room:
        hold("extra", f"{found.extra_s:.1f} s of sound are too much somewhere")
    if (
        found.loss > limits.loss + limits.loss_slack / max(found.phonemes, 1)
        or found.stretch_loss > limits.stretch_loss
    ):
        hold(
            "unlike", f"does not sound like its words (loss {found.loss:.1f}, worst {found.stretch_loss:.1f})"
        )
    elif found.window_loss > limits.window_loss:
        hold(
            "unlike",
            f"does not sound like its words at {found.window_at_s:.1f} s (loss {found.window_loss:.1f})",
        )
    return tuple(faults)


def measure(samples: Float32, sample_rate_hz: int, phonemes: Sequence[str], rate: float = 1.0) -> Measures:
    """All numbers the gate needs of a clip of at least 25 ms that is not silent."""
    model = acoustics.load_model()
    frames = acoustics.analyse(samples, sample_rate_hz)
    sounding = np.flatnonzero(frames.sounding)
    features = acoustics.speech_features(frames, model.cepstral_mean)
    alignment = acoustics.align(features, phonemes, model)
    expected = np.array([model.seconds[model.index[phoneme]] for phoneme in phonemes]) / rate
    missing_s, extra_s, window_at = 0.0, 0.0, 0
    loss = stretch_loss = window_loss = float("inf")
    if alignment is not None:
        counts = np.bincount(alignment.phoneme, minlength=len(phonemes))
        real = counts * acoustics.HOP_S
        tempo = float(np.clip(real.sum() / expected.sum(), *TEMPO))
        missing_s = _largest_run(expected * tempo * (1 - TIME_SLACK) - real)
        extra_s = _largest_run(real - expected * tempo * (1 + TIME_SLACK))
        losses = np.bincount(alignment.phoneme, weights=alignment.loss) / counts
        loss, stretch_loss = float(losses.mean()), float(_means(losses, STRETCH_PHONEMES).max())
        windows = _means(alignment.loss, round(WINDOW_S / acoustics.HOP_S))
        window_at = int(windows.argmax())
        window_loss = float(windows[window_at])
    edge = EDGE_MS * sample_rate_hz // 1000
    loud = _loud(samples, sample_rate_hz)
    top = float(np.abs(samples).max())
    return Measures(
        flat_share=float(np.mean(np.abs(samples) > 0.985 * top)),
        start_db=_level_db(samples[:edge], loud),
        end_db=_level_db(samples[-edge:], loud),
        sounding_s=len(sounding) * acoustics.HOP_S,
        expected_s=float(expected.sum()),
        missing_s=missing_s,
        extra_s=extra_s,
        loss=loss,
        stretch_loss=stretch_loss,
        window_loss=window_loss,
        window_at_s=float(sounding[window_at]) * acoustics.HOP_S,
        hiss=float(_means(frames.flatness[frames.sounding], round(HISS_S / acoustics.HOP_S)).max()),
        phonemes=len(phonemes),
    )


def _loud(samples: Float32, sample_rate_hz: int) -> float:
    """Mean square of the loud parts: the 95th percentile over 25 ms."""
    window = round(acoustics.WINDOW_S * sample_rate_hz)
    count = len(samples) // window
    powers = np.square(samples[: count * window]).reshape(count, window).mean(axis=1)
    return float(np.percentile(powers, 95))


def _level_db(samples: Float32, loud: float) -> float:
    return float(10 * np.log10(np.mean(np.square(samples)) / (loud + 1e-20) + 1e-12))


def _means(values: npt.NDArray[np.floating], width: int) -> npt.NDArray[np.floating]:
    """Mean of each run of `width` values, or of all when there are fewer."""
    width = min(width, len(values))
    sums = np.cumsum(np.concatenate(([0.0], values)))
    means: npt.NDArray[np.floating] = (sums[width:] - sums[:-width]) / width
    return means


def _largest_run(values: npt.NDArray[np.floating]) -> float:
    """The largest sum of neighbouring values (0 when none is positive)."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return float((sums - np.minimum.accumulate(sums)).max())
