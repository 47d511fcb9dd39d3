"""How an edition is made: the one place that knows the order of the steps."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from audio_edition.article import leave_out, read_article
from audio_edition.audio.sounds import read_sound
from audio_edition.decisions.apply import Decided, apply
from audio_edition.disk import disk_is_full, is_full
from audio_edition.edition.deadline import reading_limit_s, within
from audio_edition.edition.describe import Identity, Performance
from audio_edition.edition.fingerprint import digests, score
from audio_edition.edition.finished import finished
from audio_edition.edition.going_out import decisions_of
from audio_edition.edition.index import ArticleJob, origin_of, text_digest
from audio_edition.edition.manifest import Timings
from audio_edition.edition.marks import Marks
from audio_edition.edition.order import SAME, Finished, Found, Order
from audio_edition.edition.produce import produce
from audio_edition.edition.shelf import Bench
from audio_edition.edition.steadiness import History
from audio_edition.edition.talk import Talk
from audio_edition.edition.times import moment
from audio_edition.errors import DiskFull, HeldBack, PublishError
from audio_edition.listener.whisper import Listener, load_listener
from audio_edition.page.cover import check_picture
from audio_edition.page.pictures import names_beside
from audio_edition.script import limits_met, write_script
from audio_edition.settings import Settings
from audio_edition.shown import shown
from audio_edition.speech import FrontEnd
from audio_edition.synthesis import Synthesiser
from audio_edition.synthesis.listening import understood
from audio_edition.synthesis.workers import Workers
from audio_edition.types import Article, Cast, Clip, Script, Utterance
from audio_edition.voices import build_cast

_CHECK_RATE_HZ = 22_050
"""At which a jingle is read before anything is spoken, to see that it can be."""


class Maker:
    """Makes editions with one cast; voices, lexicons and tables are loaded once, when first needed."""

    def __init__(
        self, settings: Settings, talk: Talk, *, fresh: bool = False, workers: Workers | None = None
    ) -> None:
        """`fresh`: speak every sentence anew, also those in the cache. `workers`: who speaks; default this machine."""
        self.settings = settings
        self.talk = talk
        self.fresh = fresh
        self._workers = workers
        self._synthesiser: Synthesiser | None = None
        self._own_files_are_good = False

    def make(self, order: Order, bench: Bench, found: Found, past: History | None) -> Finished:
        """As `Studio.make`; `past`: the editions that were there before the run."""
        begun = time.monotonic()
        job = order.job
        with within(reading_limit_s(len(job.data)), f"{shown(job.source)}: reading it", of_processor=True):
            article = leave_out(
                read_article(job.source, job.data, parts=self.settings.reading.parts), self.settings.skip
            )
            text = text_digest(article)
            found(article, text)
            to_come = self._look_at_date(article, order.embargo_at)
            script = write_script(article, self.settings)
            article = replace(article, warnings=article.warnings + limits_met(article, script))
            decided = self.decided(job, article, self.utterances(article, script))
            utterances = decided.utterances
            beside = digests(Path(job.source).parent, names_beside(article))
            score = self._score(job, utterances, beside)
        if not order.again and order.known is not None:
            for same in SAME:
                there = bench.known(order.known, same)
                if there is not None and there.score == score:
                    return Finished(article.slug, article.title, text, same=same, beside=beside)
        if (manifest := bench.made(order.key)) is not None:  # by a run that was ended before it published it
            return finished(manifest, text, begun)
        self.talk.article(article.title, job.source)
        article = replace(article, warnings=(*article.warnings, *decided.stale))
        for warning in (*article.warnings, *to_come):
            self.talk.warning(warning)
        _ = self.marks, self.ear  # what cannot be used is told before anything is spoken,
        self._look_at_own_files()  # and so is a cover that is no picture, or a jingle that is no sound
        clips, timings = self._speak(utterances)
        staging = bench.staging(order.key)
        self.talk.stage("joining, mastering and encoding")
        performance = Performance(article, script, tuple(utterances), tuple(clips), self.cast)
        identity = Identity(job.fingerprint, score, origin_of(order.name, job.content, text, beside))
        try:
            article_sha256 = hashlib.sha256(job.data).hexdigest()
            produce(
                performance, self.settings, staging, identity, timings, begun, self.marks, article_sha256, past
            )  # fmt: skip
            bench.put(staging, order.key)
        except BaseException:
            full = is_full(staging.parent)
            bench.drop(staging)
            if full:
                raise DiskFull(disk_is_full(staging.parent)) from None
            raise
        if (manifest := bench.made(order.key)) is None:
            raise PublishError(f"{shown(job.source)}: its edition could not be read back; is the disk full?")
        return finished(manifest, text, begun)

    def decided(self, job: ArticleJob, article: Article, utterances: Sequence[Utterance]) -> Decided:
        """The utterances as editors want them said. Raises SettingsError for decisions that cannot be read."""
        if not job.decisions:
            return Decided(tuple(utterances))
        return apply(decisions_of(job), utterances, self.front.for_article(article))

    def _look_at_date(self, article: Article, embargo_at: datetime | None) -> tuple[str, ...]:
        """A warning for an article with a date to come; HeldBack where there is an embargo."""
        published = article.published
        if published is None or moment(published) <= (embargo_at or datetime.now(UTC)):
            return ()
        when = published.isoformat(sep=" ", timespec="minutes")
        if embargo_at is not None:
            raise HeldBack(f"{shown(article.source)}: is dated {when} and is held back until then")
        return (f"{shown(article.source)} is dated {when}, a time to come: feeds hold it back until then",)

    def _look_at_own_files(self) -> None:
        """Open the cover and the sounds that the settings name. Raises SettingsError for what cannot be used."""
        if self._own_files_are_good:
            return
        if self.settings.cover is not None:
            check_picture(self.settings.cover)
        for sound in (self.settings.jingle, self.settings.chapter_sound):
            if sound is not None:
                read_sound(sound, _CHECK_RATE_HZ)
        self._own_files_are_good = True

    @cached_property
    def marks(self) -> Marks:
        """Certificate and watermark. Raises SettingsError or EngineUnavailable."""
        return Marks(self.settings)

    @cached_property
    def ear(self) -> Listener | None:
        """Who listens to each clip, if anybody. Raises EngineUnavailable without the extra [verify] or a model."""
        if not self.settings.listen:
            return None
        return load_listener()

    @cached_property
    def cast(self) -> Cast:
        """Who speaks. Raises VoiceError for a voice that is unknown or not ready."""
        return build_cast(self.settings)

    def utterances(self, article: Article, script: Script) -> list[Utterance]:
        """What will be said, sentence by sentence; a sentence without a word to say is left out.

        Raises SynthesisError when letters or digits of a spoken block would be lost.
        """
        front = self.front.for_article(article)
        for problem in front.problems:
            self.talk.warning(problem)
        return list(front.script(script))

    @cached_property
    def front(self) -> FrontEnd:
        """How sentences are said; what is wrong with the lexicons is told once."""
        front = FrontEnd(self.settings)
        for problem in front.problems:
            self.talk.warning(problem)
        return front

    def close(self) -> None:
        """End the workers."""
        if self._synthesiser is not None:
            self._synthesiser.close()
            self._synthesiser = None

    @property
    def synthesiser(self) -> Synthesiser:
        if self._synthesiser is None:
            self._synthesiser = Synthesiser(self.settings, self.cast, fresh=self.fresh, workers=self._workers)
        return self._synthesiser

    def _score(self, job: ArticleJob, utterances: Sequence[Utterance], beside: Mapping[str, str]) -> str:
        """Digest of everything that decides what the edition is, once all words have their sounds."""
        return score(job.data, self.settings, self.cast, self.synthesiser.keys(utterances), beside)

    def _speak(self, utterances: Sequence[Utterance]) -> tuple[list[Clip], Timings]:
        """The clips of all utterances, and how long it took to make those that were missing."""
        synthesiser = self.synthesiser
        missing = set(synthesiser.missing(utterances))
        self.talk.speaking(len(utterances), len(missing), sum(_phonemes(utterances[i]) for i in missing))
        begun = time.monotonic()
        made_s = 0.0

        def on_clip(index: int, clip: Clip) -> None:
            nonlocal made_s
            if index in missing:
                made_s += clip.duration_s
                self.talk.spoken(_phonemes(utterances[index]))

        clips = synthesiser.clips(utterances, on_clip)
        if self.ear is not None:
            self.talk.stage("listening")
            clips = understood(utterances, clips, synthesiser.clips, self.ear)
        spent_s = time.monotonic() - begun
        spent_s = round(spent_s, 3) if made_s else 0.0
        return clips, Timings(synthesised_s=round(made_s, 3), synthesis_s=spent_s, total_s=spent_s)


def _phonemes(utterance: Utterance) -> int:
    return sum(len(word.ipa) for word in utterance.words)
