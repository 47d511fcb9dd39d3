"""A Piper voice becomes a Coqui checkpoint with the same sound, or nothing at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.engines.vits.equality import LARGEST_DIFFERENCE
from audio_edition.errors import VoiceError
from audio_edition.settings import models_folder
from tests.models.tiny_vits import SHAPES
from tests.needs import need_torch

onnx = pytest.importorskip("onnx")
need_torch()


FAST = "plain_durations"
"""Exported in a second; the flow of the other shapes' durations takes the exporter ten."""


@pytest.mark.parametrize(
    "shape", [pytest.param(shape, marks=[] if shape == FAST else [pytest.mark.slow]) for shape in SHAPES]
)
def test_every_shape_is_imported_with_the_same_sound(
    shape: str, piper_file: Callable[[str], Path], tmp_path: Path
) -> None:
    from audio_edition.models.importing import prove_equal, write_checkpoint

    source = piper_file(shape)
    write_checkpoint(source, tmp_path / "copy")
    difference = prove_equal(source, tmp_path / "copy")
    assert difference.largest < LARGEST_DIFFERENCE
    assert difference.samples > 1000
    assert difference.durations_differ == 0


def test_coqui_itself_loads_what_was_imported(piper_file: Callable[[str], Path], tmp_path: Path) -> None:
    from TTS.config import load_config
    from TTS.tts.models.vits import Vits

    from audio_edition.models.importing import write_checkpoint

    write_checkpoint(piper_file(FAST), tmp_path / "copy")
    config = load_config(tmp_path / "copy" / "config.json")
    model = Vits(config)
    model.load_checkpoint(config, str(tmp_path / "copy" / "model.pth"), eval=True, strict=True)
    assert (
        model.tokenizer.characters.char_to_id("ɑ")
        == json.loads(Path(f"{piper_file(FAST)}.json").read_text())["phoneme_id_map"]["ɑ"][0]
    )


@pytest.fixture
def broken(piper_file: Callable[[str], Path], tmp_path: Path) -> Path:
    path = tmp_path / "broken.onnx"
    shutil.copyfile(piper_file(FAST), path)
    shutil.copyfile(f"{piper_file(FAST)}.json", f"{path}.json")
    return path


def test_other_weights_than_the_original_are_refused(broken: Path) -> None:
    """A bias that the reader of the file gets wrong must show in the comparison."""
    from audio_edition.models.importing import prove_equal, write_checkpoint

    folder = broken.parent / "copy"
    write_checkpoint(broken, folder)
    import torch

    state = torch.load(folder / "model.pth", weights_only=True)
    state["model"]["waveform_decoder.ups.0.bias"] += 0.5
    torch.save(state, folder / "model.pth")
    with pytest.raises(VoiceError, match="cannot be proven equal"):
        prove_equal(broken, folder)


def test_a_weight_too_few_is_refused(broken: Path) -> None:
    from audio_edition.models.register import import_voice

    model = onnx.load(str(broken))
    for node in model.graph.node:
        if node.name == "/enc_p/proj/Conv":
            node.name = "/enc_p/other/Conv"
    for tensor in model.graph.initializer:
        if tensor.name.startswith("enc_p.proj."):
            for node in model.graph.node:
                for index, name in enumerate(node.input):
                    if name == tensor.name:
                        node.input[index] = "x" + name
            tensor.name = "x" + tensor.name
    onnx.save(model, str(broken))
    with pytest.raises(VoiceError, match="enc_p.proj.weight"):
        import_voice(broken)
    assert not list(models_folder().glob("*"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "has no nodes|cut short"),
        (b"<html>404</html>", "cut short"),
    ],
)
def test_what_is_no_model_is_refused(broken: Path, content: bytes, message: str) -> None:
    from audio_edition.models.register import import_voice

    broken.write_bytes(content)
    with pytest.raises(VoiceError, match=message):
        import_voice(broken)


@pytest.mark.parametrize("key", ["phoneme_id_map", "audio"])
def test_settings_without_a_key_are_refused(broken: Path, key: str) -> None:
    from audio_edition.models.register import import_voice

    path = Path(f"{broken}.json")
    table = json.loads(path.read_text(encoding="utf-8"))
    del table[key]
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(VoiceError, match=key):
        import_voice(broken)


def test_settings_that_are_missing_are_named(broken: Path) -> None:
    from audio_edition.models.register import import_voice

    Path(f"{broken}.json").unlink()
    with pytest.raises(VoiceError, match="broken.onnx.json is missing"):
        import_voice(broken)


@pytest.mark.slow
def test_an_imported_voice_speaks_and_is_listed(piper_file: Callable[[str], Path]) -> None:
    from audio_edition.engines import load_engine
    from audio_edition.models.register import import_voice
    from audio_edition.types import CastMember, Word
    from audio_edition.voices import list_voices, load_voice, to_pieces

    done = import_voice(piper_file("speakers"), "folk")
    assert done.difference is not None
    assert {status.id: status.ready for status in list_voices()}["folk"]
    voice = load_voice("folk")
    assert list(voice.speakers) == ["anna", "bjarte", "cecilie"]
    assert voice.cast["narrator"] != voice.cast["aside"]
    engine = load_engine(voice)
    words = [Word("ferja", "²ˈfærjɑ", "rules"), Word("går", "ˈɡoːr", "rules", after=".")]
    sounds = []
    for name in ("anna", "bjarte"):
        (piece,) = to_pieces(words, CastMember(voice, voice.speakers[name]))
        sounds.append(engine.synthesise(piece).samples)
    assert len(sounds[0]) != len(sounds[1]) or (sounds[0] != sounds[1]).any()


def test_a_voice_is_not_replaced_unasked(piper_file: Callable[[str], Path]) -> None:
    from audio_edition.models.register import import_voice

    (models_folder() / "folk").mkdir(parents=True)
    with pytest.raises(VoiceError, match="already"):
        import_voice(piper_file(FAST), "folk")
    with pytest.raises(VoiceError, match="already"):
        import_voice(piper_file(FAST), "kokoro")
    with pytest.raises(VoiceError, match="cannot be a voice's id"):
        import_voice(piper_file(FAST), "../away")
