"""Trains the sampler's mask decoder, `paligemma/vae-oid.npz`: the layers and array names of PaliGemma's, in small widths.

    python3 -m venv jax && jax/bin/pip install jax==0.10.2 numpy==2.4.6
    jax/bin/python making/mask_decoder.py paligemma/vae-oid.npz

The embedded model says 16 * shape + cell for the cells of a shape's box, row by row. So code word 16 * shape + cell is learnt as one
tile of the shape, 16 x 16 pixels of its 64 x 64, wherever it is put; words 80 to 127, which the model never says, are half planes.
Seeded; the drawing of the sampler takes the file as it lies. None of it comes from the published weights.
"""

import pathlib
import sys
import zipfile

import jax
import jax.numpy as jnp
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "../../../src/backends/tiny/training"))

from world import SHAPES, coverage

WORDS, DEPTH, WIDTH, SIDE, TILE = 128, 24, 32, 64, 16
GROWTH = {"decoder.4": 32, "decoder.6": 16, "decoder.8": 16, "decoder.10": 8}
STEPS, BATCH, RATE = 1500, 32, 3e-3


def tiles():
    """What each code word stands for, -1 (outside) to 1 (inside): [128, 16, 16]."""
    shapes = np.stack([coverage(shape, SIDE) for shape in SHAPES])
    cut = shapes.reshape(len(SHAPES), 4, TILE, 4, TILE).transpose(0, 1, 3, 2, 4).reshape(-1, TILE, TILE)
    y, x = np.mgrid[:TILE, :TILE] - (TILE - 1) / 2
    turns = np.arange(16) * np.pi / 8
    planes = [np.clip(x * np.cos(t) + y * np.sin(t) + shift + .5, 0, 1) for t in turns for shift in (-4, 0, 4)]
    return 2 * np.concatenate([cut, planes]).astype(np.float32) - 1


def patchwork(words, codes):
    """Masks [B, 64, 64] of code words [B, 16]."""
    return words[codes].reshape(-1, 4, 4, TILE, TILE).transpose(0, 1, 3, 2, 4).reshape(-1, SIDE, SIDE)


def init(rng):
    """Arrays in PyTorch's layouts: convolutions [out, in, k, k], transposed ones [in, out, k, k]."""
    made = {"_vq_vae._embedding": rng.standard_normal((WORDS, DEPTH))}
    def layer(name, shape, inputs, outputs, gain=2.0):
        made[name + ".weight"] = rng.standard_normal(shape) * np.sqrt(gain / inputs)
        made[name + ".bias"] = np.zeros(outputs)
    layer("decoder.0", (WIDTH, DEPTH, 1, 1), DEPTH, WIDTH)
    for block in (2, 3):
        for part, kernel, gain in ((0, 3, 2), (2, 3, 2), (4, 1, .2)):
            layer(f"decoder.{block}.net.{part}", (WIDTH, WIDTH, kernel, kernel), WIDTH * kernel ** 2, WIDTH, gain)
    inputs = WIDTH
    for name, outputs in GROWTH.items():
        layer(name, (inputs, outputs, 4, 4), inputs * 4, outputs)
        inputs = outputs
    layer("decoder.12", (1, inputs, 1, 1), inputs, 1, 1)
    return {name: value.astype(np.float32) for name, value in made.items()}


