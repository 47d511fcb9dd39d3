"""Articles from feeds and pages into the inbox; what has not changed upstream is not fetched again."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from audio_edition.disk import told, write_whole
from audio_edition.errors import FetchError
from audio_edition.feed.checked import name, parse
from audio_edition.site.sources import Sources
from audio_edition.site.visitor import Visitor

MEMORY = ".fetched.json"
_ATOM = "{http://www.w3.org/2005/Atom}"
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address."""

    url: str
    status: Literal["new", "changed", "unchanged", "failed"]
    path: Path | None = None
    problem: str = ""


def fetch(sources: Sources, inbox: Path, *, today: date | None = None) -> list[Fetched]:
    """Fetch every article that `sources` name into `inbox`/YYYY-MM-DD/; one failure never stops the rest.

    An article that changed upstream is written over its first copy, so that it becomes a new version of the
    same edition.
    """
    memory = _Memory(inbox)
    results = []
    with Visitor(sources) as visitor:
        seen: dict[str, None] = {}
        for source in sources.feed:
            try:
                seen |= dict.fromkeys(_article_urls(visitor, source.url, source.limit))
            except FetchError as error:
                results.append(Fetched(source.url, "failed", problem=str(error)))
        for url in dict.fromkeys([*seen, *sources.page]):
            if url in sources.skip:
                continue
            result = _fetch_one(visitor, url, inbox, memory, today or date.today())
            memory.save()
            results.append(result)
    return results


def _fetch_one(visitor: Visitor, url: str, inbox: Path, memory: _Memory, today: date) -> Fetched:
    known = memory.articles.get(url, {})
    path = inbox / known["file"] if known else None
    there = path is not None and path.is_file()
    try:
        answer = visitor.get(
            url,
            etag=known.get("etag") if there else None,
            last_modified=known.get("last_modified") if there else None,
        )
        if answer.data is None:
            return Fetched(url, "unchanged", path)
        kind = answer.content_type.partition(";")[0].strip().lower()
        if kind not in _TYPES:
            raise FetchError(f"{url}: is {kind or 'of no stated type'}, not an article")
        if not answer.data.strip():
            raise FetchError(f"{url}: the answer is empty")
    except FetchError as error:
        return Fetched(url, "failed", path if there else None, str(error))
    digest = hashlib.sha256(answer.data).hexdigest()
    same = there and known.get("sha256") == digest
    if path is None:
        path = inbox / today.isoformat() / f"{_file_stem(url)}{_TYPES[kind]}"
    if not same:
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, answer.data)
    memory.articles[url] = {
        "file": str(path.relative_to(inbox)),
        "sha256": digest,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
    }
    return Fetched(url, "unchanged" if same else "changed" if there else "new", path)


def _article_urls(visitor: Visitor, url: str, limit: int) -> Iterator[str]:
    """Addresses of the articles of an RSS or Atom feed, at most `limit`, in its order."""
    from audio_edition.errors import FeedError

    answer = visitor.get(url)
    try:
        root = parse(answer.data or b"")
    except FeedError as error:
        raise FetchError(f"{url}: {error}") from error
    links: list[str] = []
    for item in root.iter("item"):
        links.append((item.findtext("link") or "").strip())
    for entry in root.iter(f"{_ATOM}entry"):
        found = [
            link for link in entry.findall(f"{_ATOM}link") if link.get("rel", "alternate") == "alternate"
        ]
        links.append(found[0].get("href", "") if found else "")
    if not links and root.tag not in ("rss", f"{_ATOM}feed") and root.find(name("atom:entry")) is None:
        raise FetchError(f"{url}: is no RSS or Atom feed")
    for link in [link for link in links if link][:limit]:
        yield urljoin(answer.url, link)


def _file_stem(url: str) -> str:
    """A file name for an address: its last part, and a digest, for two sites may use the same."""
    tail = re.sub(r"[^a-z0-9]+", "-", urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()).strip("-")
    return f"{tail[:60] or 'article'}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


class _Memory:
    """What was fetched when, beside the articles."""

    def __init__(self, inbox: Path) -> None:
        self._path = inbox / MEMORY
        self.articles: dict[str, dict[str, Any]] = {}
        self._written = ""
        try:
            self._written = self._path.read_text(encoding="utf-8")
            self.articles = {str(url): dict(entry) for url, entry in json.loads(self._written).items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, AttributeError) as error:
            print(f"{self._path}: cannot be read ({error}); everything is fetched anew", file=sys.stderr)

    def save(self) -> None:
        text = json.dumps(self.articles, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if text != self._written:
            with told(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, text)
            self._written = text
