"""One sentence: trimmed, joined, checked, tried anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
import soundfile

from audio_edition.audio.trim import trim
from audio_edition.engines import Engine, silence
from audio_edition.errors import SynthesisError
from audio_edition.fault import Fault
from audio_edition.synthesis import ClipCache
from audio_edition.synthesis import speak as speaking
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.speak import PART_PAUSE_MS, speak
from audio_edition.types import CastMember, Piece, Voice, Waveform, Word
from audio_edition.voices import load_member

RATE_HZ = 24000


def job(count: int = 3, after: str = "", fallback: CastMember | None = None, limit: int = 300) -> SpeechJob:
    member = load_member("silence")
    # Under another engine's name: the gate has nothing to judge in a dry run of the silence engine.
    member = replace(member, voice=replace(member.voice, engine="proof", split_above=limit))
    words = tuple(Word(grapheme="takk", ipa="ˈtɑk", source="rules", after=after) for _ in range(count))
    return SpeechJob(
        key="k" * 64, words=words, member=member, rate=1.0, fallback=fallback, text="takk " * count
    )


def engine_of(voice: Voice) -> Engine:
    return silence.load(voice)


class Broken:
    """Fails for every piece of a voice, or gives what it is told to."""

    version = "1"

    def __init__(self, samples: Sequence[float] | None = None) -> None:
        self.samples = samples
        self.pieces: list[Piece] = []

    def synthesise(self, piece: Piece) -> Waveform:
        self.pieces.append(piece)
        if self.samples is None:
            raise SynthesisError("out of breath")
        return Waveform(np.array(self.samples, dtype=np.float32), RATE_HZ)

    def close(self) -> None: ...


def pass_all(*_: object, **__: object) -> tuple[str, ...]:
    return ()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A gate that lets all through, to be replaced by the test."""
    module = ModuleType("audio_edition.synthesis.gate")
    module.inspect = pass_all  # type: ignore[attr-defined]

    def ask(*given: object, **named: object) -> object:
        return module.inspect(*given, **named)  # as the test has it by then

    monkeypatch.setattr(speaking, "inspect", ask)
    return module


def test_trim_keeps_20_ms_around_what_is_heard() -> None:
    samples = np.zeros(RATE_HZ, dtype=np.float32)
    samples[6000:12000] = 0.3
    assert trim(samples, RATE_HZ) == (6000 - 480, 12000 + 480)
    samples[0] = samples[-1] = 0.003  # below -50 dBFS
    assert trim(samples, RATE_HZ) == (5520, 12480)


def test_trim_of_a_quiet_voice_is_relative_to_its_peak() -> None:
    samples = np.zeros(RATE_HZ, dtype=np.float32)
    samples[6000:12000] = 0.03
    samples[4000:6000] = samples[12000:14000] = 0.0009  # its own soft consonants, below -50 dBFS
    assert trim(samples, RATE_HZ) == (4000 - 480, 14000 + 480)


def test_trim_keeps_silence_and_nothing_whole() -> None:
    assert trim(np.zeros(100, dtype=np.float32), RATE_HZ) == (0, 100)
    assert trim(np.zeros(0, dtype=np.float32), RATE_HZ) == (0, 0)


def test_word_starts_are_where_words_start(gate: ModuleType) -> None:
    clip = speak(job(3), engine_of, ClipCache())
    # 3 phonemes of 65 + 75 + 65 ms a word, the first after 20 ms that trimming keeps
    step = round(0.205 * RATE_HZ)
    assert clip.word_times == "model" and clip.tries == 1 and clip.faults == ()
    for number, start in enumerate(clip.word_starts):
        assert abs(start - number * step) < 0.025 * RATE_HZ


def test_parts_of_a_long_sentence_are_joined_by_a_breath(gate: ModuleType) -> None:
    whole = speak(job(6, ","), engine_of, ClipCache())
    parted = speak(replace(job(6, ",", limit=16), key="p" * 64), engine_of, ClipCache())
    samples, _ = soundfile.read(parted.path)
    assert len(parted.word_starts) == len(whole.word_starts) == 6
    assert list(parted.word_starts) == sorted(set(parted.word_starts))
    quiet = np.abs(samples) < 1e-4
    runs = "".join("q" if one else "s" for one in quiet[:: RATE_HZ // 1000]).split("s")
    breaths = [len(run) for run in runs if len(run) >= PART_PAUSE_MS]
    assert len(breaths) >= 1


def test_an_engine_without_durations_gets_estimated_word_starts(gate: ModuleType) -> None:
    humming = Broken([0.1] * RATE_HZ)
    clip = speak(job(4), lambda voice: humming, ClipCache())
    assert clip.word_times == "estimated"
    assert clip.word_starts[0] == 0
    assert np.allclose(np.diff(clip.word_starts), RATE_HZ / 4, rtol=0.25)


def test_a_sound_beyond_full_scale_is_kept_undistorted(gate: ModuleType) -> None:
    tone = 1.5 * np.sin(np.arange(RATE_HZ) / 20)
    clip = speak(job(), lambda voice: Broken(list(tone)), ClipCache())
    samples, _ = soundfile.read(clip.path)
    begin, end = trim(tone.astype(np.float32), RATE_HZ)
    assert np.abs(samples).max() <= 1.0
    assert np.corrcoef(samples, tone[begin:end])[0, 1] > 0.9999


BAD_SOUND = {"none": [], "not a number": [0.1, float("nan"), 0.1], "infinite": [0.1, float("inf"), 0.1]}


@pytest.mark.parametrize("samples", BAD_SOUND.values(), ids=BAD_SOUND)
def test_unusable_sound_is_an_error_that_names_the_sentence(samples: list[float], gate: ModuleType) -> None:
    with pytest.raises(SynthesisError, match="«takk takk takk .*no usable sound"):
        speak(job(), lambda voice: Broken(samples), ClipCache())


def fault(kind: str) -> Fault:
    return Fault.of(kind, "something is wrong")


def test_what_the_gate_objects_to_is_said_in_other_ways(gate: ModuleType) -> None:
    answers = iter([(fault("too_long"),), ()])
    gate.inspect = lambda *_, **__: next(answers)  # type: ignore[attr-defined]
    engine = Broken([0.1] * RATE_HZ)
    clip = speak(job(12, ","), lambda voice: engine, ClipCache())
    assert (clip.tries, clip.faults) == (2, ())
    assert len(engine.pieces[0].symbols) > max(len(piece.symbols) for piece in engine.pieces[1:])


def test_the_try_with_the_fewest_faults_is_kept_and_its_faults_are_told(gate: ModuleType) -> None:
    answers = iter([(fault("noise"), fault("missing")), (fault("noise"),), (fault("noise"),) * 3])
    gate.inspect = lambda *_, **__: next(answers)  # type: ignore[attr-defined]
    clip = speak(job(12, ","), engine_of, ClipCache())
    assert (clip.tries, clip.faults) == (3, (fault("noise"),))


def test_the_fallback_voice_speaks_when_the_own_one_cannot(gate: ModuleType) -> None:
    other = load_member("silence:high")
    other = replace(other, voice=replace(other.voice, id="other"))
    clip = speak(
        job(fallback=other),
        lambda voice: silence.load(voice) if voice.id == "other" else Broken(),
        ClipCache(),
    )
    assert clip.faults == () and clip.samples > 0 and clip.tries > 1


def test_when_every_try_fails_the_sentence_is_named(gate: ModuleType) -> None:
    with pytest.raises(SynthesisError, match="«takk takk takk .*out of breath"):
        speak(job(), lambda voice: Broken(), ClipCache())
    assert ClipCache().find("k" * 64) is None
