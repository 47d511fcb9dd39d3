"""Where every sound of an edition stands, to the sample, before any of it is joined.

All positions are sample indices at OUTPUT_RATE_HZ. What render.py writes and what the finished MP3 decodes
to has exactly `total_samples` samples, so cues and chapters cannot drift.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_edition.audio.chapters import chapter_file
from audio_edition.audio.pauses import SOUND_GAP_MS, pause_ms, pause_within_ms, vary
from audio_edition.audio.sounds import read_sound
from audio_edition.audio.words import word_times
from audio_edition.errors import SynthesisError
from audio_edition.settings import Settings
from audio_edition.types import Chapter, Clip, Cue, Script, Section, Utterance

OUTPUT_RATE_HZ = 44_100
FRAME_SAMPLES = 1152
"""A frame of MP3. Chapters start and the edition ends at a whole frame: players seek by frames, and LAME's
Info header is wrong by up to 44 samples for some lengths between two frames (1 to 46 past one)."""


@dataclass(frozen=True, slots=True)
class PlacedClip:
    """A sentence at its place: `[start_sample, end_sample)`."""

    utterance: Utterance
    clip: Clip
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class PlacedSound:
    """A jingle or chapter sound at its place: `[start_sample, end_sample)`."""

    path: Path
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The plan of an edition's sound. Items and sounds are in order and never overlap."""

    items: tuple[PlacedClip, ...]
    sounds: tuple[PlacedSound, ...]
    chapters: tuple[Chapter, ...]
    """Without gaps: the first starts at 0, each ends where the next starts, the last at the end."""
    chapter_samples: tuple[tuple[int, int], ...]
    """(start, end) of each chapter, in samples."""
    cues: tuple[Cue, ...]
    """One a sentence."""
    total_samples: int

    @property
    def duration_s(self) -> float:
        return self.total_samples / OUTPUT_RATE_HZ


def output_samples(samples: int, sample_rate_hz: int) -> int:
    """Length of a clip at the output rate: its true length rounded half up."""
    return (2 * samples * OUTPUT_RATE_HZ + sample_rate_hz) // (2 * sample_rate_hz)


def plan_timeline(
    script: Script, utterances: Sequence[Utterance], clips: Sequence[Clip], settings: Settings
) -> Timeline:
    """Place every clip, pause and sound; `clips[i]` is what `utterances[i]` sounds like, in the script's order.

    A chapter starts in the middle of the pause before its first sound; a chapter of which nothing is spoken
    is left out. Raises SynthesisError when there is nothing to say, SettingsError for an unusable sound file.
    """
    if not utterances:
        raise SynthesisError("nothing of this article is spoken, so there is no edition to make")
    sections = {section.index: section for section in script.sections}
    planner = _Planner(settings)
    planner.pause(settings.pauses.head)
    if settings.jingle is not None:
        planner.sound(settings.jingle)
        planner.pause(SOUND_GAP_MS)
    starts: list[tuple[int, int]] = [(sections[utterances[0].section].chapter, 0)]
    previous: Utterance | None = None
    for utterance, clip in zip(utterances, clips, strict=True):
        if previous is not None:
            chapter = sections[utterance.section].chapter
            length = _pause_samples(previous, utterance, sections, settings)
            if chapter != starts[-1][0]:
                starts.append((chapter, (planner.at + length // 2) // FRAME_SAMPLES * FRAME_SAMPLES))
                planner.at += length
                if settings.chapter_sound is not None:
                    planner.sound(settings.chapter_sound)
                    planner.pause(SOUND_GAP_MS)
            else:
                planner.at += length
        planner.clip(utterance, clip)
        previous = utterance
    planner.pause(settings.pauses.tail)
    planner.at = -(-planner.at // FRAME_SAMPLES) * FRAME_SAMPLES

    bounds = [start for _, start in starts] + [planner.at]
    chapter_samples = tuple(itertools.pairwise(bounds))
    return Timeline(
        items=tuple(planner.items),
        sounds=tuple(planner.sounds),
        chapters=tuple(
            _chapter(place, script.chapter_titles[chapter], samples)
            for place, ((chapter, _), samples) in enumerate(zip(starts, chapter_samples, strict=True))
        ),
        chapter_samples=chapter_samples,
        cues=tuple(_cue(item) for item in planner.items),
        total_samples=planner.at,
    )


class _Planner:
    """The growing end of a timeline."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.at = 0
        self.items: list[PlacedClip] = []
        self.sounds: list[PlacedSound] = []
        self._sound_lengths: dict[Path, int] = {}

    def pause(self, pause: float) -> None:
        self.at += _samples(pause)

    def sound(self, path: Path) -> None:
        if path not in self._sound_lengths:
            self._sound_lengths[path] = len(read_sound(path, OUTPUT_RATE_HZ))
        end = self.at + self._sound_lengths[path]
        self.sounds.append(PlacedSound(path, self.at, end))
        self.at = end

    def clip(self, utterance: Utterance, clip: Clip) -> None:
        end = self.at + output_samples(clip.samples, clip.sample_rate_hz)
        self.items.append(PlacedClip(utterance, clip, self.at, end))
        self.at = end


def _pause_samples(
    previous: Utterance, following: Utterance, sections: dict[int, Section], settings: Settings
) -> int:
    if previous.section == following.section:
        pause, varies = pause_within_ms(previous, settings.pauses)
    else:
        pause, varies = pause_ms(sections[previous.section], sections[following.section], settings.pauses)
    return _samples(vary(pause, previous, settings.pauses.variation) if varies else pause)


def _samples(pause: float) -> int:
    return round(pause * OUTPUT_RATE_HZ / 1000)


def _chapter(place: int, title: str, samples: tuple[int, int]) -> Chapter:
    start, end = samples
    return Chapter(place, title, start / OUTPUT_RATE_HZ, end / OUTPUT_RATE_HZ, chapter_file(place, title))


def _cue(item: PlacedClip) -> Cue:
    utterance, clip = item.utterance, item.clip
    words: tuple[tuple[float, float, str], ...] = ()
    if clip.word_times != "none" and len(clip.word_starts) == len(utterance.words):
        starts_s = [
            (item.start_sample + output_samples(start, clip.sample_rate_hz)) / OUTPUT_RATE_HZ
            for start in clip.word_starts
        ]
        spoken = [word.grapheme for word in utterance.words]
        words = word_times(utterance.written, spoken, starts_s, item.end_sample / OUTPUT_RATE_HZ)
    return Cue(
        start_s=item.start_sample / OUTPUT_RATE_HZ,
        end_s=item.end_sample / OUTPUT_RATE_HZ,
        text=utterance.written,
        section=utterance.section,
        sentence=utterance.sentence,
        cast=utterance.cast,
        language=utterance.language,
        words=words,
        word_times=clip.word_times if words else "none",
        added=utterance.added,
    )
