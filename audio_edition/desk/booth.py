"""Where single sentences are spoken: models and tables are loaded once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_edition.article import leave_out, read_article
from audio_edition.decisions.model import places
from audio_edition.disk import read_up_to
from audio_edition.errors import UsageError
from audio_edition.script import write_script
from audio_edition.settings import Settings
from audio_edition.source_name import split_part
from audio_edition.speech import FrontEnd
from audio_edition.synthesis import Synthesiser
from audio_edition.synthesis.plan import WorkerPlan, available_cores
from audio_edition.synthesis.workers import LocalWorkers
from audio_edition.types import Clip, Utterance
from audio_edition.voices import build_cast

_ONLY_LISTS = {"lexicon": (), "table": ()}


@dataclass(frozen=True, slots=True)
class UndecidedReading:
    """An article as it would be said without any decision."""

    utterances: tuple[Utterance, ...]
    front: FrontEnd
    """With the article's own pronunciations."""

    def at(self, written: str, occurrence: int) -> Utterance:
        """The utterance of a sentence as decisions name it. Raises UsageError when the article lacks it."""
        named = places(utterance.written for utterance in self.utterances)
        for utterance, place in zip(self.utterances, named, strict=True):
            if place == (written, occurrence):
                return utterance
        raise UsageError(
            f"«{written}» is not in the article any more; make the edition again before you decide about it"
        )


class Booth:
    """Speaks sentences with the settings of a room; one at a time."""

    def __init__(self, settings: Settings) -> None:
        """Raises VoiceError for a voice that is unknown or not ready."""
        self.settings = settings
        self._read: dict[str, tuple[str, UndecidedReading]] = {}
        self._begin(settings)

    def renew(self, settings: Settings) -> None:
        """Take the settings as they are now, lexicons and tables read anew; the models stay while they are the same."""
        if settings.model_copy(update=_ONLY_LISTS) != self.settings.model_copy(update=_ONLY_LISTS):
            self.close()
            self._begin(settings)
            return
        self.settings, self._read = settings, {}
        self.front = FrontEnd(settings)

    def _begin(self, settings: Settings) -> None:
        self.settings = settings
        self.front = FrontEnd(settings)
        self._read = {}
        # A sentence is soonest spoken by this process, with all cores.
        self._workers = LocalWorkers(settings, WorkerPlan(1, available_cores()))
        self._cast = build_cast(settings)
        self._synthesiser = Synthesiser(settings, self._cast, workers=self._workers)

    def reading(self, source: str) -> UndecidedReading:
        """How the article `source` is said. Raises ArticleError when it cannot be read."""
        data = read_up_to(Path(source if Path(source).exists() else split_part(source)[0]))
        digest = hashlib.blake2b(data).hexdigest()
        known = self._read.get(source)
        if known is None or known[0] != digest:
            article = read_article(source, data, parts=self.settings.reading.parts)
            script = write_script(leave_out(article, self.settings.skip), self.settings)
            front = self.front.for_article(article)
            known = self._read[source] = digest, UndecidedReading(tuple(front.script(script)), front)
        return known[1]

    def keys(self, utterances: Sequence[Utterance]) -> list[str]:
        """The key of each one's clip; nothing is spoken."""
        return self._synthesiser.keys(utterances)

    def speak(self, utterances: Sequence[Utterance]) -> list[Clip]:
        """The clip of each, from the cache where it is. Raises SynthesisError or VoiceError."""
        return self._synthesiser.clips(utterances)

    def load(self) -> None:
        """Load the narrator's model, so that the first sentence need not wait for it."""
        self._workers.load(self._cast["narrator"].voice)

    def close(self) -> None:
        """Free the models."""
        self._synthesiser.close()
