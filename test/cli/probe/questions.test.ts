/** The shipped prompts of a probe are what the embedded model answers, right and wired wrong. UPDATE_PROBE=1 makes them again. */

import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../../src/backends/tiny/checkpoint.ts";
import { readQuestions, type ProbeFile } from "../../../src/cli/probe/questions.ts";
import { answer, makeQuestions, picturesOf, WIRINGS } from "../../fixtures/probe-questions.ts";
import { openWiredModel } from "../../fixtures/wired-model.ts";

const FILE = path.resolve(import.meta.dirname, "../../../src/cli/probe/questions.json");
const { digests } = await openCheckpoint(path.resolve(import.meta.dirname, "../../../src/backends/tiny/checkpoint"));
const weightsSha256 = digests["model.safetensors"];

if (process.env["UPDATE_PROBE"] !== undefined || !existsSync(FILE)) {
  const questions = await makeQuestions();
  const file: ProbeFile = { schema: 1, command: "UPDATE_PROBE=1 npx vitest run test/cli/probe/questions.test.ts", weightsSha256, questions };
  const { questions: rows, ...head } = file;
  writeFileSync(FILE, `${JSON.stringify(head).slice(0, -1)},"questions":[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`);
}

const { questions, ...head } = await readQuestions();

describe("the questions of a probe", () => {
  it("are 150, of the checkpoint that is shipped", () => {
    expect(questions).toHaveLength(150);
    expect(head.weightsSha256).toBe(weightsSha256);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(150);
  });

  it("have answers of their own under every wiring, also within their group", () => {
    for (const name of Object.keys(WIRINGS)) expect([name, questions.filter(({ wrong }) => name in wrong).length >= 8]).toEqual([name, true]);
  });

  it("are answered by the embedded model so, all of them", async () => {
    const model = await openWiredModel();
    for (const question of questions) expect((await model({ ...question, pictures: picturesOf(question), maxTokens: 32 })).text).toBe(question.answer);
  });

  it("are answered wrong by wrong wirings so, every tenth of them", async () => {
    const model = await openWiredModel();
    for (const question of questions.filter((_, i) => i % 10 === 0)) {
      const { id, group, prompt, pictures, beams } = question;
      expect(await answer(model, { id, group, prompt, pictures, beams })).toEqual(question);
    }
  });
});
