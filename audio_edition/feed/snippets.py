"""Sound in a feed that is not ours: the elements of an item, for whoever adds them to the site's own feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from audio_edition.errors import FeedError
from audio_edition.feed.checked import name
from audio_edition.feed.config import load_feed_config
from audio_edition.feed.editions import FeedEditions
from audio_edition.feed.rss import NAMESPACES, write_rss

_TAGS = (
    "enclosure",
    "itunes:duration",
    "podcast:chapters",
    "podcast:transcript",
    "podcast:txt",
    "podcast:alternateEnclosure",
)


def snippets(folder: Path, config_path: Path) -> Iterator[tuple[str | None, str]]:
    """(address of the article, elements of its item on one line), newest first; (None, folder) without address.

    The published copies must be there: build the feeds first. Raises FeedError.
    """
    config = load_feed_config(config_path)
    feed = next(iter(config.feeds.values()))
    items = [item for item in FeedEditions(folder, config.site_url).items() if "edition.mp3" in item.files]
    for item in items:
        if not (folder / item.files["edition.mp3"]).is_file():
            raise FeedError(
                f"{folder}: {item.folder} is in no feed yet; run: audio-edition feed build {folder}"
            )
    root = ET.fromstring(write_rss(feed, config, items, "", ""))
    for item, element in zip(items, root.iter("item"), strict=True):
        address = item.manifest.url
        if not address:
            yield None, item.folder
            continue
        found = [child for tag in _TAGS for child in element.findall(name(tag))]
        yield address, " ".join(_line(child) for child in found)


def _line(element: ET.Element) -> str:
    """One element on one line; a feed must declare the prefixes itunes and podcast once, at its <rss>."""
    for inner in element.iter():
        inner.tail = None
        if inner.text is not None and not inner.text.strip():
            inner.text = None
    text = ET.tostring(element, encoding="unicode")
    for prefix, uri in NAMESPACES.items():
        text = text.replace(f' xmlns:{prefix}="{uri}"', "")
    return text
