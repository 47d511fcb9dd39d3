"""A book's own words are in the language of the pages; what is heard and written in the article stays its own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from audio_edition.book.binding import bind, read_part
from audio_edition.book.daisy import write_daisy
from audio_edition.book.epub import part_of, write_epub
from audio_edition.book.making import book_of
from audio_edition.page.wording import wording
from audio_edition.settings import Settings
from audio_edition.voices import build_cast
from tests.page import sample_edition

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def book(tmp_path: Path, request: pytest.FixtureRequest):
    article = sample_edition.article()
    script = sample_edition.script(article)
    cues, chapters, _ = sample_edition.cues(script)
    (tmp_path / "edition.mp3").write_bytes(b"")
    cast = build_cast(Settings(voice="silence"))
    return book_of(article, script, cues, chapters, cast, tmp_path, page_language=request.param)


@pytest.mark.parametrize("book", ["nn", "nb", "en"], indirect=True)
def test_contents_labels_and_summary_are_in_the_language_of_the_pages(book, tmp_path: Path) -> None:
    t = wording(book.page_language)
    write_epub([part_of(book)], tmp_path / "bok.epub", cover=b"jpeg")
    with zipfile.ZipFile(tmp_path / "bok.epub") as archive:
        texts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(("xhtml", "opf"))
        }
    nav, package, cover = (texts[f"EPUB/{name}"] for name in ("nav.xhtml", "package.opf", "cover.xhtml"))
    assert ET.fromstring(nav).get(LANG) == ET.fromstring(package).get(LANG) == t.language
    assert f">{t('book.contents')}</h1>" in nav and t("book.places") in nav and t("book.text") in nav
    assert t("book.summary") in package and t("book.narrator", name="")[1:] in package
    assert t("book.cover") in cover and t("cover_of", title=book.title) in cover
    links = [one for one in ET.fromstring(nav).iter(f"{XHTML}a") if one.text == book.title]
    assert [one.get(LANG, t.language) for one in links] == ["nn"]
    asides = [
        one
        for text in texts.values()
        if "<aside" in text
        for one in ET.fromstring(text).iter(f"{XHTML}aside")
    ]
    assert asides and {one.get("aria-label") for one in asides} <= {t("facts"), t("book.picture")}
    for aside in asides:
        assert aside.get(LANG, "nn") == t.language
        for line in aside.iter(f"{XHTML}p"):
            assert line.get(LANG, aside.get(LANG, "nn")) == "nn"


@pytest.mark.parametrize("book", ["nb", "en"], indirect=True)
def test_a_bound_book_keeps_its_language_and_its_narrators(book, tmp_path: Path) -> None:
    write_epub([part_of(book)], tmp_path / "bok.epub")
    part = read_part(tmp_path / "bok.epub")
    assert part.page_language == book.page_language and part.narrators == book.narrators
    assert part.attributions == book.attributions != ()
    bind([tmp_path / "bok.epub"], tmp_path / "avis.epub", title="Avisa", publisher=None, cover=None)
    with zipfile.ZipFile(tmp_path / "avis.epub") as archive:
        assert f"<dc:rights>{book.attributions[0]}</dc:rights>" in archive.read("EPUB/package.opf").decode()
        assert wording(book.page_language)("book.contents") in archive.read("EPUB/nav.xhtml").decode()


@pytest.mark.parametrize("book", ["nn", "nb", "en"], indirect=True)
def test_daisy_says_whose_voice_it_is_in_that_language(book, tmp_path: Path) -> None:
    write_daisy(book, tmp_path / "daisy")
    ncc = (tmp_path / "daisy" / "ncc.html").read_text(encoding="utf-8")
    assert wording(book.page_language)("book.narrator", name=book.narrators[0]) in ncc
    assert f'<meta name="dc:rights" content="{book.attributions[0]}"' in ncc
