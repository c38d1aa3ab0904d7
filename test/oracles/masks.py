"""Golden vectors of masks: pycocotools draws, packs, merges and compares them, Pillow resizes float planes; both as black boxes.
Boxes are compared by numpy, whose scalars carry the reference's mixture of float32 and float64.

    python3 -m venv masks && masks/bin/pip install pycocotools==2.0.11 pillow==12.0.0 numpy==2.4.6
    masks/bin/python test/oracles/masks.py test/golden

Planes come from a linear congruential generator that the tests repeat, so only digests of Pillow's float32 bytes are kept.
"""

import base64
import gzip
import hashlib
import json
import pathlib
import platform
import random
import sys

import numpy as np
import PIL
import PIL.Image
from pycocotools import mask as coco

SIZES = [(1, 1), (1, 9), (7, 1), (5, 5), (24, 31), (48, 64), (120, 160), (427, 640)]


def corners(rng, height, width):
    """The corners of a polygon of one of many characters."""
    kind = rng.choice(["random", "random", "outside", "tiny", "point", "line", "fifths", "half", "repeated", "star", "whole", "odd", "negative"])
    place = lambda low=0.0, high=1.0: [round(rng.uniform(low, high) * width, 2), round(rng.uniform(low, high) * height, 2)]
    if kind == "random":
        return sum((place() for _ in range(rng.randint(3, 9))), [])
    if kind == "outside":
        return sum((place(-1.5, 2.5) for _ in range(rng.randint(3, 7))), [])
    if kind == "tiny":
        x, y = place()
        return sum(([x + rng.random(), y + rng.random()] for _ in range(4)), [])
    if kind == "point":
        return place() * 3
    if kind == "line":
        return (place() + place()) * 2
    if kind == "fifths":
        return [rng.randint(-5, 5 * max(width, height)) / 5 for _ in range(8)]
    if kind == "half":
        return [rng.randint(-2, 2 * max(width, height)) / 2 for _ in range(10)]
    if kind == "repeated":
        some = sum((place() for _ in range(4)), [])
        return some + some
    if kind == "star":
        return sum((place() for _ in range(15)), [])
    if kind == "whole":
        return [0, 0, width, 0, width, height, 0, height]
    if kind == "odd":
        return sum((place() for _ in range(3)), []) + [1.5]
    return sum((place(-2, 0.2) for _ in range(4)), [])


def text(rle):
    return rle["counts"].decode()


def told(rle):
    return {"rle": text(rle), "area": int(coco.area(rle)), "bounds": [int(v) for v in coco.toBbox(rle)]}


