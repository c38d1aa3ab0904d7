"""Bitmaps of A to Z in DM Sans Regular, 1 to 100 pixels, as Pillow renders them: dm-sans.br beside this file.

    python3 -m venv letters && letters/bin/pip install pillow==10.3.0 brotli==1.2.1
    npm pack @expo-google-fonts/dm-sans@0.4.2 && tar xzf expo-google-fonts-dm-sans-0.4.2.tgz
    letters/bin/python src/io/letters/make_letters.py package/400Regular/DMSans_400Regular.ttf

Five signed bytes a bitmap (width, height, left, top, advance), sizes of a letter together, letters in order; then all coverages,
row by row, a byte a pixel. Pillow 10.3.0 is of the card's spring; later ones hint otherwise. The font's licence is in OFL.txt.
"""

import hashlib
import pathlib
import struct
import sys

import brotli
from PIL import ImageFont

FONT_SHA256 = "20ccb90498d8ca511bb0be31a74eccd5f29fbe1161852ef72781b703929e98ec"  # DM Sans 4.004
SIZES = range(1, 101)


def main(font_path):
    assert hashlib.sha256(pathlib.Path(font_path).read_bytes()).hexdigest() == FONT_SHA256
    heads, coverages = bytearray(), bytearray()
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for size in SIZES:
            font = ImageFont.truetype(font_path, size, layout_engine=ImageFont.Layout.BASIC)
            mask, (left, top) = font.getmask2(letter)
            width, height = mask.size
            assert font.getbbox(letter) == (left, top, left + width, top + height)
            heads += struct.pack("5b", width, height, left, top, round(font.getlength(letter)))
            coverages += bytes(mask)
    target = pathlib.Path(__file__).with_name("dm-sans.br")
    target.write_bytes(brotli.compress(bytes(heads + coverages), quality=11, lgwin=24))


main(sys.argv[1])
