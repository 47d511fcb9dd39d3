"""The front end: from a written sentence to what is said, with offsets that hold."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from audio_edition.article import read_article
from audio_edition.errors import SynthesisError
from audio_edition.script import write_script
from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.speech.passages import passages
from audio_edition.types import Sentence, Span

FRONT = FrontEnd(Settings())
CASES = [
    (line.split("\t") + ["", ""])[:4]
    for line in (Path(__file__).parent / "cases/passages.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def sentence_of(text: str, spans: str) -> Sentence:
    found = []
    for span in filter(None, spans.split("|")):
        place, _, what = span.partition(":")
        start, end = map(int, place.split("-"))
        kind, _, value = what.partition("=")
        found.append(Span(start, end, kind, value))  # type: ignore[arg-type]
    return Sentence(text, spans=tuple(found))


@pytest.mark.parametrize("text, spans, spoken, foreign", CASES, ids=[case[0] for case in CASES])
def test_passages_are_read_by_their_own_rules(text: str, spans: str, spoken: str, foreign: str) -> None:
    said = FRONT.say(sentence_of(text, spans))
    assert said.spoken.text == spoken
    assert " ".join(f"{w.grapheme}={w.language}" for w in said.words if w.language == "en") == foreign
    for change in said.spoken.changes:
        assert text[change.start : change.end] == change.written


@st.composite
def sentences(draw: st.DrawFn) -> Sentence:
    text = draw(st.text("aeiknrst ABC.,12 ", min_size=1, max_size=40))
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind: Literal["language", "abbreviation"] = draw(st.sampled_from(["language", "abbreviation"]))
        spans.append(Span(start, end, kind, "en" if kind == "language" else "orda som står for det"))
    return Sentence(text, spans=tuple(spans))


@given(sentences())
@hypothesis_settings(max_examples=200, deadline=None)
def test_passages_hold_all_of_a_sentence_once(sentence: Sentence) -> None:
    found = list(passages(sentence))
    written = [sentence.text[p.start : p.start + len(p.text.written)] for p in found]
    assert [p.text.written for p in found] == written
    assert "".join("".join(written).split()) == "".join(sentence.text.split())


def test_what_has_no_sound_is_kept_apart_and_what_is_lost_whole_is_an_error() -> None:
    (utterance,) = FRONT.text("Han sa 中文 til oss.")
    assert utterance.mute == ("中文",)
    assert [word.grapheme for word in utterance.words] == ["Han", "sa", "til", "oss"]
    with pytest.raises(SynthesisError, match="no words were found to say «中文»"):
        list(FRONT.text("中文"))
    assert list(FRONT.text("* * *")) == []


def test_an_article_s_own_lexicon_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\nlexicon:\n  Evje: ævje\n  Bø: b3\n---\n# Evje\n\nHo bur i Evje.\n", encoding="utf-8"
    )
    article = read_article(path)
    own = FRONT.for_article(article)
    words = [word for said in own.blocks(write_script(article, Settings())) for word in said.words]
    assert {word.source for word in words if word.grapheme == "Evje"} == {"article"}
    assert len(own.problems) == 1 and "Bø" in own.problems[0]
    assert FRONT.problems == ()
    assert FRONT.say(Sentence("Evje")).words[0].source != "article"
