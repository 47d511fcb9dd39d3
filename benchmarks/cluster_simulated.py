"""Stand-ins of `bench_cluster_memory.py`, for its client and (Dask's `preload`) its workers: an article is made and moved
in no time, and everything else of a run is as it is.

Real: reading the files, fingerprints, leases, the journal and its look-ups, the window of articles in flight, Dask's
scheduler, its tasks, events and answers, the outcomes. Simulated: reading, speaking and producing an article on the
worker, and the moving of its folder.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from audio_edition.cluster.worker_studio import WorkerStudio
from audio_edition.edition import going_out
from audio_edition.edition.order import Finished, Order
from audio_edition.edition.shelf import FolderShelf

_FILES = [
    *("edition.mp3", "edition.json", "index.html", "report.html", "cover.jpg", "cover-small.jpg"),
    *("transcript.vtt", "transcript.srt", "transcript.json", "transcript.words.vtt", "chapters.json"),
    *("chapters/01-sak.mp3", "chapters/02-sak.mp3", "chapters/03-sak.mp3"),
]


def article(self: WorkerStudio, order: Order) -> Finished:
    """What a worker tells and gives back, without the work."""
    slug = Path(order.job.source).stem
    text = hashlib.blake2b(order.job.data, digest_size=16).hexdigest()
    self.tell("begun", order.key)
    self.tell("found", order.key, slug, slug, text)
    return Finished(slug, slug, text, duration_s=270.0, seconds=0.1, worker=self._worker.address)


def no_reasons(*_: Any) -> list[str]:
    """Everything goes out, and nothing is moved."""
    return []


WorkerStudio.article = article  # type: ignore[method-assign]
going_out.put_out = no_reasons  # type: ignore[assignment]
FolderShelf.sizes = lambda self, folder: dict.fromkeys(_FILES, 123_456)  # type: ignore[method-assign]
