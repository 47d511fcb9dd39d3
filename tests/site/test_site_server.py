"""The preview server, asked as players and as ill-wishers ask."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audio_edition.errors import UsageError
from audio_edition.site.server import is_own, own_names, parse_range, serve

DATA = bytes(range(256)) * 40
Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    root = folder / "out"
    (root / "sak").mkdir(parents=True)
    (folder / "secret.txt").write_text("secret", encoding="utf-8")
    (root / ".hidden.json").write_text("secret", encoding="utf-8")
    for name in ("sak/edition.mp3", "sak/edition.m4b", "sak/edition.opus", "sak/x-1.chapters.json", "sak/chapters.json",
                 "sak/edition.json", "sak/transcript.vtt", "sak/transcript.srt", "sak/cover.jpg", "feed.xml",
                 "feeds.opml", "tom.bin", "Å & <b>.txt"):  # fmt: skip
        (root / name).write_bytes(b"" if name == "tom.bin" else DATA)
    (root / "sak" / "index.html").write_text("<p>side</p>", encoding="utf-8")
    os.symlink(folder / "secret.txt", root / "link.txt")
    os.symlink(folder, root / "up")
    os.symlink(root / "feed.xml", root / "inside.xml")
    os.symlink("ring", root / "ring")
    os.mkfifo(root / "pipe.mp3")
    return root


@pytest.fixture(scope="module")
def ask(root: Path) -> Iterator[Ask]:
    server = serve(root, port=0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()

    def request(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
        connection.putrequest(method, path, skip_host=False)
        for key, value in headers.items():
            connection.putheader(key.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        found = answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        connection.close()
        return found

    yield request
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sak/edition.mp3", "audio/mpeg"),
        ("/sak/edition.m4b", "audio/mp4"),
        ("/sak/edition.opus", "audio/ogg"),
        ("/sak/chapters.json", "application/json+chapters"),
        ("/sak/x-1.chapters.json", "application/json+chapters"),
        ("/sak/edition.json", "application/json; charset=utf-8"),
        ("/sak/transcript.vtt", "text/vtt; charset=utf-8"),
        ("/sak/transcript.srt", "application/x-subrip; charset=utf-8"),
        ("/sak/cover.jpg", "image/jpeg"),
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/inside.xml", "application/rss+xml; charset=utf-8"),
        ("/sak/", "text/html; charset=utf-8"),
    ],
)
def test_content_types(ask: Ask, path: str, kind: str) -> None:
    for method in ("GET", "HEAD"):
        status, headers, body = ask(path, method)
        assert (status, headers["content-type"], headers["accept-ranges"]) == (200, kind, "bytes")
        assert "access-control-allow-origin" not in headers
        assert len(body) == (int(headers["content-length"]) if method == "GET" else 0)
        assert int(headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("wanted", "status", "first", "last"),
    [
        ("bytes=0-0", 206, 0, 0),
        ("bytes=0-99", 206, 0, 99),
        ("bytes=100-", 206, 100, len(DATA) - 1),
        ("bytes=-10", 206, len(DATA) - 10, len(DATA) - 1),
        ("bytes=0-999999", 206, 0, len(DATA) - 1),
        ("bytes=-999999", 206, 0, len(DATA) - 1),
        ("bytes=5-4", 200, 0, len(DATA) - 1),
        ("bytes=0-1,4-5", 200, 0, len(DATA) - 1),
        ("lines=1-2", 200, 0, len(DATA) - 1),
        ("bytes=x", 200, 0, len(DATA) - 1),
        ("bytes=-", 200, 0, len(DATA) - 1),
    ],
)
def test_ranges(ask: Ask, wanted: str, status: int, first: int, last: int) -> None:
    code, headers, body = ask("/sak/edition.mp3", Range=wanted)
    assert (code, body) == (status, DATA[first : last + 1])
    if code == 206:
        assert headers["content-range"] == f"bytes {first}-{last}/{len(DATA)}"


@pytest.mark.parametrize("wanted", [f"bytes={len(DATA)}-", "bytes=999999-", "bytes=-0"])
def test_a_range_beyond_the_file_is_416(ask: Ask, wanted: str) -> None:
    code, headers, body = ask("/sak/edition.mp3", Range=wanted)
    assert (code, headers["content-range"], body) == (416, f"bytes */{len(DATA)}", b"")
    assert ask("/tom.bin", Range="bytes=0-")[0] == 416


def test_if_range_and_validators(ask: Ask) -> None:
    _, headers, _ = ask("/sak/edition.mp3")
    for validator in (headers["etag"], headers["last-modified"]):
        assert ask("/sak/edition.mp3", Range="bytes=0-9", If_Range=validator)[0] == 206
    assert ask("/sak/edition.mp3", Range="bytes=0-9", If_Range='"old"')[0] == 200
    status, again, body = ask("/sak/edition.mp3", If_None_Match=f'"other", {headers["etag"]}')
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert ask("/sak/edition.mp3", If_None_Match='"other"')[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/sak/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/sak/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "/link.txt",
        "/up/secret.txt",
        "/up/",
        "/.hidden.json",
        "/%00",
        "/feed.xml%00.html",
        "//etc/hostname",
        "/sak/edition.mp3/",
        "/" + "a" * 5000,
        "/" + "a/" * 2000,
        "/%ff%fe",
        "/missing",
    ],
)
def test_nothing_outside_the_folder_is_served(ask: Ask, path: str) -> None:
    status, _, body = ask(path)
    assert b"secret" not in body and (status == 404 or body == DATA and "edition.mp3" in path)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_only_get_and_head(ask: Ask, method: str) -> None:
    assert ask("/feed.xml", method)[0] == 501


def test_a_folder_without_a_page_is_listed_feeds_first(ask: Ask) -> None:
    status, headers, body = ask("/")
    text = body.decode()
    assert status == 200 and headers["content-type"].startswith("text/html")
    assert text.index("feed.xml") < text.index('"./sak/"')
    assert "Å &amp; &lt;b&gt;.txt" in text and "<b>" not in text and "hidden" not in text
    assert ask("/%C3%85%20%26%20%3Cb%3E.txt")[2] == DATA


def test_a_folder_is_asked_for_with_its_slash(ask: Ask) -> None:
    status, headers, _ = ask("/sak")
    assert (status, headers["location"]) == (301, "/sak/")
    status, headers, _ = ask("//sak")
    assert (status, headers["location"]) == (301, "/sak/")


def test_many_players_at_once(ask: Ask) -> None:
    bodies: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: bodies.append(ask("/sak/edition.mp3", Range="bytes=1-2000")[2]))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [DATA[1:2001]] * 16


def test_a_missing_folder_and_a_taken_port_are_told(root: Path, ask: Ask) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        serve(root / "missing")
    server = serve(root, port=0)
    with pytest.raises(UsageError, match="--port"):
        serve(root, port=int(server.server_address[1]))
    server.server_close()
    assert serve.__defaults__ is not None and serve.__defaults__[0] == "127.0.0.1"


def test_ranges_of_an_empty_file() -> None:
    with pytest.raises(ValueError):
        parse_range("bytes=-5", 0)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:80", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200), ("localhost.", 200),
        ("x.localhost", 200), ("vond.example", 421), ("localhost.vond.example", 421), ("127.0.0.1.nip.io", 421),
        ("", 421), ("localhost@vond.example", 421), ("10.0.0.1", 421), ("a b", 421),
    ],
)  # fmt: skip
def test_it_answers_under_its_own_names_alone(ask: Ask, host: str, status: int) -> None:
    assert is_own(host, own_names("127.0.0.1")) is (status == 200)


def test_a_server_for_the_network_answers_to_addresses_and_to_the_machines_name() -> None:
    names = own_names("0.0.0.0")
    assert is_own("192.168.1.7:8000", names) and is_own(socket.gethostname(), names) and is_own(None, names)
    assert not is_own("vond.example", names)


def _raw(port: int, request: bytes, *, cut: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        if cut:
            connection.recv(10)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return b""
        answer = b""
        with contextlib.suppress(ConnectionError):
            while data := connection.recv(65536):
                answer += data
        return answer


def test_rude_connections_leave_no_traceback_and_no_escape_sequence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stor.mp3").write_bytes(bytes(16 << 20))
    with open(os.fsencode(tmp_path) + b"/s\xe5k.txt", "w", encoding="utf-8"):
        pass
    server = serve(tmp_path, port=0)
    monkeypatch.setattr(server.RequestHandlerClass, "timeout", 0.5)  # of silence, before the server hangs up
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    port = int(server.server_address[1])
    try:
        for request in (
            b"\r\n", b"\x16\x03\x01", b"GET\r\n\r\n", b"GET /\x1b]0;X\x07 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 70000,
            b"GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + b"9" * 5000 + b"-\r\nConnection: close\r\n\r\n",
        ):  # fmt: skip
            with contextlib.suppress(OSError):
                _raw(port, request, cut=request.startswith(b"GET /a"))
        for _ in range(3):
            _raw(port, b"GET /stor.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n", cut=True)
        ask = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        listed = _raw(port, b"GET /" + ask)
        assert b" 200 " in listed and b"s%E5k.txt" in listed and b"s\\xe5k.txt" in listed
        assert b" 200 " in _raw(port, b"GET /s%E5k.txt" + ask)
    finally:
        server.shutdown()
        server.server_close()
    told = capfd.readouterr().err
    assert "Traceback" not in told and "\x1b" not in told


@pytest.mark.parametrize("path", ["/ring", "/ring/a.mp3", "/pipe.mp3"])
def test_links_in_a_circle_and_pipes_are_not_there(ask: Ask, path: str) -> None:
    assert ask(path)[0] == 404


def test_a_name_is_found_however_its_letters_are_sent(tmp_path: Path) -> None:
    (tmp_path / "bø & <b>.txt").write_bytes(DATA)
    server = serve(tmp_path, port=0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    rest = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        for name in (b"/b%C3%B8%20&%20%3Cb%3E.txt", "/bø%20&%20%3Cb%3E.txt".encode()):
            assert _raw(int(server.server_address[1]), b"GET " + name + rest).endswith(DATA)
    finally:
        server.shutdown()
        server.server_close()


def test_who_waits_for_a_file_that_became_shorter_is_told_by_the_end(tmp_path: Path) -> None:
    long = tmp_path / "stor.mp3"
    long.write_bytes(bytes(32 << 20))
    server = serve(tmp_path, port=0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        with socket.create_connection(("127.0.0.1", int(server.server_address[1])), timeout=20) as connection:
            connection.sendall(b"GET /stor.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            got = len(connection.recv(1000))
            os.truncate(long, 1000)
            while data := connection.recv(1 << 20):  # without an end this would run into the timeout
                got += len(data)
        assert got < 32 << 20
    finally:
        server.shutdown()
        server.server_close()
