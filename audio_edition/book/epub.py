"""EPUB 3.3 with Media Overlays: text and sound in step in the readers that people have.

Sources: EPUB 3.3 (W3C), its chapter on Media Overlays, and EPUB Accessibility 1.1. One edition is one part; a paper
binds several. The same parts give the same bytes.
"""

from __future__ import annotations

import io
import shutil
import uuid
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from audio_edition.book.content import GENERATOR, Book, BookChapter
from audio_edition.page.rendering import render
from audio_edition.page.wording import PageLanguage, wording

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_XHTML, _SMIL = "application/xhtml+xml", "application/smil+xml"
_TYPES = {"figure": "sidebar", "facts": "sidebar", "list": "list"}
"""Kind of passage → epub:type by which a reader lets it be skipped (sidebar) or left (list)."""
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the container: the same edition gives the same bytes."""

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class ContainerFile:
    """A file of the container and its line in the manifest."""

    id: str
    href: str
    """Relative to the folder of package.opf."""
    media_type: str
    open: Opener
    overlay: str = ""
    """Id of the SMIL file that reads it."""
    overlay_s: float | None = None
    """Of a SMIL file: how long it plays."""
    properties: str = ""


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the table of contents."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class BoundEdition:
    """An edition in a container: its files under a folder of their own, and what is told of it."""

    title: str
    language: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    publisher: str
    published: str
    modified: str
    source: str
    description: str
    items: tuple[ContainerFile, ...]
    toc: tuple[ContentsLine, ...]
    spine: tuple[str, ...]
    """Ids of the items in reading order."""
    page_language: PageLanguage = "nn"
    """Of the words that are not the article's."""
    attributions: tuple[str, ...] = ()
    """What the voices' licences ask to be told."""


def _text(content: str) -> Opener:
    data = content.encode()
    return lambda: io.BytesIO(data)


def _file(path: Path) -> Opener:
    return lambda: path.open("rb")


def part_of(book: Book, *, words: bool = False) -> BoundEdition:
    """`book` as a part of a container. With `words` the overlay goes word by word where words are timed."""
    folder, prefix = book.slug, f"{book.slug}-"
    sound = ContainerFile(
        f"{prefix}sound", f"{folder}/sound{book.sound.suffix}", "audio/mpeg", _file(book.sound)
    )
    pictures = {
        path: ContainerFile(
            f"{prefix}picture-{number}",
            f"{folder}/picture-{number}{path.suffix.lower()}",
            MEDIA_TYPES[path.suffix.lower()],
            _file(path),
        )
        for number, path in enumerate(dict.fromkeys(book.pictures.values()), 1)
    }
    names = {path: item.href.rpartition("/")[2] for path, item in pictures.items()}
    items: list[ContainerFile] = []
    toc = []
    for chapter in book.chapters:
        text, overlay = _chapter(book, chapter, folder, names, sound.href.rpartition("/")[2], words)
        items += [text, overlay] if overlay is not None else [text]
        toc.append(ContentsLine(chapter.title, text.href))
    return BoundEdition(
        book.title,
        book.language,
        book.authors,
        book.narrators,
        book.publisher,
        book.published,
        book.modified,
        book.source,
        book.description,
        (*items, *pictures.values(), sound),
        tuple(toc),
        tuple(item.id for item in items if item.media_type == _XHTML),
        book.page_language,
        book.attributions,
    )


def _chapter(
    book: Book, chapter: BookChapter, folder: str, pictures: dict[Path, str], sound: str, words: bool
) -> tuple[ContainerFile, ContainerFile | None]:
    name = f"chapter-{chapter.number:03d}"
    t = wording(book.page_language)
    text = ContainerFile(
        f"{folder}-{name}",
        f"{folder}/{name}.xhtml",
        _XHTML,
        _text(render("chapter.xhtml", book=book, chapter=chapter, pictures=pictures, words=words, t=t)),
    )
    if not chapter.fragments:
        return text, None
    smil = render(
        "chapter.smil", chapter=chapter, text=f"{name}.xhtml", sound=sound, words=words, types=_TYPES
    )
    overlay = ContainerFile(
        f"{text.id}-overlay", f"{folder}/{name}.smil", _SMIL, _text(smil), overlay_s=chapter.heard_s
    )
    return replace(text, overlay=overlay.id), overlay


def write_epub(
    parts: Sequence[BoundEdition],
    path: Path,
    *,
    title: str | None = None,
    publisher: str | None = None,
    cover: bytes | None = None,
) -> None:
    """Write `parts` as one EPUB. `title` and language of its own words are those of the first part, unless a title is
    given; `cover` is a JPEG.
    """
    title, t = title or parts[0].title, wording(parts[0].page_language)
    items = [
        ContainerFile("nav", "nav.xhtml", _XHTML, _text(""), properties="nav"),
        ContainerFile("css", "book.css", "text/css", _text(_template("book.css"))),
    ]
    if cover is not None:
        items.append(
            ContainerFile(
                "cover-image", "cover.jpg", "image/jpeg", lambda: io.BytesIO(cover), properties="cover-image"
            )
        )
        items.append(
            ContainerFile(
                "cover",
                "cover.xhtml",
                _XHTML,
                _text(render("cover.xhtml", image="cover.jpg", title=title, t=t)),
            )
        )
    nav = render("nav.xhtml", title=title, parts=parts, cover=cover is not None, t=t)
    items[0] = replace(items[0], open=_text(nav))
    items += [item for part in parts for item in part.items]
    has_pictures = any(item.media_type.startswith("image/") for part in parts for item in part.items)
    features = ["synchronizedAudioText", "tableOfContents", "readingOrder", "structuralNavigation"]
    features += ["displayTransformability", *(["alternativeText"] if has_pictures or cover else [])]
    modified = max(part.modified for part in parts)
    told = "|".join([title, *(f"{part.source}|{part.title}|{part.published}" for part in parts)])
    package = render(
        "package.opf",
        identifier=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        title=title,
        languages=_each(part.language for part in parts),
        authors=_each(name for part in parts for name in part.authors),
        narrators=_each(name for part in parts for name in part.narrators),
        attributions=_each(told for part in parts for told in part.attributions),
        publisher=publisher or parts[0].publisher,
        published=max(part.published for part in parts),
        sources=_each(part.source for part in parts),
        description=parts[0].description if len(parts) == 1 else "",
        modified=modified,
        items=items,
        has_pictures=has_pictures or cover is not None,
        features=features,
        t=t,
        generator=GENERATOR,
        cover=cover is not None,
        spine=[*(["cover"] if cover is not None else []), *(id for part in parts for id in part.spine)],
    )
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, "mimetype", io.BytesIO(b"application/epub+zip"), stored=True)
        _add(archive, "META-INF/container.xml", io.BytesIO(_template("container.xml").encode()))
        _add(archive, "EPUB/package.opf", io.BytesIO(package.encode()))
        for item in items:
            with item.open() as source:
                stored = item.media_type.startswith(("audio/", "image/"))
                _add(archive, f"EPUB/{item.href}", source, stored=stored)


def _each(values: object) -> list[str]:
    """Without empty ones and without repeats, in order."""
    return [value for value in dict.fromkeys(values) if value]  # type: ignore[call-overload]


def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _add(archive: zipfile.ZipFile, name: str, source: BinaryIO, *, stored: bool = False) -> None:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with archive.open(info, "w") as target:
        shutil.copyfileobj(source, target)
