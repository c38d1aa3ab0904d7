"""SigLIP encoder and Gemma decoder in plain JAX, in miniature: the forward pass that training and export share.

Parameters are a dictionary with the names of Hugging Face PaliGemma checkpoints; matrices are kept as [in, out] here and
turned to PyTorch's [out, in] on export. Shapes: B sequences, N image tokens, T tokens, D width.
"""

import jax
import jax.numpy as jnp
import numpy as np

CONFIG = {
    "image_size": 84, "patch_size": 14, "width": 96, "layers": 3, "heads": 4, "mlp": 288,
    "text_layers": 3, "text_heads": 4, "head_dim": 32, "text_mlp": 288, "vocab": 2174,
}
VISION = "vision_tower.vision_model."
TEXT = "language_model.model."


def init(key, c=CONFIG):
    """Fresh parameters, float32."""
    rng = np.random.default_rng(key)
    width, inner = c["width"], c["text_heads"] * c["head_dim"]
    params = {}
    def matrix(name, rows, columns, gain=1.0):
        params[name + ".weight"] = (rng.standard_normal((rows, columns)) * gain / np.sqrt(rows)).astype(np.float32)
    def linear(name, rows, columns, gain=1.0):
        matrix(name, rows, columns, gain)
        params[name + ".bias"] = np.zeros(columns, np.float32)
    def norm(name):
        params[name + ".weight"], params[name + ".bias"] = np.ones(width, np.float32), np.zeros(width, np.float32)
    linear(VISION + "embeddings.patch_embedding", 3 * c["patch_size"] ** 2, width)
    patches = (c["image_size"] // c["patch_size"]) ** 2
    params[VISION + "embeddings.position_embedding.weight"] = (rng.standard_normal((patches, width)) * .02).astype(np.float32)
    for i in range(c["layers"]):
        at = f"{VISION}encoder.layers.{i}."
        norm(at + "layer_norm1"), norm(at + "layer_norm2")
        for part in "qkv":
            linear(f"{at}self_attn.{part}_proj", width, width)
        linear(at + "self_attn.out_proj", width, width, .4)
        linear(at + "mlp.fc1", width, c["mlp"]), linear(at + "mlp.fc2", c["mlp"], width, .4)
    norm(VISION + "post_layernorm")
    linear("multi_modal_projector.linear", width, width)
    params[TEXT + "embed_tokens.weight"] = (rng.standard_normal((c["vocab"], width)) / np.sqrt(width)).astype(np.float32)
    for i in range(c["text_layers"]):
        at = f"{TEXT}layers.{i}."
        for part in ("input_layernorm", "post_attention_layernorm"):
            params[at + part + ".weight"] = np.zeros(width, np.float32)
        matrix(at + "self_attn.q_proj", width, inner), matrix(at + "self_attn.o_proj", inner, width, .4)
        matrix(at + "self_attn.k_proj", width, c["head_dim"]), matrix(at + "self_attn.v_proj", width, c["head_dim"])
        matrix(at + "mlp.gate_proj", width, c["text_mlp"]), matrix(at + "mlp.up_proj", width, c["text_mlp"])
        matrix(at + "mlp.down_proj", c["text_mlp"], width, .4)
    params[TEXT + "norm.weight"] = np.zeros(width, np.float32)
    return params


def linear(params, name, x):
    y = x @ params[name + ".weight"]
    return y + params[name + ".bias"] if name + ".bias" in params else y


def layer_norm(params, name, x):
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred ** 2).mean(-1, keepdims=True) + 1e-6) * params[name + ".weight"] + params[name + ".bias"]


def rms_norm(params, name, x):
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-6) * (1 + params[name + ".weight"])


def patches_of(pixels, size):
    """[B, H, W, 3] -> [B, N, 3 * size * size] in PyTorch's convolution order (channel, row, column)."""
    b, h, w, _ = pixels.shape
    grid = pixels.reshape(b, h // size, size, w // size, size, 3).transpose(0, 1, 3, 5, 2, 4)
    return grid.reshape(b, (h // size) * (w // size), 3 * size * size)


def encode_image(params, pixels, c=CONFIG):
    """Pixels in -1..1 [B, H, W, 3] -> vision features [B, N, D] before the projector."""
    x = linear(params, VISION + "embeddings.patch_embedding", patches_of(pixels, c["patch_size"]))
    x = x + params[VISION + "embeddings.position_embedding.weight"]
    b, n, width = x.shape
    split = lambda y: y.reshape(b, n, c["heads"], width // c["heads"]).transpose(0, 2, 1, 3)
    for i in range(c["layers"]):
        at = f"{VISION}encoder.layers.{i}."
        y = layer_norm(params, at + "layer_norm1", x)
        q, k, v = (split(linear(params, f"{at}self_attn.{part}_proj", y)) for part in "qkv")
        weights = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(width // c["heads"]), -1)
        x = x + linear(params, at + "self_attn.out_proj", (weights @ v).transpose(0, 2, 1, 3).reshape(b, n, width))
        y = jax.nn.gelu(linear(params, at + "mlp.fc1", layer_norm(params, at + "layer_norm2", x)), approximate=True)
        x = x + linear(params, at + "mlp.fc2", y)
    return layer_norm(params, VISION + "post_layernorm", x)


def rotate(x, positions):
    """Rotary position embedding, halves convention, base 10,000; x [B, heads, T, head_dim]."""
    half = x.shape[-1] // 2
    angles = positions[:, None, :, None] * (10000.0 ** (-jnp.arange(half) / half))
    first, second = x[..., :half], x[..., half:]
    return jnp.concatenate([first * jnp.cos(angles) - second * jnp.sin(angles),
                            second * jnp.cos(angles) + first * jnp.sin(angles)], -1)


def decode(params, x, mask, positions, c=CONFIG):
    """Embeddings [B, T, D], mask [B, T, T] (true = may look), positions [B, T] -> final hidden states [B, T, D]."""
    b, t, width = x.shape
    heads, size = c["text_heads"], c["head_dim"]
    for i in range(c["text_layers"]):
        at = f"{TEXT}layers.{i}."
        y = rms_norm(params, at + "input_layernorm", x)
        q = rotate(linear(params, at + "self_attn.q_proj", y).reshape(b, t, heads, size).transpose(0, 2, 1, 3), positions)
        k = rotate(linear(params, at + "self_attn.k_proj", y)[:, None], positions)
        v = linear(params, at + "self_attn.v_proj", y)[:, None]
        logits = jnp.where(mask[:, None], q @ k.transpose(0, 1, 3, 2) / np.sqrt(size), -1e30)
        y = (jax.nn.softmax(logits, -1) @ v).transpose(0, 2, 1, 3).reshape(b, t, heads * size)
        x = x + linear(params, at + "self_attn.o_proj", y)
        y = rms_norm(params, at + "post_attention_layernorm", x)
        y = jax.nn.gelu(linear(params, at + "mlp.gate_proj", y), approximate=True) * linear(params, at + "mlp.up_proj", y)
        x = x + linear(params, at + "mlp.down_proj", y)
    return rms_norm(params, TEXT + "norm", x)


def embed(params, tokens, c=CONFIG):
    return params[TEXT + "embed_tokens.weight"][tokens] * np.sqrt(c["width"])


def logits(params, hidden):
    return hidden @ params[TEXT + "embed_tokens.weight"].T
