"""Servers that misbehave, on real connections: one sentence that says what the server did, and the night goes on."""

from __future__ import annotations

import gzip
import socket
from datetime import date
from pathlib import Path

import pytest

from audio_edition.site.fetch import fetch
from audio_edition.site.fetched import Fetched
from audio_edition.site.sources import Sources
from tests.reliability.rude_server import Authority, Deed, resets_after, says, says_for_ever, serving

DAY = date(2026, 11, 24)
PAGE = b"<!doctype html><html><article><h1>Brua</h1><p>Ho opnar i dag.</p></article></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def visit(address: str, folder: Path, **options: object) -> Fetched:
    chosen = {"delay_s": 0, "timeout_s": 10, "allow_private": True, "max_bytes": 1_000_000} | options
    (result,) = fetch(Sources.model_validate({"page": [address], **chosen}), folder, today=DAY)
    return result


def status(number: int, head: bytes = b"") -> Deed:
    return says(b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n" % (number, head))


RUDE: list[tuple[str, Deed, str]] = [
    ("answer shorter than said", says(HEAD + b"Content-Length: 500\r\n\r\n" + PAGE), "ended before the whole answer"),
    ("endless length", says(HEAD + b"Content-Length: 99999999999999999999\r\n\r\n" + PAGE), "ended before"),
    ("length below nothing", says(HEAD + b"Content-Length: -5\r\n\r\n" + PAGE), "contradicts itself about the answer's length"),
    ("length in words", says(HEAD + b"Content-Length: fem\r\n\r\n" + PAGE), "contradicts itself"),
    ("two lengths", says(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + PAGE), "contradicts itself"),
    ("headers without end", says_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 1000 + b"\r\n"), "head of the answer does not end"),
    ("a header without end", says_for_ever(b"HTTP/1.1 200 OK\r\nX: ", b"b" * 1000), "head of the answer does not end"),
    ("a status line without end", says_for_ever(b"HTTP/1.1 200 ", b"b" * 1000), "head of the answer does not end"),
    ("a body without end", says_for_ever(HEAD + b"\r\n", b"<p>Hei.</p>" * 100), "larger than 1.0 MB"),
    ("chunks that are none", says(CHUNKED + b"zz\r\n" + PAGE), "pieces that do not fit together"),
    ("a chunk beyond measure", says(CHUNKED + b"f" * 21 + b"\r\n" + PAGE), "pieces that do not fit together"),
    ("a chunk below nothing", says(CHUNKED + b"-1\r\n" + PAGE), "pieces that do not fit together"),
    ("a chunk that is cut", says(CHUNKED + b"ff\r\n" + PAGE), "ended before the whole answer"),
    ("chunks without the last", says(CHUNKED + b"5\r\nabcde\r\n"), "ended before the whole answer"),
    ("an encoding of transfer that is none", says(HEAD + b"Transfer-Encoding: tull\r\n\r\n" + PAGE), "in a way that HTTP does not have"),
    ("gzip that unpacks to 200 MB", says(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(200_000_000), 1)), "larger than 1.0 MB"),
    ("gzip in gzip", says(HEAD + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(gzip.compress(bytes(200_000_000), 1))), "larger than 1.0 MB"),
    ("gzip that is cut", says(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)[:-9]), "in the middle of its packed data"),
    ("gzip that is none", says(HEAD + b"Content-Encoding: gzip\r\n\r\n" + PAGE), "cannot be unpacked"),
    ("another protocol", says(b"SSH-2.0-OpenSSH_9.0\r\n"), "no web server"),
    ("HTTP 0.9", says(PAGE), "no web server"),
    ("nothing", says(b""), "no web server"),
    ("a status in words", says(b"HTTP/1.1 fin OK\r\n\r\n"), "no web server"),
    ("a header with a null", says(b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"), "no web server"),
    ("reset at once", resets_after(b""), "broke the connection off"),
    ("reset in the body", resets_after(HEAD + b"Content-Length: 500\r\n\r\n" + PAGE), "broke the connection off"),
    ("sent on to nowhere", status(302), "does not say where"),
    ("sent on to no address", status(302, b"Location: http://[\r\n"), "what is no address"),
    ("sent on to a file", status(302, b"Location: file:///etc/hostname\r\n"), "only http and https"),
    ("sent round in a circle", status(301, b"Location: /sak\r\n"), "in a circle"),
    ("unchanged, never seen", says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "not fetched before"),
    ("wants a password", status(401), "wants a password (401)"),
    ("shut", status(403), "does not let us in (403)"),
    ("no such page", status(404), "no such page (404)"),
    ("too many visits", status(429, b"Retry-After: 100000\r\n"), "delay_s"),
    ("down", status(503), "tried again"),
    ("a number of its own", status(999), "999, a number that HTTP does not have"),
    ("a rare number", status(418), "418 (I'm a Teapot)"),
    ("a part", status(206), "a part of the page (206)"),
    ("a type that a terminal obeys", says(HEAD.replace(b"text/html", b"\x1b]0;x\x07") + b"\r\n" + PAGE), "\\x1b"),
]  # fmt: skip


@pytest.mark.parametrize(("deed", "told"), [pytest.param(d, t, id=name) for name, d, t in RUDE])
def test_what_a_rude_server_does_is_one_sentence(tmp_path: Path, deed: Deed, told: str) -> None:
    with serving(deed) as port:
        result = visit(f"http://127.0.0.1:{port}/sak", tmp_path)
    assert result.status == "failed" and told in result.problem
    assert (
        result.problem.isprintable() and "bytearray" not in result.problem and "Errno" not in result.problem
    )
    assert len(result.problem) < 220
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".fetched.json"]


