"""Compile a Coqui VITS checkpoint to one ONNX file that needs no torch and is proven to sound the same."""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import onnx
import torch

from audio_edition.engines.session import open_session
from audio_edition.engines.vits.compiled import OnnxEngine, read_info
from audio_edition.engines.vits.equality import Difference, bare_voice, compare, require_equal
from audio_edition.engines.vits.graphs.faster import ATTEMPTS, make_faster
from audio_edition.engines.vits.graphs.file import describe, save_graph
from audio_edition.engines.vits.graphs.opening import open_graph
from audio_edition.engines.vits.graphs.precision import store_weights
from audio_edition.engines.vits.live import CoquiEngine
from audio_edition.engines.vits.loading import load_vits
from audio_edition.errors import SynthesisError, VoiceError

Precision = Literal["float32", "float16", "int8"]
OPSET = 18


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came out of a compilation."""

    path: Path
    difference: Difference
    """Against torch, with the weights in full precision."""
    stored: Difference | None
    """Of the file as stored against torch; None where it is stored in full precision."""


def compile_checkpoint(folder: Path, target: Path, precision: Precision = "float32") -> Compiled:
    """Write the checkpoint in `folder` as a compiled model to `target`.

    The graph is compared with torch on the same noise and refused (VoiceError) when it is not equal; what
    fewer bits a weight then change is measured and kept in the file, and the caller may look at it.
    """
    model, info = load_vits(folder)
    with tempfile.TemporaryDirectory(prefix="audio-edition-") as scratch:
        raw = Path(scratch) / "raw.onnx"
        _export(model, raw)
        del model
        # A fresh copy: the export has changed what the first one computes with.
        reference, _ = load_vits(folder)
        torch_engine = CoquiEngine(bare_voice(folder.name, folder), reference, info, "cpu")
        draft = Path(scratch) / "draft.onnx"
        for attempt in range(ATTEMPTS):
            graph = onnx.load(str(raw))
            shape = open_graph(graph, str(folder))
            if (shape.channels, shape.hop_length) != (info.channels, info.hop_length):
                raise VoiceError(f"{folder}: config.json and the model disagree about its shape: {shape}")
            try:
                faster = make_faster(graph, attempt)
                describe(graph, info)
                save_graph(graph, draft)
                difference = _measure(draft, torch_engine)
            except (VoiceError, SynthesisError):
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            if difference.is_small:
                break
        require_equal(difference, f"{folder}: the compiled model")
        stored = None
        made: dict[str, Any] = {
            "from": "coqui",
            "precision": precision,
            "faster": faster,
            "difference": dict(difference.as_table()),
        }
        if precision != "float32":
            store_weights(graph, precision)
            save_graph(graph, draft)
            stored = _measure(draft, torch_engine)
            made["stored_difference"] = dict(stored.as_table())
        describe(graph, replace(info, made=made))
        save_graph(graph, target)
    return Compiled(target, difference, stored)


def _measure(path: Path, reference: CoquiEngine) -> Difference:
    session = open_session(path)
    engine = OnnxEngine(bare_voice(path.stem, path.parent), session, read_info(session, path))
    try:
        return compare(reference, engine, engine.info)
    finally:
        engine.close()


def _export(model: Any, path: Path) -> None:
    """Torch's graph of `Vits.inference` with the names that Piper's exports use."""
    multi = bool(getattr(model, "emb_g", None))

    class Speaking(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.vits = model

        def forward(self, tokens: Any, lengths: Any, scales: Any, sid: Any = None) -> Any:
            self.vits.inference_noise_scale = scales[0]
            self.vits.length_scale = scales[1]
            self.vits.inference_noise_scale_dp = scales[2]
            given = {"x_lengths": lengths, "speaker_ids": sid, "d_vectors": None, "language_ids": None}
            return self.vits.inference(tokens, given | {"durations": None})["model_outputs"]

    vocabulary = model.text_encoder.emb.num_embeddings
    inputs: tuple[Any, ...] = (
        torch.arange(40)[None] % vocabulary,
        torch.tensor([40]),
        torch.tensor([0.667, 1.0, 0.8]),
    )
    names = ["input", "input_lengths", "scales"]
    if multi:
        inputs = (*inputs, torch.tensor([0]))
        names.append("sid")
    with warnings.catch_warnings(), torch.no_grad():
        # The tracer warns of every Python number that depends on a shape; equality is measured afterwards.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Speaking().eval(),
            inputs,
            str(path),
            input_names=names,
            output_names=["output"],
            dynamic_axes={"input": {1: "tokens"}, "output": {2: "samples"}},
            opset_version=OPSET,
            dynamo=False,
        )
