"""Utterances in, finished clips out: from the cache where they are, from the workers where they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_not
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from audio_edition.errors import AudioEditionError, SynthesisError
from audio_edition.settings import Settings
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.carrier import to_carried_pieces
from audio_edition.synthesis.job import SpeechJob
from audio_edition.types import Cast, Clip, Utterance
from audio_edition.voices.cast import build_fallback

if TYPE_CHECKING:
    from audio_edition.synthesis.workers import Workers

OnClip = Callable[[int, Clip], None]


class Synthesiser:
    """Speaks with a cast. Models are loaded only when a clip is missing, and kept until `close`."""

    def __init__(
        self,
        settings: Settings,
        cast: Cast,
        *,
        fresh: bool = False,
        folder: Path | None = None,
        workers: Workers | None = None,
    ) -> None:
        """`fresh`: speak also what is in the cache, once. `folder`: of the clips, default the user's cache.
        `workers`: who speaks, default this machine; closed with the synthesiser.
        """
        self._settings, self._cast, self._fresh = settings, cast, fresh
        self._cache = ClipCache(folder, device=settings.device, shared=settings.clips)
        self._known: dict[str, Clip] = {}
        # An edition asks three times: what it is to be, what is missing, and for the clips.
        self._keyed: tuple[tuple[Utterance, ...], list[str]] = (), []
        self._workers = workers

    def keys(self, utterances: Sequence[Utterance]) -> list[str]:
        """The key of each utterance's clip; nothing is spoken. Raises UnknownPhoneme or SynthesisError."""
        utterances = tuple(utterances)
        if len(utterances) != len(self._keyed[0]) or any(map(is_not, utterances, self._keyed[0])):
            self._keyed = utterances, [self._key(utterance) for utterance in utterances]
            if not self._fresh:
                self._cache.fetch(dict.fromkeys(self._keyed[1]))
        return list(self._keyed[1])

    def missing(self, utterances: Sequence[Utterance]) -> list[int]:
        """Indices of the utterances whose clip is not in the cache (with `fresh`: not yet spoken anew)."""
        return [index for index, key in enumerate(self.keys(utterances)) if self._find(key) is None]

    def clips(self, utterances: Sequence[Utterance], on_clip: OnClip | None = None) -> list[Clip]:
        """The clip of each utterance, in order. `on_clip(index, clip)` is called as each is there.

        A sentence that fails does not stop the others, which stay in the cache; then SynthesisError names it.
        Raises VoiceError when a voice cannot be used, PublishError when clips cannot be written.
        """
        keys = self.keys(utterances)
        places: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            places.setdefault(key, []).append(index)
        found: dict[str, Clip] = {}

        def take(key: str, clip: Clip) -> None:
            found[key] = self._known[key] = clip
            for index in places[key]:
                if on_clip:
                    on_clip(index, clip)

        jobs = []
        for key, indices in places.items():
            if clip := self._find(key):
                take(key, clip)
            else:
                jobs.append(self._job(utterances[indices[0]], key))
        failures = self._speak(jobs, take)
        if failures:
            more = f" (and {len(failures) - 1} more sentences failed)" if len(failures) > 1 else ""
            raise type(failures[0])(f"{failures[0]}{more}")
        return [found[key] for key in keys]

    def close(self) -> None:
        """End the workers and free the models."""
        if self._workers is not None:
            self._workers.close()

    def __enter__(self) -> Synthesiser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _key(self, utterance: Utterance) -> str:
        member, delivery = utterance.member(self._cast), utterance.delivery
        try:
            pieces, _ = to_carried_pieces(
                utterance.words, member, self._settings.rate * delivery.rate, delivery.seed
            )
        except AudioEditionError as error:
            raise type(error)(f"{error}, in the sentence «{utterance.written}»") from error
        if not pieces:
            raise SynthesisError(f"there is nothing to say in the sentence «{utterance.written}»")
        return self._cache.key(pieces, member)

    def _find(self, key: str) -> Clip | None:
        if key not in self._known and not self._fresh and (clip := self._cache.find_here(key)):
            self._known[key] = clip
        known = self._known.get(key)
        return known if known and known.path.is_file() else None

    def _job(self, utterance: Utterance, key: str) -> SpeechJob:
        return SpeechJob(
            key=key,
            words=utterance.words,
            member=utterance.member(self._cast),
            rate=self._settings.rate * utterance.delivery.rate,
            seed=utterance.delivery.seed,
            fallback=build_fallback(self._settings),
            text=utterance.written,
            fresh=self._fresh,
        )

    def _speak(self, jobs: list[SpeechJob], take: Callable[[str, Clip], None]) -> list[AudioEditionError]:
        """Speak the jobs; the errors of those that failed."""
        if not jobs:
            return []
        if self._workers is None:
            from audio_edition.synthesis.workers import LocalWorkers

            self._workers = LocalWorkers(self._settings)
        failures: list[AudioEditionError] = []

        def done(index: int, result: Clip | AudioEditionError) -> None:
            if isinstance(result, Clip):
                take(jobs[index].key, result)
            else:
                failures.append(result)

        self._workers.run(jobs, self._cache, done)
        return failures
