"""Fetching from a real server on loopback: what is new, what has changed, what may be visited."""

from __future__ import annotations

import hashlib
import http.server
import json
from datetime import date
from pathlib import Path

import pytest

from audio_edition.errors import FetchError, SettingsError
from audio_edition.site.fetch import fetch
from audio_edition.site.sources import FeedSource, load_sources
from audio_edition.site.visitor import Visitor
from tests.site.small_site import command
from tests.site.small_web import ARTICLE, DAY, Web, problem_of, sources


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
