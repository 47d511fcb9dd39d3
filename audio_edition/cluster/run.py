"""A run on a cluster: who makes the articles, who speaks the sentences, and what it came to."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.cluster.hired import Hired
from audio_edition.edition.batch import make_all
from audio_edition.edition.going_out import EditionCheck
from audio_edition.edition.order import Crew, Finished, Order
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.studio import Studio
from audio_edition.edition.talk import Talk
from audio_edition.finding import nothing_found
from audio_edition.settings import Settings

if TYPE_CHECKING:
    from audio_edition.cluster.articles import ClusterCrew
    from audio_edition.cluster.sentences import ClusterWorkers
    from audio_edition.synthesis.cache import ClipCache
    from audio_edition.synthesis.job import SpeechJob
    from audio_edition.synthesis.workers import Done


@dataclass(slots=True)
class ClusterRun:
    """What `make_all` is given, and what is told at the end."""

    studio: Studio
    """For the articles that are made here; its sentences are spoken on the cluster."""
    crew: Crew
    crew_from: int
    """With so many articles to make, or more, the crew makes them whole."""
    hired: Hired
    made: int = 0
    speech_s: float = 0.0
    busy_s: float = 0.0
    again: int = 0
    """Articles that were begun more than once."""
    _end: float = 0.0

    def count(self, outcome: Outcome) -> None:
        """Take one outcome into the figures."""
        if outcome.status == "made":
            self.made += 1
            self.speech_s += outcome.duration_s
            self.busy_s += outcome.seconds
            self.again += outcome.tries > 1
            self._end = time.monotonic()

    def figures(self) -> dict[str, object] | None:
        """Throughput and cost, for `--json`; None when nobody had to be hired."""
        if self.hired.begun is None or not self.made:
            return None
        wall_s = max(1e-9, self._end - self.hired.begun)
        core_h = self.hired.threads * wall_s / 3600
        return {
            "cluster": self.hired.address,
            "threads": self.hired.threads,
            "wall_s": round(wall_s, 3),
            "articles": self.made,
            "tried_again": self.again,
            "speech_s": round(self.speech_s, 3),
            "speech_s_per_s": round(self.speech_s / wall_s, 3),
            "articles_per_hour": round(self.made / wall_s * 3600, 1),
            "core_hours": round(core_h, 6),
            "core_hours_per_1000_articles": round(core_h / self.made * 1000, 3),
            "busy_share": round(min(1.0, self.busy_s / (self.hired.threads * wall_s)), 3),
        }

    def lines(self) -> list[str]:
        """The figures for people."""
        found = self.figures()
        if found is None:
            return []
        lines = [
            f"cluster: {found['articles']} articles on {found['threads']} threads in {found['wall_s']:.0f} s: "
            f"{found['speech_s_per_s']} s of speech a second, {found['articles_per_hour']} articles an hour, "
            f"{found['core_hours_per_1000_articles']} core-hours for 1,000 articles"
        ]
        if self.again:
            lines.append(f"cluster: {self.again} tried again, for their workers were lost")
        return lines


class _Loaded:
    """Who makes articles on the cluster and who speaks sentences there; Dask is loaded when the first is handed over."""

    def __init__(self, hired: Hired) -> None:
        self._hired = hired

    @cached_property
    def _staff(self) -> tuple[ClusterCrew, ClusterWorkers]:
        from audio_edition.cluster import articles, sentences

        return articles.ClusterCrew(self._hired), sentences.ClusterWorkers(self._hired)

    def make(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Finished | Exception]]:
        """As `Crew` says."""
        return self._staff[0].make(orders)

    def run(self, jobs: Sequence[SpeechJob], cache: ClipCache, on_done: Done) -> None:
        """As `Workers` says."""
        self._staff[1].run(jobs, cache, on_done)

    def close(self) -> None:
        """Nothing: the cluster is closed by whoever hired it."""


@contextlib.contextmanager
def on_cluster(
    settings: Settings, out: Path, talk: Talk, *, fresh: bool = False, check: EditionCheck = nothing_found
) -> Iterator[ClusterRun]:
    """The run on the cluster of `settings`; it is connected to when there is something to make.

    Raises SettingsError, EngineUnavailable; ClusterError from within.
    """
    hired = Hired(settings, talk, fresh=fresh, out=out)
    loaded = _Loaded(hired)
    studio = Studio(settings, talk, fresh=fresh, check=check, workers=loaded)
    crew_from = {"auto": 2, "article": 1, "sentence": 1 << 62}[settings.grain]
    try:
        yield ClusterRun(studio, loaded, crew_from, hired)
    finally:
        studio.close()
        hired.close()


def make_all_on_cluster(
    articles: Sequence[str],
    out: Path,
    settings: Settings,
    talk: Talk,
    *,
    force: bool = False,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    check: EditionCheck = nothing_found,
    embargo_at: datetime | None = None,
    given: Mapping[str, bytes] | None = None,
) -> tuple[Sequence[Outcome], ClusterRun]:
    """As `make_all`, on the cluster of `settings`; also what it came to."""

    def told(outcome: Outcome) -> None:
        run.count(outcome)
        on_outcome(outcome)

    with on_cluster(settings, out, talk, fresh=force, check=check) as run:
        outcomes = make_all(
            articles,
            out,
            settings,
            force=force,
            embargo_at=embargo_at,
            on_outcome=told,
            studio=run.studio,
            crew=run.crew,
            crew_from=run.crew_from,
            given=given,
        )
    return outcomes, run
