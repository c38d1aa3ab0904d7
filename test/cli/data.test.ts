/** `cardeval data` on a data root that is half complete: some benchmarks whole, some in part, some not there. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { DataState } from "../../src/cli/check-data.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { cardeval } from "./program.ts";

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, "../golden/zip-archives.json"), "utf8")) as { archives: Record<string, { base64: string }> };

async function check(root: string, ...names: readonly string[]): Promise<{ code: number | null; states: readonly DataState[]; err: string }> {
  const { code, out, err } = await cardeval(["data", "check", ...names, "--data", root, "--json"], root);
  return { code, err, states: JSON.parse(out) as DataState[] };
}

describe("data check", () => {
  it("says of every benchmark what is there, what is missing and where to get it", async () => {
    const root = folderOf({ ...layouts.nocaps.files, "nocaps/val/a.jpg": "not looked into", "vqav2/v2_mscoco_val2014_annotations.json": { annotations: [] }, "chartqa/test/test_human.json": "[" });
    const { code, states, err } = await check(root, "nocaps", "vqav2", "pope");
    expect(code).toBe(2);
    expect(err).toContain("vqav2 (2 of 3)");
    const [nocaps, vqav2, pope] = states;
    expect(nocaps).toMatchObject({ state: "incomplete", rows: { found: 2, expected: 4_500 }, pictures: { found: 1, wanted: 2, missing: ["val/b.jpg"] }, problems: [] });
    expect(nocaps?.files).toEqual([{ path: "nocaps/nocaps_val_4500_captions.json", bytes: expect.any(Number) as number, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);
    expect(vqav2).toMatchObject({ state: "incomplete", filesExpected: 2, problems: [expect.stringContaining("v2_OpenEnded_mscoco_val2014_questions.json: the file does not exist")] });
    expect(pope).toMatchObject({ state: "missing", files: [], filesExpected: 3, source: { homepage: "https://github.com/AoiDragon/POPE" } });
    const { out } = await cardeval(["data", "check", "nocaps", "--data", root, "--quiet"], root);
    expect(out).toMatch(/^nocaps +incomplete +1 of 1 +2 of 4,500 +1 of 2$/m);
    expect(out).toContain("missing   1 pictures: val/b.jpg");
    expect(out).toContain("get it    https://nocaps.org");
  });

  it("names an archive that is damaged, and data that cannot be read", async () => {
    const zip = Buffer.from(golden.archives["info-zip"]?.base64 ?? "", "base64").subarray(0, 400);
    const damaged = await check(folderOf({ ...layouts.nocaps.files, "nocaps/val.zip": zip }), "nocaps");
    expect(damaged).toMatchObject({ code: 2, states: [{ state: "unreadable", problems: [expect.stringMatching(/nocaps\/val\.zip: is not a whole zip archive/)] }] });
    expect(await check(folderOf({ "nocaps/nocaps_val_4500_captions.json": "[" }), "nocaps")).toMatchObject({ code: 2, states: [{ state: "unreadable" }] });
  });

  it("names archives that hide what is missing", async () => {
    const root = folderOf({ ...layouts.nocaps.files, "nocaps/val.tar.gz": "not looked into" });
    expect(await check(root, "nocaps")).toMatchObject({ states: [{ state: "incomplete", problems: [`${root}/nocaps/val.tar.gz was not looked into: unpack it first`] }] });
  });

  it("ends with 0 where all is there", async () => {
    const { code, out } = await cardeval(["data", "check", "textcaps", "--data", "sampler"], folderOf());
    expect(code).toBe(0);
    expect(out).toMatch(/textcaps +complete/);
  });
});

describe("data where", () => {
  it("names the places in their order", async () => {
    const root = folderOf();
    const { code, out } = await cardeval(["data", "where", "nocaps", "--data", root, "--json"], root);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ benchmark: "nocaps", folders: [`${root}/nocaps`, root], pictures: "val/*.jpg" }]);
  });

  it.each([
    [["data", "chek", "--data", "."], 'data cannot "chek"'],
    [["data", "check"], "which data?"],
    [["data", "check", "nocap", "--data", "."], 'there is no benchmark "nocap"'],
    [["data", "check", "--data", "nowhere"], "is not a folder"],
  ])("%j is refused", async (words, message) => {
    const { code, err } = await cardeval(words, folderOf());
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
