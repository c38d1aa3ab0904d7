"""SigLIP's vision tower and PaliGemma's projector: pictures to one embedding a patch.

Source: google-research/big_vision, models/vit.py (no pooling head; head = projector).
"""

import jax
import jax.numpy as jnp

from .attention import attend_all, layer_norm, numbers, product


def encode(parameters, pixels, sizes):
    """Bytes of pictures of the model's own size [U, S, S, 3] to embeddings [U, n, D]."""
    kind = parameters["places"].dtype
    values = (pixels.astype(jnp.float32) / 127.5 - 1).astype(kind)
    kernel = parameters["patch"]["kernel"]
    x = product("unp,pd->und", patches(values, sizes["p"]), kernel.reshape(-1, kernel.shape[-1])) + parameters["patch"]["bias"] + parameters["places"]
    x, _ = jax.lax.scan(lambda x, layer: (block(layer, x, sizes), None), x, parameters["layers"])
    x = layer_norm(x, parameters["norm"], sizes.vision_epsilon)
    return product("und,dw->unw", x, parameters["head"]["kernel"]) + parameters["head"]["bias"]


def patches(values, side):
    """[U, S, S, 3] to [U, patches, side · side · 3], each patch by row, column, channel."""
    count, pixels = values.shape[0], values.shape[1]
    grid = values.reshape(count, pixels // side, side, pixels // side, side, 3).transpose(0, 1, 3, 2, 4, 5)
    return grid.reshape(count, -1, side * side * 3)


def block(layer, x, sizes):
    """One layer: all patches look at all."""
    layer = numbers(layer)
    y = layer_norm(x, layer["norm1"], sizes.vision_epsilon)
    query, key, value = (product("btd,dhe->bthe", y, layer[part]["kernel"]) + layer[part]["bias"] for part in ("query", "key", "value"))
    query = (query * sizes["e"] ** -0.5)[:, :, :, None]
    mixed = attend_all(query, key, value, jnp.ones((1, 1, x.shape[1]), bool))[:, :, :, 0]
    x = x + product("bthe,hed->btd", mixed, layer["join"]["kernel"]) + layer["join"]["bias"]
    y = layer_norm(x, layer["norm2"], sizes.vision_epsilon)
    y = jax.nn.gelu(product("btd,dm->btm", y, layer["up"]["kernel"]) + layer["up"]["bias"], approximate=True)
    return x + product("btm,md->btd", y, layer["down"]["kernel"]) + layer["down"]["bias"]
