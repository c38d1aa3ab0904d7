/** The runtime over HTTP on a loopback address, as a TPU machine behind a tunnel has it. */

import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTpu } from "../../../src/backends/tpu/tpu.ts";
import { backendContract, requestFor } from "../../contracts/backend.ts";
import { bytesOf, CHECKPOINT, readHeldOut } from "../tiny/golden.ts";
import { hasJax, needsJax, python } from "./python.ts";

const environment = { ...process.env, PYTHONPATH: path.resolve("src/backends/tpu"), PYTHONDONTWRITEBYTECODE: "1" };
const words = (address: string): string[] => ["-m", "cardeval_jax", CHECKPOINT, "--http", address, "--cache", path.join(process.env["CARDEVAL_CACHE"] as string, "tpu")];
const clean = readHeldOut().filter(({ form }) => form === "clean");
const request = requestFor("1", "caption en", bytesOf(clean[0] as (typeof clean)[0]));

let url = "";
let server: ChildProcess | undefined;

/** The last line of a runtime that refuses to start. */
function refusal(address: string): Promise<string> {
  const child = spawn(python, words(address), { env: environment });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => child.once("exit", () => resolve(text)));
}

describe.skipIf(!hasJax)(`tpu over HTTP${needsJax}`, () => {
  beforeAll(async () => {
    const child = spawn(python, words("127.0.0.1:0"), { env: environment });
    server = child;
    url = await new Promise((resolve, reject) => {
      child.stdout.on("data", (chunk: Buffer) => resolve(/http:\S+/.exec(chunk.toString())?.[0] ?? ""));
      child.once("exit", (code) => reject(new Error(`the runtime ended with ${code}`)));
    });
  });
  afterAll(() => void server?.kill());

  backendContract({ open: () => openTpu(url), request });

  it("refuses other hosts' names, other paths and what is no JSON", async () => {
    const { port } = new URL(url);
    expect((await fetch(`${url}/other`)).status).toBe(403);
    expect((await fetch(url, { method: "POST", body: "{" })).status).toBe(400);
    const { request: ask } = await import("node:http");
    const status = await new Promise((resolve) => ask({ port, headers: { host: "evil.example" } }, (response) => resolve(response.statusCode)).end());
    expect(status).toBe(403);
  });

  it("says when a port is in use, and that only loopback is listened on", async () => {
    expect(await refusal(`127.0.0.1:${new URL(url).port}`)).toMatch(/cannot be listened on: Address already in use/);
    expect(await refusal("0.0.0.0:8765")).toMatch(/--http takes a loopback address, got '0\.0\.0\.0:8765'[\s\S]*ssh -L/);
  }, 60_000);
});

describe("a runtime over HTTP that is none", () => {
  it("is named: nobody there, or another server", async () => {
    await expect(openTpu("http://127.0.0.1:1")).rejects.toMatchObject({ kind: "unreachable", hint: "Is it running, and the tunnel open?" });
    const other = createServer((_, response) => response.end('{"object":"list"}')).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    await expect(openTpu(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)).rejects.toThrow(/is not a JAX runtime of this version/);
    other.close();
  });

  it("with a checkpoint of the card is not asked for another side of pictures", async () => {
    const greeting = { type: "ready", protocol: 1, model: { name: "paligemma-3b-ft-docvqa-448", imageSize: 448 }, limits: { batch: 16 } };
    const other = createServer((_, response) => response.end(JSON.stringify(greeting))).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const backend = await openTpu(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
    await expect(backend.generate(request, new AbortController().signal)).rejects.toMatchObject({
      kind: "unsupported", message: "the checkpoint sees pictures of 448 pixels, and the run asks for 224", hint: expect.stringContaining("--resolution 448"),
    });
    await backend.close();
    other.close();
  });
});
