"""The desk in a real browser: a name mended with three keys and a preview, by keyboard alone, and axe finds nothing."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from audio_edition.desk.room import Room
from audio_edition.desk.web import Desk
from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from tests.desk.small_desk import write_site
from tests.made import manifest_of
from tests.reader_page import axe_source, violations

pytestmark = pytest.mark.slow

GENEROUS_MS = 240_000
RIGHT = "ʃɔʏ¹ˈɡʉː"


@contextlib.contextmanager
def served_by(voice: str, folder: Path) -> Iterator[tuple[Site, str]]:
    """A site that `voice` has read, and the address of its desk."""
    site = Site(write_site(folder, voice=voice))
    assert not [outcome for outcome in run(site).outcomes if outcome.status == "failed"]
    desk = Desk(Room(site.editions, site))
    desk.state.load().join()
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(desk.app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield site, f"http://127.0.0.1:{listening.getsockname()[1]}{desk.path}"
    server.should_exit = True
    thread.join(10)
    desk.state.booth.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    with served_by("silence", tmp_path_factory.mktemp("desk") / "site") as found:
        yield found


def words(site: Site) -> dict[str, set[str]]:
    manifest = manifest_of(site.editions / "toppmoete-i-moskva")
    found: dict[str, set[str]] = {}
    for _, sentence in manifest.sentences:
        for word in sentence.words:
            found.setdefault(word.grapheme, set()).add(word.ipa)
    return found


def test_axe_finds_nothing_on_any_page(browser, served) -> None:
    source = axe_source()
    _, address = served
    edition = f"{address}utgave/toppmoete-i-moskva/"
    for scheme in ("light", "dark"):
        context = browser.new_context(
            color_scheme=scheme, bypass_csp=True, viewport={"width": 1100, "height": 900}
        )
        page = context.new_page()
        for place in (address, edition, f"{edition}2.0/", f"{edition}9.9/"):
            page.goto(place)
            assert violations(page, source) == [], place
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{edition}2.0/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, "reflow at 320 px (WCAG 1.4.10)"
        context.close()


def test_shoigu_is_right_on_air_after_three_keys_and_a_preview(browser, served, record_property) -> None:
    site, address = served
    mend_shoigu(browser, site, address, record_property)


def test_the_default_voice_is_previewed_and_on_air_after_three_keys(
    browser, tmp_path, record_property
) -> None:
    with served_by("kokoro", tmp_path / "site") as (site, address):
        mend_shoigu(browser, site, address, record_property)


def mend_shoigu(
    browser: Any, site: Site, address: str, record_property: Callable[[str, object], None]
) -> None:
    assert words(site)["Shoigu"] != {RIGHT}
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.wait_for_function("document.activeElement.textContent.includes('Shoigu')")
    begun = time.monotonic()
    page.keyboard.press("Enter")  # 1: the first problem
    page.wait_for_selector("#correct")
    page.keyboard.press("1")  # 2: the first reading that is offered, heard in its sentence
    page.wait_for_selector("#heard[data-seconds]", timeout=GENEROUS_MS)
    heard = time.monotonic()
    page.keyboard.press("Enter")  # 3: right, and on air
    page.wait_for_selector("#done:has-text('er retta på lufta')", timeout=GENEROUS_MS)
    done = time.monotonic()
    assert words(site)["Shoigu"] == {RIGHT}
    assert not complaints
    seconds = {
        "keys": 3, "preview_s": round(heard - begun, 2), "on_air_s": round(done - heard, 2),
        "all_s": round(done - begun, 2),
    }  # fmt: skip
    for name, value in seconds.items():
        record_property(name, value)
    print(f"\nShoigu mended: {json.dumps(seconds)}")
    page.close()


def test_a_sentence_is_heard_where_it_stands_and_keys_can_be_turned_off(browser, served) -> None:
    _, address = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}utgave/toppmoete-i-moskva/2.1/")
    page.wait_for_function("document.getElementById('audio').readyState >= 1")
    page.keyboard.press(" ")
    page.wait_for_function("!document.getElementById('audio').paused")
    assert page.evaluate("document.getElementById('audio').currentTime") < float(
        page.get_attribute("li.here .play", "data-start")
    )
    page.keyboard.press("n")
    page.wait_for_url("**/2.2/")
    page.uncheck("#keys")
    page.locator("body").press("p")
    page.wait_for_timeout(300)
    assert page.url.endswith("/2.2/")
    context.close()
