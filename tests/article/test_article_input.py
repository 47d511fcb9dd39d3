"""What is not an article gets one clear sentence; what is one is read, however its bytes are made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audio_edition.article import find_articles, read_article
from audio_edition.article.slug import slugify
from audio_edition.errors import ArticleError

TEXT = "Ferja står\n\nBåten vart liggjande ved kai i går fordi motoren ikkje ville starte.\n\n– Ærleg tala, seier Øystein.\n"
PAGE = "<html><head><meta charset='{charset}'></head><body><article><h1>Ferja står</h1><p>Båten vart liggjande ved kai i går, fordi motoren ikkje ville starte.</p></article></body></html>"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"   \r\n\t\n", "empty"),
        ("\ufeff\u00a0\n".encode(), "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04 word/document.xml", "office document"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x7fELF" + b"\0" * 100, "program"),
        (b"x" * (33 * 1024 * 1024), "MB"),
        (TEXT.encode() * 100_000, "million characters"),
        (b"Foto: Kari Vik / NTB\n", "no article text"),
        (b"Hopp til innhald\n\nMeny\n", "no article text"),
        ("…\n\n***\n\n🎉\n".encode(), "only signs"),
    ],
    ids=lambda value: str(value[:20])[:20],
)
def test_refused(data: bytes, says: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_article("sak.txt", data)
    assert says in str(caught.value) and "\n" not in str(caught.value) and "sak.txt" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<html><body><div id='root'></div><script>app()</script></body></html>", "it has a script"),
        ("<!doctype html><body><nav><a href='/'>Framside</a></nav></body>", "no article in this page"),
        ("<!doctype html>", "no article in this page"),
    ],
)
def test_page_without_an_article(page: str, says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        read_article("side.html", page.encode())


@pytest.mark.parametrize("front", ["title: a: b: c", "date: snart", "lexicon: [a, b]", "lexicon: {a: 3}"])
def test_bad_front_matter(front: str) -> None:
    with pytest.raises(ArticleError, match="front matter"):
        read_article("sak.md", f"---\n{front}\n---\n\n{TEXT}".encode())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_of_text(encoding: str, line_end: str) -> None:
    text = TEXT.replace("–", "-") if encoding == "latin-1" else TEXT
    article = read_article("sak.txt", text.replace("\n", line_end).encode(encoding))
    assert [block.text for block in article.blocks] == [line for line in text.split("\n") if line]
    assert not article.warnings


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_encodings_of_pages(charset: str) -> None:
    article = read_article("side.html", PAGE.format(charset=charset).encode(charset))
    assert article.title == "Ferja står" and article.blocks[-1].text.startswith("Båten vart")


def test_entities_and_no_break_spaces() -> None:
    page = PAGE.format(charset="utf-8").replace("Båten vart", "B&aring;ten&nbsp;va&shy;rt")
    assert read_article("side.html", page.encode()).blocks[-1].text.startswith("Båten vart")
    assert read_article("sak.txt", TEXT.replace(" ", "\u00a0").encode()).title == "Ferja står"


def test_decomposed_letters_are_composed() -> None:
    import unicodedata

    assert read_article("sak.txt", unicodedata.normalize("NFD", TEXT).encode()).title == "Ferja står"


def test_garbled_letters_are_put_right() -> None:
    long = TEXT * 3
    article = read_article("sak.txt", long.encode().decode("cp1252", "replace").encode())
    assert article.title == "Ferja står" and "put right" in article.warnings[0]


def test_a_broken_byte_is_told() -> None:
    article = read_article("sak.txt", TEXT.encode() + b"\n\n\xff i teksten her.\n")
    assert article.title == "Ferja står" and "could not be decoded" in article.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said that the new ferry would be in service before the end of the year, and that it has been a long wait for all of us.",
        "Regeringen säger att den nya färjan ska vara i drift före årets slut, och att det har varit en lång väntan för alla som bor på ön.",
        "Die Regierung sagt, dass die neue Fähre vor dem Ende des Jahres in Betrieb sein wird, und dass es eine lange Zeit für alle war.",
    ],
)
def test_other_languages_get_a_warning(text: str) -> None:
    assert "does not look like Norwegian" in read_article("sak.txt", text.encode()).warnings[0]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("-", "<!doctype html><article><p>" + TEXT, "html"),
        ("sak.txt", "<html><body><p>" + TEXT, "html"),
        ("-", "---\ntitle: Ferja\n---\n" + TEXT, "markdown"),
        ("-", "# Ferja\n\n" + TEXT, "markdown"),
        ("-", TEXT, "text"),
        ("sak", TEXT, "text"),
        ("sak.MD", TEXT, "markdown"),
    ],
)
def test_format_is_found(name: str, text: str, kind: str) -> None:
    assert read_article(name, text.encode()).format == kind


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no such file"):
        read_article(tmp_path / "sak.txt")
    with pytest.raises(ArticleError, match="folder"):
        read_article(tmp_path)
    with pytest.raises(ArticleError, match="no articles"):
        find_articles(tmp_path)
    with pytest.raises(ArticleError, match="no such file or folder"):
        find_articles(tmp_path / "ikkje")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "sak.txt"
    path.write_text(TEXT)
    path.chmod(0)
    with pytest.raises(ArticleError, match="cannot be read"):
        read_article(path)


def test_a_folder_that_nobody_may_look_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "stengd").mkdir()
    look = os.scandir

    def scandir(path: str) -> object:
        if os.path.basename(path.rstrip(os.sep)) == "stengd":
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    first, closed = find_articles(tmp_path)
    assert first == tmp_path / "a.txt"
    with pytest.raises(ArticleError, match="stengd"):
        read_article(closed)
    assert find_articles(closed) == [closed]  # and not "no articles in this folder"


def test_articles_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c.MD", "README.md", ".skjult.txt", "d.jpg", "under/e.htm", ".git/f.txt",
                 "ferdig/edition.json", "ferdig/index.html"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    assert [str(path.relative_to(tmp_path)) for path in find_articles(tmp_path)] == [
        "a.html",
        "b.txt",
        "c.MD",
        "under/e.htm",
    ]
    assert find_articles(tmp_path / "README.md") == [tmp_path / "README.md"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kåre Ørn ærer Ås", "kaare-oern-aerer-aas"),
        ("../../etc/passwd", "etc-passwd"),
        ("Ka\u030are", "kaare"),
        ("«Hei» – 50 % på CO₂!", "hei-50-paa-co2"),
        ("Škoda i Łódź", "skoda-i-lodz"),
    ],
)
def test_slug(title: str, slug: str) -> None:
    assert slugify(title) == slug


@pytest.mark.parametrize("title", ["x" * 300, "ord " * 80, "🐟🐟", "שלום עולם", "…", "", "CON", "-"])
def test_slug_is_always_a_folder_name(title: str) -> None:
    slug = slugify(title)
    assert 0 < len(slug) <= 80 and slug.isascii() and slug.strip("-") == slug
    assert all(letter.isalnum() or letter == "-" for letter in slug)
    assert slugify("שלום") != slugify("🐟")


def test_an_article_without_a_title_says_what_it_took() -> None:
    article = read_article(
        "sak.txt",
        b"I dag vart det klart at ferja ikkje kjem att. Slik er det no, og slik blir det verande lenge enno.\n\nMeir tekst her.",
    )
    assert article.title == "I dag vart det klart at ferja ikkje kjem att"
    assert "has no title" in article.warnings[0]


def test_headline_of_the_metadata_is_the_title_of_a_page_without_one() -> None:
    headline = (
        '<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Ferja &amp; vi"}]</script>'
    )
    page = f"{headline}<article><p>{TEXT}</p></article>"
    article = read_article("side.html", page.encode())
    assert article.title == "Ferja & vi" and article.blocks[0].role == "title"


def test_an_address_is_no_file() -> None:
    with pytest.raises(ArticleError, match="is an address, not a file") as caught:
        read_article("https://example.no/sak.html")
    assert "curl" in str(caught.value)


@pytest.mark.parametrize(
    "sign", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\x00", "\x02", "\u202b"]
)
def test_what_does_not_print_parts_no_word(sign: str) -> None:
    article = read_article("sak.txt", TEXT.replace("motoren", f"mo{sign}toren").encode())
    assert "fordi motoren ikkje" in article.blocks[1].text


def test_a_joiner_stays_in_an_emoji() -> None:
    article = read_article("sak.txt", TEXT.replace("tala", "tala 👩\u200d👧").encode())
    assert "👩\u200d👧" in article.blocks[2].text


def test_the_date_may_stand_below_its_name() -> None:
    dates = "Publisert:\n24.11.2026 12:30\nSist oppdatert:\n24.11.2026 15:02\n\n— Klubben (@klubb) 1. mai 2020\n\n"
    article = read_article("sak.txt", TEXT.replace("\n\n", f"\n\n{dates}", 1).encode())
    assert article.published is not None and article.published.strftime("%d.%m %H:%M") == "24.11 12:30"
    assert article.modified is not None and article.modified.strftime("%d.%m %H:%M") == "24.11 15:02"


def test_a_hyphen_may_open_speech_or_an_item() -> None:
    lines = (
        "-Vi gler oss, seier Siv Dale.\n\nTa med:\n\n-Regnklede\n-Mat\n\n-14 grader er det meldt, og vind.\n"
    )
    roles = [block.role for block in read_article("sak.txt", (TEXT + "\n" + lines).encode()).blocks[3:]]
    assert roles == ["quote", "paragraph", "list_item", "list_item", "paragraph"]


def test_a_text_in_the_place_of_a_name_is_told_in_one_short_sentence() -> None:
    with pytest.raises(ArticleError, match="hand it over as data") as told:
        read_article("Ferja gjekk ikkje i dag.\n" * 400)
    assert len(str(told.value)) < 200 and "\n" not in str(told.value)


def test_a_page_of_boxes_without_end_is_refused_by_its_limit() -> None:
    page = "<h1>Tittel</h1><p>Den nye ferja til Straumsnes går no kvar einaste dag.</p>" + "<div>" * 26_000
    with pytest.raises(ArticleError, match="more than 25000 boxes"):
        read_article("a.html", page.encode())
    assert read_article("a.html", page.replace("<div>", "<div></div>").encode()).blocks
