"""The pictures of channel and items, and the files themselves where they lie beside the feed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError

from audio_edition.feed.checked import Checked, everywhere, is_url, name
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_ENDINGS = (".jpg", ".jpeg", ".png")
NO_PICTURES = (".webp", ".svg", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".ico", ".jp2", ".jxl")
_OTHERS = (".gif", *NO_PICTURES)
"""Pictures that players do not take; any other ending says nothing of what the address gives."""

_KINDS = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
}
"""Ending of a picture's address → its media type."""


def image(feed: Checked) -> Iterator[Finding]:
    for where, element in everywhere(feed):
        picture = element.find(name("itunes:image"))
        if picture is None or not picture.get("href"):
            continue
        url = picture.get("href") or ""
        if not is_url(url):
            yield fault("image", where, f"<itunes:image> has no web address: {url!r}")
            continue
        if not is_url(url, secure=True):
            yield fault("image", where, "the address of <itunes:image> is not https", "warning")
        ending = Path(urlsplit(url).path).suffix.lower()
        if ending in _OTHERS:
            yield fault("image", where, f"the picture must be JPEG or PNG, not {ending[1:]}: {url}")
        elif ending not in _ENDINGS:
            yield fault("image", where, f"the picture's address must end in .jpg or .png: {url}", "warning")
        path = feed.local(url)
        if path is not None and path.is_file():
            yield from _picture(where, path)


def other_images(feed: Checked) -> Iterator[Finding]:
    """podcast:image: what it says of its size is the file's."""
    for where, element in everywhere(feed):
        for found in element.findall(name("podcast:image")):
            ratio, width, height = found.get("aspect-ratio"), found.get("width"), found.get("height")
            path = feed.local(found.get("href"))
            size = _size(path) if path is not None and path.is_file() else None
            told = _ratio(ratio)
            kind, ending = found.get("type"), Path(urlsplit(found.get("href") or "").path).suffix.lower()
            if kind and _KINDS.get(ending, kind.lower()) != kind.lower():
                yield fault("image", where, f"type {kind!r} does not fit a picture that ends in {ending}")
            if size is not None and not str(found.get("type") or "image/").startswith("video/"):
                if told is not None and abs(size[0] / size[1] - told) > 0.02 * told:
                    yield fault(
                        "image", where, f"aspect-ratio says {ratio}, the file is {size[0]} x {size[1]}"
                    )
                if width and width.isdigit() and int(width) != size[0]:
                    yield fault("image", where, f"width says {width}, the file is {size[0]} pixels wide")
                if height and height.isdigit() and int(height) != size[1]:
                    yield fault("image", where, f"height says {height}, the file is {size[1]} pixels high")
            elif told and width and height and width.isdigit() and height.isdigit() and int(height):
                if abs(int(width) / int(height) - told) > 0.02 * told:
                    yield fault(
                        "image", where, f"aspect-ratio says {ratio}, but the size is {width} x {height}"
                    )


def _ratio(value: str | None) -> float | None:
    try:
        above, _, below = (value or "").partition("/")
        return float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        return None


def _size(path: Path) -> tuple[int, int] | None:
    try:
        with Image.open(path) as opened:
            return int(opened.width), int(opened.height)
    except (UnidentifiedImageError, OSError):
        return None


def _picture(where: str, path: Path) -> Iterator[Finding]:
    try:
        with Image.open(path) as opened:
            (width, height), kind, mode = opened.size, opened.format, opened.mode
            dpi = opened.info.get("dpi")
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
    if mode not in ("RGB", "P"):
        yield fault("image", where, f"{path.name} is {mode}; RGB without transparency is needed")
    if dpi and round(float(dpi[0])) not in (0, 1, 72):
        yield fault("image", where, f"{path.name} has {float(dpi[0]):.0f} dpi; 72 is asked for", "warning")
