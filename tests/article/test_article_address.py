"""An article's address, however it is written, is one that feeds, tags and pages can hold."""

from __future__ import annotations

import pytest

from audio_edition.article import read_article
from audio_edition.article.address import as_uri


@pytest.mark.parametrize(
    "written, meant",
    [
        ("https://x.no/sak/ny ferje til sæbø?a=b&c=«d»", "https://x.no/sak/ny%20ferje%20til%20s%C3%A6b%C3%B8?a=b&c=%C2%ABd%C2%BB"),
        ("https://x.no/漢字/%C3%A5%20b#Å", "https://x.no/%E6%BC%A2%E5%AD%97/%C3%A5%20b#%C3%85"),
        ("https://Blåbær.no:8080/a", "https://xn--blbr-roah.no:8080/a"),
        ("http://[::1]/a[1]", "http://[::1]/a%5B1%5D"),
        ("  https://x.no/\n\ta ", "https://x.no/a"),
        ("https://ola:hemmeleg@x.no:81/a@b", "https://x.no:81/a@b"), ("https://ola@[::1]/", "https://[::1]/"),
        *((bad, None) for bad in ("", None, "/sak/1", "sak", "javascript:alert(1)", "http://[x", "https://a b.no/", "https://x.no:99999/", "https://x.no/" + "a" * 2000, "https://" + "a" * 70 + ".no/", "data:text/html,x")),
    ],
)  # fmt: skip
def test_an_address_is_ascii_or_none(written: str | None, meant: str | None) -> None:
    found = as_uri(written)
    assert found == meant
    assert found is None or (found.isascii() and as_uri(found) == found)


def test_a_page_with_an_address_in_our_letters() -> None:
    page = (
        '<html><head><link rel="canonical" href="https://x.no/sæbø 漢字"></head><body><article><h1>Ferja går</h1>'
        "<p>Ferja går att i haust, og ho tek hundre bilar på kvar tur over fjorden.</p></article></body></html>"
    )
    assert read_article("a.html", page).url == "https://x.no/s%C3%A6b%C3%B8%20%E6%BC%A2%E5%AD%97"
