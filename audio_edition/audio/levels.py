"""How loud each speaker is made, so that narrator, aside and quote stand at one level before mastering.

A speaker gets one gain for the whole edition, from all that was said by it: single sentences keep the
loudness that the voice gave them. Only a sentence far from its own speaker's level is brought nearer.
"""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.audio.timeline import PlacedClip
from audio_edition.errors import SynthesisError
from audio_edition.types import Cast, Clip

if TYPE_CHECKING:
    import numpy.typing as npt

WORKING_LUFS = -23.0
"""Level of all speech between joining and mastering: far from full scale, far from the noise."""
SURE_AFTER_S = 3.0
"""With less speech than this, the level that voice.toml states weighs as much as what is missing."""
OUTLIER_LU = 4.0
"""A sentence may be this far from its speaker's level; one that is further off is moved to this distance."""

_Key = tuple[str, str]


def clip_gains_db(items: Sequence[PlacedClip], cast: Cast) -> list[float]:
    """Gain of each item in dB, in the items' order."""
    groups: dict[_Key, list[PlacedClip]] = defaultdict(list)
    for item in items:
        groups[_key(item, cast)].append(item)
    levels = {key: _speaker_lufs([item.clip for item in group]) for key, group in groups.items()}
    seconds = {key: sum(item.clip.duration_s for item in group) for key, group in groups.items()}
    stated = {key: _stated_db(group[0], cast) for key, group in groups.items()}
    main = max(groups, key=lambda key: seconds[key])
    main_level = levels[main]
    if main_level is None:  # digital silence has no level: the dry run of the silence engine
        return [0.0] * len(items)
    main_gain = WORKING_LUFS - main_level

    gains: dict[_Key, float] = {}
    for key, level in levels.items():
        by_table = main_gain + stated[key] - stated[main]
        weight = 1.0 if key == main else min(1.0, seconds[key] / SURE_AFTER_S)
        gains[key] = by_table if level is None else weight * (WORKING_LUFS - level) + (1 - weight) * by_table
    return [_nearer(item.clip, gains[_key(item, cast)]) for item in items]


def _nearer(clip: Clip, gain_db: float) -> float:
    if clip.loudness_lufs is None:
        return gain_db
    off = clip.loudness_lufs + gain_db - WORKING_LUFS
    return gain_db - math.copysign(max(abs(off) - OUTLIER_LU, 0.0), off)


def _key(item: PlacedClip, cast: Cast) -> _Key:
    member = item.utterance.member(cast)
    return member.voice.id, member.speaker.name


def _stated_db(item: PlacedClip, cast: Cast) -> float:
    return item.utterance.member(cast).speaker.level_db


def _speaker_lufs(clips: Sequence[Clip]) -> float | None:
    """Loudness of all clips of one speaker, weighted by length; short clips are measured joined together."""
    measured = [clip for clip in clips if clip.loudness_lufs is not None]
    if not measured:
        return _joined_lufs(clips)
    seconds = sum(clip.duration_s for clip in measured)
    power = sum(clip.duration_s * 10 ** ((clip.loudness_lufs or 0.0) / 10) for clip in measured) / seconds
    return 10 * math.log10(power)


def _joined_lufs(clips: Sequence[Clip]) -> float | None:
    parts: list[npt.NDArray[np.float32]] = []
    for clip in clips[:20]:
        parts.append(read_clip(clip))
    joined = np.concatenate(parts)
    rate = clips[0].sample_rate_hz
    # Speech shorter than a block is repeated, not padded: silence would lower its level.
    repeats = math.ceil(0.5 * rate / max(len(joined), 1))
    return integrated_lufs(np.tile(joined, repeats), rate)


def read_clip(clip: Clip) -> npt.NDArray[np.float32]:
    """Samples of a clip, float32, shape (clip.samples,).

    Raises SynthesisError when the file is not there, cannot be read or is not what the clip says.
    """
    try:
        samples, rate = soundfile.read(os.fsencode(clip.path), dtype="float32")
    except (OSError, RuntimeError) as error:
        raise SynthesisError(
            f"{clip.path}: the finished sentence cannot be read; remove the file and run again"
        ) from error
    if samples.ndim != 1 or len(samples) != clip.samples or rate != clip.sample_rate_hz:
        raise SynthesisError(
            f"{clip.path}: the finished sentence has {len(samples)} samples at {rate} Hz, expected "
            f"{clip.samples} at {clip.sample_rate_hz} Hz; remove the file and run again"
        )
    read: npt.NDArray[np.float32] = samples
    return read
