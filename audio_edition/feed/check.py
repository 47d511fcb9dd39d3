"""A linter for podcast feeds, ours or anyone's: each rule looks at one thing and says what is wrong and where.

The rules are those of RSS 2.0, Apple Podcasts' feed requirements, PSP-1, the podcast namespace and Podlove. Files
that a feed names are opened where they lie beside the feed as the self link says: sound, pictures, chapters,
transcripts, digests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from audio_edition.errors import FeedError
from audio_edition.feed.checked import Checked, is_url, name, named_files, parse_document
from audio_edition.feed.rules import RULES
from audio_edition.finding import Finding


def check_feed(data: bytes, *, folder: Path | None = None) -> list[Finding]:
    """What is wrong with a feed, in the order of its elements; an empty list for a feed without fault.

    `folder`: where the feed's files lie. Raises FeedError as `parsed` does.
    """
    return findings_in(parsed(data, folder))


def parsed(data: bytes, folder: Path | None = None) -> Checked:
    """The feed, for `findings_in` and `lies_with_files`.

    Raises FeedError when `data` is no feed at all: not XML, no RSS, too large, or with entity declarations, which no
    feed needs and which can blow up a parser.
    """
    root, document = parse_document(data)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise FeedError("this is XML but no RSS feed: there is no <rss> with a <channel>")
    return Checked(root, channel, tuple(channel.findall("item")), document, folder, _base(channel))


def findings_in(feed: Checked) -> list[Finding]:
    """As `check_feed`."""
    return [finding for rule in RULES for finding in rule(feed)]


def lies_with_files(feed: Checked) -> bool:
    """Whether a feed has any of the files beside it that it names. A copy that somebody fetched has none, and what it
    names is not missing.
    """
    return any(path.is_file() for _, _, path in named_files(feed))


def _base(channel: Element) -> str:
    """Address of the folder in which the feed lies, by its self link; empty where it has none."""
    own = next((link for link in channel.findall(name("atom:link")) if link.get("rel") == "self"), None)
    address = (own.get("href") or "").strip() if own is not None else ""
    if not is_url(address):
        return ""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """Equal findings as one: the first place, and how many more there are."""
    places: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        places.setdefault((finding.check, finding.problem), []).append(finding)
    return [
        replace(same[0], where=f"{same[0].where} and {len(same) - 1} more") if len(same) > 1 else same[0]
        for same in places.values()
    ]
