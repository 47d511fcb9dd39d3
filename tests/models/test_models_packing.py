"""A voice that is shipped compiled gives its Coqui checkpoint back, and both sound the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.engines.session import open_session
from audio_edition.engines.vits.checkpoint import find_weights
from audio_edition.engines.vits.compiled import OnnxEngine, read_info
from audio_edition.engines.vits.equality import bare_voice, compare, require_equal
from audio_edition.engines.vits.files import REST_NAME, is_packed
from audio_edition.errors import VoiceError
from tests.needs import need_torch

need_torch()


def compiled(source: Path, folder: Path) -> Path:
    from audio_edition.models.compiling import compile_checkpoint

    shutil.copytree(source, folder)
    (folder / "tokens.json").write_text(
        '{"symbols": {"a": [5], "b": [6], "c": [7], "d": [8], "e": [9]}, "begin": [], "after": [0], "end": []}'
    )
    compile_checkpoint(folder, folder / "voice.onnx", "float16")
    return folder


@pytest.mark.parametrize("shape", ["medium", "speakers", "plain_durations"])
def test_the_checkpoint_comes_back(coqui_folder: Callable[..., Path], tmp_path: Path, shape: str) -> None:
    from audio_edition.engines.vits.live import CoquiEngine
    from audio_edition.engines.vits.loading import load_vits
    from audio_edition.models.packing import pack, unpack

    pack(compiled(coqui_folder(shape), tmp_path / "voice"), tmp_path / "packed")
    assert is_packed(tmp_path / "packed")
    unpack(tmp_path / "packed", tmp_path / "again")
    model, info = load_vits(tmp_path / "again")
    graph = tmp_path / "packed" / "voice.onnx"
    session = open_session(graph, threads=1)
    voice = bare_voice("packed", tmp_path)
    difference = compare(
        CoquiEngine(voice, model, info, "cpu"), OnnxEngine(voice, session, read_info(session, graph)), info
    )
    require_equal(difference, "the packed voice")


def test_another_checkpoints_graph_is_refused(coqui_folder: Callable[..., Path], tmp_path: Path) -> None:
    import torch

    from audio_edition.models.packing import pack

    one = compiled(coqui_folder("medium"), tmp_path / "one")
    path = find_weights(one)
    state = torch.load(path, weights_only=True)
    state["model"]["text_encoder.emb.weight"] += 1.0
    torch.save(state, path)
    with pytest.raises(VoiceError, match="compile the voice again"):
        pack(one, tmp_path / "packed")
    assert not (tmp_path / "packed" / REST_NAME).exists()
