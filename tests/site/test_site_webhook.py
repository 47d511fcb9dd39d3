"""The webhook, received by a real server on loopback."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from audio_edition.site.webhook import KEY_VARIABLE, SIGNATURE, send
from tests.site.small_site import write_site

KEY = "ein løyndom"
Received = list[tuple[str, bytes]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Received]]:
    """Its address, and (signature, body) of what came."""
    received: Received = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.headers.get(SIGNATURE, ""), body))
            self.send_response(500 if self.path == "/feil" else 204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", received
    server.shutdown()
    server.server_close()


def test_a_night_tells_of_every_edition_once(
    tmp_path: Path, receiver: tuple[str, Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, received = receiver
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    site = tmp_path / "site"
    write_site(site)
    with open(site / "site.toml", "a", encoding="utf-8") as file:
        file.write(f'webhook = "{address}/lyd"\n')
    assert not run(Site(site)).problems
    assert len(received) == 2
    for signature, body in received:
        assert signature == "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
        told = json.loads(body)
        sound = site / "public" / told["slug"] / "edition.mp3"
        assert told["sound"]["url"] == f"https://lyd.example.org/{told['slug']}/edition.mp3"
        assert told["sound"]["size_bytes"] == sound.stat().st_size
        assert told["sound"]["sha256"] == hashlib.sha256(sound.read_bytes()).hexdigest()
    assert not run(Site(site)).problems and len(received) == 2


def test_what_goes_wrong_is_told_and_stops_nothing(
    receiver: tuple[str, Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, received = receiver
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert KEY_VARIABLE in send(address, [{"title": "A"}])[0] and not received
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert len(send(f"{address}/feil", [{"title": "A"}, {"title": "B"}])) == 2
    (problem,) = send("http://127.0.0.1:1/", [{"title": "A"}])
    assert "«A»" in problem and "\n" not in problem
