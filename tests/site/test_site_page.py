"""The site's page and the editor's report: what stands in them, and that nothing in an article becomes markup."""

from __future__ import annotations

import html.parser
from dataclasses import replace
from pathlib import Path

import pytest

from audio_edition.edition.outcome import Outcome
from audio_edition.feed.build import Built
from audio_edition.feed.config import Feed, FeedConfig
from audio_edition.finding import Finding
from audio_edition.site.config import Site
from audio_edition.site.fetched import Fetched
from audio_edition.site.known import Faulty, Known
from audio_edition.site.night import Night
from audio_edition.site.page import site_page
from audio_edition.site.report import site_report
from tests.reader_page import axe_source, violations, wait_until

HOSTILE = "<img src=x onerror=alert(1)> \"'&</script>\x00"
ONE = Known(
    folder="ei-sak", stamp="1", title="Ei sak", language="nn", publisher="Avisa", byline=["Kari Straum", "Ola Nes"],
    section="Kultur", published="2026-11-20T23:30:00+00:00", made="2026-11-21T03:00:00+00:00", duration_s=372.0,
    lead="Dette hende.", narrator="silence:hum", chapters=2, warnings=[], unknown_words=[], faults=[], verified=True,
)  # fmt: skip
CONFIG = FeedConfig(
    site_url="https://lyd.example.org",
    feeds={
        "alle": Feed(title="Alt", description="Alt.", file="feed.xml"),
        "løynd": Feed(title="Løynd", description="L.", file="x.xml", block=True),
    },
)


