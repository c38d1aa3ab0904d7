/**
 * NoCaps: captions of photos with objects that COCO's captions do not know. Zero-shot from the COCO model.
 *
 * Files: nocaps_val_4500_captions.json (COCO layout), pictures by `file_name`.  Card: `val` (4,500 photos), one CIDEr × 100 over all.
 * The server takes val and test: `--set nocaps.split=test` describes its 10,600 photos (nocaps_test_image_info.json).
 * Prompt `caption en`, beam 2, 32 tokens, no antialiasing.  References: all captions of a photo (10).
 * Paper: Agrawal et al. 2019, arXiv 1812.08658.  Protocol: big_vision transfers/cococap.py@0127fb6b.
 * Quirk: image ids start at 0. The domains are slices with document frequencies of their own; the card prints none of them.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { cider } from "../metrics/cider.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, splitOption, unlabelled } from "../src/core/define.ts";
import type { Dataset } from "../src/core/types.ts";
import { captionedPictures, captionedRows } from "../src/io/captioned-pictures.ts";
import { readCocoCaptions, readCocoImages } from "../src/io/coco-captions.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";
import { captionTokenizer } from "../src/text/caption-tokenizers.ts";

const CAPTIONS = { val: "nocaps_val_4500_captions.json", test: "nocaps_test_image_info.json" } as const;

const DOMAINS = ["in-domain", "near-domain", "out-domain"];

const prepared = defineTfdsFolder({
  splits: { photos: { names: ["no_caps", "nocaps"], split: "val" } },
  differs: "it does not say which domain a photo is of, so the slices are empty",
  samples: (root, { photos }) => captionedPictures(readTfds(photos, { id: "image/id", captions: "texts", image: "image" }), root),
});

const dataset = (split: "val" | "test"): Dataset<readonly string[]> => defineDataset({
  folders: ["nocaps"],
  source: { homepage: "https://nocaps.org", paper: "arXiv 1812.08658", licence: "captions CC BY 2.0; photos of Open Images, CC BY 2.0" },
  files: { captions: [CAPTIONS[split], `annotations/${CAPTIONS[split]}`] },
  pictures: `${split}/*.jpg`,
  size: split === "val" ? 4_500 : 10_600,
  async *samples(root, files) {
    const rows = split === "val" ? readCocoCaptions(files.captions, root) : readCocoImages(files.captions);
    for await (const { id, fileName, captions, row } of rows) {
      countEmptyCaptions(root, captions, `id ${id}`);
      const domain = typeof row["domain"] === "string" ? { groups: { domain: row["domain"] } } : {};
      yield { id, images: [root.image(`${split}/${fileName}`, `images/${fileName}`, `${split === "val" ? "validation" : "test"}/${fileName}`, fileName)], target: captions, ...domain };
    }
  },
  ...(split === "val" ? { tfds: prepared } : {}),
  copies: split === "val" ? [defineHubCopy({
    repository: "lmms-lab/NoCaps",
    tables: { photos: "data/validation-*.parquet" },
    async *samples(root, { photos }) {
      const rows = readParquet(photos, { read: ["image_id", "annotations_captions"], ifThere: ["image_domain"], pictures: ["image"] });
      for await (const { line, ...photo } of captionedRows(rows, root, { id: "image_id", captions: "annotations_captions" })) {
        yield { ...photo, ...(typeof line["image_domain"] === "string" ? { groups: { domain: line["image_domain"] } } : {}) };
      }
    },
  })] : [],
});

export const nocaps = defineBenchmark({
  name: "nocaps",
  title: "NoCaps",
  version: 1,
  options: { tokenizer: tokenizerOption, split: splitOption("val", "test") },
  submission: {
    server: "https://eval.ai/web/challenges/challenge-page/355",
    files: { val: "nocaps_val_{model}.json", test: "nocaps_test_{model}.json" },
    idField: "image_id", ids: "whole number", answerField: "caption",
  },
  create({ tokenizer, split }) {
    const metric = cider(captionTokenizer(tokenizer));
    return {
      dataset: dataset(split),
      task: captioning({ beams: 2, tokens: 32 }),
      parts: split === "test" ? unlabelled : [...captioningParts(tokenizer), ...DOMAINS.map((domain) => slice(domain, metric, { domain }))],
    };
  },
});
