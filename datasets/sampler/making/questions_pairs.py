"""MMVP, NLVR2 and MaRVL in their official layouts: photos that come in pairs."""

import copy

from asking import capital, count_of, is_there
from files import write_csv, write_jsonl
from language import PLACES, unique
from pictures import save_jpeg, save_png, seeded
from world import CELL, COLOURS, SHAPES, WORDS, shapes_scene

# (sentence, whether it is true of the left and the right scene), two a set; the embedded model was taught nothing of the kind.
STATEMENTS = [
    [("Both images have a gray background.", lambda left, right: left["ground"] == right["ground"] == "gray"),
     ("The left image has more shapes than the right image.", lambda left, right: len(left["objects"]) > len(right["objects"]))],
    [("There is a circle in each image.", lambda left, right: bool(count_of(left, shape=0) and count_of(right, shape=0))),
     ("There are five shapes in all.", lambda left, right: len(left["objects"]) + len(right["objects"]) == 5)],
    [("One image has a star and the other does not.", lambda left, right: bool(count_of(left, shape=3)) != bool(count_of(right, shape=3))),
     ("The images have the same number of shapes.", lambda left, right: len(left["objects"]) == len(right["objects"]))],
]
TAMIL = ["வட்டம்", "சதுரம்", "முக்கோணம்", "நட்சத்திரம்", "சிலுவை"]
# Two sentences a language: both pictures have a certain shape; just one has a white background.
MARVL = {
    "id": ("Di kedua gambar ada {}.", "Hanya satu gambar berlatar putih."),
    "sw": ("Picha zote mbili zina {}.", "Picha moja tu ina mandhari nyeupe."),
    "ta": ("இரண்டு படங்களிலும் {} உள்ளது.", "ஒரு படத்தின் பின்னணி மட்டும் வெள்ளை."),
    "tr": ("Her iki resimde de {} var.", "Yalnızca bir resmin arka planı beyaz."),
    "zh": ("两张图片里都有{}。", "只有一张图片的背景是白色的。"),
}


def other(rng, count, taken):
    return rng.choice([value for value in range(count) if value not in taken])


def twin_of(scene, thing, **changes):
    twin = copy.deepcopy(scene)
    twin["objects"][scene["objects"].index(thing)].update(changes)
    return twin


def recoloured(rng, scene):
    for thing in unique(scene, "shape"):
        colour = other(rng, len(COLOURS), [one["colour"] for one in scene["objects"]])
        answers = COLOURS[thing["colour"]], COLOURS[colour]
        return f"What color is the {SHAPES[thing['shape']]}?", answers, twin_of(scene, thing, colour=colour)


def reshaped(rng, scene):
    for thing in unique(scene, "colour"):
        shape = rng.choice([shape for shape in range(len(SHAPES)) if shape != thing["shape"]])
        answers = SHAPES[thing["shape"]], SHAPES[shape]
        return f"What shape is the {COLOURS[thing['colour']]} object?", answers, twin_of(scene, thing, shape=shape)


def lacking_one(rng, scene):
    twin, count = copy.deepcopy(scene), len(scene["objects"])
    twin["objects"].pop(rng.randrange(count))
    return "How many shapes are there?", (str(count), str(count - 1)), twin


def without(rng, scene):
    for thing in unique(scene, "colour", "shape"):
        colour = other(rng, len(COLOURS), [one["colour"] for one in scene["objects"]])
        return is_there((thing["colour"], thing["shape"])), ("yes", "no"), twin_of(scene, thing, colour=colour)


