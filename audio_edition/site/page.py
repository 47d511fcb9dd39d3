"""index.html of a site: its editions by date, with sound, feeds and a search in the titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audio_edition.edition.versions import generator
from audio_edition.feed.config import FeedConfig
from audio_edition.page import wording
from audio_edition.page.markup import escape, lang
from audio_edition.page.markup import template as page_template
from audio_edition.page.readalong import FAVICON, content_policy
from audio_edition.site.known import Known
from audio_edition.site.markup import fill, template

_LEAD_CHARS = 280
_APPS = (
    ("Apple Podcasts", "podcast://{bare}"),
    ("Pocket Casts", "pktc://subscribe/{bare}"),
    ("Overcast", "overcast://x-callback-url/add?url={quoted}"),
    ("AntennaPod", "https://antennapod.org/deeplink/subscribe?url={quoted}"),
)
"""Podcast apps, and the address that opens a feed in each."""


def write_site_page(title: str, editions: Sequence[Known], config: FeedConfig | None) -> str:
    """The page as a string. `editions` are newest first; links are relative to the folder of editions.

    Everything works without JavaScript; with it, sound plays in the page and titles can be searched.
    """
    style = page_template("readalong.css") + template("index.css")
    program = template("index.js")
    publishers = sorted({known.publisher for known in editions if known.publisher})
    newest, rest = (editions[0], editions[1:]) if editions else (None, ())
    return fill(
        "index.html",
        {
            "policy": content_policy(style, program),
            "css": style,
            "script": program,
            "generator": escape(generator()),
            "title": escape(title),
            "description": escape(f"{title}: nyhendeartiklar lesne høgt, med tekst som følgjer lyden."),
            "head_links": "\n".join(
                [*_feed_links(config), f'<link rel="icon" href="{FAVICON}" type="image/svg+xml">']
            ),
            "masthead": escape(publishers[0] if len(publishers) == 1 else title),
            "count": _count(editions),
            "newest": _newest(newest) if newest else '<p class="none">Her er ingen utgåver enno.</p>',
            "days": "\n".join(_days(rest)),
            "subscribe": _subscribe(config),
        },
    )


def local(moment: datetime) -> datetime:
    """Norwegian time, in which a newspaper's day begins."""
    try:
        return moment.astimezone(ZoneInfo("Europe/Oslo"))
    except ZoneInfoNotFoundError:
        return moment


def path_to(known: Known, name: str = "") -> str:
    """Address of an edition's file, relative to the folder of editions."""
    return f"{quote(known.folder)}/{name}"


def _count(editions: Sequence[Known]) -> str:
    total = wording.duration(sum(known.duration_s for known in editions))
    noun = "lydutgåve" if len(editions) == 1 else "lydutgåver"
    return f"{len(editions)} {noun}, {total} i alt" if editions else ""


def _newest(known: Known) -> str:
    return (
        f'<article class="edition newest" data-title="{escape(known.title)}">\n'
        f'<a class="cover" href="{path_to(known)}" tabindex="-1" aria-hidden="true">'
        f'<img src="{path_to(known, "cover-small.jpg")}" alt="" width="600" height="600"></a>\n'
        f'<div><p class="kicker">Nyaste utgåva</p>\n{_inside(known, with_day=True)}</div>\n</article>'
    )


def _days(editions: Sequence[Known]) -> Iterator[str]:
    for day, group in groupby(editions, key=lambda known: local(known.moment).date()):
        heading = wording.date_and_time(datetime(day.year, day.month, day.day))
        rows = "\n".join(
            f'<li class="edition" data-title="{escape(known.title)}">{_inside(known)}</li>' for known in group
        )
        yield (
            f'<section class="day"><h2><time datetime="{day.isoformat()}">{heading[0].upper()}{heading[1:]}</time></h2>\n'
            f"<ul>\n{rows}\n</ul></section>"
        )


def _inside(known: Known, *, with_day: bool = False) -> str:
    length = wording.duration(known.duration_s)
    moment = local(known.moment)
    when = wording.date_and_time(moment) if with_day else ""
    facts = [*filter(None, (when, known.section or "", wording.join_names(tuple(known.byline))))]
    title = escape(known.title)
    heading = "h2" if with_day else "h3"
    return (
        f'<{heading}{lang(known.language, "nn")}><a href="{path_to(known)}">{title}</a></{heading}>\n'
        + (f'<p class="facts">{escape(" · ".join(facts))}</p>\n' if facts else "")
        + f'<p class="blurb"{lang(known.language, "nn")}>{escape(_short(known.lead))}</p>\n'
        + f'<p class="do"><a class="start" href="{path_to(known, "edition.mp3")}" type="audio/mpeg"'
        + f' data-title="{title}" data-page="{path_to(known)}">{_ICON}<span class="verb">Lytt</span>'
        + f'<span class="visually-hidden"> til {title}</span> <span class="length">({length})</span></a>'
        + f' <a class="read" href="{path_to(known)}">Les og lytt'
        + f'<span class="visually-hidden"> til {title}</span></a></p>'
    )


_ICON = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="when-paused" d="M7 4.5v15l13-7.5z"/>'
    '<path class="when-playing" d="M6.5 5h4v14h-4zm7 0h4v14h-4z"/></svg>'
)


def _short(text: str) -> str:
    if len(text) <= _LEAD_CHARS:
        return text
    return text[:_LEAD_CHARS].rpartition(" ")[0].rstrip(".,;:–") + " …"


def _feed_links(config: FeedConfig | None) -> list[str]:
    return [
        f'<link rel="alternate" type="application/rss+xml" title="{escape(feed.title)}" href="{escape(feed.file)}">'
        for feed in (config.feeds.values() if config else ())
        if not feed.block
    ]


def _subscribe(config: FeedConfig | None) -> str:
    feeds = [feed for feed in config.feeds.values() if not feed.block] if config else []
    if config is None or not feeds:
        return ""
    blocks = []
    for feed in feeds:
        url = config.site_url + feed.file
        bare, quoted = url.split("://", 1)[1], quote(url, safe="")
        apps = "".join(
            f'<li><a href="{escape(address.format(bare=bare, quoted=quoted))}">{name}</a></li>'
            for name, address in _APPS
        )
        blocks.append(
            f'<div class="feed"><h3>{escape(feed.title)}</h3><p>{escape(feed.description)}</p>\n'
            f'<ul class="apps" aria-label="Opne {escape(feed.title)} i ein app">{apps}</ul>\n'
            f'<p class="address"><a href="{escape(feed.file)}">{escape(url).replace("/", "/<wbr>")}</a>'
            f'<button type="button" class="copy" data-copy="{escape(url)}" hidden>Kopier adressa</button></p></div>'
        )
    opml = (
        '<p class="opml"><a href="feeds.opml">Alle straumane i éi fil (OPML)</a></p>'
        if len(feeds) > 1
        else ""
    )
    return (
        '<section class="subscribe" id="abonner" aria-labelledby="abonner-tittel">\n<h2 id="abonner-tittel">Abonner</h2>\n'
        "<p>Kvar ny utgåve kjem av seg sjølv til appen du høyrer podkast i.</p>\n"
        f"{''.join(blocks)}{opml}</section>"
    )
