"""Draws the sampler: miniatures of the benchmarks in their official file layouts. See README.md.

    python make_sampler.py [--out FOLDER] [--canonical FILE]

The same Pillow and numpy write the same bytes every time. `--canonical` also writes what the embedded model is taught to say of
each picture, or the right answer, for making/score_canonical.py. The mask decoder is no drawing: it is taken as it lies.
"""

import argparse
import json
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True  # this folder is published as it lies
sys.path[:0] = [str(HERE / "making"), str(HERE / "../../src/backends/tiny/training")]

import numpy
import PIL

import documents
import photographs
import questions_blind
import questions_graphs
import questions_pairs
import questions_photos
import questions_remote
import safety
import schoolbooks
import screens
import segmentation
import signs
import texts
import videos
from files import pictures_digest, sha256, write_bytes, write_json

# What is drawn, and the split that it stands for.
SPLITS = {
    "coco": "val", "nocaps": "val", "coco35l": "dev", "xm3600": "test", "textcaps": "val", "scicap": "test", "screen2words": "test", "widget-captioning": "test",
    "vqav2": "val", "mmvp": "test", "pope": "test", "okvqa": "val", "aokvqa": "val", "gqa": "testdev", "xgqa": "testdev", "nlvr2": "test1", "marvl": "test",
    "rsvqa-lr": "test", "rsvqa-hr": "test, test2", "tallyqa": "test", "vizwiz-vqa": "val",
    "ai2d": "test", "scienceqa": "test", "chartqa": "test", "textvqa": "val", "docvqa": "val", "infographic-vqa": "val", "st-vqa": "train", "ocr-vqa": "test",
    "refcoco": "val", "refcoco+": "val", "refcocog": "val",
    "msrvtt-captions": "test", "msrvtt-qa": "test", "activitynet-captions": "val_2", "activitynet-qa": "test", "vatex": "public test", "msvd-qa": "test", "fairface": "val",
}
FOLDERS = [*SPLITS, "rico"]
DECODER = "paligemma/vae-oid.npz"


def draw(root):
    """Writes everything; answers the canonical captions and the right answers by benchmark, by language where there are several."""
    val = photographs.coco(root)
    return {"coco": {number: photographs.caption(scene) for number, scene, _ in val},
            "nocaps": photographs.nocaps(root), "coco35l": photographs.coco35l(root, val), "xm3600": photographs.xm3600(root),
            "textcaps": texts.textcaps(root), "scicap": texts.scicap(root), "screen2words": screens.screen2words(root),
            "widget-captioning": screens.widget_captioning(root), **photo_questions(root, val), **document_questions(root), **segmentation.referring(root), **videos.draw(root),
            "fairface": safety.fairface(root)}


def photo_questions(root, val):
    """The benchmarks that ask about photos, those of COCO among them."""
    return {"vqav2": questions_photos.vqav2(root, val), "mmvp": questions_pairs.mmvp(root), "pope": questions_photos.pope(root, val),
            "okvqa": questions_photos.okvqa(root, val), "aokvqa": questions_photos.aokvqa(root, val), **questions_graphs.gqa(root),
            "nlvr2": questions_pairs.nlvr2(root), "marvl": questions_pairs.marvl(root), "rsvqa-lr": questions_remote.rsvqa_lr(root),
            "rsvqa-hr": questions_remote.rsvqa_hr(root), "tallyqa": questions_photos.tallyqa(root, val), "vizwiz-vqa": questions_blind.vizwiz(root)}


def document_questions(root):
    """The benchmarks that ask about documents, charts, signs, covers and diagrams."""
    return {"ai2d": schoolbooks.ai2d(root), "scienceqa": schoolbooks.scienceqa(root), "chartqa": documents.chartqa(root), "textvqa": signs.textvqa(root),
            "docvqa": documents.docvqa(root), "infographic-vqa": documents.infographic(root), "st-vqa": signs.stvqa(root), "ocr-vqa": signs.ocrvqa(root)}


def annotations(root, folder):
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".json", ".jsonl", ".csv", ".txt", ".p", ".npz"))


def pictures(root, folder):
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".jpg", ".jpeg", ".png", ".tif"))


def manifest(root, canonical):
    """Counts of the evaluated split, digests of every annotation file and one digest of each folder's pictures."""
    made = {}
    for folder in [*FOLDERS, "paligemma"]:
        files = {path.relative_to(root).as_posix(): sha256(path) for path in annotations(root, folder)}
        entry = {"files": files}
        if folder in canonical:
            said = canonical[folder]
            languages = [value for value in said.values() if isinstance(value, dict)]
            entry = {"split": SPLITS[folder], "samples": len(languages[0] if languages else said),
                     **({"languages": len(languages)} if languages else {}), "files": files}
        drawn = pictures(root, folder)
        if drawn:
            entry["pictures"] = {"count": len(drawn), "bytes": sum(path.stat().st_size for path in drawn), "sha256": pictures_digest(root, drawn)}
        made[folder] = entry
    return {"about": "Miniatures drawn for cardeval in the layouts of the benchmarks; not benchmark data.", "license": "Apache-2.0",
            "made_with": {"pillow": PIL.__version__, "numpy": numpy.__version__}, "benchmarks": made}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    parser.add_argument("--canonical", type=pathlib.Path)
    options = parser.parse_args()
    for folder in FOLDERS:
        shutil.rmtree(options.out / folder, ignore_errors=True)
    canonical = draw(options.out)
    if options.out.resolve() != HERE:
        write_bytes(options.out / DECODER, (HERE / DECODER).read_bytes())
    write_json(options.out / "manifest.json", manifest(options.out, canonical), indent=2)
    if options.canonical:
        options.canonical.write_text(json.dumps(canonical, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
