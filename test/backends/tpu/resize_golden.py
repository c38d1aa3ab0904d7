"""The runtime's resizing and outlines on the golden vectors of TensorFlow; prints how many cases differ.

    PYTHONPATH=src/backends/tpu python test/backends/tpu/resize_golden.py test/golden
"""

import hashlib
import json
import pathlib
import sys

import numpy as np

from cardeval_jax.resize import draw_outline, resize, to_bytes

golden = pathlib.Path(sys.argv[1])


def noise(seed, count):
    """As test/geometry/noise.ts."""
    values, state = np.empty(count, np.uint8), seed
    for place in range(count):
        state = (1103515245 * state + 12345) & 0x7FFFFFFF
        values[place] = (state >> 16) & 255
    return values


def digest(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def is_same_resized(case, bytes_):
    picture = bytes_ if case["input"] == "uint8" else (bytes_ / 3).astype(np.float32) - np.float32(20)
    out = resize(picture, *case["to"], case["antialias"])
    return digest(out) == case["float32"] and digest(to_bytes(out)) == case["uint8"]


def is_same_outlined(case, picture):
    picture = picture.copy()
    with np.errstate(invalid="ignore", over="ignore"):
        for box in case["boxes"]:
            draw_outline(picture, box, case["rgb"])
    return digest(picture) == case["uint8"]


def wrong(name, size, is_same):
    cases = json.loads((golden / name).read_text())["cases"]
    return {"cases": len(cases), "wrong": sum(not is_same(case, noise(case["seed"], 3 * size(case)[0] * size(case)[1]).reshape(*size(case), 3)) for case in cases)}


print(json.dumps({
    "resize": wrong("resize-bilinear.json", lambda case: case["from"], is_same_resized),
    "outlines": wrong("outline-boxes.json", lambda case: case["size"], is_same_outlined),
}))
