"""PaliGemma 2 in numpy, float64, without a cache: what the runtime's answers on the made-up checkpoint are held to.

    PYTHONPATH=src/backends/tpu python test/backends/tpu/second_reference.py FOLDER QUERY_SCALAR ATTENTION_CAP FINAL_CAP

Written from the published description (Gemma 2 report, transformers' names), not from the runtime: only its file reader is shared.
Reads {"ids", "pixels" (base64 of 84 × 84 × 3 bytes), "limit"} lines, writes {"tokens", "score"} lines of greedy decoding.
"""

import base64
import json
import pathlib
import sys

import numpy as np

from cardeval_jax.safetensors_file import open_safetensors

folder, scalar, attention_cap, final_cap = pathlib.Path(sys.argv[1]), *map(float, sys.argv[2:5])
W = {name: load().astype(np.float64) for file in folder.glob("*.safetensors") for name, (_, load) in open_safetensors(file).items()}
V, T = "vision_tower.vision_model.", "language_model.model."
EOS, WIDTH, HEADS, SIZE, KEY_HEADS = 1, 96, 4, 32, 2


def gelu(x):
    return .5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + .044715 * x ** 3)))


def softmax(x):
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def linear(x, name):
    return x @ W[name + ".weight"].T + W.get(name + ".bias", 0)


def layer_norm(x, name):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-6) * W[name + ".weight"] + W[name + ".bias"]


def rms_norm(x, name):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-6) * (1 + W[name + ".weight"])


def cap(x, limit):
    return limit * np.tanh(x / limit)


def see(pixels):
    """[84, 84, 3] bytes to [36, width]."""
    x = pixels / 127.5 - 1
    grid = x.reshape(6, 14, 6, 14, 3).transpose(0, 2, 4, 1, 3).reshape(36, -1)
    x = grid @ W[V + "embeddings.patch_embedding.weight"].reshape(WIDTH, -1).T + W[V + "embeddings.patch_embedding.bias"] + W[V + "embeddings.position_embedding.weight"]
    for i in range(3):
        at = f"{V}encoder.layers.{i}."
        y = layer_norm(x, at + "layer_norm1")
        q, k, v = (linear(y, f"{at}self_attn.{part}_proj").reshape(36, 4, 24).transpose(1, 0, 2) for part in "qkv")
        mixed = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(24)) @ v
        x = x + linear(mixed.transpose(1, 0, 2).reshape(36, WIDTH), at + "self_attn.out_proj")
        x = x + linear(gelu(linear(layer_norm(x, at + "layer_norm2"), at + "mlp.fc1")), at + "mlp.fc2")
    return linear(layer_norm(x, V + "post_layernorm"), "multi_modal_projector.linear")


def turn(x):
    """Rotary embedding of [heads, places, size]."""
    half = x.shape[-1] // 2
    angles = np.outer(np.arange(x.shape[1]), 1 / 10_000 ** (np.arange(half) * 2 / x.shape[-1]))
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * np.cos(angles) - b * np.sin(angles), b * np.cos(angles) + a * np.sin(angles)], -1)


def next_scores(image, ids, written):
    """Log-probabilities behind everything."""
    table = W[T + "embed_tokens.weight"]
    x = np.concatenate([image, table[ids + written] * np.sqrt(WIDTH)])
    count, prefix = len(x), len(image) + len(ids)
    order = np.arange(count)
    hidden = (order[None] >= prefix) & (order[None] > order[:, None])
    for i in range(3):
        at = f"{T}layers.{i}."
        y = rms_norm(x, at + "input_layernorm")
        heads = lambda part, number: linear(y, f"{at}self_attn.{part}_proj").reshape(count, number, SIZE).transpose(1, 0, 2)
        q = turn(heads("q", HEADS)) * scalar ** -.5
        k, v = (np.repeat(part, HEADS // KEY_HEADS, 0) for part in (turn(heads("k", KEY_HEADS)), heads("v", KEY_HEADS)))
        scores = np.where(hidden, -np.inf, cap(q @ k.transpose(0, 2, 1), attention_cap))
        y = linear((softmax(scores) @ v).transpose(1, 0, 2).reshape(count, -1), at + "self_attn.o_proj")
        x = x + rms_norm(y, at + "post_attention_layernorm")
        y = rms_norm(x, at + "pre_feedforward_layernorm")
        y = linear(gelu(linear(y, at + "mlp.gate_proj")) * linear(y, at + "mlp.up_proj"), at + "mlp.down_proj")
        x = x + rms_norm(y, at + "post_feedforward_layernorm")
    return np.log(softmax(cap(rms_norm(x[-1:], T + "norm") @ table.T, final_cap)))[0]


for line in sys.stdin:
    case = json.loads(line)
    image = see(np.frombuffer(base64.b64decode(case["pixels"]), np.uint8).reshape(84, 84, 3).astype(np.float64))
    written, score = [], 0.0
    while len(written) < case["limit"]:
        scores = next_scores(image, case["ids"], written)
        best = int(scores.argmax())
        score += scores[best]
        if best == EOS:
            break
        written.append(best)
    print(json.dumps({"tokens": written, "score": score}))
