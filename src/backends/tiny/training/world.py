"""The world the embedded model lives in: scenes of coloured shapes, signs with a word, and bar charts.

A scene is a small dictionary; `render` draws it, `language.py` says what is true of it. Everything is seeded by the
`random.Random` that the caller passes, so the same seed gives the same pictures, captions and questions everywhere.

Geometry: a picture is 84 x 84 units of 6 x 6 patches (14 units each). Shapes live in 3 x 3 cells of 28 units, with
corners on a grid of 4 units; a sign's letters and a chart's bars are aligned with the patches.
"""

import json
import pathlib
import numpy as np

SIZE, PATCH, CELL, GRID = 84, 14, 28, 4
WORDS = json.loads((pathlib.Path(__file__).parent / "words.json").read_text("utf-8"))
COLOURS, SHAPES = WORDS["colours"], WORDS["shapes"]
RGB = {"red": (222, 38, 38), "green": (46, 160, 66), "blue": (40, 86, 222), "yellow": (242, 214, 44),
       "orange": (244, 132, 30), "purple": (136, 56, 176), "black": (24, 24, 24), "pink": (250, 150, 194)}
GROUNDS = {"white": (248, 248, 248), "gray": (176, 176, 180)}
SIGN_WORDS = ("stop exit open taxi bus cafe book milk park zoo shop cat dog sale bank food pizza hotel metro north south "
              "east west slow wait push pull gift farm jazz kiwi quiz 7up 24h 2025 no yes go up").split()

# 5 x 7 glyphs, one byte a row, most significant of five bits on the left.
GLYPHS = dict(zip("abcdefghijklmnopqrstuvwxyz0123456789", [
    "0e11111f111111", "1e11111e11111e", "0e11101010110e", "1e11111111111e", "1f10101e10101f", "1f10101e101010",
    "0e11101711110f", "1111111f111111", "0e04040404040e", "0702020202120c", "11121418141211", "1010101010101f",
    "111b1515111111", "11191513111111", "0e11111111110e", "1e11111e101010", "0e11111115120d", "1e11111e141211",
    "0f10100e01011e", "1f040404040404", "1111111111110e", "11111111110a04", "1111111515150a", "11110a040a1111",
    "11110a04040404", "1f01020408101f", "0e11131519110e", "040c040404040e", "0e11010204081f", "1f02040201110e",
    "02060a121f0202", "1f101e0101110e", "0608101e11110e", "1f010204080808", "0e11110e11110e", "0e11110f01020c"]))


def polygon(shape):
    """Corners (x, y) in the unit square, or None for the circle."""
    if shape == "square":
        return [(.04, .04), (.96, .04), (.96, .96), (.04, .96)]
    if shape == "triangle":
        return [(.5, .02), (.99, .97), (.01, .97)]
    if shape == "cross":
        a, b = .32, .68
        return [(a, 0), (b, 0), (b, a), (1, a), (1, b), (b, b), (b, 1), (a, 1), (a, b), (0, b), (0, a), (a, a)]
    if shape == "star":
        turns = [-np.pi / 2 + k * np.pi / 5 for k in range(10)]
        radii = [.54 if k % 2 == 0 else .23 for k in range(10)]
        return [(.5 + r * np.cos(t), .54 + r * np.sin(t)) for t, r in zip(turns, radii)]
    return None


def coverage(shape, side, fine=8):
    """Share of each pixel of a side x side square that the shape covers; float32 in 0..1, by supersampling."""
    ticks = (np.arange(side * fine) + .5) / (side * fine)
    x, y = np.meshgrid(ticks, ticks)
    corners = polygon(shape)
    if corners is None:
        inside = (x - .5) ** 2 + (y - .5) ** 2 <= .25
    else:
        inside = np.zeros_like(x, bool)
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]):
            crosses = (y0 > y) != (y1 > y)
            inside ^= crosses & (x < (x1 - x0) * (y - y0) / ((y1 - y0) or 1) + x0)
    return inside.reshape(side, fine, side, fine).mean((1, 3)).astype(np.float32)


_sprites = {}


def sprite(shape, side):
    if (shape, side) not in _sprites:
        _sprites[shape, side] = coverage(shape, side)
    return _sprites[shape, side]


