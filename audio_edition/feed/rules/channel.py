"""What the feed says about itself: title, language, category, address, owner, and who reads."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

from audio_edition.feed.check import Checked, Finding, is_url, name, text
from audio_edition.feed.rules.rule import fault
from audio_edition.feed.tables import categories

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")


def channel_required(feed: Checked) -> Iterator[Finding]:
    for tag in ("title", "link", "description", "language"):
        if not text(feed.channel, tag):
            yield fault("channel-required", "channel", f"<{tag}> is missing or empty")
    for tag in ("itunes:image", "itunes:category", "itunes:explicit"):
        if feed.channel.find(name(tag)) is None:
            yield fault("channel-required", "channel", f"<{tag}> is missing")


def self_link(feed: Checked) -> Iterator[Finding]:
    links = [link for link in feed.channel.findall(name("atom:link")) if link.get("rel") == "self"]
    if not links:
        yield fault(
            "self-link", "channel", 'there is no <atom:link rel="self">, by which players know the feed'
        )
    elif not is_url(links[0].get("href")):
        yield fault("self-link", "channel", f"the self link is no web address: {links[0].get('href')!r}")


def language(feed: Checked) -> Iterator[Finding]:
    value = text(feed.channel, "language")
    if value and not _LANGUAGE.match(value):
        yield fault("language", "channel", f"<language> must be a code such as nn or nn-NO, not {value!r}")


def category(feed: Checked) -> Iterator[Finding]:
    table = categories()
    for element in feed.channel.findall(name("itunes:category")):
        main = element.get("text") or ""
        if main not in table:
            yield fault("category", "channel", f"{main!r} is no category of Apple's (its spelling counts)")
            continue
        for inner in element.findall(name("itunes:category")):
            if inner.get("text") not in table[main]:
                yield fault("category", "channel", f"{inner.get('text')!r} is no subcategory of {main}")


def channel_guid(feed: Checked) -> Iterator[Finding]:
    value = text(feed.channel, "podcast:guid")
    if value is None:
        yield fault(
            "podcast-guid", "channel", "<podcast:guid> is missing; the feed cannot move without it", "warning"
        )
        return
    try:
        uuid.UUID(value)
    except ValueError:
        yield fault("podcast-guid", "channel", f"<podcast:guid> is no UUID: {value!r}")


def owner_mail(feed: Checked) -> Iterator[Finding]:
    owner = feed.channel.find(name("itunes:owner"))
    if owner is not None and "@" not in (text(owner, "itunes:email") or ""):
        yield fault("owner", "channel", "<itunes:owner> has no <itunes:email>")


def has_items(feed: Checked) -> Iterator[Finding]:
    if not feed.items:
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
