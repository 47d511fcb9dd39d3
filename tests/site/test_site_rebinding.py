"""What was checked is what is connected to: names that change their answer, addresses in disguise, proxies.

No address but this machine's own is ever connected to: the names' answers and the way to the network are stand-ins.
"""

from __future__ import annotations

import socket
from datetime import date
from pathlib import Path
from typing import Any

import httpcore
import pytest

from audio_edition.site.fetch import fetch
from audio_edition.site.fetched import Fetched
from audio_edition.site.sources import Sources

DAY = date(2026, 11, 24)
PUBLIC, SECOND, HOME = "93.184.215.14", "93.184.215.15", "127.0.0.1"
PAGE = b"<!doctype html><html lang='nn'><article><h1>Brua</h1><p>Ho opnar i dag.</p></article></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
ANSWER = HEAD % len(PAGE) + PAGE
REAL = socket.getaddrinfo


class Names:
    """A resolver: each name has a row of answers, the last of which stays; what is no name of ours is looked up as ever
    where it is an address, in whatever spelling, and found nowhere else.
    """

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(rows) for name, rows in answers.items()}

    def __call__(self, host: Any, port: Any, *rest: Any, **named: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        rows = self.answers.get(name.rstrip("."))
        if rows is None:
            return REAL(host, port, *rest, **(named | {"flags": socket.AI_NUMERICHOST}))
        found = rows.pop(0) if len(rows) > 1 else rows[0]
        kind = {False: socket.AF_INET, True: socket.AF_INET6}
        return [(kind[":" in one], socket.SOCK_STREAM, 6, "", (one, 80)) for one in found]


class Wire(httpcore.SyncBackend):
    """The way to the network: tells what it was asked to connect to, and answers itself."""

    asked: list[str]
    answers: dict[str, list[bytes]]

    def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore.NetworkStream:
        Wire.asked.append(host)
        return httpcore.MockStream(list(Wire.answers.get(host, [ANSWER])))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> type[Wire]:
    Wire.asked, Wire.answers = [], {}
    monkeypatch.setattr(httpcore, "SyncBackend", Wire)
    return Wire


def visit(url: str, folder: Path) -> Fetched:
    chosen = Sources.model_validate({"page": [url], "delay_s": 0, "timeout_s": 5})
    (result,) = fetch(chosen, folder, today=DAY)
    return result


def refused(result: Fetched) -> bool:
    return result.status == "failed" and any(
        said in result.problem
        for said in ("private network", "cannot be found", "no address", "only http and https")
    )


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def test_a_public_name_is_visited(wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(sak_example=[[PUBLIC]]))
    assert visit("http://sak.example/a", tmp_path).status == "new"
    assert set(wire.asked) == {PUBLIC}


@pytest.mark.parametrize("turns", range(1, 6))
def test_a_name_that_turns_home_after_some_look_ups_reaches_nothing(
    wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(sak_example=[*[[PUBLIC]] * turns, [HOME]]))
    result = visit("http://sak.example/a", tmp_path)
    assert HOME not in wire.asked
    assert refused(result) or turns > 3  # robots.txt and the page are two look-ups each


@pytest.mark.parametrize(
    "found",
    [[PUBLIC, HOME], [HOME, PUBLIC], [PUBLIC, "::1"], ["::ffff:10.0.0.1"], [PUBLIC, "64:ff9b::7f00:1"], ["fe80::1%lo"],
     ["0.0.0.0"], [PUBLIC, "169.254.169.254"], ["::ffff:0:7f00:1"], ["2002:7f00:1::"], ["fec0::1"], ["224.0.0.1"]],
    ids=" ".join,
)  # fmt: skip
def test_one_private_address_among_several_is_enough(
    wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(sak_example=[found]))
    assert refused(visit("http://sak.example/a", tmp_path)) and not wire.asked


HOSTS = [
    "127.1", "127.0.1", "0177.0.0.1", "0x7f000001", "2130706433", "017700000001", "0x7f.0.0.0x1", "127.0.0.1.", "0", "0.0.0.0", "127。0。0。1",
    "１２７.0.0.1", "①②⑦.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::127.0.0.1]", "[fe80::1%25lo]", "[::127.0.0.1]",
    "user:pw@127.0.0.1", "sak.example@127.0.0.1", "sak.example:80@127.0.0.1", "sak.example%40127.0.0.1", "127.0.0.1%00.sak.example",
    "sak.example\\@127.0.0.1", "127.0.0.1\\.sak.example", "localhost", "[0:0:0:0:0:0:0:1]", "4294967297", "127.0.0.1#@sak.example", "127.0.0.1?@sak.example",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("way", ["asked for", "sent on to", "robots.txt sent on to"])
def test_home_by_any_spelling_is_not_reached(
    wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, way: str
) -> None:
    names = Names(sak_example=[[PUBLIC]], localhost=[[HOME]])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    url = f"http://{host}/løynd" if way == "asked for" else "http://sak.example/a"
    if way != "asked for":
        wire.answers[PUBLIC] = [redirect(f"http://{host}/loynd")]
    visit(url, tmp_path)
    assert set(wire.asked) <= {PUBLIC}


def test_a_connection_that_is_kept_is_the_one_that_was_checked(
    wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second page of a host may go over the connection of the first; it never leads elsewhere."""
    monkeypatch.setattr(socket, "getaddrinfo", Names(sak_example=[[PUBLIC]] * 3 + [[HOME]]))
    wire.answers[PUBLIC] = [ANSWER.replace(b"Connection: close\r\n", b"")] * 9
    pages = ["http://sak.example/a", "http://sak.example/b"]
    chosen = Sources.model_validate({"page": pages, "delay_s": 0, "timeout_s": 5})
    assert len(list(fetch(chosen, tmp_path, today=DAY))) == 2
    assert wire.asked == [PUBLIC]


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_does_not_look_names_up_for_us(
    wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, f"http://{HOME}:9")
    monkeypatch.setattr(socket, "getaddrinfo", Names(sak_example=[[PUBLIC]], loynd_example=[[HOME]]))
    assert visit("http://sak.example/a", tmp_path / "a").status == "new"
    assert refused(visit("http://loynd.example/a", tmp_path / "b"))
    assert set(wire.asked) == {PUBLIC}


def test_the_next_address_is_tried_where_the_first_does_not_answer(
    wire: type[Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(sak_example=[[PUBLIC, SECOND]]))
    real = Wire.connect_tcp

    def deaf(self: Wire, host: str, port: int, *rest: Any, **named: Any) -> httpcore.NetworkStream:
        stream = real(self, host, port, *rest, **named)
        if host == PUBLIC:
            raise httpcore.ConnectError("deaf")
        return stream

    monkeypatch.setattr(Wire, "connect_tcp", deaf)
    assert visit("http://sak.example/a", tmp_path).status == "new"
    assert set(wire.asked) == {PUBLIC, SECOND}
