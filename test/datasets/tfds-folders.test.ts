/** Benchmarks from folders of TensorFlow Datasets: all that declare one, VQAv2's minival, and which data comes first. */

import { describe, expect, it } from "vitest";
import { benchmarkNames, loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { findData } from "../../src/cli/plan.ts";
import { createBenchmark } from "../../src/core/define.ts";
import type { DataWarning, Sample } from "../../src/core/types.ts";
import { openDataRoot } from "../../src/io/data-root.ts";
import { mediaTypeOf } from "../../src/io/media-type.ts";
import { hubCopies } from "../fixtures/hub-copies.ts";
import { folderOf, type Files } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { preparedFolders, vqaFolder } from "../fixtures/tfds.ts";
import { preparedSamples } from "../fixtures/tfds-samples.ts";

const names = Object.keys(preparedSamples) as BenchmarkName[];

interface Reading {
  readonly samples: readonly Sample<unknown>[];
  readonly warnings: readonly DataWarning[];
  readonly paths: readonly string[];
}

async function read(name: BenchmarkName, files: Files, options: Readonly<Record<string, string>> = {}): Promise<Reading> {
  const root = folderOf(files);
  const { benchmark, files: found, fileRecords, problem } = await findData(createBenchmark(await loadBenchmark(name), options), root);
  if (problem !== undefined) throw problem;
  const data = openDataRoot(root, benchmark.dataset.folders);
  const samples: Sample<unknown>[] = [];
  for await (const sample of benchmark.dataset.samples(data, found)) samples.push(sample);
  return { samples, warnings: data.warnings(), paths: fileRecords.map((record) => record.path) };
}

describe("prepared folders", () => {
  it("are tried here, all that benchmarks declare", async () => {
    const declaring = await Promise.all(benchmarkNames.map(async (name) => (createBenchmark(await loadBenchmark(name)).dataset.tfds === undefined ? [] : [name])));
    expect(names.toSorted()).toEqual(declaring.flat().toSorted());
  });

  it.each(names)("%s: samples, pictures, the files' digests, and that it is such a folder", async (name) => {
    const { builders, samples: expected } = preparedSamples[name] as NonNullable<(typeof preparedSamples)[BenchmarkName]>;
    const files = preparedFolders(builders);
    const { samples, warnings, paths } = await read(name, files);
    const byId = new Map(samples.map((sample) => [sample.id, sample]));
    expect(byId.size).toBe(samples.length);
    expect(expected.map(({ id }) => byId.get(id as string))).toMatchObject(expected);
    expect([...new Set(paths)].toSorted()).toEqual(Object.keys(files).filter((place) => !/labels\.txt|metadata\.json/.test(place)).toSorted());
    expect(warnings).toMatchObject([{ code: "tfds", count: 1, message: expect.stringContaining("read from a folder of TensorFlow Datasets") as string }]);
    for (const { images } of samples.slice(0, 2)) expect(mediaTypeOf((await images[0]?.read()) ?? new Uint8Array())).toMatch(/^image\/(png|jpeg)$/);
  });
});

describe("VQAv2's minival", () => {
  it("is the last 10,240 records, across files", async () => {
    const { samples, warnings } = await read("vqav2", vqaFolder([100, 4_000, 4_000, 2_500]), { split: "minival" });
    expect([samples.length, samples[0]?.id, samples.at(-1)?.id, warnings.length]).toEqual([10_240, "361", "10600", 1]);
  });

  it("is refused where there are fewer", async () => {
    await expect(read("vqav2", preparedFolders(["vqa"]), { split: "minival" })).rejects.toThrow("has 23 records, of which the last 10240 are wanted");
  });

  it("is not made of official files, whose order is another", async () => {
    await expect(read("vqav2", layouts.vqav2.files, { split: "minival" })).rejects.toMatchObject({
      message: expect.stringContaining("there is no folder of TensorFlow Datasets") as string,
      hint: expect.stringMatching(/^Official files will not do: minival is the end of the order.*Looked for: .*tfds\/vqa, .*vqav2\/vqa, /) as string,
    });
  });
});

describe("which data comes first", () => {
  it("official files, then the folder, then a copy", async () => {
    const folder = preparedFolders(["pope"]);
    const code = async (files: Files): Promise<string | undefined> => (await read("pope", files)).warnings[0]?.code;
    expect(await code({ ...folder, ...hubCopies.pope?.files })).toBe("tfds");
    expect(await code({ ...hubCopies.pope?.files })).toBe("hub-copy");
    expect(await code({ ...folder, ...layouts.pope.files })).toBeUndefined();
  });

  it("a folder lies under tfds, in the benchmark's own, or in the root; half of its configurations do not count", async () => {
    for (const within of ["tfds", "pope", "."]) expect((await read("pope", preparedFolders(["pope"], within))).samples).toHaveLength(6);
    await expect(read("pope", preparedFolders(["pope/pope_random", "pope/pope_popular"]))).rejects.toThrow("coco_pope_random.json: the file does not exist");
  });
});
