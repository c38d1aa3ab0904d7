"""Products, attention with shared keys, rotary positions and norms: what both towers are made of. Sums and softmax are in float32."""

import jax
import jax.numpy as jnp

#: Queries that are scored at once: a picture of 896 pixels has 4,096 places, and all scores of a batch would fill a device.
QUERIES = 512
HIDDEN = -2.3819763e38


def product(equation, x, weights, kind=None):
    """An einsum with weights that all rows x [A, B, …] share, summed in float32 and rounded to `kind`, by default x's.

    Asked for float32 sums, a processor multiplies bfloat16 as it is, but for a single row, for which it widens the weights first: the row
    goes in twice.
    """
    is_single = x.dtype == jnp.bfloat16 and x.shape[0] * x.shape[1] == 1
    rows = jnp.concatenate([x, x]) if is_single else x
    made = jnp.einsum(equation, rows, weights, preferred_element_type=jnp.float32).astype(kind or x.dtype)
    return made[:1] if is_single else made


def numbers(weights):
    """Weights as numbers, where the engine keeps their bits: a tree of arrays, or one."""
    return jax.tree.map(lambda each: jax.lax.bitcast_convert_type(each, jnp.bfloat16) if each.dtype == jnp.uint16 else each, weights)


def attend(query, keys_and_values, cap=0.0):
    """Heads' mixtures of values.

    query [B, T, K, G, H], already scaled: K key heads with G query heads each. Several lists of keys may be given, as
    (key, value, mask, form): form `s` is keys [B, S, K, H] that all queries share, `r` is keys [B, T, R, K, H] of each query's own;
    mask is true where a query may look, [B or 1, T or 1, S or R]. Returns [B, T, K, G, H]. cap as in Sizes.
    """
    scores = []
    for key, _, mask, form in keys_and_values:
        equation = "btkgh,bskh->bkgts" if form == "s" else "btkgh,btskh->bkgts"
        score = jnp.einsum(equation, query, key, preferred_element_type=jnp.float32)
        score = cap * jnp.tanh(score / cap) if cap else score
        scores.append(jnp.where(mask[:, None, None], score, HIDDEN))
    shares = jax.nn.softmax(jnp.concatenate(scores, -1), -1).astype(query.dtype)
    mixed, at = 0, 0
    for key, value, _, form in keys_and_values:
        width = key.shape[1 if form == "s" else 2]
        equation = "bkgts,bskh->btkgh" if form == "s" else "bkgts,btskh->btkgh"
        mixed = mixed + jnp.einsum(equation, shares[..., at:at + width], value, preferred_element_type=jnp.float32).astype(value.dtype)
        at += width
    return mixed


def attend_all(query, key, value, mask, cap=0.0):
    """The same for many queries that share their keys and their mask [B or 1, 1, S], some at a time."""
    places = query.shape[1]
    if places <= QUERIES:
        return attend(query, [(key, value, mask, "s")], cap)
    count = -(-places // QUERIES)
    padded = jnp.pad(query, ((0, 0), (0, count * QUERIES - places), (0, 0), (0, 0), (0, 0)))
    blocks = jnp.moveaxis(padded.reshape(query.shape[0], count, QUERIES, *query.shape[2:]), 1, 0)
    mixed = jax.lax.map(lambda block: attend(block, [(key, value, mask, "s")], cap), blocks)
    return jnp.moveaxis(mixed, 0, 1).reshape(padded.shape)[:, :places]


def rotate(x, positions, base):
    """Rotary position embedding, halves convention: x [B, T, heads, H], positions [B or 1, T]."""
    half = x.shape[-1] // 2
    angles = positions[..., None, None].astype(jnp.float32) * base ** (-jnp.arange(half) / half)
    first, second = jnp.split(x.astype(jnp.float32), 2, -1)
    turned = jnp.concatenate([first * jnp.cos(angles) - second * jnp.sin(angles), second * jnp.cos(angles) + first * jnp.sin(angles)], -1)
    return turned.astype(x.dtype)


def rms_norm(x, scale, epsilon):
    """Gemma's norm: its scale is stored less one."""
    wide = x.astype(jnp.float32)
    normed = wide * jax.lax.rsqrt(jnp.mean(wide * wide, -1, keepdims=True) + epsilon)
    return (normed * (1 + scale.astype(jnp.float32))).astype(x.dtype)


def layer_norm(x, norm, epsilon):
    wide = x.astype(jnp.float32)
    centred = wide - jnp.mean(wide, -1, keepdims=True)
    normed = centred * jax.lax.rsqrt(jnp.mean(centred * centred, -1, keepdims=True) + epsilon)
    return (normed * norm["scale"].astype(jnp.float32) + norm["bias"].astype(jnp.float32)).astype(x.dtype)
