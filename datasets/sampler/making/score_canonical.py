"""What the embedded model's own sentences would score on the sampler: CIDEr x 100, and BLEU-4 where a benchmark reports it.

    python score_canonical.py SAMPLER CANONICAL     with pycocoevalcap and Java; CANONICAL from make_sampler.py --canonical

Reads the official files back, independently of the scripts that wrote them.
"""

import collections
import contextlib
import csv
import io
import json
import pathlib
import sys

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def grouped(pairs):
    made = collections.defaultdict(list)
    for key, text in pairs:
        made[str(key)].append(text)
    return made


def references(root):
    """{benchmark: {id: references}}, or by language in between."""
    load = lambda path: json.loads((root / path).read_text("utf-8"))
    table = lambda path: csv.DictReader(io.StringIO((root / path).read_text("utf-8"), newline=""))
    ids = lambda path: set((root / path).read_text().split())
    karpathy = [image for image in load("coco/dataset_coco.json")["images"] if image["split"] == "val"]
    translated, crossmodal = lines(root / "coco35l/coco_mt_dev.jsonl"), lines(root / "xm3600/captions.jsonl")
    codes = sorted({row["trg_lang"] for row in translated})
    listed = load("scicap/scicap_data/List-of-Files-for-Each-Experiments/First-Sentence/No-Subfig/test/file_idx.json")
    figure = lambda name: load(f"scicap/scicap_data/SciCap-Caption-All/test/{name}.json")["1-lowercase-and-token-and-remove-figure-index"]["caption"]
    tests, widgets = ids("screen2words/split/test_screens.txt"), ids("widget-captioning/split/test.txt")
    return {
        "coco": {str(image["cocoid"]): [s["raw"] for s in image["sentences"]] for image in karpathy},
        "nocaps": grouped((a["image_id"], a["caption"]) for a in load("nocaps/nocaps_val_4500_captions.json")["annotations"]),
        "coco35l": {"en": grouped((r["image_id"].split("_")[0], r["caption_tokenized"]) for r in translated if r["trg_lang"] == "de"),
                    **{code: grouped((r["image_id"].split("_")[0], r["translation_tokenized"]) for r in translated if r["trg_lang"] == code)
                       for code in codes}},
        **{f"xm3600{ending}": {code: {r["image/key"]: r[code][field] for r in crossmodal} for code in ["en", *codes, "quz"]}
           for ending, field in (("", "caption/tokenized"), (" raw", "caption"))},
        "msrvtt-captions": {key: texts for key, texts in grouped((s["video_id"], s["caption"]) for s in load("msrvtt-captions/test_videodatainfo.json")["sentences"]).items()
                            if key in {v["video_id"] for v in load("msrvtt-captions/test_videodatainfo.json")["videos"] if v["split"] == "test"}},
        "activitynet-captions": {f"{name}[{start}-{end}]": [text] for name, video in load("activitynet-captions/val_2.json").items()
                                 for (start, end), text in zip(video["timestamps"], video["sentences"])},
        "vatex": {clip["videoID"]: clip["enCap"] for clip in load("vatex/vatex_public_test_english_v1.1.json")},
        "textcaps": grouped((r["image_id"], r["caption_str"]) for r in load("textcaps/TextCaps_0.1_val.json")["data"]),
        "scicap": {name.removesuffix(".png"): [figure(name.removesuffix(".png"))] for name in listed},
        "screen2words": grouped((r["screenId"], r["summary"]) for r in table("screen2words/screen_summaries.csv") if r["screenId"] in tests),
        "widget-captioning": {f"{r['screenId']}_{r['nodeId']}": r["captions"].split("|")
                              for r in table("widget-captioning/widget_captions.csv") if r["screenId"] in widgets}}


def score(targets, said):
    """(CIDEr, BLEU-4) after the PTB tokenizer."""
    assert set(targets) == set(said), (set(targets) ^ set(said))
    tokenizer = PTBTokenizer()
    truth = tokenizer.tokenize({key: [{"caption": text} for text in texts] for key, texts in targets.items()})
    guess = tokenizer.tokenize({key: [{"caption": said[key]}] for key in targets})
    with contextlib.redirect_stdout(io.StringIO()):
        return Cider().compute_score(truth, guess)[0], Bleu(4).compute_score(truth, guess)[0][3]


def main():
    root, canonical = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text("utf-8"))
    for name, targets in references(root).items():
        said = canonical[name.split(" ")[0]]
        if "en" not in targets:
            cider, bleu = score(targets, said)
            print(f"{name:18} CIDEr {100 * cider:6.1f}  BLEU-4 {bleu:.3f}  n {len(targets)}")
            continue
        each = {code: 100 * score(targets[code], said[code])[0] for code in targets}
        others = [value for code, value in each.items() if code not in ("en", "quz")]
        print(f"{name:18} CIDEr en {each['en']:.1f}  avg-34 {sum(others) / 34:.1f}  avg {(sum(others) + each['en']) / 35:.1f}  "
              f"n {len(targets['en'])}  " + " ".join(f"{code} {value:.0f}" for code, value in each.items()))


if __name__ == "__main__":
    main()
