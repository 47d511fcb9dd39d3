"""Joining: lengths, joints, levels, flat memory, and clips that are not what they should be."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.audio.render import fade_ends, fit, render
from audio_edition.audio.timeline import OUTPUT_RATE_HZ, plan_timeline
from audio_edition.errors import PublishError, SynthesisError
from audio_edition.settings import Settings
from tests.audio.small_edition import RATE_HZ, script_of, section, speech_like, utterances_of, voice


def plan(script, clips, settings=None):
    return plan_timeline(script, utterances_of(script), clips, settings or Settings())


def joined(timeline, cast, tmp_path, settings=None):
    path = tmp_path / "joined.wav"
    render(timeline, cast, settings or Settings(), path)
    samples, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == OUTPUT_RATE_HZ
    return samples


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_the_wav_has_the_planned_length_at_every_rate(make_clip, cast, tmp_path, rate_hz):
    script = script_of(section(0, "title"), section(1, "paragraph", sentences=3))
    clips = [make_clip(speech_like(0.7 + 0.0137 * n, rate_hz=rate_hz, seed=n), rate_hz) for n in range(4)]
    timeline = plan(script, clips)
    assert len(joined(timeline, cast, tmp_path)) == timeline.total_samples


def test_pauses_are_digital_silence_and_clips_are_where_they_should_be(make_clip, cast, tmp_path):
    script = script_of(section(0, "title"), section(1, "paragraph", sentences=2))
    timeline = plan(script, [make_clip(speech_like(0.6, seed=n)) for n in range(3)])
    samples = joined(timeline, cast, tmp_path)
    at = 0
    for item in timeline.items:
        assert not samples[at : item.start_sample].any()
        assert np.abs(samples[item.start_sample : item.start_sample + 2000]).max() > 0.01
        at = item.end_sample
    assert not samples[at:].any()


def test_resampling_does_not_move_the_sound(make_clip, cast, tmp_path):
    clip = np.zeros(RATE_HZ, np.float32)
    clip[12_000:12_040] = np.hanning(40)
    timeline = plan(script_of(section(0, "title")), [make_clip(clip)])
    samples = joined(timeline, cast, tmp_path)
    peak = timeline.items[0].start_sample + round(12_019.5 * OUTPUT_RATE_HZ / RATE_HZ)
    assert abs(int(np.argmax(np.abs(samples))) - peak) <= 1


def test_no_step_at_a_joint(make_clip, cast, tmp_path):
    """A clip cut at the top of a wave: the first and last samples stay under -54 dBFS, so nothing clicks."""
    cosine = 0.5 * np.cos(2 * np.pi * 150 * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)
    timeline = plan(script_of(section(0, "title")), [make_clip(cosine)])
    samples = joined(timeline, cast, tmp_path)
    item = timeline.items[0]
    for at in (item.start_sample, item.end_sample):
        assert np.abs(np.diff(samples[at - 2 : at + 3])).max() < 10 ** (-54 / 20)


def loudness(samples: np.ndarray, rate_hz: int) -> float:
    """LUFS of what is long enough to have any."""
    found = integrated_lufs(samples, rate_hz)
    assert found is not None
    return found


def test_voices_are_levelled_to_each_other_but_sentences_are_not(make_clip, cast, tmp_path):
    script = script_of(section(0, "title"), section(1, "paragraph", sentences=2), section(2, "caption"))
    levels = (0.05, 0.05, 0.07, 0.4)
    timeline = plan(script, [make_clip(speech_like(4, level, seed=n)) for n, level in enumerate(levels)])
    samples = joined(timeline, cast, tmp_path)
    lufs = [loudness(samples[item.start_sample : item.end_sample], OUTPUT_RATE_HZ) for item in timeline.items]
    narrator = 10 * np.log10(np.mean([10 ** (value / 10) for value in lufs[:3]]))
    assert lufs[3] == pytest.approx(narrator, abs=0.2)
    assert lufs[2] - lufs[1] == pytest.approx(20 * np.log10(0.07 / 0.05), abs=0.3)


def test_a_voice_with_one_short_word_is_levelled_too(make_clip, cast, tmp_path):
    """Too short to be measured alone and for a sure measurement: voice.toml's level counts with it."""
    cast = {**cast, "aside": voice("two", level_db=-12.0)}
    script = script_of(section(0, "title", sentences=2), section(1, "caption"))
    clips = [make_clip(speech_like(4, 0.05, seed=n)) for n in range(2)] + [make_clip(speech_like(0.3, 0.2))]
    assert clips[2].loudness_lufs is None
    timeline = plan(script, clips)
    samples = joined(timeline, cast, tmp_path)
    narrator, _, aside = (samples[item.start_sample : item.end_sample] for item in timeline.items)
    assert 20 * np.log10(aside.std() / narrator.std()) == pytest.approx(0, abs=2)


