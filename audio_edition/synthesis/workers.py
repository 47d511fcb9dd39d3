"""The seam behind which sentences are spoken: jobs in, clips in the cache folder out, wherever the work is done.

`LocalWorkers` is this machine; `audio_edition.cluster` has one for other machines. A `Synthesiser` does not know which
it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from audio_edition.errors import AudioEditionError, SynthesisError
from audio_edition.settings import Settings
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.plan import WorkerPlan, available_cores, choose
from audio_edition.synthesis.pool import Pool
from audio_edition.synthesis.speak import speak
from audio_edition.synthesis.worker import Engines
from audio_edition.types import CastMember, Clip, Voice

Done = Callable[[int, "Clip | AudioEditionError"], None]


class Workers(Protocol):
    """Who speaks sentences."""

    def run(self, jobs: Sequence[SpeechJob], cache: ClipCache, on_done: Done) -> None:
        """Speak all jobs, in any order; `on_done(index, result)` once for each, in the caller's thread.

        The clip that is handed over lies in `cache`. A job that fails is handed over as an error and the others go
        on. Raises VoiceError when the voice itself cannot be used, PublishError when no clip can be kept,
        SynthesisError when workers keep dying.
        """
        ...

    def close(self) -> None:
        """End what was started and free the models; `run` may be called again."""
        ...


class LocalWorkers:
    """This process, or processes of this machine: whatever gives most for the work at hand.

    `plan`: so many, without measuring; such as in a process that is itself one worker of many.
    """

    def __init__(self, settings: Settings, plan: WorkerPlan | None = None) -> None:
        self._settings, self._fixed = settings, plan
        self._pool: Pool | None = None
        self._pool_plan: WorkerPlan | None = None
        self._engines: Engines | None = None

    def run(self, jobs: Sequence[SpeechJob], cache: ClipCache, on_done: Done) -> None:
        """As `Workers.run` says."""
        plan = self._fixed or self._chosen(jobs)
        if plan.workers == 1:
            self._run_here(jobs, cache, plan.threads, on_done)
            return
        if self._pool is None or self._pool_plan != plan:
            if self._pool is not None:
                self._pool.close()
            self._pool = Pool(plan.workers, plan.threads, self._settings.device, cache)
            self._pool_plan = plan
        self._pool.run(jobs, on_done)

    def close(self) -> None:
        """End the processes and free the models."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
        if self._engines is not None:
            self._engines.close()
            self._engines = None

    def load(self, voice: Voice) -> None:
        """Load a voice's model into this process now, so that the first sentence need not wait for it."""
        engines = self._engines or Engines(self._settings.device, available_cores())
        self._engines = engines
        engines.of(voice)

    def _chosen(self, jobs: Sequence[SpeechJob]) -> WorkerPlan:
        return choose(self._settings, _most_used(jobs), len(jobs), sum(job.size for job in jobs))

    def _run_here(self, jobs: Sequence[SpeechJob], cache: ClipCache, threads: int, on_done: Done) -> None:
        if self._engines is None:
            self._engines = Engines(self._settings.device, threads)
        for index, job in enumerate(jobs):
            try:
                result: Clip | AudioEditionError = speak(job, self._engines.of, cache)
            except SynthesisError as error:
                result = error
            on_done(index, result)


def _most_used(jobs: Sequence[SpeechJob]) -> CastMember:
    sizes: dict[str, int] = {}
    for job in jobs:
        sizes[job.member.voice.id] = sizes.get(job.member.voice.id, 0) + job.size
    main = max(sizes, key=lambda id: sizes[id])
    return next(job.member for job in jobs if job.member.voice.id == main)
