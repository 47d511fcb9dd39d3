"""Downloads from a real server that cuts, lies, ignores ranges and serves wrong bytes."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from audio_edition.errors import FetchError
from audio_edition.models.download import TRIES, Wanted, fetch
from audio_edition.settings import models_folder

CONTENT = bytes((index * 7 + index // 251) % 256 for index in range(200_000))


class Server(ThreadingHTTPServer):
    """Serves `files`; what goes wrong is set by the test."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = {"/model.onnx": CONTENT}
        self.cut_after: int | None = None
        """Bytes of a body after which the connection is closed."""
        self.cuts = 0
        """How many answers are cut; -1: all."""
        self.ranges = True
        self.etag: str | None = '"one"'
        self.stated_length: int | None = None
        self.statuses: list[int] = []
        """Answers to give before the file itself."""
        self.requests: list[str | None] = []
        """The Range header of each request."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        server.requests.append(self.headers.get("Range"))
        if server.statuses:
            self.send_response(server.statuses.pop(0))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = server.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = 0
        unchanged = self.headers.get("If-Range") in (None, server.etag)
        if server.ranges and unchanged and (asked := self.headers.get("Range")):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
        rest = body[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(server.stated_length or len(rest)))
        if server.etag:
            self.send_header("ETag", server.etag)
        self.end_headers()
        if server.cut_after is not None and server.cuts:
            server.cuts -= 1
            rest = rest[: server.cut_after]
            self.close_connection = True
        self.wfile.write(rest)

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def wanted(server: Server, **changes: Any) -> Wanted:
    known: dict[str, Any] = {"size": len(CONTENT), "md5": hashlib.md5(CONTENT).hexdigest()} | changes
    return Wanted(f"{server.url}/model.onnx", **known)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_download_with_progress(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    fetch(wanted(server), tmp_path / "model.onnx", lambda done, total: seen.append((done, total)), pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT)) and seen == sorted(seen)
    assert left(tmp_path) == ["model.onnx"]


def test_a_cut_connection_is_taken_up_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.cut_after, server.cuts = 60_000, 3
    fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server.requests == [None, "bytes=60000-", "bytes=120000-", "bytes=180000-"]


def test_the_next_run_goes_on(server: Server, tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").write_bytes(CONTENT[:150_000])
    fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server.requests == ["bytes=150000-"]


def test_a_server_that_ignores_ranges_sends_all_again(server: Server, tmp_path: Path) -> None:
    server.ranges, server.cut_after, server.cuts = False, 60_000, 1
    fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert len(server.requests) == 2


def test_a_wrong_beginning_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").write_bytes(b"x" * 150_000)
    fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server.requests == ["bytes=150000-", None]


def test_a_beginning_nobody_vouches_for_is_not_used(server: Server, tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").write_bytes(b"x" * 150_000)
    fetch(wanted(server, size=None, md5=None), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server.requests == [None]


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    server.cut_after, server.cuts = 60_000, -1
    with pytest.raises(FetchError):
        server.ranges = False
        fetch(wanted(server, size=None, md5=None), tmp_path / "model.onnx", pause_s=0)
    server.ranges, server.cuts, server.etag = True, 0, '"two"'
    server.files["/model.onnx"] = CONTENT[::-1]
    fetch(wanted(server, size=None, md5=None), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT[::-1]


def test_wrong_bytes_are_refused_and_removed(server: Server, tmp_path: Path) -> None:
    server.files["/model.onnx"] = CONTENT[:-1] + b"?"
    with pytest.raises(FetchError, match="its md5 is .* it was removed"):
        fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert left(tmp_path) == []


@pytest.mark.parametrize("served", [CONTENT + b"more", CONTENT[:-1000]])
def test_another_length_is_refused_before_the_body(server: Server, served: bytes, tmp_path: Path) -> None:
    server.files["/model.onnx"] = served
    with pytest.raises(
        FetchError, match=f"the server's file has {len(served):,} bytes and should have 200,000"
    ):
        fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert left(tmp_path) == []


def test_a_server_that_promises_more_than_it_sends_is_given_up(server: Server, tmp_path: Path) -> None:
    server.files["/model.onnx"] = CONTENT[:1000]
    server.ranges, server.stated_length, server.cut_after, server.cuts = False, len(CONTENT), 1000, -1
    with pytest.raises(FetchError, match=f"{TRIES} tries without progress"):
        fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert not (tmp_path / "model.onnx").exists()


def test_a_missing_file_is_said_at_once(server: Server, tmp_path: Path) -> None:
    server.files.clear()
    with pytest.raises(FetchError, match="the server answers 404"):
        fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert len(server.requests) == 1


def test_a_busy_server_is_asked_again(server: Server, tmp_path: Path) -> None:
    server.statuses = [503, 429]
    fetch(wanted(server), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_nobody_answers(tmp_path: Path) -> None:
    server = Server()
    url = server.url
    server.server_close()
    with pytest.raises(FetchError, match="run the command again"):
        fetch(Wanted(f"{url}/model.onnx"), tmp_path / "model.onnx", pause_s=0)


# ---- a whole installation ---------------------------------------------------------------------------------
@pytest.fixture
def catalogue(server: Server, tmp_path: Path, piper_file: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue with one voice whose files lie on the server; returns its voice.toml."""
    import audio_edition.voices.catalogue as shipped

    model = piper_file("plain_durations")
    folder = tmp_path / "catalogue" / "liten"
    folder.mkdir(parents=True)
    server.files = {"/liten.onnx": model.read_bytes(), "/liten.onnx.json": Path(f"{model}.json").read_bytes()}
    source = shipped.shipped_folder() / "talesyntese" / "voice.toml"
    text = source.read_text(encoding="utf-8")
    files = text.index("[[model.files]]")
    entries = "".join(
        f'[[model.files]]\nname = "{path[1:]}"\nbytes = {len(body)}\nmd5 = "{hashlib.md5(body).hexdigest()}"\n'
        f'url = "{server.url}{path}"\n\n'
        for path, body in server.files.items()
    )
    text = text[:files] + entries + text[text.index("[speakers.default]") :]
    path = folder / "voice.toml"
    path.write_text(text.replace("= 22050", "= 16000"), encoding="utf-8")
    for module in ("voices.catalogue", "models.install", "models.register"):
        monkeypatch.setattr(f"audio_edition.{module}.shipped_folder", lambda: tmp_path / "catalogue")
    return path


