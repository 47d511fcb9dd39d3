"""What the workers of `bench_cluster.py` load (Dask's `preload`): every finished sentence and edition is noted, and
what has nothing to do with who makes an edition is stood in for.

With BENCH_CLUSTER_LIGHT, an edition is read, spoken, joined and described as ever; its sound is what was joined, as it
is, and it has transcripts and a manifest, but no MP3, cover, page or report, which take three quarters of the time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import soundfile

from audio_edition.audio.master import Mastered
from audio_edition.audio.meter import Loudness
from audio_edition.audio.render import render
from audio_edition.audio.timeline import plan_timeline
from audio_edition.edition import produce as producing
from audio_edition.edition.describe import describe
from audio_edition.edition.fingerprint import file_digest
from audio_edition.edition.manifest import NAME, FileRecord, Manifest
from audio_edition.synthesis import speak as speaking
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.job import SpeechJob
from audio_edition.transcript import caption_cues, write_segments, write_vtt

_NOTES = Path(os.environ["BENCH_CLUSTER_NOTES"])


def note(line: str) -> None:
    """Write a line; appended whole by every process."""
    with open(_NOTES, "a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def produce_light(
    performance: Any, settings: Any, folder: Path, identity: Any, synthesis: Any, *_: object
) -> None:
    """As `produce`, without encoding, drawing and pages."""
    timeline = plan_timeline(performance.script, performance.utterances, performance.clips, settings)
    joined, sound = folder / "edition.wav", folder / "edition.pcm"
    render(timeline, performance.cast, settings, joined)
    sound.write_bytes(
        soundfile.read(os.fsencode(joined), dtype="float32")[0].tobytes()
    )  # a WAV tells its hour
    joined.unlink()
    captions = caption_cues(timeline.cues, performance.script, language=performance.article.language)
    (folder / "transcript.vtt").write_text(write_vtt(captions, language="nn"), encoding="utf-8")
    (folder / "transcript.json").write_text(write_segments(timeline.cues), encoding="utf-8")
    loudness = Loudness(-19.0, -3.0, 1.0, -20.0, timeline.total_samples)
    mastered = Mastered(sound, sound, loudness, 0.0, False, 0, 96)
    account = describe(performance, settings, timeline, mastered, identity, synthesis)
    files = {
        path.name: FileRecord(size_bytes=path.stat().st_size, sha256=file_digest(path))
        for path in folder.iterdir()
    }
    (folder / NAME).write_text(Manifest(**dict(account), files=files).to_json(), encoding="utf-8")


def _speak(job: SpeechJob, engine_of: Any, cache: ClipCache) -> Any:
    if not job.fresh and cache.find(job.key) is not None:
        note(f"again {job.key}")
    clip = _GOOD(job, engine_of, cache)
    note(f"spoken {job.key}")
    return clip


if not hasattr(speaking, "good_speak"):  # Dask loads this more than once
    speaking.good_speak = speaking._speak  # type: ignore[attr-defined]
_GOOD = speaking.good_speak  # type: ignore[attr-defined]
speaking._speak = _speak
if os.environ.get("BENCH_CLUSTER_LIGHT"):
    producing.produce = produce_light  # type: ignore[assignment]
note(f"worker {os.getpid()}")
