"""Writes a checkpoint of export.py in the layout of transformers.js and Optimum: export_onnx.py CHECKPOINT_DIR OUT_DIR [--causal].

OUT_DIR/onnx/ gets embed_tokens.onnx, vision_encoder.onnx and decoder_model_merged.onnx: opset 17, standard operators, float16
weights that are cast to float32 when the graph runs, so that the numbers are those of the safetensors file. The decoder has no
mask: a whole prompt goes in at once and sees itself, then one token at a time sees all before it. `--causal` puts a causal mask
over the prompt, which is wrong for PaliGemma: a test wants it refused. Needs numpy and onnx (requirements-onnx.txt).
"""

import argparse
import json
import pathlib
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

VISION = "vision_tower.vision_model."
TEXT = "language_model.model."


def read_safetensors(path):
    """{name: float16 array}."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    return {name: np.frombuffer(data[8 + size:][slice(*entry["data_offsets"])], np.float16).reshape(entry["shape"])
            for name, entry in header.items() if name != "__metadata__"}


class Graph:
    """Nodes, and constants that are written once each; every method returns the name of its result."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants, self.count = weights, [], {}, 0

    def add(self, kind, *inputs, out=None, **attributes):
        self.count += 1
        out = out or f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def constant(self, value, dtype):
        array = np.asarray(value, dtype)
        name = f"c_{array.dtype}_{'_'.join(map(str, array.shape))}_{zlib.crc32(array.tobytes())}"
        self.constants[name] = array
        return name

    def floats(self, *values):
        return self.constant(values[0] if len(values) == 1 else values, np.float32)

    def ints(self, *values):
        return self.constant(values, np.int64)

    def weight(self, name, turn=False):
        """A tensor as float32; linear weights lie as [out, in] and are turned."""
        key = name + (".T" if turn else "")
        if key not in self.constants:
            value = self.weights[name]
            self.constants[key] = np.ascontiguousarray(value.T if turn else value)
            self.add("Cast", key, out=key + ".f32", to=TensorProto.FLOAT)
        return key + ".f32"

    def linear(self, x, name, bias=False):
        y = self.add("MatMul", x, self.weight(name + ".weight", turn=True))
        return self.add("Add", y, self.weight(name + ".bias")) if bias else y

    def gelu(self, x):
        cube = self.add("Mul", self.add("Mul", x, x), x)
        inner = self.add("Mul", self.add("Add", x, self.add("Mul", cube, self.floats(0.044715))), self.floats(np.sqrt(2 / np.pi)))
        return self.add("Mul", self.add("Mul", x, self.floats(0.5)), self.add("Add", self.add("Tanh", inner), self.floats(1)))

    def layer_norm(self, x, name):
        return self.add("LayerNormalization", x, self.weight(name + ".weight"), self.weight(name + ".bias"), axis=-1, epsilon=1e-6)

    def rms_norm(self, x, name):
        mean = self.add("ReduceMean", self.add("Mul", x, x), axes=[-1], keepdims=1)
        scaled = self.add("Div", x, self.add("Sqrt", self.add("Add", mean, self.floats(1e-6))))
        return self.add("Mul", scaled, self.add("Add", self.weight(name + ".weight"), self.floats(1)))

    def heads(self, x, count, size):
        return self.add("Transpose", self.add("Reshape", x, self.ints(0, 0, count, size)), perm=[0, 2, 1, 3])

    def attend(self, q, k, v, size, mask=None):
        scores = self.add("Div", self.add("MatMul", q, self.add("Transpose", k, perm=[0, 1, 3, 2])), self.floats(np.sqrt(size)))
        mixed = self.add("MatMul", self.add("Softmax", scores if mask is None else self.add("Add", scores, mask), axis=-1), v)
        return self.add("Reshape", self.add("Transpose", mixed, perm=[0, 2, 1, 3]), self.ints(0, 0, -1))

    def save(self, path, inputs, outputs):
        info = lambda name, kind, shape: helper.make_tensor_value_info(name, kind, shape)
        graph = helper.make_graph(self.nodes, path.stem, [info(*one) for one in inputs], [info(*one) for one in outputs],
                                  [numpy_helper.from_array(value, name) for name, value in self.constants.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="cardeval export_onnx.py")
        onnx.checker.check_model(model)
        onnx.save(model, path)


FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64


def embed_tokens(weights, config, path):
    graph = Graph(weights)
    rows = graph.add("Gather", TEXT + "embed_tokens.weight", "input_ids")
    graph.constants[TEXT + "embed_tokens.weight"] = weights[TEXT + "embed_tokens.weight"]
    graph.add("Mul", graph.add("Cast", rows, to=FLOAT), graph.floats(np.sqrt(config["hidden_size"])), out="inputs_embeds")
    graph.save(path, [("input_ids", INT, ["batch", "sequence"])], [("inputs_embeds", FLOAT, ["batch", "sequence", config["hidden_size"]])])


def vision_encoder(weights, config, width, path):
    graph = Graph(weights)
    size, side = config["patch_size"], config["image_size"]
    heads, inner = config["num_attention_heads"], config["hidden_size"]
    x = graph.add("Conv", "pixel_values", graph.weight(VISION + "embeddings.patch_embedding.weight"), graph.weight(VISION + "embeddings.patch_embedding.bias"), strides=[size, size])
    x = graph.add("Transpose", graph.add("Reshape", x, graph.ints(0, inner, -1)), perm=[0, 2, 1])
    x = graph.add("Add", x, graph.weight(VISION + "embeddings.position_embedding.weight"))
    for i in range(config["num_hidden_layers"]):
        at = f"{VISION}encoder.layers.{i}."
        y = graph.layer_norm(x, at + "layer_norm1")
        q, k, v = (graph.heads(graph.linear(y, f"{at}self_attn.{part}_proj", True), heads, inner // heads) for part in "qkv")
        x = graph.add("Add", x, graph.linear(graph.attend(q, k, v, inner // heads), at + "self_attn.out_proj", True))
        y = graph.gelu(graph.linear(graph.layer_norm(x, at + "layer_norm2"), at + "mlp.fc1", True))
        x = graph.add("Add", x, graph.linear(y, at + "mlp.fc2", True))
    y = graph.linear(graph.layer_norm(x, VISION + "post_layernorm"), "multi_modal_projector.linear", True)
    graph.add("Identity", y, out="image_features")
    graph.save(path, [("pixel_values", FLOAT, ["batch", 3, side, side])], [("image_features", FLOAT, ["batch", (side // size) ** 2, width])])


def rotate(graph, x, cos, sin, half):
    first = graph.add("Slice", x, graph.ints(0), graph.ints(half), graph.ints(3))
    second = graph.add("Slice", x, graph.ints(half), graph.ints(2 * half), graph.ints(3))
    left = graph.add("Sub", graph.add("Mul", first, cos), graph.add("Mul", second, sin))
    right = graph.add("Add", graph.add("Mul", second, cos), graph.add("Mul", first, sin))
    return graph.add("Concat", left, right, axis=-1)


def causal_mask(graph):
    """0 where the key is not behind the query, else far below; [batch, 1, queries, keys]."""
    keys = graph.add("CumSum", "attention_mask", graph.constant(1, np.int64))
    keys = graph.add("Unsqueeze", keys, graph.ints(1, 2))
    queries = graph.add("Unsqueeze", "position_ids", graph.ints(1, 3))
    return graph.add("Mul", graph.add("Cast", graph.add("Greater", keys, queries), to=FLOAT), graph.floats(-1e30))


def decoder(weights, config, causal, path):
    graph = Graph(weights)
    heads, size, layers = config["num_attention_heads"], config["head_dim"], config["num_hidden_layers"]
    half = size // 2
    positions = graph.add("Unsqueeze", graph.add("Cast", "position_ids", to=FLOAT), graph.ints(1, 3))
    angles = graph.add("Mul", positions, graph.constant(config["rope_theta"] ** (-np.arange(half) / half), np.float32))
    cos, sin = graph.add("Cos", angles), graph.add("Sin", angles)
    mask = causal_mask(graph) if causal else None
    x = "inputs_embeds"
    for i in range(layers):
        at = f"{TEXT}layers.{i}."
        y = graph.rms_norm(x, at + "input_layernorm")
        q = rotate(graph, graph.heads(graph.linear(y, at + "self_attn.q_proj"), heads, size), cos, sin, half)
        k = rotate(graph, graph.heads(graph.linear(y, at + "self_attn.k_proj"), 1, size), cos, sin, half)
        k = graph.add("Concat", f"past_key_values.{i}.key", k, out=f"present.{i}.key", axis=2)
        v = graph.add("Concat", f"past_key_values.{i}.value", graph.heads(graph.linear(y, at + "self_attn.v_proj"), 1, size), out=f"present.{i}.value", axis=2)
        x = graph.add("Add", x, graph.linear(graph.attend(q, k, v, size, mask), at + "self_attn.o_proj"))
        y = graph.rms_norm(x, at + "post_attention_layernorm")
        gate = graph.gelu(graph.linear(y, at + "mlp.gate_proj"))
        x = graph.add("Add", x, graph.linear(graph.add("Mul", gate, graph.linear(y, at + "mlp.up_proj")), at + "mlp.down_proj"))
    graph.add("MatMul", graph.rms_norm(x, TEXT + "norm"), graph.weight(TEXT + "embed_tokens.weight", turn=True), out="logits")
    cache = lambda kind, length: [(f"{kind}.{i}.{part}", FLOAT, ["batch", 1, length, size]) for i in range(layers) for part in ("key", "value")]
    graph.save(path, [("inputs_embeds", FLOAT, ["batch", "sequence", config["hidden_size"]]), ("attention_mask", INT, ["batch", "total"]),
                      ("position_ids", INT, ["batch", "sequence"]), *cache("past_key_values", "past")],
               [("logits", FLOAT, ["batch", "sequence", config["vocab_size"]]), *cache("present", "total")])


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("checkpoint", type=pathlib.Path)
    ask.add_argument("out", type=pathlib.Path)
    ask.add_argument("--causal", action="store_true", help="the wrong decoder, for tests")
    args = ask.parse_args()
    weights = read_safetensors(args.checkpoint / "model.safetensors")
    config = json.loads((args.checkpoint / "config.json").read_text("utf-8"))
    folder = args.out / "onnx"
    folder.mkdir(parents=True, exist_ok=True)
    embed_tokens(weights, config["text_config"], folder / "embed_tokens.onnx")
    vision_encoder(weights, config["vision_config"], config["text_config"]["hidden_size"], folder / "vision_encoder.onnx")
    decoder(weights, config["text_config"], args.causal, folder / "decoder_model_merged.onnx")


if __name__ == "__main__":
    main()
