"""The scoreboard's instruments on sounds whose measures are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from audio_edition.errors import EngineUnavailable
from audio_edition.score import cases, judges, pitch
from audio_edition.score.board import VoiceRow, score_voice, to_table
from audio_edition.score.formants import distances, formants_hz
from audio_edition.score.pace import measure_pace
from audio_edition.score.takes import ScoredTake, teller
from audio_edition.settings import Settings
from audio_edition.types import Word

RATE_HZ = 24_000


def take(
    samples: np.ndarray,
    words: Sequence[Word] = (),
    starts_s: Sequence[float] = (),
    vowel_s: tuple[float, float] | None = None,
) -> ScoredTake:
    return ScoredTake("", samples.astype(np.float32), RATE_HZ, tuple(words), tuple(starts_s), vowel_s)


def voiced(pitch_hz: np.ndarray, resonances_hz: Sequence[float] = ()) -> np.ndarray:
    """A buzz whose pitch is given for each sample, through resonances of 80 Hz."""
    phase = np.cumsum(pitch_hz) / RATE_HZ
    samples = np.diff(np.floor(phase), prepend=0.0)
    for resonance in resonances_hz:
        radius = np.exp(-np.pi * 80 / RATE_HZ)
        first, second = 2 * radius * np.cos(2 * np.pi * resonance / RATE_HZ), -(radius**2)
        out = np.zeros(len(samples) + 2)
        for at, sample in enumerate(samples):
            out[at + 2] = sample + first * out[at + 1] + second * out[at]
        samples = out[2:]
    return 0.3 * samples / np.abs(samples).max()


# ---- cases -----------------------------------------------------------------------------------------------
def test_the_halves_share_nothing_and_hold_every_kind() -> None:
    halves = [cases.sentences(half) for half in cases.HALVES]
    texts = [case.text for half in halves for case in half]
    assert len(set(texts)) == len(texts)
    assert all({case.kind for case in half} == {"statement", "question", "heading"} for half in halves)


def test_the_words_hold_both_tones_and_stand_in_the_frame() -> None:
    silent = teller("silence:tone", Settings())
    tones = []
    for word in cases.tone_words():
        said = silent.say(cases.WORD_FRAME.format(word))
        assert said.words[2].grapheme == word and len(said.starts_s) == len(said.words)
        tones.append("²" in said.words[2].ipa)
    assert 25 < sum(tones) < len(tones) - 25


# ---- formants --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("first_hz, second_hz", [(300, 2200), (300, 1500), (350, 800), (700, 1200)])
def test_formants_are_those_that_the_sound_was_made_with(first_hz: int, second_hz: int) -> None:
    sound = voiced(np.full(RATE_HZ // 2, 110.0), (first_hz, second_hz, 2700, 3500, 4500))
    found = formants_hz(take(sound, vowel_s=(0.1, 0.4)), 5000)
    assert found is not None
    assert found[0] == pytest.approx(first_hz, abs=45) and found[1] == pytest.approx(second_hz, rel=0.06)


def test_silence_has_no_formants() -> None:
    assert formants_hz(take(np.zeros(RATE_HZ), vowel_s=(0.1, 0.4)), 5000) is None
    assert formants_hz(take(np.zeros(RATE_HZ)), 5000) is None


def test_distance_is_told_in_just_noticeable_differences() -> None:
    vowels = {"iː": (300.0, 2000.0), "yː": (300.0, 2000.0 / 1.04**3)}
    assert distances(vowels, (("iː", "yː"), ("uː", "oː"))) == {"iː yː": pytest.approx(3.0)}


# ---- pace ------------------------------------------------------------------------------------------------
def test_pace_and_silences() -> None:
    words = [
        Word("ein", "²ˈɑːnɑ", "rules"),
        Word("to", "²ˈɑːnɑ", "rules", after=","),
        Word("tre", "ɑː", "rules"),
    ]
    sound = voiced(np.full(3 * RATE_HZ, 110.0), (600, 1200))
    sound[RATE_HZ : int(1.3 * RATE_HZ)] = 0
    sound[2 * RATE_HZ : int(2.2 * RATE_HZ)] = 0
    found = measure_pace([take(sound, words, (0.0, 1.3, 2.2))])
    assert found.unwritten == 1 and found.written == 1
    assert found.longest_unwritten_s == pytest.approx(0.3, abs=0.03)
    assert found.syllables_a_second == pytest.approx(5 / 2.5, rel=0.05)
    assert found.words_a_minute == pytest.approx(60, rel=0.01)


# ---- pitch -----------------------------------------------------------------------------------------------
def test_pitch_range_and_final_movement() -> None:
    pytest.importorskip("swift_f0")
    rising = take(voiced(np.geomspace(120, 240, RATE_HZ), (600, 1200, 2500)))
    middle_hz, range_st = pitch.pitch_range([rising])
    assert middle_hz == pytest.approx(170, rel=0.06) and 8.5 < range_st < 12
    assert pitch.final_movement([rising]) > 3
    falling = take(voiced(np.geomspace(240, 120, RATE_HZ), (600, 1200, 2500)))
    assert pitch.final_movement([falling]) < -3


def test_tones_are_told_where_they_differ_and_only_there() -> None:
    pytest.importorskip("swift_f0")
    random = np.random.default_rng(4)

    def said(tone: str, drawn: bool) -> ScoredTake:
        flat = np.full(RATE_HZ // 4, 150.0)
        fall = (
            np.geomspace(190, 120, RATE_HZ // 4)
            if tone == "²" and drawn
            else np.geomspace(120, 140, RATE_HZ // 4)
        )
        middle = 2 ** (random.normal(0, 1) / 12)
        sound = voiced(np.concatenate([flat, fall, flat]) * middle, (600, 1200, 2500))
        words = [Word("a", "ɑː", "rules"), Word("b", f"{tone}ˈɑːnɑ", "rules"), Word("c", "ɑː", "rules")]
        return take(sound, words, (0.0, 0.25, 0.5))

    tones = ["¹", "²"] * 8
    assert pitch.tone_accuracy([said(tone, True) for tone in tones], 1) == 1.0
    blind = pitch.tone_accuracy([said(tone, False) for tone in tones], 1)
    assert blind is not None and blind < 0.8


# ---- board -----------------------------------------------------------------------------------------------
def test_a_judge_that_is_not_there_leaves_its_column_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("swift_f0")

    def missing(*given: object) -> float:
        raise EngineUnavailable("not here")

    for name in ("character_errors", "distill_mos", "dnsmos"):
        monkeypatch.setattr(judges, name, missing)
    row = score_voice("silence:tone", "open", Settings(), most_words=12)
    assert isinstance(row, VoiceRow) and row.distill_mos is None
    assert set(row.not_measured) == {"CER", "CER headings", "Distill-MOS", "DNSMOS"}
    table = to_table([row])
    assert "| silence:tone | – | – | – | – |" in table and table.count("| yː |") == 1
