"""The book of the page's sample: word by word, passages of other languages, what is read by the eye alone."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
import zipfile

import pytest

from audio_edition.book.content import chapters_of
from audio_edition.book.epub import part_of, write_epub
from audio_edition.book.making import book_of
from tests.page import sample_edition

SMIL = "{http://www.w3.org/ns/SMIL}"


@pytest.fixture
def parts():
    article = sample_edition.article()
    script = sample_edition.script(article)
    cues, chapters, _ = sample_edition.cues(script)
    return article, script, cues, chapters


def test_words_follow_each_other_end_to_end(parts, tmp_path):
    article, script, cues, chapters = parts
    (tmp_path / "edition.mp3").write_bytes(b"")
    book = book_of(article, script, cues, chapters, {}, tmp_path)
    write_epub([part_of(book, words=True)], tmp_path / "ord.epub")
    with zipfile.ZipFile(tmp_path / "ord.epub") as archive:
        smil = ET.fromstring(archive.read("EPUB/ferja-fekk-straum/chapter-001.smil"))
        text = archive.read("EPUB/ferja-fekk-straum/chapter-001.xhtml").decode()
    for sentence in smil.iter(f"{SMIL}seq"):
        clips = [
            (float(a.get("clipBegin", "").rstrip("s")), float(a.get("clipEnd", "").rstrip("s")))
            for a in sentence.iter(f"{SMIL}audio")
        ]
        assert all(a[1] == pytest.approx(b[0], abs=0.001) for a, b in itertools.pairwise(clips))
    for target in smil.iter(f"{SMIL}text"):
        assert f'id="{target.get("src", "").partition("#")[2]}"' in text
    assert '<span lang="en" xml:lang="en">' in text


def test_every_block_of_the_article_is_in_the_book_once(parts):
    article, script, cues, chapters = parts
    found = chapters_of(article, script, cues, chapters, {})
    told = [line.plain for chapter in found for passage in chapter.passages for line in passage.lines]
    for block in article.blocks:
        if block.role == "boilerplate":
            assert not any(block.text in line for line in told)
        else:
            assert sum(block.text in line for line in told) == 1, block.text


def test_a_credit_stands_with_its_picture(parts):
    article, script, cues, chapters = parts
    found = chapters_of(article, script, cues, chapters, {})
    figures = [p for chapter in found for p in chapter.passages if p.kind == "figure"]
    assert [[line.role for line in figure.lines] for figure in figures] == [
        ["alt", "caption", "credit"],
        ["alt", "credit"],
    ]
