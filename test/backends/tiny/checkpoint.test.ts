/** A checkpoint is checked before it is used. */

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { openCheckpoint } from "../../../src/backends/tiny/checkpoint.ts";
import { openTiny } from "../../../src/backends/tiny/tiny.ts";
import { DataError } from "../../../src/core/errors.ts";
import { CHECKPOINT } from "./golden.ts";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

/** A copy of the shipped checkpoint with one file changed; `known` writes the new digest too. */
function changed(name: string, change: (bytes: Buffer) => Uint8Array, known = false): string {
  const folder = mkdtempSync(path.join(tmpdir(), "cardeval-tiny-"));
  made.push(folder);
  cpSync(CHECKPOINT, folder, { recursive: true });
  const bytes = change(readFileSync(path.join(folder, name)));
  writeFileSync(path.join(folder, name), bytes);
  if (known) {
    const digests = JSON.parse(readFileSync(path.join(folder, "digest.json"), "utf8")) as Record<string, string>;
    writeFileSync(path.join(folder, "digest.json"), JSON.stringify({ ...digests, [name]: createHash("sha256").update(bytes).digest("hex") }));
  }
  return folder;
}

const flipLastBit = (bytes: Buffer): Uint8Array => {
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  return bytes;
};

it("is the one that digest.json names, with all its parameters", async () => {
  const { digests, parameters } = await openCheckpoint(CHECKPOINT);
  expect(JSON.parse(readFileSync(path.join(CHECKPOINT, "digest.json"), "utf8"))).toMatchObject(digests);
  expect(parameters).toBe(899_808);
});

it.each(["model.safetensors", "config.json", "tokenizer.json"])("is refused when a bit of %s is another", async (name) => {
  const error = await openTiny({ checkpoint: changed(name, flipLastBit) }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  expect((error as DataError).message).toMatch(new RegExp(`${name}: its sha256 is [0-9a-f]{64}, expected [0-9a-f]{64}: the package is damaged`));
  expect((error as DataError).hint).toBe("Reinstall the package, or export the checkpoint again.");
});

it.each([
  ["weights cut short", "model.safetensors", (bytes: Buffer) => bytes.subarray(0, -100), /cut short/],
  ["weights without a header", "model.safetensors", () => Buffer.alloc(4), /is not a whole safetensors file: it has 4 bytes/],
  ["a config of another architecture", "config.json", (bytes: Buffer) => Buffer.from(bytes.toString().replace('"num_key_value_heads": 1', '"num_key_value_heads": 2')), /num_key_value_heads.*expected 1, got 2/],
  ["a tokenizer of another type", "tokenizer.json", (bytes: Buffer) => Buffer.from(bytes.toString().replace('"Unigram"', '"BPE"')), /only a unigram tokenizer/],
] as const)("refuses %s, even when the digest is right", async (_, name, change, message) => {
  await expect(openCheckpoint(changed(name, change, true))).rejects.toThrow(message);
});

it("names a file that is missing", async () => {
  const folder = changed("config.json", (bytes) => bytes);
  rmSync(path.join(folder, "model.safetensors"));
  await expect(openCheckpoint(folder)).rejects.toThrow(/model\.safetensors/);
});
