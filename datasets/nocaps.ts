/**
 * NoCaps: captions of photos with objects that COCO's captions do not know. Zero-shot from the COCO model.
 *
 * Files: nocaps_val_4500_captions.json (COCO layout), pictures by `file_name`.  Card: `val` (4,500 photos), one CIDEr × 100 over all.
 * Prompt `caption en`, beam 2, 32 tokens, no antialiasing.  References: all captions of a photo (10).
 * Paper: Agrawal et al. 2019, arXiv 1812.08658.  Protocol: big_vision transfers/cococap.py@0127fb6b.
 * Quirk: image ids start at 0. The domains are slices with document frequencies of their own; the card prints none of them.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { cider } from "../metrics/cider.ts";
import { defineBenchmark, defineDataset, defineHubCopy, slice } from "../src/core/define.ts";
import { readCocoCaptions } from "../src/io/coco-captions.ts";
import { pictureField, recordOf, textsField, uniqueIds } from "../src/io/fields.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";
import { captionTokenizer } from "../src/text/caption-tokenizers.ts";

const DOMAINS = ["in-domain", "near-domain", "out-domain"];

const dataset = defineDataset({
  folders: ["nocaps"],
  source: { homepage: "https://nocaps.org", paper: "arXiv 1812.08658", licence: "captions CC BY 2.0; photos of Open Images, CC BY 2.0" },
  files: { captions: ["nocaps_val_4500_captions.json", "annotations/nocaps_val_4500_captions.json"] },
  pictures: "val/*.jpg",
  size: 4_500,
  async *samples(root, files) {
    for await (const { id, fileName, captions, row } of readCocoCaptions(files.captions, root)) {
      countEmptyCaptions(root, captions, `id ${id}`);
      const domain = typeof row["domain"] === "string" ? { groups: { domain: row["domain"] } } : {};
      yield { id, images: [root.image(`val/${fileName}`, `images/${fileName}`, `validation/${fileName}`, fileName)], target: captions, ...domain };
    }
  },
  copies: [defineHubCopy({
    repository: "lmms-lab/NoCaps",
    tables: { photos: "data/validation-*.parquet" },
    async *samples(root, { photos }) {
      const idOf = uniqueIds("image_id");
      for await (const { value, ...place } of readParquet(photos, { read: ["image_id", "annotations_captions"], ifThere: ["image_domain"], pictures: ["image"] })) {
        const line = recordOf(value, place);
        const id = idOf(line, place);
        const target = textsField(line, "annotations_captions", place);
        countEmptyCaptions(root, target, `id ${id}`);
        const domain = typeof line["image_domain"] === "string" ? { groups: { domain: line["image_domain"] } } : {};
        yield { id, images: [pictureField(line, "image", place)], target, ...domain };
      }
    },
  })],
});

export const nocaps = defineBenchmark({
  name: "nocaps",
  title: "NoCaps",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create({ tokenizer }) {
    const metric = cider(captionTokenizer(tokenizer));
    return {
      dataset,
      task: captioning({ beams: 2, tokens: 32 }),
      parts: [...captioningParts(tokenizer), ...DOMAINS.map((domain) => slice(domain, metric, { domain }))],
    };
  },
});
