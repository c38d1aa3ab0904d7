"""VizWiz-VQA in its official layout: questions about photos of poor quality, some of which nobody can answer."""

from PIL import Image, ImageEnhance, ImageFilter

import world
from asking import ask, capital, people
from files import write_json
from language import sign_question
from pictures import pixels, scenes
from world import SIGN_WORDS

# Places of the photos in which nothing is to be seen, and what people say of them.
UNSEEN = (3, 8, 13, 18)
UNANSWERED = ["unanswerable", "unanswerable", "unanswerable", "unsuitable", "unsuitable image"]
ANSWER_TYPES = {"exists": "yes/no", "count": "number"}


def fine(picture):
    return picture


def dark(picture):
    return ImageEnhance.Brightness(picture).enhance(.85)


def soft(picture):
    return picture.filter(ImageFilter.BoxBlur(1))


def lost(picture):
    return ImageEnhance.Brightness(picture.filter(ImageFilter.GaussianBlur(28))).enhance(.4)


def taken(index, scene):
    """How a photo came out. Signs are small enough to read as it is."""
    if index in UNSEEN:
        return lost
    return fine if scene["kind"] == "sign" else (dark, soft, fine)[index % 3]


def save_photo(path, rng, scene, spoil):
    path.parent.mkdir(parents=True, exist_ok=True)
    spoil(Image.fromarray(pixels(rng, scene, 2))).save(path, "JPEG", quality=88, optimize=True)


def photographed(rng, scene):
    """(question, answer, VizWiz's type of the answer)."""
    if scene["kind"] == "sign":
        text, answer = sign_question(rng, scene)
        return capital(text), answer, "other"
    text, answer, kind = ask(rng, scene, ["colour", "shape", "count", "exists", "background"])
    return text, answer, ANSWER_TYPES.get(kind, "other")


def vizwiz(root):
    """Fifteen photos of shapes, five of signs, and four in which nothing is to be seen. Each has one question."""
    drawn = scenes("vizwiz", 19) + scenes("vizwiz-signs", 5, world.sign_scene, wanted=lambda scene, index: scene["word"] in SIGN_WORDS)
    rows, canonical = [], {}
    for index, (rng, scene) in enumerate(drawn):
        name, is_seen = f"VizWiz_val_{index:08d}.jpg", index not in UNSEEN
        text, answer, answer_type = photographed(rng, scene)
        answers = people(rng, answer) if is_seen else [rng.choice(UNANSWERED) for _ in range(10)]
        save_photo(root / "vizwiz-vqa/val" / name, rng, scene, taken(index, scene))
        rows.append({"image": name, "question": text,
                     "answers": [{"answer_confidence": rng.choice(["yes", "yes", "maybe"]), "answer": said} for said in answers],
                     "answer_type": answer_type if is_seen else "unanswerable", "answerable": int(is_seen)})
        canonical[name] = answer if is_seen else "unanswerable"
    write_json(root / "vizwiz-vqa/val.json", rows)
    return canonical
