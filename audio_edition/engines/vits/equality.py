"""Two ways to run the same weights: how far apart is the sound?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from audio_edition.engines.vits.info import VitsInfo
from audio_edition.errors import VoiceError
from audio_edition.types import Voice

LARGEST_DIFFERENCE = 1e-3
"""Of full scale: 60 dB below the loudest sample, far below what training or MP3 adds."""

_LENGTHS = (1, 7, 40, 160)


class Runner(Protocol):
    """What the two engines have in common."""

    def run(
        self,
        tokens: list[int],
        *,
        seed: int,
        rate: float = 1.0,
        speaker: int | None = None,
        noise_scales: tuple[float, float] | None = None,
    ) -> tuple[Any, Any]:
        """Samples and frames a token."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """What was compared and how far apart it was."""

    largest: float
    """Largest difference of two samples, of full scale."""
    root_mean_square: float
    samples: int
    sentences: int
    durations_differ: int
    """Tokens whose number of frames was not the same."""

    @property
    def is_small(self) -> bool:
        """Whether both are the same sound."""
        return not self.durations_differ and self.largest <= LARGEST_DIFFERENCE

    def as_table(self) -> Mapping[str, float]:
        """For voice.toml and a model's metadata."""
        return {
            key: value if isinstance(value, int) else float(f"{value:.3g}")
            for key, value in asdict(self).items()
        }


def compare(one: Runner, other: Runner, info: VitsInfo, *, chance: bool = True) -> Difference:
    """Run both on sentences of several lengths, speakers and rates, with the same noise (or without).

    Sentences with other durations are counted, and their samples left out: they cannot be laid side by side.
    """
    largest, squares, samples, sentences, durations_differ = 0.0, 0.0, 0, 0, 0
    for tokens, speaker, rate in _sentences(info):
        scales = None if chance else (0.0, 0.0)
        a, a_frames = one.run(tokens, seed=len(tokens), rate=rate, speaker=speaker, noise_scales=scales)
        b, b_frames = other.run(tokens, seed=len(tokens), rate=rate, speaker=speaker, noise_scales=scales)
        sentences += 1
        wrong = int(np.count_nonzero(np.asarray(a_frames) != np.asarray(b_frames)))
        durations_differ += wrong
        if wrong:
            continue
        distance = np.abs(a.astype(np.float64) - b)
        largest = max(largest, float(distance.max(initial=0.0)))
        squares += float(np.square(distance).sum())
        samples += len(a)
    return Difference(
        largest=largest if samples else float("inf"),
        root_mean_square=(squares / samples) ** 0.5 if samples else float("inf"),
        samples=samples,
        sentences=sentences,
        durations_differ=durations_differ,
    )


def require_equal(difference: Difference, what: str) -> None:
    """Raise VoiceError where the two are not the same sound."""
    if not difference.is_small:
        raise VoiceError(
            f"{what}: cannot be proven equal to the original: largest difference {difference.largest:.2g} of full "
            f"scale (at most {LARGEST_DIFFERENCE:g}), {difference.durations_differ} durations differ; nothing was kept"
        )


def bare_voice(name: str, folder: Path) -> Voice:
    """A voice that is only a name for messages."""
    return Voice(name, name, "coqui", "", 0, "phonemes", "", "", folder, {}, 1 << 20, {}, {}, {})


def _sentences(info: VitsInfo) -> Iterator[tuple[list[int], int | None, float]]:
    """Sequences of the model's own symbols: each symbol comes up, in no order of a language."""
    symbols = sorted(info.tokens.symbols)
    speakers: list[int | None] = [*sorted(info.speakers.values())] or [None]
    step = 7 if len(symbols) % 7 else 11
    for index, length in enumerate(_LENGTHS):
        chosen = [symbols[(index + position * step) % len(symbols)] for position in range(length)]
        tokens, _ = info.tokens.encode(chosen)
        yield tokens, speakers[index % len(speakers)], (1.0, 0.8, 1.0, 1.25)[index]
