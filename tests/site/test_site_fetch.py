"""Fetching from a real server on loopback that is good, slow, huge, redirecting, gzipped, broken or hostile."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest

from audio_edition.errors import FetchError, SettingsError
from audio_edition.feed.checked import MAX_FEED_BYTES
from audio_edition.site import network, visitor
from audio_edition.site.fetch import fetch
from audio_edition.site.sources import FeedSource, Sources, load_sources
from audio_edition.site.visitor import Visitor
from tests.site.small_site import command

DAY = date(2026, 11, 24)
ARTICLE = "<!doctype html><html lang='nn'><article><h1>Brua</h1><p>Ho opnar.</p></article></html>"
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Web:
    """A server whose answers a test lays down by path; it writes down what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                web.times.append(time.monotonic())
                answer = web.answers.get(self.path)
                try:
                    if answer is None:
                        self.send_error(404)
                    else:
                        answer(self)
                except OSError:
                    pass  # the other side has had enough

            def log_message(self, *arguments: object) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(
        self, path: str, body: str | bytes, kind: str = "text/html", status: int = 200, **headers: str
    ) -> str:
        data = body.encode() if isinstance(body, str) else body

        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(data)))
            for key, value in headers.items():
                handler.send_header(key.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(data)

        self.answers[path] = answer
        return self.base + path

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.server.shutdown()
    web.server.server_close()


def sources(**options: object) -> Sources:
    return Sources.model_validate({"delay_s": 0, "timeout_s": 5, "allow_private": True} | options)


def problem_of(web: Web, url: str, tmp_path: Path, **options: object) -> str:
    (result,) = fetch(sources(page=(url,), **options), tmp_path, today=DAY)
    assert result.status == "failed" and "\n" not in result.problem
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".fetched.json"]
    return result.problem


def test_a_page_goes_into_the_inbox_of_the_day(web: Web, tmp_path: Path) -> None:
    url = web.put("/nyhende/Brua-opnar?id=3", ARTICLE, "text/html; charset=utf-8")
    (result,) = fetch(sources(page=(url,)), tmp_path, today=DAY)
    assert result.status == "new" and result.path is not None
    digest = hashlib.sha256(url.encode()).hexdigest()[:8]
    assert result.path == tmp_path / "2026-11-24" / f"brua-opnar-{digest}.html"
    assert result.path.read_text(encoding="utf-8") == ARTICLE


def test_what_has_not_changed_is_not_sent_again(web: Web, tmp_path: Path) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == '"v1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Last-Modified", "Tue, 24 Nov 2026 05:00:00 GMT")
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "0" if same else str(len(ARTICLE)))
        handler.end_headers()
        if not same:
            handler.wfile.write(ARTICLE.encode())

    web.answers["/a"] = answer
    wanted = sources(page=(f"{web.base}/a",))
    (first,) = fetch(wanted, tmp_path, today=DAY)
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()
    }
    (second,) = fetch(wanted, tmp_path, today=date(2026, 11, 25))
    assert (first.status, second.status, second.path) == ("new", "unchanged", first.path)
    assert web.asked[-1][1]["if-modified-since"] == "Tue, 24 Nov 2026 05:00:00 GMT"
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in before} == before
    assert first.path is not None
    first.path.unlink()  # what an editor removed by mistake comes back
    (third,) = fetch(wanted, tmp_path, today=DAY)
    assert third.status == "new" and first.path.is_file()


