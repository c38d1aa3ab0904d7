/** A program as a backend: a real child process, its greeting, its death. */

import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openCommand } from "../../src/backends/command.ts";
import { backendContract, requestFor } from "../contracts/backend.ts";
import { smallPng } from "../fixtures/pictures.ts";

/** An executable that answers each line by `answer`, a JavaScript expression over `q`. */
function program(answer: string, greeting = ""): string {
  const place = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-command-")), "model.mjs");
  writeFileSync(place, `#!/usr/bin/env node
import { createInterface } from "node:readline";
${greeting}
createInterface({ input: process.stdin }).on("line", (line) => { const q = JSON.parse(line); const a = ${answer}; if (a) console.log(typeof a === "string" ? a : JSON.stringify(a)); });
`);
  chmodSync(place, 0o755);
  return place;
}

const picture = smallPng();
const request = (prompt: string): ReturnType<typeof requestFor> => requestFor("1", prompt, picture);
const { signal } = new AbortController();
const hello = 'console.log(JSON.stringify({ ready: { model: "parrot", beams: true, concurrency: 3, revision: "r1" } }));';

describe("command", () => {
  const parrot = program('q.prompt === "wait" ? null : q.prompt === "refuse" ? { id: q.id, error: { message: "no", retryable: false } } : { id: q.id, text: q.prompt }', hello);
  backendContract({ open: () => openCommand(parrot), request: request("caption en"), refused: { request: request("refuse"), kind: "server" }, slow: request("wait") });

  it("takes name, abilities and facts from the greeting", async () => {
    const backend = await openCommand(parrot);
    expect(backend.identity).toMatchObject({ model: "parrot", details: { revision: "r1" } });
    expect(backend.features).toMatchObject({ beams: true, concurrency: 3 });
    await backend.close();
  });

  it("gives the program everything it needs", async () => {
    const backend = await openCommand(program("{ id: q.id, text: JSON.stringify({ ...q, images: q.images.map((i) => i.base64.length) }) }", hello));
    expect(JSON.parse((await backend.generate(request("caption en"), signal)).text)).toEqual({
      id: "1", sample: "1", prompt: "caption en", images: [Buffer.from(picture).toString("base64").length], beams: 1, max_tokens: 16, prompt_tokens: 16, resolution: 224, antialias: false,
    });
    await backend.close();
  });

  it("fails open requests when the program ends, with its last words, and starts a new one", async () => {
    const backend = await openCommand(program('q.prompt === "die" ? (console.error("out of memory"), process.exit(3)) : { id: q.id, text: "ok" }', hello));
    await expect(backend.generate(request("die"), signal)).rejects.toMatchObject({ kind: "crashed", retryable: true, message: expect.stringMatching(/exit 3.*out of memory/) });
    expect((await backend.generate(request("live"), signal)).text).toBe("ok");
    await backend.close();
  });

  it("calls a line that is not JSON a bad reply", async () => {
    const backend = await openCommand(program('"Loading weights…"', hello));
    await expect(backend.generate(request("caption en"), signal)).rejects.toMatchObject({ kind: "bad-reply" });
    await backend.close();
  });

  it("says when there is no such program", async () => {
    await expect(openCommand("/no/such/program")).rejects.toThrow(/cannot be started/);
  });
});
