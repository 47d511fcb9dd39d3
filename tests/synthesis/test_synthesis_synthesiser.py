"""Utterances in, clips out: order, cache, workers, and what happens when one dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.engines.humming import SilenceEngine
from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.settings import Settings
from audio_edition.synthesis import ClipCache, Synthesiser
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.plan import WorkerPlan, available_cores, choose, measure
from audio_edition.synthesis.pool import Pool
from audio_edition.types import Clip, Utterance, Waveform
from audio_edition.voices import build_cast, load_member

Make = Callable[..., Utterance]


def test_clips_come_in_the_order_of_the_utterances(settings: Settings, utterance: Make) -> None:
    said = [utterance(*["ˈtɑk"] * count) for count in (3, 1, 9, 2)]
    seen: dict[int, Clip] = {}
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        clips = synthesiser.clips(said, lambda index, clip: seen.update({index: clip}))
    assert [len(clip.word_starts) for clip in clips] == [3, 1, 9, 2]
    assert [seen[index] for index in range(4)] == clips


def test_a_key_is_worked_out_once_an_edition_and_anew_when_a_sentence_changes(
    settings: Settings, utterance: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Utterance] = []
    key = Synthesiser._key

    def note(self: Synthesiser, said: Utterance) -> str:
        asked.append(said)
        return key(self, said)

    monkeypatch.setattr(Synthesiser, "_key", note)
    said = [utterance("hæɪ"), utterance("tɑk")]
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        keys = synthesiser.keys(said)
        assert synthesiser.missing(said) == [0, 1] and len(synthesiser.clips(said)) == 2
        assert asked == said
        said[1] = utterance("nɛ")
        assert synthesiser.keys(said)[0] == keys[0] and synthesiser.keys(said)[1] != keys[1]
        assert len(asked) == 4


def test_only_what_is_missing_is_spoken(
    settings: Settings, utterance: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    say = SilenceEngine.synthesise

    def note(engine: SilenceEngine, piece: object) -> Waveform:
        spoken.append("".join(piece.symbols))  # type: ignore[attr-defined]
        return say(engine, piece)  # type: ignore[arg-type]

    monkeypatch.setattr(SilenceEngine, "synthesise", note)
    said = [utterance("hæɪ"), utterance("tɑk"), utterance("hæɪ")]
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        assert synthesiser.missing(said) == [0, 1, 2]
        first = synthesiser.clips(said)
    assert sorted(spoken) == ["hæɪ", "tɑk"]  # the same sentence twice is spoken once
    said[1] = utterance("nɛ")
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        assert synthesiser.missing(said) == [1]
        again = synthesiser.clips(said)
    assert spoken[2:] == ["nɛ"]
    assert (again[0], again[2]) == (first[0], first[2])
    with Synthesiser(settings, build_cast(settings), fresh=True) as synthesiser:
        assert synthesiser.missing(said) == [0, 1, 2]
        synthesiser.clips(said)
        assert synthesiser.missing(said) == []
    assert len(spoken) == 5


def test_a_cached_run_imports_nothing_heavy(settings: Settings, utterance: Make, home: Path) -> None:
    code = """
import sys
from audio_edition.settings import Settings
from audio_edition.synthesis import Synthesiser
from audio_edition.types import Utterance, Word
from audio_edition.voices import build_cast
settings = Settings(voice="silence", jobs=1)
words = (Word(grapheme="hei", ipa="hæɪ", source="rules"),)
with Synthesiser(settings, build_cast(settings)) as synthesiser:
    synthesiser.clips([Utterance(0, 0, "hei", "hei", words, "narrator")])
