"""What makes an item one of its own: one sound, its guid, its number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from audio_edition.feed.checked import Checked, episodes, is_url, name, numbered, text
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_NUMBER = re.compile(r"^(?:ep(?:isode|isod)?\.?|nr\.?|no\.?|del|part|#)\s*#?(\d+)\b", re.IGNORECASE)


def one_enclosure(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        enclosures = item.findall("enclosure")
        if len(enclosures) != 1:
            yield fault("item-required", where, f"there must be one <enclosure>, not {len(enclosures)}")


def recommended(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        if not text(item, "pubDate"):
            yield fault("item-required", where, "<pubDate> is missing or empty")
        if not text(item, "description"):
            yield fault("description", where, "<description> is missing or empty", "warning")


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
    for where, item in episodes(feed):
        guid = item.find("guid")
        if guid is None or not (guid.text or "").strip():
            continue
        if re.fullmatch(r"\d{1,3}", (guid.text or "").strip()):
            yield fault("guid", where, f"<guid> {guid.text!r} is a number that others use too", "warning")
        if guid.get("isPermaLink", "true") == "true" and not is_url((guid.text or "").strip()):
            yield fault("guid", where, '<guid> is no web address and needs isPermaLink="false"')


def serial(feed: Checked) -> Iterator[Finding]:
    """Apple: a show that is told in order numbers its episodes."""
    if text(feed.channel, "itunes:type") != "serial":
        return
    for where, item in numbered(feed):
        if text(item, "itunes:episodeType") in (None, "full") and text(item, "itunes:episode") is None:
            yield fault("episode", where, "a serial show needs <itunes:episode>")


def number_in_title(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        found = _NUMBER.match(text(item, "title") or "")
        if found and found[1] == text(item, "itunes:episode"):
            yield fault(
                "title", where, "<title> repeats the number that <itunes:episode> holds already", "warning"
            )


def live(feed: Checked) -> Iterator[Finding]:
    for number, item in enumerate(feed.channel.findall(name("podcast:liveItem")), 1):
        where = f"live item {number}"
        if item.find(name("podcast:contentLink")) is None:
            yield fault("liveItem", where, "there is no <podcast:contentLink> for those who cannot play it")
        if item.find("enclosure") is None and item.find(name("podcast:alternateEnclosure")) is None:
            yield fault("liveItem", where, "there is neither <enclosure> nor <podcast:alternateEnclosure>")
        start, end = item.get("start") or "", item.get("end") or ""
        if start and end and end < start and start[-5:] == end[-5:]:
            yield fault("liveItem", where, "it ends before it starts")
