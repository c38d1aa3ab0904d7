/**
 * AI2D: multiple choice about diagrams of school books.
 *
 * Files: ai2d_test_ids.csv (a picture's number a line), questions/{id}.png.json, annotations/{id}.png.json, images/{id}.png.
 * Card: the questions of the test list (3,088), exact match with the choice's text × 100, case kept.
 * Prompt `answer en  {question} choose from: a \t b \t c \t d` (two spaces, tabs between spaces), greedy, 128 tokens, no antialiasing.
 * Paper: Kembhavi et al. 2016, arXiv 1603.07396.  Protocol: big_vision transfers/ai2d.py, datasets/ai2d/ai2d.py@0127fb6b.
 * Questions about letters (`abcLabel`) are asked of a picture in which every text of the diagram is covered by a white box with its
 * replacement letter (src/geometry/replace-text.ts); `--set ai2d.letters=off` asks them of the original picture.
 * Quirk: answers that are the same text as another choice's cannot be told apart. Pictures of the test list without questions are
 * left out, as in the reference.
 * Uncertain: which release of the font DM Sans the card used; here it is 4.004. Pillow letters palette pictures without smooth
 * edges, here all edges are smooth.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineTfdsFolder, slice, whole } from "../src/core/define.ts";
import type { Dataset, DataRoot, ImageSource, Sample } from "../src/core/types.ts";
import { choiceField, fileField, flagField, listField, pictureField, type Place, recordField, recordOf, textField, textsField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readJson } from "../src/io/read-json.ts";
import { relabelled } from "../src/io/relabelled-picture.ts";
import { readSplitList } from "../src/io/split-list.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { multipleChoice } from "../src/tasks/question-answering.ts";

type Replacements = Parameters<typeof relabelled>[1];

/** A file of a picture, wherever the archive was unpacked. @throws {DataError} when there is none. */
function besides(root: DataRoot, folder: string, id: string): Promise<string> {
  return root.sidecar(`${folder}/${id}.png.json`, `ai2d/${folder}/${id}.png.json`);
}

/** The diagram's texts, each with the letter that is to stand in its place. */
async function readReplacements(file: string, root: DataRoot): Promise<Replacements> {
  const texts = recordField(recordOf(await readJson(file), { file }), "text", { file });
  return Object.entries(texts).map(([name, value]) => {
    const text = recordOf(value, { file }, name);
    const replacement = textField(text, "replacementText", { file });
    if (!/^[A-Z]+$/.test(replacement)) root.warn("replacement-not-drawn", "replacement texts with characters other than A to Z, which are not drawn", `${JSON.stringify(replacement)} (${name} of ${file})`);
    const corners = listField(text, "rectangle", { file }).flat();
    const [left, top, right, bottom] = corners.filter(Number.isInteger) as number[];
    if (corners.length !== 4 || left === undefined || top === undefined || right === undefined || bottom === undefined || right < left || bottom < top) {
      throw wrongField({ file }, "rectangle", "two corners in whole pixels, the upper left one first", text["rectangle"]);
    }
    return { box: [left, top, right, bottom], text: replacement };
  });
}

function readQuestion(text: string, value: unknown, place: Place): Omit<Sample<readonly string[]>, "images"> & { readonly aboutLetters: boolean; readonly id: string } {
  const row = recordOf(value, place, text);
  const choices = textsField(row, "answerTexts", place);
  const aboutLetters = flagField(row, "abcLabel", place);
  return {
    id: textField(row, "questionId", place), text, choices, aboutLetters,
    target: [choices[choiceField(row, "correctAnswer", choices.length, place)] as string],
    groups: { about: aboutLetters ? "letters" : "words" },
  };
}

interface AskedPicture {
  readonly file: string;
  readonly picture: string;
  readonly questions: Readonly<Record<string, unknown>>;
}

/** What is asked of one picture. Undefined when nothing is. */
async function readAsked(root: DataRoot, id: string): Promise<AskedPicture | undefined> {
  const file = await besides(root, "questions", id).catch((error: unknown) => {
    if (!(error instanceof DataError)) throw error;
    root.warn("picture-without-questions", "pictures of the test list that nothing is asked about, left out", id);
  });
  if (file === undefined) return undefined;
  const asked = recordOf(await readJson(file), { file });
  return { file, picture: fileField(asked, "imageName", { file }), questions: recordField(asked, "questions", { file }) };
}

const prepared = defineTfdsFolder({
  splits: { questions: { names: ["ai2d"], split: "test", since: "1.1.0" } },
  differs: "its letters are drawn by Pillow in the font that its builder was given",
  async *samples(_, { questions }) {
    const idOf = uniqueIds("id");
    const fields = { id: "id", question: "question", choices: "possible_answers", label: "label", lettered: "abc_label", name: "image_name", image: "image" };
    for await (const { value, ...place } of readTfds(questions, fields)) {
      const line = recordOf(value, place);
      const choices = textsField(line, "choices", place);
      yield {
        id: idOf(line, place), text: textField(line, "question", place), choices, images: [pictureField(line, "image", place)],
        target: [choices[choiceField(line, "label", choices.length, place)] as string],
        groups: { about: flagField(line, "lettered", place) ? "letters" : "words" }, cluster: textField(line, "name", place).replace(/\.png$/, ""),
      };
    }
  },
});

function dataset(hasLetters: boolean): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["ai2d"],
    source: { homepage: "https://prior.allenai.org/projects/diagram-understanding", paper: "arXiv 1603.07396", licence: "CC BY-SA 4.0" },
    files: { split: ["ai2d_test_ids.csv"] },
    pictures: "images/*.png (and questions/*.json, annotations/*.json)",
    size: 3_088,
    async *samples(root, { split }) {
      const idOf = uniqueIds("questionId");
      for (const cluster of await readSplitList(split)) {
        const asked = await readAsked(root, cluster);
        if (asked === undefined) continue;
        const { file, picture, questions } = asked;
        const original = root.image(`images/${picture}`, `ai2d/images/${picture}`);
        let lettered: ImageSource | undefined;
        for (const [text, value] of Object.entries(questions)) {
          const { aboutLetters, ...question } = readQuestion(text, value, { file });
          if (aboutLetters && hasLetters) lettered ??= relabelled(original, await readReplacements(await besides(root, "annotations", cluster), root));
          idOf({ questionId: question.id }, { file });
          yield { ...question, images: [aboutLetters ? (lettered ?? original) : original], cluster };
        }
      }
    },
    ...(hasLetters ? { tfds: prepared } : {}),
  });
}

export const ai2d = defineBenchmark({
  name: "ai2d",
  title: "AI2D",
  version: 1,
  options: { letters: { about: "whether replacement letters are drawn over the diagram's texts", values: ["on", "off"] } },
  create({ letters }) {
    const metric = exactMatch();
    return {
      dataset: dataset(letters === "on"),
      task: multipleChoice({ tokens: 128 }),
      parts: [whole(metric), slice("letters", metric, { about: "letters" }), slice("words", metric, { about: "words" })],
    };
  },
});
