/** VQA accuracy over VQAv2's whole val, beside the challenge's Python script: the same answers in, the same number out. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { BenchmarkScores } from "../../src/core/records.ts";
import { packageRoot } from "../../src/io/package-root.ts";
import { writeVqaQuestions, type VqaFiles } from "./make-vqa-questions.ts";
import { megabytes, minimum, seconds, times, type Context, type Measure, type Row } from "./measure.ts";
import { findPython } from "./oracle-python.ts";
import { commandLine, runNode } from "./program.ts";

/** Nobody looks on meanwhile: the pages of so large a process take long to count, and it waits. */
const start = promisify(execFile);

const QUESTIONS = 214_354;
const SEED = 3;
const RUNS = { metric: 5, score: 1, reference: 2 };
const GOALS = { faster: 50, memoryShare: 0.25, difference: 1e-9 };

export const vqa: Measure = {
  name: "vqa",
  method: `${QUESTIONS.toLocaleString("en")} made-up questions with ten answers each (\`make-vqa-questions.ts\`, seed ${SEED}; 200 MB). The reference is GT-Vision-Lab's script as salesforce-lavis has it for Python 3 `
    + "(`lavis_vqa_accuracy.py`): it reads questions, annotations and predictions in the challenge's layouts. \"score\": `cardeval score --benchmark vqav2 --report json` on the same three files, which also "
    + "writes the journal, every sample's scores, five numbers with their intervals and a report. \"metric\": `cardeval metric vqa-accuracy-official FILE --json` on the same answers as lines of "
    + `{"id","prediction","references"} (29 MB), that one number with its interval. Wall time and largest resident set of whole processes; the least of ${RUNS.reference} runs of the reference, ${RUNS.metric} of "metric", ${RUNS.score} of "score". `
    + "The value is the mean over questions, which the script rounds to two decimals of a percent; its older revision normalises answers to unanimous questions too, and of human answers "
    + "only the signs: the made-up ones are such that this makes no difference.",
  run,
};

interface Measured {
  readonly wallMs: number;
  readonly bytes: number;
  readonly value: number;
}

async function run({ folder, say }: Context): Promise<Row[]> {
  say("making files");
  const files = await writeVqaQuestions(folder, QUESTIONS, SEED);
  const reference = await measureReference(files, say);
  say("metric …");
  const metric = await leastOf(RUNS.metric, () => measureMetric(files.lines));
  say("score …");
  const score = await leastOf(RUNS.score, (round) => measureScore(folder, files.predictions, round));
  return [...rows("metric", metric, reference), ...rows("score", score, reference)];
}

async function measureReference({ questions, annotations, predictions }: VqaFiles, say: Context["say"]): Promise<Measured | undefined> {
  const python = findPython("CARDEVAL_VQA_PYTHON", ".venv-vqa");
  if (python === undefined) return undefined;
  say("the official script …");
  const program = path.join(packageRoot(), "test", "bench", "lavis_vqa_accuracy.py");
  return leastOf(RUNS.reference, async () => {
    const started = performance.now();
    const { stdout } = await start(python, [program, questions, annotations, predictions]);
    const { value, peakBytes: bytes } = JSON.parse(stdout) as { value: number; peakBytes: number };
    return { wallMs: performance.now() - started, bytes, value };
  });
}

async function measureMetric(lines: string): Promise<Measured> {
  const { wallMs, maxResidentBytes: bytes, output } = await runNode([commandLine, "metric", "vqa-accuracy-official", lines, "--json"]);
  return { wallMs, bytes, value: (JSON.parse(output) as { value: number }).value };
}

async function measureScore(folder: string, predictions: string, round: number): Promise<Measured> {
  const run = path.join(folder, `run-${round}`);
  const words = ["--benchmark", "vqav2", "--predictions", predictions, "--data", folder, "--report", "json", "--quiet", "--out", run];
  const { wallMs, maxResidentBytes: bytes } = await runNode([commandLine, "score", ...words]);
  const { scores } = JSON.parse(readFileSync(path.join(run, "vqav2", "scores.json"), "utf8")) as BenchmarkScores;
  return { wallMs, bytes, value: scores.find(({ metric }) => metric === "vqa-accuracy-official")?.value ?? Number.NaN };
}

/** Least time, least memory. */
async function leastOf(runs: number, measure: (round: number) => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = [];
  for (let round = 0; round < runs; round++) all.push(await measure(round));
  return { wallMs: minimum(all.map(({ wallMs }) => wallMs)), bytes: minimum(all.map(({ bytes }) => bytes)), value: (all[0] as Measured).value };
}

function rows(how: string, ours: Measured, reference: Measured | undefined): Row[] {
  const what = `VQA accuracy of ${QUESTIONS.toLocaleString("en")} questions, ${how}`;
  const own = { time: seconds(ours.wallMs), memory: megabytes(ours.bytes), value: String(ours.value) };
  const goals = { time: `≥ ${GOALS.faster} × faster`, memory: "≤ ¼", value: `≤ ${GOALS.difference}` };
  if (reference === undefined) return (["time", "memory", "value"] as const).map((row) => ({ what: `${what}: ${row}`, ours: own[row], reference: "reference absent", goal: goals[row] }));
  const [faster, share, difference] = [reference.wallMs / ours.wallMs, ours.bytes / reference.bytes, Math.abs(ours.value - reference.value)];
  return [
    { what: `${what}: time`, ours: own.time, reference: seconds(reference.wallMs), ratio: `${times(faster)} faster`, goal: goals.time, isMet: faster >= GOALS.faster },
    { what: `${what}: memory`, ours: own.memory, reference: megabytes(reference.bytes), ratio: times(share), goal: goals.memory, isMet: share <= GOALS.memoryShare },
    { what: `${what}: value`, ours: own.value, reference: String(reference.value), ratio: `differs by ${difference.toExponential(1)}`, goal: goals.value, isMet: difference <= GOALS.difference },
  ];
}
