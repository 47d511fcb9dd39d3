"""The desk speaks the language that the newsroom chose, and sentences of the article stay what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audio_edition.desk import web
from audio_edition.desk.room import Room
from audio_edition.desk.web import Desk
from audio_edition.page.wording import wording
from audio_edition.site.config import Site
from tests.desk.small_desk import ARTICLE, Editor, field

EDITION = "utgave/toppmoete-i-moskva/"
SENTENCE = f"{EDITION}2.0/"
WORDS = re.compile(r"[A-Za-zÆØÅæøå]{4,}")


def shown(page: str) -> str:
    """What a reader of the page sees or hears: text, labels, titles; not addresses and the form's own names."""
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.S)
    labels = re.findall(r'(?:aria-label|data-(?:reading|heard|cannot-read|working))="([^"]*)"', body)
    return " ".join([*labels, re.sub(r"<[^>]*>", " ", body)])


def desk_of(site: Site, language: str) -> Editor:
    path = site.folder / "site.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}page_language = "{language}"\n', encoding="utf-8")
    return Editor(Desk(Room(site.editions, Site(site.folder))))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_nynorsk_of_the_desk_is_left_in_another_language(site: Site, language: str) -> None:
    editor, told = desk_of(site, language), wording(language)  # type: ignore[arg-type]
    pages = [editor.get(), editor.get(EDITION), editor.get(SENTENCE), editor.get("utgave/xyz/", 404)]
    pages.append(editor.post(f"{EDITION}2.1/dom", dom="nei", kvifor="", namn="kari", attende=EDITION))
    pages.append(editor.get())
    pages.append(editor.post(f"{EDITION}2.1/opptak", vanlege="1", attende=f"{EDITION}2.1/"))
    seen = field(pages[2], "versjon")
    editor.post(f"{SENTENCE}dom", dom="ja", versjon=seen, attende=SENTENCE)
    pages.append(editor.post(f"{SENTENCE}dom", 409, dom="nei", versjon=seen))
    pages.append(editor.post(f"{EDITION}dom", dom="nei", attende=EDITION))
    nynorsk = wording("nn").texts
    differing = [text for name, text in nynorsk.items() if text != told.texts[name]]
    ours = {word for text in differing for word in WORDS.findall(re.sub(r"\{\w+\}", "", text))}
    ours -= {word for text in told.texts.values() for word in WORDS.findall(text)}
    ours -= set(WORDS.findall(ARTICLE))
    for page in pages:
        assert f'<html lang="{language}">' in page
        # The opening is spoken, and stands at the desk as it is heard.
        spoken = set(WORDS.findall(" ".join(re.findall(r'<span lang="nn">(.*?)</span>', page))))
        spoken |= set(WORDS.findall(" ".join(re.findall(r'aria-label="[^"]*: ([^"]*)"', page))))
        left = ours & set(WORDS.findall(shown(page))) - spoken
        assert not left, left
    assert told("desk.done.nei", what=told("desk.sentence", place="2.1")) in pages[4]
    assert told("desk.kind.rejected") in pages[5] and told("desk.overtaken") in pages[7]


def test_sentences_of_the_article_are_marked_with_its_language(site: Site) -> None:
    page = desk_of(site, "en").get(EDITION)
    assert '<span lang="nn">Han svara på eitt spørsmål.</span>' in page


def test_the_templates_hold_no_words_of_their_own() -> None:
    for path in sorted(Path(web.TEMPLATES).glob("*.html")):
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        labels = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
        left = re.findall(r"[A-Za-zÆØÅæøå]{2,}", " ".join([*labels, re.sub(r"<[^>]*>", " ", text)]))
        assert not left, (path.name, left)
