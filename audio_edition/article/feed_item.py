"""An article that a feed carries in full: RSS `content:encoded` or Atom `content`, read as the page that it is."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from html import escape
from xml.etree import ElementTree
from xml.parsers import expat

from audio_edition.article.dates import norwegian_time, parse_timestamp, possible
from audio_edition.article.document import OpenedDocument
from audio_edition.article.draft import fold
from audio_edition.article.fragment import texts_of_html
from audio_edition.article.metadata import Metadata
from audio_edition.article.webpage import read_webpage
from audio_edition.errors import ArticleError

_CONTENT = ("{http://purl.org/rss/1.0/modules/content/}encoded", "{http://www.w3.org/2005/Atom}content")
_SUMMARY = ("description", "{http://www.w3.org/2005/Atom}summary", "{http://purl.org/rss/1.0/}description")
_DATES = (
    "pubDate", "{http://www.w3.org/2005/Atom}published", "{http://www.w3.org/2005/Atom}updated",
    "{http://purl.org/dc/elements/1.1/}date",
)  # fmt: skip
_AUTHORS = ("{http://purl.org/dc/elements/1.1/}creator",)


def open_feed(data: bytes, where: str, part: int | None) -> OpenedDocument:
    """The only article of a feed, or number `part`. Raises ArticleError for a feed that is broken, empty or of many."""
    root = _parsed(data, where)
    items = [node for node in root.iter() if _local(node) in ("item", "entry")]
    if not items:
        raise ArticleError(f"{where}: there is no article in this feed")
    if part is None and len(items) > 1:
        raise ArticleError(
            f"{where}: this feed holds {len(items)} articles; name one of them, {where}#1 to {where}#{len(items)}, or let "
            "`audio-edition nightly` take them all"
        )
    number = part or 1
    if not 1 <= number <= len(items):
        raise ArticleError(f"{where}: the feed has {len(items)} articles; name one from 1 to {len(items)}")
    item = items[number - 1]
    content = _content(item)
    if not content.strip():
        raise ArticleError(
            f"{where}: the feed names this article and does not carry its text; fetch the page instead"
        )
    metadata = _metadata(item, root)
    title = f"<h1>{escape(metadata.title)}</h1>" if metadata.title else ""
    page = f"<!doctype html><html><body><article>{title}{content}</article></body></html>"
    reading, told = read_webpage(page, where)
    metadata.warnings += told.warnings
    return OpenedDocument("feed", reading, metadata, texts_of_html(page))


def _parsed(data: bytes, where: str) -> ElementTree.Element:
    if b"<!ENTITY" in data[:20_000]:
        raise ArticleError(f"{where}: the feed declares entities, which no feed needs; it is not read")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise ArticleError(f"{where}: the feed is not well-formed XML ({error})") from error


def _local(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _content(item: ElementTree.Element) -> str:
    for tag in (*_CONTENT, *_SUMMARY):
        node = item.find(tag)
        if node is None:
            continue
        if len(node):  # Atom with type="xhtml"
            return "".join(_inner(child) for child in node)
        if node.text and node.text.strip():
            return node.text if "<" in node.text else f"<p>{escape(node.text)}</p>"
    return ""


def _inner(node: ElementTree.Element) -> str:
    for part in node.iter():
        part.tag = _local(part)
    return ElementTree.tostring(node, encoding="unicode", method="html")


def _first(item: ElementTree.Element, *tags: str) -> str:
    return next((fold("".join(node.itertext())) for tag in tags if (node := item.find(tag)) is not None), "")


def _metadata(item: ElementTree.Element, root: ElementTree.Element) -> Metadata:
    date = _first(item, *_DATES)
    moment = parse_timestamp(date) if date else None
    if moment is None and date:
        try:
            moment = possible(norwegian_time(parsedate_to_datetime(date)))
        except (ValueError, TypeError, IndexError, OverflowError):
            moment = None
    atom = "{http://www.w3.org/2005/Atom}"
    author = _first(item, *_AUTHORS) or _first(item, f"{atom}author/{atom}name")
    link = item.find(f"{atom}link")
    return Metadata(
        title=_first(item, "title", f"{atom}title", "{http://purl.org/rss/1.0/}title") or None,
        byline=(author,) if author else (),
        published=moment,
        publisher=_first(root, "channel/title", f"{atom}title") or None,
        url=_first(item, "link", "{http://purl.org/rss/1.0/}link")
        or (link.get("href") if link is not None else None),
    )
