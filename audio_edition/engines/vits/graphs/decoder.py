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

from typing import Any

from onnx import TensorProto, helper, numpy_helper

from audio_edition.engines.vits.graphs.nodes import Nodes, attributes, prune
from audio_edition.engines.vits.graphs.stages import STRIPS, Last, Stage, StagePlan, StageResult, UnlikeGraph


def rebuild_decoder(model: Any) -> bool:
    """Change the decoder of `model` (an `onnx.ModelProto`, opened, not widened) in place; False where it is unlike.

    Adds the input `STRIPS`.
    """
    try:
        replaced, nodes = _Decoder(model.graph).rebuilt()
    except UnlikeGraph:
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
        source = StageResult(value, self._constant(stages[0].up.input[1]).shape[0], 1)
        for number, stage in enumerate(stages):
            final = number == len(stages) - 1
            plan = StagePlan(self.weights, stage, source, last if final else stages[number + 1])
            source = plan.looped(nodes, number) if plan.is_long else plan.whole(nodes)
        sound = source.straight(nodes)
        shape = nodes.integers((1, 1, -1))
        self._name_last(nodes, nodes.add("Reshape", [sound, shape]), tanh.output[0])
        self._check_closed(tanh.output[0])
        return list(self._replaced.values()), nodes

    def _read(self) -> tuple[list[Stage], Last, Any]:
        ups = [node for node in self._graph.node if node.op_type == "ConvTranspose"]
        tanhs = [node for node in self._graph.node if node.op_type == "Tanh"]
        if not ups or not tanhs:
            raise UnlikeGraph
        tanh = next((node for node in tanhs if self._convolution_before(node)), None)
        if tanh is None:
            raise UnlikeGraph
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
        return stages, Last(post, slope, scale), tanh

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
            raise UnlikeGraph
        return str(leaky.input[0])

    def _before(self, node: Any) -> tuple[float, float, str]:
        """Slope of the LeakyRelu before a convolution, a factor before that, and the value before both."""
        leaky = self._makers.get(node.input[0])
        if leaky is None or leaky.op_type != "LeakyRelu":
            raise UnlikeGraph
        self._take(leaky)
        name, scale = str(leaky.input[0]), 1.0
        divide = self._makers.get(name)
        if divide is not None and divide.op_type == "Div" and self._is_constant(divide.input[1]):
            divisor = self._constant(divide.input[1])
            if divisor.size != 1 or divisor.item() <= 0:
                raise UnlikeGraph
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
                raise UnlikeGraph
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
            raise UnlikeGraph
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
            raise UnlikeGraph

    @staticmethod
    def _name_last(nodes: Nodes, value: str, name: str) -> None:
        (maker,) = (node for node in nodes.nodes if value in node.output)
        maker.output[0] = name
