"""Gemma and Gemma 2 as a prefix-LM: the whole prefix sees itself, what is written sees the prefix and what was written before.

Keys and values of the prefix are kept once a question and shared by its hypotheses; each hypothesis has its own of what it wrote.
Source: google-research/big_vision, models/ppp/gemma.py and models/proj/paligemma/gemma_bv.py.
Quirk: PaliGemma 2 is run without Gemma 2's sliding window of 4,096 places, as big_vision's decoder has none; only pictures of 896
pixels are longer.
"""

import jax
import jax.numpy as jnp

from .attention import attend, attend_all, numbers, product, rms_norm, rotate


def embed(parameters, tokens):
    """Tokens [...] to embeddings [..., D], scaled by the root of the width; embeddings of pictures are not."""
    rows = numbers(parameters["table"][tokens])
    return rows * jnp.sqrt(rows.shape[-1]).astype(rows.dtype)


def read_prefix(parameters, pictures, tokens, lengths, sizes):
    """The prefix through all layers.

    pictures [B, places, D], tokens [B, P] of which the first lengths [B] count. Returns (logits [B, V] behind the last token, the
    prefix's keys and values [L, B, S, K, H] with their mask [B, 1, S]).
    """
    x = jnp.concatenate([pictures, embed(parameters, tokens)], 1)
    ends = pictures.shape[1] + lengths
    order = jnp.arange(x.shape[1])[None]
    mask = (order < ends[:, None])[:, None]
    def layer_step(x, layer):
        return block(layer, x, order, sizes, lambda query, key, value: attend_all(query, key, value, mask, sizes.attention_cap))
    x, (keys, values) = jax.lax.scan(layer_step, x, parameters["layers"])
    last = jnp.take_along_axis(x, (ends - 1)[:, None, None], 1)
    return logits(parameters, last, sizes)[:, 0], (keys, values, mask)


def read_token(parameters, prefix, written, tokens, step, ends, sizes):
    """One more token of every hypothesis.

    prefix as read_prefix gives it; written (keys, values) [L, B, T, R, K, H] with room for R tokens, of which `step` are there;
    tokens [B, T]; ends [B] is the prefix's length. Returns (logits [B, T, V], written with the new token).
    """
    x = embed(parameters, tokens)
    positions = jnp.broadcast_to((ends + step)[:, None], tokens.shape)
    keys, values, mask = prefix
    may_look = (jnp.arange(written[0].shape[3]) <= step)[None, None]
    def layer_step(x, inputs):
        layer, key_before, value_before, keys_own, values_own = inputs
        grown = []
        def look(query, key, value):
            grown.extend(jax.lax.dynamic_update_slice_in_dim(old, new[:, :, None], step, 2) for old, new in ((keys_own, key), (values_own, value)))
            return attend(query, [(key_before, value_before, mask, "s"), (grown[0], grown[1], may_look, "r")], sizes.attention_cap)
        x, _ = block(layer, x, positions, sizes, look)
        return x, tuple(grown)
    x, written = jax.lax.scan(layer_step, x, (parameters["layers"], keys, values, *written))
    return logits(parameters, x, sizes), written


def block(layer, x, positions, sizes, look):
    """One layer: x [B, T, D]. `look(query, key, value)` attends. Returns (x, (key, value)) with key and value [B, T, K, H]."""
    layer = numbers(layer)
    y = rms_norm(x, layer["before"], sizes.text_epsilon)
    query, key, value = (product("btd,ndh->btnh", y, layer[part]) for part in ("query", "key", "value"))
    query = rotate(query, positions, sizes.rope_base) * jnp.asarray(sizes.query_scale, x.dtype)
    key = rotate(key, positions, sizes.rope_base)
    mixed = look(query.reshape(*query.shape[:2], sizes["K"], -1, sizes["H"]), key, value)
    y = product("btnh,nhd->btd", mixed.reshape(query.shape), layer["join"])
    x = x + (rms_norm(y, layer["after_attention"], sizes.text_epsilon) if sizes.family == "gemma2" else y)
    y = rms_norm(x, layer["before_mlp"], sizes.text_epsilon)
    gate, up = (product("btd,dm->btm", y, layer[part]) for part in ("gate", "up"))
    y = product("btm,md->btd", jax.nn.gelu(gate, approximate=True) * up, layer["down"])
    return x + (rms_norm(y, layer["after_mlp"], sizes.text_epsilon) if sizes.family == "gemma2" else y), (key, value)


def logits(parameters, x, sizes):
    """Scores of all tokens, float32."""
    x = rms_norm(x, parameters["norm"], sizes.text_epsilon)
    scores = product("btd,vd->btv", x, numbers(parameters["table"]), jnp.float32)
    return sizes.final_cap * jnp.tanh(scores / sizes.final_cap) if sizes.final_cap else scores
