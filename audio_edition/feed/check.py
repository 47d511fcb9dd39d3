"""A linter for podcast feeds, ours or anyone's: each rule looks at one thing and says what is wrong and where.

The rules are those of RSS 2.0, Apple Podcasts' feed requirements, PSP-1 and the podcast namespace. Files that a
feed names are checked too where they lie beside the feed as the self link says.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from xml.parsers import expat

from audio_edition.errors import FeedError
from audio_edition.feed.rss import NAMESPACES

MAX_FEED_BYTES = 20_000_000
"""More than any directory reads."""

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken at one place."""

    rule: str
    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Checked:
    """A feed as the rules see it."""

    channel: ET.Element
    items: tuple[ET.Element, ...]
    folder: Path | None
    """Where the feed's files lie, when they can be looked at."""
    base: str
    """Address of `folder`."""

    def local(self, url: str | None) -> Path | None:
        """The file that `url` names, when it must lie under `folder`."""
        if not url or self.folder is None or not self.base or not url.startswith(self.base):
            return None
        path = (self.folder / url[len(self.base) :].split("?")[0]).resolve()
        return path if path.is_relative_to(self.folder.resolve()) else None


def check_feed(data: bytes, *, folder: Path | None = None) -> list[Finding]:
    """What is wrong with a feed, in the order of its elements; an empty list for a feed without fault.

    `folder`: where the feed's files lie. Raises FeedError when `data` is no feed at all: not XML, no RSS, too
    large, or with entity declarations, which no feed needs and which can blow up a parser.
    """
    from audio_edition.feed.rules import RULES

    root = parse(data)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise FeedError("this is XML but no RSS feed: there is no <rss> with a <channel>")
    own = channel.find(name("atom:link"))
    address = (own.get("href") or "") if own is not None else ""
    checked = Checked(
        channel, tuple(channel.findall("item")), folder, address.rpartition("/")[0] + "/" if address else ""
    )
    return [finding for rule in RULES for finding in rule(checked)]


def parse(data: bytes) -> ET.Element:
    """The XML tree of `data`, entity declarations refused. Raises FeedError."""
    if len(data) > MAX_FEED_BYTES:
        raise FeedError(
            f"the feed has {len(data) / 1e6:.0f} MB; nothing over {MAX_FEED_BYTES // 1_000_000} MB is read"
        )
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    guard = expat.ParserCreate()
    guard.EntityDeclHandler = _refuse
    try:
        guard.Parse(data, True)
        return ET.fromstring(data)
    except (expat.ExpatError, ET.ParseError) as error:
        raise FeedError(f"the feed is not well-formed XML: {error}") from error


def _refuse(*declaration: object) -> None:
    raise FeedError(
        "the feed declares entities; no feed needs them and they can blow up a parser, so it is refused"
    )


def name(tag: str) -> str:
    """ElementTree's name of a tag such as `itunes:image`."""
    prefix, colon, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else tag


def text(element: ET.Element, tag: str) -> str | None:
    """Text of a child, without surrounding white space; None when the child is missing or empty."""
    found = element.find(name(tag))
    value = (found.text or "").strip() if found is not None else ""
    return value or None


def label(item: ET.Element, number: int) -> str:
    """What a finding calls an item."""
    return f"item {number} «{(text(item, 'title') or 'without title')[:50]}»"


def numbered(checked: Checked) -> Iterator[tuple[str, ET.Element]]:
    for number, item in enumerate(checked.items, 1):
        yield label(item, number), item


def is_url(value: str | None, *, secure: bool = False) -> bool:
    """Whether `value` is a web address in ASCII."""
    if not value or not value.isascii() or any(c.isspace() for c in value):
        return False
    parts = urlsplit(value)
    return bool(parts.netloc) and parts.scheme in (("https",) if secure else ("https", "http"))
