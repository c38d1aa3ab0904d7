"""Golden vectors of the mask decoder: its layers in JAX, on made-up weights in the layout of vae-oid.npz.

    python3 -m venv jax && jax/bin/pip install jax==0.10.2 numpy==2.4.6
    jax/bin/python test/oracles/mask_decoder.py test/golden

Writes mask-decoder.npz, a decoder of small widths (stored and deflated members, one array column by column, one in float64), and
mask-decoder.json: whole masks of the small decoder, and some values of one with the published widths, whose weights a test makes
with the same numbers. The layers are written from the architecture's description with jax.lax; nothing of ours runs here.
"""

import base64
import json
import pathlib
import platform
import sys
import zipfile

import jax
import jax.numpy as jnp
import numpy as np

TRANSPOSED = {"decoder.4": 1, "decoder.6": 2, "decoder.8": 4, "decoder.10": 8}


def made_up(name_seed, shape):
    """Numbers in -1..1 from a mixed index, scaled as weights of so many inputs."""
    i = np.arange(np.prod(shape), dtype=np.uint32) * np.uint32(2654435761) + np.uint32(name_seed)
    i ^= i >> np.uint32(15)
    i *= np.uint32(2246822519)
    i ^= i >> np.uint32(13)
    return (i.astype(np.float64) / 2**31 - 1).reshape(shape)


def arrays(words, depth, width):
    """Every array of a decoder: codebook words x depth, residual blocks of `width` channels, halved by each transposed layer."""
    shapes = {"_vq_vae._embedding": (words, depth), "decoder.0": (width, depth, 1, 1), "decoder.12": (1, width // 8, 1, 1)}
    for block in (2, 3):
        shapes |= {f"decoder.{block}.net.{i}": (width, width, k, k) for i, k in ((0, 3), (2, 3), (4, 1))}
    shapes |= {name: (width // max(part // 2, 1), width // part, 4, 4) for name, part in TRANSPOSED.items()}
    made = {}
    for seed, (name, shape) in enumerate(sorted(shapes.items())):
        if name.startswith("_"):
            made[name] = made_up(seed * 1000, shape).astype(np.float32)
            continue
        is_transposed = name in TRANSPOSED
        inputs = shape[0] * 4 if is_transposed else int(np.prod(shape[1:]))
        made[name + ".weight"] = (made_up(seed * 1000, shape) * np.sqrt(6 / inputs)).astype(np.float32)
        made[name + ".bias"] = (made_up(seed * 1000 + 500, (shape[1 if is_transposed else 0],)) / 8).astype(np.float32)
    return made


def convolution(x, a, name):
    weight = jnp.transpose(a[name + ".weight"], (2, 3, 1, 0))
    padding = [(weight.shape[0] // 2,) * 2] * 2
    return jax.lax.conv_general_dilated(x, weight, (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"), precision="highest") + a[name + ".bias"]


def transposed(x, a, name):
    kernel = jnp.transpose(a[name + ".weight"], (2, 3, 1, 0))
    return jax.lax.conv_transpose(x, kernel, (2, 2), [(2, 2), (2, 2)], dimension_numbers=("NHWC", "HWIO", "NHWC"), transpose_kernel=True, precision="highest") + a[name + ".bias"]


def decode(a, codes):
    x = a["_vq_vae._embedding"][np.asarray(codes)].reshape(len(codes), 4, 4, -1)
    x = jax.nn.relu(convolution(x, a, "decoder.0"))
    for block in ("decoder.2.net", "decoder.3.net"):
        y = jax.nn.relu(convolution(x, a, block + ".0"))
        y = jax.nn.relu(convolution(y, a, block + ".2"))
        x = x + convolution(y, a, block + ".4")
    for name in TRANSPOSED:
        x = jax.nn.relu(transposed(x, a, name))
    return np.asarray(convolution(x, a, "decoder.12"))[..., 0]


def write_npz(path, a):
    """As numpy writes it, but with every way of writing that it has."""
    np.savez(path, **{name: np.asfortranarray(value) if name == "decoder.8.weight" else value.astype(np.float64) if name == "decoder.2.net.0.bias" else value
                      for name, value in a.items()})
    members = [(info, zipfile.ZipFile(path).read(info)) for info in zipfile.ZipFile(path).infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for index, (info, content) in enumerate(members):
            archive.writestr(zipfile.ZipInfo(info.filename, (2024, 5, 14, 0, 0, 0)), content, zipfile.ZIP_DEFLATED if index % 2 else zipfile.ZIP_STORED)


def main(folder):
    rng = np.random.default_rng(4)
    small, published = arrays(128, 6, 16), arrays(128, 512, 128)
    write_npz(folder / "mask-decoder.npz", small)
    codes = [rng.integers(0, 128, 16).tolist() for _ in range(2)] + [[127] * 16]
    masks = decode(small, codes)
    large_codes = [rng.integers(0, 128, 16).tolist(), [0, 127] * 8]
    large = decode(published, large_codes)
    places = rng.integers(0, 64, (60, 2)).tolist() + [[0, 0], [0, 63], [63, 0], [63, 63]]
    golden = {
        "reference": "the layers of big_vision's segmentation evaluator in jax.lax, float32", "command": "jax/bin/python test/oracles/mask_decoder.py test/golden",
        "versions": {"jax": jax.__version__, "numpy": np.__version__, "python": platform.python_version()},
        "tolerance": 1e-5, "why": "sums of up to 1,152 float32 products in another order; values reach a few units",
        "small": [{"codes": c, "mask": base64.b64encode(m.astype("<f4").tobytes()).decode()} for c, m in zip(codes, masks)],
        "published": [{"codes": c, "positive": int((m > 0).sum()), "values": [[y, x, float(m[y, x])] for y, x in places]} for c, m in zip(large_codes, large)],
    }
    (folder / "mask-decoder.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n", "utf-8")
    print(np.abs(masks).max(), (masks > 0).mean(), np.abs(large).max(), (large > 0).mean())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
