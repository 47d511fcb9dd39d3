"""The cache of clips: what makes a key, and what a damaged entry is worth."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from audio_edition import disk, engines
from audio_edition.errors import PublishError
from audio_edition.fault import Fault
from audio_edition.objects import Objects
from audio_edition.settings import Settings
from audio_edition.synthesis import ClipCache, Synthesiser, flac, worker
from audio_edition.synthesis import cache as cache_module
from audio_edition.types import CastMember, Piece, Utterance, Word
from audio_edition.voices import build_cast, load_member, to_pieces

NOTE = {
    "sample_rate_hz": 16000,
    "samples": 800,
    "loudness_lufs": -20.5,
    "word_starts": [0, 400],
    "word_times": "model",
    "tries": 2,
    "faults": [{"kind": "too_long", "hard": False, "problem": "too long"}],
}
SAMPLES = np.linspace(-0.5, 0.5, 800, dtype=np.float32)


def pieces(member: CastMember) -> tuple[Piece, ...]:
    return to_pieces([Word(grapheme="hei", ipa="ˈhæɪ", source="rules")], member)


def test_a_stored_clip_is_found_whole() -> None:
    import soundfile

    cache = ClipCache()
    stored = cache.store("ab12", SAMPLES, NOTE)
    assert cache.find("ab12") == stored
    assert (
        stored.word_starts == (0, 400)
        and stored.faults == (Fault.of("too_long", "too long"),)
        and stored.tries == 2
    )
    samples, rate = soundfile.read(stored.path, dtype="float32")
    assert rate == 16000 and np.abs(samples - SAMPLES).max() < 2**-23
    assert cache.find("cd34") is None


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated sound": lambda path: path.write_bytes(path.read_bytes()[:-10]),
    "empty sound": lambda path: path.write_bytes(b""),
    "a flipped bit": flip,
    "no sound": lambda path: path.unlink(),
    "no note": lambda path: path.with_suffix(".json").unlink(),
    "a truncated note": lambda path: path.with_suffix(".json").write_text('{"samples":'),
    "a note of something else": lambda path: path.with_suffix(".json").write_text("[1, 2]"),
    "a note without a field": lambda path: path.with_suffix(".json").write_text('{"bytes": 1}'),
}


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_clip_is_spoken_anew(
    harm: Callable[[Path], object], settings: Settings, utterance: Callable[..., Utterance]
) -> None:
    said = [utterance("ˈhæɪ")]
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        (first,) = synthesiser.clips(said)
    before = first.path.read_bytes()
    harm(first.path)
    with Synthesiser(settings, build_cast(settings)) as synthesiser:
        assert synthesiser.missing(said) == [0]
        (again,) = synthesiser.clips(said)
    assert again == first and again.path.read_bytes() == before


def test_nothing_temporary_is_left(home: Path) -> None:
    ClipCache().store("ab12", SAMPLES, NOTE)
    assert sorted(path.name for path in home.rglob("*") if path.is_file()) == ["ab12.flac", "ab12.json"]


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PublishError, match="is a file, not a folder"):
        ClipCache(tmp_path / "file").store("ab12", SAMPLES, NOTE)


def test_a_full_disk_is_named_whatever_the_sound_library_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise RuntimeError("problem with initialization of the flac decoder")

    monkeypatch.setattr(flac, "write_flac", no_room)
    monkeypatch.setattr(disk, "_ROOM_BYTES", 1 << 62)
    with pytest.raises(PublishError, match="the disk is full"):
        ClipCache(tmp_path).store("ab" * 32, SAMPLES, NOTE)


def test_the_key_follows_all_that_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    member = load_member("silence")
    key = ClipCache().key(pieces(member), member)
    assert key == ClipCache().key(pieces(member), member)
    piece = pieces(member)[0]
    high = load_member("silence:high")
    voice = replace(member.voice, model={"digest": "other"})
    speaker = replace(member.speaker, settings={"kind": "tone", "pitch_hz": 221.0})
    others = {
        "symbols": ClipCache().key([replace(piece, symbols=(*piece.symbols, "ə"))], member),
        "rate": ClipCache().key([replace(piece, rate=1.1)], member),
        "seed": ClipCache().key([replace(piece, seed=1)], member),
        "speaker": ClipCache().key(pieces(high), high),
        "speaker's settings": ClipCache().key([piece], replace(member, speaker=speaker)),
        "weights": ClipCache().key([piece], replace(member, voice=voice)),
        "cut in two": ClipCache().key([piece, piece], member),
    }
    monkeypatch.setattr(cache_module, "CODE_VERSION", cache_module.CODE_VERSION + 1)
    others["code"] = ClipCache().key([piece], member)
    monkeypatch.undo()
    monkeypatch.setattr(cache_module, "engine_version", lambda name, device: "99")
    others["engine"] = ClipCache().key([piece], member)
    assert len({key, *others.values()}) == len(others) + 1, others


def test_the_keys_of_clips_on_disk_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """If this must change, every clip of every user is spoken again."""
    monkeypatch.setattr(cache_module, "engine_version", lambda name, device: "1")
    member = load_member("silence")
    voice = replace(member.voice, model={"digest": "ab"}, sample_rate_hz=24000)
    speaker = replace(member.speaker, settings={"pitch_hz": 220.0})
    piece = Piece(("h", "æ", "ɪ"), "hei", speaker="low", seed=3)
    key = ClipCache().key([piece], replace(member, voice=voice, speaker=speaker))
    assert key == "704ce982c1ed049c9f7015faf9e364d482010b61beb1c3bf05666491fb3ca3bd"


@pytest.mark.parametrize(
    ("voice", "alike"), [("kokoro", False), ("silence", True)], ids=["another graph", "the same graph"]
)
def test_what_a_gpu_spoke_otherwise_is_not_taken_for_the_cpus(
    voice: str, alike: bool, utterance: Callable[..., Utterance]
) -> None:
    """Keys are made without the model, so no GPU is needed."""
    keys = []
    for device in ("cpu", "cuda"):
        settings = Settings.model_validate({"voice": voice, "device": device})
        with Synthesiser(settings, build_cast(settings)) as synthesiser:
            keys += synthesiser.keys([utterance("ˈhæɪ")])
    assert (keys[0] == keys[1]) is alike


def test_the_device_of_an_engine_that_says_nothing_of_it_is_in_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kazoo = ModuleType("kazoo")
    kazoo.VERSION = "7"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kazoo", kazoo)
    point = EntryPoint("kazoo", "kazoo:load", engines.GROUP)  # type: ignore[attr-defined]
    monkeypatch.setattr(engines, "entry_points", lambda group: [point])
    monkeypatch.setattr(engines, "_entry_point", engines._entry_point.__wrapped__)
    assert engines.engine_version("kazoo") == engines.engine_version("kazoo", "cpu") == "7"
    assert engines.engine_version("kazoo", "cuda") == "7 on cuda"
    kazoo.SAME_ON_ALL_DEVICES = True  # type: ignore[attr-defined]
    assert engines.engine_version("kazoo", "cuda") == "7"


def test_the_key_does_not_follow_what_is_not_heard() -> None:
    member = load_member("silence")
    piece = pieces(member)[0]
    louder = replace(member, speaker=replace(member.speaker, level_db=6.0))
    assert ClipCache().key([piece], louder) == ClipCache().key([piece], member)
    assert ClipCache().key([replace(piece, text="other letters")], member) == ClipCache().key([piece], member)


def test_a_worker_that_is_ended_writes_its_clip_to_the_end_and_sends_it_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM waits for the disk, and never for a network."""
    held: dict[str, bool] = {}

    def holds(what: str) -> None:
        held[what] = callable(signal.getsignal(signal.SIGTERM))

    written = flac.write_flac

    def write(path: Path, samples: Any, sample_rate_hz: int) -> None:
        holds("disk")
        written(path, samples, sample_rate_hz)

    monkeypatch.setattr(flac, "write_flac", write)
    monkeypatch.setattr(Objects, "write", lambda *a: holds("network"))
    worker._Cache(tmp_path, shared="memory://lyd/klipp").store("ab12", SAMPLES, NOTE)
    assert held == {"disk": True, "network": False}