def shapes_scene(rng, most=5):
    """One to three groups of equal shapes, at most `most` objects, each in a cell of its own."""
    groups, left, used = [], most, set()
    for _ in range(rng.choices([1, 2, 3], [.3, .4, .3])[0]):
        kind = (rng.randrange(len(COLOURS)), rng.randrange(len(SHAPES)))
        if kind in used or left == 0:
            continue
        used.add(kind)
        count = min(left, rng.choices([1, 2, 3], [.66, .22, .12])[0])
        left -= count
        groups += [kind] * count
    cells = rng.sample(range(9), len(groups))
    objects = []
    for (colour, shape), cell in zip(groups, cells):
        side = rng.choice([20, 24])
        steps = (CELL - side) // GRID
        x = cell % 3 * CELL + rng.randint(0, steps) * GRID
        y = cell // 3 * CELL + rng.randint(0, steps) * GRID
        objects.append({"cell": cell, "colour": colour, "shape": shape, "x": x, "y": y, "side": side})
    objects.sort(key=lambda o: o["cell"])
    return {"kind": "shapes", "ground": rng.choice(list(GROUNDS)), "objects": objects}


def sign_scene(rng):
    """A coloured plate with one word of up to five characters on it."""
    if rng.random() < .5:
        word = rng.choice(SIGN_WORDS)
    else:
        word = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(rng.randint(2, 5)))
    return {"kind": "sign", "ground": rng.choice(list(GROUNDS)), "word": word, "colour": rng.randrange(len(COLOURS)),
            "row": rng.randint(1, 4), "column": rng.randint(0, 6 - len(word))}


def chart_scene(rng):
    """Two to four bars of different colours and different whole heights from 1 to 6."""
    count = rng.randint(2, 4)
    bars = list(zip(rng.sample(range(len(COLOURS)), count), rng.sample(range(1, 7), count)))
    return {"kind": "chart", "ground": "white", "bars": bars, "column": rng.randint(0, 6 - count)}


def marked_scene(rng):
    """A shapes scene in which a red rectangle of one pixel marks one object (Widget Captioning)."""
    scene = shapes_scene(rng)
    scene["marked"] = rng.randrange(len(scene["objects"]))
    return scene


def jitter(rgb, rng, amount):
    return [min(255, max(0, c + rng.uniform(-amount, amount))) for c in rgb]


def box_of(thing, margin=0):
    return thing["x"] - margin, thing["y"] - margin, thing["x"] + thing["side"] + margin, thing["y"] + thing["side"] + margin


def glyph(character):
    rows = bytes.fromhex(GLYPHS[character])
    return np.array([[row >> (4 - bit) & 1 for bit in range(5)] for row in rows], np.float32)


def render(scene, rng, scale=1, amount=10):
    """The picture, float32 [84*scale, 84*scale, 3] in 0..255; `amount` is the jitter of each colour."""
    canvas = np.empty((SIZE * scale, SIZE * scale, 3), np.float32)
    canvas[:] = jitter(GROUNDS[scene["ground"]], rng, amount / 2)
    def rectangle(x0, y0, x1, y1, rgb):
        canvas[y0 * scale:y1 * scale, x0 * scale:x1 * scale] = rgb
    def blend(x, y, alpha, rgb):
        part = canvas[y * scale:y * scale + alpha.shape[0], x * scale:x * scale + alpha.shape[1]]
        part += alpha[..., None] * (np.asarray(rgb, np.float32) - part)
    if scene["kind"] == "shapes":
        for thing in scene["objects"]:
            colour = jitter(RGB[COLOURS[thing["colour"]]], rng, amount)
            blend(thing["x"], thing["y"], sprite(SHAPES[thing["shape"]], thing["side"] * scale), colour)
    elif scene["kind"] == "sign":
        word, x, y = scene["word"], scene["column"] * PATCH, scene["row"] * PATCH
        plate = jitter(RGB[COLOURS[scene["colour"]]], rng, amount)
        ink = (20, 20, 20) if sum(plate) > 360 else (245, 245, 245)
        rectangle(max(0, x - 2), y - 6, min(SIZE, x + len(word) * PATCH + 2), y + PATCH + 6, plate)
        for place, character in enumerate(word):
            blend(x + place * PATCH + 2, y, np.kron(glyph(character), np.ones((2 * scale, 2 * scale), np.float32)), ink)
    else:
        for place, (colour, height) in enumerate(scene["bars"]):
            x = (scene["column"] + place) * PATCH
            rectangle(x + 2, SIZE - height * 12, x + PATCH - 2, SIZE, jitter(RGB[COLOURS[colour]], rng, amount))
    if scale == 1 and "marked" in scene:
        mark(canvas, box_of(scene["objects"][scene["marked"]], 1))
    return canvas


def mark(canvas, box):
    """Red outline of one pixel, corners included, clipped to the picture."""
    x0, y0, x1, y1 = [min(SIZE - 1, max(0, v)) for v in box]
    for piece in (canvas[y0, x0:x1 + 1], canvas[y1, x0:x1 + 1], canvas[y0:y1 + 1, x0], canvas[y0:y1 + 1, x1]):
        piece[:] = (255, 0, 0)
