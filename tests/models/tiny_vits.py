"""Small VITS models with random weights, as Coqui checkpoints and in Piper's clothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from audio_edition.phonemise.inventory import PUNCTUATION

SYMBOLS = "abcdefghijklmnoprstuvyøåɑɔəɛɪʊʉœŋʃɡxˈˌː " + "".join(
    mark for mark in PUNCTUATION if mark not in "–…"
)
"""Every symbol that the map for Bokmål voices uses, and the letters of Nynorsk."""

SHAPES: dict[str, dict[str, Any]] = {
    "medium": {
        "resblock_type_decoder": "2",
        "resblock_kernel_sizes_decoder": [3, 5],
        "resblock_dilation_sizes_decoder": [[1, 2], [2, 6]],
    },
    "high": {
        "resblock_type_decoder": "1",
        "resblock_kernel_sizes_decoder": [3, 7],
        "resblock_dilation_sizes_decoder": [[1, 3, 5], [1, 3, 5]],
        "upsample_rates_decoder": [4, 2, 2],
        "upsample_kernel_sizes_decoder": [8, 4, 4],
    },
    "low": {
        "hidden_channels": 12,
        "hidden_channels_ffn_text_encoder": 24,
        "num_layers_text_encoder": 2,
        "resblock_type_decoder": "2",
        "resblock_kernel_sizes_decoder": [3],
        "resblock_dilation_sizes_decoder": [[1, 2]],
    },
    "speakers": {"use_speaker_embedding": True, "speaker_embedding_channels": 8},
    "plain_durations": {"use_sdp": False},
}
"""What is not the same in Piper's qualities, made small."""

_COMMON: dict[str, Any] = {
    "hidden_channels": 16,
    "hidden_channels_ffn_text_encoder": 32,
    "num_layers_text_encoder": 1,
    "num_layers_flow": 2,
    "num_layers_posterior_encoder": 1,
    "upsample_rates_decoder": [4, 4],
    "upsample_kernel_sizes_decoder": [8, 8],
    "upsample_initial_channel_decoder": 16,
    "resblock_type_decoder": "2",
    "resblock_kernel_sizes_decoder": [3, 5],
    "resblock_dilation_sizes_decoder": [[1, 2], [2, 6]],
    "init_discriminator": False,
}


def write_coqui(folder: Path, shape: str, **changes: Any) -> Path:
    """A Coqui checkpoint of random weights in `folder`, as a training run would leave it."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("TTS", reason="needs torch: make test", exc_type=ImportError)
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsArgs, VitsConfig
    from TTS.tts.models.vits import Vits

    arguments = _COMMON | SHAPES[shape]
    config = VitsConfig(model_args=VitsArgs(**arguments))
    if arguments.get("use_speaker_embedding"):
        config.speakers = ["anna", "bjarte", "cecilie"]
        config.num_speakers = config.model_args.num_speakers = 3
        config.use_speaker_embedding = True
    config.audio.hop_length = 16
    config.audio.sample_rate = 16000
    config.use_phonemes = False
    config.text_cleaner = "no_cleaners"
    config.add_blank = True
    config.characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad="_",
        punctuations="",
        characters="^$" + SYMBOLS,
        phonemes="",
        blank="<BLNK>",
        is_unique=False,
        is_sorted=False,
    )
    for key, value in changes.items():
        setattr(config, key, value)
    torch.manual_seed(3)
    model = Vits(config)
    with torch.no_grad():
        for parameter in model.parameters():
            # Layers that begin at zero or one would hide a wrong name or order, and are exported only once.
            parameter += 0.1 * torch.randn_like(parameter)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict(), "step": 1}, folder / "best_model.pth")
    model.config.save_json(str(folder / "config.json"))
    return folder


def write_piper(folder: Path, shape: str) -> Path:
    """A Piper voice with random weights: the names, folded tensors and settings file of Piper's exporter."""
    onnx = pytest.importorskip("onnx")

    checkpoint = write_coqui(folder / "source", shape)
    from audio_edition.engines.vits.loading import load_vits  # torch: what is above skips where there is none
    from audio_edition.models.compiling import _export

    model, info = load_vits(checkpoint)
    path = folder / f"nb-{shape}.onnx"
    _export(model, path)
    graph = onnx.load(str(path))
    _rename_as_piper(graph.graph)
    onnx.save(graph, str(path))
    ids = {symbol: [index] for index, symbol in enumerate("_^$" + SYMBOLS)}
    settings = {
        "audio": {"sample_rate": 16000},
        "espeak": {"voice": "nb"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": ids,
        "num_speakers": max(1, len(info.speakers)),
        "speaker_id_map": dict(info.speakers),
    }
    Path(f"{path}.json").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return path


def _rename_as_piper(graph: Any) -> None:
    """Names of Coqui's modules become those of Piper's; the flow's weights lose theirs."""

    def renamed(name: str) -> str:
        name = name.replace("/vits/", "/").removeprefix("vits.")
        for ours, theirs in (
            ("text_encoder", "enc_p"),
            ("waveform_decoder", "dec"),
            ("duration_predictor", "dp"),
        ):
            name = re.sub(rf"(^|/){ours}(?=[./])", rf"\g<1>{theirs}", name)
        name = re.sub(r"flow([./])flows\.(\d+)", lambda m: f"flow{m[1]}flows.{2 * int(m[2])}", name)
        name = re.sub(r"dp([./])flows\.(\d+)", lambda m: f"dp{m[1]}flows.{max(0, 2 * int(m[2]) - 1)}", name)
        name = name.replace("cond_layer", "cond") if name.lstrip("/").startswith("dec") else name
        return name.replace("flows.0.translation", "flows.0.m").replace("flows.0.log_scale", "flows.0.logs")

    lost: dict[str, str] = {}
    for tensor in graph.initializer:
        name = renamed(tensor.name)
        if re.match(r"flow\.flows\.\d+\.enc\..*weight$", name) or name.endswith("emb.weight"):
            lost[name] = f"onnx::Conv_{len(lost)}"
            name = lost[name]
        tensor.name = name
    for node in graph.node:
        node.name = renamed(node.name)
        for names in (node.input, node.output):
            for index, value in enumerate(names):
                new = renamed(value)
                names[index] = lost.get(new, new)
