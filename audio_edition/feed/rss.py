"""RSS 2.0 with the tags of iTunes, Podcasting 2.0, Atom and Podlove.

Sources: RSS 2.0; Apple Podcasts' feed requirements; PSP-1 (Podcast Standards Project); the podcast namespace
(podcastindex.org/namespace/1.0); Podlove Simple Chapters 1.2. The same editions give the same bytes.
"""

from __future__ import annotations

import base64
import html
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from email.utils import format_datetime
from typing import Any

from audio_edition.edition.manifest import Manifest
from audio_edition.edition.versions import generator
from audio_edition.feed.config import Feed, FeedConfig
from audio_edition.feed.editions import FeedItem
from audio_edition.feed.html_tags import HTML_TAG

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "psc": "http://podlove.org/simple-chapters",
}
DESCRIPTION_BYTES = 4000
"""Longest description, in bytes of UTF-8 (Apple Podcasts)."""
TIMESTAMPS_FROM = 3
"""Fewer chapters than this are not written as times into a description (Apple Podcasts, "Chapters")."""
_ANGLES = str.maketrans("<>", "‹›")
_PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_SOUNDS = {
    "edition.mp3": ("audio/mpeg", "MP3", "mp3"),
    "edition.m4b": ("audio/mp4", "M4B med kapittel", "mp4a.40.2"),
    "edition.opus": ("audio/ogg", "Opus", "opus"),
}
_TRANSCRIPTS = (
    ("transcript.vtt", "text/vtt"),
    ("transcript.json", "application/json"),
    ("transcript.srt", "application/x-subrip"),
)


def podcast_guid(feed_url: str) -> str:
    """podcast:guid of a feed by its address: UUID version 5, without scheme and closing slashes."""
    return str(uuid.uuid5(_PODCAST_NAMESPACE, feed_url.split("://", 1)[-1].rstrip("/")))


