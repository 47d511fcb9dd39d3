"""Addresses that no listener's device can reach: this machine's own, private networks, names without a dot."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from audio_edition.feed.checked import Checked, everywhere, is_url, name, short_name
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_NAMING = ("url", "href", "uri", "feedUrl", "img")
_TEXTS = ("link", "comments", "docs", "url", "itunes:new-feed-url")
_HOME = (".localhost", ".local", ".internal", ".home", ".lan", ".test", ".invalid")
"""Endings that lead nowhere outside of a house (RFC 6761, RFC 6762)."""
_SECURE = {
    "podcast:chapters": ("url", "chapters"),
    "podcast:transcript": ("url", "transcript"),
    "podcast:image": ("href", "image"),
}
"""Files that players fetch → their attribute and the rule they fall under. Players on https pages refuse the rest."""


def reachable(feed: Checked) -> Iterator[Finding]:
    for where, element in everywhere(feed):
        seen: set[str] = set()
        parts = [part for part in element if short_name(part.tag) not in ("item", "podcast:liveItem")]
        for found in (inner for part in parts for inner in part.iter()):
            values = [found.get(attribute) or "" for attribute in _NAMING]
            if short_name(found.tag) in _TEXTS:
                values.append((found.text or "").strip())
            for value in values:
                host = urlsplit(value).hostname or "" if is_url(value) else ""
                if host and host not in seen and _at_home(host):
                    seen.add(host)
                    yield fault(
                        "address", where, f"{host!r} is no address that others can reach: {value}", "warning"
                    )


def _at_home(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host.strip(".") or host.endswith(_HOME)


def secure(feed: Checked) -> Iterator[Finding]:
    """Chapters, transcripts and pictures come by https, as the sound does."""
    for where, element in everywhere(feed):
        for tag, (attribute, rule) in _SECURE.items():
            for found in element.findall(name(tag)):
                url = found.get(attribute)
                if is_url(url) and not is_url(url, secure=True):
                    yield fault(rule, where, f"the address of <{tag}> is not https", "warning")
        for found in element.findall(f"{name('podcast:alternateEnclosure')}/{name('podcast:source')}"):
            url = found.get("uri")
            if is_url(url) and not is_url(url, secure=True):
                yield fault("alternate", where, "the address of <podcast:source> is not https", "warning")
