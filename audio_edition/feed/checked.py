"""A feed as the linter's rules see it: the tree, the file around it, and how to look into both."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.parsers import expat

from audio_edition.disk import real_path
from audio_edition.errors import FeedError
from audio_edition.feed.rss import NAMESPACES

MAX_FEED_BYTES = 20_000_000
"""More than any directory reads."""
ALIASES = {
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://podlove.org/simple-chapters/": "psc",
}
"""Other names that readers must know for a namespace (the podcast namespace says so of its own first one)."""
_NAMING = (
    "enclosure",
    "itunes:image",
    "image/url",
    "podcast:chapters",
    "podcast:transcript",
    "podcast:image",
    "podcast:alternateEnclosure/podcast:source",
)
_PREFIX_OF = {**{uri: prefix for prefix, uri in NAMESPACES.items()}, **ALIASES}


@dataclass(frozen=True, slots=True)
class FeedFile:
    """The file itself: what no element tells."""

    encoding: str
    """As the first bytes and the XML declaration say it, lower case."""
    byte_order_mark: bool
    namespaces: tuple[tuple[str, str], ...]
    """(prefix, URI) in the order in which they are declared."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A feed as the rules see it."""

    root: ET.Element
    channel: ET.Element
    items: tuple[ET.Element, ...]
    document: FeedFile
    folder: Path | None
    """Where the feed's files lie, when they can be looked at."""
    base: str
    """Address of `folder`."""

    def local(self, url: str | None) -> Path | None:
        """The file that `url` names, when it must lie under `folder`."""
        if not url or self.folder is None or not self.base or not url.startswith(self.base):
            return None
        path = real_path(self.folder / url[len(self.base) :].split("?")[0])
        return path if path.is_relative_to(self.folder.resolve()) else None


def parse(data: bytes) -> ET.Element:
    """The XML tree of `data`, entity declarations refused. Raises FeedError."""
    return parse_document(data)[0]


def parse_document(data: bytes) -> tuple[ET.Element, FeedFile]:
    """The XML tree of `data` and the document around it, entity declarations refused. Raises FeedError.

    Elements of a namespace that goes by another name are given that of NAMESPACES.
    """
    if len(data) > MAX_FEED_BYTES:
        raise FeedError(
            f"the feed has {len(data) / 1e6:.0f} MB; nothing over {MAX_FEED_BYTES // 1_000_000} MB is read"
        )
    mark = data.startswith(b"\xef\xbb\xbf")
    if mark:
        data = data[3:]
    guard = expat.ParserCreate(namespace_separator=" ")
    declared: list[str] = []
    namespaces: dict[tuple[str, str], None] = {}
    guard.EntityDeclHandler = _refuse
    guard.XmlDeclHandler = lambda version, encoding, standalone: declared.extend(
        [encoding] if encoding else []
    )
    guard.StartNamespaceDeclHandler = lambda prefix, uri: namespaces.setdefault((prefix or "", uri or ""))
    try:
        guard.Parse(data, True)
        root = ET.fromstring(data)
    except (expat.ExpatError, ET.ParseError, LookupError, ValueError) as error:
        raise FeedError(f"the feed is not well-formed XML: {error}") from error
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    encoding = "utf-16" if wide else (declared[0].lower() if declared else "utf-8")
    uris = {uri for _, uri in namespaces}
    aliases = {uri: prefix for uri in uris if (prefix := namespace_meant(uri)) and uri != NAMESPACES[prefix]}
    if aliases:
        for element in root.iter():
            uri, _brace, local = element.tag[1:].partition("}") if element.tag[0] == "{" else ("", "", "")
            if uri in aliases:
                element.tag = f"{{{NAMESPACES[aliases[uri]]}}}{local}"
    return root, FeedFile(encoding, mark, tuple(namespaces))


def namespace_meant(uri: str) -> str | None:
    """Prefix of the namespace that `uri` names, also when it is written a little wrong."""
    if uri in _PREFIX_OF:
        return _PREFIX_OF[uri]
    plain = _plain(uri)
    return next((prefix for known, prefix in _PREFIX_OF.items() if _plain(known) == plain), None)


def _plain(uri: str) -> str:
    return re.sub(r"^[a-z]+://(www\.)?|[/#\s]+$", "", uri.strip().lower())


def _refuse(*declaration: object) -> None:
    raise FeedError(
        "the feed declares entities; no feed needs them and they can blow up a parser, so it is refused"
    )


def name(tag: str) -> str:
    """ElementTree's name of a tag such as `itunes:image`."""
    prefix, colon, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else tag


def short_name(tag: str) -> str:
    """The opposite of `name`: `itunes:image`; a tag of an unknown namespace as ElementTree has it."""
    uri, brace, local = tag[1:].partition("}")
    return f"{_PREFIX_OF[uri]}:{local}" if brace and uri in _PREFIX_OF else tag


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


def episodes(checked: Checked) -> Iterator[tuple[str, ET.Element]]:
    """Each item, then each live item, which may hold what an item may."""
    yield from numbered(checked)
    for number, item in enumerate(checked.channel.findall(name("podcast:liveItem")), 1):
        yield f"live {label(item, number)}", item


def everywhere(checked: Checked) -> Iterator[tuple[str, ET.Element]]:
    """The channel, then each item and live item, with what a finding calls them."""
    yield "channel", checked.channel
    yield from episodes(checked)


def named_files(checked: Checked) -> Iterator[tuple[str, str, Path]]:
    """(where it is named, address, path) of each file that must lie in the feed's folder, once a place."""
    for where, element in everywhere(checked):
        seen = set()
        for tag in _NAMING:
            for found in element.findall("/".join(name(part) for part in tag.split("/"))):
                url = found.get("url") or found.get("href") or found.get("uri") or (found.text or "").strip()
                path = checked.local(url)
                if path is not None and url not in seen:
                    seen.add(url)
                    yield where, url, path


def is_url(value: str | None, *, secure: bool = False) -> bool:
    """Whether `value` is a web address with the characters of RFC 3986."""
    if not value or re.search(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]|%(?![0-9A-Fa-f]{2})", value):
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    return bool(host) and parts.scheme in (("https",) if secure else ("https", "http"))