print(sorted({"numpy", "onnxruntime", "soundfile", "torch", "scipy"} & set(sys.modules)))
"""
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout.strip() != "[]"
    assert runs[1].stdout.strip() == "[]"


def test_workers_say_the_same_as_this_process(utterance: Make, home: Path, tmp_path: Path) -> None:
    said = [utterance(*["ˈtɑk"] * count, number=count) for count in range(1, 6)]
    sounds = []
    for jobs in (1, 2):
        settings = Settings.model_validate({"voice": "silence", "jobs": jobs})
        with Synthesiser(settings, build_cast(settings), folder=tmp_path / str(jobs)) as synthesiser:
            sounds.append([clip.path.read_bytes() for clip in synthesiser.clips(said)])
    assert sounds[0] == sounds[1]


def test_one_failing_sentence_is_named_and_the_others_are_kept(
    settings: Settings, utterance: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = SilenceEngine.synthesise

    def fail(engine: SilenceEngine, piece: object) -> Waveform:
        if "ʂ" in piece.symbols:  # type: ignore[attr-defined]
            raise SynthesisError("cannot")
        return say(engine, piece)  # type: ignore[arg-type]

    monkeypatch.setattr(SilenceEngine, "synthesise", fail)
    said = [utterance("hæɪ"), utterance("ʂɑ"), utterance("tɑk")]
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        with pytest.raises(SynthesisError, match="«ʂɑ»"):
            synthesiser.clips(said)
        assert synthesiser.missing(said) == [1]


def test_a_word_the_voice_cannot_say_names_the_sentence(settings: Settings, utterance: Make) -> None:
    with (
        Synthesiser(settings, build_cast(settings)) as synthesiser,
        pytest.raises(VoiceError, match="ð.*«ðæt θɪŋ»"),
    ):
        synthesiser.clips([utterance("ðæt", "θɪŋ")])


def job(text: str, size: int, key: str) -> SpeechJob:
    member = load_member("silence")
    from audio_edition.types import Word

    words = tuple(Word(grapheme="takk", ipa="ˈtɑk", source="rules") for _ in range(size))
    return SpeechJob(key=key * 64, words=words, member=member, rate=1.0, fallback=None, text=text)


def _start_dead(pool: Pool) -> object:
    worker = Pool._start(pool)
    worker._process.send_signal(signal.SIGSTOP)
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()
    return worker


def test_a_worker_that_dies_is_replaced_and_its_sentence_tried_once_more(tmp_path: Path) -> None:
    pool = Pool(2, 1, "cpu", ClipCache(tmp_path))
    results: dict[int, object] = {}
    pool._workers.append(_start_dead(pool))  # type: ignore[arg-type]
    try:
        pool.run([job("kort", 2, "a"), job("middels", 5, "b"), job("lang", 40, "c")], results.__setitem__)
    finally:
        pool.close()
    assert sorted(results) == [0, 1, 2] and all(isinstance(result, Clip) for result in results.values())


def test_a_sentence_that_kills_two_workers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(1, 1, "cpu", ClipCache(tmp_path))
    results: dict[int, object] = {}
    left = [True, True]
    monkeypatch.setattr(
        pool, "_start", lambda: _start_dead(pool) if left and left.pop() else Pool._start(pool)
    )
    try:
        pool.run([job("kort", 2, "a")], results.__setitem__)
    finally:
        pool.close()
    assert "a worker died (SIGKILL" in str(results[0]) and "«kort»" in str(results[0])


def test_a_voice_that_cannot_be_loaded_in_a_worker_stops_the_run(tmp_path: Path) -> None:
    from dataclasses import replace

    broken = job("takk", 2, "a")
    broken = replace(
        broken, member=replace(broken.member, voice=replace(broken.member.voice, engine="kazoo"))
    )
    pool = Pool(1, 1, "cpu", ClipCache(tmp_path))
    with pytest.raises(VoiceError, match="kazoo"):
        pool.run([broken], lambda index, result: None)
    assert not pool._workers


def test_ctrl_c_ends_cleanly_and_keeps_what_is_finished(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "run.py"  # without a main guard: workers must not run it again
    script.write_text(
        """
import sys, time
from audio_edition.settings import Settings
from audio_edition.synthesis import Synthesiser
from audio_edition.types import Utterance, Word
from audio_edition.voices import build_cast
settings = Settings(voice="silence", jobs=2)
words = lambda n: tuple(Word(grapheme="takk", ipa="tɑk" if n >> bit & 1 else "nɑ", source="rules") for bit in range(10))
said = [Utterance(0, n, str(n), str(n), words(n), "narrator") for n in range(1000)]
def on_clip(index, clip):
    print(index, flush=True)
    time.sleep(0.05)
try:
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        synthesiser.clips(said, on_clip)
except KeyboardInterrupt:
    sys.exit(130)
""",
        encoding="utf-8",
    )
    run = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A test run that was started in the background ignores interrupts, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert run.stdout is not None
    for _ in range(4):
        assert run.stdout.readline().strip()
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=20) == 130
    with pytest.raises(ProcessLookupError):  # no worker is left behind
        for _ in range(100):
            os.killpg(run.pid, 0)
            time.sleep(0.1)
    notes = list(home.rglob("*.json"))
    assert len(notes) >= 4
    assert all(ClipCache().find(note.stem) for note in notes)
    assert not [path for path in home.rglob(".*") if path.is_file()]


PLANS = {
    "jobs asked for": ({"jobs": 3}, 50, 9000, 3),
    "more jobs than sentences": ({"jobs": 8}, 2, 100, 2),
    "one sentence": ({}, 1, 60, 1),
    "a GPU": ({"device": "cuda"}, 50, 9000, 1),
}


@pytest.mark.parametrize("chosen, sentences, symbols, workers", PLANS.values(), ids=PLANS)
def test_workers_are_as_asked_for_or_as_there_is_work(
    chosen: dict[str, object], sentences: int, symbols: int, workers: int
) -> None:
    settings = Settings.model_validate({"voice": "silence", **chosen})
    assert choose(settings, load_member("silence"), sentences, symbols).workers == workers


def test_the_plan_is_measured_once_and_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    member = load_member("silence")
    settings = Settings.model_validate({"voice": "silence"})
    best = measure(member, available_cores())
    (kept,) = json.loads((home / "cache" / "plans.json").read_text()).values()
    assert tuple(kept) == best and best[0] * best[1] <= available_cores() + 1
    monkeypatch.setattr("audio_edition.synthesis.plan.measure", lambda *_: pytest.fail("measured twice"))
    assert choose(settings, member, 500, 20000) == WorkerPlan(*best) or available_cores() == 1