class Reader(html.parser.HTMLParser):
    """Elements with their attributes; complains of tags that do not close in order."""

    VOID = {"meta", "link", "img", "input", "br", "wbr", "source", "path"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag, f"</{tag}> out of order"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_page_names_every_edition_by_its_norwegian_day() -> None:
    later = replace(ONE, folder="to", title="Neste", published="2026-11-21T22:59:00+00:00")
    newest = replace(ONE, folder="tre", title="Nyast", published="2026-11-25T06:00:00+01:00")
    page = Reader(site_page("Lydavisa", [newest, later, ONE], CONFIG).html())
    assert [time["datetime"] for time in page.all("time")] == [
        "2026-11-21"
    ]  # 23.30 UTC is the next day in Norway
    links = [link.get("href") for link in page.all("a")]
    for folder in ("ei-sak", "to", "tre"):
        assert f"{folder}/" in links and f"{folder}/edition.mp3" in links
    text = " ".join(page.words)
    assert "3 lydutgåver, 19 min i alt" in text and "Kultur · Kari Straum og Ola Nes" in text


def test_subscribing_leads_to_the_feeds_that_are_not_hidden() -> None:
    page = Reader(site_page("Lydavisa", [ONE], CONFIG).html())
    links = {link.get("href") for link in page.all("a")}
    assert {
        "podcast://lyd.example.org/feed.xml",
        "pktc://subscribe/lyd.example.org/feed.xml",
        "feed.xml",
    } <= links
    assert "overcast://x-callback-url/add?url=https%3A%2F%2Flyd.example.org%2Ffeed.xml" in links
    assert "x.xml" not in links and [
        link["href"] for link in page.all("link") if link["rel"] == "alternate"
    ] == ["feed.xml"]


@pytest.mark.parametrize("editions", [[], [ONE], [ONE, replace(ONE, folder="ø #?&", language="en")]])
@pytest.mark.parametrize("config", [None, CONFIG])
def test_every_page_is_well_formed(editions: list[Known], config: FeedConfig | None) -> None:
    page = Reader(site_page("Lydavisa", editions, config).html())
    assert page.all("html") == [{"lang": "nn"}] and len(page.all("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert all("alt" in image for image in page.all("img"))
    if len(editions) == 2:
        assert "%C3%B8%20%23%3F%26/" in {link.get("href") for link in page.all("a")}
        assert {"lang": "en"} in page.all("h3")


def test_nothing_of_an_article_becomes_markup(tmp_path: Path) -> None:
    bad = replace(ONE, title=HOSTILE, lead=HOSTILE, publisher=HOSTILE, byline=[HOSTILE], section=HOSTILE,
                  warnings=[HOSTILE], unknown_words=[[HOSTILE, HOSTILE]],
                  faults=[Faulty(0, 0, HOSTILE, HOSTILE, hard) for hard in (True, False)],
                  findings=[Finding(HOSTILE, "error", HOSTILE, HOSTILE)])  # fmt: skip
    page = Reader(site_page(HOSTILE, [bad, bad], CONFIG).html())
    assert [s.get("type") for s in page.all("script")] == ["application/json", None] and all(
        "onerror" not in image for image in page.all("img")
    )
    (tmp_path / "site.toml").write_text(f"title = '''{HOSTILE[:-1]}'''\n", encoding="utf-8")
    night = Night(tmp_path, editions=[bad], fetched=[Fetched("u", "failed", problem=HOSTILE)])
    night.outcomes = [Outcome("s", "failed", problem=HOSTILE, exit_code=2)]
    (tmp_path / "site.toml").touch()
    report = Reader(site_report(Site(tmp_path), night).html())
    assert not report.all("script") and not report.all("img")


def test_the_report_puts_what_needs_a_human_first(tmp_path: Path) -> None:
    fault = Faulty(3, 0, "Ho kom.", "too short", hard=True)
    editions = [
        replace(ONE, folder="a", title="A", faults=[fault], unknown_words=[["kom", "kɔm"], ["Nes", "neːs"]]),
        replace(ONE, folder="b", title="B", findings=[Finding("files", "error", "edition.mp3", "cut")]),
        replace(ONE, folder="c", title="C", faults=[Faulty(9, -1, "Ho kom.", "too long", hard=False)],
                warnings=["ein merknad"], unknown_words=[["kom", "kɔm"]]),
    ]  # fmt: skip
    night = Night(tmp_path, editions=editions, orphans=[("c", "inbox/c.md")])
    night.outcomes = [Outcome("inbox/x.txt", "failed", problem="inbox/x.txt: no text", exit_code=2)]
    night.fetched = [Fetched("https://x.no", "failed", problem="https://x.no: 500")]
    night.feeds = [Built("alle", tmp_path / "feed.xml", "https://l.no/feed.xml", 3, True)]
    night.feed_findings = {"feed.xml": [Finding("language", "error", "channel", "x"),
                                        Finding("podcast-guid", "warning", "channel", "y")]}  # fmt: skip
    (tmp_path / "site.toml").touch()
    text = site_report(Site(tmp_path), night).html()
    order = ["inbox/x.txt: no text", "public/a/report.html#s3-0", "edition.mp3: cut", "x [language]", "https://x.no: 500",
             "public/c/report.html#s9-l", "ein merknad", "y [podcast-guid]", "inbox/c.md", ">Nes<", ">kom<"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "<dt>Treng eit menneske</dt><dd>5</dd>" in text
    Reader(text)


def test_what_verify_says_of_a_sentence_is_not_told_twice(tmp_path: Path) -> None:
    fault = Faulty(3, 0, "Ho kom.", "too short", hard=True)
    said = [Finding("sound", "warning", "section 3, sentence 0", "noted 0", section=3, sentence=0)]
    said += [Finding("tags", "warning", "edition.mp3", f"noted {number}") for number in range(1, 7)]
    night = Night(tmp_path, editions=[replace(ONE, faults=[fault], findings=said)])
    (tmp_path / "site.toml").touch()
    text = site_report(Site(tmp_path), night).html()
    assert "noted 0" not in text and "noted 4" in text and "noted 5" not in text and "… og 2 ting til" in text


@pytest.fixture
def address(site: Path):  # type: ignore[no-untyped-def]
    import threading

    from audio_edition.site.server import serve

    server = serve(site / "public", port=0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_the_page_plays_and_searches(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    button = page.get_by_role("button", name="Lytt til Ferja går på straum")
    button.click()
    wait_until(page, "audio.currentTime > 0")
    assert page.inner_text("#now") == "Ferja går på straum"
    page.get_by_role("button", name="Pause til Ferja går på straum").click()
    wait_until(page, "audio.paused")
    page.fill("#query", "FERJA straum")
    assert page.inner_text("#hits") == "1 av 2 titlar"
    assert page.locator(".edition:visible").count() == 1
    page.fill("#query", "ingenting slikt")
    assert page.locator(".edition:visible").count() == 0
    page.fill("#query", "")
    assert page.locator(".edition:visible").count() == 2
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert complaints == [] and width == 0
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320  # WCAG 1.4.10
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_that_of_wcag_aa(browser, address: str, scheme: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    low = page.evaluate(
        """() => {
          const parse = (c) => c.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
          const low = [];
          for (const e of document.querySelectorAll("body *")) {
            if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
            if (["SCRIPT", "STYLE"].includes(e.tagName) || e.closest("audio")) continue;
            const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
            const ratio = (a + .05) / (b + .05);
            if (ratio < 4.5) low.push(`${e.tagName}.${e.className}: ${ratio.toFixed(2)}`);
          }
          return low;
        }"""
    )
    assert low == []
    context.close()


@pytest.mark.slow
def test_without_javascript_every_link_leads_to_sound_and_text(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    links = [
        link.get_attribute("href") for link in page.locator("a.start, .edition h2 a, .edition h3 a").all()
    ]
    assert len(links) == 4
    for link in links:
        assert context.request.get(address + (link or "")).ok
    assert not page.locator("#search").is_visible() and not page.locator("#dock").is_visible()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1440], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_the_site_its_report_and_its_editions(
    browser, site: Path, tmp_path: Path, width: int
) -> None:  # type: ignore[no-untyped-def]
    """All of axe-core's rules on the site's page, the night's report, and an edition's page and report."""
    source = axe_source()
    [*_, edition] = sorted(path for path in (site / "public").iterdir() if path.is_dir())
    pages = [
        site / "public" / "index.html",
        site / "report.html",
        edition / "index.html",
        edition / "report.html",
    ]
    for path in pages:
        page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
        page.goto(path.as_uri())
        assert violations(page, source) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.close()
