"""Any input at all: own errors only, no digit left, no word lost, and an end within seconds.

The suite tries 2,500 inputs, `make fuzz` 125,000 (AUDIO_EDITION_FUZZ: inputs for each of the five).
"""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_edition.article import read_article
from audio_edition.edition.deadline import within
from audio_edition.errors import AudioEditionError
from audio_edition.feed.check import check_feed
from audio_edition.normalise import Normaliser
from audio_edition.normalise.parts import LONGEST
from audio_edition.phonemise import Phonemiser
from audio_edition.script.sentences import sentence_spans
from audio_edition.settings import Settings

EXAMPLES = int(os.environ.get("AUDIO_EDITION_FUZZ", "500"))
LIMIT_S = 15.0
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

WORDS = [
    "ferja", "Ørsta", "A.", "kr.", "kl.", "17.", "14.30", "2 000", "1 200,-", "50 %", "@²", "10²⁴", "½", "Ⅻ", "٣", "٧",
    "–", "«", "»", "(", ")", "&amp;", "&", "\u00ad", "\u200b", "\u0301", "\ufeff", "\x00", "\x1b[31m", "\u202e", "𝟙", "①",
    "https://x.no/a?b=1", "a@b.no", "#tag", "737-800", "1/2", "+47 22 33 44 55", "01.01.2026", "NRK", "E6", "§ 3", "µ",
    "{ord|ɔr}", "{", "}", "|", "<", ">", "Å" * 60, "x" * 300, "9" * 60, "🎉", "العربية", "漢字", "αβγ", "x=1", "°C", "mv.",
]  # fmt: skip
TAGS = [
    "<p>", "</p>", "<h1>", "</h1>", "<h2>", "<article>", "</article>", "<div>", "</div>", "<br>", "<sup>", "</sup>",
    "<figure>", "<figcaption>", "</figure>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<!--", "-->", "<script>",
    "</script>", "<style>.a{display:none}</style>", '<p class="a">', '<img alt="Ei ferje ved kai">', "<q lang=en>", "<dl><dt>",
    '<script type="application/ld+json">{"datePublished": "0001-01-01"}</script>', '<meta charset="undefined">', "<blockquote>",
]  # fmt: skip
MARKS = ["# ", "## ", "- ", "1. ", "> ", "---\n", "title: x\n", "date: 9999-99-99\n", "![a](b)", "[^1]", "[^1]: n", "***", "`", "\n", "\n\n"]  # fmt: skip
XML = [
    "<rss version='2.0'>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "<link>",
    "<enclosure url='x' length='-1' type='a'/>", "<pubDate>", "Mon, 31 Feb 2031 99:99:99 +9999", "</pubDate>", "<!DOCTYPE a>",
    "<?xml version='1.0' encoding='utf8mb4'?>", "<itunes:duration>", "<a:b xmlns:a='c'>", "&#0;", "&x;", "<![CDATA[", "]]>",
]  # fmt: skip
any_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


def of(*lists: list[str]) -> st.SearchStrategy[str]:
    """A text put together from pieces that have made trouble, and from any others."""
    pieces = st.sampled_from([piece for pieces in lists for piece in pieces])
    joined = st.lists(st.one_of(pieces, pieces, any_text), max_size=40).flatmap(
        lambda found: st.sampled_from(["", " "]).map(lambda gap: gap.join(found))
    )
    many = st.builds(lambda piece, times: piece * times, pieces, st.integers(1, 400))
    return st.one_of(joined, joined, many)


@fuzz
@given(
    text=st.one_of(of(WORDS, TAGS), of(WORDS, MARKS), of(WORDS)),
    name=st.sampled_from(["x.html", "x.txt", "x.md", "x"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "latin-1", "cp1252"]),
    noise=st.binary(max_size=6),
)
def test_an_article_is_read_or_refused_in_one_sentence(
    text: str, name: str, encoding: str, noise: bytes
) -> None:
    data = text.encode(encoding, "replace") + noise
    with within(LIMIT_S, "reading", of_processor=True):
        try:
            article = read_article(name, data)
        except AudioEditionError as error:
            assert "\n" not in str(error)
            return
    assert [block.index for block in article.blocks] == list(range(len(article.blocks)))
    assert all(
        block.speak or block.reason or block.role in ("credit", "boilerplate") for block in article.blocks
    )
    assert any(block.speak for block in article.blocks)
    article.title.encode("utf-8")


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return Normaliser(Settings().reading)


@fuzz
@given(text=of(WORDS))
def test_no_digit_is_left_in_what_is_spoken(normaliser: Normaliser, text: str) -> None:
    with within(LIMIT_S, "normalising", of_processor=True):
        spoken = normaliser.normalise(text).text
    left = [sign for sign in spoken if unicodedata.category(sign) == "Nd"]
    assert not left, (text, spoken)


ENDS = [
    ".", "!", "?", "…", "...", ". ", "! ", "?»", ".»", '."', ".)", ":", "; ", " – ", "\n", "\n\n", "\r\n", "\u2028", "Kari", "ho", "Dr. ",
    "m. a. ", "o.l. ", "bl.a. ", "St. ", "nr. ", "1. ", "17. ", "mai ", "5 mill. ", "NOK", "A. ", "kl. ", "§. ", "osv. ", "IV. ", "«",
    "ord " * 250, "x" * 1200, "1 000 " * 200,
]  # fmt: skip


@fuzz
@given(text=of(WORDS, ENDS))
def test_every_sign_is_in_one_sentence_that_is_no_breath_too_long(text: str) -> None:
    with within(LIMIT_S, "splitting", of_processor=True):
        spans = sentence_spans(text)
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    between = [text[end:start] for end, (start, _) in zip(ends, spans, strict=False)] + [text[ends[-1] :]]
    assert not "".join(between).strip()
    assert all(end - start <= LONGEST and text[start:end] == text[start:end].strip() for start, end in spans)


@pytest.fixture(scope="module")
def phonemiser() -> Phonemiser:
    return Phonemiser()


@fuzz
@given(text=st.one_of(of(WORDS), any_text))
def test_every_word_gets_sounds_or_none(normaliser: Normaliser, phonemiser: Phonemiser, text: str) -> None:
    with within(LIMIT_S, "pronouncing", of_processor=True):
        words = phonemiser.words(normaliser.normalise(text).text)
    assert all(word.grapheme and not any(map(str.isspace, word.ipa)) for word in words)


@fuzz
@given(
    text=of(WORDS, XML),
    head=st.sampled_from(["", "<rss version='2.0'><channel>"]),
    noise=st.binary(max_size=4),
)
def test_a_feed_is_checked_or_refused(text: str, head: str, noise: bytes) -> None:
    tail = "</channel></rss>" if head else ""
    data = head.encode() + text.encode("utf-8", "replace") + noise + tail.encode()
    with within(LIMIT_S, "checking", of_processor=True):
        try:
            check_feed(data)
        except AudioEditionError as error:
            assert "\n" not in str(error)
