"""TextCaps and SciCap in their official layouts: signs with a word, bar charts with a figure caption."""

import re

import world
from files import write_json
from language import caption
from phrasing import typed
from phrasing_others import chart_caption, sign_captions
from pictures import hexadecimal, save_jpeg, save_png, scenes

CLASSES = ["Traffic sign", "Poster", "Billboard", "Whiteboard"]
SCICAP = "scicap/scicap_data"


def textcaps(root):
    """One row for each of five captions; every row repeats all five."""
    rows, canonical = [], {}
    for rng, scene in scenes("textcaps", 24, world.sign_scene):
        key = hexadecimal(rng)
        texts = [typed(rng, text).strip() for text in sign_captions(rng, scene, 5)]
        tokens = [re.findall(r"[a-z0-9]+", text.lower()) for text in texts]
        width, height = save_jpeg(root / "textcaps/train_images" / f"{key}.jpg", rng, scene, scale=3)
        shared = {"image_classes": rng.sample(CLASSES, 2), "flickr_original_url": "https://example.org/none", "flickr_300k_url": "https://example.org/none",
                  "image_width": width, "image_height": height, "set_name": "val", "image_name": key, "image_path": f"train/{key}.jpg"}
        rows += [{"caption_str": text, "reference_strs": texts, "image_id": key, **shared, "caption_id": len(rows) + place,
                  "caption_tokens": tokens[place], "reference_tokens": tokens} for place, text in enumerate(texts)]
        canonical[key] = caption(scene)
    write_json(root / "textcaps/TextCaps_0.1_val.json",
               {"dataset_type": "val", "dataset_name": "textcaps", "dataset_version": "0.1", "data": rows})
    return canonical


def tokenize(text):
    """SciCap's first normalisation: lower case, punctuation as tokens."""
    return " ".join(re.sub(r"([.,:;()])", r" \1 ", text.lower()).split())


def levels(text, last="token"):
    """A caption with its sentences and tokens; the advanced level calls the last one `tokens`."""
    sentences = [part + " ." for part in text.removesuffix(" .").split(" . ")]
    return {"caption": text, "sentence": sentences, last: text.split()}


def figure(rng, scene, name, subfigure=False):
    """One record of SciCap-Caption-All with all its levels of normalisation."""
    text = chart_caption(rng, scene)
    plain = tokenize(text)
    numbers = re.sub(r"\b\d+\b", "NUM", plain)
    brackets = re.sub(r"\( [^)]* \)", "BRACKET-TK", numbers)
    index = name.split("Figure")[1].split("-")[0]
    opening = rng.choice([f"Figure {index}: ", f"Fig. {index}. ", f"Figure {index}. "])
    return {"contains-subfigure": subfigure, "Img-text": [], "paper-ID": name.split("-")[0], "figure-ID": name, "figure-type": "Graph Plot",
            "0-originally-extracted": opening + text, "1-lowercase-and-token-and-remove-figure-index": levels(plain),
            "2-normalized": {"2-1-basic-num": levels(numbers), "2-2-advanced-euqation-bracket": levels(brackets, "tokens")}}


def scicap(root):
    """24 listed figures with pictures, and two records that the list of figures without sub-figures leaves out."""
    listed, canonical = [], {}
    for index, (rng, scene) in enumerate(scenes("scicap", 26, world.chart_scene)):
        name = f"2099.{rng.randrange(10_000):04d}v{rng.randint(1, 2)}-Figure{rng.randint(1, 9)}-1.png"
        record = figure(rng, scene, name, subfigure=index >= 24)
        write_json(root / SCICAP / "SciCap-Caption-All/test" / name.replace(".png", ".json"), record)
        if index < 24:
            save_png(root / SCICAP / "SciCap-No-Subfig-Img/test" / name, rng, scene, scale=3)
            listed.append(name)
            canonical[name.removesuffix(".png")] = caption(scene)
    write_json(root / SCICAP / "List-of-Files-for-Each-Experiments/First-Sentence/No-Subfig/test/file_idx.json", listed)
    return canonical
