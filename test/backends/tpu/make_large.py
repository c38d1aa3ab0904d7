"""A checkpoint of PaliGemma 3B's shape with random bfloat16 weights, in shards, to see that one of that size loads and what it takes.

    PYTHONPATH=src/backends/tpu python test/backends/tpu/make_large.py src/backends/tiny/checkpoint OUT     # 6 GB
    cardeval run --benchmark okvqa --limit 2 --data sampler --backend tpu:OUT --attempt-timeout 3000 --total-timeout 3000

The tokenizer is the embedded model's, whose tokens are the first of the table. Nothing it says means anything.
"""

import json
import math
import pathlib
import shutil
import sys

import ml_dtypes
import numpy as np

from cardeval_jax.huggingface import rows_of
from cardeval_jax.layout import size_of

LETTERS = {"l": 27, "d": 1152, "h": 16, "e": 72, "m": 4304, "n": 256, "p": 14, "c": 3,
           "L": 18, "D": 2048, "N": 8, "K": 1, "H": 256, "M": 16_384, "V": 257_216}
SHARD_BYTES = 2 ** 31


def tensors():
    """(name, shape) of every tensor, in the order of the runtime's own list."""
    for place, name, there, _ in rows_of("gemma"):
        count = LETTERS["l" if place.startswith("vision") else "L"] if "{}" in name else 1
        for layer in range(count):
            plain = name.format(layer).replace("vision.", "vision_tower.vision_model.", 1) if place.startswith("vision") else name.format(layer)
            yield plain.replace("text.", "language_model.model.", 1), tuple(math.prod(size_of(letter, LETTERS) for letter in word) for word in there.split())


def write_shard(path, inside, rng):
    """One file; a tensor at a time is in memory."""
    header, at = {}, 0
    for name, shape in inside:
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + 2 * math.prod(shape)]}
        at += 2 * math.prod(shape)
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, shape in inside:
            values = rng.standard_normal(math.prod(shape), np.float32) * 0.02
            file.write(values.astype(ml_dtypes.bfloat16).tobytes())


def shards():
    """Tensors in groups of at most SHARD_BYTES."""
    group, size = [], 0
    for name, shape in tensors():
        if group and size + 2 * math.prod(shape) > SHARD_BYTES:
            yield group
            group, size = [], 0
        group.append((name, shape))
        size += 2 * math.prod(shape)
    yield group


def main():
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "tokenizer.json", out / "tokenizer.json")
    at, groups, rng = LETTERS, list(shards()), np.random.default_rng(3)
    vision = {"hidden_size": at["d"], "intermediate_size": at["m"], "num_hidden_layers": at["l"], "num_attention_heads": at["h"], "patch_size": at["p"]}
    text = {"model_type": "gemma", "hidden_size": at["D"], "intermediate_size": at["M"], "num_hidden_layers": at["L"], "num_attention_heads": at["N"],
            "num_key_value_heads": at["K"], "head_dim": at["H"]}
    (out / "config.json").write_text(json.dumps({"model_type": "paligemma", "bos_token_id": 2, "eos_token_id": 1, "text_config": text, "vision_config": vision}))
    places = {}
    for number, inside in enumerate(groups):
        file = f"model-{number + 1:05}-of-{len(groups):05}.safetensors"
        write_shard(out / file, inside, rng)
        places |= {name: file for name, _ in inside}
    (out / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))


main()