def test_an_installed_voice_speaks_and_is_described(server: Server, catalogue: Path) -> None:
    from audio_edition.engines import load_engine
    from audio_edition.models.install import install_voice
    from audio_edition.types import Piece
    from audio_edition.voices import find_voice, load_voice, why_not_ready

    assert "not here" in why_not_ready(find_voice("liten"))
    said: list[str] = []
    done = install_voice("liten", say=said.append, pause_s=0)
    assert set(done.fetched) == {"liten.onnx", "liten.onnx.json"} and done.unproven == ()
    assert any("Licence: " in line for line in said)
    voice = load_voice("liten")
    assert len(load_engine(voice).synthesise(Piece(tuple("fɑr"), "far")).samples) > 100
    server.requests.clear()
    assert install_voice("liten", pause_s=0).fetched == ()
    assert server.requests == []


def test_a_truncated_file_in_the_folder_is_fetched_again(server: Server, catalogue: Path) -> None:
    from audio_edition.models.install import install_voice

    folder = models_folder() / "liten"
    folder.mkdir(parents=True)
    (folder / "liten.onnx").write_bytes(server.files["/liten.onnx"][:5000])
    said: list[str] = []
    assert "liten.onnx" in install_voice("liten", say=said.append, pause_s=0).fetched
    assert any("5,000 bytes" in line for line in said)


def test_offline_fetches_nothing(server: Server, catalogue: Path) -> None:
    from audio_edition.models.install import install_voice

    with pytest.raises(FetchError, match="--offline"):
        install_voice("liten", offline=True, pause_s=0)
    assert server.requests == []


def test_without_a_digest_it_is_said_and_what_came_is_recorded(server: Server, catalogue: Path) -> None:
    import re

    from audio_edition.models.install import install_voice

    catalogue.write_text(re.sub(r"\nmd5 = .*", "", catalogue.read_text(encoding="utf-8")), encoding="utf-8")
    said: list[str] = []
    done = install_voice("liten", say=said.append, pause_s=0)
    assert set(done.unproven) == {"liten.onnx", "liten.onnx.json"}
    assert any("no digest of it was ever published" in line for line in said)
    recorded = json.loads((models_folder() / "liten" / "received.json").read_text())
    assert recorded["liten.onnx"]["sha256"] == hashlib.sha256(server.files["/liten.onnx"]).hexdigest()
    # The next time, what was got is what is wanted.
    (models_folder() / "liten" / "liten.onnx").unlink()
    server.files["/liten.onnx"] = server.files["/liten.onnx"][:-1] + b"?"
    with pytest.raises(FetchError, match="its sha256 is"):
        install_voice("liten", pause_s=0)


