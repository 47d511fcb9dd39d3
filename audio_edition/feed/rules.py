"""The rules of the feed linter, in the order in which their findings are shown. One rule, one question."""

from __future__ import annotations

import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

from audio_edition.feed.check import Checked, Finding, Level, is_url, name, numbered, text
from audio_edition.feed.rss import DESCRIPTION_BYTES
from audio_edition.feed.tables import categories

Rule = Callable[[Checked], Iterator[Finding]]

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")
_SUFFIX_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".m4b": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
}
_PLAIN_URL = re.compile(r"^[A-Za-z0-9:/._~%?&=+-]+$")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT = 255
_FEED_TRANSCRIPTS = {
    "text/vtt",
    "text/html",
    "application/json",
    "application/x-subrip",
    "text/plain",
    "application/srt",
}
RULES: list[Rule] = []


def rule(check: Rule) -> Rule:
    RULES.append(check)
    return check


def _found(check: str, where: str, message: str, level: Level = "error") -> Finding:
    return Finding(check, level, where, message)


@rule
def channel_required(feed: Checked) -> Iterator[Finding]:
    for tag in ("title", "link", "description", "language"):
        if not text(feed.channel, tag):
            yield _found("channel-required", "channel", f"<{tag}> is missing or empty")
    for tag in ("itunes:image", "itunes:category", "itunes:explicit"):
        if feed.channel.find(name(tag)) is None:
            yield _found("channel-required", "channel", f"<{tag}> is missing")


@rule
def self_link(feed: Checked) -> Iterator[Finding]:
    links = [link for link in feed.channel.findall(name("atom:link")) if link.get("rel") == "self"]
    if not links:
        yield _found(
            "self-link", "channel", 'there is no <atom:link rel="self">, by which players know the feed'
        )
    elif not is_url(links[0].get("href")):
        yield _found("self-link", "channel", f"the self link is no web address: {links[0].get('href')!r}")


