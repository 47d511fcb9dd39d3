"""Fetching from a server that is huge, slow, broken or hostile, or that leads into the private network."""

from __future__ import annotations

import gzip
import http.server
import socket
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest

from audio_edition.feed.checked import MAX_FEED_BYTES
from audio_edition.site import network, visitor
from audio_edition.site.fetch import fetch
from audio_edition.site.sources import FeedSource
from audio_edition.site.visitor import Visitor
from tests.site.small_web import ARTICLE, DAY, Answer, Web, problem_of, sources


def test_gzip_is_unpacked_and_a_bomb_is_stopped(web: Web, tmp_path: Path) -> None:
    url = web.put("/a", gzip.compress(ARTICLE.encode()), Content_Encoding="gzip")
    (result,) = fetch(sources(page=(url,)), tmp_path / "good", today=DAY)
    assert result.path is not None and result.path.read_text(encoding="utf-8") == ARTICLE
    bomb = web.put("/bomb", gzip.compress(b"<p>" * 30_000_000), Content_Encoding="gzip")
    assert "larger than 5.0 MB" in problem_of(web, bomb, tmp_path / "bad")


def test_a_huge_answer_is_stopped(web: Web, tmp_path: Path) -> None:
    def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 100_000)

    web.answers["/huge"] = endless
    assert "larger than" in problem_of(web, f"{web.base}/huge", tmp_path, max_bytes=300_000)


def test_a_feed_of_50_mb_is_not_read(web: Web, tmp_path: Path) -> None:
    url = web.put("/feed", b"<rss>" + b" " * 50_000_000, "application/xml")
    for limit, says in (
        (5_000_000, "larger than 5.0 MB"),
        (100_000_000, f"over {MAX_FEED_BYTES // 1_000_000} MB"),
    ):
        (result,) = fetch(
            sources(feed=(FeedSource(url=url),), max_bytes=limit, timeout_s=60), tmp_path, today=DAY
        )
        assert result.status == "failed" and says in result.problem


def test_an_xml_bomb_in_a_feed_is_refused(web: Web, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]><rss><channel><item><link>&b;</link></item></channel></rss>'
    url = web.put("/feed", bomb, "application/xml")
    (result,) = fetch(sources(feed=(FeedSource(url=url),)), tmp_path, today=DAY)
    assert "entities" in result.problem