def write_rss(feed: Feed, config: FeedConfig, items: Sequence[FeedItem], guid: str, image: str) -> bytes:
    """The feed as UTF-8. `image` is the address of the show's picture; `items` are newest first."""
    for prefix, name in NAMESPACES.items():
        ET.register_namespace(prefix, name)
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    _channel(channel, feed, config, items, guid, image)
    for item in items:
        _item(ET.SubElement(channel, "item"), feed, config, item)
    ET.indent(rss)
    document: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return (
        document.replace(b"<?xml version='1.0' encoding='utf-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>')
        + b"\n"
    )


def _channel(
    channel: ET.Element, feed: Feed, config: FeedConfig, items: Sequence[FeedItem], guid: str, image: str
) -> None:
    url = config.site_url + feed.file
    link = feed.link or config.site_url
    _sub(channel, "title", feed.title)
    _sub(channel, "link", link)
    _sub(channel, "atom:link", href=url, rel="self", type="application/rss+xml")
    _sub(channel, "description", clip(feed.description, DESCRIPTION_BYTES))
    _sub(channel, "language", feed.language)
    if feed.copyright:
        _sub(channel, "copyright", feed.copyright)
    _sub(channel, "generator", generator())
    if items:
        newest = format_datetime(items[0].published)
        _sub(channel, "pubDate", newest)
        _sub(channel, "lastBuildDate", newest)
    _sub(channel, "ttl", "60")
    picture = _sub(channel, "image")
    _sub(picture, "url", image)
    _sub(picture, "title", feed.title)
    _sub(picture, "link", link)
    if feed.author:
        _sub(channel, "itunes:author", feed.author)
    _sub(channel, "itunes:type", "episodic")
    _sub(channel, "itunes:explicit", "true" if feed.explicit else "false")
    _sub(channel, "itunes:image", href=image)
    category = _sub(channel, "itunes:category", text=feed.category[0])
    if len(feed.category) > 1:
        _sub(category, "itunes:category", text=feed.category[1])
    if feed.owner_email:
        owner = _sub(channel, "itunes:owner")
        _sub(owner, "itunes:name", feed.owner_name or feed.author or feed.title)
        _sub(owner, "itunes:email", feed.owner_email)
    for key, value in (
        ("itunes:new-feed-url", feed.new_feed_url),
        ("itunes:block", "Yes" if feed.block else None),
    ):
        if value:
            _sub(channel, key, value)
    if feed.complete:
        _sub(channel, "itunes:complete", "Yes")
    _sub(channel, "podcast:guid", guid)
    _sub(
        channel,
        "podcast:locked",
        "yes" if feed.locked else "no",
        **({"owner": feed.owner_email} if feed.owner_email else {}),
    )
    _sub(channel, "podcast:medium", feed.medium)
    _sub(channel, "podcast:txt", "true", purpose="ai-content")
    if feed.update:
        _sub(
            channel,
            "podcast:updateFrequency",
            "dagleg" if feed.update == "FREQ=DAILY" else feed.update,
            rrule=feed.update,
        )
    for person in feed.person:
        extra = {"href": person.href} if person.href else {}
        _sub(channel, "podcast:person", person.name, role=person.role, group=person.group, **extra)


def _item(item: ET.Element, feed: Feed, config: FeedConfig, edition: FeedItem) -> None:
    manifest, site = edition.manifest, config.site_url
    sizes = {name: manifest.files[name].size_bytes for name in edition.files}
    language = manifest.language

    def url(name: str) -> str:
        return site + edition.files[name]

    _sub(item, "title", clip(one_line(manifest.title), 255))
    _sub(item, "link", manifest.url or f"{site}{edition.folder}/")
    _sub(item, "guid", edition.guid, isPermaLink="false")
    _sub(item, "pubDate", format_datetime(edition.published))
    _sub(item, "description", describe(manifest))
    _sub(item, "content:encoded", describe_html(manifest))
    _sub(item, "enclosure", url=url("edition.mp3"), length=str(sizes["edition.mp3"]), type="audio/mpeg")
    _sub(item, "itunes:duration", str(round(manifest.duration_s)))
    _sub(item, "itunes:explicit", "true" if feed.explicit else "false")
    _sub(item, "itunes:episodeType", "full")
    if "cover.jpg" in edition.files:
        _sub(item, "itunes:image", href=url("cover.jpg"))
        _sub(
            item,
            "podcast:image",
            href=url("cover.jpg"),
            alt=f"Omslag: {clip(one_line(manifest.title), 200)}",
        )
    if "chapters.json" in edition.files:
        _sub(item, "podcast:chapters", url=url("chapters.json"), type="application/json+chapters")
    for name, kind in _TRANSCRIPTS:
        if name in edition.files:
            _sub(item, "podcast:transcript", url=url(name), type=kind, language=language, rel="captions")
    _sub(item, "podcast:txt", "true", purpose="ai-content")
    for author in manifest.byline:
        _sub(item, "podcast:person", clip(author, 128), role="author", group="writing")
    narrator = manifest.voice["narrator"]
    _sub(item, "podcast:person", f"{narrator.name} (syntetisk røyst)", role="narrator", group="cast")
    for name, sound in _SOUNDS.items():
        if name in edition.files:
            _alternate(item, manifest, name, sound, url(name))
    chapters = _sub(item, "psc:chapters", version="1.2")
    for chapter in manifest.chapters:
        _sub(chapters, "psc:chapter", start=clock(chapter.start_s, ".mmm"), title=one_line(chapter.title))


def _alternate(item: ET.Element, manifest: Manifest, name: str, kind: tuple[str, str, str], url: str) -> None:
    """One form of the sound. Size and digest are those of the manifest, so a build reads no sound."""
    mime, title, codec = kind
    file = manifest.files[name]
    alternate = _sub(
        item,
        "podcast:alternateEnclosure",
        type=mime,
        length=str(file.size_bytes),
        bitrate=str(_bitrate(manifest, name)),
        title=title,
        codecs=codec,
        lang=manifest.language,
        **({"default": "true"} if name == "edition.mp3" else {}),
    )
    _sub(alternate, "podcast:source", uri=url)
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    _sub(alternate, "podcast:integrity", type="sri", value=f"sha256-{digest}")


def _bitrate(manifest: Manifest, name: str) -> int:
    """Bits of sound a second, to the thousand: the cover in the file is no sound, and is most of a short one."""
    files = manifest.files
    cover = files["cover-small.jpg"].size_bytes if "cover-small.jpg" in files else 0
    sound_bytes = max(files[name].size_bytes - cover, 0)
    return round(8 * sound_bytes / max(manifest.duration_s, 1e-9) / 1000) * 1000


def describe(manifest: Manifest) -> str:
    """Plain description: the lead, what the voice is, and a line a chapter, which players make links of.

    Apple, Spotify and YouTube take such lines as chapters when there are at least three. Angle brackets become
    angle quotes: many players read a description as HTML and would drop what they take for a tag.
    """
    parts = [lead(manifest), "Lesen av ei syntetisk røyst."]
    chapters = manifest.chapters
    if len(chapters) >= TIMESTAMPS_FROM:
        parts.append("\n".join(f"{clock(chapter.start_s)} {one_line(chapter.title)}" for chapter in chapters))
    return clip("\n\n".join(parts).translate(_ANGLES), DESCRIPTION_BYTES)


def describe_html(manifest: Manifest) -> str:
    """The same as HTML, with the tags that Apple keeps: p, ol, li, a."""
    parts = [
        f"<p>{html.escape(clip(lead(manifest), 1500), quote=False)}</p>",
        "<p>Lesen av ei syntetisk røyst.</p>",
    ]
    if url := manifest.url:
        parts.append(f'<p><a href="{html.escape(url)}">Les artikkelen</a></p>')
    parts.append("<ol>")
    for chapter in manifest.chapters:
        row = f"<li>{clock(chapter.start_s)} {html.escape(one_line(chapter.title), quote=False)}</li>"
        if len("".join([*parts, row, "</ol>"]).encode()) > DESCRIPTION_BYTES:
            break
        parts.append(row)
    return "".join([*parts, "</ol>"])


def lead(manifest: Manifest) -> str:
    """The article's lead, or its first paragraph."""
    for role in ("lead", "paragraph", "quote", "list_item"):
        for section in manifest.sections:
            if section.role == role:
                return section.written
    return manifest.title


def clock(time_s: float, style: str = "") -> str:
    """`HH:MM:SS`, or with style ".mmm" `HH:MM:SS.mmm`."""
    ms = round(time_s * 1000)
    whole = f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}"
    return f"{whole}.{ms % 1000:03d}" if style else whole


def one_line(text: str) -> str:
    """A title on one line; what looks like a tag of HTML gets other brackets, for some players read it as one."""
    return HTML_TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›", " ".join(text.split()))


def clip(text: str, size_bytes: int) -> str:
    """At most `size_bytes` of UTF-8, cut at a word with an ellipsis; never inside a letter."""
    if len(text.encode()) <= size_bytes:
        return text
    cut = text.encode()[: size_bytes - 3].decode(errors="ignore")
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def _sub(parent: ET.Element, tag: str, text_: str | None = None, **attributes: Any) -> ET.Element:
    element = ET.SubElement(
        parent, _name(tag), {key: _clean(str(value)) for key, value in attributes.items()}
    )
    element.text = None if text_ is None else _clean(text_)
    return element


def _name(tag: str) -> str:
    prefix, colon, name = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}" if colon else tag


def _clean(text: str) -> str:
    """Without the control characters that XML 1.0 does not allow (section 2.2)."""
    return "".join(c for c in text.strip() if c in "\t\n\r" or c >= " " and c not in "\ufffe\uffff")
