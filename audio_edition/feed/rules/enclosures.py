"""The sound of an item: address, type, size and length, and the file itself where it lies beside the feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from mutagen import File, MutagenError
from mutagen.mp3 import MP3

from audio_edition.feed.checked import Checked, episodes, is_url, name, numbered, text
from audio_edition.feed.rules.kinds import seconds
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

TYPES = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4", "audio/m4a", "audio/aac"),
    ".m4b": ("audio/mp4", "audio/x-m4b", "audio/x-m4a"),
    ".mp4": ("video/mp4", "audio/mp4"),
    ".m4v": ("video/x-m4v", "video/mp4", "video/m4v"),
    ".mov": ("video/quicktime",),
    ".aac": ("audio/aac", "audio/aacp"),
    ".ogg": ("audio/ogg", "audio/opus", "audio/vorbis", "application/ogg", "video/ogg"),
    ".oga": ("audio/ogg", "application/ogg"),
    ".opus": ("audio/ogg", "audio/opus"),
    ".flac": ("audio/flac", "audio/x-flac"),
    ".wav": ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
    ".webm": ("video/webm", "audio/webm"),
    ".pdf": ("application/pdf",),
    ".epub": ("application/epub+zip",),
    ".m3u8": ("application/x-mpegurl", "application/vnd.apple.mpegurl"),
    ".torrent": ("application/x-bittorrent",),
}
"""Ending of an address → the media types that fit it."""
_APPLE = (".mp3", ".m4a", ".m4b", ".mp4", ".m4v", ".mov", ".pdf", ".epub")
"""What Apple Podcasts and PSP-1 take as the sound itself; Podcasting 2.0 has a tag for the others."""

_LEAST_BYTES = 20_000
"""Smaller numbers stand for "unknown" in feeds that do not measure (0, 1, 1024), or for seconds."""
_TAG_BYTES = 2_000_000
"""What pictures and chapters in a file's tags may add to its sound."""


def fits(url: str, kind: str) -> bool:
    """Whether a media type fits an address by its ending; true where the ending says nothing."""
    kinds = TYPES.get(Path(urlsplit(url).path).suffix.lower())
    return kinds is None or kind.partition(";")[0].strip().lower() in kinds


def enclosure(feed: Checked) -> Iterator[Finding]:
    """A live item's sound is a stream: its address may end in anything, and nobody knows its length."""
    for where, item in episodes(feed):
        stream = item.tag != "item"
        for found in item.findall("enclosure"):
            url, length, kind = found.get("url") or "", found.get("length"), found.get("type") or ""
            if not is_url(url):
                if url:
                    yield fault(
                        "enclosure-url", where, f"the enclosure's address must be plain ASCII: {url!r}"
                    )
                continue
            if not is_url(url, secure=True):
                yield fault("enclosure-url", where, "the enclosure's address is not https", "warning")
            suffix = Path(urlsplit(url).path).suffix.lower()
            if not fits(url, kind):
                yield fault(
                    "enclosure-type",
                    where,
                    f"the type of a file that ends in {suffix} is {TYPES[suffix][0]}, not {kind!r}",
                )
            elif stream:
                pass
            elif suffix not in TYPES and not any(ending in url.lower() for ending in _APPLE):
                yield fault(
                    "enclosure-url",
                    where,
                    "the enclosure's address does not end in .mp3 or the like",
                    "warning",
                )
            elif suffix in TYPES and suffix not in _APPLE:
                yield fault(
                    "enclosure-type",
                    where,
                    f"Apple Podcasts plays no {suffix}; name it in <podcast:alternateEnclosure>",
                    "warning",
                )
            if kind and not kind.startswith(("audio/", "video/", "application/")):
                yield fault("enclosure-type", where, f"type {kind!r} is no sound")
            if length is None:
                continue
            if not length.isdigit():
                yield fault(
                    "enclosure-length", where, f"length must be the file's size in bytes, not {length!r}"
                )
            elif int(length) == 0 and not stream:
                yield fault(
                    "enclosure-length", where, "length 0 tells players nothing of the size", "warning"
                )


def enclosure_file(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        found = item.find("enclosure")
        path = feed.local(found.get("url")) if found is not None else None
        if found is None or path is None or not path.is_file():
            continue
        size = path.stat().st_size
        if found.get("length") != str(size):
            yield fault(
                "enclosure-length",
                where,
                f"length is {found.get('length')}, but {path.name} has {size} bytes",
            )
        told = seconds(text(item, "itunes:duration") or "")
        length_s = sound_seconds(path)
        if length_s is None:
            yield fault("duration", where, f"{path.name} is no {path.suffix[1:].upper()} file")
        elif told is not None and abs(length_s - told) > 1:
            yield fault(
                "duration",
                where,
                f"<itunes:duration> is {told} s, but {path.name} lasts {length_s:.1f} s",
            )


def sound_seconds(path: Path) -> float | None:
    """Length of a sound file; None when it is none."""
    try:
        opened = MP3(str(path)) if path.suffix.lower() == ".mp3" else File(str(path))
        return float(opened.info.length) if opened is not None else None
    except MutagenError:
        return None


def durations(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        value = text(item, "itunes:duration")
        if value is None and item.find("enclosure") is not None:
            yield fault("duration", where, "<itunes:duration> is missing", "warning")
        elif value is not None and seconds(value) == 0:
            yield fault("duration", where, "<itunes:duration> is 0", "warning")


def plausible(feed: Checked) -> Iterator[Finding]:
    """Size and duration are of one sound: together they make a bit rate that there can be, and that which is told."""
    for where, item in numbered(feed):
        found = item.find("enclosure")
        told_s = seconds(text(item, "itunes:duration") or "")
        size = found.get("length") or "" if found is not None else ""
        if found is None or not told_s or not size.isdigit() or int(size) < _LEAST_BYTES:
            continue
        kind = (found.get("type") or "").lower()
        bits, pictures = 8 * int(size), 8 * _TAG_BYTES
        rates = [
            _rate(other) for other in item.findall(name("podcast:alternateEnclosure")) if _same(other, found)
        ]
        if rates and rates[0] and not 0.6 * bits - pictures < rates[0] * told_s < 1.5 * bits + 10 * rates[0]:
            yield fault(
                "duration",
                where,
                f"<itunes:duration> is {told_s} s, but {size} bytes at {rates[0] / 1000:.0f} kbit/s last "
                f"{bits / rates[0]:.0f} s",
                "warning",
            )
        elif kind.startswith("audio/") and (bits / told_s < 6_000 or (bits - pictures) / told_s > 3_000_000):
            yield fault(
                "duration",
                where,
                f"{size} bytes in {told_s} s make {bits / told_s / 1000:.1f} kbit/s: one of the two is wrong",
                "warning",
            )


def _same(other: ET.Element, found: ET.Element) -> bool:
    """Whether an alternate form is the enclosure's own file."""
    return found.get("url") in [source.get("uri") for source in other.findall(name("podcast:source"))]


def _rate(other: ET.Element) -> float:
    try:
        return max(float(other.get("bitrate") or 0), 0.0)
    except ValueError:
        return 0.0
