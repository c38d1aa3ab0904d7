"""Draws the sampler: miniatures of the eight captioning benchmarks and of FairFace in their official file layouts. See README.md.

    python make_sampler.py [--out FOLDER] [--canonical FILE]

The same Pillow and numpy write the same bytes every time. `--canonical` also writes what the embedded model is taught to say of
each picture, for making/score_canonical.py.
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

import photographs
import safety
import screens
import texts
from files import pictures_digest, sha256, write_json

FOLDERS = ["coco", "nocaps", "coco35l", "xm3600", "textcaps", "scicap", "screen2words", "widget-captioning", "rico", "fairface"]
SPLITS = {"coco": "val", "nocaps": "val", "coco35l": "dev", "xm3600": "test", "textcaps": "val", "scicap": "test", "screen2words": "test",
          "widget-captioning": "test", "fairface": "val"}


def draw(root):
    """Writes everything; answers the canonical captions by benchmark, by language where there are several."""
    val = photographs.coco(root)
    return {"coco": {number: photographs.caption(scene) for number, scene, _ in val},
            "nocaps": photographs.nocaps(root), "coco35l": photographs.coco35l(root, val), "xm3600": photographs.xm3600(root),
            "textcaps": texts.textcaps(root), "scicap": texts.scicap(root), "screen2words": screens.screen2words(root),
            "widget-captioning": screens.widget_captioning(root), "fairface": safety.fairface(root)}


def annotations(root, folder):
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".json", ".jsonl", ".csv", ".txt"))


def pictures(root, folder):
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".jpg", ".png"))


def manifest(root, canonical):
    """Counts of the evaluated split, digests of every annotation file and one digest of each folder's pictures."""
    made = {}
    for folder in FOLDERS:
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
    write_json(options.out / "manifest.json", manifest(options.out, canonical), indent=2)
    if options.canonical:
        options.canonical.write_text(json.dumps(canonical, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
