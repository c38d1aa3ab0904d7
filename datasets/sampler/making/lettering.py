"""Small print on pictures, in the letters of the model's world, and pictures that were composed here written to files."""

import numpy as np
from PIL import Image

from world import glyph

ADVANCE, HEIGHT = 6, 7  # of a letter, in dots


def write(canvas, text, left, top, dot=2, ink=(40, 40, 40)):
    """Prints letters and digits on uint8 pixels in place, `dot` pixels a dot; answers the print's box with both corners included."""
    for place, character in enumerate(text):
        if character != " ":
            shape = np.kron(glyph(character), np.ones((dot, dot))) > 0
            x = left + place * ADVANCE * dot
            canvas[top:top + shape.shape[0], x:x + shape.shape[1]][shape] = ink
    return [[left, top], [left + len(text) * ADVANCE * dot - dot - 1, top + HEIGHT * dot - 1]]


def save(path, canvas, quality=90):
    """Writes pixels as PNG or JPEG, as the name says, and answers (width, height)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(canvas)
    picture.save(path, **({"format": "PNG"} if path.suffix == ".png" else {"format": "JPEG", "quality": quality}), optimize=True)
    return picture.size
