/**
 * COCO captions, Karpathy split: one sentence about a photo.
 *
 * Files: dataset_coco.json (Karpathy's own), val2014/*.jpg.  Card: `val` (5,000 photos), CIDEr × 100.
 * Prompt `caption en`, beam 2, 32 tokens, no antialiasing.  References: every sentence's `raw`, five to seven of them.
 * Paper: Chen et al. 2015, arXiv 1504.00325; Karpathy & Fei-Fei 2015.  Protocol: big_vision transfers/cococap.py@0127fb6b.
 * Quirk: the card evaluates `val`, not `test`.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset } from "../src/core/define.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { fileField, idField, listField, recordOf, textField } from "../src/io/fields.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { captioning } from "../src/tasks/captioning.ts";

const dataset = defineDataset({
  folders: ["coco-captions", "coco"],
  source: {
    homepage: "https://cs.stanford.edu/people/karpathy/deepimagesent/",
    paper: "arXiv 1504.00325",
    licence: "captions CC BY 4.0; photos under their Flickr licences",
  },
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
});

export const cocoCaptions = defineBenchmark({
  name: "coco-captions",
  title: "COCO captions",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create: ({ tokenizer }) => ({ dataset, task: captioning({ beams: 2, tokens: 32 }), parts: captioningParts(tokenizer) }),
});
