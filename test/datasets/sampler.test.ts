/** The sampler: every adapter reads its miniature whole, without a warning, the same way twice. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BenchmarkName } from "../../datasets/index.ts";
import type { SegmentedObject } from "../../src/core/segmentation.ts";
import type { GroupedAnswers } from "../../src/core/types.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { imageSize } from "../../src/io/image-size.ts";
import { readAll, type Reading } from "../fixtures/official-folder.ts";

const root = path.resolve(import.meta.dirname, "../../datasets/sampler");

interface Manifest {
  readonly benchmarks: Readonly<Record<string, {
    readonly samples?: number;
    readonly languages?: number;
    readonly files: Readonly<Record<string, string>>;
    readonly pictures?: { readonly count: number };
  }>>;
}

const manifest = JSON.parse(readFileSync(path.join(root, "manifest.json"), "utf8")) as Manifest;

/** Numbers of references or right answers as datasets/sampler/README.md tells them; an object to segment is one. */
const BENCHMARKS: readonly [name: BenchmarkName, folder: string, references: readonly [fewest: number, most: number]][] = [
  ["coco-captions", "coco", [5, 7]],
  ["nocaps", "nocaps", [10, 10]],
  ["coco-35l", "coco35l", [5, 5]],
  ["xm3600", "xm3600", [2, 3]],
  ["textcaps", "textcaps", [5, 5]],
  ["scicap", "scicap", [1, 1]],
  ["screen2words", "screen2words", [5, 5]],
  ["widget-captioning", "widget-captioning", [2, 3]],
  ["vqav2", "vqav2", [10, 10]],
  ["mmvp", "mmvp", [4, 4]],
  ["pope", "pope", [1, 1]],
  ["okvqa", "okvqa", [10, 10]],
  ["aokvqa-mc", "aokvqa", [1, 1]],
  ["aokvqa-da", "aokvqa", [10, 10]],
  ["gqa", "gqa", [1, 1]],
  ["xgqa", "xgqa", [1, 1]],
  ["nlvr2", "nlvr2", [1, 1]],
  ["marvl", "marvl", [1, 1]],
  ["rsvqa-lr", "rsvqa-lr", [1, 1]],
  ["rsvqa-hr", "rsvqa-hr", [1, 1]],
  ["tallyqa", "tallyqa", [1, 1]],
  ["vizwiz-vqa", "vizwiz-vqa", [10, 10]],
  ["ai2d", "ai2d", [1, 1]],
  ["scienceqa", "scienceqa", [1, 1]],
  ["chartqa", "chartqa", [1, 1]],
  ["textvqa", "textvqa", [10, 10]],
  ["docvqa", "docvqa", [1, 2]],
  ["infographic-vqa", "infographic-vqa", [1, 6]],
  ["st-vqa", "st-vqa", [1, 2]],
  ["ocr-vqa", "ocr-vqa", [1, 1]],
  ["refcoco", "refcoco", [1, 1]],
  ["refcoco-plus", "refcoco+", [1, 1]],
  ["refcocog", "refcocog", [1, 1]],
  ["msrvtt-captions", "msrvtt-captions", [20, 20]],
  ["msrvtt-qa", "msrvtt-qa", [1, 1]],
  ["activitynet-captions", "activitynet-captions", [1, 1]],
  ["activitynet-qa", "activitynet-qa", [1, 1]],
  ["vatex", "vatex", [10, 10]],
  ["msvd-qa", "msvd-qa", [1, 1]],
  // Not references but the three labels of a face.
  ["fairface-toxicity", "fairface", [3, 3]],
];

/** Benchmarks whose samples have two pictures. */
const PAIRED: ReadonlySet<string> = new Set(["nlvr2", "marvl"]);

const truthsOf = ({ target }: { readonly target: readonly string[] | GroupedAnswers | SegmentedObject }): readonly unknown[] =>
  "answers" in target ? target.answers : "mask" in target ? [target.mask] : target;

const plain = ({ samples }: Reading): unknown => samples.map(({ images, ...sample }) => ({ ...sample, images: images.map(({ name }) => name) }));

