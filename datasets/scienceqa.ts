/**
 * ScienceQA, the questions with a picture: multiple choice from school books, answered with a letter and no reasoning.
 *
 * Files: problems.json (one object, problems by id), test/{id}/image.png.  Card: test, problems with an image (2,017), accuracy × 100.
 * Prompt `Question: {question}\nContext: {hint}\nOptions: (A) …, (B) …\nAnswer:`, an empty hint is `N/A`; greedy, 512 tokens, no
 * antialiasing; the choices stay in the file's order.  Answer: `The answer is A.`
 * Paper: Lu et al. 2022, arXiv 2209.09513.  Protocol: big_vision transfers/science_qa.py, datasets/science_qa/science_qa.py@0127fb6b.
 * Quirk: a reply that does not begin with "The answer is X." cannot be read and is wrong, also where it names the right choice.
 */

import { chosenLetter, scienceAccuracy } from "../metrics/science-accuracy.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, whole } from "../src/core/define.ts";
import type { Sample } from "../src/core/types.ts";
import { choiceField, fileField, type Place, pictureField, recordOf, textField, textsField, uniqueIds } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonEntries, type Row } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { letteredChoice, letterOf } from "../src/tasks/question-answering.ts";

const SUBJECTS = ["natural science", "social science", "language science"];

/** What both the official file and the copy say of a problem in the same words. */
function problemOf(problem: Readonly<Record<string, unknown>>, place: Place): Omit<Sample<readonly string[]>, "id" | "images"> {
  const choices = textsField(problem, "choices", place);
  const right = choiceField(problem, "answer", choices.length, place);
  return {
    text: textField(problem, "question", place), hint: textField(problem, "hint", place), choices,
    target: [`The answer is ${letterOf(right)}.`], groups: { subject: textField(problem, "subject", place) },
  };
}

const NUMBERED = "it has no problem ids: questions are numbered by their rows";

async function* numberedProblems(rows: AsyncIterable<Row>): AsyncGenerator<Sample<readonly string[]>> {
  let number = 0;
  for await (const { value, ...place } of rows) {
    const problem = recordOf(value, place);
    yield { id: `row ${++number}`, ...problemOf(problem, place), images: [pictureField(problem, "image", place)] };
  }
}

const dataset = defineDataset({
  folders: ["scienceqa", "science_qa", "ScienceQA"],
  source: { homepage: "https://scienceqa.github.io", paper: "arXiv 2209.09513", licence: "CC BY-NC-SA 4.0" },
  files: { problems: ["problems.json", "data/scienceqa/problems.json", "scienceqa/problems.json"] },
  pictures: "test/*/image.png",
  size: 2_017,
  async *samples(root, { problems: file }) {
    const idOf = uniqueIds("problem id");
    for await (const { key, value, row } of readJsonEntries(file)) {
      const place = { file, row };
      const problem = recordOf(value, place);
      const id = idOf({ "problem id": key }, place);
      if (textField(problem, "split", place) !== "test" || problem["image"] === null || problem["image"] === "") continue;
      const picture = `test/${id}/${fileField(problem, "image", place)}`;
      yield {
        id, ...problemOf(problem, place),
        images: [root.image(picture, `images/${picture}`, `data/scienceqa/${picture}`, `data/scienceqa/images/${picture}`)],
      };
    }
  },
  tfds: defineTfdsFolder({
    splits: { problems: { names: ["science_qa"], split: "test" } },
    differs: NUMBERED,
    samples: (_, { problems }) => numberedProblems(readTfds(problems, { question: "question", choices: "choices", answer: "answer", hint: "hint", subject: "subject", image: "image" })),
  }),
  copies: [defineHubCopy({
    repository: "lmms-lab/ScienceQA",
    tables: { problems: "ScienceQA-IMG/test-*.parquet" },
    differs: NUMBERED,
    samples: (_, { problems }) => numberedProblems(readParquet(problems, { read: ["question", "choices", "answer", "hint", "subject"], pictures: ["image"] })),
  })],
});

export const scienceqa = defineBenchmark({
  name: "scienceqa",
  title: "ScienceQA",
  version: 1,
  options: {},
  create: () => ({
    dataset,
    task: letteredChoice({ tokens: 512, holdsAnswer: (reply) => chosenLetter(reply) !== undefined }),
    parts: [whole(scienceAccuracy), ...SUBJECTS.map((subject) => slice(subject.replace(" ", "-"), scienceAccuracy, { subject }))],
  }),
});
