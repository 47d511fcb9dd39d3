"""Everything a site needs in a night. A second run without news writes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audio_edition.article.find import articles_in
from audio_edition.crash_log import keep
from audio_edition.disk import write_whole
from audio_edition.edition.batch import make_all
from audio_edition.edition.index import Index
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.publish import locked
from audio_edition.edition.shelves import shelf_of
from audio_edition.edition.studio import Studio
from audio_edition.edition.talk import Quiet, Talk
from audio_edition.errors import ArticleError, AudioEditionError, FetchError
from audio_edition.feed.build import build_feeds, write_if_changed
from audio_edition.feed.media import StoreMedia
from audio_edition.page.document import Document
from audio_edition.settings import Settings
from audio_edition.site.config import Site
from audio_edition.site.fetched import Fetched
from audio_edition.site.fitness import findings_of
from audio_edition.site.known import Known, Linted, Memory
from audio_edition.site.meanwhile import Meanwhile
from audio_edition.site.night import REPORT, Night
from audio_edition.site.page import site_page
from audio_edition.site.report import site_report

NEWS = "night.json"
_NOTIFY_S = 600


def run(
    site: Site,
    *,
    talk: Talk | None = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    apart: bool = False,
    cluster: str | None = None,
) -> Night:
    """Fetch, make, verify, feeds, pages, notify. The site is held for the run; a second one waits.

    `apart`: articles are made in a process of their own, whose death costs one article and not the night.
    `cluster`: address of the Dask cluster that makes them, in place of what the site's settings say.
    Every configuration file is read before anything is done. Raises SettingsError, FeedError, VoiceError and
    LexiconError when the site cannot be worked on at all, PublishError when it cannot be written.
    """
    begun = time.monotonic()
    night = Night(site.folder)
    settings = site.settings()
    if cluster is not None:
        settings = settings.model_copy(update={"cluster": cluster})
    site.feeds()
    with locked(site.folder):
        night.fetched = _fetch(site, night)
        articles = _articles(site, night)
        with Meanwhile(site, publish_meanwhile, site.config.feeds_every_s) as meanwhile:

            def told(outcome: Outcome) -> None:
                meanwhile.told(outcome)
                on_outcome(outcome)

            made = _make(site, night, articles, settings, talk or Quiet(), told, apart)
            night.outcomes = [*night.outcomes, *made] if night.outcomes else made
        publish(site, night)
        meanwhile.add_to(night)
        if night.made:
            _tidy_cache(night, settings.cache_gb)
        _tell(site, night, settings.site_url)
        _notify(site, night)
    night.seconds = time.monotonic() - begun
    return night


def publish(site: Site, night: Night) -> None:
    """Look at all editions, then feeds, the site's page and the editor's report; what stays the same is not written."""
    memory = Memory(site.folder)
    language = site.settings().page_language
    _publish(site, night, memory)
    with _step(night, "writing the report"):
        _write_page(site.folder / REPORT, site_report(site, night, language), memory)
    memory.save()


def publish_meanwhile(site: Site, night: Night) -> None:
    """As `publish`, in the middle of a run: the report is for its end."""
    memory = Memory(site.folder)
    with _step(night, "looking at the editions"):  # it may take minutes, in which others publish theirs
        _, checked, _ = _look(site, memory, Index(site.editions))
        memory.save()
    _publish(site, night, memory)
    night.checked += checked
    memory.save()


def _publish(site: Site, night: Night, memory: Memory) -> None:
    settings = site.settings()
    language, store = settings.page_language, settings.store
    media = StoreMedia(store, site.editions) if store is not None else None
    with _the_writer(settings, site.editions), locked(site.editions):
        index = Index(site.editions)
        with _step(night, "looking at the editions"):
            night.editions, night.checked, night.unreadable = _look(site, memory, index)
        there = {known.folder for known in night.editions}
        for entry in index.entries:
            path = index.source_path(entry)
            if entry.folder in there and path is not None and not path.is_file():
                night.orphans.append((entry.folder, os.path.relpath(path, site.folder)))
        config = site.feeds()
        if config is not None:
            with _step(night, "building the feeds"):
                night.feeds = build_feeds(site.editions, site.feed, config=config, media=media)
                _check_feeds(night, memory, site.editions if media is None else None)
        with _step(night, "writing the site's page"):
            now = datetime.now(UTC)
            out = [known for known in night.editions if known.moment <= now]
            _write_page(
                site.editions / "index.html", site_page(site.config.title, out, config, language), memory
            )
        if media is not None:
            media.send()


def _look(site: Site, memory: Memory, index: Index) -> tuple[list[Known], list[Known], list[str]]:
    """As `Memory.look`. What lies in a store was measured by who made it; here is its manifest alone."""
    whole = site.settings().store is None
    return memory.look(
        site.editions,
        [entry.folder for entry in index.entries],
        verify=site.config.verify and whole,
        mark="edition.mp3" if whole else "edition.json",
    )


def _the_writer(settings: Settings, editions: Path) -> AbstractContextManager[object]:
    """Be the one who writes in the site's object store, if it has one."""
    return shelf_of(settings, editions).at_work() if settings.store is not None else nullcontext()


