"""The read-along page as HTML: all of the article, the right marks, and no way in for markup."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.page import write_page
from audio_edition.page.markup import other_language, web_address
from audio_edition.page.rendering import environment
from audio_edition.page.wording import clock, iso_duration, length, wording
from audio_edition.types import Article, Block, Cue, Image, Role, Script, Section, Sentence
from tests.page import sample_edition
from tests.page.html_reader import Reader
from tests.page.sample_account import account


def page(article=None, **options) -> str:
    article = article or sample_edition.article()
    script = sample_edition.script(article)
    cues, chapters, seconds = sample_edition.cues(script)
    return write_page(article, script, cues, chapters, **({"duration_s": seconds} | options))


def folded(text: str) -> str:
    return " ".join(text.split())


def test_every_block_stands_in_the_page_once_and_in_order():
    read = Reader(page())
    body = folded(read.text)
    places = []
    for role, text, _ in sample_edition.BLOCKS:
        if role not in ("title", "heading"):  # these stand in <title> and among the chapters too
            assert body.count(text) == 1, text
        if role in ("paragraph", "quote", "heading", "list_item", "fact_box"):
            places.append(body.rfind(text))
    assert places == sorted(places)
    assert len(read.ids) == len(set(read.ids))


def test_every_cue_has_a_place_in_the_text_and_every_sentence_a_cue():
    html = page()
    read = Reader(html)
    data = json.loads(next(s for s in read.scripts if s.startswith('{"key"')))
    named = {attributes["id"] for attributes in read.all("span") if attributes.get("class") == "s"}
    assert {cue["id"] for cue in data["cues"]} == named
    words = re.findall(r'class="w" data-w="(\d+)"', html)
    assert len(words) == sum(len(c["words"]) for c in data["cues"] if not c["id"].endswith("-l"))
    starts = [cue["start"] for cue in data["cues"]]
    assert starts == sorted(starts)


def test_passages_and_abbreviations_keep_their_meaning():
    html = page()
    assert re.search(r'<span lang="en">(<[^>]*>)?We', html)
    assert re.search(r'<span lang="en">.*?shore.*?power.*?</span></span>', html)
    assert '<abbr title="megawattimar">' in html


def test_pictures_have_their_text_and_only_addresses_of_the_web():
    [picture] = Reader(page()).all("img")
    assert picture["src"] == "https://sognebladet.example/bilete/sula.jpg"
    assert picture["alt"] == sample_edition.BLOCKS[4][1]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", " JaVaScRiPt:x", "file:///etc/passwd", "//", "https://", "http:x",
        "vbscript:x", "blob:https://x/1", "https://a b/c.jpg", "", "https://[::1",
    ],
)  # fmt: skip
def test_other_addresses_are_left_out(address):
    article = sample_edition.article(url=None, images=(Image("i1", address, "x"),))
    read = Reader(page(article))
    assert read.all("img") == []
    assert web_address(address) is None


def test_a_relative_address_is_taken_from_the_article():
    assert web_address("/b/1.jpg", "https://avis.example/a/b") == "https://avis.example/b/1.jpg"
    assert web_address("/b/1.jpg", "file:///a/b") is None
    assert web_address("javascript:x", "https://avis.example/a") is None


EVIL = "</script><script>alert(1)</script><!-- \"' onload=x <img src=x onerror=alert(1)> ${x} $title &amp; \x00\x0b\ud800"


def test_nothing_in_an_article_becomes_markup():
    roles: tuple[Role, ...] = (
        "title", "lead", "byline", "heading", "paragraph", "quote", "list_item", "fact_box", "alt", "caption", "credit", "boilerplate",
    )  # fmt: skip
    blocks = tuple(
        Block(i, role, EVIL + role, role not in ("credit", "boilerplate"), EVIL, 'nn" onclick="x', image="i1" if role in ("alt", "caption", "credit") else None)
        for i, role in enumerate(roles)
    )  # fmt: skip
    article = Article(
        "x", EVIL, blocks, byline=(EVIL,), publisher=EVIL, section=EVIL, url="https://a.example/?q=" + "<x>",
        images=(Image("i1", "https://a.example/x.jpg?\"'><script>", EVIL),),
    )  # fmt: skip
    html = page(
        article,
        account=account({"generator": EVIL, "voice": {"narrator": {"name": EVIL, "attribution": EVIL}}}),
    )
    read = Reader(html)
    assert len(read.scripts) == 3
    assert "alert" not in read.scripts[2]
    assert all(not name.startswith("on") for _, attributes in read.tags for name in attributes)
    assert all("alert" not in str(a.get("src")) for _, a in read.tags)
    assert json.loads(read.scripts[0])["name"].startswith("</script>")
    html.encode("utf-8")


@given(st.text())
def test_escaped_text_comes_back(text):
    template = environment().from_string("<p title='{{ text }}'>{{ text }}</p>")
    read = Reader(template.render(text=text))
    if not re.search("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff\ufffd]", text):
        assert read.text == text and read.tags[0][1]["title"] == text


def test_only_our_own_style_and_program_may_run():
    html = page()
    read = Reader(html)
    policy = next(a["content"] for a in read.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    for text in (style, read.scripts[-1]):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert not any("style" in attributes for _, attributes in read.tags)


def test_it_says_that_the_voice_is_synthetic_whatever_the_opening_says():
    article = sample_edition.article()
    bare = Script((Section(0, "paragraph", "narrator", 0, (Sentence("Klokka 06.10."),), 7),), ("x",))
    html = write_page(article, bare, [], [], duration_s=1)
    assert html.count("syntetisk røyst") >= 2
    assert "syntetisk røyst" in Reader(page()).text


def test_linked_data_describes_episode_sound_and_article():
    data = json.loads(Reader(page()).scripts[0])
    assert data["@type"] == "PodcastEpisode" and data["associatedMedia"]["contentUrl"] == "edition.mp3"
    assert data["associatedMedia"]["inLanguage"] == "nn"
    assert data["associatedMedia"]["digitalSourceType"].endswith("trainedAlgorithmicMedia")
    assert data["isBasedOn"]["author"][0]["name"] == "Marit Solheim"
    assert data["datePublished"] == "2026-11-18T06:45:00+01:00"


def test_who_wrote_it_and_when():
    text = folded(Reader(page()).text)
    assert "Av Marit Solheim og Jon Eikeland" in text
    assert "Publisert onsdag 18. november 2026 kl. 06.45" in text and "Oppdatert onsdag" in text


def test_what_the_byline_says_is_not_said_twice():
    blocks = (
        Block(0, "title", "Tittel", True, ""),
        Block(1, "byline", "Publisert 7. mai 2026 kl. 06.00", True, ""),
        Block(2, "paragraph", "Eit avsnitt.", True, ""),
    )
    read = Reader(page(sample_edition.article(blocks=blocks, images=())))
    assert read.text.count("Publisert") == 1 and "Av Marit Solheim og Jon Eikeland" in read.text


def test_an_image_description_that_is_not_read_stands_in_the_picture_alone():
    blocks = (
        Block(0, "title", "Tittel", True, ""),
        Block(1, "alt", "Ei grein.", False, "the caption says as much", image="i1"),
        Block(2, "caption", "Ei grein med blank is.", True, "", image="i1"),
    )
    images = (Image("i1", "https://avis.example/g.jpg", "Ei grein."),)
    read = Reader(page(sample_edition.article(blocks=blocks, images=images)))
    assert "Ei grein." not in read.text and read.all("img")[0]["alt"] == "Ei grein."
    textual = Reader(page(sample_edition.article(blocks=blocks, images=(Image("i1", None, "Ei grein."),))))
    assert "Ei grein." in textual.text


def test_headings_leave_no_level_out():
    article = sample_edition.article()
    deep = dataclasses.replace(
        article,
        blocks=tuple(dataclasses.replace(b, level=5) if b.role == "heading" else b for b in article.blocks),
    )
    tags = [tag for tag, _ in Reader(page(deep)).tags if re.fullmatch("h[1-6]", tag)]
    assert tags[0] == "h1" and tags.count("h1") == 1
    for before, after in itertools.pairwise(tags):
        assert int(after[1]) <= int(before[1]) + 1


def test_an_article_of_one_paragraph_makes_a_page():
    article = Article("x", "Tittel", (Block(0, "paragraph", "Eit avsnitt.", True, ""),))
    script = Script((Section(0, "paragraph", "narrator", 0, (Sentence("Eit avsnitt."),), 0),), ("Tittel",))
    read = Reader(write_page(article, script, [Cue(0.5, 1.5, "Eit avsnitt.", 0, 0, "narrator")], []))
    assert read.text.count("Eit avsnitt.") == 1 and not read.all("nav")


def test_a_sentence_that_was_not_said_is_shown_without_a_mark():
    article = sample_edition.article()
    script = sample_edition.script(article)
    cues, chapters, seconds = sample_edition.cues(script)
    lost = next(c for c in cues if c.text.startswith("Dei blir lada"))
    html = write_page(article, script, [c for c in cues if c is not lost], chapters, duration_s=seconds)
    assert f'id="s{lost.section}-{lost.sentence}"' not in html
    assert "Dei blir lada på sju minutt" in Reader(html).text


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en", "en"), ("zh-Hant-TW", "zh-Hant-TW"), ("nn", None), ('x"', None), ("", None)],
)
def test_language_attributes(tag, written):
    assert other_language(tag, "nn") == written


@pytest.mark.parametrize(
    ("seconds", "at", "lasting", "duration", "iso"),
    [
        (0, "0:00", "0:00", "1 s", "PT0S"), (48.2, "0:48", "0:48", "48 s", "PT48S"),
        (59.6, "0:59", "1:00", "1 min", "PT1M0S"), (187, "3:07", "3:07", "3 min", "PT3M7S"),
        (437.6, "7:17", "7:18", "7 min", "PT7M18S"), (3599.7, "59:59", "1:00:00", "1 t 0 min", "PT1H0S"),
        (3787, "1:03:07", "1:03:07", "1 t 3 min", "PT1H3M7S"),
    ],
)  # fmt: skip
def test_a_length_is_to_the_nearest_second_and_a_place_is_never_late(seconds, at, lasting, duration, iso):
    told = (clock(seconds), length(seconds), wording().duration(seconds), iso_duration(seconds))
    assert told == (at, lasting, duration, iso)


def test_dates_and_numbers():
    nn, oslo = wording(), timezone(timedelta(hours=2))
    assert nn.date_and_time(datetime(2026, 5, 17, 0, 0, tzinfo=oslo)) == "sundag 17. mai 2026"
    assert nn.date_and_time(datetime(2026, 5, 19, 9, 5, tzinfo=oslo)) == "tysdag 19. mai 2026 kl. 09.05"
    assert nn.number(-19.04) == "−19,0"
    assert nn.join_names(()) == "" and nn.join_names(("A", "B", "C")) == "A, B og C"


def test_addresses_are_whole_and_lead_home_where_the_site_is_known():
    text = page(site_url="https://lyd.example.org/avis/")
    own = "https://lyd.example.org/avis/ferja-fekk-straum/"
    assert f'property="og:url" content="{own}"' in text
    assert f'property="og:image" content="{own}cover.jpg"' in text
    assert f'property="og:audio" content="{own}edition.mp3"' in text
    assert '<p class="publisher"><a href="../index.html">Sognebladet</a></p>' in text
    assert 'href="../index.html#abonner"' in text
    unlinked = page(sample_edition.article(url=None), site_url="https://lyd.example.org/avis/")
    assert f'<link rel="canonical" href="{own}">' in unlinked
    assert "../index.html" not in page() and "og:url" not in page()


def test_the_icon_is_small_and_within_the_page():
    (icon,) = re.findall(r'<link rel="icon" href="([^"]*)"', page())
    assert icon.startswith("data:image/svg+xml,") and len(icon) < 600


def test_a_picture_beside_the_article_is_shown():
    text = page(pictures={"i2": "pictures/02.png"})
    assert '<img src="pictures/02.png"' in text


def test_readers_see_reasons_in_nynorsk_or_none():
    blocks = list(sample_edition.article().blocks)
    told = [
        dataclasses.replace(block, reason="link to another article") if block.role == "boilerplate" else block
        for block in blocks
    ]
    assert "(lenkje til ei anna sak)" in page(sample_edition.article(blocks=tuple(told)))
    odd = [
        dataclasses.replace(block, reason="some reason of a rule") if block.role == "boilerplate" else block
        for block in blocks
    ]
    assert "some reason" not in page(sample_edition.article(blocks=tuple(odd)))


OURS = re.compile(r"[A-Za-zÆØÅæøå]{4,}")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_page_speaks_the_language_that_is_chosen_and_the_article_its_own(language):
    """No word of the page's own Nynorsk is left, and every word of the article stands as it did."""
    chosen = page(language=language, site_url="https://lyd.example.org/", account=account({"generator": "x"}))
    read, told = Reader(chosen), wording(language)
    assert read.all("html") == [{"lang": language}] and read.all("article")[0]["lang"] == "nn"
    assert told("skip_link") in read.text and told("about") in read.text and told("hint") in read.text
    article = {word for _, text, _ in sample_edition.BLOCKS for word in OURS.findall(text)}
    nynorsk = {name: text for name, text in wording("nn").texts.items() if text != told.texts[name]}
    only_nynorsk = {word for text in nynorsk.values() for word in OURS.findall(re.sub(r"\{\w+\}", "", text))}
    only_nynorsk -= {word for text in told.texts.values() for word in OURS.findall(text)}
    shown = folded(re.sub(r"\{.*\}", "", read.text))
    left = only_nynorsk & set(OURS.findall(shown)) - article
    # Opening, closing and what announces a caption are spoken, and stand in the page as they are heard.
    sections = sample_edition.script(sample_edition.article()).sections
    heard = " ".join(text for s in sections for text in (s.lead_in or "", *(one.text for one in s.sentences)))
    assert left <= set(OURS.findall(heard)), left


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_every_name_has_its_words_and_its_blanks_in_every_language(language):
    blanks = re.compile(r"\{(\w+)\}")
    for name, text in wording("nn").texts.items():
        assert sorted(blanks.findall(wording(language).texts[name])) == sorted(blanks.findall(text)), name
    assert len(wording(language)("days").split()) == 7 and len(wording(language)("months").split()) == 12


def test_dates_in_other_languages():
    moment = datetime(2026, 11, 18, 9, 5)
    assert wording("nb").date_and_time(moment) == "onsdag 18. november 2026 kl. 09.05"
    assert wording("en").date_and_time(moment) == "Wednesday 18 November 2026, 09:05"
    assert wording("nn").number(-0.04) == wording("nn").number(0.0) == "0,0"
    assert wording("en").number(-19.04) == "−19.0" and wording("en").join_names(("A", "B")) == "A and B"
