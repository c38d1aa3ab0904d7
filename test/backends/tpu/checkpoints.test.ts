/** Checkpoints that are missing, damaged or another model's are refused before anything is loaded, with what to do. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openProcess } from "../../../src/backends/tpu/runtime-process.ts";
import { UsageError } from "../../../src/core/errors.ts";
import { CHECKPOINT } from "../tiny/golden.ts";
import { hasJax, needsJax, python, runScript } from "./python.ts";

const made = mkdtempSync(path.join(tmpdir(), "cardeval-damaged-"));
afterAll(() => rmSync(made, { recursive: true }));

type Damage = (folder: string) => void;

const edit = (file: string, change: (text: string) => string): Damage => (folder) =>
  writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), "utf8")));
const cut = (file: string, bytes: number): Damage => (folder) =>
  writeFileSync(path.join(folder, file), readFileSync(path.join(folder, file)).subarray(0, bytes));
const remove = (file: string): Damage => (folder) => rmSync(path.join(folder, file));

/** The embedded checkpoint, or one of its forms, damaged. */
function damaged(damage: Damage, form?: string): string {
  const folder = mkdtempSync(path.join(made, "one-"));
  cpSync(form === undefined ? CHECKPOINT : path.join(made, "forms", form), folder, { recursive: true });
  damage(folder);
  return folder;
}

async function refusal(place: string, ...words: string[]): Promise<UsageError> {
  const error: unknown = await openProcess(python, [place, ...words]).then((runtime) => runtime.close(), (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
}

describe.skipIf(!hasJax)(`the JAX runtime refuses${needsJax}`, () => {
  it.each<[string, Damage, RegExp, RegExp]>([
    ["a folder without a config", remove("config.json"), /config\.json is missing/, /Say a folder with config\.json/],
    ["a folder without weights", remove("model.safetensors"), /1 of 1 weight files are missing: model\.safetensors/, /Fetch them/],
    ["a folder without a tokenizer", remove("tokenizer.json"), /tokenizer\.json is missing/, /\?tokenizer=FILE/],
    ["weights cut short", cut("model.safetensors", 1_500_000), /the tensor \S+ ends at byte \d+ of 1500000: the file is cut short/, /Fetch the file again/],
    ["weights that are four bytes", cut("model.safetensors", 4), /is not a whole safetensors file: it has 4 bytes/, /Fetch the file again/],
    ["an empty weight file", cut("model.safetensors", 0), /it has 0 bytes/, /Fetch the file again/],
    ["a config that is no JSON", cut("config.json", 100), /config\.json is not JSON/, /Fetch the file again/],
    ["another architecture", edit("config.json", (text) => text.replace('"paligemma"', '"llava"')), /model_type is 'llava', expected paligemma/, /PaliGemma and PaliGemma 2 only/],
    ["another decoder", edit("config.json", (text) => text.replace('"gemma"', '"llama"')), /text_config\.model_type is 'llama', expected gemma or gemma2/, /only/],
    ["a config of more layers than weights", edit("config.json", (text) => text.replaceAll('"num_hidden_layers": 3', '"num_hidden_layers": 4')), /no weight file has the tensor \S*layers\.3/, /whole PaliGemma checkpoint/],
    ["a config of other widths", edit("config.json", (text) => text.replaceAll('"intermediate_size": 288', '"intermediate_size": 300')), /has the shape \[288, 96\], expected \[300, 96\]/, /two models/],
    ["a size that is no number", edit("config.json", (text) => text.replace('"num_attention_heads": 4', '"num_attention_heads": "four"')), /num_attention_heads is 'four', expected a whole number/, /config\.json/],
    ["a tokenizer of other special tokens", edit("tokenizer.json", (text) => text.replaceAll("<bos>", "<start>")), /another model's tokenizer: <bos> is None there and 2 in the model/, /published with these weights/],
    ["a tokenizer without locations", edit("tokenizer.json", (text) => text.replaceAll("<loc1023>", "<place1023>")), /<loc1023> is None there/, /published with these weights/],
    ["a tokenizer that is no JSON", cut("tokenizer.json", 900), /is no tokenizer/, /Fetch it again/],
  ])("%s", async (_, damage, message, todo) => {
    const error = await refusal(damaged(damage));
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(todo);
  }, 60_000);

  it("a folder that lacks a shard, and an .npz that is cut short or of another model", async () => {
    mkdirSync(path.join(made, "forms"), { recursive: true });
    runScript("make_checkpoints.py", [CHECKPOINT, path.join(made, "forms")]);
    const shard = "model-00002-of-00003.safetensors";
    expect((await refusal(damaged(remove(shard), "shards-new-names"))).message).toContain(`1 of 3 weight files are missing: ${shard}`);
    const archive = path.join(made, "forms/published.npz");
    writeFileSync(archive, readFileSync(archive).subarray(0, 1_000_000));
    expect((await refusal(archive)).message).toMatch(/published\.npz (is not a whole|cannot be read as) \.npz/);
    expect((await refusal(path.join(path.resolve("test/golden"), "mask-decoder.npz"), "--tokenizer", path.join(CHECKPOINT, "tokenizer.json"))).message).toMatch(/mask-decoder\.npz has no img\/\S+; it has \d+ arrays, such as /);
  }, 120_000);
});

describe("without the runtime", () => {
  it("a Python that is not there is named, with the command that installs one", async () => {
    const error = await openProcess("/no/such/python", ["tiny"]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "USAGE", message: expect.stringMatching(/\/no\/such\/python cannot be started/), hint: expect.stringContaining("cardeval doctor --install tpu") });
  });
});
