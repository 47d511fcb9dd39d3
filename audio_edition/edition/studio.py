"""Where an edition is made: the one place that knows the order of the steps."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.disk import disk_is_full, is_full
from audio_edition.edition.deadline import reading_limit_s, within
from audio_edition.edition.fingerprint import score
from audio_edition.edition.index import Index, Job, text_digest
from audio_edition.edition.publish import publish, staging_folder
from audio_edition.edition.talk import Quiet, Talk
from audio_edition.edition.times import moment
from audio_edition.errors import Duplicate, HeldBack, PublishError, Waiting
from audio_edition.finding import Finding, nothing_found
from audio_edition.settings import Settings
from audio_edition.shown import shown
from audio_edition.types import Article, Cast, Clip, Script, Utterance

if TYPE_CHECKING:
    from audio_edition.decisions.apply import Decided
    from audio_edition.decisions.model import Decisions
    from audio_edition.edition.manifest import Timings
    from audio_edition.edition.marks import Marks
    from audio_edition.speech import FrontEnd
    from audio_edition.synthesis import Synthesiser


class Studio:
    """Makes editions with one cast; voices, lexicons and tables are loaded once, when first needed."""

    def __init__(
        self,
        settings: Settings,
        talk: Talk | None = None,
        *,
        fresh: bool = False,
        check: Callable[[Path], Iterable[Finding]] = nothing_found,
    ) -> None:
        """`fresh`: speak every sentence anew, also those in the cache. `check`: what is wrong with the edition in a
        folder, asked before a `faultless` one goes out.
        """
        self.settings = settings
        self.check = check
        self.talk: Talk = talk or Quiet()
        self.fresh = fresh
        self.embargo_at: datetime | None = None
        """The time it is, when an article that is dated later is to be held back."""
        self._synthesiser: Synthesiser | None = None

    def make(self, job: Job, out: Path, index: Index) -> tuple[Path, bool]:
        """Make the edition of an article, publish it under `out` and put it into the index of `out`; returns its
        folder, and whether it was made.

        It is not made when what would be heard and seen is what is there: a corrected word in a lexicon leaves
        alone every article that does not hold it. Raises an AudioEditionError when it could not be made (HeldBack
        and Duplicate when it should not); nothing is published then, and sentences that were spoken stay in the
        cache. Raises Waiting when it was made, or was there, and is not to go out yet.
        """
        begun = time.monotonic()
        from audio_edition.article import leave_out, read_article
        from audio_edition.edition.describe import Identity, Performance
        from audio_edition.edition.policy import waiting_folder
        from audio_edition.edition.same import is_same
        from audio_edition.script import limits_met, write_script

        _only_once(job, index, job.content)
        with within(reading_limit_s(len(job.data)), f"{shown(job.source)}: reading it", of_processor=True):
            article = leave_out(
                read_article(job.source, job.data, parts=self.settings.reading.parts), self.settings.skip
            )
            text = text_digest(article)
            _only_once(job, index, text)
            to_come = self._look_at_date(article)
            script = write_script(article, self.settings)
            article = replace(article, warnings=article.warnings + limits_met(article, script))
            decided = self.decided(job, article, self.utterances(article, script))
            utterances = decided.utterances
            score = self._score(job, utterances)
        target = out / index.folder_for(article.slug, job)
        waiting = waiting_folder(out) / target.name
        for folder in () if self.fresh else (target, waiting):
            if is_same(folder, score, job.fingerprint):
                return target, self._put_out(job, index, text, folder, target)
        self.talk.article(article.title, job.source)
        article = replace(article, warnings=(*article.warnings, *decided.stale))
        for warning in (*article.warnings, *to_come):
            self.talk.warning(warning)
        _ = self.marks  # a certificate that cannot be used is told before anything is spoken
        clips, timings = self._speak(utterances)
        staging = staging_folder(target)
        self.talk.stage("joining, mastering and encoding")
        performance = Performance(article, script, tuple(utterances), tuple(clips), self.cast)
        identity = Identity(job.fingerprint, score, index.origin(job, text))
        from audio_edition.edition.produce import produce

        try:
            article_sha256 = hashlib.sha256(job.data).hexdigest()
            produce(performance, self.settings, staging, identity, timings, begun, self.marks, article_sha256)
            self._put_out(job, index, text, staging, target)
        except Waiting:
            raise
        except BaseException:
            full = is_full(out)
            shutil.rmtree(staging, ignore_errors=True)
            if full:
                raise PublishError(disk_is_full(out)) from None
            raise
        return target, True

    def decided(self, job: Job, article: Article, utterances: Sequence[Utterance]) -> Decided:
        """The utterances as editors want them said. Raises SettingsError for decisions that cannot be read."""
        from audio_edition.decisions.apply import Decided, apply

        if not job.decisions:
            return Decided(tuple(utterances))
        return apply(_decisions(job), utterances, self.front.for_article(article), self.settings)

    def _put_out(self, job: Job, index: Index, text: str, folder: Path, target: Path) -> bool:
        """Put the finished edition in `folder` where it belongs; whether `target` is new. Raises Waiting when it is
        not to go out: what was published before then stays, unless it is this very one.
        """
        from audio_edition.edition.manifest import read_manifest
        from audio_edition.edition.policy import reasons_to_wait, stale_verdicts, waiting_folder

        waiting, policy = waiting_folder(target.parent) / target.name, self.settings.publish
        manifest = read_manifest(folder)
        if manifest is None:
            raise PublishError(f"{folder}: its edition.json cannot be read back; run again")
        decisions = _decisions(job)
        for stale in stale_verdicts(manifest, decisions):
            self.talk.warning(f"{shown(job.source)}: {stale}")
        # What is out already is taken back for a plain no alone, not because the policy has become stricter.
        is_out = folder == target
        findings = self.check(folder) if policy == "faultless" and not is_out else ()
        reasons = reasons_to_wait(manifest, decisions, "at_once" if is_out else policy, findings)
        place = waiting if reasons else target
        if folder != place:
            place.parent.mkdir(parents=True, exist_ok=True)
            publish(folder, place)
        if reasons:
            index.add(job, waiting, text, is_out=False)
            raise Waiting(f"{shown(job.source)}: waits in {shown(waiting)}: {'; '.join(reasons)}", waiting)
        if waiting.is_dir():
            shutil.rmtree(waiting, ignore_errors=True)
        index.add(job, target, text)
        return not is_out

    def _look_at_date(self, article: Article) -> tuple[str, ...]:
        """A warning for an article with a date to come; HeldBack where there is an embargo."""
        published = article.published
        if published is None or moment(published) <= (self.embargo_at or datetime.now(UTC)):
            return ()
        when = published.isoformat(sep=" ", timespec="minutes")
        if self.embargo_at is not None:
            raise HeldBack(f"{shown(article.source)}: is dated {when} and is held back until then")
        return (f"{shown(article.source)} is dated {when}, a time to come: feeds hold it back until then",)

    @cached_property
    def marks(self) -> Marks:
        """Certificate and watermark. Raises SettingsError or EngineUnavailable."""
        from audio_edition.edition.marks import Marks

        return Marks(self.settings)

    @cached_property
    def cast(self) -> Cast:
        """Who speaks. Raises VoiceError for a voice that is unknown or not ready."""
        from audio_edition.voices import build_cast

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
        from audio_edition.speech import FrontEnd

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
        from audio_edition.synthesis import Synthesiser

        if self._synthesiser is None:
            self._synthesiser = Synthesiser(self.settings, self.cast, fresh=self.fresh)
        return self._synthesiser

    def _score(self, job: Job, utterances: Sequence[Utterance]) -> str:
        """Digest of everything that decides what the edition is, once all words have their sounds."""
        return score(job.data, self.settings, self.cast, self.synthesiser.keys(utterances))

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
        spent_s = time.monotonic() - begun
        spent_s = round(spent_s, 3) if made_s else 0.0
        from audio_edition.edition.manifest import Timings

        return clips, Timings(synthesised_s=round(made_s, 3), synthesis_s=spent_s, total_s=spent_s)


def _decisions(job: Job) -> Decisions:
    from audio_edition.decisions.beside import decisions_file
    from audio_edition.decisions.model import Decisions
    from audio_edition.decisions.store import parse

    path = decisions_file(job.source)
    return parse(job.decisions, path) if job.decisions and path is not None else Decisions()


def _only_once(job: Job, index: Index, digest: str) -> None:
    """Raise Duplicate when another file with this digest, of its bytes or of its text, has an edition."""
    if twin := index.twin(job, digest):
        raise Duplicate(
            f"{shown(job.source)}: holds the same article as {shown(index.source_path(twin))}, whose edition is "
            f"{twin.folder}; it is made once; take one of the two away",
            digest,
        )


def _phonemes(utterance: Utterance) -> int:
    return sum(len(word.ipa) for word in utterance.words)