def _write_page(path: Path, page: Document, memory: Memory) -> None:
    """Write a page, unless it would be what was written last and still lies there."""
    key = page.key()
    if not memory.holds(path, key):
        data = page.html().encode("utf-8", "replace")
        write_if_changed(path, data)
        memory.keep_page(path, key, data)


def _tidy_cache(night: Night, limit_gb: float) -> None:
    """Keep the cache of finished sentences within its limit; that it cannot be is no fault of the night."""
    from audio_edition.synthesis.pruning import prune_clips

    try:
        night.cache = prune_clips(limit_gb * 1e9).line()
    except AudioEditionError as error:
        night.cache = f"clip cache: {error}"


@contextmanager
def _step(night: Night, doing: str) -> Iterator[None]:
    """Go on with the night when a step of it fails in a way that nobody has foreseen."""
    try:
        yield
    except (AudioEditionError, OSError):
        raise
    except Exception as error:
        night.broken.append(f"{doing}: {keep(error, doing)}")


def _fetch(site: Site, night: Night) -> list[Fetched]:
    if not site.has_sources:
        return []
    from audio_edition.site import fetch, sources

    asked = sources.load_sources(site.sources)
    try:
        with _step(night, "fetching"):
            return fetch.fetch(asked, site.inbox)
    except FetchError as error:
        return [Fetched(str(site.sources), "failed", problem=str(error))]
    return []


def _articles(site: Site, night: Night) -> list[str]:
    """The inbox, when there are articles in it; none is no fault, for there are nights without any."""
    if not site.inbox.is_dir():
        problem = f"{site.inbox}: there is no such inbox; create the folder, or name another in site.toml"
        night.outcomes = [Outcome(str(site.inbox), "failed", problem=problem, exit_code=1)]
        return []
    try:
        next(articles_in(site.inbox))
        return [str(site.inbox)]
    except ArticleError:
        night.hints.append(
            f"{site.inbox} holds no article; put text, HTML or Markdown files there and run this again"
        )
        return []


def _make(
    site: Site,
    night: Night,
    articles: Sequence[str],
    settings: Any,
    talk: Talk,
    on_outcome: Callable[[Outcome], None],
    apart: bool,
) -> Sequence[Outcome]:
    embargo_at = datetime.now(UTC) if site.config.embargo else None
    if settings.cluster is not None:
        from audio_edition.cluster.run import make_all_on_cluster

        outcomes, done = make_all_on_cluster(
            articles,
            site.editions,
            settings,
            talk,
            on_outcome=on_outcome,
            check=findings_of,
            embargo_at=embargo_at,
        )
        night.cluster += done.lines()
        return outcomes
    studio = Studio(settings, talk, check=findings_of)
    try:
        return make_all(
            articles,
            site.editions,
            settings,
            embargo_at=embargo_at,
            on_outcome=on_outcome,
            studio=studio,
            apart_from=1 if apart else None,
        )
    finally:
        studio.close()


def _check_feeds(night: Night, memory: Memory, folder: Path | None) -> None:
    """Lint each feed, unless its bytes are those that were linted last time."""
    seen = {}
    for built in night.feeds:
        data = built.path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        name = built.path.name
        known = memory.feeds.get(name)
        if known is None or known.digest != digest:
            from audio_edition.feed.check import check_feed

            known = Linted(
                digest, sorted(check_feed(data, folder=folder), key=lambda finding: not finding.is_error)
            )
        seen[name] = known
        night.feed_findings[name] = known.findings
    memory.feeds = seen


def _tell(site: Site, night: Night, site_url: str | None) -> None:
    """Send every edition that was made to the webhook, when there is one and it is published."""
    if site.config.webhook is None or not night.made:
        return
    from audio_edition.site.webhook import describe, send

    editions = [
        describe(outcome.folder.name, manifest, site_url)
        for outcome in night.made
        if outcome.folder is not None and (manifest := outcome.manifest) is not None
    ]
    night.webhook_problems = send(site.config.webhook, editions)


def _notify(site: Site, night: Night) -> None:
    """Run the command to notify when there is something that it has not been told."""
    memory = Memory(site.folder)
    problems = sorted(set(night.standing))
    news = night.made or any(result.status in ("new", "changed") for result in night.fetched)
    if not news and memory.told == problems:
        return
    path = site.folder / NEWS
    write_whole(path, json.dumps(night.news(), ensure_ascii=False, indent=1) + "\n")
    if site.config.notify:
        night.notify_problem = _call([*site.config.notify, str(path.resolve())], site.folder)
    memory.told = problems
    memory.save()


def _call(command: Sequence[str], folder: Path) -> str:
    """Run the command in the site's folder; what went wrong, or "". Its output goes to the log."""
    try:
        code = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            timeout=_NOTIFY_S,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return (
            f"the command to notify ({command[0]}) ran for more than {_NOTIFY_S // 60} minutes and was ended"
        )
    except OSError as error:
        return f"the command to notify ({command[0]}) cannot be run: {error.strerror or error}"
    return f"the command to notify ({command[0]}) ended with exit code {code}" if code else ""
