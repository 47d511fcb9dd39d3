"""The pictures of channel and items, and the files themselves where they lie beside the feed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audio_edition.feed.check import Checked, Finding, is_url, name, numbered
from audio_edition.feed.rules.rule import fault


def image(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        picture = element.find(name("itunes:image"))
        if picture is None:
            continue
        url = picture.get("href")
        if not is_url(url):
            yield fault("image", where, f"<itunes:image> has no web address: {url!r}")
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
        yield fault("image", where, f"{path.name} is no picture")
        return
    if kind not in ("JPEG", "PNG"):
        yield fault("image", where, f"{path.name} is {kind}; JPEG or PNG is needed")
    elif path.suffix.lower() not in ((".jpg", ".jpeg") if kind == "JPEG" else (".png",)):
        yield fault("image", where, f"{path.name} is {kind}, which its name does not say")
    if width != height or not 1400 <= width <= 3000:
        yield fault(
            "image", where, f"{path.name} is {width} x {height}; square, 1400 to 3000 pixels is needed"
        )
    if mode not in ("RGB", "L", "P"):
        yield fault("image", where, f"{path.name} is {mode}; RGB without transparency is needed")
