"""EPUB books: the chapters of the spine in order, as one article, or one of them.

ebooklib, which others use, is AGPL; a book is a ZIP file of web pages with a list, and needs no library.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from audio_edition.article.archive import Archive
from audio_edition.article.dates import parse_timestamp
from audio_edition.article.document import OpenedDocument
from audio_edition.article.draft import Draft, fold
from audio_edition.article.fragment import read_document_html, texts_of_html
from audio_edition.article.metadata import Metadata
from audio_edition.article.pagemeta import language_tag
from audio_edition.article.tree import Node, attribute, text_of
from audio_edition.article.webpage import FROM_DOCUMENT, parse
from audio_edition.errors import ArticleError

_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Fonts may be garbled to protect them; the text is not."""
_ALGORITHM = re.compile(r'EncryptionMethod[^>]{0,200}Algorithm\s*=\s*"([^"]{0,200})"')
_SELF_CLOSED = re.compile(
    r"<((?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)[A-Za-z][\w:-]{0,40})((?:\s[^<>]{0,400})?)/>"
)
"""`<a id="p1"/>` is whole in XML, and in HTML the beginning of something that never ends."""
_XML_HEAD = re.compile(r"^\s*(?:<\?[^>]*\?>\s*)+")


def open_epub(archive: Archive, part: int | None) -> OpenedDocument:
    """A book, or its chapter number `part`. Raises ArticleError for a book that is encrypted, damaged or empty."""
    _refuse_encrypted(archive)
    package_path = _package_path(archive)
    package = _parsed(archive.read(package_path))
    base = posixpath.dirname(package_path)
    chapters = [html for name in _spine(package, base, archive.where) if (html := _chapter(archive, name))]
    if not chapters:
        raise ArticleError(f"{archive.where}: there is no text in this book; its pages may be pictures")
    metadata = _metadata(package)
    if part is None:
        return _whole(chapters, metadata)
    if not 1 <= part <= len(chapters):
        raise ArticleError(
            f"{archive.where}: the book has {len(chapters)} chapters with text; name one from 1 to {len(chapters)}"
        )
    html = f"<!doctype html><html><body>{chapters[part - 1]}</body></html>"
    book = metadata.title
    metadata.title = _heading(html) or f"{book or 'Kapittel'}, {part}"
    metadata.section = book
    return OpenedDocument("epub", read_document_html(html), metadata, texts_of_html(html))


def count_chapters(data: bytes, where: str) -> int:
    """How many chapters with text a book has."""
    archive = Archive(data, where)
    package_path = _package_path(archive)
    names = _spine(_parsed(archive.read(package_path)), posixpath.dirname(package_path), where)
    return sum(bool(_chapter(archive, name)) for name in names)


def _whole(chapters: list[str], metadata: Metadata) -> OpenedDocument:
    html = f"<!doctype html><html><body>{''.join(f'<section>{chapter}</section>' for chapter in chapters)}</body></html>"
    reading = read_document_html(html, title=False)
    title = metadata.title
    first = next((draft for draft in reading.drafts if draft.role == "heading"), None)
    if title and first is not None and first.text.casefold() == title.casefold():
        first.give("title", "the book's title")
    elif title:
        reading.drafts.insert(0, Draft(title, role="title", reason=FROM_DOCUMENT))
    elif first is not None:
        first.give("title", "first heading of the book")
    return OpenedDocument("epub", reading, metadata, texts_of_html(html))


def _refuse_encrypted(archive: Archive) -> None:
    locked = "META-INF/rights.xml" in archive.names or "META-INF/sinf.xml" in archive.names
    if "META-INF/encryption.xml" in archive.names:
        used = _ALGORITHM.findall(archive.read("META-INF/encryption.xml").decode("utf-8", "replace"))
        locked = locked or any(algorithm not in _FONTS for algorithm in used)
    if locked:
        raise ArticleError(
            f"{archive.where}: the book is locked (DRM) and cannot be read; ask its publisher for an open copy"
        )


def _parsed(data: bytes) -> Node:
    return parse(_XML_HEAD.sub("", data.decode("utf-8-sig", "replace")))


def _elements(node: Node, *tags: str) -> Iterator[Node]:
    return (
        found for event, found in _walk_all(node) if event == "open" and found.tag.rpartition(":")[2] in tags
    )


def _walk_all(node: Node) -> Iterator[tuple[str, Node]]:
    """As `walk` of the tree, with `<meta>` and `<link>`, which packages use for what they hold."""
    stack = [node]
    while stack:
        found = stack.pop()
        if found.is_element_node:
            yield "open", found
            child = found.last_child
            while child is not None:
                stack.append(child)
                child = child.prev


def _package_path(archive: Archive) -> str:
    container = _parsed(archive.read("META-INF/container.xml"))
    for found in _elements(container, "rootfile"):
        path = unquote(attribute(found, "full-path"))
        if path in archive.names:
            return path
    raise ArticleError(
        f"{archive.where}: this EPUB does not say where its book is; it is damaged, get it anew"
    )


def _spine(package: Node, base: str, where: str) -> list[str]:
    """Paths of the chapters in the order of reading, without the list of contents."""
    files: dict[str, str] = {}
    lists: set[str] = set()
    for item in _elements(package, "item"):
        path = posixpath.normpath(posixpath.join(base, unquote(attribute(item, "href")).partition("#")[0]))
        files[attribute(item, "id")] = path
        if "nav" in attribute(item, "properties").split():
            lists.add(path)
    order = [
        files[attribute(ref, "idref")] for ref in _elements(package, "itemref")
        if attribute(ref, "idref") in files and attribute(ref, "linear").lower() != "no"
    ]  # fmt: skip
    if not order:
        raise ArticleError(f"{where}: this EPUB names no chapters; it is damaged, get it anew")
    return [path for path in dict.fromkeys(order) if path not in lists]


def _chapter(archive: Archive, name: str) -> str:
    """What stands in the chapter's `<body>`, as HTML; empty where that is no text."""
    if name not in archive.names or not name.lower().endswith((".xhtml", ".html", ".htm", ".xml")):
        return ""
    source = archive.read(name).decode("utf-8-sig", "replace")
    body = parse(_SELF_CLOSED.sub(r"<\1\2></\1>", _XML_HEAD.sub("", source))).css_first("body")
    if body is None or not any(fold(text_of(body))):
        return ""
    return str(body.inner_html or "")


def _heading(html: str) -> str:
    found = parse(html).css_first("h1, h2, h3")
    return fold(text_of(found)) if found is not None else ""


def _metadata(package: Node) -> Metadata:
    told: dict[str, list[str]] = {}
    head = next(_elements(package, "metadata"), package)
    for found in _elements(head, "title", "creator", "publisher", "date", "language"):
        if text := fold(text_of(found)):
            told.setdefault(found.tag.rpartition(":")[2], []).append(text)
    return Metadata(
        title=next(iter(told.get("title", [])), None),
        byline=tuple(told.get("creator", [])),
        publisher=next(iter(told.get("publisher", [])), None),
        published=next((moment for text in told.get("date", []) if (moment := parse_timestamp(text))), None),
        language=language_tag(next(iter(told.get("language", [])), None)),
    )
