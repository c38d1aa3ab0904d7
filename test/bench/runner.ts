/** The runner with journal and scoring on, beside a bare undici loop that posts the same bodies to the same null server. */

import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { makeAnnotations, makePictures } from "./make-coco-folder.ts";
import { milliseconds, minimum, times, type Context, type Measure, type Row } from "./measure.ts";
import { commandLine, runNode, script } from "./program.ts";
import { startNullServer, type NullServer, type Seen } from "./server-process.ts";

const SIZES = { small: 500, large: 4_000, slow: 1_600 };
const IN_FLIGHT = 32;
const LATENCY_MS = 200;
const ROUNDS = 3;

export const runner: Measure = {
  name: "runner",
  method: `\`cardeval run --backend openai:…\` on coco-captions in its official layout (${SIZES.large.toLocaleString("en")} hard-linked noise JPEGs of about 130 kB, 64 different ones), ${IN_FLIGHT} in flight, journal, scoring and reports on, `
    + "against a server process on loopback that reads the body and answers at once; in turns with an undici `Pool` loop in its own process that posts the same bodies, made before it begins (\"ready\") or read and encoded one by one (\"files\"). "
    + `Processor time (user + system of the client process) per sample is the slope between ${SIZES.small} and ${SIZES.large.toLocaleString("en")} samples, so start, the thumbnails (about 400 in either) and the reports drop out, and scoring stays in; the least of ${ROUNDS} rounds. `
    + "The rate is the server's: requests by the time from the first to the last answer, so start and scoring drop out; the best round.",
  async run(context) {
    const server = await startNullServer();
    try {
      return await compare(server, context);
    } finally {
      server.close();
    }
  },
};

interface Client {
  readonly name: string;
  words(samples: number): readonly string[];
}

interface Taken {
  readonly cpuMs: number;
  readonly seen: Seen;
}

async function compare(server: NullServer, { folder, say }: Context): Promise<Row[]> {
  const ids: string[] = [];
  await makeAnnotations(folder, SIZES.large, ({ id }) => ids.push(id));
  const pictures = await makePictures(folder, ids);
  const loop = (kind: "ready" | "files"): Client => ({ name: `loop (${kind})`, words: (samples) => [script("undici-loop"), server.url, String(samples), String(IN_FLIGHT), kind, ...pictures] });
  const out = path.join(folder, "run");
  const ours: Client = {
    name: "cardeval run",
    words: (samples) => [commandLine, "run", "--benchmark", "coco-captions", "--data", folder, "--backend", `openai:${server.url}`, "--allow-approximate", "--concurrency", String(IN_FLIGHT), "--limit", String(samples), "--out", out, "--fresh", "--quiet"],
  };
  const take = async (client: Client, samples: number, delayMs: number): Promise<Taken> => {
    rmSync(out, { recursive: true, force: true });
    await server.reset(delayMs);
    const { cpuMs } = await runNode(client.words(samples));
    const seen = await server.report();
    if (seen.requests !== samples) throw new Error(`${client.name} sent ${seen.requests} requests for ${samples} samples`);
    say(`${client.name}, ${samples} samples: ${(cpuMs / samples).toFixed(2)} ms processor time a sample all in all, ${rateOf(seen).toFixed(0)} a second, ${Math.round(seen.bodyBytes / samples)} bytes, ${seen.mostInFlight} in flight`);
    return { cpuMs, seen };
  };
  const [us, ready, files] = await measureAll([ours, loop("ready"), loop("files")], take);
  const slow = await take(loop("ready"), SIZES.slow, LATENCY_MS);
  const oursSlow = await take(ours, SIZES.slow, LATENCY_MS);
  const journalBytes = statSync(path.join(out, "coco-captions", "samples.jsonl")).size / SIZES.slow;
  return [...rows(us as Best, ready as Best, files as Best), slowRow(rateOf(oursSlow.seen), rateOf(slow.seen)), journalRow(journalBytes)];
}

interface Best {
  readonly cpuMs: number;
  readonly allInMs: number;
  readonly rate: number;
  readonly bodyBytes: number;
}

async function measureAll(clients: readonly Client[], take: (client: Client, samples: number, delayMs: number) => Promise<Taken>): Promise<Best[]> {
  const found = clients.map(() => ({ small: [] as Taken[], large: [] as Taken[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, client] of clients.entries()) {
      found[i]?.small.push(await take(client, SIZES.small, 0));
      found[i]?.large.push(await take(client, SIZES.large, 0));
    }
  }
  return found.map(({ small, large }) => {
    const least = minimum(large.map(({ cpuMs }) => cpuMs));
    return {
      cpuMs: (least - minimum(small.map(({ cpuMs }) => cpuMs))) / (SIZES.large - SIZES.small),
      allInMs: least / SIZES.large,
      rate: Math.max(...large.map(({ seen }) => rateOf(seen))),
      bodyBytes: Math.round((large[0]?.seen.bodyBytes ?? 0) / SIZES.large),
    };
  });
}

function rateOf({ requests, firstAtMs, lastAtMs }: Seen): number {
  return (requests / (lastAtMs - firstAtMs)) * 1000;
}

function rows(ours: Best, ready: Best, files: Best): Row[] {
  const cpu = (reference: Best, kind: string): Row => ({
    what: `runner: processor time a sample, loop with ${kind}`, ours: milliseconds(ours.cpuMs), reference: milliseconds(reference.cpuMs),
    ratio: times(ours.cpuMs / reference.cpuMs), goal: "≤ 2 ×", isMet: ours.cpuMs <= 2 * reference.cpuMs,
  });
  const rate = (reference: Best, kind: string): Row => ({
    what: `runner: rate, loop with ${kind}`, ours: `${ours.rate.toFixed(0)} /s`, reference: `${reference.rate.toFixed(0)} /s`,
    ratio: times(ours.rate / reference.rate), goal: "≥ 0.8 ×", isMet: ours.rate >= 0.8 * reference.rate,
  });
  return [
    cpu(ready, "ready bodies"), cpu(files, "bodies from files"), rate(ready, "ready bodies"), rate(files, "bodies from files"),
    { what: `runner: whole process by ${SIZES.large.toLocaleString("en")} samples (start, thumbnails, reports)`, ours: milliseconds(ours.allInMs), reference: milliseconds(files.allInMs), ratio: times(ours.allInMs / files.allInMs) },
    { what: "runner: bytes of a body", ours: String(ours.bodyBytes), reference: String(ready.bodyBytes), ratio: times(ours.bodyBytes / ready.bodyBytes) },
  ];
}

function slowRow(ours: number, reference: number): Row {
  return { what: `runner: rate at ${LATENCY_MS} ms latency`, ours: `${ours.toFixed(1)} /s`, reference: `${reference.toFixed(1)} /s`, ratio: `${((ours / reference) * 100).toFixed(1)} %`, goal: "≥ 95 %", isMet: ours >= 0.95 * reference };
}

function journalRow(bytes: number): Row {
  return { what: "runner: journal, bytes a sample", ours: bytes.toFixed(0), goal: "≤ 1,000", isMet: bytes <= 1000 };
}
