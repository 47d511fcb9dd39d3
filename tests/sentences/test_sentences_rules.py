"""Sentence splitter: what must hold for any text, and single rules by example."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.edition.deadline import within
from audio_edition.normalise.parts import LONGEST
from audio_edition.script.sentences import sentence_spans


@given(st.one_of(st.text(max_size=80), st.text(alphabet="aB1. ?!…«»–-\n\t\u00a0(", max_size=60)))
@settings(max_examples=400, deadline=None)
def test_spans_cover_all_that_is_not_space(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        assert start >= at and end > start
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", " \t"])
def test_rows_of_blanks_are_read_once(blank: str) -> None:
    """A hundred thousand of them took half a minute: each was the beginning of a search for a line's end."""
    text = f"Han kom.{blank * 200_000}Ho gjekk."
    with within(20, "splitting", of_processor=True):
        assert [text[start:end] for start, end in sentence_spans(text)] == ["Han kom.", "Ho gjekk."]
        assert sentence_spans(blank * 200_000) == []


def test_a_number_behind_a_blank_that_is_no_space() -> None:
    assert len(sentence_spans("\t1. 1")) == 1


CASES = [
    ("Han kom. Ho gjekk.", ["Han kom.", "Ho gjekk."]),
    ("Han kom.Det var seint.", ["Han kom.", "Det var seint."]),
    ("Sjå vg.no. Der står det.", ["Sjå vg.no.", "Der står det."]),
    ("Han er født 17. Mai.", ["Han er født 17. Mai."]),
    ("«Kom!» Han sprang.", ["«Kom!»", "Han sprang."]),
    ("«Kom!» ropte han.", ["«Kom!» ropte han."]),
    ("Det var … ja. Slik.", ["Det var … ja.", "Slik."]),
    ("Ei line\nEi til", ["Ei line", "Ei til"]),
    ("Utan stopp", ["Utan stopp"]),
    ("  ", []),
    ("", []),
    ("Ja. – Nei. – Jau.", ["Ja.", "– Nei.", "– Jau."]),
    ("Ho er 17. Han er 18.", ["Ho er 17.", "Han er 18."]),
    ("Kven? Eg.", ["Kven?", "Eg."]),
    ("Prof. dr. Kari Vik kom.", ["Prof. dr. Kari Vik kom."]),
    ("Jeg vet ikke. Hun kom kl. 5.", ["Jeg vet ikke.", "Hun kom kl. 5."]),
    ("Sjå nr. 4. Den er best.", ["Sjå nr. 4.", "Den er best."]),
    ("Han kosta 5 mill. Det er mykje.", ["Han kosta 5 mill.", "Det er mykje."]),
    ("Dei vann 3–0. Det var sterkt.", ["Dei vann 3–0.", "Det var sterkt."]),
    ("Dei fekk 300 kr. 12 av dei takka.", ["Dei fekk 300 kr.", "12 av dei takka."]),
    ("Betal kr. 500 i dag.", ["Betal kr. 500 i dag."]),
    ("Sekken veg 4 kg. 3 sekker er tunge.", ["Sekken veg 4 kg.", "3 sekker er tunge."]),
    ("Ho brukte 2 t. 40 min. på turen.", ["Ho brukte 2 t. 40 min. på turen."]),
    ("Slik er livet no. 40 hus er tomme.", ["Slik er livet no.", "40 hus er tomme."]),
    ("Dei song salme no. 40 i kyrkja.", ["Dei song salme no. 40 i kyrkja."]),
    ("Tanken er tom. 3 bilar står.", ["Tanken er tom.", "3 bilar står."]),
    ("Kurset går tom. 3. juni.", ["Kurset går tom. 3. juni."]),
    ("Prof. em. Siri Dal døydde.", ["Prof. em. Siri Dal døydde."]),
    ("Dei møtte 1. FC Union i cupen.", ["Dei møtte 1. FC Union i cupen."]),
    ("Presten las 3. Mos 2,4 høgt.", ["Presten las 3. Mos 2,4 høgt."]),
    ("Ho bur i Rom. 14 dagar til er planen.", ["Ho bur i Rom.", "14 dagar til er planen."]),
    ("Presten las Rom. 8,3 høgt.", ["Presten las Rom. 8,3 høgt."]),
    ("Garden er gamal.[3] Han er raud.", ["Garden er gamal.[3]", "Han er raud."]),
    ("Dei flytta til plan C. 14 vart att.", ["Dei flytta til plan C.", "14 vart att."]),
    ("1. Kok poteter. 2. Skrell dei.", ["1. Kok poteter.", "2. Skrell dei."]),
]


@pytest.mark.parametrize(("text", "sentences"), CASES)
def test_splits(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_a_long_text_is_split_as_a_short_one() -> None:
    assert len(sentence_spans("Han kom kl. 9. Så gjekk dei heim til J. Fosse. " * 2000)) == 4000


@pytest.mark.parametrize("piece", ["f.eks. nr. 5 og ", "a", "å ", "1", "1 000 ", "A. ", "("])
def test_a_text_without_an_end_comes_in_parts_that_can_be_read(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    spans = sentence_spans(text)
    assert max(end - start for start, end in spans) <= LONGEST
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


def test_a_long_sentence_is_cut_where_one_breathes() -> None:
    clause = "dei kom over fjellet med 1 000 sauer og 40 kyr, "
    parts = [text[start:end] for text in [clause * 60] for start, end in sentence_spans(text)]
    assert all(part.startswith("dei kom") and part.endswith("kyr,") for part in parts)


def test_no_number_is_cut() -> None:
    text = "1 000 000 " * 500
    for start, end in sentence_spans(text.strip()):
        assert text[start:end].endswith("000")
