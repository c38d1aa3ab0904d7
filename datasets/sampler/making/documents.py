"""DocVQA, InfographicVQA and ChartQA in their official layouts: pages with a headed plate, posters of bars, and bar charts."""

import world
from files import write_json
from language import chart_question
from lettering import save, write
from pictures import pixels, save_png, scenes, seeded
from signs import asked, in_words
from world import COLOURS, SIGN_WORDS

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
NOTE = "A miniature drawn for cardeval"


def page(path, rng, scene, lines):
    """A page of a letter: a plate with a word, and small print at its foot."""
    canvas = pixels(rng, scene, 8, size=(252, 336), soft=True, noise=(0,))
    for place, line in enumerate(lines):
        write(canvas, line, 16, 290 + 12 * place, dot=1)
    save(path, canvas)


def docvqa(root):
    """Two questions about each of twelve pages, one in the words that the model knows."""
    rows, canonical = [], {}
    for index, (rng, scene) in enumerate(scenes("docvqa", 12, world.sign_scene, lambda scene, index: in_words(scene, index) and scene["row"] < 4)):
        document, number = f"{rng.choice('fghjklmn')}{rng.choice('bcdfg')}{rng.choice('bdlx')}h{rng.randrange(10_000):04d}", rng.randint(1, 9)
        date, total = f"{rng.randint(1, 28)} {rng.choice(MONTHS)} 2026", str(rng.randint(10, 99))
        page(root / "docvqa/val/documents" / f"{document}_{number}.png", rng, scene, [f"date {date}", f"total {total} eur", f"page {number}"])
        pairs = [("what does the sign say?", [scene["word"].upper()], "others"),
                 [("what color is the sign?", [COLOURS[scene["colour"]]], "Image/Photo"),
                  ("What is the date mentioned in the document?", [date, date.replace(" 2026", ", 2026")], "handwritten"),
                  ("What is the total amount?", [f"{total} eur", total], "form")][index % 3]]
        for question, answers, kind in pairs:
            identity = 99_001 + len(rows)
            rows.append({"questionId": identity, "question": question, "question_types": [kind], "image": f"documents/{document}_{number}.png",
                         "docId": 90_000 + index, "ucsf_document_id": document, "ucsf_document_page_no": str(number), "answers": answers, "data_split": "val"})
            canonical[identity] = answers[0]
    write_json(root / "docvqa/val_v1.0_withQT.json", {"dataset_name": NOTE, "dataset_version": "1.0", "dataset_split": "val", "data": rows})
    return canonical


def higher_question(scene):
    """A question with an answer of several items, in one order of theirs."""
    level = min(height for _, height in scene["bars"]) if len(scene["bars"]) > 2 else 0
    return f"which bars are higher than {level}?", ", ".join(COLOURS[colour] for colour, height in scene["bars"] if height > level)


def infographic(root):
    """Two questions about each of ten posters; about every other one a third, whose answer is a list."""
    rows, canonical = [], {}
    for index, (rng, scene) in enumerate(scenes("infographic-vqa", 10, world.chart_scene)):
        number = 39_000 + 71 * index + rng.randrange(71)
        canvas = pixels(rng, scene, 8, size=(252, 378), soft=True)
        write(canvas, f"{rng.choice(SIGN_WORDS[:20])} {rng.randint(2000, 2026)}", 16, 12)
        save(root / "infographic-vqa/images" / f"{number}.jpeg", canvas)
        pairs = [(question, answer, "single span") for question, answer in asked(rng, chart_question, scene, 2)]
        if index % 2 == 0:
            pairs.append((*higher_question(scene), "multi-span"))
        for question, answer, kind in pairs:
            identity = 89_001 + len(rows)
            rows.append({"questionId": identity, "question": question, "image_local_name": f"{number}.jpeg", "image_url": f"https://example.org/{number}.jpeg",
                         "ocr_output_file": f"{number}.json", "answer_type": [kind], "evidence": ["Figure"],
                         "operation/reasoning": ["counting"] if answer.isdigit() else [], "answers": [answer], "data_split": "val"})
            canonical[identity] = answer
    write_json(root / "infographic-vqa/infographicsVQA_val_v1.0_withQT.json",
               {"dataset_name": NOTE, "dataset_version": "1.0", "dataset_split": "val", "data": rows})
    return canonical


def difference_question(rng, scene):
    """Asked by people, not taught to the model."""
    (first, high), (second, low) = rng.sample(scene["bars"], 2)
    return f"What is the difference between {COLOURS[first]} and {COLOURS[second]}?", str(abs(high - low))


def value_question(rng, scene):
    colour, height = rng.choice(scene["bars"])
    return f"what is the value of {COLOURS[colour]}?", str(height)


def chartqa(root):
    """Eighteen questions by people about nine charts, every sixth a difference, and twelve made from twelve others' captions."""
    canonical, rows = {}, {"human": [], "augmented": []}
    for index, (rng, scene) in enumerate(scenes("chartqa", 21, world.chart_scene)):
        name = f"{rng.randrange(10 ** 14):014d}.png" if index < 9 else f"two_col_{900 + index}.png"
        save_png(root / "chartqa/test/png" / name, rng, scene, scale=3)
        kind, pairs = ("human", asked(rng, chart_question, scene, 2)) if index < 9 else ("augmented", [value_question(rng, scene)])
        if kind == "human" and index % 3 == 0:
            pairs[1] = difference_question(rng, scene)
        for question, label in pairs:
            canonical[f"{kind}/{len(rows[kind])}"] = label
            rows[kind].append({"imgname": name, "query": question, "label": label})
    for kind, made in rows.items():
        write_json(root / f"chartqa/test/test_{kind}.json", made, indent=4)
    return canonical
