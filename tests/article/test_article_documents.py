"""Word, EPUB, PDF, e-mail and feeds give the roles and the account of every other article; bad ones get one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.article import read_article
from audio_edition.article.chapters import each_chapter_of
from audio_edition.article.ledger import ledger
from audio_edition.errors import ArticleError
from audio_edition.types import Article
from tests.article.small_documents import docx, epub, pdf, set_lines, zipped

A = "Biblioteket i Lia opnar att laurdag, etter at taket vart skifta og golvet slipt."
B = "Arbeidet tok fire månader lenger enn planlagt, fordi bjelkane var rotne heilt inn."
C = "Kommunen har brukt tre millionar kroner, og det meste gjekk til tømmer og blekk."
TITLE = "Biblioteket opnar att"


def _spoken(article: Article) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in article.blocks if block.speak]


def _read(name: str, data: bytes) -> Article:
    article = read_article(name, data)
    account = ledger(article, data)
    assert account.complete, account
    return article


def test_word_styles() -> None:
    data = docx(
        [("Title", TITLE), ("Subtitle", A), ("", B), ("heading 1", "Pengane"), ("", C), ("Caption", "Tone ryddar. Foto: Odd Lien")]
    )  # fmt: skip
    article = _read("sak.docx", data)
    assert article.format == "docx" and article.slug == "biblioteket-opnar-att"
    assert _spoken(article) == [
        ("title", TITLE), ("lead", A), ("paragraph", B), ("heading", "Pengane"), ("paragraph", C), ("caption", "Tone ryddar."),
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["", "heading 1", "heading 2"])
def test_word_without_a_title_style(style: str) -> None:
    article = _read("sak.docx", docx([(style, TITLE), ("", A), ("", B), ("", C)]))
    assert article.title == TITLE and _spoken(article)[0] == ("title", TITLE)


BOOK = epub("Bok om Lia", [f"<h1>Taket</h1><p><a id='p1'/>{A}</p>", f"<h1>Golvet</h1><p>{B}</p><p>{C}</p>"])


def test_a_whole_book() -> None:
    article = _read("bok.epub", BOOK)
    assert (article.title, article.byline, article.language) == ("Bok om Lia", ("Tone Berg",), "nn")
    assert [text for role, text in _spoken(article) if role == "heading"] == ["Taket", "Golvet"]
    assert [text for role, text in _spoken(article) if role == "paragraph"] == [A, B, C]


def test_a_chapter_of_a_book() -> None:
    article = _read("bok.epub#2", BOOK)
    assert (article.title, article.section, article.slug) == ("Golvet", "Bok om Lia", "golvet")
    assert [text for role, text in _spoken(article) if role in ("lead", "paragraph")] == [B, C]


def _page(number: int, body: list[tuple[float, float, float, str]]) -> list[tuple[float, float, float, str]]:
    return [(50, 800, 8, f"Liaposten {number}. februar 2026"), *body, (290, 30, 8, str(number))]


def test_pdf_columns_heads_and_hyphens() -> None:
    left, right = f"{B} {B} {B}", f"{C} {C} {C}"
    first = [
        (50, 760, 20, TITLE),
        *set_lines(50, 730, A, 90, 11),
        *set_lines(50, 690, left, 45),
        *set_lines(310, 690, right, 45),
    ]
    second = [(50.0, 760.0, 10.0, "Golvet vart slipt av ein lærar som bur i lærar-")]
    third = [(50.0, 760.0, 10.0, "bustaden på andre sida av vegen.")]
    article = _read("sak.pdf", pdf([_page(1, first), _page(2, second), _page(3, third)]))
    assert _spoken(article)[:2] == [("title", TITLE), ("lead", A)]
    text = " ".join(text for _, text in _spoken(article))
    assert f"{left} {right} Golvet vart slipt av ein lærar som bur i lærarbustaden på andre sida" in text
    silent = [block.reason for block in article.blocks if not block.speak]
    assert silent.count("running head or foot of the pages") == 3 and silent.count("number of the page") == 3


MAIL = (
    "From: Tone <t@lia.example>\r\nSubject: Sv: Biblioteket opnar att\r\nDate: Mon, 12 Jan 2026 10:00:00 +0100\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    f"{A}\r\n\r\n{B}\r\n\r\n> {C}\r\n\r\n-- \r\nTone Berg\r\n"
)


def test_mail() -> None:
    article = _read("sak.eml", MAIL.encode())
    assert _spoken(article) == [("title", TITLE), ("lead", A), ("paragraph", B)]
    assert article.published is not None and article.published.isoformat() == "2026-01-12T10:00:00+01:00"
    assert [block.reason for block in article.blocks if not block.speak] == [
        "quoted from another e-mail", "signature of the e-mail", "signature of the e-mail",
    ]  # fmt: skip


ITEM = (
    f"<item><title>{TITLE}</title><link>https://lia.example/1</link><pubDate>Mon, 12 Jan 2026 10:00:00 +0100</pubDate>"
    f"<content:encoded><![CDATA[<p>{A}</p><p>{B}</p>]]></content:encoded></item>"
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Liaposten</title>{}</channel></rss>"
)


def test_feed_with_the_text_of_an_article() -> None:
    for name, data in (("sak.xml", FEED.format(ITEM)), ("sak.xml#2", FEED.format(ITEM + ITEM))):
        article = _read(name, data.encode())
        assert _spoken(article) == [("title", TITLE), ("lead", A), ("paragraph", B)]
        assert (article.publisher, article.url) == ("Liaposten", "https://lia.example/1")


ENCRYPTION = (
    '<encryption><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></encryption>'
)
FONTS = '<encryption><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></encryption>'


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("a.docx", lambda: zipped({"a.txt": "x"}), "not a Word document or an EPUB"),
        ("a.docx", lambda: zipped({"content.xml": "x"}), "OpenDocument"),
        ("a.docx", lambda: zipped({"xl/workbook.xml": "x"}), "spreadsheet"),
        ("a.docx", lambda: zipped({"word/document.xml": "<broken"}), "damaged"),
        ("a.docx", lambda: docx([("", TITLE), ("", A)])[:300], "damaged"),
        ("a.docx", lambda: docx([("", "")]), "no text"),
        ("a.docx", lambda: zipped({"word/document.xml": " " * 20_000_000}), "unpacks to more"),
        ("a.epub", lambda: epub("Bok", ["<p>x</p>"], more={"META-INF/encryption.xml": ENCRYPTION}), "DRM"),
        ("a.epub", lambda: epub("Bok", ["<img src='a.jpg'/>"]), "no text in this book"),
        ("a.epub", lambda: zipped({"META-INF/container.xml": "<container/>"}), "does not say where"),
        ("a.epub#9", lambda: BOOK, "from 1 to 2"),
        ("a.pdf", lambda: pdf([[(50, 700, 10, A)]], encrypted=True), "password"),
        ("a.pdf", lambda: pdf([[(50, 700, 10, "x")]] * 2000), "2000 pages"),
        ("a.pdf", lambda: pdf([[]]), "no text layer"),
        ("a.pdf", lambda: pdf([[(50, 700, 10, A)]])[:200], "damaged"),
        ("a.eml", lambda: b"Subject: x\r\n\r\n", "no text in this e-mail"),
        ("a.xml", lambda: FEED.format(ITEM + ITEM).encode(), "2 articles"),
        ("a.xml", lambda: FEED.format("").encode(), "no article"),
        ("a.xml", lambda: FEED.format("<item><title>x</title></item>").encode(), "does not carry its text"),
        ("a.xml", lambda: FEED.format(ITEM).encode()[:-20], "not well-formed"),
    ],
)  # fmt: skip
def test_refused_in_one_sentence(name: str, make: Callable[[], bytes], says: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_article(name, make())
    assert says in str(caught.value) and "\n" not in str(caught.value) and str(caught.value).startswith(name)


def test_garbled_fonts_are_no_lock() -> None:
    assert _read("a.epub", epub("Bok", [f"<p>{A}</p><p>{B}</p>"], more={"META-INF/encryption.xml": FONTS}))


def test_each_chapter_is_an_article(tmp_path: Path) -> None:
    book, broken = tmp_path / "bok.epub", tmp_path / "l.epub"
    book.write_bytes(BOOK)
    broken.write_bytes(b"PK\x03\x04")
    assert each_chapter_of(["a.txt", str(book), str(broken)]) == [
        "a.txt",
        f"{book}#1",
        f"{book}#2",
        str(broken),
    ]
    assert read_article(f"{book}#1").title == "Taket"
