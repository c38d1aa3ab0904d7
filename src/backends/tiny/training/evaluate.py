"""Writes unseen pictures with their prompts and truths, to be answered by the product's own forward.

    evaluate.py test/golden/tiny-held-out.jsonl.gz --seed 99 --pictures 300

The first line says how the file was made; then one line a picture: {"id", "form", "data" (base64 PNG or JPEG), "noise" (deviation
to be added by the reader, seeded by the picture's number), "asks": [{"kind", "prompt", "truth"}]}. Of twenty pictures ten are clean,
nine get the noise of training (deviation 2 or 5; the reader adds it, since noise does not compress), one is JPEG of quality 85.
Each picture is asked for its caption, and the other kinds in turn. Seeds are strings ("held-out 99"), which Python hashes: they
cannot meet the whole numbers that training starts from. Simple scenes are few, so a held-out scene may still equal a trained one
by chance.
"""

import argparse
import base64
import gzip
import io
import json
import pathlib
import platform
import random

import numpy as np
import PIL
from PIL import Image

import world
from language import example

KINDS = ["caption-other", "detect", "count", "colour", "shape", "exists", "where", "left", "background", "segment", "choices", "letters"]
OTHERS = {"sign": (world.sign_scene, .1, ["caption", "sign"]), "chart": (world.chart_scene, .1, ["caption", "chart", "chart"]),
          "marked": (world.marked_scene, .05, ["caption"])}
FORMS = ["clean", "noise"] * 9 + ["clean", "jpeg"]


def encoded(scene, rng, form):
    """The picture as base64, and the noise that the reader is to add."""
    pixels = np.clip(world.render(scene, rng), 0, 255).round().astype(np.uint8)
    out = io.BytesIO()
    if form == "jpeg":
        Image.fromarray(pixels).save(out, "JPEG", quality=85)
    else:
        in_few_colours(pixels).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode(), rng.choice([2, 5]) if form == "noise" else 0


def in_few_colours(pixels):
    """The same picture with a palette, which halves the file."""
    colours, places = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    assert len(colours) <= 256, len(colours)
    picture = Image.fromarray(places.reshape(pixels.shape[:2]).astype(np.uint8))
    picture.putpalette(colours.tobytes())
    return picture


def asked(rng, scene, sort, kinds):
    """[{kind, prompt, truth}] of the kinds that the scene offers; kinds of other scenes than shapes carry their sort's name."""
    made = [(kind if sort in ("shapes", kind) else f"{sort} {kind}", example(rng, scene, kind)) for kind in kinds]
    return [{"kind": kind, "prompt": found[0], "truth": found[1]} for kind, found in made if found]


def lines(seed, pictures, questions):
    rng = random.Random(f"held-out {seed}")
    plan = [("shapes", world.shapes_scene, None)] * pictures
    for sort, (make, share, kinds) in OTHERS.items():
        plan += [(sort, make, kinds)] * round(pictures * share)
    turn = 0
    for number, (sort, make, kinds) in enumerate(plan):
        form = FORMS[number % len(FORMS)]
        scene = make(rng)
        data, noise = encoded(scene, rng, form)
        if kinds is None:
            kinds = ["caption"] + [KINDS[(turn + k) % len(KINDS)] for k in range(questions)]
            turn += questions
        yield {"id": f"{sort}-{number:03d}", "form": form, "noise": noise, "data": data, "asks": asked(rng, scene, sort, kinds)}


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=pathlib.Path)
    ask.add_argument("--seed", type=int, default=99)
    ask.add_argument("--pictures", type=int, default=300, help="pictures of shapes; signs, charts and marked objects come on top")
    ask.add_argument("--questions", type=int, default=4, help="kinds asked of each picture of shapes, beside its caption")
    args = ask.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    head = {"command": f"python src/backends/tiny/training/evaluate.py test/golden/tiny-held-out.jsonl.gz --seed {args.seed} "
                       f"--pictures {args.pictures} --questions {args.questions}",
            "versions": {"numpy": np.__version__, "pillow": PIL.__version__, "python": platform.python_version()}}
    made = [head, *lines(args.seed, args.pictures, args.questions)]
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in made)
    with open(args.out, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
        out.write(text.encode("utf-8"))
    print(f"{len(made) - 1} pictures, {sum(len(line['asks']) for line in made[1:])} prompts, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
