"""Every sound at its sample: pauses, chapters, cues, and what happens at the edges."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from audio_edition.audio.pauses import pause_ms
from audio_edition.audio.timeline import FRAME_SAMPLES, OUTPUT_RATE_HZ, output_samples, plan_timeline
from audio_edition.errors import SettingsError, SynthesisError
from audio_edition.settings import Pauses, Settings
from audio_edition.types import Utterance, Word
from tests.audio.small_edition import RATE_HZ, script_of, section, speech_like, utterances_of

PAUSE_CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "pauses.tsv").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("before, after, expected, varies, note", PAUSE_CASES)
def test_pause_at_each_boundary(before, after, expected, varies, note):
    lead_in = "Bilettekst" if after in ("caption", "alt") else None
    pause = pause_ms(section(0, before), section(1, after, lead_in=lead_in), Pauses())
    assert pause == (int(expected), varies == "yes")


def test_blocks_of_one_fact_box_go_on_without_the_pause_of_an_aside():
    first, second = section(0, "fact_box", lead_in="Fakta"), section(1, "fact_box")
    assert pause_ms(first, second, Pauses()) == (Pauses().paragraph, True)


@pytest.mark.parametrize(
    "samples, rate_hz, expected",
    [
        (24_000, 24_000, 44_100),
        (1, 24_000, 2),
        (22_050, 22_050, 44_100),
        (1001, 16_000, 2759),
        (7, 44_100, 7),
    ],
)
def test_length_at_the_output_rate(samples, rate_hz, expected):
    assert output_samples(samples, rate_hz) == expected


def edition(make_clip, **settings):
    script = script_of(
        section(0, "title"),
        section(1, "lead", sentences=2),
        section(2, "heading", 1),
        section(3, "paragraph", 1, sentences=2),
        section(4, "caption", 1, "Bilettekst"),
        section(5, "heading", 2),
        section(6, "paragraph", 2),
    )
    utterances = utterances_of(script)
    clips = [make_clip(speech_like(0.5 + 0.1 * n, seed=n)) for n in range(len(utterances))]
    return plan_timeline(script, utterances, clips, Settings(**settings))


def test_items_are_in_order_and_the_planned_pauses_stand_between_them(make_clip):
    timeline = edition(make_clip, pauses=Pauses(variation=0))
    gaps_ms = [
        round((later.start_sample - item.end_sample) / OUTPUT_RATE_HZ * 1000)
        for item, later in pairwise(timeline.items)
    ]
    assert gaps_ms == [900, 350, 1100, 700, 350, 900, 300, 1100, 700]
    assert timeline.items[0].start_sample == round(0.5 * OUTPUT_RATE_HZ)
    tail = timeline.total_samples - timeline.items[-1].end_sample
    assert 0 <= tail - round(1.5 * OUTPUT_RATE_HZ) < FRAME_SAMPLES


def test_chapters_and_end_are_whole_frames(make_clip):
    timeline = edition(make_clip)
    assert not any(bound % FRAME_SAMPLES for span in timeline.chapter_samples for bound in span)
    assert timeline.chapter_samples[-1][1] == timeline.total_samples


def test_only_rhythm_varies_and_always_in_the_same_way(make_clip):
    plain, varied, again = (edition(make_clip, pauses=Pauses(variation=share)) for share in (0, 0.08, 0.08))
    assert varied == again

    def gaps(timeline):
        return [later.start_sample - item.end_sample for item, later in pairwise(timeline.items)]

    changed = [abs(a - b) / a for a, b in zip(gaps(plain), gaps(varied), strict=True)]
    assert [bool(change) for change in changed] == [False, True, False, False, True] + [False] * 4
    assert max(changed) <= 0.0801


def test_chapters_are_contiguous_and_start_in_the_middle_of_the_pause(make_clip):
    timeline = edition(make_clip)
    assert [chapter.title for chapter in timeline.chapters] == ["Tittel", "Del to", "Del tre"]
    assert timeline.chapters[0].start_s == 0
    assert timeline.chapters[-1].end_s == timeline.duration_s
    for chapter, following in pairwise(timeline.chapters):
        assert chapter.end_s == following.start_s
    heading = next(item for item in timeline.items if item.utterance.section == 2)
    before = heading.start_sample - timeline.chapter_samples[1][0]
    assert 0 <= before - round(0.55 * OUTPUT_RATE_HZ) < FRAME_SAMPLES


def test_a_chapter_starts_100_ms_before_its_sound_even_without_pauses(make_clip):
    pauses = Pauses.model_validate(
        dict.fromkeys(
            ("head", "tail", "sentence", "paragraph", "quote", "before_heading", "after_heading")
            + ("after_title", "list_item", "aside", "lead_in", "opening", "variation"),
            0,
        )
    )
    timeline = edition(make_clip, pauses=pauses)
    starts = [start for start, _ in timeline.chapter_samples]
    for start in starts[1:]:
        first = min(item.start_sample for item in timeline.items if item.start_sample >= start)
        assert first - start >= 0.1 * OUTPUT_RATE_HZ


def test_chapter_files_are_ascii_and_numbered(make_clip):
    assert [chapter.path for chapter in edition(make_clip).chapters] == [
        "chapters/01-tittel.mp3",
        "chapters/02-del-to.mp3",
        "chapters/03-del-tre.mp3",
    ]


def test_cues_stand_exactly_where_the_clips_do(make_clip):
    timeline = edition(make_clip)
    assert len(timeline.cues) == len(timeline.items)
    for cue, item in zip(timeline.cues, timeline.items, strict=True):
        assert cue.start_s * OUTPUT_RATE_HZ == pytest.approx(item.start_sample, abs=1e-6)
        assert cue.end_s * OUTPUT_RATE_HZ == pytest.approx(item.end_sample, abs=1e-6)
        assert cue.text == item.utterance.written
    lead_in = [cue for cue in timeline.cues if cue.sentence == -1]
    assert [(cue.text, cue.added, cue.cast) for cue in lead_in] == [("Bilettekst", True, "aside")]


def test_word_times_are_scaled_from_the_clip(make_clip):
    script = script_of(section(0, "title"))
    words = tuple(Word(word, "ɑ", "rules") for word in ("i", "tjuefjorten"))
    utterance = Utterance(0, 0, "I 2014.", "i tjuefjorten", words, "narrator")
    clip = make_clip(speech_like(1.0), word_starts=(0, RATE_HZ // 4))
    (cue,) = plan_timeline(script, [utterance], [clip], Settings()).cues
    assert cue.words == ((0.5, 0.75, "I"), (0.75, 1.5, "2014."))
    assert cue.word_times == "model"


def test_no_drift_after_an_hour(make_clip):
    """600 sentences of an awkward length: the last cue still ends at its sample."""
    script = script_of(section(0, "title", sentences=600))
    utterances = utterances_of(script)
    clip = make_clip(speech_like(6.0)[:-1])
    timeline = plan_timeline(script, utterances, [clip] * 600, Settings())
    assert timeline.duration_s > 3600
    last = timeline.items[-1].end_sample
    assert timeline.cues[-1].end_s * OUTPUT_RATE_HZ == pytest.approx(last, abs=1e-6)
    sound = 600 * output_samples(clip.samples, clip.sample_rate_hz)
    pauses = sum(later.start_sample - item.end_sample for item, later in pairwise(timeline.items))
    assert last == timeline.items[0].start_sample + sound + pauses


def test_nothing_to_say_is_told(make_clip):
    with pytest.raises(SynthesisError, match="nothing of this article is spoken"):
        plan_timeline(script_of(section(0, "title")), [], [], Settings())


@pytest.mark.parametrize(
    "content, message",
    [
        (b"this is no sound", "finds no sound"),
        (b"", "finds no sound"),
        (None, "there is no such sound file"),
    ],
)
def test_unusable_jingle_is_told_in_one_sentence(make_clip, tmp_path, content, message):
    path = tmp_path / "jingle.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=message) as caught:
        edition(make_clip, jingle=path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_jingle_and_chapter_sounds_have_their_places(make_clip, tmp_path):
    import soundfile

    jingle, tick = tmp_path / "jingle.wav", tmp_path / "tick.flac"
    soundfile.write(jingle, speech_like(1.5, rate_hz=48_000), 48_000)
    soundfile.write(tick, speech_like(0.5, rate_hz=22_050), 22_050)
    timeline = edition(make_clip, jingle=jingle, chapter_sound=tick)
    assert [sound.path.name for sound in timeline.sounds] == ["jingle.wav", "tick.flac", "tick.flac"]
    lengths = [sound.end_sample - sound.start_sample for sound in timeline.sounds]
    assert lengths == [round(1.5 * OUTPUT_RATE_HZ), OUTPUT_RATE_HZ // 2, OUTPUT_RATE_HZ // 2]
    for (start, _), sound in zip(timeline.chapter_samples[1:], timeline.sounds[1:], strict=True):
        assert sound.start_sample - start >= 0.1 * OUTPUT_RATE_HZ
    spans = sorted((item.start_sample, item.end_sample) for item in (*timeline.items, *timeline.sounds))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
