"""AI2D and ScienceQA in their official layouts: multiple choice about diagrams and pictures of school books."""

import world
from files import write_json, write_text
from language import choices_for, question, unique
from lettering import ADVANCE, save, write
from pictures import pixels, save_png, scenes, seeded
from signs import in_words
from world import CELL, COLOURS, SHAPES, SIGN_WORDS

SCALE = 4
LETTERS = "ABCD"
TEMPLATE = {"arrowHeads": {}, "arrows": {}, "blobs": {}, "imageConsts": {}, "relationships": {}}


def choosing(rng, scene, kinds):
    """(question, choices, place of the right one) of one of the kinds that the scene offers."""
    while True:
        asked = question(rng, scene, rng.choice(kinds))
        choices = asked and choices_for(rng, asked[1])
        if choices:
            return asked[0], choices, choices.index(asked[1])


def asked_of(scene, rng, count):
    """[(question, choices, place)] with different questions."""
    made = {}
    while len(made) < count:
        text, *rest = choosing(rng, scene, ["count", "colour", "shape"])
        made.setdefault(text, rest)
    return [(text, *rest) for text, rest in made.items()]


def labelled(rng, scene):
    """A diagram with a name printed under each object, and AI2D's list of these texts: [pixels, texts, object of each letter]."""
    for thing in scene["objects"]:
        thing.update(side=20, y=thing["cell"] // 3 * CELL)
    canvas, texts, lettered = pixels(rng, scene, SCALE, noise=(0,)), {}, {}
    names = rng.sample([word for word in SIGN_WORDS if len(word) == 4 and word.isalpha()], 4)
    for place, (letter, name, thing) in enumerate(zip(LETTERS, names, scene["objects"])):
        left = thing["cell"] % 3 * CELL * SCALE + (CELL * SCALE - len(name) * ADVANCE * 2) // 2
        box = write(canvas, name, left, (thing["y"] + 21) * SCALE)
        texts[f"T{place}"] = {"id": f"T{place}", "rectangle": box, "replacementText": letter, "value": name}
        lettered[letter] = thing
    return canvas, texts, lettered


def letter_question(rng, scene, lettered):
    """Which letter stands at an object that there is once; the other choices are the other letters."""
    letter, thing = rng.choice([(letter, thing) for letter, thing in lettered.items() if thing in unique(scene, "colour", "shape")])
    return f"Which label is at the {COLOURS[thing['colour']]} {SHAPES[thing['shape']]}?", list(LETTERS), LETTERS.index(letter)


def diagram(root, number, canvas, texts, pairs, about_letters):
    """The picture and its two files; answers {sample id: right choice}."""
    name = f"{number}.png"
    save(root / "ai2d/images" / name, canvas)
    asked = {text: {"abcLabel": about_letters, "answerTexts": choices, "correctAnswer": right, "questionId": f"{name}-{place}"}
             for place, (text, choices, right) in enumerate(pairs)}
    write_json(root / "ai2d/questions" / f"{name}.json", {"imageName": name, "questions": asked})
    write_json(root / "ai2d/annotations" / f"{name}.json", {**TEMPLATE, "text": texts})
    return {entry["questionId"]: entry["answerTexts"][entry["correctAnswer"]] for entry in asked.values()}


def ai2d(root):
    """Two questions about each of ten diagrams without texts, one about the letters of each of six with, and one diagram out of the test list."""
    canonical, listed = {}, []
    for index, (rng, scene) in enumerate(scenes("ai2d", 10)):
        listed.append(4_900 + 7 * index)
        canonical.update(diagram(root, listed[-1], pixels(rng, scene, SCALE, noise=(0,)), {}, asked_of(scene, rng, 2), False))
    for index, (rng, scene) in enumerate(scenes("ai2d-letters", 7, wanted=lambda scene, index: len(unique(scene, "colour", "shape")) > 1)):
        number = 5_100 + 7 * index
        canvas, texts, lettered = labelled(rng, scene)
        answers = diagram(root, number, canvas, texts, [letter_question(rng, scene, lettered)], True)
        if index < 6:
            listed.append(number)
            canonical.update(answers)
    write_text(root / "ai2d/ai2d_test_ids.csv", "".join(f"{number}\n" for number in listed))
    return canonical


def problem(rng, subject, text, choices, right, split, has_image=True):
    """One problem with all of its fields; one in eight has a hint."""
    hint = "The picture shows coloured shapes or a sign." if has_image and rng.random() < .125 else ""
    return {"question": text, "choices": choices, "answer": right, "hint": hint, "image": "image.png" if has_image else None, "task": "closed choice",
            "grade": f"grade{rng.randint(1, 8)}", "subject": subject, "topic": "none", "category": "None", "skill": "None", "lecture": "",
            "solution": f"The answer is {choices[right]}.", "split": split}


def sign_choice(rng, scene):
    """The colour of a sign, or now and then its word among others, which the model was never asked to choose."""
    if rng.random() < .75:
        text, answer = "what color is the sign?", COLOURS[scene["colour"]]
        choices = choices_for(rng, answer)
    else:
        text, answer = "what does the sign say?", scene["word"].upper()
        choices = rng.sample([word.upper() for word in SIGN_WORDS if word.upper() != answer], 3) + [answer]
        rng.shuffle(choices)
    return text, choices, choices.index(answer)


def scienceqa(root):
    """Twenty-eight problems of the test split with pictures; four without, and eight of the other splits, are not asked."""
    problems, canonical = {}, {}
    drawn = [("natural science", drawing) for drawing in scenes("scienceqa", 26)]
    drawn += [(("social science", "language science")[place % 2], drawing) for place, drawing in enumerate(scenes("scienceqa-signs", 14, world.sign_scene, in_words))]
    splits = ["test"] * 32 + ["train"] * 5 + ["val"] * 3
    seeded("scienceqa/order").shuffle(drawn), seeded("scienceqa/splits").shuffle(splits)
    left_bare = 4
    for place, (split, (subject, (rng, scene))) in enumerate(zip(splits, drawn), 1):
        text, choices, right = choosing(rng, scene, ["count", "colour", "shape", "exists", "exists"]) if scene["kind"] == "shapes" else sign_choice(rng, scene)
        has_image = not (split == "test" and left_bare > 0 and place % 3 == 0)
        left_bare -= not has_image
        problems[str(place)] = problem(rng, subject, text, choices, right, split, has_image)
        if split == "test" and has_image:
            save_png(root / "scienceqa/test" / str(place) / "image.png", rng, scene, scale=3)
            canonical[str(place)] = f"The answer is {LETTERS[right]}."
    write_json(root / "scienceqa/problems.json", problems, indent=4)
    return canonical
