"""Rebuild a VITS decoder, so that ONNX Runtime computes the same sound in less time on a CPU.

A decoder (HiFi-GAN) is a few stages; each makes its input longer with a transposed convolution and sends it
through residual blocks. As exported, most of the time beside the convolutions themselves goes to memory: every
sum and every LeakyRelu walks over megabytes, and around each of them ONNX Runtime converts its blocked layout
and back, since it knows no LeakyRelu there. What is done about it:

- A long stage is computed in windows (a `Loop`) that fit into a core's cache. Neighbouring windows overlap by as
  much as the stage's convolutions look around, and only what is exact is kept. Windows at the edges end where
  the sentence ends, so that zeros are seen where they were seen before.
- `STRIPS` windows are computed side by side, as a batch: blocked convolutions of few channels are divided among
  threads only by batch.
- A transposed convolution becomes a plain one, with an output channel for each phase, in a layout in which
  the phases lie in order.
- LeakyRelu inside a block rides on a convolution of weight one for each channel by itself; sums are told to be
  of equal shape and are then computed within the convolution before.
- The division of a stage's sum goes into the next weights: LeakyRelu(x / n) = LeakyRelu(x) / n.
- The last convolution makes sixteen samples at a time; it has one output channel, and the kernels compute sixteen.

A decoder of another build is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import Any

from audio_edition.voices.models.nodes import Nodes, attributes, prune

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


class _Unlike(Exception):
    """The graph is not the decoder that is known here."""


def rebuild_decoder(model: Any) -> bool:
    """Change the decoder of `model` (an `onnx.ModelProto`, opened, not widened) in place; False where it is unlike.

    Adds the input `STRIPS`.
    """
    from onnx import TensorProto, helper

    try:
        replaced, nodes = _Decoder(model.graph).rebuilt()
    except _Unlike:
        return False
    graph = model.graph
    gone = {id(node) for node in replaced}
    place = next(index for index, node in enumerate(graph.node) if id(node) in gone)
    # What the decoder reads may be computed after its first node, so the new ones go where the last one was.
    last = max(index for index, node in enumerate(graph.node) if id(node) in gone)
    kept = list(graph.node)
    before = [*kept[:place], *(node for node in kept[place:last] if id(node) not in gone)]
    after = kept[last + 1 :]
    del graph.node[:]
    graph.node.extend([*before, *nodes.nodes, *after])
    graph.initializer.extend(nodes.constants)
    prune(graph)
    graph.value_info.extend(nodes.shapes)
    graph.input.append(helper.make_tensor_value_info(STRIPS, TensorProto.INT64, []))
    return True


class _Decoder:
    def __init__(self, graph: Any) -> None:
        from onnx import numpy_helper

        self._graph = graph
        self._makers = {name: node for node in graph.node for name in node.output}
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        self._to_array = numpy_helper.to_array
        self._replaced: dict[int, Any] = {}

    def rebuilt(self) -> tuple[list[Any], Nodes]:
        """The nodes that fall away, and those that take their place."""
        stages, last, tanh = self._read()
        nodes = Nodes("decoder")
        frames = nodes.add("Unsqueeze", [self._entry(stages[0]), nodes.integers((1,))])
        frames = nodes.add("Transpose", [frames], perm=[0, 1, 3, 2])  # (1, 1, frames, channels)
        value = nodes.add("LeakyRelu", [frames], alpha=stages[0].slope)
        source = _Source(value, self._constant(stages[0].up.input[1]).shape[0], 1)
        for number, stage in enumerate(stages):
            final = number == len(stages) - 1
            plan = _StagePlan(self, stage, source, last if final else stages[number + 1])
            source = plan.looped(nodes, number) if plan.is_long else plan.whole(nodes)
        sound = source.straight(nodes)
        shape = nodes.integers((1, 1, -1))
        self._name_last(nodes, nodes.add("Reshape", [sound, shape]), tanh.output[0])
        self._check_closed(tanh.output[0])
        return list(self._replaced.values()), nodes

    def _read(self) -> tuple[list[Stage], _Last, Any]:
        ups = [node for node in self._graph.node if node.op_type == "ConvTranspose"]
        tanhs = [node for node in self._graph.node if node.op_type == "Tanh"]
        if not ups or not tanhs:
            raise _Unlike
        tanh = next((node for node in tanhs if self._convolution_before(node)), None)
        if tanh is None:
            raise _Unlike
        post = self._makers[tanh.input[0]]
        self._take(tanh, post)
        ends = [self._before(up) for up in ups] + [self._before(post)]
        stages = []
        for number, up in enumerate(ups):
            slope, scale, _ = ends[number]
            self._take(up)
            output = ends[number + 1][2]
            stages.append(Stage(up, slope, scale, self._between(up.output[0], output), output))
        slope, scale, _ = ends[-1]
        return stages, _Last(post, slope, scale), tanh

    def _convolution_before(self, tanh: Any) -> bool:
        """Whether this is the Tanh at the end of the decoder, with a convolution to one channel before it."""
        node = self._makers.get(tanh.input[0])
        if node is None or node.op_type != "Conv" or node.input[1] not in self._tensors:
            return False
        return int(self._tensors[node.input[1]].dims[0]) == 1

    def _take(self, *nodes: Any) -> None:
        for node in nodes:
            self._replaced[id(node)] = node

    def _entry(self, first: Stage) -> str:
        """The value that goes into the first stage, before its LeakyRelu."""
        leaky = self._makers[first.up.input[0]]
        if first.scale != 1:
            raise _Unlike
        return str(leaky.input[0])

    def _before(self, node: Any) -> tuple[float, float, str]:
        """Slope of the LeakyRelu before a convolution, a factor before that, and the value before both."""
        leaky = self._makers.get(node.input[0])
        if leaky is None or leaky.op_type != "LeakyRelu":
            raise _Unlike
        self._take(leaky)
        name, scale = str(leaky.input[0]), 1.0
        divide = self._makers.get(name)
        if divide is not None and divide.op_type == "Div" and self._is_constant(divide.input[1]):
            divisor = self._constant(divide.input[1])
            if divisor.size != 1 or divisor.item() <= 0:
                raise _Unlike
            self._take(divide)
            name, scale = str(divide.input[0]), 1 / float(divisor.item())
        return float(attributes(leaky).get("alpha", 0.01)), scale, name

    def _between(self, start: str, end: str) -> tuple[Any, ...]:
        """All nodes on the way from one value to another; they may read nothing else but constants."""
        seen: dict[int, Any] = {}
        waiting = [end]
        while waiting:
            name = waiting.pop()
            if name == start:
                continue
            node = self._makers.get(name)
            if node is None or node.op_type not in ("Conv", "LeakyRelu", "Add"):
                raise _Unlike
            seen[id(node)] = node
            waiting.extend(node.input[:1] if node.op_type == "Conv" else node.input)
        self._take(*seen.values())
        return tuple(node for node in self._graph.node if id(node) in seen)

    def _is_constant(self, name: str) -> bool:
        maker = self._makers.get(name)
        return name in self._tensors or (maker is not None and maker.op_type == "Constant")

    def _constant(self, name: str) -> Any:
        if name in self._tensors:
            return self._to_array(self._tensors[name])
        maker = self._makers.get(name)
        if maker is None or maker.op_type != "Constant":
            raise _Unlike
        return self._to_array(attributes(maker)["value"])

    def weights(self, node: Any) -> tuple[Any, Any | None]:
        """Weight and bias of a convolution."""
        bias = self._constant(node.input[2]) if len(node.input) > 2 and node.input[2] else None
        return self._constant(node.input[1]), bias

    def _check_closed(self, output: str) -> None:
        """Nobody else may read what falls away."""
        inner = {name for node in self._replaced.values() for name in node.output} - {output}
        outside = {output.name for output in self._graph.output}
        for node in self._graph.node:
            if id(node) not in self._replaced:
                outside.update(node.input)
        if inner & outside:
            raise _Unlike

    @staticmethod
    def _name_last(nodes: Nodes, value: str, name: str) -> None:
        (maker,) = (node for node in nodes.nodes if value in node.output)
        maker.output[0] = name


@dataclass(frozen=True, slots=True)
class _Last:
    """The convolution that makes the samples."""

    up: Any
    slope: float
    scale: float


@dataclass(frozen=True, slots=True)
class _Source:
    """The result of a stage: rows of channels, (…, channels), one for each step in time.

    Where a stage was computed in windows, the last window does not begin where the one before it ended: steps from
    `turn` on lie `shift` steps further back than their number says.
    """

    value: str
    channels: int
    per_frame: int
    steps: str | None = None
    turn: str | None = None
    shift: str | None = None

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


class _StagePlan:
    """How one stage is computed: what is known of it before any node is written."""

    def __init__(self, decoder: _Decoder, stage: Stage, source: _Source, following: Stage | _Last) -> None:
        self._decoder, self._stage, self._source, self._following = decoder, stage, source, following
        weight, bias = decoder.weights(stage.up)
        settings = attributes(stage.up)
        self._stride = int(settings["strides"][0])
        taps = int(weight.shape[2])
        self._crop = int(settings.get("pads", [0, 0])[0])
        plain = settings.get("group", 1) == 1 and list(settings.get("dilations", [1])) == [1]
        padded = any(settings.get("output_padding", [0]))
        if not plain or padded or taps % self._stride or taps - self._stride != 2 * self._crop:
            raise _Unlike
        if list(settings.get("pads", [0, 0])) != [self._crop, self._crop]:
            raise _Unlike
        self._weight, self._bias = weight * weight.dtype.type(stage.scale), bias
        self._channels = int(weight.shape[1])
        self._reach = self._reach_of_blocks()
        self._per_frame = source.per_frame * self._stride
        self._tail = self._tail_samples() if isinstance(following, _Last) else None
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
                weight, _ = self._decoder.weights(node)
                outputs, inputs, taps = weight.shape
                around = int(settings.get("dilations", [1])[0]) * (taps - 1) // 2
                square = outputs == inputs == self._channels and taps % 2 == 1
                if not square or settings.get("group", 1) != 1 or list(settings["pads"]) != [around, around]:
                    raise _Unlike
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

    def whole(self, nodes: Nodes) -> _Source:
        """The stage at once. Its input is in order: long stages come last."""
        rows = nodes.add("Reshape", [self._source.value, nodes.integers((1, 1, -1, self._source.channels))])
        value, channels, per_frame = self._body(nodes, rows)
        flat = nodes.add("Reshape", [value, nodes.integers((-1, channels))])
        return _Source(flat, channels, per_frame)

    def looped(self, nodes: Nodes, number: int) -> _Source:
        """The stage in windows. All counts are in grains of input steps until the result."""
        from onnx import TensorProto, helper

        source, grain, stride = self._source, self._grain, self._stride
        if source.per_frame % grain:
            raise _Unlike
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
        strips = nodes.add("Range", [zero, STRIPS, one])
        seen = nodes.add("Range", [zero, wide, one])
        kept = nodes.add("Range", [zero, size, one])

        body = Nodes(f"decoder/window{number}")
        turn, go_on = f"decoder/turn{number}", f"decoder/go_on{number}"
        first = body.add("Add", [body.add("Mul", [turn, STRIPS]), strips])
        begin = body.add("Min", [body.add("Mul", [first, size]), last])
        begin_wide = body.add("Sub", [begin, body.integers(halo)])
        begin_wide = body.add("Max", [body.add("Min", [begin_wide, last_wide]), body.integers(0)])
        axis = body.integers((1,))
        places = body.add("Add", [body.add("Unsqueeze", [begin_wide, axis]), seen])
        if source.turn is not None and source.shift is not None:
            at, by = (nodes.add("Div", [name, nodes.integers(grain)]) for name in (source.turn, source.shift))
            late = body.add("Cast", [body.add("GreaterOrEqual", [places, at])], to=int(TensorProto.INT64))
            places = body.add("Add", [places, body.add("Mul", [late, by])])
        window = body.add("Gather", [grains, places], axis=0)
        window = body.add("Reshape", [window, body.integers((0, 1, -1, source.channels))])
        value, channels, per_frame = self._body(body, window)
        # Rows of the output that one grain of the input becomes.
        rows = grain * per_frame // source.per_frame if self._tail is None else grain * stride // self._tail
        value = body.add("Reshape", [value, body.integers((0, -1, rows * channels))])
        offset = body.add("Unsqueeze", [body.add("Sub", [begin, begin_wide]), axis])
        chosen = body.add("Unsqueeze", [body.add("Add", [offset, kept]), body.integers((2,))])
        value = body.add("GatherND", [value, chosen], batch_dims=1)
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
        return _Source(
            flat,
            channels,
            per_frame,
            steps=nodes.add("Mul", [count, per_grain]),
            turn=nodes.add("Mul", [last, per_grain]),
            shift=shift,
        )

    def _tail_reach(self) -> int:
        if not isinstance(self._following, _Last):
            return 0
        weight, _ = self._decoder.weights(self._following.up)
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
                weight, bias = self._decoder.weights(node)
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
        if isinstance(following, _Last):
            return self._samples(nodes, self._leaky(nodes, total, following.slope), following)
        total = nodes.add("Transpose", [total], perm=[0, 2, 3, 1])
        return nodes.add("LeakyRelu", [total], alpha=following.slope), self._channels, self._per_frame

    def _raised(self, nodes: Nodes, rows: str) -> str:
        """The transposed convolution: (strips, 1, steps, channels) to (strips, 1, stride x steps, channels)."""
        import numpy as np

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
        import numpy as np

        if self._is_blocked:
            ones = np.ones((self._channels, 1, 1), np.float32)
            value = self._told(nodes, nodes.convolution(value, ones, group=self._channels))
        return self._told(nodes, nodes.add("LeakyRelu", [value], alpha=slope))

    def _told(self, nodes: Nodes, value: str) -> str:
        return nodes.shaped(value, ["strips", self._channels, 1, f"samples{self._per_frame}"])

    def _samples(self, nodes: Nodes, value: str, last: _Last) -> tuple[str, int, int]:
        """The last convolution and its Tanh, `_tail` samples in a row of channels."""
        import numpy as np

        weight, bias = self._decoder.weights(last.up)
        _, inputs, taps = weight.shape
        settings = attributes(last.up)
        pads = [int(pad) for pad in settings["pads"]]
        if pads != [taps // 2, taps // 2] or taps % 2 == 0 or self._tail is None or self._stride < 1:
            raise _Unlike
        wide = np.zeros((self._tail, inputs, taps + self._tail - 1), np.float32)
        for sample in range(self._tail):
            wide[sample, :, sample : sample + taps] = weight[0] * np.float32(last.scale)
        biases = None if bias is None else np.repeat(bias, self._tail)
        value = nodes.convolution(value, wide, biases, stride=self._tail, pads=(pads[0], pads[1]))
        value = nodes.add("Tanh", [value])
        value = nodes.add("Transpose", [value], perm=[0, 2, 3, 1])
        return value, self._tail, self._per_frame // self._tail
