/** The exported model as a backend: the contract, and what is said of folders that are not one. */

import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openOnnx } from "../../../src/backends/onnx/onnx.ts";
import type { Request } from "../../../src/core/types.ts";
import { backendContract, requestFor } from "../../contracts/backend.ts";
import { bytesOf, CHECKPOINT, readHeldOut } from "../tiny/golden.ts";
import { emptyFolder } from "../../cli/program.ts";
import { exportedFolder } from "./folder.ts";

const clean = readHeldOut().filter(({ form }) => form === "clean");
const request = requestFor("1", "caption en", bytesOf(clean[0] as (typeof clean)[0]));
const signal = (): AbortSignal => new AbortController().signal;
const slow: Request = {
  ...request, id: "slow", decode: { beams: 3, maxTokens: 400, promptTokens: 400 },
  images: clean.slice(0, 30).flatMap((picture) => requestFor(picture.id, "", bytesOf(picture)).images),
};

/** Random weights in a few kilobytes, by test/oracles/small_onnx.py. */
function smallFolder(name: "seen" | "causal"): string {
  const folder = path.join(emptyFolder(), name);
  cpSync(path.resolve(import.meta.dirname, `../../golden/onnx-small/${name}`), folder, { recursive: true });
  copyFileSync(path.join(CHECKPOINT, "tokenizer.json"), path.join(folder, "tokenizer.json"));
  return folder;
}

describe("onnx", () => {
  const folder = exportedFolder();
  backendContract({
    open: () => openOnnx(folder), request, slow,
    refused: { request: requestFor("2", "caption en", Buffer.from("no picture")), kind: "DATA" },
  });

  it("says what it runs", async () => {
    const { identity, close } = await openOnnx(folder, { threads: 1 });
    await close();
    expect(identity).toMatchObject({ kind: "onnx", model: "tiny-onnx", details: { device: "cpu", variant: "default", imageSize: 84, prefixMask: "seen" } });
    expect(identity.details["decoderSha256"]).toMatch(/^[0-9a-f]{64}$/);
    expect(identity.details["runtime"]).toMatch(/^onnxruntime-node \d+\.\d+/);
  });

  it("counts tokens and says when it was cut", async () => {
    const backend = await openOnnx(folder);
    const whole = await backend.generate(request, signal());
    const cut = await backend.generate({ ...request, decode: { ...request.decode, maxTokens: 2 } }, signal());
    const two = await backend.generate({ ...request, decode: { ...request.decode, promptTokens: 2 } }, signal());
    await backend.close();
    expect(whole).toMatchObject({ finish: "stop", tokens: { prompt: 40 } });
    expect(cut).toMatchObject({ finish: "length", tokens: { prompt: 40, completion: 2 } });
    expect(two.tokens?.prompt).toBe(38);
  });
});

it("refuses a picture of another side than that of a card's checkpoint", async () => {
  const folder = smallFolder("seen");
  const config = JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8")) as { vision_config: { image_size: number } };
  config.vision_config.image_size = 448;
  writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
  const backend = await openOnnx(folder);
  await expect(backend.generate(request, signal())).rejects.toMatchObject({ kind: "unsupported", message: expect.stringContaining("448 × 448 pixels, and the run asks for 224") as string });
  await backend.close();
});

describe("the mask of a decoder", () => {
  it("is told from how a prompt sees itself", async () => {
    const { identity, close } = await openOnnx(smallFolder("seen"));
    await close();
    expect(identity.details["prefixMask"]).toBe("seen");
    await expect(openOnnx(smallFolder("causal"))).rejects.toMatchObject({
      message: expect.stringMatching(/decoder_model_merged\.onnx: was exported with a causal mask/) as string, hint: expect.stringContaining("prefix-LM") as string,
    });
  });
});

describe("a folder that cannot be run", () => {
  it.each<[string, (folder: string) => void, object, RegExp]>([
    ["has no configuration", (folder) => rmSync(path.join(folder, "config.json")), {}, /config\.json: the file does not exist/],
    ["has no tokenizer", (folder) => rmSync(path.join(folder, "tokenizer.json")), {}, /tokenizer\.json: the file does not exist/],
    ["has a tokenizer that is none", (folder) => writeFileSync(path.join(folder, "tokenizer.json"), '{"model":{"type":"BPE"}}'), {}, /tokenizer\.json: is not a tokenizer/],
    ["is of another model", (folder) => writeFileSync(path.join(folder, "config.json"), '{"model_type":"llava"}'), {}, /is of a llava, expected paligemma/],
    ["lacks a graph", (folder) => rmSync(path.join(folder, "onnx/vision_encoder.onnx")), {}, /onnx\/vision_encoder\.onnx: the file does not exist/],
    ["lacks the variant", () => undefined, { variant: "q8" }, /onnx\/embed_tokens_quantized\.onnx: the file does not exist/],
    ["has a graph that is cut", (folder) => writeFileSync(path.join(folder, "onnx/embed_tokens.onnx"), readFileSync(path.join(folder, "onnx/embed_tokens.onnx")).subarray(0, 5_000)), {}, /embed_tokens\.onnx does not open on cpu/],
    ["has graphs under each other's names", (folder) => copyFileSync(path.join(folder, "onnx/embed_tokens.onnx"), path.join(folder, "onnx/vision_encoder.onnx")), {}, /takes input_ids, of which input_ids is not known/],
    ["is wanted on a device that there is not", () => undefined, { device: "abacus" }, /does not open on abacus/],
  ])("because it %s, is refused by name", async (_, spoil, options, message) => {
    const folder = smallFolder("seen");
    spoil(folder);
    await expect(openOnnx(folder, options)).rejects.toThrow(message);
  });
});
