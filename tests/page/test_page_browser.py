"""The read-along page in a real browser: Debian's Chromium, driven by Playwright, from file:// and over HTTP."""

from __future__ import annotations

import http.server
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from audio_edition.page import write_page
from audio_edition.transcript import caption_cues, write_words_vtt
from tests.page import sample_edition
from tests.reader_page import axe_source, wait_until

pytestmark = pytest.mark.slow

MOST_LATE_S = 0.1


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """A folder with page, sound and words.vtt; and the cues and chapters that the page was made of."""
    folder = tmp_path_factory.mktemp("edition æøå")
    article = sample_edition.article()
    script = sample_edition.script(article)
    cues, chapters, seconds = sample_edition.cues(script)
    sample_edition.tone(folder / "edition.mp3", seconds)
    page = write_page(article, script, cues, chapters, duration_s=seconds, cover=None)
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "words.vtt").write_text(write_words_vtt(caption_cues(cues, script)), encoding="utf-8")
    return folder, cues, chapters


@pytest.fixture
def page(browser, edition):
    """The page opened from disk, with the sound's metadata loaded and no complaint of the browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("https://**/*", lambda route: route.abort())
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    page.goto((edition[0] / "index.html").as_uri())
    wait_until(page, "document.getElementById('audio').readyState >= 1")
    yield page
    context.close()
    assert not complaints


def at(page) -> float:
    return page.evaluate("document.getElementById('audio').currentTime")


def play_from(page, seconds: float) -> None:
    page.evaluate(
        "t => { const a = document.getElementById('audio'); a.currentTime = t; return a.play(); }", seconds
    )


# Samples at each animation frame, after the page's own callback: where the sound is and what is marked.
SAMPLE = """seconds => new Promise(done => {
  const audio = document.getElementById('audio'), found = [], until = performance.now() + seconds * 1000;
  let last = performance.now();
  const look = () => {
    const s = document.querySelector('.s.reading'), w = document.querySelector('.w.reading');
    const gap = performance.now() - last;
    last = performance.now();
    // A machine too busy to draw cannot be asked what it showed.
    if (gap < 60) found.push([audio.currentTime, s && s.id, w && Number(w.dataset.w)]);
    performance.now() < until && !audio.ended ? requestAnimationFrame(look) : done(found);
  };
  requestAnimationFrame(look);
})"""


def test_the_marks_follow_the_sound_within_100_ms(page, edition):
    _, cues, _ = edition
    play_from(page, 0.0)
    samples = page.evaluate(SAMPLE, 12)
    starts = {f"s{c.section}-{c.sentence if c.sentence >= 0 else 'l'}": c for c in cues}
    order = list(starts)
    checked_words = 0
    assert len(samples) > 60 and samples[-1][0] > 8
    assert len({name for _, name, _ in samples}) >= 6
    for now, name, word in samples:
        if name is None:
            assert now < cues[0].start_s + MOST_LATE_S
            continue
        cue = starts[name]
        following = order.index(name) + 1
        next_start = cues[following].start_s if following < len(cues) else float("inf")
        assert cue.start_s - MOST_LATE_S <= now <= next_start + MOST_LATE_S
        if word is not None:
            start_s, end_s, _ = cue.words[word]
            assert start_s - MOST_LATE_S <= now <= end_s + MOST_LATE_S
            checked_words += 1
    assert checked_words > 60


def test_clicking_a_sentence_plays_it(page, edition):
    cue = next(c for c in edition[1] if c.text.startswith("Dei blir lada"))
    page.click(f"#s{cue.section}-{cue.sentence}")
    wait_until(page, "!document.getElementById('audio').paused")
    assert cue.start_s <= at(page) < cue.end_s + 1
    assert page.locator(".s.reading").inner_text() == cue.text
    assert page.locator(".s.reading").get_attribute("aria-current") == "true"
    assert page.locator(".s.reading").count() == 1


def test_a_chapter_link_seeks_and_shows_where_we_are(page, edition):
    chapter = edition[2][1]
    page.click(f".contents a:has-text('{chapter.title}')")
    wait_until(page, "!document.getElementById('audio').paused")
    assert chapter.start_s <= at(page) < chapter.start_s + 3
    wait_until(page, f"document.getElementById('now').textContent === {json.dumps(chapter.title)}")
    assert page.locator(".contents a[aria-current]").inner_text().startswith(chapter.title)


@pytest.mark.parametrize("skip", [True, False], ids=["skipped", "heard"])
def test_asides_are_skipped_when_asked(page, edition, skip):
    cues = edition[1]
    first = next(i for i, c in enumerate(cues) if c.cast == "aside")
    if skip:
        page.click("#settings summary")
        page.check("#skip-asides")
    play_from(page, cues[first - 1].start_s)
    samples = page.evaluate(SAMPLE, 4)
    heard = {name for _, name, _ in samples}
    asides = {f"s{c.section}-{c.sentence if c.sentence >= 0 else 'l'}" for c in cues if c.cast == "aside"}
    assert (heard & asides == set()) is skip
    if skip:
        after = next(c for c in cues[first:] if c.cast != "aside")
        assert samples[-1][0] > after.start_s


def test_an_aside_that_was_asked_for_is_played_though_asides_are_skipped(page, edition):
    cue = next(c for c in edition[1] if c.cast == "aside" and c.sentence == 1)
    page.click("#settings summary")
    page.check("#skip-asides")
    page.click(f"#s{cue.section}-{cue.sentence}")
    page.wait_for_timeout(400)
    assert cue.start_s <= at(page) < cue.end_s + 1


def test_everything_works_from_the_keyboard_alone(page, edition):
    _, cues, _ = edition

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("k")  # a bare key does nothing outside the player
    assert page.evaluate("document.getElementById('audio').paused")
    tab_to(".s")
    before = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowDown")
    name = page.evaluate("document.activeElement.id")
    assert name != before
    page.keyboard.press("Enter")
    wait_until(page, "!document.getElementById('audio').paused")
    assert page.locator(".s.reading").first.get_attribute("id") == name
    tab_to("#seek")
    page.keyboard.press("ArrowRight")
    tab_to("#play")
    page.keyboard.press("Space")
    wait_until(page, "document.getElementById('audio').paused")
    old = at(page)
    page.keyboard.press("j")
    assert at(page) == pytest.approx(max(0, old - 15), abs=0.3)
    page.keyboard.press("n")
    assert any(abs(at(page) - cue.start_s) < 0.05 for cue in cues)
    tab_to("#speed")
    page.keyboard.press("ArrowDown")
    wait_until(page, "document.getElementById('audio').playbackRate === 1.1")
    tab_to("#settings summary")
    page.keyboard.press("Enter")
    tab_to("#skip-asides")
    page.keyboard.press("Space")
    assert page.is_checked("#skip-asides")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.evaluate("document.getElementById('settings').open")


def test_the_position_is_remembered(page, edition):
    page.evaluate("document.getElementById('audio').currentTime = 9.5")
    wait_until(page, "document.getElementById('time').textContent === '0:09'")
    page.reload()
    wait_until(page, "document.getElementById('audio').readyState >= 1")
    assert at(page) == pytest.approx(9.5, abs=0.6)
    assert "Held fram" in page.inner_text("#status")
    assert page.evaluate("document.getElementById('audio').paused")  # nothing plays by itself


def test_a_missing_sound_file_is_told_and_the_text_stays(browser, edition, tmp_path):
    (tmp_path / "index.html").write_text(
        (edition[0] / "index.html").read_text(encoding="utf-8"), encoding="utf-8"
    )
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    wait_until(page, "document.getElementById('status').textContent.includes('kunne ikkje lastast')")
    assert page.is_visible("#body p")
    page.close()


def test_without_javascript_it_is_an_article_with_sound(browser, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((edition[0] / "index.html").as_uri())
    assert page.locator("audio[controls]").is_visible()
    assert not page.locator("#player").is_visible() and not page.locator("#start").is_visible()
    assert page.locator("h1").inner_text() == sample_edition.BLOCKS[1][1]
    assert page.locator(".contents a").nth(1).get_attribute("href").startswith("edition.mp3#t=")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440], ids=["phone", "desktop"])
def test_axe_finds_nothing(browser, edition, scheme, width):
    """All of axe-core's rules, WCAG 2.2 AA and its best practices, with the settings open and a sentence marked."""
    source = axe_source()
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto((edition[0] / "index.html").as_uri())
    page.evaluate("document.getElementById('audio').currentTime = 3")
    page.wait_for_selector(".s.reading")
    page.click("#settings summary")
    page.evaluate(source)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    assert found["passes"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(browser, edition, width):
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto((edition[0] / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_browser_reads_every_cue_of_the_transcript(browser, edition):
    folder, cues, _ = edition
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _quiet(folder))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        page = browser.new_page()
        (folder / "track.html").write_text(
            "<video><track kind=captions src=words.vtt></video>", encoding="utf-8"
        )
        page.goto(f"http://127.0.0.1:{server.server_port}/track.html")
        read = page.evaluate(
            """() => new Promise((done, fail) => {
              const element = document.querySelector('track');
              element.onerror = () => fail('the browser refuses the file');
              element.onload = () => done([...element.track.cues].map(c =>
                [c.startTime, c.endTime, c.getCueAsHTML().textContent.replace(/\\s+/g, ' ')]));
              setTimeout(() => fail('the browser never finished reading'), 10000);
              element.track.mode = 'hidden';
            })"""
        )
        page.close()
    finally:
        server.shutdown()
        server.server_close()
    wanted = caption_cues(cues, sample_edition.script(sample_edition.article()))
    assert [row[2] for row in read] == [" ".join(caption.lines) for caption in wanted]
    for (start, end, _), caption in zip(read, wanted, strict=True):
        assert (start, end) == pytest.approx((caption.start_s, caption.end_s), abs=0.0006)


def _quiet(folder: Path):
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **keywords):
            super().__init__(*args, directory=str(folder), **keywords)

        def log_message(self, *args):
            pass

    return Handler


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone(browser, tmp_path, width):
    article = sample_edition.article()
    script = sample_edition.script(article)
    titles = [
        *script.chapter_titles[:1],
        "Fylkestingsrepresentantskandidatnominasjonsmøtet",
        *script.chapter_titles[2:],
    ]
    script = replace(script, chapter_titles=tuple(titles))
    cues, chapters, seconds = sample_edition.cues(script)
    page = write_page(
        article, script, cues, chapters, duration_s=seconds, cover=None, site_url="https://x.no/"
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto((tmp_path / "index.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    heights = tab.evaluate(
        "[...document.querySelectorAll('.contents .at')].map((e) => e.getClientRects().length)"
    )
    assert heights == [1, 1, 1]
    tab.close()


def test_a_way_back_to_the_sentence_being_read(page):
    page.evaluate("document.getElementById('s17-0').click()")
    wait_until(page, "document.querySelector('.s.reading') !== null")
    page.evaluate("document.getElementById('audio').pause()")
    assert page.evaluate("getComputedStyle(document.querySelector('#start .when-playing')).display") == "none"
    page.evaluate("scrollTo(0, 0)")
    wait_until(page, "!document.getElementById('find').hidden")
    page.click("#find")
    wait_until(page, "document.getElementById('find').hidden")
    assert page.evaluate("document.activeElement.classList.contains('reading')")


def test_the_sign_of_the_button_follows_its_state_and_escape_closes_the_settings(page):
    page.click("#start")
    wait_until(page, "document.documentElement.classList.contains('playing')")
    shown = "getComputedStyle(document.querySelector('#start .when-playing')).display"
    assert page.evaluate(shown) != "none"
    page.evaluate("document.getElementById('audio').pause()")
    wait_until(page, f"{shown} === 'none'")
    page.click("#settings summary")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('settings').open")
