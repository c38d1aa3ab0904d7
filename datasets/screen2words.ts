/**
 * Screen2Words: what a phone screen is for, in a phrase.
 *
 * Files: screen_summaries.csv (screenId, summary), split/test_screens.txt, RICO combined/{screenId}.jpg.
 * Card: test (4,310 screens), CIDEr × 100.  Prompt `caption en`, greedy, 24 tokens, no antialiasing.
 * References: all summaries of a screen (5).
 * Paper: Wang et al. 2021, arXiv 2108.03353.  Protocol: big_vision transfers/screen2words.py@0127fb6b.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder } from "../src/core/define.ts";
import { captionedPictures } from "../src/io/captioned-pictures.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readCsv } from "../src/io/read-csv.ts";
import { readSplitList } from "../src/io/split-list.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";

const dataset = defineDataset({
  folders: ["screen2words", "rico"],
  source: { homepage: "https://github.com/google-research-datasets/screen2words", paper: "arXiv 2108.03353", licence: "summaries CC BY 4.0; screens under RICO's terms" },
  files: { summaries: ["screen_summaries.csv"], split: ["split/test_screens.txt"] },
  pictures: "combined/*.jpg",
  size: 4_310,
  async *samples(root, files) {
    const screens = new Map((await readSplitList(files.split)).map((id): [string, string[]] => [id, []]));
    for await (const { value } of readCsv(files.summaries, ["screenId", "summary"], root)) {
      screens.get(value.screenId)?.push(value.summary);
    }
    for (const [id, target] of screens) {
      countEmptyCaptions(root, target, `screenId ${id}`);
      if (target.length === 0) root.warn("screen-without-summary", "screens of the split without a summary, left out", `screenId ${id}`);
      else yield { id, images: [root.image(`combined/${id}.jpg`, `rico/combined/${id}.jpg`)], target };
    }
  },
  tfds: defineTfdsFolder({
    splits: { screens: { names: ["screen2_words", "screen2words"], split: "test" } },
    samples: (root, { screens }) => captionedPictures(readTfds(screens, { screenId: "image/id", captions: "summary", image: "image" }), root, { id: "screenId" }),
  }),
  copies: [defineHubCopy({
    repository: "rootsautomation/RICO-Screen2Words",
    tables: { screens: "data/test-*.parquet" },
    samples: (root, { screens }) => captionedPictures(readParquet(screens, { read: ["screenId", "captions"], pictures: ["image"] }), root, { id: "screenId" }),
  })],
});

export const screen2words = defineBenchmark({
  name: "screen2words",
  title: "Screen2words",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create: ({ tokenizer }) => ({ dataset, task: captioning({ tokens: 24 }), parts: captioningParts(tokenizer) }),
});
