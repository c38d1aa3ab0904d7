/**
 * TallyQA: how many? Simple questions need objects to be found, complex ones also relations and attributes.
 *
 * Files: test.json (one array), VG_100K/*.jpg, VG_100K_2/*.jpg, val2014/*.jpg.
 * Card: test (22,991 simple and 15,598 complex questions), accuracy of each × 100.
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.
 * Paper: Acharya et al. 2018, arXiv 1810.12440.  Protocol: big_vision transfers/tallyqa.py, datasets/tallyqa/tallyqa.py@0127fb6b.
 * Quirk: a sample is known by its picture and its question_id, as in the reference's builder; the ids of the three sources that the
 * questions come from are not promised to differ.
 */

import { tallyAccuracy } from "../metrics/tally-accuracy.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, slice, whole } from "../src/core/define.ts";
import { fileField, flagField, idField, recordOf, textField, wholeField } from "../src/io/fields.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const dataset = defineDataset({
  folders: ["tallyqa", "visual_genome", "vg", "coco"],
  source: {
    homepage: "https://github.com/manoja328/TallyQA_dataset",
    paper: "arXiv 1810.12440",
    licence: "questions under the terms of their repository; photos of Visual Genome (CC BY 4.0) and COCO (Flickr licences)",
  },
  files: { questions: ["test.json", "tallyqa/test.json", "annotations/test.json"] },
  pictures: "VG_100K/*.jpg, VG_100K_2/*.jpg, val2014/*.jpg",
  size: 38_589,
  async *samples(root, { questions: file }) {
    const seen = new Set<string>();
    for await (const { value, row } of readJsonArray(file)) {
      const place = { file, row };
      const line = recordOf(value, place);
      const id = `${idField(line, "image_id", place)}/${idField(line, "question_id", place)}`;
      if (seen.has(id)) throw new DataError(`question ${id} occurs twice`, { ...place, field: "question_id" }, { hint: "Compare it with the official file." });
      seen.add(id);
      const name = fileField(line, "image", place);
      const kind = flagField(line, "issimple", place) ? "simple" : "complex";
      yield {
        id, text: textField(line, "question", place), target: [String(wholeField(line, "answer", place))],
        images: [root.image(name, `images/${name}`)], groups: { kind }, cluster: name,
      };
    }
  },
});

export const tallyqa = defineBenchmark({
  name: "tallyqa",
  title: "TallyQA",
  version: 1,
  options: {},
  create: () => ({
    dataset,
    task: questionAnswering({ tokens: 32, antialias: true }),
    parts: [whole(tallyAccuracy), slice("simple", tallyAccuracy, { kind: "simple" }), slice("complex", tallyAccuracy, { kind: "complex" })],
  }),
});
