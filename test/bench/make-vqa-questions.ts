/**
 * Made-up questions in VQAv2's official layout, ten human answers each, and a model's answers in the challenge's layout.
 *
 * About as the real ones: 38 % yes/no, 13 % numbers, a Zipf vocabulary of the rest, three questions a picture, some 40 % unanimous.
 * Human answers are as the release has them (lower case, digits, no articles). Answers to a question that splits people may come with
 * a capital, an article, a number word or a full stop. Unanimous answers hold no sign and are answered in the same form, since revisions
 * of the official script differ there. Equal seeds give equal files.
 */

import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import { createRandom, type Random } from "../fixtures/random.ts";
import { zipf } from "./make-captions.ts";

const PEOPLE = 10;
const QUESTIONS_A_PICTURE = 3;

/** Names of the files, as the dataset's adapter wants them. */
export interface VqaFiles {
  readonly questions: string;
  readonly annotations: string;
  readonly predictions: string;
  /** Answers and references only, for `cardeval metric`. */
  readonly lines: string;
}

interface Answered {
  readonly type: "yes/no" | "number" | "other";
  readonly people: readonly string[];
  readonly prediction: string;
}

export async function writeVqaQuestions(folder: string, count: number, seed: number): Promise<VqaFiles> {
  const at = (name: string): string => path.join(folder, name);
  const files = {
    questions: at("v2_OpenEnded_mscoco_val2014_questions.json"), annotations: at("v2_mscoco_val2014_annotations.json"), predictions: at("predictions.json"), lines: at("lines.jsonl"),
  };
  const head = (list: string): string => JSON.stringify({ info: { description: "made up" }, task_type: "Open-Ended", data_type: "mscoco", license: {}, data_subtype: "val2014", [list]: [] }).slice(0, -2);
  const [questions, annotations, predictions, lines] = [createList(files.questions, head("questions"), "]}"), createList(files.annotations, head("annotations"), "]}"), createList(files.predictions, "[", "]"), createList(files.lines, "", "\n", "\n")];
  const answer = createAnswerer(seed);
  for (let i = 0; i < count; i++) {
    const { type, people, prediction } = answer();
    const [image, id] = [1_000 + Math.floor(i / QUESTIONS_A_PICTURE), (1_000 + Math.floor(i / QUESTIONS_A_PICTURE)) * 1000 + (i % QUESTIONS_A_PICTURE)];
    const answers = people.map((text, person) => ({ answer: text, answer_confidence: person % 3 === 2 ? "maybe" : "yes", answer_id: person + 1 }));
    await questions.add({ image_id: image, question: `What is it that number ${i} shows?`, question_id: id });
    await annotations.add({ question_type: "what is", multiple_choice_answer: people[0], answers, image_id: image, answer_type: type, question_id: id });
    await predictions.add({ question_id: id, answer: prediction });
    await lines.add({ id, prediction, references: people });
  }
  for (const list of [questions, annotations, predictions, lines]) await list.end();
  return files;
}

interface List {
  add(row: unknown): Promise<void>;
  end(): Promise<void>;
}

/** Rows between a head and a tail, spaced as Python's json.dump does. */
function createList(file: string, head: string, tail: string, separator = ", "): List {
  const stream: WriteStream = createWriteStream(file);
  let before = head;
  return {
    async add(row) {
      const spaced = JSON.stringify(row).replaceAll("\":", "\": ").replaceAll(",\"", ", \"").replaceAll("},{", "}, {");
      if (!stream.write(before + spaced)) await once(stream, "drain");
      before = separator;
    },
    async end() {
      stream.end(tail);
      await finished(stream);
    },
  };
}

function createAnswerer(seed: number): () => Answered {
  const random = createRandom(seed);
  const others = zipf(random, OTHERS, 8_000);
  const numbers = zipf(random, NUMBERS, NUMBERS.length);
  const draw = { "yes/no": () => (random.below(2) === 0 ? "yes" : "no"), number: numbers, other: others };
  return () => {
    const kind = random.below(100);
    const type = kind < 38 ? "yes/no" : kind < 51 ? "number" : "other";
    const wanted = draw[type]();
    const isPlain = /^\w+$/.test(wanted);
    const agreeing = random.below(100) < 40 ? 100 : random.below(100);
    const people = Array.from({ length: PEOPLE }, () => (random.below(100) < agreeing ? wanted : draw[type]()));
    if (!isPlain) people[0] = "unknown";
    const chosen = random.below(100) < 70 ? wanted : random.below(2) === 0 ? (people[random.below(PEOPLE)] as string) : draw[type]();
    return { type, people, prediction: new Set(people).size === 1 ? chosen : dress(random, chosen) };
  };
}

/** As a model may write an answer. */
function dress(random: Random, text: string): string {
  switch (random.below(12)) {
    case 0: return (text[0] as string).toUpperCase() + text.slice(1);
    case 1: return `the ${text}`;
    case 2: return `${text}.`;
    case 3: return `${NUMBER_WORDS[Number(text)] ?? text} `;
    default: return text;
  }
}

const NUMBER_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const NUMBERS = ["1", "2", "3", "0", "4", "5", "6", "7", "8", "10", "12", "9", "20", "15", "100", "30", "50", "2,000", "10:30", "25"];
const OTHERS = `white | black | blue | red | brown | green | yellow | gray | nothing | grass | black and white | wood | orange | frisbee | tennis | pink
  | skateboarding | baseball | man | table | pizza | kitchen | dog | cat | water | standing | t-shirt | left | right | sitting | on table | red and white
  | stop | bus | snow | surfboard | train | unknown | daytime | don't know | plate | zebra | elephant | giraffe | jeans | baseball cap | mt. dew | white/blue
  | to eat | yes, it is | u.s. airways | 2 men`.trim().split(/\s*\|\s*/);