@pytest.mark.parametrize(
    "deed",
    [
        says(HEAD + b"\r\n", *[b"a"] * 40, pause_s=0.1),
        says(*[bytes([byte]) for byte in HEAD], pause_s=0.1),
        says_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        says(b"", b"", pause_s=5),
    ],
    ids=["drips its body", "drips its head", "says that it goes on", "says nothing"],
)
def test_a_server_that_takes_its_time_is_left(tmp_path: Path, deed: Deed) -> None:
    with serving(deed) as port:
        result = visit(f"http://127.0.0.1:{port}/sak", tmp_path, timeout_s=0.5)
    assert result.status == "failed" and result.problem.endswith("the answer took longer than 0.5 s")


def test_a_port_where_nobody_is(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "nobody answers at that address and port" in visit(f"http://127.0.0.1:{port}/a", tmp_path).problem


def test_more_than_was_said_is_not_read(tmp_path: Path) -> None:
    """The rest of an answer that is longer than said could be the beginning of another: it belongs to nothing."""
    with serving(says(HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE + b"<p>Meir.</p>")) as port:
        result = visit(f"http://127.0.0.1:{port}/sak", tmp_path)
    assert result.status == "new" and result.path is not None and result.path.read_bytes() == PAGE


def test_a_copy_stays_whatever_the_server_does_later(tmp_path: Path) -> None:
    deeds: list[Deed] = [says(HEAD + b"\r\n" + PAGE)]

    def newest(connection: socket.socket) -> None:
        deeds[-1](connection)

    with serving(newest) as port:
        address = f"http://127.0.0.1:{port}/sak"
        first = visit(address, tmp_path)
        assert first.status == "new" and first.path is not None
        for _, deed, _ in RUDE:
            deeds.append(deed)
            result = visit(address, tmp_path)
            assert (result.status, result.path) == ("failed", first.path)
            assert first.path.read_bytes() == PAGE


@pytest.mark.parametrize(
    ("address", "days", "trusted", "told"),
    [
        ("127.0.0.1", (-1, 1), False, "nobody whom this machine trusts"),
        ("127.0.0.1", (-9, -2), True, "certificate has expired"),
        ("127.0.0.1", (2, 9), True, "not valid yet"),
        ("127.0.0.2", (-1, 1), True, "another site's"),
    ],
    ids=["strange", "expired", "too early", "of another"],
)
def test_a_certificate_that_shows_nothing_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    days: tuple[int, int],
    trusted: bool,
    told: str,
) -> None:
    authority = Authority(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    with serving(says(HEAD + b"\r\n" + PAGE), authority.context(address, days=days)) as port:
        result = visit(f"https://127.0.0.1:{port}/sak", tmp_path / "inbox")
    assert result.status == "failed" and told in result.problem and "_ssl.c" not in result.problem


def test_a_certificate_that_is_right_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    with serving(says(HEAD + b"\r\n" + PAGE), authority.context()) as port:
        assert visit(f"https://127.0.0.1:{port}/sak", tmp_path / "inbox").status == "new"


@pytest.mark.parametrize(
    ("deed", "told"),
    [(says(HEAD + b"\r\n" + PAGE), "does not speak TLS"), (says(b""), "TLS"), (resets_after(b""), "TLS")],
    ids=["plain", "closes", "resets"],
)
def test_a_server_without_tls_is_told(tmp_path: Path, deed: Deed, told: str) -> None:
    with serving(deed) as port:
        problem = visit(f"https://127.0.0.1:{port}/sak", tmp_path).problem
    assert (told in problem or "broke the connection off" in problem) and "_ssl.c" not in problem
