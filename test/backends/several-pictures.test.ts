/** Requests of two pictures, one of them a TIFF, and of sixteen frames: every backend that looks at pictures gets all, in order, as they are. */

import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { openCommand } from "../../src/backends/command.ts";
import { openOpenai } from "../../src/backends/openai/openai.ts";
import { openBackend } from "../../src/backends/index.ts";
import type { Request } from "../../src/core/types.ts";
import { sendReply, startChatServer } from "../fixtures/chat-server.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import { raw } from "../fixtures/official-pictures.ts";
import { smallPng } from "../fixtures/pictures.ts";

const left = smallPng();
const right = new Uint8Array(await raw().tiff().toBuffer());
const request: Request = {
  id: "test1-0-1-0", prompt: "answer en There are two dogs.",
  images: [left, right].map((bytes, side) => ({ source: { name: `${side}`, read: () => Promise.resolve(bytes) }, outlines: [] })),
  decode: { beams: 1, maxTokens: 8, promptTokens: 64 }, image: { resolution: 224, antialias: false },
};
const pictured = (bytes: Uint8Array): Request["images"][number] => ({ source: { name: "frame", read: () => Promise.resolve(bytes) }, outlines: [] });
const base64 = [left, right].map((bytes) => Buffer.from(bytes).toString("base64"));
const { signal } = new AbortController();

it("openai sends both before the prompt, each with its own type", async () => {
  const server = await startChatServer((_, response) => sendReply(response, "True"));
  const backend = await openOpenai(server.url, {});
  expect((await backend.generate(request, signal)).text).toBe("True");
  await backend.close();
  await server.close();
  expect(server.requests[0]?.body.messages[0]?.content).toEqual([
    { type: "image_url", image_url: { url: `data:image/png;base64,${base64[0]}` } },
    { type: "image_url", image_url: { url: `data:image/tiff;base64,${base64[1]}` } },
    { type: "text", text: request.prompt },
  ]);
});

it("openai sends the frames of a video in their order", async () => {
  const frames = Array.from({ length: 16 }, (_, i) => smallPng(2, 2, [i, i, i]));
  const server = await startChatServer((_, response) => sendReply(response, "a dog"));
  const backend = await openOpenai(server.url, {});
  await backend.generate({ ...request, images: frames.map(pictured), image: { ...request.image, keepsFractions: true } }, signal);
  await backend.close();
  await server.close();
  const sent = server.requests[0]?.body.messages[0]?.content as readonly { image_url?: { url: string } }[];
  expect(sent.slice(0, -1).map(({ image_url }) => image_url?.url)).toEqual(frames.map((bytes) => `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`));
});

it("a command gets both in order", async () => {
  const program = path.join(folderOf(), "model.mjs");
  writeFileSync(program, `#!/usr/bin/env node
import { createInterface } from "node:readline";
createInterface({ input: process.stdin }).on("line", (line) => { const { id, images } = JSON.parse(line); console.log(JSON.stringify({ id, text: images.map(({ base64 }) => base64).join(" ") })); });
`);
  chmodSync(program, 0o755);
  const backend = await openCommand(program);
  expect((await backend.generate(request, signal)).text).toBe(base64.join(" "));
  await backend.close();
});

it("the embedded model looks at both: the second picture takes as many tokens as the first", async () => {
  const backend = await openBackend("tiny", { threads: 1 });
  const countOf = async (images: Request["images"]): Promise<number> => (await backend.generate({ ...request, images }, signal)).tokens?.prompt ?? 0;
  const [none, one, two] = [await countOf([]), await countOf(request.images.slice(1)), await countOf(request.images)];
  await backend.close();
  expect(one).toBeGreaterThan(none);
  expect(two - one).toBe(one - none);
});

it("the embedded model looks at the middle one of more than two", async () => {
  const backend = await openBackend("tiny", { threads: 1 });
  const colours = [[222, 38, 38], [46, 160, 66], [40, 86, 222], [242, 214, 44]] as const;
  const images = colours.map((rgb) => pictured(smallPng(84, 84, rgb)));
  const ask = (shown: Request["images"]): Promise<unknown> => backend.generate({ ...request, prompt: "answer en what color is the background?", images: shown }, signal);
  expect(await ask(images)).toEqual(await ask(images.slice(2, 3)));
  expect(backend.features.mostImages).toBe(2);
  await backend.close();
});
