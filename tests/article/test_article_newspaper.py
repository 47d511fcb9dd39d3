"""Newspapers as PDF: columns, hyphens, heads, page numbers, captions and jump lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from audio_edition.article import read_article
from audio_edition.types import Article
from tests.article import newspaper_pages as paper

PAGES: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "two columns": (paper.two_columns, paper.BODY),
    "three columns": (paper.three_columns, (*paper.BODY, *paper.REST)),
    "paragraphs over the ends": (paper.split_paragraph, paper.BODY),
    "a notice below": (paper.with_notice, paper.BODY),
}


def read(name: str) -> Article:
    return read_article("avis.pdf", PAGES[name][0]())


def spoken(article: Article) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in article.blocks if block.speak]


@pytest.mark.parametrize("name", PAGES)
def test_columns_are_read_one_after_the_other_and_words_are_whole(name: str) -> None:
    article = read(name)
    assert article.title == paper.HEADLINE
    texts = [text for _, text in spoken(article)]
    assert texts[:2] == [paper.HEADLINE, paper.LEAD]
    body = [text for text in texts if text in PAGES[name][1]]
    assert body == list(PAGES[name][1])


@pytest.mark.parametrize("name", PAGES)
def test_heads_numbers_and_jump_lines_are_silent(name: str) -> None:
    heard = " ".join(text for _, text in spoken(read(name)))
    for silent in ("NYHENDE", "Laurdag 14. februar", "Vikaposten", "Framhald", "Foto:"):
        assert silent not in heard


@pytest.mark.parametrize("name", PAGES)
def test_nothing_else_is_spoken(name: str) -> None:
    known = {paper.HEADLINE, paper.LEAD, paper.CAPTION, *PAGES[name][1]}
    known |= set(paper.OTHER) if name == "a notice below" else set()
    assert {text for _, text in spoken(read(name))} <= known


def test_the_caption_beside_a_column_is_one() -> None:
    article = read("two columns")
    assert ("caption", paper.CAPTION) in spoken(article)


def test_every_line_of_the_paper_is_accounted_for() -> None:
    for make, _ in PAGES.values():
        article = read_article("avis.pdf", make())
        written = " ".join(block.text for block in article.blocks)
        for piece in ("NYHENDE", "Vikaposten"):
            assert piece in written
        assert all(block.speak or block.reason for block in article.blocks)


@pytest.mark.slow
@pytest.mark.parametrize("name", paper.PRINTS)
def test_pages_that_a_browser_has_set(browser: Any, name: str) -> None:
    """Justified text, hyphens where the browser puts them, a picture at a column's top within a sentence."""
    columns, options = paper.PRINTS[name]
    page = browser.new_page()
    page.set_content(paper.as_html(columns))
    data = page.pdf(**options)
    page.close()
    article = read_article("avis.pdf", data)
    heard = spoken(article)
    texts = [text for _, text in heard]
    assert texts[:3] == [paper.HEADLINE, paper.LEAD, "Av Siri Moe"]
    assert [text for text in texts if text in (*paper.BODY, *paper.REST)] == [*paper.BODY, *paper.REST]
    assert ("caption", paper.CAPTION) in heard and ("heading", paper.SUBHEAD) in heard
    assert len(texts) == 3 + len(paper.BODY) + len(paper.REST) + 2
