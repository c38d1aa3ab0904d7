/** `--recorded FILE`: what a test server answered, as somebody wrote it down, attached to the run that was handed in. */

import { readFile } from "node:fs/promises";
import { addressOf, createBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import type { BenchmarkPlan } from "../core/records.ts";
import type { RecordedAnswer } from "../core/submission.ts";
import { loadBenchmark } from "../../datasets/index.ts";
import { parseChecked } from "./config-file.ts";

const TEXT = { type: "string", minLength: 1 };

const SCHEMA = {
  type: "object", additionalProperties: false, required: ["answers"],
  properties: {
    answers: {
      type: "array", minItems: 1,
      items: {
        type: "object", additionalProperties: false, required: ["benchmark", "value", "phase", "date", "submission", "by"],
        properties: {
          benchmark: TEXT, part: TEXT, value: { type: "number" }, phase: TEXT, by: TEXT,
          date: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" }, submission: { type: ["string", "integer"] },
        },
      },
    },
  },
};

/** Answers of a YAML or JSON file, all of them about what the run answered. @throws {UsageError} */
export async function readRecorded(file: string, plans: readonly Pick<BenchmarkPlan, "name" | "options">[]): Promise<readonly RecordedAnswer[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause: error, hint: "--recorded takes a YAML or JSON file; docs/submissions.md has one to copy." });
  });
  const { answers } = (await parseChecked(file, text, SCHEMA)) as { answers: readonly RecordedAnswer[] };
  for (const [i, answer] of answers.entries()) await check(`${file}: answers.${i}`, answer, plans);
  return answers.map((answer) => ({ ...answer, submission: String(answer.submission) }));
}

async function check(place: string, { benchmark: name, part, value, date }: RecordedAnswer, plans: readonly Pick<BenchmarkPlan, "name" | "options">[]): Promise<void> {
  const plan = plans.find((entry) => entry.name === name);
  if (plan === undefined) throw new UsageError(`${place}: the run has no ${name}`, { hint: suggestion(name, plans.map((entry) => entry.name)) });
  if (Number.isNaN(Date.parse(date))) throw new UsageError(`${place}: ${date} is no day`, { hint: "Write it as 2026-11-25." });
  const definition = await loadBenchmark(name);
  const taken = definition.submission?.files ?? {};
  const split = plan.options["split"] ?? "";
  if (taken[split] === undefined) {
    throw new UsageError(`${place}: no server can have answered ${name} on ${split === "" ? "this split" : split}`, { hint: `It takes ${Object.keys(taken).join(", ") || "none"}; attach the answer to the run that was handed in.` });
  }
  const { parts } = createBenchmark(definition);
  const metric = parts.find((entry) => entry.name === part)?.metric;
  if (metric === undefined) throw new UsageError(`${place}: ${name} has no number "${part ?? ""}"`, { hint: suggestion(part ?? "", parts.flatMap((entry) => entry.name ?? [])) });
  const [low, high] = metric.range;
  if (value < low || value > high) {
    throw new UsageError(`${place}: ${addressOf(name, part)} = ${value} is outside of ${low} to ${high}`, { hint: `Values are fractions or raw CIDEr: write ${value / 100} for ${value} %.` });
  }
}
