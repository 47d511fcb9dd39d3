"""Articles from feeds and pages into the inbox; what has not changed upstream is not fetched again."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from audio_edition.article.slug import ascii_slug
from audio_edition.crash_log import keep
from audio_edition.disk import read_own, told, write_whole
from audio_edition.errors import AudioEditionError, FeedError, FetchError
from audio_edition.feed.checked import name, parse
from audio_edition.shown import shown, without_secrets
from audio_edition.site.address import bare, canonical, title
from audio_edition.site.fetched import Fetched
from audio_edition.site.sources import Sources
from audio_edition.site.visitor import Visitor

MEMORY = ".fetched.json"
_ATOM = "{http://www.w3.org/2005/Atom}"
_PAGES = ("text/html", "application/xhtml+xml")
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
}


def fetch(sources: Sources, inbox: Path, *, today: date | None = None) -> list[Fetched]:
    """Fetch every article that `sources` name into `inbox`/YYYY-MM-DD/; one failure never stops the rest.

    An article that changed upstream is written over its first copy, so that it becomes a new version of the
    same edition.
    """
    memory = _Memory(inbox)
    results = []
    with Visitor(sources) as visitor:
        wanted: dict[str, None] = {}
        for source in sources.feed:
            try:
                wanted |= dict.fromkeys(_article_urls(visitor, source.url, source.limit))
            except FetchError as error:
                results.append(Fetched(without_secrets(source.url), "failed", problem=str(error)))
            except Exception as error:
                results.append(_unforeseen(source.url, error))
        visited: dict[str, None] = {}
        for url in dict.fromkeys([*wanted, *sources.page]):
            try:
                key = memory.key_of(bare(url))
                if url in sources.skip or key in sources.skip or key in visited:
                    continue
                result = _fetch_one(visitor, key, inbox, memory, today or date.today(), visited)
                memory.save()
            except FetchError as error:
                result = Fetched(without_secrets(url), "failed", problem=str(error))
            except ValueError as error:
                told = f"{without_secrets(url)}: is no address that can be fetched: {error}"
                result = Fetched(without_secrets(url), "failed", problem=told)
            except AudioEditionError:
                raise
            except Exception as error:
                result = _unforeseen(url, error)
            results.append(result)
    return results


def _unforeseen(url: str, error: Exception) -> Fetched:

    name = without_secrets(url)
    return Fetched(name, "failed", problem=f"{name}: {keep(error, name)}")


def _fetch_one(
    visitor: Visitor, url: str, inbox: Path, memory: _Memory, today: date, visited: dict[str, None]
) -> Fetched:
    """Fetch one address; `visited` are the articles of this run."""
    known = memory.articles.get(url, {})
    path = memory.path_of(known)
    there = path is not None and path.is_file()
    name = without_secrets(url)
    visited[url] = None
    try:
        answer = visitor.get(
            url,
            etag=known.get("etag") if there else None,
            last_modified=known.get("last_modified") if there else None,
        )
        if answer.data is None:
            return Fetched(name, "unchanged", path)
        kind = answer.content_type.partition(";")[0].strip().lower()
        if kind not in _TYPES:
            raise FetchError(f"{name}: is {shown(kind)[:80] or 'of no stated type'}, not an article")
        if not answer.data.strip():
            raise FetchError(f"{name}: the answer is empty")
        if there and path is not None and _is_cut(answer.data, path):
            raise FetchError(f"{name}: the page ends before its end; the copy from before is kept")
    except FetchError as error:
        return Fetched(name, "failed", path if there else None, str(error))
    heading = title(answer.data)
    for identity in (canonical(answer.data, answer.url) if kind in _PAGES else None, bare(answer.url)):
        other = memory.articles.get(identity or "")
        # Some sites name one page on all of them: it is the same article when it also has the same title.
        if identity and identity != url and other and not there and other.get("title") == heading:
            memory.articles[url] = {"same_as": identity}
            visited[identity] = None
            return Fetched(name, "unchanged", memory.path_of(other))
    digest = hashlib.sha256(answer.data).hexdigest()
    same = there and known.get("sha256") == digest
    if path is None:
        path = inbox / today.isoformat() / f"{_file_stem(url)}{_TYPES[kind]}"
    if not same:
        write_whole(path, _as_utf8(answer.data, answer.content_type))
    memory.articles[url] = {
        "file": str(path.relative_to(inbox)),
        "sha256": digest,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "title": heading,
    }
    return Fetched(name, "unchanged" if same else "changed" if there else "new", path)


def _is_cut(data: bytes, path: Path) -> bool:
    """Whether a page has lost the end that its copy has: a stream that ends early, and nothing that says so."""
    end = b"</html"
    return end not in data[-4096:].lower() and end in path.read_bytes()[-4096:].lower()


def _as_utf8(data: bytes, content_type: str) -> bytes:
    """A page whose encoding stands in the answer's head alone: the file must be readable without it."""
    declared = re.search(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE)
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(declared[1]).encode("utf-8") if declared else data
    except (LookupError, UnicodeError, TypeError):  # no encoding of that name, or not of text
        return data


def _article_urls(visitor: Visitor, url: str, limit: int) -> Iterator[str]:
    """Addresses of the articles of an RSS or Atom feed, at most `limit`, in its order."""

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
        try:
            yield urljoin(answer.url, link)
        except ValueError:
            yield link  # no address: it fails alone, under its own name


def _file_stem(url: str) -> str:
    """A file name for an address: its last part, and a digest, for two sites may use the same."""
    tail = ascii_slug(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]), 60)
    return f"{tail or 'article'}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def _known_as(url: str) -> str:
    """The key of an address in the memory, also of one that an earlier version wrote."""
    try:
        return bare(url)
    except ValueError:
        return url


class _Memory:
    """What was fetched when, beside the articles."""

    def __init__(self, inbox: Path) -> None:
        self._path = inbox / MEMORY
        self.articles: dict[str, dict[str, Any]] = {}
        self._written = ""
        try:
            self._written = read_own(self._path).decode("utf-8")
            self.articles = {_known_as(url): dict(entry) for url, entry in json.loads(self._written).items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            logging.getLogger(__name__).warning(
                "%s: cannot be read (%s); everything is fetched anew", self._path, error
            )

    def key_of(self, url: str) -> str:
        """The address under which the article at `url` is known: another that led to it, or its own."""
        other = self.articles.get(url, {}).get("same_as")
        return other if isinstance(other, str) and other in self.articles else url

    def path_of(self, entry: dict[str, Any]) -> Path | None:
        """Where the article lies; None for an entry that names no place within the inbox."""
        name = entry.get("file")
        if (
            not isinstance(name, str)
            or not name
            or "\0" in name
            or Path(name).is_absolute()
            or ".." in Path(name).parts
        ):
            return None
        return self._path.parent / name

    def save(self) -> None:
        text = json.dumps(self.articles, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if text != self._written:
            with told(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, text)
            self._written = text
