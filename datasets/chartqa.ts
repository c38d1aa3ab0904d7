/**
 * ChartQA: questions about charts, written by people and made from captions.
 *
 * Files: test/test_human.json, test/test_augmented.json, test/png/*.png.  Card: test (1,250 + 1,250 questions), the unweighted mean
 * of the two sets' relaxed accuracy × 100.  Prompt: the bare question, greedy, 48 tokens, antialiased resize.
 * Paper: Masry et al. 2022, arXiv 2203.10244.  Protocol: big_vision transfers/chartqa.py, datasets/chartqa/chartqa.py@0127fb6b.
 * Quirk: the prompt has no `answer en`. Rows have no ids: a sample is named by its set and its place in the file, from 0.
 */

import { relaxedAccuracy } from "../metrics/relaxed-accuracy.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice } from "../src/core/define.ts";
import { fileField, pictureField, recordOf, textField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const dataset = defineDataset({
  folders: ["chartqa", "ChartQA Dataset", "chartqa/ChartQA Dataset"],
  source: { homepage: "https://github.com/vis-nlp/ChartQA", paper: "arXiv 2203.10244", licence: "GPL-3.0; charts under the terms of their sources" },
  files: { human: ["test/test_human.json", "test_human.json"], augmented: ["test/test_augmented.json", "test_augmented.json"] },
  pictures: "test/png/*.png",
  size: 2_500,
  async *samples(root, files) {
    for (const set of ["human", "augmented"] as const) {
      const file = files[set];
      for await (const { value, row } of readJsonArray(file)) {
        const place = { file, row };
        const line = recordOf(value, place);
        const name = fileField(line, "imgname", place);
        const images = [root.image(`test/png/${name}`, `png/${name}`, name)];
        yield { id: `${set}/${row - 1}`, images, text: textField(line, "query", place), target: [textField(line, "label", place)], groups: { set }, cluster: name };
      }
    }
  },
  tfds: defineTfdsFolder({
    splits: { human: { names: ["chart_qa/human", "chartqa/human"], split: "test" }, augmented: { names: ["chart_qa/augmented", "chartqa/augmented"], split: "test" } },
    async *samples(_, splits) {
      for (const set of ["human", "augmented"] as const) {
        const idOf = uniqueIds("question_id");
        for await (const { value, ...place } of readTfds(splits[set], { question_id: "question_id", question: "question", answer: "answer", chart: "image/filename", image: "image" })) {
          const line = recordOf(value, place);
          const images = [pictureField(line, "image", place)];
          yield { id: `${set}/${idOf(line, place)}`, images, text: textField(line, "question", place), target: [textField(line, "answer", place)], groups: { set }, cluster: textField(line, "chart", place) };
        }
      }
    },
  }),
  copies: [defineHubCopy({
    repository: "lmms-lab/ChartQA",
    tables: { test: "data/test-*.parquet" },
    differs: "it does not say which questions are about one chart, and intervals take every question for itself",
    async *samples(_, { test }) {
      const count = { human: 0, augmented: 0 };
      for await (const { value, ...place } of readParquet(test, { read: ["type", "question", "answer"], pictures: ["image"] })) {
        const line = recordOf(value, place);
        const type = textField(line, "type", place);
        if (type !== "human_test" && type !== "augmented_test") throw wrongField(place, "type", "human_test or augmented_test", type);
        const set = type === "human_test" ? "human" : "augmented";
        const images = [pictureField(line, "image", place)];
        yield { id: `${set}/${count[set]++}`, images, text: textField(line, "question", place), target: [textField(line, "answer", place)], groups: { set } };
      }
    },
  })],
});

export const chartqa = defineBenchmark({
  name: "chartqa",
  title: "ChartQA",
  version: 1,
  options: {},
  create: () => ({
    dataset,
    task: questionAnswering({ tokens: 48, antialias: true, form: "{question}" }),
    parts: [
      { metric: relaxedAccuracy, meanOver: { group: "set", except: [] } },
      slice("human", relaxedAccuracy, { set: "human" }),
      slice("augmented", relaxedAccuracy, { set: "augmented" }),
    ],
  }),
});
