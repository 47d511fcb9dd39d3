"""What is edited between Kokoro's parts: lengths, silences, tune, blended rows. No model is needed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.engines.kokoro.blends import extend
from audio_edition.engines.kokoro.melody import TUNE, draw
from audio_edition.engines.kokoro.mouth import parted
from audio_edition.engines.kokoro.timing import (
    LEAD_FRAMES,
    PHRASING,
    regroup,
    rephrase,
    sounding_ends,
    to_frames,
    with_pauses,
    without_tail,
)
from audio_edition.engines.kokoro.whistle import LINE_HZ, without_whistle

LOUD, SILENT = 8.0, -5.0


def energy_of(levels: list[float]) -> np.ndarray:
    """Two steps a frame."""
    return np.repeat(np.array(levels, dtype=np.float32), 2)


# ---- lengths ---------------------------------------------------------------------------------------------
@given(st.lists(st.floats(0.4, 20), min_size=1, max_size=80), st.floats(0.5, 2))
def test_a_sentence_is_as_long_as_predicted(lengths: list[float], rate: float) -> None:
    frames = to_frames(np.array(lengths, dtype=np.float32), rate)
    assert (frames >= 1).all()
    assert abs(int(frames.sum()) - sum(lengths) / rate) <= 1 + sum(length / rate < 1 for length in lengths)


def test_sound_ends_before_its_symbols_frames_do() -> None:
    assert sounding_ends(np.array([10, 4, 6, 5])).tolist() == [7, 11, 17, 25]
    assert sounding_ends(np.array([1, 1, 4])).tolist() == [0, 0, 6]
    assert LEAD_FRAMES == 3


# ---- silences --------------------------------------------------------------------------------------------
def phrased(symbols: str, frames: list[int], levels: list[float]) -> tuple[list[int], np.ndarray]:
    counts = np.array(frames)
    chosen = rephrase(list(symbols), counts, energy_of(levels), PHRASING)
    return regroup(counts, chosen).tolist(), chosen


def test_a_silence_that_nobody_wrote_is_shortened_and_nothing_that_sounds_is() -> None:
    levels = [SILENT] * 5 + [LOUD] * 4 + [SILENT] * 20 + [LOUD] * 4 + [SILENT] * 6
    counts, chosen = phrased("a b", [5, 4, 20, 4, 6], levels)
    assert counts == [5, 4, 3, 4, 6]
    assert [at for at in chosen if levels[at] == LOUD] == [5, 6, 7, 8, 29, 30, 31, 32]


def test_a_silence_at_a_mark_is_as_long_as_the_table_says() -> None:
    for before in (3, 6, 30):
        levels = [SILENT] * 5 + [LOUD] * 4 + [SILENT] * before + [LOUD] * 6 + [SILENT] * 6
        counts, _ = phrased("a, b", [5, 4, before, 2, 4, 6], levels)
        assert sum(counts) == len(levels) - before + round(PHRASING.pauses_s[","] / 0.025)


def test_the_silence_around_a_sentence_stays() -> None:
    levels = [SILENT] * 15 + [LOUD] * 4 + [SILENT] * 25
    counts, _ = phrased("a.", [15, 4, 24, 1], levels)
    assert counts == [15, 4, 24, 1]


def test_a_mark_inside_gets_room_for_its_pause_and_the_last_does_not() -> None:
    frames = np.array([10, 2, 1, 2, 2, 1, 1])
    assert with_pauses(list("a, b."), frames, PHRASING).tolist() == [10, 2, 6, 2, 2, 1, 1]


def test_nothing_that_sounds_at_all_is_left_alone() -> None:
    assert phrased("a", [2, 3, 2], [SILENT] * 7)[0] == [2, 3, 2]


@given(st.data())
def test_whatever_is_left_out_was_silent(data: st.DataObject) -> None:
    symbols = data.draw(st.text("ab ,ː", min_size=1, max_size=12))
    frames = data.draw(st.lists(st.integers(1, 9), min_size=len(symbols) + 2, max_size=len(symbols) + 2))
    total = sum(frames)
    levels = data.draw(st.lists(st.sampled_from([LOUD, SILENT]), min_size=total, max_size=total))
    counts, chosen = phrased(symbols, frames, levels)
    assert sum(counts) == len(chosen) and (np.diff(chosen) >= 0).all()
    loud = [at for at in range(total) if levels[at] == LOUD]
    assert [at for at in chosen if levels[at] == LOUD] == loud


# ---- tune ------------------------------------------------------------------------------------------------
def tune_of(
    text: str, *, frames_a_symbol: int = 3, pitch_hz: float = 200.0, slope_st: float = 0.0
) -> tuple[np.ndarray, list[int]]:
    """The tune in semitones over `text`, whose symbols all sound; where each symbol's sound begins, in steps.

    The model's own melody is level, or moves by `slope_st` from end to end.
    """
    symbols, accents = parted(list(text))
    frames = np.array([10, *[frames_a_symbol] * len(symbols), 10])
    total = int(frames.sum())
    energy = energy_of([SILENT] * 7 + [LOUD] * (total - 17) + [SILENT] * 10)
    own = 200.0 * 2 ** (slope_st * np.linspace(-0.5, 0.5, 2 * total) / 12)
    pitch = np.where(energy > 0, own, 12.0).astype(np.float32)
    drawn = draw(symbols, accents, frames, pitch, energy, TUNE, pitch_hz)
    assert (drawn[energy < 0] == 12.0).all()
    starts = (2 * sounding_ends(frames)[:-2]).tolist()
    return 12 * np.log2(np.maximum(drawn, 1) / 200), starts


def test_accent_2_falls_through_its_vowel_and_accent_1_is_low() -> None:
    one, starts = tune_of("b¹ˈøːnəɾ da ˈvaɾ d²ˈaːɾ nɔ.")
    two, _ = tune_of("b²ˈøːnəɾ da ˈvaɾ d²ˈaːɾ nɔ.")
    vowel = slice(starts[1], starts[4])  # stress mark, ø, ː
    assert two[vowel][:4].mean() > one[vowel][:4].mean() + 1
    assert two[vowel][-3:].mean() < two[vowel][:4].mean() - 2
    assert np.ptp(one[vowel][5:]) < 1.5


@pytest.mark.parametrize("onset", ["s", "k", "st", "skr", ""])
def test_the_low_of_accent_1_is_there_when_its_vowel_begins(onset: str) -> None:
    """The fall from the phrase before takes the time of the consonants; before accent 2 the tune stays up."""
    begin = len("dˈaːɾ va ") + len(onset)
    one, starts = tune_of(f"d²ˈaːɾ va {onset}¹ˈyːnə ɾa.")
    two, _ = tune_of(f"d²ˈaːɾ va {onset}²ˈyːnə ɾa.")
    vowel = slice(starts[begin], starts[begin + 3])  # stress mark, y, ː
    assert one[vowel][0] < one[vowel].min() + 1
    assert two[vowel][:4].mean() > one[vowel][:4].mean() + 3


def test_a_question_rises_and_a_statement_sinks() -> None:
    said, _ = tune_of("ç¹ˈɛm dʉ nɔ.")
    asked, _ = tune_of("ç¹ˈɛm dʉ nɔ?")
    end = np.flatnonzero(said > -40)[-1]
    assert asked[end] > 2 and said[end] < -1


def test_the_models_own_fall_is_not_left_under_a_question() -> None:
    level, _ = tune_of("ç¹ˈɛm da ʂ²ˈaːla dʉ nɔ?")
    falling, _ = tune_of("ç¹ˈɛm da ʂ²ˈaːla dʉ nɔ?", slope_st=-12.0)
    sounding = np.flatnonzero(level > -40)
    moved = (falling - level)[sounding]
    assert moved[0] > 4 and abs(moved[-1]) < 0.5


def test_what_is_asked_within_a_sentence_rises_and_what_follows_sinks() -> None:
    """*«Kjem du?» spurde ho.*"""
    asked, starts = tune_of("ç¹ˈɛm dʉ? sp²ˈʉɖə hʊ.")
    said, _ = tune_of("ç¹ˈɛm dʉ, sp²ˈʉɖə hʊ.")
    mark, end = starts[7], np.flatnonzero(asked > -40)[-1]
    assert asked[mark - 1] > said[mark - 1] + 1
    assert asked[end] < -1


def test_the_words_that_a_question_is_read_before_are_taken_out_whole() -> None:
    """Ten symbols of four frames, the last three of them the tail; its sound begins three frames before its symbols."""
    frames = np.full(10, 4)
    kept, steps = without_tail(frames, 3)
    assert kept.tolist() == [0, 1, 2, 3, 4, 5, 9]
    assert len(steps) == 2 * frames[kept].sum()
    dropped = sorted(set(range(80)) - set(steps.tolist()))
    assert dropped == list(range(2 * (24 - LEAD_FRAMES), 2 * (36 - LEAD_FRAMES)))


def test_the_models_own_melody_stays_under_the_tune() -> None:
    text = "h¹ˈan ʂa ɔ ʂ²ˈaːla ʂa ɔ h¹ˈan ʂa."
    level, _ = tune_of(text)
    falling, _ = tune_of(text, slope_st=-6.0)
    sounding = np.flatnonzero(level > -40)
    moved = (falling - level)[sounding]
    assert moved[0] > 2 and moved[-1] < -2
    assert np.abs(np.diff(moved)).max() < 0.2


def test_the_tune_stays_up_before_a_comma() -> None:
    said, starts = tune_of("h¹ˈan ʂa, ɔ ʂ²ˈaːla ʂa.")
    assert said[starts[6] - 1] > 1


def test_the_middle_of_the_voice_can_be_set() -> None:
    low, _ = tune_of("h¹ˈan.", pitch_hz=100.0)
    high, _ = tune_of("h¹ˈan.", pitch_hz=200.0)
    assert np.median((high - low)[high > -40]) == pytest.approx(12, abs=0.01)


def test_what_the_model_whispers_is_voiced_in_vowels_only() -> None:
    symbols, accents = parted(list("s²ˈa."))
    frames = np.array([6, 3, 2, 4, 4, 4])
    total = int(frames.sum())
    energy = np.full(2 * total, LOUD, dtype=np.float32)
    pitch = np.full(2 * total, 5.0, dtype=np.float32)
    pitch[-4:] = 180.0
    drawn = draw(symbols, accents, frames, pitch, energy, TUNE, 0.0)
    starts = 2 * sounding_ends(frames)
    assert (drawn[: starts[1]] == 5.0).all() and (drawn[starts[1] : starts[3]] > 90).all()


# ---- whistle ----------------------------------------------------------------------------------------------
def test_the_line_is_taken_down_to_its_surroundings_and_nothing_else_changes() -> None:
    rate_hz, size = 24000, 48000
    noise = 0.01 * np.random.default_rng(0).standard_normal(size).astype(np.float32)
    line = 0.02 * np.sin(2 * np.pi * LINE_HZ * np.arange(size) / rate_hz).astype(np.float32)
    heard = np.abs(np.fft.rfft(without_whistle(noise + line, rate_hz)))
    plain = np.abs(np.fft.rfft(noise))
    at = round(LINE_HZ * size / rate_hz)
    around = np.sqrt(np.mean(plain[at - 150 : at + 150] ** 2))
    assert heard[at] < 1.3 * around
    far = np.abs(np.arange(len(heard)) - at) > 30
    assert np.abs(heard - plain)[far].max() < 1e-2


@pytest.mark.parametrize(("size", "rate_hz"), [(0, 24000), (100, 24000), (48000, 16000)])
def test_what_is_too_short_or_has_no_such_line_stays_as_it_is(size: int, rate_hz: int) -> None:
    samples = np.ones(size, np.float32)
    assert without_whistle(samples, rate_hz) is samples


# ---- blends ----------------------------------------------------------------------------------------------
def test_a_blend_is_the_weighted_mean_of_rows() -> None:
    tables = (
        np.array([[0, 100], [10, 200]], dtype=np.uint8),
        np.array([[7], [17]], dtype=np.uint8),
    )
    extended, symbols = extend(tables, {"u": 0, "y": 1}, {"ʉ": {"y": 0.7, "u": 0.3}, "ʏ": {"y": 2, "u": 2}})
    assert symbols == {"u": 0, "y": 1, "ʉ": 2, "ʏ": 3}
    assert extended[0].tolist() == [[0, 100], [10, 200], [7, 170], [5, 150]]
    assert extended[1].tolist() == [[7], [17], [14], [12]]
    assert extended[0].dtype == np.uint8 and tables[0].shape == (2, 2)


def test_a_blend_of_what_is_not_there_is_refused() -> None:
    tables = (np.zeros((1, 2), np.uint8), np.zeros((1, 1), np.uint8))
    with pytest.raises(KeyError):
        extend(tables, {"u": 0}, {"ʉ": {"y": 1.0}})
    with pytest.raises(ValueError, match="sum to nothing"):
        extend(tables, {"u": 0}, {"ʉ": {"u": 0.0}})
