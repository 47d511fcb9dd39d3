"""Whose words a quotation is: cases, and that nothing else than quotations changes its reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.script.attribution import quote_readers
from audio_edition.tables import read_table
from audio_edition.types import Block, Role

CASES = read_table(Path(__file__).parent / "cases" / "attribution.tsv", 2, least=2)


def block(index: int, role: Role, text: str) -> Block:
    return Block(index=index, role=role, text=text, speak=True, reason="")


def blocks(text: str) -> list[Block]:
    paragraphs = [paragraph.strip() for paragraph in text.split("¶")]
    return [
        block(number, "quote" if paragraph.startswith("–") else "paragraph", paragraph)
        for number, paragraph in enumerate(paragraphs)
    ]


@pytest.mark.parametrize(("reader", "text"), CASES)
def test_the_article_says_whose_words_they_are(reader: str, text: str) -> None:
    article = blocks(text)
    assert quote_readers(article)[len(article) - 1] == reader


def test_a_picture_between_does_not_part_a_quotation_from_its_speaker() -> None:
    first, second = blocks("– Eg kan ikkje, seier Kari Vik. ¶ – Men eg vil gjerne.")
    caption = block(7, "caption", "Kari Vik på kaia.")
    assert quote_readers([first, caption, second]) == {0: "quote_woman", 1: "quote_woman"}


@given(st.lists(st.text("– ,.Kari seier ho Nes:?»", max_size=40), max_size=6))
def test_every_quotation_has_a_reader_and_nobody_else(texts: list[str]) -> None:
    article = blocks("¶".join(texts))
    assert list(quote_readers(article)) == [block.index for block in article if block.role == "quote"]
