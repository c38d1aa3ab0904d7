"""TextVQA, ST-VQA and OCR-VQA in their official layouts: questions about the writing on signs and book covers."""

import numpy as np

import world
from files import write_csv, write_json, write_text
from language import sign_question
from lettering import save, write
from pictures import hexadecimal, pixels, save_jpeg, scenes, seeded
from world import COLOURS, SIGN_WORDS

ROTATIONS = ["ImageID", "Subset", "OriginalURL", "OriginalLandingURL", "License", "AuthorProfileURL", "Author", "Title", "OriginalSize", "OriginalMD5",
             "Thumbnail300KURL", "Rotation"]
GENRES = ["Travel", "Cookbooks, Food & Wine", "Science & Math", "Children's Books"]


def in_words(scene, index):
    return scene["word"] in SIGN_WORDS


def asked(rng, ask, scene, count):
    """`count` different pairs of question and answer."""
    pairs = {}
    while len(pairs) < count:
        pairs.update([ask(rng, scene)])
    return list(pairs.items())


def people(rng, answer):
    """The answers of ten people: most agree, some write it in another way."""
    others = [answer.lower(), answer.capitalize(), f"{answer} sign", f"the sign says {answer}", "unanswerable"]
    return [answer if rng.random() < .75 else rng.choice(others) for _ in range(10)]


def turned_photos(root):
    """[(key, scene, degrees)] of three photos that are stored turned to the right."""
    made = []
    for (rng, scene), turns in zip(scenes("textvqa-turned", 3, world.sign_scene, in_words), (1, 2, 3)):
        key = hexadecimal(rng)
        upright = pixels(rng, scene, 6, size=(252, 189), soft=True)
        save(root / "textvqa/train_images" / f"{key}.jpg", np.ascontiguousarray(np.rot90(upright, -turns)), quality=92)
        made.append((key, scene, 90 * turns))
    return made


def textvqa(root):
    """Questions about eighteen of TextCaps's photos, which lie there, and about three that were stored turned."""
    shared = [(hexadecimal(rng), scene, 0) for rng, scene in scenes("textcaps", 24, world.sign_scene)][:18]
    photos = sorted(shared + turned_photos(root), key=lambda photo: photo[0])
    rows, canonical = [], {}
    for key, scene, _ in photos:
        rng = seeded(f"textvqa/{key}")
        for question, answer in asked(rng, sign_question, scene, rng.choice([1, 1, 2])):
            number = 90_001 + len(rows)
            rows.append({"question": question, "image_id": key, "image_classes": ["Traffic sign"], "flickr_original_url": "https://example.org/none",
                         "flickr_300k_url": "https://example.org/none", "image_width": 252, "image_height": 252, "answers": people(rng, answer),
                         "question_tokens": question.rstrip("?").split(), "question_id": number, "set_name": "val"})
            canonical[number] = answer
    write_json(root / "textvqa/TextVQA_0.5.1_val.json", {"dataset_type": "val", "dataset_name": "textvqa", "dataset_version": "0.5.1", "data": rows})
    listed = [[key, "train", *["https://example.org/none"] * 4, "A. Painter", 'a sign, drawn by "hand"', 1000, "", "", float(degrees) if degrees else ""]
              for key, _, degrees in photos]
    write_csv(root / "textvqa/train_images/rotation.csv", ROTATIONS, listed)
    return canonical


def stvqa(root):
    """Photos of six sources, COCO-Text's among COCO's own; six pictures are listed as those that the reference might hold back."""
    sources = ["coco-text", "icdar", "iiit_text", "vizwiz", "imageNet", "vg"]
    rows, names, canonical = [], [], {}
    for index, (rng, scene) in enumerate(scenes("st-vqa", 18, world.sign_scene, in_words)):
        source, number = sources[index % 6], 920_000 + 97 * index + rng.randrange(97)
        name = {"coco-text": f"COCO_train2014_{number:012d}.jpg", "vizwiz": f"VizWiz_train_{number:012d}.jpg"}.get(source, f"{number}.jpg")
        folder = root / "coco/train2014" if source == "coco-text" else root / "st-vqa/train_images" / source
        save_jpeg(folder / name, rng, scene, scale=8, size=(252, 189), soft=True)
        names.append(f"{source}/{name}")
        for question, answer in asked(rng, sign_question, scene, rng.choice([1, 2])):
            identity = 95_000 + 3 * len(rows)
            rows.append({"question": question, "image_width": 252, "image_height": 189, "file_path": names[-1], "question_id": identity,
                         "file_name": name, "dataset": source, "answers": [answer] + [answer.lower()] * (rng.random() < .3), "set_name": "train"})
            canonical[identity] = answer
    write_json(root / "st-vqa/train_task_3.json", {"dataset_name": "st-vqa", "dataset_version": "3.0", "task": "3", "data": rows})
    write_text(root / "st-vqa/val_images.txt", "".join(f"{name}\n" for name in names[3:9]))
    return canonical


def cover(path, rng, scene, author):
    """A book: the title on a plate, the author in small print under it."""
    canvas = pixels(rng, scene, 8, size=(189, 252), soft=True, noise=(0,))
    write(canvas, author, (189 - 12 * len(author)) // 2, 228)
    save(path, canvas)


def ocrvqa(root):
    """Twelve books of the test split with three questions each, and four of the others without covers."""
    books, canonical = {}, {}
    splits = [3] * 12 + [1, 1, 1, 2]
    seeded("ocr-vqa/order").shuffle(splits)
    drawn = scenes("ocr-vqa", len(splits), world.sign_scene, lambda scene, index: in_words(scene, index) and scene["row"] < 4)
    for split, (rng, scene) in zip(splits, drawn):
        key, author = f"{rng.randrange(10 ** 9):09d}{rng.choice('0123456789X')}", " ".join(rng.sample(SIGN_WORDS[:20], 2))
        title, colour = scene["word"].upper(), COLOURS[scene["colour"]]
        pairs = [("what does the sign say?", title), ("what color is the sign?", colour),
                 rng.choice([("Who wrote this book?", author.upper()), ("What is the title of this book?", title)])]
        books[key] = {"imageURL": f"http://example.org/images/I/{key}.jpg", "questions": [question for question, _ in pairs],
                      "answers": [answer for _, answer in pairs], "title": title, "authorName": author.upper(), "genre": rng.choice(GENRES), "split": split}
        if split == 3:
            cover(root / "ocr-vqa/images" / f"{key}.jpg", rng, scene, author)
            canonical.update({f"{key}/{place}": answer for place, (_, answer) in enumerate(pairs)})
    write_json(root / "ocr-vqa/dataset.json", books)
    return canonical
