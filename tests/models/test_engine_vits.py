"""The Coqui engine and the ONNX engine: tokens, seeds, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.engines.vits.info import Tokens, VitsInfo
from audio_edition.engines.vits.noise import draw_noise, noise_frames, symbol_ends
from audio_edition.errors import EngineUnavailable, SynthesisError, UnknownPhoneme, VoiceError
from audio_edition.types import Piece, Speaker, Voice
from tests.models.tiny_vits import write_coqui

FAST = "plain_durations"
ALPHABET = {letter: (number + 3,) for number, letter in enumerate("abcdef ")}
PIPER = Tokens(ALPHABET, begin=(1, 0), after=(0,), end=(2,))


def test_pipers_sequence() -> None:
    assert PIPER.encode("ab") == ([1, 0, 3, 0, 4, 0, 2], [4, 6])


def test_coquis_sequence_with_blanks() -> None:
    assert Tokens(ALPHABET, begin=(9,), after=(9,)).encode("ab") == ([9, 3, 9, 4, 9], [3, 5])


@given(st.text("abcdef ", min_size=1, max_size=50))
def test_no_symbol_is_lost(text: str) -> None:
    tokens, ends = PIPER.encode(text)
    assert [tokens[end - 2] for end in ends] == [ALPHABET[letter][0] for letter in text]


@given(st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_symbol_ends_are_sums_of_durations(frames: list[int]) -> None:
    _, ends = PIPER.encode("ab")
    durations = np.array(frames, np.float32)
    assert symbol_ends(durations, ends, 256) == (sum(frames[:4]) * 256, sum(frames[:6]) * 256)


def test_noise_depends_on_the_seed_and_nothing_else() -> None:
    np.random.seed(1)
    first = draw_noise(5, 20, 4)
    np.random.random(100)
    second = draw_noise(5, 20, 4)
    other = draw_noise(6, 20, 4)
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert not (first[0] == other[0]).any()
    assert first[1].shape == (1, 4, noise_frames(20))


def test_a_description_survives_its_file() -> None:
    info = VitsInfo(22050, 256, 192, PIPER, 0.6, 0.7, 1.1, {"kari": 0}, {"from": "piper"})
    assert VitsInfo.from_json(info.to_json()) == info


def make_voice(folder: Path, **changes: Any) -> Voice:
    speakers = {"default": Speaker("default", settings={})}
    voice = Voice(
        id="liten", name="Liten", engine="coqui", language="nn", sample_rate_hz=16000, input="phonemes",
        licence="CC0-1.0", attribution="", folder=folder, symbols={"ɑ": ("ɑ",)}, max_symbols=60,
        speakers=speakers, cast={}, model={},
    )  # fmt: skip
    return replace(voice, **changes)


@pytest.fixture
def engine(coqui_folder: Callable[[str], Path]) -> Any:
    from audio_edition.engines.coqui import load

    return load(make_voice(coqui_folder(FAST)))


def test_the_same_piece_gives_the_same_samples_whatever_came_before(engine: Any) -> None:
    piece = Piece(tuple("fɑr ˈɛr hˈeːr"), "far er her", seed=4)
    first = engine.synthesise(piece).samples
    engine.synthesise(Piece(tuple("noːka ant"), "noko anna", seed=9))
    assert (engine.synthesise(piece).samples == first).all()
    assert not np.array_equal(engine.synthesise(replace(piece, seed=5)).samples, first)


def test_freed_memory_is_given_back_when_it_has_become_much(monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_edition.engines.vits import freed_memory

    resident = [900 << 20]
    given: list[int] = []

    def trim() -> None:
        given.append(resident[0] >> 20)
        resident[0] = 850 << 20

    monkeypatch.setattr(freed_memory, "MOST_KEPT_BYTES", 256 << 20)
    monkeypatch.setattr(freed_memory, "_resident_bytes", lambda: resident[0])
    monkeypatch.setattr(freed_memory, "_trim", trim)
    freed = freed_memory.FreedMemory()
    for _ in range(9):
        freed.give_back()
        resident[0] += 100 << 20
    assert given == [900, 1150, 1150]


def test_an_engine_gives_freed_memory_back(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_edition.engines.vits import freed_memory

    given: list[bool] = []
    monkeypatch.setattr(freed_memory, "_trim", lambda: given.append(True))
    engine.synthesise(Piece(tuple("fɑr"), "far"))
    assert given


def test_a_long_piece_uses_its_noise_again(engine: Any) -> None:
    slow = Piece(tuple("fɑr"), "far", rate=0.05)
    waveform = engine.synthesise(slow)
    assert waveform.symbol_ends[-1] > 16 * noise_frames(9)


def test_symbol_ends_grow_and_stay_inside(engine: Any) -> None:
    waveform = engine.synthesise(Piece(tuple("fɑr ˈɛr hˈeːr"), "far er her"))
    ends = waveform.symbol_ends
    assert len(ends) == 13 and list(ends) == sorted(set(ends)) and ends[-1] <= len(waveform.samples)
    assert waveform.samples.dtype == np.float32 and waveform.sample_rate_hz == 16000


def test_a_faster_rate_is_shorter(engine: Any) -> None:
    piece = Piece(tuple("fɑr ˈɛr hˈeːr"), "far er her")
    assert len(engine.synthesise(replace(piece, rate=2.0)).samples) < len(engine.synthesise(piece).samples)


@pytest.mark.parametrize(
    ("symbols", "message"),
    [("fɑr†", "no symbol '†'"), ("", "nothing to say"), ("a" * 61, "takes 60 symbols at a time, not the 61")],
)
def test_what_cannot_be_said_is_an_error(engine: Any, symbols: str, message: str) -> None:
    with pytest.raises(SynthesisError, match=message):
        engine.synthesise(Piece(tuple(symbols), "tekst" if symbols else ""))


def test_a_voice_of_letters_reads_capitals_as_small_letters(coqui_folder: Callable[[str], Path]) -> None:
    from audio_edition.engines.coqui import load

    engine = load(make_voice(coqui_folder(FAST), input="graphemes", symbols={}))
    small = engine.synthesise(Piece((), "far er her", seed=1)).samples
    assert (engine.synthesise(Piece((), "Far er her", seed=1)).samples == small).all()


def test_a_map_to_a_symbol_the_model_lacks_is_found_when_it_is_loaded(
    coqui_folder: Callable[[str], Path],
) -> None:
    from audio_edition.engines.coqui import load

    with pytest.raises(UnknownPhoneme, match="ɧ"):
        load(make_voice(coqui_folder(FAST), symbols={"ʃ": ("ɧ",)}))


def test_safetensors_are_the_same_weights(coqui_folder: Callable[[str], Path], tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors.torch")
    import shutil

    torch = pytest.importorskip("torch", reason="needs torch: make test")

    from audio_edition.engines.coqui import load

    source = coqui_folder(FAST)
    shutil.copyfile(source / "config.json", tmp_path / "config.json")
    state = torch.load(source / "best_model.pth", weights_only=True)["model"]
    safetensors.save_file(
        {name: value.contiguous() for name, value in state.items()}, tmp_path / "model.safetensors"
    )
    piece = Piece(tuple("fɑr"), "far")
    samples = [load(make_voice(folder)).synthesise(piece).samples for folder in (source, tmp_path)]
    assert (samples[0] == samples[1]).all()


def test_inference_weights_alone_are_enough(coqui_folder: Callable[[str], Path], tmp_path: Path) -> None:
    import shutil

    torch = pytest.importorskip("torch", reason="needs torch: make test")

    from audio_edition.engines.coqui import load

    source = coqui_folder(FAST)
    shutil.copyfile(source / "config.json", tmp_path / "config.json")
    state = torch.load(source / "best_model.pth", weights_only=True)["model"]
    kept = {name: value for name, value in state.items() if not name.startswith("posterior_encoder.")}
    torch.save(kept, tmp_path / "model.pth")
    assert len(load(make_voice(tmp_path)).synthesise(Piece(tuple("fɑr"), "far")).samples)


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("pwned"),))


def test_a_checkpoint_with_code_in_it_is_refused_and_not_run(
    coqui_folder: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    torch = pytest.importorskip("torch", reason="needs torch: make test")

    from audio_edition.engines.coqui import load

    monkeypatch.chdir(tmp_path)
    shutil.copyfile(coqui_folder(FAST) / "config.json", tmp_path / "config.json")
    torch.save({"model": {}, "extra": _Evil()}, tmp_path / "model.pth")
    with pytest.raises(VoiceError, match="not weights that can be loaded safely"):
        load(make_voice(tmp_path))
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("config", "weights", "message"),
    [
        (None, [], "config.json: missing"),
        ("not json", [], "not the configuration of a Coqui model"),
        ({"model": "xtts"}, ["model.pth"], "an XTTS model"),
        ({"model": "tacotron2"}, ["model.pth"], "a 'tacotron2' model"),
        ({"model": "vits"}, [], "no weights"),
        ({"model": "vits"}, ["a.pth", "b.pth"], "several weights"),
        (
            {"model": "vits", "characters": {"characters_class": "os.system"}},
            ["model.pth"],
            "only classes of coqui-tts itself",
        ),
    ],
)
def test_a_folder_that_is_no_vits_checkpoint_is_refused(
    config: Any, weights: list[str], message: str, tmp_path: Path
) -> None:
    from audio_edition.engines.coqui import load

    if weights and "classes" in message:
        pytest.importorskip("torch", reason="needs torch: make test")
    if config is not None:
        text = config if isinstance(config, str) else json.dumps(config)
        (tmp_path / "config.json").write_text(text, encoding="utf-8")
    for name in weights:
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(VoiceError, match=message):
        load(make_voice(tmp_path))


def test_weights_of_another_shape_are_refused(coqui_folder: Callable[[str], Path], tmp_path: Path) -> None:
    import shutil

    from audio_edition.engines.coqui import load

    shutil.copyfile(coqui_folder(FAST) / "config.json", tmp_path / "config.json")
    shutil.copyfile(write_coqui(tmp_path / "other", "low") / "best_model.pth", tmp_path / "model.pth")
    with pytest.raises(VoiceError, match="do not fit config.json"):
        load(make_voice(tmp_path))


def test_without_torch_the_command_to_run_is_named(
    coqui_folder: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from audio_edition.engines.coqui import load

    monkeypatch.setitem(sys.modules, "TTS", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'audio-edition\[torch\]'"):
        load(make_voice(coqui_folder(FAST)))


def test_an_onnx_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    from audio_edition.engines.onnx import load

    (tmp_path / "voice.onnx").write_bytes(b"\x08\x01")
    with pytest.raises(VoiceError, match="not a model that ONNX Runtime can load"):
        load(make_voice(tmp_path, engine="onnx"))


@pytest.mark.gpu
def test_cuda_says_the_same_as_the_cpu(coqui_folder: Callable[[str], Path]) -> None:
    torch = pytest.importorskip("torch", reason="needs torch: make test")

    if not torch.cuda.is_available():
        pytest.skip("torch finds no CUDA device")
    from audio_edition.engines.coqui import load

    piece = Piece(tuple("fɑr ˈɛr hˈeːr"), "far er her", seed=4)
    voice = make_voice(coqui_folder(FAST))
    sounds = [load(voice, device=device).synthesise(piece).samples for device in ("cpu", "cuda")]
    assert abs(sounds[0] - sounds[1]).max() < 1e-2


def test_cuda_that_is_not_there_is_said(coqui_folder: Callable[[str], Path]) -> None:
    torch = pytest.importorskip("torch", reason="needs torch: make test")

    from audio_edition.engines.coqui import load

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    with pytest.raises(EngineUnavailable, match="no CUDA device"):
        load(make_voice(coqui_folder(FAST)), device="cuda")
