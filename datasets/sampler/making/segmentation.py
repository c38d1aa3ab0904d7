"""RefCOCO, RefCOCO+ and RefCOCOg in their official layouts: photos with the outlines of their shapes, and phrases that mean one of them."""

import math

from files import write_bytes, write_json
from language import PLACES, box_tokens, mask_tokens, unique
from phrasing import typed
from pictures import save_jpeg, scenes, seeded
from python2 import pickled
from world import COLOURS, SHAPES, SIZE, polygon

# Sides of the photos: wide, high and square, as COCO's are.
SIDES = [(252, 168), (168, 252), (224, 168), (168, 168)]
SPLITS = ["val"] * 16 + ["train"] * 3 + ["testA"] * 2 + ["testB"] * 2
# RefCOCOg's partition has one test split.
SPLITS_UMD = {"val": "val", "train": "train", "testA": "test", "testB": "test"}


def photos(root):
    """[(image id, scene, (width, height), split)], with pictures of the validation split, in COCO 2017's names."""
    order, made = list(SPLITS), []
    seeded("refcoco/order").shuffle(order)
    drawn = scenes("refcoco", len(order), wanted=lambda scene, index: len(unique(scene, "colour", "shape")) > 1)
    for place, (split, (rng, scene)) in enumerate(zip(order, drawn)):
        number = 910_000 + 211 * place + rng.randrange(211)
        width, height = SIDES[place % len(SIDES)]
        if split == "val":
            save_jpeg(root / "coco/train2017" / f"{number:012d}.jpg", rng, scene, scale=8, size=(width, height), soft=True)
        made.append((number, scene, (width, height), split))
    return made


def outline(thing, width, height):
    """Corners of the shape in pixels, x and y in turns, to hundredths as in COCO; a circle has 24 corners."""
    turns = [math.tau * corner / 24 for corner in range(24)]
    corners = polygon(SHAPES[thing["shape"]]) or [(.5 + .5 * math.cos(turn), .5 + .5 * math.sin(turn)) for turn in turns]
    scaled = [((thing["x"] + min(1, max(0, x)) * thing["side"]) * width / SIZE, (thing["y"] + min(1, max(0, y)) * thing["side"]) * height / SIZE)
              for x, y in corners]
    return [round(edge, 2) for corner in scaled for edge in corner]


def area(flat):
    corners = list(zip(flat[::2], flat[1::2]))
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]))) / 2


def annotation(number, image, thing, size):
    flat = outline(thing, *size)
    left, top = min(flat[::2]), min(flat[1::2])
    return {"segmentation": [flat], "area": round(area(flat), 4), "iscrowd": 0, "image_id": image,
            "bbox": [left, top, round(max(flat[::2]) - left, 2), round(max(flat[1::2]) - top, 2)], "category_id": thing["shape"] + 1, "id": number}


def crowd(number, image, size):
    """A region of many things as COCO marks it, by runs of columns: here the picture's right edge. Nobody refers to it."""
    width, height = size
    return {"segmentation": {"counts": [height * (width - 2), height * 2], "size": [height, width]}, "area": height * 2, "iscrowd": 1, "image_id": image,
            "bbox": [width - 2, 0, 2, height], "category_id": 1, "id": number}


def instances(shown):
    """COCO's file, and the annotation id of every object; annotations are in no order of pictures."""
    annotations, ids = [], {}
    for place, (image, scene, size, _) in enumerate(shown):
        for spot, thing in enumerate(scene["objects"]):
            ids[image, spot] = 1_900_000 + 100 * place + 7 * spot
            annotations.append(annotation(ids[image, spot], image, thing, size))
        if place % 6 == 0:
            annotations.append(crowd(900_100_000_000 + image, image, size))
    seeded("refcoco/annotations").shuffle(annotations)
    images = [{"license": 1, "file_name": f"{image:012d}.jpg", "coco_url": f"https://example.org/train2017/{image:012d}.jpg", "height": height, "width": width,
               "date_captured": "2026-01-01 00:00:00", "flickr_url": "https://example.org/none", "id": image} for image, _, (width, height), _ in shown]
    categories = [{"supercategory": "shape", "id": number, "name": name} for number, name in enumerate(SHAPES, 1)]
    info = {"description": "A miniature of COCO 2017 drawn for cardeval; not COCO data", "url": "https://example.org", "version": "1.0", "year": 2026,
            "contributor": "cardeval", "date_created": "2026/01/01"}
    licences = [{"url": "https://www.apache.org/licenses/LICENSE-2.0", "id": 1, "name": "Apache License 2.0"}]
    return {"info": info, "licenses": licences, "images": images, "annotations": annotations, "categories": categories}, ids


def name_of(thing):
    return f"{COLOURS[thing['colour']]} {SHAPES[thing['shape']]}"


def short(rng, scene, thing):
    """Two phrases, the second at times one that says where the object is."""
    second = f"{PLACES[thing['cell']]} {SHAPES[thing['shape']]}" if rng.random() < .3 else f"the {name_of(thing)}"
    return [name_of(thing), second]


def appearance(rng, scene, thing):
    """Two phrases that do not say where."""
    return [f"the {name_of(thing)}", name_of(thing)]


def long(rng, scene, thing):
    """One phrase by itself, and a sentence of the kind that RefCOCOg has."""
    return [f"the {name_of(thing)}", f"a {SHAPES[thing['shape']]} in {COLOURS[thing['colour']]} on a {scene['ground']} background"]


def refs(name, shown, ids, phrases, splits=None):
    """[entry] of the refer toolbox and {sample id: the model's own words} of the validation split."""
    entries, canonical, sentence = [], {}, 0
    for image, scene, _, split in shown:
        for thing in unique(scene, "colour", "shape")[:2]:
            rng = seeded(f"{name}/{image}/{thing['cell']}")
            annotation_id, texts = ids[image, scene["objects"].index(thing)], phrases(rng, scene, thing)
            sentences = [{"tokens": text.split(), "raw": typed(rng, text), "sent_id": sentence + place, "sent": text} for place, text in enumerate(texts)]
            entries.append({"sent_ids": [spoken["sent_id"] for spoken in sentences], "file_name": f"COCO_train2014_{image:012d}_{annotation_id}.jpg",
                            "ann_id": annotation_id, "ref_id": len(entries), "image_id": image, "split": (splits or {}).get(split, split),
                            "sentences": sentences, "category_id": thing["shape"] + 1})
            sentence += len(sentences)
            if split == "val":
                canonical.update({f"{image}_{annotation_id}_{place}": box_tokens(thing) + mask_tokens(thing) for place in range(len(texts))})
    return entries, canonical


def referring(root):
    """Three sets over the same photos; RefCOCOg's are of the later half."""
    shown = photos(root)
    file, ids = instances(shown)
    write_json(root / "coco/annotations/instances_train2017.json", file)
    canonical = {}
    for folder, name, chosen, phrases, splits in (("refcoco", "refs(unc).p", shown[:14], short, None), ("refcoco+", "refs(unc).p", shown[:14], appearance, None),
                                                  ("refcocog", "refs(umd).p", shown[9:], long, SPLITS_UMD)):
        entries, canonical[folder] = refs(folder, chosen, ids, phrases, splits)
        write_bytes(root / folder / name, pickled(entries))
    return canonical
