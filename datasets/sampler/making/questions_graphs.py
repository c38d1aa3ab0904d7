"""GQA and xGQA in their official layouts: questions made from what is in a scene, in eight languages over the same photos."""

from asking import absent, capital, kinds_of
from files import write_json
from language import noun, unique
from pictures import save_jpeg, scenes, seeded
from world import COLOURS, SHAPES, WORDS

# GQA's name for a kind of question: what it asks for, and its family.
TYPES = {"colour": ("query", "attr", "directOf"), "shape": ("query", "obj", "categoryThis"), "background": ("query", "global", "place"),
         "exists": ("verify", "obj", "exist"), "choose": ("choose", "attr", "chooseAttr"), "both": ("logical", "obj", "existAnd"),
         "same": ("compare", "attr", "sameColor")}
ENGLISH = {"colour": "what color is the {shape}?", "shape": "what shape is the {colour} object?", "background": "what color is the background?",
           "exists": "is there {thing}?", "choose": "is the {shape} {colour} or {other}?", "both": "is there {thing} and {second}?",
           "same": "are the {shape} and the {other} the same color?"}
# Kinds that xGQA asks, put with the uninflected words of the embedded model's vocabulary.
ABROAD = {
    "bn": {"colour": "{shape} কী রঙের?", "shape": "{colour} জিনিসটির আকৃতি কী?", "background": "পটভূমির রং কী?", "exists": "একটি {thing} আছে কি?"},
    "de": {"colour": "welche farbe hat der {shape}?", "shape": "welche form ist {colour}?", "background": "welche farbe hat der hintergrund?",
           "exists": "gibt es hier {thing}?"},
    "id": {"colour": "apa warna {shape}?", "shape": "apa bentuk benda {colour}?", "background": "apa warna latar belakangnya?", "exists": "apakah ada {thing}?"},
    "ko": {"colour": "{shape}의 색은 무엇입니까?", "shape": "{colour} 것의 모양은 무엇입니까?", "background": "배경은 무슨 색입니까?", "exists": "{thing}도 있습니까?"},
    "pt": {"colour": "qual é a cor: {shape}?", "shape": "qual é a forma: {colour}?", "background": "qual é a cor do fundo?", "exists": "há aqui {thing}?"},
    "ru": {"colour": "какого цвета {shape}?", "shape": "какой формы {colour} предмет?", "background": "какого цвета фон?", "exists": "есть ли здесь {thing}?"},
    "zh": {"colour": "{shape}是什么颜色的?", "shape": "{colour}的东西是什么形状?", "background": "背景是什么颜色的?", "exists": "图中有{thing}吗?"},
}
UNSPACED = {"zh"}
# How many of GQA's questions xGQA has here, by kind.
SHARED = {"exists": 2, "colour": 2, "shape": 1, "background": 1}


def drawn_for(rng, scene, kind):
    """(slots, answer) of a question of this kind, or None; slots name colours and shapes by number, things by both."""
    if kind == "background":
        return {}, scene["ground"]
    if kind == "exists":
        pair = rng.choice(kinds_of(scene)) if rng.random() < .5 else absent(rng, scene, 1)[0]
        return {"thing": pair}, "yes" if pair in kinds_of(scene) else "no"
    if kind == "both":
        first, *others = rng.sample(kinds_of(scene), len(kinds_of(scene)))
        second = rng.choice(others + absent(rng, scene, 1))
        return {"thing": first, "second": second}, "yes" if second in others else "no"
    things = unique(scene, "colour" if kind == "shape" else "shape")
    if len(things) < (2 if kind == "same" else 1):
        return None
    first, second = rng.sample(things, 2) if kind == "same" else (rng.choice(things), None)
    if kind == "same":
        return {"shape": first["shape"], "other": second["shape"]}, "yes" if first["colour"] == second["colour"] else "no"
    if kind == "choose":
        other = rng.choice([colour for colour in range(len(COLOURS)) if colour != first["colour"]])
        pair = rng.sample([first["colour"], other], 2)
        return {"shape": first["shape"], "colour": pair[0], "other": pair[1]}, COLOURS[first["colour"]]
    return {kind_slot(kind): first[kind_slot(kind)]}, (COLOURS if kind == "colour" else SHAPES)[first[kind]]


def kind_slot(kind):
    """What a question after a colour names, and the other way round."""
    return "shape" if kind == "colour" else "colour"


def in_english(kind, slots):
    named = {name: noun(*slot) if name in ("thing", "second") else (SHAPES if name == "shape" or kind == "same" else COLOURS)[slot]
             for name, slot in slots.items()}
    return capital(ENGLISH[kind].format(**named))


def abroad(language, kind, slots):
    words = WORDS["languages"][language]
    pair = lambda colour, shape: ("" if language in UNSPACED else " ").join(
        [words["colours"][colour], words["shapes"][shape]][::1 if words["order"] == "before" else -1])
    named = {name: pair(*slot) if name == "thing" else words[f"{name}s"][slot] for name, slot in slots.items()}
    return capital(ABROAD[language][kind].format(**named))


def row(kind, slots, answer, image, text):
    """A question as GQA's file has it; the program that led to it is left empty."""
    structural, semantic, detailed = TYPES[kind]
    return {"semantic": [], "entailed": [], "equivalent": [], "question": text, "imageId": image, "isBalanced": True,
            "groups": {"global": None, "local": f"14-{kind}"}, "answer": answer, "semanticStr": "",
            "annotations": {"answer": {}, "question": {}, "fullAnswer": {}}, "types": {"detailed": detailed, "semantic": semantic, "structural": structural},
            "fullAnswer": f"The answer is {answer}."}


def questions(root):
    """[(id, kind, slots, answer, image)] of three questions about each of ten photos, which are drawn."""
    wishes = [["colour", "exists", "choose"], ["shape", "exists", "both"], ["colour", "background", "same"], ["shape", "exists", "background"]]
    made = []
    wanted = lambda scene, index: len(unique(scene, "shape")) > 1 and unique(scene, "colour")
    for index, (rng, scene) in enumerate(scenes("gqa", 10, wanted=wanted)):
        image = f"n{900_000 + 311 * index + rng.randrange(311)}"
        save_jpeg(root / "gqa/images" / f"{image}.jpg", rng, scene, scale=2)
        for place, kind in enumerate(wishes[index % len(wishes)]):
            slots, answer = drawn_for(rng, scene, kind)
            made.append((str(290_000_000 + 1000 * index + place), kind, slots, answer, image))
    seeded("gqa/order").shuffle(made)
    return made


def gqa(root):
    """testdev_balanced_questions.json, and xGQA's files of six of its questions; the answers are English everywhere."""
    made = questions(root)
    write_json(root / "gqa/testdev_balanced_questions.json",
               {key: row(kind, slots, answer, image, in_english(kind, slots)) for key, kind, slots, answer, image in made})
    shared = [entry for kind, count in SHARED.items() for entry in [one for one in made if one[1] == kind][:count]]
    for language in ["en", *ABROAD]:
        text = in_english if language == "en" else lambda kind, slots: abroad(language, kind, slots)
        write_json(root / f"xgqa/annotations/zero_shot/testdev_balanced_questions_{language}.json",
                   {key: row(kind, slots, answer, image, text(kind, slots)) for key, kind, slots, answer, image in shared})
    answers = {key: answer for key, _, _, answer, _ in shared}
    return {"gqa": {key: answer for key, _, _, answer, _ in made}, "xgqa": {language: answers for language in sorted(["en", *ABROAD])}}
