"""Golden vectors of tf.image.resize (bilinear) and tf.image.draw_bounding_boxes, by TensorFlow itself as a black box.

    python3 -m venv tf && tf/bin/pip install tensorflow-cpu==2.21.0
    tf/bin/python test/oracles/tf_images.py test/golden

Pictures come from a linear congruential generator that the tests repeat, so only digests of TensorFlow's float32 bytes are kept,
and the values themselves where there are few. Resizing is kept twice: the float32 result, and clipped and cast to uint8.
"""

import base64
import hashlib
import json
import pathlib
import platform
import random
import sys

import numpy as np
import tensorflow as tf

FIXED = [((480, 640), (224, 224)), ((333, 500), (224, 224)), ((500, 333), (448, 448)), ((100, 75), (224, 224)), ((1, 1), (5, 7)),
         ((1, 9), (84, 84)), ((9, 1), (84, 84)), ((84, 84), (84, 84)), ((700, 3), (224, 224)), ((3, 700), (84, 84)), ((2, 2), (1, 1)),
         ((7, 5), (1, 1)), ((300, 200), (1, 3)), ((85, 83), (84, 84)), ((448, 448), (224, 224)), ((1080, 608), (896, 896)),
         ((449, 447), (224, 224)), ((168, 168), (84, 84)), ((512, 683), (84, 84)), ((1, 2), (2, 1)), ((427, 640), (448, 448))]


def noise(seed, count):
    """`count` bytes of the generator x -> 1103515245 x + 12345 mod 2^31, bits 16 to 23 of each state."""
    out, state = bytearray(count), seed
    for i in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out[i] = state >> 16 & 255
    return np.frombuffer(bytes(out), np.uint8)


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def resize_case(seed, source, target, antialias, kind):
    picture = noise(seed, source[0] * source[1] * 3).reshape(*source, 3)
    picture = picture if kind == "uint8" else picture.astype(np.float32) / np.float32(3) - np.float32(20)
    out = tf.image.resize(tf.constant(picture), target, method="bilinear", antialias=antialias).numpy()
    assert out.dtype == np.float32
    cut = tf.cast(tf.clip_by_value(tf.constant(out), 0, 255), tf.uint8).numpy()
    case = {"seed": seed, "from": source, "to": target, "antialias": antialias, "input": kind,
            "float32": digest(out), "uint8": digest(cut)}
    if out.size <= 27:
        case["values"] = base64.b64encode(out.tobytes()).decode()
    return case


def resize_cases():
    rng = random.Random(20240514)
    pairs = FIXED + [((rng.randint(1, 40), rng.randint(1, 40)), (rng.randint(1, 48), rng.randint(1, 48))) for _ in range(130)]
    return [resize_case(index * 7 + 1, source, target, antialias, "float32" if index % 5 == 4 else "uint8")
            for index, (source, target) in enumerate(pairs) for antialias in (False, True)]


def outline_box(rng):
    """A box of one of several characters: inside, hanging out, outside, inverted, without area, on the edge."""
    form = rng.randrange(6)
    inside = lambda: sorted((rng.random(), rng.random()))
    if form == 0:
        (top, bottom), (left, right) = inside(), inside()
    elif form == 1:
        (top, bottom), (left, right) = [sorted((rng.uniform(-.6, 1.6), rng.uniform(-.6, 1.6))) for _ in "ab"]
    elif form == 2:
        top, left, bottom, right = [rng.uniform(-.3, 1.3) for _ in "abcd"]
    elif form == 3:
        top = bottom = rng.random()
        left, right = inside()
    elif form == 4:
        top, left, bottom, right = rng.choice([(0, 0, 1, 1), (0, 0, 0, 0), (1, 1, 1, 1), (-.01, -.01, 1.01, 1.01), (1.2, 0, 1.5, 1),
                                               (-.5, .2, -.1, .8), (0, 1, 1, 1), (.5, 0, .5, 1), (-.001, -.001, .5, .5)])
    else:
        top, left, bottom, right = [round(rng.random() * 1023) / 1023 for _ in "abcd"]
    return [float(v) for v in (top, left, bottom, right)]


def outline_cases():
    rng = random.Random(717)
    cases = []
    for index in range(220):
        height, width = rng.choice([(84, 84), (224, 224), (1, 1), (1, 8), (2, 2), (33, 17), (rng.randint(1, 40), rng.randint(1, 40))])
        boxes = [outline_box(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        colour = rng.choice([[255, 0, 0], [255, 0, 0], [12, 200, 31]])
        picture = noise(index + 5, height * width * 3).reshape(1, height, width, 3).astype(np.float32)
        out = tf.image.draw_bounding_boxes(tf.constant(picture), tf.constant([boxes], tf.float32), tf.constant([colour], tf.float32)).numpy()
        cases.append({"seed": index + 5, "size": [height, width], "boxes": boxes, "rgb": colour,
                      "changed": int((out != picture).any(-1).sum()), "uint8": digest(out.astype(np.uint8))})
    return cases


def write(path, reference, cases):
    head = {"reference": reference, "command": "tf/bin/python test/oracles/tf_images.py test/golden",
            "versions": {"tensorflow": tf.__version__, "numpy": np.__version__, "python": platform.python_version()}}
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path.write_text(json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + rows + "\n ]\n}\n", "utf-8")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    write(folder / "resize-bilinear.json", "tf.image.resize(method='bilinear', antialias=…) of float32 or uint8 noise", resize_cases())
    write(folder / "outline-boxes.json", "tf.image.draw_bounding_boxes of float32 noise with one colour", outline_cases())
