"""The shipped encoder as ONNX graphs for onnxruntime, from the weights in data/model: fused by hand,
as an exporter would write it, and with int8 weights. Measures nothing.

usage: graphs.py MODEL_DIR OUT_DIR
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 17
FUSED = "com.microsoft"


def dequantised(model):
    """The tensors of a model folder as f32: rows of int8 are multiplied by their scale."""
    stored = load_file(f"{model}/model.safetensors")
    tensors = {}
    for name, values in stored.items():
        if name.endswith(".scale"):
            continue
        scale = stored.get(f"{name}.scale")
        values = values.astype(np.float32)
        tensors[name] = values if scale is None else values * scale[:, None]
    return tensors


class Graph:
    """Nodes and constants of a graph under construction."""

    def __init__(self):
        self.nodes = []
        self.constants = []
        self.count = 0

    def constant(self, values, dtype=np.float32):
        self.count += 1
        name = f"constant_{self.count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype), name))
        return name

    def add(self, kind, inputs, outputs=1, domain="", **attributes):
        self.count += 1
        names = [f"{kind}_{self.count}_{index}" for index in range(outputs)]
        node = helper.make_node(
            kind, inputs, names, f"{kind}_{self.count}", domain=domain, **attributes
        )
        self.nodes.append(node)
        return names[0] if outputs == 1 else names

    def model(self, output, hidden):
        ids = helper.make_tensor_value_info("ids", TensorProto.INT32, ["batch", "length"])
        mask = helper.make_tensor_value_info("mask", TensorProto.INT32, ["batch", "length"])
        vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", hidden])
        self.nodes.append(helper.make_node("Identity", [output], ["vectors"]))
        graph = helper.make_graph(self.nodes, "encoder", [ids, mask], [vectors], self.constants)
        imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=8)


class Encoder:
    """A model folder, and the graphs of it."""

    def __init__(self, model):
        self.tensors = dequantised(model)
        config = json.loads(Path(f"{model}/config.json").read_text(encoding="utf-8"))
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.hidden = config["hidden_size"]
        self.epsilon = config["layer_norm_eps"]

    def linear(self, layer, part):
        """Weight as [inputs, outputs], and bias."""
        name = f"encoder.layer.{layer}.{part}"
        return self.tensors[f"{name}.weight"].T, self.tensors[f"{name}.bias"]

    def qkv(self, layer):
        parts = [self.linear(layer, f"attention.self.{part}") for part in ("query", "key", "value")]
        weights, biases = zip(*parts)
        return np.concatenate(weights, axis=1), np.concatenate(biases)

    def norm(self, name):
        return self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"]

    def pooled(self, graph, states):
        """The mean over the tokens of each text, then its direction (length 1)."""
        mask = graph.add("Cast", ["mask"], to=TensorProto.FLOAT)
        mask = graph.add("Unsqueeze", [mask, graph.constant([1], np.int64)])
        summed = graph.add("MatMul", [mask, states])
        summed = graph.add("Squeeze", [summed, graph.constant([1], np.int64)])
        return graph.add("LpNormalization", [summed], axis=-1, p=2)

    def fused(self):
        """With onnxruntime's own operators, each doing what the plain graph needs many for."""
        graph = Graph()
        embeddings = "embeddings"
        table = lambda part: self.tensors[f"{embeddings}.{part}_embeddings.weight"]
        constants = lambda values: [graph.constant(value) for value in values]
        # There is one type of token here: its row goes into the rows of the positions.
        positions = table("position") + table("token_type")[0]
        inputs = ["ids", "", graph.constant(table("word")), graph.constant(positions), ""]
        inputs += constants(self.norm(f"{embeddings}.LayerNorm")) + ["mask"]
        states, lengths = graph.add(
            "EmbedLayerNormalization", inputs, 2, FUSED, epsilon=self.epsilon
        )
        for layer in range(self.layers):
            states = self.fused_layer(graph, layer, states, lengths, constants)
        return graph.model(self.pooled(graph, states), self.hidden)

    def fused_layer(self, graph, layer, states, lengths, constants):
        def residual(part, values, states):
            """Adds a linear layer's bias and the residual to its product, and normalises."""
            weight, bias = self.linear(layer, f"{part}.dense")
            product = graph.add("MatMul", [values, graph.constant(weight)])
            norm = constants(self.norm(f"encoder.layer.{layer}.{part}.LayerNorm"))
            inputs = [product, states, *norm, graph.constant(bias)]
            return graph.add("SkipLayerNormalization", inputs, domain=FUSED, epsilon=self.epsilon)

        inputs = [states, *constants(self.qkv(layer)), lengths]
        attended = graph.add("Attention", inputs, domain=FUSED, num_heads=self.heads)
        states = residual("attention.output", attended, states)
        weight, bias = self.linear(layer, "intermediate.dense")
        up = graph.add("MatMul", [states, graph.constant(weight)])
        up = graph.add("BiasGelu", [up, graph.constant(bias)], domain=FUSED)
        return residual("output", up, states)

    def plain(self):
        """With standard operators alone, as an exporter writes a model."""
        graph = Graph()
        table = lambda part: graph.constant(self.tensors[f"embeddings.{part}_embeddings.weight"])
        index = lambda values: graph.constant(values, np.int64)
        shape = graph.add("Shape", ["ids"])
        length = graph.add("Gather", [shape, index(1)], axis=0)
        places = graph.add(
            "Unsqueeze", [graph.add("Range", [index(0), length, index(1)]), index([0])]
        )
        types = graph.add(
            "ConstantOfShape", [shape], value=numpy_helper.from_array(np.array([0], np.int64))
        )
        states = graph.add("Gather", [table("word"), "ids"])
        states = graph.add("Add", [states, graph.add("Gather", [table("token_type"), types])])
        states = graph.add("Add", [states, graph.add("Gather", [table("position"), places])])
        states = self.plain_norm(graph, states, "embeddings.LayerNorm")
        mask = graph.add("Unsqueeze", ["mask", index([1])])
        mask = graph.add("Unsqueeze", [mask, index([2])])
        mask = graph.add("Cast", [mask], to=TensorProto.FLOAT)
        mask = graph.add("Sub", [graph.constant(1.0), mask])
        mask = graph.add("Mul", [mask, graph.constant(-10000.0)])
        for layer in range(self.layers):
            states = self.plain_layer(graph, layer, states, mask)
        return graph.model(self.pooled(graph, states), self.hidden)

    def plain_linear(self, graph, layer, part, values):
        weight, bias = self.linear(layer, part)
        return graph.add(
            "Add", [graph.add("MatMul", [values, graph.constant(weight)]), graph.constant(bias)]
        )

    def plain_norm(self, graph, values, name):
        weight, bias = self.norm(name)
        inputs = [values, graph.constant(weight), graph.constant(bias)]
        return graph.add("LayerNormalization", inputs, axis=-1, epsilon=self.epsilon)

    def plain_layer(self, graph, layer, states, mask):
        index = lambda values: graph.constant(values, np.int64)
        width = self.hidden // self.heads

        def split(part, order):
            values = self.plain_linear(graph, layer, f"attention.self.{part}", states)
            values = graph.add("Reshape", [values, index([0, 0, self.heads, width])])
            return graph.add("Transpose", [values], perm=order)

        query, key = split("query", [0, 2, 1, 3]), split("key", [0, 2, 3, 1])
        scores = graph.add("MatMul", [query, key])
        scores = graph.add("Div", [scores, graph.constant(np.sqrt(width))])
        weights = graph.add("Softmax", [graph.add("Add", [scores, mask])], axis=-1)
        mixed = graph.add("MatMul", [weights, split("value", [0, 2, 1, 3])])
        mixed = graph.add("Transpose", [mixed], perm=[0, 2, 1, 3])
        mixed = graph.add("Reshape", [mixed, index([0, 0, self.hidden])])
        added = graph.add(
            "Add", [self.plain_linear(graph, layer, "attention.output.dense", mixed), states]
        )
        states = self.plain_norm(graph, added, f"encoder.layer.{layer}.attention.output.LayerNorm")
        up = self.plain_linear(graph, layer, "intermediate.dense", states)
        half = graph.add("Erf", [graph.add("Div", [up, graph.constant(np.sqrt(2.0))])])
        up = graph.add(
            "Mul",
            [
                graph.add("Mul", [up, graph.add("Add", [half, graph.constant(1.0)])]),
                graph.constant(0.5),
            ],
        )
        added = graph.add("Add", [self.plain_linear(graph, layer, "output.dense", up), states])
        return self.plain_norm(graph, added, f"encoder.layer.{layer}.output.LayerNorm")


def quantised(source, target):
    """int8 weights with a scale for each output; activations are quantised as they come.

    Seven bits (`reduce_range`) are meant for AVX2 without VNNI, where sums of eight saturate; they
    were measured there to be no nearer to f32 (least cosine 0.982 against 0.983)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Attention"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def optimised(source, target, encoder):
    """The plain graph after onnxruntime's own optimiser for transformers."""
    from onnxruntime.transformers import optimizer

    # Level 0: the rewriting of the optimiser itself; the session does the rest when it loads.
    model = optimizer.optimize_model(
        source, "bert", num_heads=encoder.heads, hidden_size=encoder.hidden, opt_level=0
    )
    print("optimiser:", model.get_fused_operator_statistics(), file=sys.stderr)
    model.save_model_to_file(target)


def main():
    encoder, out = Encoder(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    path = lambda name: str(out / f"{name}.onnx")
    onnx.save(encoder.fused(), path("fused"))
    onnx.save(encoder.plain(), path("plain"))
    optimised(path("plain"), path("optimised"), encoder)
    quantised(path("fused"), path("int8"))


if __name__ == "__main__":
    main()
