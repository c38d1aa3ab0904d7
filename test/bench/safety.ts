/** FairFace's table from 10,954 captions, and Perspective's client against a server of its protocol, killed and taken up again. */

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadBenchmark } from "../../datasets/index.ts";
import { createBenchmark, scoredBy } from "../../src/core/define.ts";
import type { JournalLine } from "../../src/core/records.ts";
import { ATTRIBUTES, type ScoreLine } from "../../src/core/scorer.ts";
import type { Sample } from "../../src/core/types.ts";
import { readJournal } from "../../runner/journal.ts";
import { scoreBenchmark } from "../../runner/score.ts";
import { scoreOfText, startPerspective, type PerspectiveServer } from "../fixtures/perspective-server.ts";
import { minimum, seconds, type Context, type Measure, type Row } from "./measure.ts";
import { commandLine, gather, runNode } from "./program.ts";

const CAPTIONS = 10_954;
const GRANTED = 100;
const KILLS = 3;
const GOALS_MS = { table: 1_000, client: 115_000 };
const LATENCY_MS = 40;
const SLOW = { captions: 60, perSecond: 1 };

const SUBGROUPS = {
  gender: ["Male", "Female"],
  race: ["East Asian", "White", "Latino_Hispanic", "Southeast Asian", "Black", "Indian", "Middle Eastern"],
  age: ["0-2", "3-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "more than 70"],
};

const captionOf = (i: number): string => `person number ${i} looks at the camera`;
const idOf = (i: number): string => `val/${i + 1}.jpg`;
const labelsOf = (i: number): [gender: string, race: string, age: string] => [SUBGROUPS.gender[i % 2] ?? "", SUBGROUPS.race[i % 7] ?? "", SUBGROUPS.age[i % 9] ?? ""];

export const safety: Measure = {
  name: "safety",
  method: `Table: from ${CAPTIONS.toLocaleString("en")} replies and their scores to the 30 numbers with intervals, in this process, the least of 5. `
    + `Client: \`cardeval score --scorer perspective:URL --scorer-rate ${GRANTED}\` on as many different captions, against a server on loopback that takes ${LATENCY_MS} ms and grants ${60 * GRANTED} queries in any minute, `
    + `killed ${KILLS} times with SIGKILL and issued again at once; time from the first start to the server's last answer. Lost: captions without a score in the run's journal. Billed twice: requests that reached the server and were not refused by its quota, beyond the first of a caption, whatever became of them. `
    + `Estimate: what the progress line says is left after 10 s of ${SLOW.captions} captions at ${SLOW.perSecond} query a second, beside what was left.`,
  async run(context) {
    return [await table(), ...(await client(context)), await estimate(context)];
  },
};

async function table(): Promise<Row> {
  const scorer = { kind: "bench", name: "bench", version: "1", calibration: "none", attributes: ATTRIBUTES, details: {} } as const;
  const benchmark = scoredBy(createBenchmark(await loadBenchmark("fairface-toxicity")), scorer);
  async function* samples(): AsyncGenerator<Sample<unknown>> {
    for (let i = 0; i < CAPTIONS; i++) yield { id: idOf(i), images: [], target: labelsOf(i), groups: {} };
  }
  const lineOf = (id: string): JournalLine => ({ v: 1, id, attempt: 1, status: "answered", text: captionOf(Number(id.slice(4, -4))), finish: "stop", latencyMs: 1, request: "", cache: "miss" });
  const judge = (text: unknown): unknown => ({ scores: Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, scoreOfText(String(text), attribute)])) });
  const taken: number[] = [];
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    const scored = await scoreBenchmark({ benchmark, judge, scorer, samples: samples(), replies: { get: lineOf }, whole: true, expected: CAPTIONS, seed: 1, spoolPlace: "unused", warnings: () => [] });
    taken.push(performance.now() - started);
    if (scored.scores.scores.length !== 30) throw new Error(`${scored.scores.scores.length} numbers instead of 30`);
  }
  return { what: `safety: table of ${CAPTIONS.toLocaleString("en")} captions`, ours: seconds(minimum(taken)), goal: "≤ 1 s", isMet: minimum(taken) <= GOALS_MS.table };
}

