/**
 * POPE: is it there, or imagined? Yes/no questions about objects of COCO photos; the absent ones are chosen at random, by how
 * popular they are, or by how often they stand beside what is there (adversarial). Zero-shot from the VQAv2 model, and of the mix.
 *
 * Files: coco_pope_{random,popular,adversarial}.json (JSON lines), val2014/*.jpg.  Card: three accuracies × 100 of 3,000 questions.
 * Prompt `answer en {question}`, greedy, 48 tokens, no antialiasing.
 * Paper: Li et al. 2023, arXiv 2305.10355.  Protocol: big_vision transfers/pope.py@0127fb6b; PaliGemma paper, arXiv 2407.07726.
 * Uncertain: the public configuration asks the bare question, the paper shows `answer en` before it and the VQAv2 model was trained
 * so; `--set pope.prompt=bare` is the configuration's default.
 * Quirk: the official repository held other questions before November 2023, in files of the same names, two of them with 3,000
 * rows; they are refused, by their digests and by the word "imange" that they are known for.
 */

import { popeAccuracy } from "../metrics/pope-accuracy.ts";
import { popeOfficial } from "../metrics/pope-official.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, meanOver, slice } from "../src/core/define.ts";
import type { TfdsSplit } from "../src/core/types.ts";
import { fileField, type Place, pictureField, recordOf, textField, uniqueIds, wholeField, wrongField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const SETS = ["random", "popular", "adversarial"] as const;

/** Of the files that the official repository has at 08d957b. */
const DIGESTS = {
  random: "ac25245170b975a5bdf9080b23fd431dfe6be458bc038259c1f4f09a6bef7994",
  popular: "72c1a8ad45d0c13514f5f22598261df41d3b533854d29682e924db50ed8aa753",
  adversarial: "420b3407db1fa9f1187a805dca41cb7b97fd91504e6c2179706188c107fb8ef8",
};

function spellings(set: string): [string, ...string[]] {
  const name = `coco_pope_${set}.json`;
  return [name, `output/coco/${name}`, `coco/${name}`, `pope/${name}`];
}

/** The builder counts questions from 0, the official files from 1. */
function ofBuilder(set: (typeof SETS)[number]): TfdsSplit {
  return { names: [`pope/pope_${set}`], split: "test" };
}

function labelOf(line: Readonly<Record<string, unknown>>, field: string, place: Place): string {
  const label = textField(line, field, place);
  if (label !== "yes" && label !== "no") throw wrongField(place, field, "yes or no", label);
  return label;
}

const dataset = defineDataset({
  folders: ["pope", "POPE", "coco"],
  source: { homepage: "https://github.com/AoiDragon/POPE", paper: "arXiv 2305.10355", licence: "MIT (questions); photos of COCO under their Flickr licences" },
  files: { random: spellings("random"), popular: spellings("popular"), adversarial: spellings("adversarial") },
  impostors: {
    c16b65d2df6d70bb0814c8a4375833d39cdb09928fd936d3fc546491efa37f35: "POPE's random set of August 10, 2023 (2,910 questions), not today's",
    cb8dec967727fbee4b9cfadf9ba1ea9968515b12063efd313d0cf8b2b4230c86: "POPE's random set of August 4, 2023 (3,000 other questions), not today's",
  },
  pictures: "val2014/COCO_val2014_*.jpg",
  downloads: Object.entries(DIGESTS).map(([set, sha256]) => ({ url: `https://raw.githubusercontent.com/AoiDragon/POPE/08d957b917e5a378a2f99d35b6293c536a66298b/output/coco/coco_pope_${set}.json`, place: `coco_pope_${set}.json`, sha256 })),
  size: 9_000,
  async *samples(root, files) {
    for (const set of SETS) {
      const file = files[set];
      const idOf = uniqueIds("question_id");
      for await (const { value, row } of readJsonLines(file)) {
        const place = { file, row };
        const line = recordOf(value, place);
        const text = textField(line, "text", place);
        if (text.includes("imange")) throw new DataError("is POPE's set before November 2023: other questions, and this one is misspelt", { ...place, field: "text" }, { hint: "Get output/coco of the official repository as it is today." });
        const name = fileField(line, "image", place);
        yield {
          id: `${set}/${idOf(line, place)}`, text, target: [labelOf(line, "label", place)], groups: { set }, cluster: name,
          images: [root.image(`val2014/${name}`, `images/val2014/${name}`, name)],
        };
      }
    }
  },
  tfds: defineTfdsFolder({
    splits: { random: ofBuilder("random"), popular: ofBuilder("popular"), adversarial: ofBuilder("adversarial") },
    async *samples(_, splits) {
      for (const set of SETS) {
        const idOf = uniqueIds("question_id");
        for await (const { value, ...place } of readTfds(splits[set], { question_id: "question_id", question: "question", answer: "answer", image_source: "image/filename", image: "image" })) {
          const line = recordOf(value, place);
          const id = `${set}/${idOf({ question_id: wholeField(line, "question_id", place) + 1 }, place)}`;
          const images = [pictureField(line, "image", place)];
          yield { id, text: textField(line, "question", place), target: [labelOf(line, "answer", place)], groups: { set }, cluster: textField(line, "image_source", place), images };
        }
      }
    },
  }),
  copies: [defineHubCopy({
    repository: "lmms-lab/POPE",
    tables: { random: "Full/random-*.parquet", popular: "Full/popular-*.parquet", adversarial: "Full/adversarial-*.parquet" },
    async *samples(_, tables) {
      for (const set of SETS) {
        const idOf = uniqueIds("question_id");
        for await (const { value, ...place } of readParquet(tables[set], { read: ["question_id", "question", "answer", "image_source"], pictures: ["image"] })) {
          const line = recordOf(value, place);
          const id = `${set}/${idOf(line, place)}`;
          const images = [pictureField(line, "image", place)];
          yield { id, text: textField(line, "question", place), target: [labelOf(line, "answer", place)], groups: { set }, cluster: `${textField(line, "image_source", place)}.jpg`, images };
        }
      }
    },
  })],
});

export const pope = defineBenchmark({
  name: "pope",
  title: "POPE",
  version: 1,
  options: { prompt: { about: "what stands before the question", values: ["answer-en", "bare"] } },
  create: ({ prompt }) => ({
    dataset,
    task: questionAnswering({ tokens: 48, form: prompt === "bare" ? "{question}" : "answer en {question}" }),
    parts: [
      meanOver("avg", popeAccuracy, "set"),
      ...SETS.map((set) => slice(set, popeAccuracy, { set })),
      meanOver("avg-official", popeOfficial, "set"),
    ],
  }),
});
