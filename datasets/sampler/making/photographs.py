"""COCO captions, NoCaps, COCO-35L and Crossmodal-3600 in their official layouts: scenes of shapes in many languages."""

import re

from language import caption, caption_in, groups_of, listing, noun
from phrasing import captions, typed
from phrasing_forms import FORMS
from phrasing_languages import LANGUAGES, tokenized, written
from pictures import hexadecimal, save_jpeg, scenes, seeded
from files import write_json, write_jsonl

LICENCE = {"url": "https://www.apache.org/licenses/LICENSE-2.0", "id": 1, "name": "Apache License 2.0"}
DOMAINS = ["in-domain", "near-domain", "out-domain"]
SPLITS = {"val": 60, "train": 4, "restval": 4, "test": 5}
MORE = {11: 6, 42: 7}  # two validation pictures with more than five captions, as real ones have


def words(text):
    """Karpathy's tokens: lower-case words without punctuation."""
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower())


def split_punctuation(text):
    """COCO-35L's tokenised text: lower case, punctuation as tokens."""
    return " ".join(re.sub(r'([.,!?;:"])', r" \1 ", text.lower()).split())


def coco(root):
    """dataset_coco.json, the official captions of the same pictures, and the pictures of Karpathy's `val`."""
    order = [split for split, count in SPLITS.items() for _ in range(count)]
    seeded("coco/order").shuffle(order)
    rows, official, val = [], [], []
    for imgid, (split, (rng, scene)) in enumerate(zip(order, scenes("coco", len(order)))):
        number, sentid = 900_000 + 137 * imgid + rng.randrange(137), sum(len(row["sentids"]) for row in rows)
        folder = "train2014" if split == "train" else "val2014"
        name = f"COCO_{folder}_{number:012d}.jpg"
        texts = [typed(rng, text) for text in captions(rng, scene, MORE.get(len(val), 5) if split == "val" else 5, FORMS)]
        sentences = [{"tokens": words(text), "raw": text, "imgid": imgid, "sentid": sentid + place} for place, text in enumerate(texts)]
        rows.append({"filepath": folder, "sentids": [s["sentid"] for s in sentences], "filename": name, "imgid": imgid, "split": split,
                     "sentences": sentences, "cocoid": number})
        if split == "val":
            size = save_jpeg(root / "coco/val2014" / name, rng, scene, scale=2)
            official.append((number, name, size))
            val.append((number, scene, texts))
    write_json(root / "coco/dataset_coco.json", {"images": rows, "dataset": "coco"})
    write_json(root / "coco/annotations/captions_val2014.json", official_captions(official, val))
    return val


def official_captions(official, val):
    """COCO's own file; its captions are in no order of pictures."""
    images = [{"license": 1, "file_name": name, "coco_url": f"https://example.org/val2014/{name}", "height": height, "width": width,
               "date_captured": "2026-01-01 00:00:00", "flickr_url": "https://example.org/none", "id": number}
              for number, name, (width, height) in official]
    annotations = [{"image_id": number, "id": 0, "caption": text} for number, _, texts in val for text in texts]
    seeded("coco/annotations").shuffle(annotations)
    for place, annotation in enumerate(annotations):
        annotation["id"] = 700_001 + 3 * place
    info = {"description": "A miniature of COCO 2014 captions drawn for cardeval; not COCO data", "url": "https://example.org", "version": "1.0",
            "year": 2026, "contributor": "cardeval", "date_created": "2026-01-01 00:00:00"}
    return {"info": info, "images": images, "licenses": [LICENCE], "annotations": annotations}


def nocaps(root):
    """Ten captions a picture. Pictures of one kind of shape stand for the near domains, of three for the far one."""
    drawn = scenes("nocaps", 24, wanted=lambda scene, index: len(groups_of(scene)) == index % 3 + 1)
    images, annotations, canonical = [], [], {}
    for number, (rng, scene) in enumerate(drawn):
        key = hexadecimal(rng)
        texts = [typed(rng, text) for text in captions(rng, scene, 10, FORMS)]
        width, height = save_jpeg(root / "nocaps/val" / f"{key}.jpg", rng, scene, scale=2)
        images.append({"id": number, "open_images_id": key, "height": height, "width": width, "coco_url": f"https://example.org/nocaps/val/{key}.jpg",
                       "file_name": f"{key}.jpg", "license": 0, "date_captured": "2026-01-01 00:00:00", "domain": DOMAINS[number % 3]})
        annotations += [{"image_id": number, "id": len(annotations) + place, "caption": text} for place, text in enumerate(texts)]
        canonical[number] = caption(scene)
    info = {"url": "https://example.org", "date_created": "2026/01/01", "version": "0.1", "description": "A miniature of nocaps drawn for cardeval",
            "contributor": "cardeval", "year": 2026}
    write_json(root / "nocaps/nocaps_val_4500_captions.json",
               {"licenses": [{**LICENCE, "id": 0}], "info": info, "images": images, "annotations": annotations})
    return canonical


def coco35l(root, val):
    """Five captions in 34 languages of six COCO pictures, one line each; English stands beside every translation."""
    rows, canonical = [], {code: {} for code in ["en", *LANGUAGES] if code != "quz"}
    chosen = [entry for entry in val if len(groups_of(entry[1])) > 1][:6]
    for number, scene, texts in chosen:
        back = listing([noun(*group) for group in groups_of(scene)]).replace("crosss", "crosses")
        for code in canonical:
            rng = seeded(f"coco35l/{number}/{code}")
            canonical[code][str(number)] = caption(scene) if code == "en" else caption_in(code, scene)
            rows += [{"image_id": f"{number}_{place}", "src_lang": "en", "trg_lang": code, "caption_tokenized": split_punctuation(text),
                      "translation_tokenized": tokenized(rng, code, scene), "backtranslation_tokenized": split_punctuation(back + ".")}
                     for place, text in enumerate(texts[:5], 1) if code != "en"]
    rows.sort(key=lambda row: (row["image_id"], row["trg_lang"]))
    write_jsonl(root / "coco35l/coco_mt_dev.jsonl", rows)
    return canonical


def xm3600(root):
    """Two or three captions in each of 36 languages of eight pictures, raw and tokenised."""
    rows, codes = [], sorted(["en", *LANGUAGES])
    canonical = {code: {} for code in codes}
    for rng, scene in scenes("xm3600", 8):
        key = hexadecimal(rng)
        save_jpeg(root / "xm3600/images" / f"{key}.jpg", rng, scene, scale=2)
        row = {"image/key": key, "image/locale": rng.choice(codes)}
        for code in codes:
            count = rng.choice([2, 2, 3])
            if code == "en":
                raw = [typed(rng, text).strip() for text in captions(rng, scene, count, FORMS)]
                cased = [re.sub(r"([.,])", r" \1", text) for text in raw]
            else:
                spaced = distinct(lambda: tokenized(rng, code, scene), count)
                raw = [written(code, text) for text in spaced]
                cased = [text[0].upper() + text[1:] for text in spaced]
            row[code] = {"caption": raw, "caption/tokenized": [" ".join(text.split()) for text in cased],
                         "caption/tokenized/lowercase": [" ".join(text.lower().split()) for text in cased]}
            canonical[code][key] = caption(scene) if code == "en" else caption_in(code, scene)
        rows.append(row)
    write_jsonl(root / "xm3600/captions.jsonl", rows)
    return canonical


def distinct(draw, count):
    made = {}
    while len(made) < count:
        made[draw()] = None
    return list(made)
