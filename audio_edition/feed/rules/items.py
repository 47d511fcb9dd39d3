"""What makes an item one of its own: what it must have, its guid, its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from audio_edition.feed.check import Checked, Finding, is_url, numbered, text
from audio_edition.feed.rules.rule import fault


def item_required(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for tag in ("title", "guid", "pubDate"):
            if not text(item, tag):
                yield fault("item-required", where, f"<{tag}> is missing or empty")
        enclosures = item.findall("enclosure")
        if len(enclosures) != 1:
            yield fault("item-required", where, f"there must be one <enclosure>, not {len(enclosures)}")


def unique(feed: Checked) -> Iterator[Finding]:
    guids = Counter(text(item, "guid") for item in feed.items)
    urls = Counter(e.get("url") for item in feed.items for e in item.findall("enclosure"))
    for what, counted in (("guid", guids), ("enclosure address", urls)):
        for value, count in counted.items():
            if value and count > 1:
                yield fault(
                    "unique", "channel", f"{count} items have the same {what}, so players show one: {value}"
                )


def guid_permalink(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        guid = item.find("guid")
        if (
            guid is not None
            and guid.get("isPermaLink", "true") == "true"
            and not is_url((guid.text or "").strip())
        ):
            yield fault("guid", where, '<guid> is no web address and needs isPermaLink="false"')


def episode_numbers(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for tag in ("itunes:season", "itunes:episode"):
            value = text(item, tag)
            if value is not None and (not value.isdigit() or int(value) == 0):
                yield fault("episode", where, f"<{tag}> must be a number from 1, not {value!r}")
        kind = text(item, "itunes:episodeType")
        if kind is not None and kind not in ("full", "trailer", "bonus"):
            yield fault(
                "episode", where, f"<itunes:episodeType> must be full, trailer or bonus, not {kind!r}"
            )
