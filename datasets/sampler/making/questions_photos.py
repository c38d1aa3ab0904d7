"""VQAv2, OK-VQA, A-OKVQA, POPE and TallyQA in their official layouts: questions about the sampler's COCO photos, and a few more."""

import collections
import shutil
import string

from asking import ANSWER_TYPES, absent, ask, count_of, is_there, kinds_of, opening, people
from files import write_json, write_jsonl
from language import choices_for, near_miss, plural, unique
from pictures import save_jpeg, scenes, seeded
from world import COLOURS, SHAPES

INFO = {"description": "A miniature drawn for cardeval in the layout of the VQA challenge; not VQA data", "url": "https://example.org", "version": "2.0",
        "year": 2026, "contributor": "cardeval", "date_created": "2026-01-01 00:00:00"}
LICENCE = {"url": "https://www.apache.org/licenses/LICENSE-2.0", "name": "Apache License 2.0"}
HEAD = {"info": INFO, "task_type": "Open-Ended", "data_type": "mscoco", "license": LICENCE, "data_subtype": "val2014"}
# Which of the 60 photos a benchmark asks about.
VQAV2, OKVQA, AOKVQA, TALLYQA = slice(0, 12), slice(12, 32), slice(32, 48), slice(48, 52)
POPE_SETS = ["random", "popular", "adversarial"]
FRUITS = {"red": "strawberry", "green": "lime", "blue": "blueberry", "yellow": "banana", "orange": "orange", "purple": "grape", "black": "blackberry",
          "pink": "grapefruit"}
CORNERS = {"circle": "0", "square": "4", "triangle": "3", "star": "10", "cross": "12"}


def photo(number):
    return f"COCO_val2014_{number:012d}.jpg"


def write_challenge(root, folder, prefix, rows):
    """The two files of the VQA challenge, in the same order; `rows` are (question, annotation)."""
    write_json(root / folder / f"{prefix}OpenEnded_mscoco_val2014_questions.json", {**HEAD, "questions": [question for question, _ in rows]})
    write_json(root / folder / f"{prefix}mscoco_val2014_annotations.json", {**HEAD, "annotations": [annotation for _, annotation in rows]})


def vqav2(root, val):
    """Three questions a photo: one to say yes or no to, one for a number, one for a word."""
    rows, canonical = [], {}
    for number, scene, _ in val[VQAV2]:
        rng = seeded(f"vqav2/questions/{number}")
        for place, (answer_type, kinds) in enumerate(ANSWER_TYPES.items()):
            text, answer, _ = ask(rng, scene, kinds)
            key = number * 1000 + place
            answers = people(rng, answer)
            rows.append(({"image_id": number, "question": text, "question_id": key},
                         {"question_type": opening(text), "multiple_choice_answer": answer, "image_id": number, "answer_type": answer_type,
                          "question_id": key,
                          "answers": [{"answer": said, "answer_confidence": rng.choice(["yes", "yes", "maybe"]), "answer_id": place}
                                      for place, said in enumerate(answers, 1)]}))
            canonical[key] = answer
    write_challenge(root, "vqav2", "v2_", rows)
    return canonical


def beyond(rng, scene, is_counted):
    """(question, answer) that takes more than the picture, or None; the embedded model was taught none of this."""
    things = unique(scene, "shape")
    if not things:
        return None
    thing = rng.choice(things)
    name, colour = SHAPES[thing["shape"]], COLOURS[thing["colour"]]
    if is_counted:
        return f"How many corners does a {name} have?", CORNERS[name]
    return f"Which fruit has the color of the {name}?", FRUITS[colour]


def okvqa(root, val):
    """One question a photo; every other one needs to know more than what is seen."""
    rows, canonical = [], {}
    for index, (number, scene, _) in enumerate(val[OKVQA]):
        rng = seeded(f"okvqa/{number}")
        text, answer = (index % 2 and beyond(rng, scene, index % 4 == 1)) or ask(rng, scene, ["colour", "shape", "count"])[:2]
        key = number * 10 + 5
        answers = [{"answer_id": place, "raw_answer": said, "answer_confidence": "yes", "answer": said}
                   for place, said in enumerate(people(rng, answer), 1)]
        rows.append(({"image_id": number, "question": text, "question_id": key},
                     {"image_id": number, "answer_type": "other", "question_type": rng.choice(["one", "three", "four", "other"]),
                      "question_id": key, "answers": answers, "confidence": 3}))
        canonical[key] = answer
    write_challenge(root, "okvqa", "", rows)
    return canonical


