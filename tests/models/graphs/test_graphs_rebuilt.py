"""The rebuilt graph says what the exported one says, in any number of windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.models.tiny_vits import SHAPES

onnx = pytest.importorskip("onnx")
FAST = "medium"
LENGTHS = (1, 3, 40, 400)
ALL = {
    "rewrite_attention",
    "rewrite_splines",
    "join_norms",
    "rebuild_flow",
    "rebuild_decoder",
    "widen_convolutions",
}
"""A flow that listens to who speaks is left as it is, and the newer exports have whole normalisations."""


def engine_of(path: Path, rebuilt: bool, target: Path, strips: int = 1) -> Any:
    from audio_edition.engines.session import open_session
    from audio_edition.engines.vits.compiled import OnnxEngine
    from audio_edition.engines.vits.equality import bare_voice
    from audio_edition.engines.vits.graphs.faster import make_faster
    from audio_edition.engines.vits.graphs.file import load_graph, save_graph
    from audio_edition.engines.vits.graphs.opening import open_graph
    from audio_edition.engines.vits.piper import find_config, read_config

    graph = load_graph(path)
    shape = open_graph(graph, str(path))
    info = read_config(find_config(path)).info(shape, {})
    if rebuilt:
        unlike = {"speakers": {"rebuild_flow"}, "plain_durations": {"rewrite_splines"}}
        left_out = {"join_norms"} | unlike.get(path.stem.removeprefix("nb-"), set())
        assert set(make_faster(graph, 0)) == ALL - left_out
    save_graph(graph, target)
    return OnnxEngine(bare_voice("tiny", path.parent), open_session(target, threads=2), info, strips)


def tokens_of(engine: Any, length: int) -> list[int]:
    symbols = sorted(engine.info.tokens.symbols)
    return list(engine.info.tokens.encode([symbols[(7 * n) % len(symbols)] for n in range(length)])[0])


@pytest.mark.parametrize(
    "shape", [pytest.param(shape, marks=[] if shape == FAST else [pytest.mark.slow]) for shape in SHAPES]
)
def test_the_rebuilt_parts_sound_as_the_exported_ones(
    shape: str, piper_file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = piper_file(shape)
    exported = engine_of(path, False, tmp_path / "exported.onnx")
    rebuilt = engine_of(path, True, tmp_path / "rebuilt.onnx")
    windows = 0
    for length in LENGTHS:
        tokens = tokens_of(exported, length)
        wanted, wanted_frames = exported.run(tokens, seed=length)
        samples, frames = rebuilt.run(tokens, seed=length)
        assert (frames == wanted_frames).all()
        assert samples.shape == wanted.shape
        assert np.abs(samples - wanted).max() < 1e-5
        windows = max(windows, len(samples) // 2048)
    assert windows > 3, "the sentences are too short to be computed in windows"


def test_windows_side_by_side_make_the_same_samples(
    piper_file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = piper_file(FAST)
    engines = [engine_of(path, True, tmp_path / f"{strips}.onnx", strips) for strips in (1, 2, 5)]
    for length in LENGTHS:
        tokens = tokens_of(engines[0], length)
        first, *others = [engine.run(tokens, seed=length)[0] for engine in engines]
        for other in others:
            assert np.abs(other - first).max() < 1e-6


def test_a_decoder_of_another_build_is_left_as_it_is(piper_file: Callable[[str], Path]) -> None:
    from audio_edition.engines.vits.graphs.decoder import rebuild_decoder
    from audio_edition.engines.vits.graphs.file import load_graph
    from audio_edition.engines.vits.graphs.opening import open_graph

    graph = load_graph(piper_file(FAST))
    open_graph(graph, "tiny")
    block = next(n for n in graph.graph.node if n.op_type == "LeakyRelu" and "resblocks" in n.name)
    block.op_type = "Elu"
    before = graph.SerializeToString()
    assert not rebuild_decoder(graph)
    assert graph.SerializeToString() == before


def test_a_change_that_fails_or_sounds_different_is_given_up(
    piper_file: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audio_edition.engines.vits.graphs import faster
    from audio_edition.engines.vits.graphs.widening import widen_convolutions
    from audio_edition.engines.vits.piper_opening import write_opened

    def broken(model: Any) -> bool:
        raise KeyError("unknown")

    def louder(model: Any) -> bool:
        tanh = next(n for n in model.graph.node if n.op_type == "Tanh" and "dec" in n.name)
        tanh.op_type = "Identity"
        return True

    changes = (broken, louder, widen_convolutions)
    monkeypatch.setattr(faster, "_CHANGES", changes)
    path = piper_file(FAST)
    info = write_opened(path, Path(f"{path}.json"), tmp_path / "opened.onnx")
    assert info.made["faster"] == ["widen_convolutions"]


def test_a_normalisation_of_nine_nodes_becomes_one() -> None:
    ort = pytest.importorskip("onnxruntime")
    from onnx import TensorProto, helper, numpy_helper

    from audio_edition.engines.vits.graphs.norms import join_norms

    constants = {
        "two": np.float32(2),
        "small": np.float32(1e-5),
        "gamma": np.linspace(0.5, 2, 8, dtype=np.float32),
        "beta": np.linspace(-1, 1, 8, dtype=np.float32),
    }
    steps = [
        ("ReduceMean", ["x"], "mean", {"axes": [-1]}),
        ("Sub", ["x", "mean"], "centred", {}),
        ("Pow", ["centred", "two"], "square", {}),
        ("ReduceMean", ["square"], "variance", {"axes": [-1]}),
        ("Add", ["variance", "small"], "raised", {}),
        ("Sqrt", ["raised"], "root", {}),
        ("Div", ["centred", "root"], "divided", {}),
        ("Mul", ["divided", "gamma"], "scaled", {}),
        ("Add", ["scaled", "beta"], "y", {}),
    ]
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, [out], name=out, **more) for kind, inputs, out, more in steps],
        "norm",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 8])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    x = np.random.default_rng(1).standard_normal((5, 8)).astype(np.float32)
    wanted = ort.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0]
    assert join_norms(model)
    assert [node.op_type for node in model.graph.node] == ["LayerNormalization"]
    got = ort.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0]
    assert np.abs(got - wanted).max() < 1e-5
    assert not join_norms(model)
