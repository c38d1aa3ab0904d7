"""The embedded checkpoint in every form that the runtime reads, and a PaliGemma 2 made of it, for tests.

    PYTHONPATH=src/backends/tpu python test/backends/tpu/make_checkpoints.py src/backends/tiny/checkpoint OUT
"""

import json
import pathlib
import shutil
import sys

import ml_dtypes
import numpy as np

from cardeval_jax.big_vision import GEMMA2_ROWS, ROWS
from cardeval_jax.huggingface import open_huggingface
from cardeval_jax.layout import read_tree
from cardeval_jax.safetensors_file import open_safetensors

source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
CODES = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}


def write_safetensors(path, tensors):
    header, at = {}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": CODES[array.dtype.name], "shape": array.shape, "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(array.tobytes() for array in tensors.values()))


def folder(name):
    place = out / name
    place.mkdir(parents=True, exist_ok=True)
    for file in ("config.json", "tokenizer.json"):
        shutil.copy(source / file, place / file)
    return place


def shards(place, tensors, count):
    """`count` files and their index, as transformers writes them."""
    names = sorted(tensors)
    files = {f"model-{number + 1:05}-of-{count:05}.safetensors": names[number::count] for number in range(count)}
    for file, inside in files.items():
        write_safetensors(place / file, {name: tensors[name] for name in inside})
    weight_map = {name: file for file, inside in files.items() for name in inside}
    (place / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))


def newer(name):
    """transformers 5.x's spelling."""
    return "model." + name.replace("language_model.model.", "language_model.").replace("vision_tower.vision_model.", "vision_tower.")


def published(rows, sizes, tree):
    """Arrays under big_vision's names, from our tree."""
    arrays = {}
    for place, name, there, here in rows:
        name, _, half = name.partition("#")
        words = there.replace("o ", "").split()
        array = tree[place].transpose([here.index(letter) for letter in words if letter != "s"])
        arrays.setdefault("params/" + name, {})[int(half or 0)] = array[None] if there.startswith("o") else array
    return {name: np.stack([halves[0], halves[1]], 1) if len(halves) == 2 else halves[0] for name, halves in arrays.items()}


def second_family():
    """A PaliGemma 2 of the embedded sizes with a random decoder: two key heads, four norms a layer, both caps. It writes nonsense, but various."""
    rng = np.random.default_rng(2)
    place = folder("second")
    config = json.loads((source / "config.json").read_text())
    config["text_config"] |= {"model_type": "gemma2", "num_key_value_heads": 2, "query_pre_attn_scalar": 24, "attn_logit_softcapping": 3.0, "final_logit_softcapping": 4.0}
    (place / "config.json").write_text(json.dumps(config))
    tensors = {}
    for name, (shape, load) in open_safetensors(source / "model.safetensors").items():
        array = load().astype(np.float32)
        if name.startswith("language_model"):
            shape = (64, shape[1]) if name.endswith(("k_proj.weight", "v_proj.weight")) else shape
            scale = .1 if "embed_tokens" in name else .3 if len(shape) == 1 else 2 / shape[-1] ** .5
            array = (rng.standard_normal(shape) * scale).astype(np.float32)
        if "post_attention_layernorm" in name:
            tensors |= {name.replace("post_attention", which): (rng.standard_normal(shape) * .3 + 1).astype(np.float32) for which in ("pre_feedforward", "post_feedforward")}
        tensors[name] = array
    shards(place, tensors, 2)


def main():
    tensors = {name: load() for name, (_, load) in open_safetensors(source / "model.safetensors").items()}
    shards(folder("shards-new-names"), {newer(name): array.astype(np.float32) for name, array in tensors.items()}, 3)
    write_safetensors(folder("bfloat16") / "model.safetensors", {name: array.astype(ml_dtypes.bfloat16) for name, array in tensors.items()})
    sizes, rows, find, _ = open_huggingface(source)
    arrays = published(ROWS, sizes, dict(read_tree(rows, sizes, find, np.float32)))
    np.savez(out / "published.npz", **arrays)
    np.savez(out / "published.bf16.npz", **{name: array.astype(ml_dtypes.bfloat16) for name, array in arrays.items()})
    shutil.copy(source / "tokenizer.json", out / "tokenizer.json")
    second_family()
    sizes, rows, find, _ = open_huggingface(out / "second")
    (out / "second-npz").mkdir(exist_ok=True)
    np.savez(out / "second-npz/second.npz", **published(ROWS + GEMMA2_ROWS, sizes, dict(read_tree(rows, sizes, find, np.float32))))
    shutil.copy(source / "tokenizer.json", out / "second-npz/tokenizer.json")


main()
