"""What comes with the sound: transcripts, chapters; and whether every file that is named is there."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from audio_edition.feed.check import Checked, Finding, is_url, name, numbered, text
from audio_edition.feed.rules.rule import fault

_FEED_TRANSCRIPTS = {
    "text/vtt",
    "text/html",
    "application/json",
    "application/x-subrip",
    "text/plain",
    "application/srt",
}


def transcripts(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for found in item.findall(name("podcast:transcript")):
            if not is_url(found.get("url")):
                yield fault("transcript", where, f"a transcript has no web address: {found.get('url')!r}")
            if found.get("type") not in _FEED_TRANSCRIPTS:
                yield fault("transcript", where, f"a transcript has the unknown type {found.get('type')!r}")
            elif found.get("type") == "application/srt":
                yield fault("transcript", where, "SRT's type is application/x-subrip", "warning")
            path = feed.local(found.get("url"))
            if (
                path is not None
                and path.suffix == ".vtt"
                and path.is_file()
                and not path.read_bytes().startswith(b"WEBVTT")
            ):
                yield fault("transcript", where, f"{path.name} does not begin with WEBVTT")


def chapters(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        found = item.find(name("podcast:chapters"))
        if found is None:
            continue
        if found.get("type") not in ("application/json+chapters", "application/json"):
            yield fault("chapters", where, f"<podcast:chapters> has the type {found.get('type')!r}")
        path = feed.local(found.get("url"))
        if path is not None and path.is_file():
            yield from _chapter_file(where, item, path)


def _chapter_file(where: str, item: ET.Element, path: Path) -> Iterator[Finding]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["chapters"]
        starts = [float(row["startTime"]) for row in rows]
        titles = [str(row.get("title", "")).strip() for row in rows if row.get("toc", True)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield fault("chapters", where, f"{path.name} is no chapters file: {error}")
        return
    if not starts or starts[0] != 0 or any(b <= a for a, b in zip(starts, starts[1:], strict=False)):
        yield fault("chapters", where, f"{path.name}: chapters must begin at 0 and ascend")
    if not all(titles):
        yield fault("chapters", where, f"{path.name}: a chapter has no title")
    told = text(item, "itunes:duration") or ""
    if told.isdigit() and starts and starts[-1] > int(told) + 1:
        yield fault("chapters", where, f"{path.name}: a chapter starts after the end")


def missing_files(feed: Checked) -> Iterator[Finding]:
    tags = (
        "enclosure",
        "itunes:image",
        "podcast:chapters",
        "podcast:transcript",
        "podcast:image",
        "podcast:alternateEnclosure/podcast:source",
    )
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        seen = set()
        for tag in tags:
            for found in element.findall("/".join(name(part) for part in tag.split("/"))):
                url = found.get("url") or found.get("href") or found.get("uri")
                path = feed.local(url)
                if path is not None and not path.is_file() and url not in seen:
                    seen.add(url)
                    yield fault("file", where, f"{url} is named but there is no such file beside the feed")
