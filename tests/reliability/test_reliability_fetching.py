"""What servers send: rules, packing, addresses; no network is needed to read them."""

from __future__ import annotations

import gzip
import zlib

import pytest

from audio_edition.errors import FetchError
from audio_edition.site.address import bare, canonical, title
from audio_edition.site.network import is_public
from audio_edition.site.robots import Robots
from audio_edition.site.unpack import unpacked

RULES = [
    ("User-agent: *\nDisallow: /*/skriv\n", "/sak/skriv", False),
    ("User-agent: *\nDisallow: /*?\n", "/sak?x=1", False),
    ("User-agent: *\nDisallow: /*?\n", "/sak", True),
    ("User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf", False),
    ("User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf?x", True),
    ("User-agent: *\nAllow: /\nDisallow: /lukka\n", "/lukka/a", False),
    ("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
    ("\ufeffUser-agent: *\nDisallow: /\n", "/x", False),
    ("User-agent: *\nDisallow: /x\n\nUser-agent: *\nDisallow: /y\n", "/x", False),
    ("User-agent: ein\nUser-agent: prøve\nUser-agent: Lesar\nDisallow: /x\n", "/x", False),
    ("User-agent: lesar\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "/x", True),
    ("User-agent: lesarbot\nDisallow: /\n", "/x", True),
    ("user-AGENT : *  # alle\nDISALLOW : /x # her\n", "/x", False),
    ("Disallow: /\nUser-agent: *\nAllow: /\n", "/x", True),
    ("User-agent: *\nDisallow: http://[\nDisallow: /x\n", "/x", False),
    ("User-agent: *\nDisallow: /s%C3%B8k\n", "/søk", False),
    ("User-agent: *\nDisallow: /søk\n", "/s%c3%b8k", False),
    ("User-agent: *\nDisallow: /%7Eola\n", "/~ola", False),
    ("User-agent: *\rDisallow: /x\r", "/x", False),
    ("User-agent: *\nSitemap: x\nDisallow: /x\n", "/x", False),
    ("User-agent: *\nDisallow: /\n", "/robots.txt", True),
]


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
def test_robots_txt_is_read_as_rfc_9309_has_it(text: str, path: str, allowed: bool) -> None:
    assert Robots(text, "Lesar/1.0 (https://x.no)").allow(f"https://x.no{path}") is allowed


def test_a_rule_of_many_stars_is_matched_in_linear_time() -> None:
    rules = Robots("User-agent: *\nDisallow: /" + "*a" * 2000 + "$\n", "lesar")
    assert rules.allow("https://x.no/" + "a" * 1999 + "b")


def _packed(data: bytes, *kinds: str) -> bytes:
    for kind in kinds:
        data = gzip.compress(data) if kind == "gzip" else zlib.compress(data)
    return data


@pytest.mark.parametrize("kinds", [(), ("gzip",), ("deflate",), ("gzip", "gzip"), ("deflate", "gzip")])
def test_an_answer_is_unpacked(kinds: tuple[str, ...]) -> None:
    text = "Ferja går att. ".encode() * 500
    data = _packed(text, *kinds)
    blocks = [data[at : at + 7] for at in range(0, len(data), 7)]
    assert unpacked(blocks, ", ".join(kinds), 10_000) == text


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_raw_deflate_is_unpacked(size: int) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(b"Hei") + packer.flush()
    assert unpacked([data[at : at + size] for at in range(0, len(data), size)], "deflate", 100) == b"Hei"


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize("after", [b"", b"\x1f", b"rusk", bytes(40), b"\x1fx" * 9])
def test_gzip_of_several_members_is_read_to_its_end(size: int, after: bytes) -> None:
    data = b"".join(gzip.compress(part) for part in (b"Ferja ", b"", b"gaar ", b"att.")) + after
    assert (
        unpacked([data[at : at + size] for at in range(0, len(data), size)], "gzip", 1000)
        == b"Ferja gaar att."
    )


@pytest.mark.parametrize(
    ("data", "encoding", "why"),
    [
        (_packed(bytes(5_000_000), "gzip"), "gzip", "larger than"),
        (_packed(bytes(50_000_000), "gzip", "gzip"), "gzip, gzip", "larger than"),
        (_packed(b"x" * 900, "gzip")[:20], "gzip", "in the middle"),
        (_packed(b"x" * 900, "gzip")[:-4], "gzip", "in the middle"),
        (b"not packed", "gzip", "cannot be unpacked"),
        (b"x", "br", "not asked for"),
        (b"x", "\x1b]0;", "not asked for"),
        (b"x", "gzip, gzip, gzip", "3 times"),
        (b"x" * 2_000_000, "", "larger than"),
        (_packed(b"x" * 900, "gzip") + _packed(b"y" * 900, "gzip")[:-9], "gzip", "in the middle"),
        (_packed(bytes(900_000), "gzip") * 3, "gzip", "larger than"),
    ],
    ids=["bomb", "bomb in a bomb", "cut early", "cut late", "unpacked", "br", "escape", "thrice", "large", "second member cut", "bomb in members"],
)  # fmt: skip
def test_what_is_too_large_or_cut_is_refused(data: bytes, encoding: str, why: str) -> None:
    with pytest.raises(FetchError, match=why):
        unpacked([data], encoding, 1_000_000)


ADDRESSES = [
    ("https://X.no/Sak?utm_source=rss&id=3#topp", "https://x.no/Sak?id=3"),
    ("https://x.no:443/a", "https://x.no/a"),
    ("http://x.no", "http://x.no/"),
    ("https://x.no/a?fbclid=1", "https://x.no/a"),
    ("https://x.no/a?q=%C3%B8&b", "https://x.no/a?q=%C3%B8&b"),
    ("https://x.no./a#", "https://x.no/a"),
    ("http://[::1]:80/a", "http://[::1]/a"),
]


@pytest.mark.parametrize(("url", "plain"), ADDRESSES)
def test_one_article_has_one_address(url: str, plain: str) -> None:
    assert bare(url) == plain and bare(plain) == plain


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ('<link rel="canonical" href="/sak/1">', "https://x.no/sak/1"),
        ("<LINK href='https://y.no/a?utm_x=1#b' rel=canonical>", "https://y.no/a"),
        ('<link rel="canonical" href="/">', None),
        ('<link rel="canonical" href="">', None),
        ('<link rel="canonical" href="http://[">', None),
        ('<link rel="canonical" href="javascript:x">', None),
        ('<link rel="stylesheet" href="/a">', None),
    ],
)
def test_a_page_names_its_own_address(tag: str, found: str | None) -> None:
    page = f"<html><head>{tag}<title> Ny\n kai </title></head>".encode()
    base = "https://x.no/"
    assert canonical(page, base) == found and title(page) == "Ny kai"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "::", "fd00::1", "fe80::1%eth0", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::", "::127.0.0.1", "224.0.0.1", "ff02::1",
     "100.64.0.1", "192.0.0.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "2001:db8::1", "2001::1",
     "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "4000::1", "5f00::1", "3fff::1", "100::1", "192.0.0.8", "192.88.99.1"],
)  # fmt: skip
def test_private_addresses_are_known_in_every_spelling(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_public_addresses_are_let_through(address: str) -> None:
    assert is_public(address)