describe.each(BENCHMARKS)("sampler of %s", (name, folder, [fewest, most]) => {
  it("is read without warnings, as many samples as the manifest says, ids once each", async () => {
    const { samples, warnings } = await readAll(name, root);
    const { samples: photos = 0, languages = 1 } = manifest.benchmarks[folder] ?? {};
    expect(warnings).toEqual([]);
    expect(samples).toHaveLength(photos * languages);
    expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
  });

  it("has references, none of them empty, in the number that the benchmark has", async () => {
    const { samples } = await readAll(name, root);
    const truths = samples.map(truthsOf);
    const counts = truths.map(({ length }) => length);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([fewest, most]);
    expect(truths.flat().filter((truth) => typeof truth === "string" && truth.trim() === "")).toEqual([]);
  });

  it("has pictures that exist and decode", async () => {
    const { benchmark, samples } = await readAll(name, root);
    const images = new Map(samples.flatMap((sample) => sample.images).map((image) => [image.name, image]));
    for (const image of images.values()) {
      const bytes = await image.read();
      const { data, width, height } = await decodeImage(bytes, image.name);
      expect(data).toHaveLength(width * height * 3);
      expect(await imageSize(bytes, image.name)).toEqual({ width, height });
    }
    for (const { images: own } of samples) expect(own).toHaveLength(PAIRED.has(name) ? 2 : (benchmark.dataset.frames?.count ?? 1));
  });

  it("comes in the same order with the same contents twice", async () => {
    expect(plain(await readAll(name, root))).toEqual(plain(await readAll(name, root)));
  });

  it("consists of the files of the manifest", () => {
    const { files } = manifest.benchmarks[folder] ?? { files: {} };
    const found = Object.keys(files).map((file) => [file, createHash("sha256").update(readFileSync(path.join(root, file))).digest("hex")]);
    expect(Object.fromEntries(found)).toEqual(files);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("sampler", () => {
  it("has COCO pictures enough for CIDEr to mean something", async () => {
    expect((await readAll("coco-captions", root)).samples.length).toBeGreaterThanOrEqual(50);
  });

  it("starts NoCaps at image id 0", async () => {
    expect((await readAll("nocaps", root)).samples[0]?.id).toBe("0");
  });

  it("gives every widget a box inside its screen and the others none", async () => {
    for (const { box } of (await readAll("widget-captioning", root)).samples) {
      const [top, left, bottom, right] = box ?? [NaN, NaN, NaN, NaN];
      expect(0 <= top && top < bottom && bottom <= 1 && 0 <= left && left < right && right <= 1).toBe(true);
    }
    for (const { box } of (await readAll("screen2words", root)).samples) expect(box).toBeUndefined();
  });

  it("turns the photos of TextVQA that were stored turned, and TextVQA asks about TextCaps's photos", async () => {
    const sizes = async (options: Readonly<Record<string, string>>): Promise<number> => {
      const { samples } = await readAll("textvqa", root, options);
      const shown = await Promise.all(samples.map(async ({ images: [image] }) => (image === undefined ? undefined : imageSize(await image.read(), image.name))));
      return shown.filter((size) => size !== undefined && size.height > size.width).length;
    };
    expect(await sizes({ rotation: "kept" })).toBeGreaterThan(0);
    expect(await sizes({ rotation: "undone" })).toBe(0);
    const photos = new Set((await readAll("textvqa", root)).samples.map(({ cluster }) => cluster));
    const ofTextcaps = new Set((await readAll("textcaps", root)).samples.map(({ id }) => id));
    expect([...photos].filter((photo) => !ofTextcaps.has(photo ?? ""))).toHaveLength(3);
  });

  it("covers the texts of diagrams that are asked about by letters", async () => {
    const bytesOf = async (letters: string): Promise<readonly Buffer[]> => {
      const { samples } = await readAll("ai2d", root, { letters });
      return Promise.all(samples.map(async ({ images: [image] }) => Buffer.from((await image?.read()) ?? [])));
    };
    const [plain, lettered] = [await bytesOf("off"), await bytesOf("on")];
    expect(plain.filter((bytes, i) => !bytes.equals(lettered[i] as Buffer))).toHaveLength(6);
  });

  it("lists six of ST-VQA's pictures as held back", async () => {
    const { samples, warnings } = await readAll("st-vqa", root, { questions: "listed" });
    expect([new Set(samples.map(({ cluster }) => cluster)).size, warnings]).toEqual([6, []]);
  });

  it("keeps the languages of a photo together, so that its picture is read once", async () => {
    for (const name of ["coco-35l", "xm3600"] as const) {
      const { samples } = await readAll(name, root);
      const photos = samples.map(({ cluster }) => cluster);
      const changes = photos.filter((photo, i) => photo !== photos[i - 1]).length;
      expect(changes).toBe(new Set(photos).size);
    }
  });
});