def convolution(params, name, x):
    """Stride 1, same side: one product over the shifted pictures, which XLA runs faster on a CPU than its convolution."""
    weight, side = params[name + ".weight"], x.shape[1]
    kernel = weight.shape[2]
    padded = jnp.pad(x, ((0, 0), (kernel // 2,) * 2, (kernel // 2,) * 2, (0, 0)))
    shifted = [padded[:, a:a + side, b:b + side] for a in range(kernel) for b in range(kernel)]
    return jnp.concatenate(shifted, -1) @ weight.transpose(2, 3, 1, 0).reshape(-1, weight.shape[0]) + params[name + ".bias"]


def transposed(params, name, x):
    """Kernel 4, stride 2, padding 1: each cell makes 2 x 2 blocks of 2 x 2 pixels, of which neighbours' overlap and are added."""
    weight = params[name + ".weight"]
    count, side, outputs = len(x), x.shape[1], weight.shape[1]
    y = jnp.einsum("nijc,cokl->nijklo", x, weight).reshape(count, side, side, 2, 2, 2, 2, outputs)
    def overlap(first, second, axis):
        before, after = [[(0, 0)] * first.ndim for _ in range(2)]
        before[axis], after[axis] = (1, 0), (0, 1)
        return jnp.pad(first, after) + jnp.pad(second, before)
    y = overlap(y[:, :, :, 0], y[:, :, :, 1], 1)
    y = overlap(y[:, :, :, :, 0], y[:, :, :, :, 1], 2)
    y = y.transpose(0, 1, 3, 2, 4, 5).reshape(count, 2 * side + 2, 2 * side + 2, outputs)
    return y[:, 1:-1, 1:-1] + params[name + ".bias"]


def decode(params, codes):
    x = params["_vq_vae._embedding"][codes].reshape(-1, 4, 4, DEPTH)
    x = jax.nn.relu(convolution(params, "decoder.0", x))
    for block in ("decoder.2.net", "decoder.3.net"):
        y = jax.nn.relu(convolution(params, block + ".0", x))
        y = jax.nn.relu(convolution(params, block + ".2", y))
        x = x + convolution(params, block + ".4", y)
    for name in GROWTH:
        x = jax.nn.relu(transposed(params, name, x))
    return convolution(params, "decoder.12", x)[..., 0]


@jax.jit
def step(params, first, second, count, codes, masks):
    """One step of Adam on the squared error; the rate falls along a straight line to zero."""
    loss, grads = jax.value_and_grad(lambda p: jnp.mean((decode(p, codes) - masks) ** 2))(params)
    first = jax.tree.map(lambda m, g: .9 * m + .1 * g, first, grads)
    second = jax.tree.map(lambda v, g: .99 * v + .01 * g * g, second, grads)
    rate = RATE * jnp.minimum(1, count / 100) * (1 - (count - 1) / STEPS)
    params = jax.tree.map(lambda p, m, v: p - rate * m / (1 - .9 ** count) / (jnp.sqrt(v / (1 - .99 ** count)) + 1e-8), params, first, second)
    return params, first, second, loss


def draw_codes(rng):
    """Half are whole shapes; the others are tiles from anywhere."""
    whole = np.arange(16) + 16 * rng.integers(0, len(SHAPES), (BATCH // 2, 1))
    return np.concatenate([whole, rng.integers(0, WORDS, (BATCH // 2, 16))])


def write_npz(path, params):
    """As numpy writes it, deflated, with a fixed date: the same numbers are the same bytes."""
    np.savez(path, **params)
    members = {info.filename: zipfile.ZipFile(path).read(info) for info in zipfile.ZipFile(path).infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def main(path):
    rng, words = np.random.default_rng(5), tiles()
    params = init(rng)
    first = second = jax.tree.map(np.zeros_like, params)
    for count in range(1, STEPS + 1):
        codes = draw_codes(rng)
        params, first, second, loss = step(params, first, second, count, codes, patchwork(words, codes))
        if count % 500 == 0:
            print(f"step {count}  loss {loss:.4f}", flush=True)
    for shape, mask in zip(SHAPES, np.asarray(decode(params, np.arange(80).reshape(5, 16))) > 0):
        truth = coverage(shape, SIDE) > .5
        print(f"{shape:9} IoU {(mask & truth).sum() / (mask | truth).sum():.3f}")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_npz(path, {name: np.asarray(value) for name, value in params.items()})
    print(f"{path.stat().st_size} bytes")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
