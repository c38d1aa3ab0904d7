/** Question answering: the prompt is the question in the benchmark's form, the answer is the reply as it stands. */

import type { Sample, Task } from "../core/types.ts";

/** The form of most benchmarks of the card. */
const ANSWER_EN = "answer en {question}";

/** Quirk: two spaces, since the reference puts a space behind a prefix that ends in one. */
const CHOOSE_EN = "answer en  {question} choose from: {choices}";

/** Quirk: a tab between spaces. */
const BETWEEN_CHOICES = " \t ";

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
export function questionAnswering(options: QuestionOptions & { readonly form?: string }): Task<readonly string[], string> {
  const form = options.form ?? ANSWER_EN;
  return {
    name: "question-answering",
    decode: { beams: 1, maxTokens: options.tokens, promptTokens: options.tokens },
    antialias: options.antialias ?? false,
    form,
    prompt: (sample) => fill(form, sample),
    read: (text) => text,
    show: (target) => target,
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

/** Texts go in as they are: a function as replacement keeps `$&` in a question from being read as a pattern. */
function fill(form: string, { text = "", choices = [] }: Sample<unknown>): string {
  return form.replaceAll(/\{(question|choices)\}/g, (_, name) => (name === "question" ? text : choices.join(BETWEEN_CHOICES)));
}
