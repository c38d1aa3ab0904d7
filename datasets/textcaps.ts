/**
 * TextCaps: captions that need the text in the photo to be read.
 *
 * Files: TextCaps_0.1_val.json (one row a caption), train_images/{image_id}.jpg.  Card: `val` (3,166 photos), CIDEr × 100.
 * Prompt `caption en`, beam 3, 32 tokens, no antialiasing.  References: the non-empty `caption_str` of a photo (5).
 * Paper: Sidorov et al. 2020, arXiv 2003.12462.  Protocol: big_vision transfers/textcaps.py@0127fb6b.
 * Quirk: photos are not turned by Open Images' rotation, although TextVQA turns the same ones.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder } from "../src/core/define.ts";
import type { DataRoot, Sample } from "../src/core/types.ts";
import { idField, pictureField, recordOf, textField, textsField, uniqueIds } from "../src/io/fields.ts";
import { createRepeatCounter } from "../src/io/odd-captions.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonArray, type Row } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";

/** Rows of a photo with all of its captions. */
async function* captionedPhotos(root: DataRoot, rows: AsyncIterable<Row>): AsyncGenerator<Sample<readonly string[]>> {
  const idOf = uniqueIds("image_id");
  for await (const { value, ...place } of rows) {
    const line = recordOf(value, place);
    const id = idOf(line, place);
    const all = textsField(line, "caption_str", place);
    const target = all.filter((caption) => caption !== "");
    if (target.length < all.length) root.warn("empty-caption", "empty captions, left out as the reference does", id);
    if (target.length === 0) root.warn("image-without-captions", "images without captions, left out", `image_id ${id}`);
    else yield { id, images: [pictureField(line, "image", place)], target };
  }
}

const dataset = defineDataset({
  folders: ["textcaps", "textvqa"],
  source: { homepage: "https://textvqa.org/textcaps/", paper: "arXiv 2003.12462", licence: "captions CC BY 4.0; photos of Open Images, CC BY 2.0" },
  files: { captions: ["TextCaps_0.1_val.json", "annotations/TextCaps_0.1_val.json"] },
  pictures: "train_images/*.jpg",
  size: 3_166,
  async *samples(root, { captions: file }) {
    const photos = new Map<string, string[]>();
    const countRepeats = createRepeatCounter(root);
    for await (const { value, row } of readJsonArray(file, "data")) {
      const line = recordOf(value, { file, row });
      const id = idField(line, "image_id", { file, row });
      const captions = photos.get(id) ?? [];
      photos.set(id, captions);
      const caption = textField(line, "caption_str", { file, row });
      countRepeats(line["caption_id"], id, row);
      if (caption === "") root.warn("empty-caption", "empty captions, left out as the reference does", `${id} (row ${row})`);
      else captions.push(caption);
    }
    for (const [id, target] of photos) {
      if (target.length === 0) root.warn("image-without-captions", "images without captions, left out", `image_id ${id}`);
      else yield { id, images: [root.image(`train_images/${id}.jpg`, `images/${id}.jpg`, `train_val_images/train_images/${id}.jpg`)], target };
    }
  },
  tfds: defineTfdsFolder({
    splits: { photos: { names: ["text_caps", "textcaps"], split: "val" } },
    samples: (root, { photos }) => captionedPhotos(root, readTfds(photos, { image_id: "image/id", caption_str: "texts", image: "image" })),
  }),
  copies: [defineHubCopy({
    repository: "lmms-lab/TextCaps",
    tables: { photos: "data/val-*.parquet" },
    samples: (root, { photos }) => captionedPhotos(root, readParquet(photos, { read: ["image_id", "caption_str"], pictures: ["image"] })),
  })],
});

export const textcaps = defineBenchmark({
  name: "textcaps",
  title: "TextCaps",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create: ({ tokenizer }) => ({ dataset, task: captioning({ beams: 3, tokens: 32 }), parts: captioningParts(tokenizer) }),
});
