"""The read-along page in Firefox: Debian's, asked by WebDriver BiDi, which it speaks by itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from itertools import count
from pathlib import Path

import pytest

from audio_edition.page import write_page
from tests.page import sample_edition

pytestmark = pytest.mark.slow

QUIET = ('user_pref("media.autoplay.default", 0);', 'user_pref("media.volume_scale", "0.0");')


class Firefox:
    """One window, and what it answers."""

    def __init__(self, socket) -> None:
        self._socket, self._numbers = socket, count(1)
        self.ask("session.new", capabilities={})
        self.complaints: list[str] = []
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.window = self.ask("browsingContext.create", type="tab")["context"]

    def ask(self, method: str, **params):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv(timeout=60))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] in ("error", "warn"):
                self.complaints.append(told["params"]["text"])
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]

    def open(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def value(self, expression: str):
        said = self.ask(
            "script.evaluate",
            expression=f"JSON.stringify(({expression}) ?? null)",
            target={"context": self.window},
            awaitPromise=True,
        )
        return json.loads(said["result"]["value"])


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    client = pytest.importorskip("websockets.sync.client", reason="websockets is not installed")
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        pytest.skip("no Firefox: Debian: apt install firefox-esr")
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user.js").write_text("\n".join(QUIET), encoding="utf-8")
    log = profile / "log"
    with open(log, "wb") as out:
        command = [found, "--headless", "--remote-debugging-port", "0", "--profile", str(profile)]
        running = subprocess.Popen([*command, "--no-remote", "about:blank"], stdout=out, stderr=out)
    try:
        address = ""
        for _ in range(600):
            _, said, rest = log.read_text(encoding="utf-8", errors="replace").partition("BiDi listening on ")
            if said and "\n" in rest:
                address = rest.split()[0]
                break
            time.sleep(0.1)
        assert address, log.read_text(encoding="utf-8", errors="replace")[-500:]
        with client.connect(f"{address}/session", max_size=None) as socket:
            yield Firefox(socket)
    finally:
        running.terminate()
        running.wait(30)


def test_the_page_fits_plays_and_marks_in_firefox(firefox, tmp_path: Path) -> None:
    article = sample_edition.article(images=())
    script = sample_edition.script(article)
    cues, chapters, seconds = sample_edition.cues(script)
    sample_edition.tone(tmp_path / "edition.mp3", seconds)
    page = write_page(article, script, cues, chapters, duration_s=seconds, cover=None, transcript=None)
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    firefox.open((tmp_path / "index.html").as_uri())
    for width in (320, 390, 1440):
        firefox.ask(
            "browsingContext.setViewport", context=firefox.window, viewport={"width": width, "height": 800}
        )
        assert firefox.value("document.documentElement.scrollWidth") <= width
    target = next(cue for cue in cues if cue.text.startswith("Dei blir lada"))
    name = f"s{target.section}-{target.sentence}"
    # The page is watched from within: a sentence may be over before a busy machine asks for it.
    firefox.value(
        "window.marked = [], setInterval(() => window.marked.push([...document.querySelectorAll('.s.reading')]"
        ".map((e) => e.id).join() + ' ' + document.querySelectorAll('.w.reading').length), 20)"
    )
    firefox.value(f"document.getElementById('{name}').click()")
    for _ in range(600):
        if firefox.value(f"window.marked.includes('{name} 1')"):
            break
        time.sleep(0.1)
    else:
        pytest.fail(f"never marked: {firefox.value('[...new Set(window.marked)]')}")
    assert firefox.value("!document.getElementById('audio').paused")
    firefox.value("document.getElementById('play').click()")
    assert firefox.value("document.getElementById('audio').paused")
    assert firefox.complaints == []
