"""Loaded by every worker process of a test's cluster, see Dask's `preload`: editions without mastering, and faults.

What an article is called decides what happens to whoever makes it; every edition and every sentence that is made is
written down, a line each.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from audio_edition.audio.master import Mastered
from audio_edition.audio.meter import Loudness
from audio_edition.audio.timeline import plan_timeline
from audio_edition.cluster import facts
from audio_edition.edition import produce as producing
from audio_edition.edition.describe import describe
from audio_edition.edition.manifest import NAME, FileRecord, Manifest
from audio_edition.errors import DiskFull
from audio_edition.settings import cache_folder
from audio_edition.synthesis import speak as speaking

if home := os.environ.get("CLUSTER_TEST_HOME"):  # of the workers, where the client's is another
    os.environ["AUDIO_EDITION_HOME"] = home
LOG = Path(os.environ["CLUSTER_TEST_LOG"])


def note(line: str) -> None:
    with open(LOG, "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {line}\n")


def once(name: str) -> bool:
    try:
        (LOG.parent / f"once-{name}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def silent(performance, settings, folder, identity, synthesis, begun, *further):  # type: ignore[no-untyped-def]
    if (LOG.parent / "real").exists() and (LOG.parent / "real").read_text():
        return PRODUCED(performance, settings, folder, identity, synthesis, begun, *further)
    title = performance.article.title
    if title == "Gift" or (title == "Uhell" and once("uhell")):
        os._exit(9)
    if "sein" in title:
        time.sleep(0.5)
    if title == "Heng":
        time.sleep(3600)
    if title == "Feil":
        raise ZeroDivisionError
    (folder / "edition.mp3").write_bytes(b"sound")
    timeline = plan_timeline(performance.script, performance.utterances, performance.clips, settings)
    loudness = Loudness(-19.0, -3.0, 1.0, -20.0, timeline.total_samples)
    mastered = Mastered(folder / "x.wav", folder / "edition.mp3", loudness, 0.0, False, 0, 96)
    account = describe(performance, settings, timeline, mastered, identity, synthesis)
    files = {"edition.mp3": FileRecord(size_bytes=5, sha256="0" * 64)}
    (folder / NAME).write_text(Manifest(**dict(account), files=files).to_json(), encoding="utf-8")
    note(f"made {title}")
    return None


def speak(job, engine_of, cache):  # type: ignore[no-untyped-def]
    if "full disk" in job.text.casefold() and once("disk"):
        raise DiskFull(f"{cache_folder()}: the disk is full")
    clip = GOOD(job, engine_of, cache)
    note(f"spoken {job.key}")
    return clip


if not hasattr(speaking, "good_speak"):  # Dask loads this more than once
    speaking.good_speak = speaking._speak  # type: ignore[attr-defined]
    producing.good_produce = producing.produce  # type: ignore[attr-defined]
if other := os.environ.get("CLUSTER_TEST_VERSION"):
    facts.__version__ = other  # type: ignore[attr-defined]
GOOD = speaking.good_speak  # type: ignore[attr-defined]
PRODUCED = producing.good_produce  # type: ignore[attr-defined]
producing.produce = silent
speaking._speak = speak
