"""Word documents, by mammoth: styles become headings, lists, tables and pictures with their descriptions."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from xml.etree import ElementTree
from zipfile import BadZipFile

import mammoth

from audio_edition.article.archive import Archive
from audio_edition.article.dates import parse_timestamp
from audio_edition.article.document import OpenedDocument
from audio_edition.article.draft import fold
from audio_edition.article.fragment import read_document_html, texts_of_html
from audio_edition.article.metadata import Metadata
from audio_edition.errors import ArticleError

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Tittel'] => h1:fresh
p[style-name='Subtitle'] => p.lead:fresh
p[style-name='Undertittel'] => p.lead:fresh
p[style-name='Ingress'] => p.lead:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Bildetekst'] => p.caption:fresh
p[style-name='Bilettekst'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Sitat'] => blockquote > p:fresh
p[style-name='Heading 5'] => h5:fresh
p[style-name='Heading 6'] => h6:fresh
"""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PICTURE = re.compile(r' src="data:[^"]*"')


def open_docx(archive: Archive, data: bytes) -> OpenedDocument:
    """A Word document. Raises ArticleError for one that cannot be read or holds no text."""
    where = archive.where
    source = archive.read("word/document.xml")
    if b"<!DOCTYPE" in source[:2000] or b"<!ENTITY" in source[:4000]:
        raise ArticleError(
            f"{where}: this Word document declares entities, which none does; save it anew from Word"
        )
    html = _html(data, where)
    texts = texts_of_html(html)
    lost = _lost(source, texts)
    metadata = _metadata(archive)
    if lost:
        metadata.warnings += (
            f"{where}: {lost} words of the document are in parts that are not read (fields, drawings)",
        )
    if not any(map(str.strip, texts)):
        raise ArticleError(f"{where}: there is no text in this Word document")
    return OpenedDocument("docx", read_document_html(html), metadata, texts)


def _html(data: bytes, where: str) -> str:
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        )
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        OSError,
        BadZipFile,
        ElementTree.ParseError,
    ) as error:
        raise ArticleError(
            f"{where}: this Word document cannot be read ({type(error).__name__}); save it anew as DOCX"
        ) from error
    except RecursionError as error:
        raise ArticleError(f"{where}: this Word document nests too deep; save it anew as DOCX") from error
    except Exception as error:  # the XML parser below mammoth has errors of its own
        if type(error).__module__.partition(".")[0] in (
            "xml",
            "expat",
            "pyexpat",
            "mammoth",
            "zlib",
            "zipfile",
        ):
            raise ArticleError(
                f"{where}: this Word document is damaged ({error}); save it anew as DOCX"
            ) from error
        raise
    return _with_title(str(result.value))


def _with_title(html: str) -> str:
    """A document without a title in its styles has its first heading for one, where it begins with it."""
    html = _PICTURE.sub("", html)
    first = re.match(r"\s*<h([2-6])>(.*?)</h\1>", html, re.S)
    if first and "<h1" not in html:
        html = f"<h1>{first.group(2)}</h1>{html[first.end() :]}"
    return f"<!doctype html><html><body>{html}</body></html>"


def _lost(source: bytes, texts: list[str]) -> int:
    """Words of the document's text runs that are not in what was read, beyond a few that Word counts twice."""
    try:
        tree = ElementTree.fromstring(source)
    except ElementTree.ParseError:
        return 0
    written = sum(len((node.text or "").split()) for node in tree.iter(f"{_W}t"))
    read = sum(len(text.split()) for text in texts)
    return written - read if written > read * 1.05 + 20 else 0


class _CoreText(HTMLParser):
    """The few values of docProps/core.xml; a parser that follows no entity."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.key, self.found = "", dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.key = tag.rpartition(":")[2]

    def handle_endtag(self, tag: str) -> None:
        self.key = ""

    def handle_data(self, data: str) -> None:
        if self.key:
            self.found[self.key] = self.found.get(self.key, "") + data


def _metadata(archive: Archive) -> Metadata:
    if "docProps/core.xml" not in archive.names:
        return Metadata()
    reader = _CoreText()
    reader.feed(archive.read("docProps/core.xml").decode("utf-8", "replace")[:20_000])
    told = {key: fold(value) for key, value in reader.found.items()}
    return Metadata(
        title=told.get("title") or None,
        modified=parse_timestamp(told["modified"]) if told.get("modified") else None,
    )