def test_a_sentence_far_from_its_speaker_is_brought_nearer(make_clip, cast, tmp_path):
    script = script_of(section(0, "title", sentences=6))
    clips = [make_clip(speech_like(3, 0.05, seed=n)) for n in range(5)] + [make_clip(speech_like(1, 0.005))]
    timeline = plan(script, clips)
    samples = joined(timeline, cast, tmp_path)
    first, last = timeline.items[0], timeline.items[-1]
    lufs = [loudness(samples[item.start_sample : item.end_sample], OUTPUT_RATE_HZ) for item in (first, last)]
    assert lufs[0] - lufs[1] == pytest.approx(4, abs=0.5)


def test_jingle_has_its_own_level(make_clip, cast, tmp_path):
    jingle = tmp_path / "jingle.wav"
    soundfile.write(jingle, speech_like(3, 0.5, rate_hz=48_000), 48_000)
    settings = Settings(jingle=jingle, jingle_gain_db=-9)
    timeline = plan(script_of(section(0, "title")), [make_clip(speech_like(4, 0.02))], settings)
    samples = joined(timeline, cast, tmp_path, settings)
    sound, speech = timeline.sounds[0], timeline.items[0]
    difference = loudness(samples[sound.start_sample : sound.end_sample], OUTPUT_RATE_HZ) - loudness(
        samples[speech.start_sample : speech.end_sample], OUTPUT_RATE_HZ
    )
    assert difference == pytest.approx(-9, abs=0.5)
    assert abs(samples[sound.end_sample - 1]) < 10 ** (-54 / 20)


def test_silence_engine_gives_silence_and_not_a_fault(make_clip, cast, tmp_path):
    timeline = plan(script_of(section(0, "title")), [make_clip(np.zeros(RATE_HZ, np.float32))])
    assert not joined(timeline, cast, tmp_path).any()


def test_memory_does_not_grow_with_the_edition(make_clip, cast, tmp_path):
    """Twenty times the speech must not take more memory than twice a sentence's worth."""
    clip = make_clip(speech_like(5))

    def peak_bytes(sentences: int) -> int:
        timeline = plan(script_of(section(0, "title", sentences=sentences)), [clip] * sentences)
        tracemalloc.start()
        render(timeline, cast, Settings(), tmp_path / "long.wav")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    short, long = peak_bytes(3), peak_bytes(60)
    assert long < short + 1_000_000


def test_progress_ends_at_one(make_clip, cast, tmp_path):
    seen: list[float] = []
    timeline = plan(script_of(section(0, "title", sentences=3)), [make_clip(speech_like(0.5))] * 3)
    render(timeline, cast, Settings(), tmp_path / "a.wav", seen.append)
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) == 4


@pytest.mark.parametrize("damage", ["missing", "garbage", "shorter"])
def test_a_damaged_clip_is_named(make_clip, cast, tmp_path, damage):
    clip = make_clip(speech_like(0.5))
    if damage == "missing":
        clip.path.unlink()
    elif damage == "garbage":
        clip.path.write_bytes(b"nothing that libsndfile knows")
    else:
        clip = replace(clip, samples=clip.samples + 5)
    timeline = plan(script_of(section(0, "title")), [clip])
    with pytest.raises(SynthesisError, match="remove the file and run again") as caught:
        render(timeline, cast, Settings(), tmp_path / "a.wav")
    assert str(clip.path) in str(caught.value)


def test_no_place_to_write_is_told(make_clip, cast, tmp_path):
    timeline = plan(script_of(section(0, "title")), [make_clip(speech_like(0.5))])
    with pytest.raises(PublishError, match="could not be written"):
        render(timeline, cast, Settings(), tmp_path / "no" / "folder" / "a.wav")


def test_fades_and_fitting_leave_very_short_sounds_whole():
    assert len(fade_ends(np.ones(3, np.float32), 100)) == 3
    assert list(fit(np.ones(2, np.float32), 3)) == [1, 1, 0]
    assert list(fit(np.ones(3, np.float32), 2)) == [1, 1]