def aokvqa(root, val):
    """One question a photo with four choices and ten direct answers; COCO's val2017 has the photo of 2014 under a shorter name."""
    rows, canonical = [], {}
    for index, (number, scene, _) in enumerate(val[AOKVQA]):
        rng = seeded(f"aokvqa/{number}")
        copy = root / "coco/val2017" / f"{number:012d}.jpg"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "coco/val2014" / photo(number), copy)
        text, answer, _ = ask(rng, scene, ["colour", "shape", "count"])
        choices = choices_for(rng, answer)
        key = "".join(rng.choices(string.ascii_letters + string.digits, k=22))
        rows.append({"split": "val", "image_id": number, "question_id": key, "question": text, "choices": choices,
                     "correct_choice_idx": choices.index(answer),
                     "direct_answers": people(rng, answer), "difficult_direct_answer": index % 4 == 3,
                     "rationales": [f"It is {answer}.", f"One sees {answer} when one looks.", f"Of all four, {answer} is in the picture."]})
        canonical[key] = answer
    write_json(root / "aokvqa/aokvqa_v1p0_val.json", rows)
    return canonical


def imagined(rng, scene, popular):
    """Three (colour, shape) that are not there, for each way to choose them."""
    there, close = set(kinds_of(scene)), {}
    while len(close) < 3:
        close[near_miss(rng, scene, there)] = None
    return {"random": absent(rng, scene, 3), "popular": [pair for pair in popular if pair not in there][:3], "adversarial": list(close)}


def pope(root, val):
    """Two photos with three kinds of things: what is there is asked for in all three sets, what is not is chosen in another way in each."""
    counted = collections.Counter(pair for _, scene, _ in val for pair in kinds_of(scene))
    popular = sorted(counted, key=lambda pair: (-counted[pair], pair))
    rows = {name: [] for name in POPE_SETS}
    for number, scene, _ in [entry for entry in val if len(kinds_of(entry[1])) == 3][:2]:
        rng = seeded(f"pope/{number}")
        for name, lacking in imagined(rng, scene, popular).items():
            for pairs in zip(kinds_of(scene), lacking):
                rows[name] += [{"question_id": len(rows[name]) + place, "image": photo(number), "text": is_there(pair), "label": label}
                               for place, pair, label in zip((1, 2), pairs, ("yes", "no"))]
    for name, lines in rows.items():
        write_jsonl(root / "pope" / f"coco_pope_{name}.json", lines)
    return {f"{name}/{row['question_id']}": row["label"] for name, lines in rows.items() for row in lines}


def tallied(rng, scene, is_simple):
    """(question, count). Simple: things of a shape, or all; complex: also by colour, or by where they are."""
    thing = rng.choice(scene["objects"])
    colour, shape = thing["colour"], rng.randrange(len(SHAPES)) if rng.random() < .3 else thing["shape"]
    if is_simple:
        return rng.choice([(f"How many {plural(SHAPES[shape])} are there?", count_of(scene, shape=shape)),
                           ("How many shapes are there?", len(scene["objects"]))])
    above = sum(other["cell"] < 3 for other in scene["objects"])
    return rng.choice([(f"How many {plural(f'{COLOURS[colour]} {SHAPES[shape]}')} are there?", count_of(scene, colour, shape)),
                       (f"How many {COLOURS[colour]} shapes are there?", count_of(scene, colour)), ("How many shapes are in the top row?", above)])


def tallyqa(root, val):
    """A simple and a complex question about each of four COCO photos and eight of Visual Genome's two folders."""
    photos = [(number, scene, f"val2014/{photo(number)}", "imported_vqa") for number, scene, _ in val[TALLYQA]]
    for index, (rng, scene) in enumerate(scenes("tallyqa", 8)):
        number = 2_900_000 + 17 * index + rng.randrange(17)
        name = f"VG_100K{'_2' if index % 2 else ''}/{number}.jpg"
        save_jpeg(root / "tallyqa" / name, rng, scene, scale=2)
        photos.append((number, scene, name, "imported_genome"))
    rows, canonical = [], {}
    for number, scene, name, source in photos:
        rng = seeded(f"tallyqa/{number}")
        for is_simple in (True, False):
            text, count = tallied(rng, scene, is_simple)
            key = 20_000_001 + 3 * len(rows)
            rows.append({"answer": count, "data_source": source, "image": name, "image_id": number, "issimple": is_simple, "question": text,
                         "question_id": key})
            canonical[f"{number}/{key}"] = str(count)
    write_json(root / "tallyqa/test.json", rows)
    return canonical
