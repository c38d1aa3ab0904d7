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
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, whole } from "../src/core/define.ts";
import { type Place, fileField, flagField, idField, listField, pictureField, recordOf, textField, uniqueIds, wholeField, wrongField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

/** A count, written as a number or as text. */
function countField(line: Readonly<Record<string, unknown>>, field: string, place: Place): string {
  const text = idField(line, field, place);
  if (!/^\d+$/.test(text)) throw wrongField(place, field, "a whole number", text);
  return text;
}

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
  tfds: defineTfdsFolder({
    splits: { questions: { names: ["tally_qa", "tallyqa"], split: "test" } },
    async *samples(_, { questions }) {
      const idOf = uniqueIds("id");
      const fields = { image_id: "image_id", question_id: "question_id", question: "question", answer: "answer", issimple: "issimple", image: "image" };
      for await (const { value, ...place } of readTfds(questions, fields)) {
        const line = recordOf(value, place);
        const cluster = idField(line, "image_id", place);
        const id = idOf({ id: `${cluster}/${idField(line, "question_id", place)}` }, place);
        const kind = flagField(line, "issimple", place) ? "simple" : "complex";
        yield { id, text: textField(line, "question", place), target: [countField(line, "answer", place)], images: [pictureField(line, "image", place)], groups: { kind }, cluster };
      }
    },
  }),
  copies: [defineHubCopy({
    repository: "vikhyatk/tallyqa-test",
    tables: { photos: "data/test-*.parquet" },
    differs: "it has no ids: questions are numbered by their rows",
    async *samples(_, { photos }) {
      let photo = 0;
      for await (const { value, ...place } of readParquet(photos, { read: ["qa"], pictures: ["image"] })) {
        const line = recordOf(value, place);
        const [cluster, images] = [`row ${++photo}`, [pictureField(line, "image", place)]];
        for (const [i, entry] of listField(line, "qa", place).entries()) {
          const question = recordOf(entry, place, "qa");
          const kind = flagField(question, "is_simple", place) ? "simple" : "complex";
          yield { id: `${photo}/${i}`, text: textField(question, "question", place), target: [countField(question, "answer", place)], images, groups: { kind }, cluster };
        }
      }
    },
  })],
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
