"""A list of feeds that podcast players import (OPML 2.0)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from audio_edition.feed.config import FeedConfig


def write_opml(config: FeedConfig, title: str) -> bytes:
    """All feeds of `config` as OPML, UTF-8."""
    opml = ET.Element("opml", {"version": "2.0"})
    head = ET.SubElement(opml, "head")
    ET.SubElement(head, "title").text = title
    body = ET.SubElement(opml, "body")
    for feed in config.feeds.values():
        ET.SubElement(
            body,
            "outline",
            {
                "type": "rss",
                "text": feed.title,
                "title": feed.title,
                "description": feed.description,
                "language": feed.language,
                "xmlUrl": config.site_url + feed.file,
                "htmlUrl": feed.link or config.site_url,
            },
        )
    ET.indent(opml)
    document: bytes = ET.tostring(opml, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
