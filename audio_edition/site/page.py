"""index.html of a site: its editions by date, with sound, feeds and a search in the titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audio_edition.edition.versions import generator
from audio_edition.feed.config import FeedConfig
from audio_edition.page.document import Document
from audio_edition.page.markup import other_language
from audio_edition.page.wording import PageLanguage, Wording, wording
from audio_edition.site.known import Known

_LEAD_CHARS = 280
_APPS = (
    ("Apple Podcasts", "podcast://{bare}"),
    ("Pocket Casts", "pktc://subscribe/{bare}"),
    ("Overcast", "overcast://x-callback-url/add?url={quoted}"),
    ("AntennaPod", "https://antennapod.org/deeplink/subscribe?url={quoted}"),
)
"""Podcast apps, and the address that opens a feed in each."""
_SAID_BY_PROGRAM = ("listen", "pause", "hits", "copy_address", "copied", "copy_by_hand")


@dataclass(frozen=True, slots=True)
class Teaser:
    """An edition as the page shows it; addresses are relative to the folder of editions."""

    title: str
    language: str | None
    """BCP 47, where it is not the page's."""
    page: str
    sound: str
    cover: str
    facts: tuple[str, ...]
    blurb: str
    length: str


@dataclass(frozen=True, slots=True)
class Day:
    date: str
    """ISO 8601."""
    heading: str
    editions: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    title: str
    description: str
    file: str
    url: str
    apps: tuple[tuple[str, str], ...]
    """(name, address that opens the feed in it)."""


def site_page(
    title: str, editions: Sequence[Known], config: FeedConfig | None, language: PageLanguage = "nn"
) -> Document:
    """The page. `editions` are newest first; links are relative to the folder of editions.

    Everything works without JavaScript; with it, sound plays in the page and titles can be searched.
    """
    t = wording(language)
    publishers = sorted({known.publisher for known in editions if known.publisher})
    total = t.duration(sum(known.duration_s for known in editions))
    values = {
        "title": title,
        "generator": generator(),
        "masthead": publishers[0] if len(publishers) == 1 else title,
        "count": t.count("edition_count", len(editions), total=total) if editions else "",
        "newest": _teaser(editions[0], t, with_day=True) if editions else None,
        "days": tuple(_days(editions[1:], t)),
        "feeds": tuple(_subscriptions(config)),
        "texts": {name: t(name) for name in _SAID_BY_PROGRAM},
    }
    return Document("site.html", t, ("readalong.css", "site.css"), "site.js", values)


def local(moment: datetime) -> datetime:
    """Norwegian time, in which a newspaper's day begins."""
    try:
        return moment.astimezone(ZoneInfo("Europe/Oslo"))
    except ZoneInfoNotFoundError:
        return moment


def path_to(known: Known, name: str = "") -> str:
    """Address of an edition's file, relative to the folder of editions."""
    return f"{quote(known.folder)}/{name}"


def _days(editions: Sequence[Known], t: Wording) -> Iterator[Day]:
    for day, group in groupby(editions, key=lambda known: local(known.moment).date()):
        heading = t.date_and_time(datetime(day.year, day.month, day.day))
        yield Day(
            day.isoformat(), heading[0].upper() + heading[1:], tuple(_teaser(known, t) for known in group)
        )


def _teaser(known: Known, t: Wording, *, with_day: bool = False) -> Teaser:
    when = t.date_and_time(local(known.moment)) if with_day else ""
    return Teaser(
        title=known.title,
        language=other_language(known.language, t.language),
        page=path_to(known),
        sound=path_to(known, "edition.mp3"),
        cover=path_to(known, "cover-small.jpg"),
        facts=tuple(filter(None, (when, known.section or "", t.join_names(known.byline)))),
        blurb=_short(known.lead),
        length=t.duration(known.duration_s),
    )


def _short(text: str) -> str:
    if len(text) <= _LEAD_CHARS:
        return text
    return text[:_LEAD_CHARS].rpartition(" ")[0].rstrip(".,;:–") + " …"


def _subscriptions(config: FeedConfig | None) -> Iterator[Subscription]:
    """The feeds that are not hidden."""
    for feed in config.feeds.values() if config else ():
        if config is None or feed.block:
            continue
        url = config.site_url + feed.file
        parts = {"bare": url.split("://", 1)[1], "quoted": quote(url, safe="")}
        apps = tuple((name, address.format(**parts)) for name, address in _APPS)
        yield Subscription(feed.title, feed.description, feed.file, url, apps)
