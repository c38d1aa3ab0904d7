/**
 * MaRVL: is a sentence true of two photos, in five languages and of things at home where they are spoken? Zero-shot from NLVR2.
 *
 * Files: {language}/annotations/marvl-{language}.jsonl, {language}/images/{concept}/{left_img, right_img}.
 * Card: 5,670 samples, exact match × 100 in each language, unweighted mean of the five.
 * Prompt `answer en {sentence}` in every language, both pictures before it, left first, greedy, 64 tokens, no antialiasing.
 * Paper: Liu et al. 2021, arXiv 2109.13238.  Protocol: big_vision transfers/nlvr2.py@0127fb6b.
 * Uncertain: the reference's builder is not public; the labels true and false are `True` and `False`, as NLVR2's, unless
 * `--set marvl.labels=lower-case`.
 * Quirk: answers are English, also where the sentence is not. True and false are not equally frequent: a constant answer is not 50.
 */

import { truthLabel, truthLabels } from "./nlvr2.ts";
import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, defineHubCopy, meanOver, slice } from "../src/core/define.ts";
import type { Dataset, HubCopy } from "../src/core/types.ts";
import { fileField, flagField, pictureField, recordOf, textField, uniqueIds } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const LANGUAGES = ["id", "sw", "ta", "tr", "zh"] as const;

function spellings(language: string): [string, ...string[]] {
  const name = `marvl-${language}.jsonl`;
  return [`${language}/annotations/${name}`, `data/${language}/annotations/${name}`, `annotations/${name}`, name];
}

function copy(labels: (typeof truthLabels.values)[number]): HubCopy<readonly string[]> {
  return defineHubCopy({
    repository: "floschne/marvl",
    tables: { id: "data/id-*.parquet", sw: "data/sw-*.parquet", ta: "data/ta-*.parquet", tr: "data/tr-*.parquet", zh: "data/zh-*.parquet" },
    async *samples(_, tables) {
      const idOf = uniqueIds("id");
      for (const language of LANGUAGES) {
        for await (const { value, ...place } of readParquet(tables[language], { read: ["id", "hypothesis", "label"], pictures: ["left_img", "right_img"] })) {
          const line = recordOf(value, place);
          const text = textField(line, "hypothesis", place);
          const target = [truthLabel(flagField(line, "label", place), labels)];
          const images = [pictureField(line, "left_img", place), pictureField(line, "right_img", place)];
          yield { id: idOf(line, place), images, text, target, groups: { language }, cluster: `${language}/${text}` };
        }
      }
    },
  });
}

function dataset(labels: (typeof truthLabels.values)[number]): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["marvl", "MaRVL"],
    source: { homepage: "https://marvl-challenge.github.io/", paper: "arXiv 2109.13238", licence: "CC BY 4.0 (sentences); photos under their own terms" },
    files: { id: spellings("id"), sw: spellings("sw"), ta: spellings("ta"), tr: spellings("tr"), zh: spellings("zh") },
    pictures: "{id,sw,ta,tr,zh}/images/*/*.jpg",
    size: 5_670,
    async *samples(root, files) {
      const idOf = uniqueIds("id");
      for (const language of LANGUAGES) {
        const file = files[language];
        for await (const { value, row } of readJsonLines(file)) {
          const place = { file, row };
          const line = recordOf(value, place);
          const concept = fileField(line, "concept", place);
          const images = ["left_img", "right_img"].map((side) => {
            const name = `${language}/images/${concept}/${fileField(line, side, place)}`;
            return root.image(name, `data/${name}`, `images/${name}`);
          });
          const text = textField(line, "caption", place);
          const target = [truthLabel(flagField(line, "label", place), labels)];
          yield { id: idOf(line, place), images, text, target, groups: { language }, cluster: `${language}/${text}` };
        }
      }
    },
    copies: [copy(labels)],
  });
}

export const marvl = defineBenchmark({
  name: "marvl",
  title: "MaRVL",
  version: 1,
  options: { labels: truthLabels },
  create({ labels }) {
    const metric = exactMatch();
    return {
      dataset: dataset(labels),
      task: questionAnswering({ tokens: 64 }),
      parts: [meanOver(undefined, metric, "language"), ...LANGUAGES.map((language) => slice(language, metric, { language }))],
    };
  },
});
