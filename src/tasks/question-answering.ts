/** Question answering: the prompt is the question in the benchmark's form, the answer is the reply as it stands. */

import type { GroupedAnswers, Sample, Task } from "../core/types.ts";

/** The form of most benchmarks of the card. */
const ANSWER_EN = "answer en {question}";

/** Quirk: two spaces, since the reference puts a space behind a prefix that ends in one. */
const CHOOSE_EN = "answer en  {question} choose from: {choices}";

/** The one form of the card with line ends, and without "answer en". */
const CHOOSE_LETTER = "Question: {question}\nContext: {hint}\nOptions: {lettered choices}\nAnswer:";

const FIRST_LETTER = 65;

/** Quirk: a tab between spaces. */
const BETWEEN_CHOICES = " \t ";

/** Right answers, alone or with the set that they are scored in. */
type Truth = readonly string[] | GroupedAnswers;

export interface QuestionOptions {
  /** The budget of the prompt and of the reply. */
  readonly tokens: number;
  readonly antialias?: boolean;
}

/**
 * Answers in free words; the target is the list of right or human answers.
 *
 * Every reply can be read: a stray space makes it wrong by the metric's rule, as in the reference, which strips nothing.
 * Source: big_vision evaluators/proj/paligemma/transfers/vqa.py, configs/proj/paligemma/transfers/*.py@0127fb6b.
 */
export function questionAnswering<Target extends Truth = readonly string[]>(options: QuestionOptions & { readonly form?: string }): Task<Target, string> {
  const form = options.form ?? ANSWER_EN;
  return {
    name: "question-answering",
    decode: { beams: 1, maxTokens: options.tokens, promptTokens: options.tokens },
    antialias: options.antialias ?? false,
    form,
    prompt: (sample) => fill(form, sample),
    read: (text) => text,
    show: (target) => ("answers" in target ? target.answers : target),
  };
}

/**
 * Multiple choice: the choices stand in the prompt, and the answer is the text of one of them, byte for byte.
 *
 * A reply that is none of the choices is unreadable; the metric scores it as wrong.
 * Source: big_vision configs/proj/paligemma/transfers/{aokvqa_mc,ai2d}.py@0127fb6b.
 */
export function multipleChoice(options: QuestionOptions): Task<readonly string[], string> {
  return {
    ...questionAnswering({ ...options, form: CHOOSE_EN }),
    name: "multiple-choice",
    read: (text, { choices = [] }) => (choices.includes(text) ? text : undefined),
  };
}

/**
 * Multiple choice by letter, as ScienceQA asks: the choices stand in the prompt as `(A) red, (B) blue`, an empty hint as `N/A`.
 *
 * @param holdsAnswer whether a reply can be read
 * Source: big_vision configs/proj/paligemma/transfers/science_qa.py, datasets/science_qa/science_qa.py@0127fb6b.
 */
export function letteredChoice(options: QuestionOptions & { readonly holdsAnswer: (text: string) => boolean }): Task<readonly string[], string> {
  return {
    ...questionAnswering({ ...options, form: CHOOSE_LETTER }),
    name: "lettered-choice",
    read: (text) => (options.holdsAnswer(text) ? text : undefined),
  };
}

/** The letter of a choice by its place. */
export function letterOf(place: number): string {
  return String.fromCodePoint(FIRST_LETTER + place);
}

/** Texts go in as they are: a function as replacement keeps `$&` in a question from being read as a pattern. */
function fill(form: string, { text = "", hint = "", choices = [] }: Sample<unknown>): string {
  const words: Readonly<Record<string, string>> = {
    question: text,
    hint: hint === "" ? "N/A" : hint,
    choices: choices.join(BETWEEN_CHOICES),
    "lettered choices": choices.map((choice, i) => `(${letterOf(i)}) ${choice}`).join(", "),
  };
  return form.replaceAll(/\{(question|hint|choices|lettered choices)\}/g, (_, name: string) => words[name] as string);
}
