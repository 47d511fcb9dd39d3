"""Write one stage of a VITS decoder: a transposed convolution and its residual blocks, whole or in windows.

Why it is written so is told in `decoder`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from audio_edition.engines.vits.graphs.nodes import Nodes, attributes

STRIPS = "strips"
"""Name of the added input: how many windows are computed side by side; one for each thread."""

_LOOPED_FROM = 16
"""Samples a frame from which on a stage is computed in windows."""
_WINDOW = 2048
"""Samples of a window at least, at the stage's output: 256 KiB at 32 channels."""
_OVERLAPS = 16
"""… and so many times what it overlaps with each neighbour."""
_TAIL = 16
"""Samples that the last convolution makes at a time."""
_BLOCK = 16
"""Channels of a block in ONNX Runtime's layout on the CPUs with the widest registers."""


class UnlikeGraph(Exception):
    """The graph is not the decoder that is known here."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A transposed convolution and what comes after it until the next one."""

    up: Any
    """The node of the transposed convolution."""
    slope: float
    """Of the LeakyRelu before it."""
    scale: float
    """By which its input is multiplied."""
    nodes: tuple[Any, ...]
    """The residual blocks, in order."""
    output: str
    """Value with the blocks' sum."""


@dataclass(frozen=True, slots=True)
class Last:
    """The convolution that makes the samples."""

    up: Any
    slope: float
    scale: float


@dataclass(frozen=True, slots=True)
class StageResult:
    """The result of a stage: rows of channels, (…, channels), one for each step in time.

    Where a stage was computed in windows, the last window does not begin where the one before it ended: steps from
    `turn` on lie `shift` steps further on than their number says.
    """

    value: str
    channels: int
    per_frame: int
    steps: str | None = None
    turn: str | None = None
    shift: str | None = None
    rows: int = 0
    """`turn` and `shift` are multiples of it."""

    def straight(self, nodes: Nodes) -> str:
        """All steps in order, flat."""
        if self.turn is None or self.steps is None or self.shift is None:
            return self.value
        flat = nodes.add("Reshape", [self.value, nodes.integers((-1,))])
        axis = nodes.integers((0,))

        def bound(name: str) -> str:
            value = nodes.add("Mul", [name, nodes.integers(self.channels)])
            return nodes.add("Unsqueeze", [value, axis])

        head = nodes.add("Slice", [flat, axis, bound(self.turn), axis])
        begin = bound(nodes.add("Add", [self.turn, self.shift]))
        end = bound(nodes.add("Add", [self.steps, self.shift]))
        return nodes.add("Concat", [head, nodes.add("Slice", [flat, begin, end, axis])], axis=0)


