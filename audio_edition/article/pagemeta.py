"""What a web page says about its article outside the text: JSON-LD first, then meta tags."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from audio_edition.article.dates import parse_timestamp
from audio_edition.article.draft import fold, whole_characters
from audio_edition.article.metadata import Metadata
from audio_edition.article.tree import Node, attribute, text_of

_ARTICLE_TYPES = ("article", "posting", "reportage", "review", "report")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]+)*", re.IGNORECASE)


def page_metadata(document: Node) -> Metadata:
    """Metadata of the page whose root element is `document`."""
    told = next(_linked_data(document), {})
    meta = _meta_tags(document)
    canonical = document.css_first('link[rel="canonical"]')
    html = document if document.tag == "html" else document.css_first("html")
    return Metadata(
        title=_text(told.get("headline")) or meta.get("og:title") or meta.get("twitter:title"),
        byline=_names(told.get("author")) or _names(meta.get("author")) or _names(meta.get("article:author")),
        published=_time(told.get("datePublished")) or _time(meta.get("article:published_time")),
        modified=_time(told.get("dateModified")) or _time(meta.get("article:modified_time")),
        publisher=next(iter(_names(told.get("publisher"))), None) or meta.get("og:site_name"),
        section=_text(told.get("articleSection")) or meta.get("article:section"),
        url=_address(told) or (attribute(canonical, "href") if canonical else None) or meta.get("og:url"),
        language=language_tag(_text(told.get("inLanguage")) or (attribute(html, "lang") if html else "")),
        lead=_text(told.get("description")) or meta.get("og:description") or meta.get("description"),
    )


def language_tag(text: str | None) -> str | None:
    """Primary language of a BCP 47 tag ("nn-NO" → "nn"); None for `no`, which does not say which Norwegian."""
    if not text or not _LANGUAGE.fullmatch(text.strip()):
        return None
    primary = re.split("[-_]", text.strip().lower())[0]
    return (
        None
        if primary in ("no", "nor", "und", "mul", "zxx")
        else {"nno": "nn", "nob": "nb"}.get(primary, primary)
    )


def _linked_data(document: Node) -> Iterator[dict[str, Any]]:
    """Articles in the page's JSON-LD; a broken script is passed over, the page has its text all the same."""
    for script in document.css('script[type="application/ld+json"]'):
        content = re.sub(
            r"^\s*(?:<!--|/\*<!\[CDATA\[\*/|<!\[CDATA\[)|(?:-->|/\*\]\]>\*/|\]\]>)\s*$",
            "",
            script.text() or "",
        )
        try:
            data = json.loads(content, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                if isinstance(kind, str) and kind.lower().endswith(_ARTICLE_TYPES):
                    yield thing
                    break


def _things(data: Any) -> Iterator[dict[str, Any]]:
    queue = deque([data])
    while queue:
        thing = queue.popleft()
        if isinstance(thing, list):
            queue.extendleft(reversed(thing))
        elif isinstance(thing, dict):
            yield thing
            queue += [thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing]


def _meta_tags(document: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in document.css("meta"):
        name = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
        if name and (content := fold(attribute(tag, "content"))):
            found.setdefault(name.lower(), content)
    return found


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if not isinstance(value, str):
        return None
    value = whole_characters(value)
    if "&" in value or "<" in value:
        # Some publishers write HTML into JSON.
        parsed = LexborHTMLParser(value).root
        value = text_of(parsed) if parsed is not None else value
    return fold(value) or None


def _names(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    names = [name for one in values if (name := _text(one)) and not re.match(r"https?:|@|/", name)]
    return tuple(dict.fromkeys(names))


def _time(value: Any) -> datetime | None:
    text = _text(value)
    return parse_timestamp(text) if text else None


def _address(told: dict[str, Any]) -> str | None:
    page = told.get("mainEntityOfPage")
    for value in (told.get("url"), page, page.get("@id") if isinstance(page, dict) else None):
        if isinstance(value, str) and value.startswith("http"):
            return whole_characters(value)
    return None
