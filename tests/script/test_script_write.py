"""The script of an edition: order, chapters, asides, lead-ins, opening and closing."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from audio_edition.errors import ArticleError, SettingsError
from audio_edition.script import limits_met, write_script
from audio_edition.script.asides import order_blocks
from audio_edition.settings import Settings
from audio_edition.types import Article, Block, Role, Span

PLAIN = Settings(opening=False, closing=False)


def article(*blocks: tuple[Role, str], **fields: object) -> Article:
    made = tuple(
        Block(index=i, role=role, text=text, speak=role not in ("credit", "boilerplate"), reason="")
        for i, (role, text) in enumerate(blocks)
    )
    return Article(slug="prove", title="Prøve", blocks=made, **fields)  # type: ignore[arg-type]


def said(found: Article, settings: Settings = PLAIN) -> list[str]:
    return [" ".join(s.text for s in section.sentences) for section in write_script(found, settings).sections]


def test_a_caption_follows_the_paragraph_it_stands_by() -> None:
    found = article(("title", "Tittel"), ("paragraph", "Éin."), ("caption", "Bilete."), ("paragraph", "To."))
    assert said(found) == ["Tittel", "Éin.", "Bilete.", "To."]


def test_a_caption_never_parts_a_colon_from_its_quote() -> None:
    found = article(
        ("title", "Tittel"), ("paragraph", "Ho sa det slik:"), ("caption", "Bilete."), ("quote", "– Ja."),
        ("paragraph", "Så gjekk ho."),
    )  # fmt: skip
    assert said(found) == ["Tittel", "Ho sa det slik:", "– Ja.", "Bilete.", "Så gjekk ho."]


def test_a_caption_waits_until_a_heading_has_got_its_paragraph() -> None:
    found = article(("title", "T"), ("heading", "H"), ("caption", "Bilete."), ("paragraph", "Éin."))
    assert said(found) == ["T", "H", "Éin.", "Bilete."]


def test_a_caption_waits_for_the_end_of_a_list() -> None:
    found = article(
        ("title", "T"), ("list_item", "a"), ("caption", "Bilete."), ("list_item", "b"), ("paragraph", "p")
    )
    assert said(found) == ["T", "a", "b", "Bilete.", "p"]


def test_a_waiting_caption_is_said_before_the_next_chapter() -> None:
    found = article(
        ("title", "T"), ("paragraph", "Slik:"), ("caption", "Bilete."), ("heading", "H"), ("paragraph", "p")
    )
    assert said(found) == ["T", "Slik:", "Bilete.", "H", "p"]


def test_chapters_begin_at_the_title_and_at_each_heading() -> None:
    script = write_script(
        article(
            ("title", "T"), ("paragraph", "a"), ("heading", "Éin"), ("paragraph", "b"), ("heading", "To")
        ),
        Settings(publisher="Fjordposten"),
    )
    assert script.chapter_titles == ("Prøve", "Éin", "To")
    assert [section.chapter for section in script.sections] == [0, 0, 0, 1, 1, 2, 2]


def test_more_chapters_than_an_mp3_can_list_are_all_chapters_and_told() -> None:
    found = article(
        ("title", "T"),
        *(block for n in range(300) for block in (("heading", f"Del {n}"), ("paragraph", "Ja."))),  # type: ignore[misc]
    )
    script = write_script(found, PLAIN)
    assert len(script.chapter_titles) == 301 and script.sections[-1].chapter == 300
    (told,) = limits_met(found, script)
    assert "301 chapters" in told and "255" in told


@pytest.mark.parametrize("text", ["* * *", "–", "🎉", "?!", "…"])
def test_a_heading_without_a_word_begins_no_chapter_and_is_told(text: str) -> None:
    found = article(
        ("title", "T"), ("paragraph", "a"), ("heading", text), ("paragraph", "b"), ("heading", "2")
    )
    script = write_script(found, PLAIN)
    assert script.chapter_titles == ("Prøve", "2")
    (told,) = limits_met(found, script)
    assert f"«{text}»" in told
    assert limits_met(article(("title", "T"), ("heading", "½")), script) == ()


def test_asides_have_another_voice_and_a_lead_in_once() -> None:
    script = write_script(
        article(
            ("title", "T"), ("caption", "Kai i regn."), ("alt", "Ei ferje."), ("quote", "– Ja."),
            ("fact_box", "Fakta om ferja"), ("fact_box", "Ho er lang."), ("caption", "Bilettekst: Ei kai."),
        ),
        PLAIN,
    )  # fmt: skip
    shown = [(s.role, s.cast, s.lead_in) for s in script.sections]
    assert shown == [
        ("title", "narrator", None),
        ("quote", "quote", None),
        ("caption", "aside", "Bilettekst"),
        ("alt", "aside", "Bilete"),
        ("fact_box", "narrator", None),
        ("fact_box", "narrator", None),
        ("caption", "aside", None),
    ]


def test_the_opening_tells_whose_it_is_and_that_the_voice_is_synthetic() -> None:
    lines = said(article(("title", "Tittel"), ("paragraph", "a"), publisher="Fjordposten"), Settings())
    assert lines[0] == "Dette er ei lydutgåve frå Fjordposten, lesen av ei syntetisk røyst."
    assert lines[-1] == "Du har høyrt ei lydutgåve frå Fjordposten."


def test_an_article_without_a_title_block_has_its_title_in_the_opening() -> None:
    assert said(article(("paragraph", "Avsnitt.")), Settings())[0].endswith("røyst. Prøve.")


def test_the_user_words_the_opening() -> None:
    found = article(("title", "Tittel"), published=datetime(2026, 11, 24))
    settings = Settings(opening="{publisher} {date}: {title}", publisher="Fjordposten", closing=False)
    assert said(found, settings)[0] == "Fjordposten 24. november 2026: Prøve"


def test_an_unknown_field_in_the_opening_is_named() -> None:
    with pytest.raises(SettingsError, match=r"\{tittel\}"):
        write_script(article(("title", "T")), Settings(opening="{tittel}"))


def test_nothing_to_say_is_an_error() -> None:
    with pytest.raises(ArticleError, match="no paragraph"):
        write_script(article(("boilerplate", "Hopp til innhald")), PLAIN)


def test_spans_follow_their_sentences() -> None:
    text = "Først dette. Så kom Shoigu til byen."
    at = text.index("Shoigu")
    block = Block(0, "paragraph", text, True, "", spans=(Span(at, at + 6, "respelling", "sjojgú"),))
    script = write_script(Article(slug="a", title="a", blocks=(block,)), PLAIN)
    first, second = script.sections[0].sentences
    assert not first.spans
    (span,) = second.spans
    assert second.text[span.start : span.end] == "Shoigu"


ROLES: list[Role] = [
    "title",
    "lead",
    "heading",
    "paragraph",
    "quote",
    "list_item",
    "fact_box",
    "caption",
    "alt",
    "credit",
]


@given(
    st.lists(
        st.tuples(st.sampled_from(ROLES), st.sampled_from(["Éi setning.", "Slik:", "Og så."])), max_size=12
    )
)
@hypothesis_settings(deadline=None)
def test_every_spoken_block_is_said_once_and_asides_keep_their_order(blocks: list[tuple[Role, str]]) -> None:
    found = article(*blocks)
    ordered = order_blocks(found.blocks)
    assert sorted(b.index for b in ordered) == [b.index for b in found.blocks if b.speak]
    for kept in (
        ("caption", "alt"),
        ("title", "lead", "heading", "paragraph", "quote", "list_item", "fact_box"),
    ):
        indices = [b.index for b in ordered if b.role in kept]
        assert indices == sorted(indices)
    for before, after in itertools.pairwise(ordered):
        if after.role in ("caption", "alt") and before.role not in ("caption", "alt"):
            rest = [b for b in ordered[ordered.index(after) :] if b.role not in ("caption", "alt")]
            # Only the end of a chapter may force an aside into a thought that was never finished.
            assert not before.text.endswith(":") or not rest or rest[0].role == "heading"
