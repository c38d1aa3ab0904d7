"""The programs of published checkpoints' shapes, lowered for TPU and CUDA, where neither is: no weights, nothing runs.

    PYTHONPATH=src/backends/tpu python test/backends/tpu/lower_elsewhere.py

Prints what each platform's programs give back. Shapes: the papers' tables (PaliGemma, arXiv 2407.07726; PaliGemma 2, arXiv 2412.03555).
"""

import functools
import json

import jax
import jax.numpy as jnp

from cardeval_jax import search, vision
from cardeval_jax.huggingface import rows_of
from cardeval_jax.layout import put, size_of
from cardeval_jax.sizes import Sizes

VISION = {"l": 27, "d": 1152, "h": 16, "e": 72, "m": 4304, "p": 14, "c": 3}
DECODERS = {
    "paligemma-3b": ("gemma", {"L": 18, "D": 2048, "N": 8, "K": 1, "H": 256, "M": 16_384}),
    "paligemma2-3b": ("gemma2", {"L": 26, "D": 2304, "N": 8, "K": 4, "H": 256, "M": 9216}),
    "paligemma2-10b": ("gemma2", {"L": 42, "D": 3584, "N": 16, "K": 8, "H": 256, "M": 14_336}),
}
VOCABULARY, ROWS_AT_ONCE = 257_152, 16
WHOLE = jax.ShapeDtypeStruct((ROWS_AT_ONCE,), jnp.int32)


def weights(sizes, dtype):
    """The tree that the engine makes of a checkpoint, as shapes."""
    tree = {}
    for place, name, _, here in rows_of(sizes.family):
        layers = [sizes["l" if place.startswith("vision") else "L"]] if "{}" in name else []
        put(tree, place, jax.ShapeDtypeStruct((*layers, *(size_of(letter, sizes) for letter in here)), dtype))
    return tree


def programs(sizes, dtype):
    """(function, arguments) of the vision tower, greedy decoding and beam search."""
    tree, side = weights(sizes, dtype), sizes.image_size
    yield functools.partial(vision.encode, sizes=sizes), (tree["vision"], jax.ShapeDtypeStruct((ROWS_AT_ONCE, side, side, 3), jnp.uint8))
    pictures = jax.ShapeDtypeStruct((ROWS_AT_ONCE, sizes.patches, sizes["D"]), dtype)
    tokens = jax.ShapeDtypeStruct((ROWS_AT_ONCE, 64), jnp.int32)
    for beams in (1, 3):
        yield functools.partial(search.answer, sizes=sizes, beams=beams, room=32), (tree["text"], pictures, tokens, WHOLE, WHOLE)


def main():
    made = {}
    for name, (family, decoder) in DECODERS.items():
        caps = {"attention_cap": 50.0, "final_cap": 30.0} if family == "gemma2" else {}
        for patches in (256, 1024, 4096) if name == "paligemma-3b" else (256,):
            sizes = Sizes({**VISION, **decoder, "n": patches, "V": VOCABULARY}, family, VOCABULARY, bos=2, eos=1, query_scale=256 ** -0.5, **caps)
            for platform in ("tpu", "cuda"):
                lowered = [jax.jit(run).trace(*inputs).lower(lowering_platforms=(platform,)) for run, inputs in programs(sizes, jnp.bfloat16)]
                shapes = [[list(leaf.shape) for leaf in jax.tree.leaves(each.out_info)] for each in lowered]
                made[f"{name}-{sizes.image_size} {platform}"] = {"parameters": sizes.parameters, "shapes": shapes}
    print(json.dumps(made))


main()
