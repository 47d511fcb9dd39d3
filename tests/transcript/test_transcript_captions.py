"""Captions: never more than two lines or seven seconds, nothing lost, cut where a clause ends."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.transcript import caption_cues, write_segments, write_srt, write_vtt, write_words_vtt
from audio_edition.transcript.captions import MAX_CUE_S, SRT_LINE_CHARS, VTT_LINE_CHARS
from audio_edition.transcript.timing import Clock, timed_words
from audio_edition.types import Cue, Script, Section, Sentence, Span

LONG = (
    "Vladimir Putin og Kim Jong-un satt i eit to timar langt lukka møte onsdag formiddag, der dei skal ha blitt "
    "einige om å ytterlegare styrke det strategiske samarbeidet mellom dei to landa."
)


def cue(
    text: str, start_s: float = 1.0, seconds: float | None = None, *, timed: bool = True, **changes
) -> Cue:
    """A cue whose words take time by their letters."""
    seconds = 0.07 * len(text) if seconds is None else seconds
    words, at = [], start_s
    share = seconds / max(sum(len(word) + 1 for word in text.split()), 1)
    for word in text.split():
        words.append((at, at + share * len(word), word))
        at += share * (len(word) + 1)
    fields: dict[str, Any] = {
        "section": 0,
        "sentence": 0,
        "cast": "narrator",
        "words": tuple(words) if timed else (),
    }
    fields["word_times"] = "model" if timed else "none"
    return Cue(start_s, start_s + seconds, text, **(fields | changes))


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


texts = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=60),
        st.sampled_from(
            ["og", "at", "kl.", "2,5", "«Sula»", "–", "-->", "<b>", "&amp;", "straum,", "🎉", "ﷺ"]
        ),
    ),
    min_size=1,
    max_size=40,
).map(" ".join)


@given(
    texts,
    st.floats(0.05, 120),
    st.booleans(),
    st.sampled_from([VTT_LINE_CHARS, SRT_LINE_CHARS]),
    st.booleans(),
)
def test_no_caption_is_too_long_and_no_letter_is_lost(text, seconds, timed, line_chars, named):
    source = cue(text, 3.0, seconds, timed=timed)
    captions = caption_cues([source], line_chars=line_chars, name_changes=named)
    assert letters("".join(caption.text for caption in captions)) == letters(text)
    assert letters("".join(captions[0].lines)) == letters(captions[0].prefix + captions[0].text)
    now = source.start_s
    for caption in captions:
        assert len(caption.lines) <= 2
        assert all(len(line) <= line_chars for line in caption.lines)
        assert caption.end_s - caption.start_s <= MAX_CUE_S + 1e-9
        assert now - 1e-9 <= caption.start_s <= caption.end_s <= source.end_s + 1e-9
        now = caption.end_s
        for word in caption.words:
            assert caption.text[word.start : word.end]
            assert caption.start_s - 1e-9 <= word.start_s <= word.end_s <= caption.end_s + 1e-9


@given(texts, st.floats(0.05, 60))
def test_the_files_parse_and_say_the_text(text, seconds):
    source = cue(text, 0.5, seconds)
    captions = caption_cues([source])
    for written in (write_vtt(captions), write_words_vtt(captions)):
        read = list(webvtt.from_string(written).captions)
        assert len(read) == len(captions)
        plain = re.sub(r"<[^>]*>", "", written)
        plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for caption in captions:
            assert "\n".join(caption.lines) in plain
    srt = list(webvtt.from_buffer(io.StringIO(write_srt(captions)), format="srt").captions)
    assert [item.text for item in srt] == [
        "\n".join(c.lines).replace("-->", "→").replace("<", "‹").replace(">", "›") for c in captions
    ]


def test_a_short_sentence_keeps_its_exact_times():
    [caption] = caption_cues([cue("Det er stille om bord.", 12.345, 1.5)])
    assert (caption.start_s, caption.end_s, caption.lines) == (12.345, 13.845, ("Det er stille om bord.",))


def test_a_long_sentence_is_cut_at_its_clause():
    captions = caption_cues([cue(LONG)], line_chars=SRT_LINE_CHARS)
    assert any(caption.text.endswith("formiddag,") for caption in captions)
    assert captions[0].start_s == 1.0 and captions[-1].end_s == pytest.approx(cue(LONG).end_s)


def test_no_cut_between_a_figure_and_what_it_counts():
    text = "Kommunen reknar med at den nye ferja over sundet sparer dei for heile 310 millionar kroner i året framover."
    for caption in caption_cues([cue(text)]):
        assert not caption.text.endswith(("310", " den", " nye ferja over"))


def test_a_word_that_lasts_too_long_is_shown_as_long_as_is_allowed():
    [caption] = caption_cues([cue("310310310310", 0.0, 11.0)])
    assert (caption.start_s, caption.end_s) == (0.0, MAX_CUE_S)


def test_each_half_starts_when_its_first_word_is_heard():
    source = cue(LONG)
    heard = {word: start for start, _, word in source.words}
    for caption in caption_cues([source])[1:]:
        assert caption.start_s == pytest.approx(heard[caption.text.split()[0]])


def test_words_without_times_are_placed_by_their_letters():
    source = cue("ein to tre fire", 10.0, 4.0, timed=False)
    assert Clock(source).at(0) == 10.0
    assert Clock(source).at(len(source.text)) == 14.0
    assert 10.0 < Clock(source).at(7) < 14.0


def test_word_times_that_run_backwards_or_are_unknown_do_no_harm():
    source = Cue(
        1.0,
        3.0,
        "ein to tre",
        0,
        0,
        "narrator",
        "nn",
        ((1.0, 1.4, "ein"), (0.2, 0.4, "to"), (9, 9.5, "fire")),
    )
    found = timed_words(source)
    assert [source.text[word.start : word.end] for word in found] == ["ein", "to"]
    assert all(1.0 <= word.start_s <= word.end_s <= 3.0 for word in found)


def sections(role, text, spans=()):
    return Script((Section(0, role, "aside", 0, (Sentence(text, "nn", spans),)),), ("x",))


@pytest.mark.parametrize(
    ("cast", "name"),
    [("aside", "Biletrøyst"), ("quote", "Sitat"), ("quote_man", "Sitat, mann"), ("narrator", "Opplesar")],
)
def test_the_speaker_is_who_speaks(cast, name):
    assert f"<v {name}>" in write_vtt(caption_cues([cue("Ferja legg til.", cast=cast)]))


def described():
    """A sentence, a caption with its lead-in, a sentence."""
    aside: dict[str, Any] = {"cast": "aside", "section": 1}
    return [
        cue("Ho går.", 1),
        cue("Bilete:", 3, sentence=-1, added=True, **aside),
        cue("Ei ferje ligg ved kai.", 4, sentence=0, **aside),
        cue("Ho er ny.", 8, section=2),
    ]


def test_a_lead_in_is_said_once_whether_a_player_shows_speakers_or_not():
    segments = json.loads(write_segments(described()))["segments"]
    assert [s["body"] for s in segments] == ["Ho går.", "Bilete: Ei ferje ligg ved kai.", "Ho er ny."]
    assert segments[1]["startTime"] == 3
    srt = write_srt(caption_cues(described(), line_chars=SRT_LINE_CHARS, name_changes=True))
    vtt = write_vtt(caption_cues(described()))
    for shown in (srt, re.sub("<v ([^>]*)>", r"\1: ", vtt), re.sub("<[^>]*>", "", vtt), json.dumps(segments)):
        assert shown.count("Bilete:") == 1 and "Biletrøyst: Bilete: Bilete" not in shown
    assert "Biletrøyst" not in srt


def test_a_lead_in_that_stands_alone_keeps_its_caption():
    [caption] = caption_cues([cue("Fakta:", 1, sentence=-1)])
    assert caption.text == "Fakta:"


def test_passages_keep_their_place_behind_a_lead_in():
    text = "Skiltet seier shore power."
    said = [cue("Bilete:", 1, sentence=-1, cast="aside"), cue(text, 2, cast="aside")]
    script = sections("alt", text, (Span(14, 25, "language", "en"),))
    assert "<lang en>shore power</lang>" in write_vtt(caption_cues(said, script))


@pytest.mark.parametrize(
    "text",
    [
        "Den nye ferja gjekk på første forsøk heilt utan vanskar om bord: – Heilt stilt om bord",
        "– Eg har køyrt dieselferje i tjuesju år no, og eg trivst framleis godt med det, seier han til avisa.",
        "Statsministeren svarte kort på spørsmålet frå salen: – Ja, det meiner eg at vi må kunne gjere.",
        "Det er «ikkje råd» å seie noko om det no. – Vi må vente til våren kjem, seier ho om planane.",
    ],
)
@pytest.mark.parametrize("line_chars", [SRT_LINE_CHARS, VTT_LINE_CHARS])
def test_no_line_ends_with_the_dash_that_opens_a_speech(text, line_chars):
    for caption in caption_cues([cue(text)], line_chars=line_chars):
        assert not any(line.rstrip().endswith("–") for line in caption.lines)


def test_a_day_stays_with_its_month():
    for caption in caption_cues([cue("Publisert 14. mars 2026 kl. 07.30")], line_chars=SRT_LINE_CHARS):
        assert not any(line.rstrip().endswith("14.") for line in caption.lines)


def test_srt_names_the_speaker_where_it_changes():
    said = [
        cue("Ein.", 1),
        cue("To.", 3, sentence=1),
        cue("Tre.", 5, cast="aside", section=1),
        cue("Fire.", 7, section=2),
    ]
    captions = caption_cues(said, line_chars=SRT_LINE_CHARS, name_changes=True)
    assert [caption.lines[0] for caption in captions] == [
        "Opplesar: Ein.",
        "To.",
        "Biletrøyst: Tre.",
        "Opplesar: Fire.",
    ]


def test_passages_in_other_languages_are_marked():
    text = "Reiarlaget kallar løysinga shore power og er nøgd."
    captions = caption_cues([cue(text)], sections("paragraph", text, (Span(27, 38, "language", "en"),)))
    assert "<lang en>shore power</lang>" in write_vtt(captions)
    english = caption_cues([cue("We had never built anything like it.", language="en")])
    assert "<v Opplesar><lang en>We had" in write_vtt(english)


def test_words_vtt_has_times_that_ascend_inside_the_cue_and_says_where_they_come_from():
    captions = caption_cues([cue(LONG)])
    written = write_words_vtt(captions)
    assert "Ordtidene kjem frå modellen" in written
    stamps = re.findall(r"<(\d\d:\d\d:\d\d\.\d{3})>", written)
    assert len(stamps) == len(LONG.split()) - len(captions)
    assert stamps == sorted(set(stamps))
    estimated = write_words_vtt(caption_cues([cue(LONG, word_times="estimated")]))
    assert "overslag" in estimated
    assert "<00:" not in write_words_vtt(caption_cues([cue(LONG, timed=False)]))


def test_times_past_an_hour_are_exact_to_the_millisecond():
    [caption] = caption_cues([cue("Slutt.", 3599.9996, 1.0)])
    assert "01:00:00.000 --> 01:00:01.000" in write_vtt([caption])
    assert "01:00:00,000 --> 01:00:01,000" in write_srt([caption])


def test_segments_are_podcasting_2_0_transcripts():
    read = json.loads(write_segments([cue("Ferja «Sula» legg til.", 1.2344)]))
    assert read["version"] == "1.0.0"
    assert read["segments"][0] | {"endTime": 0} == {
        "speaker": "Opplesar", "startTime": 1.234, "endTime": 0, "body": "Ferja «Sula» legg til.",
    }  # fmt: skip


def test_nothing_said_gives_files_that_parse():
    assert write_vtt([]).startswith("WEBVTT\n\nNOTE\n")
    assert write_srt([]) == "" and caption_cues([cue("   ", seconds=1)]) == []
