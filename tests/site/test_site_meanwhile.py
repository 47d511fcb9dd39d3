"""What is ready goes out while another article is still being made."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from audio_edition.edition.studio import Studio
from audio_edition.site.config import Site
from audio_edition.site.meanwhile import Meanwhile
from audio_edition.site.nightly import run
from tests.site.small_site import write_site


def test_feeds_and_page_do_not_wait_for_an_article_that_takes_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = tmp_path / "site"
    write_site(site)
    with open(site / "site.toml", "a", encoding="utf-8") as file:
        file.write("feeds_every_s = 0.01\n")
    feed, page = site / "public" / "feed.xml", site / "public" / "index.html"
    seen: list[str] = []
    soon = Studio.make

    def hours(self: Studio, order: object, *further: object) -> object:
        if "kamp.md" in order.job.source:  # type: ignore[attr-defined]
            latest = time.monotonic() + 60
            while not page.exists() and time.monotonic() < latest:
                time.sleep(0.02)
            seen.extend((feed.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")))
        return soon(self, order, *further)  # type: ignore[arg-type]

    monkeypatch.setattr(Studio, "make", hours)
    night = run(Site(site))
    assert all("Ferja går på straum" in text and "Laget vann" not in text for text in seen) and len(seen) == 2
    assert "Laget vann" in feed.read_text(encoding="utf-8")
    assert sorted(known.folder for known in night.checked) == ["ferja-gaar-paa-straum", "laget-vann"]
    assert [built.changed for built in night.feeds] == [True] and not night.problems
    assert not caplog.records, "one run does not call itself another"


def test_a_publishing_that_fails_on_the_way_is_tried_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audio_edition.errors import PublishError
    from audio_edition.site import nightly

    site = tmp_path / "site"
    write_site(site)
    with open(site / "site.toml", "a", encoding="utf-8") as file:
        file.write("feeds_every_s = 0.01\n")
    tried: list[str] = []
    soon, look = Studio.make, nightly._look

    def hours(self: Studio, *further: object) -> object:
        latest = time.monotonic() + 60
        while tried == ["begin"] and time.monotonic() < latest:
            time.sleep(0.02)
        made = soon(self, *further)  # type: ignore[arg-type]
        tried.append("begin")
        return made

    def fails(*arguments: object) -> object:
        tried.append("look")
        if tried.count("look") == 1:
            raise PublishError("the store went away")
        return look(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Studio, "make", hours)
    monkeypatch.setattr(nightly, "_look", fails)
    night = run(Site(site))
    assert tried.count("look") >= 2 and not night.problems
    assert (site / "public" / "feed.xml").exists()


def test_a_night_that_ends_just_when_it_is_time_to_publish_ends(tmp_path: Path) -> None:
    write_site(tmp_path / "site")
    published: list[object] = []
    meanwhile = Meanwhile(Site(tmp_path / "site"), lambda *_: published.append(1), every_s=60)

    class JustNow(threading.Event):
        """The time is up, and in the same moment the block ends."""

        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            meanwhile._news.set()
            return False

    meanwhile._over = JustNow()
    meanwhile._news.set()
    meanwhile._thread.start()
    meanwhile._thread.join(20)
    assert not meanwhile._thread.is_alive() and not published
