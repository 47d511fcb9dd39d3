"""What the feed says about itself: address, category, picture, owner, and who reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from audio_edition.feed.checked import Checked, everywhere, is_url, name, text
from audio_edition.feed.rules.pictures import NO_PICTURES
from audio_edition.feed.rules.rule import fault
from audio_edition.feed.tables import categories, podcast_roles
from audio_edition.finding import Finding


def self_link(feed: Checked) -> Iterator[Finding]:
    links = [link for link in feed.channel.findall(name("atom:link")) if link.get("rel") == "self"]
    if not links:
        yield fault(
            "self-link", "channel", 'there is no <atom:link rel="self">, by which players know the feed'
        )
        return
    if len(links) > 1:
        yield fault("self-link", "channel", f"there are {len(links)} self links; a feed has one address")
    if not is_url(links[0].get("href")):
        yield fault("self-link", "channel", f"the self link is no web address: {links[0].get('href')!r}")
    elif not is_url(links[0].get("href"), secure=True):
        yield fault("self-link", "channel", "the self link is not https", "warning")
    if (kind := links[0].get("type")) != "application/rss+xml":
        yield fault(
            "self-link",
            "channel",
            f"the self link's type must be application/rss+xml, not {kind!r}",
            "warning" if kind is None else "error",
        )


def atom_links(feed: Checked) -> Iterator[Finding]:
    for where, element in everywhere(feed):
        for link in element.findall(name("atom:link")):
            if link.get("rel") != "self" and not is_url(link.get("href")):
                yield fault("link", where, f"an <atom:link> has no web address: {link.get('href')!r}")


def category(feed: Checked) -> Iterator[Finding]:
    table = categories()
    for element in feed.channel.findall(name("itunes:category")):
        main = element.get("text")
        if main is None or not main.strip():
            continue
        if main not in table:
            yield fault("category", "channel", f"{main!r} is no category of Apple's (its spelling counts)")
            continue
        for inner in element.findall(name("itunes:category")):
            if inner.get("text") not in table[main]:
                yield fault("category", "channel", f"{inner.get('text')!r} is no subcategory of {main}")


def owner_mail(feed: Checked) -> Iterator[Finding]:
    owner = feed.channel.find(name("itunes:owner"))
    if owner is not None and text(owner, "itunes:email") is None:
        yield fault("owner", "channel", "<itunes:owner> has no <itunes:email>")


def new_address(feed: Checked) -> Iterator[Finding]:
    moved = text(feed.channel, "itunes:new-feed-url")
    if moved and not moved.startswith("https:") and is_url(moved):
        yield fault("new-feed-url", "channel", "<itunes:new-feed-url> is not https", "warning")


def plain_picture(feed: Checked) -> Iterator[Finding]:
    """RSS 2.0: the picture is called and leads where the channel does."""
    picture = feed.channel.find("image")
    if picture is None:
        return
    url = text(picture, "url") or ""
    if Path(urlsplit(url).path).suffix.lower() in NO_PICTURES:
        yield fault("image", "channel", f"the picture of <image> must be JPEG, PNG or GIF: {url}")
    for tag in ("title", "link"):
        own, other = text(picture, tag), text(feed.channel, tag)
        if own and other and _plain(own) != _plain(other):
            yield fault(
                "image", "channel", f"<{tag}> of <image> should be the channel's own, not {own!r}", "warning"
            )


def _plain(value: str) -> str:
    return value.partition("://")[2].rstrip("/") if "://" in value else " ".join(value.split())


def pauses(feed: Checked) -> Iterator[Finding]:
    """No hour and no day is named twice."""
    for tag, inner in (("skipHours", "hour"), ("skipDays", "day")):
        values = [(found.text or "").strip() for found in feed.channel.findall(f"{tag}/{inner}")]
        if len(set(values)) < len(values):
            yield fault(tag, "channel", f"<{tag}> names the same {inner} twice")


def has_items(feed: Checked) -> Iterator[Finding]:
    medium = text(feed.channel, "podcast:medium") or "podcast"
    remote = feed.channel.findall(name("podcast:remoteItem"))
    if medium == "publisher" or medium.endswith("L") or medium == "mixed":
        if not remote:
            yield fault("items", "channel", f"a feed of the medium {medium} needs <podcast:remoteItem>")
    elif not feed.items and not feed.channel.findall(name("podcast:liveItem")):
        yield fault("items", "channel", "the feed has no item", "warning")


def synthetic(feed: Checked) -> Iterator[Finding]:
    marks = [e for e in feed.channel.iter(name("podcast:txt")) if e.get("purpose") == "ai-content"]
    narrators = [e for e in feed.channel.iter(name("podcast:person")) if "syntetisk" in (e.text or "")]
    if narrators and not marks:
        yield fault(
            "ai-content",
            "channel",
            'a synthetic voice is named, but no <podcast:txt purpose="ai-content">',
            "warning",
        )
    for where, element in everywhere(feed):
        for found in element.findall(name("podcast:txt")):
            value = (found.text or "").strip()
            if found.get("purpose") == "ai-content" and value not in ("true", "false"):
                yield fault("ai-content", where, f"the mark ai-content must be true or false, not {value!r}")


def people(feed: Checked) -> Iterator[Finding]:
    """Roles and groups are those of the Podcast Taxonomy, in small or capital letters."""
    table = podcast_roles()
    for where, element in everywhere(feed):
        for person in element.findall(name("podcast:person")):
            group = (person.get("group") or "cast").strip().lower()
            role = (person.get("role") or "host").strip().lower()
            if group not in table:
                yield fault(
                    "person", where, f"{person.get('group')!r} is no group of the Podcast Taxonomy", "warning"
                )
            elif role not in {known for roles in table.values() for known in roles}:
                yield fault(
                    "person", where, f"{person.get('role')!r} is no role of the Podcast Taxonomy", "warning"
                )
