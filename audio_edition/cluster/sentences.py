"""The sentences of one article spread over a cluster: one more who stands behind `synthesis.Workers`."""

from __future__ import annotations

from collections.abc import Sequence

from distributed import KilledWorker, as_completed

from audio_edition.cluster.hired import Hired
from audio_edition.cluster.worker_studio import place_of, speak_sentence
from audio_edition.errors import (
    AudioEditionError,
    ClusterError,
    PublishError,
    SynthesisError,
    TookTooLong,
    VoiceError,
)
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.workers import Done


class ClusterWorkers:
    """Speaks sentences on the workers of a cluster; each sentence's sound comes back, once."""

    def __init__(self, hired: Hired) -> None:
        self._hired = hired
        self._late: set[str] = set()

    def run(self, jobs: Sequence[SpeechJob], cache: ClipCache, on_done: Done) -> None:
        """As `Workers.run` says; longest first, so that none is left alone at the end."""
        hired = self._hired
        hired.listen(self._heard)
        client = hired.client
        hired.slots()
        place = place_of(cache.folder)
        order = sorted(range(len(jobs)), key=lambda index: -jobs[index].size)
        futures = {
            client.submit(
                speak_sentence,
                hired.name,
                jobs[index],
                place,
                key=f"audio-sentence-{hired.run}{jobs[index].key[:20]}",
                pure=False,
                **hired.restriction(),
            ): index
            for index in order
        }
        by_key = {jobs[index].key: future for future, index in futures.items()}
        try:
            for future in as_completed(futures, loop=client.loop):
                index = futures[future]
                job = jobs[index]
                try:
                    sent = future.result(timeout=60)
                    if isinstance(sent, AudioEditionError):
                        raise sent
                    clip = cache.put(job.key, *sent) if sent is not None else cache.find(job.key)
                    if clip is None:
                        raise PublishError(
                            f"the sentence «{job.text}» was spoken and is not in {cache.folder}"
                        )
                except (VoiceError, PublishError):
                    raise
                except Exception as error:
                    on_done(index, self._why(error, job, future.status))
                else:
                    on_done(index, clip)
                for late in self._late & by_key.keys():
                    by_key[late].cancel()
        finally:
            client.cancel(list(futures))

    def close(self) -> None:
        """Nothing: the cluster is closed by whoever hired it."""

    def _heard(self, what: str, key: str, *more: object) -> None:
        if what == "late":
            self._late.add(key)

    def _why(self, error: Exception, job: SpeechJob, status: str) -> AudioEditionError:
        if job.key in self._late:
            return TookTooLong(f"the sentence «{job.text}» took too long, and its worker was ended")
        if isinstance(error, KilledWorker):
            times = error.allowed_failures + 1
            return SynthesisError(f"{times} workers died while they spoke «{job.text}»")
        if isinstance(error, AudioEditionError):
            return error
        return ClusterError(
            f"the sentence «{job.text}» was lost with the cluster ({status}): {error}; run again"
        )
