/**
 * MMVP: pairs of photos that CLIP takes for one another, with the same question and opposite answers.
 *
 * Files: Questions.csv (Index, Question, Options, Correct Answer), MMVP Images/{Index}.jpg.
 * Card: 150 pairs, a pair is right when both answers are, × 100. Zero-shot from the VQAv2 model, and of the mix models.
 * Paper: Tong et al. 2024, arXiv 2401.06209.  Protocol: PaliGemma paper, arXiv 2407.07726, B.36; there is no public code.
 * Uncertain: the prompt of the card is `answer en {question}` without the options (the paper shows one); `--set mmvp.prompt=options`
 * puts them behind the question, as the benchmark's authors do. Decoding is that of VQAv2: greedy, 32 tokens, antialiased resize.
 * Uncertain: how the card judged. Here an answer is right when it is the right option's text or letter (`paired-accuracy`).
 * Quirk: the labels of 99, 100, 279 and 280 are known to be wrong and are kept, since the card's number has them
 * (MMVP issues 14 and 30); `--set mmvp.labels=corrected` takes the other option for these four.
 */

import { pairedAccuracy } from "../metrics/paired-accuracy.ts";
import { defineBenchmark, defineDataset, whole } from "../src/core/define.ts";
import type { Dataset, GroupedAnswers } from "../src/core/types.ts";
import { type Place, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readCsv } from "../src/io/read-csv.ts";
import { letterOf, questionAnswering } from "../src/tasks/question-answering.ts";

const MISLABELLED = new Set(["99", "100", "279", "280"]);

interface Option {
  readonly letter: string;
  readonly text: string;
}

/** The options of a cell; only the next letter begins one. @example optionsOf("(a) Open (b) Closed") // → [{ letter: "a", text: "Open" }, { letter: "b", text: "Closed" }] */
export function optionsOf(cell: string): Option[] {
  const starts: { letter: string; from: number }[] = [];
  for (const { 1: found = "", index } of cell.matchAll(/\(([a-z])\)/gi)) {
    const letter = letterOf(starts.length).toLowerCase();
    if (found.toLowerCase() === letter) starts.push({ letter, from: index });
  }
  return starts.map(({ letter, from }, i) => ({ letter, text: cell.slice(from + "(a)".length, starts[i + 1]?.from).trim() }));
}

function rightOption(cell: string, options: readonly Option[], isFlipped: boolean, place: Place): Option {
  const [, letter] = /^\s*\(?([a-z])\)?\s*$/i.exec(cell) ?? [];
  const right = options.find((option) => option.letter === letter?.toLowerCase());
  if (right === undefined) throw wrongField(place, "Correct Answer", "the letter of one of the options", cell);
  return isFlipped ? (options.find((option) => option !== right) ?? right) : right;
}

function dataset(labels: "original" | "corrected"): Dataset<GroupedAnswers> {
  return defineDataset({
    folders: ["mmvp", "MMVP"],
    source: { homepage: "https://huggingface.co/datasets/MMVP/MMVP", paper: "arXiv 2401.06209", licence: "MIT; photos of ImageNet and LAION under their own terms" },
    files: { questions: ["Questions.csv", "MMVP/Questions.csv"] },
    pictures: "MMVP Images/*.jpg",
    downloads: [{ repository: "MMVP/MMVP", files: ["Questions.csv", "MMVP Images/*.jpg"] }],
    size: 300,
    async *samples(root, { questions: file }) {
      const idOf = uniqueIds("Index");
      for await (const { value, row } of readCsv(file, ["Index", "Question", "Options", "Correct Answer"], root)) {
        const place = { file, row };
        const id = idOf(value, place);
        if (!/^[1-9]\d*$/.test(id)) throw wrongField(place, "Index", "a whole number from 1", id);
        const pair = String(Math.ceil(Number(id) / 2));
        const options = optionsOf(value.Options);
        if (options.length < 2) throw wrongField(place, "Options", "options such as (a) Open (b) Closed", value.Options);
        const { letter, text } = rightOption(value["Correct Answer"], options, labels === "corrected" && MISLABELLED.has(id), place);
        yield {
          id, text: value.Question, hint: value.Options, cluster: pair,
          images: [root.image(`MMVP Images/${id}.jpg`, `MMVP/MMVP Images/${id}.jpg`, `images/${id}.jpg`)],
          target: { answers: [text, `(${letter}) ${text}`, `(${letter})`, letter], group: pair },
        };
      }
    },
  });
}

export const mmvp = defineBenchmark({
  name: "mmvp",
  title: "MMVP",
  version: 1,
  options: {
    prompt: { about: "whether the options stand behind the question", values: ["question", "options"] },
    labels: { about: "whether the four labels known to be wrong are corrected", values: ["original", "corrected"] },
  },
  create: ({ prompt, labels }) => ({
    dataset: dataset(labels),
    task: questionAnswering<GroupedAnswers>({ tokens: 32, antialias: true, form: prompt === "options" ? "answer en {question} {hint}" : "answer en {question}" }),
    parts: [whole(pairedAccuracy), whole(pairedAccuracy, "single", "accuracy")],
  }),
});