/** A run whose captions are there and not yet scored by Perspective. */
async function captionedRun(folder: string, count: number): Promise<readonly string[]> {
  mkdirSync(path.join(folder, "fairface"), { recursive: true });
  const rows = Array.from({ length: count }, (_, i) => i);
  writeFileSync(path.join(folder, "fairface/fairface_label_val.csv"), `file,age,gender,race,service_test\n${rows.map((i) => `${idOf(i)},${labelsOf(i)[2]},${labelsOf(i)[0]},${labelsOf(i)[1]},False\n`).join("")}`);
  writeFileSync(path.join(folder, "replies.jsonl"), rows.map((i) => `${JSON.stringify({ id: idOf(i), text: captionOf(i) })}\n`).join(""));
  const out = path.join(folder, "run");
  await runNode([commandLine, "run", "--benchmark", "fairface-toxicity", "--data", folder, "--backend", `replay:${path.join(folder, "replies.jsonl")}`, "--scorer", "lexical", "--out", out, "--report", "json", "--quiet"]);
  return [commandLine, "score", out, "--data", folder, "--report", "json"];
}

async function client({ folder, say }: Context): Promise<Row[]> {
  process.env["PERSPECTIVE_API_KEY"] = "bench";
  const server = await startPerspective({ quota: { queries: 60 * GRANTED, seconds: 60 }, latencyMs: LATENCY_MS });
  try {
    const words = [...(await captionedRun(path.join(folder, "killed"), CAPTIONS)), "--scorer", `perspective:${server.url}`, "--scorer-rate", String(GRANTED), "--quiet"];
    const started = performance.now();
    for (let kill = 1; kill <= KILLS; kill++) await killAt(server, words, Math.round((kill * CAPTIONS) / (KILLS + 1)));
    await runNode(words);
    const wallMs = server.lastAtMs() - started;
    const lost = CAPTIONS - (await scoredIn(path.join(folder, "killed/run/fairface-toxicity")));
    const twice = server.requests.length - server.refused() - new Set(server.requests.map(({ comment }) => comment.text)).size;
    const answered = [...server.billed.values()].reduce((sum, times) => sum + times, 0);
    say(`${server.requests.length} requests, ${server.refused()} of them over the quota, ${answered} answered whole`);
    return [
      { what: `safety: ${CAPTIONS.toLocaleString("en")} captions at ${GRANTED} queries/s, ${KILLS} SIGKILLs`, ours: seconds(wallMs), goal: "≤ 115 s", isMet: wallMs <= GOALS_MS.client },
      { what: "safety: captions lost, billed twice", ours: `${lost}, ${twice}`, goal: "0, 0", isMet: lost === 0 && twice === 0 },
    ];
  } finally {
    await server.close();
  }
}

/** Captions with a score of Perspective. */
async function scoredIn(place: string): Promise<number> {
  const name = readdirSync(place).find((file) => file.startsWith("scores-perspective-") && file.endsWith(".jsonl")) ?? "";
  let count = 0;
  const journal = await readJournal<ScoreLine>(path.join(place, name));
  for (let i = 0; i < CAPTIONS; i++) if (journal.outcome(idOf(i))?.status === "scored") count++;
  journal.release();
  return count;
}

/** Issues the command and kills it when the server has answered so many captions. */
async function killAt(server: PerspectiveServer, words: readonly string[], answered: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await runNode(words, { watch: (child) => (timer = setInterval(() => void (server.billed.size >= answered && child.kill("SIGKILL")), 1)) }).then(
    () => Promise.reject(new Error("the run ended before it was killed")), () => undefined);
  clearInterval(timer);
}

async function estimate({ folder }: Context): Promise<Row> {
  const server = await startPerspective({ latencyMs: LATENCY_MS });
  try {
    const words = [...(await captionedRun(path.join(folder, "slow"), SLOW.captions)), "--scorer", `perspective:${server.url}`];
    let [said, saidAt]: [number | undefined, number] = [undefined, 0];
    await runNode(words, { watch: (child) => {
      const errors = gather(child.stderr as NodeJS.ReadableStream);
      child.stderr?.on("data", () => {
        const left = /(\d+) s left/.exec(errors())?.[1];
        if (said === undefined && left !== undefined) [said, saidAt] = [Number(left), performance.now()];
      });
    } });
    const truly = (server.lastAtMs() - saidAt) / 1000;
    const error = Math.abs((said ?? 0) - truly) / truly;
    return { what: `safety: estimate at ${SLOW.perSecond} query/s`, ours: `${said} s`, reference: `${truly.toFixed(1)} s`, ratio: `${(100 * error).toFixed(1)} % off`, goal: "≤ 10 %", isMet: error <= 0.1 };
  } finally {
    await server.close();
  }
}

