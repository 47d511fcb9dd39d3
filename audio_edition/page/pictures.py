"""Pictures that lie beside an article: copied into the edition, for its page and its books."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PIL import Image, UnidentifiedImageError

from audio_edition.disk import real_path
from audio_edition.types import Article

FOLDER = "pictures"
_TYPES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}
LARGEST_BYTES = 20_000_000


def local_pictures(article: Article) -> dict[str, Path]:
    """Image id → the file beside the article that it names; none outside the article's own folder.

    An address on the web, a file that is not there, and what is no picture are left out.
    """
    return {image: path for image, path in _named(article).items() if path.is_file() and _suffix(path)}


def names_beside(article: Article) -> tuple[str, ...]:
    """The files beside the article that its pictures name, there or not, relative to the article's folder."""
    folder = Path(article.source).parent.resolve()
    return tuple(sorted({path.relative_to(folder).as_posix() for path in _named(article).values()}))


def _named(article: Article) -> dict[str, Path]:
    """Image id → the path in the article's own folder that it names."""
    source = Path(article.source)
    if not article.source or not source.is_file():
        return {}
    folder = source.parent.resolve()
    found = {}
    for image in article.images:
        name = unquote(image.src or "")
        if not name or urlsplit(name).scheme or name.startswith(("/", "\\")) or "\0" in name:
            continue
        path = real_path(folder / name.partition("?")[0])
        if path.is_relative_to(folder) and path != folder:
            found[image.id] = path
    return found


def copy_pictures(pictures: dict[str, Path], folder: Path) -> dict[str, Path]:
    """Copy the pictures into `folder`/pictures under plain names; image id → copy."""
    copies: dict[Path, Path] = {}
    for path in pictures.values():
        if path not in copies:
            (folder / FOLDER).mkdir(exist_ok=True)
            target = folder / FOLDER / f"{len(copies) + 1:02d}{_suffix(path)}"
            shutil.copyfile(path, target)
            copies[path] = target
    return {image: copies[path] for image, path in pictures.items()}


def _suffix(path: Path) -> str | None:
    """The ending that says what the picture is; None for what is no picture, or far too large for a page."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None
        with Image.open(path) as opened:
            return _TYPES.get(opened.format or "")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
