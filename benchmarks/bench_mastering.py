"""What the sound of an edition costs besides synthesis: CPU time of each step against the speech's duration.

    python benchmarks/bench_mastering.py [--minutes 10]

Joins, masters, encodes and tags an edition of clips like speech (noise that swells like syllables, with peaks
that need the limiter), counts the processor time of this process and of every ffmpeg it starts, and prints the
most memory that this process held.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio_edition.audio.encode import encode_chapters
from audio_edition.audio.ffmpeg import ffmpeg_version
from audio_edition.audio.loudness import integrated_lufs
from audio_edition.audio.master import master
from audio_edition.audio.render import render
from audio_edition.audio.tags import Tags, tag_mp3
from audio_edition.audio.timeline import plan_timeline
from audio_edition.settings import Settings
from audio_edition.types import Cast, CastMember, Clip, Script, Section, Sentence, Speaker, Utterance, Voice

RATE_HZ = 24_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script, utterances, clips = edition(folder, minutes)
        settings = Settings()
        timeline = plan_timeline(script, utterances, clips, settings)
        duration_s = timeline.duration_s
        print(
            f"{duration_s / 60:.1f} minutes, {len(clips)} clips, {len(timeline.chapters)} chapters; {ffmpeg_version()}"
        )
        total = 0.0
        raw = folder / "raw.wav"
        steps: list[tuple[str, Callable[[], object]]] = [
            ("join", lambda: render(timeline, cast(), settings, raw)),
            ("master and encode", lambda: results.append(master(raw, settings))),
            ("chapter files", lambda: encode_chapters(results[0].wav_path, timeline, folder, 96)),
            ("tags", lambda: tag_mp3(results[0].mp3_path, Tags("Bench"), timeline.chapters)),
        ]
        results: list[Any] = []
        for step, work in steps:
            with cpu() as spent:
                work()
            total += spent[0]
            print(f"{step:<20}{spent[0]:6.2f} s CPU {100 * spent[0] / duration_s:6.2f} %")
        print(f"{'all':<20}{total:6.2f} s CPU {100 * total / duration_s:6.2f} %  (allowed: 3 %)")
        print(f"limited: {results[0].limited}, corrections: {results[0].corrections}, {results[0].loudness}")
        print(
            f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )


@contextmanager
def cpu() -> Iterator[list[float]]:
    def now() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    spent = [now()]
    yield spent
    spent[0] = now() - spent[0]


def edition(folder: Path, minutes: float) -> tuple[Script, list[Utterance], list[Clip]]:
    """A heading every two minutes, sentences of five seconds."""
    rng = np.random.default_rng(1)
    count = int(5 * RATE_HZ)
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * np.arange(count) / RATE_HZ)
    clips, utterances, sections = [], [], []
    for number in range(int(minutes * 60 / 5.35)):
        samples = (0.05 * rng.standard_normal(count) * swell).astype(np.float32)
        samples[RATE_HZ] = 0.95
        path = folder / f"{number}.flac"
        soundfile.write(path, samples, RATE_HZ, subtype="PCM_16")
        loudness = integrated_lufs(samples, RATE_HZ)
        clips.append(Clip(str(number), path, RATE_HZ, count, loudness, (), "none", 1, ()))
        heading = number % 23 == 0
        sections.append(
            Section(
                number, "heading" if heading else "paragraph", "narrator", number // 23, (Sentence("Ord."),)
            )
        )
        utterances.append(Utterance(number, 0, f"Ord {number}.", "ord", (), "narrator"))
    titles = tuple(f"Del {chapter}" for chapter in range(len(clips) // 23 + 1))
    return Script(tuple(sections), titles), utterances, clips


def cast() -> Cast:
    speaker = Speaker("a")
    voice = Voice(
        "bench",
        "Bench",
        "silence",
        "nn",
        RATE_HZ,
        "phonemes",
        "-",
        "-",
        Path(),
        {},
        100,
        {"a": speaker},
        {},
        {},
    )
    member = CastMember(voice, speaker)
    return {"narrator": member, "aside": member, "quote": member}


if __name__ == "__main__":
    main()
