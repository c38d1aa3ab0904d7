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

/** Of the files that the official repository has at 3b841dd. */
const DIGESTS = {
  id: "8641dbecdbd29171aaea4829a95436c3320ddb0e5259fa90acddde613cb19a2c",
  sw: "b7e265b4165ec7b7975735b86c31a5ab8a9699b725137276b385b4933abbb16c",
  ta: "b45bb30961e3697ffb71f16503baf60552e6e5b71a7789d18d694aab40aaa16d",
  tr: "c9a4f19836e9bc3419dd4a8a84928912346a4d54283ecf185b133fe9047e295a",
  zh: "60d2ba2eb108974b3e2fcb2e28b8cbdf2a8ad41ec7ca20ec6fdc2f07a7a58040",
};

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
    downloads: LANGUAGES.map((language) => ({
      url: `https://raw.githubusercontent.com/marvl-challenge/marvl-code/3b841ddd8e922e340607fb99cafbcc1ef45aa2f8/data/${language}/annotations/marvl-${language}.jsonl`,
      place: `${language}/annotations/marvl-${language}.jsonl`, sha256: DIGESTS[language],
    })),
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
