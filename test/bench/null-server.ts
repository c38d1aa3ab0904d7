/** A process: an OpenAI-compatible server that answers every chat request with the same caption, after a fixed time. Speaks to its parent by messages. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Seen, ServerOrder } from "./server-process.ts";

const MODELS = JSON.stringify({ object: "list", data: [{ id: "null", object: "model", owned_by: "bench" }] });
const REPLY = JSON.stringify({
  id: "chatcmpl-0", object: "chat.completion", created: 0, model: "null",
  choices: [{ index: 0, message: { role: "assistant", content: "a man riding a wave on top of a surfboard" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 260, completion_tokens: 11, total_tokens: 271 },
});

let delayMs = 0;
let seen: Seen = nothing();
let inFlight = 0;

function nothing(): Seen {
  return { requests: 0, bodyBytes: 0, firstAtMs: 0, lastAtMs: 0, mostInFlight: 0 };
}

const now = (): number => performance.timeOrigin + performance.now();

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

const server = createServer((request, response) => {
  if (request.method === "GET") {
    send(response, MODELS);
    return;
  }
  inFlight++;
  if (seen.requests === 0) {
    seen.firstAtMs = now();
    process.send?.({ kind: "first", atMs: seen.firstAtMs });
  }
  seen.requests++;
  seen.mostInFlight = Math.max(seen.mostInFlight, inFlight);
  request.on("data", (chunk: Buffer) => (seen.bodyBytes += chunk.length));
  request.on("end", () => {
    const answer = (): void => {
      inFlight--;
      send(response, REPLY);
      seen.lastAtMs = now();
    };
    if (delayMs === 0) answer();
    else setTimeout(answer, delayMs);
  });
});

process.on("message", (order: ServerOrder) => {
  if (order.kind === "reset") {
    seen = nothing();
    inFlight = 0;
    delayMs = order.delayMs;
  }
  process.send?.({ kind: "seen", seen });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send?.({ kind: "listening", port: (server.address() as AddressInfo).port }));
