"""A polite and careful HTTP client: robots.txt, a pause between requests, limits, no private addresses."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from audio_edition.errors import FetchError
from audio_edition.site.sources import Sources

if TYPE_CHECKING:
    import httpx

_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 500_000


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
        self._robots: dict[str, RobotFileParser] = {}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def _new_client(self) -> httpx.Client:
        import httpx

        return httpx.Client(
            headers={"User-Agent": self._sources.user_agent},
            timeout=self._sources.timeout_s,
            follow_redirects=False,
        )

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """Fetch `url` unless robots.txt forbids it or the server says that it has not changed.

        Raises FetchError, one sentence, for everything that goes wrong.
        """
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        for _ in range(self._sources.max_redirects + 1):
            self._check_address(url)
            if not self._robots_of(url).can_fetch(self._sources.user_agent, url):
                raise FetchError(f"{url}: the site's robots.txt asks not to fetch this")
            status, answer_headers, data = self._request(url, headers, self._sources.max_bytes)
            if status in _REDIRECTS:
                url = urljoin(url, answer_headers.get("location", ""))
                continue
            if status == 304:
                return Answer(url, None, "", etag, last_modified)
            if status != 200:
                raise FetchError(f"{url}: the server answered {status}")
            return Answer(
                url,
                data,
                answer_headers.get("content-type", ""),
                answer_headers.get("etag"),
                answer_headers.get("last-modified"),
            )
        raise FetchError(f"{url}: more than {self._sources.max_redirects} redirects")

    def _robots_of(self, url: str) -> RobotFileParser:
        """robots.txt of the host (RFC 9309): missing means all is allowed, a failing server that nothing is."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            rules = RobotFileParser()
            try:
                status, _, data = self._request(f"{site}/robots.txt", {}, _ROBOTS_BYTES)
            except FetchError as error:
                raise FetchError(
                    f"{site}/robots.txt cannot be read, so nothing is fetched there: {error}"
                ) from error
            if status == 200:
                rules.parse(data.decode("utf-8", errors="replace").splitlines())
            else:
                rules.parse(["User-agent: *", "Disallow: /" if status >= 500 else "Disallow:"])
            self._robots[site] = rules
        return self._robots[site]

    def _request(self, url: str, headers: dict[str, str], max_bytes: int) -> tuple[int, httpx.Headers, bytes]:
        """(status, headers, body) of one request; the body is counted as it is unpacked."""
        import httpx

        host = urlsplit(url).netloc
        wait_s = self._last.get(host, -1e9) + self._sources.delay_s - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)
        deadline = time.monotonic() + self._sources.timeout_s
        # httpx counts the time anew with each byte, so a server that drips its headers would hold the night up.
        cut = threading.Timer(self._sources.timeout_s, self._client.close)
        cut.daemon = True
        cut.start()
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                self._check_peer(url, answer)
                data = bytearray()
                for block in answer.iter_bytes():
                    data += block
                    if len(data) > max_bytes:
                        raise FetchError(f"{url}: the answer is larger than {max_bytes / 1e6:.1f} MB")
                    if time.monotonic() > deadline:
                        raise self._too_slow(url)
                return answer.status_code, answer.headers, bytes(data)
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
            raise FetchError(f"{url}: {str(error) or type(error).__name__}") from error
        finally:
            cut.cancel()
            if self._client.is_closed:
                self._client = self._new_client()
            self._last[host] = time.monotonic()

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
            raise FetchError(f"{url}: the host cannot be found: {error}") from error
        for *_, address in found:
            self._refuse_private(url, str(address[0]))

    def _check_peer(self, url: str, answer: httpx.Response) -> None:
        """The same for the address that was really connected to: a name may change between two look-ups."""
        if self._sources.allow_private:
            return
        stream: Any = answer.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if peer and not self._client._mounts:  # behind a proxy the peer is the proxy
            self._refuse_private(url, str(peer[0]))

    def _refuse_private(self, url: str, address: str) -> None:
        if not ipaddress.ip_address(address.split("%")[0]).is_global:
            raise FetchError(
                f"{url}: leads to {address}, an address of a private network; "
                "set allow_private = true in sources.toml if that is meant"
            )
