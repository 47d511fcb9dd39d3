"""No word is lost or read twice: the ledger balances for whatever text, HTML or Markdown comes in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_edition.article import read_article
from audio_edition.article.ledger import ledger
from audio_edition.errors import ArticleError
from audio_edition.types import Article

CASES = sorted((Path(__file__).parent / "cases").glob("*.*"))
ARTICLES = [path for path in CASES if path.suffix in (".txt", ".html", ".md")]
BODY = "Ferja gjekk ikkje måndag, og folk måtte vente på kaia heile dagen medan vinden auka.\n\n"

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Mn", "Mc", "Me")), max_size=12
)
phrases = st.sampled_from(
    ["Les også", "Les også: Brua er open", "AKTUELT NÅ", "Foto: Kari Vik / NTB", "FAKTA", "– Ja, seier ho.", "• eitt",
     "Ho smiler. (Foto: NTB)", "Av Kari Vik", "Publisert 1.2.2026", "Kva no?", "Annonse", "1. ein", "2. to", "Kort line",
     "{Bern|bærn}", "a\u00adb", "samar-", "beid", "2020,", "*", "- ", "<", "&amp;", "&lt;b&gt;"]
)  # fmt: skip
bits = st.one_of(words, phrases, st.just(BODY.strip()))
tags = st.sampled_from(
    ["p", "div", "span", "b", "a", "ul", "li", "figure", "figcaption", "blockquote", "aside", "section", "h1", "h2", "article",
     "main", "nav", "table", "tr", "td", "br", "script", "style", "template", "noscript", "header", "footer", "button", "title",
     "q", "abbr", "details", "summary", "pre", "code", "svg", "form", "iframe", "label", "dl", "dt", "dd", "em", "textarea"]
)  # fmt: skip
attributes = st.sampled_from(
    ["", ' class="sr-only"', " hidden", ' class="fact-box"', ' class="related"', ' lang="en"', ' class="byline"', ' href="/a"',
     ' class="photo-credit"', ' class="lead"', ' aria-hidden="true"', ' title="til dømes"', ' style="display:none"']
)  # fmt: skip
images = st.sampled_from(
    [
        '<img alt="Ein mann står.">',
        '<img alt="">',
        '<img src="a.jpg">',
        '<img alt="bilete">',
        "<br>",
        "<br><br>",
    ]
)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, attribute, inner, closed: f"<{tag}{attribute}>{inner}" + (f"</{tag}>" if closed else ""),
        tags, attributes, st.lists(children, max_size=4).map("".join), st.booleans(),
    )  # fmt: skip


html = st.lists(st.recursive(st.one_of(bits, images), _element, max_leaves=25), max_size=6).map(" ".join)
lines = st.lists(st.one_of(bits, st.just("")), max_size=25).map("\n".join)
markdown = st.lists(
    st.builds(
        lambda mark, text, end: f"{mark}{text}{end}",
        st.sampled_from(
            ["", "# ", "## ", "- ", "> ", "1. ", "    ", "**", "[", "![", "`", "| ", "```\n", "* "]
        ),
        bits,
        st.sampled_from(
            ["\n", "\n\n", "**", "](a.jpg)", '](a.jpg "Tittel på bilete")', "`", " | ", "\n---\n", "<b>x</b>"]
        ),
    ),
    max_size=15,
).map("".join)


def _check(article: Article, data: bytes) -> None:
    account = ledger(article, data)
    assert not account.missing and not account.surplus and not account.unexplained, account
    assert [block.index for block in article.blocks] == list(range(len(article.blocks)))
    images = [image.id for image in article.images]
    assert len(images) == len(set(images))
    for block in article.blocks:
        assert block.image is None or block.image in images
        assert block.text and block.text == " ".join(block.text.split())
        assert block.reason
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(block.text)
            assert block.text[span.start : span.end].strip() == block.text[span.start : span.end]


def _read(name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        article = read_article(name, data)
    except ArticleError as error:
        assert "\n" not in str(error)
        return
    _check(article, data)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines)
def test_plain_text_keeps_every_word(text: str) -> None:
    _read("sak.txt", BODY + text)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(html)
def test_html_keeps_every_word(text: str) -> None:
    _read("sak.html", f"<!doctype html><body><p>{BODY}</p>{text}")


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(markdown)
def test_markdown_keeps_every_word(text: str) -> None:
    _read("sak.md", BODY + text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.md", "-", "a"]))
def test_any_bytes_give_an_article_or_one_sentence(data: bytes, name: str) -> None:
    try:
        article = read_article(name, data)
    except ArticleError as error:
        assert str(error) and "\n" not in str(error)
    else:
        assert article.blocks and article.title and article.slug


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_case_files_balance(path: Path) -> None:
    _check(read_article(path), path.read_bytes())


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_ledger_finds_what_is_lost_doubled_and_unexplained(path: Path) -> None:
    """The proof is worth something only if it fails when it should."""
    article, data = read_article(path), path.read_bytes()
    blocks = [block for block in article.blocks if block.role in ("paragraph", "quote")]
    victim = blocks[0]
    without = tuple(block for block in article.blocks if block is not victim)
    assert not ledger(dataclasses.replace(article, blocks=without), data).complete
    assert not ledger(dataclasses.replace(article, blocks=(*article.blocks, victim)), data).complete
    cut = dataclasses.replace(victim, text=victim.text.rpartition(" ")[0])
    shortened = tuple(cut if block is victim else block for block in article.blocks)
    assert not ledger(dataclasses.replace(article, blocks=shortened), data).complete
    mute = dataclasses.replace(victim, speak=False, reason="")
    silent = tuple(mute if block is victim else block for block in article.blocks)
    assert ledger(dataclasses.replace(article, blocks=silent), data).unexplained == (victim.index,)
