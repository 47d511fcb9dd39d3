"""The sound of an item: address, type, size and length, and the file itself where it lies beside the feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from audio_edition.feed.check import Checked, Finding, is_url, numbered, text
from audio_edition.feed.rules.rule import fault

_SUFFIX_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".m4b": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
}
_PLAIN_URL = re.compile(r"^[A-Za-z0-9:/._~%?&=+-]+$")


def enclosure(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        for found in item.findall("enclosure"):
            url, length, kind = found.get("url") or "", found.get("length") or "", found.get("type") or ""
            if not is_url(url) or not _PLAIN_URL.match(url):
                yield fault("enclosure-url", where, f"the enclosure's address must be plain ASCII: {url!r}")
            elif not is_url(url, secure=True):
                yield fault("enclosure-url", where, "the enclosure's address is not https", "warning")
            suffix = Path(url.split("?")[0]).suffix.lower()
            if kind != _SUFFIX_TYPES.get(suffix, kind if suffix in (".mp4", ".mov", ".pdf") else None):
                yield fault(
                    "enclosure-type", where, f"type {kind!r} does not fit an address that ends in {suffix!r}"
                )
            if not length.isdigit() or int(length) == 0:
                yield fault(
                    "enclosure-length", where, f"length must be the file's size in bytes, not {length!r}"
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
        told = text(item, "itunes:duration") or ""
        if path.suffix == ".mp3" and told.isdigit():
            length_s = _mp3_seconds(path)
            if length_s is None:
                yield fault("duration", where, f"{path.name} is no MP3 file")
            elif abs(length_s - int(told)) > 1:
                yield fault(
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


def durations(feed: Checked) -> Iterator[Finding]:
    for where, item in numbered(feed):
        value = text(item, "itunes:duration")
        if value is None:
            yield fault("duration", where, "<itunes:duration> is missing", "warning")
        elif not re.fullmatch(r"\d+|(\d+:)?\d{1,2}:\d{2}", value):
            yield fault(
                "duration", where, f"<itunes:duration> must be whole seconds or HH:MM:SS, not {value!r}"
            )