def test_an_article_that_changed_upstream_is_the_same_file(web: Web, tmp_path: Path) -> None:
    url = web.put("/a", ARTICLE)
    (first,) = fetch(sources(page=(url,)), tmp_path, today=DAY)
    web.put("/a", ARTICLE.replace("opnar", "stengjer"))
    (second,) = fetch(sources(page=(url,)), tmp_path, today=date(2026, 11, 30))
    assert (second.status, second.path) == ("changed", first.path)
    assert second.path is not None and "stengjer" in second.path.read_text(encoding="utf-8")


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>
<item><link>/a</link></item><item><link> {base}/b </link></item><item><title>utan</title></item><item><link>/c</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/no"/><link href="/a"/></entry>
<entry><link rel="alternate" href="{base}/b"/></entry><entry><link href="/c"/></entry></feed>"""


@pytest.mark.parametrize("text", [RSS, ATOM])
def test_articles_of_a_feed(web: Web, tmp_path: Path, text: str) -> None:
    url = web.put("/feed", text.format(base=web.base), "application/xml")
    for path in ("/a", "/b", "/c"):
        web.put(path, ARTICLE)
    wanted = sources(feed=(FeedSource(url=url, limit=2),), page=(f"{web.base}/b", f"{web.base}/c"))
    results = fetch(wanted, tmp_path, today=DAY)
    assert [result.url.removeprefix(web.base) for result in results] == ["/a", "/b", "/c"]
    assert {result.status for result in results} == {"new"}
    assert web.paths() == ["/robots.txt", "/feed", "/a", "/b", "/c"]


def test_addresses_to_skip_are_not_visited(web: Web, tmp_path: Path) -> None:
    one, two = web.put("/a", ARTICLE), web.put("/b", ARTICLE)
    (result,) = fetch(sources(page=(one, two, two), skip=(one,)), tmp_path, today=DAY)
    assert result.url == two and web.paths() == ["/robots.txt", "/b"]


def test_one_failure_never_stops_the_rest(web: Web, tmp_path: Path) -> None:
    bad, good = web.put("/bad", "x", status=500), web.put("/good", ARTICLE)
    broken = web.put("/feed", "<rss><channel>", "application/xml")
    results = fetch(sources(feed=(FeedSource(url=broken),), page=(bad, good)), tmp_path, today=DAY)
    assert [result.status for result in results] == ["failed", "failed", "new"]
    assert "not well-formed" in results[0].problem and "500" in results[1].problem


def test_robots_txt_is_kept(web: Web, tmp_path: Path) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /stengt\n", "text/plain")
    shut, open_ = web.put("/stengt/a", ARTICLE), web.put("/ope/a", ARTICLE)
    results = fetch(sources(page=(shut, open_)), tmp_path, today=DAY)
    assert [result.status for result in results] == ["failed", "new"] and "robots.txt" in results[0].problem
    assert web.paths() == ["/robots.txt", "/ope/a"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_robots_txt_that_cannot_be_had(web: Web, tmp_path: Path, status: int, allowed: bool) -> None:
    web.put("/robots.txt", "", status=status)
    (result,) = fetch(sources(page=(web.put("/a", ARTICLE),)), tmp_path, today=DAY)
    assert (result.status == "new") is allowed


def test_requests_to_one_host_keep_their_distance(web: Web, tmp_path: Path) -> None:
    pages = tuple(web.put(f"/{number}", ARTICLE) for number in range(3))
    fetch(sources(page=pages, delay_s=0.2), tmp_path, today=DAY)
    gaps = [after - before for before, after in zip(web.times, web.times[1:], strict=False)]
    assert len(gaps) == 3 and min(gaps) >= 0.19


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


def test_redirects_are_followed_and_bounded(web: Web, tmp_path: Path) -> None:
    web.put("/end", ARTICLE)
    url = web.put("/start", "", status=302, Location="/end")
    (result,) = fetch(sources(page=(url,)), tmp_path / "a", today=DAY)
    assert result.status == "new"
    loop = web.put("/loop", "", status=302, Location="/loop")
    assert "redirects" in problem_of(web, loop, tmp_path / "b")
    for target in ("file:///etc/hostname", "ftp://127.0.0.1/x", "javascript:alert(1)", "data:text/html,x"):
        away = web.put("/away", "", status=302, Location=target)
        assert problem_of(web, away, tmp_path / "c").startswith((target, away))


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


def test_a_lost_memory_is_told_and_everything_is_fetched_anew(
    web: Web, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = web.put("/a", ARTICLE, ETag='"1"')
    fetch(sources(page=(url,)), tmp_path, today=DAY)
    (tmp_path / ".fetched.json").write_text("[1", encoding="utf-8")
    (result,) = fetch(sources(page=(url,)), tmp_path, today=DAY)
    assert result.status == "new" and "fetched anew" in caplog.text
    assert len(list((tmp_path / DAY.isoformat()).iterdir())) == 1
    assert list(json.loads((tmp_path / ".fetched.json").read_text(encoding="utf-8"))) == [url]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("page = ['ftp://x.no/a']", "page"),
        ("page = ['ikkje ei adresse']", "page"),
        ("pages = []", "pages"),
        ("delay_s = -1", "delay_s"),
        ("[[feed]]\nurl = 'file:///etc/passwd'", "feed.0.url"),
        ("[[feed]]\nurl = 'https://x.no'\nlimit = 0", "feed.0.limit"),
        ("page = [", "TOML"),
        ("max_bytes = 'mykje'", "max_bytes"),
    ],
)
def test_a_broken_sources_toml_is_told_by_its_key(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        load_sources(path)
    assert "\n" not in str(caught.value).split(": not a readable TOML")[0]


def test_the_command(web: Web, tmp_path: Path) -> None:
    good, bad = web.put("/a", ARTICLE), web.put("/b", "", status=410)
    text = f"allow_private = true\ndelay_s = 0\npage = ['{good}', '{bad}']\n"
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    code, out, err = command("fetch", "--from", str(tmp_path / "sources.toml"))
    assert code == 1 and "410" in err and "Traceback" not in err
    (path,) = (Path(line) for line in out.splitlines())
    assert path.is_relative_to(tmp_path / "inbox") and path.read_text(encoding="utf-8") == ARTICLE
    assert command("fetch", "--from", str(tmp_path / "missing.toml"))[0] == 2


def test_what_is_no_address_is_a_fetch_error() -> None:
    with Visitor(sources()) as visitor_, pytest.raises(FetchError, match="only http and https"):
        visitor_.get("file:///etc/hostname")
