/**
 * The runtime's side of the protocol without a model: greets, and answers every question at once. What the harness takes over it is the harness's own.
 *
 * Argument: a file with the greeting. A question is not parsed; its id and type are the first of its fields.
 */

import { readFileSync } from "node:fs";

const [, , greeting = ""] = process.argv;
const HEAD_BYTES = 64;
const NEWLINE = 10;
const ANSWER = `"text":"a dog","tokens":[5,1],"score":-1,"finish":"stop","usage":{"prompt":20,"completion":2},"timing":{"queue_ms":0,"batch_ms":0}`;

process.stdout.write(`${readFileSync(greeting, "utf8").trim()}\n`);
let head = "";
process.stdin.on("data", (chunk: Buffer) => {
  let from = 0;
  for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
    answer(head + chunk.toString("latin1", from, Math.min(end, from + HEAD_BYTES)));
    head = "";
    from = end + 1;
  }
  if (head.length < HEAD_BYTES) head += chunk.toString("latin1", from, from + HEAD_BYTES);
});

function answer(line: string): void {
  const [, id, type] = /^\{"id":(\d+),"type":"(\w+)"/.exec(line) ?? [];
  if (type === "shutdown") process.exit(0);
  process.stdout.write(type === "generate" ? `{"id":${id},${ANSWER}}\n` : `{"id":${id},"type":"pong","busy_s":0}\n`);
}
