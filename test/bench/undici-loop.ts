/**
 * A process: the bare undici loop that the runner is measured against.
 *
 *     node undici-loop.js URL REQUESTS IN_FLIGHT ready|files PICTURE…
 *
 * "ready" makes every different body before it begins; "files" reads and encodes the picture of each request, as a run has to.
 */

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Pool } from "undici";

const PROMPT = "caption en";
const [address = "", requests = "0", inFlight = "1", kind = "ready", ...pictures] = process.argv.slice(2);
const url = new URL(address);
const pool = new Pool(url.origin, { connections: Number(inFlight), pipelining: 1 });

function bodyOf(bytes: Buffer): Buffer {
  return Buffer.from(`{"model":"null","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,${bytes.toString("base64")}"}},`
    + `{"type":"text","text":${JSON.stringify(PROMPT)}}]}],"max_tokens":32,"temperature":0}`, "latin1");
}

const ready = kind === "ready" ? pictures.map((file) => bodyOf(readFileSync(file))) : [];
let next = 0;

async function work(): Promise<void> {
  for (let i = next++; i < Number(requests); i = next++) {
    const body = ready[i % pictures.length] ?? bodyOf(await readFile(pictures[i % pictures.length] as string));
    const { statusCode, body: reply } = await pool.request({ method: "POST", path: `${url.pathname}/chat/completions`, headers: { "content-type": "application/json" }, body });
    const { choices } = (await reply.json()) as { choices: { message: { content: string } }[] };
    if (statusCode !== 200 || typeof choices[0]?.message.content !== "string") throw new Error(`HTTP ${statusCode}`);
  }
}

await Promise.all(Array.from({ length: Number(inFlight) }, work));
await pool.destroy();
