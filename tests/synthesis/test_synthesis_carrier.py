"""Very short texts in a carrier: who gets one, and that it is cut off where the text begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audio_edition.synthesis.carrier import CARRIER, to_carried_pieces
from audio_edition.synthesis.carrier_cut import cut_carrier
from audio_edition.types import CastMember, Word
from audio_edition.voices import find_voice, to_pieces

RATE_HZ = 24_000
SILENCE = find_voice("silence")
CARRYING = CastMember(
    replace(SILENCE, model={**SILENCE.model, "short_in_carrier": True}), SILENCE.speakers["tone"]
)
PLAIN = CastMember(SILENCE, SILENCE.speakers["tone"])


def words(*ipas: str) -> list[Word]:
    return [Word(f"ord{number}", ipa, "rules") for number, ipa in enumerate(ipas)]


@pytest.mark.parametrize(
    "ipas, carried",
    [
        (["jɑ"], True),
        (["¹ˈnyː", "¹ˈbrʉː"], True),
        (["ɪ"] * 4, True),
        (["ɪ"] * 5, False),
        (["²ˈɑːnɑnɑnɑ", "²ˈɑːnɑnɑnɑ", "²ˈɑːnɑnɑnɑ"], False),
    ],
)
def test_only_very_short_texts_are_carried(ipas: list[str], carried: bool) -> None:
    (piece,), count = to_carried_pieces(words(*ipas), CARRYING)
    assert count == (len(CARRIER) if carried else 0)
    assert len(piece.word_starts) == len(ipas) + count
    own, none = to_carried_pieces(words(*ipas), PLAIN)
    assert own == to_pieces(words(*ipas), PLAIN) and none == 0


def test_the_cut_falls_into_the_silence_before_the_text() -> None:
    sound = 0.3 * np.ones(2 * RATE_HZ, dtype=np.float32)
    sound[int(0.9 * RATE_HZ) : int(1.1 * RATE_HZ)] = 0.001
    starts = [0, RATE_HZ // 2, int(1.12 * RATE_HZ), int(1.5 * RATE_HZ)]
    own, moved = cut_carrier(sound, starts, 2, RATE_HZ)
    at = len(sound) - len(own)
    assert 0.9 * RATE_HZ <= at <= 1.1 * RATE_HZ
    assert moved == [starts[2] - at, starts[3] - at]
    assert cut_carrier(sound, starts, 0, RATE_HZ)[1] == starts


@pytest.mark.slow
def test_a_heading_says_its_own_words_and_no_others() -> None:
    from audio_edition.engines import load_engine
    from audio_edition.phonemise.inventory import MARKS, split_ipa
    from audio_edition.synthesis.gate import inspect
    from audio_edition.synthesis.speak import _join, _without_carrier
    from audio_edition.voices import load_member

    member = load_member("kokoro")
    heading = [
        Word("Streik", "¹ˈstræɪk", "rules"),
        Word("i", "ɪ", "rules"),
        Word("hamna", "¹ˈhɑmnɑ", "rules"),
    ]
    pieces, count = to_carried_pieces(heading, member)
    assert count == 2
    engine = load_engine(member.voice, threads=2)
    samples, starts, times = _join([engine.synthesise(piece) for piece in pieces], pieces)
    own, moved = _without_carrier(samples, starts, count, member)
    assert times == "model" and len(moved) == 3 and moved[0] < 0.1 * RATE_HZ
    assert 0.6 < len(own) / RATE_HZ < 1.8
    phonemes = [token for word in heading for token in split_ipa(word.ipa) if token not in MARKS]
    assert not [fault for fault in inspect(own, RATE_HZ, phonemes, voice="kokoro") if fault.hard]
