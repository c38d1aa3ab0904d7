/** Tokenizer and CIDEr as a whole process, beside pycocoevalcap with its JVM: same file in, same number out. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../src/io/package-root.ts";
import { makeCaptions } from "./make-captions.ts";
import { megabytes, minimum, seconds, times, type Context, type Measure, type Row } from "./measure.ts";
import { findPython } from "./oracle-python.ts";
import { measureTree, type MeasuredTree } from "./process-tree.ts";
import { commandLine, runNode, type Finished } from "./program.ts";

const GOALS = { faster: 20, memoryShare: 0.25, difference: 1e-9 };
const OUR_RUNS = 5;

export function captions(pictures: number, referenceRuns: number): Measure {
  return {
    name: `captions-${pictures}`,
    method: `\`cardeval metric cider FILE --json\` on ${pictures.toLocaleString("en")} made-up pictures with 5 references and one prediction each `
      + `(\`make-captions.ts\`, seed ${pictures}), the least of ${OUR_RUNS} runs; pycocoevalcap's PTBTokenizer and Cider on the same file, the least of ${referenceRuns} runs, and one more for its memory. `
      + "Wall time from start to end of the process. Memory: ours is the largest resident set; the reference's is the largest sum of proportional set sizes of Python and its JVM, looked at every 25 ms.",
    run: (context) => run(pictures, referenceRuns, context),
  };
}

async function run(pictures: number, referenceRuns: number, { folder, say }: Context): Promise<Row[]> {
  const file = path.join(folder, "captions.jsonl");
  const words = writeCaptions(file, pictures);
  say(`${words.toFixed(2)} words a caption`);
  const ours: Finished[] = [];
  for (let i = 0; i < OUR_RUNS; i++) ours.push(await runNode([commandLine, "metric", "cider", file, "--json"]));
  const python = findPython();
  if (python !== undefined) say("pycocoevalcap …");
  const oracle = path.join(packageRoot(), "test", "bench", "pycocoevalcap_cider.py");
  return rows(pictures, ours, python === undefined ? undefined : await measureTree(python, [oracle, file], referenceRuns));
}

/** Writes the corpus and returns the mean number of words in a caption. */
function writeCaptions(file: string, pictures: number): number {
  const lines: string[] = [];
  let [words, captionCount] = [0, 0];
  for (const { id, references, prediction } of makeCaptions(pictures, pictures)) {
    lines.push(JSON.stringify({ id, prediction, references }));
    for (const text of references) words += text.split(" ").length;
    captionCount += references.length;
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
  return words / captionCount;
}

function rows(pictures: number, ours: readonly Finished[], reference: MeasuredTree | undefined): Row[] {
  const what = `CIDEr of ${pictures.toLocaleString("en")} × 5 captions`;
  const time = minimum(ours.map(({ wallMs }) => wallMs));
  const memory = minimum(ours.map(({ maxResidentBytes }) => maxResidentBytes));
  const goals = { time: `≥ ${GOALS.faster} × faster`, memory: "≤ ¼", value: `≤ ${GOALS.difference}` };
  const value = valueOf(ours[0]?.output ?? "");
  if (reference === undefined) {
    return [
      { what: `${what}: time`, ours: seconds(time), reference: "reference absent", goal: goals.time },
      { what: `${what}: memory`, ours: megabytes(memory), reference: "reference absent", goal: goals.memory },
      { what: `${what}: value`, ours: String(value), reference: "reference absent", goal: goals.value },
    ];
  }
  const { wallMs: theirTime, peakBytes: theirMemory = Number.NaN, output } = reference;
  const theirValue = valueOf(output);
  const difference = Math.abs(value - theirValue);
  return [
    { what: `${what}: time`, ours: seconds(time), reference: seconds(theirTime), ratio: `${times(theirTime / time)} faster`, goal: goals.time, isMet: theirTime / time >= GOALS.faster },
    { what: `${what}: memory`, ours: megabytes(memory), reference: megabytes(theirMemory), ratio: times(memory / theirMemory), goal: goals.memory, isMet: memory / theirMemory <= GOALS.memoryShare },
    { what: `${what}: value`, ours: String(value), reference: String(theirValue), ratio: `differs by ${difference.toExponential(1)}`, goal: goals.value, isMet: difference <= GOALS.difference },
  ];
}

function valueOf(output: string): number {
  return (JSON.parse(output) as { value: number }).value;
}
