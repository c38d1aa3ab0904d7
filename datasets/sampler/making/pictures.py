"""Draws scenes of the embedded model's world into picture files, and keeps the seeds of the sampler apart from training's."""

import hashlib
import random

import numpy as np
from PIL import Image, ImageFilter

import world
from language import caption

# RICO's portrait screens: 84 x 4.5 wide and 84 x 8 high, as 1440 x 2560 view hierarchies are to 9:16 pictures.
PORTRAIT = (378, 672)


def seeded(name):
    """A generator of its own for every thing drawn, by name: 'sampler/coco/17'. Training seeds with small multiples of 1000003."""
    return random.Random(int.from_bytes(hashlib.sha256(f"sampler/{name}".encode()).digest()[:8], "big"))


def hexadecimal(rng):
    """A made-up key in the form of Open Images' sixteen digits."""
    return f"{rng.getrandbits(64):016x}"


def scenes(benchmark, count, draw=world.shapes_scene, wanted=lambda scene, index: True):
    """[(rng, scene)] with `count` scenes of different canonical captions; `wanted` may turn a scene down for its place."""
    made, said = [], set()
    for index in range(count):
        rng = seeded(f"{benchmark}/{index}")
        scene = draw(rng)
        while caption(scene) in said or not wanted(scene, index):
            scene = draw(rng)
        said.add(caption(scene))
        made.append((rng, scene))
    return made


def pixels(rng, scene, scale, size=None, soft=False, noise=(0, 1, 2)):
    """uint8 pixels of the unmarked scene, area-averaged to `size` (width, height) where one is given.

    `soft` first averages over one unit of the world, for pictures that are far larger than 84 x 84 and will be squashed without
    antialiasing: a sample of the middle of a unit then is the unit's mean, as in training.
    """
    canvas = Image.fromarray(world.render(scene, rng, scale).round().astype(np.uint8))
    if soft:
        canvas = canvas.filter(ImageFilter.BoxBlur((scale - 1) // 2))
    canvas = np.asarray(canvas.resize(size, Image.Resampling.BOX) if size else canvas)
    grain = np.random.default_rng(rng.getrandbits(32)).standard_normal(canvas.shape, np.float32) * rng.choice(noise)
    return np.clip(canvas + grain, 0, 255).round().astype(np.uint8)


def save_jpeg(path, rng, scene, scale, size=None, soft=False):
    """Writes the picture and answers (width, height)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(pixels(rng, scene, scale, size, soft, noise=(0, 1) if size else (0, 1, 2)))
    picture.save(path, "JPEG", quality=rng.randint(88, 92), optimize=True)
    return picture.size


def save_png(path, rng, scene, scale):
    """Without noise: flat areas, as figures have, keep a PNG small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(pixels(rng, scene, scale, noise=(0,)))
    picture.save(path, "PNG", optimize=True)
    return picture.size
