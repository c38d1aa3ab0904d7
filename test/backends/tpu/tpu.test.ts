/** The runtime as a backend: what every backend must do, batches, shared pictures, death, hang, and what it cannot answer. */

import { setMaxListeners } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { openTpu } from "../../../src/backends/tpu/tpu.ts";
import { openTiny } from "../../../src/backends/tiny/tiny.ts";
import { openProcess } from "../../../src/backends/tpu/runtime-process.ts";
import type { Backend, Request } from "../../../src/core/types.ts";
import { backendContract, requestFor } from "../../contracts/backend.ts";
import { smallPng } from "../../fixtures/pictures.ts";
import { bytesOf, CHECKPOINT, readHeldOut } from "../tiny/golden.ts";
import { childrenOf, hasJax, needsJax, python, runScript } from "./python.ts";

const clean = readHeldOut().filter(({ form }) => form === "clean");
const first = bytesOf(clean[0] as (typeof clean)[0]);
const request = requestFor("1", "caption en", first);
const { signal } = new AbortController();
setMaxListeners(0, signal);
const opened: Backend[] = [];
const open = async (target = "tiny", patience = {}): Promise<Backend> => {
  const backend = await openTpu(target, { patience });
  opened.push(backend);
  return backend;
};

describe.skipIf(!hasJax)(`tpu${needsJax}`, () => {
  afterAll(() => Promise.all(opened.map((backend) => backend.close())));

  backendContract({ open: () => openTpu("tiny"), request, refused: { request: requestFor("2", "caption en", Buffer.from("no picture")), kind: "DATA" } });

  it("says what runs where, and asks for enough at once to fill its batches", async () => {
    const { identity, features } = await open();
    expect(identity).toMatchObject({ kind: "tpu", model: "tiny", details: { weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/), imageSize: 84, precision: "float32", platform: "cpu", devices: 1 } });
    expect(features).toEqual({ beams: true, cutsPrompts: true, readsImages: true, concurrency: 48 });
  });

  it("keeps Python's bytecode, also where the machine's Python is told not to: starting is most of a restart", async () => {
    const cache = mkdtempSync(path.join(tmpdir(), "cardeval-bytecode-"));
    vi.stubEnv("CARDEVAL_CACHE", cache);
    vi.stubEnv("PYTHONDONTWRITEBYTECODE", "1");
    try {
      await (await openTpu("tiny")).close();
      expect(readdirSync(cache, { recursive: true }).map(String).some((name) => /site-packages\/jax\/__init__\..*\.pyc$/.test(name))).toBe(true);
    } finally {
      vi.unstubAllEnvs();
      rmSync(cache, { recursive: true, force: true });
    }
  });

  it("answers as the embedded model: large and small pictures, outlines, antialiasing, two pictures, cut prompts", async () => {
    const box = [0.1, 0.2, 0.7, 0.9] as const;
    const drawn = (outline: boolean): Request["images"][number] => ({ source: { name: "p", read: () => Promise.resolve(first) }, outlines: outline ? [{ box, rgb: [255, 0, 0] }] : [] });
    const asked: Request[] = [
      request, requestFor("small", "caption de", smallPng(40, 30)), requestFor("large", "what shape is it", smallPng(300, 200, [220, 30, 40])),
      { ...request, images: [drawn(true)] }, { ...request, image: { resolution: 224, antialias: true } },
      { ...requestFor("large", "caption en", smallPng(301, 77)), image: { resolution: 224, antialias: true } },
      { ...request, images: [drawn(false), drawn(true)] }, { ...request, decode: { beams: 1, maxTokens: 3, promptTokens: 2 } },
    ];
    const tiny = await openTiny({ threads: 1 });
    const expected = await Promise.all(asked.map((each) => tiny.generate(each, signal)));
    await tiny.close();
    const backend = await open();
    expect(await Promise.all(asked.map((each) => backend.generate(each, signal)))).toEqual(expected);
  }, 120_000);

  it("sends a shared picture once, and again to a runtime that no longer has it", async () => {
    const backend = await open();
    const questions = ["caption en", "what color is it", "how many", "is there a star"].map((prompt) => requestFor("1", prompt, first));
    const before = (await Promise.all(questions.map((each) => backend.generate(each, signal)))).map(({ text }) => text);
    for (const child of childrenOf(process.pid)) process.kill(child, "SIGKILL");
    const errors = await Promise.allSettled([backend.generate(request, signal)]);
    const again = await Promise.all(questions.map((each) => backend.generate(each, signal)));
    expect(again.map(({ text }) => text)).toEqual(before);
    expect(errors[0]).toMatchObject(errors[0]?.status === "rejected" ? { reason: { kind: "crashed", retryable: true } } : {});
  }, 120_000);

  it("rejects what a killed process had not answered as a crash that may be tried again, and starts another", async () => {
    const backend = await open();
    const waiting = Promise.allSettled(Array.from({ length: 40 }, (_, index) => backend.generate({ ...request, prompt: `caption ${index}` }, signal)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const child of childrenOf(process.pid)) process.kill(child, "SIGKILL");
    const failed = (await waiting).filter((each) => each.status === "rejected");
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) expect(reason).toMatchObject({ kind: "crashed", retryable: true, message: expect.stringContaining("SIGKILL") });
    expect((await backend.generate(request, signal)).finish).toBe("stop");
  }, 120_000);

  it("kills a process that hangs, and says so", async () => {
    const backend = await open("tiny", { pingEveryMs: 100, silentMs: 400 });
    await backend.generate(request, signal);
    const child = childrenOf(process.pid).at(-1) as number;
    process.kill(child, "SIGSTOP");
    await expect(backend.generate({ ...request, prompt: "caption de" }, signal)).rejects.toMatchObject({ kind: "crashed", retryable: true, message: expect.stringMatching(/answered no ping within 400 ms and was ended/) });
    expect((await backend.generate(request, signal)).finish).toBe("stop");
  }, 120_000);

  it.each([
    ["a damaged picture", { type: "generate", images: [{ key: "x", width: 4, height: 4, rgb: "AAAA" }] }, "bad_image", /4 × 4 has 48 bytes, got 3/],
    ["no picture", { type: "generate", images: [] }, "bad_request", /1 to 16 pictures, got 0/],
    ["17 pictures", { type: "generate", images: Array.from({ length: 17 }, () => ({ key: "x" })) }, "bad_request", /1 to 16 pictures, got 17/],
    ["a picture it never got", { type: "generate", images: [{ key: "nobody's" }] }, "unknown_image", /no picture was sent under the key/],
    ["a prompt over the budget's longest", { type: "generate", prompt: "word ".repeat(700), prompt_tokens: 2_000, images: [{ key: "x", width: 1, height: 1, rgb: "AAAA" }] }, "bad_request", /prompt_tokens is \d+, and this runtime goes up to 512/],
    ["four beams", { type: "generate", beams: 4, images: [{ key: "x" }] }, "bad_request", /beams \(1, 2 or 3\)/],
    ["an answer of 1,000 tokens", { type: "generate", max_tokens: 1_000, images: [{ key: "x", width: 1, height: 1, rgb: "AAAA" }] }, "bad_request", /max_tokens is 1000, and this runtime goes up to 512/],
    ["a message of no type", { type: "dance" }, "bad_request", /no message of type 'dance'/],
  ])("says what is wrong with %s", async (_, message, code, text) => {
    const runtime = await sharedRuntime();
    const question = { prompt: "caption en", beams: 1, max_tokens: 8, prompt_tokens: 8, ...message };
    expect((await runtime.send(question as never, signal)).error).toMatchObject({ code, message: expect.stringMatching(text) });
  }, 60_000);

  it("warms up, and counts what it did", async () => {
    const runtime = await sharedRuntime();
    expect(await runtime.send({ type: "warmup", pictures: 1, prompt_tokens: 8, max_tokens: 8, beams: 1 }, signal)).toMatchObject({ type: "warm" });
    expect(await runtime.send({ type: "stats" }, signal)).toMatchObject({ type: "stats", batches: 1, answered: 1, failed: 0, programs: [{ pictures: 1, prompt: 32, room: 32, beams: 1 }] });
    expect(await runtime.send({ type: "ping" }, signal)).toMatchObject({ type: "pong", waiting: 0, busy_s: 0 });
  }, 60_000);

  it("shares the questions out over several devices, and says the same", async () => {
    const asked = clean.slice(0, 20).map((each) => requestFor(each.id, "caption en", bytesOf(each)));
    const one = await open();
    const before = await Promise.all(asked.map((each) => one.generate(each, signal)));
    process.env["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2";
    try {
      const backend = await open();
      expect(backend.identity.details["devices"]).toBe(2);
      expect(backend.features.concurrency).toBe(96);
      expect(await Promise.all(asked.map((each) => backend.generate(each, signal)))).toEqual(before);
    } finally {
      delete process.env["XLA_FLAGS"];
    }
  }, 180_000);

  it.skipIf(process.platform !== "linux")("comes down to fewer questions at once where memory runs out, and answers them all", () => {
    const { rows, ...rest } = JSON.parse(runScript("little_memory.py", [CHECKPOINT, "300"])) as { rows: number };
    expect(rest).toEqual({ answered: 16, texts: 1 });
    expect([8, 4, 2, 1]).toContain(rows);
  }, 300_000);
});

it.each([
  ["an unknown setting", "tiny?speed=fast", /tpu: has no setting "speed"/],
  ["a type that there is not", "tiny?batch=2&dtype=float8", /tpu: dtype is "float8", expected float32 or bfloat16/],
  ["no questions at a time", "tiny?batch=0", /tpu: batch is "0", expected a whole number from 1 on/],
  ["no place at all", "?batch=2", /^tpu: names no checkpoint$/],
  ["a place that is not there", "/no/such/folder?batch=2", /^\/no\/such\/folder is not there/],
])("refuses %s before it looks for a Python", async (_, target, message) => {
  await expect(openTpu(target)).rejects.toThrow(message);
});

let shared: ReturnType<typeof openProcess> | undefined;
function sharedRuntime(): ReturnType<typeof openProcess> {
  shared ??= openProcess(python, [CHECKPOINT]);
  return shared;
}

afterAll(async () => (await shared)?.close());
