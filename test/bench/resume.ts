/** How soon the first request goes out when a run of 200,000 samples is taken up again with a few samples left. */

import { createWriteStream, mkdirSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { makeAnnotations, makePictures } from "./make-coco-folder.ts";
import { median, minimum, seconds, type Context, type Measure, type Row } from "./measure.ts";
import { commandLine, runNode } from "./program.ts";
import { startNullServer, type NullServer } from "./server-process.ts";

const SAMPLES = 200_000;
const LEFT = 10;
const GOAL_MS = 2_000;
const RUNS = 3;
/** Long enough that no answer comes before the process is killed. */
const NEVER_MS = 600_000;

export const resume: Measure = {
  name: "resume",
  method: `A run of ${SAMPLES.toLocaleString("en")} coco-captions samples against the null server is killed at its first request; its journal is then written as if all but ${LEFT} samples had been answered, and the same command is issued again. `
    + `Time from starting the process to the arrival of the first request at the server (Node's start included), the least of ${RUNS} (median in brackets). "At the end": the last ${LEFT} are missing, so all annotations are read first; "at the beginning": the first ${LEFT}.`,
  async run(context) {
    const server = await startNullServer();
    try {
      return await measure(server, context);
    } finally {
      server.close();
    }
  },
};

async function measure(server: NullServer, { folder, say }: Context): Promise<Row[]> {
  const ids: string[] = [];
  await makeAnnotations(folder, SAMPLES, ({ id }) => ids.push(id));
  await makePictures(folder, [...ids.slice(0, LEFT), ...ids.slice(-LEFT)]);
  const out = path.join(folder, "run");
  const words = [commandLine, "run", "--benchmark", "coco-captions", "--data", folder, "--backend", `openai:${server.url}`, "--allow-approximate", "--out", out, "--quiet"];
  await untilFirstRequest(server, words);
  const cases = [{ place: "at the end", known: ids.slice(0, -LEFT) }, { place: "at the beginning", known: ids.slice(LEFT) }];
  const rows: Row[] = [];
  for (const { place, known } of cases) {
    await writeJournal(path.join(out, "coco-captions", "samples.jsonl"), known);
    const found: number[] = [];
    for (let i = 0; i < RUNS; i++) found.push(await untilFirstRequest(server, words));
    say(`${place}: ${found.map(seconds).join(", ")}`);
    rows.push({ what: `resume: first request, ${LEFT} of ${SAMPLES.toLocaleString("en")} left ${place}`, ours: `${seconds(minimum(found))} (${seconds(median(found))})`, goal: "≤ 2 s", isMet: minimum(found) <= GOAL_MS });
  }
  return rows;
}

/** Issues the command, kills it when its first request has arrived, and returns how long that took. */
async function untilFirstRequest(server: NullServer, words: readonly string[]): Promise<number> {
  await server.reset(NEVER_MS);
  const first = server.firstRequest();
  let child: ChildProcess | undefined;
  const started = Date.now();
  const ended = runNode(words, { watch: (process) => (child = process) }).then(() => undefined, (error: unknown) => error);
  const atMs = await Promise.race([first, ended.then((error) => Promise.reject(error ?? new Error("the run ended without a request")))]);
  child?.kill("SIGKILL");
  await ended;
  return atMs - started;
}

async function writeJournal(file: string, ids: readonly string[]): Promise<void> {
  rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  const stream = createWriteStream(file);
  for (const id of ids) {
    const line = { v: 1, id, attempt: 1, status: "answered", text: "a man riding a wave on top of a surfboard", finish: "stop", tokens: { prompt: 260, completion: 11 }, latencyMs: 412, request: DIGEST, cache: "miss" };
    if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, "drain");
  }
  stream.end();
  await finished(stream);
  if (readFileSync(file).at(-1) !== 10) throw new Error(`${file} was not written`);
}

const DIGEST = "0b5bb1d0ad1c9d1b1c9f7f3dd9b0ad6be50ac48ec6c5f4a3a7a3b6a8b3f0c1d2";
