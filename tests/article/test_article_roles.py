"""Every block of the case files has the role that a careful reader would give it."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import pytest

from audio_edition.article import read_article
from audio_edition.types import Article

CASES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parents[2] / "examples"


def _rows() -> list[tuple[str, str, str, str, str]]:
    lines = (CASES / "roles.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(file, role, spoken, language, begins) for file, role, spoken, language, begins in rows]


EXPECTED = {file: list(rows) for file, rows in groupby(_rows(), key=lambda row: row[0])}


def test_every_case_file_has_expectations() -> None:
    found = {path.name for path in CASES.iterdir() if path.suffix in (".txt", ".html", ".md")}
    assert found == set(EXPECTED)


@pytest.mark.parametrize("file", EXPECTED)
def test_number_of_blocks(file: str) -> None:
    blocks = read_article(CASES / file).blocks
    assert [block.text[:30] for block in blocks] == [row[4][:30] for row in EXPECTED[file]]


@pytest.mark.parametrize("file", EXPECTED)
def test_roles(file: str) -> None:
    blocks = read_article(CASES / file).blocks
    found = [
        (block.role, "yes" if block.speak else "no", block.language, block.text[: len(begins)])
        for block, (*_, begins) in zip(blocks, EXPECTED[file], strict=True)
    ]
    assert found == [tuple(row[1:]) for row in EXPECTED[file]]


def _example(name: str) -> Article:
    return read_article(EXAMPLES / name)


@pytest.mark.parametrize("name", ["ferje.txt", "skule.html", "laks.md"])
def test_examples_have_what_an_article_may_have(name: str) -> None:
    article = _example(name)
    roles = {block.role for block in article.blocks}
    assert {"title", "lead", "heading", "paragraph", "quote", "fact_box", "caption", "alt", "credit"} <= roles
    assert article.language == "nn" and not article.warnings and article.published is not None
    words = sum(len(block.text.split()) for block in article.blocks if block.speak)
    assert 200 <= words <= 450
    assert not any(block.language != "nn" for block in article.blocks if block.role == "paragraph")


def test_pictures_hold_together() -> None:
    article = _example("ferje.txt")
    groups = [(block.role, block.image) for block in article.blocks if block.image]
    assert groups == [
        (role, image) for image in ("image-1", "image-2") for role in ("alt", "caption", "credit")
    ]
    assert [image.id for image in article.images] == ["image-1", "image-2"]


def test_alt_is_not_spoken_when_the_caption_says_as_much() -> None:
    article = _example("skule.html")
    first, second = (block for block in article.blocks if block.role == "alt")
    assert first.speak and not second.speak
    assert "the caption says as much" in second.reason


def test_metadata_of_a_page() -> None:
    article = _example("skule.html")
    assert article.publisher == "Dalabladet" and article.section == "Oppvekst"
    assert article.url == "https://dalabladet.example/nyheiter/elevane-bygde-verstasjon"
    assert article.published is not None and article.published.isoformat() == "2026-05-07T06:00:00+02:00"
    assert article.modified is not None and article.modified.hour == 14
    assert [image.src for image in article.images] == ["bilete/mast.jpg", "bilete/is.jpg"]


def test_front_matter_and_respellings() -> None:
    article = _example("laks.md")
    assert article.lexicon == (("Gyrodactylus", "gyrodaktylus"),)
    spans = [
        (block.text[span.start : span.end], span.value)
        for block in article.blocks
        for span in block.spans
        if span.kind == "respelling"
    ]
    assert spans == [("Reykjavík", "réik-ja-vik"), ("Galway", "gållvei")]
    assert not any(sign in block.text for block in article.blocks for sign in "{|}")


def test_marked_up_languages_and_abbreviations() -> None:
    spans = {
        (span.kind, block.text[span.start : span.end], span.value)
        for block in read_article(CASES / "bare.html").blocks
        for span in block.spans
    }
    assert spans == {("abbreviation", "des.", "desember"), ("language", "hand dyed", "en")}


def test_code_keeps_its_braces() -> None:
    block = next(block for block in read_article(CASES / "mixed.md").blocks if "Python" in block.text)
    assert "{hei|hå}" in block.text and [span.value for span in block.spans] == ["tbilisi"]


def test_several_articles_in_a_page() -> None:
    long = "Dette er eit langt avsnitt om ferja som ikkje gjekk, og det held fram ei god stund til. " * 8
    page = f"<article><h2>Ei</h2><p>{long}</p></article><article><h1>To</h1><p>{long}{long}</p></article>"
    article = read_article("side.html", page.encode())
    assert article.title == "To"
    assert article.warnings == ("the page holds 2 articles; the one that holds the title is read",)


def test_segment_command_gives_every_block(capsys: pytest.CaptureFixture[str]) -> None:
    from audio_edition.cli.segment import segment

    segment(str(CASES / "single.txt"), as_json=True)
    rows = json.loads(capsys.readouterr().out)
    assert [row["index"] for row in rows] == list(range(len(EXPECTED["single.txt"])))
    assert set(rows[0]) == {"index", "role", "text", "speak", "reason"}
    segment(str(CASES / "single.txt"), as_json=False)
    table = capsys.readouterr().out
    assert "byline" in table and "skipped" in table


@pytest.mark.parametrize(
    ("answer", "block", "caption"),
    [
        line.split("\t")
        for line in (CASES / "descriptions.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ],
    ids=lambda value: value[:30],
)
def test_what_describes_a_picture(answer: str, block: str, caption: str) -> None:
    text = (
        "Ei sak frå bygda\n\nDette er ingressen til saka, og han er lang nok til å vere det.\n\n"
        f"Her står det noko om saka som ikkje handlar om biletet.\n\n{block}\n\n{caption}\n\nFoto: Kari Vik / NTB\n\n"
        "Og her held artikkelen fram med eit avsnitt til."
    )
    blocks = read_article("sak.txt", text.encode()).blocks
    assert [found.role for found in blocks[-3:-1]] == ["caption", "credit"]
    assert (blocks[3].role == "alt") == (answer == "yes"), blocks[3]
