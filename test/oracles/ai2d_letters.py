"""Golden vectors of AI2D's replacement letters, drawn by Pillow 10.3.0 itself.

    python3 -m venv letters && letters/bin/pip install pillow==10.3.0
    npm pack @expo-google-fonts/dm-sans@0.4.2 && tar xzf expo-google-fonts-dm-sans-0.4.2.tgz
    letters/bin/python test/oracles/ai2d_letters.py package/400Regular/DMSans_400Regular.ttf test/golden

Pictures are the generator's noise (see tf_images.py). Boxes of all shapes, also hanging out of the picture, overlapping, and too
small for the smallest letter.
"""

import hashlib
import json
import pathlib
import random
import sys

import PIL
from PIL import Image, ImageDraw, ImageFont

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def noise(seed, count):
    out, state = bytearray(count), seed
    for i in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out[i] = state >> 16 & 255
    return bytes(out)


def largest_font(path, letter, width, height):
    for size in range(100, 0, -1):
        font = ImageFont.truetype(path, size)
        _, _, right, bottom = font.getbbox(letter)
        if right <= width and bottom <= height:
            break
    return font, right


def draw(path, seed, width, height, replacements):
    image = Image.frombytes("RGB", (width, height), noise(seed, width * height * 3))
    canvas = ImageDraw.Draw(image)
    for (left, top, right, bottom), letter in replacements:
        canvas.rectangle([(left, top), (right, bottom)], fill="white")
        font, edge = largest_font(path, letter, right - left, bottom - top)
        canvas.text((left + (right - left - edge) // 2, top), letter, fill="black", font=font)
    return hashlib.sha256(image.tobytes()).hexdigest()


def main(path, folder):
    chance = random.Random(7)
    cases = []
    for seed in range(1, 41):
        width, height = chance.randint(20, 300), chance.randint(20, 300)
        replacements = []
        for _ in range(chance.randint(1, 5)):
            left, top = chance.randint(-5, width - 1), chance.randint(-5, height - 1)
            box = [left, top, left + chance.randint(0, 160), top + chance.choice([0, 3, 9, 14, 20, 40, 150])]
            replacements.append([box, chance.choice(LETTERS)])
        cases.append({"seed": seed, "size": [height, width], "replacements": replacements, "uint8": draw(path, seed, width, height, replacements)})
    made = {"reference": f"Pillow {PIL.__version__}, DM Sans Regular 4.004", "command": "test/oracles/ai2d_letters.py", "cases": cases}
    pathlib.Path(folder, "ai2d-letters.json").write_text(json.dumps(made) + "\n")


main(*sys.argv[1:])
