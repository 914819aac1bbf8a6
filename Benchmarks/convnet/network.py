"""EfficientNet-Lite0 with the folded weights, as an ONNX model whose output is the 2,048 features."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Kernel, stride, inputs, expanded (0: not at all), outputs, whether the output is tapped.
BLOCKS = [
    (3, 1, 32, 0, 16, False), (3, 2, 16, 96, 24, False), (3, 1, 24, 144, 24, False), (5, 2, 24, 144, 40, False),
    (5, 1, 40, 240, 40, False), (3, 2, 40, 240, 80, False), (3, 1, 80, 480, 80, False), (3, 1, 80, 480, 80, True),
    (5, 1, 80, 480, 112, False), (5, 1, 112, 672, 112, False), (5, 1, 112, 672, 112, True),
    (5, 2, 112, 672, 192, False), (5, 1, 192, 1152, 192, False), (5, 1, 192, 1152, 192, False),
    (5, 1, 192, 1152, 192, True), (3, 1, 192, 1152, 320, False),
]


class Builder:
    """Adds one operator after the other."""

    def __init__(self, weights):
        self.weights = np.fromfile(weights, "<f4")
        self.nodes, self.constants = [], []
        self.constant("zero", np.float32(0))
        self.constant("six", np.float32(6))
        self.constant("axes", np.array([2, 3], np.int64))

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))

    def take(self, *shape):
        count = int(np.prod(shape))
        values, self.weights = self.weights[:count], self.weights[count:]
        return values.reshape(shape)

    def node(self, kind, inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def convolution(self, value, inputs, outputs, kernel, stride=1, group=1, clipped=True):
        number = len(self.nodes)
        self.constant(f"b{number}", self.take(outputs))
        self.constant(f"w{number}", self.take(outputs, inputs // group, kernel, kernel))
        value = self.node(
            "Conv", [value, f"w{number}", f"b{number}"], kernel_shape=[kernel, kernel], strides=[stride, stride],
            group=group, auto_pad="SAME_UPPER")
        return self.node("Clip", [value, "zero", "six"]) if clipped else value

    def means(self, value):
        return self.node("ReduceMean", [value, "axes"], keepdims=0)

    def maxima(self, value):
        return self.node("ReduceMax", [value, "axes"], keepdims=0)


def model(weights):
    """The model; its input is [pictures][3][side][side], scaled."""
    b = Builder(weights)
    value = b.convolution("pictures", 3, 32, 3, 2)
    features = []
    for kernel, stride, inputs, expanded, outputs, tapped in BLOCKS:
        before, wide = value, expanded or inputs
        if expanded:
            value = b.convolution(value, inputs, expanded, 1)
        value = b.convolution(value, wide, wide, kernel, stride, group=wide)
        value = b.convolution(value, wide, outputs, 1, clipped=False)
        if stride == 1 and inputs == outputs:
            value = b.node("Add", [value, before])
        if tapped:
            features += [b.means(value), b.maxima(value)]
    features.append(b.means(b.convolution(value, 320, 1280, 1)))
    assert b.weights.size == 0
    b.nodes.append(helper.make_node("Concat", features, ["features"], axis=1))
    graph = helper.make_graph(
        b.nodes, "efficientnet-lite0",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["n", 3, "side", "side"])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 2048])], b.constants)
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(built)
    return built


def picture(side):
    """The definition's picture, scaled as the network takes it."""
    x, y, c = np.arange(side)[None, :, None], np.arange(side)[:, None, None], np.arange(3)[None, None, :]
    return (((7 * x + 13 * y + 29 * c + x * y % 31) % 256).astype(np.float32) - 127) / 128
