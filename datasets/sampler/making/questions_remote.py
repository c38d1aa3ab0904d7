"""RSVQA-LR and RSVQA-HR in their official layouts: questions about pictures from above, which are TIFF files."""

from PIL import Image

from asking import absent, count_of, is_there, kinds_of
from files import write_json
from language import plural
from pictures import pixels, scenes
from world import SHAPES

# What the ground stands for in RSVQA-LR; the embedded model was not told.
LAND = {"white": "rural", "gray": "urban"}
COMPARED = {"more": lambda first, second: first > second, "less": lambda first, second: first < second}


def save_tiff(path, rng, scene, scale, compression):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels(rng, scene, scale, noise=(0,))).save(path, "TIFF", compression=compression)


def presence(rng, scene):
    is_present = rng.random() < .5
    return is_there(rng.choice(kinds_of(scene)) if is_present else absent(rng, scene, 1)[0]), "yes" if is_present else "no"


def comparison(rng, scene):
    first, second = rng.sample(range(len(SHAPES)), 2)
    if rng.random() < .7:
        first = rng.choice(kinds_of(scene))[1]
        second = rng.choice([shape for shape in range(len(SHAPES)) if shape != first])
    word, holds = rng.choice(list(COMPARED.items()))
    text = f"Are there {word} {plural(SHAPES[first])} than {plural(SHAPES[second])}?"
    return text, "yes" if holds(count_of(scene, shape=first), count_of(scene, shape=second)) else "no"


ASKED = {
    "presence": presence, "comp": comparison, "rural_urban": lambda rng, scene: ("Is it a rural or an urban area?", LAND[scene["ground"]]),
    "count": lambda rng, scene: ("What is the number of shapes?", str(len(scene["objects"]))),
    "area": lambda rng, scene: (f"What is the area covered by {plural(SHAPES[kinds_of(scene)[0][1]])}?", f"{36 * len(scene['objects'])}m2"),
}
NUMERIC = ("count", "area")


def write_rsvqa(folder, prefix, asked):
    """Both files of a split; every seventh row is not in use, as in the archives. Answers by the ids of the questions that count."""
    questions, answers, canonical = [], [], {}
    for image, kind, text, answer in asked:
        if len(questions) % 7 == 6:
            questions.append({"id": len(questions), "active": False})
            answers.append({"id": 40_000 + len(answers), "active": False})
        key, number = len(questions), 40_000 + len(answers)
        questions.append({"id": key, "img_id": image, "people_id": 0, "type": kind, "question": text, "answers_ids": [number], "active": True,
                          "date_added": 1577836800.0})
        answers.append({"id": number, "date_added": 1577836800.0, "question_id": key, "people_id": 0, "answer": answer, "active": True})
        if kind not in NUMERIC:
            canonical[key] = answer
    write_json(folder / f"{prefix}_questions.json", {"questions": questions})
    write_json(folder / f"{prefix}_answers.json", {"answers": answers})
    return canonical


def asked_of(rng, scene, image, kinds):
    known = {}
    for kind in kinds:
        text, answer = ASKED[kind](rng, scene)
        while text in known:
            text, answer = ASKED[kind](rng, scene)
        known[text] = (image, kind, text, answer)
    return list(known.values())


def rsvqa_lr(root):
    """Four questions that count, and one for a number that the adapter leaves out, about each of six pictures."""
    asked = []
    for index, (rng, scene) in enumerate(scenes("rsvqa-lr", 6)):
        save_tiff(root / "rsvqa-lr/Images_LR" / f"{700 + index}.tif", rng, scene, 1, compression=None)
        asked += asked_of(rng, scene, 700 + index, ["presence", "count", "comp", "presence", "rural_urban"])
    return write_rsvqa(root / "rsvqa-lr", "LR_split_test", asked)


def rsvqa_hr(root):
    """Three questions that count about each of four pictures of the test split and four of Philadelphia, and two for numbers."""
    splits, drawn = {"": [], "_phili": []}, scenes("rsvqa-hr", 8)
    for index, (rng, scene) in enumerate(drawn):
        save_tiff(root / "rsvqa-hr/Data" / f"{9000 + index}.tif", rng, scene, 2, compression="tiff_lzw")
        splits["" if index < 4 else "_phili"] += asked_of(rng, scene, 9000 + index, ["presence", "area", "comp", "presence", "count"])
    return {f"{split}/{key}": answer for split, (prefix, asked) in zip(("test", "test2"), splits.items())
            for key, answer in write_rsvqa(root / "rsvqa-hr", f"USGS_split_test{prefix}", asked).items()}