class StagePlan:
    """How one stage is computed: what is known of it before any node is written."""

    def __init__(
        self,
        weights: Callable[[Any], tuple[Any, Any | None]],
        stage: Stage,
        source: StageResult,
        following: Stage | Last,
    ) -> None:
        """`weights` gives weight and bias of a convolution's node. Raises UnlikeGraph."""
        self._weights_of, self._stage, self._source, self._following = weights, stage, source, following
        weight, bias = weights(stage.up)
        settings = attributes(stage.up)
        self._stride = int(settings["strides"][0])
        taps = int(weight.shape[2])
        self._crop = int(settings.get("pads", [0, 0])[0])
        plain = settings.get("group", 1) == 1 and list(settings.get("dilations", [1])) == [1]
        padded = any(settings.get("output_padding", [0]))
        if not plain or padded or taps % self._stride or taps - self._stride != 2 * self._crop:
            raise UnlikeGraph
        if list(settings.get("pads", [0, 0])) != [self._crop, self._crop]:
            raise UnlikeGraph
        self._weight, self._bias = weight * weight.dtype.type(stage.scale), bias
        self._channels = int(weight.shape[1])
        self._reach = self._reach_of_blocks()
        self._per_frame = source.per_frame * self._stride
        self._tail = self._tail_samples() if isinstance(following, Last) else None
        self._is_blocked = self._channels % _BLOCK == 0

    @property
    def is_long(self) -> bool:
        """Whether it is worth to compute it in windows."""
        return self._per_frame >= _LOOPED_FROM

    def _reach_of_blocks(self) -> int:
        """Samples that a sample of the stage's output depends on, to each side."""
        reach: dict[str, int] = {str(self._stage.up.output[0]): 0}
        for node in self._stage.nodes:
            settings = attributes(node)
            if node.op_type == "Conv":
                weight, _ = self._weights_of(node)
                outputs, inputs, taps = weight.shape
                around = int(settings.get("dilations", [1])[0]) * (taps - 1) // 2
                square = outputs == inputs == self._channels and taps % 2 == 1
                if not square or settings.get("group", 1) != 1 or list(settings["pads"]) != [around, around]:
                    raise UnlikeGraph
                reach[str(node.output[0])] = reach[str(node.input[0])] + around
            else:
                reach[str(node.output[0])] = max(reach[str(name)] for name in node.input)
        return reach[self._stage.output]

    def _tail_samples(self) -> int:
        samples = _TAIL
        while self._per_frame % samples:
            samples //= 2
        return samples

    @property
    def _grain(self) -> int:
        """Input steps that windows are measured in."""
        wanted = 4 if self._tail is None else self._tail // gcd(self._tail, self._stride)
        return gcd(wanted, self._source.per_frame) if self._tail is None else wanted

    def whole(self, nodes: Nodes) -> StageResult:
        """The stage at once. Its input is in order: long stages come last."""
        rows = nodes.add("Reshape", [self._source.value, nodes.integers((1, 1, -1, self._source.channels))])
        value, channels, per_frame = self._body(nodes, rows)
        flat = nodes.add("Reshape", [value, nodes.integers((-1, channels))])
        return StageResult(flat, channels, per_frame)

    def looped(self, nodes: Nodes, number: int) -> StageResult:
        """The stage in windows. All counts are in grains of input steps until the result."""
        source, grain, stride = self._source, self._grain, self._stride
        if source.per_frame % grain or source.rows % grain:
            raise UnlikeGraph
        width = source.channels * grain
        grains = nodes.add("Reshape", [source.value, nodes.integers((-1, width))])
        if source.steps is None:
            count = nodes.add("Gather", [nodes.add("Shape", [grains]), nodes.integers(0)])
        else:
            count = nodes.add("Div", [source.steps, nodes.integers(grain)])
        taps = self._weight.shape[2] // stride
        halo = -(-(self._reach + self._tail_reach()) // stride) + taps
        halo = -(-halo // grain)
        own = -(-max(_WINDOW, _OVERLAPS * self._reach) // (stride * grain))
        one, zero = nodes.integers(1), nodes.integers(0)

        def divided_up(name: str, by: str) -> str:
            return nodes.add("Div", [nodes.add("Sub", [nodes.add("Add", [name, by]), one]), by])

        turns = divided_up(count, nodes.add("Mul", [STRIPS, nodes.integers(own)]))
        windows = nodes.add("Mul", [turns, STRIPS])
        size = divided_up(count, windows)
        last = nodes.add("Sub", [count, size])
        wide = nodes.add("Min", [count, nodes.add("Add", [size, nodes.integers(2 * halo)])])
        last_wide = nodes.add("Sub", [count, wide])
        # Everything about windows is worked out for all of them before the loop, which only looks it up.
        first = nodes.add("Mul", [nodes.add("Range", [zero, windows, one]), size])
        begin = nodes.add("Min", [first, last])
        begin_wide = nodes.add("Max", [nodes.add("Sub", [begin, nodes.integers(halo)]), zero])
        begin_wide = nodes.add("Min", [begin_wide, last_wide])
        by_turn = nodes.add("Concat", [nodes.integers((-1,)), self._as_row(nodes, STRIPS)], axis=0)

        def for_each(start: str, length: str) -> str:
            """Whole numbers from each window's start on, (turns, strips, length)."""
            start = nodes.add("Unsqueeze", [nodes.add("Reshape", [start, by_turn]), nodes.integers((2,))])
            return nodes.add("Add", [start, nodes.add("Range", [zero, length, one])])

        places = for_each(begin_wide, wide)
        if source.turn is not None and source.shift is not None:
            at, by = (nodes.add("Div", [name, nodes.integers(grain)]) for name in (source.turn, source.shift))
            late = nodes.add("Cast", [nodes.add("GreaterOrEqual", [places, at])], to=int(TensorProto.INT64))
            places = nodes.add("Add", [places, nodes.add("Mul", [late, by])])
        kept = for_each(nodes.add("Sub", [begin, begin_wide]), size)
        kept = nodes.add("Unsqueeze", [kept, nodes.integers((3,))])

        body = Nodes(f"decoder/window{number}")
        turn, go_on = f"decoder/turn{number}", f"decoder/go_on{number}"
        window = body.add("Gather", [grains, body.add("Gather", [places, turn], axis=0)], axis=0)
        window = body.add("Reshape", [window, body.integers((0, 1, -1, source.channels))])
        value, channels, per_frame = self._body(body, window)
        # Rows of the output that one grain of the input becomes.
        rows = grain * per_frame // source.per_frame if self._tail is None else grain * stride // self._tail
        value = body.add("Reshape", [value, body.integers((0, -1, rows * channels))])
        value = body.add("GatherND", [value, body.add("Gather", [kept, turn], axis=0)], batch_dims=1)
        again = body.add("Identity", [go_on])
        typed = helper.make_tensor_value_info
        graph = helper.make_graph(
            body.nodes,
            f"window{number}",
            [typed(turn, TensorProto.INT64, []), typed(go_on, TensorProto.BOOL, [])],
            [
                typed(again, TensorProto.BOOL, []),
                typed(value, TensorProto.FLOAT, ["strips", "kept", rows * channels]),
            ],
            body.constants,
            value_info=body.shapes,
        )
        result = nodes.add("Loop", [turns, ""], body=graph)
        flat = nodes.add("Reshape", [result, nodes.integers((-1, channels))])
        per_grain = nodes.integers(rows)
        before_last = nodes.add("Mul", [nodes.add("Sub", [windows, one]), size])
        shift = nodes.add("Mul", [nodes.add("Sub", [before_last, last]), per_grain])
        return StageResult(
            flat,
            channels,
            per_frame,
            steps=nodes.add("Mul", [count, per_grain]),
            turn=nodes.add("Mul", [last, per_grain]),
            shift=shift,
            rows=rows,
        )

    @staticmethod
    def _as_row(nodes: Nodes, number: str) -> str:
        return nodes.add("Unsqueeze", [number, nodes.integers((0,))])

    def _tail_reach(self) -> int:
        if not isinstance(self._following, Last):
            return 0
        weight, _ = self._weights_of(self._following.up)
        return int(weight.shape[2]) // 2

    def _body(self, nodes: Nodes, rows: str) -> tuple[str, int, int]:
        """The stage on (strips, 1, steps, channels): the result in the same order, channels, steps a frame."""
        raised = self._raised(nodes, rows)
        values = {str(self._stage.up.output[0]): self._blocks_input(nodes, raised)}
        leaked: dict[tuple[str, float], str] = {}
        for node in self._stage.nodes:
            inputs = [values[str(name)] for name in node.input if str(name) in values]
            settings = attributes(node)
            if node.op_type == "Conv":
                weight, bias = self._weights_of(node)
                dilation, pads = int(settings.get("dilations", [1])[0]), tuple(settings["pads"])
                result = self._told(
                    nodes, nodes.convolution(inputs[0], weight, bias, dilation=dilation, pads=pads)
                )
            elif node.op_type == "Add":
                result = self._told(nodes, nodes.add("Add", inputs))
            else:
                slope = float(settings.get("alpha", 0.01))
                key = (inputs[0], slope)
                if key not in leaked:
                    at_start = str(node.input[0]) == str(self._stage.up.output[0])
                    leaked[key] = (
                        self._leaky_before(nodes, raised, slope)
                        if at_start
                        else self._leaky(nodes, inputs[0], slope)
                    )
                result = leaked[key]
            values[str(node.output[0])] = result
        total = values[self._stage.output]
        following = self._following
        if isinstance(following, Last):
            return self._samples(nodes, self._leaky(nodes, total, following.slope), following)
        total = nodes.add("Transpose", [total], perm=[0, 2, 3, 1])
        return nodes.add("LeakyRelu", [total], alpha=following.slope), self._channels, self._per_frame

    def _raised(self, nodes: Nodes, rows: str) -> str:
        """The transposed convolution: (strips, 1, steps, channels) to (strips, 1, stride x steps, channels)."""
        inputs, outputs, taps = self._weight.shape
        stride = self._stride
        reach = taps // stride
        # Output stride * t + phase is the sum over n of input t - n times tap stride * n + phase.
        parts = self._weight.reshape(inputs, outputs, reach, stride)[:, :, ::-1]
        weight = np.ascontiguousarray(parts.transpose(3, 1, 0, 2)).reshape(stride * outputs, inputs, reach)
        bias = None if self._bias is None else np.tile(self._bias, stride)
        value = nodes.add("Transpose", [rows], perm=[0, 3, 1, 2])
        value = nodes.convolution(value, weight, bias, pads=(reach - 1, reach - 1))
        value = nodes.add("Transpose", [value], perm=[0, 2, 3, 1])
        value = nodes.add("Reshape", [value, nodes.integers((0, 1, -1, outputs))])
        if self._crop:
            bounds = [nodes.integers((number,)) for number in (self._crop, -self._crop, 2)]
            value = nodes.add("Slice", [value, *bounds])
        return value

    def _blocks_input(self, nodes: Nodes, raised: str) -> str:
        value = nodes.add("Transpose", [raised], perm=[0, 3, 1, 2])
        if self._is_blocked:
            # Does nothing but bring the value into the blocked layout, in which it is added later.
            value = nodes.add("MaxPool", [self._told(nodes, value)], kernel_shape=[1, 1])
        return self._told(nodes, value)

    def _leaky_before(self, nodes: Nodes, raised: str, slope: float) -> str:
        value = nodes.add("LeakyRelu", [raised], alpha=slope)
        return self._told(nodes, nodes.add("Transpose", [value], perm=[0, 3, 1, 2]))

    def _leaky(self, nodes: Nodes, value: str, slope: float) -> str:
        if self._is_blocked:
            ones = np.ones((self._channels, 1, 1), np.float32)
            value = self._told(nodes, nodes.convolution(value, ones, group=self._channels))
        return self._told(nodes, nodes.add("LeakyRelu", [value], alpha=slope))

    def _told(self, nodes: Nodes, value: str) -> str:
        return nodes.shaped(value, ["strips", self._channels, 1, f"samples{self._per_frame}"])

    def _samples(self, nodes: Nodes, value: str, last: Last) -> tuple[str, int, int]:
        """The last convolution and its Tanh, `_tail` samples in a row of channels."""
        weight, bias = self._weights_of(last.up)
        _, inputs, taps = weight.shape
        settings = attributes(last.up)
        pads = [int(pad) for pad in settings["pads"]]
        if pads != [taps // 2, taps // 2] or taps % 2 == 0 or self._tail is None or self._stride < 1:
            raise UnlikeGraph
        wide = np.zeros((self._tail, inputs, taps + self._tail - 1), np.float32)
        for sample in range(self._tail):
            wide[sample, :, sample : sample + taps] = weight[0] * np.float32(last.scale)
        biases = None if bias is None else np.repeat(bias, self._tail)
        value = nodes.convolution(value, wide, biases, stride=self._tail, pads=(pads[0], pads[1]))
        value = nodes.add("Tanh", [value])
        value = nodes.add("Transpose", [value], perm=[0, 2, 3, 1])
        return value, self._tail, self._per_frame // self._tail