def moved(rng, scene):
    for thing in unique(scene, "colour", "shape"):
        cell = other(rng, len(PLACES), [one["cell"] for one in scene["objects"]])
        twin = twin_of(scene, thing, cell=cell, x=thing["x"] % CELL + cell % 3 * CELL, y=thing["y"] % CELL + cell // 3 * CELL)
        return f"where is the {COLOURS[thing['colour']]} {SHAPES[thing['shape']]}?", (PLACES[thing["cell"]], PLACES[cell]), twin


# Each answers (question, answers to both scenes, the other scene), or None: a twin that differs in one thing.
TWINS = [recoloured, reshaped, lacking_one, without, moved]


def twins(rng, change):
    while True:
        scene = shapes_scene(rng)
        made = len(scene["objects"]) in (2, 3, 4) and change(rng, scene)
        if made:
            return scene, *made


def mmvp(root):
    """Fifteen pairs; the same question with the same options of both, and another answer."""
    rows, canonical = [], {}
    for index in range(15):
        rng = seeded(f"mmvp/{index}")
        scene, text, answers, twin = twins(rng, TWINS[index % len(TWINS)])
        order = rng.sample([0, 1], 2)
        options = " ".join(f"({letter}) {capital(answers[place])}" for letter, place in zip("ab", order))
        for place in rng.sample([0, 1], 2):
            key = len(rows) + 1
            save_jpeg(root / "mmvp/MMVP Images" / f"{key}.jpg", rng, (scene, twin)[place], scale=2)
            rows.append((key, text, options, f"({'ab'[order.index(place)]})"))
            canonical[key] = answers[place]
    write_csv(root / "mmvp/Questions.csv", ("Index", "Question", "Options", "Correct Answer"), rows)
    return canonical


def pair_for(rng, rules, wanted):
    """Two scenes of which the rules hold or not, as wanted."""
    while True:
        left, right = shapes_scene(rng), shapes_scene(rng)
        if [holds(left, right) for holds in rules] == wanted:
            return left, right


def nlvr2(root):
    """Three sets of four pairs, two sentences a set: each is true of two pairs. Every fourth picture is a PNG; all are called so."""
    lines, canonical = [], {}
    for number, statements in enumerate(STATEMENTS):
        rng = seeded(f"nlvr2/{number}")
        for pair, wanted in enumerate(rng.sample([[True, True], [True, False], [False, True], [False, False]], 4)):
            for side, scene in enumerate(pair_for(rng, [holds for _, holds in statements], wanted)):
                save = save_png if pair == 3 else save_jpeg
                save(root / "nlvr2/test1" / f"test1-{number}-{pair}-img{side}.png", rng, scene, scale=1)
            for sentence, ((text, _), label) in enumerate(zip(statements, wanted)):
                key = f"test1-{number}-{pair}-{sentence}"
                lines.append({"validation": {"9": str(label)}, "sentence": text, "left_url": "https://example.org/left.jpg", "writer": "9",
                              "label": str(label), "right_url": "https://example.org/NaN.jpg", "synset": "shape", "query": f"shapes{number}",
                              "identifier": key, "extra_validations": {}})
                canonical[key] = str(label)
    seeded("nlvr2/order").shuffle(lines)
    write_jsonl(root / "nlvr2/test1.json", lines)
    return canonical


def marvl(root):
    """Four photos a language of one concept, whose folder is named in it; two sentences of two pairs each, one true and one false."""
    canonical = {}
    for place, (language, sentences) in enumerate(MARVL.items()):
        rng, shape = seeded(f"marvl/{language}"), place % len(SHAPES)
        name = TAMIL[shape] if language == "ta" else WORDS["languages"][language]["shapes"][shape]
        holds = [lambda left, right: bool(count_of(left, shape=shape) and count_of(right, shape=shape)),
                 lambda left, right: (left["ground"] == "white") != (right["ground"] == "white")]
        concept, lines = f"{39 + place}-{capital(name)}", []
        truths = rng.choice([([True, False], [False, True]), ([True, True], [False, False])])
        pairs = [pair_for(rng, holds, wanted) for wanted in truths]
        for pair, photos in enumerate(pairs):
            for side, scene in enumerate(photos):
                save_jpeg(root / "marvl" / language / "images" / concept / f"{39 + place}-{2 * pair + side}.jpg", rng, scene, scale=2)
        for sentence, rule in zip(sentences, holds):
            for pair, photos in enumerate(pairs):
                lines.append({"concept": concept, "language": language, "caption": sentence.format(name), "left_img": f"{39 + place}-{2 * pair}.jpg",
                              "right_img": f"{39 + place}-{2 * pair + 1}.jpg", "annotator_info": {"annotator_id": f"{language}_00"}, "chapter": "Shapes",
                              "id": f"{language}-{len(lines)}", "label": rule(*photos)})
        write_jsonl(root / "marvl" / language / "annotations" / f"marvl-{language}.jsonl", lines)
        canonical[language] = {line["id"]: str(line["label"]) for line in lines}
    return canonical