@rule
def description_bytes(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("description", "content:encoded"):
            size = len((text(element, tag) or "").encode())
            if size > DESCRIPTION_BYTES:
                yield _found(
                    "description-bytes", where, f"<{tag}> has {size} bytes; {DESCRIPTION_BYTES} are read"
                )


@rule
def language(feed: Checked) -> Iterator[Finding]:
    value = text(feed.channel, "language")
    if value and not _LANGUAGE.match(value):
        yield _found("language", "channel", f"<language> must be a code such as nn or nn-NO, not {value!r}")


@rule
def category(feed: Checked) -> Iterator[Finding]:
    table = categories()
    for element in feed.channel.findall(name("itunes:category")):
        main = element.get("text") or ""
        if main not in table:
            yield _found("category", "channel", f"{main!r} is no category of Apple's (its spelling counts)")
            continue
        for inner in element.findall(name("itunes:category")):
            if inner.get("text") not in table[main]:
                yield _found("category", "channel", f"{inner.get('text')!r} is no subcategory of {main}")


@rule
def explicit(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        value = text(element, "itunes:explicit")
        if value is not None and value not in ("true", "false"):
            yield _found("explicit", where, f"<itunes:explicit> must be true or false, not {value!r}")


@rule
def channel_guid(feed: Checked) -> Iterator[Finding]:
    value = text(feed.channel, "podcast:guid")
    if value is None:
        yield _found(
            "podcast-guid", "channel", "<podcast:guid> is missing; the feed cannot move without it", "warning"
        )
        return
    try:
        uuid.UUID(value)
    except ValueError:
        yield _found("podcast-guid", "channel", f"<podcast:guid> is no UUID: {value!r}")


@rule
def image(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        picture = element.find(name("itunes:image"))
        if picture is None:
            continue
        url = picture.get("href")
        if not is_url(url):
            yield _found("image", where, f"<itunes:image> has no web address: {url!r}")
            continue
        path = feed.local(url)
        if path is not None and path.is_file():
            yield from _picture(where, path)


def _picture(where: str, path: Path) -> Iterator[Finding]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as opened:
            (width, height), kind, mode = opened.size, opened.format, opened.mode
    except (UnidentifiedImageError, OSError):
        yield _found("image", where, f"{path.name} is no picture")
        return
    if kind not in ("JPEG", "PNG"):
        yield _found("image", where, f"{path.name} is {kind}; JPEG or PNG is needed")
    elif path.suffix.lower() not in ((".jpg", ".jpeg") if kind == "JPEG" else (".png",)):
        yield _found("image", where, f"{path.name} is {kind}, which its name does not say")
    if width != height or not 1400 <= width <= 3000:
        yield _found(
            "image", where, f"{path.name} is {width} x {height}; square, 1400 to 3000 pixels is needed"
        )
    if mode not in ("RGB", "L", "P"):
        yield _found("image", where, f"{path.name} is {mode}; RGB without transparency is needed")


@rule
def owner_mail(feed: Checked) -> Iterator[Finding]:
    owner = feed.channel.find(name("itunes:owner"))
    if owner is not None and "@" not in (text(owner, "itunes:email") or ""):
        yield _found("owner", "channel", "<itunes:owner> has no <itunes:email>")


@rule
def has_items(feed: Checked) -> Iterator[Finding]:
    if not feed.items:
        yield _found("items", "channel", "the feed has no item", "warning")


@rule
def item_required(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for tag in ("title", "guid", "pubDate"):
            if not text(item, tag):
                yield _found("item-required", where, f"<{tag}> is missing or empty")
        enclosures = item.findall("enclosure")
        if len(enclosures) != 1:
            yield _found("item-required", where, f"there must be one <enclosure>, not {len(enclosures)}")


@rule
def enclosure(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for found in item.findall("enclosure"):
            url, length, kind = found.get("url") or "", found.get("length") or "", found.get("type") or ""
            if not is_url(url) or not _PLAIN_URL.match(url):
                yield _found("enclosure-url", where, f"the enclosure's address must be plain ASCII: {url!r}")
            elif not is_url(url, secure=True):
                yield _found("enclosure-url", where, "the enclosure's address is not https", "warning")
            suffix = Path(url.split("?")[0]).suffix.lower()
            if kind != _SUFFIX_TYPES.get(suffix, kind if suffix in (".mp4", ".mov", ".pdf") else None):
                yield _found(
                    "enclosure-type", where, f"type {kind!r} does not fit an address that ends in {suffix!r}"
                )
            if not length.isdigit() or int(length) == 0:
                yield _found(
                    "enclosure-length", where, f"length must be the file's size in bytes, not {length!r}"
                )


@rule
def enclosure_file(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        found = item.find("enclosure")
        path = feed.local(found.get("url")) if found is not None else None
        if found is None or path is None or not path.is_file():
            continue
        size = path.stat().st_size
        if found.get("length") != str(size):
            yield _found(
                "enclosure-length",
                where,
                f"length is {found.get('length')}, but {path.name} has {size} bytes",
            )
        told = text(item, "itunes:duration") or ""
        if path.suffix == ".mp3" and told.isdigit():
            length_s = _mp3_seconds(path)
            if length_s is None:
                yield _found("duration", where, f"{path.name} is no MP3 file")
            elif abs(length_s - int(told)) > 1:
                yield _found(
                    "duration",
                    where,
                    f"<itunes:duration> is {told} s, but {path.name} lasts {length_s:.1f} s",
                )


def _mp3_seconds(path: Path) -> float | None:
    from mutagen import MutagenError
    from mutagen.mp3 import MP3

    try:
        return float(MP3(str(path)).info.length)
    except MutagenError:
        return None


@rule
def unique(feed: Checked) -> Iterator[Finding]:
    guids = Counter(text(item, "guid") for item in feed.items)
    urls = Counter(e.get("url") for item in feed.items for e in item.findall("enclosure"))
    for what, counted in (("guid", guids), ("enclosure address", urls)):
        for value, count in counted.items():
            if value and count > 1:
                yield _found(
                    "unique", "channel", f"{count} items have the same {what}, so players show one: {value}"
                )


@rule
def guid_permalink(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        guid = item.find("guid")
        if (
            guid is not None
            and guid.get("isPermaLink", "true") == "true"
            and not is_url((guid.text or "").strip())
        ):
            yield _found("guid", where, '<guid> is no web address and needs isPermaLink="false"')


@rule
def dates(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("pubDate", "lastBuildDate"):
            value = text(element, tag)
            if value is None:
                continue
            try:
                moment = parsedate_to_datetime(value)
            except (ValueError, TypeError):
                yield _found("date", where, f"<{tag}> is no date as RFC 2822 has it: {value!r}")
                continue
            day, comma, _ = value.partition(",")
            if comma and day.strip() != _DAYS[moment.weekday()]:
                yield _found(
                    "date", where, f"<{tag}> says {day.strip()}, but that day is a {_DAYS[moment.weekday()]}"
                )
            if moment.tzinfo is None:
                yield _found("date", where, f"<{tag}> has no time zone: {value!r}")


@rule
def durations(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        value = text(item, "itunes:duration")
        if value is None:
            yield _found("duration", where, "<itunes:duration> is missing", "warning")
        elif not re.fullmatch(r"\d+|(\d+:)?\d{1,2}:\d{2}", value):
            yield _found(
                "duration", where, f"<itunes:duration> must be whole seconds or HH:MM:SS, not {value!r}"
            )


@rule
def episode_numbers(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for tag in ("itunes:season", "itunes:episode"):
            value = text(item, tag)
            if value is not None and (not value.isdigit() or int(value) == 0):
                yield _found("episode", where, f"<{tag}> must be a number from 1, not {value!r}")
        kind = text(item, "itunes:episodeType")
        if kind is not None and kind not in ("full", "trailer", "bonus"):
            yield _found(
                "episode", where, f"<itunes:episodeType> must be full, trailer or bonus, not {kind!r}"
            )


@rule
def short_values(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("title", "itunes:author", "itunes:title"):
            value = text(element, tag) or ""
            if len(value) > _SHORT:
                yield _found(
                    "long", where, f"<{tag}> has {len(value)} characters; {_SHORT} are kept", "warning"
                )
        for person in element.findall(name("podcast:person")):
            if not (person.text or "").strip() or len(person.text or "") > 128:
                yield _found("person", where, "<podcast:person> must be a name of 1 to 128 characters")


@rule
def transcripts(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for found in item.findall(name("podcast:transcript")):
            if not is_url(found.get("url")):
                yield _found("transcript", where, f"a transcript has no web address: {found.get('url')!r}")
            if found.get("type") not in _FEED_TRANSCRIPTS:
                yield _found("transcript", where, f"a transcript has the unknown type {found.get('type')!r}")
            elif found.get("type") == "application/srt":
                yield _found("transcript", where, "SRT's type is application/x-subrip", "warning")
            path = feed.local(found.get("url"))
            if (
                path is not None
                and path.suffix == ".vtt"
                and path.is_file()
                and not path.read_bytes().startswith(b"WEBVTT")
            ):
                yield _found("transcript", where, f"{path.name} does not begin with WEBVTT")


@rule
def chapters(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        found = item.find(name("podcast:chapters"))
        if found is None:
            continue
        if found.get("type") not in ("application/json+chapters", "application/json"):
            yield _found("chapters", where, f"<podcast:chapters> has the type {found.get('type')!r}")
        path = feed.local(found.get("url"))
        if path is not None and path.is_file():
            yield from _chapter_file(where, item, path)


def _chapter_file(where: str, item: ET.Element, path: Path) -> Iterator[Finding]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["chapters"]
        starts = [float(row["startTime"]) for row in rows]
        titles = [str(row.get("title", "")).strip() for row in rows if row.get("toc", True)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield _found("chapters", where, f"{path.name} is no chapters file: {error}")
        return
    if not starts or starts[0] != 0 or any(b <= a for a, b in zip(starts, starts[1:], strict=False)):
        yield _found("chapters", where, f"{path.name}: chapters must begin at 0 and ascend")
    if not all(titles):
        yield _found("chapters", where, f"{path.name}: a chapter has no title")
    told = text(item, "itunes:duration") or ""
    if told.isdigit() and starts and starts[-1] > int(told) + 1:
        yield _found("chapters", where, f"{path.name}: a chapter starts after the end")


@rule
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
                    yield _found("file", where, f"{url} is named but there is no such file beside the feed")


@rule
def synthetic(feed: Checked) -> Iterator[Finding]:
    marks = [e for e in feed.channel.iter(name("podcast:txt")) if e.get("purpose") == "ai-content"]
    narrators = [e for e in feed.channel.iter(name("podcast:person")) if "syntetisk" in (e.text or "")]
    if narrators and not marks:
        yield _found(
            "ai-content",
            "channel",
            'a synthetic voice is named, but no <podcast:txt purpose="ai-content">',
            "warning",
        )
