"""Whether every file that a feed names lies there, when its files lie beside it."""

from __future__ import annotations

from collections.abc import Iterator

from audio_edition.feed.checked import Checked, everywhere, name
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_NAMING = (
    "enclosure",
    "itunes:image",
    "image/url",
    "podcast:chapters",
    "podcast:transcript",
    "podcast:image",
    "podcast:alternateEnclosure/podcast:source",
)


def missing_files(feed: Checked) -> Iterator[Finding]:
    for where, element in everywhere(feed):
        seen = set()
        for tag in _NAMING:
            for found in element.findall("/".join(name(part) for part in tag.split("/"))):
                url = found.get("url") or found.get("href") or found.get("uri") or (found.text or "").strip()
                path = feed.local(url)
                if path is not None and not path.is_file() and url not in seen:
                    seen.add(url)
                    yield fault("file", where, f"{url} is named but there is no such file beside the feed")
