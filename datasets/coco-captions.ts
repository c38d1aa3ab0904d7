/**
 * COCO captions, Karpathy split: one sentence about a photo.
 *
 * Files: dataset_coco.json (Karpathy's own), val2014/*.jpg.  Card: `val` (5,000 photos), CIDEr × 100.
 * Prompt `caption en`, beam 2, 32 tokens, no antialiasing.  References: every sentence's `raw`, five to seven of them.
 * Paper: Chen et al. 2015, arXiv 1504.00325; Karpathy & Fei-Fei 2015.  Protocol: big_vision transfers/cococap.py@0127fb6b.
 * Quirk: the card evaluates `val`, not `test`.
 * The server takes all of COCO's own val2014 (40,504 photos, captions_val2014.json) and test2014 (40,775, image_info_test2014.json):
 * `--set coco-captions.split=val2014` and `test2014`.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineTfdsFolder, splitOption, unlabelled } from "../src/core/define.ts";
import type { Dataset } from "../src/core/types.ts";
import { captionedPictures } from "../src/io/captioned-pictures.ts";
import { readCocoCaptions, readCocoImages } from "../src/io/coco-captions.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { fileField, idField, listField, recordOf, textField } from "../src/io/fields.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";

const FOLDERS = ["coco-captions", "coco"];

const SOURCE = { paper: "arXiv 1504.00325", licence: "captions CC BY 4.0; photos under their Flickr licences" };

const karpathy = defineDataset({
  folders: FOLDERS,
  source: { ...SOURCE, homepage: "https://cs.stanford.edu/people/karpathy/deepimagesent/" },
  files: { captions: ["dataset_coco.json", "annotations/dataset_coco.json"] },
  pictures: "val2014/COCO_val2014_*.jpg",
  size: 5_000,
  async *samples(root, { captions: file }) {
    const seen = new Set<string>();
    for await (const { value, row } of readJsonArray(file, "images")) {
      const image = recordOf(value, { file, row });
      if (textField(image, "split", { file, row }) !== "val") continue;
      const id = idField(image, "cocoid", { file, row });
      if (seen.has(id)) throw new DataError(`cocoid ${id} occurs twice`, { file, row, field: "cocoid" }, { hint: "Compare it with the official file." });
      seen.add(id);
      const target = listField(image, "sentences", { file, row }).map((sentence) => textField(recordOf(sentence, { file, row }), "raw", { file, row }));
      if (target.length === 0) {
        root.warn("image-without-captions", "images without captions, left out", `cocoid ${id}`);
        continue;
      }
      countEmptyCaptions(root, target, `cocoid ${id}`);
      const name = fileField(image, "filename", { file, row });
      yield { id, images: [root.image(`val2014/${name}`, `images/val2014/${name}`, name)], target };
    }
  },
  tfds: defineTfdsFolder({
    splits: { photos: { names: ["coco_captions/2014", "coco_captions"], split: "val" } },
    samples: (root, { photos }) => captionedPictures(readTfds(photos, { id: "image/id", captions: "captions/text", image: "image" }), root),
  }),
});

const FILES = { val2014: "captions_val2014.json", test2014: "image_info_test2014.json" } as const;

/** COCO's own splits, as the server wants them. */
function ofServer(split: keyof typeof FILES): Dataset<readonly string[]> {
  return defineDataset({
    folders: FOLDERS,
    source: { ...SOURCE, homepage: "https://cocodataset.org/#download" },
    files: { captions: [`annotations/${FILES[split]}`, FILES[split]] },
    pictures: `${split}/COCO_${split}_*.jpg`,
    size: split === "val2014" ? 40_504 : 40_775,
    async *samples(root, { captions: file }) {
      for await (const { id, fileName, captions } of split === "val2014" ? readCocoCaptions(file, root) : readCocoImages(file)) {
        countEmptyCaptions(root, captions, `id ${id}`);
        yield { id, images: [root.image(`${split}/${fileName}`, `images/${split}/${fileName}`, fileName)], target: captions };
      }
    },
  });
}

export const cocoCaptions = defineBenchmark({
  name: "coco-captions",
  title: "COCO captions",
  version: 1,
  options: { tokenizer: tokenizerOption, split: splitOption("val", "val2014", "test2014") },
  submission: {
    server: "https://codalab.lisn.upsaclay.fr/competitions/7404",
    files: { val2014: "captions_val2014_{model}_results.json", test2014: "captions_test2014_{model}_results.json" },
    idField: "image_id", ids: "whole number", answerField: "caption",
    note: "the server takes both files together, in one results.zip",
  },
  create: ({ tokenizer, split }) => ({
    dataset: split === "val" ? karpathy : ofServer(split),
    task: captioning({ beams: 2, tokens: 32 }),
    parts: split === "test2014" ? unlabelled : captioningParts(tokenizer),
  }),
});
