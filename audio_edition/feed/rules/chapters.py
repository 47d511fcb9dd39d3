"""Chapters: the JSON file that an item names, opened, and Podlove's chapters in the feed itself."""

from __future__ import annotations

import itertools
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from audio_edition.feed.checked import Checked, episodes, is_url, name, text
from audio_edition.feed.rules.kinds import geo, seconds
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_VERSIONS = ("1.0", "1.0.0", "1.1", "1.1.0", "1.2", "1.2.0")


def chapters(feed: Checked) -> Iterator[Finding]:
    for where, item in episodes(feed):
        for found in item.findall(name("podcast:chapters")):
            kind = found.get("type")
            if kind and kind not in ("application/json+chapters", "application/json"):
                yield fault("chapters", where, f"<podcast:chapters> has the type {kind!r}")
            path = feed.local(found.get("url"))
            if path is not None and path.is_file():
                yield from _file(where, item, path)


def _file(where: str, item: ET.Element, path: Path) -> Iterator[Finding]:
    try:
        table = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        yield fault("chapters", where, f"{path.name} is no JSON: {error}")
        return
    rows = table.get("chapters") if isinstance(table, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield fault("chapters", where, f"{path.name} is no chapters file: it has no list of chapters")
        return
    version = table.get("version")
    if not isinstance(version, str) or not version:
        yield fault("chapters", where, f"{path.name} has no version")
    elif version not in _VERSIONS:
        yield fault("chapters", where, f"{path.name} has the unknown version {version!r}", "warning")
    for wrong in dict.fromkeys(_wrong(rows, seconds(text(item, "itunes:duration") or ""))):
        yield fault("chapters", where, f"{path.name}: {wrong}")


def _wrong(rows: Sequence[dict[str, Any]], told_s: int | None) -> Iterator[str]:
    """What is wrong with the rows of a chapters file; `told_s` is the item's duration."""
    starts: list[float] = [row["startTime"] for row in rows if _is_time(row.get("startTime"))]
    if len(starts) < len(rows):
        yield "a chapter has no startTime in seconds"
        return
    if starts[0] != 0 or any(b <= a for a, b in itertools.pairwise(starts)):
        yield "chapters must begin at 0 and ascend"
    if told_s is not None and starts[-1] > told_s + 1:
        yield "a chapter starts after the end"
    for row, follower in zip(rows, [*starts[1:], math.inf], strict=True):
        if "endTime" in row:
            if not _is_time(row["endTime"]):
                yield "an endTime is no number of seconds"
            elif row["endTime"] <= row["startTime"]:
                yield "a chapter ends before it starts"
            elif told_s is not None and row["endTime"] > told_s + 1:
                yield "a chapter ends after the sound does"
            elif row["endTime"] > follower + 1:
                yield "a chapter ends after the next has begun"
        toc = row.get("toc", True)
        if not isinstance(toc, bool):
            yield "toc must be true or false"
        title = row.get("title")
        if toc and (not isinstance(title, str) or not title.strip()):
            yield "a chapter has no title"
        for key in ("img", "url"):
            if key in row and row[key] is not None and not is_url(str(row[key])):
                yield f"{key} must be a whole web address"
        place = row.get("location")
        if place is not None:
            if not isinstance(place, dict) or not place.get("name") or geo(str(place.get("geo") or "")):
                yield "a location needs a name and a geo"


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e7


def podlove(feed: Checked) -> Iterator[Finding]:
    for where, item in episodes(feed):
        found = item.find(name("psc:chapters"))
        if found is None:
            continue
        starts = [_npt(chapter.get("start") or "") for chapter in found.findall(name("psc:chapter"))]
        times = [start for start in starts if start is not None]
        if any(b <= a for a, b in itertools.pairwise(times)):
            yield fault("psc", where, "the chapters of <psc:chapters> must ascend")
        told = seconds(text(item, "itunes:duration") or "")
        if told is not None and times and max(times) > told + 1:
            yield fault("psc", where, "a chapter of <psc:chapters> starts after the end")


def _npt(value: str) -> float | None:
    try:
        total = 0.0
        for part in value.split(":"):
            total = 60 * total + float(part)
        return total
    except ValueError:
        return None


def soundbites(feed: Checked) -> Iterator[Finding]:
    for where, item in episodes(feed):
        told = seconds(text(item, "itunes:duration") or "")
        for found in item.findall(name("podcast:soundbite")):
            start, length = _npt(found.get("startTime") or ""), _npt(found.get("duration") or "")
            if length == 0:
                yield fault("soundbite", where, "a soundbite lasts 0 seconds")
            if told is not None and start is not None and start + (length or 0) > told + 1:
                yield fault("soundbite", where, "a soundbite ends after the sound does")
