"""The file and its outermost elements: encoding, namespaces, version, one channel."""

from __future__ import annotations

from collections.abc import Iterator

from audio_edition.feed.checked import ALIASES, Checked, namespace_meant, short_name
from audio_edition.feed.rss import NAMESPACES
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding


def encoding(feed: Checked) -> Iterator[Finding]:
    document = feed.document
    if document.encoding.replace("_", "-") not in ("utf-8", "utf8", "us-ascii", "ascii"):
        yield fault("encoding", "feed", f"the feed must be UTF-8, not {document.encoding}")
    if document.byte_order_mark:
        yield fault("encoding", "feed", "the feed begins with a byte order mark", "warning")


def namespaces(feed: Checked) -> Iterator[Finding]:
    for prefix, uri in feed.document.namespaces:
        meant = namespace_meant(uri)
        if meant and uri != NAMESPACES[meant] and uri not in ALIASES:
            yield fault(
                "namespace", "feed", f"the namespace of {meant} must be {NAMESPACES[meant]!r}, not {uri!r}"
            )
        elif meant is None and prefix in NAMESPACES:
            yield fault(
                "namespace", "feed", f"the prefix {prefix} stands for {NAMESPACES[prefix]!r}, not for {uri!r}"
            )


def outermost(feed: Checked) -> Iterator[Finding]:
    if (version := feed.root.get("version")) is not None and version != "2.0":
        yield fault("version", "feed", f"<rss> must have the version 2.0, not {version!r}")
    for child in feed.root:
        if child.tag != "channel":
            yield fault("structure", "feed", f"<{short_name(child.tag)}> must stand in the channel")
    loose = ((feed.root.text or "") + "".join(child.tail or "" for child in feed.root)).strip()
    if loose:
        yield fault("structure", "feed", f"text stands loose in <rss>: {loose[:40]!r}", "warning")
    if len(feed.root.findall("channel")) > 1:
        yield fault("structure", "feed", "there are two channels; players read the first")