def test_a_model_that_cannot_be_loaded_leaves_no_voice_behind(server: Server, catalogue: Path) -> None:
    from audio_edition.errors import VoiceError
    from audio_edition.models.install import install_voice

    body = b"no model at all" * 100
    server.files["/liten.onnx"] = body
    import re

    text = re.sub(r"\nmd5 = .*|\nbytes = .*", "", catalogue.read_text(encoding="utf-8"))
    catalogue.write_text(text, encoding="utf-8")
    with pytest.raises(VoiceError, match="not an ONNX model"):
        install_voice("liten", pause_s=0)
    assert not (models_folder() / "liten" / "voice.toml").exists()


@pytest.fixture
def styles(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogue's kokoro-styles with its styles on the server, zeros of their own size and digest."""
    import re

    import audio_edition.voices.catalogue as shipped

    text = (shipped.shipped_folder() / "kokoro-styles" / "voice.toml").read_text(encoding="utf-8")
    body = bytes(4 * 510 * 256)
    text = re.sub(r'sha256 = "[0-9a-f]{64}"', f'sha256 = "{hashlib.sha256(body).hexdigest()}"', text)
    text, count = re.subn(r'url = "https://huggingface.co/.*/', f'url = "{server.url}/', text)
    assert count == 4
    server.files = {
        f"/{name}": body for name in re.findall(r'name = "(.*\.bin)"', text) if "part" not in name
    }
    path = tmp_path / "catalogue" / "kokoro-styles" / "voice.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    for module in ("voices.catalogue", "models.install", "models.register"):
        monkeypatch.setattr(f"audio_edition.{module}.shipped_folder", lambda: tmp_path / "catalogue")
    return path


def test_styles_are_fetched_and_the_model_stays_in_its_package(
    server: Server, styles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audio_edition.models import install
    from audio_edition.voices import find_voice, why_not_ready
    from audio_edition.voices.description import read_voice

    monkeypatch.setattr(install, "measured", lambda folder, table, comment: read_voice(folder / "voice.toml"))
    assert "voices install kokoro-styles" in why_not_ready(find_voice("kokoro-styles"))
    done = install.install_voice("kokoro-styles", pause_s=0)
    assert set(done.fetched) == {"if_sara.bin", "im_nicola.bin", "af_heart.bin", "am_michael.bin"}
    assert done.unproven == ()
    voice = find_voice("kokoro-styles")
    assert why_not_ready(voice) == "" and set(voice.speakers) == {"sara", "nicola", "heart", "michael"}
    assert (voice.speakers["nicola"].settings or {})["blends"]["ʏ"] == {"y": 0.6, "ø": 0.4}
    server.requests.clear()
    assert install.install_voice("kokoro-styles", pause_s=0).fetched == () and server.requests == []


def test_a_style_of_another_digest_is_refused(server: Server, styles: Path) -> None:
    from audio_edition.models.install import install_voice

    server.files["/if_sara.bin"] = server.files["/if_sara.bin"][:-1] + b"?"
    with pytest.raises(FetchError, match="its sha256 is"):
        install_voice("kokoro-styles", pause_s=0)
    assert not (models_folder() / "kokoro-styles" / "voice.toml").exists()


@pytest.mark.parametrize("id", ["talesyntese", "nvcc"])
def test_the_norwegian_voices_are_in_the_catalogue(id: str) -> None:
    from audio_edition.voices import find_voice

    voice = find_voice(id)
    urls = [entry["url"] for entry in voice.model["files"]]
    assert voice.language == "nb" and voice.engine == "onnx"
    assert urls[1] == f"{urls[0]}.json" and urls[0].startswith("https://huggingface.co/rhasspy/piper-voices/")


@pytest.mark.parametrize(("id", "espeak"), [("talesyntese", "nb"), ("nvcc", "nb"), ("joe", "en-us")])
def test_the_catalogues_maps_are_those_of_the_table(id: str, espeak: str) -> None:
    from audio_edition.models.espeak import symbol_map
    from audio_edition.voices import find_voice

    class Everything:
        def __contains__(self, symbol: object) -> bool:
            return True

    mapped, missing = symbol_map(espeak, Everything())  # type: ignore[arg-type]
    assert not missing
    assert {ours: "".join(theirs) for ours, theirs in find_voice(id).symbols.items()} == mapped