def polygon_cases(rng):
    cases = []
    for index in range(220):
        height, width = SIZES[index % len(SIZES)]
        polygons = [corners(rng, height, width) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        drawn = coco.frPyObjects(polygons, height, width)
        cases.append({"size": [height, width], "polygons": polygons, "rles": [text(rle) for rle in drawn],
                      "union": told(coco.merge(drawn)), "intersection": told(coco.merge(drawn, intersect=True))})
    return cases


def box_cases(rng):
    cases = []
    for index in range(40):
        height, width = SIZES[index % len(SIZES)]
        box = [round(rng.uniform(-0.3, 1.1) * width, 2), round(rng.uniform(-0.3, 1.1) * height, 2), round(rng.uniform(0, 0.8) * width, 2), round(rng.uniform(0, 0.8) * height, 2)]
        cases.append({"size": [height, width], "box": box} | told(coco.frPyObjects(np.array([box]), height, width)[0]))
    return cases


def random_mask(rng, height, width):
    share = rng.choice([0.0, 0.02, 0.3, 0.5, 0.9, 1.0])
    bits = np.array([rng.random() < share for _ in range(height * width)], np.uint8).reshape(height, width)
    return coco.encode(np.asfortranarray(bits)), bits


def counts_cases(rng):
    """Masks of pixels, their counts (the lengths of equal pixels down the columns) and their text."""
    cases = []
    for index in range(40):
        height, width = SIZES[index % 5]
        rle, bits = random_mask(rng, height, width)
        counts = counts_of(bits)
        assert text(coco.frPyObjects({"size": [height, width], "counts": counts}, height, width)) == text(rle)
        cases.append({"size": [height, width], "counts": counts} | told(rle))
    for counts in ([2**20 - 7, 7], [0, 2**20], [5, 2**20 - 1005, 1000]):
        cases.append({"size": [1024, 1024], "counts": counts} | told(coco.frPyObjects({"size": [1024, 1024], "counts": counts}, 1024, 1024)))
    return cases


def iou_cases(rng):
    cases = []
    for index in range(30):
        height, width = SIZES[2 + index % 5]
        answers, truths = [[random_mask(rng, height, width)[0] if rng.random() < 0.4 else coco.frPyObjects([corners(rng, height, width)], height, width)[0]
                            for _ in range(2)] for _ in "ab"]
        crowds = [rng.randint(0, 1) for _ in truths]
        cases.append({"size": [height, width], "answers": [text(rle) for rle in answers], "truths": [text(rle) for rle in truths], "crowds": crowds,
                      "iou": coco.iou(answers, truths, crowds).tolist(), "union": text(coco.merge(answers + truths)), "intersection": text(coco.merge(answers + truths, intersect=True))})
    return cases


def plane(seed):
    state, values = seed, np.empty(4096, np.float32)
    for i in range(4096):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = state / 2**31 - 1
    return values.reshape(64, 64)


def resize_cases(rng):
    fixed = [(64, 64), (64, 1), (1, 64), (1, 1), (63, 65), (65, 63), (128, 128), (32, 32), (640, 3), (3, 480), (640, 480), (100, 64), (64, 100), (500, 17), (17, 500)]
    cases = []
    for index, (width, height) in enumerate(fixed + [(rng.randint(1, 500), rng.randint(1, 400)) for _ in range(35)]):
        out = np.asarray(PIL.Image.fromarray(plane(index + 1)).resize((width, height), PIL.Image.BILINEAR))
        assert out.dtype == np.float32
        cases.append({"seed": index + 1, "width": width, "height": height, "positive": int((out > 0).sum()), "float32": hashlib.sha256(out.tobytes()).hexdigest()})
    return cases


def tokens(rng):
    """Location tokens of a box: anywhere, thin, whole, or of no pixel in a small picture."""
    kind = rng.choice(["any", "any", "thin", "whole", "small"])
    if kind == "whole":
        return [rng.choice([0, 0, 1]), rng.choice([0, 3]), rng.choice([1023, 1022]), 1023]
    ends = [sorted(rng.sample(range(1024), 2)) for _ in "yx"]
    if kind == "thin":
        ends[rng.randrange(2)] = [rng.randrange(1000)] * 2
        ends = [[low, high if high > low else low + rng.randint(1, 9)] for low, high in ends]
    if kind == "small":
        ends = [[low, min(low + 1, 1023)] if low < 1023 else [1022, 1023] for low, _ in ends]
    return [ends[0][0], ends[1][0], ends[0][1], ends[1][1]]


def placed_cases(rng):
    """A plane resized into the pixels of a box, above 0, as a mask of the whole picture."""
    cases = []
    for index in range(60):
        height, width = SIZES[index % 7 if index else -1]
        location = tokens(rng)
        top, left, bottom, right = [int(edge / 1023 * side) for edge, side in zip(location, (height, width) * 2)]
        bits = np.zeros((height, width), np.uint8)
        if bottom > top and right > left:
            bits[top:bottom, left:right] = np.asarray(PIL.Image.fromarray(plane(index + 1)).resize((right - left, bottom - top), PIL.Image.BILINEAR)) > 0
        cases.append({"size": [height, width], "location": location, "seed": index + 1, "rle": text(coco.encode(np.asfortranarray(bits)))})
    return cases


def area(top, left, bottom, right):
    return max(bottom - top, 0.0) * max(right - left, 0.0)


def overlap_cases(rng):
    """IoU of boxes of tokens (float64) and true boxes (float32), which numpy's scalars keep apart."""
    cases = []
    for index in range(200):
        location = tokens(rng)
        given = list(np.array(location) / 1023)
        edges = [sorted([rng.randint(0, 640), rng.randint(0, 640)]) for _ in "yx"]
        truth = [edges[0][0] / 640, edges[1][0] / 640, edges[0][1] / 640, edges[1][1] / 640]
        if index % 3 == 0:
            truth = [min(1.0, max(0.0, edge + rng.uniform(-0.1, 0.1))) for edge in given]
        if index % 20 == 1:
            truth = given
        true = list(np.array(truth, np.float32))
        both = area(*[max(pair) for pair in zip(given[:2], true[:2])], *[min(pair) for pair in zip(given[2:], true[2:])])
        cases.append({"location": location, "box": truth, "iou": float(both / (area(*given) + area(*true) - both))})
    return cases


def reply_cases(rng, folder):
    """Replies in tokens, true masks in all of COCO's ways, and their IoU; planes are those that JAX decoded (mask_decoder.py)."""
    decoded = json.loads((folder / "mask-decoder.json").read_text("utf-8"))["small"]
    cases = []
    for index in range(24):
        height, width = [(120, 160), (427, 640), (48, 64)][index % 3]
        row = decoded[index % len(decoded)]
        field = np.frombuffer(base64.b64decode(row["mask"]), "<f4").reshape(64, 64)
        location = sum(zip(*[sorted(rng.sample(range(1024), 2)) for _ in "yx"]), ())
        top, left, bottom, right = [int(edge / 1023 * side) for edge, side in zip(location, (height, width) * 2)]
        given = np.zeros((height, width), bool)
        if bottom > top and right > left:
            given[top:bottom, left:right] = np.asarray(PIL.Image.fromarray(field).resize((right - left, bottom - top), PIL.Image.BILINEAR)) > 0
        polygons = [[x + offset for x, offset in zip(corners_of_box(left, top, right, bottom), [rng.uniform(-9, 9) for _ in range(8)])] for _ in range(rng.choice([1, 2]))]
        drawn = coco.merge(coco.frPyObjects(polygons, height, width))
        truth = coco.decode(drawn).astype(bool)
        reply = "".join(f"<loc{edge:04d}>" for edge in location) + "".join(f"<seg{code:03d}>" for code in row["codes"])
        if index % 8 == 7:
            reply, given = reply[:-9] + rng.choice([" dog", "", "<loc0000>"]), np.zeros_like(given)
        either = int((given | truth).sum())
        mask = [polygons, {"size": [height, width], "counts": text(drawn)}, {"size": [height, width], "counts": counts_of(truth)}][index % 3]
        cases.append({"prediction": reply, "size": [height, width], "mask": mask, "both": int((given & truth).sum()), "either": either})
    return cases


def corners_of_box(left, top, right, bottom):
    return [left, top, right, top, right, bottom, left, bottom]


def counts_of(bits):
    """Lengths of equal pixels down the columns, background first."""
    flat = bits.flatten(order="F")
    lengths = np.diff(np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1, [flat.size]])).tolist()
    return [0] + lengths if flat[0] else lengths


def main(folder):
    rng = random.Random(2209)
    groups = {"polygons": polygon_cases(rng), "boxes": box_cases(rng), "counts": counts_cases(rng), "iou": iou_cases(rng), "resize": resize_cases(rng), "placed": placed_cases(rng), "overlap": overlap_cases(rng), "replies": reply_cases(rng, folder)}
    head = {"reference": "pycocotools.mask; PIL.Image.resize of mode F, BILINEAR", "command": "masks/bin/python test/oracles/masks.py test/golden",
            "versions": {"pycocotools": "2.0.11", "pillow": PIL.__version__, "numpy": np.__version__, "python": platform.python_version()}}
    rows = ",\n".join(f' "{name}": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n ]" for name, cases in groups.items())
    content = json.dumps(head, indent=1)[:-2] + ",\n" + rows + "\n}\n"
    (folder / "masks.json.gz").write_bytes(gzip.compress(content.encode(), mtime=0))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
