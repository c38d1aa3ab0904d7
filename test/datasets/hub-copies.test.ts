/** Benchmarks from the hub's copies: every declared copy is read from parquet files of its columns, and what is odd about one is said. */

import { describe, expect, it } from "vitest";
import { benchmarkNames, loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { findData } from "../../src/cli/plan.ts";
import { createBenchmark } from "../../src/core/define.ts";
import type { DataWarning, Sample } from "../../src/core/types.ts";
import { openDataRoot } from "../../src/io/data-root.ts";
import { hubCopies } from "../fixtures/hub-copies.ts";
import { folderOf, type Files } from "../fixtures/official-folder.ts";
import { parquetOf, picture } from "../fixtures/parquet.ts";
import { smallPng } from "../fixtures/pictures.ts";

const names = Object.keys(hubCopies) as BenchmarkName[];

async function read(name: BenchmarkName, files: Files): Promise<{ samples: Sample<unknown>[]; warnings: readonly DataWarning[]; paths: readonly string[] }> {
  const root = folderOf(files);
  const { benchmark, files: found, fileRecords, problem } = await findData(createBenchmark(await loadBenchmark(name)), root);
  if (problem !== undefined) throw problem;
  const data = openDataRoot(root, benchmark.dataset.folders);
  const samples: Sample<unknown>[] = [];
  for await (const sample of benchmark.dataset.samples(data, found)) samples.push(sample);
  return { samples, warnings: data.warnings(), paths: fileRecords.map((record) => record.path) };
}

describe("copies of the hub", () => {
  it("are tried here, all that benchmarks declare", async () => {
    const declaring = await Promise.all(benchmarkNames.map(async (name) => ((createBenchmark(await loadBenchmark(name)).dataset.copies ?? []).length > 0 ? [name] : [])));
    expect(names.sort()).toEqual(declaring.flat().sort());
  });

  it.each(names)("%s: samples, pictures, the files' digests, and that it is a copy", async (name) => {
    const { files = {}, samples: expected = [] } = hubCopies[name] ?? {};
    const { samples, warnings, paths } = await read(name, files);
    expect(samples.slice(0, expected.length)).toMatchObject(expected);
    expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
    expect(paths.toSorted()).toEqual(Object.keys(files).toSorted());
    expect(warnings.find(({ code }) => code === "hub-copy")).toMatchObject({ count: 1, message: expect.stringContaining("read from a copy on the Hugging Face Hub") as string });
    const bytes = await Promise.all(samples.slice(0, 2).map(async ({ images }) => Buffer.from(await images.at(-1)!.read())));
    expect(bytes[0]).toEqual(smallPng(4, 2));
    expect(samples.every(({ images }) => images.length === (name === "marvl" ? 2 : 1))).toBe(true);
  });
});

describe("the official files", () => {
  it("come first, and a copy that is not all there leaves their message", async () => {
    const files = { ...hubCopies.nocaps?.files, "nocaps/nocaps_val_4500_captions.json": { images: [{ id: 1, file_name: "a.jpg" }], annotations: [{ id: 1, image_id: 1, caption: "official" }] } };
    expect((await read("nocaps", files)).samples).toMatchObject([{ target: ["official"] }]);
    const { "pope/Full/random-00000-of-00001.parquet": _, ...two } = hubCopies.pope?.files ?? {};
    await expect(read("pope", two)).rejects.toThrow("coco_pope_random.json: the file does not exist");
  });

  it("that a copy needs are asked for", async () => {
    const { "textvqa/train_images/rotation.csv": _, ...files } = hubCopies.textvqa?.files ?? {};
    await expect(read("textvqa", files)).rejects.toThrow("rotation.csv: the file does not exist");
  });
});

describe("a file that is not as it should be", () => {
  const name = "nocaps/data/validation-00000-of-00001.parquet";
  const good = { image: ["picture", picture(smallPng(4, 2))], image_id: ["whole", 7], annotations_captions: [["text"], ["a dog"]] } as const;
  const whole = parquetOf(good);
  const { image_id: _, ...withoutId } = good;
  it.each([
    ["cut off", whole.subarray(0, whole.length - 9), "is not a whole parquet file"],
    ["empty", Buffer.alloc(0), "is not a whole parquet file: it is empty"],
    ["another format", Buffer.from("<html>"), "is not a whole parquet file: it does not begin as one"],
    ["a pointer", Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 9\n`), "is a git-lfs pointer, not the file"],
    ["another column", parquetOf(withoutId), "has no column image_id; its columns are image, annotations_captions"],
    ["another type", parquetOf({ ...good, annotations_captions: ["text", "['a dog']"] }), 'row 1 field "annotations_captions": expected a list, found "[\'a dog\']"'],
    ["an id twice", parquetOf({ image: ["picture", null, null], image_id: ["whole", 7, 7], annotations_captions: [["text"], ["a"], ["b"]] }), "row 2 field \"image_id\": image_id 7 occurs twice"],
    ["no id", parquetOf({ ...good, image_id: ["whole", null] }), 'row 1 field "image_id": expected an id'],
  ])("is refused: %s", async (_, content, message) => {
    await expect(read("nocaps", { [name]: content })).rejects.toThrow(message);
  });

  it("is refused when its pieces are not all there, or there twice", async () => {
    const piece = (label: string): string => `nocaps/data/validation-${label}.parquet`;
    await expect(read("nocaps", { [piece("00000-of-00003")]: whole, [piece("00002-of-00003")]: whole })).rejects.toMatchObject({ message: expect.stringContaining("holds 2 of 3 pieces") as string, hint: expect.stringContaining("number 1.") as string });
    await expect(read("nocaps", { [piece("00000-of-00001")]: whole, [piece("00000-of-00001-0a1b")]: whole })).rejects.toThrow("holds 2 of 1 pieces");
  });

  it("fails sample by sample where pictures are missing", async () => {
    const { samples } = await read("nocaps", { [name]: parquetOf({ image: ["picture", picture(smallPng(4, 2)), picture(null), null], image_id: ["whole", 1, 2, 3], annotations_captions: [["text"], ["a"], ["b"], ["c"]] }) });
    await expect(samples[0]?.images[0]?.read()).resolves.toEqual(new Uint8Array(smallPng(4, 2)));
    for (const i of [1, 2]) await expect(samples[i]?.images[0]?.read()).rejects.toThrow(`row ${i + 1} field "image": has no bytes of a picture`);
  });
});

describe("pieces and row groups", () => {
  it("are read in their order, whatever is asked first", async () => {
    const piece = (first: number): Buffer => parquetOf({
      image: ["picture", ...Array.from({ length: 5 }, (_, i) => picture(Buffer.from(`picture ${first + i}`)))], image_id: ["whole", ...Array.from({ length: 5 }, (_, i) => first + i)],
      annotations_captions: [["text"], ...Array.from({ length: 5 }, () => ["a"])],
    }, { rowGroupSize: 2 });
    const { samples } = await read("nocaps", { "nocaps/data/validation-00000-of-00002.parquet": piece(0), "nocaps/data/validation-00001-of-00002.parquet": piece(5) });
    expect(samples.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, i) => String(i)));
    for (const i of [9, 0, 4, 5, 3]) expect(Buffer.from(await samples[i]!.images[0]!.read()).toString()).toBe(`picture ${i}`);
    expect(samples[9]?.images[0]?.name).toMatch(/validation-00001-of-00002\.parquet row 5 column image$/);
  });

  it("of more than 32 MiB are read picture by picture, where the file has an index", async () => {
    const bytes = (i: number): Buffer => Buffer.alloc(2 ** 20, i);
    const { samples } = await read("nocaps", { "nocaps/data/validation-0.parquet": parquetOf({ image: ["picture", ...Array.from({ length: 40 }, (_, i) => picture(bytes(i)))], image_id: ["whole", ...Array.from({ length: 40 }, (_, i) => i)], annotations_captions: [["text"], ...Array.from({ length: 40 }, () => ["a"])] }) });
    for (const i of [39, 0, 17]) expect(Buffer.from(await samples[i]!.images[0]!.read()).equals(bytes(i))).toBe(true);
  });

  it("of more than 192 MiB beside their pictures are refused", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [`${i}${"a".repeat(2 ** 20)}`]);
    const content = parquetOf({ image: ["picture", ...rows.map(() => null)], image_id: ["whole", ...rows.map((_, i) => i)], annotations_captions: [["text"], ...rows] });
    await expect(read("nocaps", { "nocaps/data/validation-0.parquet": content })).rejects.toMatchObject({ message: expect.stringMatching(/its row group from row 1 takes 200 MiB at once/) as string, hint: expect.stringContaining("row_group_size=100") as string });
  });
});

describe("FairFace's copy", () => {
  const copy = (margin: string, age: number): Files => ({
    [`HuggingFaceM4/FairFace/${margin}/validation-00000-of-00001.parquet`]: parquetOf({ image: ["picture", picture(smallPng(2, 2))], age: ["whole", age], gender: ["whole", 0], race: ["whole", 4] }),
  });

  it.each([
    ["wide", "1.25", { ...copy("0.25", 0), ...copy("1.25", 6) }, "50-59"],
    ["close", "0.25", copy("0.25", 0), "0-2"],
  ])("is read with the %s margin, and says so", async (_, margin, files, age) => {
    const { samples, warnings } = await read("fairface-toxicity", files);
    expect(samples).toMatchObject([{ target: ["Male", "Middle Eastern", age] }]);
    expect(warnings[0]?.message).toContain(`the margin around them is ${margin}`);
  });

  it("is refused with a class that its labels do not have", async () => {
    await expect(read("fairface-toxicity", copy("1.25", 9))).rejects.toThrow('row 1 field "age": expected a class from 0 to 8, found 9');
  });
});