def drip(head: bytes) -> Answer:
    """Answers a byte at a time, for ever."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", b"HTTP/1.0 200 OK\r\nX-Slow: ", b"HTTP/1.0 2"],
)
def test_a_server_that_drips_is_left(web: Web, tmp_path: Path, head: bytes) -> None:
    web.answers["/slow"] = drip(head)
    web.put("/robots.txt", "", "text/plain")
    good = web.put("/good", ARTICLE)
    begun = time.monotonic()
    results = fetch(sources(page=(f"{web.base}/slow", good), timeout_s=0.5), tmp_path, today=DAY)
    assert [result.status for result in results] == ["failed", "new"]
    assert results[0].problem
    assert time.monotonic() - begun < 20


def test_a_server_that_says_nothing_is_left(web: Web, tmp_path: Path) -> None:
    web.answers["/silent"] = lambda handler: time.sleep(3)
    assert "longer than 0.5 s" in problem_of(web, f"{web.base}/silent", tmp_path, timeout_s=0.5)


def broken(data: bytes) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)

    return answer


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\nshort",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nno gzip",
        b"HTTP/1.0 301 Moved\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 301 Moved\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 301 Moved\r\nLocation: \r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF",
        b"HTTP/1.0 200 OK\r\n\r\nhello",
    ],
)
def test_a_broken_answer_is_one_sentence(web: Web, tmp_path: Path, data: bytes) -> None:
    web.put("/robots.txt", "", "text/plain")
    web.answers["/a"] = broken(data)
    assert problem_of(web, f"{web.base}/a", tmp_path).startswith("http")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254",
     "[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "100.64.0.1", "2130706433", "0x7f.1"],
)  # fmt: skip
def test_private_addresses_are_not_visited(tmp_path: Path, host: str) -> None:
    (result,) = fetch(sources(page=(f"http://{host}:9/",), allow_private=False), tmp_path, today=DAY)
    assert result.status == "failed"
    assert "private network" in result.problem or "cannot be found" in result.problem


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> None:
    """`public.example` looks public when it is checked, and leads to loopback when it is connected to."""
    real = socket.getaddrinfo

    def lead_home(host: object, *rest: object, **named: object) -> object:
        return real("127.0.0.1" if host in ("public.example", b"public.example") else host, *rest, **named)  # type: ignore[arg-type]

    def look_public(host: str, *rest: object, **named: object) -> object:
        if host == "public.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 80))]
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", lead_home)
    shim = SimpleNamespace(getaddrinfo=look_public, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr(visitor, "socket", shim)


def test_a_name_that_changes_between_check_and_visit_is_caught(
    web: Web, tmp_path: Path, pretend: None
) -> None:
    web.put("/a", ARTICLE)
    url = f"{web.base}/a".replace("127.0.0.1", "public.example")
    (result,) = fetch(sources(page=(url,), allow_private=False), tmp_path, today=DAY)
    assert result.status == "failed" and "private network" in result.problem


def test_a_redirect_to_a_private_address_is_not_followed(
    web: Web, tmp_path: Path, pretend: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The public address leads to the test's own server; everything after it is checked.
    monkeypatch.setattr(network, "look_up", lambda host, port: ["127.0.0.1"])
    monkeypatch.setattr(network, "refuse_private", lambda host, address: None)
    web.put("/secret", ARTICLE)
    url = web.put("/a", "", status=302, Location=f"{web.base}/secret")
    public = url.replace("127.0.0.1", "public.example")
    monkeypatch.setattr(Visitor, "_check_peer", lambda *arguments: None)
    (result,) = fetch(sources(page=(public,), allow_private=False), tmp_path, today=DAY)
    assert "private network" in result.problem and "/a" in web.paths() and "/secret" not in web.paths()


def test_a_hostile_address_stays_in_the_inbox(web: Web, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for path in ("/../../etc/passwd", "/%2e%2e%2f%2e%2e%2fx", "/.hidden", "/a\\..\\b", "/" + "ø" * 300):
        url = web.base + path
        for asked in (path, path.replace("\\", "/"), "/etc/passwd"):
            web.put(asked, ARTICLE)
        fetch(sources(page=(url,)), inbox, today=DAY)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.parent in (inbox, inbox / DAY.isoformat()) for path in files)
    assert len(files) > 2 and all(path.name == ".fetched.json" or path.suffix == ".html" for path in files)


@pytest.mark.parametrize("mark", ['"\xf8l"', '"' + "x" * 5000 + '"', 'W/"a"'])
@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_mark_that_cannot_be_sent_back_costs_no_night(
    web: Web, tmp_path: Path, name: str, mark: str
) -> None:
    url = f"{web.base}/a"

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header(name, mark)
        handler.send_header("Content-Length", str(len(ARTICLE.encode())))
        handler.end_headers()
        handler.wfile.write(ARTICLE.encode())

    web.answers["/a"] = answer
    statuses = [fetch(sources(page=(url,)), tmp_path, today=DAY)[0].status for _ in range(2)]
    assert statuses == ["new", "unchanged"]


def test_of_a_robots_file_without_end_the_first_500_kib_count(web: Web, tmp_path: Path) -> None:
    url = web.put("/ope", ARTICLE.encode())
    web.put("/robots.txt", b"User-agent: *\nDisallow: /stengd\n" + b"# fyll\n" * 200_000, "text/plain")
    assert fetch(sources(page=(url,)), tmp_path, today=DAY)[0].status == "new"
    closed = web.put("/stengd", ARTICLE.encode())
    assert "robots.txt asks" in problem_of(web, closed, tmp_path / "other")


def test_a_robots_file_that_leads_to_no_address_is_told(web: Web, tmp_path: Path) -> None:
    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(301)
        handler.send_header("Location", "http://[")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    web.answers["/robots.txt"] = away
    url = web.put("/a", ARTICLE.encode())
    assert "robots.txt cannot be read, so nothing is fetched there" in problem_of(web, url, tmp_path)
