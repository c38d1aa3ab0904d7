/**
 * RefCOCO: segment the object that an expression means, in a photo with others of its kind.
 *
 * Files: refcoco/refs(unc).p, annotations/instances_train2017.json, vae-oid.npz (the mask decoder's weights), train2017/*.jpg.
 * Card: validation (10,834 expressions), mean IoU × 100.  Prompt: the expression alone, greedy, 48 tokens, no antialiasing.
 * Paper: Yu et al. 2016, arXiv 1608.00272.  Protocol: big_vision transfers/refcoco_seg.py, datasets/refcoco/refcoco.py@0127fb6b.
 * Quirk: objects are COCO 2017's, found by annotation id; the text is the cleaned `sent`, not `raw`.
 */

import { boxAccuracy } from "../metrics/box-accuracy.ts";
import { maskIou } from "../metrics/mask-iou.ts";
import { defineBenchmark, defineDataset, whole, type BenchmarkDefinition } from "../src/core/define.ts";
import type { SegmentedObject } from "../src/core/segmentation.ts";
import type { Dataset } from "../src/core/types.ts";
import { MASK_DECODER_DOWNLOAD, MASK_DECODER_ORIGIN } from "../src/io/mask-decoder-file.ts";
import { openMaskJudge } from "../src/io/mask-judge.ts";
import { readReferringExpressions } from "../src/io/referring-expressions.ts";
import { referringSegmentation } from "../src/tasks/referring-segmentation.ts";

interface ReferringSet {
  readonly name: string;
  readonly title: string;
  readonly folders: readonly string[];
  readonly refs: string;
  readonly paper: string;
  readonly size: number;
}

/** One of the family: its own folders and pickle; COCO's photos and objects, the mask decoder, question and numbers are the same for all. */
export function referringBenchmark({ name, title, ...set }: ReferringSet): BenchmarkDefinition {
  return defineBenchmark({
    name, title,
    version: 1,
    options: {},
    create: () => ({
      dataset: referringDataset(set),
      task: referringSegmentation,
      judge: (root, files) => openMaskJudge(root, files["decoder"] ?? ""),
      parts: [whole(maskIou), whole(boxAccuracy(0.5), "box-accuracy-0.5"), whole(boxAccuracy(0.75), "box-accuracy-0.75")],
      overlays: (answer, { box, mask }) => ({
        boxes: { reference: [box], predicted: answer === undefined ? [] : [answer.box] },
        masks: { reference: [mask], predicted: answer === undefined ? [] : [answer.mask] },
      }),
    }),
  });
}

function referringDataset({ folders, refs, paper, size }: Omit<ReferringSet, "name" | "title">): Dataset<SegmentedObject> {
  return defineDataset({
    folders: [...folders, "coco", "paligemma"],
    source: { homepage: "https://github.com/lichengunc/refer", paper, licence: "expressions Apache-2.0; objects CC BY 4.0; photos under their Flickr licences" },
    files: { refs: [refs], instances: ["annotations/instances_train2017.json", "instances_train2017.json"], decoder: ["vae-oid.npz"] },
    origins: { instances: "https://cocodataset.org (2017 Train/Val annotations)", decoder: MASK_DECODER_ORIGIN },
    pictures: "train2017/*.jpg",
    downloads: [MASK_DECODER_DOWNLOAD],
    size,
    samples: (root, files) => readReferringExpressions(root, files, "val"),
  });
}

export const refcoco = referringBenchmark({ name: "refcoco", title: "RefCOCO", folders: ["refcoco"], refs: "refs(unc).p", paper: "arXiv 1608.00272", size: 10_834 });
