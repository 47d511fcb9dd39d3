"""The weights of a Piper graph under the names that Coqui's VITS has for them.

Most tensors kept their training names (`enc_p.*`, `dp.*`, `flow.*`, `dec.*`); those that the exporter folded
are found through the node that uses them, whose name is the path of its module. The model's size and shape
are read from the tensors and the convolutions' attributes, so every quality of Piper voice is covered by the
same code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import numpy_helper

from audio_edition.errors import VoiceError

_PARTS = {"enc_p": "text_encoder", "dec": "waveform_decoder", "dp": "duration_predictor"}
_RENAMED = (
    # Coqui does not count the flips between the steps of a flow.
    (re.compile(r"^flow\.flows\.(\d+)\."), lambda m: f"flow.flows.{int(m[1]) // 2}."),
    (re.compile(r"^duration_predictor\.flows\.0\.m$"), lambda m: "duration_predictor.flows.0.translation"),
    (re.compile(r"^duration_predictor\.flows\.0\.logs$"), lambda m: "duration_predictor.flows.0.log_scale"),
    (
        re.compile(r"^duration_predictor\.flows\.([1-9]\d*)\."),
        lambda m: f"duration_predictor.flows.{(int(m[1]) + 1) // 2}.",
    ),
    (re.compile(r"^waveform_decoder\.cond\."), lambda m: "waveform_decoder.cond_layer."),
    (re.compile(r"^(waveform_decoder\.resblocks\.\d+)\.convs\."), lambda m: f"{m[1]}.convs."),
)


@dataclass(frozen=True, slots=True)
class _Convolution:
    kernel: int
    stride: int
    dilation: int


class PiperWeights:
    """Tensors of a Piper graph by their training names, and the convolutions they belong to."""

    def __init__(self, model: Any, where: str) -> None:
        self._where = where
        self._tensors: dict[str, Any] = {}
        self._convolutions: dict[str, _Convolution] = {}
        stored = {tensor.name: tensor for tensor in model.graph.initializer}
        stored |= {
            node.output[0]: attribute.t
            for node in model.graph.node
            if node.op_type == "Constant"
            for attribute in node.attribute
            if attribute.name == "value"
        }
        for name, tensor in stored.items():
            if re.match(r"(enc_p|dec|dp|flow|emb_g)\.", name):
                self._tensors[name] = numpy_helper.to_array(tensor)
        for node in model.graph.node:
            self._read_node(node, stored)

    def _read_node(self, node: Any, stored: dict[str, Any]) -> None:
        path = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
        inputs = [numpy_helper.to_array(stored[name]) if name in stored else None for name in node.input]
        if node.op_type in ("Conv", "ConvTranspose"):
            attributes = {a.name: list(a.ints) for a in node.attribute}
            self._convolutions[path] = _Convolution(
                attributes["kernel_shape"][0],
                attributes.get("strides", [1])[0],
                attributes.get("dilations", [1])[0],
            )
            for name, value in zip(("weight", "bias"), inputs[1:], strict=False):
                if value is not None:
                    self._tensors.setdefault(f"{path}.{name}", value)
        elif node.op_type == "Gather" and path in ("enc_p.emb", "emb_g") and inputs[0] is not None:
            self._tensors[f"{path}.weight"] = inputs[0]
        elif node.op_type in ("Mul", "Exp") and path == "dp.flows.0":
            # Exporters fold the scale of the affine step: exp(-logs) is stored, or -logs.
            for value in inputs:
                if value is not None and value.shape == self._tensors.get("dp.flows.0.m", value).shape:
                    logs = -np.log(value) if node.op_type == "Mul" else -value
                    self._tensors.setdefault("dp.flows.0.logs", logs)

    def state(self) -> dict[str, Any]:
        """All tensors under Coqui's names, as NumPy arrays."""
        named = {}
        for name, value in self._tensors.items():
            part, _, rest = name.partition(".")
            new = f"{_PARTS.get(part, part)}.{rest}"
            for pattern, replacement in _RENAMED:
                new = pattern.sub(replacement, new)
            named[new] = value
        return named

    def model_args(self) -> dict[str, Any]:
        """Arguments for Coqui's `VitsArgs`. Raises VoiceError for a shape that Coqui's VITS cannot have."""
        embedding = self._tensor("enc_p.emb.weight")
        hidden = embedding.shape[1]
        relative = self._tensor("enc_p.encoder.attn_layers.0.emb_rel_k")
        feed_forward = self._tensor("enc_p.encoder.ffn_layers.0.conv_1.weight")
        if self._tensor("enc_p.proj.weight").shape[0] != 2 * hidden or relative.shape[1] != 9:
            raise VoiceError(
                f"{self._where}: its encoder has a shape that Coqui's VITS does not know, so it cannot be imported; "
                "it can still be spoken with as it is"
            )
        arguments = {
            "num_chars": embedding.shape[0],
            "hidden_channels": hidden,
            "hidden_channels_ffn_text_encoder": feed_forward.shape[0],
            "kernel_size_text_encoder": feed_forward.shape[2],
            "num_heads_text_encoder": hidden // relative.shape[2],
            "num_layers_text_encoder": self._count(r"enc_p\.encoder\.ffn_layers\.(\d+)\.conv_1\.weight"),
            "use_sdp": "dp.flows.0.m" in self._tensors,
            "init_discriminator": False,
            "use_speaker_embedding": "emb_g.weight" in self._tensors,
        }
        if arguments["use_speaker_embedding"]:
            speakers, channels = self._tensors["emb_g.weight"].shape
            arguments |= {
                "num_speakers": speakers,
                "speaker_embedding_channels": channels,
                "condition_dp_on_speaker": "dp.cond.weight" in self._tensors,
            }
        return arguments | self._flow_args() | self._decoder_args()

    def _flow_args(self) -> dict[str, Any]:
        layers = self._count(r"flow\.flows\.0\.enc\.in_layers\.(\d+)\.weight")
        first = self._convolution("flow.flows.0.enc.in_layers.0")
        second = self._convolutions.get("flow.flows.0.enc.in_layers.1", first)
        return {
            "kernel_size_flow": first.kernel,
            "dilation_rate_flow": second.dilation,
            "num_layers_flow": layers,
        }

    def _decoder_args(self) -> dict[str, Any]:
        ups = [
            self._convolution(f"dec.ups.{index}") for index in range(self._count(r"dec\.ups\.(\d+)\.weight"))
        ]
        blocks = self._count(r"dec\.resblocks\.(\d+)\.convs1?\.0\.weight") // len(ups)
        inner = "convs1" if "dec.resblocks.0.convs1.0.weight" in self._tensors else "convs"
        layers = self._count(rf"dec\.resblocks\.0\.{inner}\.(\d+)\.weight")
        convolutions = [
            [self._convolution(f"dec.resblocks.{block}.{inner}.{layer}") for layer in range(layers)]
            for block in range(blocks)
        ]
        return {
            "resblock_type_decoder": "1" if inner == "convs1" else "2",
            "resblock_kernel_sizes_decoder": [block[0].kernel for block in convolutions],
            "resblock_dilation_sizes_decoder": [[item.dilation for item in block] for block in convolutions],
            "upsample_rates_decoder": [item.stride for item in ups],
            "upsample_kernel_sizes_decoder": [item.kernel for item in ups],
            "upsample_initial_channel_decoder": self._tensor("dec.conv_pre.weight").shape[0],
        }

    def _tensor(self, name: str) -> Any:
        if name not in self._tensors:
            raise VoiceError(f"{self._where}: not a Piper voice: its weights have no {name}")
        return self._tensors[name]

    def _convolution(self, path: str) -> _Convolution:
        if path not in self._convolutions:
            raise VoiceError(f"{self._where}: not a Piper voice: it has no convolution {path}")
        return self._convolutions[path]

    def _count(self, pattern: str) -> int:
        """How many tensors match, by the highest number in them."""
        numbers = [int(m[1]) for name in self._tensors if (m := re.fullmatch(pattern, name))]
        if not numbers:
            raise VoiceError(f"{self._where}: not a Piper voice: its weights have no {pattern}")
        return max(numbers) + 1
