"""A polite and careful HTTP client: robots.txt, a pause between requests, limits, no private addresses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from audio_edition.errors import FetchError
from audio_edition.shown import without_secrets
from audio_edition.site.network import authorities, refuse_private, transport
from audio_edition.site.refusals import sentence_of, status_sentence
from audio_edition.site.robots import Robots
from audio_edition.site.sources import Sources
from audio_edition.site.unpack import unpacked

_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 500 * 1024
"""Of a longer file the rest is not read (RFC 9309, section 2.5)."""
_MOST_MARK = 1000
"""Characters of an ETag or a date that is sent back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; `data` is None when it has not changed since the last visit."""

    url: str
    """After redirects."""
    data: bytes | None
    content_type: str
    etag: str | None
    last_modified: str | None


class Visitor:
    """Fetches addresses as `sources` allow. A context manager."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._client = self._new_client()
        self._last: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def _new_client(self) -> httpx.Client:
        return httpx.Client(
            headers={"User-Agent": self._sources.user_agent, "Accept-Encoding": "gzip, deflate"},
            transport=None if self._sources.allow_private else transport(),
            verify=authorities(),
            timeout=self._sources.timeout_s,
            follow_redirects=False,
        )

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """Fetch `url` unless robots.txt forbids it or the server says that it has not changed.

        Raises FetchError, one sentence, for everything that goes wrong.
        """
        try:
            return self._get(url, etag, last_modified)
        except FetchError as error:
            raise FetchError(without_secrets(str(error))) from error
        except ValueError as error:  # of urllib, for what is no address
            raise FetchError(f"{without_secrets(url)}: is no address that can be fetched: {error}") from error

    def _get(self, url: str, etag: str | None, last_modified: str | None) -> Answer:
        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: mark for name, mark in marks.items() if mark and _can_be_sent(mark)}
        been: list[str] = []
        for _ in range(self._sources.max_redirects + 1):
            self._check_address(url)
            if not self._robots_of(url).allow(url):
                raise FetchError(f"{url}: the site's robots.txt asks not to fetch this")
            status, answer_headers, data = self._request(url, headers, self._sources.max_bytes)
            if status in _REDIRECTS:
                been.append(url.partition("#")[0])
                url = self._redirected(url, answer_headers.get("location", ""))
                continue
            if status == 304 and headers:
                return Answer(url, None, "", etag, last_modified)
            if status != 200:
                raise FetchError(f"{url}: {status_sentence(status)}")
            return Answer(
                url,
                data,
                answer_headers.get("content-type", ""),
                answer_headers.get("etag"),
                answer_headers.get("last-modified"),
            )
        if (
            url.partition("#")[0] in been
        ):  # not told before: a server may send us to the same page with a cookie
            raise FetchError(f"{url}: the server sends us round in a circle of redirects")
        raise FetchError(f"{url}: more than {self._sources.max_redirects} redirects")

    def _redirected(self, url: str, location: str) -> str:
        if not location.strip():
            raise FetchError(f"{url}: the server sends us on and does not say where")
        try:
            return urljoin(url, location)
        except ValueError as error:
            raise FetchError(f"{url}: the server sends us on to what is no address") from error

    def _robots_of(self, url: str) -> Robots:
        """robots.txt of the host (RFC 9309): missing means all is allowed, a failing server that nothing is."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            try:
                status, data = self._robots_file(f"{site}/robots.txt")
            except (FetchError, ValueError) as error:
                raise FetchError(
                    f"{site}/robots.txt cannot be read, so nothing is fetched there: {error}"
                ) from error
            if status == 200:
                rules = Robots(data.decode("utf-8", errors="replace"), self._sources.user_agent)
            else:
                rules = Robots.all(status < 500)
            self._robots[site] = rules
        return self._robots[site]

    def _robots_file(self, url: str) -> tuple[int, bytes]:
        """(status, bytes) after up to five redirects, as RFC 9309 asks."""
        for _ in range(6):
            self._check_address(url)
            status, headers, data = self._request(url, {}, _ROBOTS_BYTES, cut=True)
            if status not in _REDIRECTS:
                return status, data
            url = urljoin(url, headers.get("location", ""))
        return 404, b""

    def _request(
        self, url: str, headers: dict[str, str], max_bytes: int, *, cut: bool = False
    ) -> tuple[int, httpx.Headers, bytes]:
        """(status, headers, body) of one request; the body is counted as it is unpacked. `cut`: what is longer than
        `max_bytes` is read so far.
        """
        host = urlsplit(url).netloc
        wait_s = self._last.get(host, -1e9) + self._sources.delay_s - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)
        deadline = time.monotonic() + self._sources.timeout_s
        # httpx counts the time anew with each byte, so a server that drips its headers would hold the night up.
        clock = threading.Timer(self._sources.timeout_s, self._client.close)
        clock.daemon = True
        clock.start()
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                self._check_peer(url, answer)
                if answer.status_code in _REDIRECTS or answer.status_code == 304:
                    return answer.status_code, answer.headers, b""
                encoding = answer.headers.get("content-encoding", "")
                try:
                    data = unpacked(self._blocks(url, answer, deadline), encoding, max_bytes, cut=cut)
                except FetchError as error:
                    raise FetchError(
                        str(error) if str(error).startswith(url) else f"{url}: {error}"
                    ) from error
                return answer.status_code, answer.headers, data
        except FetchError as error:
            raise FetchError(str(error) if str(error).startswith(url) else f"{url}: {error}") from error
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpx.StreamError,
            OSError,
            ValueError,
            RuntimeError,
        ) as error:
            if isinstance(error, httpx.TimeoutException) or time.monotonic() >= deadline:
                raise self._too_slow(url) from error
            raise FetchError(f"{url}: {sentence_of(error)}") from error
        finally:
            clock.cancel()
            if self._client.is_closed:
                self._client = self._new_client()
            self._last[host] = time.monotonic()

    def _blocks(self, url: str, answer: httpx.Response, deadline: float) -> Iterator[bytes]:
        for block in answer.iter_raw():
            if time.monotonic() > deadline:
                raise self._too_slow(url)
            yield block

    def _too_slow(self, url: str) -> FetchError:
        return FetchError(f"{url}: the answer took longer than {self._sources.timeout_s:g} s")

    def _check_address(self, url: str) -> None:
        """Refuse what is not http, and hosts that have an address in the private network."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError(f"{url}: only http and https addresses are fetched")
        if self._sources.allow_private:
            return
        try:
            found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            raise FetchError(
                f"{url}: {sentence_of(OSError(f'the host cannot be found: {error}'))}"
            ) from error
        for *_, address in found:
            refuse_private(f"{url}:", str(address[0]))

    def _check_peer(self, url: str, answer: httpx.Response) -> None:
        """The same for the address that was really connected to: a name may change between two look-ups."""
        if self._sources.allow_private:
            return
        stream: Any = answer.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if peer and not self._client._mounts:  # behind a proxy the peer is the proxy
            refuse_private(f"{url}:", str(peer[0]))


def _can_be_sent(mark: object) -> bool:
    """Whether a mark that a server gave its page, or that somebody wrote into the memory, can stand in a request."""
    return isinstance(mark, str) and mark.isascii() and mark.isprintable() and len(mark) <= _MOST_MARK
