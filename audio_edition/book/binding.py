"""Several editions in one EPUB: "the paper of 30 November", an article a part, its chapters below it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from audio_edition.book.epub import BoundEdition, ContainerFile, ContentsLine, Opener, write_epub
from audio_edition.errors import UsageError
from audio_edition.page.wording import PageLanguage, wording

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_HTML = "{http://www.w3.org/1999/xhtml}"
_EPUB = "{http://www.idpf.org/2007/ops}"
NAME = "edition.epub"
_OWN = ("nav", "css", "cover", "cover-image")
"""Ids of what belongs to the binding and not to a part."""


def bind(
    sources: Sequence[Path], path: Path, *, title: str, publisher: str | None, cover: bytes | None
) -> int:
    """Bind the EPUBs of `sources` (files, editions' folders, folders of editions) into one; returns how many.

    Raises UsageError when there is nothing to bind, or a file is none of ours.
    """
    files = [file for source in sources for file in _files(source)]
    if not files:
        raise UsageError(
            f"{', '.join(map(str, sources))}: there is no {NAME}; make the editions with --format epub first"
        )
    parts = [read_part(file) for file in dict.fromkeys(files)]
    parts.sort(key=lambda part: part.published, reverse=True)
    folders = [part.items[0].href.partition("/")[0] for part in parts]
    if len(set(folders)) < len(folders):
        twice = next(name for name in folders if folders.count(name) > 1)
        raise UsageError(f"two of the editions are of the same article ({twice}); name one of them")
    write_epub(parts, path, title=title, publisher=publisher, cover=cover)
    return len(parts)


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    if (source / NAME).is_file():
        return [source / NAME]
    return sorted(source.glob(f"[!._]*/{NAME}")) if source.is_dir() else []


def read_part(path: Path) -> BoundEdition:
    """The part that an EPUB of this program holds. Raises UsageError for any other file."""
    try:
        with zipfile.ZipFile(path) as archive:
            package = ET.fromstring(archive.read("EPUB/package.opf"))
            nav = ET.fromstring(archive.read("EPUB/nav.xhtml"))
        return _part(path, package, nav)
    except (OSError, zipfile.BadZipFile, KeyError, ET.ParseError, StopIteration, AttributeError) as error:
        raise UsageError(f"{path}: is no EPUB that this program made; make the edition again") from error


def _part(path: Path, package: ET.Element, nav: ET.Element) -> BoundEdition:
    durations = {
        (meta.get("refines") or "").lstrip("#"): float((meta.text or "0").rstrip("s"))
        for meta in package.iter(f"{_OPF}meta")
        if meta.get("property") == "media:duration" and meta.get("refines")
    }
    items = tuple(
        ContainerFile(
            item.attrib["id"],
            item.attrib["href"],
            item.attrib["media-type"],
            _member(path, f"EPUB/{item.attrib['href']}"),
            item.get("media-overlay", ""),
            durations.get(item.attrib["id"]),
        )
        for item in package.iter(f"{_OPF}item")
        if item.attrib["id"] not in _OWN
    )
    toc = next(found for found in nav.iter(f"{_HTML}nav") if found.get(f"{_EPUB}type") == "toc")
    # What the book is called in is the language of its own words.
    told_in = package.get("{http://www.w3.org/XML/1998/namespace}lang", "nn")
    language: PageLanguage = "nb" if told_in == "nb" else "en" if told_in == "en" else "nn"
    suffix = wording(language)("book.narrator", name="")
    narrators = [(found.text or "").removesuffix(suffix) for found in package.iter(f"{_DC}contributor")]
    modified = next(
        meta.text or "" for meta in package.iter(f"{_OPF}meta") if meta.get("property") == "dcterms:modified"
    )

    def told(tag: str) -> str:
        return next((found.text or "" for found in package.iter(f"{_DC}{tag}")), "")

    return BoundEdition(
        told("title"),
        told("language"),
        tuple(found.text or "" for found in package.iter(f"{_DC}creator")),
        tuple(narrators),
        told("publisher"),
        told("date"),
        modified,
        told("source"),
        told("description"),
        items,
        tuple(ContentsLine("".join(link.itertext()), link.attrib["href"]) for link in toc.iter(f"{_HTML}a")),
        tuple(
            ref.attrib["idref"] for ref in package.iter(f"{_OPF}itemref") if ref.attrib["idref"] not in _OWN
        ),
        language,
        tuple(found.text or "" for found in package.iter(f"{_DC}rights")),
    )


def _member(path: Path, name: str) -> Opener:
    def opened() -> BinaryIO:
        archive = zipfile.ZipFile(path)
        member = archive.open(name)
        archive.close()  # the member keeps the file open until it is closed itself
        return member  # type: ignore[return-value]

    return opened
