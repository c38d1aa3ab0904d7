"""Makes test/golden/captions.json: made-up caption corpora with the scores of pycocoevalcap.

Run:  CARDEVAL_ORACLE_PYTHON -m pip install pycocoevalcap==1.2; python test/oracles/captions.py > test/golden/captions.json
"""

import json
import pathlib
import random
import sys
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from pycocoevalcap_scores import score

NOUNS = "dog cat man woman bus train pizza table horse bench umbrella surfboard kite clock giraffe".split()
VERBS = "rides holds eats watches carries wears paints throws sits near stands by looks at".split()
EXTRAS = ["in the rain", "on a U.S. street", "at 5:30 p.m.", "(with a friend)", "isn't moving", "with 3 1/2 slices", "and doesn't stop!",
          "\"SALE\" sign", "next to St. Mary's", "of the '90s", "café-style", "wearing a t-shirt", "in plan B."]


def sentence(rng):
    words = [rng.choice(["A", "The", "Two", "Some", "a", "one"]), rng.choice(NOUNS), rng.choice(VERBS), rng.choice(["a", "the", "his"]), rng.choice(NOUNS)]
    words += rng.sample(EXTRAS, rng.choice([0, 0, 1, 1, 2]))
    return " ".join(words) + rng.choice([".", "", " .", "!", "..."])


def corpus(rng, images, most):
    references = {f"img-{i}": [sentence(rng) for _ in range(rng.randint(1, most))] for i in range(images)}
    predictions = {}
    for key, captions in references.items():
        words = rng.choice(captions).split()
        if rng.random() < .4:
            words[rng.randrange(len(words))] = rng.choice(NOUNS)
        predictions[key] = rng.choice([" ".join(words), sentence(rng)])
    return references, predictions


def cases():
    rng = random.Random(20261125)
    for images, most in [(1, 3), (2, 1), (7, 5), (40, 5), (60, 7)]:
        yield f"{images} images, up to {most} references", *corpus(rng, images, most)
    references, predictions = corpus(rng, 6, 4)
    yield "an empty prediction", references, {**predictions, "img-2": ""}
    yield "an empty reference", {**references, "img-3": ["", references["img-3"][0]]}, predictions
    yield "the same text everywhere", {k: ["a dog runs"] for k in references}, {k: "a dog runs" for k in references}
    yield "emoji, accents and other scripts", {"a": ["ein Hündchen 🐶 läuft", "a cat 😀 sits"], "b": ["猫が、机の上に座っている。"], "c": ["قطة على الطاولة", "two  spaces"]}, {
        "a": "ein Hündchen läuft 🐶", "b": "猫が机の上に座っている。", "c": "قطة على"}
    yield "fractions are split again by CIDEr, not by ROUGE-L", {"a": ["3 1/2 cups of 5 7/8 tea"], "b": ["a 5 7/8 inch screw"]}, {"a": "3 1/2 cups", "b": "a 5 7/8 screw"}


if __name__ == "__main__":
    out = []
    for name, references, predictions in cases():
        ids = list(references)
        out.append({"name": name, "ids": ids, "references": [references[i] for i in ids], "predictions": [predictions[i] for i in ids], **score(references, predictions)})
    json.dump({"made_with": {"command": "python test/oracles/captions.py", "pycocoevalcap": version("pycocoevalcap"), "numpy": version("numpy"), "python": sys.version.split()[0]},
               "tolerance": 1e-9, "cases": out}, sys.stdout, ensure_ascii=False, indent=0)
